"""The stress test: failures as bars, the worst first, by the share of demand that goes unserved."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dependency_explorer.charts.drawing import amount, elide, empty_scene, hovered, lit_opacity, middle
from dependency_explorer.charts.scene import Mark, Path, Pen, Rect, Scene, Text, TextMetrics
from dependency_explorer.charts.style import Style
from dependency_explorer.charts.table import Column, Table, finite
from dependency_explorer.charts.ticks import nice_ticks, number, percent

SEPARATOR = " · "
TOGETHER = " + "
"""Between the names of two failures at once."""


@dataclass(frozen=True, slots=True)
class StressBar:
    """One failure, or two at once, and what it does to one commodity.

    key: stable within the test. label: what fails; goods: whose shortage; kind: what fails, in a word. code:
    of the place whose colour the bar has, "" for grey. share: of demand unserved, 0-1, None where there is no
    demand. unserved in `unit`. first: when it first falls short, "" for never. excess_share: for a pair, the
    part of demand beyond what both leave unserved alone. alone: neither hurts alone.
    """

    key: str
    label: str
    goods: str
    kind: str
    code: str = ""
    share: float | None = None
    unserved: float = 0.0
    unit: str = ""
    first: str = ""
    first_step: float | None = None
    excess_share: float | None = None
    alone: bool = False

    @property
    def together(self) -> bool:
        """Whether a pair hurts more than both failures alone."""
        return self.alone or (self.excess_share or 0.0) > 0


@dataclass(frozen=True, slots=True)
class StressData:
    """Failures, the worst first; those that make no shortage may be among them."""

    rows: tuple[StressBar, ...]
    empty_reason: str = ""


def together_text(row: StressBar) -> str:
    """What a pair does that its parts do not; "" for any other row."""
    if row.alone:
        return "neither alone hurts, both do"
    excess = amount(row.excess_share)
    return f"{percent(excess)} more than both alone" if row.together and excess else ""


def layout(
    data: StressData, width: float, height: float, style: Style, metrics: TextMetrics, *,
    lit: frozenset[str] = frozenset(), hover: str = "",
) -> Scene:  # fmt: skip
    """A bar a failure on a common scale; as many of the worst as there is room for, the rest counted."""
    hurting = [(index, row) for index, row in enumerate(data.rows) if amount(row.share)]
    if not hurting:
        return empty_scene(data.empty_reason or "No failure makes a shortage.", width, height, style, metrics)
    size = style.base if width >= 420 else style.small
    axis = metrics.height(style.small) + 8.0
    top, bottom = 4.0, height - axis
    least = metrics.height(size) + 5.0
    room = max(1, int((bottom - top) // least))
    left_over = len(hurting) - room
    if left_over > 0 and room > 2:
        bottom -= metrics.height(style.small) + 2.0
        room = max(1, int((bottom - top) // least))
    shown = hurting[:room]
    pitch = min((bottom - top) / len(shown), 44.0 * style.scale)
    thick = min(26.0 * style.scale, max(4.0, 0.62 * pitch))

    gap = 8.0 * style.scale
    names = [(row.label, _goods(row)) for _, row in shown]
    widest = max(metrics.width(a + b, size) for a, b in names)
    left = 4.0 + min(widest, 0.42 * width) + gap
    numbers = [percent(row.share or 0.0) for _, row in shown]
    number_room = max(metrics.width(text, size, True) for text in numbers)
    notes = [_note(row, style) for _, row in shown]
    note_room = max(metrics.width(text, style.small) for text in notes)
    noted = width - left - number_room - note_room - 3 * gap >= 0.22 * width
    right = width - 4.0 - number_room - gap - (note_room + gap if noted else 0.0)
    right = max(right, left + 20.0)
    highest = max(row.share or 0.0 for _, row in shown)
    ticks = nice_ticks(min(1.0, highest), max(2, int((right - left) // 70)))
    full = min(ticks[-1], max(1.0, highest)) if ticks[-1] > 1.0 else ticks[-1]
    unit = (right - left) / full

    pen = Pen()
    end = top + pitch * len(shown)
    _axis(pen, [tick for tick in ticks if tick <= full * (1 + 1e-9)], left, unit, top, end, style, metrics)
    for line, (index, row) in enumerate(shown):
        y = top + pitch * (line + 0.5)
        mark = Mark(f"failure:{row.key}", row.code, "", "", sentence(row), (index,))
        _bar(pen, row, mark, left, y, thick, unit, style, lit, hover)
        faded = lit_opacity(style, lit, row.code) < 1
        _name(pen, names[line], mark, left - gap, y, size, faded, style, metrics)
        x = left + (row.share or 0.0) * unit + gap
        ink = style.muted if faded else style.text
        pen.add(Text(x, middle(y, size, metrics), numbers[line], size, "bold", ink, mark=mark))
        if noted:
            x += metrics.width(numbers[line], size, True) + gap
            alarm = row.together and not faded
            pen.add(
                Text(
                    x, middle(y, style.small, metrics), notes[line], style.small,
                    fill=style.alarm if alarm else style.muted, mark=mark,
                )
            )  # fmt: skip
    if left_over > 0 and room > 2:
        more = len(hurting) - len(shown)
        text = f"{style.say('and')} {number(more)} {style.say('more')}, {style.say('all in the table')}"
        y = end + axis - 4.0 + metrics.height(style.small) / 2
        pen.add(Text(left, middle(y, style.small, metrics), text, style.small, fill=style.muted))
    return pen.finish(width, height, style.surface, "", describe(data))


def table(data: StressData) -> Table:
    """One row a failure, in the order given."""
    columns = (
        Column("Failure"), Column("Kind"), Column("Short of"), Column("First short"),
        Column("Unmet", "", True), Column("Unit"), Column("Share of demand", "fraction", True),
        Column("Beyond both alone", "fraction of demand", True), Column("Together"),
    )  # fmt: skip
    rows = tuple(
        (
            row.label, row.kind, row.goods, row.first or "never", finite(row.unserved), row.unit,
            finite(row.share), finite(row.excess_share),
            "neither alone hurts" if row.alone else "more than both alone" if row.together else "",
        )
        for row in data.rows
    )  # fmt: skip
    return Table(columns, rows)


def describe(data: StressData) -> str:
    """Alt text: how many failures hurt, the three worst, how many pairs hurt only together."""
    hurting = [row for row in data.rows if amount(row.share)]
    count = len(data.rows)
    if not hurting:
        return f"Stress test, {count} failures, none makes a shortage. {data.empty_reason}".strip()
    worst = "; ".join(f"{row.label}, {row.goods}, {percent(row.share or 0.0)}" for row in hurting[:3])
    pairs = sum(row.together for row in hurting)
    together = f" {pairs} pairs hurt more together than alone." if pairs else ""
    return (
        f"Stress test, {count} failures, {len(hurting)} of them make a shortage; worst {worst} of demand "
        f"unmet.{together} Arithmetic on stated assumptions, not a forecast."
    )


def sentence(row: StressBar) -> str:
    """A row in words, for hover and for keyboard readers."""
    share = amount(row.share)
    lacking = f"{number(row.unserved)} {row.unit}"
    parts = [
        f"{row.label}: {row.goods}, "
        + ("no shortage" if not share else f"{percent(share)} of demand unmet ({lacking})")
    ]
    if row.first:
        parts.append(f"short from {row.first}")
    if row.together:
        parts.append(together_text(row))
    return ", ".join(parts)


def _goods(row: StressBar) -> str:
    """What follows the name of the failure; nothing where the name says it already."""
    return "" if row.label.lower().endswith(row.goods.lower()) else SEPARATOR + row.goods


def _note(row: StressBar, style: Style) -> str:
    texts = [f"{style.say('from')} {row.first}" if row.first else "", together_text(row)]
    return SEPARATOR.join(text for text in texts if text)


def _name(
    pen: Pen, name: tuple[str, str], mark: Mark, right: float, y: float, size: float, faded: bool,
    style: Style, metrics: TextMetrics,
) -> None:  # fmt: skip
    """What fails in ink, whose shortage behind it in grey; the first gives way where both do not fit."""
    label, goods = name
    room = right - 4.0
    tail = elide(goods, 0.6 * room, size, metrics)
    head = _elided(label, room - metrics.width(tail, size), size, metrics)
    at = middle(y, size, metrics)
    pen.add(
        Text(
            right - metrics.width(tail, size), at, head, size, fill=style.muted if faded else style.text,
            anchor="end", mark=mark,
        )
    )  # fmt: skip
    if tail:
        pen.add(Text(right, at, tail, size, fill=style.muted, anchor="end", mark=mark))


def _elided(label: str, room: float, size: float, metrics: TextMetrics) -> str:
    """The label cut to fit; of two names each keeps its beginning, which tells pairs apart."""
    if metrics.width(label, size) <= room:
        return label
    names = label.split(TOGETHER)
    if len(names) != 2:
        return elide(label, room, size, metrics)
    left = room - metrics.width(TOGETHER, size)
    short = min(names, key=lambda name: metrics.width(name, size))
    # The longer name has what the shorter one leaves, and at least half.
    rest = max(left / 2, left - metrics.width(short, size))
    cut = [elide(name, left - rest if name is short else rest, size, metrics) for name in names]
    return TOGETHER.join(cut) if all(cut) else elide(label, room, size, metrics)


def _bar(
    pen: Pen, row: StressBar, mark: Mark, left: float, y: float, thick: float, unit: float, style: Style,
    lit: frozenset[str], hover: str,
) -> None:  # fmt: skip
    """The bar; of a pair that hurts more together, the part beyond both alone is hatched."""
    long = max(0.5, (row.share or 0.0) * unit)
    excess = min(long, (amount(row.excess_share) or 0.0) * unit) if row.together else 0.0
    colour = style.entity(row.code) if row.code else style.neutral
    opacity = lit_opacity(style, lit, row.code)
    outline = style.text if hovered(hover, mark) else ""
    plain = long - excess
    if plain > 0:
        pen.add(
            Rect(
                left, y - thick / 2, plain, thick, colour, radius=min(2.0, plain / 2), opacity=opacity,
                mark=mark,
            )
        )  # fmt: skip
    if excess > 0:
        pen.add(
            Rect(
                left + plain, y - thick / 2, excess, thick, "", style.alarm, hatch="diagonal", opacity=opacity,
                mark=mark,
            )
        )  # fmt: skip
    if outline:
        pen.add(Rect(left, y - thick / 2, long, thick, "", outline, 2.0, 2.0, mark=mark))


def _axis(
    pen: Pen, ticks: Sequence[float], left: float, unit: float, top: float, bottom: float, style: Style,
    metrics: TextMetrics,
) -> None:  # fmt: skip
    """Fine lines at round shares, labelled below."""
    y = bottom + 5.0 + metrics.ascent(style.small)
    for tick in ticks:
        x = left + tick * unit
        pen.add(
            Path((("M", x, top), ("L", x, bottom)), stroke=style.border if tick == 0 else style.grid),
            Text(x, y, _tick(tick), style.small, fill=style.muted, anchor="middle"),
        )


def _tick(share: float) -> str:
    return f"{number(share * 100)}\u2009%"
