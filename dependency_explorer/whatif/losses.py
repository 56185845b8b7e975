"""How far output falls with an input, and how far its price would rise: arithmetic, not a forecast.

Formulas after Bachmann, Baqaee, Bayer, Kuhn, Löschel, Moll, Peichl, Pittel and Schularick (2022), "What if?
The economic effects for Germany of a stop of energy imports from Russia", ECONtribute Policy Brief 28.
"""

from __future__ import annotations

import math


def ces_loss(share: float, elasticity: float, cut: float) -> float:
    """Relative change of output when an input falls, other inputs fixed: negative for a loss.

    Y/Y0 = [a(1-d)^r + 1-a]^(1/r) with r = (s-1)/s; the limits are 1-d for s = 0 and (1-d)^a for s = 1.

    share: cost share a of the input in output, 0 to 1. elasticity: of substitution s between it and the rest,
    at least 0. cut: fraction d of the input that is gone, 0 to 1. Raises ValueError outside these ranges.
    """
    _within("share", share, 0.0, 1.0)
    _within("elasticity", elasticity, 0.0, math.inf)
    _within("cut", cut, 0.0, 1.0)
    if share == 0.0 or cut == 0.0:
        return 0.0
    if elasticity == 0.0:
        return -cut
    if cut == 1.0:
        # Below an elasticity of 1 nothing is made without the input.
        return -1.0 if elasticity <= 1.0 else (1.0 - share) ** (elasticity / (elasticity - 1.0)) - 1.0
    left = math.log1p(-cut)
    if elasticity == 1.0:
        return math.expm1(share * left)
    power = (elasticity - 1.0) / elasticity
    exponent = power * left
    # At an elasticity of 0.001 the power itself is beyond any number; what is left of the sum is one term.
    if exponent > 700.0:
        return math.expm1(left + math.log(share) / power)
    return math.expm1(math.log1p(share * math.expm1(exponent)) / power)


def second_order_loss(share: float, elasticity: float, cut_log: float) -> float:
    """The same to second order: a·dlogE + ½a(1-a)(1-1/s)·dlogE² (equation A4).

    cut_log: negative log change of the input, such as -0.10. Raises ValueError where it is positive, or for
    an elasticity of 0, which has no expansion.
    """
    _within("share", share, 0.0, 1.0)
    _within("cut_log", cut_log, -math.inf, 0.0)
    if not elasticity > 0.0:
        raise ValueError(f"elasticity is {elasticity}; expected a number above 0")
    curve = 0.5 * share * (1.0 - share) * (1.0 - 1.0 / elasticity)
    return share * cut_log + curve * cut_log * cut_log


def one_number_loss(share: float, share_change: float, cut_log: float) -> float:
    """The same from how much the cost share of imports rises: s_m·dlogE + ½Δs_m·dlogE (equation A7).

    share_change: rise of the cost share, as a fraction. cut_log: negative log change of the input. Raises
    ValueError where it is positive.
    """
    _within("share", share, 0.0, 1.0)
    _within("cut_log", cut_log, -math.inf, 0.0)
    return share * cut_log + 0.5 * share_change * cut_log


def scarcity_price(served: float, demand: float, elasticity: float) -> float:
    """Price against the baseline's at which demand would fall to what is served: (served/demand)^(1/eps).

    elasticity: short-run price elasticity of demand, below 0. At most `HIGHEST_PRICE` times; indicative only.
    1 where there is no demand. Raises ValueError for an elasticity that is not negative.
    """
    if not elasticity < 0.0:
        raise ValueError(f"elasticity is {elasticity}; expected a number below 0")
    if demand <= 0.0 or served >= demand:
        return 1.0
    if served <= 0.0:
        return HIGHEST_PRICE
    rise = math.log(served / demand) / elasticity
    return math.exp(rise) if rise < math.log(HIGHEST_PRICE) else HIGHEST_PRICE


HIGHEST_PRICE = 50.0
"""Multiple of the baseline's price at which the scarcity price is clipped."""


def _within(name: str, value: float, low: float, high: float) -> None:
    if not low <= value <= high:
        raise ValueError(f"{name} is {value}; expected a number from {low:g} to {high:g}")
