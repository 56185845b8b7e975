"""Text of the data where Qt would read it as markup or as a key of the keyboard.

A name such as “Fish & chips <b>” is shown as it stands.
"""

from __future__ import annotations

from html import escape

from PySide6 import QtGui
from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QLabel, QWidget


class PlainLabel(QLabel):
    """A label that reads no markup."""

    def __init__(self, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self.setTextFormat(Qt.TextFormat.PlainText)


ONE_LINE = 100
"""Letters of a tool tip that fit beside each other; Qt breaks lines in markup only."""


LEAST_ROW = 24
"""Pixels of height that a row to click has at least."""


def row_size(view: QWidget) -> QSize:
    """What a row of a list asks for: room for its text at every size of letters, and never less to click on than
    `LEAST_ROW`."""
    return QSize(0, max(LEAST_ROW, view.fontMetrics().height() + 6))


def tip(text: str) -> str:
    """What a tool tip must be given to show `text` as it stands."""
    if len(text) <= ONE_LINE and not QtGui.Qt.mightBeRichText(text):
        return text
    return f'<p style="white-space: pre-wrap">{escape(text, quote=False)}</p>'


def caption(text: str) -> str:
    """What a button, an entry of a menu or a tab must be given to show `text`: a single & would make the letter
    behind it a key."""
    return text.replace("&", "&&")
