"""Tables whose rows would be wrong as sums: stocks by day, changes, contents, cumulative months, capacities."""

from __future__ import annotations

from pathlib import Path

import pytest

from dependency_explorer.data.problems import DataError
from tests.data.profiles.reading import dropped, opened, told, total, write

FLOW = ("Exporter", "Importer", "Commodity")


def test_stocks_by_day_are_those_of_the_last_and_uses_are_summed(tmp_path: Path) -> None:
    rows = [
        ("Germany", f"2023-01-{day:02d}", "natural gas", item, "TWh", figure)
        for item, figures in (("stock", (200, 201, 198)), ("consumption", (2, 3, 4)))
        for day, figure in enumerate(figures, start=1)
    ]
    path = write(tmp_path / "gas.csv", ("Country", "Date", "Commodity", "Item", "Unit", "Value"), rows)
    dataset, report = opened(path)
    assert total(dataset, "value", "balances", item="stock") == 198
    assert total(dataset, "value", "balances", item="consumption") == 9
    assert dropped(report) == {"last_day": 2}


def test_changes_and_shares_below_partners_are_no_partners(tmp_path: Path) -> None:
    path = tmp_path / "copper.csv"
    path.write_text(
        '"China imports of copper concentrate by origin, kt"\nOrigin,2021,2022\nChile,100,110\nPeru,50,60\n'
        "Total,150,170\ny-o-y change,0.1,0.14\nShare of Chile,66,64\n",
        encoding="utf-8",
    )
    dataset, report = opened(path)
    assert set(dataset.tables["flows"]["exporter"].astype(str)) == {"CHL", "PER", "WLD"}
    assert dropped(report) == {"no_amounts": 2}


@pytest.mark.parametrize(
    ("title", "texts", "kept"),
    [
        ("Form", ("Gross weight", "Cobalt content"), 10),
        ("Reported by", ("exporter", "importer"), 10),
        ("Status", ("Preliminary", "Final"), 20),
        ("Transit country", ("Ukraine", "Total"), 20),
    ],
)
def test_the_same_shipment_is_counted_once(
    tmp_path: Path, title: str, texts: tuple[str, str], kept: float
) -> None:
    rows = [
        (2022, "Chile", "China", "cobalt", text, figure) for text, figure in zip(texts, (10, 20), strict=True)
    ]
    dataset, report = opened(write(tmp_path / "t.csv", ("Year", *FLOW, title, "Quantity (t)"), rows))
    assert total(dataset, "quantity") == kept
    assert any(key.startswith("rows_by_") for key in dropped(report))


def test_cumulative_months_are_asked_about(tmp_path: Path) -> None:
    rows = [(f"2023-{month:02d}", "Mongolia", "China", "coal", 10 * month) for month in (1, 2, 3)]
    path = write(tmp_path / "coal.csv", ("Month", *FLOW, "Quantity (kt, cumulative)"), rows)
    with pytest.raises(DataError, match="cumulative"):
        opened(path)
    assert total(opened(path, cumulative="as_written")[0], "quantity") == 60


def test_capacities_between_countries_are_no_flows(tmp_path: Path) -> None:
    rows = [(2021, "Russia", "Germany", "natural gas", 55)]
    path = write(tmp_path / "lines.csv", ("Year", *FLOW, "Capacity (bcm)"), rows)
    with pytest.raises(DataError, match="capacities"):
        opened(path)


def test_the_unit_of_a_row_goes_before_a_word_in_the_name_of_the_file(tmp_path: Path) -> None:
    rows = [
        ("Germany", 2022, "natural gas", "Consumption", 90, "bcm"),
        ("Poland", 2022, "natural gas", "Consumption", 20, "bcm"),
    ]
    path = write(tmp_path / "gas in PJ.csv", ("Country", "Year", "Fuel", "Indicator", "Value", "Unit"), rows)
    dataset, report = opened(path)
    assert total(dataset, "value", "balances", unit="bcm") == 110
    assert "summed" not in told(report)
