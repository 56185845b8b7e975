"""Where the program's own data and resources lie, in a checkout and in an installed wheel."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent.parent


OPENS_FIRST = "mongolia"
"""The dataset that opens where nothing was asked for and nothing was left."""


def _folder(name: str) -> Path:
    # A wheel carries both folders inside the package (pyproject: force-include); a checkout beside it.
    bundled = _PACKAGE / "bundled" / name
    return bundled if bundled.is_dir() else _PACKAGE.parent / name


def datasets_folder() -> Path:
    """The folder of the bundled datasets, one sub-folder each."""
    return _folder("datasets")


def resources_folder() -> Path:
    """The folder of icons, texts and small tables."""
    return _folder("resources")


def bundled_datasets() -> dict[str, Path]:
    """Name and folder of each bundled dataset: `OPENS_FIRST`, then the others by name."""
    folder = datasets_folder()
    if not folder.is_dir():
        return {}
    found = (path for path in folder.iterdir() if (path / "datapackage.json").is_file())
    order = sorted(found, key=lambda path: (path.name != OPENS_FIRST, path.name))
    return {path.name: path for path in order}
