"""The key figures above the charts: value, definition, date, source, and the what-if value beside it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from dependency_explorer.analysis.memory import remembered
from dependency_explorer.analysis.question import Question
from dependency_explorer.charts.ticks import bounded_index
from dependency_explorer.data.schema import NOT_STATED
from dependency_explorer.figures import words
from dependency_explorer.figures.covering import span_text

if TYPE_CHECKING:
    from dependency_explorer.analysis.indicators import Indicator
    from dependency_explorer.data.dataset import Dataset
    from dependency_explorer.whatif.outcome import Outcome

HHI_HIGH = 0.4
"""Above this the EU's core dependency indicators call a supply concentrated."""


@dataclass(frozen=True, slots=True)
class KeyFigure:
    """One number with everything a reader needs to quote it.

    value, detail: what the tile shows. what_if: the value under the scenario in words, "" without one.
    alarm: whether the what-if value is worse than the baseline. explanation: definition, note and sources.
    """

    name: str
    label: str
    value: str
    detail: str
    what_if: str
    alarm: bool
    explanation: str


def key_figures(
    dataset: Dataset, question: Question, commodity: str, outcome: Outcome | None
) -> tuple[KeyFigure, ...]:
    """The four key figures of one commodity for the question's place and period.

    `outcome` is the scenario's result where it runs on this very period, else None. A value that the data
    cannot give is shown as a dash with the reason, never as zero.
    """
    if outcome is not None and not outcome.simulates(commodity):
        outcome = None
    period = question.first if question.first == question.last else f"{question.first}:{question.last}"
    found = _indicators(dataset, question.place, commodity, period)
    asked = words.period_text(question.first, question.last)
    buyers = question.side == "exports"
    shares = outcome.shares(commodity) if outcome is not None else None
    return (
        _dependency(found, asked, outcome, commodity),
        _top(dataset, found, asked, buyers, shares),
        _concentration(found, asked, buyers, shares),
        _cover(found, outcome, commodity),
    )


@remembered
def _indicators(dataset: Dataset, place: str, commodity: str, period: str) -> dict[str, Indicator]:
    """Remembered: a lever changes the what-if beside the indicators, never the indicators."""
    from dependency_explorer.analysis.indicators import indicators

    return {row.indicator: row for row in indicators(dataset, place, commodity, period)}


def _explain(definition: str, row: Indicator | None) -> str:
    note = row.note if row is not None else ""
    return "\n".join(part for part in (definition, note) if part)


def _when(row: Indicator | None, asked: str) -> str:
    """The years that the number is of, or where none is whole their months, short enough for a tile."""
    span = row.span if row is not None else None
    if span is None or not span.periods:
        return asked
    return words.short_months(
        words.period_text(span.periods[0], span.periods[-1]) if span.whole else span_text(span)
    )


def _dependency(
    found: dict[str, Indicator], asked: str, outcome: Outcome | None, commodity: str
) -> KeyFigure:
    row = found.get("import_dependency")
    value = row.value if row is not None else None
    what_if, alarm = _loss(outcome, commodity)
    definition = "Import dependency = (imports − exports) / gross available, not clamped."
    detail = (
        f"(imports − exports) / gross available · {_when(row, asked)}"
        if value is not None
        else (row.note if row else "")
    )
    return KeyFigure(
        "import_dependency",
        "Import dependency",
        words.percent(value) if isinstance(value, float) else "–",
        detail,
        what_if,
        alarm,
        _explain(definition, row),
    )


def _loss(outcome: Outcome | None, commodity: str) -> tuple[str, bool]:
    """What the scenario costs while it lasts: supply at home, or for what is sold, exports."""
    if outcome is None or outcome.equals_baseline:
        return "", False
    if outcome.side(commodity) == "exports":
        lost = outcome.lost_exports(commodity)
        share = lost.event_share if lost is not None else 0.0
        return (f"{words.percent(share)} of exports lost", True) if share > 0 else ("", False)
    unmet = outcome.key_numbers(commodity).get("event_unserved_share")
    if isinstance(unmet, float) and unmet > 0:
        return f"{words.percent(unmet)} unmet in the event", True
    return "", False


def _top(
    dataset: Dataset,
    found: dict[str, Indicator],
    asked: str,
    buyers: bool,
    shares: tuple[dict[str, float], dict[str, float]] | None,
) -> KeyFigure:
    who = found.get("top_buyer" if buyers else "top_supplier")
    share = found.get("top_buyer_share" if buyers else "top_share")
    label = "Top buyer" if buyers else "Top supplier"
    if who is None or share is None or not isinstance(who.value, str) or not isinstance(share.value, float):
        note = who.note if who is not None else "no partner is stated for this period"
        return KeyFigure("top_partner", label, "–", note, "", False, note)
    what_if = ""
    alarm = False
    if shares is not None and not buyers:
        after = shares[0].get(who.value)
        before = shares[1].get(who.value)
        if after is not None and before is not None and abs(after - before) > 0.0005:
            what_if = f"what-if {words.percent(after)}"
            alarm = after > before
    return KeyFigure(
        "top_partner",
        label,
        f"{dataset.place_name(who.value)} {words.percent(share.value)}",
        f"of {'value' if 'value' in share.note else 'quantity'} · {_when(share, asked)}",
        what_if,
        alarm,
        _explain(f"{label}: the partner with the largest share, and that share.", share),
    )


def _concentration(
    found: dict[str, Indicator],
    asked: str,
    buyers: bool,
    shares: tuple[dict[str, float], dict[str, float]] | None,
) -> KeyFigure:
    row = found.get("export_hhi" if buyers else "hhi")
    effective = found.get("effective_buyers" if buyers else "effective_suppliers")
    definition = "Herfindahl–Hirschman index: the sum of squared shares; 1 is a single partner."
    if row is None or not isinstance(row.value, float):
        note = row.note if row is not None else "no partner is stated for this period"
        return KeyFigure("hhi", "Concentration (HHI)", "–", note, "", False, _explain(definition, row))
    least = "lower bound" in row.note
    pieces = []
    if effective is not None and isinstance(effective.value, float):
        noun = "buyers" if buyers else "suppliers"
        at_most = "at most " if least else ""
        pieces.append(f"{at_most}{words.number(effective.value, 1)} effective {noun}")
    pieces.append(f"high above {words.number(HHI_HIGH, 2)}")
    pieces.append(_when(row, asked))
    what_if = ""
    alarm = False
    if shares is not None and not buyers and shares[0]:
        before, after = _squares(shares[1]), _squares(shares[0])
        if abs(after - before) > 0.0005:
            unstated = any(partners.get(NOT_STATED, 0.0) > 0 for partners in shares)
            what_if = f"what-if {bounded_index(after, unstated)}"
            alarm = after > before
    return KeyFigure(
        "hhi",
        "Concentration (HHI)",
        bounded_index(row.value, least),
        " · ".join(pieces),
        what_if,
        alarm,
        _explain(definition, row),
    )


def _squares(shares: dict[str, float]) -> float:
    """The index of named partners; those not stated are no single supplier."""
    return sum(share * share for partner, share in shares.items() if partner != NOT_STATED)


def _cover(found: dict[str, Indicator], outcome: Outcome | None, commodity: str) -> KeyFigure:
    row = found.get("days_of_cover")
    value = row.value if row is not None else None
    what_if = ""
    alarm = False
    if outcome is not None and not outcome.equals_baseline:
        lowest = outcome.key_numbers(commodity).get("min_cover_days")
        if isinstance(lowest, float):
            what_if = f"what-if low: {words.number(lowest, 0)}"
            series = outcome.series(commodity)
            alarm = any(
                (now or 0.0) < (usual or 0.0)
                for now, usual in zip(series["stock"], series["baseline_stock"], strict=True)
            )
    note = row.note if row is not None else "no stock is loaded"
    return KeyFigure(
        "days_of_cover",
        "Days of cover",
        words.number(value, 0) if isinstance(value, float) else "–",
        note,
        what_if,
        alarm,
        _explain("Days of cover = stock / daily demand.", row),
    )
