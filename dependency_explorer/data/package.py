"""Where a data package lies: a folder, or a ZIP archive that is checked before anything of it is read.

Archives are read in memory; nothing is unpacked to disk. Every name is checked first: a name that leads out
of the archive, a link, an encrypted entry or one that unpacks to far more than it packs refuses the whole
archive.
"""

from __future__ import annotations

import json
import stat
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any, Protocol

from dependency_explorer.data.files import explain
from dependency_explorer.data.problems import Collector, DataError, count, shown
from dependency_explorer.data.schema import TABLES
from dependency_explorer.data.unpacking import ENTRIES, ROWS, Counter

DESCRIPTOR = "datapackage.json"

UNSOUND = (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError)
"""What the reader of archives raises for a damaged or encrypted one, or one packed in an unknown way."""

_MOST_ENTRIES = 10_000
_TEXTS = (".csv", ".tsv", ".txt")
_MOST_BYTES = 2_000_000_000


class Store(Protocol):
    """Files of a package, by their names with forward slashes."""

    origin: Path

    def names(self) -> tuple[str, ...]:
        """All names, sorted."""

    def read(self, name: str) -> bytes:
        """The content of one file. Raises DataError for a name that is not there or leads outside."""


def safe_name(name: str) -> bool:
    """Whether a name stays inside its package: relative, without "..", drive letters or backslashes."""
    path = PurePosixPath(name)
    return bool(name) and not (
        path.is_absolute() or ".." in path.parts or "\\" in name or ":" in name or "\x00" in name
    )


class FolderStore:
    """A package in a folder."""

    def __init__(self, folder: Path) -> None:
        self.origin = folder
        self._real = folder.resolve()

    def names(self) -> tuple[str, ...]:
        """The files of the folder and of its sub-folders scenarios and backtests."""
        try:
            found = [path.name for path in self.origin.iterdir() if path.is_file()]
        except OSError as error:
            raise DataError(explain(error, self.origin)) from error
        for name in ("scenarios", "backtests"):
            if (self.origin / name).is_dir():
                found += [f"{name}/{path.name}" for path in (self.origin / name).glob("*.json")]
        return tuple(sorted(found))

    def read(self, name: str) -> bytes:
        """The content of one file."""
        path = self.origin / name
        if not safe_name(name) or not path.resolve().is_relative_to(self._real):
            raise DataError(
                f"{DESCRIPTOR} names the file {shown(name)}, which lies outside its folder. "
                "Copy the file into the folder and name it without a path."
            )
        try:
            return path.read_bytes()
        except OSError as error:
            raise DataError(explain(error, path)) from error


class ZipStore:
    """A package in a ZIP archive, at its top or in its only folder."""

    def __init__(self, path: Path) -> None:
        self.origin = path
        try:
            self._archive = zipfile.ZipFile(path)
        except OSError as error:
            raise DataError(explain(error, path)) from error
        except (zipfile.BadZipFile, NotImplementedError, ValueError) as error:
            raise DataError(
                f"{path.name} is not a ZIP archive that can be read ({error}). Pack the folder again."
            ) from error
        try:
            entries = check_archive(self._archive, path.name)
        except DataError:
            self._archive.close()
            raise
        descriptors = [name for name in entries if PurePosixPath(name).name == DESCRIPTOR]
        tops = {PurePosixPath(name).parts[0] for name in entries if "/" in name}
        self._top = ""
        if DESCRIPTOR not in entries and len(tops) == 1 and not any("/" not in name for name in entries):
            self._top = tops.pop() + "/"
        elif DESCRIPTOR not in entries and len(descriptors) == 1:
            self._top = descriptors[0].removesuffix(DESCRIPTOR)
        self._counter = Counter(path.name, sum(one.compress_size for one in self._archive.infolist()), ROWS)
        self._entries = tuple(
            sorted(name.removeprefix(self._top) for name in entries if name.startswith(self._top))
        )

    def names(self) -> tuple[str, ...]:
        """The files of the archive, below its only folder."""
        return self._entries

    def read(self, name: str) -> bytes:
        """The content of one file."""
        if not safe_name(name) or name not in self._entries:
            raise DataError(
                f"{self.origin.name} holds no file {shown(name)}. Pack the folder again with all its files."
            )
        try:
            content = self._archive.read(self._top + name)
        except (
            zipfile.BadZipFile,
            OSError,
            EOFError,
            NotImplementedError,
            RuntimeError,
            zlib.error,
        ) as error:
            # The reason may quote bytes of the archive, which nobody can read.
            raise DataError(
                f"{name} in {self.origin.name} is damaged: the archive does not hold together there. "
                "Pack the folder again."
            ) from error
        if name.lower().endswith(_TEXTS):
            self._counter.add(content)
        return content

    def close(self) -> None:
        """Close the archive."""
        self._archive.close()


def check_archive(archive: zipfile.ZipFile, name: str, packed: int | None = None) -> list[str]:
    """The names of the files of an archive that is safe to read; DataError says why one is not.

    packed: bytes of the file on disk where the archive is packed once more.
    """
    entries = archive.infolist()
    if len(entries) > _MOST_ENTRIES:
        raise DataError(
            f"{name} holds {count(len(entries))} files, and at most {count(_MOST_ENTRIES)} are read. "
            "Pack only the data package."
        )
    total = 0
    names: list[str] = []
    seen: set[str] = set()
    for entry in entries:
        total += entry.file_size
        reason = ""
        if not safe_name(entry.filename):
            reason = "leads out of the archive"
        elif entry.filename in seen:
            reason = "stands in it twice, and only one of them would be read"
        elif stat.S_ISLNK(entry.external_attr >> 16):
            reason = "is a link to another file"
        elif entry.flag_bits & 0x1:
            reason = "is encrypted"
        if reason:
            raise DataError(
                f"{name} is not read: its entry {shown(entry.filename)} {reason}. "
                "Pack the folder of the data package anew, without links and passwords."
            )
        seen.add(entry.filename)
        if not entry.is_dir():
            names.append(entry.filename)
    own = sum(entry.compress_size for entry in entries)
    ENTRIES.check(name, own if packed is None else min(own, packed), total)
    if total > _MOST_BYTES:
        raise DataError(
            f"{name} would unpack to {count(total // 1_000_000)} MB, and at most "
            f"{count(_MOST_BYTES // 1_000_000)} MB are read. Unpack it and open its folder."
        )
    return names


@dataclass(frozen=True, slots=True)
class Resource:
    """One table of a package: its name, its file, and how the descriptor says it is written."""

    name: str
    path: str
    separator: str = ""
    encoding: str = ""


def read_descriptor(
    content: bytes, file: str, found: Collector
) -> tuple[dict[str, Any], tuple[Resource, ...]]:
    """A datapackage.json: everything but its resources, and the resources. Raises DataError.

    A resource that is no table of ours may lie anywhere, since it is not read. Of two for one table the first
    is read and the other named in `found`.
    """
    try:
        data = json.loads(content.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise DataError(f"{file} is damaged: it is not UTF-8 text. Restore it from a copy.") from error
    except json.JSONDecodeError as error:
        raise DataError(
            f"{file} is damaged at line {count(error.lineno)}, column {count(error.colno)} ({error.msg}). "
            "Mend it there, or delete the file to read the tables beside it by their names."
        ) from error
    except RecursionError as error:
        raise DataError(
            f"{file} is nested too deeply to be a data package. Restore it from a copy."
        ) from error
    if not isinstance(data, dict) or not isinstance(data.get("resources"), list):
        raise DataError(
            f'{file} describes no data package: it needs a list "resources" with the name and path of each '
            "table. Add it, or delete the file to read the tables beside it by their names."
        )
    resources: dict[str, Resource] = {}
    for index, item in enumerate(data["resources"], start=1):
        resource = _resource(item, index, file)
        first = resources.setdefault(resource.name, resource)
        if first is not resource and resource.name in TABLES:
            found.add(
                "error",
                f"{file} names two files for the table {resource.name}, {shown(first.path)} and "
                f"{shown(resource.path)}; only the first is read. Put all rows into one file.",
                table=resource.name,
                value=resource.path,
            )
    return {key: value for key, value in data.items() if key != "resources"}, tuple(resources.values())


def _resource(item: object, index: int, file: str) -> Resource:
    if not isinstance(item, dict):
        raise DataError(f'{file}: entry {index} of "resources" is no object. Give it a name and a path.')
    path = item.get("path")
    if isinstance(path, list) and len(path) == 1:
        path = path[0]
    name = item.get("name")
    if isinstance(name, str) and name.strip() and name.strip().lower() not in TABLES:
        return Resource(name.strip().lower(), path if isinstance(path, str) else "")
    if not isinstance(path, str) or not path:
        raise DataError(
            f'{file}: entry {index} of "resources" ({shown(str(name))}) must have one path as text. '
            "Put its data into one CSV file beside it."
        )
    if "://" in path:
        raise DataError(
            f"{file}: the table {shown(str(name))} lies at {shown(path)}, and nothing is fetched from a "
            "network. Save it beside the file and name it there."
        )
    dialect = item.get("dialect")
    separator = dialect.get("delimiter") if isinstance(dialect, Mapping) else ""
    encoding = item.get("encoding")
    return Resource(
        str(name or PurePosixPath(path).stem).strip().lower(),
        path,
        separator if isinstance(separator, str) and len(separator) == 1 else "",
        encoding if isinstance(encoding, str) else "",
    )
