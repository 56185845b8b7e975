"""The command line: which words choose which command. argparse only, so that --help is there at once."""

from __future__ import annotations

import argparse
import contextlib
import difflib
import errno
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from dependency_explorer import __version__
from dependency_explorer.commands import (
    backtests,
    briefing,
    check,
    convert,
    datasets,
    figure,
    indicators,
    ownership,
    stress,
    whatif,
    window,
)
from dependency_explorer.commands.output import complain, prepare
from dependency_explorer.data.problems import Cancelled, DataError

COMMANDS = {
    "datasets": datasets,
    "check": check,
    "convert": convert,
    "indicators": indicators,
    "ownership": ownership,
    "whatif": whatif,
    "stress": stress,
    "figure": figure,
    "briefing": briefing,
    "backtests": backtests,
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
        status = int(COMMANDS[arguments.command].run(arguments))
        # Now, and not when the interpreter ends: a full disk is then still told in a sentence.
        print(end="", flush=True)
        return status
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
        _discard_output()
        return DONE
    except OSError as error:
        if error.filename is not None or error.errno not in (
            errno.ENOSPC,
            errno.EDQUOT,
            errno.EIO,
            errno.EFBIG,
        ):
            return _unexpected(error)
        _discard_output()
        complain(
            f"The output could not be written ({error.strerror}). Free some space or write it elsewhere."
        )
        return WRONG_DATA
    except Exception as error:
        return _unexpected(error)


def _unexpected(error: Exception) -> int:
    """A sentence for what should not happen; the traceback where it is asked for."""
    if os.environ.get(DEBUG) == "1":
        raise error
    detail = " ".join(str(error).split())[:300]
    complain(
        f"An unexpected error stopped the command ({type(error).__name__}"
        f"{': ' + detail if detail else ''}). This is a fault of the program; "
        f"set {DEBUG}=1 to see where it happened."
    )
    return WRONG_DATA


def _discard_output() -> None:
    """Send what is still to come on standard output nowhere, so that nothing fails when the program ends."""
    with contextlib.suppress(AttributeError, OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _open_window(paths: list[str]) -> int:
    """The window on these paths, or why a word is neither a command nor a file."""
    if "--help" in paths or "-h" in paths:
        build_parser().print_help()
        return DONE
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
