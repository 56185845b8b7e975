"""What of a stress test is asked and shown: pairs and assumptions lead to another run, the rest filters."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from dependency_explorer.app.drop_down import DropDown
from dependency_explorer.app.panel_parts import text_label
from dependency_explorer.app.stress_table import RankingFilter

if TYPE_CHECKING:
    from dependency_explorer.data.dataset import Dataset
    from dependency_explorer.whatif.stress import StressTest


class StressControls(QWidget):
    """`run_wanted` asks for another test, `filtered` for another look at the one there is."""

    run_wanted = Signal()
    filtered = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.commodity = _choice("stress-commodity", self.tr("Commodity"))
        self.kind = _choice("stress-kind", self.tr("Kind of failure"))
        self.basis = _choice("stress-basis", self.tr("Assumptions"))
        self.basis.addItem(self.tr("Default assumptions"), False)
        self.basis.addItem(self.tr("Assumptions of the panel"), True)
        self.basis.setToolTip(
            self.tr(
                "By default a year of weeks, stocks drawn to the last day, links not hit delivering more; or "
                "horizon, responses and assumptions of the scenario in the what-if panel."
            )
        )
        self.words = QLineEdit()
        self.words.setObjectName("stress-words")
        self.words.setPlaceholderText(self.tr("Filter by name"))
        self.words.setAccessibleName(self.tr("Filter by name"))
        self.words.setClearButtonEnabled(True)
        self.pairs = QCheckBox(self.tr("Also pairs"))
        self.pairs.setObjectName("stress-pairs")
        self.together = QCheckBox(self.tr("Only pairs that hurt more together"))
        self.together.setObjectName("stress-together")
        self.together.setEnabled(False)
        self.statement = text_label("small", wrap=False, name="stress-statement")
        choices = QHBoxLayout()
        choices.setSpacing(8)
        choices.addWidget(self.commodity)
        choices.addWidget(self.kind)
        choices.addWidget(self.words, 1)
        choices.addWidget(self.basis)
        ticks = QHBoxLayout()
        ticks.setSpacing(16)
        ticks.addWidget(self.pairs)
        ticks.addWidget(self.together)
        ticks.addStretch(1)
        ticks.addWidget(self.statement)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addLayout(choices)
        column.addLayout(ticks)
        self.commodity.currentIndexChanged.connect(self.filtered)
        self.kind.currentIndexChanged.connect(self.filtered)
        self.words.textChanged.connect(self.filtered)
        self.together.toggled.connect(self.filtered)
        self.pairs.toggled.connect(self.run_wanted)
        self.basis.activated.connect(self.run_wanted)

    def wanted(self) -> RankingFilter:
        """What is to be shown."""
        return RankingFilter(
            self.commodity.currentData() or "",
            self.kind.currentData() or "",
            self.words.text(),
            self.together.isChecked(),
        )

    def from_panel(self) -> bool:
        """Whether the panel's scenario lends its horizon, responses and assumptions."""
        return bool(self.basis.currentData())

    def use_defaults(self) -> None:
        """The panel's scenario is about another place, so it lends nothing."""
        self.basis.setCurrentIndex(0)

    def fill(self, dataset: Dataset, test: StressTest) -> None:
        """Offer the commodities and kinds that a test tells of; what was chosen stays chosen."""
        from dependency_explorer.figures.stress import KINDS

        commodities = dict.fromkeys(one.commodity for one in test.results)
        kinds = dict.fromkeys(failure.kind for one in test.results for failure in one.failures)
        paired = any(len(one.failures) > 1 for one in test.results)
        blocked = [QSignalBlocker(box) for box in (self.commodity, self.kind, self.pairs, self.together)]
        names = [(dataset.commodity_name(code), code) for code in commodities]
        _refill(self.commodity, self.tr("All commodities"), names)
        _refill(self.kind, self.tr("All failures"), [(KINDS[code].capitalize(), code) for code in kinds])
        # A test that was called off leaves the one before: the tick says what is on screen.
        self.pairs.setChecked(paired)
        self.together.setEnabled(paired)
        self.together.setChecked(self.together.isChecked() and paired)
        for blocker in blocked:
            blocker.unblock()


def _choice(name: str, says: str) -> QComboBox:
    box = DropDown(name, says, 12)
    box.setMaximumWidth(240)
    return box


def _refill(box: QComboBox, every: str, entries: Sequence[tuple[str, str]]) -> None:
    chosen = box.currentData()
    box.clear()
    box.addItem(every, "")
    for text, key in entries:
        box.addItem(text, key)
    box.setCurrentIndex(max(0, box.findData(chosen)))
