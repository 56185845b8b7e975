"""The tables of a dataset: every column, its kind, what it may hold and what it means.

The same description serves reading (what to expect), problems (what to say), writing (the Frictionless Table
Schema beside each CSV file) and the documentation.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Literal

Kind = Literal["code", "text", "number", "period", "date", "choice", "list"]

WORLD = "WLD"
"""The total over all partners: never a partner itself."""
NOT_STATED = "XNS"
"""A partner that the source does not state; ISO 3166 leaves XAA to XZZ to users."""
SERVICE_GROUPS = frozenset({"transport"})
"""Groups of commodities that count goods by what carries them: the same tonnes a second time."""
SET_ASIDE = frozenset({"alt", "disputed"})
"""Qualities of rows that are kept and shown, never summed."""

COMPUTED = frozenset({"derived", "estimate"})
"""Qualities of figures that nobody published as they stand."""

QUALITIES = ("official", "reported", "derived", "estimate", "provisional", "alt", "disputed")

_PREFERENCE = {"official": 0, "reported": 1, "": 2, "provisional": 3, "derived": 4, "estimate": 5}
_UNKNOWN, _ASIDE = 6, 7

PERIOD_PATTERN = r"[0-9]{4}(-Q[1-4]|-(0[1-9]|1[0-2]))?"
DATE_PATTERN = r"[0-9]{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?"


def preference(quality: str) -> int:
    """Which of several figures for one thing is taken, the smallest first: official, reported, without a quality,
    provisional, derived, estimate, any other, and last of all alternative and disputed ones."""
    return _ASIDE if quality in SET_ASIDE else _PREFERENCE.get(quality, _UNKNOWN)


@dataclass(frozen=True, slots=True)
class Column:
    """One column. required: each row must have a value; choices: the known values of a choice."""

    name: str
    kind: Kind
    description: str
    required: bool = False
    choices: tuple[str, ...] = ()

    def field(self) -> dict[str, Any]:
        """This column as a field of a Frictionless Table Schema."""
        field: dict[str, Any] = {"name": self.name, "description": self.description}
        constraints: dict[str, Any] = {}
        # Codes, periods and dates stay strings: 0101 keeps its zero, 2023 may stand beside 2023-01.
        field["type"] = "number" if self.kind == "number" else "string"
        if self.required:
            constraints["required"] = True
        if self.kind == "period":
            constraints["pattern"] = PERIOD_PATTERN
        if self.kind == "date":
            constraints["pattern"] = DATE_PATTERN
        if constraints:
            field["constraints"] = constraints
        return field


@dataclass(frozen=True, slots=True)
class TableSchema:
    """One table: its columns in the order in which they are written."""

    name: str
    description: str
    columns: tuple[Column, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the columns."""
        return tuple(column.name for column in self.columns)

    @property
    def numbers(self) -> tuple[str, ...]:
        """The names of the columns that hold numbers."""
        return tuple(column.name for column in self.columns if column.kind == "number")

    def column(self, name: str) -> Column | None:
        """The column of that name, None where the schema has none."""
        return next((column for column in self.columns if column.name == name), None)

    def table_schema(self, extra: tuple[str, ...] = ()) -> dict[str, Any]:
        """The Frictionless Table Schema, with further text columns at its end."""
        fields = [column.field() for column in self.columns]
        fields += [{"name": name, "type": "string"} for name in extra]
        return {"fields": fields, "missingValues": [""]}


def _quality() -> Column:
    return Column(
        "quality",
        "choice",
        "How the figure came about; alt and disputed rows are never summed.",
        choices=QUALITIES,
    )


def _source() -> Column:
    return Column("source_id", "code", "The id of the source in the table sources.")


def _note() -> Column:
    return Column("note", "text", "A remark; for derived figures the arithmetic.")


def _period(required: bool = True) -> Column:
    return Column("period", "period", "A year (2023), quarter (2023-Q1) or month (2023-01).", required)


def _position() -> tuple[Column, ...]:
    return (
        Column("lat", "number", "Latitude in degrees north."),
        Column("lon", "number", "Longitude in degrees east."),
    )


def _capacity() -> tuple[Column, ...]:
    return (
        Column("capacity", "number", "Capacity in capacity_unit."),
        Column("capacity_unit", "code", "The unit of capacity, per time where it is a rate."),
    )


_ALL = (
    TableSchema(
        "flows",
        "What moved from an exporter to an importer in a period.",
        (
            _period(),
            Column("exporter", "code", "The place that sells; WLD is the total over exporters.", True),
            Column("importer", "code", "The place that buys; WLD is the total over importers.", True),
            Column("commodity", "code", "What moved: an id of the table commodities.", True),
            Column("quantity", "number", "The physical quantity, in unit. Empty is missing, never zero."),
            Column("unit", "code", "The unit of quantity."),
            Column("value_usd", "number", "The value in US dollars."),
            Column(
                "reported_by",
                "choice",
                "Whose report the row is.",
                choices=("exporter", "importer", "reconciled"),
            ),
            Column("route", "code", "The route taken; a;b is a series of routes."),
            _quality(),
            _source(),
            _note(),
        ),
    ),
    TableSchema(
        "balances",
        "Figures of one place: production, use, stocks, capacities, limits, prices, shares.",
        (
            _period(),
            Column("place", "code", "The place.", True),
            Column("commodity", "code", "An id of the table commodities.", True),
            Column("item", "code", "What the figure is: production, generation, consumption, stock, …", True),
            Column("value", "number", "The figure, in unit."),
            Column("unit", "code", "The unit of value."),
            _quality(),
            _source(),
            _note(),
        ),
    ),
    TableSchema(
        "assets",
        "Mines, plants, stores, lines: things at a place.",
        (
            Column("id", "code", "The id of the asset.", True),
            Column("name", "text", "Its name."),
            Column("kind", "code", "What it is: mine, power_plant, storage, …"),
            Column("place", "code", "Where it stands."),
            Column("commodity", "code", "What it makes, stores or moves."),
            Column("status", "code", "operating, planned, closed, …"),
            *_capacity(),
            *_position(),
            Column("start_year", "date", "When it began to work."),
            _source(),
            _note(),
        ),
    ),
    TableSchema(
        "stakes",
        "Who holds which share of an asset, or of a holder, from when to when.",
        (
            Column("asset_id", "code", "The asset, or the holder that is itself held.", True),
            Column("holder", "code", "Who holds the share.", True),
            Column("holder_country", "code", "The country of the holder."),
            Column("share_pct", "number", "The share in per cent."),
            Column("from", "date", "First day of the share; empty is open."),
            Column("to", "date", "First day without the share; empty is open."),
            Column(
                "status",
                "choice",
                "How sure and current it is.",
                choices=("current", "historical", "reported", "disputed", "planned"),
            ),
            _source(),
            _note(),
        ),
    ),
    TableSchema(
        "routes",
        "Crossings, lines and pipelines that flows pass.",
        (
            Column("id", "code", "The id of the route.", True),
            Column("name", "text", "Its name."),
            Column("from_place", "code", "The place at its start."),
            Column("to_place", "code", "The place at its end."),
            Column("commodity", "code", "What mostly passes it."),
            Column("mode", "code", "rail, road, pipeline, power_line, …"),
            *_capacity(),
            Column("status", "code", "operating, planned, closed, …"),
            *_position(),
            _source(),
            _note(),
        ),
    ),
    TableSchema(
        "events",
        "What happened: shortages, border stops, bans, deals.",
        (
            Column("date", "date", "When it began.", True),
            Column("end_date", "date", "When it ended."),
            Column("title", "text", "What happened, in a few words.", True),
            Column("kind", "code", "fuel_shortage, border, trade_policy, …"),
            Column("places", "list", "The places concerned, separated by semicolons."),
            Column("commodities", "list", "The commodities concerned, separated by semicolons."),
            Column("effect", "text", "What it did."),
            _source(),
        ),
    ),
    TableSchema(
        "places",
        "Countries, provinces and grids.",
        (
            Column("code", "code", "ISO 3166-1 alpha-3, ISO 3166-2, or a grid's own code.", True),
            Column("name", "text", "The name shown."),
            Column("kind", "code", "country, province, grid, aggregate, …"),
            Column("parent", "code", "The place that this one is part of."),
            *_position(),
        ),
    ),
    TableSchema(
        "commodities",
        "What is traded.",
        (
            Column("id", "code", "The id of the commodity.", True),
            Column("name", "text", "The name shown."),
            Column(
                "group",
                "code",
                "The group it is shown in. `transport` marks freight: goods counted by what carries them, never a "
                "supply.",
            ),
            Column("part_of", "code", "The commodity whose total contains this one."),
            Column("hs_codes", "list", "Headings of the Harmonized System, separated by semicolons."),
            Column("unit", "code", "The one unit in which its quantities are counted."),
            Column("energy_gj_per_unit", "number", "Net energy of one unit, in gigajoules."),
            _note(),
        ),
    ),
    TableSchema(
        "sources",
        "Where the figures come from.",
        (
            Column("id", "code", "The id of the source.", True),
            Column("publisher", "text", "Who published it."),
            Column("title", "text", "Its title."),
            Column("date", "text", "When it was published, as its publisher says."),
            Column("url", "text", "Its address."),
            Column("accessed", "date", "When it was read."),
            Column("licence_or_terms", "text", "The terms under which it may be used."),
        ),
    ),
)

TABLES: Mapping[str, TableSchema] = MappingProxyType({table.name: table for table in _ALL})
"""The nine tables by name, in the order in which they are listed."""

FLOW_KEY = ("period", "exporter", "importer", "commodity", "reported_by", "route")
BALANCE_KEY = ("period", "place", "commodity", "item")
QUANTITY_ITEMS = frozenset(
    {
        "production",
        "generation",
        "consumption",
        "stock",
        "stock_change",
        "storage_capacity",
        "losses",
        "sales",
    }
)
"""Balance items counted in the commodity's unit; so is every sector_use:NAME."""
