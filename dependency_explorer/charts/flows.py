"""Flow diagram: suppliers to commodities on the left, commodities to buyers on the right."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from dependency_explorer.charts.drawing import NOT_STATED, amount, empty_scene
from dependency_explorer.charts.flow_halves import (
    GUTTER,
    MARGIN,
    NODE,
    PAD,
    Half,
    Ribbon,
    draw_half,
    widths,
)
from dependency_explorer.charts.scene import Mark, Pen, Scene, TextMetrics
from dependency_explorer.charts.style import Style
from dependency_explorer.charts.table import Column, Table, finite
from dependency_explorer.charts.ticks import percent

GAPS = 0.6
"""Share of the height that the gaps between nodes may take."""


@dataclass(frozen=True, slots=True)
class FlowLink:
    """One ribbon.

    side: which half it is drawn in. share: fraction of the commodity's baseline total on that side (0-1), or
    any other measure that `FlowsData.comparable` declares comparable; the ribbon's width is proportional to
    it. With a what-if, `share` is the what-if and `ghost_share` the baseline, both of the same total.
    amount_text: the amount as the user reads it ("1 529 kt"). quantity, unit: the number behind it, None if
    unknown; covers: the time that it is of. hatched: the partner is not stated.
    """

    side: Literal["imports", "exports"]
    partner: str
    partner_name: str
    commodity: str
    commodity_name: str
    share: float
    amount_text: str = ""
    quantity: float | None = None
    unit: str = ""
    derived: bool = False
    ghost_share: float | None = None
    hatched: bool = False
    covers: str = ""


@dataclass(frozen=True, slots=True)
class FlowsData:
    """What the flow diagram draws.

    links: commodities appear in the order of their first link. comparable: widths compare across
    commodities and sides (energy or value), so both halves use one scale; False for shares within each
    commodity. measure: the unit or name of `share` in the table ("share of commodity", "TJ", "US$").
    empty_reason: the sentence shown instead when there are no links.
    """

    links: tuple[FlowLink, ...]
    focus_name: str
    empty_reason: str = ""
    comparable: bool = False
    measure: str = "share of commodity"


Side = Literal["imports", "exports"]
_OTHER = "OTHER"


def layout(
    data: FlowsData, width: float, height: float, style: Style, metrics: TextMetrics, *,
    lit: frozenset[str] = frozenset(), hover: str = "",
) -> Scene:  # fmt: skip
    """Ribbons whose width is proportional to the share; each half only if it has links.

    Partners that the height has no room for are gathered in "Other", its members in the mark's label.
    Partners are ordered by size, on baseline shares where there are any: nodes do not jump while a slider
    moves. `hover` is a mark id, place or commodity.
    """
    drawn = [(row, link) for row, link in enumerate(data.links) if _weight(link) > 0]
    if not drawn:
        reason = data.empty_reason or "No flows match."
        return empty_scene(reason, width, height, style, metrics)
    size = style.base if width >= 420 and height >= 170 else style.small
    captioned = height >= 150
    top = 6.0 + (metrics.height(style.small) + 4 if captioned else 0.0)
    bottom = height - 6.0
    sides: list[Side] = [side for side in _SIDES if any(link.side == side for _, link in drawn)]
    halves = [_half(side, drawn, data, top, bottom, size, style, metrics) for side in sides]
    if data.comparable:
        scale = min(half.scale for half in halves)
        halves = [replace(half, scale=scale) for half in halves]
    pen = Pen()
    halves, rooms, ribbon = widths(halves, width, style, metrics)
    left = MARGIN
    for half, (outer, inner) in zip(halves, rooms, strict=True):
        x0 = left + outer + half.pad
        x1 = x0 + half.node + ribbon
        rooms_of = (outer, inner)
        draw_half(
            pen,
            half,
            data.focus_name,
            data.comparable,
            x0,
            x1,
            rooms_of,
            style,
            metrics,
            lit,
            hover,
            captioned,
        )
        left = x1 + half.node + half.pad + inner + GUTTER
    return pen.finish(width, height, style.surface, "", describe(data))


def table(data: FlowsData) -> Table:
    """One row a link, in the order given, whatever the drawing gathers in "Other"."""
    columns = (
        Column("Direction"), Column("Partner code"), Column("Partner"), Column("Commodity"),
        Column(data.measure[:1].upper() + data.measure[1:], "" if data.comparable else "fraction", True),
        Column("Baseline", "" if data.comparable else "fraction", True),
        Column("Quantity", "", True), Column("Unit"), Column("Quantity of"), Column("Derived"),
    )  # fmt: skip
    rows = tuple(
        (
            link.side, link.partner, link.partner_name, link.commodity_name, amount(link.share),
            amount(link.ghost_share), finite(link.quantity), link.unit, link.covers,
            "yes" if link.derived else "no",
        )
        for link in data.links
    )  # fmt: skip
    return Table(columns, rows)


def describe(data: FlowsData) -> str:
    """Alt text: how many flows, and the largest of each side."""
    drawn = [link for link in data.links if (amount(link.share) or 0.0) > 0]
    if not drawn:
        return f"Flow diagram without flows. {data.empty_reason}".strip()
    parts = [f"Flow diagram of {data.focus_name}, {len(drawn)} flow{'s' if len(drawn) > 1 else ''}"]
    for side in _SIDES:
        of_side = [link for link in drawn if link.side == side]
        if of_side:
            largest = max(of_side, key=lambda link: link.share)
            parts.append(
                f"largest {side[:-1]}: {_route(largest, data.focus_name)}{_number_text(largest, data)}"
            )
    return "; ".join(parts) + "."


_SIDES: tuple[Side, Side] = ("imports", "exports")


def _weight(link: FlowLink) -> float:
    """What the link takes up: the larger of what-if and baseline, 0 where nothing can be drawn."""
    return max(amount(link.share) or 0.0, amount(link.ghost_share) or 0.0)


def _route(link: FlowLink, focus: str) -> str:
    ends = (link.partner_name, focus) if link.side == "imports" else (focus, link.partner_name)
    return f"{ends[0]} to {ends[1]}, {link.commodity_name}"


def _number_text(link: FlowLink, data: FlowsData) -> str:
    parts = [link.amount_text] if link.amount_text else []
    if not data.comparable:
        parts.append(percent(amount(link.share) or 0.0))
    text = ": " + " · ".join(parts) if parts else ""
    ghost = amount(link.ghost_share)
    if ghost is not None and not data.comparable and abs(ghost - (amount(link.share) or 0.0)) > 5e-4:
        text += f" (baseline {percent(ghost)})"
    return text + (", derived" if link.derived else "")


def _half(
    side: Side, drawn: list[tuple[int, FlowLink]], data: FlowsData, top: float, bottom: float, size: float,
    style: Style, metrics: TextMetrics,
) -> Half:  # fmt: skip
    links = [(row, link) for row, link in drawn if link.side == side]
    commodities = tuple(dict.fromkeys(link.commodity for _, link in links))
    names = {link.commodity: link.commodity_name for _, link in links}
    names.update({link.partner: link.partner_name for _, link in links})
    # Gaps as high as a name, so that each name stands at its node: they may take this part of the height.
    room = max(3, 1 + int(GAPS * (bottom - top) / (metrics.height(size) + 1)))
    gathered = _gathered(links, min(room, 10 if bottom - top < 700 else 24))
    if gathered:
        names[_OTHER] = f"{style.say('Other')} ({len(gathered)})"
    ribbons = _ribbons(links, gathered, data, names)
    partners = _order(ribbons)
    line = metrics.height(size) + 1
    most = max(len(partners), len(commodities))
    tall = bottom - top
    gap = (
        min(16.0 * style.scale, max(2.0, GAPS * tall / max(1, most - 1)), max(2.0, line)) if most > 1 else 0.0
    )
    sums = [
        (len(ids), sum(r.weight for r in ribbons))
        for ids in (partners, commodities)
    ]  # fmt: skip
    scale = min(max(1.0, tall - gap * (count - 1)) / total for count, total in sums)
    tails: dict[str, str] = {}
    if len(commodities) == 1 and not data.comparable:
        # With one commodity a partner's share belongs to its name; with several it belongs to each ribbon.
        tails = {ribbon.partner: f" {percent(ribbon.share)}" for ribbon in ribbons}
    labels = {code: name + tails.get(code, "") for code, name in names.items()}
    return Half(
        side,
        ribbons,
        partners,
        commodities,
        names,
        labels,
        tails,
        scale,
        gap,
        top,
        bottom,
        size,
        NODE * style.scale,
        PAD * style.scale,
    )


def _gathered(links: list[tuple[int, FlowLink]], most: int) -> frozenset[str]:
    """Partners to gather: the smallest by their largest share, when there are more than `most`."""
    largest: dict[str, float] = {}
    for _, link in links:
        if not (link.hatched or link.partner in (NOT_STATED, _OTHER)):
            largest[link.partner] = max(largest.get(link.partner, 0.0), _weight(link))
    others = {link.partner for _, link in links} - largest.keys()
    keep = most - len(others)
    if len(largest) <= max(1, keep):
        return frozenset()
    ranked = sorted(largest, key=lambda code: (-largest[code], code))
    return frozenset(ranked[max(1, keep - 1) :])


def _ribbons(
    links: list[tuple[int, FlowLink]], gathered: frozenset[str], data: FlowsData, names: dict[str, str]
) -> tuple[Ribbon, ...]:
    groups: dict[tuple[str, str], list[tuple[int, FlowLink]]] = {}
    for row, link in links:
        partner = _OTHER if link.partner in gathered else link.partner
        groups.setdefault((partner, link.commodity), []).append((row, link))
    ribbons = []
    for (partner, commodity), members in groups.items():
        first = members[0][1]
        share = sum(amount(link.share) or 0.0 for _, link in members)
        ghosts = [amount(link.ghost_share) for _, link in members]
        known = [ghost for ghost in ghosts if ghost is not None]
        ghost = sum(known) if known else None
        if len(members) == 1:
            label = _route(first, data.focus_name) + _number_text(first, data)
        else:
            listed = "; ".join(f"{link.partner_name}{_number_text(link, data)}" for _, link in members)
            label = f"{names[partner]}, {first.commodity_name}: {listed}"
        mark = Mark(
            f"{first.side}:{partner}:{commodity}",
            partner,
            commodity,
            "",
            label,
            tuple(row for row, _ in members),
        )
        weight = max(share, ghost or 0.0)
        hatched = partner == NOT_STATED or all(link.hatched for _, link in members)
        ribbons.append(Ribbon(partner, commodity, share, ghost, weight, hatched, mark))
    return tuple(ribbons)


def _order(ribbons: tuple[Ribbon, ...]) -> tuple[str, ...]:
    """Partners by their baseline shares, the largest first; "Other" and not stated last."""
    weights: dict[str, float] = {}
    for ribbon in ribbons:
        base = ribbon.weight if ribbon.ghost is None else ribbon.ghost or ribbon.share
        weights[ribbon.partner] = weights.get(ribbon.partner, 0.0) + base
    last = {_OTHER: 1, NOT_STATED: 2}
    return tuple(sorted(weights, key=lambda code: (last.get(code, 0), -weights[code], code)))
