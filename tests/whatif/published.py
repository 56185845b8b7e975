"""Published numbers beside ours, each with source, inputs and tolerance.

uv run python -m tests.whatif.published     prints published, ours, tolerance, verdict
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from dependency_explorer.analysis.indicators import hhi, iea_days, import_dependency, n_minus_1
from dependency_explorer.whatif import SupplyNetwork, simulate
from dependency_explorer.whatif.losses import ces_loss, one_number_loss, second_order_loss
from dependency_explorer.whatif.network import SuppliedCommodity, SupplyLink
from dependency_explorer.whatif.scenario import (
    Disruption,
    NamedSource,
    Override,
    Responses,
    Scenario,
    Target,
)
from dependency_explorer.whatif.sharing import cooperative
from tests.whatif.place_worlds import line, shared_nationally
from tests.whatif.worlds import j3_network, j3_scenario

Numbers = tuple[float, ...]

BACHMANN = "Bachmann et al. 2022"


@dataclass(frozen=True)
class Row:
    """One published number, or several of one kind. ours computes them anew. within: how to compare."""

    id: str
    source: str
    what: str
    unit: str
    published: Numbers
    ours: Callable[[], Numbers]
    tolerance: float
    within: str = "absolute"

    def agrees(self) -> bool:
        """Whether every one of our numbers is within the tolerance of the published one."""
        ours = self.ours()
        if len(ours) != len(self.published):
            return False
        return all(self._close(own, said) for own, said in zip(ours, self.published, strict=True))

    def _close(self, own: float, said: float) -> bool:
        if self.within == "sign":
            # The published value is beyond what a clamp to 0-100 % would leave.
            return (own < 0) == (said < 0) and (own > 100) == (said > 100)
        return abs(own - said) <= self.tolerance * (abs(said) if self.within == "relative" else 1.0)


@dataclass(frozen=True)
class Bracket(Row):
    """Published numbers that lie within a band; ours gives the mild ends, then the harsh ones."""

    def agrees(self) -> bool:
        """Whether every published number lies within its band."""
        ours, count = self.ours(), len(self.published)
        ends = zip(self.published, ours[:count], ours[count:], strict=True)
        return all(harsh <= said <= mild for said, mild, harsh in ends)


def gas_demand(loss: float, share: float) -> float:
    """Demand of a place that lacks `loss` mcm, `share` of it, when its whole supply stops: what the run says.

    The network is built with the demand that follows, so that both of its numbers must come back.
    """
    yearly = loss / share
    item = SuppliedCommodity("gas", "Gas", "mcm", production=yearly * (1.0 - share))
    network = SupplyNetwork("EST", "2014", (item,), (SupplyLink("RUS", "EST", "gas", yearly * share),))
    event = Disruption(Target(exporter="RUS"), 1.0, 1, 0.0, 365.0)
    scenario = Scenario("EST", "2014", "2014-01-01", 365, step="day", disruptions=(event,))
    outcome = simulate(network, scenario)
    missing, demand = float(outcome.unserved.sum()), float(outcome.demand.sum())
    assert abs(missing - loss) <= 1e-9 * loss
    assert abs(missing / demand - share) <= 1e-9
    return demand


def qatar() -> Numbers:
    """Imports of June, July and August against May: 44 % of supply stop on 5 June 2017, day by day."""
    item = SuppliedCommodity("goods", "Goods", "kt", production=0.0)
    links = (SupplyLink("ARE", "QAT", "goods", 44.0 * 365), SupplyLink("OMN", "QAT", "goods", 56.0 * 365))
    event = Disruption(Target(exporter="ARE"), 1.0, 1, 0.0, 365.0)
    scenario = Scenario(
        "QAT", "2016", "2017-06-05", 26 + 31 + 31, step="day", disruptions=(event,),
        responses=Responses(replace=True),
        assumptions=(
            Override(("lead_weeks", "*"), 5.25), Override(("ramp_weeks", "*"), 2.75),
            Override(("spare", "OMN"), 44.0 / 56.0),
        ),
    )  # fmt: skip
    served = simulate(SupplyNetwork("QAT", "2016", (item,), links), scenario).served[0][:, 0] / 100.0
    june = (4.0 + float(served[:26].sum())) / 30.0
    return june, float(served[26:57].mean()), float(served[57:].mean())


def j3() -> Numbers:
    """End of stock and unmet without a floor; unmet with one of ten days; the same with 2 kt a week more."""
    free, floored = (simulate(j3_network(), j3_scenario(floor)) for floor in (0.0, 10.0))
    more = simulate(j3_network(), j3_scenario(10.0, 8, NamedSource("CHN", "diesel", 2.0, start_step=3)))
    short = floored.unserved[0][:, 0]
    first = int(np.flatnonzero(short > 1e-9)[0])
    reached = first + float(floored.draw[0][first, 0]) / 8.25
    return (
        float(free.stock[0][-1, 0]), float(free.unserved.sum()), reached, float(short.sum()),
        float(more.unserved.sum()),
    )  # fmt: skip


def dependency(*amounts: float) -> float:
    """Import dependency in per cent."""
    share = import_dependency(*amounts)
    assert share is not None
    return 100 * share


def band(cuts: Numbers) -> Numbers:
    """Mild and harsh end of output lost for each cut of gas, in per cent."""
    return (*(100 * ces_loss(0.012, 0.1, cut) for cut in cuts), *(-100 * cut for cut in cuts))


def rows() -> Iterator[Row]:
    """Every row, in the order of its id."""
    yield Row(
        "V01", "Elering, Estonia 2022", "N-1: entry 24.7, largest 10, peak 6.7 mcm/d", "%", (219.4,),
        lambda: (n_minus_1(24.7, 0.0, 0.0, 0.0, 10.0, 6.7),), 0.05,
    )  # fmt: skip
    yield Row(
        "V02", "ENTSOG TYNDP 2017", "concentration of 1, 2, 3 equal entries", "", (10_000, 5_000, 3_333),
        lambda: tuple(10_000 * hhi([1.0 / n] * n) for n in (1, 2, 3)), 0.5,
    )  # fmt: skip
    yield Row(
        "V03", "Eurostat, Denmark and Malta 2011", "dependency below 0, above 100 (constructed inputs)", "%",
        (-8.5, 100.6), lambda: (dependency(20.0, 28.5, 100.0), dependency(102.6, 2.0, 100.0)), 0.0, "sign",
    )  # fmt: skip
    yield Row(
        "V04", "International Energy Agency, method", "days of stock, constructed inputs", "days", (92.82,),
        lambda: (iea_days(10.0, 4.0, 40.0, 10.0),), 0.01,
    )  # fmt: skip
    yield Row(
        "V08", BACHMANN, "CES: share .04, cut 10 %, elasticity .04", "%", (-1.57,),
        lambda: (100 * ces_loss(0.04, 0.04, 0.10),), 0.01,
    )  # fmt: skip
    yield Row(
        "V09", BACHMANN, "the same, elasticity .1 and 0", "%", (-0.68, -10.0),
        lambda: tuple(100 * ces_loss(0.04, s, 0.10) for s in (0.1, 0.0)), 0.01,
    )  # fmt: skip
    yield Row(
        "V10", BACHMANN, "CES: share .01, left .70044, elasticity .1", "%", (-2.33,),
        lambda: (100 * ces_loss(0.01, 0.1, 1 - 0.70044),), 0.01,
    )  # fmt: skip
    yield Row(
        "V11", BACHMANN, "second order (A4): .04, elasticity .04, log -.10", "%", (-0.86,),
        lambda: (100 * second_order_loss(0.04, 0.04, -0.10),), 0.01,
    )  # fmt: skip
    yield Row(
        "V12", BACHMANN, "one number (A7): .012, +.024, log -.30", "%", (-0.72,),
        lambda: (100 * one_number_loss(0.012, 0.024, -0.30),), 0.01,
    )  # fmt: skip
    yield Bracket(
        "V13", "IMF Working Paper 22/144", "output at gas -9, -10, -4 %: CES to proportions", "%",
        (-1.5, -2.7, -0.4), lambda: band((0.09, 0.10, 0.04)), 0.0, "bracket",
    )  # fmt: skip
    yield Row(
        "V16", "Qatar 2017, imports by month", "June, July, August against May", "",
        (0.621, 0.660, 0.920), qatar, 0.02,
    )  # fmt: skip
    yield Row(
        "V20", "European Commission, stress test 2014", "demand of EE, LV, LT from loss and share", "mcm",
        (204.0, 260.0, 1_175.0),
        lambda: (gas_demand(204.0, 1.0), gas_demand(39.0, 0.15), gas_demand(693.0, 0.59)), 0.01, "relative",
    )  # fmt: skip
    yield Row(
        "V22", "constructed, worked out by hand", "line of three: cooperative; national-first", "share served",
        (0.70, 0.60, 0.30, 1.0, 0.60, 0.0),
        lambda: (*cooperative(*line())[0].tolist(), *shared_nationally(1.0).tolist()), 1e-6,
    )  # fmt: skip
    yield Row(
        "V25", "constructed, worked out by hand", "stock end, unmet; floor reached, unmet; with a source",
        "kt, weeks", (5.75, 0.0, 5.75, 18.54, 6.54), j3, 0.01,
    )  # fmt: skip


def table() -> str:
    """The rows as text: id, source, what, published, ours, tolerance, verdict."""
    lines = [("id", "source", "what", "published", "ours", "tolerance", "verdict")]
    for row in rows():
        ours = row.ours()
        if isinstance(row, Bracket):
            count = len(row.published)
            own = ", ".join(f"{a:.2f} to {b:.0f}" for a, b in zip(ours[:count], ours[count:], strict=True))
        else:
            own = ", ".join(_number(value) for value in ours)
        within = {"sign": "not clamped", "bracket": "inside", "relative": f"{100 * row.tolerance:g} %"}
        said = ", ".join(_number(value) for value in row.published)
        lines.append(
            (
                row.id, row.source, row.what, f"{said} {row.unit}".strip(), own,
                within.get(row.within, f"{row.tolerance:g}"), "agrees" if row.agrees() else "DIFFERS",
            )
        )  # fmt: skip
    widths = [max(len(line[i]) for line in lines) for i in range(len(lines[0]))]
    return "\n".join(
        "  ".join(text.ljust(width) for text, width in zip(line, widths, strict=True)).rstrip()
        for line in lines
    )


def _number(value: float) -> str:
    text = f"{value:,.3f}" if abs(value) < 1 else f"{value:,.2f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def main() -> int:
    """Print the table; status 1 where a row differs."""
    print(table())
    return 0 if all(row.agrees() for row in rows()) else 1


if __name__ == "__main__":
    raise SystemExit(main())
