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
    """What the title of a column of figures says."""
    return value.period, value.place, value.commodity, value.way, value.item


@dataclass(frozen=True)
class Cells:
    """One row a figure. rows: its row in the table. number: its label, among `labels`."""

    sift: Sift
    labels: Sequence[Label]
    rows: npt.NDArray[np.intp]
    number: npt.NDArray[np.int32]

    def __len__(self) -> int:
        return len(self.rows)

    def take(self, column: RawColumn) -> RawColumn:
        """A column of the table, of each figure."""
        return column.take(self.rows)

    def flag(self, flags: Flags) -> Flags:
        """Flags of the rows of the table, of each figure."""
        return np.asarray(flags[self.rows])

    def of(self, value: ValueColumn) -> Flags:
        """Whether each figure stands under the label of a column; columns of one label share their cells."""
        return np.equal(self.number, self.labels.index(label_of(value)))

    def titles(self, what: str) -> RawColumn:
        """What the title of its column says of each figure: period, place, commodity, way or item."""
        index = _OF_LABEL.index(what)
        return RawColumn([label[index] for label in self.labels] or [""], self.number)
