"""Amounts in other currencies than US dollars: kept in their own, for no exchange rate is invented.

Where nothing else is told of a commodity, its amounts are figures in their currency, whose shares are shares of
value. Beside quantities or dollars they stand in the note of their row: euros and tonnes of one commodity do not add
up.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from dependency_explorer.data.intake import guard
from dependency_explorer.data.intake.draft import Draft
from dependency_explorer.data.keys import numbered
from dependency_explorer.data.raw import (
    AnyColumn,
    Flags,
    Floats,
    NumberColumn,
    RawColumn,
    RawTable,
    constant,
    joined,
)


@dataclass
class OtherMoney:
    """One a figure. amount: NaN where there is none. currency: its code, EUR."""

    amount: Floats
    currency: RawColumn

    def __post_init__(self) -> None:
        # A column that was joined of others may hold one text under several codes.
        names = list(dict.fromkeys(self.currency.values))
        codes = np.array([names.index(text) for text in self.currency.values] or [0], np.int32)
        self.currency = RawColumn(names or [""], codes[self.currency.codes])

    @property
    def there(self) -> Flags:
        """Where there is an amount."""
        return ~np.isnan(self.amount)

    def alone(self, series: RawColumn, kept: Flags, others: Floats) -> Flags:
        """The amounts of series of which nothing else is told, in the currency that most of the series has.

        series: what is added up (a commodity, an item of it). others: what else is told of each figure.
        """
        hit = kept & self.there
        if not hit.any():
            return hit
        group = numbered(guard.keys(series))[1]
        size = int(group.max()) + 1
        valued = np.bincount(group[kept & ~np.isnan(others)], minlength=size) > 0
        codes = self.currency.codes
        width = int(codes.max()) + 1
        count = np.bincount(group[hit] * width + codes[hit], minlength=size * width).reshape(size, width)
        return np.asarray(hit & ~valued[group] & (codes == np.argmax(count, axis=1)[group]))

    def tell_alone(self, draft: Draft, hit: Flags) -> None:
        """Tell of amounts that are figures in their currency."""
        if not hit.any():
            return
        what = (
            f"mounts in {self._names(hit)} are kept in that currency, for no exchange rate is invented: shares of "
            "suppliers are shares of value. Where they are US dollars: --set unit=usd."
        )
        draft.decide("currency", f"A{what}", int(np.count_nonzero(hit)))
        draft.found.add("warning", f"{draft.file}: a{what}")

    def notes(
        self, draft: Draft, note: RawColumn, hit: Flags, kept: Flags, key: Sequence[AnyColumn]
    ) -> RawColumn:
        """The notes with these amounts, those of one key and currency added up, as its rows become one."""
        if not hit.any():
            return note
        draft.decide(
            "currency_in_note",
            f"Amounts in {self._names(hit)} stand in the note of their rows, for no exchange rate is invented.",
            int(np.count_nonzero(hit)),
        )
        group = numbered(guard.keys(*key))[1]
        for code in np.unique(self.currency.codes[hit]).tolist():
            own = hit & (self.currency.codes == code)
            size = int(group.max()) + 1
            total = np.bincount(group[own], self.amount[own], size)
            told = kept & (np.bincount(group[own], minlength=size) > 0)[group]
            figures = {"amount": NumberColumn(np.where(told, total[group], np.nan))}
            written = RawTable("", figures, np.arange(len(told))).text("amount")
            note = joined(note, _said(written, self.currency.values[code]), _both)
        return note

    def _names(self, hit: Flags) -> str:
        names = RawColumn(self.currency.values, self.currency.codes[hit]).used()
        return f"{', '.join(names[:4])}{', …' if len(names) > 4 else ''}"


def _said(amounts: RawColumn, currency: str) -> RawColumn:
    return amounts.map(lambda text: f"value {text} {currency}" if text else "")


def _both(one: str, other: str) -> str:
    return "; ".join(part for part in (one, other) if part)


def none_of(size: int) -> OtherMoney:
    """No other money among so many figures."""
    return OtherMoney(np.full(size, np.nan), constant("", size))
