"""Labels whose text changes without a layout of the window."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QCoreApplication, QEvent, QObject
from PySide6.QtGui import QFont, QFontMetrics
from PySide6.QtWidgets import QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from dependency_explorer.app.labels import ElidedLabel, TitleLabel, fitted

THIN = "\u2009"


@settings(deadline=None, max_examples=60)
@given(
    st.lists(st.text("abcdé…國 0" + THIN, min_size=1, max_size=12), max_size=12),
    st.integers(30, 300),
    st.integers(1, 3),
)
def test_fitted_text_is_the_text_up_to_an_ellipsis(words: list[str], width: int, lines: int) -> None:
    metrics = QFontMetrics(QFont())
    text = " ".join(words)
    shown = fitted(text, width, lines, metrics)
    assert 1 <= len(shown) <= lines
    assert all(metrics.horizontalAdvance(line) <= width for line in shown)
    whole = " ".join(shown)
    if whole != text:
        assert shown[-1].endswith("…")
        assert text.startswith(" ".join(shown[:-1]))


@pytest.mark.parametrize("kind", [ElidedLabel, TitleLabel])
def test_the_whole_text_is_a_tool_tip_away(qtbot: QtBot, kind: type[ElidedLabel]) -> None:
    label = kind("small")
    qtbot.addWidget(label)
    label.resize(80, 20)
    label.show()
    qtbot.waitExposed(label)
    label.set_full("short")
    assert (label.text(), label.toolTip()) == ("short", "")
    label.set_full("Stock of 2022-11 over daily demand of the year before")
    assert label.text().endswith("…")
    assert label.toolTip() == label.full() == label.accessibleName()
    label.resize(900, 20)
    assert (label.text(), label.toolTip()) == (label.full(), "")


def test_another_text_asks_for_no_layout(qtbot: QtBot) -> None:
    class Asked(QObject):
        count = 0

        def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - the name is Qt's
            self.count += event.type() == QEvent.Type.LayoutRequest
            return False

    window, label, asked = QWidget(), ElidedLabel("value", lines=2), Asked()
    qtbot.addWidget(window)
    QVBoxLayout(window).addWidget(label)
    window.resize(200, 80)
    window.show()
    qtbot.waitExposed(window)
    label.set_full("13 %")
    QCoreApplication.processEvents()
    window.installEventFilter(asked)
    for text in ("9.8 days", "of demand unmet while it lasts; 6.1 % over the run, which is long", ""):
        label.set_full(text)
        QCoreApplication.processEvents()
    assert asked.count == 0


def test_a_title_takes_the_lines_it_needs(qtbot: QtBot) -> None:
    title = TitleLabel("heading", lines=2)
    qtbot.addWidget(title)
    title.resize(160, 20)
    title.set_full("Oil")
    low = title.sizeHint().height()
    title.set_full("What if: Russia supplies 63 % instead of 96 % of Mongolia’s imports")
    assert title.sizeHint().height() > 1.5 * low
