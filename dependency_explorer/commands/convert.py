"""`convert`: any recognised table to a data package."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from dependency_explorer.commands.opening import show_progress
from dependency_explorer.commands.output import complain, print_json, print_table
from dependency_explorer.data.problems import DataError, counted

if TYPE_CHECKING:
    from dependency_explorer.commands.datasets import Subparsers
    from dependency_explorer.data.dataset import Dataset
    from dependency_explorer.data.intake.plan import Plan


def add(subparsers: Subparsers) -> None:
    """Add the command."""
    parser = subparsers.add_parser(
        "convert", help="make a data package of a downloaded table", allow_abbrev=False
    )
    parser.add_argument(
        "input", nargs="+", metavar="INPUT", help="a table as downloaded; several are put together"
    )
    parser.add_argument(
        "--to", required=True, type=_target, metavar="FOLDER",
        help="where the data package goes: a folder, a .zip, or a .parquet of the flows alone",
    )  # fmt: skip
    parser.add_argument(
        "--profile", metavar="NAME", default="", help="the format, where it is not recognised"
    )
    parser.add_argument(
        "--set", action="append", default=[], metavar="COLUMN=VALUE",
        help="a constant that stands in no cell (exporter=RUS, unit=kt, period=2020), or another choice for a "
        "decision of the report (reexports=keep), or how to read (sheet=NAME); may be repeated",
    )  # fmt: skip
    parser.add_argument("--force", action="store_true", help="replace what exists")
    parser.add_argument("--json", action="store_true", help="one JSON value instead of text")
    parser.set_defaults(parser=parser)


def _target(given: str) -> Path:
    """argparse type of --to."""
    if not given.strip():
        raise argparse.ArgumentTypeError("the name is empty; give a folder, a file.zip or a file.parquet")
    return Path(given)


def run(arguments: argparse.Namespace) -> int:
    """Read, write, and tell what was decided."""
    from dependency_explorer.data.combine import combined
    from dependency_explorer.data.intake.importing import import_file
    from dependency_explorer.data.read import refuse_address
    from dependency_explorer.data.way import Way
    from dependency_explorer.data.write import refuse_target, write_dataset

    plan = _plan(arguments)
    way = Way(show_progress())
    for given in arguments.input:
        if (
            not given.strip()
        ):  # as a variable of a script that is not set; a Path would take it for this folder
            raise DataError("The name of an input is empty. Give a file, or a folder with tables.")
        refuse_address(given)
    refuse_target(arguments.to, arguments.force)
    dataset: Dataset | None = None
    for given in arguments.input:
        found = import_file(Path(given), plan, way)
        dataset = found if dataset is None else combined(dataset, found)
    assert dataset is not None
    write_dataset(dataset, arguments.to, arguments.force)
    _tell(arguments, dataset)
    return 0


def _plan(arguments: argparse.Namespace) -> Plan:
    from dependency_explorer.data.intake.plan import Plan, is_column

    constants, choices, roles = {}, {}, {}
    reading = {"sheet": "", "encoding": "", "separator": ""}
    for given in arguments.set:
        column, sign, value = given.partition("=")
        column = column.strip()
        if not sign or not column:
            lacks = "column before the “=”" if sign else "“=”"
            arguments.parser.error(f"--set expects COLUMN=VALUE, and “{given}” has no {lacks}")
        if column in reading:
            reading[column] = value.strip()
        elif is_column(column):
            constants[column] = value.strip()
        elif column.startswith("role:"):
            roles[column.removeprefix("role:")] = value.strip()
        else:
            choices[column] = value.strip()
    return Plan(profile=arguments.profile, constants=constants, choices=choices, roles=roles, **reading)


def _tell(arguments: argparse.Namespace, dataset: Dataset) -> None:
    from dependency_explorer.data.intake.importing import reports, rows_told
    from dependency_explorer.figures.words import percent

    told = reports(dataset)
    rows = {name: len(table) for name, table in dataset.tables.items() if len(table)}
    warnings = [problem.message for problem in dataset.problems]
    if not rows.get("flows"):
        there = ", ".join(f"{counted(number, 'row')} in {name}" for name, number in rows.items())
        warnings.insert(0, f"The source holds no flows between places; it gives {there}.")
    dropped = [
        {"reason": decision.what, "rows": decision.rows, "key": decision.key}
        for report in told
        for decision in report.decisions
        if decision.dropped
    ]
    read = sum(report.rows_read for report in told)
    kept = sum(report.rows_kept for report in told)
    if arguments.json:
        print_json(
            {
                "profile": " + ".join(dict.fromkeys(report.profile for report in told)),
                "rows_read": read,
                "rows_kept": kept,
                "flows": rows.get("flows", 0),
                "dropped": dropped,
                "warnings": warnings,
                "tables": rows,
                "decisions": [
                    {**decision.to_json(), "file": report.file, "undo": decision.undo}
                    for report in told
                    for decision in report.decisions
                ],
            }
        )
        return
    for report in told:
        print(f"{report.file}: {report.title}. {report.reason}")
    print(
        f"{rows_told(told)}: "
        + ", ".join(f"{counted(number, 'row')} in {name}" for name, number in rows.items())
    )
    listed = [
        (
            str(decision.rows),
            "" if decision.share is None else percent(decision.share, 1),
            decision.what,
            decision.undo,
        )
        for report in told
        for decision in report.decisions
    ]
    if listed:
        print()
        print_table(("rows", "of value", "what", "otherwise"), listed, (True, True, False, False))
    for warning in warnings:
        complain(warning)
    print(f"Wrote {arguments.to}")
