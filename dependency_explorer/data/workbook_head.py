"""The first rows of a huge workbook, as a small workbook: so that a preview takes the same moment whatever the size.

What a workbook is made of is unpacked row after row, so of a large sheet only the first rows are and the rest is left
out; of the texts that the sheets share, those are kept that these rows refer to. What comes out goes through the same
checks and the same reader. XLSX is done here; `ods_head`, `xlsb_head` and `xls_head` know the other makes.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable

from dependency_explorer.data.ods_head import first_tables
from dependency_explorer.data.xlsb_head import first_records, first_texts

LARGE = 4_000_000
"""Bytes of a sheet, unpacked, from which on only its head is looked at."""
_HEAD, _LITTLE = 2_000_000, 200_000
_FIRST_SHEETS = 12
_PIECE = 1 << 20
_KEPT = re.compile(
    r"\[Content_Types\]\.xml|_rels/\.rels|xl/(_rels/)?workbook\.(xml|bin)(\.rels)?|xl/styles\.(xml|bin)|mimetype|"
    r"META-INF/manifest\.xml"
)
_SHEET = re.compile(r"xl/worksheets/[^/]+\.(xml|bin)")
_TEXTS, _XLSB_TEXTS, _ODS = "xl/sharedStrings.xml", "xl/sharedStrings.bin", "content.xml"
_DATA = re.compile(rb"<((?:\w+:)?)sheetData\b")
_REFERENCE = re.compile(rb"(<(?:\w+:)?c\b[^>]*\bt=[\"']s[\"'][^>]*>\s*<(?:\w+:)?v>)(\d{1,9})(?=</)")
_ITEMS_END = re.compile(rb"</(?:\w+:)?si>")


def head_of(archive: zipfile.ZipFile) -> bytes | None:
    """The workbook with the first rows of its large sheets; None where no sheet is large, or it is of an odd make.

    Raises what `zipfile` raises for a damaged archive.
    """
    names = set(archive.namelist())
    parts = [entry for entry in archive.infolist() if _SHEET.fullmatch(entry.filename)]
    if _ODS in names and "mimetype" in names:
        parts = [archive.getinfo(_ODS)]
    elif "xl/workbook.xml" not in names and "xl/workbook.bin" not in names:
        return None
    if not any(entry.file_size > LARGE for entry in parts):
        return None
    references: dict[int, int] = {}  # number of a shared text → its number among those kept
    made: dict[str, bytes] = {}
    for number, entry in enumerate(parts):
        room = _HEAD if number < _FIRST_SHEETS else _LITTLE
        head = _part(archive, entry, room, references)
        if head is None:
            return None
        made[entry.filename] = head
    if references:
        texts = _texts(archive, names, references)
        if texts is None:
            return None
        made.update(texts)
    small = io.BytesIO()
    with zipfile.ZipFile(small, "w", zipfile.ZIP_STORED) as result:
        for name in archive.namelist():
            if name in made:
                result.writestr(name, made[name])
            elif _KEPT.fullmatch(name):
                result.writestr(name, archive.read(name))
    return small.getvalue()


def _part(
    archive: zipfile.ZipFile, entry: zipfile.ZipInfo, room: int, references: dict[int, int]
) -> bytes | None:
    whole = entry.file_size <= LARGE
    with archive.open(entry) as stream:
        if entry.filename == _ODS:
            return first_tables(stream, room)
        data = stream.read(-1 if whole else room)
    if entry.filename.endswith(".bin"):
        return first_records(data, whole, references)
    if not whole:
        cut = _first_rows(data)
        if cut is None:
            return None
        data = cut
    return _REFERENCE.sub(
        lambda found: found[1] + b"%d" % references.setdefault(int(found[2]), len(references)), data
    )


def _first_rows(xml: bytes) -> bytes | None:
    """The XML of a sheet up to its last row that is whole; None where there is no such row."""
    found = _DATA.search(xml)
    if found is None:
        return None
    prefix = found[1]
    starts = (b"<" + prefix + b"row ", b"<" + prefix + b"row>")
    end = max(map(xml.rfind, starts))
    first = min((at for at in (xml.find(start, found.end()) for start in starts) if at >= 0), default=-1)
    if first < 0 or end <= first:
        return None  # one endless row: the whole is read
    return xml[:end] + b"</" + prefix + b"sheetData></" + prefix + b"worksheet>"


def _texts(
    archive: zipfile.ZipFile, names: Iterable[str], references: dict[int, int]
) -> dict[str, bytes] | None:
    """The shared texts that are referred to, in the order of their new numbers; None where one is not there."""
    if _XLSB_TEXTS in names:
        with archive.open(_XLSB_TEXTS) as stream:
            records = first_texts(stream, references)
        return None if records is None else {_XLSB_TEXTS: records}
    if _TEXTS not in names:
        return None
    wanted = dict(sorted(references.items()))
    last = max(wanted)
    items: dict[int, bytes] = {}
    begin, number, rest = b"", 0, b""
    with archive.open(_TEXTS) as stream:
        while number <= last and (piece := stream.read(_PIECE)):
            rest += piece
            if b"si/>" in rest:
                rest = re.sub(rb"<((?:\w+:)?si)/>", rb"<\1></\1>", rest)
            start = 0
            for found in _ITEMS_END.finditer(rest):
                if not number and not begin:
                    at = re.search(rb"<(?:\w+:)?si[ >]", rest)
                    if at is None or at.start() > found.start():
                        return None
                    begin = rest[: at.start()]
                    start = at.start()
                if number in wanted:
                    items[wanted[number]] = rest[start : found.end()]
                start = found.end()
                number += 1
            rest = rest[start:]
    if len(items) < len(wanted):
        return None
    tag = re.search(rb"<((?:\w+:)?sst)\b", begin)
    if tag is None:
        return None
    body = b"".join(items[number] for number in sorted(items))
    return {_TEXTS: begin + body + b"</" + tag[1] + b">"}
