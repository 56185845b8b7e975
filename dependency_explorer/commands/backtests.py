"""`backtests`: past disruptions run through the engine, with the error against what was published."""

from __future__ import annotations

import argparse
from math import isinf
from typing import TYPE_CHECKING

from dependency_explorer.commands.opening import DATASET_HELP, open_dataset
from dependency_explorer.commands.output import print_json, print_table
from dependency_explorer.data.problems import DataError

if TYPE_CHECKING:
    from dependency_explorer.commands.datasets import Subparsers
    from dependency_explorer.whatif.backtest import Backtest, Compared


def add(subparsers: Subparsers) -> None:
    """Add the command."""
    parser = subparsers.add_parser(
        "backtests", help="past disruptions against what was published", allow_abbrev=False
    )
    parser.add_argument(
        "dataset",
        metavar="DATASET",
        nargs="?",
        help=f"{DATASET_HELP} (default: all bundled ones, and the cases that need none)",
    )
    parser.add_argument("--case", metavar="ID", help="one case only, with every published figure beside ours")
    parser.add_argument("--json", action="store_true", help="one JSON value instead of text")


def run(arguments: argparse.Namespace) -> int:
    """Print the gallery of cases, or one case in full."""
    from dependency_explorer.whatif.backtest import to_json

    found = _found(arguments.dataset)
    if not found:
        raise DataError("No back-test cases come with this dataset: its folder has no file backtests/*.json.")
    if arguments.case:
        known = ", ".join(one.id for one in found)
        found = [one for one in found if one.id == arguments.case]
        if not found:
            raise DataError(f"There is no back-test case “{arguments.case}”. Known are {known}.")
    if arguments.json:
        print_json(to_json(found))
        return 0
    if arguments.case:
        _print_case(found[0])
    else:
        _print_gallery(found)
    return 0


def _found(name: str | None) -> list[Backtest]:
    from dependency_explorer.data.locations import bundled_datasets
    from dependency_explorer.whatif.backtest import backtests, run_cases
    from dependency_explorer.whatif.backtest_cases import general_cases

    if name is not None:
        return list(backtests(open_dataset(name).dataset))
    found = list(run_cases(general_cases(), None))
    for folder in bundled_datasets().values():
        if (folder / "backtests").is_dir():
            found += backtests(open_dataset(str(folder)).dataset)
    return found


def _print_gallery(found: list[Backtest]) -> None:
    from dependency_explorer.figures import words

    rows = []
    for one in sorted(found, key=lambda one: one.use != "fit"):
        checks = f"{sum(check.passed for check in one.checks)} of {len(one.checks)}"
        error = "–" if one.error is None else words.percent(one.error, 0)
        rows.append((one.use, one.id, one.title, error, checks, "passes" if one.passed else "fails"))
    print_table(
        ("use", "case", "what happened", "mean error", "checks", "verdict"),
        rows,
        (False, False, False, True, True, False),
    )
    print("\nFit cases may be tuned, test cases never. --case ID shows every figure.")
    for one in found:
        if not one.passed and one.reason:
            print(f"\n{one.title}: {one.reason}")


def _print_case(one: Backtest) -> None:
    from dependency_explorer.figures import words

    verdict = "passes" if one.passed else "fails"
    error = "" if one.error is None else f", mean error {words.percent(one.error, 0)}"
    print(f"{one.title} ({one.use} case): {verdict}{error}\n{one.description}")
    for check in one.checks:
        dated = check.measure == "first_short_date"
        size = (
            "no date"
            if isinf(check.error)
            else f"{check.error:g} days"
            if dated
            else words.percent(check.error, 0)
        )
        limit = f"{check.tolerance:g} days" if dated else words.percent(check.tolerance, 0)
        word = "passes" if check.passed else "fails"
        unit = f", {check.unit}" if check.unit else ""
        print(f"\n{check.label}{unit}: {word} (error {size}, allowed {limit})")
        rows = [
            (point.period, _number(point.published), _number(point.ours), _error(point, dated), point.source)
            for point in check.points
        ]
        print_table(("period", "published", "run", "error", "source"), rows, (False, True, True, True, False))
        for note in dict.fromkeys(point.note for point in check.points if point.note):
            print(f"  {note}")
    if one.reason:
        print(f"\n{one.reason}")


def _number(value: float | str | None) -> str:
    from dependency_explorer.figures import words

    return value if isinstance(value, str) else "–" if value is None else words.number(value)


def _error(point: Compared, dated: bool) -> str:
    from dependency_explorer.figures import words

    if point.error is None:
        return "–"
    return f"{point.error:g} days" if dated else words.percent(point.error, 0)
