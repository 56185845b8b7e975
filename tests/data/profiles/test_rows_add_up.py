"""Whatever is in a small file of a format: rows read are rows kept and rows set aside, and a decision decides."""

from __future__ import annotations

import contextlib
import csv
import io
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dependency_explorer.data.dataset import Dataset
from dependency_explorer.data.intake.importing import Report, import_file, reports
from dependency_explorer.data.intake.plan import Plan
from dependency_explorer.data.problems import DataError
from dependency_explorer.data.schema import TABLES

_CRUDE = "period,originName,originTypeName,destinationName,destinationTypeName,gradeName,quantity"
_MOVES = "period,duoarea,product-name,series-description,value,units"
_FAO = "Area Code (M49),Area,Item Code (CPC),Item,Element,Year,Unit,Value,Flag"
_GB = "SETTLEMENT_DATE,SETTLEMENT_PERIOD,ND,IFA_FLOW,BRITNED_FLOW"
LAYOUTS = {
    "cepii_gravity": (
        "year,iso3_o,iso3_d,country_exists_o,contig,dist,tradeflow_comtrade_o,tradeflow_comtrade_d",
        ["2019,DEU,FRA,1,1,8,10,11", "2019,DEU,FRA,0,1,8,10,11", "2019,FRA,FRA,1,0,0,3,", "2019,USA,DEU,1,0,9,5,"],
    ),
    "eia_company_imports": (
        "RPT_PERIOD,PROD_NAME,CNTRY_NAME,QUANTITY",
        ["1/31/2024,CRUDE OIL,CANADA,5", "1/31/2024,CRUDE OIL,CANADA,5", "1/31/2024,ASPHALT,UNITED STATES,1"],
    ),
    "eia_crude_imports": (
        _CRUDE,
        [
            "2024-05,Canada,Country,United States,United States,Heavy,7",
            "2024-05,Canada,Country,Chicago,Port,Heavy,7",
            "2024-05,Brazil,Country,PADD 1,Port PADD,Light,2",
            "2024-05,Brazil,Country,Texas,Refinery State,Light,3",
            "2024-05,World,World,United States,United States,Heavy,9",
            "2024-05,OPEC,OPEC,United States,United States,Heavy,4",
        ],
    ),
    "eia_petroleum_moves": (
        _MOVES,
        [
            "2024-05,NUS,Crude Oil,U.S. Imports from Canada of Crude Oil (Thousand Barrels),31,MBBL",
            "2024-05,NUS,Crude Oil,U.S. Imports from Canada of Crude Oil (Thousand Barrels per Day),2,MBBL/D",
            "2024-05,R10,Crude Oil,East Coast (PADD 1) Imports from Canada of Crude Oil (Thousand Barrels),3,MBBL",
            "2024-05,NUS,Crude Oil,U.S. Imports of Crude Oil (Thousand Barrels),40,MBBL",
            "2024-05-03,NUS,Crude Oil,U.S. Imports of Crude Oil (Thousand Barrels per Day),6,MBBL/D",
        ],
    ),
    "eiti_production": (
        "Country,Year,Commodity,Production - Volume,Production - Unit,Production - Value,Export - Volume,"
        "Export - Unit,Export - Value,Currency",
        ["Ghana,2020,Gold,5,t,9,4,t,8,USD", "Peru,2020,Gold,5,t,9,,,,PEN", "Peru,2020,Gold,1,t,9,,,,"],
    ),
    "ember_prices": (
        "Country,ISO3 Code,Date,Price (EUR/MWhe)",
        ["Spain,ESP,2025-03-01,50", "Spain,ESP,2025-03-02,60", "Italy,ITA,2025-03-01,"],
    ),
    "ember_sources": (
        "Area,ISO 3 code,Year,Area type,Electricity source,Generation (TWh),Capacity (GW)",
        [
            "Poland,POL,2025,Country or economy,Coal,90,30",
            "Poland,POL,2025,Country or economy,Fossil,90,",
            "Poland,POL,2025,Country or economy,Total generation,110,",
            "EU,,2025,Region,Coal,300,",
        ],
    ),
    "entsoe_area": (
        "MTU (CET/CEST),Area,Production Type,Generation (MW)",
        [
            "01/01/2024 00:00:00 - 01/01/2024 00:15:00,Germany (DE),Solar,4",
            "01/01/2024 00:15:00 - 01/01/2024 00:30:00,Germany (DE),Solar,n/e",
            "01/01/2024 00:00:00 - 01/01/2024 01:00:00,France (FR),Nuclear,40",
        ],
    ),
    "events": (
        "Date,Event,Country",
        ["2023-07-03,Licence on gallium,China", "2022-04-01,Port closed,Peru", "2022-05-01,Strike,Chile"],
    ),
    "faostat": (
        _FAO,
        [
            "'356,India,'0113,Rice,Production,2023,t,20,A",
            "'159,China,'0113,Rice,Production,2023,t,31,A",
            "'156,\"China, mainland\",'0113,Rice,Production,2023,t,30,A",
            "'356,India,'0113,Rice,Export quantity,2023,t,3,A",
            "'356,India,'0113,Rice,Export quantity,2023,An,9,A",
            "'356,India,'0113,Rice,Export value,2023,1000 USD,4,A",
        ],
    ),
    "gb_interconnectors": (_GB, ["01-JAN-2024,1,20000,500,-300", "01-JAN-2024,2,20000,-100,", "01-JAN-2024,3,1,,"]),
    "gie_storage": (
        "name,code,gasDayStart,gasInStorage,injection,withdrawal,workingGasVolume",
        [
            "Germany,DE,2024-01-01,200,1,9,250",
            "Germany,DE,2024-01-02,190,1,9,250",
            "EU,eu,2024-01-02,900,1,9,1100",
            "Non-EU,NE,2024-01-02,300,1,2,400",
        ],
    ),
    "power_plants_europe": (
        "Name,Fueltype,Set,Country,Capacity,DateIn,DateOut,EIC",
        ["One,Lignite,PP,Germany,500,1990.0,2016.0,", "Two,Wind,PP,Spain,20,2018.0,,X1", ",,PP,Spain,3,,,"],
    ),
    "us_trade_online": (
        "Commodity,Country,Time,State,Value ($US)",
        [
            "2709 Crude,Canada,January 2024,All States,\"1,000\"",
            "2709 Crude,Canada,January 2024,Texas,900",
            "27 Fuels,World Total,2024 through May,All States,5000",
            "27 Fuels,World Total,January 2024,All States,1000",
        ],
    ),
    "worldbank_long": (
        "Country Name,Country Code,Series Name,Series Code,Year,Value",
        [
            "Chile,CHL,Electric power (kWh),EG.USE.ELEC.KH,2020,5",
            "Euro area,EMU,Electric power (kWh),EG.USE.ELEC.KH,2020,9",
            "Notes,,,,,",
        ],
    ),
}  # fmt: skip
_NAMES = {"us_trade_online": "imports.csv"}
_ODD = ("", "-", "NA", "0", "-7", "1e3", "x", "Total", "2020", "Atlantis")


def _lines(name: str) -> tuple[str, list[list[str]]]:
    header, lines = LAYOUTS[name]
    return header, list(csv.reader(lines))


def _written(folder: Path, name: str, header: str, lines: list[list[str]]) -> Path:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(lines)
    path = folder / _NAMES.get(name, "table.csv")
    path.write_text(f"{header}\n{text.getvalue()}")
    return path


def _opened(path: Path, name: str, **choices: str) -> tuple[Dataset, Report]:
    dataset = import_file(path, Plan(profile=name, choices=choices))
    (report,) = reports(dataset)
    aside = sum(decision.rows for decision in report.decisions if decision.dropped)
    assert report.rows_read == report.rows_kept + aside
    assert report.rows_kept >= 0
    return dataset, report


def _contents(dataset: Dataset) -> list[str]:
    return [dataset.tables[name].drop(columns="row", errors="ignore").to_csv() for name in TABLES]


@pytest.mark.parametrize("name", LAYOUTS)
@given(data=st.data())
@settings(max_examples=25)
def test_rows_read_are_kept_or_set_aside(
    name: str, data: st.DataObject, tmp_path_factory: pytest.TempPathFactory
) -> None:
    header, lines = _lines(name)
    drawn = [list(line) for line in data.draw(st.lists(st.sampled_from(lines), min_size=1, max_size=9))]
    for _ in range(data.draw(st.integers(0, 4))):
        line = drawn[data.draw(st.integers(0, len(drawn) - 1))]
        line[data.draw(st.integers(0, len(line) - 1))] = data.draw(st.sampled_from(_ODD))
    path = _written(tmp_path_factory.mktemp(name), name, header, drawn)
    blank = sum(not any(line) for line in drawn)
    with contextlib.suppress(DataError):
        dataset, report = _opened(path, name)
        assert len(drawn) - blank <= report.rows_read <= len(drawn)
        assert any(len(dataset.tables[table]) for table in TABLES)


@pytest.mark.parametrize("name", LAYOUTS)
def test_each_option_of_a_decision_changes_what_is_read(name: str, tmp_path: Path) -> None:
    path = _written(tmp_path, name, *_lines(name))
    dataset, report = _opened(path, name)
    for decision in report.decisions:
        if decision.options:
            assert decision.chosen in {option.value for option in decision.options}, decision.key
        others = [one.value for one in decision.options if one.value != decision.chosen]
        results = []
        for value in others:
            other, told = _opened(path, name, **{decision.key: value})
            assert [one.chosen for one in told.decisions if one.key == decision.key] == [value]
            results.append(_contents(other) != _contents(dataset))
        assert not others or any(results), decision.key
