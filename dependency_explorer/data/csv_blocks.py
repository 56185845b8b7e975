"""Tables as CSV, worked out column by column: a million rows a second, without the interpreter's lock.

The cells are those of `write.csv_text`, `formulas.protected` and `write.number_text`, byte for byte; a test compares
them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from dependency_explorer.data.formulas import FORMULA

if TYPE_CHECKING:
    import pyarrow as pa

BLOCK_ROWS = 1 << 16
"""Rows of a block: its texts stay in the processor's cache, and a file is written as they come."""
_ENDED = "\r\n"
_FORMULA = f"^({FORMULA})"
_QUOTED = '[",\r\n]'
_WHOLE_BELOW = 1e15
_PLAINLY = 1e-3, 1e10
"""Between these Arrow writes a broken number as Python does; outside it chooses otherwise when to write exponents."""

Cells = Callable[[slice], "pa.Array"]
"""The finished cells of a column for some of its rows."""


def csv_blocks(frame: pd.DataFrame, names: Sequence[str], numbers: Sequence[str]) -> Iterator[bytes]:
    """A table as CSV after RFC 4180: the line of names, then blocks of rows.

    names: the columns to write. numbers: those of them that hold numbers, NaN being missing.
    """
    import pyarrow as pa
    import pyarrow.compute as pc

    cells = [_numbers(frame[name]) if name in numbers else _texts(frame[name]) for name in names]
    yield (",".join(_finished(pa.array(names, pa.string())).to_pylist()) + _ENDED).encode("utf-8")
    comma, end, nothing = (pa.scalar(text, pa.large_string()) for text in (",", _ENDED, ""))
    for start in range(0, len(frame), BLOCK_ROWS):
        part = slice(start, min(start + BLOCK_ROWS, len(frame)))
        rows = pc.binary_join_element_wise(*(column(part) for column in cells), comma)
        yield _bytes(pc.binary_join_element_wise(rows, end, nothing))


def _bytes(rows: pa.Array) -> bytes:
    """The texts of an array, one behind the other."""
    _, offsets, data = rows.buffers()
    ends = np.frombuffer(offsets, np.int64)[rows.offset : rows.offset + len(rows) + 1]
    return bytes(memoryview(data)[ends[0] : ends[-1]])


def _texts(column: pd.Series[Any]) -> Cells:
    """Texts as cells; each distinct one is worked out once."""
    import pyarrow as pa

    if isinstance(column.dtype, pd.CategoricalDtype):
        codes = column.cat.codes.to_numpy()
        texts = pa.array(column.cat.categories, pa.large_string())
    else:
        array = pa.array(column, pa.large_string())
        array = array.combine_chunks() if isinstance(array, pa.ChunkedArray) else array
        numbered = array.dictionary_encode()
        codes, texts = numbered.indices.to_numpy(zero_copy_only=False), numbered.dictionary
    finished = _finished(texts)
    return lambda part: finished.take(pa.array(codes[part]))


def _finished(texts: pa.Array) -> pa.Array:
    """Texts without the power to run as formulas, and quoted where they must be."""
    import pyarrow as pa
    import pyarrow.compute as pc

    guarded = pc.replace_substring_regex(texts, _FORMULA, r"'\1").cast(pa.large_string())
    needy = pc.match_substring_regex(guarded, _QUOTED)
    if not pc.any(needy).as_py():
        return guarded
    mark, nothing = pa.scalar('"', pa.large_string()), pa.scalar("", pa.large_string())
    doubled = pc.replace_substring(guarded, '"', '""')
    return pc.if_else(needy, pc.binary_join_element_wise(mark, doubled, mark, nothing), guarded)


def _numbers(column: pd.Series[Any]) -> Cells:
    """Numbers as cells, with every digit they have; empty where missing."""
    values = column.to_numpy(np.float64)
    return lambda part: number_cells(values[part])


def number_cells(values: npt.NDArray[np.float64]) -> pa.Array:
    """The text of each number: whole ones without a point, others with every digit; empty where it is missing."""
    import pyarrow as pa
    import pyarrow.compute as pc

    size = np.abs(values)
    with np.errstate(invalid="ignore"):
        whole = (np.trunc(values) == values) & (size < _WHOLE_BELOW)
    broken = ~whole & (size >= _PLAINLY[0]) & (size < _PLAINLY[1])
    odd = np.flatnonzero(~whole & ~broken & ~np.isnan(values))
    cells = pa.repeat(pa.scalar("", pa.large_string()), len(values))
    if whole.any():
        counts = pa.array(np.where(whole, values, 0.0).astype(np.int64)).cast(pa.large_string())
        cells = pc.if_else(pa.array(whole), counts, cells)
    if broken.any():
        written = pa.array(np.where(broken, values, 0.5)).cast(pa.large_string())
        cells = pc.if_else(pa.array(broken), written, cells)
    if len(odd):
        mask = np.zeros(len(values), bool)
        mask[odd] = True
        texts = pa.array([repr(value) for value in values[odd].tolist()], pa.large_string())
        cells = pc.replace_with_mask(cells, pa.array(mask), texts)
    return cells
