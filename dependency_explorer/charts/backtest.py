"""A back-test: what the run says against what was published, check by check."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from math import inf

from dependency_explorer.charts.axes import Plot, baseline, frame, time_labels
from dependency_explorer.charts.drawing import elide, empty_scene, hovered, middle, wrap
from dependency_explorer.charts.scene import Mark, Path, Pen, Rect, Scene, Text, TextMetrics, polyline
from dependency_explorer.charts.style import Style
from dependency_explorer.charts.table import Column, Table, finite
from dependency_explorer.charts.ticks import day_ticks, number, ordinal

LEAST_PANEL = 118.0
"""A panel lower than this is told in words instead."""


@dataclass(frozen=True, slots=True)
class BacktestPoint:
    """One published figure. period: as published; first, last: its days, both within.

    published: a value; low, high: bounds where only these are published; text: either in words, or a date.
    ours, ours_text: the run's. error_text: how far off. source: who published it.
    """

    period: str
    first: str
    last: str
    text: str
    ours_text: str
    published: float | None = None
    low: float | None = None
    high: float | None = None
    ours: float | None = None
    error_text: str = ""
    source: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class BacktestCheck:
    """One quantity of a run held against published figures.

    error_text, tolerance_text: how far off in all, and how far it may be. line: the run by step, (first day,
    value), on the scale of the points and in `line_unit`; empty where the points say all there is.
    """

    label: str
    unit: str
    passed: bool
    error_text: str
    tolerance_text: str
    points: tuple[BacktestPoint, ...]
    line: tuple[tuple[str, float], ...] = ()
    line_unit: str = ""

    @property
    def drawn(self) -> bool:
        """Whether there is a line of numbers to draw; dates and single figures are told in words."""
        return len(self.line) > 1 and any(point.ours is not None for point in self.points)


@dataclass(frozen=True, slots=True)
class BacktestData:
    """The checks of one case, in its order."""

    checks: tuple[BacktestCheck, ...]
    empty_reason: str = ""


def layout(
    data: BacktestData, width: float, height: float, style: Style, metrics: TextMetrics, *,
    lit: frozenset[str] = frozenset(), hover: str = "",
) -> Scene:  # fmt: skip
    """A small chart for each check with a line, lines of text for the others. `lit` changes nothing."""
    if not data.checks:
        reason = data.empty_reason or "This case has no published figures."
        return empty_scene(reason, width, height, style, metrics)
    line = metrics.height(style.small) * 1.15
    drawn = [i for i, check in enumerate(data.checks) if check.drawn]
    legend = line + 4.0 if drawn else 0.0
    columns = 2 if width >= 560 and len(drawn) > 1 else 1
    told = [i for i in range(len(data.checks)) if i not in drawn]
    while True:
        # The last charts become words until the others have room.
        words = sum(_told_lines(data.checks[i]) for i in told) * line + 8.0 * len(told)
        rows = -(-len(drawn) // columns)
        panel = (height - legend - words) / rows if rows else inf
        if not drawn or panel >= LEAST_PANEL * style.scale or (len(drawn) == 1 and panel >= 80.0):
            break
        told = sorted([*told, drawn.pop()])
        columns = min(columns, max(1, len(drawn)))
    pen = Pen()
    y = 0.0
    if drawn:
        _legend(pen, width, line, style, metrics)
        y = legend
        gap = 16.0
        wide = (width - gap * (columns - 1)) / columns
        panel = min(panel, 340.0 * style.scale)
        for place, index in enumerate(drawn):
            last_alone = place == len(drawn) - 1 and place % columns == 0
            room = width if last_alone else wide
            _panel(
                pen, data, index, (place % columns) * (wide + gap), y + (place // columns) * panel, room,
                panel - 6.0, style, metrics, hover,
            )  # fmt: skip
        y += rows * panel
    for index in told:
        y = _told(pen, data, index, y + 4.0, width, height, line, style, metrics, hover) + 4.0
    return pen.finish(width, height, style.surface, "", describe(data))


def table(data: BacktestData) -> Table:
    """One row a published figure, then the run's lines day by day."""
    columns = (
        Column("Check"), Column("Row"), Column("Period"), Column("Published", "", True),
        Column("Published as"), Column("Run", "", True), Column("Run as"), Column("Unit"), Column("Error"),
        Column("Verdict"), Column("Source"), Column("Note"),
    )  # fmt: skip
    rows: list[tuple[str | float | None, ...]] = []
    for check in data.checks:
        verdict = "passes" if check.passed else "fails"
        rows += [
            (
                check.label, "point", point.period, finite(point.published), point.text, finite(point.ours),
                point.ours_text, check.unit, point.error_text, verdict, point.source, point.note,
            )
            for point in check.points
        ]  # fmt: skip
    for check in data.checks:
        rows += [
            (check.label, "run", day, None, "", value, "", check.line_unit, "", "", "", "")
            for day, value in check.line
        ]
    return Table(columns, tuple(rows))


def describe(data: BacktestData) -> str:
    """Alt text: each check with its error and verdict."""
    if not data.checks:
        return f"Back-test without checks. {data.empty_reason}".strip()
    told = "; ".join(f"{check.label}: {verdict_text(check)}" for check in data.checks)
    return f"Back-test, {len(data.checks)} check{'s' if len(data.checks) > 1 else ''}. {told}."


def verdict_text(check: BacktestCheck) -> str:
    """ "passes, error 17 %, allowed 33 %"."""
    return (
        f"{'passes' if check.passed else 'fails'}, error {check.error_text}, allowed {check.tolerance_text}"
    )


def point_text(check: BacktestCheck, point: BacktestPoint) -> str:
    """One published figure beside the run's, in words."""
    unit = f" {check.unit}" if check.unit and point.ours is not None else ""
    text = f"{point.period}: published {point.text}{unit}, run {point.ours_text}{unit}"
    text += f", error {point.error_text}" if point.error_text else ""
    return f"{text} ({point.source})" if point.source else text


def _rows_before(data: BacktestData, index: int) -> int:
    return sum(len(check.points) for check in data.checks[:index])


def _point_mark(data: BacktestData, index: int, position: int) -> Mark:
    check, point = data.checks[index], data.checks[index].points[position]
    row = _rows_before(data, index) + position
    label = point_text(check, point) + (f". {point.note}" if point.note else "")
    return Mark(f"check:{index}:{position}", "", "", point.period, label, (row,))


def _heading(
    pen: Pen, check: BacktestCheck, index: int, x: float, y: float, width: float, style: Style,
    metrics: TextMetrics,
) -> None:  # fmt: skip
    """What is checked, and at its right how it came out; a sign beside the colour."""
    size = style.small
    verdict = f"{'✓' if check.passed else '✗'} {style.say('error')} {check.error_text}"
    wide = metrics.width(verdict, size, True)
    at = y + metrics.ascent(size) + 2
    mark = Mark(f"check:{index}", label=f"{check.label}: {verdict_text(check)}")
    pen.add(
        Text(
            x, at, elide(check.label, width - wide - 8, size, metrics, True), size, "bold", style.text,
            mark=mark,
        ),
        Text(
            x + width, at, verdict, size, "bold", style.muted if check.passed else style.alarm, "end",
            mark=mark,
        ),
    )  # fmt: skip


def _panel(
    pen: Pen, data: BacktestData, index: int, x: float, y: float, width: float, height: float, style: Style,
    metrics: TextMetrics, hover: str,
) -> None:  # fmt: skip
    """The run as a line; each published figure as a ring over the days it covers, the run's own beside it."""
    check = data.checks[index]
    head = metrics.height(style.small) * 1.2
    _heading(pen, check, index, x, y, width, style, metrics)
    inner = Pen()
    values = [value for _, value in check.line]
    for point in check.points:
        values += [v for v in (point.published, point.low, point.high, point.ours) if v is not None]
    days = [ordinal(day) for day, _ in check.line]
    first, last = days[0], days[-1] + (days[-1] - days[-2])
    high = max([*values, 0.0]) or 1.0
    tall = height - head
    plot = frame(inner, tall, 1.04 * high, first, last, check.line_unit, width - 8.0, 0.0, style, metrics)
    run = Mark(f"run:{index}", label=f"{check.label}: {style.say('the run')}")
    curve = [(plot.x(day), plot.y(max(0.0, value))) for day, (_, value) in zip(days, check.line, strict=True)]
    stepped = [(curve[0][0], curve[0][1])]
    for before, after in pairwise(curve):
        stepped += [(after[0], before[1]), after]
    stepped.append((plot.x(last), curve[-1][1]))
    inner.add(Path(polyline(stepped), stroke=style.accent, stroke_width=1.25 * style.scale, mark=run))
    for position, point in enumerate(check.points):
        mark = _point_mark(data, index, position)
        _draw_point(inner, point, mark, plot, style, hovered(hover, mark))
    baseline(inner, plot, style)
    label_width = metrics.width("Sep 2027", style.small)
    ticks = day_ticks(first, last, plot.right - plot.left, label_width, style.say)
    time_labels(inner, plot, ticks, width, style, metrics, marked=True)
    pen.add(*(_moved(shape, x, y + head) for shape in inner.shapes))


def _draw_point(pen: Pen, point: BacktestPoint, mark: Mark, plot: Plot, style: Style, outlined: bool) -> None:
    start = plot.x(max(plot.first, ordinal(point.first)))
    end = plot.x(min(plot.last, ordinal(point.last) + 1.0))
    centre = (start + end) / 2
    radius = (4.5 if outlined else 3.5) * style.scale
    pen.add(Rect(start, plot.top, max(2.0, end - start), plot.bottom - plot.top, mark=mark))
    if point.ours is not None:
        y = plot.y(max(0.0, point.ours))
        wide = 4.0 if outlined else 3.0
        left, right = (start, end) if end - start >= 8.0 else (centre - 4.0, centre + 4.0)
        pen.add(
            Path(
                (("M", left, y), ("L", right, y)), stroke=style.accent, stroke_width=wide * style.scale,
                mark=mark,
            )
        )  # fmt: skip
    if point.published is not None:
        y = plot.y(max(0.0, point.published))
        pen.add(
            Rect(
                centre - radius, y - radius, 2 * radius, 2 * radius, style.surface, style.text,
                1.75 * style.scale, radius, mark=mark,
            )
        )  # fmt: skip
        return
    if point.low is None and point.high is None:
        return
    low = plot.y(point.low or 0.0)
    high = plot.top if point.high is None else plot.y(point.high)
    left, right = centre - 4.0 * style.scale, centre + 4.0 * style.scale
    for y, bound in ((low, point.low), (high, point.high)):
        if bound is not None:
            pen.add(Path((("M", left, y), ("L", right, y)), stroke=style.text, stroke_width=1.75, mark=mark))
    pen.add(Path((("M", centre, low), ("L", centre, high)), stroke=style.text, dash=(2.0, 2.0), mark=mark))


def _legend(pen: Pen, width: float, line: float, style: Style, metrics: TextMetrics) -> None:
    """What is published, and what is the run's: by day, and over the days of a figure."""
    y, x = line / 2, 2.0
    r = 3.5 * style.scale
    for kind, name in (
        ("ring", style.say("published")), ("bar", style.say("run, same days")), ("line", style.say("run")),
    ):  # fmt: skip
        wide = 16.0 * style.scale
        if x + wide + 4 + metrics.width(name, style.small) > width:
            return
        if kind == "ring":
            pen.add(Rect(x + wide / 2 - r, y - r, 2 * r, 2 * r, style.surface, style.text, 1.75, r))
        else:
            thick = (3.0 if kind == "bar" else 1.25) * style.scale
            pen.add(Path((("M", x, y), ("L", x + wide, y)), stroke=style.accent, stroke_width=thick))
        at = x + wide + 4
        pen.add(Text(at, middle(y, style.small, metrics), name, style.small, fill=style.muted))
        x = at + metrics.width(name, style.small) + 14.0


def _told_lines(check: BacktestCheck) -> int:
    return 1 + min(len(check.points), 2)


def _told(
    pen: Pen, data: BacktestData, index: int, y: float, width: float, height: float, line: float, style: Style,
    metrics: TextMetrics, hover: str,
) -> float:  # fmt: skip
    """A check in words: its heading and its first two figures; returns where the next begins."""
    check = data.checks[index]
    if y + line > height:
        return y
    _heading(pen, check, index, 2.0, y, width - 4.0, style, metrics)
    y += line
    shown: Sequence[BacktestPoint] = check.points[:2]
    for position, point in enumerate(shown):
        if y + line > height:
            return y
        text = point_text(check, point)
        more = len(check.points) - len(shown)
        if position == len(shown) - 1 and more:
            text += f" · {style.say('and')} {number(more)} {style.say('more')}"
        mark = _point_mark(data, index, position)
        text = wrap(text, width - 4.0, style.small, metrics, 1)[0]
        ink = style.text if hovered(hover, mark) else style.muted
        pen.add(Text(2.0, y + metrics.ascent(style.small) + 2, text, style.small, fill=ink, mark=mark))
        y += line
    return y


def _moved(shape: Path | Rect | Text, x: float, y: float) -> Path | Rect | Text:
    if isinstance(shape, Path):
        commands = tuple(
            (command[0], *(float(v) + (y if i % 2 else x) for i, v in enumerate(command[1:])))
            for command in shape.commands
        )
        return replace(shape, commands=commands)
    return replace(shape, x=shape.x + x, y=shape.y + y)
