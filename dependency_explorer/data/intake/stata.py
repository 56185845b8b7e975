"""Files of Stata (.dta), read by pandas: labels of values in place of their numbers, as a person would write them."""

from __future__ import annotations

import io
import struct
from collections.abc import Sequence

from dependency_explorer.data.numerals import NumberText
from dependency_explorer.data.problems import DataError
from dependency_explorer.data.sheet_span import MOST_CELLS, too_wide
from dependency_explorer.data.unpacking import OBSERVATIONS
from dependency_explorer.data.way import Way
from dependency_explorer.data.workbook import cell_text


class StataFile:
    """The one table of a file of Stata by the interface of a workbook. Raises DataError.

    limit: at most so many rows, None for all. packed: bytes of the file on disk.
    """

    names = ("table",)

    def __init__(self, content: bytes, file: str, way: Way, packed: int, limit: int | None = None) -> None:
        import numpy as np
        import pandas as pd

        try:
            with pd.read_stata(
                io.BytesIO(content), chunksize=limit or MOST_CELLS, convert_categoricals=False
            ) as reader:
                labels = reader.value_labels()
                frame = next(iter(reader), pd.DataFrame())
        except (
            ValueError,
            KeyError,
            IndexError,
            OverflowError,
            struct.error,
            EOFError,
            UnicodeDecodeError,
        ) as error:
            raise DataError(f"{file} is no file of Stata that can be read. Save it as CSV there.") from error
        if frame.size > MOST_CELLS:
            raise too_wide(file, len(frame), len(frame.columns))
        OBSERVATIONS.check(file, packed, frame.size)
        columns: list[list[str]] = []
        for name in frame.columns:
            way.tell(f"Reading {file}", len(columns), len(frame.columns))
            column = frame[name]
            words = labels.get(str(name), {})
            # A number of four bytes has seven digits: more would be made up.
            short = column.dtype == np.float32
            cells = column.astype(str) if short else column.astype(object)
            codes, values = pd.factorize(cells.to_numpy(object))
            texts = [str(words.get(cell, "")) or _text(cell, short) for cell in values.tolist()]
            codes[column.isna().to_numpy()] = len(texts)
            columns.append(np.array([*texts, ""], object)[codes].tolist())
        self._rows = [list(map(str, frame.columns)), *map(list, zip(*columns, strict=True))]

    def rows(self, name: str) -> Sequence[Sequence[str]]:
        """The names of the variables, and the observations."""
        return self._rows


def _text(cell: object, short: bool) -> str:
    """A cell as text; short: it is a number of four bytes that is written out already."""
    text = cell_text(cell)
    if short:
        return NumberText(text.removesuffix(".0"))
    return text.strip() if isinstance(cell, str) else text
