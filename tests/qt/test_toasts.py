"""Messages at the lower edge: none goes unread because another comes."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QCoreApplication, QEvent, QPointF, Qt
from PySide6.QtGui import QEnterEvent
from PySide6.QtWidgets import QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from dependency_explorer.app import messages
from dependency_explorer.app.messages import MOST_TOASTS, Message, Toast, Toasts

LONG = (
    "The last session could not be reopened, and a sentence that goes on says what became of the file of it. "
    * 2
)


@pytest.fixture
def toasts() -> Iterator[Toasts]:
    parent = QWidget()
    parent.resize(1024, 640)
    parent.show()
    yield Toasts(parent)
    parent.close()
    parent.deleteLater()


def frames(toasts: Toasts) -> list[Toast]:
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    found = [one for one in toasts.findChildren(Toast) if one.isVisible()]
    return sorted(found, key=lambda one: one.y())


def test_a_warning_stays_when_a_second_message_comes(toasts: Toasts) -> None:
    toasts.show_message(Message(LONG))
    toasts.show_message(Message("Saved work.dependency.json."))
    above, below = frames(toasts)
    assert above.message.text == LONG
    assert below.message.text == toasts.text() == "Saved work.dependency.json."
    assert above.geometry().bottom() < below.geometry().top()
    parent = toasts.parentWidget()
    for frame in (above, below):
        assert toasts.rect().contains(frame.geometry())
        label = frame.findChild(QLabel)
        assert label.heightForWidth(label.width()) <= label.height(), "no line is cut"
    assert parent.rect().contains(toasts.geometry())


def test_more_than_there_is_room_for_waits_and_comes(toasts: Toasts) -> None:
    for number in range(MOST_TOASTS + 2):
        toasts.show_message(Message(f"Message {number}."))
    assert toasts.texts() == tuple(f"Message {n}." for n in range(MOST_TOASTS))
    frames(toasts)[0].findChildren(QPushButton)[-1].click()
    assert toasts.texts() == tuple(f"Message {n}." for n in range(1, MOST_TOASTS + 1))
    toasts.clear()
    assert not toasts.isVisible()
    assert not toasts.texts()


def test_one_that_was_read_gives_its_place(
    toasts: Toasts, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(messages, "LETTER_MS", 2)
    toasts.show_message(Message("Stays.", stays=True))
    for number in range(MOST_TOASTS - 1):
        toasts.show_message(Message(f"Message {number}."))
    qtbot.wait(60)
    toasts.show_message(Message("New."))
    assert toasts.text() == "New."
    assert toasts.texts()[0] == "Stays."
    assert "Message 0." not in toasts.texts()
    assert len(toasts.texts()) == MOST_TOASTS


def test_each_goes_in_its_time_and_none_under_the_pointer(
    toasts: Toasts, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(messages, "TOAST_MS", 60)
    monkeypatch.setattr(messages, "LETTER_MS", 0)
    toasts.show_message(Message("Held."))
    toasts.show_message(Message("Read."))
    toasts.show_message(Message("Waits for an answer.", "Open next", stays=True))
    held = frames(toasts)[0]
    nowhere = QPointF(1, 1)
    QCoreApplication.sendEvent(held, QEnterEvent(nowhere, nowhere, nowhere))
    qtbot.waitUntil(lambda: "Read." not in toasts.texts(), timeout=5000)
    assert toasts.texts() == ("Held.", "Waits for an answer.")
    QCoreApplication.sendEvent(held, QEvent(QEvent.Type.Leave))
    qtbot.waitUntil(lambda: toasts.texts() == ("Waits for an answer.",), timeout=5000)


def test_the_button_leads_on_and_the_message_goes(toasts: Toasts, qtbot: QtBot) -> None:
    done: list[str] = []
    toasts.show_message(Message("Problems were found.", "Details", lambda: done.append("opened")))
    toasts.show_message(Message("Other.", closed=lambda: done.append("sent away")))
    first, second = frames(toasts)
    assert [b.text() for b in first.findChildren(QPushButton)] == ["Details", "Close"]
    assert [b.text() for b in second.findChildren(QPushButton)] == ["Close"]
    qtbot.mouseClick(first.findChildren(QPushButton)[0], Qt.MouseButton.LeftButton)
    assert done == ["opened"]
    assert toasts.texts() == ("Other.",)
    qtbot.mouseClick(second.findChildren(QPushButton)[0], Qt.MouseButton.LeftButton)
    assert done == ["opened", "sent away"]


@given(st.lists(st.tuples(st.sampled_from("abcdef"), st.booleans()), max_size=14))
def test_no_message_is_lost_or_told_twice(given_messages: list[tuple[str, bool]]) -> None:
    parent = QWidget()
    toasts = Toasts(parent)
    parent.show()
    for text, stays in given_messages:
        toasts.show_message(Message(text, stays=stays))
    seen = list(toasts.texts())
    assert len(seen) <= MOST_TOASTS
    while toasts.texts():
        toasts._shown[0]._close()
        seen += [text for text in toasts.texts()[-1:] if text not in seen]
    assert len(seen) == len(set(seen))
    assert {text for text, stays in given_messages if not stays} <= set(seen) | {
        t for t, s in given_messages if s
    }
    parent.close()
    parent.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
