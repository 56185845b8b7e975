"""What the tests of formats share: real files beside the repository, a file read with its report, and sums."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np
import pytest

from dependency_explorer.data.dataset import Dataset
from dependency_explorer.data.intake.importing import Report, import_file, reports
from dependency_explorer.data.intake.plan import Plan
from dependency_explorer.data.intake.source import Source
from dependency_explorer.data.profiles import recognise

SAMPLES = Path(__file__).parents[3].parent / "shared" / "samples"


def sample(name: str) -> Path:
    """A real file; the test is skipped where it is not there."""
    path = SAMPLES / name
    if not path.exists():
        pytest.skip(f"no sample {name} beside the repository")
    return path


def taken_for(path: Path) -> str:
    """The profile that wins, empty where none takes the file."""
    found = recognise(Source(path))
    return found[0][0].name if found else ""


def opened(path: Path, **decided: str) -> tuple[Dataset, Report]:
    """A file as a dataset with its report, whose rows must add up. decided: constants by column, else choices."""
    from dependency_explorer.data.intake.plan import is_column

    constants = {name: value for name, value in decided.items() if is_column(name)}
    choices = {name: value for name, value in decided.items() if not is_column(name)}
    dataset = import_file(path, Plan(constants=constants, choices=choices))
    (report,) = reports(dataset)
    assert report.rows_read == report.rows_kept + sum(dropped(report).values())
    assert report.rows_kept >= 0
    assert not [problem for problem in dataset.problems if problem.severity == "error"]
    return dataset, report


def dropped(report: Report) -> dict[str, int]:
    """Reason → rows that are not in the dataset for it; a reason may stand for several sheets."""
    reasons: dict[str, int] = {}
    for decision in report.decisions:
        if decision.dropped:
            reasons[decision.key] = reasons.get(decision.key, 0) + decision.rows
    return reasons


def told(report: Report) -> dict[str, int]:
    """Every decision and the rows that it concerns."""
    return {decision.key: decision.rows for decision in report.decisions}


def total(
    dataset: Dataset, column: str = "value_usd", table: str = "flows", **where: str | Sequence[str]
) -> float:
    """The sum of a column in the rows where other columns hold these texts."""
    frame = dataset.tables[table]
    hit = np.ones(len(frame), bool)
    for name, wanted in where.items():
        texts = frame[name].astype(str)
        hit &= texts.isin([wanted] if isinstance(wanted, str) else list(wanted)).to_numpy()
    return float(np.nansum(frame[column].to_numpy()[hit]))


def rows_of(path: Path, encoding: str = "utf-8-sig", skip: int = 0) -> list[dict[str, str]]:
    """The rows of a CSV file, read plainly: what the totals are computed from independently."""
    lines = path.read_text(encoding=encoding).splitlines(keepends=True)[skip:]
    return list(csv.DictReader(lines, restkey="more"))


def write(
    path: Path, header: Sequence[str], rows: Iterable[Sequence[object]], encoding: str = "utf-8"
) -> Path:
    """A small CSV file."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(header)
    writer.writerows(rows)
    path.write_bytes(text.getvalue().encode(encoding))
    return path
