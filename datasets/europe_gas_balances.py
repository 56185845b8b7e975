"""The balances of the dataset Europe gas: what is filed where, which signs hold, what is converted."""

from __future__ import annotations

import re
from collections import defaultdict

from building import Row, amount, joined

NATURAL_GAS, VOLUME = "natural_gas", "gas_volume"
STOCK_CHANGE = "sign turned: Eurostat counts a draw as positive, here a build is"


def balances(reference: list[Row]) -> list[Row]:
    """Balances with volumes filed under the commodity that is counted by volume, and signs and parts as here.

    The chemical industry is a part of industry, and transformation input is power and heat again, so neither
    is an item of its own beside them. Volumes in bcm are written in mcm, which is exact.
    """
    rows = []
    for row in reference:
        copy = dict(row)
        if copy["item"] == "sector_use:industry_chemical":
            copy["item"] = "of_which_use:industry_chemical"
            copy["note"] = joined(copy["note"], "part of sector_use:industry")
        if copy["item"] == "stock_change":
            copy["value"] = amount(-float(copy["value"]), 3)
            copy["quality"] = "derived"
            copy["note"] = joined(copy["note"], STOCK_CHANGE)
        volume_unit = re.fullmatch(r"(mcm|bcm)(/.*)?", copy["unit"])
        if volume_unit:
            copy["commodity"] = VOLUME
            if volume_unit[1] == "bcm":
                copy["note"] = joined(copy["note"], f"{copy['value']} {copy['unit']} in the source")
                copy["value"] = amount(1000 * float(copy["value"]), 3)
                copy["unit"] = "mcm" + (volume_unit[2] or "")
            copy["item"] = {"production_volume": "production"}.get(copy["item"], copy["item"])
        rows.append(copy)
    return [*rows, *other_transformation(reference), *as_energy(reference), *bulgarian_route()]


def other_transformation(reference: list[Row]) -> list[Row]:
    """What is transformed elsewhere than in power and heat plants: sectors and losses then add up to use."""
    item = {(row["place"], row["period"], row["item"]): float(row["value"]) for row in reference}
    rows = []
    for row in reference:
        if row["item"] != "transformation_input":
            continue
        plants = item.get((row["place"], row["period"], "sector_use:power_heat"))
        left = None if plants is None else float(row["value"]) - plants
        if left is not None and left > 0.5:
            note = (
                f"transformation input {row['value']} - power and heat plants {amount(plants or 0.0, 3)} TJ"
            )
            value = amount(left, 3)
            rows.append(
                {
                    **row,
                    "item": "sector_use:other_transformation",
                    "value": value,
                    "quality": "derived",
                    "note": note,
                }
            )
    return rows


def as_energy(reference: list[Row]) -> list[Row]:
    """Stocks, and use from 2021 on, in terajoules beside those by volume.

    The ratio is that of Eurostat's two figures for a year's use of the place, of the same year where it has
    both, else of the nearest earlier year, else (Bulgaria's stock of January 2009) of the first.
    """
    ratios = ratios_of_use(reference)
    energy_known = {(row["place"], row["period"]) for row in reference if is_use(row, "TJ_GCV")}
    rows = []
    for row in reference:
        year = row["period"][:4]
        own = ratios.get(row["place"])
        wanted = row["item"] == "stock" or (
            row["item"] == "consumption" and (row["place"], year) not in energy_known
        )
        if not wanted or row["unit"] != "mcm" or row["quality"] in ("alt", "disputed") or not own:
            continue
        basis = max((known for known in own if known <= year), default=min(own))
        ratio, how = own[basis]
        note = joined(row["note"], f"{row['value']} mcm x {ratio:.2f} TJ/mcm, the ratio of {basis}: {how}")
        value = amount(float(row["value"]) * ratio, 0)
        rows.append({**row, "value": value, "unit": "TJ_GCV", "quality": "derived", "note": note})
    return rows


def is_use(row: Row, unit: str) -> bool:
    """Whether a row is a preferred figure of total use in the unit."""
    return row["item"] == "consumption" and row["unit"] == unit and row["quality"] in ("official", "derived")


def ratios_of_use(reference: list[Row]) -> dict[str, dict[str, tuple[float, str]]]:
    """TJ per mcm by place and year, with the arithmetic; only where it can be natural gas.

    33 is the low-calorific gas of Groningen, 45 gas counted at 0 degrees. Wherever it lies, use and stock
    of a place are counted alike, which is what matters for days of cover.
    """
    energy = {
        (row["place"], row["period"]): float(row["value"]) for row in reference if is_use(row, "TJ_GCV")
    }
    months: dict[tuple[str, str], list[float]] = defaultdict(list)
    for row in reference:
        if is_use(row, "mcm") and len(row["period"]) == len("2018-01"):
            months[row["place"], row["period"][:4]].append(float(row["value"]))
    found: dict[str, dict[str, tuple[float, str]]] = defaultdict(dict)
    for (place, year), volumes in sorted(months.items()):
        if len(volumes) == 12 and (place, year) in energy and sum(volumes) > 0:
            ratio = energy[place, year] / sum(volumes)
            used, volume = amount(energy[place, year], 0), amount(sum(volumes), 0)
            how = f"use of {used} TJ (eurostat_cb_2022) / {volume} mcm"
            if 33 <= ratio <= 45:
                found[place][year] = ratio, how
    return found


def bulgarian_route() -> list[Row]:
    """All Russian gas for Bulgaria came through Ukraine until TurkStream replaced that route."""
    return [
        {
            "period": str(year),
            "place": "BGR",
            "commodity": NATURAL_GAS,
            "item": "route_share:trans_balkan",
            "value": "1",
            "unit": "1",
            "quality": "derived",
            "source_id": "mehr_2020",
            "note": "all Russian gas for Bulgaria: TurkStream replaced this route on 1 January 2020",
        }
        for year in range(2015, 2020)
    ]
