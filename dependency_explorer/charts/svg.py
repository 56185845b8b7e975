"""Scene → SVG 1.1 text: our own short writer, two decimals, text as text."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

from dependency_explorer.charts.scene import Path, Rect, Scene, Shape, Text

HATCH_SPACING = 6.0
"""Pixels between the lines of a hatch, measured across them; painting uses the same."""


def to_svg(
    scene: Scene, font: str = "Inter, Noto Sans, Segoe UI, Helvetica, Arial, sans-serif", metadata: str = ""
) -> str:
    """A whole SVG document: title and description for screen readers, a <title> on each mark.

    metadata: XML elements that travel within, invisible.

    `font` is a CSS font-family list. Characters that XML forbids are replaced by U+FFFD.
    """
    hatches: dict[tuple[str, str], str] = {}
    body = [_shape(shape, hatches) for shape in scene.shapes]
    size = f'width="{_n(scene.width)}" height="{_n(scene.height)}"'
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} viewBox="0 0 {_n(scene.width)} {_n(scene.height)}" '
        f'role="img" aria-labelledby="title desc" font-family="{_quoted(_families(font))}">',
        f'<title id="title">{_escaped(scene.title or scene.description)}</title>',
        f'<desc id="desc">{_escaped(scene.description)}</desc>',
    ]
    if metadata:
        lines.append(f"<metadata>{metadata}</metadata>")
    if hatches:
        lines.append("<defs>")
        lines += [_pattern(name, colour, kind) for (colour, kind), name in hatches.items()]
        lines.append("</defs>")
    if scene.background:
        lines.append(f'<rect {size} fill="{scene.background}"/>')
    return "\n".join([*lines, *body, "</svg>", ""])


def path_data(commands: Sequence[tuple[str | float, ...]]) -> str:
    """The `d` attribute of path commands."""
    return "".join(
        str(command[0]) + " ".join(_n(float(value)) for value in command[1:]) for command in commands
    )


def _n(value: float) -> str:
    """Two decimals at most, no trailing zeros, no minus zero."""
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def _escaped(text: str) -> str:
    clean = "".join(c if _allowed(c) else "\ufffd" for c in text)
    return clean.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _allowed(c: str) -> bool:
    code = ord(c)
    return code in (9, 10, 13) or 0x20 <= code <= 0xD7FF or 0xE000 <= code <= 0xFFFD or code >= 0x10000


def _quoted(text: str) -> str:
    return _escaped(text).replace('"', "&quot;")


def _families(font: str) -> str:
    """Family names of more than one word in single quotes."""
    names = (name.strip().strip("'\"") for name in font.split(","))
    return ", ".join(f"'{name}'" if " " in name else name for name in names if name)


def right_to_left(text: str) -> bool:
    """Whether the first strong character runs from right to left."""
    for c in text:
        kind = unicodedata.bidirectional(c)
        if kind in ("R", "AL"):
            return True
        if kind == "L":
            return False
    return False


def _pattern(name: str, colour: str, kind: str) -> str:
    s = _n(HATCH_SPACING)
    lines = f'<path d="M0 0V{s}" stroke="{colour}" stroke-width="2.4"/>'
    if kind == "cross":
        lines += f'<path d="M0 0H{s}" stroke="{colour}" stroke-width="2.4"/>'
    return (
        f'<pattern id="{name}" patternUnits="userSpaceOnUse" width="{s}" height="{s}" '
        f'patternTransform="rotate({-45 if kind == "back" else 45})">{lines}</pattern>'
    )


def _shape(shape: Shape, hatches: dict[tuple[str, str], str]) -> str:
    title = f"<title>{_escaped(shape.mark.label)}</title>" if shape.mark and shape.mark.label else ""
    if isinstance(shape, Text):
        return _text(shape)
    if isinstance(shape, Path):
        element, geometry = "path", f'd="{path_data(shape.commands)}"'
    else:
        element, geometry = "rect", _box(shape)
    drawn = []
    if shape.fill or not (shape.stroke or shape.hatch):
        # A shape without colour is there to be pointed at; it keeps its title.
        fill = f'fill="{shape.fill}"' if shape.fill else 'fill="none" pointer-events="all"'
        opacity = f' fill-opacity="{_n(shape.opacity)}"' if shape.fill and shape.opacity < 1 else ""
        drawn.append(fill + opacity)
    if shape.hatch:
        name = hatches.setdefault((shape.stroke, shape.hatch), f"hatch{len(hatches) + 1}")
        drawn.append(f'fill="url(#{name})"')
    if shape.stroke:
        dash = f' stroke-dasharray="{" ".join(map(_n, shape.dash))}"' if shape.dash else ""
        drawn.append(
            f'fill="none" stroke="{shape.stroke}" stroke-width="{_n(shape.stroke_width)}" '
            f'stroke-linejoin="round"{dash}'
        )
    last = len(drawn) - 1
    if not shape.hatch and shape.fill and shape.stroke:
        # Fill and stroke of one element: half the size of the file.
        drawn = [drawn[0] + " " + drawn[1].removeprefix('fill="none" ')]
        last = 0
    return "\n".join(
        f"<{element} {geometry} {paint}>{title}</{element}>" if index == last and title
        else f"<{element} {geometry} {paint}/>"
        for index, paint in enumerate(drawn)
    )  # fmt: skip


def _box(shape: Rect) -> str:
    radius = f' rx="{_n(shape.radius)}"' if shape.radius else ""
    return (
        f'x="{_n(shape.x)}" y="{_n(shape.y)}" width="{_n(shape.width)}" height="{_n(shape.height)}"{radius}'
    )


def _text(shape: Text) -> str:
    if not shape.text:
        return ""
    rtl = right_to_left(shape.text)
    anchor = shape.anchor
    if rtl and anchor != "middle":
        # With direction rtl, start is the right end; our anchors are always left and right.
        anchor = "end" if anchor == "start" else "start"
    parts = [f'x="{_n(shape.x)}" y="{_n(shape.y)}" font-size="{_n(shape.size)}" fill="{shape.fill}"']
    if anchor != "start":
        parts.append(f'text-anchor="{anchor}"')
    if shape.weight == "bold":
        parts.append('font-weight="600"')
    if shape.opacity < 1:
        parts.append(f'fill-opacity="{_n(shape.opacity)}"')
    if shape.rotation:
        parts.append(f'transform="rotate({_n(shape.rotation)} {_n(shape.x)} {_n(shape.y)})"')
    if rtl:
        parts.append('direction="rtl" unicode-bidi="embed"')
    return f'<text {" ".join(parts)} xml:space="preserve">{_escaped(shape.text)}</text>'
