"""`whatif`: run a scenario."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from dependency_explorer.commands import whatif_findings, whatif_more
from dependency_explorer.commands.opening import (
    DATASET_HELP,
    open_dataset,
    open_scenario,
    simulated,
    whole,
    whole_or_zero,
)
from dependency_explorer.commands.output import print_json, print_table
from dependency_explorer.commands.whatif_more import Asked

if TYPE_CHECKING:
    from dependency_explorer.commands.datasets import Subparsers
    from dependency_explorer.data.dataset import Dataset
    from dependency_explorer.whatif.outcome import Outcome


def add(subparsers: Subparsers) -> None:
    """Add the command."""
    parser = subparsers.add_parser("whatif", help="run a scenario", allow_abbrev=False)
    parser.add_argument("dataset", metavar="DATASET", help=DATASET_HELP)
    parser.add_argument(
        "scenario", metavar="SCENARIO", help="scenario file, or name of one bundled with the dataset"
    )
    parser.add_argument(
        "--draws",
        type=whole,
        default=1,
        metavar="N",
        help="also run N draws of the assumptions that have a range (default: none)",
    )
    parser.add_argument(
        "--seed", type=whole_or_zero, default=0, metavar="N", help="of the draws; the same gives the same"
    )
    parser.add_argument(
        "--sensitivity",
        action="store_true",
        help="also say which assumption matters: one at a time, and each one's share of the spread",
    )
    parser.add_argument(
        "--foresight",
        action="store_true",
        help="also the least loss that the same links, routes and stocks allow if the whole course is known",
    )
    parser.add_argument(
        "--safety",
        action="store_true",
        help="also say what would have been enough, and the smallest cut that makes a shortage",
    )
    parser.add_argument("--json", action="store_true", help="one JSON value instead of text")


def run(arguments: argparse.Namespace) -> int:
    """Print the outcome."""
    dataset = open_dataset(arguments.dataset).dataset
    scenario = open_scenario(dataset, arguments.scenario)
    outcome = simulated(dataset, scenario)
    drawn = None
    if arguments.draws > 1:
        from dependency_explorer.whatif import simulate

        drawn = simulate(outcome.network, scenario, arguments.draws, arguments.seed)
    more = Asked(arguments.sensitivity, arguments.safety, arguments.seed)
    bound = whatif_findings.bound(outcome) if arguments.foresight else None
    if arguments.json:
        findings = whatif_findings.to_json(outcome, bound)
        print_json(outcome.to_json(drawn) | findings | whatif_more.to_json(outcome, more))
        return 0
    _print(dataset, outcome)
    whatif_findings.show(dataset, outcome, bound)
    whatif_more.show(dataset, outcome, drawn, more)
    return 0


def _print(dataset: Dataset, outcome: Outcome) -> None:
    from dependency_explorer.figures import words
    from dependency_explorer.figures.what_if import assumption_lines, horizon, scenario_name
    from dependency_explorer.whatif.sentences import sentences

    print(f"{scenario_name(outcome)}: {dataset.place_name(outcome.network.focus)}, {horizon(outcome)}, "
          f"baseline {outcome.network.period}")  # fmt: skip
    print(outcome.statement)
    print()
    for sentence in sentences(outcome, dataset):
        print(sentence.text)
    if outcome.equals_baseline:
        print("Nothing is cut: the run returns the baseline exactly.")
    print()
    rows = []
    for row in outcome.totals():
        rows.append(
            (
                dataset.commodity_name(row["commodity"]),
                words.number(row["demand"]),
                words.number(row["unserved"]),
                "–" if row["event_unserved_share"] is None else words.percent(row["event_unserved_share"], 1),
                "–" if row["first_short_date"] is None else row["first_short_date"],
                "–" if row["min_cover_days"] is None else words.number(row["min_cover_days"], 0),
                row["unit"],
            )
        )
    header = ("commodity", "demand", "unmet", "unmet in event", "first short", "lowest cover, days", "unit")
    print_table(header, rows, (False, True, True, True, False, True, False))
    for warning in outcome.warnings:
        print(f"\nWarning: {warning}" if warning == outcome.warnings[0] else f"Warning: {warning}")
    lines = assumption_lines(outcome.ledger)
    if lines:
        print(f"\n{words.counted(len(lines), 'assumption')} in this run:")
        for line in lines:
            print(f"- {line}")
