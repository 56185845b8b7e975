"""Daily gas: points of ENTSOG as cleaned by Bruegel, the platform's export, Bruegel by source, and CREA."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from dependency_explorer.data.intake.importing import import_file
from dependency_explorer.data.problems import DataError
from tests.data.profiles.energy_tables import dropped, imported, keys, rows, sample, total, written


def test_points_of_a_month_add_up() -> None:
    dataset, report = imported(path := sample("entsog_bruegel/entsog_points_2021.slice.csv"))
    with path.open(encoding="utf-8", newline="") as stream:
        source = list(csv.DictReader(stream))
    assert (report.profile, report.rows_read) == ("entsog_bruegel", 5500)
    # 732 empty values; 18 days that an operator reports twice, of which the last report counts.
    assert dropped(report) == {"no_figure": 732, "revised": 18}
    last: dict[tuple[str, ...], tuple[str, float]] = {}
    for row in source:
        if row["values"] and row["country"] == "UK" and row["exportcountry"] == "Norway":
            last[(row["dates"], row["location"])] = (row["dates"][:7], float(row["values"]))
    july = sum(value for month, value in last.values() if month == "2021-07")
    assert total(dataset, period="2021-07", exporter="NOR", importer="GBR", unit="kWh") == pytest.approx(july)
    # The slice begins for Ukraine on 16 February: that month is not whole, and says so.
    [february] = rows(dataset, period="2021-02", exporter="UKR", importer="POL")
    assert str(february["note"]) == "13 of 28 days"


POINTS = ",dates,values,direction,operator,location,label,country,exportcountry,IEAname\n"


def test_entry_and_exit_of_one_point_are_netted(tmp_path: Path) -> None:
    text = POINTS
    for number, (day, way, value) in enumerate(
        [
            ("01", "entry", 100),
            ("01", "exit", 30),
            ("02", "entry", 10),
            ("02", "exit", 50),
            ("03", "entry", 5),
        ]
    ):
        text += f"{number},2022-03-{day},{value}.0,{way},PL-TSO-0001,ITP-1,Border,PL,Germany,Border\n"
    text += "9,2022-03-01,40.0,entry,PL-TSO-0001,LNG-1,Swinoujscie,PL,Liquefied Natural Gas,LNG\n"
    path = written(tmp_path, "points.csv", text)
    net, report = imported(path)
    assert total(net, exporter="DEU", importer="POL") == 70 + 5
    assert total(net, exporter="POL", importer="DEU") == 40
    assert total(net, exporter="XNS", importer="POL") == 40
    assert {"netting", "lng", "months"} <= keys(report)
    gross, _ = imported(path, netting="gross")
    assert total(gross, exporter="DEU", importer="POL") == 115
    assert total(gross, exporter="POL", importer="DEU") == 80


def test_the_export_of_the_platform_names_no_partner(tmp_path: Path) -> None:
    head = "id,indicator,periodType,periodFrom,periodTo,operatorKey,operatorLabel,pointKey,pointLabel,directionKey,"
    head += "unit,value,flowStatus\n"
    line = "1,{what},day,2023-01-{day}T06:00:00+01:00,x,{operator},n,{point},Border,{way},{unit},{value},{status}\n"
    usual = {
        "what": "Physical Flow", "day": "01", "operator": "DE-TSO-0001", "point": "ITP-00096", "way": "entry",
        "unit": "kWh/d", "value": "100", "status": "Confirmed",
    }  # fmt: skip
    changes: list[dict[str, str]] = [
        {}, {"status": "Provisional", "value": "90"}, {"day": "02", "status": "Provisional"},
        {"what": "Nomination"}, {"point": "UGS-00001"}, {"value": ""}, {"day": "03", "way": "exit", "value": "7"},
        {"what": "GCV", "unit": "kWh/Nm3", "value": "11.2"}, {"operator": "EL-TSO-0001", "point": "LNG-00001"},
    ]  # fmt: skip
    text = head + "".join(line.format(**{**usual, **change}) for change in changes)
    dataset, report = imported(written(tmp_path, "operationalData.csv", text))
    assert (report.profile, report.rows_read) == ("entsog_bruegel", 9)
    assert dropped(report) == {"indicator": 2, "no_figure": 1, "inland": 1, "provisional": 1}
    assert total(dataset, exporter="XNS", importer="DEU", period="2023-01") == 200
    assert total(dataset, exporter="DEU", importer="XNS") == 7
    assert total(dataset, exporter="XNS", importer="GRC") == 100
    assert "partner" in keys(report)


def test_bruegel_by_source_and_day(tmp_path: Path) -> None:
    text = (
        "dates,Norway,Russia,Algeria,LNG,Total\n2022-01-30,200,300,90,250,840\n2022-01-31,210,,80,240,530\n"
    )
    text += "2022-02-01,1,2,3,4,10\n"
    dataset, report = imported(written(tmp_path, "daily_country_data.csv", text))
    assert report.profile == "entsog_bruegel"
    assert total(dataset, period="2022-01", exporter="NOR", importer="EU27_2020", unit="mcm") == 410
    assert total(dataset, period="2022-01", exporter="RUS") == 300
    [lng] = rows(dataset, period="2022-02", exporter="XNS")
    assert (lng["quantity"], "LNG" in str(lng["note"])) == (4.0, True)
    assert not rows(dataset, exporter="WLD")
    assert "total" in keys(report)


def test_bruegel_by_source_and_week(tmp_path: Path) -> None:
    text = "week,Russia_2021,Russia_2022,Russia_avg,Norway_2022,EU_2022\n"
    text += "1,2000,1500,1800,2100,6000\n2,2100,,1900,2200,6100\n"
    dataset, report = imported(written(tmp_path, "country_data.csv", text))
    assert total(dataset, exporter="RUS", period="2021") == 4100
    assert total(dataset, exporter="RUS", period="2022") == 1500
    assert total(dataset, period="2022") == 1500 + 4300
    assert {"weeks", "total"} <= keys(report)


def test_crea_gas_by_day() -> None:
    dataset, report = imported(path := sample("crea/crea_europe_gas_imports_daily.csv"))
    with path.open(encoding="utf-8", newline="") as stream:
        source = list(csv.DictReader(stream))
    algeria = sum(
        float(row["value_m3"])
        for row in source
        if row["from"] == "Algeria" and row["date"].startswith("2022-03")
    )
    assert (report.profile, report.rows_read, report.rows_kept) == ("crea", len(source), len(source))
    assert total(dataset, period="2022-03", exporter="DZA", importer="Europe", unit="m3") == pytest.approx(
        algeria
    )
    everything = sum(float(row["value_m3"]) for row in source if row["value_m3"] not in ("", "NA"))
    inward = sum(row["quantity"] for row in rows(dataset) if str(row["importer"]) == "Europe")
    outward = sum(row["quantity"] for row in rows(dataset) if str(row["exporter"]) == "Europe")
    assert inward - outward == pytest.approx(everything)
    assert {"constant_importer", "lng", "turned", "months"} <= keys(report)


def test_crea_shipments_take_the_importer_from_the_file_name() -> None:
    dataset, report = imported(path := sample("crea/crea_shipments_to_nl.csv"))
    with path.open(encoding="utf-8", newline="") as stream:
        source = list(csv.DictReader(stream))
    crude = sum(float(row["Crude oil"]) for row in source if row["commodity_origin_country"] == "Russia")
    assert total(dataset, exporter="RUS", importer="NLD", commodity="crude_oil", unit="t") == pytest.approx(
        crude
    )
    assert report.rows_kept == report.rows_read == 630
    belgium, _ = imported(path, importer="BEL")
    assert {str(row["importer"]) for row in rows(belgium)} == {"BEL"}


def test_crea_payments_need_a_period_and_stay_in_euros() -> None:
    path = sample("crea/crea_import_from_russia_mn_eur.csv")
    with pytest.raises(DataError, match=r"has no period in any column.*--set period=2022"):
        import_file(path)
    dataset, report = imported(path, period="2022")
    with path.open(encoding="utf-8", newline="") as stream:
        source = [row for row in csv.DictReader(stream) if row["country"] != "EU"]
    for fuel in ("coal", "gas", "oil"):
        expected = sum(float(row[fuel]) for row in source if row[fuel] not in ("", "NA"))
        assert total(dataset, "balances", commodity=fuel, item="payment:RUS") == pytest.approx(expected)
    assert dropped(report) == {"aggregates": 1}
    assert not len(dataset.tables["flows"])
    assert {str(row["unit"]) for row in rows(dataset, "balances")} == {"million EUR"}


def test_crea_gas_without_an_importer_is_refused_with_a_sentence(tmp_path: Path) -> None:
    path = written(tmp_path, "table.csv", "date,from,value_m3\n2021-01-01,Algeria,5\n")
    with pytest.raises(DataError, match="--set importer=NLD"):
        import_file(path)
    dataset, _ = imported(path, importer="ITA")
    assert total(dataset, importer="ITA") == 5
