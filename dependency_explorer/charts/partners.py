"""Shares of suppliers or buyers as bars, over the concentration scale."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from dependency_explorer.charts.drawing import (
    NOT_STATED,
    amount,
    circle,
    elide,
    empty_scene,
    hovered,
    lit_opacity,
    middle,
    mix,
    spread,
)
from dependency_explorer.charts.scene import Mark, Path, Pen, Rect, Scene, Text, TextMetrics
from dependency_explorer.charts.style import Style
from dependency_explorer.charts.table import Column, Table, finite
from dependency_explorer.charts.ticks import bounded_index, percent


@dataclass(frozen=True, slots=True)
class PartnerBar:
    """One bar. share: 0-1 (what-if, of the baseline total); ghost_share: the baseline, or None.

    members: names gathered in this bar, when it is "Other". quantity: the number behind `amount_text`.
    """

    code: str
    name: str
    share: float
    amount_text: str = ""
    derived: bool = False
    ghost_share: float | None = None
    members: tuple[str, ...] = ()
    quantity: float | None = None
    unit: str = ""


@dataclass(frozen=True, slots=True)
class PartnersData:
    """What the shares chart draws, in the order given (largest first, "partner not stated" last).

    hhi: Herfindahl-Hirschman index 0-1, None where unknown; hhi_lower_bound: partners are missing from it.
    ghost_hhi: the baseline's, beside a what-if. threshold: what counts as high. covers: the time that quantities are
    of ("mean of 2021–2023").
    """

    rows: tuple[PartnerBar, ...]
    hhi: float | None = None
    hhi_lower_bound: bool = False
    threshold: float = 0.4
    side: Literal["imports", "exports"] = "imports"
    empty_reason: str = ""
    ghost_hhi: float | None = None
    covers: str = ""


def layout(
    data: PartnersData, width: float, height: float, style: Style, metrics: TextMetrics, *,
    lit: frozenset[str] = frozenset(), hover: str = "",
) -> Scene:  # fmt: skip
    """Bars on a scale from 0 to 1 and, on the same scale below them, the concentration index.

    Rows that the height has no room for are gathered in "Other". The scale only grows beyond 1 where a
    what-if buys more than the baseline total.
    """
    if not any(amount(row.share) is not None for row in data.rows):
        reason = data.empty_reason or "No partner has a share here."
        return empty_scene(reason, width, height, style, metrics)
    size = style.base if width >= 300 and height >= 170 else style.small
    scale_height = 3.2 * metrics.height(style.small) if data.hhi is not None and height >= 110 else 0.0
    top, bottom = 4.0, height - 4.0 - scale_height
    rows = _fitted(data.rows, max(2, int((bottom - top) // (metrics.height(size) + 1))), style)
    # Few bars grow with the room, but never so far apart that they stop reading as one block.
    pitch = min(max(60.0 * style.scale, min(140.0 * style.scale, 0.3 * height)), (bottom - top) / len(rows))
    thick = min(72.0 * style.scale, max(4.0, pitch * 0.6))
    between = min(0.15 * pitch, 10.0 * style.scale) if scale_height else 0.0
    used = pitch * len(rows) + between + scale_height
    top = max(top, (height - used) / 2)

    gap = 8.0 * style.scale
    names = [row.name for row, _ in rows]
    widest = max(metrics.width(name, size) for name in names)
    numbers = [_number(row) for row, _ in rows]
    notes = [row.amount_text for row, _ in rows]
    number_room = max(metrics.width(text, size, True) for text in numbers)
    note_room = max((metrics.width(text, style.small) for text in notes), default=0.0)
    left = 4.0 + min(widest, 0.34 * width) + gap
    noted = note_room > 0 and width - left - number_room - note_room - 2 * gap - 4 >= 0.38 * width
    right = width - 2 - number_room - gap - (note_room + gap if noted else 0.0)
    full = max(
        [1.0, *(value for row, _ in rows for value in (amount(row.share), amount(row.ghost_share)) if value)]
    )
    unit = (right - left) / full

    pen = Pen()
    pen.add(Path((("M", left, top), ("L", left, top + pitch * len(rows))), stroke=style.border))
    for index, (row, indices) in enumerate(rows):
        y = top + pitch * (index + 0.5)
        mark = Mark(f"partner:{row.code}", row.code, "", "", _label(row), indices)
        _bar(pen, row, mark, left, y, thick, unit, style, lit, hover)
        faded = lit_opacity(style, lit, row.code) < 1
        ends = [value for value in (amount(row.share), amount(row.ghost_share)) if value is not None]
        x = left + max(ends, default=0.0) * unit + gap
        ink = style.muted if faded else style.text
        pen.add(
            Text(
                left - gap, middle(y, size, metrics), elide(row.name, left - gap - 3, size, metrics), size,
                fill=ink, anchor="end", mark=mark,
            ),
            Text(x, middle(y, size, metrics), numbers[index], size, "bold", ink, mark=mark),
        )  # fmt: skip
        if noted:
            x += metrics.width(numbers[index], size, True) + gap
            pen.add(
                Text(x, middle(y, size, metrics), row.amount_text, style.small, fill=style.muted, mark=mark)
            )
    if scale_height:
        below = min(top + pitch * len(rows) + between, bottom)
        _concentration(pen, data, left, left + unit, below, width, style, metrics, hover)
    return pen.finish(width, height, style.surface, "", describe(data))


def table(data: PartnersData) -> Table:
    """One row a bar, in the order given."""
    columns = (
        Column("Code"), Column("Partner"), Column("Share", "fraction", True),
        Column("Baseline share", "fraction", True), Column("Quantity", "", True), Column("Unit"),
        Column("Quantity of"), Column("Derived"), Column("Members"),
    )  # fmt: skip
    rows = tuple(
        (
            row.code, row.name, amount(row.share), amount(row.ghost_share), finite(row.quantity), row.unit,
            data.covers, "yes" if row.derived else "no", "; ".join(row.members),
        )
        for row in data.rows
    )  # fmt: skip
    return Table(columns, rows)


def describe(data: PartnersData) -> str:
    """Alt text: how many partners, the largest shares, the concentration."""
    rows = [row for row in data.rows if amount(row.share) is not None]
    kind = "Suppliers" if data.side == "imports" else "Buyers"
    if not rows:
        return f"{kind} by share, without data. {data.empty_reason}".strip()
    ranked = sorted(rows, key=lambda row: -row.share)[:3]
    listed = ", ".join(f"{row.name} {_number(row)}" for row in ranked)
    index = ""
    if data.hhi is not None:
        level = "above" if data.hhi > data.threshold else "not above"
        index = f" Concentration {_hhi_text(data)}, {level} {data.threshold:.2f}."
    return f"{kind} by share, {len(rows)} bar{'s' if len(rows) > 1 else ''}; largest {listed}.{index}"


def _number(row: PartnerBar) -> str:
    share = amount(row.share)
    return "–" if share is None else percent(share)


def _hhi_text(data: PartnersData) -> str:
    return f"HHI {bounded_index(data.hhi or 0.0, data.hhi_lower_bound)}"


def _label(row: PartnerBar) -> str:
    parts = [f"{row.name}: {_number(row)}"]
    if row.amount_text:
        parts.append(row.amount_text)
    ghost = amount(row.ghost_share)
    if ghost is not None and ghost != row.share:
        parts.append(f"baseline {percent(ghost)}")
    if row.derived:
        parts.append("derived from a total and a published share")
    text = ", ".join(parts)
    return f"{text} ({'; '.join(row.members)})" if row.members else text


def _fitted(
    rows: tuple[PartnerBar, ...], most: int, style: Style
) -> list[tuple[PartnerBar, tuple[int, ...]]]:
    """The bars to draw with the table rows they stand for: the smallest gathered when there are too many."""
    indexed: list[tuple[PartnerBar, tuple[int, ...]]] = [(row, (index,)) for index, row in enumerate(rows)]
    if len(rows) <= most:
        return indexed
    kept_apart = [pair for pair in indexed if pair[0].code == NOT_STATED]
    ranked = sorted(
        (pair for pair in indexed if pair[0].code not in (NOT_STATED, "OTHER")),
        key=lambda pair: (-(max(amount(pair[0].share) or 0.0, amount(pair[0].ghost_share) or 0.0)), pair[1]),
    )
    keep = {pair[1] for pair in ranked[: max(1, most - 1 - len(kept_apart))]}
    shown = [pair for pair in indexed if pair[1] in keep]
    rest = [pair for pair in indexed if pair[1] not in keep and pair[0].code != NOT_STATED]
    ghosts = [ghost for row, _ in rest if (ghost := amount(row.ghost_share)) is not None]
    members = tuple(m for row, _ in rest for m in (row.members or (f"{row.name} {_number(row)}",)))
    other = PartnerBar(
        "OTHER", f"{style.say('Other')} ({len(members)})", sum(amount(row.share) or 0.0 for row, _ in rest),
        derived=any(row.derived for row, _ in rest), ghost_share=sum(ghosts) if ghosts else None,
        members=members,
    )  # fmt: skip
    return [*shown, (other, tuple(index for _, own in rest for index in own)), *kept_apart]


def _bar(
    pen: Pen, row: PartnerBar, mark: Mark, left: float, y: float, thick: float, unit: float, style: Style,
    lit: frozenset[str], hover: str,
) -> None:  # fmt: skip
    share, ghost = amount(row.share), amount(row.ghost_share)
    if ghost is not None and abs(ghost - (share or 0.0)) * unit > 0.25:
        # One pixel proud of the bar, so that it shows where the two nearly coincide.
        pen.add(
            Rect(
                left, y - thick / 2 - 1, ghost * unit, thick + 2, stroke=style.ghost, radius=2,
                dash=(4.0, 3.0), mark=mark,
            )
        )  # fmt: skip
    if not share:
        return
    grey = row.code == NOT_STATED
    colour = style.other if grey else style.entity(row.code)
    long = share * unit
    faded = lit_opacity(style, lit, row.code)
    # A derived share is paler with a dashed edge; a bar too short for either keeps its colour.
    hatched, dashed = grey and long >= 5, row.derived and not grey and long >= 8
    stroke = mix(style.surface, colour, faded) if hatched or dashed or long < 1 else ""
    outlined = hovered(hover, mark)
    pen.add(
        Rect(
            left, y - thick / 2, long, thick, colour, style.text if outlined else stroke,
            2.0 if outlined else 1.0, min(2.0, long / 2),
            faded * (0.25 if hatched else 0.55 if dashed else 1.0),
            (4.0, 2.0) if dashed and not outlined else (), "diagonal" if hatched else "", mark,
        )
    )  # fmt: skip


def _concentration(
    pen: Pen, data: PartnersData, left: float, right: float, top: float, width: float, style: Style,
    metrics: TextMetrics, hover: str,
) -> None:  # fmt: skip
    """A track from 0 to 1 with the threshold's tick and the index's marker, labels kept apart below it."""
    hhi = amount(data.hhi)
    if hhi is None:
        return
    size = style.small
    k = style.scale
    y = top + 12.0 * k
    wide = right - left
    threshold = left + data.threshold * wide
    at = left + min(hhi, 1.0) * wide
    high = hhi > data.threshold
    colour = style.alarm if high else style.neutral
    text = _hhi_text(data)
    label = f"Concentration of {'suppliers' if data.side == 'imports' else 'buyers'}: {text}"
    label += f", {'above' if high else 'not above'} the threshold of {data.threshold:.2f}"
    if data.hhi_lower_bound:
        label += "; a lower bound, because partners are missing"
    mark = Mark("hhi", label=label)
    half = 3.0 * k
    pen.add(Rect(left, y - half, wide, 2 * half, style.border, radius=half, mark=mark))
    if data.hhi_lower_bound:
        pen.add(Rect(at, y - half, right - at, 2 * half, stroke=colour, hatch="diagonal", mark=mark))
    tick = (("M", threshold, y - 8 * k), ("L", threshold, y + 8 * k))
    pen.add(Path(tick, stroke=style.muted, stroke_width=1.5 * k))
    ghost = amount(data.ghost_hhi)
    if ghost is not None and abs(ghost - hhi) > 0.005:
        ring = circle(left + min(ghost, 1.0) * wide, y, 5.5 * k)
        pen.add(Path(ring, stroke=style.ghost, dash=(3.0, 2.0), mark=mark))
    # Open as in the comparison of places: the index is a bound.
    fill, edge = (style.surface, colour) if data.hhi_lower_bound else (colour, style.surface)
    outline = style.text if hovered(hover, mark) else edge
    pen.add(Path(circle(at, y, 6.5 * k), fill=fill, stroke=outline, stroke_width=2.0, mark=mark))

    words = [(threshold, f"{data.threshold:.2f} {style.say('high')}", False), (at, text, True)]
    words.sort(key=lambda word: word[0])
    sizes = [metrics.width(word, size, bold) + 10 for _, word, bold in words]
    if sum(sizes) > width:
        words, sizes = [(at, text, True)], [metrics.width(text, size, True)]
    centres = spread([x for x, _, _ in words], sizes, min(left, width - sum(sizes)), width)
    baseline = y + 12 * k + metrics.ascent(size) + 1
    for x, (_, word, bold) in zip(centres, words, strict=True):
        ink = (style.text if not high else style.alarm) if bold else style.muted
        pen.add(
            Text(
                x,
                baseline,
                word,
                size,
                "bold" if bold else "normal",
                ink,
                "middle",
                mark=mark if bold else None,
            )
        )
    name = style.say("Concentration")
    if metrics.width(name, size) <= left - 10:
        pen.add(Text(left - 8, middle(y, size, metrics), name, size, fill=style.muted, anchor="end"))
