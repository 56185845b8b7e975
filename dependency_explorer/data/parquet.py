"""Parquet files; their cells become the text a person would write, and figures stay numbers.

Run lengths, dictionaries and differences of Parquet tell millions of cells in a few bytes. So a text is held once a
dictionary, however many rows refer to it, distinct texts are counted before any of them becomes one of Python, and
the sizes that the footer tells are checked before a page is read.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from dependency_explorer.data.delimited import column_name
from dependency_explorer.data.keys import numbered
from dependency_explorer.data.numerals import LARGEST
from dependency_explorer.data.problems import DataError, TooMuchError, count, shown
from dependency_explorer.data.raw import AnyColumn, NumberColumn, RawColumn, RawTable, constant
from dependency_explorer.data.unpacking import COLUMNS, DISTINCT, LONG, PREFIXED, SUFFIXES, TALL, UNCODED
from dependency_explorer.data.way import Way
from dependency_explorer.data.workbook import cell_text, no_twins

_ROWS, _CELLS = 1 << 16, 1 << 21
"""Rows that are read at once at least, and cells."""
_FEW = 8
"""Rows that are read at once where each may repeat any part of the text before it."""
_CHECKED = 1024
"""Rows after which distinct texts are counted again."""
_AT_ONCE = 60_000_000
"""Bytes that the texts of these rows may become; decoding takes three times that."""
_SMALL = 20_000_000
"""Larger files are read without such care."""
_MOST_COLUMNS = 4096
_WRITTEN = 1 << 16
"""Texts that are written out before one looks whether the reading was called off."""


def parquet_file(content: bytes | Path, whole_texts: Collection[str] = ()) -> Any:
    """A Parquet file, opened. whole_texts: columns whose texts are read by their dictionaries. Raises pyarrow's
    exceptions and OSError."""
    import pyarrow.parquet as pq

    source = io.BytesIO(content) if isinstance(content, bytes) else content
    return pq.ParquetFile(source, read_dictionary=list(whole_texts))


def parquet_names(content: bytes | Path, file: str) -> tuple[str, ...]:
    """The names of the columns. Raises DataError."""
    import pyarrow as pa

    try:
        source = parquet_file(content)
        _check_width(source, file)
        return tuple(source.schema_arrow.names)
    except (pa.ArrowException, OSError, UnicodeDecodeError) as error:
        raise _unreadable(file, error) from error


def read_parquet(
    content: bytes | Path,
    file: str,
    way: Way | None = None,
    rename: Callable[[str], str] | None = column_name,
    limit: int | None = None,
    numbers: Collection[str] = (),
    packed: int | None = None,
) -> RawTable:
    """The table of a Parquet file; its first row counts as line 2, as in a table with a header.

    content: the file's bytes, or where it lies. rename: changes the names of the columns. limit: at most so many
    rows. numbers: columns that stay numbers where they are, and none is larger than any amount. packed: bytes on
    disk of a file that is packed once more. Columns of lists or records hold "(list)" or "(record)" in every row.
    Raises DataError, Cancelled.
    """
    import pyarrow as pa

    way = way or Way()
    size = len(content) if isinstance(content, bytes) else content.stat().st_size
    told = _Told(file, size if packed is None else min(packed, size), way)
    try:
        source = parquet_file(content)
        fields = _checked(source, told, rename, numbers)
        total = source.metadata.num_rows if limit is None else min(limit, source.metadata.num_rows)
        plain = [one for one in fields if not one.instead and not one.prefixed]
        # Each batch brings the dictionaries of its columns, so that one of few rows must not concern the others.
        passes = [(plain, max(_ROWS, _CELLS // max(len(plain), 1)))] if plain else []
        passes += [([one], one.at_once) for one in fields if one.prefixed]
        source = parquet_file(content, [one.told for one in fields if one.by_dictionary])
        done = [_read(source, some, min(rows, max(total, 1)), total, told) for some, rows in passes]
        rows = done[0] if done else 0
        if not done or set(done) != {rows}:
            raise DataError(
                f"{file} is not a Parquet file of plain columns that are equally long. Write it again."
            )
        spread = long = 0
        columns: dict[str, AnyColumn] = {}
        for one in fields:
            spread += one.distinct(told)
            DISTINCT.check(file, told.packed, spread)
            long += one.met_bytes
            LONG.check(file, told.packed, long)
            columns[one.name] = one.column(rows, file, way)
    except (pa.ArrowException, OSError, KeyError, UnicodeDecodeError) as error:
        raise _unreadable(file, error) from error
    return RawTable(file, columns, np.arange(2, rows + 2, dtype=np.int32))


@dataclass(frozen=True, slots=True)
class _Told:
    """What a file is called, its bytes on disk, and who is told how far one is."""

    file: str
    packed: int
    way: Way


def _read(source: Any, fields: Sequence[_Field], rows: int, total: int, told: _Told) -> int:
    """Read some columns, so many rows at once; how many there were."""
    done = unchecked = 0
    for batch in source.iter_batches(batch_size=rows, columns=[one.told for one in fields]):
        piece = batch[: total - done]
        for one in fields:
            one.add(piece.column(one.told), told)
        done, unchecked = done + len(piece), unchecked + len(piece)
        if unchecked >= _CHECKED:
            DISTINCT.check(told.file, told.packed, sum(one.met for one in fields), so_far=True)
            LONG.check(told.file, told.packed, sum(one.met_bytes for one in fields), so_far=True)
            unchecked = 0
        told.way.tell(f"Reading {told.file}", done, total)
        if done >= total:
            break
    return done


@dataclass
class _Field:
    """A column on its way in.

    told: its name in the file. name: ours. number: it stays one of numbers. by_dictionary: its texts are read by
    dictionaries. prefixed: its texts repeat parts of those before. at_once: rows that may be read at once.
    instead: what its cells hold that are not read.
    """

    told: str
    name: str
    number: bool = False
    by_dictionary: bool = False
    prefixed: bool = False
    at_once: int = _ROWS
    instead: str = ""
    _numbers: list[Any] = field(default_factory=list)
    _texts: list[tuple[Any, list[Any]]] = field(default_factory=list)
    _bytes: int = 0

    @property
    def met(self) -> int:
        """How many distinct texts there are at least."""
        return len(self._texts[-1][0]) if self._texts else 0

    @property
    def met_bytes(self) -> int:
        """What these take."""
        return self._texts[-1][0].nbytes if self._texts else 0

    def add(self, column: Any, told: _Told) -> None:
        """Keep the cells of a batch."""
        import pyarrow as pa

        if self.number:
            self._numbers.append(column)
            return
        if self.prefixed:
            self._bytes += column.nbytes
            PREFIXED.check(told.file, told.packed, self._bytes, so_far=True)
        if not pa.types.is_dictionary(column.type):
            column = column.dictionary_encode()
        # A dictionary comes anew with every batch; kept each time, it would take the room of a text a row.
        if not self._texts or not self._texts[-1][0].equals(column.dictionary):
            self._texts.append((column.dictionary, []))
        self._texts[-1][1].append(column.indices)

    def distinct(self, told: _Told) -> int:
        """How many distinct texts there are, after putting equal ones together."""
        import pyarrow as pa

        if self.number:
            values = _floats(self._numbers)
            if not bool((np.abs(values) >= LARGEST).any()):
                return 0
            self.number = False  # a fault is told by its text
            for column in self._numbers:
                self.add(column, told)
            self._numbers = []
        if len(self._texts) > 1:
            parts = [
                pa.DictionaryArray.from_arrays(codes, dictionary)
                for dictionary, pieces in self._texts
                for codes in pieces
            ]
            self._texts = []
            one = pa.chunked_array(parts).unify_dictionaries()
            self._texts = [(one.chunk(0).dictionary, [chunk.indices for chunk in one.chunks])]
        return len(self._texts[0][0]) if self._texts else 0

    def column(self, rows: int, file: str, way: Way) -> AnyColumn:
        """The whole column; what was kept is let go."""
        import pyarrow as pa

        if self.instead:
            return constant(self.instead, rows)
        if self.number:
            values, self._numbers = _floats(self._numbers), []
            return NumberColumn(values)
        if not self._texts:
            return RawColumn([], np.empty(0, np.int32))
        [(dictionary, pieces)], self._texts = self._texts, []
        codes = np.empty(rows, np.int32)
        at = 0
        for piece in pieces:
            codes[at : at + len(piece)] = piece.fill_null(len(dictionary)).to_numpy(zero_copy_only=False)
            at += len(piece)
        if rows < len(dictionary):  # a preview of few rows: no more than they refer to
            first, again = numbered(codes)
            used = codes[first]
            dictionary = dictionary.take(pa.array(used, mask=used == len(dictionary)))
            codes = again.astype(np.int32)
        try:
            texts = _written(dictionary, file, way)
        except UnicodeDecodeError as error:
            raise DataError(
                f"{file}, column {shown(self.told)}: its text is not in UTF-8, as text of Parquet must be. Write the "
                "file again."
            ) from error
        return RawColumn([*texts, ""], codes)


def _floats(pieces: Sequence[Any]) -> np.ndarray[Any, np.dtype[np.float64]]:
    import pyarrow as pa

    values = np.empty(sum(map(len, pieces)))
    at = 0
    for piece in pieces:
        values[at : at + len(piece)] = piece.cast(pa.float64(), safe=False).to_numpy(zero_copy_only=False)
        at += len(piece)
    return values


def _written(dictionary: Any, file: str, way: Way) -> list[str]:
    """The texts of distinct cells."""
    import pyarrow as pa

    kind = dictionary.type
    texts: list[str] = []
    for start in range(0, len(dictionary), _WRITTEN):
        way.tell(f"Reading {file}", start, len(dictionary))
        piece = dictionary[start : start + _WRITTEN]
        if pa.types.is_integer(kind):
            texts += piece.cast(pa.string()).to_pylist()
            continue
        try:
            texts += map(_cell, piece.to_pylist())
        except UnicodeDecodeError:
            raise
        except (ValueError, OverflowError, LookupError):  # dates that Python does not know
            texts += piece.cast(pa.string()).to_pylist()
    return texts


def _cell(cell: object) -> str:
    if isinstance(cell, bytes):  # old programs do not say that their texts are text
        try:
            return cell.decode()
        except UnicodeDecodeError:
            return "(bytes)"
    return cell_text(cell)


def _checked(
    source: Any, of: _Told, rename: Callable[[str], str] | None, numbers: Collection[str]
) -> list[_Field]:
    """The columns, and how each is read. Raises TooMuchError for what becomes too much, and DataError."""
    import pyarrow as pa

    _check_width(source, of.file)
    schema = source.schema_arrow
    fields = [_Field(told, rename(told) if rename else told) for told in schema.names]
    no_twins([one.name for one in fields], of.file)
    known = {one.told: one for one in fields}
    for one, declared in zip(fields, schema, strict=True):
        kind = declared.type
        if pa.types.is_nested(kind):
            one.instead = "(record)" if pa.types.is_struct(kind) or pa.types.is_map(kind) else "(list)"
        one.number = one.name in numbers and (pa.types.is_floating(kind) or pa.types.is_integer(kind))
        one.by_dictionary = not one.instead and _is_text(kind)
    cells = size = 0
    prefixed: dict[str, int] = {}
    widths = {
        leaf.path: leaf.length for leaf in source.schema if leaf.physical_type == "FIXED_LEN_BYTE_ARRAY"
    }
    for group in range(source.metadata.num_row_groups):
        chunks = source.metadata.row_group(group)
        for index in range(chunks.num_columns):
            chunk = chunks.column(index)
            found = known.get(chunk.path_in_schema)
            if found is None or found.instead:
                continue
            cells += chunk.num_values
            size += max(chunk.total_uncompressed_size, chunk.num_values * widths.get(found.told, 0))
            if any(coding.startswith("DELTA") for coding in chunk.encodings):
                found.by_dictionary = False
            if "DELTA_BYTE_ARRAY" in chunk.encodings and found.told not in widths:
                found.prefixed = True
                prefixed[found.told] = max(prefixed.get(found.told, 0), chunk.total_uncompressed_size)
    TALL.check(of.file, of.packed, source.metadata.num_rows)
    COLUMNS.check(of.file, of.packed, cells)
    UNCODED.check(of.file, of.packed, size)
    if of.packed <= _SMALL:
        for told, most in prefixed.items():
            # No text is longer than all that is written of its column.
            SUFFIXES.check(of.file, of.packed, most)
            known[told].at_once = max(_FEW, min(_ROWS, _AT_ONCE // max(most, 1)))
    return fields


def _is_text(kind: Any) -> bool:
    import pyarrow as pa

    types = pa.types
    return bool(
        types.is_string(kind)
        or types.is_large_string(kind)
        or types.is_string_view(kind)
        or types.is_binary(kind)
        or types.is_large_binary(kind)
        or types.is_binary_view(kind)
    )


def _check_width(source: Any, file: str) -> None:
    width = source.metadata.num_columns
    if width > _MOST_COLUMNS:
        raise TooMuchError(
            f"{file} has {count(width)} columns, more than can be read (at most {count(_MOST_COLUMNS)}). Write the "
            "columns that you need."
        )


def _unreadable(file: str, error: Exception) -> DataError:
    return DataError(f"{file} is not a Parquet file that can be read ({error}). Write it again.")
