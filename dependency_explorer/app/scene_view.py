"""A widget that shows a chart's Scene and answers mouse and keyboard by its marks."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from dependency_explorer.app.plain import tip
from dependency_explorer.charts.scene import Mark, Path, Rect, Scene, Shape, enlarged

Draw = Callable[[float, float, frozenset[str], str], Scene]
LETTERS = 13.0
"""Pixels of the window's text at which a chart is drawn as it is laid out."""
LEAST_WIDTH, LEAST_HEIGHT = 240.0, 110.0
"""A drawing of this size or smaller is not laid out on less for the sake of larger letters."""


def enlargement(view: QWidget, width: float, height: float) -> float:
    """How many times as large as laid out a chart of this size is drawn, so that its letters follow the size of text
    in the window, as far as the chart has room for them."""
    pixels = view.font().pixelSize()  # -1 where nobody has dressed the application
    wished = pixels / LETTERS if pixels > 0 else 1.0
    return wished if wished <= 1.0 else max(1.0, min(wished, width / LEAST_WIDTH, height / LEAST_HEIGHT))


BY_KEY = (
    Qt.FocusReason.TabFocusReason,
    Qt.FocusReason.BacktabFocusReason,
    Qt.FocusReason.ShortcutFocusReason,
)


class SceneView(QWidget):
    """Shows what `draw(width, height, lit, hover)` returns; redraws when the size or the answer changes.

    `chosen` carries the chart's name, the mark and whether the selection is to be extended; `hovered` the
    place code under the pointer ("" for none), which never enters the state.
    """

    chosen = Signal(str, object, bool)
    hovered = Signal(str)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.name = name
        self.setObjectName(f"chart-{name}")
        self._draw: Draw | None = None
        self._scene: Scene | None = None
        self._areas: list[tuple[QPainterPath, Mark]] | None = None
        self._lit: frozenset[str] = frozenset()
        self._hover = ""
        self._current = -1
        self._by_key = False
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(200, 72)

    def sizeHint(self) -> QSize:
        return QSize(460, 260)

    def show_drawing(self, draw: Draw, lit: frozenset[str]) -> None:
        """Show another drawing (or the same one with other places lit)."""
        self._draw = draw
        self._lit = lit
        self._forget()

    def set_hover(self, code: str) -> None:
        """Light one place up while the pointer is on it, here or in another chart."""
        if code != self._hover:
            self._hover = code
            self._forget()

    def scene(self) -> Scene | None:
        """The drawing at the present size."""
        if self._scene is None and self._draw is not None and self.width() > 0:
            width, height = float(self.width()), float(self.height())
            larger = enlargement(self, width, height)
            self._scene = enlarged(
                self._draw(width / larger, height / larger, self._lit, self._hover), larger
            )
            self.setAccessibleDescription(self._scene.description)
        return self._scene

    def paintEvent(self, event: QPaintEvent) -> None:
        from dependency_explorer.painting.painter import paint

        scene = self.scene()
        if scene is None:
            return
        painter = QPainter(self)
        paint(scene, painter)
        marks = scene.marks()
        if self.hasFocus() and 0 <= self._current < len(marks):
            accent = QColor(self.palette().link().color())
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(accent, 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(self._bounds(marks[self._current]).adjusted(-3, -3, 3, 3), 4, 4)
        elif self.hasFocus() and self._by_key:
            painter.setPen(QPen(QColor(self.palette().link().color()), 2))
            painter.drawRect(self.rect().adjusted(1, 1, -1, -1))
        painter.end()

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._scene = None
        self._areas = None

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._forget()

    def mark_at(self, point: QPointF) -> Mark | None:
        """The topmost mark under a point; between the label and the bar of a row, the row's."""
        for area, mark in reversed(self._hit_areas()):
            if area.contains(point):
                return mark
        for mark, bounds in self._rows().values():
            if bounds.contains(point):
                return mark
        return None

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        mark = self.mark_at(event.position())
        code = mark.entity if mark else ""
        if mark is not None and mark.label:
            QToolTip.showText(event.globalPosition().toPoint(), tip(mark.label), self)
        else:
            QToolTip.hideText()
        self.setCursor(
            Qt.CursorShape.PointingHandCursor
            if mark and (mark.entity or mark.commodity)
            else Qt.CursorShape.ArrowCursor
        )
        if code != self._hover:
            self.hovered.emit(code)

    def leaveEvent(self, event: QEvent) -> None:
        if self._hover:
            self.hovered.emit("")

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton:
            super().mousePressEvent(event)
            return
        mark = self.mark_at(event.position())
        if mark is not None:
            self.chosen.emit(self.name, mark, _extends(event.modifiers()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        scene = self.scene()
        marks = scene.marks() if scene else ()
        key = event.key()
        if key in (Qt.Key.Key_Right, Qt.Key.Key_Down, Qt.Key.Key_Left, Qt.Key.Key_Up) and marks:
            step = 1 if key in (Qt.Key.Key_Right, Qt.Key.Key_Down) else -1
            self._current = (
                (self._current + step) % len(marks)
                if self._current >= 0
                else (0 if step > 0 else len(marks) - 1)
            )
            mark = marks[self._current]
            corner = self._bounds(mark).bottomLeft().toPoint()
            QToolTip.showText(self.mapToGlobal(corner), tip(mark.label), self)
            self.setAccessibleDescription(mark.label)
            self.update()
        elif key == Qt.Key.Key_Home:
            self._current = -1
            self.update()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space) and 0 <= self._current < len(
            marks
        ):
            self.chosen.emit(self.name, marks[self._current], key == Qt.Key.Key_Space)
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        # Who points at a mark sees where they are; who comes by key needs the ring.
        if event.reason() not in (Qt.FocusReason.PopupFocusReason, Qt.FocusReason.ActiveWindowFocusReason):
            self._by_key = event.reason() in BY_KEY
        self.update()

    def focusOutEvent(self, event: object) -> None:
        self.update()

    def _forget(self) -> None:
        self._scene = None
        self._areas = None
        self.update()

    def _hit_areas(self) -> list[tuple[QPainterPath, Mark]]:
        if self._areas is None:
            scene = self.scene()
            shapes = scene.shapes if scene else ()
            self._areas = [(area_of(shape), shape.mark) for shape in shapes if shape.mark is not None]
        return self._areas

    def _rows(self) -> dict[str, tuple[Mark, QRectF]]:
        """Bounds of the marks that are made of rectangles and texts only."""
        scene = self.scene()
        curved = (
            {s.mark.id for s in scene.shapes if isinstance(s, Path) and s.mark is not None}
            if scene
            else set()
        )
        rows: dict[str, tuple[Mark, QRectF]] = {}
        for area, mark in self._hit_areas():
            if mark.id not in curved:
                known = rows[mark.id][1] if mark.id in rows else QRectF()
                rows[mark.id] = (mark, known.united(area.boundingRect()))
        return rows

    def _bounds(self, mark: Mark) -> QRectF:
        bounds = QRectF()
        for area, other in self._hit_areas():
            if other.id == mark.id:
                bounds = bounds.united(area.boundingRect())
        return bounds


def _extends(modifiers: Qt.KeyboardModifier) -> bool:
    return bool(modifiers & (Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier))


def area_of(shape: Shape) -> QPainterPath:
    """Where a shape can be pointed at."""
    area = QPainterPath()
    if isinstance(shape, Rect):
        # Slivers stay clickable: nobody can hit a bar of half a pixel.
        grow = max(0.0, (6.0 - shape.height) / 2), max(0.0, (6.0 - shape.width) / 2)
        rect = QRectF(shape.x, shape.y, shape.width, shape.height)
        area.addRect(rect.adjusted(-grow[1], -grow[0], grow[1], grow[0]))
    elif isinstance(shape, Path):
        for command in shape.commands:
            name, numbers = command[0], [float(v) for v in command[1:]]
            if name == "M":
                area.moveTo(*numbers)
            elif name == "L":
                area.lineTo(*numbers)
            elif name == "C":
                area.cubicTo(*numbers)
            else:
                area.closeSubpath()
    else:
        width = max(24.0, len(shape.text) * shape.size * 0.55)
        left = {"start": 0.0, "middle": -width / 2, "end": -width}[shape.anchor]
        area.addRect(QRectF(shape.x + left, shape.y - shape.size, width, shape.size * 1.3))
    return area
