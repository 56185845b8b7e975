"""BACI: raw files with their code lists, places with several numbers, and a derivative with names of its own."""

from __future__ import annotations

import zipfile
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dependency_explorer.data import delimited
from dependency_explorer.data.intake.importing import import_file
from tests.data.profiles.reading import dropped, opened, rows_of, sample, taken_for, told, total

RAW = """t,i,j,k,v,q
2018,842,496,270900,1.5,2
2018,699,496,270900,        2.25,         NA
2018,711,496,270900,1,1
2018,710,496,270900,2,
2018,697,496,10111,4,NA
2018,849,496,10111,8,3
2018,490,251,270900,16,5
"""
COUNTRIES = "country_code,country_name_abbreviation,country_name_full,iso_2digit_alpha,iso_3digit_alpha\n"
PRODUCTS = 'code,description\n270900,"Oils: petroleum oils, crude"\n10111,"Horses: live"\n'


def raw(folder: Path, text: str = RAW) -> Path:
    path = folder / "BACI_HS12_Y2018_V202301.csv"
    path.write_text(text)
    return path


def test_the_raw_file(tmp_path: Path) -> None:
    path = raw(tmp_path)
    (tmp_path / "product_codes_HS12_V202301.csv").write_text(PRODUCTS)
    (tmp_path / "country_codes_V202301.csv").write_text(COUNTRIES)
    assert taken_for(path) == "baci"
    dataset, report = opened(path)
    assert report.rows_read == report.rows_kept == 7
    assert total(dataset, exporter="USA", importer="MNG") == 1500
    assert total(dataset, exporter="IND") == 2250
    assert total(dataset, "quantity", exporter="IND") == 0
    # Numbers that mean one place, or no country, make one flow.
    assert total(dataset, exporter="ZAF") == 3000
    assert total(dataset, "quantity", exporter="ZAF") == 1
    assert total(dataset, exporter="XNS", commodity="010111") == 12000
    assert total(dataset, "quantity", exporter="XNS") == 3
    assert total(dataset, exporter="TWN", importer="FRA") == 16000
    flows = dataset.tables["flows"]
    assert len(flows) == 5
    assert set(flows["unit"].astype(str)) == {"t"}
    assert set(flows["reported_by"].astype(str)) == {"reconciled"}
    assert flows["quantity"].isna().sum() == 1
    assert told(report)["summed"] == 4
    assert dataset.commodity_name("010111") == "Horses: live"


def test_the_archive_with_its_lists(tmp_path: Path) -> None:
    path = tmp_path / "BACI_HS12_V202301.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("country_codes_V202301.csv", COUNTRIES)
        archive.writestr("product_codes_HS12_V202301.csv", PRODUCTS * 50)
        archive.writestr("BACI_HS12_Y2018_V202301.csv", RAW)
    dataset, _ = opened(path)
    assert total(dataset) == 34750
    assert dataset.commodity_name("270900") == "Oils: petroleum oils, crude"


def test_a_number_that_only_the_list_explains(tmp_path: Path) -> None:
    path = raw(tmp_path, "t,i,j,k,v,q\n2018,998,496,270900,1,2\n")
    (tmp_path / "country_codes_V209901.csv").write_text(COUNTRIES + "998,New,New,NW,NOR\n")
    dataset, _ = opened(path)
    assert total(dataset, exporter="NOR") == 1000


def test_the_quick_lane_reads_as_the_careful_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    careful = import_file(raw(tmp_path)).tables["flows"]
    monkeypatch.setattr(delimited, "QUICK_FROM", 0)
    quick = import_file(raw(tmp_path)).tables["flows"]
    assert careful.equals(quick)


ROW = st.tuples(
    st.sampled_from((842, 699, 710, 711, 697, 849, 490, 757)),
    st.sampled_from((496, 251, 711)),
    st.sampled_from(("270900", "10111")),
    st.integers(1, 10**6),
    st.one_of(st.none(), st.integers(1, 1000)),
)
PLACE = {
    842: "USA",
    699: "IND",
    710: "ZAF",
    711: "ZAF",
    697: "XNS",
    849: "XNS",
    490: "TWN",
    757: "CHE",
    496: "MNG",
    251: "FRA",
}


@settings(max_examples=30, deadline=None)
@given(st.lists(ROW, min_size=1, max_size=30, unique_by=lambda row: row[:3]))
def test_sums_are_those_of_a_plain_loop(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[int, int, str, int, int | None]]
) -> None:
    lines = "".join(f"2018,{i},{j},{k},{v},{'NA' if q is None else q}\n" for i, j, k, v, q in rows)
    expected: dict[tuple[str, str], list[float]] = {}
    itself = 0
    for i, j, _, v, q in rows:
        if PLACE[i] == PLACE[j]:
            itself += 1
            continue
        sums = expected.setdefault((PLACE[i], PLACE[j]), [0, 0])
        sums[0] += 1000 * v
        sums[1] += q or 0
    path = raw(tmp_path_factory.mktemp("b"), "t,i,j,k,v,q\n" + lines)
    if not expected:
        return
    dataset, report = opened(path)
    assert dropped(report).get("same_place", 0) == itself
    for (exporter, importer), (value, quantity) in expected.items():
        assert total(dataset, exporter=exporter, importer=importer) == value
        assert total(dataset, "quantity", exporter=exporter, importer=importer) == quantity
    assert np.isfinite(dataset.tables["flows"]["value_usd"]).all()


def test_seafood_of_2018() -> None:
    path = sample("baci/baci_seafood_hs12_2018_named.csv")
    dataset, report = opened(path)
    rows = rows_of(path)
    others = [row for row in rows if row["exporter_iso3c"] != row["importer_iso3c"]]
    assert dropped(report) == {"same_place": len(rows) - len(others)} == {"same_place": 37}
    assert total(dataset) == pytest.approx(1000 * sum(float(row["total_v"]) for row in others))
    norway = [row for row in others if row["exporter_iso3c"] == "NOR"]
    assert total(dataset, "quantity", exporter="NOR") == pytest.approx(
        sum(float(row["total_q"]) for row in norway)
    )
    assert set(dataset.tables["flows"]["exporter"].astype(str)) >= {"NAM", "NOR"}
