"""Means over a range: of whole years only, whatever else is loaded; and months told as months."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from dependency_explorer.analysis.flow_table import flow_table
from dependency_explorer.analysis.indicators import Indicator, indicators
from dependency_explorer.analysis.partners import partner_shares
from dependency_explorer.analysis.periods import WHOLE_YEAR
from dependency_explorer.analysis.question import Question
from dependency_explorer.analysis.spans import Span, alike, goes_with, span_of
from dependency_explorer.data.dataset import Dataset
from tests.analysis.worlds import Record, bought, sold, world

SLOW = settings(max_examples=25, deadline=None, phases=(Phase.explicit, Phase.generate))
ASKED = Question("MNG", ("oil",), "2019", "2024")
JAN_MAY = 0b11111


def of(dataset: Dataset, period: str = "2019:2024", commodity: str = "oil") -> dict[str, Indicator]:
    return {one.indicator: one for one in indicators(dataset, "MNG", commodity, period)}


def months(partner: str, year: str, which: range, amount: float = 1.0, **more: object) -> list[Record]:
    return [bought(partner, amount, f"{year}-{month:02}", **more) for month in which]


@st.composite
def years(draw: st.DrawFn) -> dict[str, dict[int, dict[str, float]]]:
    """Year → month (0: the year's own row) → partner → kt; at least one year is whole."""
    found: dict[str, dict[int, dict[str, float]]] = {}
    for year in ("2019", "2020", "2021", "2022", "2023", "2024"):
        kind = draw(st.sampled_from(("whole", "twelve", "part", "none"))) if year != "2021" else "whole"
        if kind == "none":
            continue
        which = [0] if kind == "whole" else list(range(1, 13))
        if kind == "part":
            which = sorted(draw(st.sets(st.integers(1, 12), min_size=1, max_size=11)))
        found[year] = {
            month: {code: draw(st.integers(1, 10_000)) / 8 for code in ("RUS", "CHN")} for month in which
        }
    return found


def rows_of(known: dict[str, dict[int, dict[str, float]]], factor: float = 1.0) -> list[Record]:
    return [
        bought(code, amount * factor, f"{year}-{month:02}" if month else year)
        for year, by_month in known.items()
        for month, by_partner in by_month.items()
        for code, amount in by_partner.items()
    ]


def whole_years(known: dict[str, dict[int, dict[str, float]]]) -> dict[str, dict[int, dict[str, float]]]:
    return {year: own for year, own in known.items() if 0 in own or len(own) == 12}


def by_hand(known: dict[str, dict[int, dict[str, float]]]) -> pd.DataFrame:
    """kt by whole year (rows) and partner (columns), in plain pandas."""
    flat = pd.DataFrame(
        [
            (year, month, code, amount)
            for year, by_month in known.items()
            for month, by_partner in by_month.items()
            for code, amount in by_partner.items()
        ],
        columns=["year", "month", "partner", "kt"],
    )
    counts = flat.groupby("year")["month"].agg(lambda own: 12 if (own == 0).all() else own.nunique())
    whole = flat[flat["year"].isin(counts[counts == 12].index)]
    return whole.pivot_table(index="year", columns="partner", values="kt", aggfunc="sum")


@SLOW
@given(years())
def test_a_mean_is_that_of_whole_years_in_plain_pandas(known: dict[str, dict[int, dict[str, float]]]) -> None:
    dataset = world(rows_of(known))
    table = by_hand(known)
    shares = partner_shares(dataset, ASKED, "oil")
    assert shares.periods == tuple(table.index)
    assert shares.span.whole
    assert {row.partner: row.quantity for row in shares.rows} == pytest.approx(table.mean().to_dict())
    assert shares.total == pytest.approx(table.sum(axis=1).mean())
    fractions = table.sum() / table.to_numpy().sum()
    assert {row.partner: row.share for row in shares.rows} == pytest.approx(fractions.to_dict())
    assert shares.hhi == pytest.approx((fractions**2).sum())
    found = of(dataset)
    assert found["imports"].value == pytest.approx(table.sum(axis=1).mean())
    assert found["hhi"].value == pytest.approx((fractions**2).sum())
    drawn = {row.partner: row.quantity for row in flow_table(dataset, ASKED).rows}
    assert drawn == pytest.approx(table.mean().to_dict())


@SLOW
@given(years(), st.integers(1, 11))
def test_a_partial_year_changes_no_mean_of_whole_years(
    known: dict[str, dict[int, dict[str, float]]], count: int
) -> None:
    whole = {year: own for year, own in whole_years(known).items() if year != "2024"}
    part = {month: {"RUS": 0.125, "CHN": 99_999.0} for month in range(1, count + 1)}
    before, after = world(rows_of(whole)), world(rows_of(whole | {"2024": part}))
    one, other = partner_shares(before, ASKED, "oil"), partner_shares(after, ASKED, "oil")
    assert (other.total, other.hhi, other.rows[0].quantity) == (one.total, one.hhi, one.rows[0].quantity)
    assert of(after)["imports"].value == of(before)["imports"].value
    assert other.span.left_out == {"2024": (1 << count) - 1}
    note = next(note for note in other.notes if "left out of the mean" in note)
    assert note.startswith(f"2024 has {count} of 12 months (01")
    assert not any("No data for" in note and "2024" in note for note in other.notes)


@SLOW
@given(years(), st.sampled_from((0.25, 3.0, 1000.0)))
def test_amounts_scale_and_ratios_do_not(
    known: dict[str, dict[int, dict[str, float]]], factor: float
) -> None:
    made = [{"item": "production", "value": 5.0, "period": year} for year in known]
    more = [{**row, "value": 5.0 * factor} for row in made]
    one = of(world(rows_of(known), balances=made))
    other = of(world(rows_of(known, factor), balances=more))
    for name in ("imports", "production", "gross_available"):
        before, after = one[name].value, other[name].value
        assert isinstance(before, float)
        assert after == pytest.approx(before * factor)
    for name in ("import_dependency", "hhi", "top_share", "effective_suppliers"):
        assert other[name].value == pytest.approx(one[name].value)


@given(
    st.dictionaries(st.sampled_from([str(year) for year in range(2000, 2030)]), st.integers(1, WHOLE_YEAR))
)
def test_a_span_is_all_whole_or_all_in_part_and_loses_no_year(known: dict[str, int]) -> None:
    span = span_of(known)
    assert {**span.months, **span.left_out} == known
    assert span.whole == (WHOLE_YEAR in known.values() or not known)
    assert span.divisor == (max(1, len(span.months)) if span.whole else 1)
    if span.left_out:
        assert all(bits == WHOLE_YEAR for bits in span.months.values())
        assert all(bits != WHOLE_YEAR for bits in span.left_out.values())


@given(st.lists(st.dictionaries(st.sampled_from(("2023", "2024")), st.sampled_from((1, 3, WHOLE_YEAR)))))
def test_what_goes_together_is_whole_or_of_the_same_months(known: list[dict[str, int]]) -> None:
    spans = [span_of(one) for one in known]
    lead = alike(spans)
    if lead is None:
        assert not any(span.months for span in spans)
        return
    kept = [span for span in spans if span.months and goes_with(span, lead)]
    assert kept
    assert all(span.whole for span in kept) or len({tuple(span.months.items()) for span in kept}) == 1
    if any(span.months and span.whole for span in spans):
        assert lead.whole


def test_years_in_part_alone_are_told_as_the_sum_of_their_months() -> None:
    rows = [*months("RUS", "2023", range(1, 6), 10), *months("RUS", "2024", range(3, 13), 20)]
    shares = partner_shares(world(rows), ASKED, "oil")
    assert (shares.total, shares.span.whole, shares.span.count) == (250, False, 15)
    assert "2023 has 5 of 12 months (01-05)." in shares.notes
    assert "2024 has 10 of 12 months (03-12)." in shares.notes
    assert "No year is known whole: amounts are the sum of these months, not a mean." in shares.notes
    assert not any(note.startswith("Mean") for note in shares.notes)
    imports = of(world(rows))["imports"]
    assert imports.value == 250
    assert "the sum of these months" in imports.note
    assert "Mean" not in imports.note


def test_alike_years_in_part_are_said_together() -> None:
    rows = [
        bought("RUS", 9, "2021"),
        *months("RUS", "2023", range(1, 3)),
        *months("RUS", "2024", range(1, 3)),
    ]
    assert (
        "2023–2024 have 2 of 12 months (01-02) and are left out of the mean."
        in partner_shares(world(rows), ASKED, "oil").notes
    )


def test_months_are_periods_of_their_own() -> None:
    rows = [*months("RUS", "2023", range(1, 3), 10), *months("RUS", "2023", range(4, 5), 40)]
    shares = partner_shares(world(rows), Question("MNG", ("oil",), "2023-01", "2023-04"), "oil")
    assert shares.total == 20
    assert "Mean of 3 of 4 months (2023-01–2023-02, 2023-04)." in shares.notes
    assert shares.span == Span({"2023-01": 1, "2023-02": 2, "2023-04": 8}, {})


def test_a_partner_with_fewer_months_than_others_does_not_make_a_year_partial() -> None:
    # Of a trade by month a month without a row may well be one without trade; its share is at least this, and said.
    rows = [*months("RUS", "2023", range(1, 13), 10), *months("CHN", "2023", range(1, 6), 10)]
    rows += [bought("RUS", 60, "2022"), bought("CHN", 90, "2022")]
    shares = partner_shares(world(rows), ASKED.within("2022", "2023"), "oil")
    assert shares.periods == ("2022", "2023")
    assert shares.total == (150 + 170) / 2
    assert {row.partner: row.lower_bound for row in shares.rows} == {"RUS": False, "CHN": True}
    assert "Known for fewer months than others, so at least: China 2023." in shares.notes


def test_whole_years_that_name_partners_stand_before_totals_and_months() -> None:
    rows = [bought("WLD", 500, "2022"), bought("RUS", 90, "2023"), bought("CHN", 10, "2023")]
    rows += months("RUS", "2024", range(1, 6), 5)
    shares = partner_shares(world(rows), ASKED, "oil")
    assert (shares.periods, shares.total) == (("2023",), 100)
    assert shares.total_only == ("2022",)
    # Imports themselves need no partner: both whole years count, and the five months do not.
    assert of(world(rows))["imports"].value == 300


def test_values_of_other_months_do_not_stand_beside_a_quantity() -> None:
    rows = [bought("RUS", 120, "2022", value_usd=1200), *months("RUS", "2023", range(1, 13), 10)]
    rows[1:6] = months("RUS", "2023", range(1, 6), 10, value_usd=900)
    (row,) = flow_table(world(rows), ASKED).rows
    assert (row.quantity, row.value) == (120, 1200)


def test_ratios_need_the_same_months_above_and_below() -> None:
    made = [{"item": "production", "value": 300.0, "period": "2022"}]
    made += [{"item": "production", "value": 10.0, "period": f"2024-{m:02}"} for m in range(1, 6)]
    rows = [bought("RUS", 100, "2022"), *months("RUS", "2024", range(1, 6), 90)]
    found = of(world(rows, balances=made))
    assert found["import_dependency"].value == pytest.approx(0.25)
    assert found["gross_available"].value == 400
    assert "2024 has 5 of 12 months (01-05) and is left out of the mean." in found["import_dependency"].note
    alone = of(world(rows, balances=made), "2024")
    assert alone["import_dependency"].value == pytest.approx(0.9)
    assert alone["import_dependency"].span == Span({"2024": JAN_MAY}, {})
    longer = [*rows, *months("RUS", "2024", range(6, 9), 90)]
    assert of(world(longer, balances=made), "2024")["import_dependency"].value is None


def test_a_day_of_demand_is_one_of_whole_years() -> None:
    stock = {"item": "stock", "value": 30.0, "period": "2024-06"}
    use = [{"item": "consumption", "value": 365.0, "period": "2023"}]
    use += [{"item": "consumption", "value": 3100.0, "period": "2024-01"}]
    found = of(world([bought("RUS", 1)], balances=[stock, *use]), "2023:2024")["days_of_cover"]
    assert found.value == pytest.approx(30)
    assert "2024 has 1 of 12 months (01) and is left out of the mean." in found.note


def test_sold_things_follow_the_same_rule() -> None:
    rows = [sold("CHN", 80, "2022"), sold("CHN", 10, "2023-01")]
    assert of(world(rows), commodity="coal")["exports"].value == 80
