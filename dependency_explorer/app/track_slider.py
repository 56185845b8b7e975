"""The slider of a lever, which jumps to where it is pressed and paints itself."""

from __future__ import annotations

from typing import ClassVar

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QPalette, QWheelEvent
from PySide6.QtWidgets import QSlider, QWidget

TRACK_HEIGHT = 24


class TrackSlider(QSlider):
    """A slider whose handle jumps to where the track is pressed, and which paints its own flat track.

    Painting it here keeps handle, fill and focus ring sharp at every zoom and lets the fill say which kind of
    lever it is: `cut` fills with the alarm colour that the palette carries as its bright text.
    """

    HANDLE: ClassVar[int] = 14

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.setMinimumHeight(TRACK_HEIGHT)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setTracking(True)
        self.cut = False

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton:
            event.ignore()
            return
        event.accept()
        self.setSliderDown(True)
        self.setSliderPosition(self._value_at(event.position().x()))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self.isSliderDown():
            self.setSliderPosition(self._value_at(event.position().x()))
            event.accept()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self.isSliderDown():
            self.setSliderDown(False)
            event.accept()

    def handle_x(self) -> float:
        """Centre of the handle, in pixels from the left."""
        span = max(1, self.maximum() - self.minimum())
        return self.HANDLE / 2 + 1 + (self.value() - self.minimum()) / span * self._room()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        role = QPalette.ColorRole
        palette = self.palette()
        filled = palette.color(role.BrightText if self.cut else role.Link)
        if not self.isEnabled():
            filled = palette.color(role.Mid)
        middle = self.height() / 2
        start, handle = self.HANDLE / 2 + 1, self.handle_x()
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(palette.color(role.Mid))
        painter.drawRoundedRect(QRect(round(start), round(middle) - 2, round(self._room()), 4), 2, 2)
        painter.setBrush(filled)
        painter.drawRoundedRect(QRect(round(start), round(middle) - 2, round(handle - start), 4), 2, 2)
        pen = painter.pen()
        pen.setStyle(Qt.PenStyle.SolidLine)
        pen.setColor(filled)
        pen.setWidthF(2.0)
        painter.setPen(pen)
        painter.setBrush(palette.color(role.Base))
        radius = self.HANDLE / 2 - 1
        painter.drawEllipse(
            QRect(round(handle - radius), round(middle - radius), round(2 * radius), round(2 * radius))
        )
        if self.hasFocus():
            pen.setColor(palette.color(role.Link))
            painter.setPen(pen)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(self.rect().adjusted(1, 1, -1, -1), 6, 6)
        painter.end()

    def _room(self) -> float:
        return max(1.0, self.width() - self.HANDLE - 2)

    def _value_at(self, x: float) -> int:
        share = (x - self.HANDLE / 2 - 1) / self._room()
        return round(self.minimum() + min(1.0, max(0.0, share)) * (self.maximum() - self.minimum()))
