"""Tables of indicators become balances: World Bank, IMF, the UN's yearbook and energy indicators."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

import numpy as np
import pytest

from dependency_explorer.data.intake.importing import import_file
from dependency_explorer.data.intake.source import Source
from dependency_explorer.data.problems import DataError
from dependency_explorer.data.profiles._indicators import commodity_of, item_of, name_and_unit
from tests.data.profiles.reading import dropped, opened, rows_of, sample, taken_for, told, total, write
from tests.data.tables import workbook_bytes

HEADER = ("Country Name", "Country Code", "Indicator Name", "Indicator Code", "2019", "2020", "")
INDICATOR = ("Fuel imports (% of merchandise imports)", "TM.VAL.FUEL.ZS.UN")
BODY = [
    ("Mongolia", "MNG", *INDICATOR, "5.5", "", ""),
    ("Namibia", "NAM", *INDICATOR, "", "7", ""),
    ("Arab World", "ARB", *INDICATOR, "1", "2", ""),
    ("Aruba", "ABW", *INDICATOR, "", "", ""),
]


@pytest.mark.parametrize(
    ("title", "parts"),
    [
        ("Electric power consumption (kWh per capita)", ("Electric power consumption", "kWh per capita")),
        ("GDP, current prices (Billions of U.S. dollars)", ("GDP, current prices", "busd")),
        (
            "Net imports [Imports - Exports - Bunkers] (petajoules)",
            ("Net imports [Imports - Exports - Bunkers]", "PJ"),
        ),
        ("Population", ("Population", "")),
    ],
)
def test_a_title_has_a_name_and_a_unit(title: str, parts: tuple[str, str]) -> None:
    assert name_and_unit(title) == parts
    assert re.fullmatch(r"[a-z0-9_]+", item_of(title))


def test_what_a_title_speaks_of() -> None:
    assert commodity_of("Electric power consumption (kWh per capita)") == "electricity"
    assert commodity_of("Fuel imports (% of merchandise imports)") == "fuels"
    assert commodity_of("GDP per capita") == "all"


@pytest.mark.parametrize("lines", [True, False])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_with_and_without_the_lines_before_the_header(tmp_path: Path, lines: bool, end: str) -> None:
    path = write(tmp_path / "API.csv", HEADER, BODY)
    text = path.read_text()
    if lines:
        text = '"Data Source","World Development Indicators",\n\n"Last Updated Date","2026-04-08",\n\n' + text
    path.write_bytes(b"\xef\xbb\xbf" + text.replace("\r\n", "\n").replace("\n", end).encode())
    assert taken_for(path) == "worldbank_wide"
    dataset, report = opened(path)
    assert dropped(report) == {"no_figure": 1, "aggregates": 1}
    assert (
        total(dataset, "value", "balances", place="NAM", period="2020", unit="% of merchandise imports") == 7
    )
    assert len(dataset.tables["balances"]) == 2
    assert (dataset.tables["sources"]["date"].iloc[0] == "2026-04-08") == lines


def test_the_archive_of_an_indicator(tmp_path: Path) -> None:
    inner = write(tmp_path / "API_X.csv", HEADER, BODY).read_bytes()
    path = tmp_path / "API_X.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("Metadata_Country_API_X.csv", "Country Code,Region\n" * 2000)
        archive.writestr("Metadata_Indicator_API_X.csv", "INDICATOR_CODE,INDICATOR_NAME\n" * 2000)
        archive.writestr("API_X.csv", inner)
    dataset, _ = opened(path)
    assert total(dataset, "value", "balances") == 12.5


def test_databank_writes_years_its_own_way(tmp_path: Path) -> None:
    header = ("Country Name", "Country Code", "Series Name", "Series Code", "2019 [YR2019]")
    rows = [("Mongolia", "MNG", "Energy use (kt)", "X", "5"), ("Chad", "TCD", "Energy use (kt)", "X", ".."),
            ("Data from database: WDI", "", "", "", "")]  # fmt: skip
    dataset, report = opened(write(tmp_path / "t.csv", header, rows))
    assert total(dataset, "value", "balances", place="MNG", period="2019", item="energy_use", unit="kt") == 5
    assert dropped(report) == {"no_place": 1, "no_figure": 1}


@pytest.mark.parametrize(
    ("file", "place", "year"),
    [
        ("API_EG.USE.ELEC.KH.PC_DS2_en_csv_v2_4697520.csv", "NOR", "2014"),
        ("API_TM.VAL.FUEL.ZS.UN_2026-04.csv", "MNG", "2019"),
    ],
)
def test_world_bank_samples(file: str, place: str, year: str) -> None:
    path = sample(f"worldbank_wide/{file}")
    dataset, report = opened(path)
    rows = rows_of(path, skip=4)
    assert report.rows_read == len(rows) == 266
    row = next(row for row in rows if row["Country Code"] == place)
    assert total(dataset, "value", "balances", place=place, period=year) == float(row[year])
    years = [name for name in rows[0] if name and name.isdigit()]
    assert dropped(report)["no_figure"] == sum(not any(row[year] for year in years) for row in rows)
    kept = set(dataset.tables["balances"]["place"].astype(str))
    assert {"EUU", "AFE", "European Union"} & kept == set()
    assert not [problem for problem in dataset.problems if "no place" in problem.message]


def test_imf_sample() -> None:
    path = sample("imf_datamapper_xls/imf-dm-export-20210109.xls")
    dataset, report = opened(path)
    rows = Source(path).grid()
    column = rows[0].index("2019")
    for name, code in (("Mongolia", "MNG"), ("Lao P.D.R.", "LAO"), ("World", "WLD")):
        expected = float(next(row[column] for row in rows if row[0] == name))
        assert total(dataset, "value", "balances", place=code, period="2019", unit="busd") == expected
    assert dropped(report) == {"no_place": 1, "aggregates": 31}
    later = dataset.tables["balances"]["period"].astype(str) >= "2020"
    marked = dataset.tables["balances"]["quality"].astype(str) == "estimate"
    assert (later == marked).all()
    assert marked.any()


def test_imf_missing_and_copyright(tmp_path: Path) -> None:
    path = tmp_path / "imf-dm-export.xlsx"
    table = [("Exports (Percent of GDP)", 1999, 2000, 2001), ("", "", "", ""), ("Chad", "no data", 5, 6),
             ("Asia and Pacific", 1, 1, 1), ("", "", "", ""), ("©IMF, 2001", "", "", "")]  # fmt: skip
    path.write_bytes(workbook_bytes({"X": table}))
    dataset, report = opened(path)
    assert report.profile == "imf_datamapper_xls"
    assert total(dataset, "value", "balances", place="TCD") == 11
    assert total(dataset, "value", "balances", quality="estimate") == 6
    assert dropped(report) == {"no_place": 1, "aggregates": 1}


def test_un_yearbook_sample() -> None:
    path = sample("undata_syb/undata_SYB65_230_gdp.head.csv")
    dataset, report = opened(path)
    rows = rows_of(path, skip=1)
    assert report.rows_read == len(rows)
    series = "GDP in current prices (millions of US dollars)"
    row = next(r for r in rows if r[""] == "Albania" and r["Year"] == "2015" and r["Series"] == series)
    expected = float(row["Value"].replace(",", ""))
    assert (
        total(
            dataset,
            "value",
            "balances",
            place="ALB",
            period="2015",
            item="gdp_in_current_prices",
            unit="musd",
        )
        == expected
    )
    # The head of the file is mostly regions; the world itself stays.
    world = [r for r in rows if r[""] == "Total, all countries or areas"]
    assert int((dataset.tables["balances"]["place"] == "WLD").sum()) == len(world)
    regions = sum(int(row["Region/Country/Area"]) in _REGIONS for row in rows)
    assert dropped(report) == {"aggregates": regions}


_REGIONS = {
    2,
    5,
    9,
    11,
    13,
    14,
    15,
    17,
    18,
    19,
    21,
    29,
    30,
    34,
    35,
    39,
    53,
    54,
    57,
    61,
    142,
    143,
    145,
    150,
    151,
    154,
    155,
    202,
    419,
}
"""Numbers of M49 that are regions."""


def test_un_energy_sample() -> None:
    path = sample("un_energy_indicators_xls/Energy Indicators.xls")
    dataset, report = opened(path)
    rows = Source(path).grid()
    china = next(row for row in rows if row[2].startswith("China") and "Region" not in row[2])
    assert re.fullmatch(r"China\d", china[2])
    assert total(
        dataset, "value", "balances", place="CHN", item="energy_supply", unit="PJ", period="2013"
    ) == float(china[3])
    assert total(
        dataset, "value", "balances", place="CHN", item="energy_supply_per_capita", unit="GJ"
    ) == float(china[4])
    countries = [row for row in rows[18:246] if any(row[3:])]
    figures = sum(cell not in ("", "...") for row in countries for cell in row[3:])
    assert len(dataset.tables["balances"]) == figures
    assert set(dropped(report)) == {"no_figure"}
    note = dataset.tables["balances"].query("place == 'CHN'")["note"].iloc[0]
    assert note.startswith("Data exclude Hong Kong")
    assert not [problem for problem in dataset.problems if "no place" in problem.message]


def test_un_energy_without_a_year_asks_for_it(tmp_path: Path) -> None:
    path = tmp_path / "Energy.xlsx"
    table = [("", "", "Energy Supply", "Energy Supply per capita"), ("", "", "Petajoules", "Gigajoules"),
             ("", "Mongolia", 200, 70), ("", "Chad", "...", "...")]  # fmt: skip
    path.write_bytes(workbook_bytes({"Energy": table}))
    with pytest.raises(DataError, match="--set period"):
        import_file(path)
    dataset, report = opened(path, period="2013")
    assert total(dataset, "value", "balances", place="MNG", unit="PJ") == 200
    assert dropped(report) == {"no_figure": 1}


def test_two_names_of_one_place_are_not_added(tmp_path: Path) -> None:
    rows = [("Sudan", "SDN", *INDICATOR, "5", "", ""), ("Sudan (former)", "SDN", *INDICATOR, "6", "", "")]
    dataset, report = opened(write(tmp_path / "t.csv", HEADER, rows))
    assert np.nansum(dataset.tables["balances"]["value"]) == 5
    assert told(report)["same_figure"] == 1


def test_a_row_that_stands_twice_is_set_aside(tmp_path: Path) -> None:
    path = tmp_path / "SYB65_230_gdp.csv"
    lines = [
        "T13,Gross domestic product and gross domestic product per capita,,,,,",
        "Region/Country/Area,,Year,Series,Value,Footnotes,Source",
        *(
            f'496,Mongolia,{year},GDP in current prices (millions of US dollars),"{value}",,UN'
            for year, value in ((2015, 11), (2016, 12), (2015, 11))
        ),
    ]
    path.write_text("\n".join(lines) + "\n")
    dataset, report = opened(path)
    assert (report.rows_read, report.rows_kept) == (3, 2)
    assert dropped(report) == {"same_figure": 1}
    assert len(dataset.tables["balances"]) == 2
