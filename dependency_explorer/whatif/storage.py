"""Stocks, followed step by step: what is drawn, what unsold output fills, and what refills them later."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dependency_explorer.whatif.events import Cuts
from dependency_explorer.whatif.network import Calendar, SupplyNetwork
from dependency_explorer.whatif.parameters import Parameters
from dependency_explorer.whatif.replacement import Spare

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Stored:
    """Draw, fill (refill by imports), piled (unsold output), level at the end of each step, and brought (what
    imports could bring to refill), by (commodity, step, case)."""

    draw: Floats
    fill: Floats
    piled: Floats
    level: Floats
    brought: Floats


def stocks(
    network: SupplyNetwork, calendar: Calendar, chosen: Parameters, cut: Cuts,
    gap: Floats, unsold: Floats, spare: Spare | None, drawn: bool, parts: Floats | None = None,
) -> Stored:  # fmt: skip
    """Follow the stocks. gap: what is missing, unsold: output without a buyer, (commodity, step, case).

    spare: what links may bring to refill, None where nothing is to be refilled. drawn: whether stocks may be
    drawn at all. parts: of what stands above the floor, the most that a step may take; None for all of it.
    """
    size, steps = gap.shape[:2]
    roomy = (chosen.capacity > chosen.initial).any(axis=-1) & unsold.any(axis=(1, 2))
    # A store that starts empty gives what unsold output has filled it with.
    usable = np.asarray(((chosen.initial > 0).any(axis=-1) | roomy) & drawn & gap.any(axis=(1, 2)))
    moved = np.flatnonzero(usable | roomy)
    nothing = np.zeros((size, steps, 1))
    resting = np.repeat(chosen.initial[:, None, :], steps, axis=1)
    if not len(moved):
        return Stored(nothing, nothing, nothing, resting, nothing)

    start, top = chosen.initial[moved], chosen.capacity[moved]
    floor = np.broadcast_to(chosen.floor[moved][:, None], (len(moved), steps, chosen.floor.shape[-1]))
    if cut.barred is not None:
        # What is barred is out of reach, and the floor is kept in the rest.
        floor = np.minimum(floor + cut.barred[moved] * start[:, None], start[:, None])
    need = np.where(usable[moved][:, None, None], gap[moved], 0.0)
    surplus = unsold[moved]
    brought = _brought(network, cut, spare, moved.tolist(), steps)
    arriving = brought[moved]
    weeks = calendar.days / 7.0
    pull = chosen.max_draw[moved][:, None, :] * weeks[:, None]
    push = chosen.max_fill[moved][:, None, :] * weeks[:, None]
    rated = chosen.rated[moved]
    apart = None if parts is None else parts[moved]
    inputs = (need, surplus, arriving, pull, push, start[:, None], top[:, None], floor)
    cases = max(values.shape[-1] for values in (*inputs, *(() if apart is None else (apart,))))
    shape = (len(moved), steps, cases)
    draw, fill, piled = np.zeros(shape), np.zeros(shape), np.zeros(shape)
    track = np.empty(shape)
    level = np.repeat(start, cases, axis=-1) if start.shape[-1] < cases else start.copy()
    track[:] = level[:, None, :]
    gains = bool(surplus.any())
    busy = np.flatnonzero(need.any(axis=(0, 2)) | surplus.any(axis=(0, 2)))
    last, quiet = int(busy[-1]), int(cut.quiet_from.min())
    for t in range(int(busy[0]), steps):
        if t <= last:
            limit = pull[:, t]
            if rated.any():
                full = np.divide(level, top, out=np.zeros_like(level), where=top > 0)
                limit = np.where(rated[:, None], limit * np.minimum(1.0, 0.5 + full), limit)
            above = level - floor[:, t]
            if apart is not None:
                limit = np.minimum(limit, apart[:, t] * above)
            taken = np.maximum(np.minimum(np.minimum(need[:, t], limit), above), 0.0)
            draw[:, t] = taken
            if gains:
                added = np.minimum(np.minimum(surplus[:, t], push[:, t]), top - level)
                piled[:, t] = added
            # The floor is kept to the last bit: taking all that is above it leaves the floor itself.
            level = np.where(taken == above, floor[:, t], level - taken)
            if gains:
                level = level + added
        lacking = np.maximum(start - level, 0.0)
        if t >= quiet and lacking.any():
            gain = np.minimum(np.minimum(arriving[:, t], push[:, t]), lacking)
            fill[:, t] = gain
            level = level + gain
        elif t > last and t >= quiet:
            track[:, t:] = level[:, None, :]
            break
        track[:, t] = level
    if len(moved) < size:
        whole = np.broadcast_to(resting, (size, steps, cases)).copy()
        whole[moved] = track
        track = whole
    draw, fill, piled = (_whole(values, moved, size) for values in (draw, fill, piled))
    return Stored(draw, fill, piled, track, brought)


def _brought(network: SupplyNetwork, cut: Cuts, spare: Spare | None, moved: list[int], steps: int) -> Floats:
    """What imports may bring to refill: their spare, from the step after a case's last event."""
    size = len(network.commodities)
    if spare is None or int(cut.quiet_from.min()) >= steps:
        return np.zeros((size, steps, 1))
    quiet = np.arange(steps)[:, None] >= cut.quiet_from
    found: dict[int, Floats] = {}
    for e, column in enumerate(network.column.tolist()):
        if column in moved:
            part = spare.of(e) * quiet
            found[column] = found[column] + part if column in found else part
    result = np.zeros((size, steps, max((part.shape[-1] for part in found.values()), default=1)))
    for column, part in found.items():
        result[column] = part
    return result


def _whole(values: Floats, moved: NDArray[np.intp], size: int) -> Floats:
    """What the stocks that move do, set among those that rest."""
    if len(moved) == size:
        return values
    if not values.any():
        return np.zeros((size, values.shape[1], 1))
    whole = np.zeros((size, *values.shape[1:]))
    whole[moved] = values
    return whole


def refill(network: SupplyNetwork, stored: Stored, spare: Spare | None, flow: Floats) -> Floats:
    """The flow of links, (link, step, case), with what they bring to refill stocks."""
    if spare is None or not stored.fill.any():
        return flow
    size = len(network.commodities)
    first = int(np.flatnonzero(stored.fill.any(axis=(0, 2)))[0])
    fill, offered = np.broadcast_arrays(stored.fill[:, first:], stored.brought[:, first:])
    share = np.divide(fill, offered, out=np.zeros(fill.shape), where=offered > 0)
    cases = max(flow.shape[-1], share.shape[-1])
    result = np.broadcast_to(flow, (*flow.shape[:2], cases)).copy()
    for e in np.flatnonzero(network.column < size).tolist():
        result[e, first:] += spare.of(e)[first:] * share[network.column[e]]
    return result
