"""What the outcome charts draw: layers that stand on each other, their table and their sentence.

A run is told from the buyer's side (supply against demand) or from the seller's (exports against the
baseline's exports); both are steps of layers with what is lost hatched on top.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from dependency_explorer.charts import band as bands
from dependency_explorer.charts.band import Band
from dependency_explorer.charts.drawing import amount, mix
from dependency_explorer.charts.scene import Hatch
from dependency_explorer.charts.style import Style
from dependency_explorer.charts.table import Column, Table
from dependency_explorer.charts.ticks import date_label, number, percent

Values = tuple[float | None, ...]


@dataclass(frozen=True, slots=True)
class OutcomeData:
    """What the outcome chart draws; every tuple of numbers runs along `dates`, None where unknown.

    dates: first day of each step, "2027-01-04". All amounts are `unit` a step.

    side "imports": served_import (without replacement), served_production, from_stock and replacement add up
    to what is served; `unserved` is what lacks to `demand`. baseline: what is served without the disruption.
    import_code, replacement_code: the place whose colour the layer takes when it comes from one place alone,
    else "". saved, given_way, switched: demand that is restrained, that falls with the price, that another
    commodity meets; with what is served and unserved they make up `demand`. Empty for nothing of the kind.

    side "exports" (made by `export_data`): sold, diverted (to buyers that take more than usual), kept_home,
    stockpiled, production_cut, spilt and output_lost (at assets that events hit) add up to baseline, the
    exports without the disruption; demand and supply are None. buyer_code: the main buyer, whose colour
    `sold` takes; only_buyer: nobody else buys.

    band: over draws of the assumptions, of what is served, or of what is exported.
    """

    dates: tuple[str, ...]
    demand: Values
    served_import: Values
    served_production: Values
    from_stock: Values
    replacement: Values
    unserved: Values
    baseline: Values
    unit: str
    name: str
    step: Literal["day", "week", "month"] = "week"
    empty_reason: str = ""
    import_code: str = ""
    replacement_code: str = ""
    import_name: str = ""
    replacement_name: str = ""
    side: Literal["imports", "exports"] = "imports"
    sold: Values = ()
    diverted: Values = ()
    kept_home: Values = ()
    stockpiled: Values = ()
    production_cut: Values = ()
    spilt: Values = ()
    output_lost: Values = ()
    buyer_code: str = ""
    buyer_name: str = ""
    only_buyer: bool = False
    band: Band | None = None
    saved: Values = ()
    given_way: Values = ()
    switched: Values = ()

    @property
    def stacked(self) -> tuple[tuple[str, Values], ...]:
        """Key and numbers of each layer from the bottom up."""
        if self.side == "exports":
            return (
                ("sold", self.sold), ("diverted", self.diverted), ("kept", self.kept_home),
                ("stockpiled", self.stockpiled), ("spilt", self.spilt), ("cut", self.production_cut),
                ("lost", self.output_lost),
            )  # fmt: skip
        return (
            ("production", self.served_production), ("import", self.served_import),
            ("replacement", self.replacement), ("stock", self.from_stock),
            *(pair for pair in (
                ("switched", self.switched), ("saved", self.saved), ("given_way", self.given_way),
            ) if pair[1]),
            ("unserved", self.unserved),
        )  # fmt: skip


def export_data(
    dates: tuple[str, ...], unit: str, name: str, *, sold: Values, baseline: Values, diverted: Values = (),
    kept_home: Values = (), stockpiled: Values = (), production_cut: Values = (), spilt: Values = (),
    output_lost: Values = (), step: Literal["day", "week", "month"] = "week", buyer_code: str = "",
    buyer_name: str = "", only_buyer: bool = False, band: Band | None = None,
) -> OutcomeData:  # fmt: skip
    """The seller's side; parts that are not given are 0 throughout."""
    unknown: Values = (None,) * len(dates)
    nothing: Values = (0.0,) * len(dates)
    return OutcomeData(
        dates, unknown, unknown, unknown, unknown, unknown, unknown, baseline, unit, name, step,
        side="exports", sold=sold, diverted=diverted or nothing, kept_home=kept_home or nothing,
        stockpiled=stockpiled or nothing, production_cut=production_cut or nothing, spilt=spilt or nothing,
        output_lost=output_lost or nothing, buyer_code=buyer_code, buyer_name=buyer_name,
        only_buyer=only_buyer, band=band,
    )  # fmt: skip


LOST = frozenset({"unserved", "stockpiled", "cut", "spilt", "lost"})
"""Layers of what is lost: hatched, since colour alone must not say it."""
FORGONE = frozenset({"switched", "saved", "given_way"})
"""Demand that was met in another way or not made: nothing is lost and nothing flows; hatched the other way."""

_NAMES = {
    "production": "own production", "import": "imports", "replacement": "replacement",
    "stock": "from stocks", "unserved": "unmet", "switched": "switched fuel", "saved": "saved",
    "given_way": "priced out", "sold": "sold", "diverted": "sold to other buyers",
    "kept": "kept at home", "stockpiled": "unsold: stockpiled", "cut": "unsold: production cut",
    "spilt": "unsold: no room", "lost": "output lost at the assets hit",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Supply:
    """One layer in step order: `low` and `high` are None where it is unknown."""

    key: str
    name: str
    fill: str
    entity: str
    low: Values
    high: Values

    @property
    def hatch(self) -> Hatch:
        """How it is hatched: "diagonal" for a loss, "back" for demand that was not made, "" for what flows."""
        return "diagonal" if self.key in LOST else "back" if self.key in FORGONE else ""


def layers(data: OutcomeData, style: Style) -> tuple[Supply, ...]:
    """From the bottom up what serves the demand, then what lacks; or what is sold, then what is not.

    Layers that are nowhere above zero are left out.
    """
    height = [0.0] * len(data.dates)
    drawn = []
    for key, values in data.stacked:
        low: list[float | None] = []
        high: list[float | None] = []
        for index, value in enumerate(values):
            known = amount(value)
            low.append(None if known is None else height[index])
            height[index] += known or 0.0
            high.append(None if known is None else height[index])
        if any(amount(value) for value in values):
            name, fill, entity = _look(data, key, style)
            drawn.append(Supply(key, name, fill, entity, tuple(low), tuple(high)))
    return tuple(drawn)


def _look(data: OutcomeData, key: str, style: Style) -> tuple[str, str, str]:
    """Name, fill and entity of a layer."""
    imported = style.entity(data.import_code) if data.import_code else style.accent
    name = style.say(_NAMES[key])
    if key == "import":
        return data.import_name or name, imported, data.import_code
    if key == "replacement":
        own = style.entity(data.replacement_code) if data.replacement_code else ""
        if data.replacement_name and data.replacement_name == data.import_name:
            # Two layers of one country: its name alone would stand in the legend twice.
            own, name = "", style.say("more from {name}").replace("{name}", data.replacement_name)
        else:
            name = data.replacement_name or name
        return name, own or mix(imported, style.surface, 0.45), data.replacement_code
    if key == "sold":
        if data.buyer_name:
            pattern = "sold to {name}" if data.only_buyer else "sold, mainly to {name}"
            name = style.say(pattern).replace("{name}", data.buyer_name)
        return name, style.entity(data.buyer_code) if data.buyer_code else style.accent, data.buyer_code
    sold = style.entity(data.buyer_code) if data.buyer_code else style.accent
    fills = {
        "production": style.neutral, "stock": mix(style.other, style.surface, 0.3),
        "diverted": mix(sold, style.surface, 0.45), "kept": style.neutral,
        "stockpiled": style.neutral, "switched": style.accent, "saved": style.muted, "given_way": style.text,
    }  # fmt: skip
    return name, fills.get(key, style.alarm), ""


def runs(values: Values) -> tuple[tuple[int, int], ...]:
    """First index and index after the last of each stretch without a gap."""
    found: list[tuple[int, int]] = []
    for index, value in enumerate(values):
        if amount(value) is None:
            continue
        if found and found[-1][1] == index:
            found[-1] = (found[-1][0], index + 1)
        else:
            found.append((index, index + 1))
    return tuple(found)


def table(data: OutcomeData) -> Table:
    """One row a step."""
    unit = f"{data.unit} a {data.step}"
    series: tuple[tuple[str, Values], ...] = (
        ("Demand", data.demand), ("Own production", data.served_production), ("Imports", data.served_import),
        ("Replacement", data.replacement), ("From stocks", data.from_stock),
        *((heading, values) for heading, values in (
            ("Switched to another fuel", data.switched), ("Saved", data.saved),
            ("Priced out", data.given_way),
        ) if any(map(amount, values))),
        ("Unmet", data.unserved), ("Baseline supply", data.baseline),
    )  # fmt: skip
    if data.side == "exports":
        series = (
            ("Baseline exports", data.baseline), ("Sold", data.sold),
            ("Sold to other buyers", data.diverted), ("Kept at home", data.kept_home),
            ("Stockpiled", data.stockpiled), ("Unsold, no room", data.spilt),
            ("Production cut", data.production_cut), ("Output lost", data.output_lost),
        )  # fmt: skip
    columns = (
        Column("Step starts"), *(Column(name, unit, True) for name, _ in series),
        *bands.columns(data.band, unit),
    )  # fmt: skip
    rows = tuple(
        (day, *(amount(values[index]) for _, values in series), *bands.cells(data.band, index))
        for index, day in enumerate(data.dates)
    )
    return Table(columns, rows)


def describe(data: OutcomeData) -> str:
    """Alt text: how much is unmet or unsold, and when it begins and peaks."""
    if data.side == "exports":
        return _exports_sentence(data)
    demand = [value for value in map(amount, data.demand) if value is not None]
    if not data.dates or not demand:
        return f"Supply against demand without data. {data.empty_reason}".strip()
    lacking = [
        (day, value)
        for day, v in zip(data.dates, data.unserved, strict=True)
        if (value := amount(v) or 0.0) > 0
    ]
    span = f"{data.name}, supply against demand, {date_label(data.dates[0])} to {date_label(data.dates[-1])}"
    ranges = _ranges(data, "supply")
    if not lacking:
        return f"{span}: all demand is met.{ranges} Arithmetic on stated assumptions, not a forecast."
    total = sum(value for _, value in lacking)
    worst, most = max(lacking, key=lambda pair: pair[1])
    share = f" ({percent(total / sum(demand))} of demand)" if sum(demand) > 0 else ""
    return (
        f"{span}: unmet {number(total)} {data.unit}{share}, from {date_label(lacking[0][0])}, "
        f"most in the {data.step} of {date_label(worst)}, {number(most)} {data.unit}.{ranges} "
        "Arithmetic on stated assumptions, not a forecast."
    )


def _ranges(data: OutcomeData, what: str) -> str:
    """What the band says where it is widest."""
    found = bands.widest(data.band)
    if found is None:
        return ""
    return bands.sentence(
        data.band, what, f"in the {data.step} of {date_label(data.dates[found[0]])}", data.unit
    )


def _exports_sentence(data: OutcomeData) -> str:
    base = [value for value in map(amount, data.baseline) if value is not None]
    if not data.dates or not base:
        return f"Exports against the baseline without data. {data.empty_reason}".strip()
    span = f"{data.name}, exports against the baseline, {date_label(data.dates[0])} to "
    span += date_label(data.dates[-1])
    lost = [
        (day, (amount(usual) or 0.0) - (amount(sold) or 0.0) - (amount(moved) or 0.0))
        for day, usual, sold, moved in zip(data.dates, data.baseline, data.sold, data.diverted, strict=True)
    ]
    lacking = [(day, value) for day, value in lost if value > 1e-9 * max(base)]
    ranges = _ranges(data, "what is sold")
    if not lacking:
        return (
            f"{span}: all usual exports are sold.{ranges} Arithmetic on stated assumptions, not a forecast."
        )
    total = sum(value for _, value in lacking)
    worst, most = max(lacking, key=lambda pair: pair[1])
    parts = [
        f"{what} {number(moved)} {data.unit}"
        for what, values in (
            ("kept at home", data.kept_home), ("stockpiled", data.stockpiled), ("without room", data.spilt),
            ("production cut", data.production_cut), ("output lost", data.output_lost),
        )
        if (moved := sum(amount(value) or 0.0 for value in values)) > 1e-9 * total
    ]  # fmt: skip
    share = f" ({percent(total / sum(base))} of usual exports)" if sum(base) > 0 else ""
    return (
        f"{span}: not sold {number(total)} {data.unit}{share}, from {date_label(lacking[0][0])}, most in the "
        f"{data.step} of {date_label(worst)}, {number(most)} {data.unit}; {', '.join(parts)}.{ranges} "
        "Arithmetic on stated assumptions, not a forecast."
    )


def step_label(data: OutcomeData, index: int) -> str:
    """What one step holds: the text of its tooltip."""
    whole = ("baseline exports", data.baseline) if data.side == "exports" else ("demand", data.demand)
    parts = []
    for name, values in (whole, *((_NAMES[key], values) for key, values in data.stacked)):
        value = amount(values[index])
        if value:
            parts.append(f"{name} {number(value)}")
    opening = "" if data.step == "day" else f"{data.step.capitalize()} of "
    return f"{opening}{date_label(data.dates[index])}: " + (
        ", ".join(parts) + f" {data.unit}" if parts else "no data"
    )
