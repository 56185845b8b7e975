"""Supply against demand under a scenario, step by step."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dependency_explorer.charts.outcome_data import OutcomeData, export_data
from dependency_explorer.data.schema import NOT_STATED
from dependency_explorer.figures import words as wording
from dependency_explorer.figures.drafting import Draft
from dependency_explorer.figures.figure import Figure
from dependency_explorer.figures.ranges import Spread, band, range_notes
from dependency_explorer.figures.what_if import (
    assumption_lines,
    flow_sources,
    horizon,
    scenario_name,
    scenario_sources,
    simulated,
    stock_sources,
)
from dependency_explorer.figures.words import Words

if TYPE_CHECKING:
    from dependency_explorer.analysis.question import Question
    from dependency_explorer.data.dataset import Dataset
    from dependency_explorer.whatif.outcome import Outcome

_VISIBLE = 0.0005
"""A share below this is nothing that a percentage shows."""


def outcome_figure(
    dataset: Dataset,
    question: Question,
    outcome: Outcome | None,
    words: Words | None = None,
    spread: Spread | None = None,
) -> Figure:
    """What serves demand in each step, what is unmet, and the baseline; else why there is none."""
    draft = Draft(dataset, question, words or Words())
    commodity = simulated(outcome, question) if outcome is not None else ""
    if outcome is None or not commodity:
        return empty_outcome(draft, "outcome")
    selling = outcome.side(commodity) == "exports"
    data = outcome_data(draft, outcome, commodity, spread)
    place = dataset.place_name(outcome.network.focus)
    kind = "exports against the baseline, {unit} a {step}" if selling else (
        "supply against demand, {unit} a {step}"
    )  # fmt: skip
    return draft.figure(
        "outcome",
        (_exports_title if selling else _title)(draft, outcome, commodity, place),
        (
            draft.words.say(kind, unit=data.unit, step=outcome.scenario.step),
            f"{place}, {draft.commodity(commodity)}",
            horizon(outcome),
            draft.words.say("scenario: {name}", name=scenario_name(outcome)),
            draft.words.say("baseline {year}", year=outcome.network.period),
        ),
        data,
        (wording.ascii_or(place, outcome.network.focus), draft.commodity_slug((commodity,)),
         "what-if exports" if selling else "what-if supply", scenario_name(outcome)),
        sources=flow_sources(outcome, dataset, (commodity,)),
        notes=[*range_notes(draft, data.band), *run_notes(draft, outcome, commodity)],
        outcome=True,
        more_sources=(*stock_sources(outcome, commodity), *scenario_sources(outcome, dataset)),
        assumptions=assumption_lines(outcome.ledger),
    )  # fmt: skip


def outcome_data(draft: Draft, outcome: Outcome, commodity: str, spread: Spread | None = None) -> OutcomeData:
    """What the chart draws: exports of what is sold, else supply against demand."""
    selling = outcome.side(commodity) == "exports"
    return (_exports if selling else _supply)(draft, outcome, commodity, spread)


def _supply(draft: Draft, outcome: Outcome, commodity: str, spread: Spread | None) -> OutcomeData:
    """What serves demand at home."""
    series = outcome.series(commodity)
    unit, factor = wording.scaled_unit([value or 0.0 for value in series["demand"]], outcome.unit(commodity))

    def scaled(name: str) -> tuple[float | None, ...]:
        return tuple(None if value is None else value * factor for value in series[name])

    # Most runs know none of these: no layer, no column.
    forgone = {name: scaled(name) for name in ("saved", "given_way", "switched") if any(series[name])}
    import_code = _only(outcome, commodity, "imports")
    replacement_code = _only(outcome, commodity, "replacement")
    place_name = draft.dataset.place_name
    return OutcomeData(
        dates=outcome.dates,
        demand=scaled("demand"),
        served_import=scaled("imports"),
        served_production=scaled("production"),
        from_stock=scaled("draw"),
        replacement=scaled("replacement"),
        unserved=scaled("unserved"),
        baseline=scaled("baseline_served"),
        unit=unit,
        name=wording.capitalised(draft.commodity(commodity)),
        step=outcome.scenario.step,
        import_code=import_code,
        replacement_code=replacement_code,
        import_name=place_name(import_code) if import_code else "",
        replacement_name=place_name(replacement_code) if replacement_code else "",
        band=band(draft, spread, commodity, "served", factor),
        saved=forgone.get("saved", ()),
        given_way=forgone.get("given_way", ()),
        switched=forgone.get("switched", ()),
    )


def _exports(draft: Draft, outcome: Outcome, commodity: str, spread: Spread | None) -> OutcomeData:
    """What is sold abroad, and what finds no buyer."""
    series = outcome.export_series(commodity)
    usual = [value or 0.0 for value in series["baseline"]]
    unit, factor = wording.scaled_unit(usual, outcome.unit(commodity))
    parts = {
        name: tuple(None if value is None else value * factor for value in values)
        for name, values in series.items()
    }
    buyers = {
        code: sum(value or 0.0 for value in values)
        for code, values in outcome.by_partner(commodity, "baseline_exports").items()
    }
    main = max((code for code in buyers if code != NOT_STATED), key=lambda code: buyers[code], default="")
    return export_data(
        outcome.dates,
        unit,
        wording.capitalised(draft.commodity(commodity)),
        step=outcome.scenario.step,
        buyer_code=main,
        buyer_name=draft.dataset.place_name(main) if main else "",
        only_buyer=len([one for one in buyers.values() if one > 0]) == 1,
        band=band(draft, spread, commodity, "exports", factor),
        **parts,
    )


def _only(outcome: Outcome, commodity: str, what: str) -> str:
    """The one partner that a layer comes from, "" for several or an unnamed one."""
    partners = [code for code, values in outcome.by_partner(commodity, what).items() if any(values)]
    return partners[0] if len(partners) == 1 and partners[0] != NOT_STATED else ""


def _title(draft: Draft, outcome: Outcome, commodity: str, place: str) -> str:
    say = draft.words.say
    numbers = outcome.key_numbers(commodity)
    goods = draft.commodity(commodity)
    share = numbers["event_unserved_share"]
    first = numbers["first_short_date"]
    if share is None or first is None or share < _VISIBLE:
        cover = numbers["min_cover_days"]
        if cover is not None and any(outcome.series(commodity)["draw"]):
            return say(
                "What if: all of {whose} {goods} demand is still met, with stocks down to {days} of demand",
                whose=wording.possessive(place), goods=goods, days=days_text(cover),
            )  # fmt: skip
        return say(
            "What if: all of {whose} {goods} demand is still met",
            whose=wording.possessive(place),
            goods=goods,
        )
    return say(
        "What if: {share} of {whose} {goods} demand goes unmet during the event, from {date}",
        share=wording.percent(float(share), 1 if share < 0.1 else 0),
        whose=wording.possessive(place), goods=goods, date=wording.date_text(str(first)),
    )  # fmt: skip


def _exports_title(draft: Draft, outcome: Outcome, commodity: str, place: str) -> str:
    """The share of exports that is not sold during the event, and where it goes."""
    say = draft.words.say
    goods = draft.commodity(commodity)
    lost = outcome.lost_exports(commodity)
    if lost is None or lost.first_date is None or lost.event_share < _VISIBLE:
        return say("What if: {place} sells all of its usual exports of {goods}", place=place, goods=goods)
    after = ""
    if lost.production_cut > max(lost.stockpiled, lost.kept_home, lost.spilt):
        after = say(" and cuts production by {amount}", amount=wording.amount(lost.production_cut, lost.unit))
    elif lost.stockpiled > max(lost.kept_home, lost.spilt):
        after = say(" and stockpiles {amount}", amount=wording.amount(lost.stockpiled, lost.unit))
    return say(
        "What if: {place} sells {lost} less {goods} abroad during the event{after}",
        place=place, lost=wording.percent(lost.event_share), goods=goods, after=after,
    )  # fmt: skip


def days_text(days: float) -> str:
    """ "10 days", "1 day", "0 days"."""
    whole = round(days)
    return wording.counted(whole, "day")


def run_notes(draft: Draft, outcome: Outcome, commodity: str) -> list[str]:
    """What a reader of an outcome must know: warnings that concern what is shown or asked, what the author
    left out, how much is assumed.
    """
    count = len(outcome.ledger)
    notes = list(outcome.warnings_about(commodity, *draft.question.commodities))
    if outcome.scenario.missing:
        sentences = " ".join(f"{text.rstrip('.')}." for text in outcome.scenario.missing)
        notes.append(draft.words.say("The scenario’s author adds: {what}", what=sentences))
    notes.append(
        draft.words.say(
            "{count} in this run, each with its source.", count=wording.counted(count, "assumption")
        )
        if count
        else ""
    )
    return notes


def empty_outcome(draft: Draft, name: str) -> Figure:
    """The figure of an outcome that is not there."""
    from dependency_explorer.charts.stock import StockData

    reason = draft.words.say("There is no outcome yet: choose a scenario, and this chart shows what it does.")
    title = (
        draft.words.say("supply against demand under a scenario")
        if name == "outcome"
        else draft.words.say("stocks under a scenario")
    )
    data = (
        OutcomeData((), (), (), (), (), (), (), (), "", "", empty_reason=reason)
        if name == "outcome"
        else StockData((), (), (), None, None, "", "", (), reason)
    )
    return draft.figure(
        name, title, (draft.place,), data, (draft.place_slug(), "what-if", name), outcome=True
    )
