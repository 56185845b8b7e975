"""Published figures of the bundled minerals data come out of the views."""

from __future__ import annotations

import pytest

from dependency_explorer.analysis.indicators import Indicator, indicators
from dependency_explorer.analysis.ownership import attributable
from dependency_explorer.data.dataset import Dataset
from dependency_explorer.data.read import load

approx = pytest.approx


@pytest.fixture(scope="module")
def minerals() -> Dataset:
    return load("critical-minerals")


def of(dataset: Dataset, place: str, commodity: str, period: str) -> dict[str, Indicator]:
    return {one.indicator: one for one in indicators(dataset, place, commodity, period)}


@pytest.mark.parametrize(
    ("place", "commodity", "period", "supplier", "share"),
    [
        ("CHN", "nickel_ore", "2013", "IDN", 41.0515 / 71.2398),  # unct_nickel
        ("CHN", "nickel_ore", "2019", "PHL", 29.9502 / 56.1346),
        ("CHN", "nickel_ore", "2024", "PHL", 34.3083 / 37.9119),
        ("USA", "uranium_deliveries", "2024", "CAN", 0.36),  # em_eia_2025
        ("EU27", "uranium_deliveries", "2022", "KAZ", 0.2682),  # nucnet_esa_2022
        ("CHN", "cobalt_intermediates_co", "2024", "COD", 0.987),  # metalnomist_2025
    ],
)
def test_suppliers(
    minerals: Dataset, place: str, commodity: str, period: str, supplier: str, share: float
) -> None:
    found = of(minerals, place, commodity, period)
    assert found["top_supplier"].value == supplier
    assert found["top_share"].value == approx(share, abs=0.001)


def test_graphite_is_the_sum_of_its_kinds(minerals: Dataset) -> None:
    # unct_china_grp against unct_china, tonnes of 2022
    exports = [
        of(minerals, "CHN", name, "2022")["exports"].value
        for name in ("graphite_group", "graphite_natural", "graphite_artificial")
    ]
    assert exports[0] == approx(580_607.4, abs=0.1)
    assert sum(exports[1:]) == approx(exports[0], rel=1e-5)
    assert of(minerals, "CHN", "graphite_natural", "2022")["top_buyer"].value == "KOR"


def test_output(minerals: Dataset) -> None:
    # usgs_mcs2026 and wna_2025
    assert of(minerals, "COD", "cobalt", "2024")["production"].value == 226_000
    assert of(minerals, "KAZ", "uranium", "2024")["production"].value == 23_270
    balances = minerals.tables["balances"]
    made = balances[balances["item"].isin(["production", "refined_production"])]
    before = made[made["period"].astype(str) < "2023"]
    assert set(before["commodity"].astype(str)) == {"uranium"}


def test_the_estimate_of_a_year_is_marked(minerals: Dataset) -> None:
    flows = minerals.tables["flows"]
    rows = flows[(flows["commodity"] == "cobalt_intermediates_co") & (flows["period"] == "2024")]
    assert set(rows["quality"].astype(str)) == {"estimate"}
    # metalnomist_2025: 172,580 t in eleven months
    assert rows[rows["exporter"] == "WLD"]["quantity"].item() == approx(172_580 * 12 / 11, abs=0.5)


def test_net_imports_of_the_usa(minerals: Dataset) -> None:
    # usgs_mcs2026: apparent use of 7,960 t of cobalt, net import reliance of 74 %; graphite 65,200 t, 100 %
    assert of(minerals, "USA", "cobalt", "2024")["imports"].value == approx(7_960 * 0.74, abs=0.5)
    assert of(minerals, "USA", "graphite", "2024")["imports"].value == approx(65_200)


def test_chinese_exports_say_whose_report_they_are(minerals: Dataset) -> None:
    flows = minerals.tables["flows"]
    chinese = flows[flows["source_id"].isin(["unct_china", "unct_china_grp"])]
    assert set(chinese["reported_by"].astype(str)) == {"exporter"}
    assert set(chinese["exporter"].astype(str)) == {"CHN"}
    for commodity in set(chinese["commodity"].astype(str)):
        assert minerals.commodity_name(commodity).endswith("from China")


def test_utilities_have_their_stock_beside_their_deliveries(minerals: Dataset) -> None:
    # biz_esa_2022: 35,710 tU held, 12,500 tU used a year on average
    cover = of(minerals, "EU27", "uranium_deliveries", "2022")["days_of_cover"].value
    assert cover == approx(35_710 / (12_500 / 365), rel=1e-6)


def test_tenke_changes_hands(minerals: Dataset) -> None:
    # perceptio_tfm, wikimili_tfm: 56 % Freeport and 24 % Lundin until 2016, 80 % Chinese since 2017
    countries = {}
    for day in ("2015", "2018", "2020"):
        held: dict[str, float] = {}
        for row in attributable(minerals, day, "control").rows:
            if row.asset == "tenke_fungurume":
                held[row.holder_country] = held.get(row.holder_country, 0.0) + row.share_pct
        countries[day] = held
    assert countries["2015"].get("CHN", 0.0) == 0.0
    assert countries["2018"]["CHN"] == approx(80, abs=0.5)
    assert countries["2020"]["CHN"] == approx(80, abs=0.5)
    assert countries["2018"]["COD"] == approx(20, abs=0.5)
