"""Rows of one key that differ in a column without a role: parts are added, alternatives are not, both are told."""

from __future__ import annotations

from pathlib import Path

import pytest

from dependency_explorer.data.problems import DataError
from tests.data.profiles.reading import dropped, opened, told, total, write

HEAD = ("Year", "Exporter", "Importer", "Commodity", "Quantity (kt)")


def flows(folder: Path, title: str, rows: list[tuple[str, float]]) -> Path:
    lines = [(2023, "Chile", "China", "copper", figure, text) for text, figure in rows]
    return write(folder / "flows.csv", (*HEAD, title), lines)


@pytest.mark.parametrize(
    ("title", "texts", "kept"),
    [
        ("Scenario", ("NZE", "STEPS", "APS"), "STEPS"),
        ("Data source", ("Customs", "Partner"), "Customs"),
        ("Version", ("v9", "v10"), "v10"),
        ("Type", ("Forecast", "Actual"), "Actual"),
        ("Port", ("Antofagasta", "All ports", "Iquique"), "All ports"),
        ("PADD", ("PADD 1", "PADD 3", "U.S. Total"), "U.S. Total"),
    ],
)
def test_one_figure_told_several_times_is_counted_once(
    tmp_path: Path, title: str, texts: tuple[str, ...], kept: str
) -> None:
    figures = {text: 10.0 * 2**number for number, text in enumerate(texts)}
    path = flows(tmp_path, title, list(figures.items()))
    key = "rows_by_" + title.casefold().replace(" ", "_")
    dataset, report = opened(path)
    assert total(dataset, "quantity") == figures[kept]
    assert dropped(report) == {key: len(texts) - 1}
    summed, _ = opened(path, **{key: "sum"})
    assert total(summed, "quantity") == sum(figures.values())


def test_parts_are_added_up_by_name_and_one_can_be_chosen(tmp_path: Path) -> None:
    path = flows(tmp_path, "Port", [("Antofagasta", 10), ("Iquique", 20)])
    dataset, report = opened(path)
    assert (total(dataset, "quantity"), told(report)["rows_by_port"]) == (30, 2)
    assert total(opened(path, rows_by_port="iquique")[0], "quantity") == 20


def test_rows_that_other_columns_tell_apart_are_left(tmp_path: Path) -> None:
    lines = [
        (year, "Chile", "China", "copper", 5, "STEPS" if year > 2023 else "History") for year in (2023, 2024)
    ]
    dataset, report = opened(write(tmp_path / "a.csv", (*HEAD, "Scenario"), lines))
    assert total(dataset, "quantity") == 10
    assert "rows_by_scenario" not in told(report)


def test_percentages_among_amounts_are_not_added(tmp_path: Path) -> None:
    head = ("Year", "Exporter", "Importer", "Commodity", "Unit", "Value")
    lines = [
        (2023, "Chile", "China", "copper", unit, figure)
        for unit, figure in (("kt", 50), ("%", 30), ("t", 50_000))
    ]
    dataset, report = opened(write(tmp_path / "b.csv", head, lines))
    assert total(dataset, "quantity", unit="kt") == 50
    assert dropped(report) == {"no_amounts": 1, "unit_kept": 1}


def test_shares_alone_are_refused(tmp_path: Path) -> None:
    head = ("Year", "Exporter", "Importer", "Commodity", "Unit", "Value")
    path = write(tmp_path / "c.csv", head, [(2023, "Chile", "China", "copper", "% of imports", 30)])
    with pytest.raises(DataError, match="no amounts"):
        opened(path)
