"""Where an imported table goes: its name, its folder, and whether it joins the dataset that is open."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QFileDialog,
    QHBoxLayout,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from dependency_explorer.app.cards import ElidedLabel
from dependency_explorer.app.drop_down import DropDown
from dependency_explorer.app.import_desk import Target
from dependency_explorer.app.plain import PlainLabel, caption, tip
from dependency_explorer.data.problems import counted
from dependency_explorer.workspace.library import folder_name, free_title, library_folder

if TYPE_CHECKING:
    from dependency_explorer.app.session import Session
    from dependency_explorer.data.dataset import Dataset


class NameField(QLineEdit):
    """A field that shows the beginning of what it holds, also when it gets the keyboard and all is chosen."""

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if self.selectedText() == self.text():
            self.setSelection(len(self.text()), -len(self.text()))


class Goal(QWidget):
    """Name, place, and the choice to add to the open dataset."""

    changed = Signal()

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._open = session.dataset
        session.dataset_changed.connect(self._dataset_changed)
        self._library = library_folder(session.settings.folder)
        self._elsewhere: Path | None = None
        self._same: int | None = None
        self._proposed = self._alone = ""
        self._replaced = ""
        self.name = NameField()
        self.name.setObjectName("import-name")
        self.name.setAccessibleName(self.tr("Name of the dataset"))
        self.where = DropDown("import-where", self.tr("Folder"), 12)
        self.where.fill(
            (("library", self.tr("My datasets")), ("other", self.tr("Another folder…"))), "library"
        )
        self.where.activated.connect(self._where_chosen)
        self.join = QCheckBox()
        self.join.setObjectName("import-join")
        self.same = DropDown("import-same-keys", self.tr("Rows with the same key"), 12)
        self.same.fill(
            (
                ("keep", self.tr("Keep those that are there")),
                ("replace", self.tr("Replace those that are there")),
                ("alternative", self.tr("Keep both, the new ones as alternatives")),
            ),
            "keep",
        )
        self.keys = ElidedLabel("muted")
        self.hint = ElidedLabel("small")
        row = QHBoxLayout()
        row.setSpacing(8)
        named = PlainLabel(self.tr("Name"))
        named.setBuddy(self.name)
        row.addWidget(named)
        row.addWidget(self.name, 3)
        folder = PlainLabel(self.tr("in"))
        folder.setBuddy(self.where)
        row.addWidget(folder)
        row.addWidget(self.where)
        row.addWidget(self.hint, 4)
        second = QHBoxLayout()
        second.setSpacing(8)
        second.addWidget(self.join)
        second.addWidget(self.keys, 1)
        second.addWidget(self.same)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addLayout(row)
        column.addLayout(second)
        self.name.textChanged.connect(self._changed)
        self.join.toggled.connect(self._joined)
        self._name_open()
        self._show()

    @property
    def keys_counted(self) -> bool:
        """Whether the rows with the same key have been counted."""
        return self._same is not None

    def propose(self, title: str) -> None:
        """A name that is still free, unless the user has typed one."""
        if self.name.text() in ("", self._proposed):
            self._alone = free_title(title, self._library)
            self._set_name(self._alone)

    def replaces(self, folder: Path, title: str) -> None:
        """Offer to put a dataset that is there in order: its own name, its own folder."""
        self._elsewhere = folder.parent if folder.parent != self._library else None
        self._replaced = folder.name
        self._alone = title
        self._set_name(title)
        self._show()

    def title(self) -> str:
        """The name as typed."""
        return self.name.text().strip()

    def folder(self) -> Path:
        """The folder that the dataset would be written to."""
        parent = self._elsewhere or self._library
        if self._replaced and self.title() == self._proposed:
            return parent / self._replaced
        return parent / folder_name(self.title())

    def beside(self) -> Dataset | None:
        """The open dataset, where the table is to join it."""
        return self._open if self.join.isChecked() else None

    def verb(self) -> str:
        """What the button does now."""
        if self.title() and self.folder().exists():
            return self.tr("Replace and open")
        return self.tr("Add, save and open") if self.join.isChecked() else self.tr("Save and open")

    def target(self) -> Target | None:
        """Where to write; None without a name."""
        if not self.title():
            return None
        folder = self.folder()
        return Target(folder, self.title(), folder.exists(), self.beside(), self.same.currentData())

    def show_same_keys(self, number: int) -> None:
        """How many rows have the key of a row that is there."""
        self._same = number
        self._show()

    def forget_same_keys(self) -> None:
        """The rows are read anew, and how many have a key that is there is not known."""
        self._same = None
        self._show()

    def _dataset_changed(self, dataset: Dataset) -> None:
        """The first dataset may come after this window; what is joined already stays what it is."""
        if not self.join.isChecked():
            self._open = dataset
            self._name_open()

    def _name_open(self) -> None:
        title = self._open.title if self._open is not None else ""
        short = title if len(title) <= 28 else title[:27] + "…"
        self.join.setText(self.tr("Add to the open dataset “{0}”").replace("{0}", caption(short)))
        self.join.setToolTip(tip(title))
        self.join.setVisible(self._open is not None)

    def _joined(self) -> None:
        self._same = None
        if self._open is not None and self.name.text() == self._proposed:
            both = self.tr("{0} with {1}").replace("{0}", self._open.title).replace("{1}", self._alone)
            self._set_name(free_title(both, self._library) if self.join.isChecked() else self._alone)
        self._changed()

    def _set_name(self, title: str) -> None:
        self._proposed = title
        self.name.setText(title)
        self.name.setCursorPosition(0)

    def _changed(self) -> None:
        self._show()
        self.changed.emit()

    def _show(self) -> None:
        joining = self.join.isChecked()
        self.same.setVisible(joining and bool(self._same))
        self.keys.setVisible(True)
        if not joining:
            self.keys.set_full("")
        elif self._same is None:
            self.keys.set_full(self.tr("counting rows with the same key…"))
        elif self._same == 0:
            self.keys.set_full(self.tr("No row has the key of one that is there."))
        else:
            text = counted(self._same, "row has", "rows have")
            self.keys.set_full(self.tr("{0} the key of one that is there").replace("{0}", text))
        folder = self.folder() if self.title() else None
        if folder is None:
            self.hint.set_full(self.tr("Give the dataset a name."))
        elif folder.exists():
            self.hint.set_full(self.tr("{0} exists and will be replaced.").replace("{0}", str(folder)))
        else:
            self.hint.set_full(
                self.tr("A data package in {0}. The file itself stays as it is.").replace("{0}", str(folder))
            )

    def _where_chosen(self) -> None:
        if self.where.currentData() == "library":
            self._elsewhere = None
        elif self.where.currentData() == "other":
            chosen = QFileDialog.getExistingDirectory(
                self, self.tr("Folder for the data package"), str(Path.home())
            )
            if chosen:
                self._elsewhere = Path(chosen)
                self.where.setItemText(1, self.tr("Another folder ({0})…").replace("{0}", Path(chosen).name))
            elif self._elsewhere is None:
                self.where.setCurrentIndex(0)
        self._changed()
