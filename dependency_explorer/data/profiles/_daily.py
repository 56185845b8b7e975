"""Daily gas flows: liquefied gas in place of a country, several reports of one day, both directions of one point."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from dependency_explorer.data.intake import guard
from dependency_explorer.data.intake.draft import Draft, Sift
from dependency_explorer.data.intake.periods import day
from dependency_explorer.data.intake.plan import Option
from dependency_explorer.data.keys import numbered
from dependency_explorer.data.profiles import _energy
from dependency_explorer.data.raw import Flags, Floats, RawColumn, choose, constant
from dependency_explorer.data.schema import NOT_STATED

LNG = frozenset({"liquefied natural gas", "lng", "lng imports", "lng terminals"})


def is_lng(text: str) -> bool:
    """Whether a text says liquefied gas where a country should stand."""
    return text.strip().casefold() in LNG


def partners(draft: Draft, column: RawColumn, scheme: str = "any") -> RawColumn:
    """Codes of partners; liquefied gas without an origin is the partner not stated."""
    stated = column.map(lambda text: "Not specified" if is_lng(text) else text)
    return draft.places.codes(stated, scheme)  # type: ignore[arg-type]


def tell_lng(sift: Sift, column: RawColumn) -> None:
    """Say that liquefied gas stands in place of a country."""
    sift.note(
        "lng",
        column.where(is_lng),
        "Liquefied natural gas stands in place of a country: its origin is not told, so the partner is “partner not "
        "stated” (XNS).",
    )


def lng_note(column: RawColumn) -> RawColumn:
    """A remark for the rows of liquefied gas."""
    return column.map(lambda text: "LNG, origin not stated" if is_lng(text) else "")


def earlier_reports(sift: Sift, figure: npt.NDArray[np.intp]) -> Flags:
    """Rows that a later row of the same figure replaces. figure: equal for reports of the same."""
    last = np.full(int(figure.max()) + 1 if len(figure) else 1, -1)
    positions = np.flatnonzero(sift.kept)
    last[figure[positions]] = positions
    return np.asarray(sift.kept & (np.arange(len(figure)) != last[figure]))


@dataclass(frozen=True)
class Points:
    """Reports of points, one row a day: who reports, with whom gas is exchanged, and in which direction.

    inward: gas enters the reporter's country. point: what is netted. unit: of values.
    """

    date: RawColumn
    reporter: RawColumn
    partner: RawColumn
    point: RawColumn
    inward: Flags
    values: Floats
    unit: str
    note: RawColumn
    quality: RawColumn


def add_points(draft: Draft, sift: Sift, points: Points) -> None:
    """Enter daily reports as monthly flows, entry and exit of one point and day netted."""
    options = (
        Option("net", "Count entry less exit of a point and day, in the direction of what is more"),
        Option("gross", "Count both directions"),
    )
    chosen = draft.choice("netting", "net", options)
    figure = numbered(guard.keys(points.date, points.point, points.reporter, points.partner))[1]
    size = int(figure.max()) + 1 if len(figure) else 0
    values, inward = points.values, points.inward
    both = np.zeros(size, bool)
    if chosen == "net" and size:
        kept = sift.kept
        ways = [
            np.bincount(figure[kept & way & (points.values > 0)], minlength=size) > 0
            for way in (inward, ~inward)
        ]
        both = ways[0] & ways[1]
        total = np.bincount(figure[kept], np.where(inward, values, -values)[kept], size)
        again = both[figure]
        # The first row of such a point and day carries what is left; the others nothing.
        first = np.full(size, -1)
        positions = np.flatnonzero(kept)[::-1]
        first[figure[positions]] = positions
        lead = np.arange(len(figure)) == first[figure]
        values = np.where(again, np.where(lead, np.abs(total[figure]), 0.0), values)
        inward = np.where(again & lead, total[figure] >= 0, inward)
    if both.any():
        rows = int((sift.kept & both[figure]).sum())
        draft.decide(
            "netting",
            "Gas enters and leaves at one point on one day: entry and exit are netted, for what only "
            "passes through is "
            "no supply.",
            rows,
            sift.share(sift.kept & both[figure]),
            options,
            chosen,
        )
    _energy.tell_days(draft, [one for text in sift.left(points.date).used() if (one := day(text))])
    count = len(values)
    exporter = choose(inward, points.partner, points.reporter)
    importer = choose(inward, points.reporter, points.partner)
    when = points.date.map(_energy.month_of)
    note = _energy.partial_months(sift, points.note, when, (exporter, importer), points.date)
    guard.emit(
        sift,
        {
            "period": when,
            "exporter": exporter,
            "importer": importer,
            "commodity": "natural_gas",
            "unit": points.unit,
            "reported_by": choose(inward, constant("importer", count), constant("exporter", count)),
            "quality": points.quality,
            "note": note,
            "source_id": "source",
        },
        {"quantity": values},
        "Days and points of one pair of countries are summed to months.",
    )
    draft.commodity(
        "natural_gas", name="Natural gas", hs_codes="2711.11;2711.21", note="pipeline gas and LNG"
    )


def not_stated(size: int) -> RawColumn:
    """A partner that the source does not name."""
    return constant(NOT_STATED, size)
