"""Numbers as they are shown and typed in the window, in the user's locale."""

from __future__ import annotations

import math

from PySide6.QtCore import QLocale

from dependency_explorer.figures.speech import grouped as with_groups

THIN_SPACE = "\u2009"


def grouped(value: float, decimals: int) -> str:
    """A number with thin-space thousands, the locale's decimal sign and no idle zeros after it."""
    return with_groups(value, decimals, QLocale().decimalPoint())


def parsed(text: str) -> float | None:
    """The number that a person typed, with either decimal sign and any spaces; None if it is not one, or is not
    finite."""
    plain = "".join(character for character in text if not character.isspace())
    plain = plain.replace("\u2212", "-").replace(",", ".")
    try:
        number = float(plain)
    except ValueError:
        return None
    return number if math.isfinite(number) else None
