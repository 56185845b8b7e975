"""The plain engine without a run: events, what arrives of a spare, assumptions at their quantiles."""

from __future__ import annotations

import itertools
import math
from collections.abc import Mapping

from dependency_explorer.whatif.inputs import Input
from dependency_explorer.whatif.network import SupplyLink, SupplyNetwork
from dependency_explorer.whatif.scenario import Disruption, Target


def hit(network: SupplyNetwork, event: Disruption, link: SupplyLink) -> bool:
    """Whether an event strikes a link."""
    target = event.target
    if target.kind != "supply" or not means(network, event, link.commodity):
        return False
    if target.exporter and target.exporter != link.exporter:
        return False
    if target.importer and target.importer != link.importer:
        return False
    if target.route and target.route not in link.routes:
        return False
    return (link.importer if link.exporter == network.focus else link.exporter) not in event.exempt


def means(network: SupplyNetwork, event: Disruption, name: str) -> bool:
    """Whether an event names a commodity, its total or its group, or none."""
    item, target = network.commodities[network.index[name]], event.target
    if target.commodity and target.commodity not in (item.id, *item.ancestors):
        return False
    return not target.group or target.group == item.group


def height(event: Disruption, time: float) -> float:
    """The profile at a time in steps from the start of the horizon, just after it."""
    since = time - (event.start_step - 1)
    if since < 0:
        return 0.0
    top = 1.0 if event.ramp_steps == 0 else min(event.ramp_steps, event.steps) / event.ramp_steps
    if since < event.steps:
        return top if since >= event.ramp_steps else since / event.ramp_steps
    after = since - event.steps
    return top * (1 - after / event.recovery_steps) if after < event.recovery_steps else 0.0


def profile(event: Disruption, step: int) -> float:
    """Mean of the profile over a step: trapezoids between its corners."""
    begin = event.start_step - 1
    corners = [
        begin,
        begin + event.ramp_steps,
        begin + event.steps,
        begin + event.steps + event.recovery_steps,
    ]
    cuts = sorted({float(step), step + 1.0, *(c for c in corners if step < c < step + 1)})
    area = 0.0
    for left, right in itertools.pairwise(cuts):
        third = (right - left) / 3
        # Within a piece the profile is straight: two inner points give its ends.
        a, b = height(event, left + third), height(event, right - third)
        area += (right - left) * (a + b) / 2
    return area


def ramp_mean(start: int, ramp: float, step: int) -> float:
    """Mean over a step of a rise from 0 at `start` to 1 after `ramp` steps."""
    event = Disruption(Target(), 1.0, start, ramp, steps=1e9)
    return profile(event, step)


def taken(begin: float, end: float, clock: float, lead: float, ramp: float) -> float:
    """Mean over a step, in weeks, of the share of a spare that has arrived."""
    origin = clock + lead
    a, b = max(begin, origin) - origin, max(end, origin) - origin
    area = b - a
    if ramp > 0:
        area -= ramp * (math.exp(-a / ramp) - math.exp(-b / ramp))
    return area / (end - begin)


def drawn(one: Input, quantiles: Mapping[str, float]) -> float:
    """The value of an assumption at its quantile."""
    if one.low is None or one.high is None or one.key not in quantiles:
        return one.value
    q = quantiles[one.key]
    if q <= 0.5:
        return one.low + (one.value - one.low) * q * 2
    return one.value + (one.high - one.value) * (q - 0.5) * 2
