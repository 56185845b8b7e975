"""Supply against demand, step by step, in a what-if: layers of supply, unmet demand hatched on top."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from dependency_explorer.charts.axes import Plot, baseline, frame, time_labels
from dependency_explorer.charts.drawing import (
    amount,
    empty_scene,
    hovered,
    legend,
    legend_rows,
    lit_opacity,
    mix,
)
from dependency_explorer.charts.scene import Mark, Path, Pen, Rect, Scene, TextMetrics, polyline
from dependency_explorer.charts.style import Style
from dependency_explorer.charts.table import Column, Table
from dependency_explorer.charts.ticks import after, date_label, day_ticks, number, ordinal, percent


@dataclass(frozen=True, slots=True)
class OutcomeData:
    """What the outcome chart draws; every tuple of numbers runs along `dates`, None where unknown.

    dates: first day of each step, "2027-01-04". All amounts are `unit` a step. served_import (without
    replacement), served_production, from_stock and replacement add up to what is served; `unserved` is what
    lacks to `demand`. baseline: what is served without the disruption. import_code, replacement_code: the
    place whose colour the layer takes when it comes from one place alone, else "".
    """

    dates: tuple[str, ...]
    demand: tuple[float | None, ...]
    served_import: tuple[float | None, ...]
    served_production: tuple[float | None, ...]
    from_stock: tuple[float | None, ...]
    replacement: tuple[float | None, ...]
    unserved: tuple[float | None, ...]
    baseline: tuple[float | None, ...]
    unit: str
    name: str
    step: Literal["day", "week", "month"] = "week"
    empty_reason: str = ""
    import_code: str = ""
    replacement_code: str = ""
    import_name: str = ""
    replacement_name: str = ""


Values = tuple[float | None, ...]


@dataclass(frozen=True, slots=True)
class Supply:
    """One layer of supply in one step order: `low` and `high` are None where it is unknown."""

    key: str
    name: str
    fill: str
    entity: str
    low: Values
    high: Values


def layers(data: OutcomeData, style: Style) -> tuple[Supply, ...]:
    """What serves the demand from the bottom up: production, imports, replacement, stocks; then what lacks.

    Layers that are nowhere above zero are left out.
    """
    imported = style.entity(data.import_code) if data.import_code else style.accent
    replaced = (
        style.entity(data.replacement_code) if data.replacement_code else mix(imported, style.surface, 0.45)
    )
    say = style.say
    parts = (
        ("production", say("own production"), style.neutral, "", data.served_production),
        ("import", data.import_name or say("imports"), imported, data.import_code, data.served_import),
        (
            "replacement", data.replacement_name or say("replacement"), replaced, data.replacement_code,
            data.replacement,
        ),
        ("stock", say("from stocks"), mix(style.other, style.surface, 0.3), "", data.from_stock),
        ("unserved", say("unmet"), style.alarm, "", data.unserved),
    )  # fmt: skip
    height = [0.0] * len(data.dates)
    drawn = []
    for key, name, fill, entity, values in parts:
        low: list[float | None] = []
        high: list[float | None] = []
        for index, value in enumerate(values):
            known = amount(value)
            low.append(None if known is None else height[index])
            height[index] += known or 0.0
            high.append(None if known is None else height[index])
        if any(amount(value) for value in values):
            drawn.append(Supply(key, name, fill, entity, tuple(low), tuple(high)))
    return tuple(drawn)


def runs(values: Values) -> tuple[tuple[int, int], ...]:
    """First index and index after the last of each stretch without a gap."""
    found: list[tuple[int, int]] = []
    for index, value in enumerate(values):
        if amount(value) is None:
            continue
        if found and found[-1][1] == index:
            found[-1] = (found[-1][0], index + 1)
        else:
            found.append((index, index + 1))
    return tuple(found)


def edges(data: OutcomeData) -> tuple[int, ...]:
    """Day numbers of the step starts, and of the end of the last."""
    return (*map(ordinal, data.dates), after(data.dates[-1], data.step))


def layout(
    data: OutcomeData, width: float, height: float, style: Style, metrics: TextMetrics, *,
    lit: frozenset[str] = frozenset(), hover: str = "",
) -> Scene:  # fmt: skip
    """Each step's supply as a column of layers, unmet demand hatched, demand dashed, baseline as ghost."""
    everything = (
        data.demand, data.served_import, data.served_production, data.from_stock, data.replacement,
        data.unserved, data.baseline,
    )  # fmt: skip
    if not data.dates or not any(amount(value) is not None for values in everything for value in values):
        return empty_scene(data.empty_reason or "The what-if has no steps.", width, height, style, metrics)
    supply = layers(data, style)
    times = edges(data)
    tops = [value for layer in supply for value in layer.high if value is not None]
    lines = [value for value in map(amount, (*data.demand, *data.baseline)) if value is not None]
    high = max([*tops, *lines], default=0.0)
    keyed = height >= 150 and width >= 200
    names, entries = _entries(data, supply, style, high)
    line = metrics.height(style.small) * 1.2
    rows = min(2, legend_rows(names, width - 4, style, metrics)) if keyed else 0
    pen = Pen()
    unit = _unit_text(data, style)
    plot = frame(pen, height, high, times[0], times[-1], unit, width - 8, 0, style, metrics, rows * line + 4)
    xs = [plot.x(time) for time in times]
    _steps(pen, data, plot, xs)
    over: list[Path] = []
    for layer in supply:
        _layer(pen, layer, plot, xs, data, style, lit, hover, over)
    if not _coincide(data, high):
        _line(
            pen,
            data.baseline,
            plot,
            xs,
            style.ghost,
            style.scale,
            (4.0, 3.0),
            Mark("baseline", label="Baseline supply"),
        )
    _line(
        pen, data.demand, plot, xs, style.text, 1.5 * style.scale, (5.0, 3.0), Mark("demand", label="Demand")
    )
    pen.add(*over)
    baseline(pen, plot, style)
    label = metrics.width("28 Sep" if times[-1] - times[0] <= 92 else "Sep 2027", style.small)
    ticks = day_ticks(times[0], times[-1], plot.right - plot.left, label, style.say)
    time_labels(pen, plot, ticks, width, style, metrics, marked=True)
    if keyed:
        legend(pen, entries, names, 2.0, width - 2, height - rows * line - 2, style, metrics, rows)
    return pen.finish(width, height, style.surface, "", describe(data))


def table(data: OutcomeData) -> Table:
    """One row a step."""
    unit = f"{data.unit} a {data.step}"
    names = (
        "Demand", "Own production", "Imports", "Replacement", "From stocks", "Unmet", "Baseline supply",
    )  # fmt: skip
    columns = (Column("Step starts"), *(Column(name, unit, True) for name in names))
    series = (
        data.demand, data.served_production, data.served_import, data.replacement, data.from_stock,
        data.unserved, data.baseline,
    )  # fmt: skip
    rows = tuple((day, *(amount(values[index]) for values in series)) for index, day in enumerate(data.dates))
    return Table(columns, rows)


def describe(data: OutcomeData) -> str:
    """Alt text: how much of demand is unmet, and when it begins and peaks."""
    demand = [value for value in map(amount, data.demand) if value is not None]
    if not data.dates or not demand:
        return f"Supply against demand without data. {data.empty_reason}".strip()
    lacking = [
        (day, value)
        for day, v in zip(data.dates, data.unserved, strict=True)
        if (value := amount(v) or 0.0) > 0
    ]
    span = f"{data.name}, supply against demand, {date_label(data.dates[0])} to {date_label(data.dates[-1])}"
    if not lacking:
        return f"{span}: all demand is met. Arithmetic on stated assumptions, not a forecast."
    total = sum(value for _, value in lacking)
    worst, most = max(lacking, key=lambda pair: pair[1])
    share = f" ({percent(total / sum(demand))} of demand)" if sum(demand) > 0 else ""
    return (
        f"{span}: unmet {number(total)} {data.unit}{share}, from {date_label(lacking[0][0])}, "
        f"most in the {data.step} of {date_label(worst)}, {number(most)} {data.unit}. "
        "Arithmetic on stated assumptions, not a forecast."
    )


def _unit_text(data: OutcomeData, style: Style) -> str:
    return data.unit if data.unit.startswith("%") else f"{data.unit} {style.say('a ' + data.step)}"


def step_label(data: OutcomeData, index: int) -> str:
    """What one step holds: the text of its tooltip."""
    parts = []
    for name, values in (
        ("demand", data.demand), ("own production", data.served_production), ("imports", data.served_import),
        ("replacement", data.replacement), ("from stocks", data.from_stock), ("unmet", data.unserved),
    ):  # fmt: skip
        value = amount(values[index])
        if value:
            parts.append(f"{name} {number(value)}")
    opening = "" if data.step == "day" else f"{data.step.capitalize()} of "
    return f"{opening}{date_label(data.dates[index])}: " + (
        ", ".join(parts) + f" {data.unit}" if parts else "no data"
    )


def _steps(pen: Pen, data: OutcomeData, plot: Plot, xs: list[float]) -> None:
    """Invisible columns, so that a step can be pointed at and reached by key."""
    for index, day in enumerate(data.dates):
        mark = Mark(f"step:{day}", "", "", day, step_label(data, index), (index,))
        pen.add(Rect(xs[index], plot.top, xs[index + 1] - xs[index], plot.bottom - plot.top, mark=mark))


def _layer(
    pen: Pen, layer: Supply, plot: Plot, xs: list[float], data: OutcomeData, style: Style,
    lit: frozenset[str], hover: str, over: list[Path],
) -> None:  # fmt: skip
    unmet = layer.key == "unserved"
    values = tuple(
        (b - a) if a is not None and b is not None else None
        for a, b in zip(layer.low, layer.high, strict=True)
    )
    total = sum(value for value in values if value is not None)
    rows = tuple(index for index, value in enumerate(values) if value)
    mark = Mark(
        f"supply:{layer.key}", layer.entity, "", "", f"{layer.name}: {number(total)} {data.unit}", rows
    )
    outlined = hovered(hover, mark)
    opacity = 1.0 if not layer.entity else lit_opacity(style, lit, layer.entity)
    for start, end in runs(tuple(value or None for value in values)):
        upper: list[tuple[float, float]] = []
        lower: list[tuple[float, float]] = []
        for i in range(start, end):
            top, low = plot.y(layer.high[i] or 0.0), plot.y(layer.low[i] or 0.0)
            upper += [(xs[i], top), (xs[i + 1], top)]
            lower += [(xs[i], low), (xs[i + 1], low)]
        outline = polyline([*upper, *reversed(lower)], closed=True)
        stroke = style.alarm if unmet else style.surface
        pen.add(
            Path(
                outline, layer.fill, stroke, 0.75, 0.12 if unmet else opacity, (),
                "diagonal" if unmet else "", mark,
            )
        )  # fmt: skip
        if outlined:
            over.append(Path(outline, stroke=style.text, stroke_width=2.0, mark=mark))


def _line(
    pen: Pen, values: Values, plot: Plot, xs: list[float], colour: str, wide: float, dash: tuple[float, ...],
    mark: Mark,
) -> None:  # fmt: skip
    for start, end in runs(values):
        points: list[tuple[float, float]] = []
        for i in range(start, end):
            y = plot.y(values[i] or 0.0)
            points += [(xs[i], y), (xs[i + 1], y)]
        pen.add(Path(polyline(points), stroke=colour, stroke_width=wide, dash=dash, mark=mark))


def _coincide(data: OutcomeData, high: float) -> bool:
    """Whether the baseline serves all demand, so that one line stands for both."""
    pairs = zip(map(amount, data.demand), map(amount, data.baseline), strict=True)
    return all(a is not None and b is not None and abs(a - b) <= 0.002 * high for a, b in pairs)


def _entries(
    data: OutcomeData, supply: tuple[Supply, ...], style: Style, high: float
) -> tuple[list[str], list[Rect]]:
    names = [layer.name for layer in supply]
    entries = [
        Rect(
            0, 0, 10, 10, layer.fill, style.alarm if layer.key == "unserved" else "", 1.0, 1.5,
            0.12 if layer.key == "unserved" else 1.0, (), "diagonal" if layer.key == "unserved" else "",
            Mark(f"supply:{layer.key}", layer.entity, "", "", layer.name),
        )
        for layer in supply
    ]  # fmt: skip
    both = _coincide(data, high)
    names.append(style.say("demand, met in the baseline") if both else style.say("demand"))
    entries.append(Rect(0, 0, 10, 0, stroke=style.text, stroke_width=1.5, dash=(4.0, 2.0)))
    if not both and any(amount(value) is not None for value in data.baseline):
        names.append(style.say("baseline"))
        entries.append(Rect(0, 0, 10, 0, stroke=style.ghost, dash=(4.0, 2.0)))
    return names, entries
