"""From a file of any known format to a dataset, with the report of what was decided."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType
from typing import Any, NoReturn

from dependency_explorer.data.assemble import assemble, need_rows
from dependency_explorer.data.dataset import Dataset
from dependency_explorer.data.delimited import SEPARATORS
from dependency_explorer.data.intake.draft import Draft
from dependency_explorer.data.intake.packages import import_package, is_ours, is_package
from dependency_explorer.data.intake.parts import chosen_parts, together
from dependency_explorer.data.intake.plan import Decision, Plan
from dependency_explorer.data.intake.profile import Profile, Recognition
from dependency_explorer.data.intake.source import Source
from dependency_explorer.data.problems import Collector, DataError, Problem, count, counted, shown
from dependency_explorer.data.schema import TABLES
from dependency_explorer.data.typed import typed_table
from dependency_explorer.data.way import Way

IMPORTS = "imports"
"""Key of the descriptor under which the reports of a dataset stand."""

MOST_PROBLEMS = 300
"""Problems that a report names; those beyond are counted in its last sentence."""


_PLAIN = (
    "file", "fingerprint", "profile", "title", "confidence", "reason", "rows_read", "rows_kept", "rows_summed",
    "rows_made", "rows_twin", "twins",
)  # fmt: skip
Known = tuple[Profile, Recognition]
"""The format of a file, and how sure that is."""
_EXPLAINING = ("places", "commodities", "sources")


class NothingLeftError(DataError):
    """Every row that was read was set aside. decisions: why. all_read: whether there are no more rows than those."""

    def __init__(self, draft: Draft, problems: Sequence[Problem], all_read: bool) -> None:
        super().__init__(*problems, _nothing_left(draft))
        self.decisions = tuple(draft.decisions)
        self.rows_read = draft.rows_read
        self.all_read = all_read


@dataclass(frozen=True, slots=True)
class Report:
    """The quality report of one imported file: what it was taken for, every decision on its rows, every problem.

    rows_read = rows_kept + the rows of the decisions that dropped some. fingerprint: SHA-256 of the file.
    problems: those found when it was read, which the dataset made of it no longer has. rows_summed: rows kept that
    were added to another row of the same key. rows_made: rows of the dataset, those that only explain codes apart; 0
    in a report of before they were counted. rows_twin: rows of the dataset whose key another had that they were added
    to; twins: what became of them ("keep" those that were there, "replace" them, "alternative").
    """

    file: str
    fingerprint: str
    profile: str
    title: str
    confidence: float
    reason: str
    rows_read: int
    rows_kept: int
    decisions: tuple[Decision, ...]
    plan: Plan
    problems: tuple[Problem, ...] = ()
    rows_summed: int = 0
    rows_made: int = 0
    rows_twin: int = 0
    twins: str = ""

    def to_json(self) -> dict[str, Any]:
        """The report as a JSON value."""
        values: dict[str, Any] = {name: getattr(self, name) for name in _PLAIN}
        values["decisions"] = [decision.to_json() for decision in self.decisions]
        values["plan"] = self.plan.to_json()
        values["problems"] = [
            {
                "severity": one.severity,
                "message": one.message,
                "row": one.row,
                "column": one.column,
                "value": one.value,
            }
            for one in self.problems
        ]
        return values

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Report:
        """The report of such a value."""
        return cls(
            file=str(value.get("file", "")),
            fingerprint=str(value.get("fingerprint", "")),
            profile=str(value.get("profile", "")),
            title=str(value.get("title", "")),
            confidence=float(value.get("confidence") or 0.0),
            reason=str(value.get("reason", "")),
            rows_read=int(value.get("rows_read") or 0),
            rows_kept=int(value.get("rows_kept") or 0),
            rows_summed=int(value.get("rows_summed") or 0),
            rows_made=int(value.get("rows_made") or 0),
            rows_twin=int(value.get("rows_twin") or 0),
            twins=str(value.get("twins", "")),
            decisions=tuple(Decision.from_json(one) for one in value.get("decisions", ())),
            plan=Plan.from_json(value.get("plan")),
            problems=tuple(
                Problem(
                    "error" if one.get("severity") == "error" else "warning",
                    str(one.get("message", "")),
                    row=one.get("row"),
                    column=str(one.get("column", "")),
                    value=str(one.get("value", "")),
                )
                for one in value.get("problems", ())
            ),
        )


_TWINS = {
    "keep": "{0} left out, as their key was there",
    "replace": "{0} put in the place of those with their key",
    "alternative": "{0} kept beside those with their key, as alternatives",
}


def rows_told(told: Sequence[Report]) -> str:
    """Where the rows of files went: "1 352 rows in, 1 set aside, 13 summed into others".

    Where a row is not what becomes a row (a row of a wide table holds several), how many there are in the end; where
    they were added to another dataset, what became of those whose key it had.
    """
    met = {kind: sum(one.rows_twin for one in told if one.twins == kind) for kind in _TWINS}
    twins = [words.replace("{0}", count(met[kind])) for kind, words in _TWINS.items() if met[kind]]
    return "; ".join([_rows_read_told(told), *twins])


def _rows_read_told(told: Sequence[Report]) -> str:
    read, kept = sum(one.rows_read for one in told), sum(one.rows_kept for one in told)
    summed, made = sum(one.rows_summed for one in told), sum(one.rows_made for one in told)
    said = f"{counted(read, 'row')} in, {count(read - kept)} set aside"
    if not all(one.rows_made for one in told) or made == kept:
        return said
    if made == kept - summed:
        return f"{said}, {count(summed)} summed into others"
    return f"{said}, the others read as {counted(made, 'row')}"


def reports(dataset: Dataset) -> tuple[Report, ...]:
    """The reports of the files that a dataset was made of; none for one that came as a data package."""
    given = dataset.metadata.get(IMPORTS)
    if not isinstance(given, list | tuple):
        return ()
    return tuple(Report.from_json(one) for one in given if isinstance(one, Mapping))


def import_file(
    path: Path,
    plan: Plan | None = None,
    way: Way | None = None,
    limit: int | None = None,
    known: Known | None = None,
) -> Dataset:
    """Read a table of any known format, or a data package, into a dataset; `reports` tells what was decided.

    plan: what the user decided; without a profile in it the surest is taken. limit: only so many rows of each
    table, for a preview. known: the format, where somebody has looked already. Raises DataError with a sentence,
    Cancelled where the user called it off.
    """
    plan, way, found = plan or Plan(), way or Way(), Collector()
    if is_package(Path(path)):
        return _package(Path(path), plan, way)
    if known is None and limit is None and not plan.profile and _is_our_archive(Path(path)):
        return _load(Path(path), way)
    source = Source(Path(path), way, found, limit)
    source.encoding_override, source.separator_override = plan.encoding, plan.separator
    profile, recognition = known or _chosen(source, plan)
    _tell_left_out(found)
    draft = Draft(plan, found, source.name)
    draft.check_figures = source.check_figures
    try:
        _read(source, profile, draft)
    except DataError as error:
        # Of a head whose rows are all set aside a profile may say what holds for none of the rows behind them.
        if _more_to_come(source, draft) and not draft.rows_kept:
            raise NothingLeftError(draft, found.problems, False) from error
        raise
    if limit is None:  # a preview looks at its file more than once
        source.let_go()
    _check_plan(plan, draft)
    return _finish(source, profile, recognition, draft, found, way)


def _more_to_come(source: Source, draft: Draft) -> bool:
    """Whether only the head was read, and there may be rows behind it."""
    return source.limit is not None and draft.rows_read >= source.limit


def _read(source: Source, profile: Profile, draft: Draft) -> None:
    """The table of a file, or those that an archive holds in parts; of a preview the first."""
    parts = chosen_parts(source, draft)
    if len(parts) < 2 or source.limit is not None:
        one = source.part(parts[-1]) if parts and source.member not in parts else source
        draft.file = one.name
        profile.read(one, draft.plan, draft)
        if one is not source and source.limit is None:
            one.let_go()
        return
    told, draft.decisions = draft.decisions, []
    each: list[tuple[list[Decision], float]] = []
    for number, part in enumerate(parts):
        source.way.tell(f"Reading {source.path.name}", number, len(parts))
        one = source.part(part)
        draft.file = one.name
        before = draft.weighed
        profile.read(one, draft.plan, draft)
        one.let_go()
        each.append((draft.decisions, draft.weighed - before))
        draft.decisions = []
    draft.file = source.path.name
    draft.decisions = [*told, *together(each)]


def _package(path: Path, plan: Plan, way: Way) -> Dataset:
    if not is_ours(path):
        return import_package(path, plan, way)
    return _load(path, way)


def _is_our_archive(path: Path) -> bool:
    from dependency_explorer.data.read import is_package_archive

    try:
        return path.is_file() and is_package_archive(path, described=True)
    except (OSError, ValueError, DataError):
        return False  # told by whoever reads it as a table


def _load(path: Path, way: Way) -> Dataset:
    from dependency_explorer.data.read import load

    return load(path, progress=way.progress, cancelled=way.cancelled)


def _chosen(source: Source, plan: Plan) -> Known:
    from dependency_explorer.data.profiles import profile_named, surest

    if plan.profile:
        profile = profile_named(plan.profile)
        return profile, profile.recognise(source) or Recognition(0.0, "It was named by the user.")
    found = surest(source)
    if found is None:
        refuse_unknown(source)
    return found


def _tell_left_out(found: Collector) -> None:
    from dependency_explorer.data.profiles import left_out

    for sentence in left_out():
        found.add("warning", sentence)


def refuse_unknown(source: Source) -> NoReturn:
    """Raise DataError for a file that no profile takes for its own."""
    if source.kind == "json":
        source.grid()  # says why it cannot be read at all, which recognition passes over
    row = next((row for row in source.head_grid() if any(cell for cell in row)), ())
    names = [shown(cell, 30) for cell in row if cell][:12]
    there = f" (its first row is {', '.join(names)})" if names else ""
    raise DataError(
        f"{source.name} is of no format that is known here{there}. A table of flows needs the columns period, "
        "exporter, importer, commodity and quantity; say which of its columns is which in the import window, or "
        "name the format with --profile."
    )


def _check_plan(plan: Plan, draft: Draft) -> None:
    known = {decision.key for decision in draft.decisions}
    for key in plan.choices:
        if key not in known:
            draft.found.add(
                "warning",
                f"{draft.file}: the decision {shown(key)} does not come up with this table, so the choice "
                f"{shown(plan.choices[key])} changes nothing.",
            )


def _finish(
    source: Source, profile: Profile, recognition: Recognition, draft: Draft, found: Collector, way: Way
) -> Dataset:
    draft.source = {
        "id": "source",
        "publisher": profile.publisher,
        "title": draft.title or source.stem.replace("_", " "),
        "url": profile.url,
        "licence_or_terms": profile.licence,
        **draft.source,
    }
    if source.rows_end_wider:
        draft.decide(
            "row_ends",
            f"Rows end in one {SEPARATORS.get(source.separator, 'separator')} more than the header: the empty cell "
            "behind it is not read, and no column is shifted.",
            draft.rows_read,
        )
    raws = draft.tables()
    if not {"flows", "balances", "assets", "stakes", "events", "routes"} & set(raws):
        raise NothingLeftError(draft, found.problems, not _more_to_come(source, draft))
    unknown = sorted(draft.places.unknown)
    if unknown:
        some = ", ".join(shown(text) for text in unknown[:8]) + (", …" if len(unknown) > 8 else "")
        found.add(
            "warning",
            f"{source.name}: {counted(len(unknown), 'name is', 'names are')} known as no place and kept as "
            f"written: {some}.",
        )
    _tell_taken_for(draft)
    if source.limit is None:
        source.begin_fingerprint()
    tables = {
        name: typed_table(raw, TABLES[name], found, comma_is_likely=source.comma_is_likely)
        for name, raw in raws.items()
    }
    fingerprint = source.fingerprint() if source.limit is None else ""
    files = dict.fromkeys(tables, source.name)
    need_rows(tables, files, found)
    title = draft.title or source.stem.replace("_", " ")
    metadata: dict[str, Any] = {"title": title}
    dataset = assemble(
        source.stem, metadata, source.path, tables, files, fingerprint, (), (), found, way, draft.distinct
    )
    report = Report(
        file=source.path.name,
        fingerprint=fingerprint,
        profile=profile.name,
        title=profile.title,
        confidence=recognition.confidence,
        reason=recognition.reason,
        rows_read=draft.rows_read,
        rows_kept=draft.rows_kept,
        rows_summed=draft.rows_summed,
        rows_made=sum(len(table) for name, table in dataset.tables.items() if name not in _EXPLAINING),
        decisions=tuple(draft.decisions),
        plan=draft.plan,
        problems=_named(dataset.problems),
    )
    # Checking comes after reading: only the finished dataset knows every problem.
    return replace(dataset, metadata=MappingProxyType({**metadata, IMPORTS: [report.to_json()]}))


def _tell_taken_for(draft: Draft) -> None:
    """Name the places of the source that are more or less than the country that they count as."""
    if taken := draft.places.taken_for:
        known = draft.places.seen
        listed = "; ".join(
            f"{shown(text, 40)} counts as {known[code].name} ({told})"
            for text, (code, told) in sorted(taken.items())
        )
        draft.decide("counted_as", f"Places that are no countries of their own here: {listed}.")


def _named(problems: tuple[Problem, ...]) -> tuple[Problem, ...]:
    if len(problems) <= MOST_PROBLEMS:
        return problems
    more = counted(len(problems) - MOST_PROBLEMS, "further problem is", "further problems are")
    return (*problems[:MOST_PROBLEMS], Problem("warning", f"{more} not named here."))


def _nothing_left(draft: Draft) -> str:
    reasons = "; ".join(
        f"{counted(decision.rows, 'row')}: {decision.what}"
        for decision in draft.decisions
        if decision.dropped
    )
    return (
        f"{draft.file} has no row that can be used{f' ({reasons})' if reasons else ''}. Choose another file, or "
        "keep some of these rows in the import window (or with --set)."
    )
