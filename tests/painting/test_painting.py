"""Painting: PNG, PDF, SVG and screen are one drawing."""

from __future__ import annotations

import re
import sys
import xml.etree.ElementTree as ElementTree
import zlib

import pytest
from PySide6.QtGui import QColor, QImage, QPainter

from dependency_explorer.charts.registry import CHARTS
from dependency_explorer.charts.scene import Path, Rect, Scene, Text
from dependency_explorer.painting.application import gui_application
from dependency_explorer.painting.fonts import QtMetrics, ensure_fonts, missing_glyphs
from dependency_explorer.painting.keep_constants import keep_constants
from dependency_explorer.painting.output import image_of, pages_pdf, pdf_bytes, png_bytes, svg_bytes
from dependency_explorer.painting.painter import paint
from tests.charts.examples import EVERY, STYLE


@pytest.fixture(autouse=True)
def _application() -> None:
    gui_application()


def scene_of(name: str, width: float = 488, height: float = 300) -> Scene:
    kind, data = EVERY[name]
    return CHARTS[kind].layout(data, width, height, STYLE, QtMetrics())


@pytest.mark.parametrize("name", EVERY)
def test_picture_is_not_blank_and_has_the_size(name: str) -> None:
    image = QImage.fromData(png_bytes(scene_of(name), 2.0))
    assert (image.width(), image.height()) == (976, 600)
    colours = {image.pixel(x, y) for x in range(0, 976, 3) for y in range(0, 600, 3)}
    assert len(colours) > 2


def test_preset_web_twice() -> None:
    image = QImage.fromData(png_bytes(scene_of("flows", 1200, 800), 2.0))
    assert (image.width(), image.height()) == (2400, 1600)


def test_png_carries_its_words() -> None:
    scene = scene_of("partners")
    image = QImage.fromData(png_bytes(scene, 1.0, {"Title": "Монгол Улс 中国", "Source": "Customs (2024)"}))
    assert image.text("Title") == "Монгол Улс 中国"
    assert image.text("Source") == "Customs (2024)"
    assert image.text("Description") == scene.description
    with pytest.raises(ValueError, match="scale"):
        png_bytes(scene, 40)


def test_screen_is_the_png() -> None:
    """A widget paints into a picture of the screen's format; the letters and shapes are the same."""
    scene = scene_of("outcome")
    screen = QImage(488, 300, QImage.Format.Format_ARGB32_Premultiplied)
    screen.fill(QColor("#123456"))
    painter = QPainter(screen)
    paint(scene, painter)
    painter.end()
    png = QImage.fromData(png_bytes(scene)).convertToFormat(QImage.Format.Format_ARGB32_Premultiplied)
    png.setDotsPerMeterX(screen.dotsPerMeterX())
    png.setDotsPerMeterY(screen.dotsPerMeterY())
    assert bytes(png.constBits()) == bytes(screen.constBits())


def test_without_background_it_is_transparent() -> None:
    image = image_of(Scene(20, 10, (Rect(0, 0, 5, 5, "#FF0000"),)))
    assert image.pixelColor(2, 2) == QColor("#FF0000")
    assert image.pixelColor(15, 7).alpha() == 0


def test_pdf_has_the_page_the_fonts_and_the_words() -> None:
    data = pdf_bytes(scene_of("stakes", 480, 300), "Who holds the mines", 'Stakes & "shares" <2024>')
    assert data.startswith(b"%PDF-")
    # 480 x 300 px at 96 dpi are 360 x 225 points.
    assert re.search(rb"/MediaBox \[0 0 360(\.0+)? 225(\.0+)?\s*\]", data)
    assert b"/FontFile" in data
    assert b'Stakes &amp; "shares" &lt;2024&gt;' in data
    assert len(re.findall(rb"/Type /Page\b", pages_pdf((scene_of("flows"), scene_of("trend")), "Two"))) == 2
    with pytest.raises(ValueError, match="page"):
        pages_pdf(())


def test_pdf_draws_one_unit_a_96th_of_an_inch() -> None:
    """A line of 2 units is 1.5 points wide: the page's matrix and the pen agree."""
    line = Path((("M", 10, 10), ("L", 110, 10)), stroke="#FF0000", stroke_width=2)
    data = pdf_bytes(Scene(200, 100, (line,)))
    streams = re.findall(rb"stream\r?\n(.*?)\r?\nendstream", data, re.DOTALL)
    text = b"".join(zlib.decompress(s) for s in streams if s[:1] == b"x")
    assert b"0.75" in text
    assert re.search(rb"\b2 w\b", text)


def test_svg_with_words_and_with_outlines() -> None:
    scene = scene_of("trend")
    words = svg_bytes(scene)
    texts = [s.text for s in scene.shapes if isinstance(s, Text)]
    root = ElementTree.fromstring(words)
    assert [e.text for e in root.iter("{http://www.w3.org/2000/svg}text")] == texts
    outlines = ElementTree.fromstring(svg_bytes(scene, outlines=True))
    assert not list(outlines.iter("{http://www.w3.org/2000/svg}text"))
    assert len(outlines.findall("{http://www.w3.org/2000/svg}path")) > len(texts)


def test_metrics_are_proportional_and_bold_is_wider() -> None:
    metrics = QtMetrics()
    for text in ("Mongolia", "Монгол Улс", "中国", "1\u2009529"):
        assert metrics.width(text, 26) == pytest.approx(2 * metrics.width(text, 13))
        assert metrics.width(text, 13, True) >= metrics.width(text, 13)
    assert 5 < metrics.ascent(13) < 13 <= metrics.height(13)
    assert ensure_fonts()


def test_measured_width_is_the_painted_width() -> None:
    text = "Mongolia MONGOLIA 1\u2009529"
    for size in (11.0, 13.0, 13.5, 22.0):
        wide = QtMetrics().width(text, size)
        image = image_of(Scene(wide + 40, 60, (Text(20, 40, text, size, fill="#000000"),)), 4.0)
        inked = [
            x
            for x in range(image.width())
            if any(image.pixelColor(x, y).alpha() > 20 for y in range(0, image.height(), 2))
        ]
        assert inked[0] / 4 == pytest.approx(20, abs=2.0)
        assert inked[-1] / 4 == pytest.approx(20 + wide, abs=2.0)


def test_hatch_and_rotation_and_curves_paint() -> None:
    scene = Scene(
        80,
        80,
        (
            Rect(0, 0, 40, 40, "", "#000000", hatch="cross"),
            Path((("M", 40, 40), ("C", 50, 40, 60, 60, 80, 80), ("L", 40, 80), ("Z",)), "#FF0000"),
            Text(60, 30, "turned", 11.5, rotation=-90),
        ),
        "#FFFFFF",
    )
    image = image_of(scene, 2.0)
    hatched = {image.pixelColor(x, 40).lightness() for x in range(4, 76)}
    assert min(hatched) < 60
    assert max(hatched) > 200
    assert image.pixelColor(100, 150) == QColor("#FF0000")


def test_glyphs_that_no_font_has_are_told() -> None:
    known = Scene(10, 10, (Text(0, 0, "Mongolia — 5 % …"),))
    assert missing_glyphs(known) == ""
    private = Scene(10, 10, (Text(0, 0, "a\U0010fffdb\U0010fffd"),))
    assert missing_glyphs(private) == "\U0010fffd"


def test_painting_leaves_the_constants_alive() -> None:
    """PySide6 6.12 on Python 3.11 takes references of None and True away at each call and signal."""
    keep_constants()
    scene = scene_of("flows")
    for _ in range(60):
        image_of(scene)
    for constant in (None, True, False):
        assert sys.getrefcount(constant) > 1000
