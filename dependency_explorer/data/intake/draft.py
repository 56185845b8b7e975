"""A dataset in the making: the tables that a profile builds, and every decision taken on the way.

A profile fills a Draft. Its rows go through a Sift, which sets rows aside, each once and for one named reason,
so that the report always adds up: rows read = rows kept + rows set aside.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace

import numpy as np

from dependency_explorer.data.intake.places import Places
from dependency_explorer.data.intake.plan import SET_ASIDE, Decision, Option, Plan
from dependency_explorer.data.keys import in_slices
from dependency_explorer.data.problems import Collector, DataError, shown
from dependency_explorer.data.raw import (
    AnyColumn,
    Flags,
    Floats,
    NumberColumn,
    RawColumn,
    RawTable,
    column_of,
    constant,
    stack_tables,
)
from dependency_explorer.data.schema import TABLES


class Draft:
    """What a profile hands over.

    plan: what the user decided. found: faults of rows and cells. places: codes given out. rows_read: rows of the
    source below its headers. rows_kept: those of them that no reason has set aside. title: a name for the dataset.
    source: a row of the table sources (see schema).
    """

    def __init__(self, plan: Plan, found: Collector, file: str) -> None:
        self.found = found
        self.file = file
        self.places = Places()
        self.plan = self._with_codes(plan)
        self.decisions: list[Decision] = []
        self.rows_read = 0
        self.rows_kept = 0
        self.rows_summed = 0
        """Rows that are in another row of the same key, and no row of their own."""
        self.weighed = 0.0
        """All value (or quantity) of the rows read, as far as a share was asked of it."""
        self.title = ""
        self.check_figures: Callable[[int], None] = lambda number: None
        """Is given how many figures a wide table has, before each becomes a row; may raise DataError."""
        self.source: dict[str, str] = {}
        self.distinct: set[str] = set()
        """Tables in which no key stands twice, as is known already."""
        self._tables: dict[str, list[RawTable]] = {}
        self._whole: dict[str, RawTable] = {}
        self._commodities: dict[str, dict[str, str]] = {}

    def _with_codes(self, plan: Plan) -> Plan:
        # A place that the user types may be a name: "Italy" is ITA.
        typed = {
            name: self.places.code(plan.constants[name])
            for name in ("exporter", "importer", "place", "holder_country")
            if plan.constants.get(name)
        }
        return replace(plan, constants={**plan.constants, **typed}) if typed else plan

    # ---- tables ------------------------------------------------------------------------------------------

    def add(self, table: str, rows: RawTable, **columns: AnyColumn | str) -> None:
        """Rows for a table of the schema; `columns` are ours by name, a text stands in every row.

        Only the columns of the schema are kept of `columns`. rows: the source rows, for their line numbers. A
        constant of the plan replaces a column.
        """
        schema = TABLES[table]
        size = len(rows)
        built: dict[str, AnyColumn] = {}
        for name in schema.names:
            given: AnyColumn | str = columns.get(name, "")
            if name in self.plan.constants:
                given = self.plan.constants[name]
            built[name] = constant(given, size) if isinstance(given, str) else given
            if len(built[name]) != size:
                raise ValueError(
                    f"column {name} of {table} has {len(built[name])} rows, and {size} are needed"
                )
        for name in schema.numbers:
            column = built[name]
            if isinstance(column, RawColumn) and column.values == [""]:
                built[name] = NumberColumn(np.broadcast_to(np.full(1, np.nan), (size,)))
        self.distinct.discard(table)
        if size:
            self._tables.setdefault(table, []).append(RawTable(rows.file, built, rows.rows))

    def add_whole(self, table: str, rows: RawTable) -> None:
        """A table that bears the columns of ours already, with whatever columns it has besides.

        Of an archive of one table in parts each part is added below those before.
        """
        constants = {name: constant(text, len(rows)) for name, text in self.plan.constants.items()}
        rows = rows.replacing(**constants)
        before = self._whole.get(table)
        self._whole[table] = rows if before is None else stack_tables(_alike(before, rows))

    def whole(self, table: str) -> RawTable | None:
        """A table that was added whole; None where it was not."""
        return self._whole.get(table)

    def replace_whole(self, table: str, **columns: AnyColumn) -> None:
        """Other columns for a table that was added whole."""
        self._whole[table] = self._whole[table].replacing(**columns)

    def commodity(self, id: str, **columns: str) -> None:
        """Describe a commodity: name, group, part_of, hs_codes, unit, energy_gj_per_unit, note."""
        known = self._commodities.setdefault(id, {})
        known.update({name: text for name, text in columns.items() if text})

    def has(self, name: str) -> bool:
        """Whether anything was added to a table."""
        return name in self._tables

    def table(self, name: str) -> RawTable | None:
        """What was added to a table so far; None where nothing was."""
        parts = self._tables.get(name)
        return stack_tables(parts) if parts else None

    def tables(self) -> dict[str, RawTable]:
        """Every table that got rows, and those on places, commodities and sources that explain their codes."""
        if self._whole:
            return self._whole
        built = {name: stack_tables(parts) for name, parts in self._tables.items()}
        used = self._codes_used(built)
        places = [
            (place.code, place.name, place.kind, place.parent)
            for code, place in sorted(self.places.seen.items())
            if code in used
        ]
        built["places"] = text_table("places", ("code", "name", "kind", "parent"), places)
        if self._commodities:
            names = ("id", "name", "group", "part_of", "hs_codes", "unit", "energy_gj_per_unit", "note")
            rows = [
                (id, *(described.get(name, "") for name in names[1:]))
                for id, described in self._commodities.items()
            ]
            built["commodities"] = text_table("commodities", names, rows)
        if self.source:
            schema = TABLES["sources"]
            built["sources"] = text_table(
                "sources", schema.names, [tuple(self.source.get(name, "") for name in schema.names)]
            )
        return built

    @staticmethod
    def _codes_used(tables: Mapping[str, RawTable]) -> set[str]:
        columns = (
            ("flows", "exporter"), ("flows", "importer"), ("balances", "place"), ("assets", "place"),
            ("stakes", "holder_country"), ("routes", "from_place"), ("routes", "to_place"),
        )  # fmt: skip
        used = {
            code for table, column in columns if table in tables for code in tables[table].text(column).used()
        }
        if "events" in tables:  # a list in each cell
            used |= {code for text in tables["events"].text("places").used() for code in text.split(";")}
        return used

    # ---- decisions ---------------------------------------------------------------------------------------

    def choice(self, key: str, default: str, options: Sequence[Option] = ()) -> str:
        """What the plan says of a decision, else the default. Raises DataError for an unknown option."""
        chosen = self.plan.choices.get(key, default)
        known = [option.value for option in options]
        if known and chosen not in known:
            raise DataError(f"The decision {key} cannot be {shown(chosen)}. It can be {', '.join(known)}.")
        return chosen

    def decide(
        self,
        key: str,
        what: str,
        rows: int = 0,
        share: float | None = None,
        options: Sequence[Option] = (),
        chosen: str = "",
        dropped: bool = False,
    ) -> None:
        """Enter a decision into the report."""
        self.decisions.append(Decision(key, what, rows, share, dropped, tuple(options), chosen))

    def constant(self, column: str, found: str, where: str) -> str:
        """What stands in no cell: the user's constant, else what was found in a title or a file name.

        where: "the file name", for the sentence of the report. Empty where neither is there.
        """
        given = self.plan.constants.get(column, "")
        if given or not found:
            return given
        self.decide(
            f"constant_{column}",
            f"{column} is {shown(found)}, read from {where}. Another: --set {column}=VALUE.",
        )
        return found


class Sift:
    """The rows of one source table on their way into the dataset.

    weight: the value (or quantity) of each row, for telling what share a decision concerns. `kept` are the rows
    that no reason has set aside so far.
    """

    def __init__(
        self, draft: Draft, table: RawTable, weight: Floats | None = None, count: bool = True
    ) -> None:
        """count: these rows have not been counted as read before."""
        self.draft = draft
        self.table = table
        self._kept: Flags = np.ones(len(table), bool)
        self._weight = weight
        self._total: float | None = None
        self._counts = count
        if count:
            draft.rows_read += len(table)
            draft.rows_kept += len(table)

    @property
    def kept(self) -> Flags:
        """The rows that are still there; set as a whole, so that the draft's count follows."""
        return self._kept

    @kept.setter
    def kept(self, rows: Flags) -> None:
        if self._counts:
            self.draft.rows_kept += int(np.count_nonzero(rows)) - int(np.count_nonzero(self._kept))
        self._kept = rows

    def part(self, rows: Flags, alone: bool = True) -> Sift:
        """Some of the rows, for a table of their own; what is set aside of them counts as it would here.

        alone: no other part holds them. Else rows that this one sets aside are not counted, lest they count twice.
        """
        one = Sift(self.draft, self.table, count=False)
        one._kept, one._counts = self._kept & rows, self._counts and alone
        return one

    def lose_with(self, part: Sift, rows: Flags) -> None:
        """Leave out what a part of these rows has set aside, which is counted there."""
        self._kept = self._kept & (part.kept | ~rows)

    def count_here(self) -> None:
        """Count what is left here as the rows read: where a cell is what a row is elsewhere."""
        self._counts = True
        number = int(np.count_nonzero(self._kept))
        self.draft.rows_read += number
        self.draft.rows_kept += number

    def weigh(self, weight: Floats) -> None:
        """Say what each row is worth; NaN is nothing."""
        if self._counts and self._total is not None:
            self.draft.weighed -= self._total
        self._weight, self._total = weight, None

    def share(self, rows: Flags) -> float | None:
        """What part of all value (or quantity) these rows hold; None where nothing is known of it, as of rows without
        a figure: what is missing is not nothing."""
        if self._weight is None:
            return None
        if self._total is None:
            self._total = _whole(self._weight)
            if self._counts:
                self.draft.weighed += self._total
        if self._total <= 0:
            return None
        own = self._weight[rows]
        return None if len(own) and bool(np.isnan(own).all()) else _whole(own) / self._total

    def aside(
        self,
        key: str,
        rows: Flags,
        reason: str,
        *,
        keep: str = "",
        default: str = "set_aside",
    ) -> Flags:
        """Set rows aside, unless the plan keeps them; the rows that were still there and are concerned.

        reason: a sentence without the number of rows. keep: what keeping them would do; empty where they cannot
        be kept. default: "keep" where rows stay unless the user says otherwise.
        """
        hit = self.kept & rows if rows.any() else rows
        if not hit.any():
            return hit
        options = (SET_ASIDE, Option("keep", keep)) if keep else ()
        chosen = self.draft.choice(key, default, options) if options else "set_aside"
        self.settle(key, hit, reason, options, chosen if options else "", chosen == "set_aside")
        return hit

    def settle(
        self,
        key: str,
        rows: Flags,
        what: str,
        options: Sequence[Option],
        chosen: str,
        gone: bool = True,
        weighed: bool = True,
    ) -> None:
        """Tell what was chosen for rows that are still there, and set them aside where they are gone by it.

        Cells, and rows that are counted elsewhere, are not told as rows that were set aside.
        weighed: False where their weights are in other units than the rest, so that no share can be told.
        """
        number, share = int(np.count_nonzero(rows)), self.share(rows) if weighed else None
        self.draft.decide(key, what, number, share, options, chosen, gone and self._counts)
        if gone:
            self.kept = self.kept & ~rows

    def note(
        self, key: str, rows: Flags, what: str, options: Sequence[Option] = (), chosen: str = ""
    ) -> None:
        """Tell something of rows that stay."""
        hit = self.kept & rows
        if hit.any():
            self.draft.decide(key, what, int(np.count_nonzero(hit)), self.share(hit), options, chosen)

    def result(self) -> RawTable:
        """The rows that are left."""
        return self.table if self.kept.all() else self.table.take(self.kept)

    def left(self, column: RawColumn) -> RawColumn:
        """The cells of a column in the rows that are left."""
        return column if self.kept.all() else column.take(self.kept)

    def amounts(self, numbers: Floats) -> NumberColumn:
        """The figures of the rows that are left."""
        return NumberColumn(numbers if self.kept.all() else numbers[self.kept])


def _alike(*tables: RawTable) -> list[RawTable]:
    """The same tables with the same columns of the same kind; a column that a table lacks is empty there."""
    names = dict.fromkeys(name for table in tables for name in table.columns)
    texts = [
        name
        for name in names
        if not all(isinstance(table.columns.get(name), NumberColumn) for table in tables)
    ]
    columns = [
        {name: table.text(name) if name in texts else table.columns[name] for name in names}
        for table in tables
    ]
    return [RawTable(table.file, own, table.rows) for table, own in zip(tables, columns, strict=True)]


def _whole(weight: Floats) -> float:
    # Slice by slice: ten million weights would want 80 MB for nothing.
    return float(sum(in_slices(len(weight), lambda part: np.nansum(np.abs(weight[part])))))


def text_table(file: str, names: Sequence[str], rows: Iterable[Sequence[str]]) -> RawTable:
    """A table made here, whose rows count from 2 as they would if they were written."""
    listed = list(rows)
    columns: dict[str, AnyColumn] = {
        name: column_of(row[index] for row in listed) for index, name in enumerate(names)
    }
    return RawTable(file, columns, np.arange(2, len(listed) + 2, dtype=np.int64))
