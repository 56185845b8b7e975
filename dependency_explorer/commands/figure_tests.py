"""What `figure` draws of tests: the stress ranking, breaking points, and back-tests."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from dependency_explorer.commands.opening import known_commodity, known_place, simulated
from dependency_explorer.data.problems import DataError

if TYPE_CHECKING:
    from dependency_explorer.data.dataset import Dataset
    from dependency_explorer.figures.figure import Figure
    from dependency_explorer.whatif.scenario import Scenario


def add(parser: argparse.ArgumentParser) -> None:
    """Add the options that only these charts have."""
    parser.add_argument("--pairs", action="store_true", help="stress: also every two failures at once")
    parser.add_argument("--case", metavar="ID", help="backtest: which case (see the command backtests)")


def tested(arguments: argparse.Namespace, dataset: Dataset, scenario: Scenario | None) -> Figure:
    """The figure asked for. scenario: lends a stress test its horizon, responses and assumptions; its events
    are the failure whose breaking points are drawn."""
    if arguments.chart == "stress":
        return _stress(arguments, dataset, scenario)
    if arguments.chart == "frontier":
        if scenario is not None:
            return _frontier(arguments, dataset, scenario)
        arguments.parser.error("the chart “frontier” needs a failure: name a scenario with --scenario")
    return _backtest(arguments, dataset)


def _stress(arguments: argparse.Namespace, dataset: Dataset, scenario: Scenario | None) -> Figure:
    from dependency_explorer.figures.stress import stress_figure
    from dependency_explorer.whatif.stress_place import place_test

    place = scenario.focus if scenario else dataset.focus
    place = known_place(dataset, arguments.place) if arguments.place else place
    if scenario is not None and place != scenario.focus:
        raise DataError(
            f"The scenario is about {dataset.place_name(scenario.focus)}, not {dataset.place_name(place)}. "
            "Leave out --place, or --scenario."
        )
    asked = [known_commodity(dataset, one) for one in arguments.commodity]
    period = None
    if arguments.period and scenario is None:
        first, last = arguments.period
        if first != last or len(first) != 4:
            arguments.parser.error("a stress test runs on one baseline year: give --period as a year")
        period = first
    test = place_test(dataset, place, asked, period=period, scenario=scenario, pairs=arguments.pairs)
    return stress_figure(dataset, test)


def _frontier(arguments: argparse.Namespace, dataset: Dataset, scenario: Scenario) -> Figure:
    from dependency_explorer.figures.frontier import frontier_figure
    from dependency_explorer.whatif.stress_place import breaking_points

    outcome = simulated(dataset, scenario)
    if arguments.commodity:
        commodity = known_commodity(dataset, arguments.commodity[0])
        if not outcome.simulates(commodity):
            raise DataError(
                f"“{commodity}” is not simulated for {dataset.place_name(scenario.focus)} in "
                f"{scenario.baseline}. Choose one of {', '.join(outcome.commodities)}."
            )
    else:
        touched = [one for one in outcome.commodities if one in outcome.touched]
        if not touched:
            raise DataError("The scenario’s events hit no simulated commodity, so nothing can break.")
        commodity = max(touched, key=lambda one: outcome.key_numbers(one)["event_unserved_share"] or 0.0)
    made = breaking_points(dataset, scenario, commodity)
    return frontier_figure(dataset, made, scenario.name or scenario.title or "the scenario")


def _backtest(arguments: argparse.Namespace, dataset: Dataset) -> Figure:
    from dependency_explorer.figures.backtest import backtest_figure
    from dependency_explorer.whatif.backtest import run_cases
    from dependency_explorer.whatif.backtest_cases import cases_of

    cases = cases_of(dataset)
    if not cases:
        raise DataError("No back-test cases come with this dataset: it has no file backtests/*.json.")
    known = ", ".join(case.id for case in cases)
    if not arguments.case:
        arguments.parser.error(f"the chart “backtest” needs a case: name one with --case, of {known}")
    chosen = [case for case in cases if case.id == arguments.case]
    if not chosen:
        raise DataError(f"There is no back-test case “{arguments.case}”. Known are {known}.")
    return backtest_figure(dataset, run_cases(chosen, dataset)[0])
