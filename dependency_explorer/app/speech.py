"""How the window says the words of a run: through Qt's translation, days and numbers in the locale's way."""

from __future__ import annotations

import functools
from datetime import date

from PySide6.QtCore import QCoreApplication, QDate, QLocale

from dependency_explorer.app.number_text import grouped
from dependency_explorer.figures.speech import Speech


def day_text(day: date) -> str:
    """A day in the locale's short words: 2 Jan 2024."""
    return QLocale().toString(QDate(day.year, day.month, day.day), "d MMM yyyy")


SPOKEN = Speech(functools.partial(QCoreApplication.translate, "Panel"), day_text, grouped)
"""What the panel passes to the functions of `figures` that put a run into words."""
