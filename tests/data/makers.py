"""Workbooks of other makes than XLSX, with one or more sheets of texts and numbers."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Mapping, Sequence
from xml.sax.saxutils import escape

from dependency_explorer.data.compound import container_of

Sheets = Mapping[str, Sequence[Sequence[str | float]]]
_PACKAGES = "http://schemas.openxmlformats.org/package/2006"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def _packed(files: Mapping[str, bytes | str]) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return content.getvalue()


def ods_bytes(sheets: Sheets) -> bytes:
    """An OpenDocument spreadsheet."""

    def cell(value: str | float) -> str:
        if isinstance(value, str):
            return f'<table:table-cell office:value-type="string"><text:p>{escape(value)}</text:p></table:table-cell>'
        return f'<table:table-cell office:value-type="float" office:value="{value}"/>'

    tables = "".join(
        f'<table:table table:name="{name}">'
        + "".join(f"<table:table-row>{''.join(map(cell, row))}</table:table-row>" for row in rows)
        + "</table:table>"
        for name, rows in sheets.items()
    )
    names = "".join(
        f' xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{short}:1.0"'
        for short in ("office", "table", "text")
    )
    return _packed(
        {
            "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
            "content.xml": f"<office:document-content{names}><office:body><office:spreadsheet>{tables}"
            "</office:spreadsheet></office:body></office:document-content>",
            "META-INF/manifest.xml": '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:'
            'manifest:1.0"/>',
        }
    )


def record(kind: int, data: bytes = b"") -> bytes:
    """A record of XLSB: kind and size seven bits a byte."""
    head = bytes([kind]) if kind < 128 else bytes([kind & 0x7F | 0x80, kind >> 7])
    size = len(data)
    while size > 127:
        head += bytes([size & 0x7F | 0x80])
        size >>= 7
    return head + bytes([size]) + data


def _wide(text: str) -> bytes:
    return struct.pack("<I", len(text)) + text.encode("utf-16-le")


def xlsb_bytes(sheets: Sheets) -> bytes:
    """A binary workbook (XLSB)."""
    texts: dict[str, int] = {}
    files: dict[str, bytes | str] = {}
    for number, rows in enumerate(sheets.values(), start=1):
        last = max(map(len, rows)) - 1
        data = record(129) + record(148, struct.pack("<IIII", 0, len(rows) - 1, 0, last)) + record(145)
        for place, row in enumerate(rows):
            data += record(0, struct.pack("<II", place, 0) + bytes(9) + struct.pack("<II", 0, len(row) - 1))
            for column, value in enumerate(row):
                if isinstance(value, str):
                    shared = texts.setdefault(value, len(texts))
                    data += record(7, struct.pack("<III", column, 0, shared))
                else:
                    data += record(5, struct.pack("<IId", column, 0, value))
        files[f"xl/worksheets/sheet{number}.bin"] = data + record(146) + record(130)
    entries = b"".join(
        record(156, struct.pack("<II", 0, number) + _wide(f"rId{number}") + _wide(name))
        for number, name in enumerate(sheets, start=1)
    )
    links = "".join(
        f'<Relationship Id="rId{number}" Type="{_OFFICE}/worksheet" Target="worksheets/sheet{number}.bin"/>'
        for number in range(1, len(sheets) + 1)
    )
    size = struct.pack("<II", len(texts), len(texts))
    items = b"".join(record(19, b"\0" + _wide(text)) for text in texts)
    return _packed(
        {
            "_rels/.rels": f'<Relationships xmlns="{_PACKAGES}/relationships"><Relationship Id="rId1" '
            f'Type="{_OFFICE}/officeDocument" Target="xl/workbook.bin"/></Relationships>',
            "xl/workbook.bin": record(131) + record(143) + entries + record(144) + record(132),
            "xl/_rels/workbook.bin.rels": f'<Relationships xmlns="{_PACKAGES}/relationships">{links}<Relationship '
            f'Id="texts" Type="{_OFFICE}/sharedStrings" Target="sharedStrings.bin"/></Relationships>',
            "xl/sharedStrings.bin": record(159, size) + items + record(160),
            **files,
        }
    )


def xls_bytes(sheets: Sheets) -> bytes:
    """An old workbook (XLS)."""

    def part(kind: int, data: bytes = b"") -> bytes:
        return struct.pack("<HH", kind, len(data)) + data

    texts: dict[str, int] = {}
    bodies = []
    for rows in sheets.values():
        width = max(map(len, rows))
        body = part(0x809, struct.pack("<HHHHII", 0x600, 0x10, 0, 0, 0, 6))
        body += part(0x200, struct.pack("<IIHHH", 0, len(rows), 0, width, 0))
        for place, row in enumerate(rows):
            for column, value in enumerate(row):
                if isinstance(value, str):
                    shared = texts.setdefault(value, len(texts))
                    body += part(0xFD, struct.pack("<HHHI", place, column, 0, shared))
                else:
                    body += part(0x203, struct.pack("<HHHd", place, column, 0, value))
        bodies.append(body + part(0x0A))
    begin = part(0x809, struct.pack("<HHHHII", 0x600, 5, 0, 0, 0, 6)) + part(0x42, struct.pack("<H", 1200))
    pieces = [struct.pack("<II", len(texts), len(texts))]
    for text in texts:
        entry = struct.pack("<HB", len(text), 1) + text.encode("utf-16-le")
        if len(pieces[-1]) + len(entry) > 8000:
            pieces.append(b"")
        pieces[-1] += entry
    shared_texts = b"".join(part(0x3C if number else 0xFC, piece) for number, piece in enumerate(pieces))

    def entries(at: int) -> bytes:
        made = b""
        for name, body in zip(sheets, bodies, strict=True):
            made += part(0x85, struct.pack("<IBBBB", at, 0, 0, len(name), 0) + name.encode())
            at += len(body)
        return made

    end = shared_texts + part(0x0A)
    at = len(begin) + len(entries(0)) + len(end)
    return container_of(begin + entries(at) + end + b"".join(bodies))
