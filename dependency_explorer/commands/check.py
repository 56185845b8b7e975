"""`check`: read everything and list what is wrong."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from dependency_explorer.commands.opening import DATASET_HELP, open_dataset
from dependency_explorer.commands.output import print_json, print_table
from dependency_explorer.data.problems import counted

if TYPE_CHECKING:
    from dependency_explorer.commands.datasets import Subparsers


def add(subparsers: Subparsers) -> None:
    """Add the command."""
    parser = subparsers.add_parser("check", help="read a dataset and list its problems", allow_abbrev=False)
    parser.add_argument("dataset", metavar="DATASET", help=DATASET_HELP)
    parser.add_argument("--json", action="store_true", help="one JSON value instead of text")


def run(arguments: argparse.Namespace) -> int:
    """Print the problems by table, row and column; 1 if any is an error."""
    dataset = open_dataset(arguments.dataset).dataset
    rows = {name: len(table) for name, table in dataset.tables.items() if len(table)}
    problems = sorted(
        dataset.problems, key=lambda one: (one.severity != "error", one.table, one.row or 0, one.column)
    )
    errors = sum(problem.severity == "error" for problem in problems)
    if arguments.json:
        print_json(
            {
                "dataset": dataset.name,
                "title": dataset.title,
                "checksum": dataset.fingerprint,
                "rows": rows,
                "problems": [
                    {
                        "severity": one.severity,
                        "table": one.table,
                        "row": one.row,
                        "column": one.column,
                        "value": one.value,
                        "message": one.message,
                    }
                    for one in problems
                ],
            }
        )
        return 1 if errors else 0
    print(
        f"{dataset.title}: {', '.join(counted(count, 'row') + ' in ' + name for name, count in rows.items())}"
    )
    if problems:
        print()
        print_table(
            ("severity", "table", "row", "column", "what"),
            [
                (one.severity, one.table, "" if one.row is None else str(one.row), one.column, one.message)
                for one in problems
            ],
            (False, False, True, False, False),
        )
        print()
    warnings = len(problems) - errors
    print(
        f"{counted(errors, 'error')}, {counted(warnings, 'warning')}." if problems else "No problems found."
    )
    return 1 if errors else 0
