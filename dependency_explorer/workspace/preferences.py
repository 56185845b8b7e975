"""What is remembered between sessions: recent files, window geometry, theme, where you left off.

Nothing here may keep the program from starting: preferences that cannot be read are the defaults, with the
reason told. The folder is passed in (the window asks the system for it; tests give a temporary one).
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Literal

from dependency_explorer.data.problems import DataError
from dependency_explorer.workspace.project import SUFFIX, OpenedProject, read_project, write_project
from dependency_explorer.workspace.reading import Reader
from dependency_explorer.workspace.state import Theme, Workspace

MOST_RECENT = 10
LEAST_SCALE, MOST_SCALE = 80, 200
"""Percent that text can be scaled to."""

_FILE = "preferences.json"
_LEFT_OFF = "where-you-left-off" + SUFFIX
_FORMAT = "dependency-explorer/preferences"


@dataclass(frozen=True, slots=True)
class Preferences:
    """Remembered choices.

    recent: absolute paths or bundled names, latest first. geometry, layout: what Qt gives for the window and
    its splitters, as base64 text. text_scale: percent, 100 is as designed, from LEAST_SCALE to MOST_SCALE.
    """

    recent: tuple[str, ...] = ()
    geometry: str = ""
    layout: str = ""
    theme: Theme = "system"
    text_scale: int = 100

    def opened(self, path: str) -> Preferences:
        """With `path` at the head of the recent files."""
        return replace(self, recent=(path, *(p for p in self.recent if p != path))[:MOST_RECENT])


def read_preferences(folder: Path) -> tuple[Preferences, str]:
    """The preferences in `folder` and "", or the defaults and the reason why they could not be read."""
    path = folder / _FILE
    if not path.exists():
        return Preferences(), ""
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
        if not isinstance(document, dict):
            raise ValueError
        reader = Reader(document, f"The preferences file “{path}”")
        reader.choice("format", (_FORMAT,))
        themes: tuple[Literal["system"], Literal["light"], Literal["dark"]] = ("system", "light", "dark")
        return (
            Preferences(
                recent=reader.texts("recent")[:MOST_RECENT],
                geometry=reader.text("geometry"),
                layout=reader.text("layout"),
                theme=reader.choice("theme", themes),
                text_scale=max(LEAST_SCALE, min(MOST_SCALE, reader.whole("text_scale"))),
            ),
            "",
        )
    except DataError as error:
        return Preferences(), f"{error} The program starts with its own settings."
    except (OSError, ValueError, RecursionError):
        return (
            Preferences(),
            f"The preferences file “{path}” cannot be read; the program starts with its own settings.",
        )


def write_preferences(folder: Path, preferences: Preferences) -> None:
    """Save the preferences; makes the folder if need be. Raises DataError."""
    from dependency_explorer.data.files import write_atomic

    document = {"format": _FORMAT, **asdict(preferences)}
    _make(folder)
    write_atomic(folder / _FILE, json.dumps(document, ensure_ascii=False, indent=2, sort_keys=True) + "\n")


def save_left_off(folder: Path, state: Workspace) -> None:
    """Remember `state` as where the user left off: a project file like any other. Raises DataError."""
    _make(folder)
    write_project(state, folder / _LEFT_OFF)


def left_off(folder: Path) -> OpenedProject | None:
    """Where the user left off, None if nothing is remembered. Raises DataError if it cannot be opened."""
    path = folder / _LEFT_OFF
    return read_project(path) if path.exists() else None


def set_left_off_aside(folder: Path) -> Path | None:
    """Keep what could not be reopened out of the way of the next one; where it is, None where it cannot be moved."""
    aside = folder / f"not-reopened{SUFFIX}"
    try:
        (folder / _LEFT_OFF).replace(aside)
    except OSError:
        return None
    return aside


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        return  # writing into it then says, in a sentence, that the folder is missing
