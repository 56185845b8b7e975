"""Ctrl+K: places, commodities, charts and commands in one list that narrows while one types."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDialog, QLineEdit, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from dependency_explorer.app.plain import PlainLabel, row_size

_MOST = 60


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that can be found: what it is, its name, other words for it, and what choosing it means."""

    kind: str
    text: str
    value: object
    words: str = ""


def rank(entries: Sequence[Entry], typed: str) -> list[Entry]:
    """Entries in which every typed word begins a word, those that begin with the typed text first."""
    words = typed.casefold().split()
    if not words:
        return list(entries[:_MOST])
    found: list[tuple[int, int, Entry]] = []
    for index, entry in enumerate(entries):
        name = entry.text.casefold()
        pieces = f"{name} {entry.words} {entry.kind}".casefold().replace("-", " ").split()
        if all(any(piece.startswith(word) for piece in pieces) for word in words):
            found.append((0 if name.startswith(words[0]) else 1, index, entry))
    return [entry for _, _, entry in sorted(found, key=lambda f: f[:2])[:_MOST]]


class Palette(QDialog):
    """The list; Enter or a click chooses, Esc closes."""

    chosen = Signal(object)

    def __init__(self, entries: Sequence[Entry], parent: QWidget | None = None) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self._entries = list(entries)
        self.setObjectName("palette")
        self.setAccessibleName(self.tr("Search everything"))
        self._line = QLineEdit()
        self._line.setPlaceholderText(self.tr("Place, commodity, chart or command"))
        self._line.setAccessibleName(self.tr("Search"))
        self._list = QListWidget()
        self._list.setAccessibleName(self.tr("Results"))
        self._list.setUniformItemSizes(True)
        self._none = PlainLabel(self.tr("Nothing found. Try a country, a fuel or a command."))
        self._none.setProperty("role", "muted")
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 8, 8, 8)
        column.addWidget(self._line)
        column.addWidget(self._list)
        column.addWidget(self._none)
        self._line.textChanged.connect(self._filter)
        self._line.installEventFilter(self)
        self._list.itemActivated.connect(self._choose)
        self._list.itemClicked.connect(self._choose)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(QSize(520, 420))
        self._filter("")
        self._line.setFocus()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Up):
                step = 1 if event.key() == Qt.Key.Key_Down else -1
                count = self._list.count()
                if count:
                    self._list.setCurrentRow((self._list.currentRow() + step) % count)
                return True
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                item = self._list.currentItem()
                if item is not None:
                    self._choose(item)
                return True
        return False

    def _filter(self, typed: str) -> None:
        self._list.clear()
        size = row_size(self._list)
        for entry in rank(self._entries, typed):
            item = QListWidgetItem(f"{entry.text}    {entry.kind}")
            item.setSizeHint(size)
            item.setData(Qt.ItemDataRole.UserRole, entry)
            self._list.addItem(item)
        self._list.setCurrentRow(0)
        self._none.setVisible(self._list.count() == 0)

    def _choose(self, item: QListWidgetItem) -> None:
        entry = item.data(Qt.ItemDataRole.UserRole)
        self.close()
        self.chosen.emit(entry)
