"""What JODI oil and JODI gas share: one row an observation, in several units, without partners.

Until about 2015 the files had other titles and codes: `Country, Product, Flow, Unit, Date, Quantity, Code,
Qualifier`, countries by names in capitals cut short (NETHLAND, SARABIA), dates as JAN2012, thousand tonnes
called TONS, and flows PRODREFOUT, STCHANAT, CSNATTER; the same with a column a month was its other download.
(Titles and codes as programs that loaded `world_primary_csv` name them.) In these the flows of primary and of
secondary products share their codes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np

from dependency_explorer.data.intake import code_levels, guard
from dependency_explorer.data.intake.draft import Draft, Sift
from dependency_explorer.data.intake.grid import header_names
from dependency_explorer.data.intake.marks import figures_of
from dependency_explorer.data.intake.periods import period
from dependency_explorer.data.intake.source import Source
from dependency_explorer.data.intake.values import PLAIN
from dependency_explorer.data.keys import numbered
from dependency_explorer.data.profiles import _energy
from dependency_explorer.data.profiles._one_unit import one_unit
from dependency_explorer.data.raw import Floats, RawColumn, RawTable, choose, constant, joined, stacked
from dependency_explorer.data.units import factor

NEEDS = ("REF_AREA", "TIME_PERIOD", "ENERGY_PRODUCT", "FLOW_BREAKDOWN", "UNIT_MEASURE", "OBS_VALUE")
_OLD = ("COUNTRY", "PRODUCT", "FLOW", "UNIT", "DATE", "QUANTITY")
_OLD_WIDE = _OLD[:4]
_OLD_CODES = frozenset(
    ("CRUDEOIL", "NGL", "OTHERCRUDE", "TOTCRUDE", "LPG", "NAPHTHA", "GASOLINE", "KEROSENE", "JETKERO", "GASDIES",
     "RESFUEL", "ONONSPEC", "TOTPRODS", "TOTPRODSC", "NATGAS", "LNG")
)  # fmt: skip
_OLD_PLACES = {
    "ANGOLALL": "Angola", "ARGENTIN": "Argentina", "AUSTRALI": "Australia", "COSTARIC": "Costa Rica",
    "DOMINICANR": "Dominican Republic", "ECUADALL": "Ecuador", "ELSALVADOR": "El Salvador", "GUATEMAL": "Guatemala",
    "HONGKONG": "Hong Kong", "LUXEMBOU": "Luxembourg", "MYANUNSD": "Myanmar", "NETHLAND": "Netherlands",
    "NZ": "New Zealand", "PAPUANG": "Papua New Guinea", "PERUAPEC": "Peru", "PHILIPP": "Philippines",
    "SAFRICA": "South Africa", "SARABIA": "Saudi Arabia", "SINGAPOR": "Singapore", "SWITLAND": "Switzerland",
    "TAIPEI": "Taiwan", "UAE": "United Arab Emirates", "VENEZOPEC": "Venezuela",
}  # fmt: skip
_OLD_FLOWS = {
    "OTHSOURCES": "OSOURCES", "PTRANSFBF": "TRANSBAK", "DIRECTUSE": "DIRECUSE", "STCHANAT": "STOCKCH",
    "CSNATTER": "CLOSTLV", "PRECEIPTS": "RECEIPTS", "TRANSF": "PTRANSF",
}  # fmt: skip
_OF_PRODUCTS = {"PRODREFOUT": "REFGROUT", "REFOBSDEM": "TOTDEMO"}
_OF_CRUDE = {"PRODREFOUT": "INDPROD", "REFOBSDEM": "REFINOBS"}
_CRUDE = frozenset({"CRUDEOIL", "NGL", "OTHERCRUDE", "TOTCRUDE", "NATGAS", "LNG"})
PUBLISHER = "Joint Organisations Data Initiative"
URL = "jodidata.org"
LICENCE = "free use with attribution"
MARKS = PLAIN.also("x", "-", "..", "n/a", "na")

ITEMS = {
    "INDPROD": "production", "TOTIMPSB": "imports", "TOTEXPSB": "exports", "CLOSTLV": "stock",
    "STOCKCH": "stock_change", "TOTDEMO": "consumption", "TOTDEMC": "consumption:calculated",
    "REFINOBS": "refinery_intake", "REFGROUT": "refinery_output", "STATDIFF": "statistical_difference",
    "OSOURCES": "other_sources", "TRANSBAK": "transfers_backflows", "DIRECUSE": "direct_use",
    "PTRANSF": "products_transferred", "PTRANSFF": "products_transferred", "PRODTRF": "products_transferred",
    "INTPRODTRANSF": "interproduct_transfers", "MAINTOT": "sector_use:electricity_heat",
    "IMPLNG": "imports:lng", "IMPPIP": "imports:pipeline", "EXPLNG": "exports:lng",
    "EXPPIP": "exports:pipeline",
}  # fmt: skip
_PARTS = {
    "imports:lng": "imports",
    "imports:pipeline": "imports",
    "exports:lng": "exports",
    "exports:pipeline": "exports",
}


def products(source: Source) -> set[str]:
    """The products in the head of a file with JODI's columns, new or old; empty where it has other columns."""
    if source.kind != "text" or not source.head_rows:
        return set()
    header = [cell.strip().upper() for cell in source.head_rows[0]]
    new = set(NEEDS) <= set(header)
    if not new and not _is_old(header):
        return set()
    index = header.index("ENERGY_PRODUCT" if new else "PRODUCT")
    found = {row[index].strip().upper() for row in source.head_rows[1:] if len(row) > index} or {""}
    return found if new or found <= _OLD_CODES else set()


def _is_old(header: Sequence[str]) -> bool:
    """Whether titles in capitals are those of the old files, with the observations below each other or by month."""
    months = sum(bool(period(cell)) for cell in header) > 1
    return set(_OLD) <= set(header) or (set(_OLD_WIDE) <= set(header) and months)


def _table(source: Source) -> tuple[RawTable, bool]:
    """The observations with the columns of today, and whether the file is an old one."""
    header = header_names(source.head_rows[0])
    if set(NEEDS) <= {name.upper() for name in header}:
        return source.table(NEEDS, ("OBS_VALUE",)), False
    table = source.table([name for name in header if name.upper() in _OLD])
    named = {name.upper(): name for name in table.columns}
    months = [] if "QUANTITY" in named else [name for name in table.columns if period(name)]
    size, times = len(table), max(len(months), 1)

    def again(name: str) -> RawColumn:
        return table.text(named[name]).take(np.tile(np.arange(size), times)).map(lambda t: t.strip().upper())

    if months:
        values = stacked([table.text(name) for name in months])
        when = RawColumn(months, np.repeat(np.arange(times, dtype=np.int32), size))
        assert isinstance(values, RawColumn)
    else:
        values, when = table.text(named["QUANTITY"]), table.text(named["DATE"])
    product = again("PRODUCT").map(lambda text: {"TOTPRODSC": "TOTPRODS"}.get(text, text))

    def flow_of(product: str, flow: str) -> str:
        both = _OF_CRUDE if product in _CRUDE else _OF_PRODUCTS
        return both.get(flow) or _OLD_FLOWS.get(flow, flow)

    columns = {
        "REF_AREA": again("COUNTRY").map(lambda text: _OLD_PLACES.get(text, text)),
        "TIME_PERIOD": when,
        "ENERGY_PRODUCT": product,
        "FLOW_BREAKDOWN": joined(product, again("FLOW"), flow_of),
        "UNIT_MEASURE": again("UNIT").map(lambda text: {"TONS": "KTONS"}.get(text, text)),
        "OBS_VALUE": values,
    }
    if "CODE" in named and not months:
        columns["ASSESSMENT_CODE"] = table.text(named["CODE"])
    return RawTable(table.file, columns, np.tile(table.rows, times)), True


def read(
    source: Source,
    draft: Draft,
    names: Mapping[str, str],
    above: Mapping[str, str],
    units: Mapping[str, str],
    preferred: Sequence[str],
) -> None:
    """names: product → name. above: product → the total it is part of. units: as in the file → canonical."""
    table, old = _table(source)
    figures = figures_of(draft, table, "OBS_VALUE", MARKS)
    values = figures.numbers
    sift = Sift(draft, table)
    written = table.text("UNIT_MEASURE").map(lambda text: text.strip().upper())
    is_factor = written.isin({"CONVBBL"})
    sift.aside("factors", is_factor, "CONVBBL is a conversion factor (barrels a kilotonne), no quantity.")
    sift.aside(
        "no_figure", figures.missing | figures.faulty, "Rows without a figure (x, -, ..): missing, not zero."
    )
    place = draft.places.codes(table.text("REF_AREA"), "name" if old else "iso2")
    when = table.text("TIME_PERIOD").map(period)
    guard.nowhere(sift, place, place)
    guard.no_period(sift, when)
    product = table.text("ENERGY_PRODUCT").map(str.strip)
    item = table.text("FLOW_BREAKDOWN").map(
        lambda text: ITEMS.get(text.strip().upper(), text.strip().lower())
    )
    one_unit(sift, written, (product, item), (place, when), preferred)
    unit = written.map(lambda text: units.get(text, text.lower()))
    rates = item.where(lambda text: text not in ("stock", "stock_change"))
    factors = np.where(is_factor & (values > 0), values, np.nan)
    values, unit = _energy.amounts(sift, values, unit, when, rates)
    values, unit = _in_one_measure(sift, values, unit, factors, (place, product), when)
    inside = code_levels.levels(sift, product, _above(above, product), (when, place, item), values)
    item = _whole(sift, item, (product, place, when))
    assessed = "ASSESSMENT_CODE" in table
    if assessed:
        doubtful = table.text("ASSESSMENT_CODE").map(str.strip).isin({"2"})
        sift.note(
            "assessment", doubtful, "Assessment code 2: JODI advises to consult its notes on these figures."
        )
    _energy.add_items(sift, when, place, product, item, unit, values)
    for id in sift.left(product).used():
        draft.commodity(id, name=names.get(id, id), part_of=inside.get(id, ""))


def _in_one_measure(
    sift: Sift, values: Floats, unit: RawColumn, factors: Floats, series: Sequence[RawColumn], when: RawColumn
) -> tuple[Floats, RawColumn]:
    """Figures in barrels or kilolitres beside others in tonnes (or the reverse), by the factors of their own rows.

    Only a factor of the same country and product is used: that of the month, else the mean of those months that
    have one. Where there is none the figure stays, and is named when the dataset is assembled.
    """
    volume = unit.where(lambda text: factor(text, "kbbl") is not None) & sift.kept
    mass = unit.where(lambda text: factor(text, "kt") is not None) & sift.kept
    if not (volume.any() and mass.any()) or np.isnan(factors).all():
        return values, unit
    to_mass = int(mass.sum()) >= int(volume.sum())
    own = _factor_of(numbered(guard.keys(*series, when))[1], factors)
    mean = _factor_of(numbered(guard.keys(*series))[1], factors)
    by = np.where(np.isnan(own), mean, own)
    other = (volume if to_mass else mass) & ~np.isnan(by)
    base = "kbbl" if to_mass else "kt"
    scale = np.array([float(factor(text, base) or 0) for text in unit.values] or [0.0])[unit.codes]
    # A factor counts barrels a kilotonne.
    turned = values * scale * (1000 / by if to_mass else by / 1000)
    target = "kt" if to_mass else "kbbl"
    sift.note(
        "converted",
        other,
        f"Figures told only in {'barrels or kilolitres' if to_mass else 'tonnes'} are converted to {target} by "
        "CONVBBL, the factor that the file states for their country and product.",
    )
    return np.where(other, turned, values), choose(other, constant(target, len(unit)), unit)


def _factor_of(group: np.typing.NDArray[np.intp], factors: Floats) -> Floats:
    """The mean factor of each row's group; NaN where its group has none."""
    there = ~np.isnan(factors)
    total = np.bincount(group[there], factors[there], int(group.max()) + 1)
    number = np.bincount(group[there], minlength=int(group.max()) + 1)
    return np.asarray(np.where(number > 0, total / np.maximum(number, 1), np.nan)[group])


def _above(above: Mapping[str, str], product: RawColumn) -> Callable[[str], str]:
    known = set(product.used())
    return lambda code: above.get(code, "") if above.get(code, "") in known else ""


def _whole(sift: Sift, item: RawColumn, others: Sequence[RawColumn]) -> RawColumn:
    """Imports by ship and by pipe count as imports where their total is not given; else they are remarks on it."""
    parts = item.where(lambda text: text in _PARTS)
    if not parts.any():
        return item
    total = item.map(lambda text: _PARTS.get(text, text))
    figure = guard.keys(total, *others)
    whole = sift.kept & ~parts & item.isin({"imports", "exports"})
    alone = parts & ~np.isin(figure, np.unique(figure[whole]))
    sift.note(
        "parts_of_trade",
        parts & ~alone,
        "Trade by ship and by pipeline repeats total trade: kept beside it as balances, not as flows.",
    )
    sift.note("parts_alone", alone, "Trade by ship or by pipeline without a total is counted as trade.")
    return choose(alone, total, item)
