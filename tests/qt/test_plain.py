"""Names of the data are shown as they stand, whatever markup or keys Qt would read in them."""

from __future__ import annotations

import ast
import shutil
from collections.abc import Callable
from html import unescape
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6 import QtGui
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QTextDocument
from PySide6.QtWidgets import QAbstractButton, QLabel, QWidget
from pytestqt.qtbot import QtBot

import dependency_explorer.app
from dependency_explorer.app.panel_parts import Chip
from dependency_explorer.app.plain import caption, tip
from dependency_explorer.app.table_view import LONG, TableModel
from dependency_explorer.app.window import MainWindow
from dependency_explorer.charts.table import Column, Table
from dependency_explorer.data.locations import bundled_datasets
from tests.qt.conftest import settle

HOSTILE = "<b>R</b> & <i>x</i>"
APP = Path(dependency_explorer.app.__file__).parent


@given(st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Co", "Cn"))))
def test_a_tool_tip_shows_what_it_was_given(text: str) -> None:
    shown = tip(text)
    if QtGui.Qt.mightBeRichText(shown):
        assert unescape(shown.partition(">")[2].removesuffix("</p>")) == text
        assert "<" not in shown.removeprefix('<p style="white-space: pre-wrap">').removesuffix("</p>")
    else:
        assert shown == text


@pytest.mark.parametrize("text", ["<b>x</b>", "<i>a</i> < b &amp; c", "<img src='x'>", "<p>one\ntwo</p>"])
def test_qt_reads_back_the_very_text(qapp: object, text: str) -> None:
    assert QtGui.Qt.mightBeRichText(text), "else the example shows nothing"
    document = QTextDocument()
    document.setHtml(tip(text))
    assert document.toPlainText() == text


def test_a_caption_has_no_keys() -> None:
    assert caption("Fish & chips") == "Fish && chips"
    action = QAction(caption("R&D && more"))
    assert action.iconText() == "R&D && more"


def test_every_tool_tip_that_is_no_literal_goes_through_tip() -> None:
    """Words of the program may be given as they are; everything else may hold names of the data. A status tip is
    drawn as plain text, in which markup of ours would be read."""
    bare: list[str] = []
    for path in sorted(APP.glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
                continue
            given = {"setToolTip": 0, "setWhatsThis": 0, "showText": 1}.get(node.func.attr)
            if given is not None and not _safe(node.args[given]):
                bare.append(f"{path.name}:{node.lineno}")
            if node.func.attr == "setStatusTip" and _safe(node.args[0]):
                bare.append(f"{path.name}:{node.lineno}")
    assert bare == []


def _safe(value: ast.expr) -> bool:
    if isinstance(value, ast.Constant):
        return True
    if isinstance(value, ast.IfExp):
        return _safe(value.body) and _safe(value.orelse)
    if not isinstance(value, ast.Call):
        return False
    name = value.func.attr if isinstance(value.func, ast.Attribute) else getattr(value.func, "id", "")
    return name == "tip" or (name == "tr" and all(isinstance(part, ast.Constant) for part in value.args))


def test_a_hostile_name_is_shown_as_it_stands(
    make_window: Callable[..., MainWindow], qtbot: QtBot, tmp_path: Path
) -> None:
    folder = tmp_path / "hostile"
    shutil.copytree(bundled_datasets()["mongolia"], folder)
    for name, old in (("places.csv", ",Russia,"), ("commodities.csv", ",Oil products,")):
        text = (folder / name).read_text("utf-8")
        assert old in text
        (folder / name).write_text(text.replace(old, f",{HOSTILE},"), "utf-8")
    window = make_window(str(folder))
    settle(qtbot, window)
    dataset, panel = window.session.dataset, window.panel
    assert dataset is not None
    assert panel is not None
    assert dataset.place_name("RUS") == HOSTILE
    for chip in panel.findChildren(Chip):
        chip.fill()
    shown = 0
    for label in window.findChildren(QLabel):
        rich = label.textFormat() != Qt.TextFormat.PlainText and QtGui.Qt.mightBeRichText(label.text())
        assert not rich, f"{label.objectName()}: {label.text()}"
    for widget in window.findChildren(QWidget):
        told = widget.toolTip()
        assert "<b>R" not in told or not QtGui.Qt.mightBeRichText(told), widget.objectName()
        shown += "<b>R" in told or "&lt;b&gt;R" in told
    for part in (*window.findChildren(QAbstractButton), *window.findChildren(QAction)):
        assert "&" not in part.text().replace("&&", ""), f"{part.objectName()}: {part.text()}"
        shown += "&&" in part.text()
    assert shown >= 4, "the name must have been on show at all"


def test_a_long_cell_of_a_table_is_told_as_it_stands() -> None:
    text = HOSTILE + " " + "x" * LONG
    model = TableModel()
    model.set_table(Table((Column("Name"),), ((text,),)))
    told = model.data(model.index(0, 0), Qt.ItemDataRole.ToolTipRole)
    assert told == tip(text) != text
