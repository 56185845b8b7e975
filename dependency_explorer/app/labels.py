"""Labels whose text may change at every move of a lever without anything else having to move.

A QLabel asks for a new layout of the whole window whenever its text changes. These have a size of their own,
fit the text into it, and show the whole of it as tool tip where it is cut.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from dependency_explorer.app.plain import tip


def fitted(text: str, width: int, lines: int, metrics: QFontMetrics) -> tuple[str, ...]:
    """At most `lines` lines, broken at spaces only, so that a thin space keeps a number and its unit
    together; the last ends in an ellipsis where text is left over."""
    done: list[str] = []
    words = text.split(" ")
    while len(done) < lines - 1 and metrics.horizontalAdvance(" ".join(words)) > width:
        line = words[0]
        count = 1
        while count < len(words) and metrics.horizontalAdvance(f"{line} {words[count]}") <= width:
            line = f"{line} {words[count]}"
            count += 1
        if metrics.horizontalAdvance(line) > width:
            break
        done.append(line)
        words = words[count:]
    return (*done, metrics.elidedText(" ".join(words), Qt.TextElideMode.ElideRight, width))


class ElidedLabel(QLabel):
    """Plain text in a fixed number of lines, which are there even where the text is shorter."""

    def __init__(self, role: str, lines: int = 1, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._full = ""
        self._shown: tuple[str, ...] = ("",)
        self._lines = lines
        self.setProperty("role", role)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def set_full(self, text: str) -> None:
        """Show `text`, cut as needed."""
        if text != self._full:
            self._full = text
            self.setAccessibleName(text)
            self._fit()

    def full(self) -> str:
        """The text without ellipsis."""
        return self._full

    def text(self) -> str:
        """The text as shown, its lines parted by line feeds."""
        return "\n".join(self._shown)

    def wanted(self) -> int:
        """The width in pixels that the whole text would take on one line."""
        return self.fontMetrics().horizontalAdvance(self._full)

    def set_lines(self, lines: int) -> None:
        """How many lines the text may take."""
        if lines != self._lines:
            self._lines = lines
            self._fit()
            self.updateGeometry()

    def rows(self) -> int:
        """The lines that there is room for."""
        return self._lines

    def sizeHint(self) -> QSize:
        return QSize(200, self._height())

    def minimumSizeHint(self) -> QSize:
        return QSize(40, self._height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._fit()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.ApplicationFontChange):
            self._fit()
            self.updateGeometry()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setPen(self.palette().color(self.foregroundRole()))
        spacing = self.fontMetrics().lineSpacing()
        flags = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine
        for index, line in enumerate(self._shown):
            painter.drawText(QRect(0, index * spacing, self.width(), spacing), flags, line)
        painter.end()

    def _height(self) -> int:
        metrics = self.fontMetrics()
        return metrics.height() + (self.rows() - 1) * metrics.lineSpacing()

    def _fit(self) -> None:
        shown = fitted(self._full, max(20, self.width()), self._lines, self.fontMetrics())
        if shown != self._shown:
            self._shown = shown
            self.setToolTip(tip(self._full) if " ".join(shown) != self._full else "")
            self.update()


class TitleLabel(ElidedLabel):
    """A title takes no more lines than it needs."""

    def rows(self) -> int:
        return len(self._shown)

    def _fit(self) -> None:
        before = self.rows()
        super()._fit()
        if self.rows() != before:
            self.updateGeometry()
