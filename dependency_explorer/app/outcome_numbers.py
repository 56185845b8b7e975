"""What a run came to, as widgets: four numbers with their ranges, and lists of lines."""

from __future__ import annotations

import functools
from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from dependency_explorer.app.labels import ElidedLabel
from dependency_explorer.app.number_text import THIN_SPACE
from dependency_explorer.app.panel_parts import restyle, text_label
from dependency_explorer.app.plain import caption, tip
from dependency_explorer.figures.outcome_words import TileText, is_told

tr = functools.partial(QCoreApplication.translate, "Panel")


def unbroken(text: str) -> str:
    """Text for labels that wrap: a number must not part from its unit at a thin space."""
    return text.replace(THIN_SPACE, "\u202f")


def set_waiting(label: QLabel, waiting: bool) -> None:
    """Grey what is of a run that has been changed since; it is never blanked."""
    label.setProperty("waiting", "true" if waiting else "false")
    restyle(label)


class Number(ElidedLabel):
    """A large number, and in small letters behind it the range that it lies in, where there is room for both.

    One label paints both, so that a range that comes and goes moves nothing.
    """

    GAP = 7

    def __init__(self) -> None:
        super().__init__("value")
        self._span = ""
        self._waiting = False
        self.ranged = ElidedLabel("small")
        """Never shown: it has the font and the colour of small text."""
        self.ranged.setParent(self)
        self.ranged.hide()

    def set_span(self, span: str, waiting: bool) -> None:
        """The range, "" for none; waiting: of a run that has been changed since."""
        if (span, waiting) != (self._span, self._waiting):
            self._span, self._waiting = span, waiting
            set_waiting(self.ranged, waiting)
            self.update()

    def fits(self, span: str) -> bool:
        """Whether a range has room behind the number."""
        metrics = self.ranged.fontMetrics()
        return self.wanted() + self.GAP + metrics.horizontalAdvance(span) <= self.width()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._span or not self.fits(self._span):
            return
        painter = QPainter(self)
        self.ranged.ensurePolished()
        font = self.ranged.font()
        font.setBold(False)  # it would take the weight of the number
        painter.setFont(font)
        painter.setPen(self.ranged.palette().color(self.ranged.foregroundRole()))
        baseline = (self.height() - self.fontMetrics().height()) // 2 + self.fontMetrics().ascent()
        painter.drawText(self.wanted() + self.GAP, baseline, self._span)
        painter.end()


class Tile(QFrame):
    """One number with its caption, and the range that nine of ten draws leave it in."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setProperty("role", "tile")
        self._text = TileText("", "")
        self._waiting = False
        self.value = Number()
        self.value.setObjectName(f"{name}-value")
        self.caption = ElidedLabel("small", lines=2)
        self.caption.setObjectName(f"{name}-caption")
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 4, 8, 4)
        column.setSpacing(0)
        column.addWidget(self.value)
        column.addWidget(self.caption)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()

    def show_text(self, text: TileText, waiting: bool = False) -> None:
        """Show a number; waiting: its range is of a run that has been changed since."""
        self._text, self._waiting = text, waiting
        self.value.set_full(text.value)
        self._place()
        ranged = tr(", in nine of ten draws {span}").format(span=text.span) if text.span else ""
        self.setAccessibleName(f"{text.value} {text.caption}{ranged}")
        said = tr("Nine of ten draws: {span}").format(span=text.span) if text.span else ""
        self.setToolTip(tip(said))
        alarm = "true" if text.alarm else "false"
        if self.value.property("alarm") != alarm:
            self.value.setProperty("alarm", alarm)
            restyle(self.value)

    def _place(self) -> None:
        """The range behind the number, or where that leaves no room before the caption."""
        text = self._text
        span = "" if is_told(text.span, text.value) else text.span
        behind = not span or self.value.fits(span)
        self.value.set_span(span if behind else "", self._waiting)
        self.caption.set_full(text.caption if behind else f"{span} · {text.caption}")


class Tiles(QWidget):
    """The four numbers, two by two."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("outcome-tiles")
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(6)
        names = ("tile-unmet", "tile-first-short", "tile-cover", "tile-amount")
        self.tiles = tuple(Tile(name) for name in names)
        for index, tile in enumerate(self.tiles):
            grid.addWidget(tile, index // 2, index % 2)
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 1)

    def set_lines(self, lines: int) -> None:
        """How many lines the captions have."""
        for tile in self.tiles:
            tile.caption.set_lines(lines)

    def show_texts(self, texts: Sequence[TileText], waiting: bool = False) -> None:
        """Show four numbers; `waiting`: their ranges are of a run that has been changed since."""
        for tile, text in zip(self.tiles, texts, strict=True):
            tile.show_text(text, waiting)


LEAST_WARNING = 120
"""Pixels that words of a warning need to say anything; with less, they are counted."""


class WarningLine(QPushButton):
    """The first warning in one line above the numbers that it is about, and how many more there are."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("warned")
        self.setProperty("role", "warning")
        self.setMinimumHeight(24)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._warnings: tuple[str, ...] = ()
        self.hide()

    def show_warnings(self, warnings: Sequence[str]) -> None:
        """Show these, or nothing."""
        if tuple(warnings) == self._warnings:
            return
        self._warnings = tuple(warnings)
        self.setToolTip(tip("\n".join(self._warnings)))
        self.setAccessibleName(tr("Warnings: {all}").format(all=" ".join(self._warnings)))
        self._fit()
        self.setVisible(bool(self._warnings))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        if not self._warnings:
            return
        more = len(self._warnings) - 1
        tail = tr(" +{n}").format(n=more) if more else ""
        metrics = self.fontMetrics()
        room = self.width() - 16 - metrics.horizontalAdvance(f"⚠ {tail}")
        if room < LEAST_WARNING:
            count = len(self._warnings)
            said = tr("1 warning") if count == 1 else tr("{n} warnings").format(n=count)
            fits = metrics.horizontalAdvance(f"⚠ {said}") <= self.width() - 16
            self.setText(f"⚠ {said if fits else count}")
            return
        first = metrics.elidedText(self._warnings[0], Qt.TextElideMode.ElideRight, room)
        self.setText(f"⚠ {caption(first)}{tail}")


class LineList(QWidget):
    """A heading over lines of words, some with a muted second line; labels are reused, and made where needed: each
    costs the window a third of a millisecond."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self._waiting = False
        self.heading = text_label("heading")
        self._lines: list[QLabel] = []
        self._seconds: dict[int, QLabel] = {}
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(2)
        self._column.addWidget(self.heading)

    def texts(self) -> tuple[str, ...]:
        """What is shown, for tests and for copying."""
        seconds = (self._seconds.get(index) for index in range(len(self._lines)))
        return tuple(
            f"{first.text()} {second.text() if second is not None else ''}".strip()
            for first, second in zip(self._lines, seconds, strict=True)
            if not first.isHidden()
        )

    def set_waiting(self, waiting: bool) -> None:
        """Whether the lines are of a run that has been changed since."""
        if waiting != self._waiting:
            self._waiting = waiting
            for label in (*self._lines, *self._seconds.values()):
                set_waiting(label, waiting)

    def show_lines(self, heading: str, lines: Sequence[tuple[str, str]]) -> None:
        """Show pairs of a line and its muted second line."""
        self.heading.setText(heading)
        self.setAccessibleName(heading)
        for index, (first, second) in enumerate(lines):
            if index == len(self._lines):
                self._lines.append(self._label(self._column.count()))
            if second and index not in self._seconds:
                below = self._column.indexOf(self._lines[index]) + 1
                self._seconds[index] = self._label(below, "small")
            _show(self._lines[index], first)
            if index in self._seconds:
                _show(self._seconds[index], second)
        for index in range(len(lines), len(self._lines)):
            self._lines[index].hide()
            if index in self._seconds:
                self._seconds[index].hide()

    def _label(self, place: int, role: str = "") -> QLabel:
        label = text_label(role)
        label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        if self._waiting:
            set_waiting(label, True)
        self._column.insertWidget(place, label)
        return label


def _show(label: QLabel, text: str) -> None:
    label.setText(unbroken(text))
    label.setVisible(bool(text))
