"""Rows that are sums of the rows beside them, though nothing in their name says so.

"Northern countries" or "Other Europe" in a list of partners may be a place of its own or the sum of the next ten
rows; only the figures tell. Counted beside its parts it would double them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from dependency_explorer.data.intake.draft import Sift
from dependency_explorer.data.intake.guard import keys
from dependency_explorer.data.keys import numbered
from dependency_explorer.data.problems import shown
from dependency_explorer.data.raw import Floats, RawColumn

_MOST_CELLS = 5_000_000
_ROUNDING = 0.005
"""Sums of rounded figures differ from a rounded sum by less than this share of it."""


def mark_subtotals(
    sift: Sift, column: RawColumn, others: Sequence[RawColumn], figures: Mapping[str, Floats]
) -> None:
    """Take places that no table explains for groups where they are the sum of the rows before or behind them.

    column: places of the rows. others: what tells one list of places from another (period, commodity, the other
    side). figures: columns of figures, each a list of its own. A sum must hold in every list, and not by
    chance: of two rows in two lists, or of three rows. What is so marked goes through `guard.aggregates`.
    """
    known = sift.draft.places
    kept = sift.kept
    # In their order, each once: two names of one place have the same text.
    codes = list(dict.fromkeys(column.values[code] for code in dict.fromkeys(column.codes[kept].tolist())))
    doubtful = [code for code in codes if code and known.kind(code) in ("", "remainder")]
    if not doubtful or len(codes) < 4:
        return
    lists = numbered(keys(*others)[kept])[1]
    count = int(lists.max()) + 1
    if len(codes) * count * len(figures) > _MOST_CELLS:
        named = ", ".join(shown(code, 40) for code in doubtful[:4]) + (", …" if len(doubtful) > 4 else "")
        sift.note(
            "sums_not_looked_for",
            column.isin(doubtful),
            f"Whether places that no table explains ({named}) are sums of others was not looked for: the table "
            "is large. Check them.",
        )
        return
    place = {code: number for number, code in enumerate(codes)}
    number = np.array([place.get(text, -1) for text in column.values])[column.codes[kept]]
    cells = number * count + lists
    each = [np.bincount(cells, np.nan_to_num(one[kept]), len(codes) * count) for one in figures.values()]
    sums: Floats = np.hstack([one.reshape(len(codes), count) for one in each])
    parts = [known.kind(code) not in ("aggregate", "world") for code in codes]
    for code in sorted(doubtful, key=lambda one: -place[one]):
        start, wanted = place[code], sums[place[code]]
        behind, before = range(start + 1, len(codes)), range(start - 1, -1, -1)
        if (wanted > 0).any() and any(_adds_up(wanted, sums, parts, run) for run in (behind, before)):
            known.mark_aggregate(code)
            parts[start] = False


def _adds_up(wanted: Floats, sums: Floats, parts: Sequence[bool], run: range) -> bool:
    """Whether the first two or more of a run of rows make up what is wanted, in every list."""
    total, used = wanted * 0.0, 0
    allowed = _ROUNDING * np.abs(wanted) + 1e-9
    for position in run:
        if not parts[position]:
            continue
        total = total + sums[position]
        used += bool(sums[position].any())
        enough = used >= 3 or (used == 2 and int((wanted > 0).sum()) >= 2)
        if enough and (np.abs(total - wanted) <= allowed).all():
            return True
        if (total > wanted + allowed).any():
            return False
    return False
