"""Files written whole or not at all."""

from __future__ import annotations

import contextlib
import errno
import os
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path

from dependency_explorer.data import unfinished
from dependency_explorer.data.problems import DataError, shown


def explain(error: OSError, path: Path) -> str:
    """A sentence for what the operating system refused, with what to do about it."""
    name = shown(str(path), 200)
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return f"The disk is full: {name} was not written. Free some space or choose another disk."
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return f"No permission for {name}. Choose a folder and file that you may read and write."
    if isinstance(error, FileNotFoundError):
        return f"{name} does not exist, or its folder does not. Check the path and its spelling."
    if isinstance(error, IsADirectoryError):
        return f"{name} is a folder, and a file was expected. Name a file in it."
    if isinstance(error, NotADirectoryError):
        return f"{name} lies below something that is not a folder. Check the path."
    if error.errno == errno.ENAMETOOLONG:
        return f"The name {name} is too long for this disk. Choose a shorter one."
    return f"{name} could not be used: {error.strerror or error}. Try another folder or disk."


Content = bytes | str | Iterable[bytes]
"""What a file shall hold: bytes, text (as UTF-8), or blocks of bytes that are written as they come."""


def blocks_of(content: Content) -> Iterable[bytes]:
    """What is to be written, as blocks."""
    if isinstance(content, str):
        return (content.encode("utf-8"),)
    return (content,) if isinstance(content, bytes) else content


def write_together(files: Mapping[Path, Content]) -> None:
    """Write several files that belong together: all of them, or none where one cannot be written.

    Every one is first written and forced to disk under a temporary name beside its place. Raises DataError
    with a sentence; files that were there are then untouched.
    """
    staged: dict[Path, str] = {}
    try:
        for path, data in files.items():
            _stage(path, data, staged)
        with unfinished.placing():
            for path, temporary in staged.items():
                try:
                    Path(temporary).replace(path)
                except OSError as error:
                    raise DataError(explain(error, path)) from error
    finally:
        # Gone after a success; left behind by a failure of any kind.
        for temporary in staged.values():
            unfinished.end(Path(temporary))


def write_atomic(path: Path, data: Content) -> None:
    """Write a file so that a reader sees the old content or the new one, never a part of it.

    The data goes to a temporary file in the same folder, is forced to disk and then put in place.
    Text is written as UTF-8 as it stands, blocks as they come. Raises DataError with a sentence; the old file is then
    untouched.
    """
    write_together({Path(path): data})


def _stage(path: Path, data: Content, staged: dict[Path, str]) -> None:
    # Writes the temporary file of one target; `staged` knows it from the moment it is there.
    if path.is_dir():
        raise DataError(explain(IsADirectoryError(errno.EISDIR, "is a folder"), path))
    try:
        with unfinished.placing():
            descriptor, staged[path] = tempfile.mkstemp(dir=path.parent, prefix=".", suffix=".part")
            unfinished.begin(Path(staged[path]))
        with os.fdopen(descriptor, "wb") as file:
            file.writelines(blocks_of(data))
            file.flush()
            os.fsync(file.fileno())
        _like_other_files(Path(staged[path]), path)
    except OSError as error:
        raise DataError(explain(error, path)) from error


def _like_other_files(temporary: Path, path: Path) -> None:
    # mkstemp makes files that only their owner may read; give the rights of the file replaced, or usual ones.
    try:
        mode = path.stat().st_mode & 0o777
    except OSError:
        mask = os.umask(0)
        os.umask(mask)
        mode = 0o666 & ~mask
    with contextlib.suppress(OSError):
        temporary.chmod(mode)
