"""The stock that a run starts from, as its lever shows it: days of cover, how much, how old."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from dependency_explorer.figures.vocabulary import Vocabulary

if TYPE_CHECKING:
    from dependency_explorer.whatif.outcome import Outcome

tr = functools.partial(QCoreApplication.translate, "Panel")


@dataclass(frozen=True, slots=True)
class StartStock:
    """The stock that a run starts from, for the commodity on screen.

    days: days of baseline demand it covers, None where the run knows none. words: amount, date and age.
    edited: the scenario states it in place of what the data hold.
    """

    commodity: str
    days: float | None
    words: str
    edited: bool = False


def start_stock(outcome: Outcome, commodity: str, words: Vocabulary) -> StartStock | None:
    """The starting stock of a commodity, of a total over its simulated parts; None without any demand."""
    from dependency_explorer.figures.words import amount, date_text, in_sentence
    from dependency_explorer.whatif import defaults

    network, scenario = outcome.network, outcome.scenario
    positions = network.expand(commodity)
    demand = float(sum(network.demand[k] for k in positions))
    if not positions or demand <= 0:
        return None
    states = [
        defaults.stock_state(scenario, network.commodities[k], float(network.demand[k])) for k in positions
    ]
    days = sum(state.initial for state in states) / demand * 365
    records = [state.record for state in states if state.record is not None]
    good, unit = in_sentence(words.good(commodity)), network.commodities[positions[0]].unit
    if not records:
        said = tr("of demand; no stock of {good} is loaded").format(good=good)
    else:
        oldest = min(record.period for record in records)
        months = round(defaults.age_in_days(oldest, scenario.start) / 30.44)
        age = tr("{n} month old") if months == 1 else tr("{n} months old")
        said = tr("published: {amount} of {good}, {date}, {age}").format(
            amount=amount(sum(record.value for record in records), unit),
            good=good,
            date=date_text(oldest),
            age=age.format(n=months),
        )
    edited = scenario.assumption("days_of_cover", commodity) is not None
    return StartStock(commodity, days, said, edited)
