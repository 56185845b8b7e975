"""The head of the import window: the file, what it holds, and how it is read."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from dependency_explorer.app.drop_down import DropDown
from dependency_explorer.app.labels import ElidedLabel
from dependency_explorer.app.plain import PlainLabel
from dependency_explorer.data.delimited import SEPARATORS

if TYPE_CHECKING:
    from dependency_explorer.data.intake.preview import Candidate, Preview

ENCODINGS = (
    "utf-8", "utf-16", "cp1252", "latin-1", "cp1250", "cp1251", "cp1253", "cp1254", "koi8-r", "gb18030",
    "shift_jis", "euc_kr",
)  # fmt: skip


class ImportHead(QWidget):
    """Name and facts of the file, and a drop-down for each part of how it is read, where that applies."""

    changed = Signal(dict)
    """Fields of the plan."""

    def __init__(self, file: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.heading = ElidedLabel("title")
        self.heading.set_full(file)
        self.facts = ElidedLabel("muted")
        self.format = DropDown("import-format", self.tr("Format"), 22)
        self.reason = ElidedLabel("muted")
        self.encoding = DropDown("import-encoding", self.tr("Encoding"), 8)
        self.separator = DropDown("import-separator", self.tr("Separator"), 8)
        self.sheet = DropDown("import-sheet", self.tr("Sheet"), 10)
        row = QHBoxLayout()
        row.setSpacing(8)
        self._captions: dict[DropDown, QLabel] = {}
        for box in (self.format, self.encoding, self.separator, self.sheet):
            caption = PlainLabel(box.accessibleName())
            caption.setProperty("role", "muted")
            caption.setBuddy(box)
            self._captions[box] = caption
            row.addWidget(caption)
            row.addWidget(box)
        row.addStretch(1)
        told = QVBoxLayout()
        told.setSpacing(0)
        told.addWidget(self.heading)
        told.addWidget(self.facts)
        how = QVBoxLayout()
        how.setSpacing(4)
        how.addLayout(row)
        how.addWidget(self.reason)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addLayout(told)
        column.addLayout(how)
        self.format.activated.connect(self._format_chosen)
        self.encoding.activated.connect(self._encoding_chosen)
        self.separator.activated.connect(self._separator_chosen)
        self.sheet.activated.connect(self._sheet_chosen)

    def show_preview(self, preview: Preview, sheet: str) -> None:
        """How the file was read; sheet: the one that was chosen, "" for the format's own."""
        self.format.fill([(one.name, _format_text(one)) for one in preview.candidates], preview.profile)
        if not preview.profile:
            self.format.insertItem(0, self.tr("not recognised"), "")
            self.format.setCurrentIndex(0)
        known = preview.recognised
        self.reason.set_full(known.reason if known is not None else "")
        if known is not None and not known.confidence and known.name == preview.profile:
            self.reason.set_full(self.tr("Chosen by you; the file does not look like it."))
        codes = [preview.encoding, *(one for one in ENCODINGS if one != preview.encoding)]
        is_text = bool(preview.separator)
        self._offer(self.encoding, [(one, one.upper()) for one in codes], preview.encoding, is_text)
        signs = dict(SEPARATORS)
        signs.setdefault(preview.separator, f"“{preview.separator}”")
        self._offer(self.separator, list(signs.items()), preview.separator, is_text)
        sheets = [("", self.tr("as the format says")), *((one, one) for one in preview.sheets)]
        self._offer(self.sheet, sheets, sheet, len(preview.sheets) > 1)

    def _offer(self, box: DropDown, entries: Sequence[tuple[str, str]], chosen: str, applies: bool) -> None:
        """A drop-down that is there only where it applies."""
        for widget in (box, self._captions[box]):
            widget.setVisible(applies)
        if applies:
            box.fill(entries, chosen)

    def _format_chosen(self) -> None:
        # Decisions and roles belong to a format; what was typed holds whatever the format is.
        self.changed.emit({"profile": self.format.currentData(), "choices": {}, "roles": {}})

    def _encoding_chosen(self) -> None:
        self.changed.emit({"encoding": self.encoding.currentData()})

    def _separator_chosen(self) -> None:
        self.changed.emit({"separator": self.separator.currentData()})

    def _sheet_chosen(self) -> None:
        self.changed.emit({"sheet": self.sheet.currentData()})


def _format_text(candidate: Candidate) -> str:
    sure = round(100 * candidate.confidence)
    return f"{candidate.title} · {sure}\u2009% sure" if candidate.confidence else candidate.title
