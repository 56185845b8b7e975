"""The stock through a what-if: level, baseline ghost, floor, capacity, lowest point."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from dependency_explorer.charts import band as bands
from dependency_explorer.charts.axes import EndLabel, Plot, baseline, end_labels, end_room, frame, time_labels
from dependency_explorer.charts.band import Band
from dependency_explorer.charts.drawing import amount, empty_scene, hovered
from dependency_explorer.charts.outcome import runs
from dependency_explorer.charts.scene import Mark, Path, Pen, Rect, Scene, Text, TextMetrics, polyline
from dependency_explorer.charts.style import Style
from dependency_explorer.charts.table import Column, Table
from dependency_explorer.charts.ticks import date_label, day_ticks, number, ordinal


@dataclass(frozen=True, slots=True)
class StockData:
    """What the stock curve draws; tuples run along `dates`, None where unknown.

    dates: the day each level is read, "2027-01-04". stock, baseline, floor, capacity in `unit`.
    days_of_cover: stock over daily demand on each date, or empty. band: of the stock, over draws of the
    assumptions.
    """

    dates: tuple[str, ...]
    stock: tuple[float | None, ...]
    baseline: tuple[float | None, ...]
    floor: float | None
    capacity: float | None
    unit: str
    name: str
    days_of_cover: tuple[float | None, ...] = ()
    empty_reason: str = ""
    step: Literal["day", "week", "month"] = "week"
    band: Band | None = None


def scale_top(data: StockData) -> float:
    """Highest value the axis must hold: the levels and the floor; the capacity unless it dwarfs them."""
    values = [v for v in map(amount, (*data.stock, *data.baseline, data.floor)) if v is not None]
    high = max([*values, bands.top(data.band)], default=0.0)
    capacity = amount(data.capacity)
    return max(high, capacity) if capacity is not None and capacity <= 2.5 * high else high


def lowest(data: StockData) -> int | None:
    """Index of the first lowest level, None without any."""
    known = [(value, index) for index, v in enumerate(data.stock) if (value := amount(v)) is not None]
    return min(known)[1] if known else None


def piled_up(data: StockData) -> int | None:
    """Index of the first highest level of a stock that only rises above its start, else None."""
    known = [(value, index) for index, v in enumerate(data.stock) if (value := amount(v)) is not None]
    if not known or known[0][0] > min(known)[0] or max(known)[0] <= known[0][0]:
        return None
    return max(known, key=lambda pair: (pair[0], -pair[1]))[1]


def layout(
    data: StockData, width: float, height: float, style: Style, metrics: TextMetrics, *,
    lit: frozenset[str] = frozenset(), hover: str = "",
) -> Scene:  # fmt: skip
    """The level as a line over its area; baseline, floor and capacity named at their ends; lowest point.

    `lit` changes nothing: a stock belongs to no partner.
    """
    low_index = lowest(data)
    if low_index is None:
        reason = data.empty_reason or "No stock is known for this commodity."
        return empty_scene(reason, width, height, style, metrics)
    say, high = style.say, scale_top(data)
    days = [ordinal(day) for day in data.dates]
    last = days[-1] if days[-1] > days[0] else days[0] + 1
    floor, capacity = amount(data.floor), amount(data.capacity)
    texts = [say("What-if"), say("Baseline")]
    texts += [f"{say('Floor')} {number(floor)}"] if floor else []
    texts += [f"{say('Capacity')} {number(capacity)}"] if capacity is not None else []
    texts += [data.band.path_name] if data.band is not None and data.band.path else []
    right = width - max(8.0, end_room(texts, width, False, style, metrics))
    pen = Pen()
    plot = frame(pen, height, high, days[0], last, data.unit, right, 0, style, metrics)
    xs = [plot.x(day) for day in days]
    _days(pen, data, plot, xs)
    ends: list[EndLabel] = []

    said, same = describe(data), _same(data, high)
    mark = Mark(
        "stock",
        label=said,
        rows=tuple(i for i, v in enumerate(data.stock) if amount(v) is not None),
    )
    for start, end in runs(data.stock):
        points = [(xs[i], plot.y(data.stock[i] or 0.0)) for i in range(start, end)]
        under = [*points, (points[-1][0], plot.bottom), (points[0][0], plot.bottom)]
        pen.add(Path(polyline(under, closed=True), style.accent, opacity=0.14, mark=mark))
    bands.draw(
        pen,
        data.band,
        plot,
        xs,
        style,
        style.accent,
        "Stock, range over draws of the assumptions",
        steps=False,
    )
    if floor:
        _level(pen, floor, plot, style.alarm, Mark("floor", label=f"Floor {number(floor)} {data.unit}"))
        ends.append(EndLabel(plot.y(floor), texts[2], 3.0, None, style.alarm))
    if capacity is not None:
        label = f"{say('Capacity')} {number(capacity)}"
        above = capacity > plot.high
        if not above:
            _level(
                pen,
                capacity,
                plot,
                style.muted,
                Mark("capacity", label=f"Capacity {number(capacity)} {data.unit}"),
            )
        y = plot.top if above else plot.y(capacity)
        ends.append(EndLabel(y, f"↑ {label}" if above else label, 1.0, None, style.muted))
    if any(amount(v) is not None for v in data.baseline):
        ghost = Mark("baseline", label="Baseline stock")
        for start, end in runs(data.baseline):
            points = [(xs[i], plot.y(data.baseline[i] or 0.0)) for i in range(start, end)]
            pen.add(
                Path(
                    polyline(points),
                    stroke=style.ghost,
                    stroke_width=1.5 * style.scale,
                    dash=(4.0, 3.0),
                    mark=ghost,
                )
            )
        y = plot.y([v for v in map(amount, data.baseline) if v is not None][-1])
        ends.append(EndLabel(y, texts[1], 2.0, None, style.muted, ghost))
    for start, end in runs(data.stock):
        points = [(xs[i], plot.y(data.stock[i] or 0.0)) for i in range(start, end)]
        wide = (3.0 if hovered(hover, mark) else 2.0) * style.scale
        # A single reading has no line; a short dash keeps it visible.
        points = (
            points
            if len(points) > 1
            else [(points[0][0] - 3, points[0][1]), (points[0][0] + 3, points[0][1])]
        )
        pen.add(Path(polyline(points), stroke=style.accent, stroke_width=wide, mark=mark))
    bands.draw_path(pen, data.band, plot, xs, style, steps=False)
    if data.band is not None and data.band.path:
        y = plot.y(amount(data.band.path[-1]) or 0.0)
        ends.append(EndLabel(y, data.band.path_name, 3.5, None, style.text))
    if not same:
        y = plot.y([v for v in map(amount, data.stock) if v is not None][-1])
        ends.append(EndLabel(y, texts[0], 4.0, None, style.accent, mark))
    baseline(pen, plot, style)
    label_width = metrics.width("28 Sep" if last - days[0] <= 92 else "Sep 2027", style.small)
    ticks = day_ticks(days[0], last, plot.right - plot.left, label_width, say)
    time_labels(pen, plot, ticks, width, style, metrics, marked=True)
    if right < width - 20:
        end_labels(pen, plot, ends, width, style, metrics)
    if not same:
        _extreme(pen, data, low_index, xs, plot, style, metrics)
    return pen.finish(width, height, style.surface, "", said)


def table(data: StockData) -> Table:
    """One row a date."""
    columns = (
        Column("Date"), Column("Stock", data.unit, True), Column("Baseline stock", data.unit, True),
        Column("Cover", "days", True), Column("Floor", data.unit, True), Column("Capacity", data.unit, True),
        *bands.columns(data.band, data.unit),
    )  # fmt: skip
    rows = tuple(
        (
            day, amount(data.stock[index]),
            amount(data.baseline[index]) if index < len(data.baseline) else None,
            _cover(data, index), amount(data.floor), amount(data.capacity), *bands.cells(data.band, index),
        )
        for index, day in enumerate(data.dates)
    )  # fmt: skip
    return Table(columns, rows)


def describe(data: StockData) -> str:
    """Alt text: first, lowest and last level, with days of cover where they are known."""
    index = lowest(data)
    if index is None:
        return f"Stock without data. {data.empty_reason}".strip()
    known = [
        (day, value)
        for day, v in zip(data.dates, data.stock, strict=True)
        if (value := amount(v)) is not None
    ]
    high = piled_up(data)
    extreme, index = ("lowest", index) if high is None else ("highest", high)
    floor = amount(data.floor)
    floor_text = f" Floor {number(floor)} {data.unit}." if floor else ""
    wide = bands.widest(data.band)
    when = f"on {date_label(data.dates[wide[0]])}" if wide is not None else ""
    return (
        f"Stock of {data.name}: {number(known[0][1])} {data.unit} on {date_label(known[0][0])}, "
        f"{extreme} {_level_text(data, index)} on {date_label(data.dates[index])}, "
        f"{number(known[-1][1])} {data.unit} on {date_label(known[-1][0])}.{floor_text}"
        f"{bands.sentence(data.band, 'the stock', when, data.unit)} "
        "Arithmetic on stated assumptions, not a forecast."
    )


def _cover(data: StockData, index: int) -> float | None:
    return amount(data.days_of_cover[index]) if index < len(data.days_of_cover) else None


def _level_text(data: StockData, index: int) -> str:
    cover = _cover(data, index)
    days = f" ({cover:.0f} day{'' if round(cover) == 1 else 's'} of cover)" if cover is not None else ""
    return f"{number(amount(data.stock[index]) or 0.0)} {data.unit}{days}"


def _same(data: StockData, high: float) -> bool:
    """Whether stock and baseline coincide: then one name, and no lowest point to point at."""
    pairs = list(zip(map(amount, data.stock), map(amount, data.baseline), strict=False))
    return bool(pairs) and all(
        a is not None and b is not None and abs(a - b) <= 1e-9 * max(high, 1e-300) for a, b in pairs
    )


def _days(pen: Pen, data: StockData, plot: Plot, xs: list[float]) -> None:
    """Invisible columns around each date, so that it can be pointed at and reached by key."""
    for index, day in enumerate(data.dates):
        left = (xs[index - 1] + xs[index]) / 2 if index else plot.left
        right = (xs[index] + xs[index + 1]) / 2 if index + 1 < len(xs) else plot.right
        value = amount(data.stock[index])
        text = "no data" if value is None else _level_text(data, index)
        ghost = amount(data.baseline[index]) if index < len(data.baseline) else None
        text += "" if ghost is None else f"; baseline {number(ghost)} {data.unit}"
        mark = Mark(f"date:{day}", "", "", day, f"{date_label(day)}: {text}", (index,))
        pen.add(Rect(left, plot.top, right - left, plot.bottom - plot.top, mark=mark))


def _level(pen: Pen, value: float, plot: Plot, colour: str, mark: Mark) -> None:
    y = plot.y(value)
    pen.add(Path((("M", plot.left, y), ("L", plot.right, y)), stroke=colour, dash=(2.0, 2.0), mark=mark))


def _extreme(
    pen: Pen, data: StockData, low: int, xs: list[float], plot: Plot, style: Style, metrics: TextMetrics
) -> None:
    """A ring on the lowest level, of a stockpile on the highest, with value, days of cover and date."""
    size = style.small
    high = piled_up(data)
    label, index = ("Lowest", low) if high is None else ("Highest", high)
    x, y = xs[index], plot.y(amount(data.stock[index]) or 0.0)
    cover = _cover(data, index)
    day = date_label(data.dates[index]).rsplit(" ", 1)[0]
    text = f"{number(amount(data.stock[index]) or 0.0)} {data.unit}"
    text += f" · {cover:.0f} {style.say('day' if round(cover) == 1 else 'days')}" if cover is not None else ""
    text += f", {day}"
    mark = Mark(
        "lowest" if high is None else "highest",
        "",
        "",
        data.dates[index],
        f"{label}: {_level_text(data, index)} on {date_label(data.dates[index])}",
        (index,),
    )
    r = 3.5 * style.scale
    pen.add(Rect(x - r, y - r, 2 * r, 2 * r, style.surface, style.accent, 2.0, r, mark=mark))
    wide, tall = metrics.width(text, size, True), metrics.height(size)
    if wide > plot.right - plot.left:
        return
    left = min(max(x - wide / 2, plot.left + 3), plot.right - wide)
    below = plot.bottom - y > tall + 8
    top = y + 6 if below else y - tall - 7
    pen.add(
        Rect(left - 3, top - 1, wide + 6, tall + 1, style.surface, opacity=0.8, radius=2.0),
        Text(
            left, top + tall / 2 + metrics.ascent(size) / 2 - 0.5, text, size, "bold", style.text, mark=mark
        ),
    )
