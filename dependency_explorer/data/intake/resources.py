"""Tables of a data package whose descriptor says what their text alone does not: they are written out plainly first.

Frictionless Data Resource and Table Schema (specs.frictionlessdata.io): `schema.missingValues` are cells that hold
nothing, `dialect.header` false means that the titles stand in the schema, a list of paths is one table in parts, and
`data` holds the rows themselves. Every other resource is read from its file as it is.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

_TEXT = (".csv", ".tsv", ".txt")


class OtherTitlesError(ValueError):
    """A part of a table has titles of its own, so that the parts are tables of their own."""


def needs_writing(resource: Mapping[str, Any], files: Sequence[Path]) -> bool:
    """Whether the descriptor says something of this table that its files do not."""
    if isinstance(resource.get("data"), list) and not files:
        return True
    if not files or any(file.suffix.lower() not in _TEXT for file in files):
        return False
    return (
        len(files) > 1
        or bool(_missing(resource) - {""})
        or (not _has_header(resource) and bool(_fields(resource)))
    )


def write_plainly(resource: Mapping[str, Any], files: Sequence[Path], folder: Path) -> Path:
    """The table as one CSV file with its titles, missing cells empty, in a folder of its own.

    Row i of a table of one file stays row i where it has titles. Raises OSError, UnicodeError and csv.Error where a
    file cannot be read so, and OtherTitlesError where the parts are no parts of one table.
    """
    name = files[0].name if files else f"{resource.get('name') or 'table'}.csv"
    target = folder / Path(name).with_suffix(".csv").name
    missing = _missing(resource)
    with target.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        for row in _rows(resource, files):
            writer.writerow(["" if cell in missing else cell for cell in row])
    return target


def _rows(resource: Mapping[str, Any], files: Sequence[Path]) -> Iterator[Sequence[str]]:
    if not files:
        yield from _inline(resource["data"])
        return
    titles: list[str] | None = None if _has_header(resource) else _fields(resource)
    if titles:
        yield titles
    for file in files:
        for index, row in enumerate(_of_file(resource, file)):
            if titles is None:
                titles = row
            elif index == 0 and row == titles:
                continue  # every part has the titles again
            elif index == 0 and file is not files[0] and not any(map(_is_number, row)):
                raise OtherTitlesError(file.name)
            yield row


def _is_number(cell: str) -> bool:
    try:
        float(cell.replace(",", "."))
    except ValueError:
        return False
    return True


def _inline(data: Sequence[Any]) -> Iterator[Sequence[str]]:
    if not all(isinstance(row, Mapping) for row in data):
        yield from (
            ["" if cell is None else str(cell) for cell in row] for row in data if isinstance(row, list)
        )
        return
    names = list(dict.fromkeys(str(name) for row in data for name in row))
    yield names
    for row in data:
        yield ["" if row.get(name) is None else str(row[name]) for name in names]


def _of_file(resource: Mapping[str, Any], file: Path) -> Iterator[list[str]]:
    dialect = _part(resource, "dialect")
    given = dialect.get("delimiter")
    separator = (
        given if isinstance(given, str) and len(given) == 1 else "\t" if file.suffix == ".tsv" else ","
    )
    quote = dialect.get("quoteChar")
    encoding = resource.get("encoding")
    with file.open(
        encoding=encoding
        if isinstance(encoding, str) and encoding.lower() not in ("utf-8", "utf8")
        else "utf-8-sig",
        newline="",
    ) as stream:
        yield from csv.reader(
            stream,
            delimiter=separator,
            quotechar=quote if isinstance(quote, str) and len(quote) == 1 else '"',
            skipinitialspace=bool(dialect.get("skipInitialSpace", False)),
        )


def _part(resource: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    part = resource.get(name)
    return part if isinstance(part, Mapping) else {}


def _has_header(resource: Mapping[str, Any]) -> bool:
    return _part(resource, "dialect").get("header", True) is not False


def _fields(resource: Mapping[str, Any]) -> list[str]:
    fields = _part(resource, "schema").get("fields")
    listed = fields if isinstance(fields, list) else []
    return [str(field.get("name", "")) for field in listed if isinstance(field, Mapping)]


def _missing(resource: Mapping[str, Any]) -> frozenset[str]:
    given = _part(resource, "schema").get("missingValues")
    texts = given if isinstance(given, list) else []
    # Since version 2 an entry may be an object with value and label.
    values = [one.get("value") if isinstance(one, Mapping) else one for one in texts]
    return frozenset(one for one in values if isinstance(one, str))
