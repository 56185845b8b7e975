"""`briefing`: one to three scenarios as a PDF of A4 pages, to read, doubt, compare and print."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from dependency_explorer.commands.opening import (
    DATASET_HELP,
    known_commodity,
    open_dataset,
    open_scenario,
    show_progress,
    whole,
    whole_or_zero,
)
from dependency_explorer.commands.output import complain, print_json
from dependency_explorer.data.problems import DataError

if TYPE_CHECKING:
    from dependency_explorer.charts.scene import Scene
    from dependency_explorer.commands.datasets import Subparsers
    from dependency_explorer.data.dataset import Dataset
    from dependency_explorer.figures.briefing import Briefing
    from dependency_explorer.figures.comparison import Ran

LETTERS = "ABC"
"""What the scenarios are called, as in the window."""
DRAWS = 1024


def add(subparsers: Subparsers) -> None:
    """Add the command."""
    parser = subparsers.add_parser(
        "briefing", help="write a briefing on scenarios as PDF, two pages or more", allow_abbrev=False
    )
    parser.add_argument("dataset", metavar="DATASET", help=DATASET_HELP)
    parser.add_argument(
        "scenario", nargs="+", metavar="SCENARIO",
        help="scenario file, or name of one bundled with the dataset; up to three, the first is what the "
        "briefing is about and the others are compared with it",
    )  # fmt: skip
    parser.add_argument("--out", required=True, type=_target, metavar="FILE", help="ends in .pdf")
    parser.add_argument(
        "--commodity", metavar="ID", help="what it is about (default: what the first event names)"
    )
    parser.add_argument(
        "--draws", type=whole, default=DRAWS, metavar="N",
        help=f"draws of the assumptions that have a range, 1 for none (default: {DRAWS})",
    )  # fmt: skip
    parser.add_argument(
        "--seed", type=whole_or_zero, default=0, metavar="N", help="of the draws (default: 0)"
    )
    parser.add_argument("--title", help="a title of your own; the drafted one makes a point from the numbers")
    parser.add_argument("--force", action="store_true", help="replace a file that exists")
    parser.add_argument("--json", action="store_true", help="say what was written as one JSON value")
    parser.set_defaults(parser=parser)


def _target(text: str) -> Path:
    path = Path(text)
    if path.suffix.lower() != ".pdf":
        raise argparse.ArgumentTypeError(
            f"“{text}” should end in .pdf, which is what a briefing is written as"
        )
    return path


def run(arguments: argparse.Namespace) -> int:
    """Run the scenarios, set the pages, write them."""
    from dependency_explorer.data.files import write_atomic
    from dependency_explorer.figures.briefing import briefing
    from dependency_explorer.painting.output import pages_pdf

    if len(arguments.scenario) > len(LETTERS):
        arguments.parser.error(
            f"a briefing compares at most {len(LETTERS)} scenarios, and {len(arguments.scenario)} were given"
        )
    out: Path = arguments.out
    if out.exists() and not arguments.force:
        raise DataError(f"“{out}” already exists; add --force to replace.")
    dataset = open_dataset(arguments.dataset).dataset
    runs = _runs(arguments, dataset)
    commodity = known_commodity(dataset, arguments.commodity) if arguments.commodity else ""
    told = briefing(dataset, runs, commodity, seed=arguments.seed)
    if arguments.title:
        told = told.titled(arguments.title)
    scenes = _scenes(dataset, told)
    write_atomic(out, pages_pdf(scenes, told.title, told.alt_text))
    if arguments.json:
        print_json(
            {"file": str(out), "pages": len(scenes), "title": told.title, "alt_text": told.alt_text,
             "limits": told.limits}
        )  # fmt: skip
    else:
        print(told.title)
        print(f"Wrote {out}, {len(scenes)} pages")
    return 0


def _runs(arguments: argparse.Namespace, dataset: Dataset) -> tuple[Ran, ...]:
    """The scenarios with their runs. Raises DataError for one that cannot run or is about another place."""
    from dependency_explorer.figures.comparison import Ran, run_all

    opened = [
        Ran(letter, open_scenario(dataset, given))
        for letter, given in zip(LETTERS, arguments.scenario, strict=False)
    ]
    first = opened[0].scenario
    about = dataset.place_name
    for given, one in zip(arguments.scenario, opened, strict=True):
        if one.scenario.focus != first.focus:
            raise DataError(
                f"A briefing compares scenarios of one place: “{arguments.scenario[0]}” is about "
                f"{about(first.focus)} and “{given}” about {about(one.scenario.focus)}. Write a briefing for each."
            )
    progress = show_progress()

    def step(done: int, total: int) -> None:
        if progress is not None:
            progress("Running", done, total)

    runs = run_all(dataset, opened, arguments.draws, arguments.seed, step)
    for given, one in zip(arguments.scenario, runs, strict=True):
        if one.trouble:
            raise DataError(f"The scenario “{given}” cannot run. {one.trouble}")
    return runs


def _scenes(dataset: Dataset, told: Briefing) -> tuple[Scene, ...]:
    """The pages, measured with the fonts that will draw them."""
    from dependency_explorer.charts.style import LIGHT
    from dependency_explorer.figures.briefing_page import pages
    from dependency_explorer.figures.colours import coloured
    from dependency_explorer.painting.fonts import QtMetrics, ensure_fonts, missing_glyphs

    ensure_fonts()
    scenes = pages(told, QtMetrics(), coloured(dataset, LIGHT))
    lacking = "".join(dict.fromkeys("".join(missing_glyphs(scene) for scene in scenes)))
    if lacking:
        complain(f"No installed font can draw “{lacking}”; these characters will be boxes in the briefing.")
    return scenes
