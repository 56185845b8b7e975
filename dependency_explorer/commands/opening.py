"""DATASET and the words that name things in it: places, commodities, scenarios, periods."""

from __future__ import annotations

import argparse
import difflib
import re
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from dependency_explorer.commands.output import complain
from dependency_explorer.data.problems import DataError

if TYPE_CHECKING:
    from dependency_explorer.data.dataset import Dataset
    from dependency_explorer.whatif.outcome import Outcome
    from dependency_explorer.whatif.scenario import Scenario
    from dependency_explorer.workspace.state import Workspace

DATASET_HELP = (
    "name of a bundled dataset, or path of a data package, table of flows, workspace file or exported picture"
)

_DAY = re.compile(r"\d{4}(-\d\d(-\d\d)?)?")
_PERIOD = re.compile(r"\d{4}(-(0[1-9]|1[0-2]))?")


@dataclass(frozen=True, slots=True)
class Opened:
    """A dataset, and the state of the workspace file that named it, if one did."""

    dataset: Dataset
    state: Workspace | None


def open_dataset(name: str) -> Opened:
    """Load what DATASET names. Raises DataError."""
    from dependency_explorer.workspace.pictures import is_picture
    from dependency_explorer.workspace.project import is_project, read_picture, read_project

    state = None
    path = Path(name)
    if is_project(path) or is_picture(path):
        opened = read_project(path) if is_project(path) else read_picture(path)
        for note in opened.notes:
            complain(note)
        name, state = opened.state.dataset, opened.state
        if not name:
            raise DataError("The workspace file names no dataset; open one in the window and save it again.")
    from dependency_explorer.data.read import load

    return Opened(load(name, progress=show_progress()), state)


def show_progress() -> Callable[[str, int, int], None] | None:
    """How a command tells its progress: on a terminal, and not into a file."""
    return _progress if sys.stderr is not None and sys.stderr.isatty() else None


def _progress(verb: str, done: int, total: int) -> None:
    count = f" {done} of {total}" if total else ""
    print(f"\r{verb}{count}…\033[K", end="\r" if done < total else "\r\033[K", file=sys.stderr, flush=True)


def known_place(dataset: Dataset, given: str) -> str:
    """The code of a place given by code or name. Raises DataError with what may have been meant."""
    from dependency_explorer.analysis.asking import trading_places

    table = dataset.tables["places"]
    names = dict(zip(table["code"].astype(str), table["name"].astype(str), strict=True))
    codes = dict.fromkeys([*names, *trading_places(dataset)])
    return _known(given, codes, {code: dataset.place_name(code) for code in codes}, "place", dataset)


def known_commodity(dataset: Dataset, given: str) -> str:
    """The id of a commodity given by id or name. Raises DataError with what may have been meant."""
    from dependency_explorer.analysis.links import links

    table = dataset.tables["commodities"]
    codes = dict.fromkeys([*table["id"].astype(str), *links(dataset).commodities])
    return _known(given, codes, {code: dataset.commodity_name(code) for code in codes}, "commodity", dataset)


def _known(given: str, codes: Iterable[str], names: dict[str, str], what: str, dataset: Dataset) -> str:
    by_fold: dict[str, str] = {}
    for code in codes:
        by_fold.setdefault(names[code].casefold(), code)
    for code in codes:
        by_fold[code.casefold()] = code
    found = given if given in names else by_fold.get(given.casefold())
    if found is not None:
        return found
    near = difflib.get_close_matches(given.casefold(), list(by_fold), 3, 0.6)
    meant = list(dict.fromkeys(by_fold[text] for text in near))
    hint = f" Did you mean {' or '.join(_named(code, names) for code in meant)}?" if meant else ""
    some = ", ".join(list(names)[:8])
    listed = "" if meant else f" Known are, for instance, {some}." if some else ""
    raise DataError(f"The dataset “{dataset.title}” has no {what} “{given}”.{hint}{listed}")


def _named(code: str, names: dict[str, str]) -> str:
    return code if names[code] == code else f"{code} ({names[code]})"


def period(text: str) -> tuple[str, str]:
    """argparse type of --period: a year, a month, or A:B of either; first and last period."""
    first, colon, last = text.partition(":")
    last = last if colon else first
    if not (_PERIOD.fullmatch(first) and _PERIOD.fullmatch(last)):
        raise argparse.ArgumentTypeError(
            f"“{text}” is no period; expected 2023, 2023-01, 2021:2023 or 2021-03:2021-09"
        )
    if len(first) != len(last):
        raise argparse.ArgumentTypeError(f"“{text}” mixes a year and a month; give both ends alike")
    if first > last:
        raise argparse.ArgumentTypeError(f"“{text}” ends before it begins; write the earlier period first")
    return first, last


def year(text: str) -> str:
    """argparse type of a baseline: a year."""
    if re.fullmatch(r"\d{4}", text):
        return text
    raise argparse.ArgumentTypeError(f"“{text}” is no year; expected one such as 2023")


def whole(text: str) -> int:
    """argparse type of a count: a whole number from 1."""
    if text.isascii() and text.isdigit() and int(text) > 0:
        return int(text)
    raise argparse.ArgumentTypeError(f"“{text}” is no whole number from 1 upwards")


def whole_or_zero(text: str) -> int:
    """argparse type of a seed: a whole number from 0."""
    if text.isascii() and text.isdigit():
        return int(text)
    raise argparse.ArgumentTypeError(f"“{text}” is no whole number from 0 upwards")


def day(text: str) -> str:
    """argparse type of --date: a year, a month or a day that the calendar has."""
    try:
        if _DAY.fullmatch(text):
            date.fromisoformat(f"{text}-01-01"[:10] if len(text) < 7 else f"{text}-01"[:10])
            return text
    except ValueError:
        pass
    raise argparse.ArgumentTypeError(f"“{text}” is no date; expected 2023, 2023-01 or 2023-01-31")


def open_scenario(dataset: Dataset, given: str) -> Scenario:
    """The scenario of a path, or of a name among those that come with the dataset. Raises DataError."""
    from dependency_explorer.whatif.scenario import load_scenario

    path = Path(given)
    if path.is_file():
        return load_scenario(path, dataset)
    for bundled in dataset.scenarios:
        if given in (bundled.stem, bundled.name):
            return load_scenario(bundled, dataset)
    for bundled in dataset.scenarios:
        scenario = load_scenario(bundled, dataset)
        if given.casefold() in (scenario.name.casefold(), scenario.title.casefold()):
            return scenario
    names = ", ".join(bundled.stem for bundled in dataset.scenarios)
    hint = f"With this dataset come {names}." if names else "No scenarios come with this dataset."
    raise DataError(
        f"There is no scenario “{given}”: no file of this path and no bundled one of this name. {hint}"
    )


def simulated(dataset: Dataset, scenario: Scenario) -> Outcome:
    """The outcome of a scenario on the dataset. Raises DataError where it cannot run."""
    from dependency_explorer.whatif import SupplyNetwork, simulate

    network = SupplyNetwork.from_dataset(
        dataset, scenario.focus, scenario.baseline, season=scenario.season or None, start=scenario.start
    )
    return simulate(network, scenario)
