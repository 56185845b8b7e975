"""European gas flows by day: points of ENTSOG as cleaned by Bruegel, the platform's own export, and Bruegel's
tables of all imports by source.

Points: `dates, values, direction, operator, location, label, country, exportcountry, IEAname`, kWh a day.
Platform: `periodFrom, operatorKey, operatorLabel, pointKey, pointLabel, directionKey, unit, value, flowStatus,
indicator`. Bruegel by source: a column of days with a column for each source, or `week` with columns such as
Russia_2022, million m3; `UK net flows`, whose sign is the direction, and pipelines that repeat Russia stand beside
(the file is linked from the page of the dataset).
Traps: the partner of an entry is the exporter, that of an exit the importer; one operator reports a day twice
(a revision); gas enters and leaves at one point; LNG stands in place of a country; the platform names no
partner at all.
"""

from __future__ import annotations

import re

import numpy as np

from dependency_explorer.data.intake import guard
from dependency_explorer.data.intake.draft import Draft, Sift
from dependency_explorer.data.intake.grid import find_header
from dependency_explorer.data.intake.marks import figures_of
from dependency_explorer.data.intake.periods import day, period
from dependency_explorer.data.intake.places import anyhow
from dependency_explorer.data.intake.plan import Plan
from dependency_explorer.data.intake.profile import Profile, Recognition
from dependency_explorer.data.intake.source import Source
from dependency_explorer.data.intake.values import PLAIN
from dependency_explorer.data.keys import numbered
from dependency_explorer.data.problems import DataError, shown
from dependency_explorer.data.profiles import _daily, _energy
from dependency_explorer.data.profiles._titles import head_of
from dependency_explorer.data.raw import RawColumn, RawTable, choose, constant
from dependency_explorer.data.units import scaled

POINTS = ("dates", "values", "direction", "operator", "country", "exportcountry")
PLATFORM = ("pointKey", "directionKey", "operatorKey", "value", "unit")
_OUTSIDE = ("ITP", "LNG")
_WEEKLY = re.compile(r"(?P<source>.+?)_(?P<year>(19|20)\d\d)")
_NET = re.compile(r"(?P<place>.+?)[ _]net[ _](flows?|imports?)", re.IGNORECASE)
_TOTALS = frozenset({"eu", "eu27", "total", "sum", "eu total", "all", "total imports", "eu27 total"})


def recognise(source: Source) -> Recognition | None:
    """By its columns, whichever of the layouts."""
    if (rows := head_of(source, "text", "workbook")) is None:
        return None
    if find_header(rows, POINTS) is not None:
        return Recognition(
            0.98, "It has the columns direction, operator, country and exportcountry of Bruegel's points."
        )
    if find_header(rows, PLATFORM) is not None:
        return Recognition(
            0.97, "It has the columns pointKey, directionKey and operatorKey of ENTSOG's platform."
        )
    sources = _sources(rows[0]) if rows else {}
    if len(sources) >= 3:
        return Recognition(
            0.7, f"It has a column of {_time_name(rows[0])} and columns of gas sources, as Bruegel's tables."
        )
    return None


def read(source: Source, plan: Plan, draft: Draft) -> None:
    """Whichever of the layouts."""
    rows = source.head_grid(plan.sheet)
    draft.title = "Gas flows in Europe"
    if find_header(rows, POINTS) is not None:
        _points(draft, source.table(POINTS, ("values",), plan.sheet))
    elif find_header(rows, PLATFORM) is not None:
        _platform(draft, source.table(PLATFORM, ("value",), plan.sheet))
    else:
        _by_source(draft, source.table(sheet=plan.sheet))


def _points(draft: Draft, table: RawTable) -> None:
    figures = figures_of(draft, table, "values")
    sift = Sift(draft, table, figures.numbers)
    sift.aside("no_figure", figures.missing | figures.faulty, "Rows without a figure: missing, not zero.")
    dates = table.text("dates")
    sift.aside("no_period", dates.where(lambda text: not day(text)), "Rows without a day that can be read.")
    direction = table.text("direction").map(lambda text: text.strip().casefold())
    sift.aside("direction", ~direction.isin({"entry", "exit"}), "Rows that are neither entry nor exit.")
    reporter = draft.places.codes(table.text("country"), "any")
    other = table.text("exportcountry")
    partner = _daily.partners(draft, other)
    guard.nowhere(sift, reporter, partner)
    figure = numbered(
        guard.keys(
            dates,
            table.text("location"),
            table.text("label"),
            table.text("operator"),
            direction,
            reporter,
            partner,
        )
    )[1]
    sift.aside(
        "revised",
        _daily.earlier_reports(sift, figure),
        "The same operator reports one point and day more than once: its last figure is kept.",
        keep="Count each of them",
    )
    guard.same_place(sift, reporter, partner)
    _daily.tell_lng(sift, other)
    empty = constant("", len(table))
    _daily.add_points(
        draft,
        sift,
        _daily.Points(
            dates, reporter, partner, table.text("location"), direction.isin({"entry"}), figures.numbers, "kWh",
            _daily.lng_note(other), empty,
        ),
    )  # fmt: skip


def _platform(draft: Draft, table: RawTable) -> None:
    named = {name.casefold().replace(" ", ""): name for name in table.columns}
    column = {key: table.text(name) for key, name in named.items()}
    figures = figures_of(draft, table, named["value"])
    sift = Sift(draft, table, figures.numbers)
    if "indicator" in column:
        other = ~column["indicator"].where(lambda text: text.strip().casefold() in ("physical flow", ""))
        sift.aside(
            "indicator",
            other,
            "Only physical flows move gas; nominations, capacities and allocations are no flows.",
        )
    sift.aside("no_figure", figures.missing | figures.faulty, "Rows without a figure: missing, not zero.")
    dates = column.get("periodfrom") or column.get("gasday") or constant("", len(table))
    sift.aside("no_period", dates.where(lambda text: not day(text)), "Rows without a day that can be read.")
    point = column["pointkey"]
    inland = point.where(lambda text: not text.strip().upper().startswith(_OUTSIDE))
    sift.aside(
        "inland",
        inland,
        "Points of storage, production and consumption lie inside a country: no gas crosses a border there.",
    )
    direction = column["directionkey"].map(lambda text: text.strip().casefold())
    sift.aside("direction", ~direction.isin({"entry", "exit"}), "Rows that are neither entry nor exit.")
    reporter = draft.places.codes(
        (column.get("tsocountry") or column["operatorkey"]).map(lambda text: text.strip()[:2]), "eurostat"
    )
    behind = column.get("adjacentcountry")
    partner = _daily.partners(draft, behind) if behind is not None else _daily.not_stated(len(table))
    if behind is None:
        draft.decide(
            "partner",
            "The export of the platform names the point and not the country behind it: the partner is “partner not "
            "stated” (XNS). Give it with --set exporter=NAME where all rows are entries from one country.",
        )
    guard.nowhere(sift, reporter, partner)
    status = column.get("flowstatus")
    if status is not None:
        figure = numbered(guard.keys(dates, point, column["operatorkey"], direction))[1]
        provisional = status.where(lambda text: text.strip().casefold() == "provisional")
        confirmed = np.unique(figure[sift.kept & ~provisional])
        sift.aside(
            "provisional",
            provisional & np.isin(figure, confirmed),
            "Provisional figures beside confirmed ones of the same point and day.",
        )
        sift.aside(
            "revised",
            _daily.earlier_reports(sift, figure),
            "The same operator reports one point and day more than once: its last figure is kept.",
            keep="Count each of them",
        )
    quality = (status or constant("", len(table))).map(
        lambda text: "provisional" if text.strip().casefold() == "provisional" else ""
    )
    units = column["unit"].map(lambda text: text.strip().casefold())
    known = {"kwh/d": 1.0, "kwh/h": 24.0, "kwh": 1.0}
    sift.aside(
        "unit",
        ~units.isin(known),
        "Rows in units other than kWh a day or an hour (gross calorific values, …).",
    )
    factor = np.array([known.get(text, np.nan) for text in units.values] or [1.0])[units.codes]
    sift.note("per_hour", units.isin({"kwh/h"}), "kWh an hour are multiplied by 24.")
    guard.same_place(sift, reporter, partner)
    size = len(table)
    _daily.add_points(
        draft,
        sift,
        _daily.Points(
            dates, reporter, partner, point, direction.isin({"entry"}), scaled(figures.numbers, factor), "kWh",
            constant("", size), quality,
        ),
    )  # fmt: skip


# ---- all imports by source ------------------------------------------------------------------------------------


def _time_name(header: object) -> str:
    names = [str(cell).strip().casefold() for cell in header]  # type: ignore[attr-defined]
    return next((name for name in ("dates", "date", "day", "week") if name in names), "")


def _sources(header: object) -> dict[str, str]:
    """Columns that are sources of gas → the source; those of weeks bear a year."""
    names = [str(cell).strip() for cell in header]  # type: ignore[attr-defined]
    time = _time_name(names)
    found = {}
    total = False
    for name in names:
        weekly = _WEEKLY.fullmatch(name) if time == "week" else None
        text = weekly["source"] if weekly else name if time and time != "week" else ""
        text = re.sub(r"\s*\((mcm|million m3|mcm/d|gwh/d)\)$", "", text, flags=re.IGNORECASE).strip()
        if (
            text
            and name.casefold() != time
            and (_daily.is_lng(text) or _is_country(text) or text.casefold() in _TOTALS)
        ):
            found[name] = text
            total |= text.casefold() in _TOTALS or _daily.is_lng(text)
    # Exports of a fuel by country have days and countries, too: only imports of the EU have LNG or a total beside.
    return found if total and any(_is_country(text) for text in found.values()) else {}


def _is_country(text: str) -> bool:
    place = anyhow(text) if len(text) > 1 else None
    return place is not None and place.kind == "country"


def _by_source(draft: Draft, table: RawTable) -> None:
    sources = _sources(list(table.columns))
    if not sources:
        raise DataError(f"{table.file} has no column of days or weeks with columns of gas sources beside it.")
    time = next(name for name in table.columns if name.strip().casefold() == _time_name(list(table.columns)))
    place = draft.places.code(
        draft.constant("importer", "EU27_2020", "what Bruegel's table is about: imports of the EU")
    )
    net = {
        name: found["place"]
        for name in table.columns
        if (found := _NET.fullmatch(name.strip())) is not None and _is_country(found["place"])
    }
    others = [name for name in table.columns if name not in {time, *sources, *net} and name.strip()]
    if others:
        draft.decide(
            "routes",
            "Columns that are neither a country nor liquefied gas (pipelines, whose gas the countries hold) are not "
            f"read: {', '.join(shown(name, 40) for name in others[:6])}.",
        )
    sources |= net
    wide = _energy.Wide(draft, table, {name: name for name in sources}, PLAIN)
    sift = Sift(draft, table, wide.weight)
    when = table.text(time)
    weekly = time.strip().casefold() == "week"
    if not weekly:
        sift.aside(
            "no_period", when.where(lambda text: not day(text)), "Rows without a day that can be read."
        )
    wide.without_figures(sift)
    cells = wide.cells(sift)
    source = cells.label.map(lambda name: sources.get(name, ""))
    total = source.where(lambda text: text.casefold() in _TOTALS)
    if total.any():
        draft.decide("total", "The column of all sources is the sum of the others and is not used.")
        cells.sift.kept = cells.sift.kept & ~total
    if weekly:
        years = {name: found["year"] for name in sources if (found := _WEEKLY.fullmatch(name))}
        period_of = cells.label.map(lambda name: years.get(name, ""))
        draft.decide(
            "weeks",
            "Weeks are summed to years of ISO weeks, which may begin and end some days off the "
            "calendar year; a year that "
            "has not all its weeks yet is summed as far as it goes.",
        )
    else:
        period_of = cells.spread(when.map(period))
        _energy.tell_days(draft, [one for text in sift.left(when).used() if (one := day(text))])
    partner = _daily.partners(draft, choose_kept(source, total))
    back = cells.label.isin(net) & (cells.values < 0)
    if net:
        draft.decide(
            "net_flows",
            f"{', '.join(shown(name, 40) for name in net)}: what is above zero is gas that comes, what is below zero "
            "gas that goes there.",
            int(np.count_nonzero(back)),
        )
    there = constant(place, len(cells.values))
    exporter, importer = choose(back, there, partner), choose(back, partner, there)
    unit = draft.constant("unit", "mcm", "what Bruegel's tables are in: million cubic metres")
    guard.emit(
        cells.sift,
        {
            "period": period_of, "exporter": exporter, "importer": importer, "commodity": "natural_gas",
            "unit": unit,
            "note": _daily.lng_note(source), "source_id": "source",
        },
        {"quantity": np.where(back, -cells.values, cells.values)},
        "Days or weeks are summed.",
    )  # fmt: skip
    draft.commodity(
        "natural_gas", name="Natural gas", hs_codes="2711.11;2711.21", note="pipeline gas and LNG"
    )
    draft.title = "Gas imports of the EU by source"


def choose_kept(source: RawColumn, gone: np.ndarray) -> RawColumn:
    """The sources of the cells that stay; nothing for the others, which so name no place."""
    return choose(
        gone, constant("", len(source)), source.map(lambda text: "" if text.casefold() in _TOTALS else text)
    )


PROFILES = (
    Profile(
        "entsog_bruegel",
        "ENTSOG and Bruegel, daily gas flows",
        recognise,
        read,
        publisher="ENTSOG Transparency Platform; Bruegel",
        url="transparency.entsog.eu; bruegel.org/dataset/european-natural-gas-imports",
        licence="platform terms, attribution",
    ),
)
