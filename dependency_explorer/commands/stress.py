"""`stress`: let every supplier, link and route fail, alone or by two, and rank what it does."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from dependency_explorer.commands.opening import (
    DATASET_HELP,
    known_commodity,
    known_place,
    open_dataset,
    open_scenario,
    year,
)
from dependency_explorer.commands.output import print_json, print_table

if TYPE_CHECKING:
    from dependency_explorer.commands.datasets import Subparsers
    from dependency_explorer.data.dataset import Dataset
    from dependency_explorer.whatif.stress import StressResult, StressTest

SHOWN = 25
"""Rows of the table for people; --json gives all."""


def add(subparsers: Subparsers) -> None:
    """Add the command."""
    parser = subparsers.add_parser(
        "stress", help="rank every failure of a place's supply", allow_abbrev=False
    )
    parser.add_argument("dataset", metavar="DATASET", help=DATASET_HELP)
    parser.add_argument(
        "--place", metavar="CODE", help="the place asked about (default: the dataset's focus)"
    )
    parser.add_argument(
        "--commodity", action="append", default=[], metavar="ID", help="may be repeated (default: all)"
    )
    parser.add_argument(
        "--period",
        type=year,
        metavar="YEAR",
        help="baseline (default: the latest year that names partners for most commodities)",
    )
    parser.add_argument(
        "--scenario",
        metavar="SCENARIO",
        help="take horizon, responses and assumptions from this scenario; its events do not happen",
    )
    parser.add_argument("--pairs", action="store_true", help="also every two failures at once")
    parser.add_argument("--json", action="store_true", help="one JSON value instead of a table")


def run(arguments: argparse.Namespace) -> int:
    """Print one row a failure and commodity, worst first."""
    from dependency_explorer.data.problems import DataError
    from dependency_explorer.whatif.stress_place import place_test

    opened = open_dataset(arguments.dataset)
    dataset = opened.dataset
    scenario = open_scenario(dataset, arguments.scenario) if arguments.scenario else None
    given = arguments.place or (opened.state.question.place if opened.state else "")
    place = known_place(dataset, given) if given else scenario.focus if scenario else dataset.focus
    if scenario is not None and (
        place != scenario.focus or arguments.period not in (None, scenario.baseline)
    ):
        raise DataError(
            f"The scenario “{arguments.scenario}” is about {dataset.place_name(scenario.focus)} in "
            f"{scenario.baseline}, not {dataset.place_name(place)} in "
            f"{arguments.period or scenario.baseline}. Leave out --place and --period, or --scenario."
        )
    commodities = [known_commodity(dataset, one) for one in arguments.commodity]
    test = place_test(
        dataset, place, commodities, period=arguments.period, scenario=scenario, pairs=arguments.pairs
    )
    if arguments.json:
        print_json(test.to_json())
        return 0
    _print(dataset, test)
    return 0


def _print(dataset: Dataset, test: StressTest) -> None:
    from dependency_explorer.figures import words
    from dependency_explorer.whatif.outcome import STATEMENT

    base = test.scenario
    span = words.counted(base.steps, base.step)
    print(
        f"Stress test: {dataset.place_name(base.focus)}, baseline {base.baseline}, {span} from {base.start}"
    )
    print(f"{words.counted(test.runs, 'run')}: every failure is total and lasts all {span}.")
    print(STATEMENT)
    print()
    hurt = [one for one in test.results if one.unserved > 0]
    _table(dataset, test, hurt[:SHOWN])
    if len(hurt) > SHOWN:
        print(f"… and {len(hurt) - SHOWN:,} more that fall short; --json gives all.")
    for note in test.notes:
        print(note)
    harmless = len(test.results) - len(hurt)
    if harmless:
        print(f"{words.counted(harmless, 'result')} without a shortage.")
    together = test.superadditive
    if together:
        print(f"\n{words.counted(len(together), 'pair')} that hurt more together than each alone:")
        _table(dataset, test, list(together[:SHOWN]), excess=True)


def _table(dataset: Dataset, test: StressTest, rows: list[StressResult], excess: bool = False) -> None:
    from dependency_explorer.figures import words

    if not rows:
        print("No failure makes a shortage.")
        return
    header = ["failure", "commodity", "unmet", "of demand", f"{test.scenario.step}s until short", "unit"]
    numeric = [False, False, True, True, True, False]
    if excess:
        header.insert(4, "beyond both alone")
        numeric.insert(4, True)
    lines = []
    for one in rows:
        line = [
            " + ".join(failure.label for failure in one.failures),
            dataset.commodity_name(one.commodity),
            words.number(one.unserved),
            "–" if one.unserved_share is None else words.percent(one.unserved_share, 1),
            "–" if one.first_short_step is None else str(one.first_short_step - 1),
            one.unit,
        ]
        if excess:
            line.insert(4, words.number(one.excess or 0.0))
        lines.append(line)
    print_table(header, lines, numeric)
