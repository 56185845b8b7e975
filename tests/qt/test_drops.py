"""What is dropped: several files one after the other, addresses, programs, and files while a table is imported."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QPushButton, QWidget
from pytestqt.qtbot import QtBot

from dependency_explorer.app.import_window import ImportWindow
from dependency_explorer.app.messages import DetailsDialog, Toast
from dependency_explorer.app.window import MainWindow
from tests.qt.conftest import LOAD_MS, settle
from tests.qt.test_import_window import comtrade


def drop_all(target: QWidget, *what: Path | str) -> None:
    """Drop files and addresses together."""
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(one)) if isinstance(one, Path) else QUrl(one) for one in what])
    left, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    target.dropEvent(QDropEvent(QPointF(5, 5), Qt.DropAction.CopyAction, mime, left, none))  # type: ignore[arg-type]


def importing(qtbot: QtBot, window: MainWindow, name: str) -> ImportWindow:
    """The import window of a file, when it is there."""

    def there() -> ImportWindow | None:
        shown = [w for w in window.findChildren(ImportWindow) if w.isVisible() and name in w.windowTitle()]
        return shown[0] if shown else None

    qtbot.waitUntil(lambda: there() is not None, timeout=LOAD_MS)
    settle(qtbot, window)
    shown = there()
    assert shown is not None
    return shown


def next_file(window: MainWindow) -> None:
    """Press the button of the message."""
    buttons = [b for b in window.toasts.findChildren(QPushButton) if b.text() == "Open next"]
    assert buttons[0].isVisible()
    buttons[0].click()


def close(window: MainWindow, text: str) -> None:
    """Send a message away."""
    toast = next(one for one in window.toasts.findChildren(Toast) if one.message.text == text)
    toast.findChildren(QPushButton)[-1].click()


def test_of_several_files_each_comes_in_its_turn(window: MainWindow, qtbot: QtBot, tmp_path: Path) -> None:
    files = [comtrade(tmp_path, f"{name}.csv") for name in ("one", "two", "three", "four")]
    drop_all(window, *files, files[0])
    importing(qtbot, window, "one.csv").reject()
    assert window.toasts.text() == "Still to open: two.csv, three.csv and 1 more."
    next_file(window)
    shown = importing(qtbot, window, "two.csv")
    drop_all(shown, files[0])
    assert shown.later.label.text() == "Comes after this table: one.csv."
    shown.foot.save.click()
    qtbot.waitUntil(lambda: any("rows in" in one for one in window.toasts.texts()), timeout=LOAD_MS)
    settle(qtbot, window)
    waits = "Still to open: one.csv, three.csv and 1 more."
    assert waits in window.toasts.texts()
    close(window, waits)
    window.tell("Something else.")
    assert window.toasts.text() == "Something else.", "sent away is not named again"
    assert waits not in window.toasts.texts()


def test_to_close_another_message_forgets_no_file(window: MainWindow, tmp_path: Path) -> None:
    window.drops.wait((str(tmp_path / "one.csv"),))
    window.tell("Saved.")
    assert window.toasts.texts() == ("Saved.", "Still to open: one.csv.")
    close(window, "Saved.")
    assert window.drops.waiting
    window.tell("Saved again.")
    assert set(window.toasts.texts()) == {"Saved again.", "Still to open: one.csv."}, "each once"


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("tool.exe", b"MZ\x90\x00\x03\x00\x00\x00" + bytes(200), "it is a program"),
        ("tool", b"\x7fELF\x02\x01\x01" + bytes(200), "it is a program"),
        ("empty.csv", b"", "empty.csv is empty"),
    ],
)
def test_what_is_no_table_is_a_sentence_and_the_next_still_comes(
    window: MainWindow, qtbot: QtBot, tmp_path: Path, name: str, content: bytes, said: str
) -> None:
    (tmp_path / name).write_bytes(content)
    drop_all(window, tmp_path / name, comtrade(tmp_path))
    qtbot.waitUntil(lambda: window.findChild(DetailsDialog) is not None, timeout=LOAD_MS)
    dialog = window.findChild(DetailsDialog)
    assert said in dialog.sentence.text()
    dialog.reject()
    next_file(window)
    importing(qtbot, window, "comtrade.csv").reject()


def test_an_address_is_told_that_nothing_is_fetched(window: MainWindow, qtbot: QtBot) -> None:
    mime = QMimeData()
    mime.setUrls([QUrl("https://example.org/trade.csv")])
    assert window.drops.wants(mime)
    mime.setUrls([])
    mime.setText("words")
    assert not window.drops.wants(mime)
    drop_all(window, "https://example.org/trade.csv")
    qtbot.waitUntil(lambda: window.findChild(DetailsDialog) is not None, timeout=LOAD_MS)
    assert "nothing is fetched from a network" in window.findChild(DetailsDialog).sentence.text()


def test_a_folder_of_tables_tells_where_its_rows_went(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    folder = tmp_path / "downloads"
    folder.mkdir()
    comtrade(folder)
    drop_all(window, folder)
    qtbot.waitUntil(lambda: any("rows in" in one for one in window.toasts.texts()), timeout=LOAD_MS)
    settle(qtbot, window)
    assert window.commands.importer.reports()


def test_an_import_begun_before_the_first_dataset_can_join_it(
    make_window: Callable[..., MainWindow], qtbot: QtBot, tmp_path: Path
) -> None:
    window = make_window(str(comtrade(tmp_path)))
    shown = importing(qtbot, window, "comtrade.csv")
    assert not shown.goal.join.isHidden()
    shown.goal.join.setChecked(True)
    settle(qtbot, window)
    assert shown.goal.beside() is window.session.dataset
    shown.reject()


def test_files_named_at_the_start_come_in_their_turn_too(
    make_window: Callable[..., MainWindow], qtbot: QtBot, tmp_path: Path
) -> None:
    window = make_window(*(str(comtrade(tmp_path, f"{name}.csv")) for name in ("one", "two", "three")))
    importing(qtbot, window, "one.csv").reject()
    assert window.toasts.text() == "Still to open: two.csv, three.csv."
    next_file(window)
    importing(qtbot, window, "two.csv").reject()
    assert window.toasts.text() == "Still to open: three.csv."
