"""The assumptions as a table: what is written is read again, what is wrong is said by row, defaults come back."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from dependency_explorer.data.problems import DataError
from dependency_explorer.data.read import load
from dependency_explorer.whatif import SupplyNetwork, simulate
from dependency_explorer.whatif.ledger_table import (
    LedgerRow,
    ledger_csv,
    ledger_rows,
    read_ledger_csv,
    to_default,
    with_range,
    with_value,
)
from dependency_explorer.whatif.outcome import Outcome
from dependency_explorer.whatif.scenario import Override, Range, Scenario, load_scenario


@pytest.fixture(scope="module")
def outcome() -> Outcome:
    dataset = load("mongolia")
    path = next(path for path in dataset.scenarios if "winter" in path.name)
    scenario = load_scenario(path, dataset).with_assumption(("spare", "*"), 0.2)
    network = SupplyNetwork.from_dataset(
        dataset, "MNG", scenario.baseline, season=scenario.season, start=scenario.start
    )
    return simulate(network, scenario)


def row_of(outcome: Outcome, key: str) -> LedgerRow:
    return next(row for row in ledger_rows(outcome) if row.key == key)


def rerun(outcome: Outcome, scenario: Scenario) -> Outcome:
    return simulate(outcome.network, scenario)


def edited(text: str, which: str, /, **cells: str) -> str:
    """The table with some cells of one row changed, as a spreadsheet would save it."""
    rows = list(csv.reader(io.StringIO(text, newline="")))
    for row in rows[1:]:
        if row[0] == which:
            for name, cell in cells.items():
                row[rows[0].index(name)] = cell
    out = io.StringIO(newline="")
    csv.writer(out).writerows(rows)
    return out.getvalue()


def test_what_was_exported_changes_nothing(outcome: Outcome) -> None:
    scenario, changed, problems = read_ledger_csv(ledger_csv(ledger_rows(outcome)), outcome)
    assert (scenario, changed, problems) == (outcome.scenario, 0, ())


@given(st.floats(0, 1e6, allow_nan=False), st.floats(1, 90), st.floats(0, 1), st.floats(0, 1))
def test_any_edit_is_written_and_read_again(capacity: float, days: float, low: float, high: float) -> None:
    base = test_any_edit_is_written_and_read_again.outcome  # type: ignore[attr-defined]
    text = edited(ledger_csv(ledger_rows(base)), "storage_capacity.diesel", value=repr(capacity))
    text = edited(text, "max_draw.diesel", value=repr(days))
    # Half as much to half as much again is the range that the row has anyway, and no edit.
    assume((low, high) != (0.5, 0.5))
    low, high = sorted((low * 51_382, 51_382 * (1 + high)))
    text = edited(text, "stock.diesel", low=repr(low), high=repr(high))
    scenario, changed, problems = read_ledger_csv(text, base)
    assert problems == ()
    assert changed >= 2
    assert Override(("storage_capacity", "diesel"), capacity) in scenario.assumptions
    assert Range(("stock", "diesel"), low, high) in scenario.ranges
    again = rerun(base, scenario)
    assert read_ledger_csv(ledger_csv(ledger_rows(again)), again)[1:] == (0, ())
    assert Scenario.from_dict(scenario.to_dict()) == scenario


@pytest.fixture(scope="module", autouse=True)
def _shared(outcome: Outcome) -> None:
    test_any_edit_is_written_and_read_again.outcome = outcome  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("cells", "says"),
    [
        ({"value": "much"}, "expected a number"),
        ({"value": "-5"}, "storage_capacity"),
        ({"low": "1"}, "both its low and its high end"),
        ({"low": "1", "high": "2"}, "follows from another number"),
        ({"value": "60000", "low": "1", "high": "2"}, "leaves out the value itself"),
        ({"key": "storage_capacity.dizel"}, "no assumption of this run"),
        ({"key": ""}, "it has no key"),
    ],
)
def test_a_bad_row_is_a_sentence_and_the_others_count(
    outcome: Outcome, cells: dict[str, str], says: str
) -> None:
    text = edited(ledger_csv(ledger_rows(outcome)), "max_fill.diesel", value="700")
    text = edited(text, "storage_capacity.diesel", **cells)
    scenario, changed, problems = read_ledger_csv(text, outcome)
    assert changed == 1
    assert Override(("max_fill", "diesel"), 700.0) in scenario.assumptions
    assert len(problems) == 1
    assert problems[0].startswith("Row ")
    assert says in problems[0]


def test_a_value_that_a_lever_sets_is_refused_in_words(outcome: Outcome) -> None:
    text = edited(ledger_csv(ledger_rows(outcome)), "floor.diesel", value="4")
    _, changed, problems = read_ledger_csv(text, outcome)
    assert changed == 0
    assert "move its lever" in problems[0]


@pytest.mark.parametrize("text", ["", "a,b\n1,2\n", 'key,value\n"open'])
def test_another_file_is_told_apart(outcome: Outcome, text: str) -> None:
    with pytest.raises(DataError):
        read_ledger_csv(text, outcome)


def test_semicolons_and_decimal_commas_of_a_spreadsheet_are_read(outcome: Outcome) -> None:
    text = edited(ledger_csv(ledger_rows(outcome)), "max_draw.diesel", value="12,5")
    rows = csv.reader(io.StringIO(text, newline=""))
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=";").writerows(rows)
    scenario, changed, problems = read_ledger_csv("\ufeff" + out.getvalue(), outcome)
    assert (changed, problems) == (1, ())
    assert Override(("max_draw", "diesel"), 12.5) in scenario.assumptions


def test_texts_are_no_formulas(outcome: Outcome) -> None:
    row = row_of(outcome, "stock.diesel")
    from dataclasses import replace

    nasty = replace(row, assumption=replace(row.assumption, label="=1+1", source="@cmd", note="-x"))
    cells = next(csv.reader(io.StringIO(ledger_csv([nasty]).split("\r\n")[1])))
    assert [cells[1], cells[9], cells[10]] == ["'=1+1", "'@cmd", "'-x"]


def test_back_to_default_takes_value_and_range_back(outcome: Outcome) -> None:
    row = row_of(outcome, "storage_capacity.diesel")
    larger = rerun(outcome, with_value(outcome, row, 90_000.0))
    changed = row_of(larger, row.key)
    assert (changed.edited, changed.default) == (True, row.assumption.value)
    assert to_default(larger, changed) == outcome.scenario
    stock = row_of(outcome, "stock.diesel")
    wider = rerun(outcome, with_range(outcome, stock, 0.0, 100_000.0))
    assert row_of(wider, stock.key).edited
    assert to_default(wider, row_of(wider, stock.key)) == outcome.scenario


def test_behind_a_statement_for_all_the_default_is_stated_for_the_row(outcome: Outcome) -> None:
    key = next(row.key for row in ledger_rows(outcome) if row.key.startswith("spare."))
    row = row_of(outcome, key)
    assert (row.assumption.value, row.edited) == (0.2, True)
    stated = rerun(outcome, outcome.scenario.with_assumption(row.assumption.path, 0.3))
    scenario = to_default(stated, row_of(stated, key))
    assert row_of(rerun(outcome, scenario), key).assumption.value == row.default or row.default is None


def test_a_value_beyond_its_range_widens_the_range(outcome: Outcome) -> None:
    row = row_of(outcome, next(r.key for r in ledger_rows(outcome) if r.key.startswith("spare.")))
    ranged = rerun(outcome, with_range(outcome, row, 0.1, 0.25))
    scenario = with_value(ranged, row_of(ranged, row.key), 0.4)
    assert Range(row.range_path, 0.1, 0.4) in scenario.ranges
