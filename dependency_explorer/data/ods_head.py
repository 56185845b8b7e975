"""The first rows of each table of a huge OpenDocument spreadsheet.

All its tables stand one after the other in one XML text; what stands between them is kept as it is.
"""

from __future__ import annotations

import re
from typing import IO

_PIECE = 1 << 20
MOST_SCANNED = 150_000_000
"""Bytes that are looked through for further tables, half a second; tables that begin later are not shown."""
_FURTHER_TABLES = 12
_BEGIN = re.compile(rb"<table:table[ >]")
_END = b"</table:table>"
_ROW = b"<table:table-row"
_CLOSED = b"</table:table></office:spreadsheet></office:body></office:document-content>"
_LONGEST = 32
"""Of a piece so many bytes are looked at again with the next one: a tag may be cut there."""


def first_tables(stream: IO[bytes], room: int) -> bytes | None:
    """The content of a spreadsheet with so many bytes of each of its tables, and of later ones a tenth; None where
    a table has no whole row within them."""
    made = bytearray()
    rest, seen, tables = b"", 0, 0
    inside = skipping = False
    begun = 0  # where the table at hand begins in `made`
    while True:
        piece = stream.read(_PIECE)
        seen += len(piece)
        data = rest + piece
        last = not piece or seen > MOST_SCANNED
        at = 0
        while True:
            if not inside:
                found = _BEGIN.search(data, at)
                if found is None:
                    stop = len(data) if last else max(at, len(data) - _LONGEST)
                    made += data[at:stop]
                    at = stop
                    break
                begun = len(made) + found.start() - at
                made += data[at : found.end()]
                at = found.end()
                inside, skipping, tables = True, False, tables + 1
                if tables > _FURTHER_TABLES:
                    room = min(room, 200_000)
                continue
            end = data.find(_END, at)
            stop = end if end >= 0 else len(data) if last else max(at, len(data) - _LONGEST)
            if not skipping:
                made += data[at:stop]
                if len(made) - begun > room or (last and end < 0):
                    cut = made.rfind(_ROW, begun, begun + room)
                    if cut <= made.find(_ROW, begun):
                        return None  # one endless row: the whole is read
                    del made[cut:]
                    skipping = True
            at = stop
            if end < 0:
                break
            made += _END
            at, inside = end + len(_END), False
        rest = data[at:]
        if last:
            break
    if inside:
        made += _CLOSED
    elif seen > MOST_SCANNED:
        made = made[: made.rfind(_END)]
        made += _CLOSED
    return bytes(made)
