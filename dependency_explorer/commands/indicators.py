"""`indicators`: import dependency, concentration, days of cover of a place."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from dependency_explorer.commands.opening import (
    DATASET_HELP,
    known_commodity,
    known_place,
    open_dataset,
    period,
)
from dependency_explorer.commands.output import print_json, print_table
from dependency_explorer.data.problems import DataError

if TYPE_CHECKING:
    from dependency_explorer.analysis.inquiry import Indicator
    from dependency_explorer.commands.datasets import Subparsers
    from dependency_explorer.data.dataset import Dataset

WHOLE_YEAR = 12
REPORTS = ("exporter", "importer", "reconciled")
"""As `analysis.reports` has them, which loads too much for a command line's help."""


def add(subparsers: Subparsers) -> None:
    """Add the command."""
    parser = subparsers.add_parser(
        "indicators", help="indicators of dependence of a place", allow_abbrev=False
    )
    parser.add_argument("dataset", metavar="DATASET", help=DATASET_HELP)
    parser.add_argument(
        "--place", metavar="CODE", help="the place asked about (default: the dataset's focus)"
    )
    parser.add_argument(
        "--commodity",
        action="append",
        default=[],
        metavar="ID",
        help="may be repeated (default: all of the place)",
    )
    parser.add_argument(
        "--period",
        type=period,
        metavar="A:B",
        help="a year, a month, or first:last of either (default: the latest whole year with data)",
    )
    parser.add_argument(
        "--side",
        choices=REPORTS,
        default="reconciled",
        help="whose reports of the flows count: exporter, importer, or reconciled, one figure a flow: the reconciled "
        "one, else the importer's, else the exporter's (default: reconciled)",
    )
    parser.add_argument("--json", action="store_true", help="one JSON value instead of a table")


def run(arguments: argparse.Namespace) -> int:
    """Print one row an indicator."""
    from dependency_explorer.analysis.commodities import all_commodities
    from dependency_explorer.analysis.indicators import indicators
    from dependency_explorer.analysis.reports import whose

    opened = open_dataset(arguments.dataset)
    dataset = opened.dataset
    asked = opened.state.question if opened.state else None
    given = arguments.place or (asked.place if asked else "")
    place = known_place(dataset, given) if given else dataset.focus
    commodities = [known_commodity(dataset, one) for one in arguments.commodity]
    if not commodities:
        commodities = [info.id for info in all_commodities(dataset, place)]
    if not commodities:
        raise DataError(
            f"No flow from or to {dataset.place_name(place)} has an amount that counts, so there is nothing "
            "to compute. The command check lists what is wrong with the rows."
        )
    rows: list[Indicator] = []
    for commodity in dict.fromkeys(commodities):
        when = (
            ":".join(dict.fromkeys(arguments.period))
            if arguments.period
            else latest(dataset, place, commodity)
        )
        rows += indicators(dataset, place, commodity, when, arguments.side)
    if arguments.json:
        print_json(
            [
                {
                    "place": row.place,
                    "commodity": row.commodity,
                    "period": row.period,
                    "indicator": row.indicator,
                    "value": row.value,
                    "unit": row.unit,
                    "note": row.note,
                }
                for row in rows
            ]
        )
        return 0
    print(f"{dataset.place_name(place)} ({place})")
    for commodity in dict.fromkeys(row.commodity for row in rows):
        own = [row for row in rows if row.commodity == commodity]
        print(f"\n{dataset.commodity_name(commodity)} ({commodity}), {own[0].period.replace(':', '–')}")
        # Said once above the table; in JSON every row must tell it for itself.
        told = whose(dataset, commodity, arguments.side)
        if told:
            print(told)
        print_table(
            ("indicator", "value", "unit", "note"),
            [
                (
                    row.indicator.replace("_", " "),
                    _value(dataset, row),
                    _unit(row),
                    row.note.removesuffix(told).strip(),
                )
                for row in own
            ],
            (False, True, False, False),
        )
    return 0


def latest(dataset: Dataset, place: str, commodity: str) -> str:
    """The latest whole year with imports or exports, else the latest year begun, else the latest month."""
    from dependency_explorer.analysis.history import history
    from dependency_explorer.analysis.question import Question

    histories = [history(dataset, Question(place, side=side), commodity) for side in ("imports", "exports")]
    months: dict[str, int] = {}
    for one in histories:
        for year, count in zip(one.periods, one.months, strict=True):
            months[year] = max(months.get(year, 0), count)
    whole = [year for year, count in months.items() if count == WHOLE_YEAR]
    begun = [year for year, count in months.items() if count]
    if not begun:
        raise DataError(
            f"No flow of {dataset.commodity_name(commodity)} from or to {dataset.place_name(place)} is "
            "loaded; name a period to see what else is known."
        )
    return max(whole or begun)


def _value(dataset: Dataset, row: Indicator) -> str:
    from dependency_explorer.figures import words

    if row.value is None:
        return "–"
    if isinstance(row.value, str):
        return dataset.place_name(row.value)
    if row.unit == "1" and row.indicator.endswith(("share", "dependency")):
        return words.percent(row.value, 1)
    return words.number(row.value)


def _unit(row: Indicator) -> str:
    return "" if row.value is None or row.unit == "1" else row.unit
