"""No command: the window."""

from __future__ import annotations

from pathlib import Path

from dependency_explorer.data.problems import DataError


def names() -> tuple[str, ...]:
    """Names of the bundled datasets."""
    from dependency_explorer.data.locations import bundled_datasets

    return tuple(bundled_datasets())


def known(path: str) -> bool:
    """Whether it names a bundled dataset or something on disk."""
    return path in names() or Path(path).exists()


def run(paths: list[str]) -> int:
    """Open the window; returns its exit status. Raises DataError for a path that is not there."""
    for path in paths:
        if not known(path):
            raise DataError(
                f"“{path}” does not exist and is no bundled dataset ({', '.join(names())}). Check the path."
            )
    from dependency_explorer import app

    return app.run(paths)
