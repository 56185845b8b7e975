"""A file on its way in, before anything of it is read as a table: its name, its bytes without packing, its kind.

The file is opened for reading only. A packed file (.gz, or a .zip with one table in it) is read through its
packing.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from functools import cached_property
from pathlib import Path, PurePosixPath
from typing import IO

from dependency_explorer.data.encodings import SAMPLE
from dependency_explorer.data.intake.first_look import first_look, sha256_of
from dependency_explorer.data.intake.kinds import Kind, kind_of
from dependency_explorer.data.intake.packing import MOST_UNPACKED, Packing
from dependency_explorer.data.problems import Collector, DataError, count
from dependency_explorer.data.unpacking import FIGURES, ROWS, WHOLE, Allowance, Limits
from dependency_explorer.data.way import Way

HEAD_ROWS = 201
"""Rows of the head: what recognition looks at, and what the preview shows; a heading and 200 rows below it."""


class SourceFile:
    """The bytes of a file, and what they tell.

    limit: read at most so many rows of each table (a preview), None for all. member: of an archive the table to read;
    by itself its largest. Faults that leave the rest readable go to `found`. Raises DataError for what cannot be read
    at all.
    """

    def __init__(
        self,
        path: Path,
        way: Way | None = None,
        found: Collector | None = None,
        limit: int | None = None,
        member: str = "",
    ) -> None:
        self.path = Path(path)
        self._member = member
        self.way = way or Way()
        self.found = found if found is not None else Collector()
        self.limit = limit
        self._digest: Future[str] | None = None
        self._first, self.packed_size = first_look(self.path)

    @property
    def name(self) -> str:
        """The name used in sentences: the file's, and what was read of an archive."""
        member = self.__dict__["_packing"].member if "_packing" in self.__dict__ else ""
        return f"{self.path.name}, {PurePosixPath(member).name}" if member else self.path.name

    @property
    def inner_name(self) -> str:
        """The name of the table itself, without packing: "flows.csv" for flows.csv.gz and for a ZIP of it."""
        return self._packing.inner_name

    @property
    def stem(self) -> str:
        """The name without its suffix: where period, product or direction may be told."""
        return PurePosixPath(self.inner_name).stem

    @cached_property
    def _packing(self) -> Packing:
        return Packing(self.path, self._first, self.packed_size, self.found, self._member)

    @property
    def member(self) -> str:
        """Of an archive the table that is read; else empty."""
        return self._packing.member

    @property
    def parts(self) -> tuple[str, ...]:
        """The tables of an archive that are one table in parts (a file a year); none where there is but one."""
        return self._packing.parts

    def part_sizes(self) -> list[int]:
        """Bytes of these tables, unpacked."""
        return self._packing.sizes(self.parts)

    def refuse_together(self, members: Sequence[str]) -> None:
        """Raise DataError where some of these tables are more together than is allowed."""
        if self.limit is None:
            self._packing.refuse_together(members, self.way)

    @property
    def is_packed(self) -> bool:
        """Whether the table lies in a packing."""
        return bool(self._packing.kind)

    @cached_property
    def first(self) -> bytes:
        """The first 256 KB, unpacked."""
        if not self.is_packed:
            return self._first
        self.refuse_more(ROWS)
        return self.beginning(SAMPLE)

    @cached_property
    def kind(self) -> Kind:
        """What the file is by its content; its suffix may lie."""
        return kind_of(self.first, self.name, self.inner_name)

    @property
    def size(self) -> int:
        """Bytes, unpacked, as far as the packing tells."""
        return self._packing.size

    def open(self, allowance: Allowance = ROWS) -> IO[bytes]:
        """The content as a stream of bytes, unpacked; reading past what is allowed raises DataError."""
        return self._packing.open(allowance)

    def beginning(self, size: int) -> bytes:
        """The first bytes, unpacked."""
        with self.open() as stream:
            return stream.read(size)

    def content(self, most: int = MOST_UNPACKED, allowance: Allowance = WHOLE) -> bytes:
        """Everything, unpacked. most: bytes at most; allowance: and of a packed file."""
        self.refuse_more(allowance, most)
        with self.open(allowance) as stream:
            return stream.read()

    def refuse_more(self, allowance: Allowance, most: int | None = None) -> None:
        """Raise DataError where a packed file holds more than is allowed, or any file more bytes than `most`."""
        self._packing.refuse_more(allowance, self.way)
        if most is not None and self.size > most:
            raise DataError(
                f"{self.name} is too large to be read whole ({count(self.size // 1_000_000)} MB, at most "
                f"{count(most // 1_000_000)} MB). Give it as CSV."
            )

    def limits(self) -> Limits | None:
        """What the table may become, counted while it is read, where it is packed."""
        return Limits(self.path.name, self.packed_size) if self.is_packed else None

    def check_figures(self, number: int) -> None:
        """Raise TooMuchError where a packed file holds more figures than it is let become."""
        if self.is_packed:
            FIGURES.check(self.path.name, self.packed_size, number)

    def companion(self, wanted: Callable[[str], bool]) -> tuple[str, bytes] | None:
        """Name and content of a file beside this one (in the same folder or archive): a code list."""
        return self._packing.companion(wanted)

    def begin_fingerprint(self) -> None:
        """Begin with the fingerprint beside what else is done; it needs no lock of Python's."""
        if self._digest is None:
            pool = ThreadPoolExecutor(1)
            self._digest = pool.submit(sha256_of, self.path, self.way)
            pool.shutdown(wait=False)

    def fingerprint(self) -> str:
        """SHA-256 of the file as it lies on disk."""
        self.begin_fingerprint()
        assert self._digest is not None
        return self._digest.result()
