"""How much of each step an event, a ramp or a replacement fills: exact means, never samples.

Sampling a profile at the middle of a step makes weekly and daily totals differ; averaging does not.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from dependency_explorer.whatif.scenario import Disruption, Step, step_starts

Floats = NDArray[np.float64]

DAYS_IN_YEAR = 365
"""A year's quantity spreads over its steps by days: a week has 7/365 of it."""


def step_days(start: str, step: Step, steps: int) -> NDArray[np.int64]:
    """Days from the start of the horizon to each boundary between steps: steps + 1 numbers, the first 0."""
    dates = np.array(step_starts(start, step, steps), dtype="datetime64[D]")
    return np.asarray((dates - dates[0]).astype(np.int64), np.int64)


def event_profile(event: Disruption, steps: int) -> Floats:
    """Mean of the event's profile over each step of the horizon, 0 to 1.

    The profile rises linearly over the ramp, stands at 1 until the duration (which includes the ramp) ends,
    and falls linearly over the recovery from where it stood. Remembered, and not to be written to.
    """
    return _event_profile(event.start_step, event.ramp_steps, event.steps, event.recovery_steps, steps)


@lru_cache(maxsize=512)
def _event_profile(start: int, ramp: float, lasting: float, recovery: float, steps: int) -> Floats:
    since = np.arange(steps + 1, dtype=np.float64) - (start - 1)
    rising = min(ramp, lasting)
    peak = rising / ramp if ramp > 0 else 1.0
    up = np.clip(since, 0.0, rising)
    area = up * up / (2.0 * ramp) if ramp > 0 else np.zeros(steps + 1)
    area = area + peak * np.clip(since - rising, 0.0, lasting - rising)
    if recovery > 0:
        down = np.clip(since - lasting, 0.0, recovery)
        area = area + peak * (down - down * down / (2.0 * recovery))
    # Differences of areas may exceed 1 by a rounding error, which would make a flow negative.
    means = np.minimum(np.maximum(np.diff(area), 0.0), 1.0)
    means.flags.writeable = False
    return means


def ramp_profile(start_step: int, ramp_steps: float, steps: int) -> Floats:
    """Mean over each step of a linear rise from 0 at `start_step` to 1 after `ramp_steps`, then 1."""
    since = np.arange(steps + 1, dtype=np.float64) - (start_step - 1)
    up = np.clip(since, 0.0, ramp_steps)
    area = up * up / (2.0 * ramp_steps) if ramp_steps > 0 else np.zeros(steps + 1)
    return np.minimum(np.diff(area + np.clip(since - ramp_steps, 0.0, None)), 1.0)


def take_profile(weeks: Floats, clock: float, lead: Floats, ramp: Floats) -> Floats:
    """Mean over each step of the share of a spare that has arrived: axes (step, …).

    0 before `clock` + lead, then 1 - exp(-(t - clock - lead) / ramp); ramp 0 is a step. weeks: the boundaries
    of the steps, clock: when the event began, lead and ramp of each link (of any shape), all in weeks.
    """
    tall = (slice(None), *(None,) * lead.ndim)
    since = np.maximum((weeks - clock)[tall] - lead, 0.0)
    slow = np.where(ramp > 0, ramp, 1.0)
    arrived = np.exp(since / -slow)
    arrived -= 1.0
    arrived *= np.where(ramp > 0, slow, 0.0)
    arrived += since
    means = np.diff(arrived, axis=0) / np.diff(weeks)[tall]
    return np.clip(means, 0.0, 1.0, out=means)


def flat_weights(days: NDArray[np.int64]) -> Floats:
    """Share of a year's quantity that falls in each step, spread evenly over days."""
    return np.diff(days) / DAYS_IN_YEAR


def seasonal_weights(start: str, days: NDArray[np.int64], shape: Floats) -> Floats:
    """Share of a year's quantity in each step under a monthly shape, by exact overlap of days.

    shape: twelve daily rates relative to the year's mean; see `monthly_shape`.
    """
    first = np.datetime64(start, "D")
    dates = first + np.arange(int(days[-1]))
    months = dates.astype("datetime64[M]").astype(np.int64) % 12
    total = np.concatenate([[0.0], np.cumsum(shape[months])])
    return np.diff(total[days]) / DAYS_IN_YEAR


MONTH_DAYS = np.array([31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31], np.float64)


def monthly_shape(years: dict[int, Floats]) -> Floats | None:
    """Twelve daily rates relative to the mean, averaged over years; the year keeps its total.

    years: twelve monthly quantities by year. Years that do not sum to more than 0 are left out; None if none
    remains.
    """
    rates = []
    for year, months in years.items():
        total = float(np.sum(months))
        if len(months) == 12 and np.all(np.isfinite(months)) and total > 0:
            leap = np.array([0.0, 1.0] + [0.0] * 10) if _is_leap(year) else 0.0
            rates.append(months / (MONTH_DAYS + leap) / total)
    if not rates:
        return None
    mean = np.mean(rates, axis=0)
    return np.asarray(mean * DAYS_IN_YEAR / float(np.dot(mean, MONTH_DAYS)), np.float64)


def _is_leap(year: int) -> bool:
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
