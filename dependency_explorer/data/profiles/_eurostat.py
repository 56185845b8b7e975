"""What Eurostat's downloads share: one meaning of dimensions, products and balances, whatever the file format."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from dependency_explorer.data.intake import code_levels, guard
from dependency_explorer.data.intake.draft import Draft, Sift
from dependency_explorer.data.intake.plan import Option
from dependency_explorer.data.intake.values import PLAIN
from dependency_explorer.data.profiles import _energy
from dependency_explorer.data.profiles._one_unit import one_unit
from dependency_explorer.data.raw import Floats, RawColumn, choose, constant

PUBLISHER = "Eurostat"
URL = "ec.europa.eu/eurostat"
LICENCE = "CC BY 4.0 (Eurostat reuse policy)"

MARKS = PLAIN.also(":", "c", p="provisional", e="estimate", s="estimate", b="", d="", u="", r="", f="estimate", n="",
                   i="", z="", ep="estimate", bp="provisional", be="estimate", de="estimate", dp="provisional",
                   m="", ps="estimate", se="estimate", up="provisional", rp="provisional", bu="", du="",
                   **{"@C": ""})  # fmt: skip
QUALITY = {"p": "provisional", "e": "estimate", "s": "estimate", "f": "estimate"}

LABELS = {
    "time frequency": "freq", "standard international energy product classification (siec)": "siec",
    "geopolitical entity (partner)": "partner", "unit of measure": "unit",
    "geopolitical entity (reporting)": "geo",
    "geopolitical entity (declaring)": "geo", "energy balance": "nrg_bal", "energy indicator": "nrg_bal",
    "product": "siec", "indic_nrg": "nrg_bal", "geo (labels)": "geo", "partner (labels)": "partner",
    "siec (labels)": "siec", "plant_tec": "plant_tec", "technology": "plant_tec", "nrg_flow": "nrg_bal",
}  # fmt: skip
"""How the browser labels dimensions, and older names of them, as the codes used now."""

_ITEMS = {
    "imp": "imports", "imports": "imports", "12_100300": "imports", "exp": "exports", "exports": "exports",
    "12_100500": "exports", "prd": "production", "pprd": "production", "iprd": "production",
    "primary production": "production", "indigenous production": "production", "12_100100": "production",
    "gep": "generation", "nep": "generation:net", "gross electricity production": "generation",
    "stk_chg": "stock_change", "stk_cl": "stock", "closing stock": "stock", "gic": "consumption",
    "gid_cal": "consumption", "ic_cal_mg": "consumption", "ic_obs": "consumption",
    "gid_obs": "consumption:observed",
    "inland consumption": "consumption", "gross inland consumption": "consumption",
    "12_100900": "consumption",
}  # fmt: skip
_WITHIN = (
    (r"G3[12]00|G3300.*", ("G3000",)),
    (r"O46(?!00).+", ("O4600", "O4000XBIO")),
    (r"O4600", ("O4000XBIO",)),
    (r"O4100(?!_TOT).*|O4200|O4300|O4400X.*", ("O4100_TOT", "O4000XBIO")),
    (r"O4100_TOT", ("O4000XBIO",)),
    (r"C01[1-9].*", ("C0100", "C0000X0350-0370")),
    (r"C02[1-9].*", ("C0200", "C0000X0350-0370")),
    (r"C0[12]00|C0311|C0320|C0330|C0340|C0360", ("C0000X0350-0370",)),
)  # fmt: skip
_NAMES = {
    "G3000": "Natural gas", "G3200": "Liquefied natural gas", "O4100_TOT": "Crude oil",
    "O4600": "Oil products",
    "C0000X0350-0370": "Solid fossil fuels", "C0100": "Hard coal", "C0110": "Anthracite",
    "C0121": "Coking coal",
    "C0129": "Other bituminous coal", "C0210": "Sub-bituminous coal", "C0220": "Lignite",
    "C0311": "Coke oven coke",
    "E7000": "Electricity", "H8000": "Heat", "O4652XR5210B": "Motor gasoline",
    "O4661XR5230B": "Kerosene-type jet fuel",
    "O4671XR5220B": "Gas oil and diesel oil", "O4680": "Fuel oil", "O4630": "Liquefied petroleum gases",
    "O4000XBIO": "Oil and petroleum products", "TOTAL": "Total",
}  # fmt: skip
_CODES = {name.casefold(): code for code, name in _NAMES.items() if code != "TOTAL"} | {
    "oil and petroleum products (excluding biofuel portion)": "O4000XBIO",
    # The numbers of products until 2019.
    "4100": "G3000",
    "3105": "O4100_TOT",
    "6000": "E7000",
}
_GROSS = "gross calorific value"
_UNITS = {
    "TJ_GCV": ("TJ", _GROSS), "TJ_NCV": ("TJ", "net calorific value"),
    "Terajoule (gross calorific value - GCV)": ("TJ", _GROSS),
    "Terajoule (net calorific value - NCV)": ("TJ", "net calorific value"), "Gigawatt-hour": ("GWh", ""),
    "Million cubic metres": ("mcm", ""), "Thousand tonnes": ("kt", ""), "Megawatt": ("MW", ""),
}  # fmt: skip
_PREFERRED = ("MIO_M3", "THS_T", "GWH", "TJ_GCV", "TJ", "KTOE")
_DIRECTION = re.compile(r"nrg_t(?P<which>[ie])_|nrg_1(?P<old>[23])[2-6][am]", re.IGNORECASE)
"""The code of a table by partner: nrg_ti… imports, nrg_te… exports; until 2019 nrg_12… and nrg_13…."""


@dataclass(frozen=True)
class Observations:
    """Eurostat's dimensions, one row an observation; those that a table lacks are empty."""

    product: RawColumn
    partner: RawColumn
    unit: RawColumn
    place: RawColumn
    balance: RawColumn
    period: RawColumn
    values: Floats
    quality: RawColumn


def commodity(text: str) -> str:
    """The code of a product, also where its label is written; unknown ones stay as written."""
    return _CODES.get(text.strip().casefold(), text.strip())


def above(known: set[str]) -> Callable[[str], str]:
    """For the products of a table: the nearest one of them that contains a product."""

    def containing(code: str) -> str:
        for pattern, uppers in _WITHIN:
            if re.fullmatch(pattern, code):
                return next((upper for upper in uppers if upper in known), "")
        return ""

    return containing


def direction(draft: Draft, *texts: str) -> str:
    """Whether a table by partner holds imports or exports: by its code or title, else as the user says."""
    options = (
        Option("imports", "The partner is the exporter"),
        Option("exports", "The partner is the importer"),
    )
    for text in texts:
        found = _DIRECTION.search(text)
        word = re.search(r"\b(imports|exports)\b", text, re.IGNORECASE)
        if found or word:
            if found:
                told = (
                    "imports" if (found["which"] or "").lower() == "i" or found["old"] == "2" else "exports"
                )
            else:
                told = word[1].lower()  # type: ignore[index]
            chosen = draft.choice("direction", told, options)
            draft.decide(
                "direction",
                f"The table holds {chosen} by partner, as its name tells.",
                0,
                None,
                options,
                chosen,
            )
            return chosen
    chosen = draft.choice("direction", "imports", options)
    draft.decide("direction", f"Taken as {chosen} by partner.", 0, None, options, chosen)
    if "direction" not in draft.plan.choices:
        draft.found.add(
            "warning",
            f"{draft.file} names a partner but not whether it holds imports (nrg_ti…) or exports (nrg_te…). It was "
            "taken as imports; if it holds exports: --set direction=exports.",
        )
    return chosen


def sifted(
    sift: Sift,
    product: RawColumn,
    place: RawColumn,
    partner: RawColumn | None,
    unit: RawColumn,
    balance: RawColumn,
    when: RawColumn | None,
    weight: Floats,
    wide: _energy.Wide | None = None,
) -> dict[str, str]:
    """Set aside what repeats other rows; which product contains which among those that stay.

    partner: None where the table has none. when: None where the periods are columns, which are those of `wide`.
    """
    guard.nowhere(sift, place, place if partner is None else partner)
    guard.aggregates(sift, *((place,) if partner is None else (place, partner)))
    if partner is not None:
        of_one_total = (product, balance) if when is None else (product, balance, when)
        guard.same_place(sift, partner, place, of_one_total)
    others = [column for column in (place, partner, balance, when) if column is not None]
    one_unit(
        sift,
        unit,
        (product, balance),
        [column for column in others if column is not balance],
        _PREFERRED,
        wide,
    )
    inside = code_levels.levels(sift, product, above(set(product.used())), [*others, unit], weight)
    if partner is not None:
        guard.world(sift, partner, place)
    return inside


def add(
    draft: Draft, sift: Sift, seen: Observations, by_partner: bool, which: str, inside: dict[str, str]
) -> None:
    """Enter observations as flows (by partner) or as balances, and describe their products."""
    units = seen.unit.map(lambda text: _unit(text)[0])
    note = seen.unit.map(lambda text: _unit(text)[1])
    gross = note.isin({_GROSS})
    sift.note(
        "gross_calorific", gross, "Terajoules are at gross calorific value; other sources use net ones."
    )
    if by_partner:
        size = len(seen.values)
        inward = np.full(size, which == "imports")
        exporter = choose(inward, seen.partner, seen.place)
        importer = choose(inward, seen.place, seen.partner)
        guard.unknown_partner(sift, exporter, importer)
        guard.emit(
            sift,
            {
                "period": seen.period, "exporter": exporter, "importer": importer, "commodity": seen.product,
                "unit": units, "quality": seen.quality, "note": note, "source_id": "source",
                "reported_by": choose(inward, constant("importer", size), constant("exporter", size)),
            },
            {"quantity": seen.values},
        )  # fmt: skip
    else:
        capacity = seen.unit.isin({"MW", "Megawatt"})
        item = seen.balance.map(_item)
        as_capacity = seen.balance.map(lambda text: f"installed_capacity:{text.strip()}" if text.strip() else
                                       "installed_capacity")  # fmt: skip
        item = choose(capacity, as_capacity, item)
        _energy.add_items(
            sift, seen.period, seen.place, seen.product, item, units, seen.values, seen.quality, note
        )
    used = sift.left(seen.product).used()
    whole = "TOTAL" if "TOTAL" in used else ""
    for code in used:
        above = inside.get(code, "") or (whole if code != whole else "")
        draft.commodity(code, name=_NAMES.get(code, code), part_of=above)


def _unit(text: str) -> tuple[str, str]:
    from dependency_explorer.data.units import canonical

    written = " ".join(text.split())
    return _UNITS.get(written) or (canonical(written), "")


def _item(text: str) -> str:
    written = text.strip()
    return (
        _ITEMS.get(written.casefold())
        or (_energy.slug(written) if " " in written else written.lower())
        or "value"
    )
