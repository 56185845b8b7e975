"""How many rows and columns a sheet may span: a reader makes room for every cell between the first and the last."""

from __future__ import annotations

from dependency_explorer.data.problems import DataError, count

MOST_CELLS = 28_000_000
"""Rows times columns of a sheet: 700 MB to a reader; every row of 26 columns, more than published tables have."""
MOST_ROWS, MOST_COLUMNS = 1_048_576, 16_384


def refuse_span(where: str, height: int, width: int) -> None:
    """Raise DataError where a sheet is larger than any, or spans more than can be read."""
    if height > MOST_ROWS or width > MOST_COLUMNS:
        raise DataError(
            f"{where} is damaged: it has a cell in row {count(height)}, column {count(width)}, where no sheet has "
            "one. Save the workbook again."
        )
    if height * width > MOST_CELLS:
        raise too_wide(where, height, width)


def too_wide(where: str, height: int, width: int) -> DataError:
    """The sentence for a sheet that spans too much."""
    return DataError(
        f"{where} spans {count(height)} rows and {count(width)} columns, more than can be read. Delete the empty "
        "rows and columns beside the table, or save the sheet as CSV."
    )
