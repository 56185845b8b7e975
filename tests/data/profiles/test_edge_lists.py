"""Tables that analysts keep in their repositories: lists of edges, names made by programs, multiples in titles."""

from __future__ import annotations

from pathlib import Path

import pytest

from dependency_explorer.data.intake.headwords import said_of
from dependency_explorer.data.intake.measures import measure_of, multiple_in
from dependency_explorer.data.intake.places import anyhow
from dependency_explorer.data.problems import DataError
from tests.data.profiles.reading import dropped, opened, told, total


def _put(folder: Path, text: str, name: str = "edges.csv") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_edges_with_names_that_lost_their_blanks(tmp_path: Path) -> None:
    path = _put(
        tmp_path,
        "source,target,weight,flow\nUnitedStates,KoreaRepublicof,0.5,40\nSouth_Africa,BosniaandHerzegovina,0.01,2\n"
        "IranIslamicRepublic,UnitedStates,1.00,60\n",
    )
    dataset, report = opened(path, period="2015", unit="usd")
    assert total(dataset, exporter="USA", importer="KOR") == 40
    assert total(dataset, exporter="ZAF", importer="BIH") == 2
    assert total(dataset, exporter="IRN") == 60
    # The weights of the network are scaled to 1, and what the flows are of stands nowhere.
    assert {"not_amounts", "no_commodity"} <= told(report).keys()


@pytest.mark.parametrize(
    "titles", ["source,target", "countrySource,countryTarget", "iso3_o,iso3_d", "i_iso3,j_iso3"]
)
def test_both_ends_of_an_edge_are_known_by_their_titles(tmp_path: Path, titles: str) -> None:
    path = _put(tmp_path, f",{titles},amount_kt,year\n0,PER,CHL,5,2020\n1,CHL,PER,7,2021\n")
    dataset, _ = opened(path)
    assert total(dataset, "quantity", exporter="PER", importer="CHL") == 5
    assert total(dataset, "quantity", exporter="CHL", importer="PER") == 7


def test_columns_that_do_not_say_which_side_they_are_are_both_named(tmp_path: Path) -> None:
    path = _put(tmp_path, '"","V1","V2","weight"\n"1","Peru","Chile",5\n"2","Chile","Peru",7\n')
    with pytest.raises(DataError, match='"role:exporter=V1" and --set "role:importer=V2"'):
        opened(path, period="2020", unit="kt")


@pytest.mark.parametrize(
    ("title", "unit", "scale"),
    [
        ("output_thousandUSD", "usd", 1e3), ("tradeValueUSD", "usd", 1), ("trade_bil_usd", "usd", 1e9),
        ("value_trln_USD", "usd", 1e12), ("USDmn", "usd", 1e6), ("Trade.Value..US..", "usd", 1),
        ("netWeightKg", "kg", 1), ("Volume_Mt", "Mt", 1), ("miles de dólares", "usd", 1e3),
        ("mil toneladas", "kt", 1), ("гВтц", "GWh", 1), ("lakh tonnes", "kt", 100), ("flow_kWh", "kWh", 1),
    ],
)  # fmt: skip
def test_multiples_and_units_of_titles(title: str, unit: str, scale: float) -> None:
    found = measure_of(title)
    assert (found.unit, found.scale) == (unit, scale)


def test_mil_is_asked_for(tmp_path: Path) -> None:
    text = "source_country,target_country,hs,year,value_mil_usd\nPeru,Chile,2603,2020,5\nChile,Peru,2603,2020,7\n"
    path = _put(tmp_path, text)
    with pytest.raises(DataError, match="a thousand or a million"):
        opened(path)
    dataset, _ = opened(path, unit="million usd")
    assert total(dataset) == 12e6
    assert multiple_in("value_mil") == 1


def test_a_multiple_in_the_title_counts_where_the_user_says_the_unit(tmp_path: Path) -> None:
    path = _put(
        tmp_path, "From,To,Fuel,Year,Value (millions)\nPeru,Chile,coal,2020,5\nChile,Peru,coal,2020,7\n"
    )
    assert total(opened(path, unit="usd")[0]) == 12e6
    assert total(opened(path, unit="musd")[0]) == 12e6


def test_a_second_partner_called_world_is_the_total_of_the_others(tmp_path: Path) -> None:
    peru = [("Peru", "Peru", 5), ("Peru", "Brazil", 7), ("Peru", "World", 12)]
    rows = [*peru, ("Brazil", "Peru", 1), ("Brazil", "Chad", 2)]
    text = "year,country,partner,partner2,product,kt,direction\n" + "".join(
        f"2020,Chile,{partner},{second},coal,{kt},import\n" for partner, second, kt in rows
    )
    dataset, report = opened(_put(tmp_path, text))
    assert total(dataset, "quantity", exporter="PER", importer="CHL") == 12
    assert total(dataset, "quantity", exporter="BRA", importer="CHL") == 3  # where no total stands, the parts
    assert dropped(report) == {"rows_by_partner2": 2}


def test_what_a_production_is_worth_is_an_item_of_its_own(tmp_path: Path) -> None:
    text = "Country,Year,Mine production (t),Production value (US$),Mineral\nPeru,2020,5,900,Tin\nChad,2020,,70,Tin\n"
    dataset, _ = opened(_put(tmp_path, text))
    frame = dataset.tables["balances"]
    found = {(r.place, r.item, r.unit, r.value) for r in frame.itertuples()}
    assert found == {
        ("PER", "production", "t", 5), ("PER", "production_value", "usd", 900),
        ("TCD", "production_value", "usd", 70),
    }  # fmt: skip


def test_names_of_goods_without_codes_are_the_goods(tmp_path: Path) -> None:
    text = "Year,Exporter,Importer,Description,kt\n2020,Peru,Chile,Tin ores,5\n2020,Peru,Chile,Zinc ores,7\n"
    dataset, _ = opened(_put(tmp_path, text))
    assert total(dataset, "quantity", commodity="zinc_ores") == 7


def test_numbered_companies_with_their_shares_and_rows_that_go_on(tmp_path: Path) -> None:
    text = (
        "country,site,main investor,company 2,company 2 share,company 3,company 3 share\n"
        'Peru,Alpha mine,"A Ltd., 60%",A Ltd.,60,B Ltd.,30\nPeru,Alpha mine,,,,C Ltd.,10\n'
        'Peru,Beta mine,"D, 100%",D,100,,\n'
    )
    dataset, _ = opened(_put(tmp_path, text))
    stakes = dataset.tables["stakes"]
    found = {(r.asset_id, r.holder, r.share_pct) for r in stakes.itertuples()}
    assert found == {
        ("alpha_mine", "A Ltd.", 60), ("alpha_mine", "B Ltd.", 30), ("alpha_mine", "C Ltd.", 10),
        ("beta_mine", "D", 100),
    }  # fmt: skip
    assert len(dataset.tables["assets"]) == 2


def test_companies_beside_their_per_cents(tmp_path: Path) -> None:
    text = "Mine,Country,Company 1,Company 1 %,Company 2,Company 2 %\nAlpha,Peru,A,60,B,40\nBeta,Peru,C,51,D,49\n"
    dataset, _ = opened(_put(tmp_path, text))
    assert sorted(dataset.tables["stakes"]["share_pct"]) == [40, 49, 51, 60]


@pytest.mark.parametrize(
    ("name", "code"),
    [("United_States", "USA"), ("UnitedArabEmirates", "ARE"), ("TrinidadandTobago", "TTO"), ("Rest_of_World", "XNS"),
     ("Congo_DRC", "COD"), ("E19", "XNS"), ("south_korea", "KOR")],
)  # fmt: skip
def test_names_as_programs_write_them(name: str, code: str) -> None:
    place = anyhow(name)
    assert place is not None
    assert place.code == code


@pytest.mark.parametrize("name", ["SaudiAramco", "RioTinto", "tradeValue"])
def test_other_words_that_run_together_are_no_places(name: str) -> None:
    assert anyhow(name) is None


def test_loose_words_are_ends_only_as_the_whole_title() -> None:
    assert said_of("consumer price index").keys().isdisjoint({"importer", "exporter"})
    assert said_of("src") == {"exporter": 1.0}
