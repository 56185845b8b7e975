"""The head of the what-if panel: name, presets, where the scenario comes from, and the two ways back."""

from __future__ import annotations

import functools
import json
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QMenu, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from dependency_explorer.app.labels import ElidedLabel
from dependency_explorer.app.panel_parts import link_button, text_label

if TYPE_CHECKING:
    from dependency_explorer.whatif.scenario import Scenario

tr = functools.partial(QCoreApplication.translate, "Panel")

NAME_WIDTH = 190


class PanelHeader(QWidget):
    """Shows which scenario is on; `preset_chosen` carries a path, or None for a new cut."""

    preset_chosen = Signal(object)
    open_requested = Signal()
    save_requested = Signal()
    duplicate_requested = Signal()
    back_to_preset = Signal()
    back_to_baseline = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("what-if-header")
        self._scenario: Scenario | None = None
        self._preset: Scenario | None = None
        self._paths: tuple[Path, ...] = ()
        self._low = False
        heading = text_label("heading", wrap=False, name="what-if-heading")
        heading.setText(tr("What if…"))
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
        self.about = ElidedLabel("small")
        self.about.setObjectName("preset-about")
        self.to_preset = link_button(tr("Back to preset"), "back-to-preset")
        self.to_baseline = link_button(tr("Back to baseline"), "back-to-baseline")
        self.to_preset.clicked.connect(self.back_to_preset)
        self.to_baseline.clicked.connect(self.back_to_baseline)
        top = QHBoxLayout()
        top.addWidget(heading, 1)
        top.addWidget(self.presets)
        self.resets = QWidget()
        line = QHBoxLayout(self.resets)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(12)
        line.addWidget(self.to_preset)
        line.addWidget(self.to_baseline)
        line.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 12, 0)
        column.setSpacing(2)
        column.addLayout(top)
        column.addWidget(self.about)
        column.addWidget(self.resets)

    def show_scenario(
        self, scenario: Scenario | None, preset: Scenario | None, paths: tuple[Path, ...]
    ) -> None:
        """Show a scenario's name and origin; `paths` are the dataset's own scenario files."""
        self._scenario, self._preset, self._paths = scenario, preset, paths
        name = (scenario.name or scenario.title or tr("Untitled")) if scenario is not None else tr("Presets")
        shown = self.presets.fontMetrics().elidedText(name, Qt.TextElideMode.ElideRight, NAME_WIDTH)
        said: tuple[str, ...] = ()
        if scenario is not None:
            title = scenario.title if scenario.title != name else ""
            said = tuple(t for t in (title, scenario.author, scenario.date, scenario.source) if t)
        whole = "\n".join((name, *said))
        if self.presets.toolTip() != whole:
            self.presets.setText(f"{shown} ▾")
            self.presets.setAccessibleName(tr("Preset: {name}").format(name=name))
            self.presets.setToolTip(whole)
        self.about.set_full(" · ".join(said))
        self._show_about()
        # Shown disabled, not hidden: a line that comes and goes would move a lever in mid-drag.
        self.to_preset.setEnabled(self._edited())
        self.to_baseline.setEnabled(self._cuts())
        self.resets.setVisible(scenario is not None)

    def set_low(self, low: bool) -> None:
        """Where height is short, what a preset says of itself is left to the tool tip of its name."""
        self._low = low
        self._show_about()

    def _show_about(self) -> None:
        self.about.setVisible(bool(self.about.full()) and not self._low)

    def focus_parts(self) -> tuple[QWidget, ...]:
        """What takes the focus, in reading order."""
        return (self.presets, self.to_preset, self.to_baseline)

    def fill(self) -> None:
        """Fill the menu anew."""
        menu = self.presets.menu()
        menu.clear()
        for path in self._paths:
            title, about = scenario_title(path)
            action = QAction(title, menu)
            action.setToolTip(about or title)
            action.setData(str(path))
            menu.addAction(action)
        menu.addSeparator()
        there = self._scenario is not None
        for text, key, enabled in (
            (tr("New cut"), "new", True),
            (tr("Duplicate"), "duplicate", there),
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


def scenario_title(path: Path) -> tuple[str, str]:
    """A scenario file's name, and its author, date and source; the file's name where it cannot be read."""
    try:
        content = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        return path.stem, str(path)
    if not isinstance(content, dict):
        return path.stem, str(path)
    about = " · ".join(str(content[key]) for key in ("title", "author", "date", "source") if content.get(key))
    return str(content.get("name") or content.get("title") or path.stem), about
