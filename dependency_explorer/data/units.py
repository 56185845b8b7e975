"""Units of quantity and the exact factors between them.

Factors are fractions, exact by definition: 1 toe = 41.868 GJ, 1 cal = 4.1868 J (international table), 1 GWh =
3.6 TJ, 1 bbl = 42 US gallons of 231 cubic inches, 1 Btu = 1055.05585262 J, 1 lb = 0.45359237 kg. Nothing is
converted between a mass, a volume and an energy: that needs a property of the fuel, which only the data can
give. Units that are not known here are kept and equal only themselves.
"""

from __future__ import annotations

import re
from fractions import Fraction
from functools import lru_cache

import numpy as np
import numpy.typing as npt

_MASS, _VOLUME, _ENERGY = "mass", "volume", "energy"  # base units: tonne, cubic metre, gigajoule

_GALLON = Fraction(231) * Fraction("0.0254") ** 3
_BARREL = 42 * _GALLON
_CUBIC_FOOT = Fraction("0.3048") ** 3
_WATT_HOUR = Fraction(3600, 10**9)
_CALORIE = Fraction("4.1868") / 10**9
_TOE = Fraction("41.868")
_BTU = Fraction("1055.05585262") / 10**9
_POUND = Fraction("0.00045359237")

_UNITS: dict[str, tuple[str, Fraction]] = {
    "g": (_MASS, Fraction(1, 10**6)),
    "kg": (_MASS, Fraction(1, 1000)),
    "t": (_MASS, Fraction(1)),
    "kt": (_MASS, Fraction(1000)),
    "Mt": (_MASS, Fraction(10**6)),
    "Gt": (_MASS, Fraction(10**9)),
    "lb": (_MASS, _POUND),
    "short ton": (_MASS, 2000 * _POUND),
    "long ton": (_MASS, 2240 * _POUND),
    "l": (_VOLUME, Fraction(1, 1000)),
    "kl": (_VOLUME, Fraction(1)),
    "m3": (_VOLUME, Fraction(1)),
    "kcm": (_VOLUME, Fraction(1000)),
    "mcm": (_VOLUME, Fraction(10**6)),
    "bcm": (_VOLUME, Fraction(10**9)),
    "Tcm": (_VOLUME, Fraction(10**12)),
    "ft3": (_VOLUME, _CUBIC_FOOT),
    "Mcf": (_VOLUME, 1000 * _CUBIC_FOOT),
    "MMcf": (_VOLUME, 10**6 * _CUBIC_FOOT),
    "bcf": (_VOLUME, 10**9 * _CUBIC_FOOT),
    "Tcf": (_VOLUME, 10**12 * _CUBIC_FOOT),
    "US gal": (_VOLUME, _GALLON),
    "bbl": (_VOLUME, _BARREL),
    "kbbl": (_VOLUME, 1000 * _BARREL),
    "Mbbl": (_VOLUME, 10**6 * _BARREL),
    "Gbbl": (_VOLUME, 10**9 * _BARREL),
    "J": (_ENERGY, Fraction(1, 10**9)),
    "kJ": (_ENERGY, Fraction(1, 10**6)),
    "MJ": (_ENERGY, Fraction(1, 1000)),
    "GJ": (_ENERGY, Fraction(1)),
    "TJ": (_ENERGY, Fraction(1000)),
    "PJ": (_ENERGY, Fraction(10**6)),
    "EJ": (_ENERGY, Fraction(10**9)),
    "kWh": (_ENERGY, 1000 * _WATT_HOUR),
    "MWh": (_ENERGY, 10**6 * _WATT_HOUR),
    "GWh": (_ENERGY, 10**9 * _WATT_HOUR),
    "TWh": (_ENERGY, 10**12 * _WATT_HOUR),
    "toe": (_ENERGY, _TOE),
    "ktoe": (_ENERGY, 1000 * _TOE),
    "Mtoe": (_ENERGY, 10**6 * _TOE),
    "kcal": (_ENERGY, 1000 * _CALORIE),
    "Gcal": (_ENERGY, 10**9 * _CALORIE),
    "kGcal": (_ENERGY, 10**12 * _CALORIE),
    "Btu": (_ENERGY, _BTU),
    "MMBtu": (_ENERGY, 10**6 * _BTU),
    "quad Btu": (_ENERGY, 10**15 * _BTU),
    # A tonne of contained uranium is not a tonne of ore: a quantity of its own.
    "kgU": ("uranium", Fraction(1, 1000)),
    "tU": ("uranium", Fraction(1)),
    "usd": ("money", Fraction(1)),
    "kusd": ("money", Fraction(1000)),
    "musd": ("money", Fraction(10**6)),
    "busd": ("money", Fraction(10**9)),
}

_SPELLINGS = {
    "gram": "g", "grams": "g", "kilogram": "kg", "kilograms": "kg", "kgs": "kg",
    "tonne": "t", "tonnes": "t", "metric ton": "t", "metric tons": "t", "metric tonnes": "t",
    "1000 t": "kt", "1000 tonnes": "kt", "thousand t": "kt", "thousand tonnes": "kt", "thousand metric tons": "kt",
    "kilotonne": "kt", "kilotonnes": "kt", "million tonnes": "Mt", "million t": "Mt", "mmt": "Mt",
    "megatonne": "Mt", "megatonnes": "Mt", "pound": "lb", "pounds": "lb", "short tons": "short ton",
    "long tons": "long ton", "litre": "l", "litres": "l", "liter": "l", "liters": "l",
    "m³": "m3", "m^3": "m3", "cubic metre": "m3", "cubic metres": "m3", "cubic meters": "m3",
    "million m3": "mcm", "million cubic metres": "mcm", "billion m3": "bcm", "billion cubic metres": "bcm",
    "barrel": "bbl", "barrels": "bbl", "thousand barrels": "kbbl", "million barrels": "Mbbl",
    "mio_m3": "mcm", "ths_t": "kt", "billion kwh": "TWh", "million kwh": "GWh",
    "thousand m3": "kcm", "1000 m3": "kcm", "thousand cubic metres": "kcm", "million cubic meters": "mcm",
    "billion cubic meters": "bcm", "trillion cubic metres": "Tcm",
    "million cubic feet": "MMcf", "billion cubic feet": "bcf", "trillion cubic feet": "Tcf",
    "billion barrels": "Gbbl", "thousand million barrels": "Gbbl", "million metric tons": "Mt",
    "thousand tonne": "kt", "million tonne": "Mt", "kt of oil equivalent": "ktoe",
    "million tonnes oil equivalent": "Mtoe", "million tonnes of oil equivalent": "Mtoe",
    "thousand tonnes of oil equivalent": "ktoe", "thousand tonnes oil equivalent": "ktoe",
    "terajoule": "TJ", "terajoules": "TJ", "petajoule": "PJ", "petajoules": "PJ", "exajoule": "EJ",
    "exajoules": "EJ",
    "gigawatt-hour": "GWh", "gigawatt-hours": "GWh", "terawatt-hour": "TWh", "terawatt-hours": "TWh",
    "megawatt hours": "MWh", "gigawatt hours": "GWh", "terawatt hours": "TWh", "quadrillion btu": "quad Btu",
    "quads": "quad Btu", "us$": "usd", "$": "usd", "dollars": "usd", "thousand usd": "kusd", "million usd": "musd",
    "gigajoules": "GJ", "gigajoule": "GJ", "us dollars": "usd", "u.s. dollars": "usd", "1000 usd": "kusd",
    "us$ thousand": "kusd", "us$ million": "musd", "millions of us dollars": "musd", "million us dollars": "musd",
    "billions of us dollars": "busd", "billions of u.s. dollars": "busd", "1000 us$": "kusd",
}  # fmt: skip


@lru_cache(1024)
def _known(unit: str) -> str:
    # Case tells mt from Mt only where it must: Mt, never "mt" or "MT", which people also use for a tonne.
    text = re.sub(r"\s+", " ", unit.strip())
    if text in _UNITS:
        return text
    low = text.lower()
    if low in _SPELLINGS:
        return _SPELLINGS[low]
    if low in ("mt", "mj", "mwh", "mbbl", "mcf"):
        return ""
    matches = [name for name in _UNITS if name.lower() == low]
    return matches[0] if len(matches) == 1 else ""


def canonical(unit: str) -> str:
    """The name used here of a unit however it is written; as written where it is not known."""
    return _known(unit) or " ".join(unit.split())


def factor(unit: str, target: str) -> Fraction | None:
    """By how much a quantity in `unit` is multiplied to be one in `target`; None where no factor is exact."""
    if unit == target:
        return Fraction(1)
    one, other = _UNITS.get(_known(unit)), _UNITS.get(_known(target))
    if one is None or other is None or one[0] != other[0]:
        return None
    return one[1] / other[1]


def scaled(
    values: npt.NDArray[np.float64], times: float | npt.NDArray[np.float64] | Fraction
) -> npt.NDArray[np.float64]:
    """Figures times a factor (one, or one a figure) as the decimal product where a float can tell it: 1.005 thousand
    is 1005, where floats make 1004.9999999999999 of it.

    A figure was written in decimals and its float is the nearest one to them; so is the product rounded to 15 digits,
    where dividing it gives the figure back. Elsewhere it is the product of the floats.
    """
    if isinstance(times, Fraction):
        up, down = np.asarray(float(times.numerator)), float(times.denominator)
    else:
        up, down = np.asarray(times, np.float64), 1.0
    with np.errstate(invalid="ignore", divide="ignore", over="ignore"):
        product = np.asarray(values * up / down, np.float64)
        whole = np.rint(product)
        np.copyto(product, whole, where=whole * down / up == values)
        left = np.flatnonzero((product != whole) & ~np.isnan(product))
        if len(left):
            some = product[left]
            tens = 10.0 ** (14 - np.floor(np.log10(np.abs(some))))
            rounded = np.rint(some * tens) / tens
            by = up[left] if up.ndim else up
            # Powers of ten beyond 10^22 are no floats.
            gives_back = (
                (tens >= 1)
                & (tens <= 1e22)
                & (np.abs(rounded * down / by - values[left]) <= np.spacing(np.abs(values[left])))
            )
            product[left] = np.where(gives_back, rounded, some)
    return product
