"""From the text of a file to a typed table: codes, numbers, periods, dates; faults said row by row."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from dependency_explorer.data.formulas import unprotected
from dependency_explorer.data.keys import looked_up, rows_where
from dependency_explorer.data.numerals import LARGEST, numbers
from dependency_explorer.data.problems import ROWS_NAMED, Collector, DataError, count, counted, shown
from dependency_explorer.data.raw import Codes, NumberColumn, RawColumn, RawTable, codes_used
from dependency_explorer.data.schema import DATE_PATTERN, PERIOD_PATTERN, Column, TableSchema

ROW = "row"
"""The column of line numbers that every table has besides those of its schema."""

_MANY = 1_000_000
_PERIOD = re.compile(PERIOD_PATTERN)
_DATE = re.compile(DATE_PATTERN)

_INFINITE = "{value} is infinite, or larger than any amount, and is taken as missing."
_ADVICE = {
    "period": "Write a year as 2023, a quarter as 2023-Q1, a month as 2023-01.",
    "date": "Write a date as 2023, 2023-01 or 2023-01-31, or leave the cell empty.",
    "number": "Write a plain number such as 1234.5, or leave the cell empty where the figure is missing.",
}


def empty_table(schema: TableSchema) -> pd.DataFrame:
    """A table without rows that has every column of its schema."""
    return _frame(schema, {}, (), np.empty(0, dtype=np.int64))


def typed_table(
    raw: RawTable, schema: TableSchema, found: Collector, *, comma_is_likely: bool = False
) -> pd.DataFrame:
    """The typed table of a raw one.

    Rows without a value that is required are left out and named. A number that cannot be read is missing and
    named. Columns that the schema does not have are kept as text behind the others. Raises DataError where a
    required column is missing.
    """
    _require_columns(raw, schema)
    reader = _Reader(raw, schema, found, comma_is_likely)
    columns = {column.name: reader.column(column) for column in schema.columns if column.name in raw.columns}
    extra = tuple(name for name in raw.columns if schema.column(name) is None)
    for name in extra:
        columns[name] = reader.text(raw.text(name))
    keep, rows = reader.keep, raw.rows
    if not keep.all():
        rows = rows[keep]
        columns = {
            name: column[keep] if isinstance(column, np.ndarray) else (column[0], column[1][keep])
            for name, column in columns.items()
        }
    return _frame(schema, columns, extra, rows)


def _require_columns(raw: RawTable, schema: TableSchema) -> None:
    missing = [column.name for column in schema.columns if column.required and column.name not in raw.columns]
    if schema.name == "flows" and not {"quantity", "value_usd"} & set(raw.columns):
        missing.append("quantity or value_usd")
    if missing:
        there = ", ".join(raw.columns) or "none"
        noun = "column" if len(missing) == 1 else "columns"
        raise DataError(
            f"{raw.file} lacks the {noun} {', '.join(missing)} (it has: {there}). "
            f"Name the {noun} in its first line; {schema.name} needs them."
        )


Built = npt.NDArray[np.float64] | tuple[list[str], npt.NDArray[np.int32]]


class _Reader:
    """Reads the columns of one table and remembers which rows can be kept."""

    def __init__(self, raw: RawTable, schema: TableSchema, found: Collector, comma_is_likely: bool) -> None:
        self._raw = raw
        self._schema = schema
        self._found = found
        self._comma_is_likely = comma_is_likely
        self.keep = np.ones(len(raw.rows), dtype=bool)

    def column(self, column: Column) -> Built:
        given = self._raw.columns[column.name]
        if column.kind == "number" and isinstance(given, NumberColumn):
            return self._finite(column, given)
        raw = self._raw.text(column.name)
        if column.kind == "number":
            return self._number(column, raw)
        built = self.text(raw) if column.kind in ("text", "list") else self._code(column, raw)
        if column.required:
            self._drop(
                column,
                raw,
                [i for i, value in enumerate(built[0]) if not value.strip()],
                "the cell is empty; the row is left out.",
                f"Every row of {self._schema.name} needs its {column.name}.",
            )
        return built

    def text(self, raw: RawColumn) -> tuple[list[str], npt.NDArray[np.int32]]:
        # The call is left out where it changes nothing: a million remarks make a second of it.
        return [unprotected(value) if value[:1] == "'" else value for value in raw.values], raw.codes

    def _code(self, column: Column, raw: RawColumn) -> tuple[list[str], npt.NDArray[np.int32]]:
        values = [unprotected(value.strip()) for value in raw.values]
        if column.kind in ("period", "date"):
            pattern = _PERIOD if column.kind == "period" else _DATE
            faulty = [i for i, value in enumerate(values) if value and not pattern.fullmatch(value)]
            if faulty and column.required:
                self._drop(
                    column,
                    raw,
                    faulty,
                    f"{{value}} is no {column.kind}; the row is left out.",
                    _ADVICE[column.kind],
                )
            elif faulty:
                self._name(
                    column,
                    raw,
                    faulty,
                    f"{{value}} is no {column.kind} and is taken as missing.",
                    _ADVICE[column.kind],
                )
                for position in faulty:
                    values[position] = ""
        elif column.choices:
            for value in sorted({value for value in values if value and value not in column.choices}):
                positions = [i for i, other in enumerate(values) if other == value]
                rows = self._rows(raw, positions)
                message = (
                    f"{self._raw.file}, column {column.name}: {shown(value)} is not known "
                    f"({counted(len(rows), 'row')}, first row {count(rows[0][0])}). "
                    f"Known are {', '.join(column.choices)}; it is kept as it stands."
                )
                self._found.add(
                    "warning",
                    message,
                    table=self._schema.name,
                    row=rows[0][0],
                    column=column.name,
                    value=value,
                )
        return values, raw.codes

    def _finite(self, column: Column, given: NumberColumn) -> npt.NDArray[np.float64]:
        infinite = rows_where(len(given), lambda part: np.abs(given.numbers[part]) >= LARGEST)
        if not len(infinite):
            return given.numbers
        faults = [
            (int(self._raw.rows[index]), repr(float(given.numbers[index]))) for index in infinite[:ROWS_NAMED]
        ]
        self._tell(column, faults, len(infinite), _INFINITE, _ADVICE["number"])
        return np.where(np.abs(given.numbers) >= LARGEST, np.nan, given.numbers)

    def _number(self, column: Column, raw: RawColumn) -> npt.NDArray[np.float64]:
        read = numbers(raw.values, self._comma_is_likely)
        advice = _ADVICE["number"]
        self._name(column, raw, read.text, "{value} is not a number and is taken as missing.", advice)
        self._name(column, raw, read.infinite, _INFINITE, advice)
        self._name(
            column,
            raw,
            read.ambiguous,
            "{value} may mean a decimal or a thousand, and is taken as missing.",
            "Write thousands without a sign between them and decimals with a point.",
        )
        for positions, how in ((read.comma, "a decimal comma"), (read.grouped, "marks between thousands")):
            if positions:
                number = int(np.isin(raw.codes, np.array(positions)).sum())
                example = raw.values[positions[0]]
                message = (
                    f"{self._raw.file}, column {column.name}: {counted(number, 'number is', 'numbers are')} "
                    f"written with {how}, such as {shown(example)}, and read so. Check one with the source."
                )
                self._found.add("warning", message, table=self._schema.name, column=column.name)
        result: npt.NDArray[np.float64] = np.array(read.values, dtype=np.float64)[raw.codes]
        return result

    def _rows(self, raw: RawColumn, positions: Sequence[int]) -> list[tuple[int, str]]:
        where = np.flatnonzero(np.isin(raw.codes, np.array(positions, dtype=np.int32)))
        lines = self._raw.rows[where]
        return [(int(line), raw.values[raw.codes[index]]) for line, index in zip(lines, where, strict=True)]

    def _name(
        self, column: Column, raw: RawColumn, positions: Sequence[int], sentence: str, advice: str
    ) -> None:
        if not positions:
            return
        where = np.flatnonzero(np.isin(raw.codes, np.array(positions, dtype=np.int32)))
        first = where[:ROWS_NAMED]
        faults = [(int(self._raw.rows[index]), raw.values[raw.codes[index]]) for index in first]
        self._tell(column, faults, len(where), sentence, advice)

    def _tell(
        self, column: Column, faults: Sequence[tuple[int, str]], total: int, sentence: str, advice: str
    ) -> None:
        self._found.rows(
            "error",
            table=self._schema.name,
            file=self._raw.file,
            column=column.name,
            faults=faults,
            sentence=sentence,
            advice=advice,
            total=total,
        )

    def _drop(
        self, column: Column, raw: RawColumn, positions: Sequence[int], sentence: str, advice: str
    ) -> None:
        if not positions:
            return
        self._name(column, raw, positions, sentence, advice)
        self.keep &= ~np.isin(raw.codes, np.array(positions, dtype=np.int32))


def category(values: Sequence[str], codes: npt.NDArray[np.int32]) -> pd.Categorical:
    """A categorical with sorted categories that are all used, from values (which may repeat) and codes."""
    used = codes_used(codes, len(values) or 1).tolist() if values else []
    names = sorted({values[code] for code in used})
    number = {name: index for index, name in enumerate(names)}
    recode: npt.NDArray[Any] = np.zeros(len(values) or 1, dtype=_smallest(len(names)))
    for code in used:
        recode[code] = number[values[code]]
    dtype = pd.CategoricalDtype(pd.Index(names, dtype="str"), ordered=False)
    numbers = np.zeros(len(codes), recode.dtype) if _is_one(codes) else looked_up(recode, codes)
    built: pd.Categorical = pd.Categorical.from_codes(numbers, dtype=dtype, validate=False)
    return built


def _smallest(size: int) -> type[np.signedinteger[Any]]:
    # As pandas would choose, which then need not copy.
    return np.int8 if size <= 128 else np.int16 if size <= 32768 else np.int32


def _frame(
    schema: TableSchema,
    columns: Mapping[str, Built],
    extra: Sequence[str],
    rows: Codes,
) -> pd.DataFrame:
    size = len(rows)

    def built(column: Column) -> Any:
        given = columns.get(column.name)
        if column.kind == "number":
            return np.full(size, np.nan) if given is None else given
        values, codes = given if isinstance(given, tuple) else ([""], _same_code(size))
        is_text = column.kind in ("text", "list", "date")
        return (text_array if is_text else category)(values, codes)

    if size > _MANY:
        # numpy works without the lock: two columns at a time.
        with ThreadPoolExecutor(2) as pool:
            made = list(pool.map(built, schema.columns))
    else:
        made = [built(column) for column in schema.columns]
    data: dict[str, Any] = dict(zip(schema.names, made, strict=True))
    for name in extra:
        given = columns[name]
        if isinstance(given, tuple):
            data[name if name != ROW else ROW + "_"] = text_array(*given)
    data[ROW] = rows if rows.dtype == np.int32 else _short(rows)
    return pd.DataFrame(data, copy=False)


def _short(rows: Codes) -> Codes:
    # Four bytes a line number, unless a file has more than two billion lines.
    return rows.astype(np.int32) if not len(rows) or rows.max() <= np.iinfo(np.int32).max else rows


def _same_code(size: int) -> npt.NDArray[np.int32]:
    return np.broadcast_to(np.zeros(1, np.int32), (size,))


def _is_one(codes: npt.NDArray[np.int32]) -> bool:
    return len(codes) > 0 and codes.strides == (0,)


def text_array(values: Sequence[str], codes: npt.NDArray[Any]) -> Any:
    """Texts as pandas keeps them, from their distinct values: Arrow numbers ten million in a tenth of a second,
    where pandas would look at every object."""
    import pyarrow as pa

    if _is_one(codes):
        # Where nothing is written in ten million rows, nothing is.
        text, size = values[codes[0]].encode(), len(codes)
        ends = np.arange(0, (size + 1) * len(text), len(text)) if text else np.zeros(size + 1, np.int64)
        same = pa.LargeStringArray.from_buffers(size, pa.py_buffer(ends), pa.py_buffer(text * size))
        return pd.array(same, dtype="str")
    texts = pa.array([*values] or [""], pa.large_string())
    return pd.array(
        pa.DictionaryArray.from_arrays(pa.array(codes), texts).cast(pa.large_string()), dtype="str"
    )
