"""Eurostat: bulk TSV in both dialects, SDMX-CSV with codes and with labels, workbook of the data browser."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from dependency_explorer.data.read import load
from tests.data.profiles.energy_tables import dropped, imported, keys, rows, sample, total, workbook, written

_GAS = "eurostat_tsv/estat_nrg_ti_gasm_filtered_Total.tsv"


def _cells(path: Path) -> list[tuple[list[str], str, str]]:
    """Plain reading of a TSV: dimensions, period and cell."""
    raw = path.read_bytes()
    text = (gzip.decompress(raw) if raw[:2] == b"\x1f\x8b" else raw).decode("utf-8")
    header, *lines = [line.split("\t") for line in text.splitlines()]
    return [
        (line[0].split(","), header[i].strip(), line[i].strip())
        for line in lines
        for i in range(1, len(line))
    ]


def _number(cell: str) -> float | None:
    first = cell.split(" ")[0]
    return None if first in (":", "") else float(first)


def test_monthly_gas_by_country_is_what_the_file_holds() -> None:
    dataset, report = imported(path := sample(_GAS))
    assert (report.profile, report.rows_read, report.rows_kept) == ("eurostat_tsv", 54, 54)
    expected = {
        siec: sum(_number(cell) or 0.0 for dims, _, cell in _cells(path) if dims[1] == siec)
        for siec in ("G3000", "G3200")
    }
    for siec, amount in expected.items():
        assert total(dataset, commodity=siec, exporter="WLD") == pytest.approx(amount)
    figures = [1 for _, _, cell in _cells(path) if _number(cell) is not None]
    assert len(rows(dataset)) == len(figures) == 4466
    # Austria, January 2018, from the first line of the file.
    [row] = rows(dataset, period="2018-01", importer="AUT", commodity="G3000")
    assert (row["quantity"], str(row["unit"]), str(row["reported_by"])) == (2518.0, "mcm", "importer")
    # "2825.000 p" of Czechia.
    [flagged] = rows(dataset, period="2018-06", importer="CZE", commodity="G3000")
    assert str(flagged["quality"]) in ("provisional", "")


def test_a_provisional_figure_keeps_its_flag(tmp_path: Path) -> None:
    text = (
        "freq,siec,partner,unit,geo\\TIME_PERIOD\t2018-01 \t2018-02 \n"
        "M,G3000,NO,MIO_M3,EL\t12.5 p\t: m\n"
        "M,G3000,NSP,MIO_M3,UK\t1234 e\t0.000 \n"
        "M,G3000,NO,TJ_GCV,EL\t490 \t: \n"
        "M,G3000,TOTAL,MIO_M3,EU27_2020\t99 \t98 \n"
    )
    dataset, report = imported(written(tmp_path, "estat_nrg_ti_gasm.tsv", text))
    [greece] = rows(dataset, importer="GRC")
    assert (greece["quantity"], str(greece["quality"]), str(greece["exporter"])) == (
        12.5,
        "provisional",
        "NOR",
    )
    assert [str(row["quality"]) for row in rows(dataset, importer="GBR", exporter="XNS")] == ["estimate", ""]
    # The same figure in terajoules and the union beside its members are set aside.
    assert dropped(report) == {"unit_kept": 1, "aggregates": 1}


def test_exports_are_told_by_the_name_and_can_be_chosen(tmp_path: Path) -> None:
    text = "siec,partner,unit,geo\\TIME_PERIOD\t2020 \nG3000,DE,MIO_M3,NL\t5 \n"
    named, _ = imported(written(tmp_path, "estat_nrg_te_gas.tsv", text))
    assert rows(named, exporter="NLD", importer="DEU")
    silent = written(tmp_path, "download.tsv", text)
    guessed, _ = imported(silent)
    assert rows(guessed, exporter="DEU", importer="NLD")
    assert any("direction=exports" in problem.message for problem in guessed.problems)
    chosen, _ = imported(silent, direction="exports")
    assert rows(chosen, exporter="NLD", importer="DEU")


def test_old_dialect_of_capacities_becomes_balances() -> None:
    dataset, report = imported(path := sample("eurostat_tsv/Eurostat.tsv.gz"))
    groups = {"EU28", "EA19"}
    kept = [
        value
        for dims, _, cell in _cells(path)
        if dims[3] not in groups and (value := _number(cell)) is not None
    ]
    assert total(dataset, "balances") == pytest.approx(sum(kept))
    assert (report.rows_read, dropped(report)) == (1638, {"aggregates": 78})
    [austria] = rows(dataset, "balances", place="AUT", period="2016", item="installed_capacity:12_1176011")
    assert (austria["value"], str(austria["unit"])) == (5561.0, "MW")


SDMX = """DATAFLOW,LAST UPDATE,freq,siec,partner,unit,geo,TIME_PERIOD,OBS_VALUE,OBS_FLAG,CONF_STATUS
ESTAT:NRG_TE_GAS(1.0),12/03/24 23:00:00,A,G3000,DE,MIO_M3,NL,2022,120.5,p,
ESTAT:NRG_TE_GAS(1.0),12/03/24 23:00:00,A,G3000,TOTAL,MIO_M3,NL,2022,200,,
ESTAT:NRG_TE_GAS(1.0),12/03/24 23:00:00,A,G3000,NSP,MIO_M3,NL,2022,79.5,,
ESTAT:NRG_TE_GAS(1.0),12/03/24 23:00:00,A,G3000,EL,MIO_M3,NL,2022,:,,C
"""
LABELS = (
    "STRUCTURE,STRUCTURE_ID,STRUCTURE_NAME,freq,Time frequency,siec,Standard international energy product "
    "classification (SIEC),partner,Geopolitical entity (partner),unit,Unit of measure,geo,Geopolitical entity "
    "(reporting),TIME_PERIOD,Time,OBS_VALUE,Observation value,OBS_FLAG,Observation status (Flag)\n"
    "dataflow,ESTAT:NRG_TI_OILM(1.0),Imports of oil,M,Monthly,O4100_TOT,Crude oil,RU,Russia,THS_T,Thousand tonnes,"
    "EL,Greece,2021-05,,410,,e,estimated\n"
)
PACKED = (
    "STRUCTURE,STRUCTURE_ID,freq:Time frequency,siec:SIEC,partner:Geopolitical entity (partner),unit:Unit of "
    "measure,geo:Geopolitical entity (reporting),TIME_PERIOD:Time,OBS_VALUE:Observation value\n"
    "dataflow,ESTAT:NRG_TI_GASM(1.0),M:Monthly,G3000:Natural gas,NO:Norway,TJ_GCV:Terajoule (GCV),"
    "BE:Belgium,2021-05,7\n"
)


def test_sdmx_csv_with_codes(tmp_path: Path) -> None:
    dataset, report = imported(written(tmp_path, "nrg.csv", SDMX))
    assert (report.profile, dropped(report)) == ("eurostat_sdmx_csv", {"no_figure": 1})
    [row] = rows(dataset, exporter="NLD", importer="DEU")
    assert (row["quantity"], str(row["quality"]), str(row["unit"])) == (120.5, "provisional", "mcm")
    assert total(dataset, importer="WLD") == 200
    assert total(dataset, importer="XNS") == 79.5


def test_sdmx_csv_with_labels_beside_the_codes(tmp_path: Path) -> None:
    dataset, _ = imported(written(tmp_path, "labels.csv", LABELS))
    [row] = rows(dataset)
    told = [str(row[name]) for name in ("period", "exporter", "importer", "commodity", "unit", "quality")]
    assert told == ["2021-05", "RUS", "GRC", "O4100_TOT", "kt", "estimate"]


def test_sdmx_csv_with_code_and_label_in_one_cell(tmp_path: Path) -> None:
    dataset, _ = imported(written(tmp_path, "packed.csv", PACKED))
    [row] = rows(dataset)
    told = [str(row[name]) for name in ("period", "exporter", "importer", "commodity", "unit", "note")]
    assert told == ["2021-05", "NOR", "BEL", "G3000", "TJ", "gross calorific value"]


def test_browser_workbook_with_a_sheet_for_each_combination() -> None:
    dataset, report = imported(sample("eurostat_xlsx/eurostat_nrg_ti_gas_custom.xlsx"))
    # Four sheets of 44 places: Russia and Total, natural gas and LNG; three groups on each are set aside.
    assert (report.profile, report.rows_read, dropped(report)) == ("eurostat_xlsx", 176, {"aggregates": 12})
    # Belgium from Russia: 12 997.7 in 2018, 75 176.1 in 2019, 55 470.1 in 2020, nothing before.
    assert total(dataset, exporter="RUS", importer="BEL", commodity="G3000") == pytest.approx(143643.9)
    # Ukraine in all from 2011 to 2020, the row of sheet 2 added by hand.
    ukraine = 1683533 + 1237329 + 1051134 + 731493 + 618333 + 409787 + 523927 + 393516 + 442224.82 + 343593
    assert total(dataset, exporter="WLD", importer="UKR", commodity="G3000") == pytest.approx(ukraine)
    # Georgia has no figure for 2011 and 2012 (:), which are missing and not zero.
    assert len(rows(dataset, importer="GEO", exporter="WLD", commodity="G3000")) == 8
    assert {str(row["note"]) for row in rows(dataset)} == {"gross calorific value"}


def test_browser_workbook_one_sheet_and_flags_in_columns_of_their_own(tmp_path: Path) -> None:
    sheet = [
        ["Data extracted on 01/02/2024 from [ESTAT]"],
        ["Dataset:", "Exports of natural gas by partner country [NRG_TE_GAS__custom_1]"],
        [],
        ["Standard international energy product classification (SIEC)", None, "Natural gas"],
        ["Geopolitical entity (partner)", None, "Germany"],
        ["Unit of measure", None, "Million cubic metres"],
        [],
        ["TIME", "2021", None, 2022, None],
        ["GEO (Labels)", None, None, None, None],
        ["Netherlands", 10.5, "p", ":", None],
        ["Norway", 7, None, 8, "e"],
        [],
        ["Special value"],
        [":", "not available"],
    ]
    other = [*sheet[:4], ["Geopolitical entity (partner)", None, "France"], *sheet[5:]]
    path = workbook(
        tmp_path,
        "browser.xlsx",
        {"Summary": [["x"]], "Structure": [["y"]], "Sheet 1": sheet, "Sheet 2": other},
    )
    both, report = imported(path)
    assert (report.rows_read, len(rows(both))) == (4, 6)
    assert [str(row["quality"]) for row in rows(both, exporter="NLD", importer="DEU")] == ["provisional"]
    one, _ = imported(path, sheet="Sheet 2")
    assert {str(row["importer"]) for row in rows(one)} == {"FRA"}
    assert "direction" in keys(report)
    from dependency_explorer.commands import main

    assert main(["convert", str(path), "--to", str(tmp_path / "out"), "--set", "sheet=Sheet 2"]) == 0
    assert {str(row["importer"]) for row in rows(load(tmp_path / "out"))} == {"FRA"}
