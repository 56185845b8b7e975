"""The window as a user meets it: opening, linking, cutting, undoing, saving, and bad files."""

from __future__ import annotations

import random
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QAbstractButton, QComboBox, QLineEdit, QPlainTextEdit, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from dependency_explorer.app.actions import COMMANDS
from dependency_explorer.app.cards import ChartCard
from dependency_explorer.app.messages import DetailsDialog
from dependency_explorer.app.palette import Entry, Palette, rank
from dependency_explorer.app.results import COMPARISON
from dependency_explorer.app.settings import Settings
from dependency_explorer.app.window import MainWindow
from tests.qt.conftest import LOAD_MS, settle
from tests.tour import stranger_table


def cut(window: MainWindow, depth: float) -> None:
    """Set every cut of the scenario to `depth`."""
    scenario = window.session.state.scenario
    assert scenario is not None
    changed = tuple(replace(d, depth=depth) for d in scenario.disruptions)
    window.session.scenarios.set(replace(scenario, disruptions=changed), "cut", "depth")


def drop(window: MainWindow, path: Path) -> None:
    """Drop a file on the window."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    event = QDropEvent(
        QPointF(200, 200),
        Qt.DropAction.CopyAction,
        data,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    window.dropEvent(event)


def dialog_text(qtbot: QtBot, window: MainWindow) -> str:
    """The sentence of the dialog on screen; closes it."""
    qtbot.waitUntil(lambda: window.findChild(DetailsDialog) is not None, timeout=LOAD_MS)
    dialog = window.findChild(DetailsDialog)
    text = dialog.sentence.text()
    dialog.close()
    return text


def test_opens_on_oil_products_in_the_latest_year_with_suppliers(window: MainWindow) -> None:
    question = window.session.state.question
    assert (question.place, question.commodities, question.last) == ("MNG", ("oil_products",), "2025")
    for name, card in window.board.cards.items():
        if name == COMPARISON:  # comes when it is asked for
            assert not card.isVisible()
            continue
        assert card.figure is not None, name
        assert card.figure.source_line, name
        assert card.figure.table().rows, name
    assert "Russia" in window.board.key_figures.tiles[1].text()
    assert window.session.results is not None
    assert window.session.results.outcome is not None
    assert window.session.results.outcome.equals_baseline


def test_a_cut_moves_outcome_key_figures_and_flows_and_undo_brings_all_back(
    window: MainWindow, qtbot: QtBot
) -> None:
    before = window.session.state
    figures = window.session.results.figures
    tiles = [tile.text() for tile in window.board.key_figures.tiles]
    cut(window, 0.5)
    settle(qtbot, window)
    results = window.session.results
    assert not results.outcome.equals_baseline
    assert results.figures["flows"] is not figures["flows"]
    assert results.figures["trend"] is figures["trend"]
    assert [tile.text() for tile in window.board.key_figures.tiles] != tiles
    window.session.store.undo()
    settle(qtbot, window)
    assert window.session.state == before
    assert [tile.text() for tile in window.board.key_figures.tiles] == tiles
    assert window.session.results.figures["flows"].table() == figures["flows"].table()
    window.session.store.redo()
    settle(qtbot, window)
    assert not window.session.results.outcome.equals_baseline


def test_no_card_shows_an_empty_sheet_while_data_are_opened(
    make_window: Callable[..., MainWindow], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Before anything is drawn on it, a plot is white in the dark theme."""
    with_results: list[bool] = []
    put = ChartCard.set_chart

    def watched(card: ChartCard, chart: QWidget) -> None:
        with_results.append(card.window().board.filled())
        put(card, chart)

    monkeypatch.setattr(ChartCard, "set_chart", watched)
    make_window()
    assert len(with_results) > 3
    assert all(with_results)


def test_a_period_retitles_every_chart(window: MainWindow, qtbot: QtBot) -> None:
    window.session.choose_period("2021", "2023")
    settle(qtbot, window)
    for name in ("flows", "partners"):
        figure = window.board.cards[name].figure
        assert "2021" in figure.title + figure.subtitle, name
        assert "2023" in figure.title + figure.subtitle, name
    assert window.session.results.figures["trend"].data.band == ("2021", "2023")


def test_a_place_clicked_in_one_chart_is_lit_in_all(window: MainWindow, qtbot: QtBot) -> None:
    view = window.board.views["partners"]
    scene = view.scene()
    mark = next(m for m in scene.marks() if m.entity == "CHN")
    point = view._bounds(mark).center().toPoint()
    before = [card.geometry() for card in window.board.cards.values()]
    qtbot.mouseClick(view, Qt.MouseButton.LeftButton, pos=point)
    settle(qtbot, window)
    assert window.session.state.selection.points("place") == {"CHN"}
    for name, other in window.board.views.items():
        assert other._lit == ({"CHN"} if name != COMPARISON else set())
    assert window.status.filters.isVisible()
    assert [card.geometry() for card in window.board.cards.values()] == before
    qtbot.keyClick(window, Qt.Key.Key_Escape)
    qtbot.keyClick(window, Qt.Key.Key_Escape)
    settle(qtbot, window)
    assert not window.session.state.selection.clauses


def test_a_strangers_table_dropped_works_in_every_chart(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    table = stranger_table(tmp_path)
    content = table.read_bytes()
    drop(window, table)
    qtbot.waitUntil(lambda: window.session.dataset.origin == table, timeout=LOAD_MS)
    settle(qtbot, window)
    assert window.session.state.question.place == "NPL"
    assert table.read_bytes() == content
    for name in ("flows", "trend", "partners"):
        assert window.board.cards[name].figure.table().rows, name
    cut(window, 1.0)
    settle(qtbot, window)
    totals = window.session.results.outcome.totals()
    assert any(row["unserved"] > 0 for row in totals)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("unknown.xyz", b"whatever"),
        ("empty.csv", b""),
        ("header.csv", b"period,exporter,importer,commodity,quantity,unit\n"),
        ("broken.xlsx", b"PK\x03\x04 this is no workbook"),
        ("datapackage.json", b"{ not json"),
    ],
)
def test_a_bad_file_is_told_and_the_data_stay(
    window: MainWindow, qtbot: QtBot, tmp_path: Path, name: str, content: bytes
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    before = window.session.dataset
    drop(window, path)
    sentence = dialog_text(qtbot, window)
    assert name in sentence or str(path) in sentence
    assert "Traceback" not in sentence
    assert sentence.rstrip().endswith(".")
    assert window.session.dataset is before


def test_a_workspace_saved_and_reopened_is_the_same(
    make_window: Callable[..., MainWindow], qtbot: QtBot, tmp_path: Path
) -> None:
    window = make_window()
    window.session.choose_period("2022", "2023")
    settle(qtbot, window)
    cut(window, 0.3)
    window.session.pick("partners", "place", "CHN", False)
    settle(qtbot, window)
    saved = tmp_path / "mine.dependency.json"
    assert window.session.save(saved)
    other = make_window(str(saved), home=tmp_path / "elsewhere")
    assert other.session.state == window.session.state


def test_the_window_opens_where_it_was_left(
    make_window: Callable[..., MainWindow], qtbot: QtBot, tmp_path: Path
) -> None:
    first = make_window(home=tmp_path / "one")
    first.session.choose_commodity("electricity")
    settle(qtbot, first)
    state = first.session.state
    first.close()
    again = make_window(home=tmp_path / "one")
    assert again.session.state == state


def test_themes_and_text_size_redraw_everything(window: MainWindow, qtbot: QtBot) -> None:
    for theme in ("dark", "light"):
        window.session.change("theme", theme=theme)
        settle(qtbot, window)
        assert window.style_tokens.name == theme
    window.commands.table()["larger"]()
    assert window.settings.values.text_scale == 110
    window.commands.table()["normal_size"]()


def test_it_starts_with_the_size_of_letters_that_was_left(
    make_window: Callable[..., MainWindow], tmp_path: Path
) -> None:
    Settings(tmp_path / "large").change(text_scale=150)
    window = make_window(home=tmp_path / "large")
    for part in (
        window,
        window.bar,
        window.board.cards["flows"].title,
        window.findChild(QToolButton, "bar-place"),
    ):
        assert part.font().pixelSize() == 20, part.objectName()


@pytest.mark.parametrize("percent", [100, 150, 200])
def test_nothing_of_the_panel_is_cut_off_at_its_right_with_large_letters(
    make_window: Callable[..., MainWindow], tmp_path: Path, percent: int
) -> None:
    Settings(tmp_path / "large").change(text_scale=percent)
    window = make_window(home=tmp_path / "large")
    window.resize(1024, 640)
    QCoreApplication.processEvents()
    for area in (window.panel.levers, window.panel.scroll):
        assert area.widget().width() == area.viewport().width(), area.objectName()


def test_maximise_and_table(window: MainWindow, qtbot: QtBot) -> None:
    window.commands.maximise("flows")
    settle(qtbot, window)
    assert window.board.cards["flows"].isVisible()
    assert not window.board.cards["stakes"].isVisible()
    window.commands.maximise("flows")
    window.commands.show_table("stakes", True)
    settle(qtbot, window)
    table = window.board._tables["stakes"]
    assert table.isVisible()
    assert table.model().rowCount() == len(window.board.cards["stakes"].figure.table().rows)
    assert "\t" in table.text()


def test_every_control_has_a_name(window: MainWindow) -> None:
    for widget in window.findChildren(QWidget):
        if isinstance(widget, QAbstractButton | QComboBox | QLineEdit) and widget.isVisible():
            parent = widget.parent()
            if isinstance(parent, QComboBox) or type(widget).__name__ == "ExtensionButton":
                continue  # part of a control that has a name of its own
            named = widget.accessibleName() or (widget.text() if hasattr(widget, "text") else "")
            assert named or widget.toolTip(), (widget, widget.objectName())


def test_no_two_commands_share_a_key() -> None:
    keys = [key for command in COMMANDS for key in command.keys]
    assert len(keys) == len(set(keys))


def test_every_command_without_a_dialog_runs(window: MainWindow, qtbot: QtBot) -> None:
    asks = {"open", "open_folder", "import_data", "save", "save_as", "export", "export_all"}
    asks |= {"open_scenario", "save_scenario"}
    leaves = {"quit", "log"}
    for command in COMMANDS:
        if command.id in asks | leaves:
            continue
        window.actions_by_id[command.id].trigger()
        settle(qtbot, window)
        for dialog in window.findChildren(DetailsDialog):
            assert dialog.windowTitle() not in ("A fault of the program", "That did not work"), command.id
            dialog.close()
        palette = window.findChild(QWidget, "palette")
        if palette is not None:
            palette.close()


@pytest.mark.parametrize(
    ("typed", "found"), [("mongolia oil", "oil_products"), ("who owns the mines", "stakes")]
)
def test_search_understands_the_questions_of_the_journeys(
    window: MainWindow, qtbot: QtBot, typed: str, found: str
) -> None:
    # Elsewhere than where the titles on screen would answer by chance.
    window.session.choose_commodity("coal")
    settle(qtbot, window)
    window.commands.search.open()
    palette = window.findChild(Palette)
    assert palette is not None
    assert found in {entry.value[1] for entry in rank(palette._entries, typed)}  # type: ignore[index]
    palette.close()


def test_search_finds_by_beginnings_of_words() -> None:
    entries = [Entry("commodity", "Oil products", 1, "oil_products"), Entry("place", "Mongolia", 2, "MNG")]
    assert [e.value for e in rank(entries, "prod")] == [1]
    assert [e.value for e in rank(entries, "mng")] == [2]
    assert rank(entries, "zzz") == []
    assert len(rank(entries, "")) == 2


def test_the_first_window_is_painted_before_numpy_pandas_and_pyqtgraph() -> None:
    code = (
        "import sys, builtins; original = builtins.__import__\n"
        "import dependency_explorer.app\n"
        "assert builtins.__import__ is original, 'the import hook of PySide6 is still in place'\n"
        "from pathlib import Path\n"
        "import tempfile\n"
        "from dependency_explorer.app.messages import Hooks\n"
        "from dependency_explorer.app.settings import Settings\n"
        "from dependency_explorer.app.start import application\n"
        "from dependency_explorer.app.window import MainWindow\n"
        "folder = Path(tempfile.mkdtemp())\n"
        "qt = application(); hooks = Hooks(folder / 'log.txt')\n"
        "window = MainWindow(Settings(folder), hooks); window.show(); qt.processEvents()\n"
        "print([m for m in ('numpy', 'pandas', 'pyqtgraph', 'pyarrow') if m in sys.modules])\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.stdout.strip() == "[]", done.stderr


def test_keyboard_reaches_the_marks_of_a_chart(window: MainWindow, qtbot: QtBot) -> None:
    window.commands.focus_card("partners")
    view = window.board.views["partners"]
    qtbot.keyClick(view, Qt.Key.Key_Right)
    qtbot.keyClick(view, Qt.Key.Key_Return)
    settle(qtbot, window)
    assert window.session.state.selection.clauses
    assert view.mark_at(QPointF(QPoint(-5, -5))) is None


def test_a_cut_of_one_thing_leaves_the_charts_of_another_alone(window: MainWindow, qtbot: QtBot) -> None:
    cut(window, 0.5)
    settle(qtbot, window)
    scenario = window.session.state.scenario
    for commodity in ("all_goods", "mineral_products", "gold", ""):
        window.session.choose_commodity(commodity)
        window.session.scenarios.set(scenario, "the same cut")
        window.session.choose_period(scenario.baseline, scenario.baseline)
        settle(qtbot, window)
        assert window.findChild(DetailsDialog) is None, commodity
        assert window.board.key_figures.tiles[0].text()


@pytest.mark.parametrize("seed", [1, 2])
def test_nothing_a_user_does_in_any_order_is_a_fault(window: MainWindow, qtbot: QtBot, seed: int) -> None:
    faults: list[str] = []
    window.hooks.caught.connect(lambda sentence, details: faults.append(details))
    choose, session = random.Random(seed), window.session
    asks = {
        "open",
        "open_folder",
        "import_data",
        "new",
        "save",
        "save_as",
        "export",
        "export_all",
        "quit",
        "log",
    }
    asks |= {"open_scenario", "save_scenario", "palette", "find"}
    for _ in range(60):
        choices = session.results.choices
        what = choose.randrange(8)
        if what == 0:
            codes = [code for code, _, _ in choices.commodities]
            session.choose_commodity(choose.choice([*codes, ""]), choose.random() < 0.3)
        elif what == 1:
            session.choose_place(choose.choice(choices.places)[0])
        elif what == 2 and choices.periods:
            session.choose_period(*sorted((choose.choice(choices.periods), choose.choice(choices.periods))))
        elif what == 3 and choices.measures:
            session.choose_measure(choose.choice(choices.measures)[0])
        elif what == 4:
            session.scenarios.load(choose.choice(session.dataset.scenarios))
        elif what == 5 and session.state.scenario is not None:
            cut(window, choose.random())
        elif what == 6:
            session.store.undo()
        else:
            window.actions_by_id[choose.choice([c.id for c in COMMANDS if c.id not in asks])].trigger()
        settle(qtbot, window)
        for dialog in window.findChildren(DetailsDialog):
            dialog.close()
        assert not faults, faults[0]


def test_a_grid_that_only_a_what_if_knows_is_named_and_left_again(window: MainWindow, qtbot: QtBot) -> None:
    session = window.session
    dataset = session.dataset
    assert dataset is not None
    session.scenarios.load(next(path for path in dataset.scenarios if "western" in path.name))
    settle(qtbot, window)
    name = dataset.place_name("WES")
    focus = window.bar.findChild(QAbstractButton, "bar-place")
    assert session.state.question.place == "WES"
    assert name.split(" (")[0] in focus.text()
    assert name in focus.accessibleName()
    panel = window.panel
    assert panel is not None
    assert panel.tiles.tiles[0].value.full().endswith("%")
    assert "of a year's supply" in panel.tiles.tiles[3].caption.full()
    hint = window.status.filters.findChild(QAbstractButton, "baseline-hint")
    assert "shares of its supply" in hint.text()
    hint.click()
    settle(qtbot, window)
    assert session.state.question.place == "MNG"


def test_questions_are_worked_out_off_the_gui_thread_and_taken_in_order(
    window: MainWindow, qtbot: QtBot
) -> None:
    session = window.session
    before, asked = session.state, len(session.store.past)
    session.choose_commodity("coal")
    session.choose_commodity("electricity", extend=True)
    session.choose_period("2021", "2021")
    assert session.state is before  # nothing has been worked out yet
    settle(qtbot, window)
    question = session.state.question
    assert question.commodities == ("coal", "electricity")
    assert (question.first, question.last) == ("2021", "2021")
    assert len(session.store.past) == asked + 3
    assert session.results.state.question == question


def test_a_question_about_data_that_are_no_longer_open_is_dropped(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    folder = tmp_path / "other"
    folder.mkdir()
    (folder / "flows.csv").write_text(
        "period,exporter,importer,commodity,quantity,unit\n2020,NOR,POL,gas,5,kt\n2021,NOR,POL,gas,6,kt\n"
    )
    window.session.open(str(folder))
    qtbot.waitUntil(lambda: window.session.dataset.name == "other", timeout=LOAD_MS)
    window.session.choose_commodity("coal")
    window.session.open_default()
    qtbot.waitUntil(lambda: window.session.dataset.name == "mongolia", timeout=LOAD_MS)
    settle(qtbot, window)
    window.session.choose_commodity("electricity")
    settle(qtbot, window)
    assert window.session.state.question.commodities == ("electricity",)


def test_a_short_remark_below_a_sentence_needs_no_box_and_close_has_the_keyboard(
    window: MainWindow, qtbot: QtBot
) -> None:
    for details, boxes in (("What was open before is unchanged.", 0), ("a line\n" * 40, 1)):
        window.dialog("That did not work", "It is damaged.", details)
        dialog = window.findChildren(DetailsDialog)[-1]
        assert len(dialog.findChildren(QPlainTextEdit)) == boxes
        assert dialog.focusWidget().text().replace("&", "") == "Close"
        assert dialog.height() < 400
        qtbot.keyClick(dialog, Qt.Key.Key_Escape)
        assert not dialog.isVisible()
