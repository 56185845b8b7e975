"""A table whose rows are spread to one row a figure, each with what the title of its column says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from dependency_explorer.data.intake.draft import Sift
from dependency_explorer.data.intake.value_columns import ValueColumn
from dependency_explorer.data.raw import Flags, RawColumn

Label = tuple[str, str, str, str, str]
"""Period, place, commodity, way and item of a column of figures, as its title says them."""
_OF_LABEL = ("period", "place", "commodity", "way", "item")


def label_of(value: ValueColumn) -> Label:
    return value.period, value.place, value.commodity, value.way, value.item


@dataclass(frozen=True)
class Cells:
    """One row a figure. rows: its row in the table. number: its label. size: rows of the table."""

    sift: Sift
    rows: npt.NDArray[np.intp]
    number: npt.NDArray[np.int32]
    size: int

    def take(self, column: RawColumn) -> RawColumn:
        return column.take(self.rows)

    def flag(self, flags: Flags) -> Flags:
        return np.asarray(flags[self.rows])

    def titles(self, labels: Sequence[Label], what: str) -> RawColumn:
        index = _OF_LABEL.index(what)
        return RawColumn([label[index] for label in labels] or [""], self.number)
