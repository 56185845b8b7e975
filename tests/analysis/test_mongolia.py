"""Published figures of the bundled Mongolia data come out of the views."""

from __future__ import annotations

import pytest

from dependency_explorer.analysis.indicators import Indicator, indicators
from dependency_explorer.analysis.links import links
from dependency_explorer.analysis.opening import opening_question
from dependency_explorer.analysis.ownership import attributable
from dependency_explorer.data.dataset import Dataset
from dependency_explorer.data.read import load


@pytest.fixture(scope="module")
def mongolia() -> Dataset:
    return load("mongolia")


def of(dataset: Dataset, commodity: str, period: str) -> dict[str, Indicator]:
    return {one.indicator: one for one in indicators(dataset, "MNG", commodity, period)}


def test_electricity_2024(mongolia: Dataset) -> None:
    # National Statistics Office: 2 753 GWh imported, 12 exported, 8 692.8 generated.
    found = of(mongolia, "electricity", "2024")
    assert found["import_dependency"].value == pytest.approx(0.24, abs=0.005)
    assert found["import_dependency"].value == pytest.approx((2753 - 12) / (8692.8 + 2753 - 12))
    assert found["top_supplier"].value is None


def test_china_buys_nearly_everything(mongolia: Dataset) -> None:
    found = of(mongolia, "all_goods", "2024")
    assert found["top_buyer"].value == "CHN"
    assert found["top_buyer_share"].value == pytest.approx(0.914, abs=0.002)
    assert "only values" in found["exports"].note


def test_russia_sells_nearly_all_fuel(mongolia: Dataset) -> None:
    found = of(mongolia, "oil_products", "2025")
    assert found["top_supplier"].value == "RUS"
    assert found["top_share"].value == pytest.approx(0.95, abs=0.01)
    assert found["import_dependency"].value == 1.0
    assert found["days_of_cover"].value == 30


def test_partners_above_the_total_keep_their_shares(mongolia: Dataset) -> None:
    # Russian figure of 393.9 GWh for 2012 above the office's 366.02 of all partners.
    found = of(mongolia, "electricity", "2012")
    assert found["imports"].value == pytest.approx(366.02)
    assert found["top_share"].value == pytest.approx(1.0)
    assert "exceed the published total" in found["hhi"].note


def test_oyu_tolgoi(mongolia: Dataset) -> None:
    # Rio Tinto: 51 % of Turquoise Hill's 66 % until December 2022, then all of it.
    for date, equity in (("2021", 33.66), ("2022-11-30", 33.66), ("2022-12-31", 66.0), ("2024", 66.0)):
        rows = [row for row in attributable(mongolia, date).rows if row.asset == "oyu_tolgoi"]
        assert next(row.share_pct for row in rows if row.holder == "Rio Tinto") == pytest.approx(equity)
        assert sum(row.share_pct for row in rows) == pytest.approx(100)
        control = [row for row in attributable(mongolia, date, "control").rows if row.asset == "oyu_tolgoi"]
        assert next(row.share_pct for row in control if row.holder == "Rio Tinto") == pytest.approx(66)


def test_every_commodity_and_year_answers(mongolia: Dataset) -> None:
    for commodity in links(mongolia).commodities:
        for period in ("2012", "2016:2025", "2024-06"):
            for one in indicators(mongolia, "MNG", commodity, period):
                assert one.value is not None or one.note


def test_opening(mongolia: Dataset) -> None:
    question, rule = opening_question(mongolia)
    assert question.place == "MNG"
    assert question.commodities == ("oil_products",)
    assert question.first == question.last == "2025"
    assert rule.endswith(".")


def test_coal_has_buyers_exactly_where_the_data_name_them(mongolia: Dataset) -> None:
    # README: by partner 2011, 2013, 2016, 2017, 2019 and 2022; single months of 2020, 2021 and 2025 do not
    # tell who bought the coal of the year.
    buyers = {
        str(year): of(mongolia, "coal", str(year))["top_buyer_share"].value for year in range(2005, 2027)
    }
    named = {year: round(float(share), 3) for year, share in buyers.items() if share is not None}
    assert named == {
        "2011": 1.0, "2013": 0.945, "2016": 1.0, "2017": 1.0, "2019": 0.982, "2022": 0.94,
    }  # fmt: skip
    found = of(mongolia, "coal", "2020")["top_buyer"]
    assert found.value is None
    assert "1 of the 12 months" in found.note
