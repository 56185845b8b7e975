"""Exporting from a real window: what is seen leaves, in every form, and comes back as the view that it was."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent, QImage
from PySide6.QtWidgets import QCheckBox, QLabel, QLineEdit
from pytestqt.qtbot import QtBot

from dependency_explorer.app.drop_down import DropDown
from dependency_explorer.app.export_dialog import ExportDialog, ExportWish
from dependency_explorer.app.window import MainWindow
from dependency_explorer.figures.names import PRESETS
from tests.qt.conftest import LOAD_MS, settle

WEB = ExportWish("", ".png", 1200, 800, 2, False, False)


def export(qtbot: QtBot, window: MainWindow, path: Path, wish: ExportWish, card: str = "partners") -> Path:
    """Write one card's figure as the dialog would."""
    figure = window.session.results.figures[card]  # type: ignore[union-attr]
    window.commands._exports().write((figure,), (path,), replace(wish, suffix=path.suffix))
    settle(qtbot, window)
    return path


def drop(window: MainWindow, path: Path) -> None:
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path))])
    left, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    window.dropEvent(QDropEvent(QPointF(5, 5), Qt.DropAction.CopyAction, mime, left, none))


@pytest.mark.parametrize("suffix", [".png", ".svg", ".pdf"])
def test_a_picture_dropped_back_reopens_the_view(
    window: MainWindow, qtbot: QtBot, tmp_path: Path, suffix: str
) -> None:
    session = window.session
    session.choose_period("2022", "2023")
    session.pick("partners", "place", "RUS", False)
    settle(qtbot, window)
    asked = session.state
    picture = export(qtbot, window, tmp_path / f"figure{suffix}", WEB)
    session.clear_selection()
    session.choose_commodity("coal")
    settle(qtbot, window)
    assert not session.state.asks_the_same(asked)
    drop(window, picture)
    qtbot.waitUntil(lambda: session.state.question == asked.question, timeout=LOAD_MS)
    settle(qtbot, window)
    assert session.state.asks_the_same(asked)
    assert session.project_path is None  # saving must ask for a name, not write over the picture


def test_a_picture_without_its_view_leaves_everything_as_it_is(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    picture = export(qtbot, window, tmp_path / "figure.png", replace(WEB, reopens=False))
    told: list[str] = []
    window.session.failed.connect(lambda text, more: told.append(text))
    before = window.session.state
    drop(window, picture)
    qtbot.waitUntil(lambda: bool(told), timeout=LOAD_MS)
    assert "carries no view" in told[0]
    assert window.session.state == before


def test_what_is_lit_on_screen_is_lit_in_the_picture(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    plain = export(qtbot, window, tmp_path / "plain.svg", WEB).read_text()
    window.session.pick("partners", "place", "CHN", False)
    settle(qtbot, window)
    lit = export(qtbot, window, tmp_path / "lit.svg", WEB).read_text()
    calm = export(qtbot, window, tmp_path / "calm.svg", replace(WEB, emphasis=False)).read_text()

    def drawn(text: str) -> str:
        return text[text.index("</metadata>") :]

    assert drawn(lit) != drawn(plain)
    assert drawn(calm) == drawn(plain)


def test_plain_and_transparent(window: MainWindow, qtbot: QtBot, tmp_path: Path) -> None:
    full = QImage(str(export(qtbot, window, tmp_path / "full.png", WEB)))
    bare = QImage(
        str(export(qtbot, window, tmp_path / "bare.png", replace(WEB, plain=True, transparent=True)))
    )
    assert (full.width(), full.height()) == (bare.width(), bare.height()) == (2400, 1600)
    assert full.pixelColor(3, 3).alpha() == 255
    assert bare.pixelColor(3, 3).alpha() == 0
    figure = window.session.results.figures["partners"]  # type: ignore[union-attr]
    words = export(qtbot, window, tmp_path / "bare.svg", replace(WEB, plain=True)).read_text()
    assert f">{figure.title.split()[0]} " not in words[words.index("</metadata>") :]
    # For those who do not see it the picture still says what it is.
    assert figure.title in words


def test_the_dialog_asks_for_every_form(window: MainWindow, qtbot: QtBot) -> None:
    asked: list[ExportWish] = []
    figure = window.session.results.figures["partners"]  # type: ignore[union-attr]

    def page(wish: ExportWish) -> Any:
        from dependency_explorer.app.board import metrics

        asked.append(wish)
        return figure.page(wish.width, wish.height, wish.style, metrics(), plain=wish.plain)

    dialog = ExportDialog(figure.title, page, PRESETS, False, "Russia")
    qtbot.addWidget(dialog)
    dialog.show()
    assert asked[-1].emphasis
    assert asked[-1].reopens
    sizes = dialog.findChild(DropDown, "export-size")
    for index, size in enumerate(PRESETS.values()):
        sizes.setCurrentIndex(index)
        assert (asked[-1].width, asked[-1].height) == size
    dialog.findChild(DropDown, "export-content").setCurrentIndex(1)
    assert asked[-1].plain
    assert not dialog.findChild(QLineEdit, "export-title").isEnabled()
    assert "no title" in dialog.findChild(QLabel, "export-hint").text()
    dialog.findChild(QCheckBox, "export-transparent").click()
    assert asked[-1].transparent
    dialog.findChild(QCheckBox, "export-emphasis").click()
    assert not asked[-1].emphasis
    nothing_lit = ExportDialog(figure.title, page, PRESETS, False)
    qtbot.addWidget(nothing_lit)
    nothing_lit.show()
    assert not nothing_lit.findChild(QCheckBox, "export-emphasis").isVisible()


def test_a_picture_of_ones_own_table_finds_it_among_those_opened_lately(
    make_window: Callable[..., MainWindow], qtbot: QtBot, tmp_path: Path
) -> None:
    folder = tmp_path / "data"
    folder.mkdir()
    table = folder / "mine.csv"
    rows = "".join(f"{year},RUS,MNG,oil,{year - 2000},kt\n" for year in range(2015, 2024))
    table.write_text("period,exporter,importer,commodity,quantity,unit\n" + rows)
    window = make_window(str(table))
    picture = export(qtbot, window, tmp_path / "figure.png", WEB)
    window.session.open("mongolia")
    qtbot.waitUntil(lambda: window.session.state.dataset == "mongolia", timeout=LOAD_MS)
    settle(qtbot, window)
    drop(window, picture)
    qtbot.waitUntil(lambda: window.session.state.dataset == str(table), timeout=LOAD_MS)
    settle(qtbot, window)
