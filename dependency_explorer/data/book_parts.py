"""Where a workbook keeps its sheets: as its relationships say, which need not be where programs put them."""

from __future__ import annotations

import itertools
import re
import zipfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from dependency_explorer.data.problems import DataError, count, shown
from dependency_explorer.data.xlsb_head import records

_BOOKS = ("xl/workbook.xml", "xl/workbook.bin")
_MOST_BYTES, _MOST_RECORDS = 8_000_000, 500_000
"""Of a part that names the sheets; a name and a place take 200 bytes, or a record."""
_TAG = re.compile(rb"<(?:\w+:)?+([\w?!/-]*+)((?:[^>\"']++|\"[^\"]*+\"|'[^']*+')*+)>")
_ATTRIBUTE = re.compile(rb"(?<![\w:])([\w:]++)\s*+=\s*+(?:\"([^\"]*+)\"|'([^']*+)')")
_BUNDLE = 156
"""Kind of the record that names a sheet: state, number, relationship, name ([MS-XLSB] 2.4.303)."""


@dataclass(slots=True)
class Parts:
    """xml: sheets of an XLSX workbook. binary: of an XLSB workbook. about: what else is read before any sheet is.
    texts: the parts with the shared texts."""

    xml: list[zipfile.ZipInfo] = field(default_factory=list)
    binary: list[zipfile.ZipInfo] = field(default_factory=list)
    about: list[zipfile.ZipInfo] = field(default_factory=list)
    texts: list[zipfile.ZipInfo] = field(default_factory=list)


def parts_of(archive: zipfile.ZipFile, file: str) -> Parts:
    """The parts of a workbook that its reader may read. Raises DataError where two sheets are one part, or two parts
    have names that a reader does not tell apart."""
    named: dict[str, zipfile.ZipInfo] = {}
    for entry in archive.infolist():
        name = _plain(entry.filename)
        if name in named:
            raise _damaged(file, f"two of its parts are named {shown(name)}")
        named[name] = entry
    found = Parts()
    known: set[str] = set()
    books = [name for name in _BOOKS if name in named]
    if "_rels/.rels" in named:
        top = _relations(_read(archive, named["_rels/.rels"], file))
        books += [path for target in top.values() for path in _paths("", target) if path in named]
    for book in dict.fromkeys(books):
        folder, _, base = book.rpartition("/")
        links = f"{folder}/_rels/{base}.rels".lstrip("/")
        if links not in named:
            continue
        content = _read(archive, named[book], file)
        binary = not content.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"<")
        related = _relations(_read(archive, named[links], file))
        places = {
            key: [path for path in _paths(folder, target) if path in named] for key, target in related.items()
        }
        used = Counter(path for key in _references(content, binary) for path in set(places.get(key, ())))
        twice = next((path for path, times in used.items() if times > 1), None)
        if twice is not None:
            raise _damaged(file, f"{count(used[twice])} of its sheets are one part, {shown(twice)}")
        (found.binary if binary else found.xml).extend(named[path] for path in used if path not in known)
        known.update(used)
    for name, entry in named.items():
        base = PurePosixPath(name).name
        if base == "sharedstrings.xml":
            found.texts.append(entry)
        elif name in known:
            continue
        elif name.startswith("xl/worksheets/") and name.endswith((".xml", ".bin")):
            (found.xml if name.endswith(".xml") else found.binary).append(entry)
        elif (
            name in books
            or base in ("styles.xml", "styles.bin", "[content_types].xml", "manifest.xml")
            or (name.endswith(".rels") and "/worksheets/" not in name)
        ):
            found.about.append(entry)
    if len(found.texts) > 1:
        raise _damaged(file, "it has two parts with the texts of all sheets")
    return found


def _plain(name: str) -> str:
    return name.replace("\\", "/").lstrip("/").lower()


def _read(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, file: str) -> bytes:
    if entry.file_size > _MOST_BYTES:
        raise _damaged(file, f"the part that names its sheets, {shown(entry.filename)}, is larger than any")
    with archive.open(entry) as stream:
        return stream.read(_MOST_BYTES + 1)


def _relations(xml: bytes) -> dict[bytes, str]:
    """The targets of relationships by their names."""
    found: dict[bytes, str] = {}
    for given in _tags(xml, b"Relationship"):
        if b"Id" in given and b"Target" in given:
            found[given[b"Id"]] = given[b"Target"].decode("utf-8", "replace")
    return found


def _tags(xml: bytes, name: bytes) -> Iterator[dict[bytes, bytes]]:
    """The attributes of each tag of this name."""
    at = xml.find(b"<")
    while at >= 0:
        if (tag := _TAG.match(xml, at)) is None:
            at = (
                xml.find(b"<", at + 1) if xml.startswith(b"<!", at) else -1
            )  # a tag that does not end: no other does
            continue
        if tag[1] == name:
            yield {one[1]: one[2] if one[2] is not None else one[3] for one in _ATTRIBUTE.finditer(tag[2])}
        at = xml.find(b"<", tag.end())


def _paths(folder: str, target: str) -> Iterator[str]:
    """Where a target may lie, as readers see it: from the folder of the workbook, or from the top."""
    yield _plain(target)
    yield _plain(f"{folder}/{target}")


def _references(book: bytes, binary: bool) -> Iterator[bytes]:
    """For each sheet the names of relationships that it may mean."""
    if not binary:
        for given in _tags(book, b"sheet"):
            yield from {value for key, value in given.items() if key.rpartition(b":")[2] == b"id"}
        return
    for _, kind, at, size in itertools.islice(records(book), _MOST_RECORDS):
        if kind == _BUNDLE and size >= 12:
            length = int.from_bytes(book[at + 8 : at + 12], "little")
            yield book[at + 12 : at + 12 + 2 * length].decode("utf-16-le", "replace").encode()


def _damaged(file: str, why: str) -> DataError:
    return DataError(f"{file} is damaged: {why}. Save the workbook again.")
