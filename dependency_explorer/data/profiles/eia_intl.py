"""EIA international data as CSV: a stamp, a header of years, a title row for each product, then indented
places.

Traps: line 1 says when the report was made; the second header cell is empty; title rows ("hydroelectricity net
generation (billion kWh)") hold product, activity and unit, and no figures; series ids (INTL.33-12-NOR-BKWH.A)
hold them too; where several products or activities are chosen, the one stands in a title row of its own above
the other; of one country alone the rows are products; World and regions are rows; `--` none, `ie` included
elsewhere, `NA` not available.
"""

from __future__ import annotations

import re

from dependency_explorer.data.intake.draft import Draft, Sift
from dependency_explorer.data.intake.grid import Rows, rows_table
from dependency_explorer.data.intake.periods import period
from dependency_explorer.data.intake.places import by_name
from dependency_explorer.data.intake.plan import Plan
from dependency_explorer.data.intake.profile import Profile, Recognition
from dependency_explorer.data.intake.source import Source
from dependency_explorer.data.problems import DataError
from dependency_explorer.data.profiles import _eia, _energy
from dependency_explorer.data.profiles._one_unit import one_unit
from dependency_explorer.data.raw import RawColumn, choose, column_of, constant

_TITLE = re.compile(r"(?P<words>.*?)\s*\((?P<unit>[^()]*)\)\s*$")


def recognise(source: Source) -> Recognition | None:
    """By series ids that begin with INTL. below a column API."""
    if source.kind not in ("text", "workbook"):
        return None
    rows = source.head_grid()
    start = _start(rows)
    if start is None:
        return None
    at, _ = _columns(rows, start)
    if any(_eia.SERIES.fullmatch(cell.strip()) for row in rows[start + 1 :] for cell in row[at : at + 1]):
        return Recognition(0.99, "Its column API holds series of EIA's international data (INTL.…).")
    return Recognition(0.7, "It has a column API and years, as EIA's international data has.")


def read(source: Source, plan: Plan, draft: Draft) -> None:
    """One row a place, below the title of its product."""
    rows = source.grid(plan.sheet)
    start = _start(rows)
    if start is None:
        raise DataError(f"{source.name} has no row with API and years. Download the CSV again.")
    table = rows_table(rows, start, source.name, limit=source.limit)
    names = list(table.columns)
    at = _columns(rows, start)
    series, written = table.text(names[at[0]]), table.text(names[at[1]])
    title, units = _titles(series.texts(), written.texts())
    wide = _energy.Wide(draft, table, _energy.period_columns(names), _eia.MARKS)
    sift = Sift(draft, table, wide.weight)
    empty_id = series.map(str.strip).isin({""})
    sift.aside(
        "titles", empty_id & wide.empty, "Title rows name product, activity and unit of the rows below."
    )

    def code(part: str) -> RawColumn:
        return series.map(lambda text: found[part] if (found := _eia.SERIES.fullmatch(text.strip())) else "")

    place = _eia.places(draft, code("place"), choose(sift.kept, written, constant("", len(table))))
    _eia.aside(sift, place)
    wide.without_figures(sift)
    numbers = code("product").texts()
    activities = code("activity").texts()
    item = column_of(_eia.activity(one, words) for one, words in zip(activities, title, strict=True))
    product = column_of(
        _product(words, what, number)
        for words, what, number in zip(title, item.texts(), numbers, strict=True)
    )
    unit = column_of(
        _eia.unit_name(one, words) for one, words in zip(code("unit").texts(), units, strict=True)
    )
    one_unit(sift, unit, (product, item), (place,), _eia.PREFERRED, wide)
    cells = wide.cells(sift)
    _eia.add(
        draft, cells.sift, cells.label, cells.spread(place), cells.spread(product), cells.spread(item),
        cells.spread(unit), cells.values, cells.quality,
    )  # fmt: skip
    for id in sift.left(product).used():
        draft.commodity(id, name=id.replace("_", " ").capitalize())
    draft.title = next((words for words in title if words), "")


def _start(rows: Rows) -> int | None:
    for index, row in enumerate(rows[:20]):
        if "api" in map(_key, row) and len(row) > 2 and any(map(period, row)):
            return index
    return None


def _key(title: str) -> str:
    return title.strip().lstrip("\ufeff").casefold()


def _columns(rows: Rows, start: int) -> tuple[int, int]:
    """Where the series stand, and where the names of places: the column without a period above its most cells."""
    keys = [*map(_key, rows[start])]
    series = keys.index("api")
    filled = {
        index: sum(bool(row[index].strip()) for row in rows[start + 1 :] if index < len(row))
        for index, key in enumerate(keys)
        if index != series and not period(key)
    }
    return series, max(filled, key=lambda index: filled[index], default=series)


def _titles(series: list[str], written: list[str]) -> tuple[list[str], list[str]]:
    """For every row the title and the unit of the last title row above it, or its own where the rows are products."""
    titles, units = [], []
    title = unit = upper = ""
    places = {found["place"] for id in series if (found := _eia.SERIES.fullmatch(id.strip()))}
    labels = {" ".join(text.split()) for id, text in zip(series, written, strict=True) if id.strip()}
    # "Total liquids" sounds like a group of countries, too.
    rows_are_products = (
        len(places) == 1
        and any(map(_TITLE.fullmatch, labels))
        and not any(
            place.kind in ("country", "world") for label in labels if (place := by_name(label)) is not None
        )
    )
    for id, text in zip(series, written, strict=True):
        found = _TITLE.fullmatch(text.strip())
        if not id.strip():
            if found is None:
                upper = text.strip() or upper
            else:
                title, unit = _joined(upper, found["words"]), found["unit"]
        elif rows_are_products:
            title, unit = (
                _joined(upper, found["words"] if found else text.strip()),
                found["unit"] if found else "",
            )
        titles.append(title)
        units.append(unit)
    return titles, units


def _joined(upper: str, words: str) -> str:
    """A title row and the one above it, which tells the product where it tells none, or else the activity."""
    if not upper or by_name(upper):
        return words
    if not _product(words, "", ""):
        return f"{upper} {words}"
    return (
        f"{words} {upper}" if not _product(upper, "", "") and _product(f"{words} {upper}", "", "") else words
    )


def _product(title: str, item: str, number: str) -> str:
    """The product of a title: what is left of it without the activity."""
    words = re.sub(
        r"\b(net generation|generation|production|consumption|imports|exports|installed capacity|capacity|reserves|"
        r"stocks|net imports|distribution losses)\b\s*$",
        "",
        title.strip(),
        flags=re.IGNORECASE,
    )
    return _energy.slug(words) or (f"product_{number}" if number else item)


PROFILES = (
    Profile(
        "eia_intl",
        "U.S. Energy Information Administration, international data (CSV)",
        recognise,
        read,
        publisher=_eia.PUBLISHER,
        url=_eia.URL,
        licence=_eia.LICENCE,
    ),
)
