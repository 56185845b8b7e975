"""What a briefing says: a scenario in a sentence, four numbers, why, compared with others, on which assumptions.

Nothing is computed here that the panel and the figures do not compute: their functions are asked, and their words
are put in the order in which a ministry reads them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from dependency_explorer import __version__
from dependency_explorer.analysis.question import Question
from dependency_explorer.data.problems import DataError
from dependency_explorer.figures import outcome_words
from dependency_explorer.figures import words as wording
from dependency_explorer.figures.assumption_words import range_with_unit, value_with_unit
from dependency_explorer.figures.comparison import Compared, Ran, baseline_value, compared
from dependency_explorer.figures.drafting import addresses
from dependency_explorer.figures.figure import Figure
from dependency_explorer.figures.outcome import outcome_figure
from dependency_explorer.figures.outcome_words import TileText
from dependency_explorer.figures.ranges import Spread
from dependency_explorer.figures.speech import ENGLISH, Speech
from dependency_explorer.figures.step_words import steps_text
from dependency_explorer.figures.stock import stock_figure
from dependency_explorer.figures.vocabulary import vocabulary
from dependency_explorer.figures.what_if import horizon, simulated
from dependency_explorer.figures.words import Words
from dependency_explorer.whatif.wording import readable

if TYPE_CHECKING:
    from dependency_explorer.data.dataset import Dataset
    from dependency_explorer.whatif.findings import Findings
    from dependency_explorer.whatif.outcome import Outcome
    from dependency_explorer.whatif.scenario import Scenario
    from dependency_explorer.whatif.sensitivity import Swing

MOST_SWINGS = 3
"""So many assumptions are named as those that matter most."""


@dataclass(frozen=True, slots=True)
class Number:
    """One of the four numbers, with what it is in the baseline."""

    text: TileText
    baseline: str


@dataclass(frozen=True, slots=True)
class AssumptionLine:
    """A row of the ledger as printed. edited: the scenario states it; default: what it would be otherwise."""

    label: str
    value: str
    span: str
    source: str
    edited: bool
    default: str


@dataclass(frozen=True, slots=True)
class Briefing:
    """Everything that stands on the pages.

    title: the point, drafted from the numbers. about: kind of paper, place and commodity. kicker: the scenario’s
    name. lead: the scenario as a sentence, and what is done about it. details: horizon, baseline, author; the
    events where there are several. findings: a word and its sentences. scenarios: how many are compared. draws:
    how many stand behind ranges, 0 without. left_out: why another scenario is not compared. edition: dataset,
    version, day.
    """

    title: str
    about: str
    kicker: str
    lead: tuple[str, ...]
    details: tuple[str, ...]
    numbers: tuple[Number, ...]
    stock: Figure
    balance: Figure
    findings: tuple[tuple[str, tuple[str, ...]], ...]
    compared: Compared
    scenarios: int
    draws: int
    left_out: tuple[str, ...]
    assumptions: tuple[AssumptionLine, ...]
    sources: tuple[str, ...]
    limits: tuple[str, ...]
    statement: str
    edition: str
    alt_text: str
    file_name: str

    def titled(self, title: str) -> Briefing:
        """The same briefing under the user's own title."""
        return replace(self, title=title)


def main_good(outcome: Outcome) -> str:
    """The commodity that a briefing is about if nobody names one: what the first event names, else what is hit
    hardest. "" where the run simulates nothing."""
    hit = [event.target.commodity for event in outcome.scenario.disruptions if event.target.commodity]
    return simulated(outcome, Question(outcome.network.focus, tuple(hit[:1])))


def briefing(
    dataset: Dataset,
    runs: Sequence[Ran],
    commodity: str = "",
    day: date | None = None,
    seed: int = 0,
    tr: Speech = ENGLISH,
) -> Briefing:
    """The briefing on the first of `runs`, which the others are compared with.

    commodity: what it is about, by default what the first event names. day: the date in the footer, by default
    today. seed: of the draws. Raises DataError where the first scenario could not run or does not simulate the
    commodity.
    """
    run = runs[0]
    outcome = run.outcome
    if outcome is None:
        raise DataError(run.trouble or tr("The scenario has not been run."))
    commodity = commodity or main_good(outcome)
    if not commodity or not outcome.simulates(commodity):
        known = ", ".join(outcome.spoken_of[:8])
        raise DataError(
            f"“{commodity}” is not simulated for {outcome.network.focus} in {outcome.network.period}. "
            f"Choose one of {known}."
            if known
            else f"The scenario simulates no commodity of {outcome.network.focus} in {outcome.network.period}."
        )
    from dependency_explorer.whatif.findings import find, foresight

    words = Words(tr.translate)
    runs = [_with_ranges(one) for one in runs]
    run, drawn = runs[0], runs[0].drawn
    spread = Spread(drawn) if drawn is not None and commodity in drawn.ranges() else None
    question = Question(outcome.network.focus, (commodity,))
    stock = stock_figure(dataset, question, outcome, words, spread)
    balance = outcome_figure(dataset, question, outcome, words, spread)
    found = find(outcome, dataset, commodity)
    place = dataset.place_name(outcome.network.focus)
    goods = dataset.commodity_name(commodity)
    fellows = [one for one in runs[1:] if one.outcome is not None and _same_place(one, run)]
    day = day or date.today()
    numbers = _numbers(outcome, commodity, drawn, tr)
    return Briefing(
        title=balance.title,
        about=" · ".join((tr("What-if briefing"), place, goods)),
        kicker=_kicker(run, tr),
        lead=_lead(dataset, outcome, commodity, tr),
        details=_details(dataset, outcome, tr),
        numbers=numbers,
        stock=stock,
        balance=balance,
        findings=_findings(dataset, outcome, found, foresight(outcome, dataset), tr),
        compared=compared(dataset, [run, *fellows], tr=tr),
        scenarios=1 + len(fellows),
        draws=max(0 if one.drawn is None else len(one.drawn.unserved) for one in (run, *fellows)),
        left_out=_left_out(dataset, runs, fellows, tr),
        assumptions=_assumptions(dataset, outcome, tr),
        sources=_sources(dataset, outcome, stock, balance),
        limits=_limits(dataset, outcome, stock, balance, drawn, seed, tr),
        statement=tr(outcome.statement),
        edition=_edition(dataset, day, tr),
        alt_text=_alt(balance, stock, numbers, tr),
        file_name=briefing_name(dataset, run.scenario, commodity),
    )


def briefing_name(dataset: Dataset, scenario: Scenario, commodity: str) -> str:
    """A file name without suffix: briefing-mongolia-diesel-fuel-winter-fuel-squeeze."""
    goods = dataset.commodity_name(commodity)
    return wording.slug(
        "briefing",
        wording.ascii_or(dataset.place_name(scenario.focus), scenario.focus),
        wording.ascii_or(goods, commodity) if commodity else "",
        scenario.name or scenario.title,
    )


def _with_ranges(run: Ran) -> Ran:
    """The run without its draws where no assumption has a range: they all came to the same."""
    ranged = run.outcome is not None and any(row.low is not None for row in run.outcome.ledger)
    return run if ranged else replace(run, drawn=None)


def _kicker(run: Ran, tr: Speech) -> str:
    """Letter and name of the scenario, and its title where that says more."""
    scenario = run.scenario
    title = scenario.title.rstrip(".")
    return " · ".join((run.titled(tr), title) if title and title != scenario.name else (run.titled(tr),))


def _same_place(one: Ran, other: Ran) -> bool:
    return one.scenario.focus == other.scenario.focus


def _left_out(dataset: Dataset, runs: Sequence[Ran], fellows: Sequence[Ran], tr: Speech) -> tuple[str, ...]:
    said = []
    for one in runs[1:]:
        if one in fellows:
            continue
        about = tr("It is about {place}.").format(place=dataset.place_name(one.scenario.focus))
        reason = one.trouble if one.outcome is None else about
        said.append(tr("Not compared: {name}. {reason}").format(name=one.titled(tr), reason=reason))
    return tuple(said)


def _lead(dataset: Dataset, outcome: Outcome, commodity: str, tr: Speech) -> tuple[str, ...]:
    """What is cut, in a sentence; and what is done about it, in another."""
    from dependency_explorer.whatif.sentences import sentences

    done = [
        f"{_lowered(line.what)}{',' if line.key.startswith(('replace', 'source-')) else ''} {line.value}"
        for line in _actions(dataset, outcome, tr)
        if line.key in ("draw", "replace", "saving", "rationing") or line.key.startswith("source-")
    ]
    answer = (
        tr("Responses: {list}.").format(list="; ".join(done)) if done else tr("Responses: none are stated.")
    )
    return (sentences(outcome, dataset, commodity)[0].text, answer)


def _lowered(text: str) -> str:
    """The text after a colon; names of places and abbreviations keep their capital."""
    first = text.split(" ", 1)[0]
    return text[:1].lower() + text[1:] if first in ("Draw", "Buy", "Restrain", "Sharing") else text


def _actions(dataset: Dataset, outcome: Outcome, tr: Speech) -> tuple[outcome_words.Line, ...]:
    scenario = outcome.scenario
    known = vocabulary(dataset, outcome.links, scenario, outcome.network.assets)
    return outcome_words.actions(scenario, known, {one: outcome.unit(one) for one in outcome.spoken_of}, tr)


def _details(dataset: Dataset, outcome: Outcome, tr: Speech) -> tuple[str, ...]:
    scenario = outcome.scenario
    parts = [
        horizon(outcome),
        tr("baseline {year}").format(year=outcome.network.period),
        ", ".join(
            part
            for part in (
                tr("scenario by {name}").format(name=scenario.author) if scenario.author else "",
                wording.date_text(scenario.date),
            )
            if part
        ),
    ]
    said = [" · ".join(part for part in parts if part)]
    events = [line for line in _actions(dataset, outcome, tr) if line.key.startswith("disruption-")]
    if len(events) > 1:
        lines = "; ".join(
            f"({number}) {line.what} {line.value}" for number, line in enumerate(events, start=1)
        )
        said.append(tr("Events: {list}.").format(list=lines))
    return tuple(said)


def _numbers(outcome: Outcome, commodity: str, drawn: Outcome | None, tr: Speech) -> tuple[Number, ...]:
    """The four numbers as the panel shows them, each with its baseline."""
    row = outcome.key_numbers(commodity)
    ranges = drawn.ranges().get(commodity) if drawn is not None else None
    lost = outcome.lost_exports(commodity) if outcome.side(commodity) == "exports" else None
    nothing = outcome_words.share_text(0.0, tr=tr)
    none = tr("none")
    if lost is not None:
        texts = outcome_words.with_export_ranges(
            outcome_words.export_tiles(lost, row, outcome.scenario, tr), ranges, tr
        )
        zero = outcome_words.amount(0.0, lost.unit)
        base: tuple[str, ...] = (nothing, none, zero, zero)
    else:
        texts = outcome_words.with_ranges(outcome_words.tiles(row, outcome.scenario, tr), ranges, tr)
        cover = baseline_value("min_cover_days", (outcome,), commodity)
        days = "–" if cover is None else steps_text(round(cover, 0 if cover >= 10 else 1), "day", tr)
        unit = "US$" if "US$" in texts[3].value else str(row["unit"])
        whole = nothing if row["event_unserved_share"] is not None else "–"
        base = (whole, none, days, outcome_words.amount(0.0, unit))
    return tuple(Number(text, said) for text, said in zip(texts, base, strict=True))


def _findings(
    dataset: Dataset, outcome: Outcome, found: Findings, foreseen: tuple[str, ...], tr: Speech
) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """A word and its sentences; a word without any is left out."""
    from dependency_explorer.whatif.sentences import sentences

    course = tuple(one.text for one in sentences(outcome, dataset, found.commodity)[1:])
    parts = (
        (tr("Course"), course),
        (tr("Why it goes short"), found.why),
        (tr("Which event"), found.causes),
        (tr("What matters"), _swings(outcome, found, tr)),
        (tr("In money"), found.money),
        (tr("With foresight"), foreseen),
    )
    return tuple((word, said) for word, said in parts if said)


def _swings(outcome: Outcome, found: Findings, tr: Speech) -> tuple[str, ...]:
    """The assumptions that move most what goes unmet, each alone."""
    rows = {row.key: row for row in outcome.ledger}
    unit = outcome.unit(found.commodity)
    largest = sorted(found.swings, key=_width, reverse=True)
    said = []
    for swing in largest[:MOST_SWINGS]:
        row = rows.get(swing.key)
        if row is None or outcome_words.amount(swing.at_low, unit) == outcome_words.amount(
            swing.at_high, unit
        ):
            continue
        said.append(
            tr("{what}: {span} takes what is unmet from {first} to {last}, all else as it stands.").format(
                what=row.label,
                span=range_with_unit(swing.low, swing.high, row.unit, tr),
                first=outcome_words.amount(swing.at_low, unit),
                last=outcome_words.amount(swing.at_high, unit),
            )
        )
    return tuple(said)


def _width(swing: Swing) -> float:
    return swing.width


def _assumptions(dataset: Dataset, outcome: Outcome, tr: Speech) -> tuple[AssumptionLine, ...]:
    from dependency_explorer.whatif.ledger_table import ledger_rows

    lines = []
    for row in ledger_rows(outcome):
        now = row.assumption
        source = "; ".join(part for part in (now.source, now.note) if part)
        lines.append(
            AssumptionLine(
                now.label,
                value_with_unit(now.value, now.unit, tr),
                range_with_unit(now.low, now.high, now.unit, tr),
                readable(source, dataset),
                row.edited,
                value_with_unit(row.default, now.unit, tr)
                if row.edited and row.default is not None and row.default != now.value
                else "",
            )
        )
    return tuple(lines)


def _sources(dataset: Dataset, outcome: Outcome, *figures: Figure) -> tuple[str, ...]:
    """Every source of what is drawn, in full; then those that the assumptions name."""
    by_short: dict[str, list[str]] = {}
    for code, url in addresses(dataset).items():
        full = f"{dataset.source_label(code)} {url}".strip()
        by_short.setdefault(dataset.source_short(code), []).append(full)

    def in_full(text: str) -> str:
        # Where several works of one publisher and year could be meant, none is picked.
        known = by_short.get(text, ())
        return known[0] if len(known) == 1 else text

    found = dict.fromkeys(in_full(source) for figure in figures for source in figure.sources)
    for row in outcome.ledger:
        found.update({in_full(short): None for short in by_short if short and short in row.source})
    return tuple(wording.capitalised(source) for source in found)


def _limits(
    dataset: Dataset, outcome: Outcome, stock: Figure, balance: Figure, drawn: Outcome | None, seed: int,
    tr: Speech,
) -> tuple[str, ...]:  # fmt: skip
    """What the arithmetic cannot say, then what the run and the scenario's author say of this case."""
    step = outcome.scenario.step
    said = [
        tr(
            "The run moves the trade and use of {year} and adds nothing that the scenario does not state: "
            "prices move no demand, and nobody acts beyond the responses above."
        ).format(year=outcome.network.period),
        tr("Only {place} is followed; other places stay as they were, save what the events take.").format(
            place=dataset.place_name(outcome.network.focus)
        ),
        tr("Within a {step} everything is an average.").format(step=step),
    ]
    if drawn is not None:
        ranged = sum(row.low is not None for row in outcome.ledger)
        said.append(
            tr(
                "Ranges hold nine of ten of {draws} draws (seed {seed}) of the {ranged} of {all} assumptions "
                "that have a range; the others keep their value. They are no probabilities of the event."
            ).format(
                draws=wording.number(len(drawn.unserved), 0),
                seed=seed,
                ranged=ranged,
                all=len(outcome.ledger),
            )
        )
    counted = wording.counted(len(outcome.ledger), "assumption")
    notes = [
        note
        for figure in (balance, stock)
        for note in (*figure.notes, figure.excluded)
        # The bands are told above; that the assumptions are listed, the list shows.
        if note and not note.startswith((tr("Bands:"), counted))
    ]
    return tuple(dict.fromkeys((*said, *notes)))


def _edition(dataset: Dataset, day: date, tr: Speech) -> str:
    version = str(dataset.metadata.get("version") or "").strip()
    known = [
        tr("Dataset “{title}”").format(title=dataset.title),
        tr("version {version}").format(version=version) if version else "",
        tr("checksum {sum}").format(sum=dataset.fingerprint[:12]),
    ]
    made = f"Dependency Explorer {__version__}"
    return " · ".join(
        (
            ", ".join(part for part in known if part),
            made,
            wording.date_text(day.isoformat()).replace(" ", "\u00a0"),
        )
    )


def _alt(balance: Figure, stock: Figure, numbers: Sequence[Number], tr: Speech) -> str:
    """What a reader who does not see the pages must know."""
    told = "; ".join(
        f"{one.text.value} {one.text.caption}" + tr(" (baseline {base})").format(base=one.baseline)
        for one in numbers
    )
    return " ".join((balance.alt_text, f"{wording.capitalised(told)}.", stock.alt_text))
