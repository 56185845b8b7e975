"""A pivot of UN Comtrade: shares are no money, and the country that all cells share is in the file's name."""

from __future__ import annotations

from pathlib import Path

import pytest

from dependency_explorer.data.intake.importing import import_file
from dependency_explorer.data.intake.source import Source
from dependency_explorer.data.problems import DataError
from tests.data.profiles.reading import dropped, opened, sample, total
from tests.data.tables import workbook_bytes

ROWS = (
    ("", "", "partner_perc", "", "", "primaryValue", "", ""),
    ("", "reporterDesc", "China", "India", "Angola", "China", "India", "Angola"),
    ("refYear", "flowDesc", "", "", "", "", "", ""),
    (2020, "Import", 0.5, 0.5, "", 100, 200, ""),
    (2021, "Import", 0.9, 0.1, 0, 300, "", 7),
)


def test_angola() -> None:
    path = sample("pivot_xlsx/comtrade_pivot_angola_partners.xlsx")
    dataset, report = opened(path)
    rows = Source(path).grid()
    start = rows[0].index("primaryValue")
    china = next(column for column in range(start, len(rows[1])) if rows[1][column] == "China")
    assert rows[1][start] == "Albania"
    for row in rows[3:]:
        assert total(dataset, exporter="AGO", importer="CHN", period=row[0]) == pytest.approx(
            float(row[china] or 0)
        )
    cells = sum(bool(cell) for row in rows[3:] for cell in row[start:])
    assert report.rows_read == cells
    itself = next(column for column in range(start, len(rows[1])) if rows[1][column] == "Angola")
    assert dropped(report) == {"same_place": sum(bool(row[itself]) for row in rows[3:])}


def test_values_and_not_shares(tmp_path: Path) -> None:
    path = tmp_path / "report_Angola_partners.xlsx"
    path.write_bytes(workbook_bytes({"Sheet1": ROWS}))
    dataset, report = opened(path)
    assert total(dataset) == 600
    assert total(dataset, exporter="AGO", importer="IND", period="2020") == 200
    assert dropped(report) == {"same_place": 1}


def test_the_other_country_may_be_given(tmp_path: Path) -> None:
    path = tmp_path / "partners.xlsx"
    path.write_bytes(workbook_bytes({"Sheet1": ROWS}))
    with pytest.raises(DataError, match="--set exporter=AGO"):
        import_file(path)
    dataset, _ = opened(path, exporter="BRA")
    assert total(dataset, exporter="BRA") == 607
