"""What is said around a table: in its title rows, its corner, the names of its sheet and file."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from dependency_explorer.data.intake.headwords import DIRECTIONS, GOODS, ITEMS
from dependency_explorer.data.intake.layout import Layout
from dependency_explorer.data.intake.measures import NOTHING, Measure, at_home, measure_of
from dependency_explorer.data.intake.periods import told_in
from dependency_explorer.data.intake.places import Place, by_name

_ALL_GOODS = re.compile(
    r"\bmerchandise (trade|exports?|imports?)\b"
    r"|\b(all|total) (commodities|products|merchandise|goods)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Constants:
    """What is told around the table, in its title, its corner, the name of its sheet or file; empty "
    "where it is not. texts: what it was read from."""

    direction: str = ""
    item: str = ""
    place: str = ""
    period: str = ""
    commodity: str = ""
    measure: Measure = NOTHING
    texts: tuple[str, ...] = ()


def first_said(*measures: Measure) -> Measure:
    return next((one for one in measures if one.kind), NOTHING)


def _most_said(measures: Sequence[Measure]) -> Measure:
    """The first; of money with its magnitude, where another text tells that ("美元值" above "单位：千美元")."""
    first = first_said(*measures)
    if "money" not in first.kind or first.scale != 1:
        return first
    alike = (one for one in measures if one.kind == first.kind and one.unit == first.unit)
    return next((one for one in alike if one.scale != 1), first)


_MOST_LETTERS = 10_000
"""Titles and notes above a table are looked through as far as this: names of places are sought at every word."""


def _beginning(texts: Sequence[str]) -> list[str]:
    """These texts, as many as there is room for; the last of them may be cut."""
    room, taken = _MOST_LETTERS, []
    for text in texts:
        if room <= 0:
            break
        taken.append(text[:room])
        room -= len(text)
    return taken


def said_around(layout: Layout, around: Sequence[str]) -> Constants:
    """What titles, corner, and names of sheet and file say of the whole table; two answers are none."""
    first = layout.titles[0] if layout.titles else ""
    texts = [*_beginning(layout.above), first[:_MOST_LETTERS], *around]
    plain = [" ".join(re.split(r"[\W_]+", text)) for text in texts]
    whole = " . ".join(plain)
    # A file or a sheet named "g" or "t" is no table of grams or tonnes.
    of_units = [*texts[: len(texts) - len(around)], *(text for text in around if len(text.strip()) > 1)]
    goods = goods_in(whole)
    place = _place_in(plain)
    return Constants(
        direction=_only(DIRECTIONS, whole),
        item=_only(ITEMS, whole),
        place=place,
        period=told_in(texts),
        commodity=goods[0] if len(goods) == 1 else "TOTAL" if not goods and _ALL_GOODS.search(whole) else "",
        measure=_most_said([at_home(measure_of(text), text, place) for text in of_units if len(text) < 120]),
        texts=tuple(text for text in texts if len(text) < 120),
    )


def good_in(text: str) -> str:
    """The one good that a text names; empty where it names none or several."""
    goods = goods_in(text)
    return goods[0] if len(goods) == 1 else ""


def goods_in(text: str) -> list[str]:
    """The goods that a text names."""
    plain = " ".join(re.split(r"[\W_]+", text))
    goods = [id for id, words in GOODS.items() if re.search(words, plain, re.IGNORECASE)]
    for special, general in (("lng", "natural_gas"), ("oil_products", "crude_oil")):
        if special in goods and general in goods:
            goods.remove(general)
    return goods


def _only(patterns: Mapping[str, str], text: str) -> str:
    found = [name for name, pattern in patterns.items() if re.search(pattern, text, re.IGNORECASE)]
    return found[0] if len(found) == 1 else ""


def _place_in(texts: Sequence[str]) -> str:
    """The one country that these texts name; empty where they name none or several."""
    found: dict[str, Place] = {}
    for text in texts:
        words = text.split()
        position = 0
        while position < len(words):
            for length in (4, 3, 2, 1):
                phrase = " ".join(words[position : position + length])
                place = by_name(phrase) if len(phrase) > 3 and not phrase.isdecimal() else None
                if place is not None and place.kind == "country":
                    found[place.code] = place
                    position += length - 1
                    break
            position += 1
    return next(iter(found)) if len(found) == 1 else ""
