"""Tables by roles that are balances, or whose months, units and currencies stand in odd places."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from dependency_explorer.data.intake.item_columns import is_no_amount, item_and_goods
from dependency_explorer.data.problems import DataError
from tests.data.profiles.plain import dropped, read, rows_of, text, told

FLOW = ("period", "exporter", "importer", "quantity", "unit")
BALANCE = ("period", "place", "commodity", "item", "value", "unit")


@pytest.mark.parametrize(
    ("title", "item", "goods"),
    [
        ("Production (kt)", "production", ""), ("Coal production", "production", "Coal"),
        ("Добыча, млн т", "production", ""),
        ("Stock change (kt)", "stock_change", ""), ("Ending stocks", "stock", ""), ("Net imports", "net_imports", ""),
        ("产量(万吨)", "production", ""), ("Хэрэглээ", "consumption", ""), ("exports_kt", "exports", ""),
        ("Production cost", "", ""), ("Imports from Russia", "", ""),
        ("Production per capita", "", ""), ("Year", "", ""),
    ],
)  # fmt: skip
def test_items_in_titles(title: str, item: str, goods: str) -> None:
    assert item_and_goods(title) == (item, goods)


def test_what_is_no_amount_of_a_balance() -> None:
    assert all(map(is_no_amount, ("Per capita (kWh)", "Import dependency, %", "Price (USD/t)")))
    assert not any(map(is_no_amount, ("Stock change", "Consumption (kWh)", "Imports")))


def test_items_as_columns_are_balances_and_their_trade_is_totals(tmp_path: Path) -> None:
    dataset, report = read(
        text(
            tmp_path,
            "coal.csv",
            "Country,Year,Production (kt),Imports (kt),Exports (kt),Stock change (kt)\nChad,2020,9,2,5,-1\n",
        )
    )
    assert "totals_of_trade" in told(report)
    assert set(rows_of(dataset, "balances", *BALANCE)) == {
        ("2020", "TCD", "coal", "production", 9.0, "kt"), ("2020", "TCD", "coal", "stock_change", -1.0, "kt"),
    }  # fmt: skip
    assert set(rows_of(dataset, "flows", *FLOW)) == {
        ("2020", "WLD", "TCD", 2.0, "kt"),
        ("2020", "TCD", "WLD", 5.0, "kt"),
    }


def test_imports_beside_exports_alone_are_still_asked_for(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="role:reporter"):
        read(text(tmp_path, "coal.csv", "Country,Year,Imports (kt),Exports (kt)\nChad,2020,2,5\n"))


def test_items_in_rows_leave_out_figures_per_head(tmp_path: Path) -> None:
    path = text(
        tmp_path,
        "electricity.csv",
        "indicator,year,gwh\nGeneration,2020,7\nImports,2020,2\nPer capita (kWh),2020,900\n",
    )
    with pytest.raises(DataError, match="whose figures these are"):
        read(path)
    dataset, report = read(path, place="MNG")
    assert dropped(report) == {"no_amounts": 1}
    assert rows_of(dataset, "balances", *BALANCE) == [
        ("2020", "MNG", "electricity", "generation", 7.0, "GWh")
    ]
    assert rows_of(dataset, "flows", *FLOW) == [("2020", "WLD", "MNG", 2.0, "GWh")]


def test_months_of_a_column_of_their_own_make_months(tmp_path: Path) -> None:
    head = "Year,Month,Shipped from,Receiver,Product,net weight (kg)\n"
    for months in (("1", "2"), ("January", "февраль"), ("M01", "2月")):
        rows = "".join(f"2023,{m},Peru,Chad,tin,{i}\n" for i, m in enumerate(months, start=1))
        dataset, _ = read(text(tmp_path, "x.csv", head + rows + "2023,Total,Peru,Chad,tin,3\n"))
        assert rows_of(dataset, "flows", *FLOW) == [
            ("2023-01", "PER", "TCD", 1.0, "kg"), ("2023-02", "PER", "TCD", 2.0, "kg"),
            ("2023", "PER", "TCD", 3.0, "kg"),
        ]  # fmt: skip


def test_titles_that_are_months_need_a_year(tmp_path: Path) -> None:
    rows = "Country of origin,Jan,Feb,Mar,Total\nPeru,1,2,3,6\n"
    dataset, report = read(text(tmp_path, "Chad tin imports 2023 (kt).csv", rows), commodity="tin")
    assert rows_of(dataset, "flows", *FLOW) == [
        (f"2023-0{m}", "PER", "TCD", float(m), "kt") for m in (1, 2, 3)
    ]
    assert "unread_figures" in told(report)
    path = text(tmp_path, "Chad tin imports (kt).csv", rows)
    with pytest.raises(DataError, match="of which year"):
        read(path, commodity="tin")
    dataset, _ = read(path, commodity="tin", period="2022")
    assert {row[0] for row in rows_of(dataset, "flows", *FLOW)} == {"2022-01", "2022-02", "2022-03"}


def test_units_of_rows_their_scales_and_tons(tmp_path: Path) -> None:
    path = text(
        tmp_path,
        "x.csv",
        "Seller,Buyer,Year,Good,Amount,Unit\nPeru,Chad,2020,tin,5,'000 t\nPeru,Chad,2020,gas,2,млрд куб. м\n"
        "Peru,Chad,2020,ore,4,万吨\nPeru,Chad,2020,oil,3,million USD\nPeru,Chad,2020,zinc,6,tons\n",
    )
    columns = ("commodity", "quantity", "unit", "value_usd")
    dataset, report = read(path)
    assert rows_of(dataset, "flows", *columns) == [
        ("tin", 5.0, "kt", None), ("gas", 2.0, "bcm", None), ("ore", 40.0, "kt", None), ("oil", None, "", 3e6),
        ("zinc", 6.0, "t", None),
    ]  # fmt: skip
    assert "tons" in told(report)
    assert ("zinc", 6.0, "short ton", None) in rows_of(read(path, tons="short")[0], "flows", *columns)


def test_dollars_go_before_other_money_and_prices_are_no_value(tmp_path: Path) -> None:
    dataset, report = read(
        text(
            tmp_path,
            "x.csv",
            "Jahr;Herkunftsland;Bestimmungsland;Ware;Menge (t);Wert in Mio. EUR;Wert in Mio. USD\n"
            "2020;Peru;Chad;Zinn;5;7;8\n",
        )
    )
    assert rows_of(dataset, "flows", "quantity", "value_usd") == [(5.0, 8e6)]
    assert "unread_figures" in told(report)
    path = text(tmp_path, "y.csv", 'Он,Улс,Импорт (мянган тонн),Үнэ (ам.доллар/т)\n2020,ОХУ,"1 234,5",600\n')
    dataset, _ = read(path, importer="MNG", commodity="diesel")
    assert rows_of(dataset, "flows", "exporter", "quantity", "unit", "value_usd") == [
        ("RUS", 1234.5, "kt", None)
    ]


def test_totals_and_continents_in_other_languages_are_not_partners(tmp_path: Path) -> None:
    rows = "улс,он,утга\nДүн,2020,9\nЕвроп,2020,4\nХБНГУ,2020,4\nАзи,2020,5\nБНХАУ,2020,5\n"
    dataset, report = read(text(tmp_path, "x.csv", rows), exporter="MNG", commodity="all", unit="kusd")
    assert dropped(report) == {"aggregates": 2}
    assert rows_of(dataset, "flows", "importer", "value_usd", "unit") == [
        ("WLD", 9000.0, ""), ("DEU", 4000.0, ""), ("CHN", 5000.0, ""),
    ]  # fmt: skip


def test_a_title_in_another_language_says_the_rest(tmp_path: Path) -> None:
    rows = (
        "Экспорт угля Российской Федерации по странам\n(тыс. тонн)\n\nСтрана;2019 г.;2020 г.\nВсего;30;40\n"
        "в том числе:;;\nСтраны СНГ;10;15\nКазахстан;10;15\nКитай;19;24\nПрочие страны;1;1\n"
    )
    dataset, report = read(text(tmp_path, "x.csv", rows))
    assert dropped(report) == {"no_figure": 1, "aggregates": 1}
    assert ("2020", "RUS", "CHN", 24.0, "kt") in rows_of(dataset, "flows", *FLOW)
    assert len(rows_of(dataset, "flows", *FLOW)) == 8


def test_figures_in_brackets_are_below_zero_and_numbers_of_notes_are_not(tmp_path: Path) -> None:
    head = "Country,Year,Production (kt),Imports (kt),Stock change (kt)\n"
    dataset, report = read(
        text(tmp_path, "tin.csv", head + "Chad,2020,9,2,(12.5)\nPeru,2020,8,2,3\n"), commodity="tin"
    )
    assert ("2020", "TCD", "tin", "stock_change", -12.5, "kt") in rows_of(dataset, "balances", *BALANCE)
    assert "below_zero" in told(report)
    _, report = read(
        text(tmp_path, "tin.csv", head + "Chad,2020,9,2,(3)\nPeru,2020,8,2,3\n"), commodity="tin"
    )
    assert "below_zero" not in told(report)


def test_other_digits_and_json_in_utf_16(tmp_path: Path) -> None:
    path = text(
        tmp_path,
        "x.csv",
        "السنة,البلد المصدر,البلد المستورد,السلعة,الكمية (طن)\n٢٠٢٠,السعودية,الصين,النفط,١٢٣٤٫٥\n",
    )
    assert rows_of(read(path)[0], "flows", *FLOW) == [("2020", "SAU", "CHN", 1234.5, "t")]
    record = {
        "origin": "Peru",
        "destination": "Chad",
        "year": 2020,
        "product": "tin",
        "quantity": 1.5,
        "unit": "kt",
    }
    for encoding in ("utf-16", "utf-16-le", "utf-8-sig"):
        path = text(tmp_path, "x.json", json.dumps([record, {**record, "year": 2021}]), encoding)
        assert rows_of(read(path)[0], "flows", *FLOW)[0] == ("2020", "PER", "TCD", 1.5, "kt")


def test_a_column_of_row_numbers_before_the_table(tmp_path: Path) -> None:
    rows = ",year,exporter,importer,product,quantity_kt\n0,2020,RUS,CHN,tin,1.5\n1,2021,MNG,CHN,tin,2\n"
    assert len(rows_of(read(text(tmp_path, "x.csv", rows))[0], "flows", *FLOW)) == 2


def test_two_figures_of_one_item_are_not_added(tmp_path: Path) -> None:
    rows = "Country,Year,Item,GWh\nChad,2020,Consumption,9\nChad,2020,Final consumption,7\nChad,2020,Generation,10\n"
    dataset, _ = read(text(tmp_path, "electricity.csv", rows))
    assert [row[3:5] for row in rows_of(dataset, "balances", *BALANCE)] == [
        ("consumption", 9.0), ("final_consumption", 7.0), ("generation", 10.0),
    ]  # fmt: skip
    dataset, report = read(
        text(
            tmp_path,
            "electricity.csv",
            "Country,Year,Generation (GWh),Demand (GWh),Final demand (GWh)\nChad,2020,9,8,7\n",
        )
    )
    assert {row[4] for row in rows_of(dataset, "balances", *BALANCE)} == {9.0, 8.0}
    assert "unread_figures" in told(report)
