"""Power of one grid in time: columns (or rows) of flows over its borders, of generation by fuel and of demand.

What grid operators publish for their own country. A series is told by its title; each profile says what its titles
stand for and in which direction a figure above zero runs.
"""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

import numpy as np

from dependency_explorer.data.intake import guard
from dependency_explorer.data.intake.draft import Draft, Sift
from dependency_explorer.data.intake.periods import plain_days
from dependency_explorer.data.profiles import _energy
from dependency_explorer.data.raw import Floats, RawColumn, RawTable, choose, column_of, constant
from dependency_explorer.data.schema import BALANCE_KEY

Way = Literal["in", "out", "net in", "net out", ""]

_CLOCK = re.compile(r"(?P<hour>\d{1,2}):(?P<minute>\d{2})(:\d{2})?(\.\d+)?\s*(?P<half>[AaPp]\.?[Mm]\.?)?")
_SLASHED = re.compile(r"\d{1,2}[/.-](?P<two>\d{1,2})[/.-]\d{4}")
_YEAR_HOURS, _DAY_HOURS = 8700, 24
_GERMAN = re.compile(r"[+-]?\d{1,3}(\.\d{3})*(,\d+)?|[+-]?\d+(,\d+)?")
_GERMAN_SURE = re.compile(r"[+-]?\d{1,3}(\.\d{3})+,\d+|[+-]?\d{1,3}(\.\d{3}){2,}|[+-]?\d+,(\d{1,2}|\d{4,})")
_ENGLISH_SURE = re.compile(r"[+-]?\d{1,3}(,\d{3})+\.\d+|[+-]?\d{1,3}(,\d{3}){2,}|[+-]?\d+\.(\d{1,2}|\d{4,})")
_ENGLISH = re.compile(r"[+-]?\d{1,3}(,\d{3})*(\.\d+)?|[+-]?\d+(\.\d+)?")


@dataclass(frozen=True, slots=True)
class Series:
    """What one column stands for.

    way: a flow into the grid's country ("in"), out of it ("out"), or the net of both, above zero into it ("net in")
    or out of it ("net out"); empty for a balance. partner: code of the place at the other end. commodity, item: of
    a balance.
    """

    way: Way = ""
    partner: str = ""
    commodity: str = "electricity"
    item: str = "generation"


def generation(fuel: str) -> Series:
    """Electricity made of a fuel."""
    return Series(commodity=_energy.electricity_from(fuel))


def moments(texts: Iterable[str], day_first: bool = False) -> dict[str, datetime]:
    """The instants that texts name, days with or without a clock; what names none is left out.

    Days such as 05/06/2018 are judged together. day_first: the publisher writes the day first; the month is first
    only where some number that cannot be a month says so.
    """
    written = list(dict.fromkeys(text for text in texts if text.strip()))
    clocks = {text: _CLOCK.search(text) for text in written}
    dates = {
        text: text[: found.start()].strip(" T,") if (found := clocks[text]) else text for text in written
    }
    american = any((found := _SLASHED.match(text)) and int(found["two"]) > 12 for text in dates.values())
    days = plain_days(dates.values(), "day" if day_first and not american else "")
    result = {}
    for text in written:
        day, clock = days.get(dates[text], "")[:10], clocks[text]
        if len(day) == len("2018-01"):
            day += "-01"
        if len(day) != len("2018-01-01"):
            continue
        hour = int(clock["hour"]) if clock else 0
        if clock and clock["half"]:
            hour = hour % 12 + (12 if clock["half"][0] in "pP" else 0)
        minute = int(clock["minute"]) if clock else 0
        if hour <= 24 and minute < 60:
            result[text] = datetime.fromisoformat(day) + timedelta(hours=hour, minutes=minute)
    return result


def lengths(begins: Sequence[datetime | None], ends: Sequence[datetime | None] | None = None) -> Floats:
    """The hours of each interval: to its end where that is told, else to the next beginning.

    The last interval, and one before a gap, is as long as most are.
    """
    known = sorted({one for one in begins if one is not None})
    if ends is not None:
        told = [
            (end - begin).total_seconds() / 3600 if begin is not None and end is not None else 0.0
            for begin, end in zip(begins, ends, strict=True)
        ]
        if told and min(told) > 0:
            return np.array(told)
    steps = [(later - early).total_seconds() / 3600 for early, later in itertools.pairwise(known)]
    usual = Counter(steps).most_common(1)[0][0] if steps else 1.0
    # Months and years differ in length from one to the next; shorter intervals with a gap behind them do not.
    long = usual > 27 * _DAY_HOURS
    after = {
        early: step if long and step < 1.2 * usual else min(step, usual)
        for early, step in zip(known, steps, strict=False)
    }
    return np.array([after.get(one, usual) if one is not None else usual for one in begins] or [usual])


def period_of(begin: datetime | None, hours: float) -> str:
    """The period that an interval counts in: its year where it is that long, else the month in which it begins."""
    if begin is None:
        return ""
    return f"{begin.year}" if hours >= _YEAR_HOURS else f"{begin.year}-{begin.month:02d}"


def by_language(table: RawTable, names: Iterable[str], german: bool) -> RawTable:
    """The table with figures of these columns as computers write them, where some figure shows that they are written
    as in that language: 1.234,5 in German, 1,234.5 in English.

    A publisher whose German files write 13.978 for thousands and whose English ones write it for thirteen is known;
    where a spreadsheet in between has changed that, no figure shows it, and the columns are left as they are.
    """
    columns = {name: table.text(name) for name in names}
    form, sure, mark, point = (
        (_GERMAN, _GERMAN_SURE, ".", ",") if german else (_ENGLISH, _ENGLISH_SURE, ",", ".")
    )
    if not any(sure.fullmatch(text) for column in columns.values() for text in column.values):
        return table

    def plain(text: str) -> str:
        return text.replace(mark, "").replace(point, ".") if form.fullmatch(text) else text

    read = {name: column.map(plain) for name, column in columns.items()}
    return RawTable(table.file, {**table.columns, **read}, table.rows)


@dataclass(frozen=True)
class Intervals:
    """Energy of series by interval, one a cell. label: the key of its series. when: the period that it counts in.
    time: its instant. hours: its length. energy: in MWh."""

    label: RawColumn
    when: RawColumn
    time: RawColumn
    hours: Floats
    energy: Floats

    @classmethod
    def of(
        cls,
        cells: _energy.Cells,
        when: RawColumn,
        begins: Sequence[datetime | None],
        hours: Floats,
        energy: Floats,
    ) -> Intervals:
        """Those of cells. when, begins, hours: of the rows of the table. energy: of the cells."""
        time = column_of([one.isoformat(" ") if one is not None else "" for one in begins])
        return cls(cells.label, cells.spread(when), cells.spread(time), hours[cells.rows], energy)

    def notes(self, sift: Sift, kind: str = "") -> RawColumn:
        """What the figures are, and of how much of a month; an interval of a month or longer is whole by itself."""
        note = constant(kind, len(self.energy))
        if float(self.hours.max(initial=0)) > 27 * _DAY_HOURS:
            return note
        return _energy.partial_months(sift, note, self.when, (self.label,), self.time, self.hours)


def enter(
    draft: Draft, sift: Sift, series: Mapping[str, Series], cells: Intervals, here: str, kind: str
) -> None:
    """Cells of series as flows and balances of one place, summed to periods.

    series: by label. here: code of the place. kind: what the flows are ("physical flow"), for their notes.
    """
    flows = sift.part(cells.label.where(lambda text: text in series and bool(series[text].way)))
    if flows.kept.any():
        _enter_flows(draft, flows, series, cells, here, kind)
    balances = sift.part(cells.label.where(lambda text: text in series and not series[text].way))
    if balances.kept.any():
        _enter_balances(draft, balances, series, cells, here)
    _energy.describe_electricity(draft, "electricity")


def _enter_balances(
    draft: Draft, sift: Sift, series: Mapping[str, Series], cells: Intervals, here: str
) -> None:
    commodity = cells.label.map(lambda text: series[text].commodity if text in series else "")
    guard.emit(
        sift,
        {
            "period": cells.when, "place": here, "commodity": commodity,
            "item": cells.label.map(lambda text: series[text].item if text in series else ""),
            "unit": "MWh", "note": cells.notes(sift), "source_id": "source",
        },
        {"value": cells.energy},
        "Intervals are summed to their period.",
        "balances",
        BALANCE_KEY,
    )  # fmt: skip
    for id in sift.left(commodity).used():
        _energy.describe_electricity(draft, id)


def _enter_flows(
    draft: Draft, sift: Sift, series: Mapping[str, Series], cells: Intervals, here: str, kind: str
) -> None:
    label, energy = cells.label, cells.energy
    ways = np.array([series[text].way if text in series else "" for text in label.values] or [""])[
        label.codes
    ]
    inward = (ways == "in") | ((ways == "net in") & (energy >= 0)) | ((ways == "net out") & (energy < 0))
    net = (ways == "net in") | (ways == "net out")
    if (sift.kept & net).any():
        draft.decide(
            "direction",
            "One column tells both directions of a border: each interval counts in its own direction, so imports and "
            "exports of a month do not cancel.",
        )
    abroad = label.map(lambda text: series[text].partner if text in series else "")
    home = constant(here, len(energy))
    guard.emit(
        sift,
        {
            "period": cells.when, "exporter": choose(inward, abroad, home), "importer": choose(inward, home, abroad),
            "commodity": "electricity", "unit": "MWh",
            # A column of both directions is a border observed throughout, whichever way the power runs.
            "note": cells.notes(sift, kind), "source_id": "source",
        },
        {"quantity": np.abs(energy)},
        "Intervals are summed to their period.",
    )  # fmt: skip


def instants(column: RawColumn, day_first: bool = False) -> list[datetime | None]:
    """The instant of each row."""
    found = moments(column.values, day_first)
    return [found.get(text) for text in column.texts()]
