"""An archive of one table in several files: read whole, in part, and with one report."""

from __future__ import annotations

import gzip
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dependency_explorer.data.intake import parts
from dependency_explorer.data.intake.importing import import_file
from dependency_explorer.data.intake.plan import Decision, Plan
from dependency_explorer.data.intake.preview import look
from dependency_explorer.data.problems import DataError
from tests.data.profiles.plain import dropped, read, rows_of, told

HEADER = "t,i,j,k,v,q\n"
COUNTRIES = "country_code,country_name,country_iso2,country_iso3\n643,Russian Federation,RU,RUS\n"
PRODUCTS = 'code,description\n270900,"Petroleum oils: crude"\n'


def baci(
    folder: Path, years: tuple[int, ...] = (2019, 2020, 2021), more: dict[str, str] | None = None
) -> Path:
    path = folder / "BACI_HS92_V202501.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for year in years:
            rows = f"{year},643,276,270900,{year},NA\n{year},842,276,270900,1,3\n{year},276,276,270900,9,9\n"
            archive.writestr(f"BACI_HS92_Y{year}_V202501.csv", HEADER + rows)
        archive.writestr("country_codes_V202501.csv", COUNTRIES)
        archive.writestr("product_codes_HS92_V202501.csv", PRODUCTS)
        for name, content in (more or {}).items():
            archive.writestr(name, content)
    return path


def test_all_years_are_read_with_one_report(tmp_path: Path) -> None:
    dataset, report = read(baci(tmp_path))
    assert (report.profile, report.rows_read, report.rows_kept) == ("baci", 9, 6)
    assert dropped(report) == {"same_place": 3}
    assert rows_of(dataset, "flows", "period", "exporter", "value_usd", "quantity") == [
        (str(year), *row)
        for year in (2019, 2020, 2021)
        for row in (("RUS", year * 1000.0, None), ("USA", 1000.0, 3.0))
    ]
    assert dataset.commodity_name("270900") == "Petroleum oils: crude"
    # One decision a kind: its rows are added up, its share is of all value.
    kinds = [decision.key for decision in report.decisions]
    assert len(kinds) == len(set(kinds))
    (aside,) = (decision for decision in report.decisions if decision.key == "same_place")
    assert aside.share == pytest.approx(27 / (2019 + 2020 + 2021 + 3 + 27))


def test_shares_of_parts_are_added_as_far_as_they_are_known() -> None:
    one = Decision("no_figure", "Rows.", 2, 0.5)
    (both,) = parts.together([([one], 10.0), ([replace(one, share=None)], 30.0)])
    assert (both.rows, both.share) == (4, 0.125)
    (neither,) = parts.together([([replace(one, share=None)], 10.0)] * 2)
    assert neither.share is None


@pytest.mark.parametrize(
    ("chosen", "years"),
    [("all", "2019 2020 2021"), ("2020", "2020"), ("2020-2021", "2020 2021"), ("2021, 2019", "2019 2021")],
)
def test_the_years_can_be_chosen(tmp_path: Path, chosen: str, years: str) -> None:
    dataset, report = read(baci(tmp_path), tables=chosen)
    assert {row[0] for row in rows_of(dataset, "flows", "period")} == set(years.split())
    assert report.rows_read == 3 * len(years.split())


def test_an_unknown_year_is_refused_with_those_there_are(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"no table “1999”\. It has 2019 to 2021"):
        read(baci(tmp_path), tables="1999")


def test_only_the_newest_are_read_where_all_are_too_many(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = baci(tmp_path)
    with zipfile.ZipFile(path) as archive:
        size = archive.getinfo("BACI_HS92_Y2021_V202501.csv").file_size
    monkeypatch.setattr(parts, "MOST_TOGETHER", 2 * size)
    dataset, report = read(path)
    assert {row[0] for row in rows_of(dataset, "flows", "period")} == {"2020", "2021"}
    (decision,) = (one for one in report.decisions if one.key == "tables")
    assert (
        "2 of them are read (2020 to 2021), for all together may be more than memory holds" in decision.what
    )
    assert len(rows_of(read(path, tables="all")[0], "flows", "period")) == 6
    monkeypatch.setattr(parts, "MOST_TOGETHER", 1)
    assert {row[0] for row in rows_of(read(path)[0], "flows", "period")} == {"2021"}


def test_tables_of_other_titles_are_named_and_not_stacked(tmp_path: Path) -> None:
    path = baci(tmp_path, more={"BACI_HS92_Y2022_V202501.csv": "a,b\n1,2\n"})
    dataset, _ = read(path)
    assert {row[0] for row in rows_of(dataset, "flows", "period")} == {"2019", "2020", "2021"}
    assert any("BACI_HS92_Y2022_V202501.csv" in problem.message for problem in dataset.problems)


def test_a_row_that_two_files_repeat_counts_once(tmp_path: Path) -> None:
    path = tmp_path / "x.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for number in (1, 2):
            archive.writestr(f"part{number}.csv", HEADER + "2020,643,276,270900,5,NA\n")
    dataset, _ = read(path)
    values = [row[0] for row in rows_of(dataset, "flows", "value_usd")]
    assert sum(value for value in values if value is not None) == 5000  # type: ignore[misc]
    assert dataset.problems


def test_a_preview_reads_one_of_them_and_offers_the_choice(tmp_path: Path) -> None:
    seen = look(baci(tmp_path), Plan(choices={"tables": "2021"}))
    assert seen.profile == "baci"
    assert seen.dataset is not None
    assert {row[0] for row in rows_of(seen.dataset, "flows", "period")} == {"2021"}


def test_tables_packed_once_more_inside(tmp_path: Path) -> None:
    path = tmp_path / "x.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for year in (2020, 2021):
            content = f"{HEADER}{year},643,276,270900,5,NA\n".encode()
            archive.writestr(f"BACI_HS17_Y{year}.csv.gz", gzip.compress(content))
    dataset, report = read(path)
    assert report.rows_read == 2
    assert "tables" in told(report)
    assert {row[0] for row in rows_of(dataset, "flows", "period")} == {"2020", "2021"}


@given(st.lists(st.integers(1990, 2030), min_size=2, max_size=6, unique=True), st.integers(1, 12))
def test_labels_tell_tables_apart(years: list[int], month: int) -> None:
    names = [f"a/BACI_HS92_Y{year}_V202501.csv" for year in sorted(years)]
    assert parts.labels(names) == [str(year) for year in sorted(years)]
    other = month % 12 + 1
    assert parts.labels([f"2019_{month:02d}_x.csv", f"2019_{other:02d}_x.csv"]) == [
        f"2019-{month:02d}",
        f"2019-{other:02d}",
    ]


def test_a_file_without_parts_has_no_such_decision(tmp_path: Path) -> None:
    path = tmp_path / "BACI_HS92_Y2020_V202501.csv"
    path.write_text(HEADER + "2020,643,276,270900,5,NA\n")
    assert "tables" not in told(read(path)[1])
    assert import_file(path).tables["flows"] is not None
