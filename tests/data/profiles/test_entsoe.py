"""ENTSO-E: flows over a border by hour, and the file library in old and new files."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from tests.data.profiles.energy_tables import dropped, imported, keys, rows, sample, total, written


def test_hours_of_a_border_become_months() -> None:
    dataset, report = imported(path := sample("entsoe_crossborder/entsoe_FR_DE_2021.csv"))
    with path.open(encoding="utf-8", newline="") as stream:
        source = list(csv.reader(stream))
    sums: dict[str, list[float]] = {}
    for time, one, other in source[1:]:
        pair = sums.setdefault(time[6:10] + "-" + time[3:5], [0.0, 0.0])
        pair[0] += float(one or 0)
        pair[1] += float(other or 0)
    # The hour lost in spring is listed without figures: 8 760 of 8 761 rows have them.
    assert (report.profile, report.rows_read, dropped(report)) == (
        "entsoe_crossborder",
        8761,
        {"no_figure": 1},
    )
    assert len(sums) == 12
    for month, (east, west) in sums.items():
        assert total(dataset, period=month, exporter="DEU", importer="FRA", unit="MWh") == pytest.approx(east)
        assert total(dataset, period=month, exporter="FRA", importer="DEU") == pytest.approx(west)
    assert {str(row["note"]) for row in rows(dataset)} == {"physical flow"}


def test_quarter_hours_zones_and_a_month_that_is_not_whole(tmp_path: Path) -> None:
    text = '"MTU (CET/CEST)","BZN|FR > BZN|DE-LU [MW]","BZN|DE-LU > BZN|FR [MW]"\n'
    text += (
        '"01/02/2022 00:00 - 01/02/2022 00:15","400","n/e"\n"01/02/2022 00:15 - 01/02/2022 00:30","200","8"\n'
    )
    text += '"01/02/2022 23:45 - 02/02/2022 00:00","40","-"\n'
    dataset, report = imported(written(tmp_path, "border.csv", text))
    [east] = rows(dataset, exporter="FRA", importer="DEU")
    assert (east["quantity"], str(east["period"])) == ((400 + 200 + 40) / 4, "2022-02")
    assert str(east["note"]) == "physical flow; 0.75 of 672 hours"
    assert total(dataset, exporter="DEU", importer="FRA") == 2
    assert {"zones", "physical", "months"} <= keys(report)


def test_the_long_layout_of_the_platform(tmp_path: Path) -> None:
    text = "MTU,Out Area,In Area,Physical Flow (MW)\n"
    text += "01/10/2025 00:00:00 - 01/10/2025 01:00:00,BZN|FR,BZN|GB(IFA2),900\n"
    text += "01/10/2025 00:00:00 - 01/10/2025 01:00:00,BZN|GB(IFA2),BZN|FR,n/e\n"
    text += "26/10/2025 02:00:00 (CEST) - 26/10/2025 02:15:00 (CEST),BZN|FR,BZN|GB(IFA2),400\n"
    path = written(tmp_path, "GUI_CROSS_BORDER.csv", text)
    dataset, report = imported(path)
    assert (report.profile, dropped(report)) == ("entsoe_crossborder", {"no_figure": 1})
    [row] = rows(dataset, exporter="FRA", importer="GBR", period="2025-10")
    assert (row["quantity"], str(row["note"])) == (1000.0, "physical flow; 1.25 of 744 hours")
    turned, _ = imported(path, exporter_side="in")
    assert total(turned, exporter="GBR", importer="FRA") == 1000


def test_capacities_count_each_country_once() -> None:
    name = "entsoe_fms/2020_1_InstalledGenerationCapacityAggregated.csv"
    dataset, report = imported(path := sample(name))
    source = list(csv.DictReader(path.read_bytes().decode("utf-16").splitlines(), delimiter="\t"))
    hungary = [row for row in source if row["MapCode"] == "HU" and row["AreaTypeCode"] == "CTY"]
    expected = sum(float(row["AggregatedInstalledCapacity"]) for row in hungary)
    assert total(dataset, "balances", place="HUN", unit="MW") == pytest.approx(expected)
    # Norway: the country's row is there for reservoirs alone, and its five zones add up to it.
    zones = [row for row in source if row["MapCode"].startswith("NO") and row["AreaTypeCode"] == "BZN"]
    reservoirs = [row for row in zones if row["ProductionType"] == "Hydro Water Reservoir"]
    amount = sum(float(row["AggregatedInstalledCapacity"]) for row in reservoirs)
    kept = total(dataset, "balances", place="NOR", commodity="electricity_hydro_water_reservoir")
    assert kept == pytest.approx(28012.70)
    assert amount == pytest.approx(kept)
    # Northern Ireland is no country of the platform and not Nicaragua.
    assert total(dataset, "balances", place="GB-NIR", commodity="electricity_fossil_gas") == 1549
    assert (report.rows_read, dropped(report)) == (56, {"area_types": 28})


OLD = "Year\tMonth\tDay\tDateTime\tResolutionCode\tOutAreaCode\tOutAreaTypeCode\tOutAreaName\tOutMapCode\t"
OLD += "InAreaCode\tInAreaTypeCode\tInAreaName\tInMapCode\tFlowValue\tUpdateTime\n"
NEW = "DateTime(UTC)\tResolutionCode\tOutAreaCode\tOutAreaDisplayName\tOutAreaTypeCode\tOutAreaMapCode\tInAreaCode\t"
NEW += "InAreaDisplayName\tInAreaTypeCode\tInAreaMapCode\tFlow[MW]\tUpdateTime(UTC)\n"


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8"])
def test_physical_flows_of_old_files(tmp_path: Path, encoding: str) -> None:
    line = "2019\t1\t1\t2019-01-01 {hour}:00:00.000\tPT60M\tx\t{kind}\tn\t{out}\ty\t{kind}\tm\t{into}\t{flow}\tu\n"
    text = OLD
    for hour, flow in (("00", "100.5"), ("01", "50")):
        for kind in ("CTY", "CTA", "BZN"):
            text += line.format(hour=hour, kind=kind, out="FR", into="BE", flow=flow)
    text += line.format(hour="00", kind="BZN", out="NO1", into="SE3", flow="10")
    text += line.format(hour="00", kind="BZN", out="NO4", into="SE1", flow="7")
    text += line.format(hour="00", kind="BZN", out="NO1", into="NO2", flow="99")
    text += line.format(hour="02", kind="CTY", out="FR", into="BE", flow="")
    dataset, report = imported(written(tmp_path, "2019_1_PhysicalFlows.csv", text, encoding))
    assert total(dataset, exporter="FRA", importer="BEL", period="2019-01", unit="MWh") == 150.5
    assert total(dataset, exporter="NOR", importer="SWE") == 17
    assert dropped(report) == {"no_figure": 1, "same_place": 1, "area_types": 4}
    assert report.profile == "entsoe_fms"


def test_physical_flows_and_generation_of_new_files(tmp_path: Path) -> None:
    line = "2025-10-01 0{h}:{m}:00\tPT15M\tx\tFrance (FR)\tBZN/CTA/CTY\tFR\ty\tDE-LU\tBZN\tDE_LU\t{flow}\tu\n"
    text = NEW + line.format(h=0, m="00", flow="400") + line.format(h=0, m="15", flow="200")
    dataset, _ = imported(written(tmp_path, "2025_10_PhysicalFlows_12.1.G_r3.csv", text))
    assert total(dataset, exporter="FRA", importer="DEU", period="2025-10") == 150
    assert [str(row["note"]) for row in rows(dataset)] == ["physical flow; 0.5 of 744 hours"]
    head = "DateTime(UTC)\tResolutionCode\tAreaCode\tAreaDisplayName\tAreaTypeCode\tAreaMapCode\tProductionType\t"
    head += "ActualGenerationOutput[MW]\tActualConsumption[MW]\tUpdateTime(UTC)\n"
    line = "2026-02-01 00:{m}:00\tPT15M\tx\tAustria (AT)\tBZN/CTA/CTY\tAT\tBiomass\t{value}\t0\tu\n"
    text = head + line.format(m="00", value="248") + line.format(m="15", value="252")
    dataset, _ = imported(written(tmp_path, "2026_02_AggregatedGenerationPerType.csv", text))
    assert total(dataset, "balances", place="AUT", commodity="electricity_biomass", item="generation") == 125
    [row] = rows(dataset, "balances")
    assert str(row["note"]) == "0.5 of 672 hours"


def test_hours_of_a_month_count_once_however_many_zones_a_country_has(tmp_path: Path) -> None:
    hours = [f"{day:02d}.02.2021 {hour:02d}:00" for day in range(1, 15) for hour in range(24)]
    text = "Time (CET/CEST),Area,Actual Total Load (MW)\n"
    text += "".join(f"{hour},{zone},10\n" for zone in ("BZN|NO1", "BZN|NO2") for hour in hours)
    dataset, report = imported(written(tmp_path, "load.csv", text))
    [row] = rows(dataset, "balances", place="NOR")
    assert report.profile == "entsoe_area"
    assert (row["value"], str(row["note"])) == (2 * 10 * 14 * 24, "336 of 672 hours")
