"""How many rows and columns a sheet may span: a reader makes room for every cell between the first and the last."""

from __future__ import annotations

from dependency_explorer.data.problems import DataError, count

MOST_CELLS = 28_000_000
"""Rows times columns of a sheet: 700 MB to a reader; every row of 26 columns, more than published tables have."""
MOST_ROWS, MOST_COLUMNS = 1_048_576, 16_384
_FOR_ANY, _FOR_ANY_TWICE, _A_BYTE = 20_000_000, 12_000_000, 2.5
"""What sheets of a file of any size may span, 32 bytes a cell; of makes whose reader keeps all sheets and copies the
one that is asked for, all of them together; and what more a larger file may, a byte of it."""


def most_spanned(packed: int, twice: bool = False) -> int:
    """Rows times columns that a file of so many bytes may span. twice: its reader holds them twice."""
    return min(MOST_CELLS, max(_FOR_ANY_TWICE if twice else _FOR_ANY, int(_A_BYTE * packed)))


def refuse_span(where: str, height: int, width: int, most: int = MOST_CELLS) -> None:
    """Raise DataError where a sheet is larger than any, or spans more than can be read."""
    if height > MOST_ROWS or width > MOST_COLUMNS:
        raise DataError(
            f"{where} is damaged: it has a cell in row {count(height)}, column {count(width)}, where no sheet has "
            "one. Save the workbook again."
        )
    if height * width > most:
        raise too_wide(where, height, width)


def too_wide(where: str, height: int, width: int) -> DataError:
    """The sentence for a sheet that spans too much."""
    return DataError(
        f"{where} spans {count(height)} rows and {count(width)} columns, more than can be read. Delete the empty "
        "rows and columns beside the table, or save the sheet as CSV."
    )
