"""What travels with a picture: the data exactly as drawn, and a README that says how to quote it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from dependency_explorer.charts.table import Column, Table, to_csv
from dependency_explorer.figures.figure import Figure


def csv_text(figure: Figure) -> str:
    """The drawn table as CSV, without comment lines, so that every program reads it.

    An outcome carries the not-a-forecast sentence in a column of its own.
    """
    table = figure.table()
    if figure.statement:
        columns = (*table.columns, Column("Basis"))
        table = Table(columns, tuple((*row, figure.statement) for row in table.rows))
    return to_csv(table)


def readme_text(figure: Figure, picture: str, data: str) -> str:
    """The README (Markdown): what the figure says, of what, from whom, and what it leaves out."""
    lines = [f"# {figure.title}", "", figure.subtitle]
    if figure.statement:
        lines += ["", f"**{figure.statement}**"]
    lines += ["", "## Files", "", f"- `{picture}`: the figure", f"- `{data}`: the numbers exactly as drawn"]
    lines += ["", "## How to quote it", "", figure.citation]
    lines += _section("Sources", figure.sources)
    lines += _section("Notes", [note for note in (*figure.notes, figure.excluded) if note])
    lines += _section("Assumptions of the run", figure.assumptions)
    lines += ["", "## Text for readers who do not see the picture", "", figure.alt_text]
    lines += ["", "An empty cell is a missing value, never zero.", ""]
    return "\n".join(lines)


def bundle_files(figure: Figure, picture: Path, title: str | None = None) -> dict[str, str]:
    """Name → content of the files beside `picture`: `name.csv` and `name-README.md`."""
    shown = figure if title is None else replace(figure, title=title)
    data = f"{picture.stem}.csv"
    return {data: csv_text(shown), f"{picture.stem}-README.md": readme_text(shown, picture.name, data)}


def _section(heading: str, entries: list[str] | tuple[str, ...]) -> list[str]:
    return ["", f"## {heading}", "", *(f"- {entry}" for entry in entries)] if entries else []
