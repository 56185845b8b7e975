"""A table that already bears the columns of ours, in any order."""

from __future__ import annotations

from dependency_explorer.data.delimited import column_name
from dependency_explorer.data.intake.draft import Draft
from dependency_explorer.data.intake.places import anyhow, by_name
from dependency_explorer.data.intake.plan import Option, Plan
from dependency_explorer.data.intake.profile import Profile, Recognition
from dependency_explorer.data.intake.source import Source
from dependency_explorer.data.problems import DataError, counted, shown
from dependency_explorer.data.raw import RawTable
from dependency_explorer.data.schema import TABLES

_PLACE_CODES = (
    Option("codes", "Read them as the places that they name"),
    Option("keep", "Keep them as they are written"),
)
_TELLING = frozenset({"period", "exporter", "importer", "commodity", "quantity", "value_usd"})


def recognise(source: Source) -> Recognition | None:
    """By the names of its columns; half of them are enough to say what is missing."""
    header = _header(source)
    there = _TELLING & set(header)
    if len(there) < 2 or not ({"exporter", "importer"} & there):
        return None
    whole = {"period", "exporter", "importer", "commodity"} <= there and {"quantity", "value_usd"} & there
    if whole:
        return Recognition(1.0, "It has the columns of a table of flows: " + ", ".join(sorted(there)) + ".")
    return Recognition(0.32, "Some of its columns are named like those of a table of flows.")


def read(source: Source, plan: Plan, draft: Draft) -> None:
    """Every table of ours that the file holds; a workbook may have a sheet for each."""
    if source.kind == "workbook":
        named = {name.strip().lower(): name for name in source.sheets if name.strip().lower() in TABLES}
        if "flows" not in named:
            named["flows"] = plan.sheet or source.first_sheet()
        for table, sheet in named.items():
            _add(
                draft,
                table,
                source.table(sheet=sheet if len(named) > 1 else "", rename=column_name, of=table),
            )
    else:
        _add(draft, "flows", source.table(numbers=TABLES["flows"].numbers, rename=column_name, of="flows"))
    _codes_for_names(draft)


def _header(source: Source) -> list[str]:
    if source.kind == "parquet":
        return [column_name(name) for name in source.parquet_names]
    if source.kind == "workbook":
        sheets = [name for name in source.sheets if name.strip().lower() == "flows"]
        try:
            rows = source.head_grid(sheets[0] if sheets else "")
        except DataError:
            return []
    else:
        rows = source.head_grid()
    first = next((row for row in rows if any(cell.strip() for cell in row)), ())
    return [column_name(cell) for cell in first]


def _add(draft: Draft, table: str, raw: RawTable) -> None:
    names = list(raw.columns)
    twins = [name for name in names if name.endswith(" (2)") and name[:-4] in names]
    if twins:
        raise DataError(
            f"{raw.file} has two columns named {shown(twins[0][:-4])}. Rename or delete one of them in its header."
        )
    columns = {name: column for name, column in raw.columns.items() if not name.startswith("column ")}
    for name in raw.columns.keys() - columns.keys():
        filled = int(raw.text(name).where(lambda text: bool(text.strip())).sum())
        if filled:
            draft.found.add(
                "warning",
                f"{raw.file}: {name} has no name; its {counted(filled, 'value')} are not used. Name the column in "
                "the header.",
                table=table,
            )
    draft.rows_read += len(raw)
    draft.rows_kept += len(raw)
    draft.add_whole(table, RawTable(raw.file, columns, raw.rows))


def _codes_for_names(draft: Draft) -> None:
    """Say which places are written as names, in two letters or as numbers, and read them as codes where it is wanted.

    In a table of ours a code may be any text, so they stay unless the user says otherwise. A total does not: "World"
    would be a country like any other, and be added to its parts.
    """
    flows, places = draft.whole("flows"), draft.whole("places")
    if flows is None:
        return
    explained = set(places.text("code").used()) if places is not None else set()
    names: dict[str, str] = {}
    totals: dict[str, str] = {}
    for side in ("exporter", "importer"):
        for written in flows.text(side).used():
            place = anyhow(written) if written not in explained else None
            if place is None or place.code == written:
                continue
            if place.kind == "world":
                if len(written) > 3 and by_name(written) is not None:  # "0" or "W1" may be codes of their own
                    totals[written] = place.code
            elif place.kind in ("country", "unknown"):
                names[written] = place.code
    if totals:
        some = ", ".join(shown(text, 30) for text in list(totals)[:4])
        rows = int((flows.text("exporter").isin(totals) | flows.text("importer").isin(totals)).sum())
        draft.decide(
            "world", f"Rows of totals ({some}) are kept as totals (WLD), and never added to partners.", rows
        )
    changed = dict(totals)
    if names:
        chosen = draft.choice("place_codes", "keep", _PLACE_CODES)
        some = ", ".join(f"{shown(text, 30)} for {code}" for text, code in list(names.items())[:4])
        draft.decide(
            "place_codes",
            "Places that are no codes of ISO 3166 alpha-3 "
            + (
                "are read as these"
                if chosen == "codes"
                else "stay as they are written, as codes of their own"
            )
            + f" ({some}{', …' if len(names) > 4 else ''}).",
            int((flows.text("exporter").isin(names) | flows.text("importer").isin(names)).sum()),
            options=_PLACE_CODES,
            chosen=chosen,
        )
        changed |= names if chosen == "codes" else {}
    if changed:
        for side in ("exporter", "importer"):
            told = flows.text(side).map(lambda text: changed.get(text, text))
            draft.replace_whole("flows", **{side: told})


PROFILES = (Profile("own_table", "Table of flows (columns of Dependency Explorer)", recognise, read),)
