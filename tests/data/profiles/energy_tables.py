"""What the tests of energy profiles share: samples, small files written here, and sums over what was imported."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest

from dependency_explorer.data.dataset import Dataset
from dependency_explorer.data.intake.importing import Report, import_file, reports
from dependency_explorer.data.intake.plan import Plan, is_column
from tests.data.tables import workbook_bytes

SAMPLES = Path(__file__).resolve().parents[4] / "shared" / "samples"


def sample(name: str) -> Path:
    """A real download; the test is skipped where the folder of samples is absent."""
    path = SAMPLES / name
    if not path.exists():
        pytest.skip(f"no sample {name} beside the repository")
    return path


def imported(path: Path, sheet: str = "", **decided: str) -> tuple[Dataset, Report]:
    """A file through the way in, with decisions and constants as `--set` gives them."""
    constants = {name: value for name, value in decided.items() if is_column(name)}
    choices = {name: value for name, value in decided.items() if not is_column(name)}
    plan = Plan(constants=MappingProxyType(constants), choices=MappingProxyType(choices), sheet=sheet)
    dataset = import_file(path, plan)
    report = reports(dataset)[0]
    dropped = sum(decision.rows for decision in report.decisions if decision.dropped)
    assert report.rows_read == report.rows_kept + dropped
    assert not [problem for problem in dataset.problems if "unit" in problem.column], dataset.problems
    return dataset, report


def written(folder: Path, name: str, text: str, encoding: str = "utf-8") -> Path:
    """A small file of our own."""
    path = folder / name
    path.write_bytes(text.encode(encoding))
    return path


def workbook(folder: Path, name: str, sheets: Mapping[str, Sequence[Sequence[object]]]) -> Path:
    """A small workbook of our own."""
    path = folder / name
    path.write_bytes(workbook_bytes(dict(sheets)))
    return path


def rows(dataset: Dataset, table: str = "flows", **where: str) -> list[dict[str, Any]]:
    """The rows of a table whose columns have these values."""
    frame = dataset.tables[table]
    found = []
    for record in frame.to_dict("records"):
        if all(str(record[column]) == value for column, value in where.items()):
            found.append(record)
    return found


def total(dataset: Dataset, table: str = "flows", **where: str) -> float:
    """The sum of quantity (flows) or value (balances) over such rows; missing is nothing."""
    column = "quantity" if table == "flows" else "value"
    return float(sum(row[column] for row in rows(dataset, table, **where) if row[column] == row[column]))


def dropped(report: Report) -> dict[str, int]:
    """Rows set aside by the key of the decision."""
    found: dict[str, int] = {}
    for decision in report.decisions:
        if decision.dropped:
            found[decision.key] = found.get(decision.key, 0) + decision.rows
    return found


def keys(report: Report) -> set[str]:
    """The decisions that came up."""
    return {decision.key for decision in report.decisions}
