"""What titles say of figures, in several languages."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dependency_explorer.data.intake.headwords import ROLES, said_of
from dependency_explorer.data.intake.importing import import_file
from dependency_explorer.data.intake.measures import measure_of
from dependency_explorer.data.locations import resources_folder


@pytest.mark.parametrize(
    ("title", "kind", "unit", "scale"),
    [
        ("Milioni di metri cubi", "quantity", "mcm", 1),
        ("тыс. тонн", "quantity", "kt", 1),
        ("количество, млн т", "quantity", "Mt", 1),
        ("Mio. m³", "quantity", "mcm", 1),
        ("Menge in t", "quantity", "t", 1),
        ("Total gas (TWh)", "quantity", "TWh", 1),
        ("1000 US$", "money", "usd", 1000),
        ("Wert in TUSD", "money", "usd", 1000),
        ("billones de dólares", "money", "usd", 10**12),
        ("Стоимость (млн долл. США)", "money", "usd", 1_000_000),
        ("Wert in Tsd. EUR", "other_money", "EUR", 1000),
        ("数量(万吨)", "quantity", "kt", 10),
        ("数量（万吨）", "quantity", "kt", 10),
        ("进口量（亿立方米）", "quantity", "mcm", 100),
        ("增长率（％）", "share", "", 1),
        ("triệu tấn", "quantity", "Mt", 1),
        ("tỷ USD", "money", "usd", 10**9),
        ("Nilai (juta dolar AS)", "money", "usd", 10**6),
        ("ألف طن", "quantity", "kt", 1),
        ("مليون دولار", "money", "usd", 10**6),
        ("bilhões de dólares", "money", "usd", 10**9),
        ("mil milhões USD", "money", "usd", 10**9),
        ("тис. дол. США", "money", "usd", 1000),
        ("tys. ton", "quantity", "kt", 1),
        ("thousand tons", "quantity", "thousand tons", 1),
        ("TEUR", "other_money", "EUR", 1000),
        ("USD th", "money", "usd", 1000),
        ("Value in USD (4th quarter)", "money", "usd", 1),
        ("bbl/d", "quantity", "bbl/d", 1),
        ("千吨", "quantity", "kt", 1),
        ("发电量(亿千瓦时)", "quantity", "GWh", 100),
        ("金额(亿美元)", "money", "usd", 100_000_000),
        ("数量(トン)", "quantity", "t", 1),
        ("partner_perc", "share", "", 1),
        ("Price (USD/t)", "price", "", 1),
        ("Share of imports (%)", "share", "", 1),
        ("'000 tonnes", "quantity", "kt", 1),
        ("Value ('000 USD)", "money", "usd", 1000),
        ("мян.ам.доллар", "money", "usd", 1000),
        ("мян тонн", "quantity", "kt", 1),
        ("млрд. куб. метров", "quantity", "bcm", 1),
        ("млрд кВт·ч", "quantity", "TWh", 1),
        ("10 thousand tonnes", "quantity", "kt", 10),
        ("thousand million cubic metres", "quantity", "bcm", 1),
        ("thousand barrels per day", "quantity", "kbd", 1),
        ("million barrels per day", "quantity", "mbpd", 1),
        ("Value (US$ m)", "money", "usd", 1_000_000),
        ("value_musd", "money", "usd", 1_000_000),
        ("Trade Value 1000USD", "money", "usd", 1000),
        ("Valor (miles de dólares)", "money", "usd", 1000),
        ("тыс. тонн, млн долл.", "money", "usd", 1_000_000),
        ("金額(千円)", "other_money", "JPY", 1000),
        ("金额(万元)", "other_money", "CNY", 10_000),
        ("QUANTITY_IN_100KG", "quantity", "kg", 100),
        ("thousand short tons", "quantity", "short ton", 1000),
        ("quantity_tons", "quantity", "ton", 1),
        ("Тоо хэмжээ /мянган тонн/", "quantity", "kt", 1),
        ("Хэмжээ /тн/", "quantity", "t", 1),
        ("Үнийн дүн /мянган ам.доллар/", "money", "usd", 1000),
        ("Дундаж үнэ, ам.доллар/тонн", "price", "", 1),
        ("Volume (MT)", "", "", 1),
        ("Country", "", "", 1),
        ("Stand: 2020", "", "", 1),
    ],
)
def test_units_money_and_what_does_not_add_up(title: str, kind: str, unit: str, scale: float) -> None:
    found = measure_of(title)
    assert (found.kind, found.unit, found.scale) == (kind, unit, scale)


@pytest.mark.parametrize(
    ("title", "role"),
    [
        ("Herkunftsland", "exporter"), ("Pays d'origine", "exporter"), ("Страна-экспортер", "exporter"),
        ("From", "exporter"),
        ("Zielland", "importer"), ("Импортёр", "importer"), ("импортлогч улс", "importer"), ("目的国", "importer"),
        ("reporterDesc", "reporter"), ("Partner Country", "partner"), ("Улс", "place"), ("País", "place"),
        ("Jahr", "period"), ("Год", "period"), ("он", "period"), ("Код ТН ВЭД", "commodity"),
        ("Rohstoff", "commodity"),
        ("Ед. изм.", "unit"), ("Количество", "quantity"), ("Trade Value (US$)", "value_usd"), ("Trade Flow", "flow"),
    ],
)  # fmt: skip
def test_titles_name_roles(title: str, role: str) -> None:
    said = said_of(title)
    assert max(said, key=said.__getitem__) == role


@given(st.text(max_size=60))
def test_any_title_is_read(title: str) -> None:
    assert measure_of(title).scale > 0
    assert set(said_of(title)) <= set(ROLES)


@pytest.mark.parametrize(
    ("titles", "row"),
    [
        ("tahun,negara asal,negara tujuan,komoditas,jumlah (juta ton)", "2021,Indonesia,Tiongkok,batubara,5"),
        ("period,nước xuất khẩu,nước đến,hàng hóa,khối lượng (triệu tấn)", "2021,Indonesia,Trung Quốc,than đá,5"),
        ("period,exportör,importör,vara,mängd (miljoner ton)", "2021,Indonesien,Kina,kohle,5"),
    ],
)  # fmt: skip
def test_tables_in_further_languages(tmp_path: Path, titles: str, row: str) -> None:
    path = tmp_path / "t.csv"
    path.write_text(f"{titles}\n{row}\n{row.replace('2021', '2022')}\n", encoding="utf-8")
    flows = import_file(path).tables["flows"]
    assert flows[["period", "exporter", "importer", "commodity", "quantity", "unit"]].values.tolist() == [
        [year, "IDN", "CHN", "coal", 5.0, "Mt"] for year in ("2021", "2022")
    ]


def test_no_name_of_a_place_is_taken_for_a_title_of_a_role() -> None:
    with (resources_folder() / "places.csv").open(encoding="utf-8", newline="") as stream:
        places = [name for row in csv.DictReader(stream) for name in (row["code"], row["iso2"], row["name"])]
    wrong = {
        name: said_of(name) for name in places if {"period", "quantity", "commodity"} & said_of(name).keys()
    }
    assert wrong.keys() <= {"AN"}  # the Antilles that were, and a year in French
