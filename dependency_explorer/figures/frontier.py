"""Where a failure begins to hurt: the figure of its breaking points, and in words what would have spared it."""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING

from dependency_explorer.analysis.question import Question
from dependency_explorer.charts.frontier import FrontierData
from dependency_explorer.figures import words as wording
from dependency_explorer.figures.drafting import Draft
from dependency_explorer.figures.figure import Figure
from dependency_explorer.figures.stress import grid_sources, short_place
from dependency_explorer.figures.what_if import baseline_sources
from dependency_explorer.figures.words import Words
from dependency_explorer.whatif.breaking import MOST_DAYS, MOST_SPARE
from dependency_explorer.whatif.stress_place import Breaking

if TYPE_CHECKING:
    from dependency_explorer.data.dataset import Dataset


def frontier_figure(dataset: Dataset, breaking: Breaking, name: str, words: Words | None = None) -> Figure:
    """Depth over duration of what `name` calls the failure."""
    scenario = breaking.scenario
    draft = Draft(
        dataset,
        Question(scenario.focus, (breaking.commodity,), scenario.baseline, scenario.baseline),
        words or Words(),
    )
    say = draft.words.say
    goods = draft.commodity(breaking.commodity)
    flows = baseline_sources(dataset, scenario.focus, scenario.baseline, (breaking.commodity,))
    reason = ""
    if breaking.at_peak:
        reason = say("A peak is that of an hour: how long a failure lasts decides nothing. {what}",
                     what=" ".join(safety_sentences(dataset, breaking)))  # fmt: skip
    data = FrontierData(
        tuple((point.steps, point.depth) for point in breaking.points), scenario.step, name, goods, reason
    )
    return draft.figure(
        "frontier",
        _title(draft, breaking, name, goods),
        (
            say("smallest depth of the cut that makes a shortage, by duration"),
            f"{draft.place}, {goods}",
            say("from {date}", date=wording.date_text(scenario.start)),
            say("baseline {year}", year=scenario.baseline),
        ),
        data,
        (draft.place_slug(), draft.commodity_slug((breaking.commodity,)), "breaking points", name),
        sources=flows,
        notes=[
            say("The whole failure has the depth and duration shown; other events, if any, do not happen."),
            *safety_sentences(dataset, breaking),
        ],
        outcome=True,
        more_sources=() if flows else grid_sources(dataset, scenario.focus, scenario.baseline),
    )


def safety_sentences(dataset: Dataset, breaking: Breaking, words: Words | None = None) -> tuple[str, ...]:
    """What would have been enough, each alone, a sentence each, with units."""
    words = words or Words()
    say = words.say
    goods = wording.in_sentence(dataset.commodity_name(breaking.commodity))
    if breaking.at_peak:
        return _peak_sentences(breaking, words)
    found = breaking.safety
    if found is None:
        return ()
    if found.safe:
        return (say("Nothing goes short of {goods}: there is nothing to make safe.", goods=goods),)
    horizon = wording.counted(breaking.scenario.steps, breaking.scenario.step)
    stock = (
        say("Not even {days} days of stock would have been enough.", days=wording.number(MOST_DAYS))
        if found.stock_days is None
        else say("{days} of demand in stock at the start would have been enough for {horizon}.",
                 days=wording.counted(_up(found.stock_days), "day"), horizon=horizon)
    )  # fmt: skip
    times = wording.number(MOST_SPARE)
    spare = (
        say("No spare of the other suppliers, up to {times} times what they deliver, would have been enough, "
            "given how late it comes.", times=times)
        if found.spare is None
        else say("A spare of {share} of what the other suppliers deliver would have been enough, with their "
                 "lead times as they are.", share=wording.percent(_up(1000 * found.spare) / 1000, 1))
    )  # fmt: skip
    early = (
        say("With the spare they have, the other suppliers could not have made up for it even at once.")
        if found.lead_weeks is None
        else say("With the spare they have, the other suppliers would have had to step in within {weeks}.",
                 weeks=wording.counted(int(found.lead_weeks), "week"))
    )  # fmt: skip
    return (stock, spare, early)


def _peak_sentences(breaking: Breaking, words: Words) -> tuple[str, ...]:
    tell = words.say
    missing = wording.amount(breaking.peak_missing or 0.0, "MW")
    if not breaking.peak_missing:
        return (tell("All load is met at the peak."),)
    needed = tell("{missing} more at the peak, from stations, lines or savings, would have been enough.",
                  missing=missing)  # fmt: skip
    if breaking.peak_depth == 0:
        return (tell("Load is shed at this peak without any failure."), needed)
    depth = wording.percent(_up(1000 * (breaking.peak_depth or 1.0)) / 1000, 1)
    return (tell("Load is shed at the peak from a failure of {depth} on.", depth=depth), needed)


def _title(draft: Draft, breaking: Breaking, name: str, goods: str) -> str:
    say = draft.words.say
    whose = wording.possessive(short_place(draft.dataset, breaking.scenario.focus))
    step = breaking.scenario.step
    if breaking.at_peak or not breaking.points:
        return say("{whose} {goods} at the peak: {name}", whose=whose, goods=goods, name=name)
    whole = [point for point in breaking.points if point.depth is not None]
    if not whole:
        return say("{whose} {goods} survives: {name}", whose=whose, goods=goods, name=name)
    longest = breaking.points[-1]
    depth = longest.depth or 0.0
    # A tenth of a percent: the search is finer, the assumptions are not.
    cut = say("a cut of {depth}", depth=wording.percent(depth, 1)) if depth >= 0.0005 else say("any cut")
    return say(
        "{name}: {whose} {goods} goes short from {cut} over {span}",
        name=name, whose=whose, goods=goods, cut=cut, span=wording.counted(int(longest.steps), step),
    )  # fmt: skip


def _up(value: float) -> int:
    """The next whole number: what is enough may not be rounded down."""
    return ceil(value - 1e-6)
