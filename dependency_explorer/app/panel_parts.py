"""Small parts of the what-if panel: a wrapping row, a chip with its menu, a fold, scrolled columns."""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QPoint, QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QKeyEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QFrame,
    QMenu,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from dependency_explorer.app.plain import PlainLabel, caption, tip

tr = functools.partial(QCoreApplication.translate, "Panel")

UNLIMITED = 16_777_215
"""Qt's word for “as tall as you like”."""
WIDEST_CHIP = 190
"""Pixels that the words of a chip may take."""
NARROWEST_CHIP = 72
SHORTEST = 80
"""Pixels that levers are given at least, be it that the fold cuts through a line."""
SCROLL_TOP = 2
"""Pixels above what a scroll area holds."""
Choices = Sequence[tuple[str, str]]
"""Keys and the names they are shown by; an empty name is a separator."""


def restyle(widget: QWidget) -> None:
    """Let the stylesheet look at a widget's properties again."""
    style = widget.style()
    style.unpolish(widget)
    style.polish(widget)
    widget.update()


def text_label(role: str = "", wrap: bool = True, name: str = "") -> PlainLabel:
    """A plain-text label; data may hold characters that would read as markup."""
    label = PlainLabel()
    label.setWordWrap(wrap)
    if role:
        label.setProperty("role", role)
    if name:
        label.setObjectName(name)
    return label


def link_button(text: str, name: str) -> QPushButton:
    """A button that reads as a link."""
    button = QPushButton(text)
    button.setObjectName(name)
    button.setAccessibleName(text.lstrip("+ "))
    button.setProperty("role", "link")
    button.setMinimumHeight(24)
    button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    return button


class LetterButton(QToolButton):
    """A square with one character, as large as the character asks for and never less than 24 pixels."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.setText(text)
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._fit()

    def _fit(self) -> None:
        side = max(24, self.fontMetrics().height() + 5)
        self.setFixedSize(side, side)


def icon_button(text: str, name: str, says: str) -> QToolButton:
    """A key with one character and a spoken name."""
    button = LetterButton(text)
    button.setObjectName(name)
    button.setAccessibleName(says)
    button.setToolTip(tip(says))
    button.setProperty("role", "icon")
    button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    return button


class FlowRow(QWidget):
    """Lays its widgets out like words of a sentence, wrapping at the right edge.

    A widget rather than a QLayout: the items of a layout written in Python are owned twice, and the garbage
    collector then frees what Qt has freed already.
    """

    def __init__(self, parent: QWidget | None = None, gap: int = 4) -> None:
        super().__init__(parent)
        self._widgets: list[QWidget] = []
        self._gap = gap
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def add(self, widget: QWidget) -> None:
        """Put a widget at the end."""
        widget.setParent(self)
        widget.installEventFilter(self)
        self._widgets.append(widget)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """A word that grows, comes or goes moves the others."""
        if event.type() in (QEvent.Type.LayoutRequest, QEvent.Type.ShowToParent, QEvent.Type.HideToParent):
            self.updateGeometry()
            self._arrange(self.width(), move=True)
        return False

    def event(self, event: QEvent) -> bool:
        """A word whose text changed asks its parent for another size."""
        if event.type() == QEvent.Type.LayoutRequest:
            self.updateGeometry()
            self._arrange(self.width(), move=True)
        return super().event(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange(self.width(), move=True)

    def heightForWidth(self, width: int) -> int:
        return self._arrange(width, move=False)

    def sizeHint(self) -> QSize:
        return QSize(300, self.heightForWidth(300))

    def minimumSizeHint(self) -> QSize:
        widths = [widget.minimumSizeHint().width() for widget in self._shown()]
        return QSize(max(widths, default=0), self.heightForWidth(max(self.width(), 120)))

    def _shown(self) -> list[QWidget]:
        return [widget for widget in self._widgets if not widget.isHidden()]

    def _arrange(self, width: int, move: bool) -> int:
        lines: list[list[tuple[QWidget, QSize]]] = [[]]
        x = 0
        for widget in self._shown():
            hint = widget.sizeHint()
            size = QSize(min(hint.width(), max(1, width)), hint.height())
            if lines[-1] and x + size.width() > width:
                lines.append([])
                x = 0
            lines[-1].append((widget, size))
            x += size.width() + self._gap
        y = 0
        for line in lines:
            tallest = max((size.height() for _, size in line), default=0)
            x = 0
            for widget, size in line:
                if move:
                    widget.setGeometry(QRect(QPoint(x, y + (tallest - size.height()) // 2), size))
                x += size.width() + self._gap
            y += tallest + self._gap
        return max(0, y - self._gap)


class ChoiceMenu(QMenu):
    """A menu of choices: it opens on the present one, and letters typed lead to the entry that begins so."""

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        chosen = next((action for action in self.actions() if action.isChecked()), None)
        if chosen is not None:
            self.setActiveAction(chosen)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        typed = event.text().casefold()
        if not typed.strip() or not typed.isprintable():
            super().keyPressEvent(event)
            return
        every = self.actions()
        now = self.activeAction()
        after = every.index(now) + 1 if now in every else 0
        for action in (*every[after:], *every[:after]):
            if action.text().replace("&", "").strip().casefold().startswith(typed):
                self.setActiveAction(action)
                return


class Chip(QToolButton):
    """A word of the sentence that can be changed: opens a menu of what may stand there."""

    chosen = Signal(str)

    def __init__(self, what: str, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._what = what
        self._choices: Callable[[], Choices] = tuple
        self._key, self._full = "", ""
        self.setObjectName(name)
        self.setProperty("role", "chip")
        # Chips are words of a sentence: the theme's colours, less air around them.
        self.setStyleSheet("QToolButton { padding: 1px 8px; min-height: 20px; border-radius: 11px; }")
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        menu = ChoiceMenu(self)
        menu.setToolTipsVisible(True)
        menu.aboutToShow.connect(self.fill)
        menu.triggered.connect(self._picked)
        self.setMenu(menu)

    def set_choices(self, choices: Callable[[], Choices]) -> None:
        """Where the menu's entries come from; asked each time the menu opens."""
        self._choices = choices

    def set_current(self, key: str, text: str) -> None:
        """Show the present choice."""
        self._key = key
        if (self._full, self.accessibleName()) != (text, f"{self._what}: {text}"):
            self._full = text
            self.setText(self._cut(WIDEST_CHIP))
            self.setAccessibleName(f"{self._what}: {text}")
            self.setToolTip(tip(f"{self._what}: {text}"))
            self._fit()
            self.updateGeometry()

    def sizeHint(self) -> QSize:
        hint, metrics = super().sizeHint(), self.fontMetrics()
        wider = metrics.horizontalAdvance(self._cut(WIDEST_CHIP)) - metrics.horizontalAdvance(self.text())
        return QSize(hint.width() + wider, hint.height())

    def minimumSizeHint(self) -> QSize:
        hint = self.sizeHint()
        return QSize(min(hint.width(), NARROWEST_CHIP), hint.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._fit()

    def _cut(self, room: int) -> str:
        """The choice in so many pixels. A word that is wider than the card would push what stands beside it out
        of the panel."""
        short = self.fontMetrics().elidedText(self._full, Qt.TextElideMode.ElideRight, room)
        return f"{caption(short)} \u25be"

    def _fit(self) -> None:
        """Less of the choice where the panel is narrow, and the arrow always."""
        if not self.isVisible():
            return  # it has no place yet, and no width that would mean something
        lacks = self.sizeHint().width() - self.width()
        whole = min(WIDEST_CHIP, self.fontMetrics().horizontalAdvance(self._full))
        shown = self._cut(WIDEST_CHIP if lacks <= 0 else max(20, whole - lacks))
        if shown != self.text():
            self.setText(shown)

    def key(self) -> str:
        """The present choice."""
        return self._key

    def fill(self) -> None:
        """Fill the menu anew."""
        menu = self.menu()
        menu.clear()
        for key, text in self._choices():
            if not text:
                menu.addSeparator()
                continue
            action = QAction(caption(text), menu)
            action.setData(key)
            action.setCheckable(True)
            action.setChecked(key == self._key)
            menu.addAction(action)

    def _picked(self, action: QAction) -> None:
        key = action.data()
        if key != self._key:
            self.chosen.emit(key)


class Fold(QWidget):
    """A line that opens what is beneath it."""

    toggled = Signal(bool)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.button = link_button("", f"{name}-fold")
        self.button.setCheckable(True)
        self.button.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.button.toggled.connect(self._toggle)
        self.body = QWidget()
        self.body.setObjectName(f"{name}-body")
        self.body.hide()
        self._title, self._arrow = "", False
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self.button)
        column.addWidget(self.body)

    def set_title(self, title: str) -> None:
        """The line that is always there."""
        if title == self._title and self.button.isChecked() == self._arrow:
            return
        self._title, self._arrow = title, self.button.isChecked()
        self._fit()
        self.button.setToolTip(tip(title))
        self.button.setAccessibleName(title)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """The title in what room there is, and always whole the arrow behind it."""
        arrow = "▴" if self.button.isChecked() else "▾"
        metrics = self.button.fontMetrics()
        room = max(40, self.width() - metrics.horizontalAdvance(f" {arrow}") - 12)
        shown = metrics.elidedText(self._title, Qt.TextElideMode.ElideRight, room)
        self.button.setText(f"{caption(shown)} {arrow}")

    def _toggle(self, shown: bool) -> None:
        self.body.setVisible(shown)
        self.set_title(self._title)
        self.toggled.emit(shown)


class LeverScroll(QScrollArea):
    """Scrolls the levers; as tall as they are, but it leaves the outcome the larger part of the panel."""

    def __init__(self) -> None:
        super().__init__()
        self._room = 0
        # Where lines stand is known only after the layout that a change has asked for.
        self._settled = QTimer(self)
        self._settled.setSingleShot(True)
        self._settled.timeout.connect(self.updateGeometry)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)

    def set_room(self, room: int) -> None:
        """The tallest it may be."""
        if room != self._room:
            self._room = room
            self.updateGeometry()

    def hold(self, held: bool) -> None:
        """Keep the height during a gesture."""
        if held:
            self.setFixedHeight(self.height())
        else:
            self.setMinimumHeight(0)
            self.setMaximumHeight(UNLIMITED)

    def tall(self, part: QWidget) -> int:
        """The height at which a part of what it holds, which stands at the top, is seen whole."""
        layout, wide = part.layout(), max(200, self.viewport().width()) - 12
        return SCROLL_TOP + layout.totalHeightForWidth(wide) + 2 if layout is not None else 0

    def sizeHint(self) -> QSize:
        body = self.widget()
        layout = body.layout() if body is not None else None
        if layout is None:
            return super().sizeHint()
        tall = layout.totalHeightForWidth(max(200, self.viewport().width()))
        return QSize(300, max(60, tall if tall <= self._room else self._between_lines()))

    def _between_lines(self) -> int:
        """The largest height within the room at which the fold cuts through no line of words or controls."""
        body = self.widget()
        spans = [
            (part.mapTo(body, QPoint(0, 0)).y(), part.height())
            for part in body.findChildren(QWidget)
            if part.isVisibleTo(body) and part.height() > 4 and part.layout() is None
        ]
        fold = self._room
        for top, height in sorted(spans, reverse=True):
            if top < fold < top + height - 2:  # the rim of a key may go, a line of words may not
                fold = top
        return fold if fold >= SHORTEST else self._room

    def minimumSizeHint(self) -> QSize:
        return QSize(200, 60)

    def eventFilter(self, watched: Any, event: Any) -> bool:
        if event.type() == event.Type.LayoutRequest:
            self.updateGeometry()
            self._settled.start(0)
        return super().eventFilter(watched, event)


def scrolled(area: QScrollArea, name: str) -> QVBoxLayout:
    """Give a scroll area a body with a column."""
    area.setObjectName(f"what-if-{name}-scroll")
    area.setWidgetResizable(True)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    body = QWidget()
    body.setObjectName(f"what-if-{name}")
    area.setWidget(body)
    # The surface of the frame shows through; the default would paint the window's colour.
    area.viewport().setAutoFillBackground(False)
    body.setAutoFillBackground(False)
    column = QVBoxLayout(body)
    column.setContentsMargins(0, SCROLL_TOP, 12, 8)
    column.setSpacing(8)
    return column
