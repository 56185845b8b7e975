"""Great Britain by half-hour: the system operator's demand data and Elexon's generation by fuel, with what crosses
the interconnectors.

NESO (formerly National Grid ESO): `SETTLEMENT_DATE, SETTLEMENT_PERIOD, ND, …, IFA_FLOW, BRITNED_FLOW, …`
(historic demand data, neso.energy). Elexon: `#Settlement Date, Settlement Period, CCGT, …, INTFR, INTNED, …`
(FUELHH), and `StartTime, SettlementDate, SettlementPeriod, FuelType, Generation` or the JSON of Insights.
Traps: one column for both directions, positive into Great Britain; MW as mean of half an hour; Moyle goes to
Northern Ireland and not to Ireland; days of 46 and 50 half-hours; embedded generation is an estimate and lies
outside demand.
"""

from __future__ import annotations

import re

import numpy as np

from dependency_explorer.data.intake import guard
from dependency_explorer.data.intake.draft import Draft, Sift
from dependency_explorer.data.intake.grid import find_header
from dependency_explorer.data.intake.marks import figures_of
from dependency_explorer.data.intake.periods import day
from dependency_explorer.data.intake.plan import Plan
from dependency_explorer.data.intake.profile import Profile, Recognition
from dependency_explorer.data.intake.source import Source
from dependency_explorer.data.problems import DataError
from dependency_explorer.data.profiles import _energy, _entsoe
from dependency_explorer.data.raw import Floats, RawColumn, RawTable, choose, constant, joined
from dependency_explorer.data.schema import BALANCE_KEY

_CABLES = {
    "IFA_FLOW": ("FRA", "IFA"), "IFA2_FLOW": ("FRA", "IFA2"), "ELECLINK_FLOW": ("FRA", "ElecLink"),
    "BRITNED_FLOW": ("NLD", "BritNed"), "NEMO_FLOW": ("BEL", "Nemo Link"), "NSL_FLOW": ("NOR", "North Sea Link"),
    "VIKING_FLOW": ("DNK", "Viking Link"), "MOYLE_FLOW": ("GB-NIR", "Moyle"),
    "EAST_WEST_FLOW": ("IRL", "East-West"), "GREENLINK_FLOW": ("IRL", "Greenlink"),
    "INTFR": ("FRA", "IFA"), "INTIFA2": ("FRA", "IFA2"), "INTELEC": ("FRA", "ElecLink"),
    "INTNED": ("NLD", "BritNed"), "INTNEM": ("BEL", "Nemo Link"), "INTNSL": ("NOR", "North Sea Link"),
    "INTVKL": ("DNK", "Viking Link"), "INTIRL": ("GB-NIR", "Moyle"), "INTEW": ("IRL", "East-West"),
    "INTGRNL": ("IRL", "Greenlink"),
}  # fmt: skip
_FUELS = {
    "CCGT": "gas_ccgt", "OCGT": "gas_ocgt", "OIL": "oil", "COAL": "coal", "NUCLEAR": "nuclear", "WIND": "wind",
    "PS": "hydro_pumped_storage", "NPSHYD": "hydro", "BIOMASS": "biomass", "OTHER": "other",
}  # fmt: skip
_LONG = ("settlementDate", "settlementPeriod", "fuelType", "generation")


def recognise(source: Source) -> Recognition | None:
    """By settlement periods beside the columns, or the fuels, of interconnectors."""
    if source.kind not in ("text", "workbook", "json"):
        return None
    rows = source.head_grid()[:5]
    if find_header(rows, _LONG) is not None:
        return Recognition(0.97, "It has SettlementPeriod, FuelType and Generation of Elexon.")
    for row in rows:
        names = {_plain(cell) for cell in row}
        if "SETTLEMENTPERIOD" in {name.replace("_", "") for name in names} and names & set(_CABLES):
            return Recognition(
                0.97, "It has settlement periods and flows of Great Britain's interconnectors."
            )
    return None


def read(source: Source, plan: Plan, draft: Draft) -> None:
    """One row a half-hour (and a fuel)."""
    if find_header(source.head_grid(plan.sheet)[:5], _LONG) is not None:
        table = source.table(_LONG, (_LONG[3],), plan.sheet)
        column = _energy.columns(table, *(name.casefold() for name in _LONG))
        figures = figures_of(draft, table, column["generation"])
        sift = Sift(draft, table)
        sift.aside("no_figure", figures.missing | figures.faulty, "Rows without a figure: missing, not zero.")
        guard.identical(sift)
        days = table.text(column["settlementdate"]).map(day)
        guard.no_period(sift, days, "settlement date")
        of = table.text(column["fueltype"]).map(_plain)
        _enter(draft, sift, of, days, table.text(column["settlementperiod"]), figures.numbers)
        return
    rows = source.head_grid(plan.sheet)[:5]
    header = next(
        ([c for c in row if _plain(c) in _CABLES] for row in rows if any(_plain(c) in _CABLES for c in row)),
        [],
    )
    if not header:
        raise DataError(f"{source.name} has no column of an interconnector (IFA_FLOW, INTFR, …).")
    table = source.table(header[:1], sheet=plan.sheet)
    found = {_plain(name).replace("_", ""): name for name in table.columns}
    if "SETTLEMENTDATE" not in found or "SETTLEMENTPERIOD" not in found:
        raise DataError(f"{source.name} has no settlement date and period. Download the table again.")
    known = {
        name: _plain(name) for name in table.columns if _plain(name) in _CABLES or _plain(name) in _FUELS
    }
    left = [
        name for name in table.columns
        if name not in known and name not in (found["SETTLEMENTDATE"], found["SETTLEMENTPERIOD"])
    ]  # fmt: skip
    if left:
        draft.decide(
            "not_read",
            "Demand, embedded generation and the like are not read: "
            f"{', '.join(left[:5])}{', …' if len(left) > 5 else ''}.",
        )
    wide = _energy.Wide(draft, table, known)
    sift = Sift(draft, table)
    days = table.text(found["SETTLEMENTDATE"]).map(day)
    guard.no_period(sift, days, "settlement date")
    wide.without_figures(sift)
    cells = wide.cells(sift)
    period = table.text(found["SETTLEMENTPERIOD"])
    _enter(draft, cells.sift, cells.label, cells.spread(days), cells.spread(period), cells.values)


def _plain(title: str) -> str:
    return re.sub(r"\s+", "_", title.strip().lstrip("#\ufeff").strip()).upper()


def _enter(
    draft: Draft, sift: Sift, of: RawColumn, days: RawColumn, settlement: RawColumn, values: Floats
) -> None:
    """Flows over cables and generation by fuel, half-hours summed to months."""
    size = len(values)
    when, energy = days.map(lambda text: text[:7]), values * 0.5
    time = joined(days, settlement, lambda one, two: f"{one} {two.strip()}")
    half = np.full(size, 0.5)
    here = draft.places.code("GBR")
    draft.places.seen.setdefault(_entsoe.NORTHERN_IRELAND.code, _entsoe.NORTHERN_IRELAND)
    for code, _ in _CABLES.values():
        if len(code) == 3:
            draft.places.code(code)
    other = ~of.isin(_CABLES.keys() | _FUELS.keys())
    sift.aside("other_fuel", other, "Rows of a fuel that is not known here.")
    draft.decide(
        "months",
        "Megawatts (means of half an hour) are multiplied by half an hour and summed to months in MWh; half-hours "
        "that are not in the file count as missing, not as zero.",
    )
    cable = of.isin(_CABLES)
    if (sift.kept & cable).any():
        flows = sift.part(cable)
        draft.decide(
            "direction",
            "Flows above zero enter Great Britain, those below zero leave it: each half-hour counts in its own "
            "direction. They are physical flows, transit included.",
        )
        inward = values >= 0
        abroad = of.map(lambda text: _CABLES[text][0] if text in _CABLES else "")
        route = of.map(lambda text: _CABLES[text][1] if text in _CABLES else "")
        note = _energy.partial_months(flows, constant("physical flow", size), when, (of,), time, half)
        guard.emit(
            flows,
            {
                "period": when, "exporter": choose(inward, abroad, constant(here, size)),
                "importer": choose(inward, constant(here, size), abroad), "commodity": "electricity",
                "unit": "MWh", "note": note, "source_id": "source", "route": route,
            },
            {"quantity": np.abs(energy)},
            "Half-hours are summed to months.",
        )  # fmt: skip
        _routes(draft, flows, route, of, here)
    plants = sift.part(of.isin(_FUELS))
    if plants.kept.any():
        fuel = of.map(lambda text: _energy.electricity_from(_FUELS.get(text, "other")))
        note = _energy.partial_months(plants, constant("", size), when, (of,), time, half)
        guard.emit(
            plants,
            {
                "period": when, "place": constant(here, size), "commodity": fuel, "item": "generation",
                "unit": "MWh", "note": note, "source_id": "source",
            },
            {"value": energy},
            "Half-hours are summed to months.",
            "balances",
            BALANCE_KEY,
        )  # fmt: skip
        for id in plants.left(fuel).used():
            _energy.describe_electricity(draft, id)
    _energy.describe_electricity(draft, "electricity")
    draft.title = "Great Britain's interconnectors"


def _routes(draft: Draft, flows: Sift, route: RawColumn, of: RawColumn, here: str) -> None:
    """The cables as routes."""
    used = [name for name in flows.left(route).used() if name]
    ends = {name: code for code, name in _CABLES.values()}
    table = RawTable(flows.table.file, {}, np.arange(2, len(used) + 2, dtype=np.int64))

    def column(texts: list[str]) -> RawColumn:
        return RawColumn(texts or [""], np.arange(len(used), dtype=np.int32))

    draft.add(
        "routes", table, id=column(used), name=column(used), from_place=column([ends[one] for one in used]),
        to_place=here, commodity="electricity", mode="power_line", source_id="source",
    )  # fmt: skip


PROFILES = (
    Profile(
        "gb_interconnectors",
        "Great Britain, interconnectors and generation by half-hour",
        recognise,
        read,
        publisher="National Energy System Operator; Elexon",
        url="neso.energy; elexon.co.uk",
        licence="NESO Open Data Licence; BMRS Data Licence",
    ),
)
