"""The user's own datasets, saved below the folder of preferences, and what is remembered of imported files.

A table is imported once and kept as a data package. Where its file lay and how its columns were read is remembered
here and not in the package, which may be given away: a path tells a stranger who somebody is.
"""

from __future__ import annotations

import json
import unicodedata
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from dependency_explorer.data.intake.plan import Plan
from dependency_explorer.data.problems import DataError

_MEMORY = "imports.json"
_FORMAT = "dependency-explorer/imports"
_MOST_REMEMBERED = 200
_MOST_DESCRIPTOR = 20_000_000


def library_folder(folder: Path) -> Path:
    """Where the user's own datasets lie, for a folder of preferences."""
    return folder / "datasets"


def saved_datasets(folder: Path) -> dict[str, str]:
    """Path → title of the datasets saved for a folder of preferences, by title; what cannot be read is left out."""
    found: dict[str, str] = {}
    try:
        packages = [one for one in library_folder(folder).iterdir() if (one / "datapackage.json").is_file()]
    except OSError:
        return {}
    for package in packages:
        descriptor = package / "datapackage.json"
        try:
            if descriptor.stat().st_size > _MOST_DESCRIPTOR:
                continue
            described = json.loads(descriptor.read_text(encoding="utf-8-sig"))
        except (OSError, ValueError, RecursionError):
            continue
        title = described.get("title") if isinstance(described, dict) else None
        found[str(package.absolute())] = title if isinstance(title, str) and title else package.name
    return dict(sorted(found.items(), key=lambda pair: pair[1].casefold()))


def folder_name(title: str) -> str:
    """A name for a folder that every system takes: letters and digits of any script, the rest underscores."""
    text = unicodedata.normalize("NFC", title).strip()
    safe = "".join(c if c.isalnum() or c in "-" else "_" for c in text)
    short = "_".join(part for part in safe.split("_") if part)[:60].strip("_-")
    # Names that Windows keeps for devices.
    reserved = {"con", "prn", "aux", "nul", *(f"{d}{n}" for d in ("com", "lpt") for n in range(1, 10))}
    return f"{short}_" if short.casefold() in reserved else short or "dataset"


def free_title(title: str, folder: Path) -> str:
    """The title, with a number behind it where a folder of its name is there already."""
    number, chosen = 2, title
    while (folder / folder_name(chosen)).exists():
        chosen = f"{title} {number}"
        number += 1
    return chosen


@dataclass(frozen=True, slots=True)
class Remembered:
    """What is known of earlier imports. paths: checksum of a file → where it lay. plans: signature → plan."""

    paths: dict[str, str]
    plans: dict[str, dict[str, Any]]


class ImportMemory:
    """Reads and writes what is remembered; a file that cannot be read or written is no obstacle."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / _MEMORY
        self._known = self._read()

    def path_of(self, fingerprint: str) -> Path | None:
        """Where a file with that checksum lies; None where it is not known or no longer there."""
        known = self._known.paths.get(fingerprint)
        return Path(known) if known and Path(known).is_file() else None

    def plan_of(self, signature: str) -> Plan | None:
        """How a table with such columns was read the last time; None where none was."""
        known = self._known.plans.get(signature)
        return Plan.from_json(known) if known else None

    def remember(self, path: Path, fingerprint: str, signature: str, plan: Plan) -> None:
        """Keep where a file lies, and the roles of its columns where somebody decided them.

        What stood in a file's name (its period, its places) belongs to that file and not to the next one; the unit
        is that of the publisher.
        """
        paths = {**self._known.paths}
        if fingerprint:
            paths.pop(fingerprint, None)
            paths[fingerprint] = str(path.absolute())
        plans = {**self._known.plans}
        constants = {name: one for name, one in plan.constants.items() if name == "unit"}
        kept = replace(plan, constants=constants, sheet="")
        plans.pop(signature, None)
        if signature and (plan.roles or plan.profile):
            plans[signature] = kept.to_json()
        self._known = Remembered(_last(paths), _last(plans))
        self._write()

    def _read(self) -> Remembered:
        try:
            given = json.loads(self._file.read_text(encoding="utf-8"))
            paths = {str(key): str(one) for key, one in given["paths"].items()}
            plans = {str(key): dict(one) for key, one in given["plans"].items()}
            return Remembered(paths, plans)
        except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
            return Remembered({}, {})

    def _write(self) -> None:
        from dependency_explorer.data.files import write_atomic

        document = {"format": _FORMAT, "version": 1, "paths": self._known.paths, "plans": self._known.plans}
        try:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            write_atomic(self._file, json.dumps(document, ensure_ascii=False, indent=2) + "\n")
        except (OSError, DataError):
            return  # remembering is a courtesy


def _last(known: dict[str, Any]) -> dict[str, Any]:
    return dict(list(known.items())[-_MOST_REMEMBERED:])
