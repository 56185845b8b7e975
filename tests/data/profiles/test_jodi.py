"""JODI oil and gas: one unit of five, missing marks, totals beside parts."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from tests.data.profiles.energy_tables import dropped, imported, keys, rows, sample, total, written

HEAD = "REF_AREA,TIME_PERIOD,ENERGY_PRODUCT,FLOW_BREAKDOWN,UNIT_MEASURE,OBS_VALUE,ASSESSMENT_CODE\n"


def test_oil_is_kept_in_kilotonnes() -> None:
    dataset, report = imported(path := sample("jodi_oil/jodi_oil_2026_IS_IT.slice.csv"))
    with path.open(encoding="utf-8", newline="") as stream:
        source = list(csv.DictReader(stream))
    tonnes = [row for row in source if row["UNIT_MEASURE"] == "KTONS" and row["OBS_VALUE"] not in ("x", "-")]
    assert report.profile == "jodi_oil"
    # 150 rows: 30 conversion factors; x and - in 22 others; of the 98 left 26 are in kilotonnes.
    assert dropped(report) == {"factors": 30, "no_figure": 22, "unit_kept": 72}
    assert len(tonnes) == 26
    trade = {"TOTIMPSB": "imports", "TOTEXPSB": "exports"}
    imports = sum(float(row["OBS_VALUE"]) for row in tonnes if trade.get(row["FLOW_BREAKDOWN"]) == "imports")
    # Italy, by hand: 4475 in January and 4422 in February.
    assert imports == 4475 + 4422 == total(dataset, exporter="WLD", importer="ITA")
    assert total(dataset, exporter="ITA", importer="WLD") == 58 + 93
    assert total(dataset, "balances", place="ITA", item="stock", period="2026-02") == 5142
    assert total(dataset, "balances", item="statistical_difference") == -404 + 54
    assert {str(row["unit"]) for row in rows(dataset)} == {"kt"}


def test_another_unit_can_be_chosen_and_a_rate_becomes_an_amount() -> None:
    path = sample("jodi_oil/jodi_oil_2026_IS_IT.slice.csv")
    barrels, _ = imported(path, unit_kept="KBBL")
    assert total(barrels, exporter="WLD", importer="ITA") == pytest.approx(32980.75 + 32590.14)
    daily, report = imported(path, unit_kept="KBD")
    # 1063.8952 a day over 31 days, 1163.9336 over 28.
    expected = 1063.8952 * 31 + 1163.9336 * 28
    assert total(daily, exporter="WLD", importer="ITA", unit="kbbl") == pytest.approx(expected)
    assert "per_day" in keys(report)


def test_a_total_that_its_parts_make_up_is_set_aside(tmp_path: Path) -> None:
    lines = [("CRUDEOIL", 100), ("NGL", 10), ("OTHERCRUDE", 5), ("TOTCRUDE", 115)]
    text = HEAD + "".join(f"SA,2024-01,{product},TOTEXPSB,KTONS,{amount},1\n" for product, amount in lines)
    dataset, report = imported(written(tmp_path, "primary.csv", text))
    assert dropped(report) == {"levels": 1}
    assert total(dataset, exporter="SAU") == 115
    short, report = imported(
        written(tmp_path, "short.csv", text.replace("NGL,TOTEXPSB,KTONS,10", "NGL,TOTEXPSB,KTONS,-"))
    )
    assert "levels" not in dropped(report)
    assert {str(row["part_of"]) for row in rows(short, "commodities", id="CRUDEOIL")} == {"TOTCRUDE"}


def test_gas_by_ship_and_pipeline_does_not_add_to_the_total(tmp_path: Path) -> None:
    flows = [("IMPLNG", 30), ("IMPPIP", 70), ("TOTIMPSB", 100), ("CLOSTLV", 900)]
    text = HEAD
    for flow, amount in flows:
        text += f"DE,2024-01,NATGAS,{flow},M3,{amount},1\nDE,2024-01,NATGAS,{flow},TJ,{amount * 38.5},1\n"
    text += "KR,2024-01,NATGAS,IMPLNG,M3,50,2\nKR,2024-01,NATGAS,TOTIMPSB,M3,N/A,3\n"
    dataset, report = imported(written(tmp_path, "jodi_gas.csv", text))
    assert (report.profile, dropped(report)) == ("jodi_gas", {"no_figure": 1, "unit_kept": 4})
    assert total(dataset, importer="DEU", commodity="NATGAS", unit="mcm") == 100
    assert total(dataset, "balances", place="DEU", item="imports:lng") == 30
    # Korea gives no total: what comes by ship is then its trade.
    assert total(dataset, importer="KOR") == 50
    assert {"parts_of_trade", "parts_alone", "assessment"} <= keys(report)


OLD = "Country,Product,Flow,Unit,Date,Quantity,Code,Qualifier\n"


def test_old_files_and_their_form_by_month_say_the_same(tmp_path: Path) -> None:
    long = OLD + (
        "SARABIA,CRUDEOIL,PRODREFOUT,TONS,JAN2012,41000,1,\nSARABIA,CRUDEOIL,PRODREFOUT,TONS,FEB2012,40000,1,\n"
        "SARABIA,CRUDEOIL,TOTEXPSB,TONS,JAN2012,30000,1,\nSARABIA,GASDIES,PRODREFOUT,TONS,JAN2012,2500,1,\n"
        "SARABIA,CRUDEOIL,CSNATTER,TONS,FEB2012,-,3,\nSARABIA,CRUDEOIL,PRODREFOUT,CONVBBL,JAN2012,7300,1,\n"
    )
    wide = (
        "COUNTRY,PRODUCT,FLOW,UNIT,JAN2012,FEB2012\nSARABIA,CRUDEOIL,PRODREFOUT,TONS,41000,40000\n"
        "SARABIA,CRUDEOIL,TOTEXPSB,TONS,30000,-\nSARABIA,GASDIES,PRODREFOUT,TONS,2500,-\n"
        "SARABIA,CRUDEOIL,PRODREFOUT,CONVBBL,7300,7300\n"
    )
    for name, text in (("long.csv", long), ("wide.csv", wide)):
        dataset, report = imported(written(tmp_path, name, text))
        assert report.profile == "jodi_oil"
        assert total(dataset, exporter="SAU", importer="WLD", period="2012-01", unit="kt") == 30000
        assert total(dataset, "balances", item="production", place="SAU", unit="kt") == 81000
        # The flow of primary products has the code of the output of refineries.
        assert total(dataset, "balances", item="refinery_output", commodity="GASDIES") == 2500


def test_what_is_told_only_in_barrels_joins_the_tonnes_by_its_factor(tmp_path: Path) -> None:
    text = HEAD + (
        "NO,2024-01,CRUDEOIL,INDPROD,KTONS,7000,1\nNO,2024-01,CRUDEOIL,TOTEXPSB,KTONS,6000,1\n"
        "NO,2024-01,CRUDEOIL,CLOSTLV,KTONS,900,1\nSA,2024-01,CRUDEOIL,INDPROD,KBBL,292000,1\n"
        "SA,2024-01,CRUDEOIL,INDPROD,CONVBBL,7300,1\nSA,2024-01,CRUDEOIL,TOTEXPSB,KBD,7300,1\n"
    )
    dataset, report = imported(written(tmp_path, "told.csv", text))
    assert total(dataset, "balances", place="SAU", item="production", unit="kt") == pytest.approx(40000)
    assert total(dataset, exporter="SAU", unit="kt") == pytest.approx(31000)
    assert "converted" in keys(report)
    assert not dataset.problems
