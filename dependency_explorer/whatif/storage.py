"""Stocks, followed step by step: what is drawn, what unsold output fills, and what refills them later."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dependency_explorer.whatif.events import Cuts, by_column
from dependency_explorer.whatif.network import Calendar, SupplyNetwork
from dependency_explorer.whatif.parameters import Parameters

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Stored:
    """Draw, fill (refill by imports), piled (unsold output) and level at the end of each step, by
    (commodity, step, case); extra: what links bring to refill, (link, step, case)."""

    draw: Floats
    fill: Floats
    piled: Floats
    level: Floats
    extra: Floats


def stocks(
    network: SupplyNetwork, calendar: Calendar, chosen: Parameters, cut: Cuts,
    gap: Floats, unsold: Floats, spare: Floats | None, drawn: bool,
) -> Stored:  # fmt: skip
    """Follow the stocks. gap: what is missing, unsold: output without a buyer, (commodity, step, case).

    spare: what links may bring to refill, None where nothing is to be refilled. drawn: whether stocks may be
    drawn at all.
    """
    size, steps = gap.shape[:2]
    usable = np.asarray((chosen.initial > 0).any(axis=-1) & drawn & gap.any(axis=(1, 2)))
    roomy = (chosen.capacity > chosen.initial).any(axis=-1) & unsold.any(axis=(1, 2))
    moved = np.flatnonzero(usable | roomy)
    nothing = np.zeros((size, steps, 1))
    resting = np.repeat(chosen.initial[:, None, :], steps, axis=1)
    if not len(moved):
        return Stored(nothing, nothing, nothing, resting, nothing[:1])

    start, top, floor = chosen.initial[moved], chosen.capacity[moved], chosen.floor[moved]
    need = np.where(usable[moved][:, None, None], gap[moved], 0.0)
    surplus = unsold[moved]
    offers = _offers(network, cut, spare, steps)
    brought = np.zeros((2 * size, steps, 1)) if offers is None else by_column(network, offers)
    refill = brought[moved]
    weeks = calendar.days / 7.0
    pull = chosen.max_draw[moved][:, None, :] * weeks[:, None]
    push = chosen.max_fill[moved][:, None, :] * weeks[:, None]
    rated = chosen.rated[moved]
    parts = (need, surplus, refill, pull, push, start[:, None], top[:, None], floor[:, None])
    cases = max(part.shape[-1] for part in parts)
    shape = (len(moved), steps, cases)
    draw, fill, piled = np.zeros(shape), np.zeros(shape), np.zeros(shape)
    track = np.empty(shape)
    level = np.repeat(start, cases, axis=-1) if start.shape[-1] < cases else start.copy()
    track[:] = level[:, None, :]
    busy = np.flatnonzero(need.any(axis=(0, 2)) | surplus.any(axis=(0, 2)))
    last, quiet = int(busy[-1]), int(cut.quiet_from.min())
    for t in range(int(busy[0]), steps):
        if t <= last:
            limit = pull[:, t]
            if rated.any():
                full = np.divide(level, top, out=np.zeros_like(level), where=top > 0)
                limit = np.where(rated[:, None], limit * np.minimum(1.0, 0.5 + full), limit)
            above = level - floor
            taken = np.maximum(np.minimum(np.minimum(need[:, t], limit), above), 0.0)
            added = np.minimum(np.minimum(surplus[:, t], push[:, t]), top - level)
            draw[:, t], piled[:, t] = taken, added
            # The floor is kept to the last bit: taking all that is above it leaves the floor itself.
            level = np.where(taken == above, floor, level - taken) + added
        lacking = np.maximum(start - level, 0.0)
        if offers is not None and t >= quiet and lacking.any():
            gain = np.minimum(np.minimum(refill[:, t], push[:, t]), lacking)
            fill[:, t] = gain
            level = level + gain
        elif t > last and t >= quiet:
            track[:, t:] = level[:, None, :]
            break
        track[:, t] = level
    return _whole(network, moved, size, (draw, fill, piled, track), resting, offers, brought)


def _offers(network: SupplyNetwork, cut: Cuts, spare: Floats | None, steps: int) -> Floats | None:
    """What import links may bring to refill: their spare, from the step after a case's last event."""
    if spare is None or not len(network.links) or int(cut.quiet_from.min()) >= steps:
        return None
    quiet = np.arange(steps)[:, None] >= cut.quiet_from
    inward = network.column < len(network.commodities)
    return np.where(inward[:, None, None] & quiet, spare, 0.0)


def _whole(
    network: SupplyNetwork, moved: NDArray[np.intp], size: int, tracks: tuple[Floats, ...], resting: Floats,
    offers: Floats | None, brought: Floats,
) -> Stored:  # fmt: skip
    """The tracks of the stocks that move, set among those that rest."""
    draw, fill, piled, track = tracks
    shape = (size, *track.shape[1:])
    spread = []
    for values in (draw, fill, piled):
        whole = np.zeros(shape) if values.any() else np.zeros((size, shape[1], 1))
        if values.any():
            whole[moved] = values
        spread.append(whole)
    level = np.empty(shape)
    level[:] = resting
    level[moved] = track
    extra = np.zeros((1, shape[1], 1))
    if offers is not None and fill.any():
        offered = np.broadcast_to(brought[:size], shape)
        share = np.divide(spread[1], offered, out=np.zeros(shape), where=offered > 0)
        extra = offers * share[network.column % size]
    return Stored(spread[0], spread[1], spread[2], level, extra)
