"""Our World in Data (chart and energy data) and Ember (yearly and monthly)."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from tests.data.profiles.energy_tables import dropped, imported, keys, rows, sample, total, written


def test_chart_of_electricity_by_source() -> None:
    dataset, report = imported(path := sample("owid_grapher/electricity-prod-source-stacked.csv"))
    with path.open(encoding="utf-8", newline="") as stream:
        source = list(csv.DictReader(stream))
    column = "Electricity from coal (TWh)"
    codes = [row for row in source if len(row["Code"]) == 3 and row["Year"] == "2020" and row[column]]
    expected = sum(float(row[column]) for row in codes)
    assert (report.profile, report.rows_read) == ("owid_grapher", len(source))
    kept = [
        row["value"]
        for row in rows(dataset, "balances", commodity="electricity_coal", period="2020", item="generation")
        if len(str(row["place"])) == 3 and str(row["place"]) not in ("WLD", "XKX")
    ]
    assert sum(kept) == pytest.approx(expected)
    world = next(row for row in source if row["Entity"] == "World" and row["Year"] == "2020")
    assert total(
        dataset, "balances", place="WLD", period="2020", commodity="electricity_coal"
    ) == pytest.approx(float(world[column]))
    # Rows without a code are groups, but for those of places that have none.
    assert set(dropped(report)) == {"aggregates"}


ENERGY = (
    "country,year,iso_code,population,gdp,coal_production,coal_electricity,coal_share_elec,electricity_generation,"
    "electricity_demand,net_elec_imports,coal_cons_change_pct,primary_energy_consumption\n"
    "Poland,2020,POL,38000000,1.1e12,500.5,110,70,158,171,13.2,-5,1100\n"
    "Poland,2021,POL,,,,131,,180,182,-0.9,,\n"
    "Europe,2020,,740000000,,,600,,,,,,\n"
    "World,2020,,7800000000,,,9000,,,,,,\n"
)


def test_energy_data_leaves_out_what_follows_from_the_rest(tmp_path: Path) -> None:
    dataset, report = imported(written(tmp_path, "owid-energy-data.csv", ENERGY))
    assert (report.profile, dropped(report)) == ("owid_grapher", {"aggregates": 1})
    assert (
        total(dataset, "balances", place="POL", period="2020", commodity="coal", item="production") == 500.5
    )
    assert total(dataset, "balances", place="POL", commodity="electricity_coal") == 110 + 131
    assert total(
        dataset, "balances", place="POL", commodity="electricity", item="net_imports"
    ) == pytest.approx(12.3)
    assert total(dataset, "balances", place="WLD", commodity="electricity_coal") == 9000
    assert "derived" in keys(report)
    assert not rows(dataset, "balances", item="coal_share_elec")
    more, _ = imported(written(tmp_path, "owid-energy-data2.csv", ENERGY), derived="keep")
    assert [(row["value"], str(row["unit"])) for row in rows(more, "balances", item="coal_share_elec")] == [
        (70.0, "%")
    ]


HEAD = (
    "Area,{code},{time},Area type,Continent,Ember region,EU,OECD,G20,G7,ASEAN,Category,Subcategory,Variable,Unit,"
    "Value,YoY absolute change,YoY % change\n"
)


def _line(area: str, code: str, time: str, kind: str, *rest: str) -> str:
    return ",".join((area, code, time, kind, "", "", "0", "0", "0", "0", "0", *rest, "", "")) + "\n"


def _year(head: str, time: str) -> str:
    made = "Electricity generation"
    fuel = (made, "Fuel")
    trade = "Electricity imports"
    return head + "".join(
        (
            _line("Namibia", "NAM", time, "Country", *fuel, "Hydro", "TWh", "1.2"),
            _line("Namibia", "NAM", time, "Country", *fuel, "Hydro", "%", "80"),
            _line("Namibia", "NAM", time, "Country", made, "Aggregate fuel", "Clean", "TWh", "1.5"),
            _line("Namibia", "NAM", time, "Country", made, "Total", "Total Generation", "TWh", "1.5"),
            _line("Namibia", "NAM", time, "Country", trade, trade, "Net Imports", "TWh", "-0.4"),
            _line("Namibia", "NAM", time, "Country", "Electricity demand", "Demand", "Demand", "TWh", "1.1"),
            _line("Namibia", "NAM", time, "Country", "Capacity", "Fuel", "Solar", "GW", "0.2"),
            _line("Namibia", "NAM", time, "Country", "Capacity", "Fuel", "Wind", "GW", ""),
            _line("Africa", "", time, "Region", *fuel, "Hydro", "TWh", "150"),
            _line("World", "", time, "Region", *fuel, "Hydro", "TWh", "4200"),
        )
    )  # fmt: skip


@pytest.mark.parametrize(
    ("code", "time", "given", "period"),
    [("Country code", "Year", "2022", "2022"), ("ISO 3 code", "Date", "2022-03-01", "2022-03")],
)
def test_ember_yearly_and_monthly(tmp_path: Path, code: str, time: str, given: str, period: str) -> None:
    text = _year(HEAD.format(code=code, time=time), given)
    dataset, report = imported(written(tmp_path, "ember.csv", text))
    assert report.profile == "ember_long"
    assert dropped(report) == {"shares": 1, "sums_of_fuels": 1, "no_figure": 1, "aggregates": 1}
    assert (
        total(
            dataset, "balances", place="NAM", period=period, commodity="electricity_hydro", item="generation"
        )
        == 1.2
    )
    assert total(dataset, "balances", place="NAM", commodity="electricity", item="generation") == 1.5
    assert total(dataset, "balances", place="NAM", commodity="electricity", item="net_imports") == -0.4
    assert total(dataset, "balances", place="NAM", commodity="electricity", item="consumption") == 1.1
    assert (
        total(dataset, "balances", commodity="electricity_solar", item="installed_capacity", unit="GW") == 0.2
    )
    assert total(dataset, "balances", place="WLD") == 4200
