"""Tab goes through a window as it reads, also through what came later than the rest; the keyboard stays."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from dependency_explorer.analysis.sums import FlowSum
from dependency_explorer.app.question_bar import Chip
from dependency_explorer.app.window import MainWindow
from tests.qt.conftest import settle
from tests.qt.importing import comtrade, opened


def reached(first: QWidget) -> list[str]:
    """The names of what Tab reaches, from a widget on."""
    found, part = [], first
    while True:
        if part.isVisible() and part.isEnabled() and part.focusPolicy() & Qt.FocusPolicy.TabFocus:
            found.append(part.objectName() or str(part.property("text")))
        part = part.nextInFocusChain()
        if part is first:
            return found


def test_the_question_is_reached_before_the_charts_and_a_chart_after_its_buttons(
    window: MainWindow, qtbot: QtBot
) -> None:
    window.commands.show_table("flows", True)
    settle(qtbot, window)
    order = reached(window.findChild(QWidget, "bar-dataset"))
    bar = ["bar-place", "chip-all", "chip-oil_products", "chip-electricity"]
    assert order[1 : 1 + len(bar)] == bar
    assert order.index("chip-crude_oil") < order.index("bar-more") < order.index("bar-export")
    for name in ("trend", "partners", "stakes"):
        assert order[order.index(f"{name}-more") + 1] == f"chart-{name}"
    assert order[order.index("flows-more") + 1] == "table-flows"


def test_the_keyboard_stays_at_the_commodity_that_was_chosen(window: MainWindow, qtbot: QtBot) -> None:
    chip = window.findChild(Chip, "chip-coal")
    chip.setFocus()
    qtbot.keyClick(chip, Qt.Key.Key_Space)
    settle(qtbot, window)
    assert window.session.state.question.commodities == ("coal",)
    assert window.focusWidget() is chip
    assert chip.isChecked()


def test_the_decisions_of_an_import_come_before_what_saves_it(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    shown = opened(qtbot, window, comtrade(tmp_path))
    order = reached(shown.head.format)
    first = order.index("import-decisions")
    assert order[first : first + 4] == [
        "import-decisions", "decision-reexports", "decision-world", "import-name"
    ]  # fmt: skip
    assert shown.desk.whole is not None
    shown.tabs.show_decisions(shown.desk.whole.report.decisions)
    shown.tabs.decisions.show_total(FlowSum(4, 100.0, ()), unasked=False)
    settle(qtbot, window)
    order = reached(shown.head.format)
    after = order[order.index("decision-reexports") + 1]
    assert after.startswith("What would change: "), "what is asked of a decision comes after it"
    assert order.index("decision-world") < order.index("import-name") < order.index("import-save")
    shown.reject()
