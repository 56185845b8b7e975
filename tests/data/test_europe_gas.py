"""Published figures of the bundled European gas data come out of the views, derived ones from theirs."""

from __future__ import annotations

import pandas as pd
import pytest

from dependency_explorer.analysis.indicators import Indicator, indicators
from dependency_explorer.analysis.ownership import attributable
from dependency_explorer.data.dataset import Dataset
from dependency_explorer.data.read import load

approx = pytest.approx


@pytest.fixture(scope="module")
def gas() -> Dataset:
    return load("europe-gas")


def of(dataset: Dataset, place: str, commodity: str, period: str) -> dict[str, Indicator]:
    return {one.indicator: one for one in indicators(dataset, place, commodity, period)}


def figures(dataset: Dataset, place: str, item: str, commodity: str = "natural_gas") -> pd.Series[float]:
    table = dataset.tables["balances"]
    rows = table[(table["place"] == place) & (table["item"] == item) & (table["commodity"] == commodity)]
    rows = rows[~rows["quality"].isin(["alt", "disputed"])]
    return rows.set_index(rows["period"].astype(object))["value"]


# eurostat_ti_2024: Russia's share of the EU's imports of natural gas by named origin
SHARES = {"2015": 0.449, "2016": 0.507, "2017": 0.521, "2018": 0.511, "2019": 0.510, "2020": 0.487,
          "2021": 0.475, "2022": 0.273}  # fmt: skip


@pytest.mark.parametrize(("year", "share"), SHARES.items())
def test_russian_share_of_the_union(gas: Dataset, year: str, share: float) -> None:
    found = of(gas, "EU27", "natural_gas", year)
    assert found["top_supplier"].value == "RUS"
    assert found["top_share"].value == approx(share, abs=0.0006)
    # The balances carry the same share as a figure of its own.
    assert figures(gas, "EU27", "import_share:RUS")[year] / 100 == approx(share, abs=0.0006)


@pytest.mark.parametrize(
    ("place", "year", "share"),
    [
        ("LVA", "2020", 1.00),  # eurostat_ti_2024, headline facts of the series
        ("CZE", "2020", 1.00),
        ("SRB", "2020", 1.00),
        ("SVK", "2020", 0.85),
        ("BGR", "2020", 0.75),
        ("FIN", "2020", 0.67),
        ("POL", "2020", 0.55),
        ("BGR", "2022", 0.41),
        ("FIN", "2022", 0.49),
        ("SRB", "2022", 1.00),
    ],
)
def test_russian_share_of_countries(gas: Dataset, place: str, year: str, share: float) -> None:
    found = of(gas, place, "natural_gas", year)
    assert found["top_supplier"].value == "RUS"
    assert found["top_share"].value == approx(share, abs=0.006)


@pytest.mark.parametrize(
    ("place", "year"), [("DEU", "2020"), ("NLD", "2018"), ("ITA", "2019"), ("ESP", "2020")]
)
def test_dependency_is_near_eurostats(gas: Dataset, place: str, year: str) -> None:
    """eurostat_cb_2022; ours counts the stock change, theirs the statistical difference too."""
    published = figures(gas, place, "import_dependence")[year] / 100
    assert of(gas, place, "natural_gas", year)["import_dependency"].value == approx(published, abs=0.01)


def test_supply_by_source_and_route(gas: Dataset) -> None:
    # bruegel_daily, sums of daily values in mcm
    found = of(gas, "EU27", "gas_volume", "2021")
    assert found["imports"].value == approx(363_950.6, abs=1)
    assert found["top_share"].value == approx(150_848.1 / 363_950.6, abs=1e-5)
    flows = gas.tables["flows"]
    for year, total in {"2019": 191_059.3, "2021": 150_848.1, "2022": 67_878.9, "2023": 27_349.9}.items():
        rows = flows[
            (flows["commodity"] == "gas_volume") & (flows["exporter"] == "RUS") & (flows["period"] == year)
        ]
        assert rows["quantity"].sum() == approx(total, abs=0.06)
        assert (rows["quantity"] > 0).all()
        assert rows["route"].astype(str).is_unique
    routes = flows[(flows["commodity"] == "gas_russian_pipeline") & (flows["period"] == "2022-05")]
    assert routes.set_index(routes["route"].astype(object))["quantity"]["nord_stream_1"] == 5263.6


def test_months_of_a_route_add_up_to_its_year(gas: Dataset) -> None:
    flows = gas.tables["flows"]
    own = flows[(flows["commodity"] == "gas_russian_pipeline") & (flows["quality"] == "derived")]
    period = own["period"].astype(str)
    for year in ("2019", "2020", "2021", "2022", "2023"):
        for route, whole in own[period == year].groupby("route", observed=True):
            months = own[period.str.startswith(f"{year}-") & (own["route"] == route)]
            assert months["quantity"].sum() == approx(whole["quantity"].sum(), rel=2e-5)


def test_a_partner_of_the_union_counts_its_members_once(gas: Dataset) -> None:
    flows = gas.tables["flows"]
    kept = flows[
        (flows["exporter"] == "RUS")
        & (flows["commodity"] == "natural_gas")
        & (flows["period"] == "2021")
        & ~flows["quality"].isin(["alt", "disputed"])
    ]
    union = kept[kept["importer"] == "EU27"]["quantity"].sum()
    members = kept[kept["importer"] != "EU27"]["quantity"].sum()
    found = of(gas, "RUS", "natural_gas", "2021")
    assert found["exports"].value == approx(members)
    assert members + union > 1.8 * members
    assert found["top_buyer"].value == "DEU"


def test_the_unions_own_total_is_set_aside(gas: Dataset) -> None:
    flows = gas.tables["flows"]
    total = flows[
        (flows["exporter"] == "WLD") & (flows["importer"] == "EU27") & flows["period"].isin(["2019"])
    ]
    eurostat = total[total["commodity"].isin(["natural_gas", "lng"])]
    assert set(eurostat["quality"].astype(str)) == {"alt"}


def test_sectors_and_losses_add_up_to_use(gas: Dataset) -> None:
    table = gas.tables["balances"]
    year = table[(table["unit"] == "TJ_GCV") & (table["period"] == "2020")]
    for place in ("DEU", "ITA", "BGR", "EU27", "ESP", "NLD"):
        own = year[year["place"] == place]
        items = own["item"].astype(str)
        parts = own[items.str.startswith("sector_use:") | (items == "losses")]["value"].sum()
        assert parts == approx(own[items == "consumption"]["value"].item(), rel=0.007)


def test_stock_change_has_the_sign_of_a_build(gas: Dataset) -> None:
    # 2020: stores of the EU were drawn, by 578,984 TJ (eurostat_cb_2022 prints it as positive)
    assert figures(gas, "EU27", "stock_change")["2020"] == approx(-578_984, abs=1)


def test_stocks_in_both_units_cover_the_same_days(gas: Dataset) -> None:
    # eurostat_cbm: 18,426 mcm in Germany at the end of 2020, 89,290 mcm used in the year
    energy = of(gas, "DEU", "natural_gas", "2020")["days_of_cover"].value
    by_volume = of(gas, "DEU", "gas_volume", "2020")["days_of_cover"].value
    assert energy == approx(18_426 / (89_290 / 366), rel=1e-3)
    assert by_volume == approx(energy, rel=1e-3)


def test_energy_is_net_of_gross(gas: Dataset) -> None:
    assert gas.energy_per_unit("natural_gas") == gas.energy_per_unit("lng") == 900.0
    assert gas.energy_per_unit("gas_volume") != gas.energy_per_unit("gas_volume")
    assert (gas.parent("lng"), gas.parent("gas_russian_pipeline")) == ("natural_gas", "gas_volume")


def test_owners_change_with_the_day(gas: Dataset) -> None:
    # cew_2022, malta_2022: Gazprom Germania passed to the German state on 14 November 2022
    for day, holder in (("2021-12-31", "Gazprom Export"), ("2022-12-31", "German state")):
        rows = [row for row in attributable(gas, day).rows if row.asset == "gazprom_germania"]
        assert [(row.holder, row.share_pct) for row in rows] == [(holder, 100.0)]
