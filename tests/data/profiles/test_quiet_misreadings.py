"""Tables that resemble others: what could be read in two ways is told, can be decided, and is never assumed."""

from __future__ import annotations

from pathlib import Path

import pytest

from dependency_explorer.data.dataset import Dataset
from dependency_explorer.data.intake.measures import measure_of
from dependency_explorer.data.intake.source import Source
from dependency_explorer.data.intake.value_columns import way_of
from dependency_explorer.data.profiles import recognise
from tests.data.profiles.energy_tables import dropped, imported, keys, rows, total, written
from tests.data.profiles.plain import read, rows_of, text, told
from tests.data.profiles.reading import taken_for

_IMTS = (
    "COUNTRY.ID,COUNTRY.NAME,COUNTERPART_COUNTRY.ID,COUNTERPART_COUNTRY.NAME,INDICATOR.ID,SCALE,TIME_PERIOD,"
    "OBS_VALUE\n"
)


def _dollars(dataset: Dataset, **where: str) -> float:
    return float(
        sum(row["value_usd"] for row in rows(dataset, **where) if row["value_usd"] == row["value_usd"])
    )


@pytest.mark.parametrize(
    ("partner", "figure", "dollars"),
    [
        ("DEU,Germany", 4_000_000, 4_000_000),  # four million millions are more than any two countries trade
        ("DEU,Germany", 400, 400_000_000),
        ("G001,World", 4_000_000, 4e12),  # with the world China does
    ],
)
def test_dollars_called_millions_are_told_by_the_largest_flow(
    partner: str, figure: float, dollars: float, tmp_path: Path
) -> None:
    row = f"CHN,China,{partner},XG_FOB_USD,Millions,2023,{figure}\n"
    path = written(tmp_path, "imts.csv", _IMTS + row)
    dataset, report = imported(path)
    assert (report.profile, _dollars(dataset)) == ("imf_dots", dollars)
    for scale, times in (("ones", 1), ("thousands", 1e3), ("millions", 1e6)):
        other, _ = imported(path, units=scale)
        assert _dollars(other) == figure * times


def test_values_of_a_file_called_baci_can_be_dollars(tmp_path: Path) -> None:
    table = "year,exporter_iso3,importer_iso3,hs6,value,quantity\n2022,CHL,CHN,260300,9,2\n"
    path = written(tmp_path, "my_BACI.csv", table)
    dataset, report = imported(path)
    assert report.profile == "baci"
    assert {"units", "quantities"} <= keys(report)
    assert _dollars(dataset) == 9000
    assert _dollars(imported(path, units="ones")[0]) == 9


_CRUDE = "period,originName,originTypeName,destinationName,destinationTypeName,gradeName,quantity\n"


def test_a_level_that_was_downloaded_in_part_gives_way_to_a_fuller_one(tmp_path: Path) -> None:
    table = (
        "2024-05,Brazil,Country,PADD1,Port PADD,Medium,2\n"
        "2024-05,Brazil,Country,Texas,Refinery State,Medium,40\n"
        "2024-05,Brazil,Country,New Jersey,Refinery State,Medium,2\n"
        "2024-05,Canada,Country,United States,United States,Heavy,7\n"
        "2024-05,Canada,Country,Chicago,Port,Heavy,9\n"
    )
    dataset, report = imported(written(tmp_path, "crude.csv", _CRUDE + table))
    assert (total(dataset, exporter="BRA"), total(dataset, exporter="CAN")) == (42, 7)
    assert dropped(report) == {"destinations": 2}


_MTU = "MTU (CET/CEST),Area,Production Type,Generation (MW)\n"


@pytest.mark.parametrize(
    ("minutes", "energy"), [(("00:00", "00:15", "00:30"), 3), (("00:00", "01:00", "02:00"), 12)]
)
def test_intervals_that_tell_only_their_beginning_are_as_long_as_their_steps(
    minutes: tuple[str, ...], energy: float, tmp_path: Path
) -> None:
    table = _MTU + "".join(f"01/01/2024 {time}:00,France (FR),Nuclear,4\n" for time in minutes)
    dataset, report = imported(written(tmp_path, "generation.csv", table))
    assert report.profile == "entsoe_area"
    assert total(dataset, "balances", item="generation") == energy


def test_prices_of_two_currencies_have_no_common_mean(tmp_path: Path) -> None:
    table = (
        "MTU (CET/CEST),Day-ahead Price [EUR/MWh],Currency,BZN|PL\n"
        "01.03.2017 00:00 - 01.03.2017 01:00,100,PLN,\n"
        "01.03.2017 01:00 - 01.03.2017 02:00,300,PLN,\n"
        "02.03.2017 00:00 - 02.03.2017 01:00,40,EUR,\n"
    )
    dataset, report = imported(written(tmp_path, "prices.csv", table))
    (row,) = rows(dataset, "balances", item="price")
    assert (str(row["unit"]), row["value"]) == ("PLN/MWh", 200)
    assert "other_unit" in keys(report)


def test_what_is_outside_the_union_is_no_country_called_ne(tmp_path: Path) -> None:
    table = (
        "name,code,gasDayStart,gasInStorage,workingGasVolume\n"
        "Germany,DE,2024-01-02,190,250\nNon-EU,NE,2024-01-02,300,400\nAdditional Information,AI,2024-01-02,5,6\n"
    )
    dataset, report = imported(written(tmp_path, "storage.csv", table))
    assert {str(row["place"]) for row in rows(dataset, "balances")} == {"DEU"}
    assert dropped(report) == {"aggregates": 2}


def test_a_plant_that_has_ended_is_closed(tmp_path: Path) -> None:
    table = (
        "Name,Fueltype,Technology,Set,Country,Capacity,DateIn,DateOut,EIC\n"
        "Old,Lignite,,PP,Germany,500,1990.0,2016.0,A1\nNew,Wind,,PP,Spain,20,2018.0,2043.0,A2\n"
    )
    dataset, _ = imported(written(tmp_path, "powerplants.csv", table))
    assert [str(row["status"]) for row in rows(dataset, "assets")] == ["closed", ""]


_EITI = "Country,Year,Commodity,Production - Volume,Production - Unit"


def test_values_without_a_currency_are_told_and_other_dollars_are_not_ours(tmp_path: Path) -> None:
    table = (
        f"{_EITI},Production - Value,Export - Volume,Export - Unit,Currency\n"
        "Ghana,2020,Gold,5,t,9,4,t,USD\nPeru,2020,Gold,5,t,7,,,\nLiberia,2020,Gold,5,t,8,,,Liberian dollar\n"
    )
    dataset, report = imported(written(tmp_path, "eiti.csv", table))
    assert {str(row["place"]) for row in rows(dataset, "balances", item="production_value")} == {"GHA"}
    assert {"no_currency", "other_currency"} <= keys(report)


def test_production_that_anybody_tells_is_not_the_eitis(tmp_path: Path) -> None:
    table = "Country,Year,Commodity,Production quantity,Unit\nChile,2020,Copper,5,kt\nPeru,2020,Copper,2,kt\n"
    assert taken_for(written(tmp_path, "mine.csv", table)) != "eiti_production"


@pytest.mark.parametrize(("code", "profile"), [("EG.USE.ELEC.KH", True), ("WHO_12", False)])
def test_indicators_with_codes_of_another_make_are_not_surely_the_world_banks(
    code: str, profile: bool, tmp_path: Path
) -> None:
    table = f"Country Name,Country Code,Indicator Name,Indicator Code,Year,Value\nChile,CHL,Deaths,{code},2020,5\n"
    path = written(tmp_path, "indicator.csv", table)
    _, report = imported(path)
    assert (report.profile == "worldbank_long" and report.confidence > 0.9) == profile


def test_a_direction_that_the_name_of_a_file_tells_is_a_decision(tmp_path: Path) -> None:
    header = "Commodity,Country,Time,State,Value ($US)\n"
    path = written(tmp_path, "imports.csv", header + "2709 Crude,Canada,January 2024,Texas,900\n")
    dataset, report = imported(path)
    assert _dollars(dataset, exporter="CAN") == 900
    assert {"direction", "parts_of_country"} <= keys(report)
    other, _ = imported(path, direction="exports")
    assert _dollars(other, exporter="USA") == 900


def test_an_edition_of_a_country_that_was_none_yet_adds_nothing(tmp_path: Path) -> None:
    table = (
        "year,country_id_o,country_id_d,iso3_o,iso3_d,country_exists_o,country_exists_d,dist,tradeflow_baci\n"
        "2019,DEU.1,FRA,DEU,FRA,0,1,800,10\n2019,DEU.2,FRA,DEU,FRA,1,1,800,10\n"
    )
    dataset, report = imported(written(tmp_path, "Gravity.csv", table))
    assert _dollars(dataset) == 10_000
    assert dropped(report) == {"no_such_country": 1}


def test_a_unit_without_a_figure_does_not_take_the_place_of_one_with(tmp_path: Path) -> None:
    header = "Area Code (M49),Area,Item Code (CPC),Item,Element,Year,Unit,Value,Flag\n"
    table = header + (
        "'356,India,'02111,Cattle,Export quantity,2021,t,4,A\n"
        "'356,India,'02111,Cattle,Export quantity,2022,t,3,A\n"
        "'356,India,'02111,Cattle,Export quantity,2023,t,,M\n"
        "'356,India,'02111,Cattle,Export quantity,2023,kt,0.009,A\n"
    )
    dataset, report = read(written(tmp_path, "cattle.csv", table))
    assert total(dataset, period="2023") == pytest.approx(9)
    assert dropped(report) == {"no_figure": 1}


@pytest.mark.parametrize(
    ("text", "kind", "unit"),
    [
        ("Canadian dollars", "other_money", "CAD"),
        ("Value (A$ million)", "other_money", "AUD"),
        ("TT$", "other_money", "TTD"),
        ("Trinidad and Tobago dollars", "other_money", "TTD"),
        ("Value ($US)", "money", "usd"),
        ("U.S. dollars", "money", "usd"),
        ("USD, converted from Canadian dollars", "money", "usd"),
        ("thousand $", "money", "usd"),
    ],
)
def test_dollars_of_other_countries(text: str, kind: str, unit: str) -> None:
    found = measure_of(text)
    assert (found.kind, found.unit) == (kind, unit)


@pytest.mark.parametrize(
    ("title", "way"), [("life_exp", ""), ("exp_date", ""), ("exp_value", "exports"), ("qty_imp", "imports")]
)
def test_short_words_are_a_direction_beside_a_word_of_trade(title: str, way: str) -> None:
    assert way_of(title) == way


@pytest.mark.parametrize(
    "table",
    [
        "Area,Element,Item,Unit,Year,Value\nNorth,Sales,Beer,l,2020,5\n",
        "Event Date,Event Type,Country,Quantity (t)\n2024-01-02,Outage,Chile,5\n2024-01-03,Outage,Peru,6\n",
        "name,country,capacity,energy_source,commissioned\nMill,DE,5,coal,1990\n",
        "Time,Generation (MW)\n2024-01-01 00:00,5\n",
        "year,iso_o,iso_d,flow,dist\n2020,DEU,FRA,5,900\n",
        "t,i,j,k,v\n0.1,0.3,0.5,0.7,0.9\n",
    ],
)
def test_a_few_common_titles_are_not_surely_a_format(table: str, tmp_path: Path) -> None:
    found = recognise(Source(written(tmp_path, "table.csv", table)))
    assert all(one.confidence <= 0.9 for _, one in found)


def test_flows_of_the_older_gravity_are_millions_unless_said_otherwise(tmp_path: Path) -> None:
    table = "year,iso_o,iso_d,flow,distw,gdp_o\n2010,DEU,FRA,5,900,1\n"
    path = written(tmp_path, "gravdata.csv", table)
    dataset, report = imported(path)
    assert (report.profile, _dollars(dataset)) == ("cepii_gravity", 5e6)
    assert _dollars(imported(path, flow="ones")[0]) == 5


def test_imports_at_fob_stay_in_periods_without_cif(tmp_path: Path) -> None:
    path = text(
        tmp_path,
        "dots.csv",
        "Country Name,Country Code,Indicator Name,Indicator Code,Counterpart Country Name,Counterpart Country Code,"
        "Attribute,1990,1991\n"
        "Canada,156,x,TMG_FOB_USD,Germany,134,Value,10,11\n"
        "Canada,156,x,TMG_CIF_USD,Germany,134,Value,,12\n"
        "Canada,156,x,TMG_FOB_USD,France,132,Value,,5\n"
        "Canada,156,x,TMG_CIF_USD,France,132,Value,4,6\n",
    )
    dataset, report = read(path)
    assert sorted(rows_of(dataset, "flows", "period", "exporter", "value_usd")) == [
        ("1990", "DEU", 10.0), ("1990", "FRA", 4.0), ("1991", "DEU", 12.0), ("1991", "FRA", 6.0),
    ]  # fmt: skip
    assert dropped(report) == {"fob": 1}
    assert "fob_periods" in told(report)


def test_weights_of_comext_count_once_and_none_beside_a_value_is_missing(tmp_path: Path) -> None:
    line = "ESTAT:DS-045409(1.0),15/05/24 11:00:00,A,DE,{partner},2709,1,{indicator},2021,{figure},\n"
    told_of = [
        ("RU", "QUANTITY_IN_100KG", 0), ("RU", "VALUE_IN_EUROS", 50), ("US", "QUANTITY_IN_100KG", 10),
        ("US", "QUANTITY_KG", 1000), ("US", "VALUE_IN_EUROS", 50), ("NO", "QUANTITY_IN_100KG", 0),
        ("NO", "VALUE_IN_EUROS", 0), ("SA", "QUANTITY_KG", 3000),
    ]  # fmt: skip
    path = text(
        tmp_path,
        "ds-045409_linear.csv",
        "DATAFLOW,LAST UPDATE,freq,reporter,partner,product,flow,indicators,TIME_PERIOD,OBS_VALUE,OBS_FLAG\n"
        + "".join(line.format(partner=one, indicator=two, figure=three) for one, two, three in told_of),
    )
    dataset, report = read(path)
    assert sorted(rows_of(dataset, "flows", "exporter", "quantity")) == [
        ("NOR", 0.0),
        ("SAU", 3.0),
        ("USA", 1.0),
    ]
    assert dropped(report) == {"weight_again": 1, "only_euros": 2}
    assert "weight_missing" in told(report)
