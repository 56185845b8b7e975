"""The steps taken and undone in one list: choosing one goes there."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QDialog, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from dependency_explorer.app.plain import PlainLabel, row_size
from dependency_explorer.app.session import Session


class HistoryPopup(QDialog):
    """The newest step first; the one that the window stands at is marked, undone ones are grey above it."""

    def __init__(self, session: Session, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self._session = session
        self.setObjectName("history-popup")
        self.setAccessibleName(self.tr("History of steps"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        heading = PlainLabel(self.tr("Choose a step to go there"))
        heading.setProperty("role", "muted")
        self.list = QListWidget()
        self.list.setAccessibleName(self.tr("Steps, the newest first"))
        self.list.setUniformItemSizes(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 8, 8, 8)
        column.addWidget(heading)
        column.addWidget(self.list)
        self._fill()
        self.list.itemActivated.connect(self._go)
        self.list.itemClicked.connect(self._go)
        self.resize(QSize(360, min(420, 74 + row_size(self.list).height() * self.list.count())))
        self.list.setFocus()

    def show_under(self, widget: QWidget) -> None:
        """Open below a widget, in the middle of the window."""
        window = self.parentWidget()
        corner = widget.mapToGlobal(widget.rect().bottomLeft())
        self.move(corner.x() + (window.width() - self.width()) // 2, corner.y() + 8)
        self.show()

    def _fill(self) -> None:
        past, future = self._session.store.past, self._session.store.future
        for ahead in range(len(future), 0, -1):
            self._add(self.tr("Undone: {0}").replace("{0}", future[ahead - 1]), ahead, False)
        for back, label in enumerate(reversed(past)):
            here = self.tr("{0} (here)").replace("{0}", _begun(label)) if back == 0 else _begun(label)
            self._add(here, -back, True)
        opened = self.tr("As opened") if past else self.tr("As opened (here)")
        self._add(opened, -len(past), True)
        self.list.setCurrentRow(len(future))

    def _add(self, text: str, steps: int, done: bool) -> None:
        item = QListWidgetItem(text)
        item.setSizeHint(row_size(self.list))
        item.setData(Qt.ItemDataRole.UserRole, steps)
        if not done:
            item.setForeground(self.palette().placeholderText())
        self.list.addItem(item)

    def _go(self, item: QListWidgetItem) -> None:
        steps = item.data(Qt.ItemDataRole.UserRole)
        self.close()
        self._session.go(steps)


def _begun(label: str) -> str:
    return label[:1].upper() + label[1:]
