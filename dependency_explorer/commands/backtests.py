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
    from dependency_explorer.data.dataset import Dataset
    from dependency_explorer.whatif.backtest import Backtest, Compared
    from dependency_explorer.whatif.backtest_cases import Case


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

    found = _found(arguments.dataset, arguments.case)
    if arguments.json:
        print_json(to_json(found))
        return 0
    if arguments.case:
        _print_case(found[0])
    else:
        _print_gallery(found)
    return 0


def _found(name: str | None, wanted: str | None) -> list[Backtest]:
    """The cases of a dataset, or of all that are bundled, carried out; only the wanted one where one is."""
    from dependency_explorer.data.locations import bundled_datasets
    from dependency_explorer.whatif.backtest import run_cases
    from dependency_explorer.whatif.backtest_cases import cases_of, general_cases

    folders = [folder for folder in bundled_datasets().values() if (folder / "backtests").is_dir()]
    names = [str(folder) for folder in folders] if name is None else [name]
    every: list[tuple[Case, Dataset | None]] = []
    if name is None:
        every += [(case, None) for case in general_cases()]
    for one in names:
        dataset = open_dataset(one).dataset
        every += [(case, dataset) for case in cases_of(dataset)]
    if not every:
        raise DataError("No back-test cases come with this dataset: it has no file backtests/*.json.")
    if wanted and wanted not in [case.id for case, _ in every]:
        known = ", ".join(case.id for case, _ in every)
        raise DataError(f"There is no back-test case “{wanted}”. Known are {known}.")
    chosen = [(case, data) for case, data in every if wanted is None or case.id == wanted]
    return [run_cases([case], data)[0] for case, data in chosen]


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
