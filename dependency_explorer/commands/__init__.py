"""Everything the window computes, as commands; and the way into the window."""

from __future__ import annotations

from collections.abc import Sequence

from dependency_explorer.commands.parser import run


def main(argv: Sequence[str] | None = None) -> int:
    """Run the program with `argv` (the process's own arguments if None); returns the exit status.

    0 done; 1 the data or the scenario is wrong, said in a sentence on standard error; 2 wrong usage.
    """
    return run(argv)


__all__ = ["main"]
