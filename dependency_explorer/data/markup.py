"""Parts of a workbook that are text with tags, unpacked piece by piece.

A sheet is hundreds of megabytes of text. To unpack it, or to look through it, in one call would hold the
interpreter's lock all the while, so both are done in pieces.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable, Iterator

PIECE = 1 << 20
"""Bytes that are unpacked or looked through in one call."""

_SOUND = re.compile(
    rb"(?:[^<]*+<(?:[^!?<>\"'][^<>\"']*+(?:\"[^\"<]*+\"[^<>\"']*+|'[^'<]*+'[^<>\"']*+)*+|!--[^<]*?--|"
    rb"!\[CDATA\[[^<]*?\]\]|\?[^<]*?\?)>)*+[^<]*+"
)
"""Tags in which no other begins, be it within a comment or a quoted value."""


def unpacked(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> Iterator[bytes]:
    """Pieces of a part."""
    with archive.open(entry) as stream:
        while piece := stream.read(PIECE):
            yield piece


def markup(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, hold: Callable[[int], None]) -> Iterator[bytes]:
    """Pieces of a text with tags, each of which begins with a tag (the first as the text does), so that no tag and
    nothing within one stands in two of them. hold: is asked whether a text of so many bytes may be held."""
    rest: list[bytes] = []
    for piece in unpacked(archive, entry):
        end = piece.rfind(b"<")
        if end < 0:
            rest.append(piece)
            hold(sum(map(len, rest)))
            continue
        whole = b"".join([*rest, piece[:end]])
        rest = [piece[end:]]  # before it is given out: what it was made of takes as much memory
        yield whole
    yield b"".join(rest)


def is_sound(piece: bytes) -> bool:
    """Whether no tag begins within another: what looks like a tag is one. piece: of `markup`."""
    return _SOUND.fullmatch(piece) is not None
