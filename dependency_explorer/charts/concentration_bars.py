"""The bars of a comparison of places: the partners' shares as parts, named within, or below where a part is short."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from dependency_explorer.charts.drawing import (
    NOT_STATED,
    amount,
    elide,
    hovered,
    lit_opacity,
    middle,
    mix,
    more_text,
    text_on,
)
from dependency_explorer.charts.partners import PartnerBar
from dependency_explorer.charts.scene import Mark, Pen, Rect, Text, TextMetrics
from dependency_explorer.charts.style import Style
from dependency_explorer.charts.ticks import percent

MOST_LINES = 3
"""Lines of names below a bar."""
WORTH_A_NAME = 0.005
"""Smaller shares are counted below a bar, not named: they would all read “<1 %”."""


class Bar(Protocol):
    """What a bar needs of a place."""

    @property
    def code(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def parts(self) -> tuple[PartnerBar, ...]: ...


@dataclass(frozen=True, slots=True)
class Others:
    """The names below a bar, line by line. counted: those that "+3 more" at the end stands for."""

    lines: tuple[str, ...] = ()
    counted: tuple[str, ...] = ()


def others(
    parts: tuple[PartnerBar, ...], room: float, lines: int, style: Style, metrics: TextMetrics
) -> Others:
    """The partners of a bar `room` long whose part has no room for their name, the largest first, in at most `lines`
    lines; those that do not fit, and the smallest, are counted."""
    size = style.small
    nameless = [
        part
        for part in parts
        if part.code not in (NOT_STATED, "OTHER")
        and amount(part.share)
        and _within(part, (part.share or 0.0) * room, style, metrics) != _told(part)
    ]
    texts = [_told(part) for part in nameless]
    named = sum((part.share or 0.0) >= WORTH_A_NAME for part in nameless)
    done: list[str] = []
    at = 0
    while at < named and len(done) < lines:
        line, last = "", len(done) == lines - 1
        while at < named:
            longer = f"{line}, {texts[at]}" if line else texts[at]
            rest = len(texts) - at - 1
            # A last line, or one of the last name, keeps room for the count; the others for their comma.
            end = f", {more_text(rest, style)}" if rest and (last or at + 1 == named) else "," if rest else ""
            if line and metrics.width(longer + end, size) > room:
                break
            line, at = longer, at + 1
        done.append(line + ("," if at < named and not last else ""))
    counted = tuple(texts[at:])
    if counted:
        more = more_text(len(counted), style)
        done = [*done[:-1], f"{done[-1]}, {more}"] if done else [more]
    return Others(tuple(elide(line, room, size, metrics) for line in done), counted)


def draw_others(
    pen: Pen, code: str, names: Others, left: float, top: float, style: Style, metrics: TextMetrics
) -> None:
    """Names below the bar of the place `code`."""
    line = metrics.height(style.small)
    for index, text in enumerate(names.lines):
        last = index == len(names.lines) - 1
        mark = Mark(f"others:{code}", label=", ".join(names.counted)) if names.counted and last else None
        y = top + index * line + metrics.ascent(style.small)
        pen.add(Text(left, y, text, style.small, fill=style.muted, mark=mark))


def draw_bar(
    pen: Pen, row: Bar, index: int, left: float, right: float, y: float, thick: float, style: Style,
    metrics: TextMetrics, lit: frozenset[str], hover: str,
) -> None:  # fmt: skip
    """The shares as parts of one bar that ends at the whole; partners that are not stated hatched."""
    x, wide = left, right - left
    pen.add(Rect(left, y - thick / 2, wide, thick, stroke=style.grid, radius=2.0))
    for offset, part in enumerate(row.parts):
        share = amount(part.share) or 0.0
        long = share * wide
        label = f"{part.name} to {row.name}: {percent(share)}"
        label += f", {part.amount_text}" if part.amount_text else ""
        label += f" ({'; '.join(part.members)})" if part.members else ""
        mark = Mark(f"share:{row.code}:{part.code}", part.code, label=label, rows=(index + offset,))
        grey = part.code == NOT_STATED
        colour = style.other if grey else style.entity(part.code)
        faded = lit_opacity(style, lit, part.code, row.code)
        outlined = hovered(hover, mark)
        pen.add(
            Rect(
                x, y - thick / 2, long, thick, colour, style.text if outlined else style.surface,
                2.0 if outlined else 1.0 if long >= 3.0 else 0.0, 0.0, faded * (0.3 if grey else 1.0), (),
                "diagonal" if grey and long >= 5.0 else "", mark,
            )
        )  # fmt: skip
        told = _within(part, long, style, metrics) if thick >= metrics.height(style.small) else ""
        if told:
            ink = text_on(mix(style.surface, colour, faded))
            y_text = middle(y, style.small, metrics)
            pen.add(Text(x + 5.0, y_text, told, style.small, fill=ink, mark=mark))
        x += long


def _told(part: PartnerBar) -> str:
    return f"{part.name} {percent(part.share or 0.0)}"


def _within(part: PartnerBar, long: float, style: Style, metrics: TextMetrics) -> str:
    """What is written on a part: name and share, the share alone, or nothing."""
    if part.code == NOT_STATED:
        return ""
    for told, spare in (
        (_told(part), 10.0),
        (percent(part.share or 0.0) if part.code != "OTHER" else "", 8.0),
    ):
        if metrics.width(told, style.small) <= long - spare:
            return told
    return ""
