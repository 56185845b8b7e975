"""Any other table, by the roles of its columns: long, years as columns, exporters by importers, or a pivot table.

Nothing is known of it but what its titles and cells say (see intake.layout, intake.roles, intake.target). What it
does not say is asked for in a sentence with the --set that says it; a wrong guess is put right the same way:
`--set role:exporter=Herkunft`, `--set "role:importer=column titles"`, `--set importer=ITA`.
"""

from __future__ import annotations

from dataclasses import dataclass

from dependency_explorer.data.intake.blocks import tidy
from dependency_explorer.data.intake.draft import Draft
from dependency_explorer.data.intake.grid import Rows
from dependency_explorer.data.intake.headwords import ROLES
from dependency_explorer.data.intake.layout import MARKS, Layout, find_layout
from dependency_explorer.data.intake.marks import needs_no_deciding
from dependency_explorer.data.intake.nested import lists_in
from dependency_explorer.data.intake.plan import Plan
from dependency_explorer.data.intake.profile import ColumnRole, Profile, Recognition
from dependency_explorer.data.intake.roles import Guess, guess
from dependency_explorer.data.intake.source import Source
from dependency_explorer.data.intake.target import GOODS_NOT_STATED, Target, target
from dependency_explorer.data.problems import DataError, shown
from dependency_explorer.data.profiles._balance_reading import BalanceReading
from dependency_explorer.data.profiles._codes import looks_like
from dependency_explorer.data.profiles._flow_reading import FlowReading
from dependency_explorer.data.profiles._titles import parquet_head
from dependency_explorer.data.raw import RawBuilder, RawTable
from dependency_explorer.data.release import let_items_go
from dependency_explorer.data.schema import WORLD

_BRIEF = 40
_SUREST = 0.45
_SHEETS = 20
"""So many sheets of a workbook are looked at."""


@dataclass(frozen=True)
class Understanding:
    """What a table is taken for. base: where it stands in its sheet. layout: the same with a column of headings, if
    there is one (see intake.blocks). tidied: whether its rows are not those of the sheet as they stand. looks_like:
    what it is instead of a table of figures; empty where it is one. sheet: which one it is of."""

    base: Layout
    layout: Layout
    tidied: bool
    guess: Guess
    target: Target
    looks_like: str
    sheet: str


def understand(source: Source, plan: Plan) -> Understanding | None:
    """What a table is taken for, from its head only; None where it holds no table. Raises DataError for a role that
    the plan gives to a column that is not there."""
    if source.understood is None or source.understood[0] != plan:
        source.understood = plan, _of_any_sheet(source, plan)
    found = source.understood[1]
    assert found is None or isinstance(found, Understanding)
    return found


def _of_any_sheet(source: Source, plan: Plan) -> Understanding | None:
    if source.kind != "workbook" or plan.sheet or len(source.sheets) < 2:
        return _understand(source, plan, plan.sheet)
    # Sheets of notes come before the table: the first that is understood, else the first that may be.
    first: Understanding | None = None
    for sheet in source.sheets[:_SHEETS]:
        found = _understand(source, plan, sheet)
        if found is not None and not found.looks_like and not found.target.missing:
            return found
        first = first if first is not None and (not first.looks_like or found is None) else found
    return first


def _understand(source: Source, plan: Plan, sheet: str) -> Understanding | None:
    raw = _head(source, sheet)
    base = find_layout(raw)
    if base is None or len(base.names) < 2:
        return None
    tidied = tidy(raw, base)
    layout, rows = tidied.layout, tidied.rows
    around = [source.stem, sheet]
    found = guess(
        layout, rows, [text for text in around if text], plan.roles, plan.choices.get("direction", "")
    )
    becomes = target(found, plan)
    # A short table of flows names each place once, as a list of places does; its figures tell it from one.
    amounts = any(value.measure.unit for value in found.values)
    instead = looks_like(layout, rows, bool(found.axis)) if becomes.missing and not amounts else ""
    return Understanding(base, layout, bool(tidied.told), found, becomes, instead, sheet)


def _head(source: Source, sheet: str) -> Rows:
    return parquet_head(source) if source.kind == "parquet" else source.head_grid(sheet)


def recognise(source: Source) -> Recognition | None:
    """Surer where nothing is missing; never as sure as a format that is known."""
    try:
        found = understand(source, Plan())
    except DataError:
        return None
    if found is None:
        return None
    if found.looks_like:
        return Recognition(0.31, f"It looks like {found.looks_like}.")
    roles = ", ".join(f"{role.role} = {_brief(role.column)}" for role in found.guess.roles[:6])
    if found.target.missing:
        enough = len(found.guess.roles) + bool(found.guess.values) >= 2
        return Recognition(0.33, f"Its columns were guessed in part: {roles}.") if enough else None
    return Recognition(_SUREST, f"Its columns were guessed: {roles}.")


def _brief(title: str) -> str:
    return title if len(title) <= _BRIEF else title[: _BRIEF - 1] + "…"


def columns(source: Source, plan: Plan) -> list[ColumnRole]:
    """What each column is taken for, for a window that shows it and lets it be changed."""
    found = understand(source, plan)
    if found is None:
        return []
    told = [ColumnRole(one.column, one.role, one.confidence, one.reason) for one in found.guess.roles]
    named = {one.column for one in told}
    for value in found.guess.values:
        if value.name not in named:
            labels = (value.way, value.item, value.period, value.place, value.commodity)
            of = ", ".join(label for label in labels if label)
            told.append(
                ColumnRole(
                    value.name,
                    "",
                    1.0,
                    f"its cells are figures of {of}" if of else "its cells are figures",
                    figures=True,
                )
            )
    told += [
        ColumnRole(name, "", 1.0, "a share, a rank, an index or a price, which is no amount")
        for name in found.guess.ignored
    ]
    return told


def read(source: Source, plan: Plan, draft: Draft) -> None:
    """Rows by the roles of their columns. Raises DataError with what is missing and how to add it."""
    plan = draft.plan
    found = understand(source, plan)
    if found is None:
        raise DataError(f"{source.name} holds no table: no row of titles with rows of cells below it.")
    read_lists, unread = _lists(source)
    if found.looks_like and unread:
        raise DataError(f"{source.name}: {_lists_are_not_read(unread)}")
    if found.looks_like and not plan.roles:
        raise DataError(
            f"{source.name} looks like {found.looks_like}: it holds no amounts of trade, production "
            "or ownership. Open a "
            "table of such amounts; a code list is read where it lies beside the table that it explains."
        )
    if found.target.missing:
        sentences = [*found.target.missing, *([_lists_are_not_read(unread)] if unread else [])]
        raise DataError(f"{source.name}: " + " ".join(sentences))
    table, told = _table(source, found)
    for key, what in told:
        draft.decide(key, what)
    _tell_lists(draft, read_lists, unread)
    _tell(draft, found)
    _tell_sheets(draft, source, plan, found)
    reading = BalanceReading if found.target.table == "balances" else FlowReading
    reading(draft, source, table, found.guess, found.target).run()


def _lists(source: Source) -> tuple[list[str], list[str]]:
    """The lists within records of JSON, those that are rows and those that are not read."""
    return lists_in(source.json_to_recognise) if source.kind == "json" else ([], [])


def _lists_are_not_read(names: list[str]) -> str:
    listed = f"{', '.join(shown(name, 40) for name in names[:3])}{', …' if len(names) > 3 else ''}"
    return (
        f"Its records hold lists that are not read ({listed}): nothing says what their entries are. Write each entry "
        'with names, as {"partner": "Russia", "value": 1.2}, in a list called imports, exports or partners.'
    )


def _tell_lists(draft: Draft, read: list[str], unread: list[str]) -> None:
    if read:
        draft.decide(
            "nested",
            f"Each entry of the lists within the records ({', '.join(shown(name, 40) for name in read[:4])}) is a "
            "row, with what its record says; a figure of the record itself stands in a row of its own.",
        )
    if unread:
        draft.decide("lists_unread", _lists_are_not_read(unread))
        draft.found.add("warning", f"{draft.file}: {_lists_are_not_read(unread)}")


def _table(source: Source, found: Understanding) -> tuple[RawTable, tuple[tuple[str, str], ...]]:
    """The rows below the titles, columns named as in the layout, and what was done to them."""
    layout, sheet = found.layout, found.sheet
    rows_alike = layout.is_plain and not found.tidied
    plain = source.kind == "parquet" or (source.kind in ("text", "json") and rows_alike)
    if plain:
        titles = [title for title in layout.titles if title]
        numbers = _plain_figures(source, found)
        missing = sorted({form for text in MARKS.missing for form in (text, text.upper(), text.capitalize())})
        # Where not all are as plain as the first rows, one decides for all what a comma or a point is.
        table = source.table(titles, numbers, sheet=sheet, missing=missing if numbers else (), together=True)
        if tuple(table.columns)[: len(layout.names)] == layout.names:
            return table, ()
    builder = RawBuilder(source.name, layout.names)
    tidied = tidy(source.grid(sheet), found.base, _head(source, sheet))
    builder.add(tidied.rows[layout.body :][: source.limit], tidied.lines[: source.limit])
    told, held = tidied.told, [tidied.rows]
    del tidied
    let_items_go(held)
    return builder.table(), told


def _tell_sheets(draft: Draft, source: Source, plan: Plan, found: Understanding) -> None:
    others = [name for name in source.sheets if name != found.sheet] if not plan.sheet else []
    if found.sheet and others:
        draft.decide(
            "other_sheets",
            f"The sheet {shown(found.sheet)} is read, and not {', '.join(map(shown, others[:4]))}"
            + (f" and {len(others) - 4} more" if len(others) > 4 else "")
            + ". Another: --set sheet=NAME.",
        )


def _plain_figures(source: Source, found: Understanding) -> tuple[str, ...]:
    """The columns of figures where they may be read as numbers at once: those of Parquet that are numbers there, and
    those of a text whose first cells are plain numbers that leave no doubt about the point. Whether the rest is so is
    seen when it is read."""
    names = found.layout.names
    figures = tuple(value.name for value in found.guess.values)
    read_as_text = {one.column for one in found.guess.roles if one.role not in ("quantity", "value_usd")}
    if source.kind == "parquet":
        return tuple(name for name in figures if name not in read_as_text)
    if source.kind != "text" or source.limit is not None or set(figures) & read_as_text:
        return ()
    places = [names.index(name) for name in figures if name in names]
    cells = (
        " ".join(row[place].replace("\u00a0", " ").split())
        for row in source.head_rows[found.layout.body :]
        for place in places
        if place < len(row)
    )
    return figures if len(places) == len(figures) and needs_no_deciding(cells, MARKS) else ()


def _tell(draft: Draft, found: Understanding) -> None:
    roles = "; ".join(f"{role.role} = {shown(role.column, 40)} ({role.reason})" for role in found.guess.roles)
    if roles:
        draft.decide("roles", f"Columns were guessed: {roles}. Another column: --set role:NAME=COLUMN.")
    if found.target.commodity.constant == GOODS_NOT_STATED:
        what = (
            "The table does not say what its flows are of: they stand under “Goods not stated”. Say it: "
            "--set commodity=coal, or --set role:commodity=COLUMN."
        )
        draft.decide("no_commodity", what)
        draft.found.add("warning", f"{draft.file}: {what[:1].lower()}{what[1:]}")
    for column, value in found.target.found:
        if value == WORLD:
            draft.decide(
                f"constant_{column}",
                "The table names no partners: its figures are totals over all of them (WLD). If a column names them, "
                "add --set role:partner=COLUMN.",
            )
            continue
        draft.decide(
            f"constant_{column}",
            f"The {column.replace('_', ' ')} is {shown(value)}, as the title, the corner or the name of the table "
            f"says. Another: --set {'exporter' if column in ('reporter', 'partner') else column}=VALUE.",
        )
    if found.guess.unread:
        draft.decide(
            "unread_figures",
            "Other columns of figures are not read: "
            f"{', '.join(shown(name, 40) for name in found.guess.unread[:6])}"
            + (f" and {len(found.guess.unread) - 6} more" if len(found.guess.unread) > 6 else "")
            + ". One of them instead: --set role:quantity=COLUMN, or --set role:value_usd=COLUMN.",
        )
    if found.guess.ignored:
        draft.decide(
            "not_amounts",
            "Columns that are no amounts of this trade (shares, ranks, prices, balances, the other direction) are "
            "not read: "
            f"{', '.join(shown(name, 40) for name in found.guess.ignored[:4])}"
            + (f" and {len(found.guess.ignored) - 4} more." if len(found.guess.ignored) > 4 else "."),
        )


PROFILES = (
    Profile(
        "generic",
        "Table whose columns were guessed",
        recognise,
        read,
        columns=columns,
        role_names=ROLES,
        at_most=_SUREST,
    ),
)
