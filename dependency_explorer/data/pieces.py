"""What a quick reader of text must know of a piece of it before it parses it: about its lines and quotation marks."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt


def has_lone_return(piece: bytes | bytearray, size: int) -> bool:
    """Whether a carriage return stands without a line feed behind it, in so many bytes. Every line of a large table
    may hold one, and `bytes.count` would keep the interpreter's lock for all of them."""
    signs = np.frombuffer(piece, np.uint8, size)
    returns = signs == 13
    returns[:-1] &= signs[1:] != 10
    return bool(returns.any())


def blank_lines(piece: bytes | bytearray, size: int) -> npt.NDArray[np.intp]:
    """Which lines hold nothing at all, counted from 0."""
    signs = np.frombuffer(piece, np.uint8, size)
    ends = np.flatnonzero(signs == 10)
    starts = np.concatenate(([0], ends + 1))
    starts, ends = (starts, np.append(ends, size)) if starts[-1] < size else (starts[:-1], ends)
    length = ends - starts
    returned = length == 1
    returned[returned] = signs[starts[returned]] == 13
    return np.flatnonzero((length == 0) | returned)


def quotes_are_plain(piece: bytes | bytearray, size: int, separator: bytes) -> bool:
    """Whether every reader takes the quotation marks of some lines alike: none begins a cell, or each that begins one
    has one that ends it, and those between are doubled."""
    signs = np.frombuffer(piece, np.uint8, size)
    at = np.flatnonzero(signs == 34)
    between = separator[0], 10
    before = signs[at - 1]
    begins = np.isin(before, between) | (at == 0)
    if not begins.any():
        return True
    if len(at) % 2:
        return False
    behind = signs[np.minimum(at + 1, size - 1)]
    ends = np.isin(behind, (*between, 13)) | (at == size - 1)
    doubled = at[1:] == at[:-1] + 1
    opening, closing = begins[::2].copy(), ends[1::2].copy()
    opening[1:] |= doubled[1::2]
    closing[:-1] |= doubled[1::2]
    return bool(opening.all() and closing.all())
