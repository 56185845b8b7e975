"""Titles, subtitles, notes and source lines of the small world: read them as an editor would."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pandas as pd
import pytest

from dependency_explorer.analysis.question import Question
from dependency_explorer.data.dataset import Dataset
from dependency_explorer.figures.build import figure
from dependency_explorer.figures.words import THIN
from dependency_explorer.whatif.outcome import Outcome


def asked(commodities: tuple[str, ...], first: str = "2023", last: str = "2023", **more: Any) -> Question:
    return Question("FOC", commodities, first, last, **more)


def plain(text: str) -> str:
    return text.replace(THIN, " ")


GOLDEN = [
    (
        "partners",
        asked(("oil",)),
        "One supplier holds 95 % of Focusland’s oil products in 2023: HHI 0.90",
        "Share of imported quantity · Focusland, oil products · 2023 · 100 kt in total · derived split",
        "focusland-oil-products-suppliers-2023",
    ),
    (
        "partners",
        asked(("oil",), "2022", "2022"),
        "One supplier holds at least 75 % of Focusland’s oil products in 2022: HHI at least 0.56",
        "Share of imported quantity · Focusland, oil products · 2022 · 80 kt in total",
        "focusland-oil-products-suppliers-2022",
    ),
    (
        "partners",
        asked(("oil",), "2020", "2023"),
        "One supplier holds at least 73 % of Focusland’s oil products in 2021–2023: HHI at least 0.57",
        "Share of imported quantity · Focusland, oil products · 2020–2023 · mean of 3 of 4 years · "
        "93.3 kt a year in total · derived split",
        "focusland-oil-products-suppliers-2020-2023",
    ),
    (
        "partners",
        asked(("ore",), side="exports"),
        "One buyer takes at least 94 % of Focusland’s exports of iron ore in 2023: HHI at least 0.88",
        "Share of exported quantity · Focusland, iron ore · 2023 · 1 000 kt in total",
        "focusland-iron-ore-buyers-2023",
    ),
    (
        "partners",
        asked(("goods",), side="exports"),
        "Two buyers take at least 80 % of Focusland’s exports of all goods in 2023: HHI at least 0.34",
        "Share of exported value · Focusland, all goods · 2023 · US$ 10 million in total",
        "focusland-all-goods-buyers-value-2023",
    ),
    (
        "partners",
        asked(("power",)),
        "Suppliers of electricity to Focusland in 2023",
        "Share of imported quantity · Focusland, electricity · 2023 · 300 GWh in total",
        "focusland-electricity-suppliers-2023",
    ),
    (
        "partners",
        asked(("diesel",)),
        "A single supplier holds all of Focusland’s recorded imports of diesel in January–March 2023: HHI 1.00",
        "Share of imported quantity · Focusland, diesel · January–March 2023 · 12 kt in total",
        "focusland-diesel-suppliers-january-march-2023",
    ),
    (
        "flows",
        asked(()),
        "Russia supplied 95 % of Focusland’s oil products and China bought at least 94 % of Focusland’s "
        "exports of iron ore in 2023",
        "Share of each commodity’s quantity (width of the ribbons) · Focusland, 4 commodities · 2023 · "
        "derived split where marked",
        "focusland-flows-2023",
    ),
    (
        "flows",
        asked((), measure="value"),
        "China bought at least 50 % of Focusland’s exports of all goods in 2023",
        "Value by partner, US$ million · Focusland, 1 commodity · 2023",
        "focusland-flows-value-2023",
    ),
    (
        "flows",
        asked((), measure="energy"),
        "What Focusland bought and sold in 2023",
        "Energy by partner, TJ · Focusland, 1 commodity · 2023",
        "focusland-flows-energy-2023",
    ),
    (
        "trend",
        asked(("oil",), "2021", "2022"),
        "Focusland’s imports of oil products fell from 100 kt in 2021 to 80 kt in 2022",
        "Imported quantity by supplier, kt a year · Focusland, oil products · 2021–2023 · estimates and "
        "computed splits dashed",
        "focusland-oil-products-imports-by-year-2021-2023",
    ),
    (
        "stakes",
        asked(()),
        "Holders from Focusland had the majority in 1 of 2 assets on 31 December 2023",
        "Share of each asset by holder, %; colour is the holder’s country · Focusland · as of "
        "31 December 2023",
        "focusland-owners-2023-12-31",
    ),
    (
        "stakes",
        asked(("ore",)),  # one asset is no picture: all are shown
        "Holders from Focusland had the majority in 1 of 2 assets on 31 December 2023",
        "Share of each asset by holder, %; colour is the holder’s country · Focusland · as of "
        "31 December 2023",
        "focusland-owners-2023-12-31",
    ),
]


@pytest.mark.parametrize(("name", "question", "title", "subtitle", "file_name"), GOLDEN)
def test_title_subtitle_and_file_name(
    world: Dataset, name: str, question: Question, title: str, subtitle: str, file_name: str
) -> None:
    made = figure(name, world, question)
    assert (plain(made.title), plain(made.subtitle), made.file_name) == (title, subtitle, file_name)


def test_months_of_the_trend(world: Dataset) -> None:
    made = figure("trend", world, asked(("diesel",)), step="month")
    assert plain(made.title) == "Focusland’s imports of diesel were highest in February 2023: 5 000 t"
    assert plain(made.subtitle).endswith("January–March 2023")


WHAT_IF = [
    (
        "partners",
        "What if: Focusland’s imports of oil products become less concentrated as less comes from Russia, "
        "HHI 0.83 instead of 0.90",
        "Share of the baseline’s imports · Focusland, oil products · 14 weeks with an event in force, "
        "from 1 January 2024 · outline: baseline 2023",
    ),
    (
        "flows",
        "What if: Russia supplies 48 % instead of 95 % of Focusland’s usual imports of oil products",
        "Share of each commodity’s baseline quantity (width of the ribbons) · Focusland, oil products · "
        "14 weeks with an event in force, from 1 January 2024 · outline: baseline 2023 · derived split "
        "where marked",
    ),
    (
        "outcome",
        "What if: 20 % of Focusland’s oil products demand goes unmet during the event, from 19 February 2024",
        "Supply against demand, t a week · Focusland, oil products · 20 weeks from 1 January 2024 · "
        "scenario: Half of Russian oil · baseline 2023",
    ),
    (
        "stock",
        "What if: Focusland’s oil products stock falls to 10 days of demand (2.74 kt) by 26 February 2024",
        "Stock at the end of each week, kt · Focusland, oil products · 20 weeks from 1 January 2024 · "
        "scenario: Half of Russian oil · baseline 2023",
    ),
]


@pytest.mark.parametrize(("name", "title", "subtitle"), WHAT_IF)
def test_a_what_if_says_so(world: Dataset, outcome: Outcome, name: str, title: str, subtitle: str) -> None:
    made = figure(name, world, asked(("oil",)), outcome)
    assert (plain(made.title), plain(made.subtitle)) == (title, subtitle)
    assert made.statement == "Arithmetic on stated assumptions, not a forecast."


def test_sources_are_those_of_what_is_drawn(world: Dataset) -> None:
    assert figure("partners", world, asked(("power",))).source_line == "Source: Grid Operator (2024)"
    both = figure("trend", world, asked(("oil",))).source_line
    assert both == "Sources: Customs Office (2024); Daily Press (2023-12)"


def test_the_source_of_most_of_what_is_drawn_comes_first(world: Dataset) -> None:
    from dependency_explorer.figures.source_weight import by_weight

    both = ("press", "customs")
    assert by_weight(world, both, "FOC", ("oil",), ("imports",), ("2021", "2022")) == ("customs", "press")
    assert by_weight(world, both, "FOC", ("nothing",), ("imports",)) == both
    assert by_weight(world, ("grid", *both), "FOC", ("oil", "power"), ("imports",)) == (
        "grid",
        "customs",
        "press",
    )


def test_warnings_stand_where_they_concern_what_is_shown(world: Dataset, outcome: Outcome) -> None:
    left_out = "Not simulated, since only values are loaded: all goods."
    assert left_out in outcome.warnings
    assert left_out not in figure("outcome", world, asked(("oil",)), outcome).notes
    assert left_out in figure("outcome", world, asked(("goods",)), outcome).notes


def test_what_is_not_sold_piles_up_where_there_is_room(world: Dataset) -> None:
    from dependency_explorer.commands.opening import simulated
    from dependency_explorer.whatif.scenario import Scenario

    from .world import SCENARIO

    event = {"target": {"importer": "CHN", "commodity": "ore"}, "depth": 0.5, "start_step": 1, "steps": 4}
    room = {"storage_capacity": {"ore": 20}}
    run = simulated(
        world, Scenario.from_dict({**SCENARIO, "disruptions": [event], "assumptions": room}, world)
    )
    question = asked(("ore",), side="exports")
    made = figure("stock", world, question, run)
    assert plain(made.title) == "What if: Focusland’s unsold iron ore piles up to 20 kt by 22 January 2024"
    assert "the level is what the run stockpiles" in made.notes[0]
    lost = run.lost_exports("ore")
    assert lost is not None
    assert lost.stockpiled == pytest.approx(20)
    assert lost.amount == pytest.approx(lost.stockpiled + lost.production_cut)
    assert run.lost_exports("oil") is None


def test_a_long_list_of_sources_is_counted() -> None:
    from dependency_explorer.figures.drafting import Draft

    draft = Draft(None, asked(()))  # type: ignore[arg-type]
    assert draft.source_line([f"S{i}" for i in range(5)]) == "Sources: S0; S1; S2; S3; S4"
    assert draft.source_line([f"S{i}" for i in range(7)]) == "Sources: S0; S1; S2; S3; and 3 more"
    assert draft.source_line([]) == ""


def test_notes_say_what_is_missing_derived_and_set_aside(world: Dataset) -> None:
    made = figure("partners", world, asked(("oil",), "2020", "2023"))
    notes = plain(" ".join(made.notes))
    assert "No data for 2020." in notes
    assert "Partner not stated for 7.1 % of the imports" in notes
    assert "How it was derived: share times total." in notes
    assert made.excluded == (
        "Excludes 1 row with another figure for the same flow (quality “alt” or “disputed”)."
    )
    partial = figure("partners", world, asked(("diesel",)))
    assert "2023 has 3 of 12 months (January–March)." in partial.notes


def test_set_aside_rows_of_other_years_and_sides_do_not_count(world: Dataset) -> None:
    assert figure("partners", world, asked(("oil",), "2022", "2022")).excluded == ""
    assert figure("trend", world, asked(("ore",), side="exports")).excluded == ""


EMPTY = [
    (
        "partners",
        asked(("oil", "power")),
        "Oil products and electricity are counted in different units: choose one commodity, or measure "
        "value or energy.",
    ),
    (
        "trend",
        asked(("oil", "power")),
        "Oil products and electricity are counted in different units: choose one commodity, or measure "
        "value or energy.",
    ),
    (
        "partners",
        asked(("oil",), "1990", "1990"),
        "No imports of oil products by Focusland in 1990 carry a quantity: choose a period within 2021–2023.",
    ),
    (
        "flows",
        asked((), "1990", "1990"),
        "No flows of Focusland in 1990 carry a quantity: choose a period within 2021–2023.",
    ),
    (
        "stakes",
        Question("RUS", (), "2023", "2023"),
        "No assets in Russia are loaded for any date: choose another place.",
    ),
    (
        "outcome",
        asked(("oil",)),
        "There is no outcome yet: choose a scenario, and this chart shows what it does.",
    ),
    (
        "stock",
        asked(("oil",)),
        "There is no outcome yet: choose a scenario, and this chart shows what it does.",
    ),
]


@pytest.mark.parametrize(("name", "question", "reason"), EMPTY)
def test_an_empty_figure_says_why_and_what_to_do(
    world: Dataset, name: str, question: Question, reason: str
) -> None:
    made = figure(name, world, question)
    assert made.empty_reason == reason
    assert reason in made.alt_text


def test_values_of_different_commodities_add_up(world: Dataset) -> None:
    made = figure("partners", world, asked(("goods", "ore"), side="exports", measure="value"))
    assert made.empty_reason == ""
    assert made.excluded == "Excludes iron ore, without data here."


def test_a_part_is_not_added_to_its_total(world: Dataset, monkeypatch: pytest.MonkeyPatch) -> None:
    from dependency_explorer.analysis import commodities

    monkeypatch.setattr(commodities, "ancestors", lambda dataset, one: ("oil",) if one == "diesel" else ())
    made = figure("partners", world, asked(("oil", "diesel")))
    assert made.empty_reason.startswith("Diesel is already part of oil products")


def test_without_a_commodity_the_leading_one_is_shown_and_said(world: Dataset) -> None:
    made = figure("partners", world, asked(()))
    assert made.empty_reason == ""
    assert "one of 4 commodities; choose another to see it." in made.notes[-1]


def test_a_capacity_is_drawn_only_where_it_is_known(world: Dataset, outcome: Outcome) -> None:
    """Without one the run takes the starting stock for it, and the band of draws may lie above that."""
    from dependency_explorer.commands.opening import simulated
    from dependency_explorer.figures.drafting import Draft
    from dependency_explorer.figures.stock import stock_data
    from dependency_explorer.whatif.scenario import Override

    draft = Draft(world, asked(("oil",)))
    assert outcome.stock_info("oil").initial is not None
    assert stock_data(draft, outcome, "oil").capacity is None
    stated = replace(outcome.scenario, assumptions=(Override(("storage_capacity", "oil"), 1e6),))
    assert stock_data(draft, simulated(world, stated), "oil").capacity is not None


def test_no_stock_says_what_to_assume(world: Dataset, outcome: Outcome) -> None:
    made = figure("stock", world, asked(("power",)), outcome)
    assert made.empty_reason.startswith(
        "No stock of electricity in Focusland is loaded: assume days of cover"
    )


def test_sentences_go_through_translation(world: Dataset) -> None:
    from dependency_explorer.figures.words import Words

    heard: list[str] = []

    def translate(text: str) -> str:
        heard.append(text)
        return text.upper() if "{" not in text else text

    made = figure("partners", world, asked(("oil",)), words=Words(translate))
    assert "one supplier holds {share} of {whose}{when}: HHI {hhi}" in heard
    assert made.source_line.startswith("SOURCE")


def test_a_lost_buyer_is_told_by_what_is_not_sold(world: Dataset) -> None:
    from dependency_explorer.commands.opening import simulated
    from dependency_explorer.whatif.scenario import Scenario

    from .world import SCENARIO

    event = {"target": {"importer": "CHN", "commodity": "ore"}, "depth": 0.5, "start_step": 1, "steps": 4}
    run = simulated(world, Scenario.from_dict({**SCENARIO, "disruptions": [event]}, world))
    question = asked(("ore",), side="exports")
    shown = figure("outcome", world, question, run)
    assert plain(shown.subtitle).startswith("Exports against the baseline, kt a week · Focusland, iron ore")
    assert "not sold 36.1 kt (9 % of usual exports)" in plain(shown.alt_text)
    assert [column.name for column in shown.table().columns][1:3] == ["Baseline exports", "Sold"]
    assert plain(figure("outcome", world, question, run).title) == (
        "What if: Focusland sells 47 % less iron ore abroad during the event and cuts production by 36.1 kt"
    )
    assert plain(figure("partners", world, question, run).title) == (
        "What if: Focusland’s exports of iron ore become less concentrated as less goes to China, "
        "HHI at least 0.78 instead of at least 0.88"
    )
    assert plain(figure("flows", world, asked(("oil", "ore")), run).title).startswith(
        "What if: China buys 47 %"
    )


def test_partners_who_are_not_stated_are_not_one_partner(world: Dataset) -> None:
    from dependency_explorer.commands.opening import simulated
    from dependency_explorer.data.schema import NOT_STATED
    from dependency_explorer.whatif.scenario import Scenario

    from .world import SCENARIO

    flows = world.tables["flows"]
    importers = flows["importer"].astype(str).where(flows["exporter"] != "FOC", NOT_STATED)
    nameless = replace(world, tables={**world.tables, "flows": flows.assign(importer=importers)})
    for depth, told in ((0.5, "buy 50"), (1.0, "buy none")):
        event = {
            "target": {"exporter": "FOC", "commodity": "ore"},
            "depth": depth,
            "start_step": 1,
            "steps": 4,
        }
        run = simulated(nameless, Scenario.from_dict({**SCENARIO, "disruptions": [event]}, nameless))
        title = plain(figure("flows", nameless, asked(("ore",), side="exports"), run).title)
        assert title.startswith(f"What if: partners not stated {told}")


def test_a_title_tells_the_cut_before_what_follows_from_it(world: Dataset) -> None:
    """Where supply is cut, less is left to sell: that may move more than the cut itself, and follows from it."""
    from dependency_explorer.commands.opening import simulated
    from dependency_explorer.whatif.scenario import Scenario

    from .world import SCENARIO

    flows = world.tables["flows"]
    bought = flows[(flows["importer"] == "CHN") & (flows["commodity"] == "ore")].assign(
        exporter="DEU", importer="FOC", quantity=900.0
    )
    other = bought.assign(exporter="RUS", quantity=9100.0)
    dataset = replace(world, tables={**world.tables, "flows": pd.concat([flows, bought, other])})
    event = {"target": {"exporter": "DEU", "commodity": "ore"}, "depth": 1.0, "start_step": 1, "steps": 4}
    run = simulated(dataset, Scenario.from_dict({**SCENARIO, "disruptions": [event]}, dataset))
    title = plain(figure("flows", dataset, asked(("ore",)), run).title)
    assert title.startswith(
        "What if: Germany supplies none instead of 9 % of Focusland’s usual imports of iron ore"
    )


def test_a_shift_is_told_by_the_partner_that_is_hit() -> None:
    from dependency_explorer.figures.what_if import Shift, ShiftLine

    def line(code: str, share: float, base: float) -> ShiftLine:
        return ShiftLine(code, code, share, base, share, base, False)

    lines = (line("RUS", 0.2, 0.3), line("CHN", 0.6, 0.3))
    shift = Shift("imports", ("oil",), lines, "kt", "", "2023", "", 0.4, 0.2, False, (), (), ())
    assert shift.point.partner == "CHN"
    assert replace(shift, hit=frozenset({"RUS"})).point.partner == "RUS"
    assert replace(shift, hit=frozenset({"RUS"})).weight > shift.weight
