"""Which places stand beside each other: a button with a list to tick, narrowed while one types."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QMenu,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
    QWidgetAction,
)

from dependency_explorer.app.panel_parts import text_label
from dependency_explorer.app.plain import row_size

Place = tuple[str, str, bool]
"""Code, name, and whether its own reports are loaded."""


class PlacePicker(QToolButton):
    """Opens the list; every tick takes effect at once."""

    chosen = Signal(tuple)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("place-picker")
        self.setProperty("role", "compact")
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._panel = _Panel()
        self._panel.changed.connect(self.chosen)
        menu = QMenu(self)
        action = QWidgetAction(menu)
        action.setDefaultWidget(self._panel)
        menu.addAction(action)
        self.setMenu(menu)
        self.show_places((), ())

    def show_places(self, places: Sequence[Place], chosen: Sequence[str]) -> None:
        """The places that can be compared, and those that are."""
        text = self.tr("Places ({0}) ▾").replace("{0}", str(len(chosen)))
        self.setText(text)
        self.setAccessibleName(self.tr("Places compared: {0}").replace("{0}", str(len(chosen))))
        self._panel.show_places(places, chosen)

    def panel(self) -> _Panel:
        """The list and its buttons."""
        return self._panel


class _Panel(QWidget):
    changed = Signal(tuple)

    def __init__(self) -> None:
        super().__init__()
        self._places: tuple[Place, ...] = ()
        self._chosen: tuple[str, ...] = ()
        self.search = QLineEdit()
        self.search.setObjectName("place-search")
        self.search.setPlaceholderText(self.tr("Find a place"))
        self.search.setAccessibleName(self.tr("Find a place"))
        self.list = QListWidget()
        self.list.setObjectName("place-list")
        self.list.setAccessibleName(self.tr("Places to compare"))
        self.list.setUniformItemSizes(True)
        self.list.setMinimumSize(330, 300)
        self.none = QPushButton(self.tr("None"))
        self.none.setObjectName("places-none")
        self.peers = QPushButton(self.tr("Suggested"))
        self.peers.setObjectName("places-suggested")
        note = text_label("small")
        note.setText(self.tr("Suggested are those whose own reports name most partners."))
        buttons = QHBoxLayout()
        buttons.addWidget(self.peers)
        buttons.addWidget(self.none)
        buttons.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 8, 8, 8)
        column.addWidget(self.search)
        column.addWidget(self.list)
        column.addWidget(note)
        column.addLayout(buttons)
        self.search.textChanged.connect(self._fill)
        self.list.itemChanged.connect(self._ticked)
        self.list.itemPressed.connect(self._press)
        self.list.itemClicked.connect(self._click)
        self.none.clicked.connect(self._none)
        self.peers.clicked.connect(self._suggested)
        self._emptied = False
        self._turned = False

    def show_places(self, places: Sequence[Place], chosen: Sequence[str]) -> None:
        """Fill the list anew where it differs."""
        if (tuple(places), tuple(chosen)) == (self._places, self._chosen):
            return
        rebuilt = tuple(places) != self._places
        self._places = tuple(places)
        if not self._emptied:
            self._chosen = tuple(chosen)
        if rebuilt or not self.isVisible():
            self._fill()
        else:
            self._tick()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._emptied = False
        self.search.clear()
        self._fill()
        self.search.setFocus()

    def _fill(self) -> None:
        typed = self.search.text().strip().casefold()
        self.list.blockSignals(True)
        self.list.clear()
        size = row_size(self.list)
        ordered = sorted(self._places, key=lambda place: place[0] not in self._chosen)
        for code, name, itself in ordered:
            if typed and typed not in name.casefold() and typed != code.casefold():
                continue
            item = QListWidgetItem(
                name if itself else self.tr("{0} · from partners’ reports").replace("{0}", name)
            )
            item.setData(Qt.ItemDataRole.UserRole, code)
            item.setSizeHint(size)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(self._state(code))
            self.list.addItem(item)
        self.list.blockSignals(False)

    def _tick(self) -> None:
        self.list.blockSignals(True)
        for row in range(self.list.count()):
            item = self.list.item(row)
            item.setCheckState(self._state(item.data(Qt.ItemDataRole.UserRole)))
        self.list.blockSignals(False)

    def _state(self, code: str) -> Qt.CheckState:
        return Qt.CheckState.Checked if code in self._chosen else Qt.CheckState.Unchecked

    def _ticked(self, item: QListWidgetItem) -> None:
        self._turned = True
        code = item.data(Qt.ItemDataRole.UserRole)
        rest = tuple(one for one in self._chosen if one != code)
        self._set((*rest, code) if item.checkState() == Qt.CheckState.Checked else rest)

    def _press(self, item: QListWidgetItem) -> None:
        self._turned = False

    def _click(self, item: QListWidgetItem) -> None:
        """A click on the name ticks as one on the box does, of which Qt has taken care before it tells."""
        if not self._turned:
            ticked = item.checkState() == Qt.CheckState.Checked
            item.setCheckState(Qt.CheckState.Unchecked if ticked else Qt.CheckState.Checked)
        self._turned = False

    def _none(self) -> None:
        """Nothing ticked, to begin a choice of one's own: the chart keeps what it shows until the first tick."""
        self._emptied, self._chosen = True, ()
        self._tick()

    def _suggested(self) -> None:
        self._emptied = False
        self.changed.emit(())

    def _set(self, chosen: tuple[str, ...]) -> None:
        self._chosen = chosen
        if chosen:
            self._emptied = False
            self.changed.emit(chosen)
        else:
            self._emptied = True
