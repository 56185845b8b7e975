"""Places beside each other: the shares of each one's partners as a bar, its concentration as a dot, ranked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from dependency_explorer.charts.concentration_bars import MOST_LINES, draw_bar, draw_others, others
from dependency_explorer.charts.drawing import (
    amount,
    circle,
    elide,
    empty_scene,
    hovered,
    middle,
    mix,
)
from dependency_explorer.charts.partners import PartnerBar
from dependency_explorer.charts.scene import Mark, Path, Pen, Scene, Text, TextMetrics
from dependency_explorer.charts.style import Style
from dependency_explorer.charts.table import Column, Table, finite
from dependency_explorer.charts.ticks import bounded_index, index_text, percent


@dataclass(frozen=True, slots=True)
class Ghost:
    """The same place as the other side of its trade reports it. covered: the share 0-1 of what is drawn whose
    partners are named in these reports as well. missing: why there is no index to set beside the drawn one, as part
    of a sentence; the other fields are then empty."""

    hhi: float | None = None
    lower_bound: bool = False
    parts: tuple[PartnerBar, ...] = ()
    amount_text: str = ""
    covered: float | None = None
    missing: str = ""


@dataclass(frozen=True, slots=True)
class PlaceRow:
    """One place. parts: its partners' shares, largest first. hhi: its index 0-1, None where unknown.

    lower_bound: partners are missing from the index, which is then at most `highest` (None: nobody knows).
    mirrored: known from its partners' reports only, so that nobody knows whether these are all. amount_text: what
    the shares are of; covers: and of when. ghost: the other side's report; None where the data hold one a flow.
    """

    code: str
    name: str
    hhi: float | None
    parts: tuple[PartnerBar, ...]
    lower_bound: bool = False
    highest: float | None = None
    mirrored: bool = False
    amount_text: str = ""
    ghost: Ghost | None = None
    covers: str = ""


@dataclass(frozen=True, slots=True)
class ConcentrationData:
    """What the comparison draws, in the order given. threshold: above this a supply counts as concentrated.
    ghost_name: whose reports the ghosts are."""

    rows: tuple[PlaceRow, ...]
    threshold: float = 0.4
    side: Literal["imports", "exports"] = "imports"
    empty_reason: str = ""
    ghost_name: str = "exporters’ reports"


def layout(
    data: ConcentrationData, width: float, height: float, style: Style, metrics: TextMetrics, *,
    lit: frozenset[str] = frozenset(), hover: str = "",
) -> Scene:  # fmt: skip
    """A row a place: at the left the shares as parts of one bar, at the right the index on a scale from 0 to 1.

    Both scales begin at 0 and end at the whole. Rows that the height has no room for are counted in a last line.
    In a narrow drawing the bars give way: the ranked dots are the point.
    """
    if not data.rows:
        reason = data.empty_reason or "No place has shares to compare."
        return empty_scene(reason, width, height, style, metrics)
    k, small = style.scale, style.small
    size = style.base if width >= 420 and height >= 200 else small
    line = metrics.height(small)
    top, bottom = 3.0 + 1.25 * line, height - line - 9.0
    room = max(1, int((bottom - top) // (metrics.height(size) + 3.0)))
    rows = data.rows if len(data.rows) <= room else data.rows[: max(1, room - 1)]
    hidden = data.rows[len(rows) :]
    # Few rows grow with the room, but never so far apart that they stop reading as one block.
    most = max(46.0 * k, min(190.0 * k, 0.36 * height))
    pitch = min(most, (bottom - top - (line if hidden else 0.0)) / len(rows))
    # Few rows stand in the middle, headings and scale with them.
    down = max(0.0, (bottom - top - pitch * len(rows) - (line if hidden else 0.0)) / 2)
    top += down
    end = top + pitch * len(rows)
    names = max(metrics.width(row.name, size) for row in data.rows)
    left = 2.0 + min(names, 0.26 * width) + 10.0
    number = max(metrics.width(_hhi_text(row), size, True) for row in rows) + 12.0 * k
    with_bars = width - left >= 330.0 * k
    split = left + 0.56 * (width - left) if with_bars else left
    dots = (split + (18.0 * k if with_bars else 6.0), width - 4.0 - number)

    pen = Pen()
    if with_bars:
        heading = style.say("Suppliers’ shares" if data.side == "imports" else "Buyers’ shares")
        _heading(pen, heading, left, split, down, style, metrics)
    _scale(pen, data, dots, width, down, top, end, style, metrics)
    _legend(pen, data, (left if with_bars else 2.0, dots[0] - 12.0), end, style, metrics)
    first_ghost = sum(max(1, len(row.parts)) for row in data.rows)
    index, ghost_index = 0, first_ghost
    thick = min(40.0 * k, 0.6 * pitch)
    # Where the rows have room, the names that the parts have none for stand below their bar, on as many lines as fit.
    free = min(MOST_LINES, int((pitch - 1.6 * line - 14.0) // line)) if with_bars else 0
    below = {row.code: others(row.parts, split - left, free, style, metrics) for row in rows if free > 0}
    told_lines = max((len(names.lines) for names in below.values()), default=0)
    if free > 0:
        thick = max(min(thick, pitch - told_lines * line - 14.0), min(76.0 * k, 0.42 * pitch))
    for place, row in enumerate(rows):
        y = top + pitch * (place + 0.5) - 0.5 * line * told_lines
        own = tuple(range(index, index + max(1, len(row.parts))))
        mark = Mark(f"place:{row.code}", row.code, label=_label(row, data), rows=own)
        faded = bool(lit) and not ({row.code, *(part.code for part in row.parts)} & lit)
        ink = style.muted if faded else style.text
        name = elide(row.name, left - 12.0, size, metrics)
        pen.add(Text(left - 10.0, middle(y, size, metrics), name, size, fill=ink, anchor="end", mark=mark))
        if with_bars:
            draw_bar(pen, row, index, left, split, y, thick, style, metrics, lit, hover)
            if row.code in below:
                draw_others(pen, row.code, below[row.code], left, y + thick / 2 + 4.0, style, metrics)
        if (hhi := amount(row.hhi)) is not None:
            x = dots[0] + min(hhi, 1.0) * (dots[1] - dots[0])
            pen.add(Path((("M", dots[0], y), ("L", x, y)), stroke=style.grid, stroke_width=2.0))
        if row.ghost is not None:
            behind = tuple(range(ghost_index, ghost_index + max(1, len(row.ghost.parts))))
            second = Mark(f"ghost:{row.code}", row.code, label=_ghost_label(row, data), rows=behind)
            _ghost(pen, row, dots, y, style, faded, second, hover)
            ghost_index += len(behind)
        _dot(pen, row, data, dots, width - 4.0, y, size, style, metrics, faded, mark, hover)
        index += len(own)
    if hidden:
        text = style.say("and {} more").format(len(hidden))
        told = "; ".join(row.name for row in hidden)
        mark = Mark(
            "places:more",
            label=told,
            rows=(*range(index, first_ghost), *range(ghost_index, len(table(data).rows))),
        )
        pen.add(Text(left, middle(end + line / 2, small, metrics), text, small, fill=style.muted, mark=mark))
    return pen.finish(width, height, style.surface, "", describe(data))


def table(data: ConcentrationData) -> Table:
    """One row a place and partner; the index of the place stands in each of its rows. The other side's reports, where
    there are any, follow in the same columns; a place without them says why."""
    columns = (
        Column("Place code"), Column("Place"), Column("Reports"), Column("HHI", "0-1", True), Column("Lower bound"),
        Column("HHI at most", "0-1", True), Column("Reported by partners only"), Column("Partner code"),
        Column("Partner"), Column("Share", "fraction", True), Column("Quantity", "", True), Column("Unit"),
        Column("Quantity of"), Column("Members"), Column("Note"),
    )  # fmt: skip
    rows: list[tuple[str | float | None, ...]] = []
    for row in data.rows:
        head = (
            row.code, row.name, "one a flow", finite(row.hhi), "yes" if row.lower_bound else "no",
            finite(row.highest), "yes" if row.mirrored else "no",
        )  # fmt: skip
        rows += _part_rows(head, row.parts, row.covers, "")
    for row in data.rows:
        if row.ghost is not None:
            bound = "" if row.ghost.hhi is None else "yes" if row.ghost.lower_bound else "no"
            head = (row.code, row.name, data.ghost_name, finite(row.ghost.hhi), bound, None, "")
            # Only reports of the same time stand beside each other.
            rows += _part_rows(head, row.ghost.parts, row.covers, row.ghost.missing)
    return Table(columns, tuple(rows))


def _part_rows(
    head: tuple[str | float | None, ...], parts: tuple[PartnerBar, ...], covers: str, note: str
) -> list[tuple[str | float | None, ...]]:
    rows: list[tuple[str | float | None, ...]] = [
        (
            *head, part.code, part.name, amount(part.share), finite(part.quantity), part.unit, covers,
            "; ".join(part.members), note,
        )
        for part in parts
    ]  # fmt: skip
    return rows or [(*head, "", "", None, None, "", "", "", note)]


def describe(data: ConcentrationData) -> str:
    """Alt text: how many places, the most and the least concentrated."""
    kind = "suppliers" if data.side == "imports" else "buyers"
    known = [row for row in data.rows if row.hhi is not None]
    if not known:
        return f"Concentration of {kind} across places, without data. {data.empty_reason}".strip()
    ranked = sorted(known, key=lambda row: -(row.hhi or 0.0))
    above = sum((row.hhi or 0.0) > data.threshold for row in ranked)
    ends = f"most concentrated {ranked[0].name} ({_hhi_text(ranked[0])})"
    if len(ranked) > 1:
        ends += f", least {ranked[-1].name} ({_hhi_text(ranked[-1])})"
    places = "1 place" if len(ranked) == 1 else f"{len(ranked)} places"
    told = f"Concentration of {kind} in {places}: {ends}; {above} above {data.threshold:.2f}."
    return f"{told} {_told_apart(data)}".strip()


def _told_apart(data: ConcentrationData) -> str:
    """Where the two sides' reports differ most, for the alt text."""
    twice = [row for row in data.rows if row.hhi is not None and row.ghost and row.ghost.hhi is not None]
    if not twice:
        return ""
    most = max(twice, key=lambda row: abs(_difference(row)))
    where = "1 place" if len(twice) == 1 else f"{len(twice)} places"
    ghost = most.ghost
    other = bounded_index(ghost.hhi or 0.0, ghost.lower_bound) if ghost is not None else ""
    return (
        f"Open diamonds show {data.ghost_name} for {where}, furthest apart for {most.name} "
        f"({other} against {_hhi_text(most)})."
    )


def _difference(row: PlaceRow) -> float:
    known = row.ghost is not None and row.ghost.hhi is not None and row.hhi is not None
    return (row.ghost.hhi or 0.0) - (row.hhi or 0.0) if known and row.ghost else 0.0


def _hhi_text(row: PlaceRow) -> str:
    if row.hhi is None:
        return "–"
    return bounded_index(row.hhi, row.lower_bound)


def _label(row: PlaceRow, data: ConcentrationData) -> str:
    parts = [f"{row.name}: HHI {_hhi_text(row)}"]
    if row.hhi is not None:
        parts.append(f"{'above' if row.hhi > data.threshold else 'not above'} {data.threshold:.2f}")
    if row.amount_text:
        parts.append(row.amount_text)
    if row.lower_bound:
        most = "" if row.highest is None else f", at most {index_text(row.highest, 'most')}"
        parts.append(f"a lower bound, because partners are missing{most}")
    if row.mirrored:
        parts.append("known from its partners’ reports only, so partners may be missing")
    if row.ghost is not None and row.ghost.missing:
        parts.append(f"no second report: {row.ghost.missing}")
    return ", ".join(parts)


def _ghost_label(row: PlaceRow, data: ConcentrationData) -> str:
    ghost = row.ghost
    if ghost is None or ghost.hhi is None:
        return ""
    other = bounded_index(ghost.hhi, ghost.lower_bound)
    parts = [f"{row.name} by {data.ghost_name}: HHI {other} against {_hhi_text(row)} as drawn"]
    if ghost.amount_text:
        parts.append(ghost.amount_text)
    if ghost.covered is not None and ghost.covered < 0.9995:
        parts.append(f"partners named there hold {percent(ghost.covered)} of what is drawn")
    return ", ".join(parts)


def _legend(
    pen: Pen, data: ConcentrationData, span: tuple[float, float], bottom: float, style: Style,
    metrics: TextMetrics,
) -> None:  # fmt: skip
    """What the open diamonds are, below the bars where there is room; the notes of a page say it in any case."""
    left, right = span
    size = style.small
    text = style.say(data.ghost_name)
    shown = any(row.ghost is not None and row.ghost.hhi is not None for row in data.rows)
    if not shown or left + 18.0 * style.scale + metrics.width(text, size) > right:
        return
    y = bottom + 4.0 + metrics.ascent(size)
    shape = _diamond(left + 6.0 * style.scale, y - metrics.ascent(size) / 2, 5.5 * style.scale)
    pen.add(
        Path(shape, stroke=style.muted, stroke_width=1.5),
        Text(left + 16.0 * style.scale, y, text, size, fill=style.muted),
    )


def _ghost(
    pen: Pen, row: PlaceRow, span: tuple[float, float], y: float, style: Style, faded: bool, mark: Mark, hover: str
) -> None:  # fmt: skip
    """The other side's index: an open diamond, a shape that nothing else here has, joined to the drawn mark, under it
    where both are alike."""
    hhi = amount(row.ghost.hhi) if row.ghost is not None else None
    if hhi is None:
        return
    left, right = span
    x, r = left + min(hhi, 1.0) * (right - left), 8.5 * style.scale
    shade = mix(style.surface, style.muted, style.faded) if faded else style.muted
    drawn = amount(row.hhi)
    if drawn is not None:
        other = left + min(drawn, 1.0) * (right - left)
        side = 1.0 if x > other else -1.0
        if abs(x - other) > 1.8 * r:
            ends = (other + side * 0.8 * r, x - side * r)
            pen.add(Path((("M", ends[0], y), ("L", ends[1], y)), stroke=shade, stroke_width=1.0))
    outline = style.text if hovered(hover, mark) else shade
    pen.add(Path(_diamond(x, y, r), fill=style.surface, stroke=outline, stroke_width=1.5, mark=mark))


def _heading(
    pen: Pen, text: str, left: float, right: float, down: float, style: Style, metrics: TextMetrics
) -> None:
    shown = elide(text, right - left, style.small, metrics)
    pen.add(Text(left, down + 3.0 + metrics.ascent(style.small), shown, style.small, fill=style.muted))


def _scale(
    pen: Pen, data: ConcentrationData, span: tuple[float, float], width: float, down: float, top: float,
    bottom: float, style: Style, metrics: TextMetrics,
) -> None:  # fmt: skip
    """Grid from 0 to 1, its labels below, and the threshold with its number above."""
    left, right = span
    size = style.small
    for tick in (0.0, 0.5, 1.0):
        x = left + tick * (right - left)
        pen.add(
            Path((("M", x, top), ("L", x, bottom)), stroke=style.border if tick == 0 else style.grid),
            Text(
                x, bottom + 4.0 + metrics.ascent(size), f"{tick:g}", size, fill=style.muted, anchor="middle"
            ),
        )
    x = left + data.threshold * (right - left)
    text = f"{data.threshold:.2f} {style.say('high')}"
    heading = style.say("Concentration (HHI)")
    pen.add(
        Path((("M", x, top - 2.0), ("L", x, bottom)), stroke=style.muted, stroke_width=1.5, dash=(4.0, 3.0)),
        Text(x, down + 3.0 + metrics.ascent(size), text, size, fill=style.muted, anchor="middle"),
    )
    after = x + metrics.width(text, size) / 2 + 12.0
    if after + metrics.width(heading, size) <= width - 4.0:
        pen.add(
            Text(
                width - 4.0, down + 3.0 + metrics.ascent(size), heading, size, fill=style.muted, anchor="end"
            )
        )


def _dot(
    pen: Pen, row: PlaceRow, data: ConcentrationData, span: tuple[float, float], edge: float, y: float,
    size: float, style: Style, metrics: TextMetrics, faded: bool, mark: Mark, hover: str,
) -> None:  # fmt: skip
    """The index: full where partners are all there, open where it is a lower bound or from mirror reports only."""
    left, right = span
    hhi = amount(row.hhi)
    if hhi is None:
        pen.add(
            Text(left + 4.0, middle(y, size, metrics), style.say("no named partner"), size, fill=style.muted)
        )
        return
    x, r = left + min(hhi, 1.0) * (right - left), 6.0 * style.scale
    high = hhi > data.threshold
    colour = style.alarm if high else style.neutral
    shade = mix(style.surface, colour, style.faded) if faded else colour
    open_ring = row.lower_bound or row.mirrored
    reach = left + min(row.highest if row.highest is not None else 1.0, 1.0) * (right - left)
    if open_ring and reach > x + r:
        pen.add(Path((("M", x, y), ("L", reach, y)), stroke=shade, stroke_width=1.5, dash=(2.0, 3.0)))
    outline = style.text if hovered(hover, mark) else shade if open_ring else style.surface
    # Above the threshold a square: shape tells what colour tells.
    shape = _square(x, y, r * 0.9) if high else circle(x, y, r)
    pen.add(
        Path(shape, fill=style.surface if open_ring else shade, stroke=outline, stroke_width=2.0, mark=mark)
    )
    ink = style.muted if faded else colour if high else style.text
    text = _hhi_text(row)
    pen.add(Text(edge, middle(y, size, metrics), text, size, "bold", ink, "end", mark=mark))


def _diamond(x: float, y: float, r: float) -> tuple[tuple[str | float, ...], ...]:
    return (("M", x, y - r), ("L", x + r, y), ("L", x, y + r), ("L", x - r, y), ("Z",))


def _square(x: float, y: float, r: float) -> tuple[tuple[str | float, ...], ...]:
    return (("M", x - r, y - r), ("L", x + r, y - r), ("L", x + r, y + r), ("L", x - r, y + r), ("Z",))
