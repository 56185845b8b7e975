"""Every command of the window in one table: menus, keys and the palette are made from it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication, Qt
from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QMainWindow, QMenu

Need = Literal[
    "", "dataset", "flows", "stakes", "cards", "drawings", "chart", "cuttable", "run", "scenario", "edited", "cut",
    "room", "others", "selection", "report", "undo", "redo",
]  # fmt: skip
"""What must be there before a command can do anything: a dataset; flows in it, or stakes; the cards of its charts,
something drawn in any of them, something drawn in the current one; a question that a cut can be made of; the run of a
scenario in the panel; a scenario, one that differs from its preset, one that cuts something, one with room for
another, others beside it; something selected; the report of an import; a step to take back or to do again."""


@dataclass(frozen=True, slots=True)
class Command:
    """One command. `menu` "" is in no menu but has its key; `group` makes it one of several that exclude
    each other; `line` draws a separator above it; without what it `needs` it is disabled, and says so."""

    id: str
    menu: str
    text: str
    keys: tuple[str, ...] = ()
    group: str = ""
    checkable: bool = False
    line: bool = False
    needs: Need = ""


MENUS = ("File", "Edit", "View", "Chart", "What-if", "Help")
for _name in MENUS:
    QT_TRANSLATE_NOOP("Actions", _name)

COMMANDS = (
    Command("open", "File", "Open…", ("Ctrl+O",)),
    Command("open_folder", "File", "Open data package folder…"),
    Command("import_data", "File", "Import data…", ("Ctrl+I",)),
    Command("new", "File", "New workspace", ("Ctrl+N",)),
    Command("save", "File", "Save workspace", ("Ctrl+S",), line=True, needs="dataset"),
    Command("save_as", "File", "Save workspace as…", ("Ctrl+Shift+S",), needs="dataset"),
    Command("export", "File", "Export chart…", ("Ctrl+E",), line=True, needs="chart"),
    Command("export_all", "File", "Export all charts…", ("Ctrl+Shift+E",), needs="drawings"),
    Command("briefing", "File", "Briefing…", ("Ctrl+B",)),
    Command("quit", "File", "Quit", ("Ctrl+Q",), line=True),
    Command("undo", "Edit", "Undo", ("Ctrl+Z",), needs="undo"),
    Command("redo", "Edit", "Redo", ("Ctrl+Shift+Z", "Ctrl+Y"), needs="redo"),
    Command("history", "Edit", "History of steps…", ("Ctrl+H",), needs="dataset"),
    Command("copy_data", "Edit", "Copy data of chart", ("Ctrl+C",), line=True, needs="chart"),
    Command("copy_image", "Edit", "Copy image of chart", ("Ctrl+Shift+C",), needs="chart"),
    Command("clear", "Edit", "Clear filters", (), line=True, needs="selection"),
    Command("find", "Edit", "Find…", ("Ctrl+F",)),
    Command("palette", "View", "Search everything…", ("Ctrl+K",)),
    Command("panel_what_if", "View", "What-if panel", ("Ctrl+5",), checkable=True, line=True),
    Command("focus_flows", "View", "Go to flow diagram", ("Ctrl+1",), needs="cards"),
    Command("focus_trend", "View", "Go to history", ("Ctrl+2",), needs="cards"),
    Command("focus_partners", "View", "Go to shares", ("Ctrl+3",), needs="cards"),
    Command("focus_stakes", "View", "Go to ownership", ("Ctrl+4",), needs="stakes"),
    Command("compare_places", "View", "Supplier concentration across places", ("Ctrl+6",), needs="flows"),
    Command("next_panel", "View", "Next panel", ("F6",), needs="cards"),
    Command("last_panel", "View", "Previous panel", ("Shift+F6",), needs="cards"),
    Command("larger", "View", "Larger text", ("Ctrl++", "Ctrl+="), line=True),
    Command("smaller", "View", "Smaller text", ("Ctrl+-",)),
    Command("normal_size", "View", "Normal text size", ("Ctrl+0",)),
    Command("theme_system", "View", "Theme: system", group="theme", checkable=True, line=True),
    Command("theme_light", "View", "Theme: light", group="theme", checkable=True),
    Command("theme_dark", "View", "Theme: dark", group="theme", checkable=True),
    Command("reset_layout", "View", "Reset layout", line=True),
    Command("maximise", "Chart", "Maximise or restore", ("Ctrl+M",), needs="cards"),
    Command("table", "Chart", "Show as table", ("Ctrl+T",), needs="chart"),
    Command("monthly", "Chart", "History by month", checkable=True, line=True, needs="flows"),
    Command(
        "suppliers", "Chart", "Partners: suppliers", group="side", checkable=True, line=True, needs="flows"
    ),
    Command("buyers", "Chart", "Partners: buyers", group="side", checkable=True, needs="flows"),
    Command("sources", "Chart", "Sources and rows of chart…", line=True, needs="chart"),
    Command("new_scenario", "What-if", "New cut for this question", needs="cuttable"),
    Command("duplicate_scenario", "What-if", "Duplicate scenario, to compare", ("Ctrl+D",), needs="room"),
    Command("next_scenario", "What-if", "Next open scenario", ("Ctrl+J",), needs="others"),
    Command("close_scenario", "What-if", "Close this scenario", needs="others"),
    Command("compare", "What-if", "Compare open scenarios…", ("Ctrl+Shift+D",), needs="run"),
    Command("assumptions", "What-if", "Assumptions of this run…", ("Ctrl+Shift+A",), line=True, needs="run"),
    Command("ranges", "What-if", "Ranges over draws of the assumptions", checkable=True, needs="scenario"),
    Command("open_scenario", "What-if", "Open scenario…", line=True, needs="flows"),
    Command("save_scenario", "What-if", "Save scenario…", needs="scenario"),
    Command("back_to_preset", "What-if", "Back to preset", line=True, needs="edited"),
    Command("back_to_baseline", "What-if", "Back to baseline", needs="cut"),
    Command("show_baseline_year", "What-if", "Show the baseline year in every chart", needs="scenario"),
    Command("stress_test", "What-if", "Stress test…", ("Ctrl+Shift+T",), line=True, needs="flows"),
    Command("all_places", "What-if", "Run over all places…", ("Ctrl+Shift+P",), needs="run"),
    Command("backtests", "What-if", "Back-tests…", ("Ctrl+Shift+B",), needs="flows"),
    Command("shortcuts", "Help", "Keys", ("Ctrl+/", "F1")),
    Command("about_data", "Help", "About the data and its sources", needs="dataset"),
    Command("problems", "Help", "Problems found in the data", needs="dataset"),
    Command("tables", "Help", "Tables of the dataset…", needs="dataset"),
    Command("quality_report", "Help", "Quality report of imported data…", needs="report"),
    Command("log", "Help", "Open log", line=True),
    Command("about", "Help", "About Dependency Explorer"),
)


def translated(text: str) -> str:
    """A command's or menu's text in the user's language."""
    return QCoreApplication.translate("Actions", text)


def build(window: QMainWindow, handlers: Mapping[str, Callable[[], None]]) -> dict[str, QAction]:
    """Make the menus and actions; every command needs a handler, and every handler a command."""
    missing = {c.id for c in COMMANDS} ^ set(handlers)
    if missing:
        raise ValueError(f"commands and handlers differ: {sorted(missing)}")
    menus: dict[str, QMenu] = {}
    for name in MENUS:
        menu = window.menuBar().addMenu(translated(name))
        menu.setObjectName(f"menu-{name}")
        menu.setToolTipsVisible(True)  # a command that is disabled says what it needs
        menus[name] = menu
    groups: dict[str, QActionGroup] = {}
    actions: dict[str, QAction] = {}
    for command in COMMANDS:
        action = QAction(translated(command.text), window)
        action.setObjectName(command.id)
        action.setShortcuts([QKeySequence(key) for key in command.keys])
        action.setShortcutContext(Qt.ShortcutContext.WindowShortcut)
        action.setCheckable(command.checkable)
        if command.group:
            group = groups.setdefault(command.group, QActionGroup(window))
            group.addAction(action)
        action.triggered.connect(handlers[command.id])
        if command.line:
            menus[command.menu].addSeparator()
        menus[command.menu].addAction(action)
        actions[command.id] = action
    return actions
