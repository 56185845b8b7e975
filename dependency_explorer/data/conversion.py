"""One commodity, one unit: quantities that come in several units are converted on loading."""

from __future__ import annotations

from collections import Counter
from typing import Any, Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from dependency_explorer.data.keys import codes_of
from dependency_explorer.data.problems import Collector, count, counted, shown
from dependency_explorer.data.schema import QUANTITY_ITEMS
from dependency_explorer.data.typed import category
from dependency_explorer.data.units import factor, scaled


def units_of(flows: pd.DataFrame, commodities: pd.DataFrame) -> dict[str, str]:
    """The unit of each commodity: the one that commodities states, else the one most of its flows have."""
    units = _usual_units(flows)
    stated = zip(commodities["id"].tolist(), commodities["unit"].tolist(), strict=True)
    units.update({name: unit for name, unit in stated if unit})
    return units


def _pairs(
    one: npt.NDArray[Any], other: npt.NDArray[Any], among: npt.NDArray[np.bool_]
) -> list[tuple[int, int, int]]:
    """The pairs of codes that occur in these rows, and how often."""
    if not among.any():
        return []
    width = int(other.max()) + 1
    domain = width * (int(one.max()) + 1)
    pair = one.astype(np.int64) * width + other
    if domain <= 1_000_000 + len(pair):
        # Few commodities and fewer units: counting is quicker than sorting ten million rows.
        counts = np.bincount(pair, among, domain)
        found = np.flatnonzero(counts)
        numbers = counts[found].astype(np.int64)
    else:
        found, numbers = np.unique(pair[among], return_counts=True)
    return [
        (key // width, key % width, number)
        for key, number in zip(found.tolist(), numbers.tolist(), strict=True)
    ]


def _usual_units(flows: pd.DataFrame) -> dict[str, str]:
    commodity, unit = flows["commodity"].cat, flows["unit"].cat
    if len(unit.categories) == 1:
        only = unit.categories[0]
        return dict.fromkeys(commodity.categories.tolist(), only) if only else {}
    there = flows["quantity"].notna().to_numpy()
    seen: dict[str, Counter[str]] = {}
    for which, of, number in _pairs(codes_of(flows["commodity"]), codes_of(flows["unit"]), there):
        name = unit.categories[of]
        if name:
            seen.setdefault(commodity.categories[which], Counter())[name] += number
    return {name: _common(units) for name, units in seen.items()}


def _common(units: Counter[str]) -> str:
    # The unit that most quantities can be told in: thirty in t and thirty in kt outweigh forty in GWh.
    def reach(unit: str) -> tuple[int, int]:
        return sum(rows for other, rows in units.items() if factor(other, unit) is not None), units[unit]

    return max(sorted(units), key=reach)


def convert_flows(
    flows: pd.DataFrame, file: str, units: dict[str, str], stated: frozenset[str], found: Collector
) -> pd.DataFrame:
    """Flows with every quantity in its commodity's unit; what cannot be converted is set aside and named.

    stated: the commodities whose unit the table commodities states.
    """
    if not any(flows["unit"].cat.categories) and flows["quantity"].notna().any() and not stated:
        number = counted(int(flows["quantity"].notna().sum()), "quantity", "quantities")
        found.add(
            "warning",
            f"{file}: no row has a unit, so {number} are shown without one. "
            "Add a column unit, such as kt or GWh.",
            table="flows",
            column="unit",
        )
        return flows
    return _convert(flows, file, "flows", "quantity", np.ones(len(flows), bool), units, stated, found)


def convert_balances(
    balances: pd.DataFrame, file: str, units: dict[str, str], stated: frozenset[str], found: Collector
) -> pd.DataFrame:
    """Balances with production, use and stocks in the commodity's unit where an exact factor exists.

    Other units are kept as they are: a balance may well be told in days, megawatts or per cent.
    """
    items = balances["item"].cat.categories
    chosen = [name in QUANTITY_ITEMS or name.startswith("sector_use:") for name in items]
    rows = np.array(chosen, dtype=bool)[codes_of(balances["item"])]
    return _convert(balances, file, "balances", "value", rows, units, stated, found)


def _convert(
    frame: pd.DataFrame,
    file: str,
    table: Literal["flows", "balances"],
    column: str,
    among: npt.NDArray[np.bool_],
    units: dict[str, str],
    stated: frozenset[str],
    found: Collector,
) -> pd.DataFrame:
    commodity, unit = frame["commodity"].cat, frame["unit"].cat
    names, unit_names = commodity.categories.tolist(), unit.categories.tolist()
    if len(unit_names) == 1 and all(units.get(name, unit_names[0]) == unit_names[0] for name in names):
        return frame
    commodity_codes, unit_codes = codes_of(frame["commodity"]), codes_of(frame["unit"])
    among = among & frame[column].notna().to_numpy()
    odd = [
        (which, of)
        for which, of, _ in _pairs(commodity_codes, unit_codes, among)
        if units.get(names[which], unit_names[of]) != unit_names[of]
    ]
    if not odd:
        return frame
    amounts = frame[column].to_numpy(copy=True)
    new_names = list(unit_names)
    new_codes = unit_codes.astype(np.int32)
    changed = False
    for which, of in odd:
        name, given = names[which], unit_names[of]
        target = units[name]
        rows = np.flatnonzero(among & (commodity_codes == which) & (unit_codes == of))
        first = int(frame["row"].iloc[rows[0]])
        where = f"{file}, column unit: {counted(len(rows), 'quantity', 'quantities')} of {name}"
        has, is_, was = ("has", "is", "was") if len(rows) == 1 else ("have", "are", "were")
        it_is = "it is" if len(rows) == 1 else "they are"
        if given == "" and name in stated:
            found.add(
                "warning",
                f"{where} (first row {count(first)}) {has} no unit and {is_} taken to be in "
                f"{target}, the unit that the table commodities states.",
                table=table,
                row=first,
                column="unit",
            )
        else:
            ratio = None if given == "" else factor(given, target)
            if ratio is None and table == "balances":
                continue
            if ratio is None:
                # No unit, or a mark for none ("N/A") in its place.
                beside = f"{has} no unit beside {shown(target)}"
                what = (
                    f"{is_} in {shown(given)}, which cannot be converted to {shown(target)}"
                    if given
                    else beside
                )
                found.add(
                    "error",
                    f"{where} (first row {count(first)}) {what}, the unit of its "
                    f"other rows; {it_is} set aside. Give all rows in "
                    f"{shown(target)}, "
                    "or these as a commodity of their own.",
                    table=table,
                    row=first,
                    column="unit",
                    value=given,
                )
                amounts[rows] = np.nan
                changed = True
                continue
            found.add(
                "warning",
                f"{where} (first row {count(first)}) {is_} in {given} and {was} converted to {target}.",
                table=table,
                row=first,
                column="unit",
                value=given,
            )
            amounts[rows] = scaled(amounts[rows], ratio)
        if target not in new_names:
            new_names.append(target)
        new_codes[rows] = new_names.index(target)
        changed = True
    if not changed:
        return frame
    return frame.assign(unit=category(new_names, new_codes), **{column: amounts})
