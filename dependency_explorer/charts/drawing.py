"""What the charts share: fitting text, keeping labels apart, contrast, fading, the empty chart."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import lru_cache

from dependency_explorer.charts.scene import Mark, Path, Pen, Rect, Scene, Text, TextMetrics
from dependency_explorer.charts.style import Style

NOT_STATED = "XNS"
"""Code of the partner that the source does not state: always hatched grey."""

_IN_NUMBERS = "\u2009\u202f\u00a0.,%"

RIBBON = 0.55
"""Opacity of a ribbon: crossings stay readable."""


def amount(value: float | None) -> float | None:
    """A number that can be drawn as a length, or None: missing, NaN, infinite and negative are gaps."""
    return value if value is not None and 0.0 <= value < math.inf else None


def elide(text: str, room: float, size: float, metrics: TextMetrics, bold: bool = False) -> str:
    """`text` cut with "…" so that its measured width is at most `room`; "" where not even that fits.

    A number is never cut in two: "70 %" must not turn into "7…".
    """
    if not text or metrics.width(text, size, bold) <= room:
        return text
    low, high = 0, len(text) - 1
    while low < high:
        middle = (low + high + 1) // 2
        if metrics.width(text[:middle].rstrip() + "…", size, bold) <= room:
            low = middle
        else:
            high = middle - 1
    if text[low].isdigit() or text[low] in _IN_NUMBERS:
        low = len(text[:low].rstrip("0123456789" + _IN_NUMBERS))
    # One letter and dots say nothing; better none at all.
    return text[:low].rstrip() + "…" if low >= 2 else ""


_JOINING = "\u2009\u202f\u00a0"
"""Blanks that hold a number and its unit, or its thousands, on one line."""


def _between_numbers(line: str, cut: int) -> int:
    """The last place at or before `cut` that tears no number; `cut` itself where there is none."""
    for place in range(cut, 0, -1):
        before, after = line[:place].rstrip(_JOINING), line[place:].lstrip(_JOINING)
        if not before or not after:
            continue
        if not ((before[-1].isdigit() or before[-1] in ".,") and (after[0].isdigit() or after[0] in ".,%")):
            return place
    return cut


def wrap(
    text: str, room: float, size: float, metrics: TextMetrics, lines: int = 20, bold: bool = False
) -> tuple[str, ...]:
    """Lines of at most `room` pixels, broken at spaces, inside a word only where it alone is too long.

    Thin and no-break spaces are no place to break, and no number is torn unless it alone is too long.
    At most `lines`; the last is elided if text is left over.
    """
    done: list[str] = []
    line = ""
    # Not at every blank: a thin space holds a number and its unit together.
    for word in text.replace("\n", " ").split(" "):
        if not word:
            continue
        trial = f"{line} {word}" if line else word
        if metrics.width(trial, size, bold) <= room:
            line = trial
            continue
        if line:
            done.append(line)
        line = word
        while metrics.width(line, size, bold) > room and len(line) > 1:
            cut = len(line) - 1
            while cut > 1 and metrics.width(line[:cut], size, bold) > room:
                cut -= 1
            cut = _between_numbers(line, cut)
            done.append(line[:cut].rstrip(_JOINING))
            line = line[cut:].lstrip(_JOINING)
    if line:
        done.append(line)
    if len(done) > lines:
        rest = " ".join(done[lines - 1 :])
        done = [*done[: lines - 1], elide(rest, room, size, metrics, bold)]
    return tuple(done)


def spread(centres: Sequence[float], sizes: Sequence[float], low: float, high: float) -> tuple[float, ...]:
    """New centres, in order, no two overlapping, moved as little as can be, all within low…high.

    `centres` ascend. Where the sizes do not fit into the room, they are shrunk in proportion: the caller
    drops labels first (`fitting`). Neighbours that touch move as one block (isotonic regression).
    """
    total = sum(sizes)
    scale = min(1.0, (high - low) / total) if total > 0 else 1.0
    blocks: list[list[float]] = []  # [sum of wished tops, count, extent]
    for centre, size in zip(centres, sizes, strict=True):
        extent = size * scale
        blocks.append([centre - extent / 2, 1.0, extent])
        while len(blocks) > 1:
            top = min(max(blocks[-1][0] / blocks[-1][1], low), high - blocks[-1][2])
            before = blocks[-2]
            before_top = min(max(before[0] / before[1], low), high - before[2])
            if before_top + before[2] <= top + 1e-9:
                break
            last = blocks.pop()
            # Every label of the upper block would like this block's extent less.
            before[0] += last[0] - before[2] * last[1]
            before[1] += last[1]
            before[2] += last[2]
    result: list[float] = []
    index = 0
    for wished, count, extent in blocks:
        top = min(max(wished / count, low), high - extent)
        for _ in range(int(count)):
            size = sizes[index] * scale
            result.append(top + size / 2)
            top += size
            index += 1
    return tuple(result)


def fitting(sizes: Sequence[float], weights: Sequence[float], room: float) -> frozenset[int]:
    """Indices of the labels to keep so that their sizes fit the room, the heaviest first."""
    kept: set[int] = set()
    for index in sorted(range(len(sizes)), key=lambda i: (-weights[i], i)):
        if sizes[index] <= room:
            kept.add(index)
            room -= sizes[index]
        else:
            break
    return frozenset(kept)


@lru_cache(maxsize=512)
def mix(colour: str, other: str, part: float) -> str:
    """`colour` with `part` (0-1) of `other` in it."""
    mixed = (
        round(a + (b - a) * part)
        for a, b in zip(bytes.fromhex(colour[1:]), bytes.fromhex(other[1:]), strict=True)
    )
    return "#" + "".join(f"{value:02X}" for value in mixed)


def luminance(colour: str) -> float:
    """Relative luminance of "#rrggbb" (WCAG 2.1)."""
    channels = [value / 255 for value in bytes.fromhex(colour[1:])]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(colour: str, other: str) -> float:
    """Contrast ratio of two colours, 1-21 (WCAG 2.1)."""
    light, dark = sorted((luminance(colour), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@lru_cache(maxsize=512)
def text_on(fill: str) -> str:
    """White or near-black, whichever reads better on `fill`."""
    return max(("#FFFFFF", "#14171B"), key=lambda colour: contrast(colour, fill))


def lit_opacity(style: Style, lit: frozenset[str], *codes: str) -> float:
    """1 for what the selection matches or where there is none, else the style's faded opacity."""
    return 1.0 if not lit or any(code in lit for code in codes) else style.faded


def hovered(hover: str, mark: Mark) -> bool:
    """Whether the pointer is on this mark, or on the same place or commodity in another chart."""
    return bool(hover) and hover in (mark.id, mark.entity, mark.commodity)


def empty_scene(reason: str, width: float, height: float, style: Style, metrics: TextMetrics) -> Scene:
    """The reason why there is nothing to draw, centred and wrapped."""
    size, line = style.base, metrics.height(style.base) * 1.15
    room = max(20.0, min(width - 24, 52 * size * 0.55))
    lines = wrap(style.say(reason), room, size, metrics, max(1, int((height - 8) // line)))
    top = (height - line * len(lines)) / 2 + line / 2 + metrics.ascent(size) / 2
    mark = Mark("empty", label=reason)
    shapes = tuple(
        Text(width / 2, top + index * line, text, size, fill=style.muted, anchor="middle", mark=mark)
        for index, text in enumerate(lines)
    )
    return Scene(width, height, shapes, style.surface, "", reason)


def circle(x: float, y: float, r: float) -> tuple[tuple[str | float, ...], ...]:
    """Path commands of a circle, as four curves."""
    k = 0.5523 * r
    return (
        ("M", x + r, y),
        ("C", x + r, y + k, x + k, y + r, x, y + r),
        ("C", x - k, y + r, x - r, y + k, x - r, y),
        ("C", x - r, y - k, x - k, y - r, x, y - r),
        ("C", x + k, y - r, x + r, y - k, x + r, y),
        ("Z",),
    )


def middle(y: float, size: float, metrics: TextMetrics) -> float:
    """Baseline that centres capitals of `size` on y."""
    return y + metrics.ascent(size) / 2


def legend(
    pen: Pen, entries: Sequence[Rect], names: Sequence[str], left: float, right: float, top: float,
    style: Style, metrics: TextMetrics, rows: int = 2,
) -> float:  # fmt: skip
    """Swatches with names, flowing from `left`, at most `rows` lines; returns the height taken.

    `entries` become 10-pixel squares, one of no height a line; their place is set here. Names are elided where a line
    is too short; those that find no room are counted at the end, "+3 more", and named by that mark.
    """
    line = metrics.height(style.small) * 1.2
    swatch, gap, _ = _legend_sizes(style)
    widths = [swatch + gap + metrics.width(name, style.small) for name in names]
    places, more = _flowing(widths, right - left, style), ""
    shown = len(names)
    while places and places[-1][1] >= rows and shown > 0:
        shown -= 1
        more = more_text(len(names) - shown, style)
        places = _flowing([*widths[:shown], metrics.width(more, style.small)], right - left, style)
    for entry, name, (x, row) in zip(entries[:shown], names, places, strict=False):
        x += left
        y = top + row * line
        text = elide(name, right - x - swatch - gap, style.small, metrics)
        at = y + line / 2
        pen.add(
            Path((("M", x, at), ("L", x + swatch, at)), "", entry.stroke, entry.stroke_width, 1.0, entry.dash)
            if entry.width > entry.height == 0
            else Rect(
                x, y + (line - swatch) / 2, swatch, swatch, entry.fill, entry.stroke, entry.stroke_width,
                entry.radius, entry.opacity, entry.dash, entry.hatch, entry.mark,
            ),
            Text(
                x + swatch + gap, middle(y + line / 2, style.small, metrics), text, style.small,
                fill=style.muted, mark=entry.mark,
            ),
        )  # fmt: skip
    if more:
        x, row = places[-1]
        y = middle(top + row * line + line / 2, style.small, metrics)
        mark = Mark("legend:more", label=", ".join(names[shown:]))
        text = elide(more, right - left - x, style.small, metrics)
        pen.add(Text(left + x, y, text, style.small, fill=style.muted, mark=mark))
    return (places[-1][1] + 1) * line if places else 0.0


def more_text(count: int, style: Style) -> str:
    """What stands for names that find no room in a key."""
    return style.say("+{} more").format(count)


def _legend_sizes(style: Style) -> tuple[float, float, float]:
    """Side of a swatch, room to its name, room to the next entry."""
    return 10.0 * style.scale, 5.0 * style.scale, 14.0 * style.scale


def _flowing(widths: Sequence[float], room: float, style: Style) -> list[tuple[float, int]]:
    """Where entries of these widths stand, from the left, in lines of this room."""
    between = _legend_sizes(style)[2]
    places: list[tuple[float, int]] = []
    x, row = 0.0, 0
    for wide in widths:
        if x > 0 and x + wide > room:
            x, row = 0.0, row + 1
        places.append((x, row))
        x += wide + between
    return places


def legend_rows(names: Sequence[str], width: float, style: Style, metrics: TextMetrics) -> int:
    """How many lines `legend` needs for these names within a width."""
    swatch, gap, _ = _legend_sizes(style)
    widths = [swatch + gap + metrics.width(name, style.small) for name in names]
    return _flowing(widths, width, style)[-1][1] + 1 if names else 1
