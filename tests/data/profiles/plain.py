"""Files written for a test, tables as tuples, and real files read once more by plain code to compare."""

from __future__ import annotations

import csv
import xml.etree.ElementTree as ElementTree
import zipfile
from collections.abc import Sequence
from pathlib import Path

from dependency_explorer.data.dataset import Dataset
from dependency_explorer.data.intake.importing import Report, import_file, reports
from dependency_explorer.data.intake.plan import Plan, is_column

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def read(path: Path, profile: str = "", **settings: str) -> tuple[Dataset, Report]:
    """A file as a dataset with its report. settings: as --set; role__exporter is role:exporter."""
    constants = {key: value for key, value in settings.items() if is_column(key)}
    roles = {key[6:]: value for key, value in settings.items() if key.startswith("role__")}
    choices = {k: v for k, v in settings.items() if k not in constants and not k.startswith("role__")}
    dataset = import_file(path, Plan(profile=profile, constants=constants, roles=roles, choices=choices))
    return dataset, reports(dataset)[0]


def text(folder: Path, name: str, content: str, encoding: str = "utf-8") -> Path:
    """A file with this content, line ends as given."""
    path = folder / name
    path.write_bytes(content.encode(encoding))
    return path


def dropped(report: Report) -> dict[str, int]:
    """How many rows each reason has set aside; the report must add up."""
    reasons: dict[str, int] = {}
    for decision in report.decisions:
        if decision.dropped:
            reasons[decision.key] = reasons.get(decision.key, 0) + decision.rows
    assert report.rows_read - report.rows_kept == sum(reasons.values())
    return reasons


def told(report: Report) -> set[str]:
    """The keys of all decisions."""
    return {decision.key for decision in report.decisions}


def rows_of(dataset: Dataset, table: str, *columns: str) -> list[tuple[object, ...]]:
    """The rows of a table as tuples; missing figures are None."""
    frame = dataset.tables[table]
    lists = [[None if value != value else value for value in frame[name].tolist()] for name in columns]
    return list(zip(*lists, strict=True))


def plain_csv(
    path: Path, skip: int = 0, encoding: str = "utf-8-sig", delimiter: str = ","
) -> list[dict[str, str]]:
    """A CSV file read by the standard library alone."""
    with path.open(encoding=encoding, newline="") as stream:
        for _ in range(skip):
            next(stream)
        return list(csv.DictReader(stream, delimiter=delimiter))


def plain_sheet(path: Path, number: int) -> list[dict[str, str]]:
    """The rows below the first row of a sheet, from the XML of the workbook itself."""
    with zipfile.ZipFile(path) as archive:
        strings = [
            "".join(part.text or "" for part in item.iter(f"{_MAIN}t"))
            for item in ElementTree.fromstring(archive.read("xl/sharedStrings.xml"))
        ]
        sheet = ElementTree.fromstring(archive.read(f"xl/worksheets/sheet{number}.xml"))
    rows = [_cells(row, strings) for row in sheet.iter(f"{_MAIN}row")]
    header = rows[0]
    return [{header[column]: value for column, value in row.items() if column in header} for row in rows[1:]]


def _cells(row: ElementTree.Element, strings: Sequence[str]) -> dict[str, str]:
    cells: dict[str, str] = {}
    for cell in row:
        column = "".join(filter(str.isalpha, cell.get("r", "")))
        value = cell.find(f"{_MAIN}v")
        if value is not None and value.text is not None:
            cells[column] = strings[int(value.text)] if cell.get("t") == "s" else value.text
        elif (inline := cell.find(f"{_MAIN}is")) is not None:
            cells[column] = "".join(part.text or "" for part in inline.iter(f"{_MAIN}t"))
    return cells
