"""Names of the figures and of the sizes they leave in. Imports nothing: the command line's help reads it."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

FIGURES: tuple[str, ...] = ("flows", "trend", "partners", "stakes", "multiples", "outcome", "stock")
"""Every figure that can be made."""

TEST_FIGURES: tuple[str, ...] = ("stress", "frontier", "backtest")
"""Figures of a whole test rather than of a question: stress ranking, breaking points, back-tests."""

NEED_A_SCENARIO = frozenset({"outcome", "stock"})
"""Figures that show nothing without a what-if."""

SHOW_A_SCENARIO = frozenset({"flows", "partners", "outcome", "stock"})
"""Figures that a what-if changes."""

_PIXELS_A_MM = 96 / 25.4


def _mm(width: float, height: float) -> tuple[float, float]:
    return round(width * _PIXELS_A_MM), round(height * _PIXELS_A_MM)


PRESETS: Mapping[str, tuple[float, float]] = MappingProxyType(
    {
        "web": (1200, 800),
        "square": (1080, 1080),
        "portrait": (1080, 1350),
        "slide": (1920, 1080),
        "print90": _mm(90, 70),
        "print180": _mm(180, 120),
        "a4": _mm(297, 210),
    }
)
"""Preset → width and height in pixels of 1/96 inch; print sizes are 90 and 180 mm wide, a4 is landscape."""
