"""A file in its packing: as it is, packed by gzip, bzip2 or xz, or the tables inside a ZIP archive.

Nothing is unpacked to disk; a packed stream that is damaged or unpacks without end stops with a sentence. An archive
of one table a year (BACI, the trade of several months) is one table in parts: `parts` names those with the same
titles.
"""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import re
import zipfile
import zlib
from collections.abc import Callable, Sequence
from functools import cached_property
from pathlib import Path, PurePosixPath
from typing import IO, Any, Literal

from dependency_explorer.data.files import explain
from dependency_explorer.data.package import check_archive
from dependency_explorer.data.problems import Collector, DataError, count
from dependency_explorer.data.unpacking import ROWS, Allowance, Counter
from dependency_explorer.data.way import Way

Kind = Literal["", "gzip", "bzip2", "xz", "zip"]

MOST_UNPACKED = 4_000_000_000
_COUNTED = 1 << 20
_SMALL, _SOON = 20_000_000, 10_000_000
"""Smaller files that become more are unpacked once to see what they become, before anybody reads them."""
_TABLES = (".csv", ".tsv", ".txt", ".json", ".xlsx", ".xls", ".xlsm", ".xlsb", ".ods", ".parquet")
_PACKERS: dict[str, tuple[bytes, Any]] = {
    "gzip": (b"\x1f\x8b", gzip),
    "bzip2": (b"BZh", bz2),
    "xz": (b"\xfd7zXZ\x00", lzma),
}
_TEXTS = (".csv", ".tsv", ".txt", ".csv.gz", ".tsv.gz", ".txt.gz")
_UNSOUND = (EOFError, OSError, zlib.error, lzma.LZMAError, zipfile.BadZipFile)
_MOST_PARTS = 400
_COMPANIONS = (
    "datapackage",
    "metadata",
    "readme",
    "country_code",
    "product_codes",
    "flags",
    "notes",
    "areacodes",
    "itemcodes",
    "ddf--concepts",
)

_DESCRIPTIONS = (".metadata.json", "-metadata.json", "_metadata.json")


class Packing:
    """How a file is packed, by its first bytes, and what is inside.

    kind: empty for a file that is not packed (a workbook is an archive to others, not here). member: the name of
    the table inside an archive. Raises DataError for an archive that is damaged, unsafe or without a table.
    """

    def __init__(self, path: Path, first: bytes, size: int, found: Collector, member: str = "") -> None:
        self._path, self._size = path, size
        self.kind: Kind = ""
        self.member = member
        self.parts: tuple[str, ...] = ()
        """The tables of an archive that are one table in parts, `member` among them; none where it is whole."""
        packer = next((name for name, (mark, _) in _PACKERS.items() if first.startswith(mark)), "")
        if packer:
            self.kind = packer  # type: ignore[assignment]
        elif first.startswith(b"PK"):
            names = self._names
            if member:
                self.kind = "zip"
            elif not any(name.startswith(("xl/", "Index/", "content.xml", "mimetype")) for name in names):
                self.kind = "zip"
                self._choose(names, found)

    @property
    def inner_name(self) -> str:
        """The name of the table itself, without packing: "flows.csv" for flows.csv.gz and for a ZIP of it."""
        if self.member:
            return PurePosixPath(self.member.removesuffix(".gz")).name
        return self._path.stem if self.kind in _PACKERS else self._path.name

    @cached_property
    def _names(self) -> tuple[str, ...]:
        with self._archive() as archive:
            return tuple(check_archive(archive, self._path.name))

    def _archive(self) -> zipfile.ZipFile:
        try:
            return zipfile.ZipFile(self._path)
        except (zipfile.BadZipFile, NotImplementedError, ValueError, EOFError, zlib.error) as error:
            raise DataError(
                f"{self._path.name} is damaged: the archive does not hold together. Download it again."
            ) from error
        except OSError as error:
            raise DataError(explain(error, self._path)) from error

    def _choose(self, names: Sequence[str], found: Collector) -> None:
        """The table of an archive: its largest file that is one and no code list or description."""
        tables = [name for name in names if name.lower().removesuffix(".gz").endswith(_TABLES)]
        if not tables:
            raise DataError(
                f"{self._path.name} holds no table ({', '.join(names[:5]) or 'it is empty'}). Unpack it and "
                "open the file you need."
            )
        with self._archive() as archive:
            sizes = {name: archive.getinfo(name).file_size for name in tables}
        plain = [name for name in tables if not is_companion(name)]
        self.member = max(plain or tables, key=lambda name: sizes[name])
        self.parts = self._alike(plain)
        others = [PurePosixPath(name).name for name in plain if name not in (self.member, *self.parts)]
        if others:
            read = PurePosixPath(self.member).name
            if self.parts:
                read += f" and {count(len(self.parts) - 1)} more of its kind"
            found.add(
                "warning",
                f"{self._path.name} holds several tables; {read} is read. Unpack it to "
                f"read {', '.join(others[:5])}.",
            )

    def _alike(self, names: Sequence[str]) -> tuple[str, ...]:
        """The tables whose names differ from the chosen one's in numbers only, and whose first lines are its own."""
        kind = _without_numbers(self.member)
        alike = [name for name in names if _without_numbers(name) == kind and name.lower().endswith(_TEXTS)]
        if not 1 < len(alike) <= _MOST_PARTS:
            return ()
        first = self._first_line(self.member)
        alike = sorted(name for name in alike if name == self.member or self._first_line(name) == first)
        return tuple(alike) if first and len(alike) > 1 else ()

    def _first_line(self, name: str) -> bytes:
        try:
            with self._archive() as archive, archive.open(name) as packed:
                if name.lower().endswith(".gz"):
                    with gzip.open(packed) as stream:
                        return stream.read(1 << 16).split(b"\n", 1)[0].strip()
                return packed.read(1 << 16).split(b"\n", 1)[0].strip()
        except (*_UNSOUND, NotImplementedError, RuntimeError):
            return b""  # told when it is read

    def sizes(self, names: Sequence[str]) -> list[int]:
        """Bytes of tables of an archive, unpacked."""
        with self._archive() as archive:
            return [archive.getinfo(name).file_size for name in names]

    @cached_property
    def size(self) -> int:
        """Bytes, unpacked, as far as the packing tells."""
        if self.kind == "zip":
            with self._archive() as archive:
                return archive.getinfo(self.member).file_size
        if self.kind == "gzip" and self._size > 4:
            with self.open_packed() as file:
                file.seek(-4, io.SEEK_END)
                told = int.from_bytes(file.read(4), "little")  # modulo 4 GB, and only the last part's
            return max(told, self._size)
        return self._size

    def open_packed(self) -> IO[bytes]:
        """The bytes of the file as it lies on disk."""
        try:
            return self._path.open("rb")
        except OSError as error:
            raise DataError(explain(error, self._path)) from error

    def refuse_more(self, allowance: Allowance, way: Way) -> None:
        """Raise DataError where more comes out than is allowed.

        What gzip tells is taken from a few bytes of the end, which are any in a damaged file, and may be a lie in a
        small one: it is counted out. Of a large one what the packing tells is enough to begin with.
        """
        if self.kind == "zip":
            allowance.check(self._path.name, self._size, self.size)
        small = self._size < _SMALL and (self.kind == "xz" or self.size > _SOON)
        if (self.kind == "gzip" and self.size > allowance.most(self._size)) or (
            self.kind not in ("", "bzip2") and small
        ):
            with self.open(allowance) as stream:
                while stream.read(_COUNTED):
                    way.look()

    def refuse_together(self, names: Sequence[str], way: Way) -> None:
        """Raise DataError where tables of a small archive are more together than is allowed."""
        if self._size >= _SMALL:
            return
        counter = Counter(self._path.name, self._size, ROWS)
        for name in names:
            with Packing(self._path, b"PK", self._size, Collector(), name).open() as stream:
                while piece := stream.read(_COUNTED):
                    counter.add(piece)
                    way.look()

    def open(self, allowance: Allowance = ROWS) -> IO[bytes]:
        """The content as a stream of bytes, unpacked; reading past what is allowed raises DataError."""
        if not self.kind:
            return self.open_packed()
        beneath: list[Any] = []
        try:
            if self.kind == "zip":
                archive = self._archive()
                stream: Any = archive.open(self.member)
                beneath.append(archive)
                if self.member.lower().endswith(".gz"):
                    beneath.insert(0, stream)
                    stream = gzip.open(stream)  # noqa: SIM115 - closed by _Sound
            else:
                stream = _PACKERS[self.kind][1].open(self._path)
        except (zipfile.BadZipFile, NotImplementedError, RuntimeError, KeyError, EOFError) as error:
            raise DataError(_damaged(self._path)) from error
        except OSError as error:
            raise DataError(explain(error, self._path)) from error
        return _Sound(stream, self._path, self._size, allowance, beneath)  # type: ignore[return-value]

    def companion(self, wanted: Callable[[str], bool]) -> tuple[str, bytes] | None:
        """Name and content of a file beside this one (in the same folder or archive): a code list."""
        try:
            if self.kind == "zip":
                with self._archive() as archive:
                    for name in self._names:
                        if (
                            name != self.member
                            and name not in self.parts
                            and wanted(PurePosixPath(name).name)
                        ):
                            return PurePosixPath(name).name, archive.read(name)
                return None
            for path in sorted(self._path.parent.iterdir()):
                if path != self._path and wanted(path.name) and path.is_file():
                    return path.name, path.read_bytes()
        except (OSError, zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError):
            return None  # a code list helps; the table can be read without
        return None


def is_companion(name: str) -> bool:
    """Whether a file of this name explains the tables beside it: a code list or a description."""
    low = PurePosixPath(name).name.lower()
    described = low.startswith(_COMPANIONS) or low.endswith(_DESCRIPTIONS)
    return described or "__macosx" in name.lower() or low.startswith(".")


def _without_numbers(name: str) -> str:
    return re.sub(r"\d+", "#", name.casefold())


def _damaged(path: Path) -> str:
    return f"{path.name} is damaged: what is packed in it does not hold together. Download it again."


class _Sound(io.RawIOBase):
    """A packed stream that ends with a sentence where it is damaged or unpacks without end."""

    def __init__(
        self,
        stream: IO[bytes],
        path: Path,
        packed_size: int,
        allowance: Allowance,
        beneath: Sequence[Any] = (),
    ) -> None:
        super().__init__()
        self._stream, self._path, self._beneath = stream, path, beneath
        self._counter = Counter(path.name, packed_size, allowance)

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        """Bytes of the unpacked stream."""
        try:
            if size >= 0:
                data = self._stream.read(size)
                self._count(data)
                return data
            pieces = []
            while piece := self._stream.read(1 << 22):
                self._count(piece)
                pieces.append(piece)
            return b"".join(pieces)
        except _UNSOUND as error:
            raise DataError(_damaged(self._path)) from error

    def readline(self, size: int | None = -1, /) -> bytes:
        """A line; the base class would ask for it byte by byte."""
        try:
            line = self._stream.readline(-1 if size is None else size)
        except _UNSOUND as error:
            raise DataError(_damaged(self._path)) from error
        self._count(line)
        return line

    def readinto(self, buffer: Any) -> int:
        data = self.read(len(buffer))
        buffer[: len(data)] = data
        return len(data)

    def tell(self) -> int:
        return self._counter.seen

    def close(self) -> None:
        for stream in (self._stream, *self._beneath):
            stream.close()
        super().close()

    def _count(self, data: bytes) -> None:
        self._counter.add(data)
        if self._counter.seen > MOST_UNPACKED:
            raise DataError(
                f"{self._path.name} unpacks to more than {count(MOST_UNPACKED // 1_000_000)} MB and is not read. "
                "Unpack it yourself and open the unpacked file."
            )
