"""Layouts of energy tables as their publishers write them now: Ember, EIA, GIE, ENTSO-E, CREA, IEA, Great Britain."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dependency_explorer.data.problems import DataError
from tests.data.profiles.energy_tables import dropped, imported, keys, rows, total, workbook, written

EMBER = (
    "Area,ISO 3 code,{time},Area type,Electricity source,Is aggregated source,Generation (TWh),"
    "Generation YoY change (TWh),Share of generation (%),Capacity (GW),Emissions (MtCO2e),"
    "Emissions intensity (gCO2e/kWh),Continent\n"
)


def _ember(area: str, code: str, kind: str, when: str, source: str, twh: float, gw: str = "") -> str:
    flag = source not in ("Coal", "Wind", "Onshore wind", "Offshore wind", "Net imports")
    return f"{area},{code},{when},{kind},{source},{flag},{twh},1,10,{gw},{twh / 2},,Europe\n"


def test_ember_by_source_counts_each_source_once(tmp_path: Path) -> None:
    country = ("Poland", "POL", "Country or economy", "2025")
    table = EMBER.format(time="Year") + "".join(
        [
            _ember(*country, "Coal", 90, "31"),
            _ember(*country, "Wind", 20, "10"),
            _ember(*country, "Clean", 20),
            _ember(*country, "Wind and solar", 20),
            _ember(*country, "Total generation", 110, "41"),
            _ember(*country, "Demand", 115),
            _ember(*country, "Net imports", 5),
            _ember("EU", "", "Region", "2025", "Coal", 300),
        ]
    )
    dataset, report = imported(written(tmp_path, "release_generation_yearly_global.csv", table))
    assert (report.profile, dropped(report)) == ("ember_sources", {"aggregates": 1, "sums_of_fuels": 2})
    where = {"table": "balances", "place": "POL", "period": "2025"}
    assert total(dataset, **where, item="generation", commodity="electricity_coal") == 90
    assert total(dataset, **where, item="generation", commodity="electricity") == 110
    assert total(dataset, **where, item="consumption", commodity="electricity") == 115
    assert total(dataset, **where, item="net_imports") == 5
    assert total(dataset, **where, item="installed_capacity", commodity="electricity_coal") == 31
    # Emissions stand beside demand, too; they are those of generation.
    assert total(dataset, **where, item="emissions", commodity="electricity") == 55


def test_ember_by_source_keeps_onshore_and_offshore_apart(tmp_path: Path) -> None:
    country = ("Poland", "POL", "Country or economy", "2026-01-01")
    table = EMBER.format(time="Date") + "".join(
        _ember(*country, source, twh)
        for source, twh in (("Wind", 5), ("Onshore wind", 4), ("Offshore wind", 1), ("Total generation", 5))
    )
    dataset, report = imported(written(tmp_path, "monthly_lower.csv", table))
    assert dropped(report) == {"levels": 1}
    assert (
        total(dataset, "balances", commodity="electricity_onshore_wind", period="2026-01") == 4 + 2
    )  # and emissions


def test_ember_provinces_are_parts_of_their_country(tmp_path: Path) -> None:
    table = (
        "Area,ISO 3 code,Province,Province code,Date,Electricity source,Is aggregated source,Generation (TWh)\n"
        "China,CHN,Hubei,HB,2025-01-01,Wind,False,1.5\nChina,CHN,Anhui,AH,2025-01-01,Wind,False,2\n"
    )
    dataset, _ = imported(written(tmp_path, "china.csv", table))
    assert total(dataset, "balances", place="CN-HB") == 1.5
    places = {str(row["code"]): str(row["parent"]) for row in rows(dataset, "places")}
    assert (places["CN-HB"], places["CN-AH"]) == ("CHN", "CHN")


@given(prices=st.lists(st.integers(-50, 500), min_size=1, max_size=24))
def test_prices_of_hours_become_the_mean_of_their_month(
    prices: list[int], tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("prices")
    lines = "".join(
        f"Spain,ESP,2025-03-02 {hour:02d}:00:00,2025-03-02 {hour:02d}:30:00,{price}\n"
        for hour, price in enumerate(prices)
    )
    header = "Country,ISO3 Code,Datetime (UTC),Datetime (Local),Price (EUR/MWhe)\n"
    dataset, report = imported(written(folder, "Spain.csv", header + lines))
    (row,) = rows(dataset, "balances", item="price")
    assert (report.profile, str(row["unit"]), str(row["period"])) == ("ember_prices", "EUR/MWh", "2025-03")
    assert row["value"] == pytest.approx(sum(prices) / len(prices), abs=1e-9)


CRUDE = (
    "period,originId,originName,originType,originTypeName,destinationId,destinationName,destinationType,"
    "destinationTypeName,gradeId,gradeName,quantity,quantity-units\n"
)


def _crude(origin: str, kind: str, place: str, level: str, grade: str, barrels: int) -> str:
    return f'2024-05,X_1,{origin},XX,{kind},PT_1,"{place}",PT,{level},G,{grade},{barrels},thousand barrels\n'


def test_a_barrel_counts_at_one_level_of_destinations(tmp_path: Path) -> None:
    table = CRUDE + "".join(
        [
            _crude("Canada", "Country", "United States", "United States", "Heavy Sour", 700),
            _crude("Canada", "Country", "PADD2 (Midwest)", "Port PADD", "Heavy Sour", 500),
            _crude("Canada", "Country", "PADD5 (West Coast)", "Port PADD", "Heavy Sour", 200),
            _crude("Canada", "Country", "Chicago, IL", "Port", "Heavy Sour", 500),
            _crude("Brazil", "Country", "PADD3 (Gulf Coast)", "Refinery PADD", "Medium", 40),
            _crude("Brazil", "Country", "PADD1 (East Coast)", "Refinery PADD", "Medium", 2),
            _crude("Brazil", "Country", "Texas", "Refinery State", "Medium", 40),
            _crude("Non-OPEC", "OPEC/Non-OPEC", "United States", "United States", "Medium", 742),
            _crude("World", "World", "United States", "United States", "Medium", 900),
        ]
    )
    path = written(tmp_path, "crude.csv", table)
    dataset, report = imported(path)
    assert (report.profile, dropped(report)) == ("eia_crude_imports", {"aggregates": 1, "destinations": 4})
    assert {str(row["importer"]) for row in rows(dataset)} == {"USA"}
    assert total(dataset, exporter="CAN", unit="kbbl", commodity="crude_oil", period="2024-05") == 700
    assert total(dataset, exporter="BRA") == 42
    assert total(dataset, exporter="WLD") == 900
    assert "parts_of_country" in keys(report)
    apart, _ = imported(path, grades="keep")
    assert total(apart, exporter="BRA", commodity="crude_oil_medium") == 42


def test_crude_imports_without_a_unit_or_codes(tmp_path: Path) -> None:
    table = (
        "year,month,originName,originTypeName,destinationName,destinationTypeName,gradeName,quantity\n"
        "2010,3,Angola,Country,United States,United States,Light Sweet,80\n"
        "2010,3,Angola,Country,Louisiana,Port State,Light Sweet,80\n"
    )
    dataset, report = imported(written(tmp_path, "imports.csv", table))
    assert [(str(r["period"]), r["quantity"], str(r["unit"])) for r in rows(dataset)] == [
        ("2010-03", 80, "kbbl")
    ]
    assert "constant_unit" in keys(report)


def test_crude_imports_as_the_service_answers(tmp_path: Path) -> None:
    record = {
        "period": "2024-05", "originName": "Iraq", "originTypeName": "Country", "destinationName": "United States",
        "destinationTypeName": "United States", "gradeName": "Medium", "quantity": "12",
        "quantity-units": "thousand barrels",
    }  # fmt: skip
    text = json.dumps({"response": {"total": "1", "data": [record]}, "request": {}})
    dataset, report = imported(written(tmp_path, "crude.json", text))
    assert (report.profile, total(dataset, exporter="IRQ", importer="USA")) == ("eia_crude_imports", 12)


def test_company_level_imports_are_cargoes_into_the_united_states(tmp_path: Path) -> None:
    header = [
        "RPT_PERIOD",
        "R_S_NAME",
        "PROD_CODE",
        "PROD_NAME",
        "PORT_CITY",
        "GCTRY_CODE",
        "CNTRY_NAME",
        "QUANTITY",
    ]
    cargo = ["2023-07-01", "A REFINER", 20, "CRUDE OIL", "HOUSTON, TX", 785, "SAUDI ARABIA", 300]
    path = workbook(tmp_path, "impa23d.xlsx", {"IMPORTS": [header, cargo, cargo]})
    dataset, report = imported(path)
    assert (report.profile, dropped(report)) == ("eia_company_imports", {})
    assert total(dataset, exporter="SAU", importer="USA", commodity="crude_oil", unit="kbbl") == 600


def test_eia_titles_over_two_rows(tmp_path: Path) -> None:
    table = (
        'Report generated on: 01-02-2025 10:00:00\n"API","","2021","2022"\n"","Crude oil","",""\n'
        '"","    Imports (Mb/d)","",""\n"INTL.57-3-DEU-TBPD.A","        Germany","10","20"\n'
        '"","    Production (Mb/d)","",""\n"INTL.57-1-NOR-TBPD.A","        Norway","30","40"\n'
    )
    dataset, _ = imported(written(tmp_path, "INT-Export.csv", table))
    assert total(dataset, importer="DEU", commodity="crude_oil", period="2021") == 3650
    assert (
        total(dataset, "balances", place="NOR", commodity="crude_oil", item="production", period="2022")
        == 14600
    )


def test_eia_rows_of_one_country_are_products(tmp_path: Path) -> None:
    table = (
        '"Report generated on: 01-02-2025"\n"API","","2021"\n"","Norway",""\n"","    Production",""\n'
        '"INTL.57-1-NOR-TBPD.A","        Crude oil (Mb/d)","10"\n'
        '"INTL.53-1-NOR-TBPD.A","        Total liquids (Mb/d)","12"\n'
    )
    dataset, _ = imported(written(tmp_path, "INT-Export.csv", table))
    assert total(dataset, "balances", place="NOR", commodity="crude_oil", item="production") == 3650
    assert total(dataset, "balances", place="NOR", commodity="total_liquids", item="production") == 4380


def _archive(path: Path, header: str, unit: str) -> Path:
    described = {
        "chart": {"title": "x" * 4000},
        "columns": {"Oil production": {"shortName": "oil__x", "shortUnit": unit}},
    }
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("oil-production.csv", f"Entity,Code,Year,{header}\nNorway,NOR,2020,9\n")
        archive.writestr("oil-production.metadata.json", json.dumps(described))
        archive.writestr("readme.md", "text")
    return path


def test_chart_in_an_archive_with_its_description(tmp_path: Path) -> None:
    for header in ("Oil production", "oil__x"):
        dataset, report = imported(_archive(tmp_path / "oil.zip", header, "TWh"))
        assert report.profile == "owid_grapher"
        assert [(str(row["unit"]), row["value"]) for row in rows(dataset, "balances")] == [("TWh", 9)]


def test_chart_without_any_unit_says_so(tmp_path: Path) -> None:
    text = "Entity,Code,Year,Oil production\nNorway,NOR,2020,9\n"
    dataset, _ = imported(written(tmp_path, "oil.csv", text))
    assert any("does not say in which unit Oil production" in str(one) for one in dataset.problems)


def test_scheduled_exchanges_count_their_total_once(tmp_path: Path) -> None:
    table = (
        '"Time (CET/CEST)","BZN|PL > BZN|CZ Day Ahead [MW]","BZN|PL > BZN|CZ Total [MW]",'
        '"BZN|CZ > BZN|PL Day Ahead [MW]"\n'
        '"01.03.2021 00:00 - 01.03.2021 01:00","100","130","7"\n"01.03.2021 01:00 - 01.03.2021 02:00","50","60","0"\n'
    )
    dataset, report = imported(written(tmp_path, "exchange.csv", table))
    assert total(dataset, exporter="POL", importer="CZE", unit="MWh") == 190
    assert total(dataset, exporter="CZE", importer="POL") == 7
    assert {"stages", "scheduled"} <= keys(report)
    assert "physical" not in keys(report)


def test_scheduled_exchanges_one_row_a_direction(tmp_path: Path) -> None:
    table = (
        '"MTU (CET/CEST)","Out Area","In Area","Day Ahead (MW)","Total (MW)"\n'
        '"01/01/2025 00:00:00 - 01/01/2025 00:15:00","BZN|PL","BZN|CZ","100","120"\n'
    )
    dataset, report = imported(written(tmp_path, "GUI.csv", table))
    assert (total(dataset, exporter="POL", importer="CZE"), "scheduled" in keys(report)) == (30, True)


def test_transfer_capacities_are_no_flows(tmp_path: Path) -> None:
    table = '"Time (CET/CEST)","BZN|PL > BZN|CZ [MW]"\n"01.03.2021 00:00 - 01.03.2021 01:00","600"\n'
    with pytest.raises(DataError, match="transfer capacities"):
        imported(written(tmp_path, "Forecasted Transfer Capacities - Day Ahead_2021.csv", table))


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("load_new", '"MTU (CET/CEST)","Area","Actual Total Load (MW)","Day-ahead Total Load Forecast (MW)"\n'
         '"01/01/2025 00:00 - 01/01/2025 00:15","BZN|PL","400","1"\n'
         '"01/01/2025 00:15 - 01/01/2025 00:30","BZN|PL","-","1"\n',
         ("POL", "electricity", "consumption", 100.0, "MWh")),
        ("load_old", '"Time (CET/CEST)","Day-ahead Total Load Forecast [MW] - Poland (PL)",'
         '"Actual Total Load [MW] - Poland (PL)"\n'
         '"01.01.2021 00:00 - 01.01.2021 01:00","1","500"\n', ("POL", "electricity", "consumption", 500.0, "MWh")),
        ("generation_new", '"MTU (CET/CEST)","Area","Production Type","Generation (MW)"\n'
         '"01/01/2025 00:00:00 - 01/01/2025 01:00:00","BZN|PL","Fossil Gas","70"\n'
         '"01/01/2025 00:00:00 - 01/01/2025 01:00:00","BZN|PL","Nuclear","n/e"\n',
         ("POL", "electricity_fossil_gas", "generation", 70.0, "MWh")),
        ("generation_old", '"Area","MTU","Fossil Gas  - Actual Aggregated [MW]",'
         '"Hydro Pumped Storage  - Actual Consumption [MW]"\n'
         '"Poland (PL)","01.01.2021 00:00 - 01.01.2021 01:00 (CET/CEST)","80","5"\n',
         ("POL", "electricity_fossil_gas", "generation", 80.0, "MWh")),
        ("price_new", '"MTU (CET/CEST)","Area","Sequence","Day-ahead Price (EUR/MWh)","Intraday Price (EUR/MWh)"\n'
         '"01/01/2025 00:00:00 - 01/01/2025 01:00:00","BZN|PL","Sequence Sequence 1","10","99"\n'
         '"01/01/2025 01:00:00 - 01/01/2025 02:00:00","BZN|PL","Sequence Sequence 1","20","99"\n'
         '"01/01/2025 01:00:00 - 01/01/2025 02:00:00","BZN|PL","Sequence Sequence 2","90","99"\n',
         ("POL", "electricity", "price", 15.0, "EUR/MWh")),
        ("price_old", '"MTU (CET/CEST)","Day-ahead Price [EUR/MWh]","Currency","BZN|PL"\n'
         '"01.01.2021 00:00 - 01.01.2021 01:00","-4","EUR",""\n', ("POL", "electricity", "price", -4.0, "EUR/MWh")),
    ],
)  # fmt: skip
def test_tables_of_an_area(name: str, text: str, expected: tuple[object, ...], tmp_path: Path) -> None:
    dataset, report = imported(written(tmp_path, f"{name}.csv", text))
    assert report.profile == "entsoe_area"
    told = [
        (str(row["place"]), str(row["commodity"]), str(row["item"]), row["value"], str(row["unit"]))
        for row in rows(dataset, "balances")
    ]
    assert told == [expected]


def test_prices_of_the_file_library(tmp_path: Path) -> None:
    table = (
        "InstanceCode\tDateTime(UTC)\tResolutionCode\tAreaCode\tAreaDisplayName\tAreaTypeCode\tMapCode\tContractType\t"
        "Sequence\tPrice[Currency/MWh]\tCurrency\tUpdateTime(UTC)\n"
        "a\t2025-10-01 00:00:00\tPT15M\t10Y\tPoland (PL)\tBZN\tPL\tDay-ahead\t1\t40\tEUR\tx\n"
        "b\t2025-10-01 00:15:00\tPT15M\t10Y\tPoland (PL)\tBZN\tPL\tDay-ahead\t1\t60\tEUR\tx\n"
        "c\t2025-10-01 00:00:00\tPT15M\t10Y\tPoland (PL)\tBZN\tPL\tIntraday\t1\t900\tEUR\tx\n"
    )
    dataset, report = imported(written(tmp_path, "2025_10_EnergyPrices_12.1.D_r3.csv", table))
    assert dropped(report) == {"contracts": 1}
    assert [(str(r["place"]), r["value"], str(r["unit"])) for r in rows(dataset, "balances")] == [
        ("POL", 50, "EUR/MWh")
    ]


def test_stock_of_a_month_is_that_of_its_last_gas_day(tmp_path: Path) -> None:
    table = (
        "Gas Day Start;Gas in storage (TWh);Full (%);Injection (GWh/d);Withdrawal (GWh/d);Working gas volume (TWh)\n"
        "2024-02-01;40;40;0;5;100\n2024-01-31;50;50;1;6;100\n2024-01-30;55;55;2;7;99\n"
    )
    path = written(tmp_path, "StorageData_Austria.csv", table)
    dataset, report = imported(path)
    where = {"table": "balances", "place": "AUT", "period": "2024-01"}
    assert report.profile == "gie_storage"
    assert (total(dataset, **where, item="stock"), total(dataset, **where, item="storage_capacity")) == (
        50,
        100,
    )
    assert (total(dataset, **where, item="injection"), total(dataset, **where, item="withdrawal")) == (3, 13)
    with pytest.raises(DataError, match="of which country"):
        imported(written(tmp_path, "StorageData.csv", table))


def test_storage_as_the_service_answers(tmp_path: Path) -> None:
    records = [
        {"name": name, "code": code, "gasDayStart": "2024-01-31", "gasInStorage": str(stock), "workingGasVolume": "9",
         "injection": "-", "full": "5"}
        for name, code, stock in (("Austria", "AT", 5), ("Greece", "EL", 7), ("EU", "EU", 12))
    ]  # fmt: skip
    dataset, report = imported(written(tmp_path, "agsi.json", json.dumps({"last_page": 1, "data": records})))
    assert dropped(report) == {"aggregates": 1}
    assert (
        total(dataset, "balances", place="GRC", item="stock"),
        rows(dataset, "balances", item="injection"),
    ) == (7, [])


def test_interconnectors_run_both_ways(tmp_path: Path) -> None:
    table = (
        "SETTLEMENT_DATE,SETTLEMENT_PERIOD,ND,IFA_FLOW,MOYLE_FLOW,NSL_FLOW\n"
        "01-JAN-2024,1,20000,-1000,-300,1400\n01-JAN-2024,2,20000,600,-100,1400\n"
    )
    dataset, report = imported(written(tmp_path, "demanddata.csv", table))
    assert report.profile == "gb_interconnectors"
    assert total(dataset, exporter="GBR", importer="FRA", unit="MWh", route="IFA") == 500
    assert total(dataset, exporter="FRA", importer="GBR") == 300
    assert total(dataset, exporter="GBR", importer="GB-NIR") == 200
    assert total(dataset, exporter="NOR", importer="GBR") == 1400
    assert not dataset.problems


def test_generation_by_fuel_of_great_britain(tmp_path: Path) -> None:
    table = (
        "#Settlement Date,Settlement Period,CCGT,WIND,INTFR\n2024-01-01,1,5000,9000,-400\n"
        "2024-01-01,2,4000,9000,0\n"
    )
    wide, _ = imported(written(tmp_path, "fuelhh.csv", table))
    assert total(wide, "balances", place="GBR", commodity="electricity_gas_ccgt", item="generation") == 4500
    assert total(wide, exporter="GBR", importer="FRA") == 200
    record = {"settlementDate": "2024-01-01", "settlementPeriod": 1, "fuelType": "WIND", "generation": 9000}
    long, _ = imported(written(tmp_path, "fuelhh.json", json.dumps({"data": [record]})))
    assert total(long, "balances", commodity="electricity_wind") == 4500


def test_deliveries_with_letters_count_in_one_pricing_scenario(tmp_path: Path) -> None:
    table = (
        "id,commodity,commodity_origin_iso2,commodity_destination_iso2,departure_date_utc,arrival_date_utc,value_tonne,"
        "value_eur,pricing_scenario\n"
        "1,crude_oil,RU,IN,2024-01-20,2024-02-10,700,9,default\n1,crude_oil,RU,IN,2024-01-20,2024-02-10,700,7,usd60\n"
        "2,coal,RU,TR,2024-01-20,,90,1,default\n"
    )
    dataset, report = imported(written(tmp_path, "voyages.csv", table))
    assert (report.profile, dropped(report)) == ("crea", {"pricing_scenario": 1})
    assert total(dataset, exporter="RUS", importer="IND", period="2024-02", unit="t") == 700
    assert total(dataset, exporter="RUS", importer="TUR", period="2024-01") == 90


def test_monthly_electricity_under_other_titles(tmp_path: Path) -> None:
    table = (
        "country_name,date,parameter,product,value,unit\n"
        "Republic of Turkiye,12/1/2023,Net Electricity Production,Electricity,700,GWh\n"
        "Republic of Turkiye,12/1/2023,Total Imports,Electricity,40,GWh\n"
        "Republic of Turkiye,11/1/2023,Total Exports,Electricity,30,GWh\n"
    )
    dataset, report = imported(written(tmp_path, "global_electricity_production_data.csv", table))
    assert report.profile == "iea_monthly_electricity"
    assert total(dataset, "balances", place="TUR", item="generation", period="2023-12") == 700
    assert total(dataset, importer="TUR", period="2023-12") == 40
    assert total(dataset, exporter="TUR", period="2023-11") == 30


@pytest.mark.parametrize(
    ("text", "place", "capacity", "year"),
    [
        ("name,company,country,capacity,energy_source,commissioned,lat,lon,eic_code\n"
         "Plant A,Owner,UK,400.5,Hard coal,1970,51,-3,48W0001\n", "GBR", 400.5, "1970"),
        ("id,Name,Fueltype,Technology,Set,Country,Capacity,DateIn,DateOut,lat,lon,EIC\n"
         "0,Plant A,Nuclear,Steam Turbine,PP,Germany,1300.0,1988.0,2023.0,52,7,{'11W0-A'}\n", "DEU", 1300.0, "1988"),
        ("EICCode\tName\tValidFrom\tValidTo\tStatus\tType\tLocation\tInstalledCapacity\tBiddingZone\n"
         "14W-A\tPlant A\t2015-01-01\t\tCOMMISSIONED\tFossil Gas\tAustria\t216.0\tAustria (AT)\n", "AUT", 216.0, ""),
    ],
)  # fmt: skip
def test_lists_of_power_plants(text: str, place: str, capacity: float, year: str, tmp_path: Path) -> None:
    dataset, report = imported(written(tmp_path, "plants.csv", text))
    (row,) = rows(dataset, "assets")
    assert report.profile == "power_plants_europe"
    assert (str(row["place"]), row["capacity"], str(row["capacity_unit"])) == (place, capacity, "MW")
    assert (str(row["start_year"]) if year else "") == year


def test_old_codes_of_eurostat_tell_direction_and_product(tmp_path: Path) -> None:
    table = "partner,product,unit,geo\\time\t2015 \t2014 \nNO,4100,TJ_GCV,DE\t9 \t8 p\n"
    dataset, _ = imported(written(tmp_path, "nrg_134a.tsv", table))
    assert total(dataset, exporter="DEU", importer="NOR", commodity="G3000") == 17
    dataset, _ = imported(written(tmp_path, "nrg_124a.tsv", table))
    assert total(dataset, exporter="NOR", importer="DEU", commodity="G3000") == 17


def test_a_column_of_production_and_imports_says_what_figures_are(tmp_path: Path) -> None:
    table = (
        "country,month,kind,fuel,amount,unit\nGermany,2024-01,Gross production,Natural gas,100,GWh\n"
        "Germany,2024-01,Total imports,Natural gas,900,GWh\nGermany,2024-01,Stock change,Natural gas,5,GWh\n"
    )
    dataset, report = imported(written(tmp_path, "gas production.csv", table))
    assert report.profile == "generic"
    assert total(dataset, "balances", place="DEU", item="gross_production") == 100
    assert total(dataset, exporter="WLD", importer="DEU") == 900


def test_petroleum_moves_count_countries_once(tmp_path: Path) -> None:
    header = (
        "period,duoarea,area-name,product,product-name,process,process-name,series,series-description,value,"
        "units\n"
    )

    def row(words: str, value: int, unit: str = "MBBL") -> str:
        return f"2024-01,X,NA,EPC0,Crude Oil,IM0,Imports,S,{words} of Crude Oil (Thousand Barrels),{value},{unit}\n"

    table = header + "".join(
        [
            row("U.S. Imports from Canada", 310),
            row("U.S. Imports from Canada", 10, "MBBL/D"),
            row("U.S. Imports from Iraq", 5, "MBBL/D"),
            row("U.S. Imports from OPEC Countries", 155),
            row("East Coast (PADD 1) Imports from Canada", 30),
            row("U.S. Imports", 465),
            row("U.S. Exports to Netherlands", 62),
            row("U.S. Imports from Canada", 11, "MBBL/D").replace("2024-01", "2024-01-05", 1),
        ]
    )
    dataset, report = imported(written(tmp_path, "moves.csv", table))
    assert report.profile == "eia_petroleum_moves"
    assert dropped(report) == {"aggregates": 1, "districts": 1, "unit_kept": 1, "weeks": 1}
    assert total(dataset, exporter="CAN", importer="USA", commodity="crude_oil") == 310
    assert total(dataset, exporter="IRQ", importer="USA", unit="kbbl") == 155
    assert total(dataset, exporter="WLD", importer="USA") == 465
    assert total(dataset, exporter="USA", importer="NLD", period="2024-01") == 62


def test_carbon_data_have_units_and_leave_out_what_follows(tmp_path: Path) -> None:
    table = (
        "country,year,iso_code,co2,coal_co2,co2_growth_abs,cumulative_co2,share_global_co2,trade_co2,methane,"
        "primary_energy_consumption\nPoland,2020,POL,300,180,-9,27000,0.9,12,50,1100\n"
    )
    dataset, _ = imported(written(tmp_path, "owid-co2-data.csv", table))
    told = {
        (str(r["commodity"]), str(r["item"])): (r["value"], str(r["unit"])) for r in rows(dataset, "balances")
    }
    assert told == {
        ("all_energy", "emissions"): (300, "Mt CO2"), ("coal", "emissions"): (180, "Mt CO2"),
        ("all_energy", "trade_co2"): (12, "Mt CO2"), ("all_energy", "methane"): (50, "Mt CO2e"),
        ("primary_energy", "consumption"): (1100, "TWh"),
    }  # fmt: skip
