# ruff: noqa: E501 - tables of odd things
"""Ways in which a file comes damaged: bytes, lines, cells, encodings, packings, the parts of a workbook, JSON values.

Each takes the content of a file and a random generator, and gives a content. The same seed gives the same file.
"""

from __future__ import annotations

import copy
import csv
import gzip
import io
import json
import re
import zipfile
import zlib
from collections.abc import Callable
from random import Random
from typing import Any

Mutation = Callable[[bytes, Random], bytes]

ODD_CELLS = (
    "", " ", "-", "..", ":", ": m", "NA", "N/A", "nan", "inf", "-inf", "1e308", "1e400", "-1e308", "9" * 400,
    "1,234", "1.234,5", "1.234.567", "0", "-0", "-5", "0x1F", "1_000", "١٢٣", "½", "12 e", "57.2 p", "=1+1",
    "+1", "@SUM(A1)", "-2+3", "'12", "TRUE", "None", "null", "2023-02-30", "99999", "0000", "202313", "2023-13",
    "31.12.9999", "World", "WLD", "Total", "EU27_2020", "XNS", "\u202eabc", "\ufeff", "\u0000", "\ud83d\ude00".encode(
        "utf-16", "surrogatepass").decode("utf-16"), "a" * 5000, "a\nb", 'a"b', "a;b,c\td|e", "%s%n", "../../x",
    "A [50%]; B [60%]", "A [", "[%]", "(.%)", "100%; 100%", "\x1b[31m", "Ä" * 50, "１２３",
)  # fmt: skip
ENCODINGS = (
    "utf-16", "utf-16-le", "utf-32", "cp1251", "latin-1", "cp1252", "shift_jis", "gb18030", "utf-8-sig", "cp500", "utf-7",
)  # fmt: skip


def flip(content: bytes, random: Random) -> bytes:
    """Some bytes become others."""
    data = bytearray(content)
    for _ in range(random.choice((1, 1, 3, 10, 100))):
        if data:
            data[random.randrange(len(data))] = random.randrange(256)
    return bytes(data)


def truncate(content: bytes, random: Random) -> bytes:
    """The end is missing, as of a download that broke off."""
    return content[: random.randrange(len(content) + 1)]


def behead(content: bytes, random: Random) -> bytes:
    """The beginning is missing."""
    return content[random.randrange(min(len(content), 400) + 1) :]


def insert(content: bytes, random: Random) -> bytes:
    """Something stands in the middle that does not belong there."""
    odd = random.choice((b"\x00", b"\x00" * 50, b'"', b'""', b"'", b"\r", b"\n", b"\r\r\n", b"\xff\xfe", b"\xef\xbb\xbf",
                         b"\x1a", b",,,,,,", b"<html>", b"\xed\xa0\x80", b"\xc3", b"\x80" * 20))  # fmt: skip
    at = random.randrange(len(content) + 1)
    return content[:at] + odd + content[at:]


def _lines(content: bytes) -> list[bytes]:
    return content.split(b"\n")


def cut_lines(content: bytes, random: Random) -> bytes:
    """Lines are missing, the header among them at times."""
    lines = _lines(content)
    for _ in range(random.choice((1, 2, 20))):
        if len(lines) > 1:
            del lines[random.choice((0, random.randrange(len(lines))))]
    return b"\n".join(lines)


def repeat_lines(content: bytes, random: Random) -> bytes:
    """Lines stand twice: pasted again, the header too."""
    lines = _lines(content)
    start = random.randrange(len(lines))
    part = lines[start : start + random.choice((1, 5, len(lines)))]
    at = random.randrange(len(lines) + 1)
    return b"\n".join([*lines[:at], *part, *lines[at:]])


def lengthen(content: bytes, random: Random) -> bytes:
    """So many rows that the quick lane reads them, with something odd far down at times."""
    lines = _lines(content)
    times = 600_000 // (len(content) + 1) + 1
    body = lines[1:] * min(times, 20_000)
    if body and random.random() < 0.7:
        body[random.randrange(len(body))] = random.choice(
            (b"", b'"', b"\xff\xfe", b"inf,inf,inf,1e400", b",,,,,,,,,,,,", b"\x00")
        )
    return b"\n".join([*lines[:1], *body])


def shuffle_lines(content: bytes, random: Random) -> bytes:
    """Lines in another order."""
    lines = _lines(content)
    random.shuffle(lines)
    return b"\n".join(lines)


def header_only(content: bytes, random: Random) -> bytes:
    """No row, or few."""
    return b"\n".join(_lines(content)[: random.randrange(1, 8)])


def titles(content: bytes, random: Random) -> bytes:
    """Lines above the header and remarks below the rows."""
    top = random.choice(
        (
            "Title of the table\n\n",
            "sep=;\n",
            "\n\n\n",
            ",,,\n",
            "Unit: kt\nSource: somebody\n",
            "#" * 3000 + "\n",
        )
    )
    end = random.choice(("", "\nNote: 1) provisional\n", "\nTotal,,,\n", "\n\x1a", '\n"'))
    return top.encode() + content + end.encode()


def line_ends(content: bytes, random: Random) -> bytes:
    """Line ends of another system, or mixed, or none."""
    return content.replace(b"\r\n", b"\n").replace(
        b"\n", random.choice((b"\r", b"\r\n", b"\n\r", b"\n\n", b"", b"\x0b", b"\r\r\n"))
    )


def separators(content: bytes, random: Random) -> bytes:
    """Another sign between cells."""
    return content.replace(b",", random.choice((b";", b"\t", b"|", b" ", b":", b"\x01")))


def recode(content: bytes, random: Random) -> bytes:
    """Another encoding, which the file does not tell."""
    text = content.decode("utf-8", "replace")
    return text.encode(random.choice(ENCODINGS), random.choice(("replace", "ignore")))


def _cells(content: bytes) -> tuple[list[list[str]], str]:
    text = content.decode("utf-8-sig", "replace").replace("\x00", "")
    head = text[:2000]
    separator = max(",;\t|", key=head.count)
    try:
        return list(csv.reader(io.StringIO(text, newline=None), delimiter=separator)), separator
    except csv.Error:  # a cell too long
        return [line.split(separator) for line in text.splitlines()], separator


def _joined(rows: list[list[str]], separator: str) -> bytes:
    out = io.StringIO()
    csv.writer(out, delimiter=separator, lineterminator="\n", escapechar="\\").writerows(rows)
    return out.getvalue().encode("utf-8", "replace")


def odd_cells(content: bytes, random: Random) -> bytes:
    """Cells hold what no one expects there."""
    rows, separator = _cells(content)
    for _ in range(random.choice((1, 5, 50))):
        row = random.choice(rows) if rows else []
        if row:
            row[random.randrange(len(row))] = random.choice(ODD_CELLS)
    return _joined(rows, separator)


def odd_column(content: bytes, random: Random) -> bytes:
    """A whole column holds the same odd thing, below its title."""
    rows, separator = _cells(content)
    width = max(map(len, rows), default=0)
    if width:
        at, odd = random.randrange(width), random.choice(ODD_CELLS)
        for row in rows[1:]:
            if at < len(row):
                row[at] = odd
    return _joined(rows, separator)


def drop_column(content: bytes, random: Random) -> bytes:
    """A column is gone."""
    rows, separator = _cells(content)
    at = random.randrange(max(map(len, rows), default=0) + 1)
    return _joined([row[:at] + row[at + 1 :] for row in rows], separator)


def swap_columns(content: bytes, random: Random) -> bytes:
    """Two columns change places, with their titles or without."""
    rows, separator = _cells(content)
    width = max(map(len, rows), default=0)
    if width > 1:
        one, other = random.sample(range(width), 2)
        for row in rows[random.choice((0, 1)) :]:
            if max(one, other) < len(row):
                row[one], row[other] = row[other], row[one]
    return _joined(rows, separator)


def rename_columns(content: bytes, random: Random) -> bytes:
    """Titles are changed, doubled, emptied."""
    rows, separator = _cells(content)
    for row in rows[: random.choice((1, 1, 12))]:
        for _ in range(random.choice((1, 3))):
            if row:
                row[random.randrange(len(row))] = random.choice(
                    (*row, "", "x", "2023", "quantity", "Wert", "Год", *ODD_CELLS[:12])
                )
    return _joined(rows, separator)


def ragged(content: bytes, random: Random) -> bytes:
    """Rows with cells too many or too few."""
    rows, separator = _cells(content)
    for row in rows:
        if random.random() < 0.2:
            row.extend([""] * random.choice((1, 1, 40))) if random.random() < 0.5 else row.__delitem__(
                slice(random.randrange(len(row) + 1), None)
            )
    return _joined(rows, separator)


def transpose(content: bytes, random: Random) -> bytes:
    """Rows as columns."""
    rows, separator = _cells(content)
    return _joined([list(column) for column in zip(*rows[:200], strict=False)], separator)


def structure(content: bytes, random: Random) -> bytes:
    """Still a table, but of another shape: rows of units, headers pasted again, empty columns, errors of Excel."""
    rows, separator = _cells(content)
    if len(rows) < 3:
        return content
    width = max(map(len, rows))
    kind = random.randrange(7)
    if kind == 0:  # header and the row below change places
        rows[0], rows[1] = rows[1], rows[0]
    elif kind == 1:  # a row of units
        rows.insert(
            random.choice((0, 1)), [random.choice(("", "kt", "(t)", "USD", "1000 t")) for _ in range(width)]
        )
    elif kind == 2:  # two downloads one below the other
        rows.insert(random.randrange(1, len(rows)), list(rows[0]))
    elif kind == 3:
        at = random.randrange(width + 1)
        rows = [[*row[:at], *[""] * random.choice((1, 3)), *row[at:]] for row in rows]
    elif kind == 4:
        errors = ("#N/A", "#REF!", "#DIV/0!", "#VALUE!", "#NAME?", "#NULL!", "#NUM!", "########")
        for row in rows[1:]:
            if row and random.random() < 0.3:
                row[random.randrange(len(row))] = random.choice(errors)
    elif kind == 5:  # another table beside it
        rows = [[*row, *[""] * (width - len(row) + 1), *row] for row in rows]
    else:  # blank lines between the rows, a total after each
        rows = [one for row in rows for one in (row, random.choice(([], ["Total", *row[1:]], row)))]
    return _joined(rows, random.choice((separator, separator, ";", "\t")))


def packed(content: bytes, random: Random) -> bytes:
    """In an archive, in an archive in an archive, or in one that is damaged or lies."""
    kind = random.randrange(6)
    if kind == 0:
        return gzip.compress(content)
    if kind == 1:
        return truncate(gzip.compress(content), random)
    if kind == 2:
        return flip(gzip.compress(content), random)
    inner = gzip.compress(content) if kind == 3 else content
    archive = zipped(
        {
            random.choice(
                ("a.csv", "../a.csv", "/etc/a.csv", "x/a.xlsx", "a.json", "C:\\a.csv", "a.parquet")
            ): inner
        }
    )
    if kind == 4:
        archive = zipped({"inner.zip": archive, "b.csv": archive})
    return flip(archive, random) if kind == 5 else archive


TEXT: tuple[Mutation, ...] = (
    flip, truncate, behead, insert, lengthen, cut_lines, repeat_lines, shuffle_lines, header_only, titles, line_ends, separators, recode,
    odd_cells, odd_cells, odd_column, odd_column, drop_column, drop_column, swap_columns, rename_columns, rename_columns,
    ragged, transpose, packed, structure, structure, structure,
)  # fmt: skip


def zipped(parts: dict[str, bytes]) -> bytes:
    """A ZIP archive of these files."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return out.getvalue()


def _parts(content: bytes) -> dict[str, bytes]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return {name: archive.read(name) for name in archive.namelist()}
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, RuntimeError, ValueError):
        return {}


def workbook_part(content: bytes, random: Random) -> bytes:
    """The XML of one part of a workbook is damaged, or a part is gone."""
    parts = _parts(content)
    if not parts:
        return flip(content, random)
    name = random.choice(sorted(parts))
    if random.random() < 0.15:
        del parts[name]
    else:
        parts[name] = random.choice((flip, truncate, insert, behead))(parts[name], random)
    return zipped(parts)


def workbook_cells(content: bytes, random: Random) -> bytes:
    """Cells of a workbook hold something else, point elsewhere, or are of another kind."""
    parts = _parts(content)
    names = [
        name
        for name in sorted(parts)
        if name.startswith("xl/worksheets/") or name.endswith("sharedStrings.xml")
    ]
    if not names:
        return flip(content, random)
    name = random.choice(names)
    text = parts[name].decode("utf-8", "replace")
    kind = random.randrange(5)
    odd = [cell.replace("&", "&amp;").replace("<", "&lt;").replace("\x00", "") for cell in ODD_CELLS]
    if kind == 0:
        text = re.sub(
            r"<v>[^<]*</v>", lambda m: f"<v>{random.choice(odd)}</v>" if random.random() < 0.1 else m[0], text
        )
    elif kind == 1:
        text = re.sub(
            r"<t([^>]*)>[^<]*</t>",
            lambda m: f"<t{m[1]}>{random.choice(odd)}</t>" if random.random() < 0.1 else m[0],
            text,
        )
    elif kind == 2:
        text = re.sub(
            r' t="[a-z]+"',
            lambda m: (
                random.choice(("", ' t="e"', ' t="b"', ' t="d"', m[0])) if random.random() < 0.2 else m[0]
            ),
            text,
        )
    elif kind == 3:
        rows = re.findall(r"<row .*?</row>", text, re.DOTALL)
        if rows:
            text = text.replace(random.choice(rows), random.choice(("", random.choice(rows))), 1)
    else:
        cell = random.choice(("A1", "XFD1", "A1048576", "ZZ99", "A0", "1", ""))
        text = re.sub(r'<c r="[A-Z]+\d+"', f'<c r="{cell}"', text, count=random.choice((1, 5)))
    parts[name] = text.encode("utf-8", "replace")
    return zipped(parts)


WORKBOOK: tuple[Mutation, ...] = (
    flip,
    truncate,
    insert,
    workbook_part,
    workbook_part,
    workbook_cells,
    workbook_cells,
    workbook_cells,
)
BINARY: tuple[Mutation, ...] = (flip, truncate, insert, behead)


def json_values(content: bytes, random: Random) -> bytes:
    """Values of another kind, keys gone, things nested where none were."""
    try:
        value = json.loads(content)
    except ValueError:
        return flip(content, random)
    odd: tuple[Any, ...] = (
        None,
        [],
        {},
        "",
        0,
        -1,
        1e308,
        True,
        "x",
        [[]],
        {"a": {"b": []}},
        [None],
        "NaN",
        "../x.csv",
    )
    for _ in range(random.choice((1, 3, 10))):
        holder = value
        while isinstance(holder, dict | list) and holder:
            key = random.choice(sorted(holder)) if isinstance(holder, dict) else random.randrange(len(holder))
            inner = holder[key]  # type: ignore[index]
            if isinstance(inner, dict | list) and inner and random.random() < 0.8:
                holder = inner
                continue
            if isinstance(holder, dict) and random.random() < 0.3:
                del holder[key]  # type: ignore[arg-type]
            else:
                holder[key] = copy.deepcopy(random.choice(odd))  # type: ignore[index]
            break
    return json.dumps(value, indent=random.choice((None, 1))).encode()


JSON: tuple[Mutation, ...] = (
    flip,
    truncate,
    insert,
    cut_lines,
    json_values,
    json_values,
    json_values,
    recode,
    packed,
)


def mutate(content: bytes, random: Random) -> bytes:
    """One to three mutations of the kind that the content asks for; odd results are the point."""
    kinds = TEXT
    if content.startswith(b"PK"):
        kinds = WORKBOOK
    elif content.startswith((b"\xd0\xcf", b"PAR1", b"\x1f\x8b")):
        kinds = BINARY
    elif content.lstrip(b"\xef\xbb\xbf \r\n").startswith((b"{", b"[")):
        kinds = JSON
    for _ in range(random.choice((1, 1, 1, 2, 3))):
        content = random.choice(kinds)(content, random)
    return content
