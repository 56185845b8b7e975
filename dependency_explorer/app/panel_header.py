"""The head of the what-if panel: name, presets, where the scenario comes from, and the two ways back."""

from __future__ import annotations

import functools
import json
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from dependency_explorer.app.labels import ElidedLabel
from dependency_explorer.app.panel_parts import icon_button, link_button, text_label
from dependency_explorer.app.plain import caption, tip
from dependency_explorer.workspace.state import LETTERS

if TYPE_CHECKING:
    from dependency_explorer.whatif.scenario import Scenario

tr = functools.partial(QCoreApplication.translate, "Panel")

NAME_WIDTH, LEAST_NAME = 190, 70
"""Pixels that a scenario's name may take, and gets at least."""
GAPS = 30
"""Pixels of the first row between heading, letters and name, and at its right."""


class PanelHeader(QWidget):
    """Shows which scenario is on; `preset_chosen` carries a path, or None for a new cut. `letter_chosen` and
    `letter_closed` carry the letter of an open scenario."""

    preset_chosen = Signal(object)
    open_requested = Signal()
    save_requested = Signal()
    duplicate_requested = Signal()
    back_to_preset = Signal()
    back_to_baseline = Signal()
    letter_chosen = Signal(str)
    letter_closed = Signal(str)
    history_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("what-if-header")
        self._scenario: Scenario | None = None
        self._preset: Scenario | None = None
        self._paths: tuple[Path, ...] = ()
        self._low = False
        self._name = ""
        self._heading = text_label("heading", wrap=False, name="what-if-heading")
        self._heading.setText(tr("What if…"))
        self.presets = QToolButton()
        self.presets.setObjectName("presets")
        self.presets.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.presets.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.presets.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        menu = QMenu(self.presets)
        menu.setToolTipsVisible(True)
        menu.aboutToShow.connect(self.fill)
        menu.triggered.connect(self._chosen)
        self.presets.setMenu(menu)
        self.letters = QWidget()
        self.letters.setAccessibleName(tr("Open scenarios"))
        self._letters: dict[str, QToolButton] = {}
        tabs = QHBoxLayout(self.letters)
        tabs.setContentsMargins(0, 0, 0, 0)
        tabs.setSpacing(2)
        for letter in LETTERS:
            tabs.addWidget(self._letter(letter))
        self.add = icon_button("+", "add-scenario", tr("Duplicate as another scenario, to compare"))
        self.add.clicked.connect(self.duplicate_requested)
        tabs.addWidget(self.add)
        self.origin = ElidedLabel("small")
        self.origin.setObjectName("preset-origin")
        self.about = ElidedLabel("small")
        self.about.setObjectName("preset-about")
        self.to_preset = link_button(tr("Back to preset"), "back-to-preset")
        self.to_baseline = link_button(tr("Back to baseline"), "back-to-baseline")
        self.history = link_button(tr("History"), "history")
        self.history.setToolTip(tr("Steps taken and undone: choose one to go there"))
        self.history.clicked.connect(self.history_requested)
        self.to_preset.clicked.connect(self.back_to_preset)
        self.to_baseline.clicked.connect(self.back_to_baseline)
        top = QHBoxLayout()
        top.setSpacing(6)
        top.addWidget(self._heading)
        top.addWidget(self.letters)
        top.addStretch(1)
        top.addWidget(self.presets)
        self.resets = QWidget()
        line = QHBoxLayout(self.resets)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(2)
        line.addWidget(self.to_preset)
        line.addWidget(self.to_baseline)
        line.addStretch(1)
        line.addWidget(self.history)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 12, 0)
        column.setSpacing(0)
        column.addLayout(top)
        column.addWidget(self.about)
        column.addWidget(self.origin)
        column.addWidget(self.resets)

    def show_scenario(
        self, scenario: Scenario | None, preset: Scenario | None, paths: tuple[Path, ...]
    ) -> None:
        """Show a scenario's name and origin; `paths` are the dataset's own scenario files."""
        self._scenario, self._preset, self._paths = scenario, preset, paths
        none = tr("Presets") if paths else tr("Scenario")
        name = (scenario.name or scenario.title or tr("Untitled")) if scenario is not None else none
        self._name = name
        said: tuple[str, ...] = ()
        title = ""
        if scenario is not None:
            title = scenario.title if scenario.title != name else ""
            by = ", ".join(t for t in (scenario.author, scenario.date) if t)
            said = tuple(t for t in (title, by, scenario.source) if t)
        whole = "\n".join((name, *said))
        if self.presets.toolTip() != tip(whole):
            self._show_name()
            self.presets.setAccessibleName(tr("Preset: {name}").format(name=name))
            self.presets.setToolTip(tip(whole))
        self.about.set_full(title)
        self.origin.set_full(" · ".join(part for part in said if part != title))
        self._show_about()
        # Shown disabled, not hidden: a line that comes and goes would move a lever in mid-drag.
        self.to_preset.setEnabled(self._edited())
        self.to_baseline.setEnabled(self._cuts())
        self.resets.setVisible(scenario is not None)

    def show_letters(self, opened: tuple[str, ...], here: str) -> None:
        """The letters of the open scenarios, and which of them is in force."""
        for letter, button in self._letters.items():
            button.setVisible(letter in opened)
            button.setChecked(letter == here)
        self.add.setVisible(len(opened) < len(LETTERS))
        self.add.setEnabled(self._scenario is not None)
        self._show_name()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._show_name()
        self._show_ways_back()

    def _show_ways_back(self) -> None:
        """Both ways back and the history in one line: in fewer words where large text leaves no room for more."""
        room = self.width() - 12 - 2 * 3
        for texts in ((tr("Back to preset"), tr("Back to baseline")), (tr("Preset"), tr("Baseline"))):
            for button, text in zip((self.to_preset, self.to_baseline), texts, strict=True):
                button.setText(text)
            links = (self.to_preset, self.to_baseline, self.history)
            if sum(link.sizeHint().width() for link in links) <= room:
                break

    def _show_name(self) -> None:
        """The name in what room the heading and the letters leave."""
        metrics = self.presets.fontMetrics()
        around = self.presets.sizeHint().width() - metrics.horizontalAdvance(self.presets.text())
        keys = sum(not key.isHidden() for key in (*self._letters.values(), self.add))
        taken = self._heading.sizeHint().width() + keys * (self.add.width() + 2) + around + GAPS
        room = max(LEAST_NAME, min(NAME_WIDTH, self.width() - taken - metrics.horizontalAdvance(" ▾")))
        shown = metrics.elidedText(self._name, Qt.TextElideMode.ElideRight, room)
        self.presets.setText(f"{caption(shown)} ▾")

    def _letter(self, letter: str) -> QToolButton:
        button = icon_button(letter, f"scenario-{letter}", tr("Scenario {letter}").format(letter=letter))
        button.setCheckable(True)
        button.setProperty("letter", letter)
        button.setProperty("role", "letter")
        button.clicked.connect(self._letter_clicked)
        button.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
        close = QAction(tr("Close scenario {letter}").format(letter=letter), button)
        close.setData(letter)
        close.triggered.connect(self._close_clicked)
        button.addAction(close)
        self._letters[letter] = button
        return button

    def _letter_clicked(self) -> None:
        button = self.sender()
        button.setChecked(True)  # type: ignore[attr-defined]  # a second click does not switch it off
        self.letter_chosen.emit(button.property("letter"))

    def _close_clicked(self) -> None:
        self.letter_closed.emit(self.sender().data())  # type: ignore[attr-defined]

    def set_low(self, low: bool) -> None:
        """Where height is short, what a preset says of itself is left to the tool tip of its name."""
        self._low = low
        self._show_about()

    def _show_about(self) -> None:
        for label in (self.about, self.origin):
            label.setVisible(bool(label.full()) and not self._low)

    def focus_parts(self) -> tuple[QWidget, ...]:
        """What takes the focus, in reading order."""
        return (
            *self._letters.values(), self.add, self.presets, self.to_preset, self.to_baseline, self.history,
        )  # fmt: skip

    def fill(self) -> None:
        """Fill the menu anew."""
        menu = self.presets.menu()
        menu.clear()
        for path in self._paths:
            title, by, about = scenario_title(path)
            # What stands behind a tab is set at the right, where menus have their keys.
            action = QAction(caption(f"{title}\t{by}" if by else title), menu)
            action.setToolTip(tip(about or title))
            action.setData(str(path))
            menu.addAction(action)
        menu.addSeparator()
        there = self._scenario is not None
        for text, key, enabled in (
            (tr("New cut"), "new", True),
            (tr("Duplicate, to compare"), "duplicate", there),
            (tr("Open scenario…"), "open", True),
            (tr("Save scenario…"), "save", there),
            ("", "", True),
            (tr("Back to preset"), "preset", self._edited()),
            (tr("Back to baseline"), "baseline", self._cuts()),
        ):
            if not text:
                menu.addSeparator()
                continue
            action = QAction(text, menu)
            action.setProperty("does", key)
            action.setEnabled(enabled)
            menu.addAction(action)

    def _edited(self) -> bool:
        return self._scenario is not None and self._preset is not None and self._scenario != self._preset

    def _cuts(self) -> bool:
        return self._scenario is not None and any(d.depth for d in self._scenario.disruptions)

    def _chosen(self, action: QAction) -> None:
        does = action.property("does")
        if does is None:
            self.preset_chosen.emit(Path(action.data()))
        elif does == "new":
            self.preset_chosen.emit(None)
        else:
            {
                "duplicate": self.duplicate_requested,
                "open": self.open_requested,
                "save": self.save_requested,
                "preset": self.back_to_preset,
                "baseline": self.back_to_baseline,
            }[does].emit()


def scenario_title(path: Path) -> tuple[str, str, str]:
    """A scenario file's name, its author with the date, and all that it says of itself; the file's name where
    it cannot be read."""
    try:
        content = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        return path.stem, "", str(path)
    if not isinstance(content, dict):
        return path.stem, "", str(path)
    about = "\n".join(str(content[key]) for key in ("title", "author", "date", "source") if content.get(key))
    by = ", ".join(str(content[key]) for key in ("author", "date") if content.get(key))
    return str(content.get("name") or content.get("title") or path.stem), by, about
