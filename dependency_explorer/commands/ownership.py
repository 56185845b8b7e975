"""`ownership`: who owns which share of what at a date, through chains of holders."""

from __future__ import annotations

import argparse
from datetime import date
from typing import TYPE_CHECKING, Any

from dependency_explorer.commands.opening import DATASET_HELP, day, open_dataset
from dependency_explorer.commands.output import complain, print_json, print_table
from dependency_explorer.data.problems import DataError

if TYPE_CHECKING:
    from dependency_explorer.analysis.ownership import AttributedShare, Attribution
    from dependency_explorer.commands.datasets import Subparsers
    from dependency_explorer.data.dataset import Dataset


def add(subparsers: Subparsers) -> None:
    """Add the command."""
    parser = subparsers.add_parser("ownership", help="who owns which share of what", allow_abbrev=False)
    parser.add_argument("dataset", metavar="DATASET", help=DATASET_HELP)
    parser.add_argument(
        "--date", type=day, metavar="DAY", help="the day on which the stakes hold (default: today)"
    )
    parser.add_argument(
        "--basis",
        choices=("equity", "control"),
        default="equity",
        help="multiply the shares along a chain, or give a company's whole stake to who alone has half of it",
    )
    parser.add_argument(
        "--by",
        choices=("holder", "country"),
        default="holder",
        help="one row a last holder, or one a country of last holders",
    )
    parser.add_argument("--json", action="store_true", help="one JSON value instead of a table")


def run(arguments: argparse.Namespace) -> int:
    """Print one row an asset and last holder, or an asset and country."""
    from dependency_explorer.analysis.ownership import attributable

    opened = open_dataset(arguments.dataset)
    dataset = opened.dataset
    if not len(dataset.tables["stakes"]):
        raise DataError(
            f"The dataset “{dataset.title}” has no table “stakes”, so nothing says who owns what. Add one "
            "with the columns asset_id, holder, holder_country and share_pct."
        )
    saved = opened.state.stake_date if opened.state else ""
    when = arguments.date or saved or date.today().isoformat()
    found = attributable(dataset, when, arguments.basis)
    if not found.rows:
        raise DataError(
            f"No stake of “{dataset.title}” holds at {when}. Name another day with --date: {_span(dataset)}."
        )
    rows = _by_country(found) if arguments.by == "country" else [_row(share) for share in found.rows]
    for message in found.messages:
        complain(message)
    if arguments.json:
        print_json(rows)
        return 0
    _print(dataset, found, rows, arguments.by)
    return 0


def _row(share: AttributedShare) -> dict[str, Any]:
    return {
        "asset": share.asset,
        "holder": share.holder,
        "holder_country": share.holder_country,
        "share_pct": share.share_pct,
        "basis": share.basis,
        "date": share.date,
        "chain": list(share.chain),
    }


def _by_country(found: Attribution) -> list[dict[str, Any]]:
    """One row an asset and country, largest first within an asset; no holder, no chain."""
    from dependency_explorer.analysis.ownership import by_country

    first = found.rows[0]
    rows: list[dict[str, Any]] = []
    for asset, shares in by_country(found).items():
        for country, share in sorted(shares.items(), key=lambda item: (-item[1], item[0])):
            rows.append(
                {
                    "asset": asset,
                    "holder": None,
                    "holder_country": country,
                    "share_pct": share,
                    "basis": first.basis,
                    "date": first.date,
                    "chain": [],
                }
            )
    return rows


def _span(dataset: Dataset) -> str:
    """The first and the last day that a stake names, in words."""
    table = dataset.tables["stakes"]
    named = sorted(
        str(text) for column in ("from", "to") for text in table[column].dropna().unique() if str(text)
    )
    return f"stakes are dated from {named[0]} to {named[-1]}" if named else "the stakes name no dates"


def _print(dataset: Dataset, found: Attribution, rows: list[dict[str, Any]], by: str) -> None:
    from dependency_explorer.figures import words

    names = {share.asset: share.asset_name for share in found.rows}
    basis = "shares multiplied along chains" if found.rows[0].basis == "equity" else "by control"
    print(f"{dataset.title}: owners at {found.rows[0].date}, {basis}\n")
    cells: list[tuple[str, ...]] = []
    previous = ""
    for row in rows:
        asset = names[row["asset"]] if row["asset"] != previous else ""
        previous = row["asset"]
        country = row["holder_country"]
        place = dataset.place_name(country) if country else "country not stated"
        share = words.number(row["share_pct"])
        if by == "country":
            cells.append((asset, place, share))
        else:
            cells.append((asset, row["holder"], place, share, " → ".join(row["chain"])))
    if by == "country":
        print_table(("asset", "country", "share, %"), cells, (False, False, True))
    else:
        print_table(
            ("asset", "last holder", "country", "share, %", "through"),
            cells,
            (False, False, False, True, False),
        )
    doubtful = [names[share.asset] for share in found.rows if share.disputed]
    if doubtful:
        print(f"\nDisputed: {', '.join(dict.fromkeys(doubtful))}.")
