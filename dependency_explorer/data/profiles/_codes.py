"""Tables without amounts: lists of codes, tables that link the codes of others, rankings and indexes."""

from __future__ import annotations

import re

from dependency_explorer.data.intake.grid import Rows
from dependency_explorer.data.intake.headwords import said_of
from dependency_explorer.data.intake.layout import Layout
from dependency_explorer.data.intake.names import header_key
from dependency_explorer.data.intake.periods import period
from dependency_explorer.data.intake.places import anyhow

_CODE = re.compile(
    r"(code|iso\d?|iso3|iso2|alpha\d?|numeric|m49|id|eic\w*|key|symbol|abbreviation|fips|dial|tld)"
)
_NAME = re.compile(
    r"(name|description|label|title|bezeichnung|libelle|descripcion|naim|capital|continent|region)"
)
_INDEX = re.compile(r"\b(rank(ing)?|index|score|rating|eci|coi|hdi)\b", re.IGNORECASE)
_COORDINATE = re.compile(r"lat|lon|lng|coord|^[xy]$")
_MEASURE = re.compile(
    r"(quantity|value|qty|amount|volume|weight|share|production|capacity|price|reserves|payment)"
)


def looks_like(layout: Layout, rows: Rows, spread: bool = False) -> str:
    """What a table without amounts is, for a sentence; empty where it may hold some.

    spread: the titles of its columns are periods, places or goods, which those of a code list are not.
    """
    keys = [header_key(title) for title in layout.titles if title]
    if len(keys) < 2 or sum(bool(period(title)) for title in layout.titles) > 1:
        return ""
    if any(_MEASURE.search(key) for key in keys):
        return ""
    if _is_panel(layout, rows):
        return ""
    body = [row for row in rows[layout.body :] if any(cell.strip() for cell in row)]
    columns = [
        [row[i].strip() for row in body if i < len(row) and row[i].strip()] for i in range(len(layout.titles))
    ]
    ranked = sum(bool(_INDEX.search(title)) for title in layout.titles)
    if ranked and ranked > 0.4 * len(keys):
        return (
            f"a ranking or an index ({', '.join(layout.titles[:5])}{', …' if len(layout.titles) > 5 else ''})"
        )
    if spread:
        return ""
    titles = ", ".join(layout.titles[:5]) + (", …" if len(layout.titles) > 5 else "")
    places = [
        cells
        for title, cells in zip(layout.titles, columns, strict=True)
        if cells and _distinct(cells) > 0.9 and _places(cells, header_key(title)) > 0.6
    ]
    coded = [_is_code(key, cells) for key, cells in zip(map(header_key, layout.titles), columns, strict=True)]
    named = [bool(_NAME.search(key)) for key in map(header_key, layout.titles)]
    told = sum(
        code or name or not title for code, name, title in zip(coded, named, layout.titles, strict=True)
    )
    fractions = sum(
        bool(re.fullmatch(r"[+-]?\d+[.,]\d{1,2}", cell)) for cells in columns for cell in cells[:50]
    )
    if fractions > len(body) or any(map(_are_amounts, layout.titles, columns)):
        return ""
    if len(places) >= 2:
        return f"a list of country codes ({titles})"
    if told < 0.5 * len(keys):
        return ""
    if places:
        return f"a list of country codes ({titles})"
    if any(named) and any(coded):
        return f"a list of codes and their names ({titles})"
    if sum(coded) >= 2 and len(body) > 1:  # one row links nothing
        return f"a table that links the codes of several lists ({titles})"
    return ""


def _is_panel(layout: Layout, rows: Rows) -> bool:
    """Whether a column of periods stands beside one of figures that no code is like: fractions, or below zero."""
    columns = [
        (title, [row[i].strip() for row in rows[layout.body :] if i < len(row) and row[i].strip()])
        for i, title in enumerate(layout.titles)
    ]
    when = any(
        said_of(title).get("period", 0) > 0.5 and sum(bool(period(cell)) for cell in cells) > 0.6 * len(cells)
        for title, cells in columns
        if cells
    )
    figures = (
        sum(bool(re.fullmatch(r"-\d+|[+-]?\d+[.,]\d+([eE][+-]?\d+)?", cell)) for cell in cells)
        for title, cells in columns
        if cells and not _CODE.search(header_key(title))
    )
    return when and any(count > 0 for count in figures)


def _are_amounts(title: str, cells: list[str]) -> bool:
    """Whether a column holds figures with a fraction that are no coordinates."""
    some = cells[:60]
    told = sum(bool(re.fullmatch(r"[+-]?\d+[.,]\d+", cell)) for cell in some)
    return told > 0.6 * len(some) > 0 and _COORDINATE.search(header_key(title)) is None


def _is_code(key: str, cells: list[str]) -> bool:
    if _CODE.search(key):
        return True
    # Codes are whole, repeat little, and are of letters and digits without blanks.
    return (
        bool(cells) and _distinct(cells) > 0.9 and all(re.fullmatch(r"[\w\-]{1,24}", cell) for cell in cells)
    )


def _distinct(cells: list[str]) -> float:
    return len(set(cells)) / len(cells)


def _places(cells: list[str], key: str) -> float:
    if all(cell.isdecimal() for cell in cells) and not _CODE.search(key):
        return 0.0  # small figures are numbers of countries, too
    some = cells[:60]
    return sum(anyhow(cell) is not None for cell in some) / len(some)
