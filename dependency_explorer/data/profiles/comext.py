"""Eurostat's trade in goods (Comext): observations by indicator, or the bulk file with a column for each.

`reporter, partner, product, flow, indicators, TIME_PERIOD, OBS_VALUE` (flow 1 imports, 2 exports; QUANTITY_IN_100KG,
VALUE_IN_EUROS), or `REPORTER, PARTNER, PRODUCT_NC, FLOW, PERIOD, VALUE_EUR, QUANTITY_KG`; before 2023 `DECLARANT_ISO,
PARTNER_ISO, …, VALUE_IN_EUROS, QUANTITY_IN_KG`, and from EasyComext `PERIOD, REPORTER, PARTNER, PRODUCT, FLOW,
INDICATORS, INDICATOR_VALUE` with names. Values are in euros and no exchange rate is at hand: they go into the note of
their flow. Traps: names tell what a country contained ("Belgium (incl. Luxembourg 'LU' -> 1998)"); one flow is two
rows, one for each indicator; HS and CN codes of several lengths repeat each other; EXT_EU27_2020 and INT_EU27_2020
stand among the partners; month 52 is a whole year.
"""

from __future__ import annotations

import re
from fractions import Fraction

import numpy as np

from dependency_explorer.data.intake import code_levels, guard
from dependency_explorer.data.intake.draft import Draft, Sift
from dependency_explorer.data.intake.grid import Rows, find_header
from dependency_explorer.data.intake.marks import figures_of, figures_together
from dependency_explorer.data.intake.names import header_key
from dependency_explorer.data.intake.periods import period
from dependency_explorer.data.intake.plan import Plan
from dependency_explorer.data.intake.profile import Profile, Recognition
from dependency_explorer.data.intake.source import Source
from dependency_explorer.data.intake.trade_flows import flow_named
from dependency_explorer.data.keys import numbered
from dependency_explorer.data.problems import DataError
from dependency_explorer.data.profiles import _eurostat
from dependency_explorer.data.raw import Floats, RawColumn, RawTable, choose, column_of, constant
from dependency_explorer.data.units import scaled

_LONG = ("reporter", "partner", "product", "flow", "indicators", "TIME_PERIOD", "OBS_VALUE")
_EASY = ("reporter", "partner", "product", "flow", "period", "indicators", "INDICATOR_VALUE")
_BULK = (
    ("PARTNER", "FLOW", "PERIOD", "VALUE_EUR", "QUANTITY_KG"),
    ("PARTNER", "FLOW", "PERIOD", "VALUE_IN_EUROS", "QUANTITY_IN_KG"),
    ("PARTNER_ISO", "FLOW", "PERIOD", "VALUE_IN_EUROS", "QUANTITY_IN_KG"),
)
_OTHER_NAMES = {
    "DECLARANT": "REPORTER", "DECLARANT_ISO": "REPORTER_ISO", "DECLARANT_LAB": "REPORTER_LABEL",
    "PARTNER_LAB": "PARTNER_LABEL", "REPORTER_LAB": "REPORTER_LABEL", "PRODUCT_LAB": "PRODUCT_LABEL",
    "FLOW_LAB": "FLOW_LABEL", "INDICATOR_VALUE": "OBS_VALUE", "VALUE_IN_EUROS": "VALUE_EUR",
    "QUANTITY_IN_KG": "QUANTITY_KG",
}  # fmt: skip
"""What columns are called elsewhere, and their names of today."""
_PRODUCTS = ("productnc", "productcn", "product", "productcpa21", "productsitc")
_KILOGRAM = Fraction(1, 1000)
_TO_TONNES = (
    ("QUANTITY_IN_100KG", 100 * _KILOGRAM),
    ("QUANTITY_KG", _KILOGRAM),
    ("QUANTITY_IN_KG", _KILOGRAM),
    ("QUANTITY_IN_T", Fraction(1)),
)


def recognise(source: Source) -> Recognition | None:
    """By reporter, partner, product, flow and indicators, or by VALUE_EUR and QUANTITY_KG."""
    if source.kind not in ("text", "workbook"):
        return None
    rows = source.head_grid()
    if find_header(rows, _LONG) is not None:
        return Recognition(
            0.97, "It has reporter, partner, product, flow and indicators of Eurostat's trade in goods."
        )
    if find_header(rows, _EASY) is not None:
        return Recognition(0.97, "It has INDICATORS and INDICATOR_VALUE of Eurostat's trade in goods.")
    if _needs(rows):
        return Recognition(0.96, "It has euros and kilograms of each flow, as Eurostat's trade in goods.")
    return None


def _needs(rows: Rows) -> tuple[str, ...]:
    """The columns that a table of this format is known by; none where it is another."""
    known = (_LONG, _EASY, *_BULK)
    return next((needs for needs in known if find_header(rows, needs) is not None), ())


def _as_today(name: str) -> str:
    return _OTHER_NAMES.get(name.upper(), name)


def read(source: Source, plan: Plan, draft: Draft) -> None:
    """One flow for each reporter, partner, product and period."""
    needs = _needs(source.head_grid(plan.sheet)) or _BULK[0]
    is_long = needs in (_LONG, _EASY)
    table = source.table(needs, sheet=plan.sheet, rename=_as_today)
    names = {header_key(name): name for name in table.columns}
    product_column = next((names[key] for key in _PRODUCTS if key in names), "")
    if not product_column or not {"reporter", "reporteriso"} & names.keys():
        raise DataError(
            f"{source.name} has no column of {'reporters' if product_column else 'products'} (REPORTER, PRODUCT_NC). "
            "Check that the file is complete."
        )
    tonnes, euros, other = _figures(draft, table, names, is_long)
    sift = Sift(draft, table, np.where(np.isnan(tonnes), 0.0, tonnes))
    sift.aside(
        "other_indicators", other, "Indicators that are neither a weight nor a value (supplementary units)."
    )
    when = table.text(names.get("timeperiod", names.get("period", ""))).map(_when)
    reporter = _places(draft, table, names, "reporter")
    partner = _places(draft, table, names, "partner")
    flow = table.text(names["flow"]).map(flow_named)
    guard.no_period(sift, when)
    sift.aside(
        "other_flow",
        ~flow.isin({"import", "export"}),
        "Rows whose flow is neither 1 (import) nor 2 (export).",
    )
    guard.nowhere(sift, reporter, partner)
    sift.aside("no_figure", np.isnan(tonnes) & np.isnan(euros), "Rows without a figure: missing, not zero.")
    product = table.text(product_column)
    guard.same_place(sift, reporter, partner, (when, flow, product))
    guard.aggregates(sift, reporter, partner)
    each = numbered(guard.keys(when, reporter, partner, flow, product))[1]
    if is_long:
        _one_weight(sift, each, table.text(names["indicators"]).map(_indicator))
    tonnes = _weighed(sift, each if is_long else np.arange(len(table)), tonnes, euros)
    codes = set(product.used())
    inside = code_levels.levels(
        sift, product, code_levels.by_prefix(codes, [one for one in codes if one == "TOTAL"]),
        [reporter, partner, flow, when, constant("", len(table)) if not is_long else table.text(names["indicators"])],
        np.where(np.isnan(tonnes), np.nan_to_num(euros), tonnes),
    )  # fmt: skip
    guard.world(sift, reporter, partner)
    outward = flow.isin({"export"})
    exporter, importer = choose(outward, reporter, partner), choose(outward, partner, reporter)
    guard.unknown_partner(sift, exporter, importer)
    note = _in_euros(sift, guard.keys(when, exporter, importer, product), tonnes, euros)
    size = len(table)
    guard.emit(
        sift,
        {
            "period": when, "exporter": exporter, "importer": importer, "commodity": product, "unit": "t",
            "reported_by": choose(outward, constant("exporter", size), constant("importer", size)),
            "note": note, "source_id": "source",
        },
        {"quantity": tonnes},
        "Weight and value of one flow, and its procedures and modes of transport, are put together.",
    )  # fmt: skip
    labels = names.get("productlabel", "")
    words = dict(zip(product.texts(), table.text(labels).texts(), strict=True)) if labels else {}
    for code in sift.left(product).used():
        hs = code if code.isdecimal() and len(code) in (2, 4, 6) else ""
        draft.commodity(code, name=words.get(code) or code, hs_codes=hs, part_of=inside.get(code, ""))
    draft.title = "Trade in goods of the European Union"


def _figures(
    draft: Draft, table: RawTable, names: dict[str, str], is_long: bool
) -> tuple[Floats, Floats, np.typing.NDArray[np.bool_]]:
    """Tonnes, euros, and the rows that are neither."""
    if not is_long:
        kilograms, money = names["quantitykg"], names["valueeur"]
        figures = figures_together(draft, table, (kilograms, money), _eurostat.MARKS)
        tonnes, euros = scaled(figures[kilograms].numbers, _KILOGRAM), figures[money].numbers
        return tonnes, euros, np.zeros(len(table), bool)
    values = figures_of(draft, table, names["obsvalue"], _eurostat.MARKS).numbers
    indicator = table.text(names["indicators"]).map(_indicator)
    tonnes = np.full(len(table), np.nan)
    for name, factor in _TO_TONNES:
        tonnes = np.where(indicator.isin({name}), scaled(values, factor), tonnes)
    is_money = indicator.where(lambda text: text.startswith("VALUE"))
    weight = indicator.isin({name for name, _ in _TO_TONNES})
    return tonnes, np.where(is_money, values, np.nan), ~is_money & ~weight


def _indicator(text: str) -> str:
    return text.strip().upper()


def _one_weight(sift: Sift, flow: np.typing.NDArray[np.intp], indicator: RawColumn) -> None:
    """Of a weight that is told in hundreds of kilograms and in kilograms one counts."""
    order = {name: number for number, (name, _) in enumerate(_TO_TONNES)}
    rank = np.array([order.get(text, len(order)) for text in indicator.values] or [0])[indicator.codes]
    is_weight = sift.kept & (rank < len(order))
    first = np.full(int(flow.max(initial=0)) + 1, len(order))
    np.minimum.at(first, flow[is_weight], rank[is_weight])
    sift.aside("weight_again", is_weight & (rank > first[flow]), "The same weights, told in another unit.")


def _weighed(sift: Sift, flow: np.typing.NDArray[np.intp], tonnes: Floats, euros: Floats) -> Floats:
    """The tonnes of each row, missing where those that a flow has add up to nothing beside a value."""
    size = int(flow.max(initial=0)) + 1
    weight, value = (
        np.bincount(flow[sift.kept], np.nan_to_num(one)[sift.kept], size) for one in (tonnes, euros)
    )
    unknown = (tonnes == 0) & ((weight == 0) & (value > 0))[flow]
    sift.note("weight_missing", unknown, "The weight is 0 beside a value: it is missing, not zero.")
    return np.where(unknown, np.nan, tonnes)


def _places(draft: Draft, table: RawTable, names: dict[str, str], side: str) -> RawColumn:
    name = names[f"{side}iso"] if f"{side}iso" in names else names[side]
    label = names.get(f"{side}label", name)
    return draft.places.codes(table.text(name), "eurostat", table.text(label).map(_without_history))


def _without_history(name: str) -> str:
    """A country without what it contained when: "Belgium (incl. Luxembourg 'LU' -> 1998)" is Belgium."""
    return re.sub(r"\s*\((incl|excl|before|from|AGGREGATE)\b.*", "", name.strip(), flags=re.DOTALL)


def _when(text: str) -> str:
    whole_year = re.fullmatch(r"(\d{4})-?52", text.strip())
    return whole_year[1] if whole_year is not None else period(text)


def _in_euros(sift: Sift, flow: np.typing.NDArray[np.integer], tonnes: Floats, euros: Floats) -> RawColumn:
    """Notes with the euros of each flow; flows of which only euros are told are set aside."""
    group = numbered(flow)[1]
    there = sift.kept & ~np.isnan(euros)
    total = np.bincount(group[there], euros[there], int(group.max(initial=0)) + 1)
    weighed = np.bincount(group[sift.kept & ~np.isnan(tonnes)], minlength=len(total)) > 0
    sift.aside(
        "only_euros",
        ~weighed[group],
        "Flows of which only a value in euros is told: no exchange rate is at hand to make dollars of it.",
    )
    told = np.bincount(group[there], minlength=len(total)) > 0
    sift.note(
        "currency",
        told[group],
        "Values are in euros: no exchange rate is invented, so they stand in the note of their flow.",
    )
    return column_of(
        f"value {total[each]:.15g} EUR" if is_kept and told[each] else ""
        for each, is_kept in zip(group.tolist(), sift.kept.tolist(), strict=True)
    )


PROFILES = (
    Profile(
        "comext",
        "Eurostat, trade in goods (Comext)",
        recognise,
        read,
        publisher=_eurostat.PUBLISHER,
        url=_eurostat.URL,
        licence=_eurostat.LICENCE,
    ),
)
