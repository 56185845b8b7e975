"""What makes the files: the list of kinds, and packing to a size."""

from __future__ import annotations

import gzip
import io
import itertools
import os
import struct
import zipfile
from collections.abc import Callable, Iterable, Iterator

PACKED = 4_900_000
"""Bytes of a packed file."""
TITLES = b"year,exporter,importer,product,quantity (kt)\n"
KINDS: dict[str, Callable[[], bytes]] = {}


def kind(name: str) -> Callable[[Callable[[], bytes]], Callable[[], bytes]]:
    """Enter what makes the file of this name."""

    def enter(make: Callable[[], bytes]) -> Callable[[], bytes]:
        KINDS[name] = make
        return make

    return enter


SIGNS = {
    b"\n": 2_900_000,
    b",": 19_000_000,
    b";": 19_000_000,
    b"\t": 19_000_000,
    b":": 3_900_000,
    b"[": 690_000,
}
"""Lines, cells, named values and lists that a file of this size may become."""


def repeated(first: bytes, block: bytes, size: int, last: bytes = b"") -> Iterator[bytes]:
    """Blocks between a beginning and an end, together no larger than `size`."""
    yield first
    most = [(size - len(first) - len(last)) // len(block)]
    most += [allowed // block.count(sign) for sign, allowed in SIGNS.items() if block.count(sign)]
    yield from itertools.repeat(block, min(most))
    yield last


def gz(pieces: Iterable[bytes], size: int = PACKED) -> bytes:
    """Gzip that has `size` bytes: empty members with the longest extra field stand before the content."""
    stream = io.BytesIO()
    with gzip.GzipFile(fileobj=stream, mode="wb", compresslevel=6, mtime=0) as file:
        for piece in pieces:
            file.write(piece)
    content = stream.getvalue()
    empty, fillers = gzip.compress(b"", mtime=0), b""
    while (left := min(size - len(content) - len(fillers) - len(empty) - 2, 65_535)) > 0:
        fillers += empty[:3] + b"\x04" + empty[4:10] + struct.pack("<H", left) + bytes(left) + empty[10:]
    return fillers + content


def zipped(entries: dict[str, Iterable[bytes]], filler: str = "", size: int = PACKED) -> bytes:
    """An archive of `size` bytes. filler: an entry that is packed by nothing."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, pieces in entries.items():
            with archive.open(name, "w", force_zip64=True) as entry:
                for piece in pieces:
                    entry.write(piece)
        if filler:
            noise = os.urandom(max(size - len(stream.getvalue()) - 10_000, 0))
            archive.writestr(zipfile.ZipInfo(filler), noise)
    return stream.getvalue()
