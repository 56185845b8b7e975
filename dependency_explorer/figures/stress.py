"""The stress test as a figure: what fails, who goes short of what, how much of demand, and from when."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from dependency_explorer.analysis.question import Question
from dependency_explorer.charts.stress import TOGETHER, StressBar, StressData
from dependency_explorer.figures import words as wording
from dependency_explorer.figures.drafting import Draft
from dependency_explorer.figures.figure import Figure
from dependency_explorer.figures.what_if import baseline_sources
from dependency_explorer.figures.words import Words
from dependency_explorer.whatif.peak_power import UNIT as PEAK_UNIT
from dependency_explorer.whatif.stress import StressResult, StressTest, distinct

if TYPE_CHECKING:
    from dependency_explorer.data.dataset import Dataset

KINDS = {
    "supplier": "supplier", "link": "link", "route": "route", "asset": "plant, mine or carrier",
    "owner": "owner", "import_limit": "import limit",
}  # fmt: skip
"""What a kind of failure is called."""


def stress_figure(
    dataset: Dataset, test: StressTest, results: Sequence[StressResult] | None = None, words: Words | None = None
) -> Figure:  # fmt: skip
    """The ranking. results: those of the test to show (None: all), in the order of the test.

    Repeats are left out and counted: a link that does what its supplier does.
    """
    base = test.scenario
    draft = Draft(dataset, Question(base.focus, first=base.baseline, last=base.baseline), words or Words())
    say = draft.words.say
    chosen = test.results if results is None else results
    shown = distinct(chosen)
    goods = tuple(dict.fromkeys(one.commodity for one in shown))
    reason = (
        "" if shown else say("No failure of this test is chosen: choose other kinds, or clear the filter.")
    )
    data = StressData(tuple(bar(dataset, test, one) for one in shown), reason)
    whose = draft.commodities(goods) if 0 < len(goods) <= 2 else say("all commodities")
    own = tuple(dict.fromkeys(one.commodity for one in shown if one.place == base.focus))
    return draft.figure(
        "stress",
        _title(draft, shown),
        (
            say("share of demand unmet"),
            f"{draft.place}, {whose}",
            say("every failure total, {span}", span=span_text(test)),
            say("baseline {year}", year=base.baseline),
        ),
        data,
        (draft.place_slug(), draft.commodity_slug(goods) if len(goods) <= 2 else "", "stress test",
         base.baseline),
        sources=baseline_sources(dataset, base.focus, base.baseline, own),
        notes=_notes(draft, test, chosen, shown),
        outcome=True,
        more_sources=_more_sources(dataset, shown),
    )  # fmt: skip


def bar(dataset: Dataset, test: StressTest, one: StressResult) -> StressBar:
    """One result as the chart and the table of the window show it."""
    unit, factor = wording.scaled_unit((one.unserved,), one.unit)
    whole = one.unserved / one.unserved_share if one.unserved_share else None
    single = one.failures[0] if len(one.failures) == 1 else None
    exporter = single.targets[0].exporter if single is not None and single.targets else ""
    return StressBar(
        key=f"{'+'.join(failure.code for failure in one.failures)}:{one.place}:{one.commodity}:{one.unit}",
        label=label_text(one),
        goods=goods_text(dataset, test, one),
        kind=" + ".join(dict.fromkeys(KINDS.get(f.kind, f.kind) for f in one.failures)),
        code=exporter if exporter != test.scenario.focus else "",
        share=one.unserved_share,
        unserved=one.unserved * factor,
        unit=unit,
        first=first_text(test, one),
        first_step=None if one.first_short_step is None else float(one.first_short_step),
        excess_share=None if one.excess is None or not whole else one.excess / whole,
        alone=one.harmless_alone,
    )


def goods_text(dataset: Dataset, test: StressTest, one: StressResult) -> str:
    """What goes short, and where it is not the country’s supply over the horizon, of whom or when."""
    name = dataset.commodity_name(one.commodity)
    if one.unit == PEAK_UNIT:
        return f"{name} at the peak"
    return name if one.place == test.scenario.focus else f"{name}, {short_place(dataset, one.place)}"


def short_place(dataset: Dataset, place: str) -> str:
    """A place's name without what stands in brackets behind it."""
    name = dataset.place_name(place)
    return name.partition(" (")[0] or name


def label_text(one: StressResult) -> str:
    """What fails; of two at once, without what stands in brackets behind either name."""
    names = [failure.label for failure in one.failures]
    return names[0] if len(names) == 1 else TOGETHER.join(name.partition(" (")[0] or name for name in names)


def first_text(test: StressTest, one: StressResult) -> str:
    """ "week 3"; "day 1"; the peak is that of an hour."""
    if one.first_short_step is None:
        return ""
    if one.unit == PEAK_UNIT:
        return "the peak"
    step = one.scenario.step if one.scenario is not None else test.scenario.step
    return f"{step} {one.first_short_step}"


def span_text(test: StressTest) -> str:
    """ "52 weeks from 1 January 2024"."""
    base = test.scenario
    return f"{wording.counted(base.steps, base.step)} from {wording.date_text(base.start)}"


def _title(draft: Draft, shown: Sequence[StressResult]) -> str:
    say = draft.words.say
    worst = next((one for one in shown if one.unserved_share), None)
    if not shown:
        return say("Stress test of {place}: nothing chosen", place=draft.place)
    if worst is None:
        return say("No failure makes {place} go short", place=draft.place)
    pattern = "{who}: {share} of {whose} {goods} demand unmet"
    return say(
        pattern
        if len(shown) == 1
        else "Worst of {count}: {who}, with {share} of {whose} {goods} demand unmet",
        who=label_text(worst),
        share=wording.percent(worst.unserved_share or 0.0),
        whose=wording.possessive(short_place(draft.dataset, worst.place)),
        goods=draft.commodity(worst.commodity),
        count=wording.counted(len(shown), "failure"),
    )


def _notes(
    draft: Draft, test: StressTest, chosen: Sequence[StressResult], shown: Sequence[StressResult]
) -> list[str]:
    say = draft.words.say
    notes = [say("What partners not stated deliver is not tested.")]
    responses = test.scenario.responses
    if responses.draw_stocks is not None and responses.replace:
        notes.append(
            say(
                "Stocks are drawn before anyone goes short, and links not hit deliver more after their lead time."
            )
        )
    if any(one.superadditive for one in shown):
        notes.append(say("Hatched: what two failures leave unmet beyond the sum of both alone."))
    if any(one.unit == PEAK_UNIT for one in shown):
        notes.append(
            say(
                "At the peak, the share is of the highest load in MW before the cut; elsewhere of all demand."
            )
        )
    if len(shown) < len(chosen):
        notes.append(
            say(
                "{count} left out that do the same as one shown, as a link does what its supplier does.",
                count=wording.counted(len(chosen) - len(shown), "result"),
            )
        )
    return [*notes, *test.notes]


def _more_sources(dataset: Dataset, shown: Sequence[StressResult]) -> tuple[str, ...]:
    """Sources, in words, of peaks and of shares of supply within grids."""
    from dependency_explorer.whatif.peak_power import peak_power

    found: list[str] = []
    asked = {
        (one.place, one.scenario.baseline, one.scenario.start, one.unit) for one in shown if one.scenario
    }
    for place, baseline, start, unit in sorted(asked):
        if unit == PEAK_UNIT:
            power = peak_power(dataset, place, start)
            found += power.sources if power is not None else ()
        else:
            found += grid_sources(dataset, place, baseline)
    return tuple(dict.fromkeys(text for text in found if text))


def grid_sources(dataset: Dataset, place: str, baseline: str) -> tuple[str, ...]:
    """Sources, in words, of the published shares that a grid within a country is supplied by."""
    from dependency_explorer.whatif.network import SupplyNetwork

    network = SupplyNetwork.from_dataset(dataset, place, baseline)
    return tuple(dict.fromkeys(item.production_source for item in network.commodities))
