"""A unit that the user types makes no money of quantities that have a unit of their own, and codes of currencies."""

from __future__ import annotations

from pathlib import Path

import pytest

from dependency_explorer.data.intake.measures import measure_of
from dependency_explorer.data.problems import DataError
from tests.data.profiles.plain import read, rows_of, text, told

HEAD = "Exporter,Importer,Commodity,Year"
IN_ROWS = f"{HEAD},Quantity,Unit\nRussia,Mongolia,Coal,2020,50,t\nChina,Mongolia,Coal,2020,60,t\n"
IN_TITLE = (
    f"{HEAD},Quantity (kt),Trade Value\nRussia,Mongolia,Coal,2020,50,700\nChina,Mongolia,Coal,2020,60,800\n"
)
NOWHERE = f"{HEAD},Amount\nRussia,Mongolia,Coal,2020,50\nChina,Mongolia,Coal,2020,60\n"


def test_quantities_with_a_unit_stay_quantities(tmp_path: Path) -> None:
    dataset, report = read(text(tmp_path, "rows.csv", IN_ROWS), unit="usd")
    assert rows_of(dataset, "flows", "quantity", "unit", "value_usd") == [
        (50.0, "t", None),
        (60.0, "t", None),
    ]
    assert "unit_of_quantities" in told(report)
    dataset, report = read(text(tmp_path, "title.csv", IN_TITLE), unit="usd")
    assert rows_of(dataset, "flows", "quantity", "unit", "value_usd") == [
        (50.0, "kt", 700.0),
        (60.0, "kt", 800.0),
    ]
    assert "unit_of_quantities" in told(report)


def test_figures_without_a_unit_are_what_the_user_says(tmp_path: Path) -> None:
    dataset, report = read(text(tmp_path, "amount.csv", NOWHERE), unit="usd")
    assert rows_of(dataset, "flows", "value_usd") == [(50.0,), (60.0,)]
    assert "unit_of_quantities" not in told(report)


@pytest.mark.parametrize(
    ("title", "unit", "scale"),
    [
        ("Value (ZMW)", "ZMW", 1),
        ("Value (ZMW million)", "ZMW", 1e6),
        ("CLP", "CLP", 1),
        ("Value, thousand XOF", "XOF", 1e3),
    ],
)
def test_codes_of_currencies_are_money(title: str, unit: str, scale: float) -> None:
    measure = measure_of(title)
    assert (measure.kind, measure.unit, measure.scale) == ("other_money", unit, scale)


@pytest.mark.parametrize(
    "title", ["Value (TOTAL)", "ALL countries", "XAU", "Quantity (kt)", "MWH", "GWH", "TJ"]
)
def test_other_capitals_are_no_currency(title: str) -> None:
    assert measure_of(title).kind != "other_money"


def test_another_currency_is_refused_by_its_name(tmp_path: Path) -> None:
    path = text(tmp_path, "kwacha.csv", f"{HEAD},Value (ZMW)\nZambia,Mongolia,Copper,2020,50\n")
    with pytest.raises(DataError, match="in ZMW, and no exchange rate"):
        read(path)
