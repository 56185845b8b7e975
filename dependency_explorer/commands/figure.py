"""`figure`: one chart as PNG, SVG or PDF, with its data and a README if wished."""

from __future__ import annotations

import argparse
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from dependency_explorer.commands import figure_tests
from dependency_explorer.commands.opening import (
    DATASET_HELP,
    Opened,
    day,
    known_commodity,
    known_place,
    open_dataset,
    open_scenario,
    period,
    simulated,
)
from dependency_explorer.commands.output import complain, print_json
from dependency_explorer.data.problems import DataError
from dependency_explorer.figures.names import (
    FIGURES,
    NEED_A_SCENARIO,
    PRESETS,
    SHOW_A_SCENARIO,
    TEST_FIGURES,
)

if TYPE_CHECKING:
    from dependency_explorer.analysis.question import Question
    from dependency_explorer.charts.scene import Scene
    from dependency_explorer.commands.datasets import Subparsers
    from dependency_explorer.data.dataset import Dataset
    from dependency_explorer.figures.figure import Figure
    from dependency_explorer.whatif.scenario import Scenario

SUFFIXES = (".png", ".svg", ".pdf")
LEAST_SCALE, MOST_SCALE = 0.5, 8.0


def add(subparsers: Subparsers) -> None:
    """Add the command."""
    parser = subparsers.add_parser("figure", help="write a chart as PNG, SVG or PDF", allow_abbrev=False)
    parser.add_argument("dataset", metavar="DATASET", help=DATASET_HELP)
    charts = (*FIGURES, *TEST_FIGURES)
    parser.add_argument("--chart", required=True, choices=charts, metavar="NAME", help=", ".join(charts))
    parser.add_argument(
        "--out", required=True, type=_target, metavar="FILE", help="ends in .png, .svg or .pdf"
    )
    parser.add_argument("--place", metavar="CODE", help="the place in focus (default: the dataset's)")
    parser.add_argument(
        "--commodity", action="append", default=[], metavar="ID",
        help="may be repeated (default: the dataset's leading one; for flows all)",
    )  # fmt: skip
    parser.add_argument(
        "--period", type=period, metavar="A:B", help="a year, a month, or first:last of either"
    )
    parser.add_argument("--measure", choices=("quantity", "value", "energy"), help="what is counted")
    parser.add_argument(
        "--side",
        choices=("imports", "exports"),
        help="suppliers or buyers (default: whichever the place mainly has)",
    )
    parser.add_argument("--step", choices=("year", "month"), default="year", help="periods of the trend")
    parser.add_argument(
        "--date", type=day, metavar="DAY", help="day of the stakes (default: end of the period)"
    )
    parser.add_argument(
        "--compare", action="append", default=[], metavar="CODE",
        help="a place of the chart multiples; may be repeated (default: the best documented ones)",
    )  # fmt: skip
    parser.add_argument("--scenario", metavar="FILE", help="scenario file, or name of a bundled one")
    figure_tests.add(parser)
    parser.add_argument(
        "--preset", choices=tuple(PRESETS), default="web", metavar="SIZE",
        help=", ".join(f"{name} {size[0]:.0f}x{size[1]:.0f}" for name, size in PRESETS.items()),
    )  # fmt: skip
    parser.add_argument(
        "--scale", type=_scale, default=2.0, metavar="N", help="pixels of a PNG for each (default: 2)"
    )
    parser.add_argument("--theme", choices=("light", "dark"), default="light")
    parser.add_argument("--title", help="a title of your own; the drafted one makes a point from the numbers")
    parser.add_argument(
        "--plain", action="store_true", help="the chart alone, without heading, notes and sources"
    )
    parser.add_argument("--transparent", action="store_true", help="without a background")
    parser.add_argument(
        "--bundle", action="store_true", help="also write the data (CSV) and a README beside it"
    )
    parser.add_argument("--force", action="store_true", help="replace files that exist")
    parser.add_argument("--json", action="store_true", help="say what was written as one JSON value")
    parser.set_defaults(parser=parser)


def _target(text: str) -> Path:
    path = Path(text)
    if path.suffix.lower() not in SUFFIXES:
        raise argparse.ArgumentTypeError(
            f"“{text}” should end in .png, .svg or .pdf, which says what to write"
        )
    return path


def _scale(text: str) -> float:
    try:
        scale = float(text)
    except ValueError:
        scale = -1.0
    if not LEAST_SCALE <= scale <= MOST_SCALE:
        raise argparse.ArgumentTypeError(f"“{text}” is no scale between {LEAST_SCALE:g} and {MOST_SCALE:g}")
    return scale


def run(arguments: argparse.Namespace) -> int:
    """Draw and write."""
    from dependency_explorer.figures.build import figure

    opened = open_dataset(arguments.dataset)
    dataset = opened.dataset
    scenario = _scenario(arguments, opened)
    if scenario is None and arguments.chart in NEED_A_SCENARIO:
        arguments.parser.error(f"the chart “{arguments.chart}” shows a what-if: name one with --scenario")
    shows = (*SHOW_A_SCENARIO, "stress", "frontier")
    if scenario is not None and arguments.chart not in shows and arguments.scenario:
        arguments.parser.error(f"the chart “{arguments.chart}” does not show a what-if: leave --scenario out")
    view = ""
    if arguments.chart in TEST_FIGURES:
        made = figure_tests.tested(arguments, dataset, scenario)
    else:
        question = _question(arguments, opened, scenario)
        outcome = None
        if scenario is not None and arguments.chart in SHOW_A_SCENARIO:
            outcome = simulated(dataset, scenario)
        made = figure(
            arguments.chart, dataset, question, outcome, arguments.step, _date(arguments, opened),
            places=_compared(arguments, opened),
        )  # fmt: skip
        view = _view(arguments, opened, question, scenario)
    if made.empty_reason:
        raise DataError(f"There is nothing to draw. {made.empty_reason}")
    if arguments.title:
        made = made.titled(arguments.title)
    files = _files(arguments, dataset, made, view)
    _write(files, arguments.force)
    if arguments.json:
        print_json(
            {
                "files": [str(path) for path in files],
                "title": made.title,
                "subtitle": made.subtitle,
                "source": made.source_line,
                "notes": [note for note in (*made.notes, made.excluded) if note],
                "alt_text": made.alt_text,
            }
        )
    else:
        print(made.title)
        print(made.subtitle)
        for path in files:
            print(f"Wrote {path}")
    return 0


def _view(
    arguments: argparse.Namespace, opened: Opened, question: Question, scenario: Scenario | None
) -> str:
    """What the picture carries, so that the window reopens it as the view that it shows."""
    from dependency_explorer.data.locations import bundled_datasets
    from dependency_explorer.workspace.project import picture_text
    from dependency_explorer.workspace.state import Workspace

    name = arguments.dataset
    known = name if name in bundled_datasets() else str(Path(name).absolute())
    base = opened.state or Workspace(dataset=known)
    state = replace(
        base, question=question, history_step=arguments.step, stake_date=_date(arguments, opened) or "",
        compared=_compared(arguments, opened),
    )  # fmt: skip
    return picture_text(state if scenario is None else replace(state, scenario=scenario, preset=scenario))


def _scenario(arguments: argparse.Namespace, opened: Opened) -> Scenario | None:
    if arguments.scenario:
        return open_scenario(opened.dataset, arguments.scenario)
    return opened.state.scenario if opened.state else None


def _compared(arguments: argparse.Namespace, opened: Opened) -> tuple[str, ...]:
    if arguments.compare and arguments.chart != "multiples":
        arguments.parser.error(
            "--compare names places of the chart “multiples”: leave it out for another one"
        )
    chosen = tuple(known_place(opened.dataset, one) for one in arguments.compare)
    return chosen or (opened.state.compared if opened.state else ())


def _date(arguments: argparse.Namespace, opened: Opened) -> str | None:
    if arguments.date:
        return str(arguments.date)
    return (opened.state.stake_date or None) if opened.state else None


def _question(arguments: argparse.Namespace, opened: Opened, scenario: Scenario | None) -> Question:
    """What the options ask, completed from the workspace file, the scenario, or what the data show best."""
    from dependency_explorer.analysis.asking import main_side, with_data
    from dependency_explorer.analysis.commodities import top_commodities
    from dependency_explorer.analysis.question import Question
    from dependency_explorer.analysis.views import opening_question

    dataset = opened.dataset
    base = opened.state.question if opened.state else opening_question(dataset)[0]
    place = known_place(dataset, arguments.place) if arguments.place else ""
    if scenario is not None and not place:
        place = scenario.focus
    base_place = base.place
    if place and place != base.place:
        base = Question(place, (), base.first, base.last)
    commodities = tuple(dict.fromkeys(known_commodity(dataset, one) for one in arguments.commodity))
    if not commodities and opened.state is None:
        commodities = _usual(arguments, base, scenario)
    elif not commodities:
        commodities = base.commodities
    question = replace(base, commodities=commodities)
    if arguments.measure:
        question = replace(question, measure=arguments.measure)
    lead = commodities or top_commodities(dataset, question.place, question.measure, "", "")[:1]
    if arguments.side:
        question = replace(question, side=arguments.side)
    elif lead and (opened.state is None or arguments.commodity or arguments.place):
        question = replace(question, side=main_side(dataset, question.place, lead[0]))
    if arguments.period:
        return question.within(*arguments.period)
    if scenario is not None and arguments.chart in SHOW_A_SCENARIO:
        return question.within(scenario.baseline, scenario.baseline)
    if not arguments.commodity and question.place == base_place:
        return question
    completed = with_data(dataset, replace(question, commodities=lead[:1]))
    question = question.within(completed.first, completed.last)
    return question if arguments.measure else replace(question, measure=completed.measure)


def _usual(arguments: argparse.Namespace, base: Question, scenario: Scenario | None) -> tuple[str, ...]:
    """Without --commodity: all for flows and stakes, what the scenario hits, else the opening one."""
    if arguments.chart in ("flows", "stakes"):
        return ()
    if scenario is not None:
        hit = dict.fromkeys(one.target.commodity for one in scenario.disruptions if one.target.commodity)
        return tuple(hit)[:1]
    return base.commodities


def _files(
    arguments: argparse.Namespace, dataset: Dataset, made: Figure, view: str
) -> dict[Path, bytes | str]:
    """Everything to write, drawn before anything is written."""
    from dependency_explorer.charts.style import DARK, LIGHT
    from dependency_explorer.figures.bundle import bundle_files
    from dependency_explorer.figures.colours import coloured
    from dependency_explorer.painting.fonts import QtMetrics, ensure_fonts, missing_glyphs

    out: Path = arguments.out
    ensure_fonts()
    width, height = PRESETS[arguments.preset]
    style = coloured(dataset, DARK if arguments.theme == "dark" else LIGHT)
    scene = made.page(
        width, height, style, QtMetrics(), plain=arguments.plain, transparent=arguments.transparent
    )
    lacking = missing_glyphs(scene)
    if lacking:
        complain(f"No installed font can draw “{lacking}”; these characters will be boxes in the picture.")
    files: dict[Path, bytes | str] = {out: _picture(scene, made, out.suffix.lower(), arguments.scale, view)}
    if arguments.bundle:
        for name, text in bundle_files(made, out).items():
            files[out.with_name(name)] = text
    return files


def _picture(scene: Scene, made: Figure, suffix: str, scale: float, view: str) -> bytes:
    from dependency_explorer.painting.output import picture_bytes
    from dependency_explorer.workspace.pictures import KEY, element

    details = made.metadata() | ({KEY: view} if view else {})
    return picture_bytes(scene, suffix, scale, details, element(view))


def _write(files: dict[Path, bytes | str], force: bool) -> None:
    """Write all of them, or none where one would replace a file unasked or cannot be written."""
    from dependency_explorer.data.files import write_together

    existing = [path for path in files if path.exists()]
    if existing and not force:
        names = " and ".join(f"“{path}”" for path in existing)
        raise DataError(f"{names} already exist{'s' if len(existing) == 1 else ''}; add --force to replace.")
    write_together(files)
