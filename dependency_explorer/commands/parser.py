"""The command line: which words choose which command. argparse only, so that --help is there at once."""

from __future__ import annotations

import argparse
import difflib
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from dependency_explorer import __version__
from dependency_explorer.commands import check, datasets, figure, indicators, whatif, window
from dependency_explorer.commands.output import complain, prepare
from dependency_explorer.data.problems import Cancelled, DataError

COMMANDS = {
    "datasets": datasets,
    "check": check,
    "indicators": indicators,
    "whatif": whatif,
    "figure": figure,
}
"""Command → the module with its `add` and `run`."""

DEBUG = "DEPENDENCY_EXPLORER_DEBUG"
"""Set to 1, this environment variable brings the traceback of an unexpected error."""

DONE, WRONG_DATA, WRONG_USAGE, STOPPED = 0, 1, 2, 130


def build_parser() -> argparse.ArgumentParser:
    """The parser of everything that begins with a command."""
    parser = argparse.ArgumentParser(
        prog="dependency-explorer",
        description="See who depends on whom for energy and minerals, try what a cut supply does, and leave "
        "with a figure fit to print.",
        epilog="Without a command the window opens on PATH (a dataset, a table or a workspace file), or "
        "where you left off. DATASET is the name of a bundled dataset, a data package (folder, "
        "datapackage.json or .zip), a single table of flows, or a workspace file.",
        usage="dependency-explorer [PATH …]\n       dependency-explorer COMMAND …",
        allow_abbrev=False,
    )
    parser.add_argument("--version", action="version", version=f"Dependency Explorer {__version__}")
    commands = parser.add_subparsers(
        title="commands", dest="command", metavar="COMMAND", prog="dependency-explorer"
    )
    for module in COMMANDS.values():
        module.add(commands)
    return parser


def run(argv: Sequence[str] | None = None) -> int:
    """Parse and run; every failure becomes a sentence and a status."""
    given = list(sys.argv[1:] if argv is None else argv)
    prepare()
    try:
        if not given or (not given[0].startswith("-") and given[0] not in COMMANDS):
            return _open_window(given)
        arguments = build_parser().parse_args(given)
        if arguments.command is None:
            return _open_window([])
        return int(COMMANDS[arguments.command].run(arguments))
    except SystemExit as leaving:  # argparse: 0 after --help, 2 after wrong usage
        return leaving.code if isinstance(leaving.code, int) else WRONG_USAGE
    except DataError as error:
        complain(str(error))
        return WRONG_DATA
    except (KeyboardInterrupt, Cancelled):
        complain("Stopped; nothing was written.")
        return STOPPED
    except BrokenPipeError:
        # Whoever read the output has enough (`| head`); there is nothing left to say it to.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
    except Exception as error:
        if os.environ.get(DEBUG) == "1":
            raise
        detail = " ".join(str(error).split())[:300]
        complain(
            f"An unexpected error stopped the command ({type(error).__name__}"
            f"{': ' + detail if detail else ''}). This is a fault of the program; "
            f"set {DEBUG}=1 to see where it happened."
        )
        return WRONG_DATA


def _open_window(paths: list[str]) -> int:
    """The window on these paths, or why a word is neither a command nor a file."""
    for path in paths:
        if path.startswith("-"):
            complain(f"Unknown option “{path}”. Try --help.")
            return WRONG_USAGE
    if paths and not window.known(paths[0]):
        word = paths[0]
        # A bare word is a mistyped command; a path, or anything with a suffix, a missing file.
        if not (Path(word).suffix or "/" in word or "\\" in word):
            near = difflib.get_close_matches(word, [*COMMANDS, *window.names()], 1)
            hint = f" Did you mean “{near[0]}”?" if near else " Try --help."
            complain(f"“{word}” is neither a command nor a dataset nor a file.{hint}")
            return WRONG_USAGE
    return window.run(paths)
