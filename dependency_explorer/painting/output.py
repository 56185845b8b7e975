"""Scene → bytes of a PNG, PDF or SVG file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from xml.sax.saxutils import escape

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMarginsF, QPointF, QSizeF
from PySide6.QtGui import QImage, QPageSize, QPainter, QPainterPath, QPdfWriter, QTransform

from dependency_explorer.charts.scene import Path, Scene, Shape, Text
from dependency_explorer.charts.svg import to_svg
from dependency_explorer.painting.application import gui_application
from dependency_explorer.painting.fonts import FAMILIES, QtMetrics, font
from dependency_explorer.painting.painter import paint

_DPI = 96
"""A scene unit is one 96th of an inch: the one resolution at which QPdfWriter keeps its pen widths."""


def png_bytes(scene: Scene, scale: float = 1.0, metadata: Mapping[str, str] | None = None) -> bytes:
    """A PNG of `scale` pixels a scene unit. `metadata` keys ("Title", "Description", "Source", …) become
    text chunks; title and description default to the scene's. Without background it is transparent.

    Raises ValueError for a scale outside 0.5-8 and RuntimeError if Qt cannot make the picture.
    """
    if not 0.5 <= scale <= 8:
        raise ValueError(f"The scale of a PNG is between 0.5 and 8, not {scale}.")
    gui_application()
    image = image_of(scene, scale)
    described = {"Title": scene.title, "Description": scene.description, **(metadata or {})}
    for key, text in described.items():
        if text:
            image.setText(key, text)
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    # The stub of this overload wants bytes for the format; Qt takes the name.
    if not image.save(buffer, "PNG"):  # type: ignore[call-overload]
        raise RuntimeError("Qt could not write the PNG.")
    return bytes(buffer.data().data())


def image_of(scene: Scene, scale: float = 1.0) -> QImage:
    """The scene as an image, for the clipboard and for tests. RuntimeError if there is no memory for it."""
    gui_application()
    width, height = max(1, round(scene.width * scale)), max(1, round(scene.height * scale))
    # Without transparency a PNG is written in four fifths of the time, and is smaller.
    opaque = QImage.Format.Format_RGB32
    image = QImage(width, height, opaque if scene.background else QImage.Format.Format_ARGB32_Premultiplied)
    if image.isNull():
        raise RuntimeError(f"There is no memory for a picture of {width} x {height} pixels.")
    image.fill(0)
    dots = round(_DPI * scale / 0.0254)
    image.setDotsPerMeterX(dots)
    image.setDotsPerMeterY(dots)
    painter = QPainter(image)
    painter.scale(width / scene.width, height / scene.height)
    paint(scene, painter)
    painter.end()
    return image


def picture_bytes(
    scene: Scene, suffix: str, scale: float = 2.0, metadata: Mapping[str, str] | None = None, more: str = ""
) -> bytes:
    """The file for a suffix: ".png", ".svg" or ".pdf". `scale` and `metadata` are those of a PNG; `more` are XML
    elements for the metadata of the two others."""
    if suffix == ".svg":
        return svg_bytes(scene, more=more)
    if suffix == ".pdf":
        return pdf_bytes(scene, scene.title, scene.description, more=more)
    return png_bytes(scene, scale, metadata)


def pdf_bytes(scene: Scene, title: str = "", alt: str = "", more: str = "") -> bytes:
    """A PDF of one page the size of the scene, fonts embedded, title and alt text in its XMP metadata."""
    return pages_pdf((scene,), title, alt, more)


def pages_pdf(scenes: tuple[Scene, ...], title: str = "", alt: str = "", more: str = "") -> bytes:
    """A PDF of one page a scene, each page the size of its scene. more: XML elements for its XMP metadata.
    RuntimeError if Qt cannot write it."""
    if not scenes:
        raise ValueError("A PDF needs at least one page.")
    gui_application()
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    title = title or scenes[0].title
    writer.setTitle(title)
    writer.setCreator("Dependency Explorer")
    writer.setResolution(_DPI)
    writer.setDocumentXmpMetadata(QByteArray(_xmp(title, alt or scenes[0].description, more).encode()))
    _page(writer, scenes[0])
    painter = QPainter()
    if not painter.begin(writer):
        raise RuntimeError("Qt could not write the PDF.")
    for index, scene in enumerate(scenes):
        if index:
            _page(writer, scene)
            writer.newPage()
        paint(scene, painter)
    painter.end()
    buffer.close()
    return bytes(data.data())


def _page(writer: QPdfWriter, scene: Scene) -> None:
    points = QSizeF(scene.width * 72 / _DPI, scene.height * 72 / _DPI)
    writer.setPageSize(QPageSize(points, QPageSize.Unit.Point, "", QPageSize.SizeMatchPolicy.ExactMatch))
    writer.setPageMargins(QMarginsF(0, 0, 0, 0))


def _xmp(title: str, alt: str, more: str = "") -> str:
    """An XMP packet with Dublin Core title and description."""

    def language(name: str, text: str) -> str:
        return (
            f'<dc:{name}><rdf:Alt><rdf:li xml:lang="x-default">{escape(text)}</rdf:li></rdf:Alt></dc:{name}>'
            if text
            else ""
        )

    return (
        '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>'
        '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        '<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" '
        'xmlns:pdf="http://ns.adobe.com/pdf/1.3/" xmlns:xmp="http://ns.adobe.com/xap/1.0/">'
        f"<dc:format>application/pdf</dc:format>{language('title', title)}{language('description', alt)}"
        f"<pdf:Producer>Qt</pdf:Producer><xmp:CreatorTool>Dependency Explorer</xmp:CreatorTool>"
        f"{more}"
        '</rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="w"?>'
    )


def svg_bytes(scene: Scene, outlines: bool = False, more: str = "") -> bytes:
    """An SVG, UTF-8. outlines: text becomes paths, for readers without the fonts; else text stays text. more: XML
    elements for its metadata."""
    if outlines:
        gui_application()
        scene = outlined(scene)
    return to_svg(scene, ", ".join((*FAMILIES, "sans-serif")), more).encode()


def outlined(scene: Scene) -> Scene:
    """The scene with every text as a filled path of its letters, marks kept."""
    shapes = tuple(_letters(shape) if isinstance(shape, Text) else shape for shape in scene.shapes)
    return replace(scene, shapes=shapes)


def _letters(text: Text) -> Shape:
    whole = 100
    bold = text.weight == "bold"
    wide = QtMetrics().width(text.text, whole, bold)
    shift = {"start": 0.0, "middle": -wide / 2, "end": -wide}[text.anchor]
    path = QPainterPath()
    path.addText(QPointF(shift, 0), font(whole, bold), text.text)
    turn = (
        QTransform()
        .translate(text.x, text.y)
        .rotate(text.rotation)
        .scale(text.size / whole, text.size / whole)
    )
    path = turn.map(path)
    commands: list[tuple[str | float, ...]] = []
    index, count = 0, path.elementCount()
    while index < count:
        element = path.elementAt(index)
        if element.isCurveTo():
            second, end = path.elementAt(index + 1), path.elementAt(index + 2)
            commands.append(("C", element.x, element.y, second.x, second.y, end.x, end.y))
            index += 3
            continue
        name = "M" if element.isMoveTo() else "L"
        if name == "M" and commands:
            commands.append(("Z",))
        commands.append((name, element.x, element.y))
        index += 1
    if commands:
        commands.append(("Z",))
    return Path(tuple(commands), text.fill, opacity=text.opacity, mark=text.mark)
