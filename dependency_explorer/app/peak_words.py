"""The peak of electricity in a run, in words: four numbers in MW."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from dependency_explorer.app.speech import SPOKEN
from dependency_explorer.figures.outcome_words import TileText, amount, share_text

if TYPE_CHECKING:
    from dependency_explorer.whatif.network import SupplyNetwork
    from dependency_explorer.whatif.outcome import Outcome
    from dependency_explorer.whatif.peak_power import PeakOutcome

tr = functools.partial(QCoreApplication.translate, "Panel")

UNIT = "MW"


def told_by_peak(outcome: Outcome, commodity: str) -> bool:
    """Whether a run says more of a commodity at the peak than in a year's energy: one in days that leaves load
    unmet there, such as the replay of a limit that falls."""
    peak = outcome.peak
    return (
        peak is not None
        and peak.power.commodity == commodity
        and outcome.scenario.step == "day"
        and bool(peak.shed.any())
    )


def peak_tiles(peak: PeakOutcome, network: SupplyNetwork) -> tuple[TileText, ...]:
    """What is shed, own output, what may be imported, and who is shed; in the worst step."""
    from dependency_explorer.figures.words import date_text

    power, worst = peak.power, peak.worst
    missing, own = float(peak.shed[worst]), float(peak.own[worst])
    limit, before = float(peak.by_limit[worst].sum()), sum(one.value for one in power.limits)
    whole = tr("{peak}, {date}").format(peak=amount(power.peak, UNIT), date=date_text(power.period))
    shed = TileText(
        amount(missing, UNIT),
        tr("shed, {share} of the peak of {peak}").format(
            share=share_text(missing / power.peak, tr=SPOKEN), peak=whole
        ),
        missing > 0,
    )
    said = tr("own output at the peak")
    if own < power.own:
        said = tr("own output at the peak, {before} before").format(before=amount(power.own, UNIT))
    home = TileText(amount(own, UNIT), said, own < power.own)
    whose = ", ".join(network.place_name(one.place) for one in power.limits)
    said = tr("import limit, {places}").format(places=whose)
    if limit < before:
        said = tr("import limit, {places}; {before} before").format(places=whose, before=amount(before, UNIT))
    abroad = TileText(amount(limit, UNIT), said, limit < before)
    large, others = float(peak.large[worst]), float(peak.others[worst])
    if not missing:
        who = TileText(tr("nobody"), tr("is shed: all load is met"))
    elif power.large_users is None:
        who = TileText(amount(others, UNIT), tr("shed by all users; who comes first is not known"), True)
    else:
        first = power.large_users_note or tr("large users")
        said = tr("shed by {first}").format(first=first)
        if others > 0:
            said = tr("shed, {rest} by others, after {first}").format(first=first, rest=amount(others, UNIT))
        who = TileText(amount(large, UNIT), said, True)
    return (shed, home, abroad, who)
