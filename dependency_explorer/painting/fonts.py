"""Fonts: the families in use, measuring text with them, characters that none of them has."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtGui import QFont, QFontDatabase, QFontMetricsF, QTextLayout

from dependency_explorer.charts.scene import Scene, Text
from dependency_explorer.painting.application import gui_application

FAMILIES = ("Inter", "Noto Sans", "Segoe UI", "Helvetica Neue", "Helvetica", "Arial", "DejaVu Sans")
"""Wished families, best first; Qt falls back to others for scripts that the first one lacks."""

_MEASURE = 100
"""Text is measured at this pixel size and scaled: unhinted advances are proportional to size."""


@lru_cache(maxsize=1)
def ensure_fonts() -> tuple[str, ...]:
    """The wished families that are installed, else every family there is.

    Starts an application if none runs. Raises RuntimeError where no font is installed at all: a figure
    without its words must not be written.
    """
    gui_application()
    installed = QFontDatabase.families()
    if not installed:
        raise RuntimeError(
            "No font is installed, so no text can be drawn. Install one, for instance Noto Sans."
        )
    return tuple(name for name in FAMILIES if name in installed) or tuple(installed)


@lru_cache(maxsize=64)
def font(size: int, bold: bool = False) -> QFont:
    """The font at a whole pixel size, without hinting so that every scale has the same letter positions."""
    made = QFont(list(ensure_fonts()))
    made.setPixelSize(size)
    made.setWeight(QFont.Weight.DemiBold if bold else QFont.Weight.Normal)
    made.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    made.setStyleStrategy(QFont.StyleStrategy.PreferAntialias)
    return made


@lru_cache(maxsize=2)
def _metrics(bold: bool) -> QFontMetricsF:
    return QFontMetricsF(font(_MEASURE, bold))


@lru_cache(maxsize=20_000)
def _advance(text: str, bold: bool) -> float:
    return _metrics(bold).horizontalAdvance(text) / _MEASURE


class QtMetrics:
    """Measures text as the painter draws it (`charts.scene.TextMetrics`). Widths are remembered."""

    def width(self, text: str, size: float, bold: bool = False) -> float:
        """Advance width of one line at pixel size `size`."""
        return _advance(text, bold) * size

    def ascent(self, size: float) -> float:
        """Height of a capital."""
        return _metrics(False).capHeight() / _MEASURE * size

    def height(self, size: float) -> float:
        """Line height."""
        return _metrics(False).height() / _MEASURE * size


def missing_glyphs(scene: Scene) -> str:
    """The characters of the scene's texts that no installed font can draw, each once, in order."""
    characters = dict.fromkeys(c for shape in scene.shapes if isinstance(shape, Text) for c in shape.text)
    return "".join(c for c in characters if c > "~" and not c.isspace() and _missing(c))


@lru_cache(maxsize=20_000)
def _missing(character: str) -> bool:
    text = QTextLayout(character, font(_MEASURE))
    text.beginLayout()
    line = text.createLine()
    line.setLineWidth(10_000.0)
    text.endLayout()
    runs = text.glyphRuns()
    # Joiners and direction marks draw nothing and need no glyph.
    if not runs:
        return character.isprintable()
    return any(index == 0 for run in runs for index in run.glyphIndexes())
