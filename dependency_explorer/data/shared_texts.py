"""How much text the cells of a workbook hold, each of which may refer to a text that all sheets share.

A reader makes a copy of the text for every cell, so a few long texts become gigabytes. What is written in an unusual
way (two values in a cell, a comment within a number) counts as the longest text, so that nothing hides behind it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence

import numpy as np

from dependency_explorer.data.markup import is_sound

_END = re.compile(rb"</(?:\w+:)?si\s*>|<(?:\w+:)?si\b[^>]*/>")
_LONG = 1 << 20
_COST = 100
"""What a text costs besides its bytes: there may be millions of empty ones."""
_BEGIN = re.compile(rb"<(?:\w+:)?si\b[^>]*>")
_ODD = re.compile(rb"<(?:r[ >/]|rPh|si[^>]|/si[^>]|!|t/|\w+:|/\w+:)")
"""What is written otherwise: runs of a text, texts without an end of their own."""
_USUAL = len(b"<si><t></t>")
_TAG = re.compile(rb"<[^>]*>")
_REFERENCE = re.compile(
    rb"[\"']s[\"'][^>]*>\s*<(?:\w+:)?v(?: [^>]*)?>(\d{1,9})</(?:\w+:)?v\s*>\s*</(?:\w+:)?c\s*>"
)


class SharedTexts:
    """The lengths of the shared texts, and what the cells that refer to them hold together.

    pieces: the part with the texts, in pieces that begin with a tag. check: is asked meanwhile whether it may go on
    with so many bytes of text, each text with what it costs besides.
    """

    def __init__(self, pieces: Iterable[bytes], check: Callable[[int], None]) -> None:
        sizes: list[int] = []
        self.size = 0
        """Bytes of all the texts, each once."""
        self._certain = True
        for piece in _whole_items(pieces):
            # Within comments and the like, what looks like the end of a text may be none.
            more = _plain_sizes(piece) if not _ODD.search(piece) else _sizes(piece)
            if more is None or not is_sound(piece):
                self._certain = False
                more = [len(piece)]
            sizes += more
            self.size += sum(more)
            check(self.size + _COST * len(sizes))
        self._sizes = np.array(sizes or [0], np.int64)
        self._longest = int(self._sizes.max()) if self._certain else self.size

    def of_cells(self, sheet: Sequence[bytes], room: int) -> int:
        """Bytes of shared text in the cells of a sheet; where they are surely within the room, at most so many.

        sheet: its pieces, each of which begins with a tag.
        """
        possible = sum(piece.count(b'"s"') + piece.count(b"'s'") for piece in sheet)
        if possible * self._longest <= room or not self._certain:
            return possible * self._longest
        total = known = 0
        for piece in sheet:
            numbers = np.array(_REFERENCE.findall(piece), "S9").astype(np.int64)
            known += len(numbers)
            total += int(self._sizes[numbers[numbers < len(self._sizes)]].sum())
        return total + (possible - known) * self._longest


def _plain_sizes(piece: bytes) -> list[int] | None:
    """Bytes of the texts of a piece in which each is written in the usual way, between four tags; None where a text
    begins within another."""
    texts = piece.split(b"</si>")
    last = texts.pop()
    begun = {text.count(b"<si>") for text in texts} | {last.count(b"<si>") + 1}
    if begun != {1}:
        return None
    sizes = [len(text) - _USUAL for text in texts]
    return [len(_TAG.sub(b"", texts[0])), *sizes[1:]] if texts else []


def _sizes(piece: bytes) -> list[int] | None:
    sizes, start = [], 0
    for end in _END.finditer(piece):
        text = piece[start : end.start()]
        if len(_BEGIN.findall(text)) != (end[0].startswith(b"</")):
            return None
        sizes.append(_text(text))
        start = end.end()
    return None if _BEGIN.search(piece, start) else sizes


def _text(text: bytes) -> int:
    """Bytes between tags; of what is long the tags count too, lest it be copied."""
    return len(text) if len(text) > _LONG else len(_TAG.sub(b"", text))


def _whole_items(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """The pieces put together so that each ends with a text, but for the last."""
    rest: list[bytes] = []
    for piece in pieces:
        end = max((found.end() for found in _END.finditer(piece)), default=0)
        if not end:
            rest.append(piece)
            continue
        whole = b"".join([*rest, piece[:end]])
        rest = [piece[end:]]
        yield whole
    yield b"".join(rest)
