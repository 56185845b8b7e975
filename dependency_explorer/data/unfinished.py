"""What is being written and not yet in its place: a program that ends meanwhile leaves nothing of it behind."""

from __future__ import annotations

import contextlib
import shutil
import threading
from collections.abc import Iterator
from pathlib import Path

_placing = threading.RLock()
_begun: set[Path] = set()


@contextlib.contextmanager
def placing() -> Iterator[None]:
    """While something temporary is made or put in its place: the program does not end in between."""
    with _placing:
        yield


def begin(path: Path) -> None:
    """A temporary file or folder has been made, under `placing`."""
    _begun.add(path)


def end(path: Path) -> None:
    """Delete what is temporary; nothing where it has been put in its place."""
    if path.is_dir():
        shutil.rmtree(path, ignore_errors=True)
    else:
        with contextlib.suppress(OSError):
            path.unlink(missing_ok=True)
    _begun.discard(path)


def abandon(seconds: float = 1.0) -> None:
    """The program ends although workers still write: nothing is put in its place any more, and what is temporary
    goes. For the last call before the process ends. seconds: how long what is being put in its place may take."""
    _placing.acquire(timeout=seconds)  # and never released
    for path in list(_begun):
        end(path)
