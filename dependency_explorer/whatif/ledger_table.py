"""The assumptions of a run as a table to edit, write as CSV and read again.

Every edit goes through the same checks as a scenario file: a number that the file would refuse is refused here
with the same sentence, and the scenario stays as it was.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from dependency_explorer.data.formulas import protected, unprotected
from dependency_explorer.data.numerals import numbers
from dependency_explorer.data.problems import DataError, shown
from dependency_explorer.data.write import csv_text, number_text
from dependency_explorer.whatif.inputs import all_inputs
from dependency_explorer.whatif.ledger import STATED, Assumption
from dependency_explorer.whatif.scenario import Override, Range, Scenario
from dependency_explorer.whatif.scenario_reading import RANGES, WITHOUT_LIMIT

if TYPE_CHECKING:
    from dependency_explorer.whatif.outcome import Outcome

COLUMNS = (
    "key", "assumption", "value", "unit", "low", "high", "default", "edited", "share_of_spread", "source",
    "note",
)  # fmt: skip
NO_LIMIT = "no limit"
MOST_ROWS = 10_000
"""A longer file is no ledger of one run."""

Value = float | str | None


@dataclass(frozen=True, slots=True)
class LedgerRow:
    """One assumption. default: what it would be if the scenario stated nothing, None where it would not be
    there; edited: the scenario states its value or its range."""

    assumption: Assumption
    default: Value
    edited: bool

    @property
    def key(self) -> str:
        """Its key in the ledger."""
        return self.assumption.key

    @property
    def editable(self) -> bool:
        """Whether its value can be set."""
        return bool(self.assumption.path) and (
            self.number is not None or self.assumption.value in (None, NO_LIMIT)
        )

    @property
    def number(self) -> float | None:
        """Its value where that is a number."""
        value = self.assumption.value
        return value if isinstance(value, int | float) and not isinstance(value, bool) else None

    @property
    def ranged(self) -> bool:
        """Whether a range can be given to its draws."""
        return bool(self.range_path) and self.number is not None

    @property
    def range_path(self) -> tuple[str, ...]:
        """Where the scenario's `ranges` would name it; empty where draws never differ in it."""
        kind, dot, rest = self.key.partition(".")
        return (kind, rest.split(".")[0]) if dot and kind in RANGES else ()


def ledger_rows(outcome: Outcome) -> tuple[LedgerRow, ...]:
    """The ledger of a run with the default of each row."""
    from dependency_explorer.whatif.simulation import simulate

    scenario = outcome.scenario
    bare = replace(scenario, assumptions=(), ranges=())
    known = outcome if bare == scenario else simulate(outcome.network, bare)
    defaults = {row.key: row.value for row in known.ledger}
    ranged = {given.path for given in scenario.ranges}
    stated = {override.path for override in scenario.assumptions}
    found = []
    for assumption in outcome.ledger:
        row = LedgerRow(assumption, defaults.get(assumption.key), False)
        said = bool(assumption.path) and assumption.source == STATED
        edited = said or assumption.path in stated or row.range_path in ranged
        found.append(replace(row, edited=edited))
    return tuple(found)


def with_value(outcome: Outcome, row: LedgerRow, value: float | None) -> Scenario:
    """The scenario with one value set, None for no limit; raises DataError where it does not fit.

    A range that the scenario gives and that no longer holds the value is widened to hold it.
    """
    scenario = outcome.scenario.with_assumption(row.assumption.path, value)
    given = scenario.range_of(row.range_path[0], row.range_path[1]) if row.range_path else None
    if given is not None and value is not None and not given.low <= value <= given.high:
        wider = replace(given, low=min(given.low, value), high=max(given.high, value))
        scenario = replace(
            scenario, ranges=_sorted(wider if one == given else one for one in scenario.ranges)
        )
    return checked(outcome, scenario)


def with_range(outcome: Outcome, row: LedgerRow, low: float, high: float) -> Scenario:
    """The scenario with the range that draws take one assumption from; raises DataError where it does not fit."""
    path = row.range_path
    kept = [given for given in outcome.scenario.ranges if given.path != path]
    ranges = _sorted([*kept, Range(path, low, high)])
    scenario = checked(outcome, replace(outcome.scenario, ranges=ranges))
    if low < high and row.key not in all_inputs(outcome.network, scenario):
        raise DataError(
            f"{row.assumption.label} follows from another number of this run, so draws do not range over it. "
            "Give it a value of its own first."
        )
    return scenario


def to_default(outcome: Outcome, row: LedgerRow) -> Scenario:
    """The scenario with a row's value and range at their defaults.

    Where a wider statement ("*", or of the total) stands behind the row's own, the default is stated for the
    row alone, since the others are not to change.
    """
    scenario = outcome.scenario.without_assumption(row.assumption.path)
    scenario = replace(
        scenario, ranges=tuple(given for given in scenario.ranges if given.path != row.range_path)
    )
    from dependency_explorer.whatif.simulation import simulate

    now = {one.key: one.value for one in simulate(outcome.network, scenario).ledger}
    if row.assumption.path and row.default is not None and now.get(row.key, row.default) != row.default:
        limit = None if row.default == NO_LIMIT else row.default
        if limit is None or isinstance(limit, int | float):
            scenario = scenario.with_assumption(row.assumption.path, limit)
    return checked(outcome, scenario)


def checked(outcome: Outcome, scenario: Scenario) -> Scenario:
    """The scenario if its file would be read and its run would start; raises DataError."""
    Scenario.from_dict(scenario.to_dict())
    all_inputs(outcome.network, scenario)
    return scenario


def ledger_csv(rows: Iterable[LedgerRow], shares: Mapping[str, float] | None = None) -> str:
    """The table as CSV; texts are protected against being run as formulas by a spreadsheet."""
    known = shares or {}
    return csv_text(
        COLUMNS,
        [
            (
                protected(row.key), protected(row.assumption.label), _cell(row.assumption.value),
                protected(row.assumption.unit), _cell(row.assumption.low), _cell(row.assumption.high),
                _cell(row.default) if row.edited else "", "yes" if row.edited else "",
                number_text(known[row.key]) if row.key in known else "",
                protected(row.assumption.source), protected(row.assumption.note),
            )
            for row in rows
        ],
    )  # fmt: skip


def read_ledger_csv(text: str, outcome: Outcome) -> tuple[Scenario, int, tuple[str, ...]]:
    """The scenario with what a table says differently, how many rows changed it, and a sentence for each row
    that could not be taken; good rows are taken all the same.

    Only value, low and high are read; rows that are not there keep their values. Raises DataError for a text
    that is no such table.
    """
    rows = _table(text)
    known = {row.key: row for row in ledger_rows(outcome)}
    seen: set[str] = set()
    problems: list[str] = []
    changed = 0
    for line, cells in rows:
        key = unprotected(cells.get("key", "").strip())
        row = known.get(key)
        if row is None:
            what = f"the key {shown(key)} is no assumption of this run" if key else "it has no key"
            problems.append(f"Row {line}: {what}; it was left out. Keep the keys as they were exported.")
            continue
        if key in seen:
            problems.append(f"Row {line}: the key {shown(key)} stands there twice; the first row counts.")
            continue
        seen.add(key)
        try:
            taken = _taken(outcome, row, cells)
        except DataError as error:
            problems.append(f"Row {line} ({shown(key)}): {error}")
            continue
        if taken is not outcome.scenario:
            changed += 1
            # Arrays are not looked at here: what follows asks the scenario and the network alone.
            outcome = replace(outcome, scenario=taken)
    return outcome.scenario, changed, tuple(problems)


def _taken(outcome: Outcome, row: LedgerRow, cells: Mapping[str, str]) -> Scenario:
    """The scenario with one row of the table; the same object where it says nothing new."""
    value = _read(cells.get("value", ""), "value", row)
    low, high = (_read(cells.get(name, ""), name, row) for name in ("low", "high"))
    now = row.assumption
    old = outcome.scenario
    if (isinstance(value, float) and value != row.number) or (value == NO_LIMIT and row.number is not None):
        if not row.editable:
            raise DataError(
                f"the value of {now.label} is not set here; move its lever or change the data. It stays "
                f"{_cell(now.value)}."
            )
        if value == NO_LIMIT and now.path[0] not in WITHOUT_LIMIT:
            raise DataError(f"“{NO_LIMIT}” has no meaning for {now.label}; expected a number.")
        outcome = replace(
            outcome, scenario=with_value(outcome, row, None if value == NO_LIMIT else float(value))
        )
    if isinstance(low, float) and isinstance(high, float) and (low, high) != (now.low, now.high):
        if not row.ranged:
            raise DataError(f"draws do not range over {now.label}; leave low and high empty.")
        outcome = replace(outcome, scenario=with_range(outcome, row, low, high))
    elif (isinstance(low, float)) != (isinstance(high, float)):
        raise DataError("a range needs both its low and its high end; fill in both or neither.")
    return outcome.scenario if outcome.scenario != old else old


def _read(cell: str, name: str, row: LedgerRow) -> float | str | None:
    """A cell as number; None where it is empty or the text that was exported, "no limit" as itself."""
    text = unprotected(cell.strip())
    if not text or (
        name == "value" and isinstance(row.assumption.value, str) and text == row.assumption.value
    ):
        return None
    if name == "value" and text.casefold() == NO_LIMIT:
        return NO_LIMIT
    found = numbers([text], comma_is_likely=True)
    if found.values[0] != found.values[0]:
        raise DataError(f"{name} is {shown(text)}, expected a number such as 0.1. The row was left out.")
    return found.values[0]


def _table(text: str) -> list[tuple[int, dict[str, str]]]:
    text = text.removeprefix("\ufeff")
    head = text.partition("\n")[0]
    # Spreadsheets of countries with a decimal comma write semicolons.
    delimiter = max(",;\t", key=head.count)
    try:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
        names = [name.strip() for name in next(reader, [])]
        lacking = [name for name in ("key", "value") if name not in names]
        if lacking:
            raise DataError(
                f"This is no table of assumptions: the column “{lacking[0]}” is missing. Choose a CSV file that "
                "was exported here."
            )
        rows = []
        for cells in reader:
            if any(cell.strip() for cell in cells):
                rows.append((reader.line_num, dict(zip(names, cells, strict=False))))
            if len(rows) > MOST_ROWS:
                raise DataError(f"The table has more than {MOST_ROWS} rows, more than any run assumes.")
    except csv.Error as error:
        raise DataError(f"The table cannot be read as CSV: {error}. Export it again and edit that.") from None
    return rows


def _sorted(ranges: Iterable[Range]) -> tuple[Range, ...]:
    return tuple(sorted(ranges, key=_path))


def _path(one: Range | Override) -> tuple[str, ...]:
    return one.path


def _cell(value: Value) -> str:
    if value is None:
        return ""
    return number_text(float(value)) if isinstance(value, int | float) else protected(value)
