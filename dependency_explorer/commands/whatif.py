"""`whatif`: run a scenario."""

from __future__ import annotations

import argparse
from dataclasses import replace
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
    from dependency_explorer.whatif.places_outcome import PlacesOutcome

RULES = ("national-first", "proportional", "cooperative")
PLACES_SHOWN = 25
"""Rows of the table for people; --json gives all."""


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
    parser.add_argument(
        "--across-places",
        choices=RULES,
        metavar="RULE",
        help="run on all places of the dataset, and say who bears a shortage: national-first, proportional "
        "or cooperative (default: as the scenario says, else only its own place)",
    )
    parser.add_argument("--json", action="store_true", help="one JSON value instead of text")


def run(arguments: argparse.Namespace) -> int:
    """Print the outcome."""
    dataset = open_dataset(arguments.dataset).dataset
    scenario = open_scenario(dataset, arguments.scenario)
    if arguments.across_places:
        scenario = replace(scenario, across_places=arguments.across_places)
    outcome = simulated(dataset, scenario)
    places = None
    if scenario.across_places:
        from dependency_explorer.whatif.places import everywhere

        places = everywhere(dataset, outcome)
    drawn = None
    if arguments.draws > 1:
        from dependency_explorer.whatif import simulate

        drawn = simulate(outcome.network, scenario, arguments.draws, arguments.seed)
    more = Asked(arguments.sensitivity, arguments.safety, arguments.seed)
    bound = whatif_findings.bound(outcome) if arguments.foresight else None
    if arguments.json:
        findings = whatif_findings.to_json(outcome, bound)
        if places is not None:
            findings["places"] = places.rows()
        print_json(outcome.to_json(drawn) | findings | whatif_more.to_json(outcome, more))
        return 0
    _print(dataset, outcome)
    if places is not None:
        _print_places(dataset, places)
    whatif_findings.show(dataset, outcome, bound)
    whatif_more.show(dataset, outcome, drawn, more)
    return 0


def _print_places(dataset: Dataset, places: PlacesOutcome) -> None:
    from dependency_explorer.figures import words
    from dependency_explorer.whatif.places_words import places_sentences

    every = places.rows()
    rows = [row for row in every if row["unserved"] > 0 or row["kept"] > 0 or row["lost"] > 0]
    print()
    for sentence in places_sentences(places, dataset):
        print(sentence)
    if not rows:
        return
    lines = [
        (
            dataset.place_name(row["place"]),
            dataset.commodity_name(row["commodity"]),
            *(
                words.number(row[key])
                for key in ("demand", "lost", "passed_on", "replaced", "kept", "unserved")
            ),
            "–" if row["unserved_share"] is None else words.percent(row["unserved_share"], 1),
            row["unit"],
        )
        for row in rows[:PLACES_SHOWN]
    ]
    header = ("place", "commodity", "demand", "cut", "kept by suppliers", "replaced", "exports kept", "unmet",
              "of demand", "unit")  # fmt: skip
    print_table(header, lines, (False, False, *(True,) * 7, False))
    if len(rows) > PLACES_SHOWN:
        print(f"… and {len(rows) - PLACES_SHOWN} more; --json gives all.")


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
    if outcome.peak is not None and outcome.peak.power.commodity in outcome.touched:
        print(f"\n{outcome.peak.sentence(outcome.network)}")
    for warning in outcome.warnings:
        print(f"\nWarning: {warning}" if warning == outcome.warnings[0] else f"Warning: {warning}")
    lines = assumption_lines(outcome.ledger)
    if lines:
        print(f"\n{words.counted(len(lines), 'assumption')} in this run:")
        for line in lines:
            print(f"- {line}")
