"""WITS: two flows a row, shares that are no money, and products."""

from __future__ import annotations

from pathlib import Path

import pytest

from dependency_explorer.data.intake.source import Source
from tests.data.profiles.reading import dropped, opened, sample, taken_for, told, total, write
from tests.data.tables import workbook_bytes


def test_latin_america_2022() -> None:
    path = sample("wits/WITS-Partner_LAC_2022.xlsx")
    dataset, report = opened(path)
    rows = Source(path).grid("Partner")
    out, into = rows[0].index("Export (US$ Thousand)"), rows[0].index("Import (US$ Thousand)")
    by_name = {row[1]: row for row in rows[1:]}
    place = "Latin America & Caribbean"
    assert total(dataset, exporter=place, importer="CHN", reported_by="exporter") == pytest.approx(
        1000 * float(by_name["China"][out])
    )
    assert total(dataset, exporter="USA", importer=place, reported_by="importer") == pytest.approx(
        1000 * float(by_name["United States"][into])
    )
    assert total(dataset, exporter="WLD") == pytest.approx(1000 * float(by_name["World"][into]))
    # Six regions repeat their members, one of them is the reporter itself.
    assert dropped(report) == {"same_place": 1, "aggregates": 6}
    assert {"mirror", "world", "unknown_partner"} <= set(told(report))


def test_shares_of_the_world() -> None:
    path = sample("wits/WITS-Partner-Timeseries_world.xlsx")
    dataset, report = opened(path)
    assert not len(dataset.tables["flows"])
    rows = Source(path).grid("Partner-Timeseries")
    germany = next(row for row in rows if row[1] == "Germany")
    found = total(dataset, "value", "balances", place="WLD", item="import_share:DEU", period="2018", unit="%")
    assert found == float(germany[rows[0].index("2018")])
    assert dropped(report) == {"aggregates": 1}  # Pacific Islands


def test_a_series_of_values(tmp_path: Path) -> None:
    header = ["Reporter Name", "Partner Name", "Trade Flow", "Indicator", "2019", "2020"]
    rows = [
        (" Mongolia", " China", "Export", "Export (US$ Thousand)", 5, ""),
        ("Mongolia", "China", "Import", "Import (US$ Thousand)", 2, 3),
        ("Mongolia", "Mongolia", "Import", "Import (US$ Thousand)", 2, 3),
        ("Mongolia", "China", "Import", "AHS Simple Average (%)", 7, 7),
    ]
    dataset, report = opened(write(tmp_path / "series.csv", header, rows))
    assert total(dataset, exporter="MNG", importer="CHN", period="2019") == 5000
    assert total(dataset, exporter="CHN", importer="MNG") == 5000
    assert dropped(report) == {"other_measures": 1, "same_place": 1}


def test_products(tmp_path: Path) -> None:
    header = ["Nomenclature", "Reporter", "TradeFlow", "ProductCode", "Product Description", "Year", "Partner",
              "Trade Value 1000USD", "Quantity", "Quantity Unit"]  # fmt: skip
    rows = [("H5", "Mongolia", "Export", "270112", "Coal", 2020, "China", 5, 40, "Kg"),
            ("H5", "Mongolia", "Gross Imp.", "271019", "Oils", 2020, "World", 7, 9, "Kg")]  # fmt: skip
    path = write(tmp_path / "WITS-By-HS6Product.csv", header, rows)
    assert taken_for(path) == "wits"
    dataset, _ = opened(path)
    assert total(dataset, exporter="MNG", importer="CHN", commodity="270112") == 5000
    assert total(dataset, "quantity", exporter="MNG", unit="kg") == 40
    assert total(dataset, exporter="WLD", importer="MNG") == 7000


def test_an_empty_first_sheet_is_passed_over(tmp_path: Path) -> None:
    path = tmp_path / "WITS-Partner.xlsx"
    table = [
        ("Reporter Name", "Partner Name", "Year", "Export (US$ Thousand)", "Import (US$ Thousand)"),
        ("Mongolia", " World", 2020, 7, 8),
    ]
    path.write_bytes(workbook_bytes({"Sheet1": [], "Partner": table}))
    dataset, _ = opened(path)
    assert total(dataset, importer="WLD") == 7000
