"""World Bank WITS: trade of a reporter with its partners, as workbooks whose first sheet may be empty.

Layouts: `WITS-Partner` (one row a partner and year, an export and an import column: two flows a row), `WITS-Partner-
Timeseries` (an indicator and years as columns; the indicator may be a share, which never becomes money), `WITS-By-
HS6Product` (one row a flow, value in thousand US dollars), the advanced query (`ReporterISO3, PartnerISO3, Year,
TradeFlowName, ProductCode, TradeValue in 1000 USD, NetWeight in KGM`), and the summary of a country by product
category (values in million US dollars and shares, named in each row). Traps: names with a blank before them, regions
as reporter or partner beside their members, names cut after 30 letters, values in thousand US dollars; of one trade
`Gross Exp.` (with re-exports) and `Export` (without) stand beside each other; codes such as ROM and ZAR are the World
Bank's, so that names explain them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np

from dependency_explorer.data.intake import guard
from dependency_explorer.data.intake.draft import Draft, Sift
from dependency_explorer.data.intake.grid import Rows, find_header
from dependency_explorer.data.intake.marks import figures_together
from dependency_explorer.data.intake.names import header_key
from dependency_explorer.data.intake.periods import period
from dependency_explorer.data.intake.plan import Option, Plan
from dependency_explorer.data.intake.profile import Profile, Recognition
from dependency_explorer.data.intake.source import Source
from dependency_explorer.data.profiles import _comtrade
from dependency_explorer.data.profiles._energy import Wide, period_columns
from dependency_explorer.data.profiles._titles import renamed_head, respelled
from dependency_explorer.data.raw import RawColumn, RawTable, choose, constant, joined
from dependency_explorer.data.schema import BALANCE_KEY
from dependency_explorer.data.units import scaled

_EXPORT, _IMPORT = "Export (US$ Thousand)", "Import (US$ Thousand)"
PARTNER = ("Reporter Name", "Partner Name", "Year")
SERIES = ("Reporter Name", "Partner Name", "Trade Flow", "Indicator")
PRODUCT = ("Reporter", "TradeFlow", "ProductCode", "Year", "Partner", "Trade Value 1000USD")
QUERY = ("ReporterISO3", "PartnerISO3", "Year", "TradeFlowName", "ProductCode", "TradeValue in 1000 USD")
_QUERY_NAMES = {
    **dict.fromkeys(("tradevaluek", "tradevalue1000usd", "tradevaluein1000us"), "TradeValue in 1000 USD"),
    **dict.fromkeys(("netweightkg", "netweightkgm"), "NetWeight in KGM"),
}  # fmt: skip
"""How those who pass a query on shorten the titles of its figures, by their letters."""
_GROSS = re.compile(r"gross (?P<way>exp|imp)(\.|orts?)?", re.IGNORECASE)
"""With re-exports or re-imports, as UN Comtrade counts; WITS calls the rest plainly Export and Import."""
_AGAIN = re.compile(r"re-?(?P<way>exp|imp)(\.|orts?)?", re.IGNORECASE)
_NET = (
    Option("add", "Add re-exports to exports, and re-imports to imports"),
    Option("contained", "Take them as contained in these: set them aside"),
)
_SHARES = {"import partner share (%)": "import_share", "export partner share (%)": "export_share"}
SUMMARY = ("Reporter", "Partner", "Product categories", "Indicator Type", "Indicator")
_SUMMARY_NAMES = {
    "reporter": "Reporter Name", "partner": "Partner Name", "indicator type": "Trade Flow",
    "product categories": "Product Group",
}  # fmt: skip
_ALL_PRODUCTS = "TOTAL"
_as_in_pages_again = respelled(
    (
        *PARTNER, *SERIES, *SUMMARY, _EXPORT, _IMPORT, "Export", "Import", "Product Group", "Product",
        "Trade Balance (US$ Thousand)", "Export Share in Total Products (%)", "Import Share in Total Products (%)",
        "Export Partner Share (%)", "Import Partner Share (%)",
    )
)  # fmt: skip
_as_in_products = respelled((*PRODUCT, "Quantity", "Quantity Unit", "Nomenclature", "Product Description"))
_as_in_query_again = respelled(
    (
        *QUERY,
        "NetWeight in KGM",
        "ReporterName",
        "PartnerName",
        "TradeFlowCode",
        "ProductDescription",
        "Quantity",
    )
)
"""The titles of each layout again where a program has made names of them; one of them says `Trade Flow`, another
`TradeFlow`."""


def recognise(source: Source) -> Recognition | None:
    """By the names of its columns, on the first sheet with anything in it."""
    if source.kind not in ("text", "workbook"):
        return None
    rows = source.head_grid()
    if find_header(rows, PRODUCT, _as_in_products) is not None:
        return Recognition(0.96, "It has ProductCode and Trade Value 1000USD as WITS gives them.")
    if _query(rows) is not None:
        return Recognition(
            0.97,
            "It has ReporterISO3, TradeFlowName and TradeValue in 1000 USD as a query of WITS gives them.",
        )
    rows = renamed_head(rows, _as_in_pages_again)
    start = find_header(rows, SUMMARY)
    if start is not None and period_columns(rows[start]):
        return Recognition(
            0.95, "It has Product categories, Indicator Type and years as columns, as WITS gives them."
        )
    start = find_header(rows, SERIES)
    if start is not None and period_columns(rows[start]):
        return Recognition(
            0.95, "It has Reporter Name, Partner Name, Indicator and years as columns, as WITS gives them."
        )
    start = find_header(rows, PARTNER)
    if start is not None and {_EXPORT, _IMPORT} & {_as_in_pages(cell) for cell in rows[start]}:
        return Recognition(0.96, "It has Reporter Name, Partner Name and US$ Thousand as WITS gives them.")
    return None


def read(source: Source, plan: Plan, draft: Draft) -> None:
    """One of the five layouts."""
    rows = source.head_grid(plan.sheet)
    if find_header(rows, PRODUCT, _as_in_products) is not None:
        _read_products(
            source.table(
                PRODUCT,
                ("Trade Value 1000USD", "Quantity"),
                plan.sheet,
                rename=_as_in_products,
                together=True,
            ),
            draft,
        )
        return
    if (needs := _query(rows)) is not None:
        row = rows[find_header(rows, needs) or 0]
        of_figures = {"TradeValue in 1000 USD", "NetWeight in KGM", "Quantity"}
        numbers = [name for cell in row if _as_in_query(name := " ".join(cell.split())) in of_figures]
        _read_query(source.table(needs, numbers, plan.sheet, rename=_as_in_query, together=True), draft)
        return
    rows = renamed_head(rows, _as_in_pages_again)
    if find_header(rows, SUMMARY) is not None:
        _read_series(source.table(SUMMARY, sheet=plan.sheet, rename=_as_in_series), draft)
        return
    if find_header(rows, SERIES) is not None:
        _read_series(source.table(SERIES, sheet=plan.sheet, rename=_as_in_pages_again), draft)
        return
    start = find_header(rows, PARTNER)
    if start is not None and not {_EXPORT, _IMPORT} & set(rows[start]):
        draft.decide(
            "unit_not_stated",
            "The titles do not name the unit of Export and Import: thousand US dollars, as in WITS.",
        )
    _read_partners(source.table(PARTNER, sheet=plan.sheet, rename=_as_in_pages), draft)


def _read_partners(table: RawTable, draft: Draft) -> None:
    figures = figures_together(draft, table, (_EXPORT, _IMPORT))
    out, into = scaled(figures[_EXPORT].numbers, 1000.0), scaled(figures[_IMPORT].numbers, 1000.0)
    reporter, partner = (
        _places(draft, table.text("Reporter Name")),
        _places(draft, table.text("Partner Name")),
    )
    when = table.text("Year").map(period)
    product = _products(table, draft)
    sift = Sift(draft, table, np.nansum([np.abs(out), np.abs(into)], axis=0))
    guard.no_period(sift, when)
    guard.nowhere(sift, reporter, partner)
    guard.no_figure(sift, out, into)
    guard.same_place(sift, reporter, partner, (when, product))
    guard.aggregates(sift, reporter, partner)
    guard.world(sift, reporter, partner)
    guard.unknown_partner(sift, reporter, partner)
    for values, what in ((out, "exports"), (into, "imports")):
        guard.against_world(sift, partner, (when, reporter, product), values, what=what)
    draft.decide("units", "Values are told in thousand US dollars (times 1 000).", len(table))
    others = [name for name in table.columns if name not in (*PARTNER, "Trade Flow", _EXPORT, _IMPORT)]
    if others:
        draft.decide(
            "other_measures",
            f"Measures that are no flows (shares, numbers of products, tariffs, balance) are not carried over: "
            f"{', '.join(others[:4])}{', …' if len(others) > 4 else ''}.",
        )
    if (np.isfinite(out) & sift.kept).any() and (np.isfinite(into) & sift.kept).any():
        sift.note(
            "mirror",
            np.isfinite(out) & np.isfinite(into),
            "Each row tells an export and an import of the reporter: two flows, each marked as the reporter's.",
        )
    for values, exporter, importer, side in (
        (out, reporter, partner, "exporter"),
        (into, partner, reporter, "importer"),
    ):
        guard.emit(
            sift.part(~np.isnan(values)),
            {
                "period": when, "exporter": exporter, "importer": importer, "commodity": product,
                "reported_by": side, "source_id": "source",
            },
            {"value_usd": values},
        )  # fmt: skip


def _read_series(table: RawTable, draft: Draft) -> None:
    years = period_columns(table.columns)
    reporter, partner = (
        _places(draft, table.text("Reporter Name")),
        _places(draft, table.text("Partner Name")),
    )
    indicator = table.text("Indicator").map(lambda text: " ".join(text.split()))
    outward = table.text("Trade Flow").where(lambda text: text.strip().casefold().startswith("export"))
    product = _products(table, draft)
    sift = Sift(draft, table)
    wide = Wide(draft, table, years)
    guard.nowhere(sift, reporter, partner)
    wide.without_figures(sift)
    million = indicator.where(lambda text: text.casefold().startswith("trade (us$ mil)"))
    money = million | indicator.isin({_EXPORT, _IMPORT, "Trade Value (US$ Thousand)"})
    share = indicator.where(lambda text: text.casefold() in _SHARES)
    sift.aside(
        "other_measures",
        ~money & ~share,
        "Indicators that are neither a value of trade nor a partner's share of it (tariffs, numbers of products).",
    )
    guard.aggregates(sift, reporter, partner)
    trade = sift.part(money)
    trade.weigh(wide.weight)
    guard.same_place(trade, reporter, partner, (product, table.text("Trade Flow"), indicator))
    guard.world(trade, reporter, partner)
    sift.lose_with(trade, money)
    cells = wide.cells(sift)
    money, share, outward = money[cells.rows], share[cells.rows], outward[cells.rows]
    scale = np.where(million[cells.rows], 1e6, 1e3)
    one, other = cells.spread(reporter), cells.spread(partner)
    common: dict[str, RawColumn | str] = {
        "period": cells.label, "commodity": cells.spread(product), "source_id": "source",
    }  # fmt: skip
    flows = cells.sift.part(money)
    if flows.kept.any():
        exporter, importer = choose(outward, one, other), choose(outward, other, one)
        told = (
            "million US dollars (times 1 000 000)" if million.any() else "thousand US dollars (times 1 000)"
        )
        draft.decide("units", f"Values are told in {told}.", int(flows.kept.sum()))
        size = len(cells.values)
        sides = choose(outward, constant("exporter", size), constant("importer", size))
        guard.emit(
            flows,
            {**common, "exporter": exporter, "importer": importer, "reported_by": sides},
            {"value_usd": scaled(cells.values, scale)},
        )
    shares = cells.sift.part(share)
    if shares.kept.any():
        draft.decide(
            "shares",
            "The indicator is a share in per cent of all trade of the reporter: a balance of the reporter for each "
            "partner (import_share:PARTNER), and no money.",
            int(shares.kept.sum()),
        )
        kind = cells.spread(indicator).map(lambda text: _SHARES.get(text.casefold(), ""))
        item = joined(kind, other, lambda what, code: f"{what}:{code}")
        guard.emit(
            shares,
            {**common, "place": one, "item": item, "unit": "%"},
            {"value": cells.values},
            "Several names of one partner are summed.",
            "balances",
            BALANCE_KEY,
        )


def _read_products(table: RawTable, draft: Draft) -> None:
    _reports(
        draft, table, "Trade Value 1000USD", "", table.text("TradeFlow"), table.text("Quantity Unit"),
        _places(draft, table.text("Reporter")), _places(draft, table.text("Partner")),
        table.text("Nomenclature"), table.text("Product Description"),
    )  # fmt: skip


def _read_query(table: RawTable, draft: Draft) -> None:
    weight = "NetWeight in KGM" if "NetWeight in KGM" in table else ""
    reporter, partner = _coded(draft, table, "Reporter"), _coded(draft, table, "Partner")
    flow = _with_reexports(draft, table, (table.text("Year"), reporter, partner, table.text("ProductCode")))
    _reports(
        draft, table, "TradeValue in 1000 USD", weight, flow, table.text("QtyUnit"), reporter, partner,
        table.text("Nomenclature"),
        table.text("ProductName" if "ProductName" in table else "ProductDescription"),
    )  # fmt: skip


def _with_reexports(draft: Draft, table: RawTable, one_flow: Sequence[RawColumn]) -> RawColumn:
    """The flows of a query, re-exports as exports where no gross trade stands beside them: what a query calls Export
    and Import is net of them, and does not contain them."""
    flow = table.text("TradeFlowName").map(lambda text: " ".join(text.split()))
    again = flow.where(lambda text: bool(_AGAIN.fullmatch(text)))
    if not again.any():
        return flow
    key = guard.keys(*one_flow, flow.map(lambda text: "out" if "exp" in text.casefold() else "in"))
    gross = flow.where(lambda text: bool(_GROSS.fullmatch(text)))
    alone = again & ~np.isin(key, np.unique(key[gross]))
    if not alone.any() or draft.choice("reexports_net", "add", _NET) == "contained":
        return flow
    draft.decide(
        "reexports_net",
        "The query holds no gross trade for these: its exports and imports are net of re-exports and re-imports, "
        "which are added to them.",
        int(alone.sum()),
        options=_NET,
        chosen="add",
    )
    return choose(alone, flow.map(lambda text: _AGAIN.sub(r"\g<way>ort", text).capitalize()), flow)


def _reports(
    draft: Draft,
    table: RawTable,
    value_column: str,
    weight_column: str,
    flow: RawColumn,
    unit: RawColumn,
    reporter: RawColumn,
    partner: RawColumn,
    classification: RawColumn,
    names: RawColumn,
) -> None:
    """Rows of one report each. Gross trade counts where the net of re-exports and re-imports stands beside it."""
    value, weight, quantity = _comtrade.numbers(table, draft, value_column, weight_column, "Quantity")
    value = scaled(value, 1000.0)
    draft.decide("units", "Values are told in thousand US dollars (times 1 000).", len(table))
    gross = flow.map(lambda text: "gross" if _GROSS.fullmatch(text.strip()) else "net")
    _comtrade.flows(
        draft,
        Sift(draft, table, value),
        table,
        _comtrade.Reports(
            period=table.text("Year"),
            reporter=reporter,
            partner=partner,
            flow=flow.map(_plain_flow),
            classification=classification,
            commodity=table.text("ProductCode"),
            commodity_name=names,
            weight_kg=weight,
            quantity=quantity,
            quantity_unit=unit,
            value=value,
            estimated=constant("", len(table)),
            splits=(("gross", gross, frozenset({"gross"}), "trade net of re-exports and re-imports"),),
        ),
    )


def _plain_flow(flow: str) -> str:
    gross = _GROSS.fullmatch(flow.strip())
    return flow if gross is None else f"{gross['way']}ort".capitalize()


def _coded(draft: Draft, table: RawTable, side: str) -> RawColumn:
    """Places by their ISO code; by their name where the code is the World Bank's own, and "All" is the world."""
    name = f"{side}Name"
    codes = table.text(f"{side}ISO3").map(lambda text: "WLD" if text.strip().casefold() == "all" else text)
    return draft.places.codes(codes, "iso3", table.text(name) if name in table else None)


def _query(rows: Rows) -> tuple[str, ...] | None:
    """The titles of a query that it needs, as this file writes them; None where it is none."""
    for row in rows:
        written = {_as_in_query(" ".join(cell.split())): " ".join(cell.split()) for cell in reversed(row)}
        if set(QUERY) <= written.keys():
            return tuple(written[name] for name in QUERY)
    return None


def _as_in_query(name: str) -> str:
    name = _as_in_query_again(name)
    return _QUERY_NAMES.get(header_key(name), name)


def _as_in_pages(name: str) -> str:
    name = _as_in_pages_again(name)
    return {"Export": _EXPORT, "Import": _IMPORT}.get(name.strip(), name)


def _as_in_series(name: str) -> str:
    name = _as_in_pages_again(name)
    return _SUMMARY_NAMES.get(name.casefold(), name)


def _places(draft: Draft, column: RawColumn) -> RawColumn:
    return draft.places.codes(column.map(lambda text: " ".join(text.split())), "name")


def _products(table: RawTable, draft: Draft) -> RawColumn:
    for name in ("Product Group", "Product"):
        if name in table:
            column = table.text(name).map(lambda text: " ".join(text.split()))
            for product in column.used():
                draft.commodity(product, name=product)
            return column
    id = draft.plan.constants.get("commodity", "")
    if not id:
        draft.commodity(_ALL_PRODUCTS, name="All products")
    return constant(id or _ALL_PRODUCTS, len(table))


PROFILES = (
    Profile(
        "wits",
        "World Bank, WITS",
        recognise,
        read,
        publisher="World Bank, World Integrated Trade Solution",
        url="wits.worldbank.org",
        licence="World Bank terms, attribution; from UN Comtrade",
    ),
)
