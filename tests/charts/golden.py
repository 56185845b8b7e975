"""Golden drawings: a Scene as readable text, compared with the file kept under tests/golden.

Set GOLDEN=write in the environment to write the files anew; look at the difference before keeping it.
"""

from __future__ import annotations

import os
import unicodedata
from pathlib import Path as FilePath

from dependency_explorer.charts.scene import Mark, Path, Rect, Scene, Shape, Text

FOLDER = FilePath(__file__).parents[1] / "golden"


class FixedMetrics:
    """Made-up letter widths, the same everywhere: 0.6 of the size, wide letters 1, narrow ones 0.3."""

    def width(self, text: str, size: float, bold: bool = False) -> float:
        """Advance width in pixels."""
        units = sum(_units(c) for c in text)
        return units * size * (1.06 if bold else 1.0)

    def ascent(self, size: float) -> float:
        """Height of a capital."""
        return 0.72 * size

    def height(self, size: float) -> float:
        """Line height."""
        return 1.36 * size


def _units(c: str) -> float:
    if unicodedata.east_asian_width(c) in "WF":
        return 1.0
    return 0.3 if c in " \u2009.,;:il|’'" else 0.6


def dump(scene: Scene) -> str:
    """One line a shape, numbers to a tenth of a pixel."""
    lines = [f"scene {_n(scene.width)}x{_n(scene.height)} on {scene.background or 'nothing'}"]
    lines.append(f"  {scene.description}")
    lines += [_line(shape) for shape in scene.shapes]
    return "\n".join(lines) + "\n"


def check(name: str, scene: Scene) -> None:
    """Compare with tests/golden/<name>.txt, or write it when GOLDEN=write."""
    file = FOLDER / f"{name}.txt"
    text = dump(scene)
    if os.environ.get("GOLDEN") == "write":
        FOLDER.mkdir(exist_ok=True)
        file.write_text(text, encoding="utf-8")
    assert file.exists(), f"No golden drawing {file.name}: run with GOLDEN=write, look at it, keep it."
    assert text == file.read_text(encoding="utf-8")


def _n(value: float) -> str:
    text = f"{value:.1f}"
    return text.removesuffix(".0").replace("-0", "0") if float(text) == 0 else text.removesuffix(".0")


def _line(shape: Shape) -> str:
    if isinstance(shape, Text):
        style = [shape.fill, f"{_n(shape.size)}px"]
        style += ["bold"] if shape.weight == "bold" else []
        style += [shape.anchor] if shape.anchor != "start" else []
        return f"text {_n(shape.x)},{_n(shape.y)} {' '.join(style)} “{shape.text}”{_mark(shape.mark)}"
    style = [f"fill {shape.fill}"] if shape.fill else []
    style += [f"at {shape.opacity:.2f}"] if shape.fill and shape.opacity < 1 else []
    style += [f"line {shape.stroke} {_n(shape.stroke_width)}"] if shape.stroke else []
    style += ["dashed " + "-".join(map(_n, shape.dash))] if shape.dash else []
    style += [shape.hatch] if shape.hatch else []
    paint = " ".join(style) or "unseen"
    if isinstance(shape, Rect):
        box = f"{_n(shape.x)},{_n(shape.y)} {_n(shape.width)}x{_n(shape.height)}"
        corner = f" round {_n(shape.radius)}" if shape.radius else ""
        return f"rect {box}{corner} {paint}{_mark(shape.mark)}"
    return f"path {_route(shape)} {paint}{_mark(shape.mark)}"


def _route(shape: Path) -> str:
    return " ".join(
        str(command[0]) + ",".join(_n(float(value)) for value in command[1:]) for command in shape.commands
    )


def _mark(mark: Mark | None) -> str:
    return f" [{mark.id}]" if mark else ""
