"""Tables of prices: figures of a place or of the world, averaged and never added."""

from __future__ import annotations

from pathlib import Path

import pytest

from dependency_explorer.data.intake.importing import import_file
from dependency_explorer.data.problems import DataError
from dependency_explorer.data.profiles.price_tables import price_of
from tests.data.profiles.plain import rows_of, text
from tests.data.profiles.reading import opened, taken_for, told


@pytest.mark.parametrize(
    ("title", "price"),
    [
        ("Brent (USD/bbl)", ("Brent", "usd/bbl")),
        ("Coal price, USD per tonne", ("Coal", "usd/t")),
        ("Price (EUR/MWh)", ("", "EUR/MWh")),
        ("Дундаж үнэ /ам.доллар/тонн/", ("", "usd/t")),
        ("Цена, руб/т", ("", "RUB/t")),
        ("Coal (kt)", None),
        ("Value (thousand USD)", None),
        ("Share (%)", None),
        ("Speed (km/h)", None),
        ("", None),
    ],
)
def test_a_title_of_a_price_tells_of_what_and_in_which_unit(
    title: str, price: tuple[str, str] | None
) -> None:
    assert price_of(title) == price


def test_a_commodity_a_column_is_a_price_of_the_world(tmp_path: Path) -> None:
    path = text(tmp_path, "p.csv", "Date,Brent (USD/bbl),Coal (USD/t)\n2022-01,85.5,200.1\n2022-02,,220.4\n")
    assert taken_for(path) == "price_tables"
    dataset, report = opened(path)
    assert set(rows_of(dataset, "balances", "period", "place", "commodity", "item", "value", "unit")) == {
        ("2022-01", "WLD", "brent", "price", 85.5, "usd/bbl"),
        ("2022-01", "WLD", "coal", "price", 200.1, "usd/t"),
        ("2022-02", "WLD", "coal", "price", 220.4, "usd/t"),
    }
    assert {"prices", "empty_cells"} <= told(report).keys()


def test_days_become_the_mean_of_their_month_and_a_title_names_the_place(tmp_path: Path) -> None:
    rows = "2022-01-05,100\n2022-01-15,110\n2022-02-01,90\n"
    path = text(tmp_path, "p.csv", "Coal prices of Mongolia\nDate,Price (USD/t)\n" + rows)
    dataset, report = opened(path)
    assert rows_of(dataset, "balances", "period", "place", "commodity", "value") == [
        ("2022-01", "MNG", "coal", 105), ("2022-02", "MNG", "coal", 90),
    ]  # fmt: skip
    assert "averaged" in told(report)


def test_a_price_a_row_has_its_place_and_good(tmp_path: Path) -> None:
    head = "Year,Month,Country,Product,Price (EUR/MWh),Price (USD/MWh)\n"
    path = text(tmp_path, "p.csv", head + "2021,1,Germany,Gas,80.5,90\n2022,2,France,Gas,110,120\n")
    dataset, report = opened(path)
    assert rows_of(dataset, "balances", "period", "place", "commodity", "value", "unit") == [
        ("2021-01", "DEU", "gas", 80.5, "EUR/MWh"), ("2022-02", "FRA", "gas", 110, "EUR/MWh"),
    ]  # fmt: skip
    assert any(key.startswith("other_unit") for key in told(report))


def test_what_the_prices_are_of_is_asked(tmp_path: Path) -> None:
    path = text(tmp_path, "p.csv", "Date,Price (USD/t)\n2022-01,100\n")
    with pytest.raises(DataError, match="--set commodity="):
        import_file(path)
    dataset, _ = opened(path, commodity="coal", place="CHN")
    assert rows_of(dataset, "balances", "place", "commodity") == [("CHN", "coal")]


def test_amounts_beside_prices_are_read_for_the_amounts(tmp_path: Path) -> None:
    head = "Year,Exporter,Importer,Product,Quantity (kt),Price (USD/t)\n"
    path = text(tmp_path, "p.csv", head + "2022,Russia,Mongolia,coal,5,100\n")
    assert taken_for(path) == "generic"
    dataset, _ = opened(path)
    assert rows_of(dataset, "flows", "quantity") == [(5,)]
