"""What a run came to, as widgets: four numbers with their ranges, and lists of lines."""

from __future__ import annotations

import functools
from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from dependency_explorer.app.labels import ElidedLabel
from dependency_explorer.app.levers import THIN_SPACE
from dependency_explorer.app.outcome_words import TileText
from dependency_explorer.app.panel_parts import restyle, text_label

tr = functools.partial(QCoreApplication.translate, "Panel")


def unbroken(text: str) -> str:
    """Text for labels that wrap: a number must not part from its unit at a thin space."""
    return text.replace(THIN_SPACE, "\u202f")


def set_waiting(label: QLabel, waiting: bool) -> None:
    """Grey what is of a run that has been changed since; it is never blanked."""
    label.setProperty("waiting", "true" if waiting else "false")
    restyle(label)


class Tile(QFrame):
    """One number with its caption."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setProperty("role", "tile")
        self.value = ElidedLabel("value")
        self.value.setObjectName(f"{name}-value")
        self.caption = ElidedLabel("small", lines=2)
        self.caption.setObjectName(f"{name}-caption")
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 4, 8, 4)
        column.setSpacing(0)
        self.span = ElidedLabel("small")
        self.span.setObjectName(f"{name}-span")
        self._waiting = False
        row = QHBoxLayout()
        row.setSpacing(6)
        row.addWidget(self.value, 3)
        row.addWidget(self.span, 2, Qt.AlignmentFlag.AlignBottom)
        column.addLayout(row)
        column.addWidget(self.caption)

    def show_text(self, text: TileText) -> None:
        """Show a number."""
        self.value.set_full(text.value)
        self.caption.set_full(text.caption)
        self.span.set_full(text.span)
        self.span.setVisible(bool(text.span))
        ranged = tr(", in nine of ten draws {span}").format(span=text.span) if text.span else ""
        self.setAccessibleName(f"{text.value} {text.caption}{ranged}")
        self.setToolTip(tr("Nine of ten draws: {span}").format(span=text.span) if text.span else "")
        alarm = "true" if text.alarm else "false"
        if self.value.property("alarm") != alarm:
            self.value.setProperty("alarm", alarm)
            restyle(self.value)

    def set_waiting(self, waiting: bool) -> None:
        """Whether the range is of a run that has been changed since."""
        if waiting != self._waiting:
            self._waiting = waiting
            set_waiting(self.span, waiting)


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
            tile.show_text(text)
            tile.set_waiting(waiting)


class LineList(QWidget):
    """A heading over lines of words and values; labels are reused."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self._waiting = False
        self.heading = text_label("heading")
        self._labels: list[tuple[QLabel, QLabel]] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(2)
        self._column.addWidget(self.heading)

    def texts(self) -> tuple[str, ...]:
        """What is shown, for tests and for copying."""
        return tuple(f"{a.text()} {b.text()}".strip() for a, b in self._labels if not a.isHidden())

    def set_waiting(self, waiting: bool) -> None:
        """Whether the lines are of a run that has been changed since."""
        if waiting != self._waiting:
            self._waiting = waiting
            for pair in self._labels:
                for label in pair:
                    set_waiting(label, waiting)

    def show_lines(self, heading: str, lines: Sequence[tuple[str, str]]) -> None:
        """Show pairs of a line and its muted second line."""
        self.heading.setText(heading)
        self.setAccessibleName(heading)
        while len(self._labels) < len(lines):
            first, second = text_label(), text_label("small")
            for label in (first, second):
                label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
                self._column.addWidget(label)
            self._labels.append((first, second))
        for index, (first, second) in enumerate(self._labels):
            used = index < len(lines)
            first.setText(unbroken(lines[index][0]) if used else "")
            second.setText(unbroken(lines[index][1]) if used else "")
            first.setVisible(used)
            second.setVisible(used and bool(lines[index][1]))
