"""Every figure by name, and the sizes they leave in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from dependency_explorer.figures.concentration import concentration_figure
from dependency_explorer.figures.figure import Figure
from dependency_explorer.figures.flows import flows_figure
from dependency_explorer.figures.names import FIGURES, NEED_A_SCENARIO, PRESETS
from dependency_explorer.figures.outcome import outcome_figure
from dependency_explorer.figures.partners import partners_figure
from dependency_explorer.figures.stakes import stakes_figure
from dependency_explorer.figures.stock import stock_figure
from dependency_explorer.figures.trend import trend_figure
from dependency_explorer.figures.words import Words

if TYPE_CHECKING:
    from dependency_explorer.analysis.question import Question
    from dependency_explorer.data.dataset import Dataset
    from dependency_explorer.figures.ranges import Spread
    from dependency_explorer.whatif.outcome import Outcome
    from dependency_explorer.workspace.state import HistoryStep


def figure(
    name: str,
    dataset: Dataset,
    question: Question,
    outcome: Outcome | None = None,
    step: HistoryStep = "year",
    date: str | None = None,
    words: Words | None = None,
    places: Sequence[str] = (),
    spread: Spread | None = None,
) -> Figure:
    """The figure `name` of `FIGURES` for a question.

    outcome: a scenario's result; flows and partners then show it over the baseline, outcome and stock need
    it. step: years or months of the history. date: the day the stakes are read at. places: whom multiples
    compares. spread: the scenario over draws, as bands of outcome and stock. Raises KeyError for another name.
    """
    if name == "flows":
        return flows_figure(dataset, question, outcome, words)
    if name == "trend":
        return trend_figure(dataset, question, step, words)
    if name == "partners":
        return partners_figure(dataset, question, outcome, words)
    if name == "stakes":
        return stakes_figure(dataset, question, date, words)
    if name == "multiples":
        return concentration_figure(dataset, question, places, words)
    if name == "outcome":
        return outcome_figure(dataset, question, outcome, words, spread)
    if name == "stock":
        return stock_figure(dataset, question, outcome, words, spread)
    raise KeyError(name)


__all__ = ["FIGURES", "NEED_A_SCENARIO", "PRESETS", "figure"]
