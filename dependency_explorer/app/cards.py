"""A chart card: heading, subtitle, the chart or its table, what it excludes, and its menu."""

from __future__ import annotations

from typing import Protocol

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QMenu,
    QStackedLayout,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from dependency_explorer.app.icons import icon
from dependency_explorer.app.labels import ElidedLabel, TitleLabel
from dependency_explorer.app.plain import PlainLabel, tip
from dependency_explorer.charts.style import Style

NARROW = 400
"""Below this width a card shows one button instead of four."""
LOW = 190
"""Below this height a card's title has one line."""
TEXT = 13
"""Pixels of the text that this height is meant for."""


class FigureLike(Protocol):
    """What a card needs of a `figures.Figure`."""

    name: str
    title: str
    subtitle: str
    source_line: str
    notes: tuple[str, ...]
    excluded: str
    alt_text: str

    @property
    def empty_reason(self) -> str: ...


class ChartCard(QFrame):
    """Holds one chart, which may be put in later (`set_chart`), so that the first window is light."""

    maximise_wanted = Signal(str)
    export_wanted = Signal(str)
    copy_image_wanted = Signal(str)
    copy_data_wanted = Signal(str)
    table_wanted = Signal(str, bool)
    source_wanted = Signal(str)

    def __init__(self, name: str, heading: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.name = name
        self.figure: FigureLike | None = None
        self._chart: QWidget | None = None
        self.setObjectName(f"card-{name}")
        self.setProperty("role", "card")
        self.setAccessibleName(heading)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.title = TitleLabel("heading")
        self.title.set_full(heading)
        self.subtitle = ElidedLabel("muted")
        self.footer = ElidedLabel("small")
        self._buttons: dict[str, QToolButton] = {}
        self._tips: dict[str, str] = {}
        self._head = row = QHBoxLayout()
        row.setSpacing(2)
        row.addWidget(self.title, 1, Qt.AlignmentFlag.AlignTop)
        for key, text in (
            ("table", self.tr("Show as table (T)")),
            ("maximise", self.tr("Maximise (Enter)")),
            ("export", self.tr("Export this chart")),
            ("more", self.tr("More")),
        ):
            row.addWidget(self._button(key, text), 0, Qt.AlignmentFlag.AlignTop)
        self._buttons["table"].setCheckable(True)
        self._buttons["table"].clicked.connect(self._table_clicked)
        self._buttons["maximise"].clicked.connect(self._maximise_clicked)
        self._buttons["export"].clicked.connect(self._export_clicked)
        self._buttons["more"].clicked.connect(self._show_menu)
        self._body = QWidget()
        self._stack = QStackedLayout(self._body)
        self._stack.setContentsMargins(0, 0, 0, 0)
        waiting = PlainLabel(self.tr("Opening…"))
        waiting.setProperty("role", "muted")
        waiting.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._stack.addWidget(waiting)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 8, 8, 8)
        column.setSpacing(2)
        column.addLayout(row)
        column.addWidget(self.subtitle)
        column.addWidget(self._body, 1)
        column.addWidget(self.footer)

    def add_tool(self, tool: QWidget) -> None:
        """Put a control of this chart alone beside its title."""
        self._head.insertWidget(1, tool, 0, Qt.AlignmentFlag.AlignTop)

    def set_chart(self, chart: QWidget) -> None:
        """Put the chart widget into the card."""
        self._chart = chart
        self._stack.addWidget(chart)
        QWidget.setTabOrder(self._buttons["more"], chart)
        self._stack.setCurrentWidget(chart)
        self.setFocusProxy(chart)

    def chart(self) -> QWidget | None:
        """The chart widget, once there."""
        return self._chart

    def set_figure(self, figure: FigureLike) -> None:
        """Take heading, subtitle, what is excluded and the accessible sentence from a figure."""
        self.figure = figure
        for key, button in self._buttons.items():
            lacks = bool(figure.empty_reason) and key in ("table", "export")
            button.setEnabled(not lacks)
            button.setToolTip(tip(figure.empty_reason if lacks else self._tips[key]))
        self.title.set_full(figure.title)
        self.subtitle.set_full(figure.subtitle)
        parts = [figure.source_line, figure.excluded, *figure.notes]
        self.footer.set_full(" · ".join(part for part in parts if part))
        self.setAccessibleDescription(figure.alt_text)
        if self._chart is not None:
            self._chart.setAccessibleName(figure.title)
            self._chart.setAccessibleDescription(figure.alt_text)

    def show_table(self, table: QWidget | None) -> None:
        """Show a table in place of the chart, or the chart again."""
        if table is not None and self._stack.indexOf(table) < 0:
            self._stack.addWidget(table)
            QWidget.setTabOrder(self._buttons["more"], table)
        self._buttons["table"].setChecked(table is not None)
        wanted = table or self._chart
        if wanted is not None:
            self._stack.setCurrentWidget(wanted)

    def set_style(self, style: Style) -> None:
        """Redraw the symbols in the theme's colour."""
        for key, button in self._buttons.items():
            button.setIcon(icon(key, style.muted))

    def set_current(self, current: bool) -> None:
        """Mark the card that keyboard commands act on."""
        self.setProperty("current", "true" if current else "false")
        self.style().unpolish(self)
        self.style().polish(self)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """A narrow card keeps one button, whose menu has all commands; a low one has a title of one line."""
        super().resizeEvent(event)
        for key in ("table", "maximise", "export"):
            self._buttons[key].setVisible(self.width() >= NARROW)
        # In larger text the lines around the chart take more of the card.
        larger = max(1.0, self.fontInfo().pixelSize() / TEXT)
        self.title.set_lines(2 if self.height() >= LOW * larger else 1)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_T and self._buttons["table"].isEnabled():
            self.table_wanted.emit(self.name, not self._buttons["table"].isChecked())
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.maximise_wanted.emit(self.name)
        else:
            super().keyPressEvent(event)

    def _button(self, key: str, text: str) -> QToolButton:
        button = QToolButton()
        button.setProperty("role", "icon")
        button.setObjectName(f"{self.name}-{key}")
        button.setToolTip(tip(text))
        self._tips[key] = text
        button.setAccessibleName(text)
        button.setFixedSize(26, 26)
        button.setEnabled(False)  # until there is a figure
        self._buttons[key] = button
        return button

    def _table_clicked(self, checked: bool) -> None:
        self.table_wanted.emit(self.name, checked)

    def _maximise_clicked(self) -> None:
        self.maximise_wanted.emit(self.name)

    def _export_clicked(self) -> None:
        self.export_wanted.emit(self.name)

    def _show_menu(self) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.setToolTipsVisible(True)
        lacking = self.figure.empty_reason if self.figure is not None else ""
        for text, call, draws in (
            (self.tr("Show as table or as chart"), self._buttons["table"].click, True),
            (self.tr("Maximise or restore"), self._maximise_clicked, False),
            (self.tr("Export this chart…"), self._export_clicked, True),
            (self.tr("Copy image"), self._copy_image_clicked, True),
            (self.tr("Copy data"), self._copy_data_clicked, True),
            (self.tr("Sources and rows…"), self._source_clicked, True),
        ):
            action = menu.addAction(text, call)
            if draws and lacking:
                action.setEnabled(False)
                action.setToolTip(tip(lacking))
        button = self._buttons["more"]
        menu.popup(button.mapToGlobal(QPoint(0, button.height())))

    def _copy_image_clicked(self) -> None:
        self.copy_image_wanted.emit(self.name)

    def _copy_data_clicked(self) -> None:
        self.copy_data_wanted.emit(self.name)

    def _source_clicked(self) -> None:
        self.source_wanted.emit(self.name)
