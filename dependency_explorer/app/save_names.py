"""Names of files to be written: with their suffix, and in place of nothing that nobody was asked about."""

from __future__ import annotations

from pathlib import Path


def as_named(chosen: str, suffix: str) -> Path:
    """The path that was chosen in a dialog, with its suffix.

    Where the suffix is added here, the dialog has asked about another name: then the first that is free.
    """
    path = Path(chosen)
    if path.name.lower().endswith(suffix):
        return path
    return unused(path.with_name(path.name + suffix), suffix)


def unused(path: Path, suffix: str) -> Path:
    """The path, or the first of path-2, path-3 … that is free: what asks nothing replaces nothing."""
    number, free = 2, path
    while free.exists():
        free = path.with_name(f"{path.name.removesuffix(suffix)}-{number}{suffix}")
        number += 1
    return free
