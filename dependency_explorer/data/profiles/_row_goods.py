"""The goods of a table read by roles: codes as they stand, names as plain ids, their levels told apart."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from dependency_explorer.data.intake import code_levels
from dependency_explorer.data.intake.goods_names import good_named
from dependency_explorer.data.intake.names import plain_id
from dependency_explorer.data.intake.plan import Option
from dependency_explorer.data.intake.target import GOODS_NOT_STATED
from dependency_explorer.data.problems import shown
from dependency_explorer.data.profiles._cells import Cells
from dependency_explorer.data.profiles._reading import Reading
from dependency_explorer.data.raw import RawColumn, constant, first_of_each

_NAMED = (
    Option("known", "Read as the fuels and minerals that they name"),
    Option("written", "Keep as written, as goods of their own"),
)
_TOTALS = ("total", "all", "totale", "всего", "total_all")


class Goods:
    """What the rows of a reading are of. others: the columns that tell its flows or balances apart besides."""

    def __init__(self, reading: Reading, others: Sequence[RawColumn]) -> None:
        self._reading = reading
        self._inside: dict[str, str] = {}  # the code that each is a part of
        told = reading.target.commodity
        self._codes = constant(told.constant, len(reading.table))
        if told.in_column:
            written = reading.rows(told)
            reading.sift.aside("no_commodity", written.isin({""}), "Rows that do not say what they are of.")
            self._codes = written.map(self._named([text for text in written.used() if text]))
            self._inside = self._levels(others)

    def _levels(self, others: Sequence[RawColumn]) -> dict[str, str]:
        """Levels of one classification go through the guard."""
        used = [id for id in self._codes.used() if id]
        tops = [id for id in used if id.casefold() in _TOTALS]
        if all(id.isdecimal() for id in used if id not in tops):
            above = code_levels.by_prefix(used, tops)
        else:
            above = lambda id: "" if id in tops or not tops else tops[0]  # noqa: E731
        return code_levels.levels(self._reading.sift, self._codes, above, others, self._reading.weight())

    def of_cells(self, cells: Cells) -> RawColumn:
        """The good of each figure."""
        if not self._reading.target.commodity.in_titles:
            return cells.take(self._codes)
        titles = cells.titles("commodity")
        return titles.map(self._named(self._titles()))

    def describe(self) -> None:
        """Enter the goods with their names: the column of names, what was written, or the titles."""
        reading, told = self._reading, self._reading.target.commodity
        if told.in_titles:
            code = self._named(self._titles())
            for text in self._titles():
                reading.draft.commodity(code(text), name=text)
            return
        if not told.column:
            stated = told.constant != GOODS_NOT_STATED
            name = told.constant.replace("_", " ").capitalize() if stated else "Goods not stated"
            reading.draft.commodity(told.constant, name=name)
            return
        titles = reading.table.text(reading.guess.column("commodity_name") or told.column)
        names = first_of_each(reading.sift.left(self._codes), reading.sift.left(titles))
        for id, text in names.items():
            hs = id if id.isdecimal() and len(id) in (2, 4, 6) else ""
            reading.draft.commodity(id, name=text or id, hs_codes=hs, part_of=self._inside.get(id, ""))

    def _titles(self) -> list[str]:
        return list(dict.fromkeys(text for _, _, text, _, _ in self._reading.labels))

    def _named(self, texts: Sequence[str]) -> Callable[[str], str]:
        """What makes codes of texts; fuels and minerals in other languages become those of English tables."""
        known = {text: id for text in texts if (id := good_named(text)) and id != _code(text)}
        if not known:
            return _code
        draft = self._reading.draft
        chosen = draft.choice("goods_named", "known", _NAMED)
        if not any(one.key == "goods_named" for one in draft.decisions):
            some = ", ".join(f"{shown(text, 40)} as {id}" for text, id in list(known.items())[:4])
            draft.decide(
                "goods_named",
                f"Fuels and minerals named in other languages are those that other tables name in English: {some}.",
                options=_NAMED,
                chosen=chosen,
            )
        return _code if chosen == "written" else lambda text: known.get(text) or _code(text)


def _code(text: str) -> str:
    """A code as it stands; a name as a plain id."""
    written = text.strip().lstrip("'")
    is_code = written.isascii() and not any(char.islower() or char.isspace() for char in written)
    return written if is_code or not written else plain_id(written)
