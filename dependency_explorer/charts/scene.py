"""A Scene: everything a chart draws, as plain values.

One Scene goes to the screen, PNG, PDF and SVG, so what is exported is what is seen. Lengths are in
device-independent pixels, x to the right, y down. Every visible thing may carry a `Mark`, which says what
it stands for: hover, selection, alt text, "show as table" and golden tests all come from the marks.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Literal, Protocol

Anchor = Literal["start", "middle", "end"]
Hatch = Literal["", "diagonal", "back", "cross"]
Weight = Literal["normal", "bold"]


class TextMetrics(Protocol):
    """Measures text without Qt in sight; painting gives the real one, tests a fixed one."""

    def width(self, text: str, size: float, bold: bool = False) -> float:
        """Advance width in pixels of one line of `text` at pixel size `size`."""
        ...

    def ascent(self, size: float) -> float:
        """Distance from baseline to the top of a capital, in pixels."""
        ...

    def height(self, size: float) -> float:
        """Line height in pixels."""
        ...


@dataclass(frozen=True, slots=True)
class Mark:
    """What a shape stands for.

    id: unique within the scene and stable between drawings ("import:RUS:oil_products").
    entity: the place code whose colour and highlight it shares ("RUS"), or "".
    commodity: commodity id, or "".
    period: period text, or "".
    label: the sentence for hover and for keyboard readers.
    rows: row numbers of the drawn table (see `charts.table`), not of the source file.
    """

    id: str
    entity: str = ""
    commodity: str = ""
    period: str = ""
    label: str = ""
    rows: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Path:
    """A polyline, polygon or curve.

    commands: sequence of ("M", x, y), ("L", x, y), ("C", x1, y1, x2, y2, x, y), ("Z",).
    fill, stroke: "#rrggbb" or "" for none. opacity applies to the fill.
    """

    commands: tuple[tuple[str | float, ...], ...]
    fill: str = ""
    stroke: str = ""
    stroke_width: float = 1.0
    opacity: float = 1.0
    dash: tuple[float, ...] = ()
    hatch: Hatch = ""
    mark: Mark | None = None


@dataclass(frozen=True, slots=True)
class Rect:
    """An axis-aligned rectangle with optional corner radius; a hatch is drawn in `stroke` over `fill`."""

    x: float
    y: float
    width: float
    height: float
    fill: str = ""
    stroke: str = ""
    stroke_width: float = 1.0
    radius: float = 0.0
    opacity: float = 1.0
    dash: tuple[float, ...] = ()
    hatch: Hatch = ""
    mark: Mark | None = None


@dataclass(frozen=True, slots=True)
class Text:
    """One line of text; (x, y) is the baseline at the anchor. `rotation` is degrees clockwise about it."""

    x: float
    y: float
    text: str
    size: float = 13.0
    weight: Weight = "normal"
    fill: str = "#1B1F24"
    anchor: Anchor = "start"
    rotation: float = 0.0
    opacity: float = 1.0
    mark: Mark | None = None


Shape = Path | Rect | Text


@dataclass(frozen=True, slots=True)
class Scene:
    """A drawing of a given size; shapes are painted in order. `background` "" is transparent."""

    width: float
    height: float
    shapes: tuple[Shape, ...] = ()
    background: str = ""
    title: str = ""
    description: str = ""

    def marks(self) -> tuple[Mark, ...]:
        """Every distinct mark, in drawing order: the order of the keyboard."""
        seen: dict[str, Mark] = {}
        for shape in self.shapes:
            if shape.mark is not None:
                seen.setdefault(shape.mark.id, shape.mark)
        return tuple(seen.values())


@dataclass(slots=True)
class Pen:
    """Collects shapes while a layout runs; `finish` freezes them into a Scene."""

    shapes: list[Shape] = field(default_factory=list)

    def add(self, *shapes: Shape) -> None:
        """Append shapes; later ones are painted over earlier ones."""
        self.shapes.extend(shapes)

    def finish(
        self, width: float, height: float, background: str = "", title: str = "", description: str = ""
    ) -> Scene:
        """The frozen Scene."""
        return Scene(width, height, tuple(self.shapes), background, title, description)


def polyline(
    points: Sequence[tuple[float, float]], closed: bool = False
) -> tuple[tuple[str | float, ...], ...]:
    """Path commands through `points`, closed into a polygon on request."""
    commands: list[tuple[str | float, ...]] = [
        ("M" if index == 0 else "L", x, y) for index, (x, y) in enumerate(points)
    ]
    if closed and commands:
        commands.append(("Z",))
    return tuple(commands)


def enlarged(scene: Scene, factor: float) -> Scene:
    """The same drawing with everything in it `factor` times as large: letters, lines and gaps alike."""
    if factor == 1.0:
        return scene
    shapes = tuple(placed(shape, 0.0, 0.0, factor) for shape in scene.shapes)
    return replace(scene, width=scene.width * factor, height=scene.height * factor, shapes=shapes)


def placed(shape: Shape, x: float, y: float, scale: float) -> Shape:
    """The shape scaled about the origin and then moved by (x, y)."""
    if isinstance(shape, Text):
        return replace(shape, x=x + shape.x * scale, y=y + shape.y * scale, size=shape.size * scale)
    dash = tuple(length * scale for length in shape.dash)
    stroke_width = shape.stroke_width * scale
    if isinstance(shape, Rect):
        return replace(
            shape,
            x=x + shape.x * scale,
            y=y + shape.y * scale,
            width=shape.width * scale,
            height=shape.height * scale,
            radius=shape.radius * scale,
            stroke_width=stroke_width,
            dash=dash,
        )
    commands = tuple(_moved(command, x, y, scale) for command in shape.commands)
    return replace(shape, commands=commands, stroke_width=stroke_width, dash=dash)


def _moved(command: tuple[str | float, ...], x: float, y: float, scale: float) -> tuple[str | float, ...]:
    moved: list[str | float] = [command[0]]
    for index, value in enumerate(command[1:]):
        moved.append((y if index % 2 else x) + float(value) * scale)
    return tuple(moved)
