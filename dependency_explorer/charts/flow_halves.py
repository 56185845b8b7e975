"""One half of the flow diagram: two columns of nodes, the ribbons between them, their names."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from dependency_explorer.charts.drawing import (
    NOT_STATED,
    RIBBON,
    elide,
    fitting,
    hovered,
    lit_opacity,
    middle,
    mix,
    spread,
    text_on,
    wrap,
)
from dependency_explorer.charts.scene import Mark, Path, Pen, Rect, Text, TextMetrics
from dependency_explorer.charts.style import Style
from dependency_explorer.charts.ticks import percent

Side = Literal["imports", "exports"]
NODE = 9.0
"""Width of a node on screen."""
PAD = 6.0
"""Between a node and its name."""
MARGIN = 3.0
"""Free at the left and right."""
GUTTER = 12.0
"""Between the two halves' names."""
MOST_LINES = 3
"""Lines of a name."""


@dataclass(frozen=True, slots=True)
class Ribbon:
    """One drawn ribbon: a link, or the links of a commodity gathered in "Other"."""

    partner: str
    commodity: str
    share: float
    ghost: float | None
    weight: float
    hatched: bool
    mark: Mark


@dataclass(frozen=True, slots=True)
class Half:
    """One side, measured but not yet placed; `scale` is pixels a unit of share."""

    side: Side
    ribbons: tuple[Ribbon, ...]
    partners: tuple[str, ...]
    commodities: tuple[str, ...]
    names: dict[str, str]
    labels: dict[str, str]
    tails: dict[str, str]
    scale: float
    gap: float
    top: float
    bottom: float
    size: float
    node: float
    pad: float


def widths(
    halves: list[Half], width: float, style: Style, metrics: TextMetrics
) -> tuple[list[Half], list[tuple[float, float]], float]:
    """Room for each column of names, and the ribbons' length, the same in both halves.

    Names take what they need in the base size, else in the small one, else broken at blanks into up to three lines,
    then with shorter ribbons, else what these leave, the widest columns giving way first; longer names are then
    elided. In so little room a commodity that stands alone on both sides is named once, between its two nodes.
    """
    fixed = 2 * MARGIN + (len(halves) - 1) * GUTTER + len(halves) * 2 * (halves[0].node + halves[0].pad)
    free = width - fixed - len(halves) * max(26.0, (0.3 if len(halves) == 1 else 0.14) * width)
    for size in dict.fromkeys((halves[0].size, style.small)):
        needs = _needs(halves, size, metrics)
        if sum(needs) <= free:
            break
    else:
        lines = _needs(halves, size, metrics, broken=True)
        if sum(lines) <= free:
            needs = _between(lines, needs, free)
        else:
            halves = _named_once(halves)
            lines = _needs(halves, size, metrics, broken=True)
            free = width - fixed - len(halves) * max(16.0, (0.2 if len(halves) == 1 else 0.06) * width)
            needs = lines if sum(lines) <= free else _shared(lines, max(0.0, free))
    ribbon = (width - fixed - sum(needs)) / len(halves)
    rooms = [(needs[i], needs[i + 1]) for i in range(0, len(needs), 2)]
    return [replace(half, size=size) for half in halves], rooms, ribbon


def _needs(halves: list[Half], size: float, metrics: TextMetrics, broken: bool = False) -> list[float]:
    return [_need(half, codes, size, metrics, broken) for half in halves for codes in columns(half)]


def _need(half: Half, codes: tuple[str, ...], size: float, metrics: TextMetrics, broken: bool) -> float:
    """The width of a column's widest name, whole or `broken` into lines where the height allows."""
    line = metrics.height(size) * 0.96
    lines = min(MOST_LINES, int((half.bottom - half.top) / (line * max(1, len(codes))))) if broken else 1
    widest = 0.0
    for code in codes:
        room = whole = metrics.width(half.labels[code], size)
        if lines > 1:
            words = half.labels[code].split(" ")
            room = max(metrics.width(word, size) for word in words)
            # Wider than its widest word only where the lines would be too many.
            while room < whole and len(wrap(half.labels[code], room, size, metrics)) > lines:
                room += 2.0
        widest = max(widest, min(room, whole))
    return widest + 1.0


def columns(half: Half) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Left and right column: goods come in from the left and leave to the right."""
    return (half.partners, half.commodities) if half.side == "imports" else (half.commodities, half.partners)


def _named_once(halves: list[Half]) -> list[Half]:
    """The second half without the name of its commodity, where it has the one that the first has."""
    if len(halves) < 2 or len(halves[0].commodities) > 1 or halves[0].commodities != halves[1].commodities:
        return halves
    labels = {**halves[1].labels, halves[1].commodities[0]: ""}
    return [halves[0], replace(halves[1], labels=labels)]


def _between(least: list[float], most: list[float], free: float) -> list[float]:
    """Each at least its least and at most its most, up to a common limit, such that they add to `free` at most."""
    low, high = 0.0, max(most)
    for _ in range(24):
        limit = (low + high) / 2
        given = sum(max(one, min(other, limit)) for one, other in zip(least, most, strict=True))
        low, high = (limit, high) if given <= free else (low, limit)
    return [max(one, min(other, low)) for one, other in zip(least, most, strict=True)]


def _shared(needs: list[float], free: float) -> list[float]:
    """Each its need up to a common limit, such that they add to `free`."""
    limit, left, count = free, free, len(needs)
    for need in sorted(needs):
        limit = left / count
        if need > limit:
            break
        left -= need
        count -= 1
    return [min(need, limit) for need in needs]


def draw_half(
    pen: Pen, half: Half, focus_name: str, comparable: bool, x0: float, x1: float,
    rooms: tuple[float, float], style: Style, metrics: TextMetrics, lit: frozenset[str], hover: str,
    captioned: bool,
) -> None:  # fmt: skip
    imports = half.side == "imports"
    outer, inner = columns(half)
    weights: dict[str, float] = {}
    for ribbon in half.ribbons:
        for code in (ribbon.partner, ribbon.commodity):
            weights[code] = weights.get(code, 0.0) + ribbon.weight
    tops = {**_column(outer, weights, half), **_column(inner, weights, half)}
    slots = _slots(half, tops)
    for ribbon in half.ribbons:
        _draw_ribbon(
            pen,
            half,
            ribbon,
            slots[ribbon.mark.id],
            x0 + half.node,
            x1,
            imports,
            comparable,
            style,
            metrics,
            lit,
            hover,
        )
    for codes, x, room, outward in ((outer, x0, rooms[0], True), (inner, x1, rooms[1], False)):
        _draw_nodes(pen, half, codes, x, room, outward, tops, weights, slots, style, metrics, lit, hover)
    if captioned:
        caption = f"{focus_name} {style.say(half.side)}"
        wide = x1 - x0 + half.node + 2 * half.pad + sum(rooms)
        text = elide(caption, wide, style.small, metrics)
        pen.add(
            Text(
                (x0 - rooms[0] + x1 + half.node + rooms[1]) / 2, 4.0 + metrics.ascent(style.small) + 1, text,
                style.small, fill=style.muted, anchor="middle",
            )
        )  # fmt: skip


def _column(codes: tuple[str, ...], weights: dict[str, float], half: Half) -> dict[str, float]:
    """Top of each node: spread over the height, gaps at most 44 pixels, the rest left above and below."""
    sizes = [weights[code] * half.scale for code in codes]
    spare = half.bottom - half.top - sum(sizes)
    gap = min(44.0, spare / (len(codes) - 1)) if len(codes) > 1 else 0.0
    y = half.top + (spare - gap * (len(codes) - 1)) / 2
    tops = {}
    for code, size in zip(codes, sizes, strict=True):
        tops[code] = y
        y += size + gap
    return tops


def _slots(half: Half, tops: dict[str, float]) -> dict[str, tuple[float, float]]:
    """Where each ribbon starts at its partner and at its commodity: in the order of the other column."""
    rank = {code: index for index, code in enumerate((*half.partners, *half.commodities))}
    partner_y: dict[str, float] = {}
    commodity_y: dict[str, float] = {}
    cursor = dict(tops)
    for ribbon in sorted(half.ribbons, key=lambda r: (rank[r.partner], rank[r.commodity])):
        partner_y[ribbon.mark.id] = cursor[ribbon.partner]
        cursor[ribbon.partner] += ribbon.weight * half.scale
    for ribbon in sorted(half.ribbons, key=lambda r: (rank[r.commodity], rank[r.partner])):
        commodity_y[ribbon.mark.id] = cursor[ribbon.commodity]
        cursor[ribbon.commodity] += ribbon.weight * half.scale
    return {mark: (partner_y[mark], commodity_y[mark]) for mark in partner_y}


def _band(x0: float, y0: float, x1: float, y1: float, thick: float) -> tuple[tuple[str | float, ...], ...]:
    """A ribbon of constant vertical thickness between two tops."""
    middle_x = (x0 + x1) / 2
    return (
        ("M", x0, y0),
        ("C", middle_x, y0, middle_x, y1, x1, y1),
        ("L", x1, y1 + thick),
        ("C", middle_x, y1 + thick, middle_x, y0 + thick, x0, y0 + thick),
        ("Z",),
    )


def _draw_ribbon(
    pen: Pen, half: Half, ribbon: Ribbon, slot: tuple[float, float], x0: float, x1: float, imports: bool,
    comparable: bool, style: Style, metrics: TextMetrics, lit: frozenset[str], hover: str,
) -> None:  # fmt: skip
    partner_y, commodity_y = slot
    start, end = (partner_y, commodity_y) if imports else (commodity_y, partner_y)
    thick = ribbon.share * half.scale
    faded = lit_opacity(style, lit, ribbon.partner, ribbon.commodity)
    if ribbon.ghost is not None and abs(ribbon.ghost - ribbon.share) * half.scale > 0.25:
        # The baseline's lower edge says what is missing or added; the upper one is the ribbon's own.
        edges = [ribbon.ghost * half.scale] if thick > 0 else [0.0, ribbon.ghost * half.scale]
        bend = (x0 + x1) / 2
        for y in edges:
            curve = (("M", x0, start + y), ("C", bend, start + y, bend, end + y, x1, end + y))
            pen.add(Path(curve, stroke=style.ghost, dash=(4.0, 3.0), mark=ribbon.mark))
    if thick <= 0:
        return
    colour = style.other if ribbon.hatched else style.entity(ribbon.partner)
    if thick < 1:
        # A hairline along the middle: too thin a shape would vanish, and this paints ten times faster.
        bend, shift = (x0 + x1) / 2, thick / 2
        curve = (
            ("M", x0, start + shift),
            ("C", bend, start + shift, bend, end + shift, x1, end + shift),
        )
        ink, line = mix(style.surface, colour, faded), 1.0
        if hovered(hover, ribbon.mark):
            ink, line = style.text, 2.0
        pen.add(Path(curve, stroke=ink, stroke_width=line, mark=ribbon.mark))
        return
    hatched = ribbon.hatched and thick >= 5
    ink = mix(style.surface, colour, faded)
    stroke, line = (ink, 1.0) if hatched else ("", 1.0)
    if hovered(hover, ribbon.mark):
        stroke, line = style.text, 2.0
    opacity = (0.2 if hatched else RIBBON) * faded
    pen.add(
        Path(
            _band(x0, start, x1, end, thick), fill=colour, stroke=stroke, stroke_width=line, opacity=opacity,
            hatch="diagonal" if hatched else "", mark=ribbon.mark,
        )
    )  # fmt: skip
    if half.labels != half.names or comparable:
        return
    text = percent(ribbon.share)
    if thick >= style.small + 3 and faded == 1.0 and metrics.width(text, style.small) < 0.45 * (x1 - x0):
        # At the commodity's end ribbons lie side by side, so the numbers never cross.
        x, anchor, y = (x1 - 5, "end", end) if imports else (x0 + 5, "start", start)
        fill = text_on(mix(style.surface, colour, opacity))
        pen.add(
            Text(
                x, middle(y + thick / 2, style.small, metrics), text, style.small, fill=fill,
                anchor="end" if anchor == "end" else "start", mark=ribbon.mark,
            )
        )  # fmt: skip


def _draw_nodes(
    pen: Pen, half: Half, codes: tuple[str, ...], x: float, room: float, outward: bool,
    tops: dict[str, float], weights: dict[str, float], slots: dict[str, tuple[float, float]],
    style: Style, metrics: TextMetrics, lit: frozenset[str], hover: str,
) -> None:  # fmt: skip
    partners = codes is half.partners
    line = metrics.height(half.size) * 0.96
    marks: dict[str, Mark] = {}
    for code in codes:
        own = [r for r in half.ribbons if (r.partner if partners else r.commodity) == code]
        mark = Mark(
            f"{half.side}:{code}" if partners else f"{half.side}::{code}",
            code if partners else "", "" if partners else code, "",
            f"{half.names[code]}: " + "; ".join(r.mark.label for r in own),
            tuple(sorted(row for r in own for row in r.mark.rows)),
        )  # fmt: skip
        marks[code] = mark
        grey = partners and (code == NOT_STATED or all(r.hatched for r in own))
        colour = (style.other if grey else style.entity(code)) if partners else style.neutral
        opacity = lit_opacity(style, lit, *([code] if partners else [code, *(r.partner for r in own)]))
        outline = style.text if hovered(hover, mark) else ""
        if any(r.ghost is not None and r.ghost - r.share > 0.25 / half.scale for r in own):
            pen.add(
                Rect(
                    x + 0.5, tops[code], half.node - 1, weights[code] * half.scale, stroke=style.ghost,
                    dash=(4.0, 3.0), mark=mark,
                )
            )  # fmt: skip
        for top, size in _runs(own, slots, half.scale, 0 if partners else 1):
            hatched = grey and size >= 5
            stroke = outline or (mix(style.surface, colour, opacity) if size < 1 or hatched else "")
            pen.add(
                Rect(
                    x, top, half.node, size, colour, stroke, 2.0 if outline else 1.0,
                    opacity=opacity * (0.3 if hatched else 1), hatch="diagonal" if hatched else "", mark=mark,
                )
            )  # fmt: skip
    blocks = _name_lines(half, codes, room, line, metrics)
    sizes = [line * len(blocks[code]) + 2 for code in codes]
    keep = fitting(sizes, [weights[code] for code in codes], half.bottom - half.top + line * 0.5)
    shown = [(code, sizes[index]) for index, code in enumerate(codes) if index in keep]
    centres = [tops[code] + weights[code] * half.scale / 2 for code, _ in shown]
    low, high = half.top - line * 0.25, half.bottom + line * 0.25
    places = spread(centres, [size for _, size in shown], low, high)
    for (code, size), y in zip(shown, places, strict=True):
        bright = not partners or lit_opacity(style, lit, code) == 1.0
        for index, text in enumerate(blocks[code] if half.labels[code] else ()):
            middle_y = y - (size - 2) / 2 + line * (index + 0.5)
            pen.add(
                Text(
                    x - half.pad if outward else x + half.node + half.pad,
                    middle(middle_y, half.size, metrics), text, half.size,
                    fill=style.text if bright else style.muted, anchor="end" if outward else "start",
                    mark=marks[code],
                )
            )  # fmt: skip


def _name_lines(
    half: Half, codes: tuple[str, ...], room: float, line: float, metrics: TextMetrics
) -> dict[str, tuple[str, ...]]:
    """Each name on one line, or broken at spaces into more if the height allows, or elided, or its code."""
    blocks: dict[str, tuple[str, ...]] = {}
    spare = half.bottom - half.top - line * len(codes)
    for code in codes:
        label, tail = half.labels[code], half.tails.get(code, "")
        single = elide(label, room, half.size, metrics)
        if single != label and tail:
            # The number stays whole; the name gives way.
            name = elide(half.names[code], room - metrics.width(tail, half.size), half.size, metrics)
            single = name + tail if len(name) > 4 else elide(half.names[code], room, half.size, metrics)
        broken = wrap(label, room, half.size, metrics) if single != label else ()
        words = label.split(" ")
        more = (len(broken) - 1) * line
        if (
            2 <= len(broken) <= MOST_LINES
            and spare >= more
            and all(metrics.width(word, half.size) <= room for word in words)
        ):
            blocks[code] = broken
            spare -= more
        elif len(single) < 5 and single != label and metrics.width(code, half.size) <= room + 2:
            blocks[code] = (code,) if code in half.partners else (single,)
        else:
            blocks[code] = (single,)
    return blocks


def _runs(
    ribbons: list[Ribbon], slots: dict[str, tuple[float, float]], scale: float, end: int
) -> list[tuple[float, float]]:
    """Top and size of the filled pieces of a node; pieces that touch are one."""
    runs: list[tuple[float, float]] = []
    for top, size in sorted((slots[r.mark.id][end], r.share * scale) for r in ribbons if r.share > 0):
        if runs and abs(runs[-1][0] + runs[-1][1] - top) < 1e-6 * max(1.0, top):
            runs[-1] = (runs[-1][0], runs[-1][1] + size)
        else:
            runs.append((top, size))
    return runs
