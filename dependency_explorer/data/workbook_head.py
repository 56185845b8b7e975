"""The first rows of a huge XLSX workbook, as a small workbook: so that a preview takes the same moment whatever the
size.

A sheet is XML, row after row. Of a large one only the first rows are unpacked and the rest is left out; of the texts
that the sheets share, as many are kept as those rows refer to. What comes out goes through the same reader.
"""

from __future__ import annotations

import io
import re
import zipfile

LARGE = 16_000_000
"""Bytes of a sheet, unpacked, from which on only its head is looked at."""
_HEAD = 2_000_000
_PIECE = 1 << 20
_KEPT = re.compile(r"\[Content_Types\]\.xml|_rels/\.rels|xl/(_rels/)?workbook\.xml(\.rels)?|xl/styles\.xml")
_SHEET = re.compile(r"xl/worksheets/[^/]+\.xml")
_TEXTS = "xl/sharedStrings.xml"
_REFERENCE = re.compile(rb"<c\b[^>]*\bt=[\"']s[\"'][^>]*>\s*<v>(\d{1,9})</v>")


def head_of(archive: zipfile.ZipFile) -> bytes | None:
    """The workbook with the first rows of its large sheets; None where no sheet is large, or it is no XLSX.

    Raises what `zipfile` raises for a damaged archive.
    """
    sheets = [entry for entry in archive.infolist() if _SHEET.fullmatch(entry.filename)]
    if not any(entry.file_size > LARGE for entry in sheets) or "xl/workbook.xml" not in archive.namelist():
        return None
    texts = 0
    small = io.BytesIO()
    with zipfile.ZipFile(small, "w", zipfile.ZIP_STORED) as head:
        for entry in sheets:
            xml = _first_rows(archive, entry)
            if xml is None:
                return None
            texts = max([texts, *(int(number) + 1 for number in _REFERENCE.findall(xml))])
            head.writestr(entry.filename, xml)
        for name in archive.namelist():
            if _KEPT.fullmatch(name):
                head.writestr(name, archive.read(name))
            elif name == _TEXTS:
                head.writestr(name, _first_texts(archive, texts))
    return small.getvalue()


def _first_rows(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes | None:
    if entry.file_size <= LARGE:
        return archive.read(entry)
    with archive.open(entry) as stream:
        xml = stream.read(_HEAD)
    end = xml.rfind(b"</row>")
    if end < 0 or b"<sheetData" not in xml[:end]:
        return None  # rows of another make, or one endless row: the whole is read
    return xml[: end + len(b"</row>")] + b"</sheetData></worksheet>"


def _first_texts(archive: zipfile.ZipFile, wanted: int) -> bytes:
    """The shared texts up to the last that is wanted."""
    xml = b""
    with archive.open(_TEXTS) as stream:
        while piece := stream.read(_PIECE):
            xml += piece
            if xml.count(b"</si>") > wanted:
                return xml[: xml.rfind(b"</si>") + len(b"</si>")] + b"</sst>"
    return xml
