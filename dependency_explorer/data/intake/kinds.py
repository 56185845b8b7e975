"""What a file is by its first bytes; its suffix may lie.

What cannot be read is named, with what to do instead: a statistics program, an archive in an archive, a picture.
"""

from __future__ import annotations

import json
import re
from typing import Literal

from dependency_explorer.data.problems import DataError

Kind = Literal["text", "workbook", "json", "parquet"]
"""workbook: anything that holds sheets of cells, web pages with tables and files of Stata included."""

_OTHERS: tuple[tuple[bytes, str, str], ...] = (
    (b"%PDF", "a PDF document", "Download the data as CSV or Excel."),
    (b"\x89PNG", "a picture", "Download the data as CSV or Excel."),
    (b"\xff\xd8", "a picture", "Download the data as CSV or Excel."),
    (b"GIF8", "a picture", "Download the data as CSV or Excel."),
    (b"$FL2", "a file of SPSS", "Save it as CSV or as a file of Stata (.dta) there."),
    (b"$FL3", "a file of SPSS", "Save it as CSV or as a file of Stata (.dta) there."),
    (b"HEADER RECORD*******", "a transport file of SAS", "Save it as CSV there."),
    (b"RDX2\n", "a file of R", "Save its table as CSV there: write.csv(table, 'table.csv')."),
    (b"RDX3\n", "a file of R", "Save its table as CSV there: write.csv(table, 'table.csv')."),
    (b"X\n\x00\x00\x00", "a file of R", "Save its table as CSV there: write.csv(table, 'table.csv')."),
    (b"SQLite format 3\x00", "a database of SQLite", "Save the table that you need as CSV."),
    (b"\x00\x01\x00\x00Standard ", "a database of Access", "Save the table that you need as CSV."),
    (b"ARROW1", "a Feather file", "Save its table as Parquet or CSV."),
    (b"\x89HDF\r\n", "an HDF5 file", "Save the table that you need as CSV or Parquet."),
    (b"CDF\x01", "a NetCDF file", "Save the table that you need as CSV."),
    (b"CDF\x02", "a NetCDF file", "Save the table that you need as CSV."),
    (b"7z\xbc\xaf\x27\x1c", "an archive of 7-Zip", "Unpack it and open the table that you need."),
    (b"Rar!", "a RAR archive", "Unpack it and open the table that you need."),
    (b"(\xb5/\xfd", "packed by Zstandard", "Unpack it and open the table that you need."),
)
_PROGRAMS = (b"\x7fELF", b"\xcf\xfa\xed\xfe", b"\xca\xfe\xba\xbe")
"""Of Linux and of macOS. Those of Windows begin with MZ, as a table of Mozambique may: theirs has zeros after it."""
_STATA = re.compile(rb"<stata_dta>|[\x69\x6c\x6e-\x73][\x01\x02]\x01\x00")
_TABLE_TAG = re.compile(
    rb"<(html|table|tr|!doctype html)[\s>]|urn:schemas-microsoft-com:office:spreadsheet", re.I
)


def kind_of(first: bytes, name: str, inner_name: str) -> Kind:
    """The kind of a file. first: its first bytes, unpacked. Raises DataError for what is no table."""
    if first.startswith((b"PK", b"\xd0\xcf\x11\xe0")) or is_stata(first):
        return "workbook"
    if first.startswith(b"PAR1"):
        return "parquet"
    for mark, what, advice in _OTHERS:
        if first.startswith(mark):
            raise DataError(f"{name} is no table that can be read (it is {what}). {advice}")
    if first.startswith(_PROGRAMS) or (first.startswith(b"MZ") and b"\x00" in first[:64]):
        raise DataError(
            f"{name} is no table that can be read (it is a program). Download the data as CSV or Excel."
        )
    if first[257:262] == b"ustar":
        raise DataError(
            f"{name} is no table that can be read (it is a tar archive). Unpack it and open the table that you need."
        )
    stripped = _as_bytes(first).lstrip(b"\xef\xbb\xbf \r\n\t")
    if stripped.startswith((b"{", b"[")) and inner_name.lower().endswith(
        (".json", ".geojson", ".ndjson", ".jsonl")
    ):
        return "json"
    if stripped.startswith((b'{"', b"[{", b"{\n", b"{\r", b"{ ")):
        return "json"
    if is_marked_up(first):
        return "workbook"
    if stripped.startswith(b"<?xml"):
        raise DataError(f"{name} is no table (it is an XML file). Download the data as CSV or Excel.")
    return "text"


def _as_bytes(first: bytes) -> bytes:
    """The first bytes of JSON in UTF-16 or UTF-32 as those of UTF-8; other bytes as they are."""
    encoding = json.detect_encoding(first[:4])
    if encoding.startswith("utf-8"):
        return first
    return first[:4096].decode(encoding, errors="ignore").encode("utf-8", errors="ignore")


def is_marked_up(first: bytes) -> bool:
    """Whether a file is a web page, or a workbook written as one."""
    stripped = first.lstrip(b"\xef\xbb\xbf \r\n\t")
    return stripped.startswith(b"<") and _TABLE_TAG.search(first[:20_000]) is not None


def is_stata(first: bytes) -> bool:
    """Whether a file is of Stata (version 8 or later)."""
    return _STATA.match(first) is not None
