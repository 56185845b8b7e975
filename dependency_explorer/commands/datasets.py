"""`datasets`: what comes with the program."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dependency_explorer.commands.output import print_json, print_table
from dependency_explorer.data.locations import bundled_datasets

if TYPE_CHECKING:
    Subparsers = argparse._SubParsersAction[argparse.ArgumentParser]


def add(subparsers: Subparsers) -> None:
    """Add the command."""
    parser = subparsers.add_parser("datasets", help="list the bundled datasets", allow_abbrev=False)
    parser.add_argument("--json", action="store_true", help="one JSON value instead of a table")


def run(arguments: argparse.Namespace) -> int:
    """Print name, title and scenarios of each."""
    found = [_entry(name, folder) for name, folder in bundled_datasets().items()]
    if arguments.json:
        print_json(found)
    elif found:
        rows = [(one["name"], one["title"], ", ".join(one["scenarios"])) for one in found]
        print_table(("name", "title", "scenarios"), rows, (False, False, False))
    else:
        print("No datasets are bundled with this installation.")
    return 0


def _entry(name: str, folder: Path) -> dict[str, Any]:
    # Read here and not by `data.read`, which would bring pandas for two lines of text.
    try:
        descriptor = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        descriptor = {}
    scenarios = sorted(path.stem for path in (folder / "scenarios").glob("*.json"))
    title, description = descriptor.get("title"), descriptor.get("description")
    return {
        "name": name,
        "title": title if isinstance(title, str) else name,
        "description": description if isinstance(description, str) else "",
        "path": str(folder),
        "scenarios": scenarios,
    }
