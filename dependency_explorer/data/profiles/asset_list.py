"""Plain lists of assets of any publisher: mines, power plants, refineries, pipelines, lines, terminals, stores.

One row an asset, a column whose title says what it is (Plant, Mine, Рудник, Цахилгаан станц, 电厂, Kraftwerk …), and
beside it a capacity, a position, a status or a year of start. Traps: years of commissioning are no periods, so that a
list read as figures would tell of capacities in 1983; the unit of a capacity may stand in the title, beside it or
nowhere; lines lie in two countries; several assets may bear one name.
"""

from __future__ import annotations

from dataclasses import replace

from dependency_explorer.data.intake import guard
from dependency_explorer.data.intake.draft import Draft, Sift
from dependency_explorer.data.intake.grid import Rows, header_names
from dependency_explorer.data.intake.names import plain_id
from dependency_explorer.data.intake.plan import Option, Plan
from dependency_explorer.data.intake.profile import ColumnRole, Profile, Recognition
from dependency_explorer.data.intake.source import Source
from dependency_explorer.data.problems import DataError, shown
from dependency_explorer.data.profiles._asset_columns import ROLES, AssetColumns, asset_columns
from dependency_explorer.data.profiles._asset_rows import add_assets, is_said, numbered, set_totals_aside
from dependency_explorer.data.profiles._asset_titles import is_vague
from dependency_explorer.data.profiles._owners import add_stakes
from dependency_explorer.data.profiles._titles import parquet_head
from dependency_explorer.data.raw import RawColumn, RawTable, column_of, constant, joined

_SURE, _LESS_SURE = 0.55, 0.5
_SHEETS = 12


def recognise(source: Source) -> Recognition | None:
    """By a column that names one asset a row, beside a capacity, a position, a status or a year of start."""
    if source.kind not in ("text", "workbook", "json", "parquet"):
        return None
    try:
        found = _found(source, Plan())
    except DataError:
        return None  # told when it is read
    if found is None:
        return None
    columns, _ = found
    what = [columns.of(role) for role in ("capacity", "status", "start_year", "lat") if columns.of(role)]
    beside = ", ".join(map(shown, [*what, *([columns.both] if columns.both else [])][:3]))
    return Recognition(
        _LESS_SURE if is_vague(columns.kind, columns.name) else _SURE,
        f"It lists assets: one a row under {shown(columns.name)}, beside {beside}.",
    )


def _found(source: Source, plan: Plan) -> tuple[AssetColumns, str] | None:
    """The columns and their sheet; of a workbook the first sheet that is such a list."""
    several = source.kind == "workbook" and not plan.sheet and len(source.sheets) > 1
    for sheet in source.sheets[:_SHEETS] if several else (plan.sheet,):
        columns = asset_columns(_head(source, sheet), f"{source.stem} {sheet}", plan.roles)
        if columns is not None:
            return columns, sheet
    return None


def _head(source: Source, sheet: str) -> Rows:
    return parquet_head(source) if source.kind == "parquet" else source.head_grid(sheet)


def columns(source: Source, plan: Plan) -> list[ColumnRole]:
    """Which column is taken for what, for a window that lets it be changed."""
    found = _found(source, plan)
    if found is None:
        return []
    columns, _ = found
    told = [
        ColumnRole(
            column,
            role,
            1.0 if plan.roles.get(role) else 0.85,
            "you said so" if plan.roles.get(role) else "its title says so",
        )
        for role, column in columns.roles.items()
    ]
    extras = (
        (columns.part, "it tells parts of an asset, and stands in its name"),
        (columns.id, "it is the id"),
        (columns.both, "it is latitude and longitude"),
        (columns.share, "it is the share of the holder"),
    )
    told += [ColumnRole(name, "", 0.85, why) for name, why in extras if name]
    return told + [
        ColumnRole(name, "", 0.85, "no column of assets holds such figures") for name in columns.unread
    ]


def read(source: Source, plan: Plan, draft: Draft) -> None:
    """One asset a row, its routes and its stakes. Raises DataError where no column names assets."""
    found = _found(source, draft.plan)
    if found is None:
        raise DataError(
            f"{source.name} has no column that names assets (Plant, Mine, Pipeline …) beside a capacity, a position, "
            "a status or a year of start. Name it: --set role:name=COLUMN."
        )
    columns, sheet = found
    for role, column in draft.plan.roles.items():
        if role in ROLES and column and column not in header_names(columns.titles):
            raise DataError(
                f"--set role:{role}={column}: the list has no column {shown(column)}. It has "
                f"{', '.join(title for title in columns.titles[:12] if title)}."
            )
    table = source.table([title for title in columns.titles if title.strip()], sheet=sheet)
    sift = Sift(draft, table)
    name = table.text(columns.name)
    others = constant("", len(table))
    for column in table.columns:
        if column != columns.name:
            others = joined(others, table.text(column), lambda one, two: one or two.strip())
    sift.aside("no_asset", ~name.where(is_said), "Rows that name no asset: notes, units and blank rows.")
    sift.aside("note", others.isin({""}), "Rows of one text alone: notes and headings.")
    set_totals_aside(sift, name)
    guard.identical(sift)
    table = sift.result()
    columns = _with_years(draft, columns)
    names = _names(table, columns)
    ids = _ids(draft, table, columns, names)
    about = f"{source.stem} {sheet}"
    add_assets(draft, table, columns, ids, names, about, source.separator if source.kind == "text" else "")
    if columns.of("holder"):
        owners = table.text(columns.of("holder")).map(lambda text: text if is_said(text) else "")
        if columns.share:
            owners = joined(owners, table.text(columns.share), _with_share)
        add_stakes(draft, table, ids, owners)
    _tell(draft, source, columns, sheet)


def _with_share(owner: str, share: str) -> str:
    number = share.strip().rstrip("%").strip()
    return f"{owner} ({number}%)" if owner and is_said(number) and "%" not in owner else owner


def _with_years(draft: Draft, columns: AssetColumns) -> AssetColumns:
    """A column of years without a word of what they are: of the start only where the user says so."""
    if not columns.years or columns.of("start_year"):
        return columns
    options = (
        Option("unknown", "Leave these years out"),
        Option("start", "They are the years in which the assets began to work"),
    )
    chosen = draft.choice("years_of", "unknown", options)
    draft.decide(
        "years_of",
        f"The column {shown(columns.years)} does not say of what its years are, and they are "
        + ("not read." if chosen == "unknown" else "taken as those of the start."),
        options=options,
        chosen=chosen,
    )
    return (
        replace(columns, roles={**columns.roles, "start_year": columns.years})
        if chosen == "start"
        else columns
    )


def _names(table: RawTable, columns: AssetColumns) -> RawColumn:
    name = table.text(columns.name).map(lambda text: " ".join(text.split()))
    if not columns.part:
        return name
    return joined(
        name,
        table.text(columns.part),
        lambda whole, one: f"{whole}, {one.strip()}" if is_said(one) else whole,
    )


def _ids(draft: Draft, table: RawTable, columns: AssetColumns, names: RawColumn) -> RawColumn:
    given = table.text(columns.id) if columns.id else names
    ids = (
        given.map(lambda text: text.strip())
        if columns.id
        else names.map(lambda text: plain_id(text) or "asset")
    )
    told = numbered(ids.texts(), form="{}_{}")
    again = sum(one != other for one, other in zip(ids.texts(), told, strict=True))
    if again:
        first = next(one for one, other in zip(names.texts(), zip(ids.texts(), told, strict=True), strict=True)
                     if other[0] != other[1])  # fmt: skip
        draft.decide(
            "same_name",
            f"Assets with the name of an earlier one (first: {shown(first)}): each is an asset of its own, with a "
            "number in its id.",
            again,
        )
    return column_of(told)


def _tell(draft: Draft, source: Source, columns: AssetColumns, sheet: str) -> None:
    roles = "; ".join(f"{role} = {shown(column, 40)}" for role, column in columns.roles.items())
    draft.decide(
        "roles", f"Columns were told by their titles: {roles}. Another column: --set role:NAME=COLUMN."
    )
    if columns.unread:
        more = len(columns.unread) - 6
        draft.decide(
            "unread_figures",
            "Other columns of figures are not read, for the table of assets has none for them: "
            + ", ".join(shown(name, 40) for name in columns.unread[:6])
            + (f" and {more} more." if more > 0 else "."),
        )
    others = [name for name in source.sheets if name != sheet] if sheet else []
    if others:
        draft.decide(
            "other_sheets",
            f"The sheet {shown(sheet)} is read, and not {', '.join(map(shown, others[:4]))}"
            + (f" and {len(others) - 4} more" if len(others) > 4 else "")
            + ". Another: --set sheet=NAME.",
        )


PROFILES = (
    Profile(
        "asset_list",
        "List of assets: plants, mines, pipelines, terminals, stores",
        recognise,
        read,
        columns=columns,
        role_names=ROLES,
        at_most=_SURE,
    ),
)
