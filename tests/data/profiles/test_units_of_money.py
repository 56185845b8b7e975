"""A unit that the user types makes no money of quantities that have a unit of their own, and codes of currencies."""

from __future__ import annotations

import io
from pathlib import Path

import pandas as pd
import pytest

from dependency_explorer.data.intake.measures import measure_of
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


def test_another_currency_is_kept_in_its_unit(tmp_path: Path) -> None:
    path = text(tmp_path, "kwacha.csv", f"{HEAD},Value (ZMW)\nZambia,Mongolia,Copper,2020,50\n")
    dataset, report = read(path)
    assert rows_of(dataset, "flows", "quantity", "unit", "value_usd") == [(50.0, "ZMW", None)]
    assert "currency" in told(report)
    dataset, _ = read(path, unit="usd")
    assert rows_of(dataset, "flows", "quantity", "unit", "value_usd") == [(None, "", 50.0)]


ROWS = """Year,Exporter,Importer,Commodity,Port,Value,Unit
2022,Russia,Germany,Coal,A,100,EUR
2022,Russia,Germany,Coal,B,50,EUR
2022,Russia,Germany,Coal,A,5,kt
2022,Russia,Germany,Coal,A,110,USD
2022,Russia,France,Coal,A,200,EUR
2022,Norway,France,Gas,A,70,EUR
2022,Norway,Germany,Gas,A,30,EUR
2022,China,Germany,Gas,A,600,CNY
"""


def test_currencies_in_a_column_of_units_leave_quantities_and_dollars(tmp_path: Path) -> None:
    dataset, report = read(text(tmp_path, "units.csv", ROWS))
    frame = (
        pd.read_csv(io.StringIO(ROWS)).groupby(["Exporter", "Importer", "Commodity", "Unit"])["Value"].sum()
    )
    coal, gas = (dataset.tables["flows"].query(f"commodity == '{id}'") for id in ("coal", "gas"))
    assert rows_of(dataset, "flows", "exporter", "importer", "quantity", "unit", "value_usd", "note")[:2] == [
        ("RUS", "DEU", frame["Russia", "Germany", "Coal", "kt"], "kt", 110.0, "value 150 EUR"),
        ("RUS", "FRA", None, "", None, "value 200 EUR"),
    ]
    assert len(coal) == 2
    # Of gas nothing but money is told: most of it in euros, and the yuan of another flow are no euros.
    in_euros = gas[gas["unit"] == "EUR"]
    assert float(in_euros["quantity"].sum()) == frame.loc["Norway"].sum() == 100
    assert gas[gas["exporter"] == "CHN"]["note"].tolist() == ["value 600 CNY"]
    assert {"currency", "currency_in_note"} <= set(told(report))


def test_columns_of_years_keep_quantities_beside_another_currency(tmp_path: Path) -> None:
    wide = "Exporter,Importer,Commodity,Unit,2021,2022\nRussia,Germany,Coal,EUR,100,110\nRussia,Germany,Coal,kt,5,6\n"
    dataset, _ = read(text(tmp_path, "wide.csv", wide))
    assert rows_of(dataset, "flows", "period", "quantity", "unit", "note") == [
        ("2021", 5.0, "kt", "value 100 EUR"),
        ("2022", 6.0, "kt", "value 110 EUR"),
    ]


@pytest.mark.parametrize(
    "table",
    [
        "Year,Country,Commodity,Item,Value,Unit\n2022,Germany,Coal,Production,5,kt\n"
        "2022,Germany,Coal,Production,2,million EUR\n",
        "Year,Country,Commodity,Production (kt),Production value (million EUR)\n2022,Germany,Coal,5,2\n",
    ],
    ids=["rows", "columns"],
)
def test_what_a_balance_is_worth_is_an_item_in_its_currency(tmp_path: Path, table: str) -> None:
    dataset, _ = read(text(tmp_path, "coal.csv", table))
    assert sorted(rows_of(dataset, "balances", "item", "value", "unit")) == [
        ("production", 5.0, "kt"),
        ("production_value", 2e6, "EUR"),
    ]


@pytest.mark.parametrize(
    ("head", "first", "second"),
    [
        ("Quantity,Unit,Value,Currency", "5,kt,100,EUR", "6,kt,200,USD"),
        ("Quantity (kt),Value,Currency", "5,100,EUR", "6,200,USD"),
        ("Quantity (kt),Value (thousand),Currency", "5,0.1,EUR", "6,0.2,US Dollar"),
    ],
)
def test_a_column_of_currencies_says_what_money_is(
    tmp_path: Path, head: str, first: str, second: str
) -> None:
    lines = f"Russia,Mongolia,Coal,2020,{first}\nChina,Mongolia,Coal,2020,{second}\n"
    dataset, report = read(text(tmp_path, "currency.csv", f"{HEAD},{head}\n{lines}"))
    assert rows_of(dataset, "flows", "exporter", "quantity", "unit", "value_usd", "note") == [
        ("RUS", 5.0, "kt", None, "value 100 EUR"),
        ("CHN", 6.0, "kt", 200.0, ""),
    ]
    assert "currency_column" in told(report)


def test_values_with_a_currency_alone_need_no_unit(tmp_path: Path) -> None:
    lines = "Russia,Mongolia,Coal,2020,100,EUR\nRussia,Mongolia,Coal,2021,150,EUR\nChina,Mongolia,Gas,2020,200,USD\n"
    dataset, _ = read(text(tmp_path, "currency.csv", f"{HEAD},Value,Currency\n{lines}"))
    assert rows_of(dataset, "flows", "commodity", "quantity", "unit", "value_usd") == [
        ("coal", 100.0, "EUR", None),
        ("coal", 150.0, "EUR", None),
        ("gas", None, "", 200.0),
    ]
