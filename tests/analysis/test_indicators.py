"""Indicators of a place: the arithmetic, the words, and the silence where the data cannot say."""

from __future__ import annotations

import pytest

from dependency_explorer.analysis.balance import balance, latest_balance, production, year_balance
from dependency_explorer.analysis.indicators import Indicator, indicators
from dependency_explorer.data.dataset import Dataset
from dependency_explorer.data.problems import DataError
from tests.analysis.worlds import Record, bought, sold, world

NAMES = {
    "imports", "exports", "production", "consumption", "gross_available", "import_dependency", "top_supplier",
    "top_share", "hhi", "normalised_hhi", "effective_suppliers", "shannon", "top_3_share", "days_of_cover",
    "top_buyer", "top_buyer_share", "export_hhi", "normalised_export_hhi", "effective_buyers",
}  # fmt: skip


def of(dataset: Dataset, commodity: str = "oil", period: str = "2023") -> dict[str, Indicator]:
    found = indicators(dataset, "MNG", commodity, period)
    assert len({one.indicator for one in found}) == len(found)
    return {one.indicator: one for one in found}


def item(name: str, value: float, period: str = "2023", **more: object) -> Record:
    return {"item": name, "value": value, "period": period, **more}


def test_every_indicator_is_there_and_says_why_it_is_null() -> None:
    found = of(world([bought("RUS", 1, "2020")]))
    assert set(found) == NAMES
    for one in found.values():
        assert one.value is None
        assert one.note


def test_import_dependency_needs_production_and_all_of_trade() -> None:
    trade = [bought("RUS", 30), {"exporter": "MNG", "importer": "CHN", "quantity": 10}]
    found = of(world(trade, balances=[item("production", 80)]))
    assert found["gross_available"].value == 100
    assert found["import_dependency"].value == pytest.approx(0.2)
    assert ("balances", 2) in found["import_dependency"].rows
    assert of(world(trade))["import_dependency"].value is None
    generation = of(world(trade, balances=[item("generation", 80)]))
    assert generation["import_dependency"].value == pytest.approx(0.2)
    assert "generation" in generation["production"].note
    missing = [bought("RUS", 30), {"exporter": "MNG", "importer": "CHN", "quantity": 10, "period": "2020"}]
    assert of(world(missing, balances=[item("production", 80)]))["import_dependency"].value is None


def test_nothing_is_clamped() -> None:
    trade = [sold("CHN", 90), bought("RUS", 5, commodity="coal")]
    exporter = of(world(trade, balances=[item("production", 100, commodity="coal")]), "coal")
    assert exporter["import_dependency"].value == pytest.approx(-85 / 15)
    builder = of(world([bought("RUS", 106)], balances=[item("production", 0), item("stock_change", 6)]))
    assert builder["import_dependency"].value == pytest.approx(1.06)


def test_exports_beyond_production_say_that_production_is_incomplete() -> None:
    found = of(world([sold("CHN", 90)], balances=[item("production", 50, commodity="coal")]), "coal")
    assert found["gross_available"].value == -40
    assert found["import_dependency"].value is None
    assert "incomplete" in found["import_dependency"].note
    even = of(world([sold("CHN", 50)], balances=[item("production", 50, commodity="coal")]), "coal")
    assert even["import_dependency"].value is None
    assert "incomplete" in even["import_dependency"].note


def test_production_and_trade_of_different_months_are_not_set_against_each_other() -> None:
    months = [bought("RUS", 10, f"2023-{m:02}") for m in (1, 2)]
    assert of(world(months, balances=[item("production", 100)]))["import_dependency"].value is None
    assert of(world(months, balances=[item("production", 0)]))["import_dependency"].value == 1.0
    same = [item("production", 10, f"2023-{m:02}") for m in (1, 2)]
    assert of(world(months, balances=same))["import_dependency"].value == pytest.approx(0.5)


def test_a_range_is_of_sums_over_the_years_with_data() -> None:
    trade = [bought("RUS", 30, "2021"), bought("CHN", 10, "2021"), bought("RUS", 60, "2023")]
    made = [item("production", 70, "2021"), item("production", 30, "2023")]
    found = of(world(trade, balances=made), period="2021:2023")
    assert found["imports"].value == 50
    assert "Mean of 2 of 3 years (2021, 2023)." in found["imports"].note
    assert found["import_dependency"].value == pytest.approx(100 / 200)
    assert found["top_share"].value == pytest.approx(0.9)
    assert found["top_supplier"].value == "RUS"


def test_days_of_cover_says_which_stock_and_which_demand() -> None:
    flows = [bought("RUS", 365)]
    stock = item("stock", 20, "2022-11")
    by_imports = of(world(flows, balances=[stock]))["days_of_cover"]
    assert by_imports.value == pytest.approx(20)
    assert "2022-11" in by_imports.note
    assert "imports of 2023" in by_imports.note
    by_use = of(world(flows, balances=[stock, item("consumption", 730)]))["days_of_cover"]
    assert by_use.value == pytest.approx(10)
    published = [item("stock_days", 33, "2023-06", unit="days")]
    assert of(world(flows, balances=published))["days_of_cover"].value == 33
    assert of(world(flows, balances=[item("stock", 20, "2023-06"), *published]))["days_of_cover"].value == 20
    later = of(world(flows, balances=[item("stock", 20, "2024-01")]))["days_of_cover"]
    assert later.value is None
    depot = of(world(flows, balances=[item("stock", 20, "2023-06", place="MN-1")]))["days_of_cover"]
    assert depot.value is None


def test_a_doubtful_largest_supplier_is_called_so() -> None:
    found = of(world([bought("RUS", 30), bought("CHN", 20), bought("WLD", 100)]))
    assert found["top_supplier"].value == "RUS"
    assert "another partner may be the largest" in found["top_supplier"].note
    assert "lower bound" in found["hhi"].note


def test_a_period_that_is_none_is_refused_with_a_sentence() -> None:
    for period in ("", "20", "2023:2020", "2023-Q1", "soon"):
        with pytest.raises(DataError, match="is not understood"):
            indicators(world([bought("RUS", 1)]), "MNG", "oil", period)


def test_balances_prefer_what_is_not_alternative_and_sum_only_whole_years() -> None:
    dataset = world(
        [bought("RUS", 1)],
        balances=[
            item("stock", 9, "2022-05", quality="alt"),
            item("stock", 5, "2022-05", quality="reported"),
            item("stock", 7, "2023-02"),
            *(item("production", 1, f"2023-{m:02}") for m in range(1, 13)),
            *(item("production", 1, f"2022-{m:02}") for m in range(1, 6)),
        ],
    )
    chosen = balance(dataset, "MNG", "oil", "stock", "2022-05")
    assert chosen is not None
    assert chosen.value == 5
    latest = latest_balance(dataset, "MNG", "oil", "stock", "2022")
    assert latest is not None
    assert latest.period == "2022-05"
    made = production(dataset, "MNG", "oil", "2023")
    assert made is not None
    assert (made.value, made.quality) == (12, "derived")
    assert production(dataset, "MNG", "oil", "2022") is None
    part = year_balance(dataset, "MNG", "oil", "production", "2022", partial=True)
    assert part is not None
    assert part.value == 5
    assert part.note == "sum of 5 months"
    assert part.months == 0b11111


def test_suppliers_that_are_as_large_as_the_largest_are_named() -> None:
    tied = of(world([bought("RUS", 40), bought("CHN", 40), bought("KOR", 20)]))["top_supplier"]
    assert tied.value == "CHN"
    assert "As large: Russia" in tied.note
    assert "KOR" not in tied.note
    clear = of(world([bought("RUS", 41), bought("CHN", 40)]))["top_supplier"]
    assert "As large" not in clear.note


def test_amounts_in_other_units_and_of_other_months_are_not_added() -> None:
    trade = [bought("RUS", 30), {"exporter": "MNG", "importer": "CHN", "quantity": 10}]
    tonnes = of(world(trade, balances=[item("production", 80, unit="GWh")]))["import_dependency"]
    assert tonnes.value is None
    assert "GWh" in tonnes.note
    made = [item("production", 80), item("stock_change", 5, "2023-01")]
    assert of(world(trade, balances=made))["gross_available"].value == 100


@pytest.mark.parametrize("use", [[], [item("consumption", 59, f"2023-{m:02}") for m in (1, 2)]])
def test_demand_of_a_part_of_a_year_is_spread_over_its_own_days(use: list[Record]) -> None:
    # January and February have 59 days: 118 kt are 2 kt a day, and not 0.3 kt a day of a year.
    months = [bought("RUS", 59, f"2023-{m:02}") for m in (1, 2)]
    stock = item("stock", 20, "2022-11")
    assert of(world(months, balances=[stock, *use]))["days_of_cover"].value == pytest.approx(10)
    own = [item("production", 0, f"2023-{m:02}") for m in (1, 2)]
    assert of(world(months, balances=[stock, *use, *own]))["days_of_cover"].value == pytest.approx(10)


def test_cover_counts_the_days_of_the_very_periods_and_one_unit() -> None:
    # Gross available of 366 kt in a leap year, and of 59 kt in two months: 1 kt a day.
    stock = item("stock", 20, "2022-11")
    leap = world([bought("RUS", 366, "2024")], balances=[stock, item("production", 0, "2024")])
    assert of(leap, period="2024")["days_of_cover"].value == pytest.approx(20)
    two = [bought("RUS", 31, "2023-01"), bought("RUS", 28, "2023-02")]
    none = [item("production", 0, f"2023-{m:02}") for m in (1, 2)]
    assert of(world(two, balances=[stock, *none]))["days_of_cover"].value == pytest.approx(20)
    other = of(world([bought("RUS", 365)], balances=[item("stock", 20, "2022-11", unit="GWh")]))
    assert other["days_of_cover"].value is None
    assert "not comparable" in other["days_of_cover"].note


def test_months_make_a_year_in_one_unit_only() -> None:
    mixed = [item("production", 1, f"2023-{m:02}", unit="kt" if m % 2 else "GWh") for m in range(1, 13)]
    assert year_balance(world([bought("RUS", 1)], balances=mixed), "MNG", "oil", "production", "2023") is None


def test_the_latest_figure_is_of_the_latest_date_and_may_be_of_the_asked_month() -> None:
    levels = [item("stock", 9, "2022-05"), item("stock", 7, "2023"), item("stock", 5, "2023-06")]
    found = world([bought("RUS", 1)], balances=levels)
    for limit, value in (("2022-05", 9), ("2023-01", 7), ("2023-05", 7), ("2023-06", 5), ("2024", 5)):
        latest = latest_balance(found, "MNG", "oil", "stock", limit)
        assert latest is not None
        assert latest.value == value
    assert latest_balance(found, "MNG", "oil", "stock", "2022-04") is None


def test_only_a_zero_of_a_year_is_known_of_its_months() -> None:
    none = world([bought("RUS", 1)], balances=[item("production", 0)])
    month = production(none, "MNG", "oil", "2023-05")
    assert month is not None
    assert (month.value, month.period) == (0, "2023-05")
    some = world([bought("RUS", 1)], balances=[item("production", 12)])
    assert production(some, "MNG", "oil", "2023-05") is None


def test_an_amount_over_a_range_is_a_mean_a_year() -> None:
    made = [item("production", 70, "2021"), item("production", 30, "2023")]
    found = of(world([bought("RUS", 1)], balances=made), period="2021:2023")
    assert found["production"].value == 50
    assert "Mean of 2 of 3 years (2021, 2023)." in found["production"].note
