"""Partner shares, histories, flow tables: shares of what is known, and words for what is not."""

from __future__ import annotations

import pytest

from dependency_explorer.analysis.commodities import (
    all_commodities,
    latest_with_partners,
    period_range,
    top_commodities,
)
from dependency_explorer.analysis.events import events_for
from dependency_explorer.analysis.flow_table import flow_table
from dependency_explorer.analysis.history import OTHER, history
from dependency_explorer.analysis.opening import opening_question
from dependency_explorer.analysis.partners import partner_shares
from dependency_explorer.analysis.question import Question
from tests.analysis.worlds import bought, sold, world

IMPORTS = Question("MNG", ("oil",), "2023", "2023")


def test_shares_of_two_suppliers() -> None:
    # Journeys, acceptance fixture 97/3.
    shares = partner_shares(world([bought("RUS", 97), bought("CHN", 3), bought("WLD", 100)]), IMPORTS, "oil")
    assert [(row.partner, row.share) for row in shares.rows] == [("RUS", 0.97), ("CHN", 0.03)]
    assert shares.hhi == pytest.approx(0.9418)
    assert shares.effective_suppliers == pytest.approx(1.06, abs=0.005)
    assert not shares.hhi_is_lower_bound
    assert shares.total == 100
    assert shares.unit == "kt"


def test_part_of_the_total_not_stated_makes_lower_bounds() -> None:
    shares = partner_shares(world([bought("RUS", 60), bought("WLD", 100)]), IMPORTS, "oil")
    assert [row.partner for row in shares.rows] == ["RUS", "XNS"]
    assert shares.rows[0].lower_bound
    assert not shares.rows[1].lower_bound
    assert shares.unstated_share == pytest.approx(0.4)
    assert shares.hhi == pytest.approx(0.36)
    assert shares.hhi_is_lower_bound
    assert any("40.0 %" in note for note in shares.notes)


def test_a_range_with_gaps_is_a_mean_of_the_years_that_name_partners() -> None:
    rows = [bought("RUS", 90, "2019"), bought("CHN", 10, "2019"), bought("WLD", 200, "2021")]
    rows += [bought("RUS", 150, "2023"), bought("CHN", 50, "2023")]
    shares = partner_shares(world(rows), IMPORTS.within("2019", "2023"), "oil")
    assert shares.periods == ("2019", "2023")
    assert shares.missing == ("2020", "2021", "2022")
    assert shares.total_only == ("2021",)
    assert shares.rows[0].quantity == 120
    assert shares.rows[0].share == pytest.approx(240 / 300)
    assert "Mean of 2 of 5 years (2019, 2023)." in shares.notes


def test_a_total_without_partners_is_shown_as_not_stated() -> None:
    shares = partner_shares(world([bought("WLD", 100)]), IMPORTS, "oil")
    assert [(row.partner, row.share) for row in shares.rows] == [("XNS", 1.0)]
    assert shares.hhi is None
    assert shares.effective_suppliers is None


def test_nothing_loaded_is_nothing_not_zero() -> None:
    shares = partner_shares(world([bought("RUS", 1)]), Question("MNG", (), "2010", "2011"), "oil")
    assert shares.rows == ()
    assert shares.total is None
    assert shares.missing == ("2010", "2011")
    assert partner_shares(world([bought("RUS", 1)]), Question("XYZ"), "none").rows == ()


def test_a_partial_year_names_its_months() -> None:
    rows = [bought("RUS", 5, f"2023-{month:02}") for month in (1, 2, 4)]
    shares = partner_shares(world(rows), IMPORTS, "oil")
    assert (shares.span.whole, shares.span.months) == (False, {"2023": 0b1011})
    assert "2023 has 3 of 12 months (01-02, 04)." in shares.notes
    monthly = partner_shares(world(rows), IMPORTS.within("2023-01", "2023-04"), "oil")
    assert monthly.periods == ("2023-01", "2023-02", "2023-04")
    assert monthly.missing == ("2023-03",)


def test_values_stand_in_for_quantities_that_nobody_gives() -> None:
    dataset = world([bought("CHN", None, commodity="goods", value_usd=91), bought("RUS", 1)])
    shares = partner_shares(dataset, IMPORTS, "goods")
    assert (shares.measure, shares.unit, shares.total) == ("value", "USD", 91)
    assert "only values" in shares.notes[0]


def test_history_keeps_gaps_and_gathers_the_small() -> None:
    codes = ("RUS", "CHN", "KOR", "JPN", "DEU", "FRA", "ITA", "USA")
    rows = [bought(code, 100 - i, "2020") for i, code in enumerate(codes)]
    rows += [bought("RUS", 50, "2022"), bought("WLD", 80, "2022")]
    found = history(world(rows), IMPORTS, "oil")
    assert found.periods == ("2020", "2021", "2022")
    assert found.months == (12, 0, 12)
    assert found.partners == (*codes[:6], OTHER, "XNS")
    assert found.other_members == ("ITA", "USA")
    assert found.values[0] == (100, None, 50)
    assert found.values[6] == (94 + 93, None, None)
    assert found.values[7] == (None, None, 30)
    assert found.derived[7] == (False, False, True)
    assert "No data for 2021." in found.notes


def test_flow_table_has_both_sides_and_each_its_share() -> None:
    rows = [
        bought("RUS", 3),
        bought("CHN", 1),
        sold("CHN", 8),
        sold("RUS", 2),
        bought("RUS", 2, commodity="diesel"),
    ]
    table = flow_table(world(rows), Question("MNG", (), "2023", "2023"))
    found = {(r.side, r.commodity, r.partner): r.share_of_commodity for r in table.rows}
    assert found == {
        ("imports", "oil", "RUS"): 0.75,
        ("imports", "oil", "CHN"): 0.25,
        ("exports", "coal", "CHN"): 0.8,
        ("exports", "coal", "RUS"): 0.2,
    }
    assert table.rows[0].energy == 3 * 43000
    assert flow_table(world(rows), Question("MNG", ("goods", "oil"), "2023", "2023")).excluded == ("goods",)


def test_parts_are_not_top_commodities_beside_their_total() -> None:
    dataset = world(
        [bought("RUS", 3), bought("RUS", 2, commodity="diesel"), bought("RUS", 1, "2020", commodity="petrol")]
    )
    assert top_commodities(dataset, "MNG", "quantity", "2023", "2023") == ("oil",)
    assert top_commodities(dataset, "MNG", "quantity", "2020", "2020") == ("petrol",)
    depths = {info.id: info.depth for info in all_commodities(dataset, "MNG")}
    assert depths == {"oil": 0, "diesel": 1, "petrol": 1}


def test_the_latest_year_with_partners_is_whole() -> None:
    rows = [bought("RUS", 3, "2020"), bought("WLD", 3, "2021"), bought("RUS", 1, "2022-01")]
    dataset = world(rows)
    assert latest_with_partners(dataset, "MNG", "oil", "imports") == "2020"
    assert latest_with_partners(dataset, "MNG", "oil", "exports") == ""
    assert period_range(dataset, "MNG", "oil", "imports") == ("2020", "2021", "2022")


def test_opening_question_tells_its_rule() -> None:
    rows = [bought("RUS", 3, "2020"), sold("CHN", 5, "2022")]
    question, rule = opening_question(world(rows))
    assert question == Question("MNG", ("oil",), "2020", "2020", "quantity", "imports")
    assert "2020" in rule
    question, _ = opening_question(world(rows, opening="coal"))
    assert question == Question("MNG", ("coal",), "2022", "2022", "quantity", "exports")


def test_events_of_a_commodity_include_its_total_and_parts() -> None:
    events = [
        {"date": "2023-09", "title": "ban", "places": "MNG;RUS", "commodities": "diesel"},
        {"date": "2022", "title": "elsewhere", "places": "FRA", "commodities": "oil"},
        {"date": "2021-05-02", "title": "visit", "places": "MNG"},
        {"date": "2020", "title": "capital", "places": "MN-1", "commodities": "oil"},
    ]
    places = [{"code": "MN-1", "name": "Capital", "kind": "province", "parent": "MNG"}]
    dataset = world([bought("RUS", 1)], events=events, places=places)
    assert [event.title for event in events_for(dataset, "MNG", ("oil",))] == ["capital", "ban"]
    assert [event.title for event in events_for(dataset, "MNG", ())] == ["capital", "visit", "ban"]
    assert [event.title for event in events_for(dataset, "MNG", ("petrol",))] == ["capital"]


def test_a_month_of_a_partner_is_no_share_of_a_years_total() -> None:
    rows = [bought("WLD", 1200), bought("RUS", 95, "2023-11")]
    shares = partner_shares(world(rows), IMPORTS, "oil")
    assert [row.partner for row in shares.rows] == ["RUS", "XNS"]
    assert (shares.hhi, shares.effective_suppliers, shares.hhi_is_lower_bound) == (None, None, False)
    assert "Partners are named for 1 of the 12 months loaded of 2023 (11)." in shares.notes
    # Ten of twelve months leave no doubt who the largest is: a lower bound, and said for which months.
    most = [bought("RUS", 95, f"2023-{month:02}") for month in range(1, 11)]
    shares = partner_shares(world([rows[0], *most]), IMPORTS, "oil")
    assert shares.hhi == pytest.approx((950 / 1200) ** 2)
    assert shares.hhi_is_lower_bound
    assert "Partners are named for 10 of the 12 months loaded of 2023 (01-10)." in shares.notes


def test_values_beside_quantities_are_of_the_same_periods() -> None:
    rows = [
        bought("WLD", 90, "2022", value_usd=900),
        bought("RUS", 80, "2023", value_usd=800),
        bought("CHN", 20, "2023", value_usd=200),
    ]
    (first, *_) = flow_table(world(rows), IMPORTS.within("2022", "2023")).rows
    assert (first.partner, first.quantity, first.value) == ("RUS", 80, 800)
    assert first.energy == 80 * 43000


def test_periods_that_name_partners_for_all_their_months_stand_before_others() -> None:
    rows = [bought("RUS", 60, "2022"), bought("CHN", 40, "2022"), bought("WLD", 120, "2023")]
    rows += [bought("CHN", 9, "2023-01")]
    shares = partner_shares(world(rows), IMPORTS.within("2022", "2023"), "oil")
    assert shares.periods == ("2022",)
    assert shares.total_only == ("2023",)
    assert shares.rows[0].share == pytest.approx(0.6)


def test_a_partner_known_for_fewer_months_than_others_may_have_supplied_more() -> None:
    rows = [bought("RUS", 10, f"2023-{month:02}") for month in range(1, 13)] + [bought("CHN", 50, "2023-01")]
    shares = partner_shares(world(rows), IMPORTS, "oil")
    assert {row.partner: row.lower_bound for row in shares.rows} == {"RUS": False, "CHN": True}
    assert shares.hhi_is_lower_bound


def test_the_total_of_several_periods_is_their_mean() -> None:
    rows = [bought("RUS", 60, "2022"), bought("RUS", 100, "2023")]
    shares = partner_shares(world(rows), IMPORTS.within("2022", "2023"), "oil")
    assert shares.total == 80
    assert sum(row.quantity for row in shares.rows) == pytest.approx(80)


def test_values_beside_quantities_are_means_a_period() -> None:
    rows = [bought("RUS", 80, year, value_usd=800) for year in ("2022", "2023")]
    (only,) = flow_table(world(rows), IMPORTS.within("2022", "2023")).rows
    assert (only.quantity, only.value, only.energy) == (80, 800, 80 * 43000)
