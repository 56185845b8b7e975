"""Who holds what: one 100 % bar an asset, coloured by the holder's country."""

from __future__ import annotations

from dataclasses import dataclass

from dependency_explorer.charts.drawing import (
    amount,
    elide,
    empty_scene,
    hovered,
    legend,
    legend_rows,
    lit_opacity,
    middle,
    text_on,
)
from dependency_explorer.charts.scene import Mark, Pen, Rect, Scene, Text, TextMetrics
from dependency_explorer.charts.style import Style
from dependency_explorer.charts.table import Column, Table
from dependency_explorer.charts.ticks import date_label, percent


@dataclass(frozen=True, slots=True)
class StakePart:
    """One holder's part. share: 0-1, None where the holder is known but the share is not."""

    holder: str
    country: str
    country_name: str
    share: float | None
    status: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class StakeAsset:
    """One bar; what its parts leave of 100 % is drawn hatched, "not stated"."""

    id: str
    name: str
    commodity_name: str
    parts: tuple[StakePart, ...]


@dataclass(frozen=True, slots=True)
class StakesData:
    """What the ownership chart draws.

    date: the day the stakes are read at, as text. home: the assets' own country, drawn in the neutral colour
    unless the dataset gives it one of its own.
    """

    assets: tuple[StakeAsset, ...]
    date: str = ""
    empty_reason: str = ""
    home: str = ""


_UNSTATED = 0.002
"""A remainder below this is rounding in the published shares, not an unknown holder."""


def layout(
    data: StakesData, width: float, height: float, style: Style, metrics: TextMetrics, *,
    lit: frozenset[str] = frozenset(), hover: str = "",
) -> Scene:  # fmt: skip
    """One bar of 100 % an asset, holders named inside where there is room, countries in the legend.

    Assets that the height has no room for are counted in a last line. Parts that add to more than the whole
    are drawn against their own sum, which the label then states.
    """
    if not data.assets:
        reason = data.empty_reason or "No stakes are known at this date."
        return empty_scene(reason, width, height, style, metrics)
    line = metrics.height(style.small) * 1.2
    size = style.base if width >= 420 and height >= 170 else style.small
    codes = _countries(data)
    keyed = height >= 130
    entries, keys = _key(data, codes, style, lit)
    key_rows = min(2, legend_rows(keys, width - 4, style, metrics)) if keyed else 0
    bottom = height - 4.0 - (key_rows * line + 6 if keyed else 0.0)
    top = 4.0
    room = max(1, int((bottom - top) // (metrics.height(size) + 3)))
    assets = data.assets if len(data.assets) <= room else data.assets[: max(1, room - 1)]
    hidden = data.assets[len(assets) :]
    pitch = min(52.0 * style.scale, (bottom - top - (line if hidden else 0.0)) / len(assets))
    thick = min(30.0 * style.scale, max(5.0, pitch * 0.72))
    names = [_name(asset) for asset in assets]
    left = 2.0 + min(max(metrics.width(name, size) for name in names), 0.4 * width) + 10
    wide = max(10.0, width - left - 4)

    pen = Pen()
    index = 0
    for place, asset in enumerate(assets):
        y = top + pitch * (place + 0.5)
        rows = tuple(range(index, index + _row_count(asset)))
        mark = Mark(f"asset:{asset.id}", label=_asset_label(asset), rows=rows)
        text = elide(names[place], left - 12, size, metrics)
        bright = any(lit_opacity(style, lit, part.country) == 1.0 for part in asset.parts) or not lit
        ink = style.text if bright else style.muted
        pen.add(Text(left - 10, middle(y, size, metrics), text, size, fill=ink, anchor="end", mark=mark))
        _bar(pen, asset, data.home, index, left, wide, y, thick, style, metrics, lit, hover)
        index += len(rows)
    y = top + pitch * len(assets)
    if hidden:
        label = "; ".join(asset.name for asset in hidden)
        text = elide(style.say("and {} more").format(len(hidden)), wide, style.small, metrics)
        pen.add(
            Text(
                left, middle(y + line / 2, style.small, metrics), text, style.small, fill=style.muted,
                mark=Mark("assets:more", label=label, rows=tuple(range(index, len(table(data).rows)))),
            )
        )  # fmt: skip
        y += line
    if keyed:
        # Short keys stand under the bars, long ones from the left edge.
        start = left if legend_rows(keys, width - 2 - left, style, metrics) == 1 else 2.0
        legend(pen, entries, keys, start, width - 2, min(y + 6, height - key_rows * line - 4), style, metrics)
    return pen.finish(width, height, style.surface, "", describe(data))


def table(data: StakesData) -> Table:
    """One row a holder and, where something is left of 100 %, one row for the remainder."""
    columns = (
        Column("Asset"), Column("Commodity"), Column("Holder"), Column("Country code"), Column("Country"),
        Column("Share", "fraction", True), Column("Status"), Column("Note"),
    )  # fmt: skip
    rows: list[tuple[str | float | None, ...]] = []
    for asset in data.assets:
        rows += [
            (
                asset.name, asset.commodity_name, part.holder, part.country, part.country_name,
                amount(part.share), part.status, part.note,
            )
            for part in asset.parts
        ]  # fmt: skip
        rest = _remainder(asset)
        if rest:
            rows.append((asset.name, asset.commodity_name, "Not stated", "", "", rest, "", ""))
    return Table(columns, tuple(rows))


def describe(data: StakesData) -> str:
    """Alt text: how many assets, at which date, and the first ones."""
    if not data.assets:
        return f"Ownership without data. {data.empty_reason}".strip()
    when = f" on {date_label(data.date)}" if data.date else ""
    count = len(data.assets)
    first = "; ".join(_asset_label(asset) for asset in data.assets[:3])
    return f"Ownership of {count} asset{'s' if count > 1 else ''}{when}: {first}."


def _name(asset: StakeAsset) -> str:
    return f"{asset.name} · {asset.commodity_name}" if asset.commodity_name else asset.name


def _remainder(asset: StakeAsset) -> float:
    rest = 1.0 - sum(amount(part.share) or 0.0 for part in asset.parts)
    return rest if rest > _UNSTATED else 0.0


def _row_count(asset: StakeAsset) -> int:
    return len(asset.parts) + (1 if _remainder(asset) else 0)


def _part_text(part: StakePart) -> str:
    share = amount(part.share)
    return f"{part.holder} {percent(share)}" if share is not None else f"{part.holder}, share not stated"


def _part_label(part: StakePart) -> str:
    extras = [text for text in (part.country_name, part.status, part.note) if text]
    return _part_text(part) + (f" ({', '.join(extras)})" if extras else "")


def _asset_label(asset: StakeAsset) -> str:
    parts = ", ".join(_part_text(part) for part in asset.parts)
    rest = _remainder(asset)
    total = sum(amount(part.share) or 0.0 for part in asset.parts)
    parts += f", not stated {percent(rest)}" if rest else ""
    parts += f", together {percent(total)}" if total > 1 + _UNSTATED else ""
    return f"{_name(asset)}: {parts.lstrip(', ')}"


def _countries(data: StakesData) -> dict[str, str]:
    """Countries of the holders drawn, the most frequent first."""
    counts: dict[str, int] = {}
    names: dict[str, str] = {}
    for asset in data.assets:
        for part in asset.parts:
            if amount(part.share):
                counts[part.country] = counts.get(part.country, 0) + 1
                names.setdefault(part.country, part.country_name or part.country)
    return {code: names[code] for code in sorted(counts, key=lambda c: (-counts[c], c)) if names[code]}


def _fill(code: str, home: str, style: Style) -> str:
    """The country's colour; the home country's is neutral unless it has one."""
    colour = style.entity(code)
    return style.neutral if code == home and colour == style.other else colour


def _bar(
    pen: Pen, asset: StakeAsset, home: str, row: int, left: float, wide: float, y: float, thick: float,
    style: Style, metrics: TextMetrics, lit: frozenset[str], hover: str,
) -> None:  # fmt: skip
    shares = [amount(part.share) or 0.0 for part in asset.parts]
    unit = wide / max(1.0, sum(shares))
    x = left
    for index, (part, share) in enumerate(zip(asset.parts, shares, strict=True)):
        if share <= 0:
            continue
        mark = Mark(f"stake:{asset.id}:{index}", part.country, "", "", _part_label(part), (row + index,))
        fill, opacity = _fill(part.country, home, style), lit_opacity(style, lit, part.country)
        outlined = hovered(hover, mark)
        # The seam is the surface's colour, so that each part keeps its exact width.
        pen.add(
            Rect(
                x, y - thick / 2, share * unit, thick, fill, style.text if outlined else style.surface,
                2.0 if outlined else 1.5, min(3.0, share * unit / 2), opacity, mark=mark,
            )
        )  # fmt: skip
        if thick >= style.small + 1 and opacity == 1.0:
            _name_inside(pen, part, x, share * unit, y, text_on(fill), mark, style, metrics)
        x += share * unit
    rest = _remainder(asset)
    if rest:
        label = f"{_name(asset)}: {percent(rest)} not stated"
        mark = Mark(f"stake:{asset.id}:rest", "", "", "", label, (row + len(asset.parts),))
        pen.add(
            Rect(
                x, y - thick / 2, rest * unit, thick, "", style.ghost, 2.0 if hovered(hover, mark) else 1.0,
                min(3.0, rest * unit / 2), hatch="diagonal", mark=mark,
            )
        )  # fmt: skip
        text = style.say("not stated")
        need = metrics.width(text, style.small)
        if thick >= style.small + 1 and need + 16 <= rest * unit:
            # On a patch of the surface, because lines behind letters tire the eye.
            pen.add(
                Rect(x + 4, y - thick / 2 + 2, need + 6, thick - 4, style.surface, opacity=0.9, radius=2.0),
                Text(x + 7, middle(y, style.small, metrics), text, style.small, fill=style.muted, mark=mark),
            )


def _name_inside(
    pen: Pen, part: StakePart, x: float, wide: float, y: float, ink: str, mark: Mark, style: Style,
    metrics: TextMetrics,
) -> None:  # fmt: skip
    """Holder and share, or as much of it as fits: the share alone rather than half a name."""
    share = percent(part.share or 0.0)
    room = wide - 12
    text = f"{part.holder} {share}"
    if metrics.width(text, style.small, True) > room:
        short = elide(
            part.holder, room - metrics.width(" " + share, style.small, True), style.small, metrics, True
        )
        text = f"{short} {share}" if len(short) > 4 else share
        if metrics.width(text, style.small, True) > room + 6:
            return
    pen.add(Text(x + 6, middle(y, style.small, metrics), text, style.small, "bold", ink, mark=mark))


def _key(
    data: StakesData, codes: dict[str, str], style: Style, lit: frozenset[str]
) -> tuple[list[Rect], list[str]]:
    """Swatches and names of the countries; those in "other" grey share one."""
    entries: list[Rect] = []
    names: list[str] = []
    grey = [code for code in codes if style.entity(code) == style.other and code != data.home]
    for code, name in codes.items():
        if code in grey and len(grey) > 1:
            continue
        mark = Mark(f"country:{code}", code, "", "", name)
        opacity = lit_opacity(style, lit, code)
        entries.append(
            Rect(0, 0, 0, 0, _fill(code, data.home, style), opacity=opacity, radius=2.0, mark=mark)
        )
        names.append(name)
    if len(grey) > 1:
        label = ", ".join(codes[code] for code in grey)
        fill = _fill(grey[0], data.home, style)
        entries.append(Rect(0, 0, 0, 0, fill, radius=2.0, mark=Mark("country:other", label=label)))
        names.append(label)
    if any(_remainder(asset) for asset in data.assets):
        mark = Mark("country:rest", label="Not stated")
        entries.append(Rect(0, 0, 0, 0, "", style.ghost, hatch="diagonal", radius=2.0, mark=mark))
        names.append(style.say("not stated"))
    return entries, names
