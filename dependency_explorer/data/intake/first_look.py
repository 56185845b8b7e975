"""The first look at a file that is to be imported: that it is one and can be read, its first bytes, its checksum."""

from __future__ import annotations

import hashlib
from pathlib import Path

from dependency_explorer.data.encodings import SAMPLE
from dependency_explorer.data.files import explain
from dependency_explorer.data.problems import DataError, shown
from dependency_explorer.data.way import Way


def first_look(path: Path) -> tuple[bytes, int]:
    """The first bytes of a file as it lies on disk, and its size. Raises DataError where it is no file to be read."""
    text = str(path)
    if "://" in text or text.startswith(("http:", "https:", "ftp:")):
        raise DataError(
            f"{shown(text, 200)} is an address, and nothing is fetched from a network. Save the file on "
            "this computer and give its path."
        )
    try:
        if not path.exists():
            raise DataError(f"There is no file {shown(text, 200)}. Check the path and its spelling.")
        if path.is_dir():
            raise DataError(
                f"{shown(text, 200)} is a folder, and a file was expected. Name a file in it, or a folder "
                "with a datapackage.json."
            )
        if not path.is_file():
            raise DataError(
                f"{shown(text, 200)} is a device or a pipe, and a file was expected. Save its content as "
                "a file first."
            )
        with path.open("rb") as file:
            first = file.read(SAMPLE)
        size = path.stat().st_size
    except OSError as error:
        raise DataError(explain(error, path)) from error
    except ValueError as error:  # a null character in the name
        raise DataError(f"{shown(text)} is not the name of a file. Check it.") from error
    if not first.strip(b"\x00 \r\n\t"):
        raise DataError(
            f"{path.name} is empty. Its first line must name the columns, such as period, exporter, "
            "importer, commodity. Download it again."
        )
    return first, size


def sha256_of(path: Path, way: Way) -> str:
    """SHA-256 of a file as it lies on disk. Raises DataError."""
    digest = hashlib.sha256()
    try:
        with path.open("rb") as file:
            while piece := file.read(1 << 22):
                way.look()
                digest.update(piece)
    except OSError as error:
        raise DataError(explain(error, path)) from error
    return digest.hexdigest()
