"""The foot of the import window: the job under way with its Stop, and the two ways to leave."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QPushButton, QWidget

from dependency_explorer.app.jobs import progress_text
from dependency_explorer.app.plain import PlainLabel, tip


class ImportFoot(QWidget):
    """What is under way stands at the left, as long as it is; Cancel and what saves at the right."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._verb = PlainLabel()
        self._verb.setProperty("role", "muted")
        self._bar = QProgressBar()
        self._bar.setFixedWidth(120)
        self._bar.setTextVisible(False)
        self.stop = QPushButton(self.tr("Stop"))
        self.stop.setObjectName("import-stop")
        self.cancel = QPushButton(self.tr("Cancel"))
        self.cancel.setObjectName("import-cancel")
        self.save = QPushButton(self.tr("Save and open"))
        self.save.setObjectName("import-save")
        self.save.setProperty("role", "primary")
        self.save.setDefault(True)
        for button in (self.stop, self.cancel):
            button.setAutoDefault(False)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self._verb)
        row.addWidget(self._bar)
        row.addWidget(self.stop)
        row.addStretch(1)
        row.addWidget(self.cancel)
        row.addWidget(self.save)

    def show_progress(self, verb: str, done: int, total: int) -> None:
        """The job under way; total: 0 where it is not known."""
        self._verb.setText(progress_text(verb, done, total))
        self._bar.setRange(0, 1000 if total else 0)
        self._bar.setValue(int(1000 * done / total) if total else 0)
        for widget in (self._verb, self._bar, self.stop):
            widget.show()

    def rest(self) -> None:
        """No job is under way."""
        for widget in (self._verb, self._bar, self.stop):
            widget.hide()

    def allow(self, why_not: str) -> None:
        """Whether the table can be saved; why_not: what is missing for that, "" for nothing."""
        self.save.setEnabled(not why_not)
        self.save.setToolTip(tip(why_not) if why_not else "")

    def hold(self) -> None:
        """What saves will be greyed while it saves: the keyboard goes to Cancel, not to what comes next far above."""
        self.cancel.setFocus()
