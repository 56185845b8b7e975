"""The UN's energy statistics by UNdata: `Country or Area, Commodity - Transaction, Year, Unit, Quantity`.

Product and balance item stand in one cell. No partners. Traps: footnotes stand below the rows under titles of their
own; units read "Metric tons,  thousand"; copies of others have the titles in small letters and a column `category`.
"""

from __future__ import annotations

import re

import numpy as np

from dependency_explorer.data.intake import guard
from dependency_explorer.data.intake.draft import Draft, Sift
from dependency_explorer.data.intake.marks import figures_of
from dependency_explorer.data.intake.names import header_key
from dependency_explorer.data.intake.periods import period
from dependency_explorer.data.intake.plan import Plan
from dependency_explorer.data.intake.profile import Profile, Recognition
from dependency_explorer.data.intake.source import Source
from dependency_explorer.data.problems import DataError
from dependency_explorer.data.profiles import _energy
from dependency_explorer.data.units import canonical

_NEEDS = ("countryorarea", "commoditytransaction", "year", "unit", "quantity")
_ITEMS = (
    (r"imports?", "imports"), (r"exports?", "exports"), (r"(total )?production|gross production", "production"),
    (r"net production", "generation"), (r"final (energy )?consumption", "consumption"), (r"losses", "losses"),
    (r"stock changes?", "stock_change"), (r".*net installed capacity.*", "installed_capacity"),
)  # fmt: skip
_UNITS = {
    "metric tons, thousand": "kt", "metric tons": "t", "kilowatt-hours, million": "GWh", "terajoules": "TJ",
    "cubic metres, thousand": "kcm", "kilowatts, thousand": "MW",
}  # fmt: skip


def recognise(source: Source) -> Recognition | None:
    """By Country or Area, Commodity - Transaction and Quantity."""
    if source.kind not in ("text", "workbook"):
        return None
    rows = source.head_grid()
    if not rows or not set(_NEEDS) <= {header_key(cell) for cell in rows[0]}:
        return None
    return Recognition(
        0.97, "It has Country or Area, Commodity - Transaction and Quantity, as UNdata gives them."
    )


def read(source: Source, plan: Plan, draft: Draft) -> None:
    """One figure a row."""
    table = source.table(sheet=plan.sheet)
    names = {header_key(name): name for name in table.columns}
    absent = sorted(set(_NEEDS) - names.keys())
    if absent:
        raise DataError(
            f"{source.name} lacks columns of UNdata's energy statistics ({', '.join(absent)}). Download it again."
        )
    figures = figures_of(draft, table, names["quantity"])
    sift = Sift(draft, table, np.nan_to_num(figures.numbers))
    when = table.text(names["year"]).map(period)
    sift.aside("no_period", when.isin({""}), "Rows without a period that can be read (footnotes).")
    place = draft.places.codes(table.text(names["countryorarea"]), "name")
    guard.nowhere(sift, place, place)
    sift.aside("no_figure", np.isnan(figures.numbers), "Rows without a figure: missing, not zero.")
    guard.aggregates(sift, place)
    both = table.text(names["commoditytransaction"])
    product = both.map(lambda text: _energy.slug(_parts(text)[0]))
    item = both.map(lambda text: _item(_parts(text)[1]))
    unit = table.text(names["unit"]).map(_unit)
    _energy.add_items(sift, when, place, product, item, unit, figures.numbers)
    titles = {_energy.slug(_parts(text)[0]): _parts(text)[0] for text in both.used()}
    for id in sift.left(product).used():
        draft.commodity(id, name=titles.get(id, id))
    draft.title = "Energy statistics of the United Nations"


def _parts(text: str) -> tuple[str, str]:
    """Product and transaction of "Natural gas (including LNG) - imports"."""
    before, sign, after = " ".join(text.split()).partition(" - ")
    return (before, after) if sign else (before, "")


def _item(text: str) -> str:
    low = text.casefold()
    return next(
        (item for pattern, item in _ITEMS if re.fullmatch(pattern, low)), _energy.slug(text) or "value"
    )


def _unit(text: str) -> str:
    written = " ".join(text.split())
    return _UNITS.get(written.casefold()) or canonical(written)


PROFILES = (
    Profile(
        "undata_energy",
        "United Nations, energy statistics",
        recognise,
        read,
        publisher="United Nations Statistics Division",
        url="data.un.org",
        licence="UN data terms, attribution",
    ),
)
