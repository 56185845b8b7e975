"""EIA's crude oil imports by origin, destination and grade: the API's route crude-oil-imports as JSON or CSV, and
the table of it that many keep (`year, month, originName, …`).

`period, originId, originName, originType, originTypeName, destinationId, destinationName, destinationType,
destinationTypeName, gradeId, gradeName, quantity, quantity-units` (eia.gov/opendata, version 2).
Traps: one barrel stands in up to seven rows: for the United States, for the PAD district and the state of the
port and of the refinery, for the port, and for the refinery; origins are countries, regions, OPEC and World;
the codes of destination types look like countries (PT is a port, RF a refinery).
"""

from __future__ import annotations

import numpy as np

from dependency_explorer.data.intake import guard
from dependency_explorer.data.intake.draft import Draft, Sift
from dependency_explorer.data.intake.grid import find_header
from dependency_explorer.data.intake.marks import figures_of
from dependency_explorer.data.intake.periods import period
from dependency_explorer.data.intake.plan import Option, Plan
from dependency_explorer.data.intake.profile import Profile, Recognition
from dependency_explorer.data.intake.source import Source
from dependency_explorer.data.keys import numbered
from dependency_explorer.data.profiles import _eia, _energy
from dependency_explorer.data.raw import Floats, RawColumn, RawTable, constant, joined
from dependency_explorer.data.schema import WORLD
from dependency_explorer.data.units import canonical

NEEDS = ("originName", "originTypeName", "destinationName", "destinationTypeName", "gradeName", "quantity")
_LEVELS = (
    "united states", "us total", "port padd", "refinery padd", "port state", "refinery state", "port", "refinery",
)  # fmt: skip
"""Types of destinations from the whole to the parts: each level holds all imports again."""
_WHOLE = 2
"""So many of them are all of the United States."""


def recognise(source: Source) -> Recognition | None:
    """By originName, destinationTypeName, gradeName and quantity."""
    if source.kind not in ("text", "json", "workbook") or find_header(source.head_grid()[:5], NEEDS) is None:
        return None
    return Recognition(
        0.98, "It has originName, destinationTypeName and gradeName, as EIA's crude oil imports have."
    )


def read(source: Source, plan: Plan, draft: Draft) -> None:
    """One row an origin, a destination, a grade and a month."""
    table = source.table(NEEDS, ("quantity",), plan.sheet)
    column = _energy.columns(table, "period|year", *(name.casefold() for name in NEEDS))
    figures = figures_of(draft, table, column["quantity"], _eia.MARKS)
    sift = Sift(draft, table, figures.numbers)
    when = _when(table, column)
    guard.no_period(sift, when)
    sift.aside("no_figure", figures.missing | figures.faulty, "Rows without a figure: missing, not zero.")
    kind = table.text(column["origintypename"]).map(lambda text: text.strip().casefold())
    sift.aside(
        "aggregates",
        ~kind.isin({"country", "world"}),
        "Origins that are groups of countries (regions, OPEC and the rest) repeat what the rows of countries hold.",
    )
    exporter = joined(
        table.text(column["originname"]), kind,
        lambda name, of: WORLD if of == "world" else draft.places.code(name, "name") if of == "country" else "",
    )  # fmt: skip
    grade = table.text(column["gradename"])
    _one_level(
        sift, table.text(column["destinationtypename"]), guard.keys(when, exporter, grade), figures.numbers
    )
    importer = constant(draft.places.code("USA"), len(table))
    guard.nowhere(sift, exporter, importer)
    guard.same_place(sift, exporter, importer)
    guard.world(sift, exporter, importer)
    unit = table.text(column["quantity-units"]).map(canonical) if "quantity-units" in column else "kbbl"
    if unit == "kbbl":
        draft.constant(
            "unit", "thousand barrels", "EIA's description of the table, which names no unit itself"
        )
    guard.emit(
        sift,
        {
            "period": when, "exporter": exporter, "importer": importer, "commodity": _grades(draft, sift, grade),
            "unit": unit, "reported_by": "importer", "quality": figures.quality, "source_id": "source",
        },
        {"quantity": figures.numbers},
        "Destinations of one level, and grades, are summed.",
    )  # fmt: skip
    draft.title = "U.S. crude oil imports"


def _when(table: RawTable, column: dict[str, str]) -> RawColumn:
    if "period" in column:
        return table.text(column["period"]).map(period)
    year = table.text(column["year"])
    if "month" not in column:
        return year.map(period)
    return joined(
        year, table.text(column["month"]), lambda one, two: period(f"{one.strip()}-{two.strip().zfill(2)}")
    )


def _one_level(sift: Sift, types: RawColumn, figure: np.ndarray, barrels: Floats) -> None:
    """Keep of each origin, grade and month one level of destinations: the United States, else that with most
    barrels (where a level was downloaded in part, another holds more), of equal ones the widest."""
    names = [text.strip().casefold() for text in types.values]
    ranks = np.array([_LEVELS.index(name) if name in _LEVELS else len(_LEVELS) for name in names] or [0])
    rank = ranks[types.codes]
    group = numbered(figure)[1]
    width = len(_LEVELS) + 1
    held = np.full((int(group.max()) + 1 if len(group) else 1) * width, -1.0)
    cell = (group * width + rank)[sift.kept]
    held[cell] = 0.0
    np.add.at(held, cell, barrels[sift.kept])
    levels = held.reshape(-1, width)
    whole = levels[:, :_WHOLE].max(axis=1) >= 0
    levels[whole, _WHOLE:] = -2.0
    best = levels.argmax(axis=1)
    sift.aside(
        "destinations",
        rank != best[group],
        "The same barrels by port, refinery, state and PAD district: of each origin, grade and month one level is "
        "kept, that of the United States or else the one that holds most.",
    )
    left = [text for text in sift.left(types).used() if text.strip().casefold() not in _LEVELS[:_WHOLE]]
    if left:
        sift.draft.decide(
            "parts_of_country",
            f"Without rows for all of the United States those by {', '.join(left)} are summed; where the download "
            "was filtered to some of them, that is not the whole country.",
        )


def _grades(draft: Draft, sift: Sift, grade: RawColumn) -> RawColumn:
    options = (
        Option("sum", "Sum the grades to crude oil"),
        Option("keep", "Keep each grade as a commodity of its own, part of crude oil"),
    )
    chosen = draft.choice("grades", "sum", options)
    names = sift.left(grade).used()
    draft.commodity("crude_oil", name="Crude oil", hs_codes="2709")
    draft.decide(
        "grades",
        f"Grades of crude oil ({', '.join(names)}) "
        + ("are summed." if chosen == "sum" else "are commodities of their own."),
        0,
        None,
        options,
        chosen,
    )
    if chosen == "sum":
        return constant("crude_oil", len(grade))
    for text in names:
        draft.commodity(f"crude_oil_{_energy.slug(text)}", name=f"Crude oil: {text}", part_of="crude_oil")
    return grade.map(lambda text: f"crude_oil_{_energy.slug(text)}")


PROFILES = (
    Profile(
        "eia_crude_imports",
        "U.S. Energy Information Administration, crude oil imports by origin",
        recognise,
        read,
        publisher=_eia.PUBLISHER,
        url="eia.gov/opendata",
        licence=_eia.LICENCE,
    ),
)
