"""The preferences in use: read once, written when they change; an unwritable folder is no obstacle."""

from __future__ import annotations

import logging
from dataclasses import replace
from pathlib import Path

from dependency_explorer.data.problems import DataError
from dependency_explorer.workspace import preferences
from dependency_explorer.workspace.preferences import Preferences
from dependency_explorer.workspace.project import OpenedProject
from dependency_explorer.workspace.state import Workspace

log = logging.getLogger("dependency_explorer")


class Settings:
    """Preferences of one folder. `trouble`: the sentence about a file that could not be read, or ""."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.values, self.trouble = preferences.read_preferences(folder)

    def change(self, **fields: object) -> None:
        """Replace some preferences and write them."""
        self._store(replace(self.values, **fields))  # type: ignore[arg-type]

    def opened(self, path: str) -> None:
        """Put a path at the head of the recent files."""
        self._store(self.values.opened(path))

    def left_off(self) -> OpenedProject | None:
        """Where the user left off; None if nothing is remembered. Raises DataError."""
        return preferences.left_off(self.folder)

    def set_left_off_aside(self) -> Path | None:
        """Keep where the user left off, which could not be reopened, before the next is written in its place."""
        return preferences.set_left_off_aside(self.folder)

    def save_left_off(self, state: Workspace) -> None:
        """Remember where the user left off."""
        try:
            preferences.save_left_off(self.folder, state)
        except DataError as error:
            log.warning("%s", error)

    def _store(self, values: Preferences) -> None:
        if values == self.values:
            return
        self.values = values
        try:
            preferences.write_preferences(self.folder, values)
        except DataError as error:
            log.warning("%s", error)
