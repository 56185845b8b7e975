"""What can be seen of a file before it is read whole: its first rows as they stand, and what they become.

It looks at the head of a file only, so that it takes the same moment whatever the size. The numbers of the report
(rows set aside, shares, totals) need the whole file: `importing.import_file` without a limit.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from dependency_explorer.data.dataset import Dataset
from dependency_explorer.data.intake.grid import Rows, header_names
from dependency_explorer.data.intake.importing import (
    Known,
    NothingLeftError,
    import_file,
    refuse_unknown,
    reports,
)
from dependency_explorer.data.intake.layout import find_layout
from dependency_explorer.data.intake.packages import is_package
from dependency_explorer.data.intake.plan import Decision, Plan
from dependency_explorer.data.intake.profile import ColumnRole
from dependency_explorer.data.intake.source import Source
from dependency_explorer.data.intake.source_file import HEAD_ROWS
from dependency_explorer.data.problems import DataError, counted
from dependency_explorer.data.way import Way


@dataclass(frozen=True, slots=True)
class Candidate:
    """A format that the file may be of. confidence: 0 to 1, 0 where it does not take the file for its own."""

    name: str
    title: str
    confidence: float
    reason: str


@dataclass(frozen=True, slots=True)
class AsRead:
    """The first rows as they stand in the file, without the row of titles.

    titles: one a column. rows: cells. lines: for each row its line in the file, from 1; 0 where it has none. sheet:
    of a workbook the one they stand in.
    """

    titles: tuple[str, ...] = ()
    rows: Rows = ()
    lines: tuple[int, ...] = ()
    sheet: str = ""


def _no_roles() -> tuple[ColumnRole, ...]:
    return ()


@dataclass(frozen=True)
class Preview:
    """What is known of a file from its head.

    candidates: every format there is, those that take the file for theirs first. profile: the one in force, ""
    where none fits. encoding, separator: as read, empty where the file is no text. sheets: of a workbook.
    role_names: what a column can be, empty where the format knows its columns. roles: what each is taken for.
    dataset: made of the first rows; None where that fails, and `trouble` then says why, or where all of them are set
    aside, which `aside` says: further rows are there, and the whole table may well be read. set_aside: why they were.
    signature: equal for files with the same columns. fingerprint of the whole file is not known here.
    """

    path: Path
    as_read: AsRead
    candidates: tuple[Candidate, ...]
    profile: str
    encoding: str = ""
    separator: str = ""
    sheets: tuple[str, ...] = ()
    sheet: str = ""
    role_names: tuple[str, ...] = ()
    roles: tuple[ColumnRole, ...] = field(default_factory=_no_roles)
    dataset: Dataset | None = None
    trouble: str = ""
    aside: str = ""
    set_aside: tuple[Decision, ...] = ()
    signature: str = ""

    @property
    def recognised(self) -> Candidate | None:
        """The format in force."""
        return next((one for one in self.candidates if one.name == self.profile), None)

    @property
    def decisions(self) -> tuple[Decision, ...]:
        """What was decided about the first rows."""
        return self.set_aside if self.dataset is None else reports(self.dataset)[0].decisions

    @property
    def is_table(self) -> bool:
        """Whether there is anything to decide: a format took it for its own, or it has more than one column."""
        return not self.trouble or bool(self.profile) or len(self.as_read.titles) > 1


_SHEETS_LOOKED_AT = 12


def look(path: Path, plan: Plan | None = None, way: Way | None = None, rows: int = HEAD_ROWS - 1) -> Preview:
    """The preview of a file under a plan. Raises DataError where the file is no table at all, Cancelled.

    rows: at most so many are mapped.
    """
    from dependency_explorer.data.profiles import recognise

    plan, way = plan or Plan(), way or Way()
    source = Source(Path(path), way)
    source.brief = True
    source.encoding_override, source.separator_override = plan.encoding, plan.separator
    found = recognise(source)
    profile = plan.profile or (found[0][0].name if found else "")
    known = next((one for one in found if one[0].name == profile), None)
    dataset: Dataset | None = None
    trouble = aside = ""
    set_aside: tuple[Decision, ...] = ()
    try:
        if not profile and not is_package(source.path):
            refuse_unknown(source)
        dataset = import_file(source.path, plan, way, rows, known)
        profile = reports(dataset)[0].profile or profile
    except NothingLeftError as error:
        set_aside = error.decisions
        trouble, aside = (str(error), "") if error.all_read else ("", _all_aside(error))
    except DataError as error:
        trouble = str(error)
    as_read = _as_read(source, plan.sheet)
    names, roles = _roles(source, plan, profile)
    return Preview(
        path=source.path,
        as_read=as_read,
        candidates=_candidates(found),
        profile=profile,
        encoding=source.encoding if source.kind == "text" else "",
        separator=source.separator if source.kind == "text" else "",
        sheets=source.sheets,
        sheet=plan.sheet or (source.first_sheet() if source.kind == "workbook" else ""),
        role_names=names,
        roles=roles,
        dataset=dataset,
        trouble=trouble,
        aside=aside,
        set_aside=set_aside,
        signature=signature(source.kind, as_read.titles),
    )


def _all_aside(error: NothingLeftError) -> str:
    """That nothing can be shown of the first rows, and why."""
    gone = [one for one in error.decisions if one.dropped]
    reasons = " ".join(f"{counted(one.rows, 'row')}: {one.what}" for one in gone[:3])
    more = f" {counted(len(gone) - 3, 'further reason', 'further reasons')}." if len(gone) > 3 else ""
    return (
        f"The first {counted(error.rows_read, 'row')} of the table are all set aside, so there is nothing to show of "
        f"them. {reasons}{more} The rows behind them are read with the whole table."
    )


def opens_at_once(path: Path) -> bool:
    """Whether a file needs no questions: a table that bears the columns of ours. Raises DataError as Source does."""
    from dependency_explorer.data.profiles import surest

    source = Source(Path(path))
    source.brief = True
    found = surest(source)
    return found is not None and found[0].name == "own_table" and found[1].confidence >= 1


def signature(kind: str, titles: Sequence[str]) -> str:
    """What tables of one origin have in common: their kind and the titles of their columns, years aside."""
    import hashlib
    import re

    told = "\x1f".join(re.sub(r"(19|20)\d\d", "#", title.strip().casefold()) for title in titles)
    return hashlib.sha256(f"{kind}\x1e{told}".encode()).hexdigest()[:24]


def _candidates(found: Sequence[Known]) -> tuple[Candidate, ...]:
    """The formats that were recognised, surest first, and the others by their titles."""
    from dependency_explorer.data.profiles import all_profiles

    named = {profile.name for profile, _ in found}
    others = [
        Candidate(profile.name, profile.title, 0.0, "")
        for profile in all_profiles()
        if profile.name not in named
    ]
    likely = [
        Candidate(profile.name, profile.title, known.confidence, known.reason) for profile, known in found
    ]
    return (*likely, *sorted(others, key=lambda one: one.title.casefold()))


def _roles(source: Source, plan: Plan, profile: str) -> tuple[tuple[str, ...], tuple[ColumnRole, ...]]:
    from dependency_explorer.data.profiles import all_profiles

    chosen = next((one for one in all_profiles() if one.name == profile), None)
    if chosen is None or chosen.columns is None:
        return (), ()
    try:
        return chosen.role_names, tuple(chosen.columns(source, plan))
    except DataError:
        return chosen.role_names, ()


# ---- rows as they stand ------------------------------------------------------------------------------------


def _as_read(source: Source, sheet: str) -> AsRead:
    if source.kind == "json":
        rows = source.head_grid()
        return AsRead(header_names(rows[0]), rows[1:], tuple([0] * len(rows[1:]))) if rows else AsRead()
    if source.kind == "parquet":
        table = Source(source.path, source.way, limit=HEAD_ROWS - 1).table()
        columns = [table.text(name).texts() for name in table.columns]
        records = list(zip(*columns, strict=True))
        return AsRead(tuple(table.columns), records, tuple(table.rows.tolist()))
    try:
        sheet = sheet or _telling_sheet(source)
        rows = source.head_grid(sheet)
    except DataError:
        return AsRead()
    layout = find_layout(rows)
    header = layout.header if layout is not None else title_row(rows)
    width = max((len(row) for row in rows), default=0)
    full = [(*row, *[""] * (width - len(row))) for row in rows]
    shown = [
        (line, row)
        for line, row in enumerate(full, start=1)
        if line != header + 1 and any(cell.strip() for cell in row)
    ]
    names = header_names(full[header]) if full else ()
    if layout is not None:
        names = (*layout.names, *names[len(layout.names) :])
    return AsRead(names, [row for _, row in shown], tuple(line for line, _ in shown), sheet)


def _telling_sheet(source: Source) -> str:
    """The first sheet that holds a table of some width: notes and lists of contents come before it."""
    for name in source.sheets[:_SHEETS_LOOKED_AT]:
        layout = find_layout(source.head_grid(name))
        if layout is not None and len(layout.names) > 2:
            return name
    return ""


def title_row(rows: Rows) -> int:
    """Index of the row that names the columns: the first that is nearly as wide as the rows usually are."""
    filled = [sum(bool(cell.strip()) for cell in row) for row in rows]
    wide = sorted(number for number in filled if number)
    usual = wide[len(wide) // 2] if wide else 0
    return next((index for index, number in enumerate(filled) if number and number >= 0.7 * usual), 0)
