"""EIA international data: CSV with indented places, JSON of the API in both forms."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest

from dependency_explorer.data.intake.importing import import_file
from dependency_explorer.data.problems import DataError
from tests.data.profiles.energy_tables import dropped, imported, keys, rows, sample, total, written


def test_hydro_by_country_adds_up_to_the_world() -> None:
    dataset, report = imported(path := sample("eia_intl/eia_intl_hydro_2026.csv"))
    with path.open(encoding="utf-8-sig", newline="") as stream:
        lines = list(csv.reader(stream))[2:]
    year = 2 + 2020 - 1980
    named = {line[1].strip(): line[year] for line in lines}
    assert (report.profile, report.rows_read, dropped(report)) == (
        "eia_intl",
        232,
        {"titles": 1, "no_figure": 4},
    )
    norway = total(dataset, "balances", place="NOR", period="2020", item="generation")
    assert norway == pytest.approx(float(named["Norway"]))
    countries = sum(float(text) for name, text in named.items() if name != "World" and _is_number(text))
    here = sum(row["value"] for row in rows(dataset, "balances", period="2020") if str(row["place"]) != "WLD")
    assert here == pytest.approx(countries)
    assert total(dataset, "balances", place="WLD", period="2020") == pytest.approx(float(named["World"]))
    assert here == pytest.approx(float(named["World"]), rel=0.01)
    assert {str(row["unit"]) for row in rows(dataset, "balances")} == {"TWh"}


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


CSV = """\ufeffReport generated on: 01-13-2026 23:55:39
"API","","2020","2021"
"","crude oil including lease condensate imports (Mb/d)","",""
"INTL.57-3-DEU-TBPD.A","        Germany","100","ie"
"INTL.57-3-NLD-TBPD.A","        Netherlands","--","50"
"INTL.57-3-EURO-TBPD.A","    Europe","1000","900"
"","dry natural gas production (bcf)","",""
"INTL.26-1-NLD-BCF.A","        Netherlands","700","NA"
"INTL.26-1-NLD-BCM.A","        Netherlands","20","18"
"""


def test_several_products_units_and_missing_marks(tmp_path: Path) -> None:
    dataset, report = imported(written(tmp_path, "INT-Export.csv", CSV))
    assert dropped(report) == {"titles": 2, "aggregates": 1, "unit_kept": 1}
    # A rate: 100 thousand barrels a day over the 366 days of 2020, 50 over the 365 of 2021.
    assert total(dataset, importer="DEU", exporter="WLD", unit="kbbl") == 100 * 366
    assert total(dataset, importer="NLD", exporter="WLD") == 50 * 365
    assert len(rows(dataset)) == 2
    gas = rows(dataset, "balances", commodity="dry_natural_gas", item="production")
    assert sorted((row["value"], str(row["unit"])) for row in gas) == [(18.0, "bcm"), (20.0, "bcm")]


def _record(**changed: Any) -> dict[str, Any]:
    return {
        "period": "2021", "productId": "57", "productName": "Crude oil", "activityId": "1",
        "activityName": "Production", "countryRegionId": "SAU", "countryRegionName": "Saudi Arabia",
        "countryRegionTypeId": "c", "countryRegionTypeName": "Country", "unit": "TBPD",
        "unitName": "thousand barrels per day", "value": "100", **changed,
    }  # fmt: skip


def test_json_of_the_api(tmp_path: Path) -> None:
    data = [
        _record(),
        _record(countryRegionId="OPEC", countryRegionName="OPEC", countryRegionTypeId="r", value="900"),
        _record(countryRegionId="GLP", countryRegionName="Guadeloupe", value="ie"),
        _record(activityId="4", activityName="Exports", value="60"),
        _record(
            countryRegionId="WP19", countryRegionName="Africa less OPEC", countryRegionTypeId="r", value="7"
        ),
        _record(period="2021-02", activityId="4", activityName="Exports", value=10),
    ]
    text = json.dumps({"response": {"total": "7", "data": data}, "apiVersion": "2.1.0"})
    dataset, report = imported(written(tmp_path, "eia.json", text))
    assert (report.profile, dropped(report)) == ("eia_json", {"no_figure": 1, "aggregates": 2})
    assert total(dataset, "balances", place="SAU", item="production") == 36500
    assert total(dataset, exporter="SAU", importer="WLD", period="2021") == 60 * 365
    assert total(dataset, exporter="SAU", period="2021-02") == 280
    assert any("one page" in problem.message for problem in dataset.problems)
    assert "per_day" in keys(report)


def test_json_of_the_older_api_by_series(tmp_path: Path) -> None:
    series = {
        "series_id": "INTL.33-12-NOR-BKWH.A",
        "name": "Hydroelectricity net generation, Norway, Annual",
        "units": "billion kilowatthours",
        "data": [["2014", 134.8], ["2013", None], ["2012", "--"]],
    }
    dataset, report = imported(written(tmp_path, "series.json", json.dumps({"series": [series]})))
    [row] = rows(dataset, "balances")
    told = [str(row[name]) for name in ("period", "place", "commodity", "item", "unit")]
    assert told == ["2014", "NOR", "hydroelectricity", "generation", "TWh"]
    assert (row["value"], dropped(report)) == (134.8, {"no_figure": 2})


def test_an_answer_without_records_is_refused_with_a_sentence(tmp_path: Path) -> None:
    text = json.dumps({"error": "bad key", "countryRegionId": 1, "productId": 2})
    with pytest.raises(DataError, match="no records below"):
        import_file(written(tmp_path, "error.json", text))


def test_a_table_made_of_the_api(tmp_path: Path) -> None:
    names = list(_record())
    text = ",".join(names) + "\n" + ",".join(_record().values()) + "\n"
    dataset, report = imported(written(tmp_path, "international.csv", text))
    assert (report.profile, total(dataset, "balances")) == ("eia_json", 36500)


@pytest.mark.parametrize("order", [(3, 2, 1, 0), (2, 0, 3, 1), (1, 3, 0, 2)])
def test_the_order_of_columns_changes_nothing(tmp_path: Path, order: tuple[int, ...]) -> None:
    lines = list(csv.reader(CSV.lstrip("\ufeff").splitlines()))
    shuffled = tmp_path / "INT-Export.csv"
    with shuffled.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows(
            [line if len(line) == 1 else [line[index] for index in order] for line in lines]
        )
    dataset, report = imported(shuffled)
    expected, before = imported(written(tmp_path, "as downloaded.csv", CSV))
    assert report.profile == "eia_intl"
    assert dropped(report) == dropped(before)
    for table in ("flows", "balances"):
        assert _alike(rows(dataset, table)) == _alike(rows(expected, table)) != []


def _alike(found: list[dict[str, Any]]) -> list[str]:
    return sorted(str({name: value for name, value in row.items() if name != "row"}) for row in found)
