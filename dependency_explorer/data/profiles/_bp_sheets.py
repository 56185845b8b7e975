"""The sheets of the Statistical Review's workbook, each told apart by how it lies and made a plain table.

Three layouts are read: country by year; from/to matrices in either orientation; imports and exports side by
side.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from dependency_explorer.data.intake.draft import text_table
from dependency_explorer.data.intake.grid import Rows
from dependency_explorer.data.intake.periods import years_in
from dependency_explorer.data.intake.places import by_name
from dependency_explorer.data.profiles import _energy
from dependency_explorer.data.raw import RawTable
from dependency_explorer.data.units import canonical

_MARKS = " *#†‡£^@+•"
_LONGEST = 25
_FEW = 3
"""So many years in one row make it a header of years."""

TOTALS = ("total imports", "total exports")
"""The last row and column of a matrix."""
_UNIT_WORDS = re.compile(
    r"thousand|million|billion|trillion|terawatt|exajoule|petajoule|megawatt|gigawatt|tonnes|barrels",
    re.IGNORECASE,
)
_COMMODITIES = (
    (r"biofuel", "biofuels"), (r"\bsolar|photovoltaic", "solar"), (r"\bwind\b", "wind"),
    (r"geothe?r?mal.*biomass|geo.?biomass", "biomass_geothermal"),
    (r"geothe?r?mal", "geothermal"), (r"hydro", "hydro"), (r"nuclear", "nuclear"), (r"primary energy",
    "primary_energy"),
    (r"carbon|co2", "all_energy"), (r"electricity", "electricity"), (r"renewable", "renewables"),
    (r"natural gas|\bgas\b", "natural_gas"),
    (r"\boil\b|refiner", "oil"), (r"\bcoal\b", "coal"), (r"lithium", "lithium"), (r"cobalt", "cobalt"),
    (r"graphite", "graphite"),
    (r"rare earth", "rare_earths"),
)  # fmt: skip
_ITEMS = (
    (r"reserves", "reserves"), (r"capacit", "installed_capacity"), (r"throughput", "refinery_throughput"),
    (r"consumption", "consumption"), (r"production", "production"), (r"generation", "generation"),
    (r"emission", "emissions"),
    (r"trade movements|imports", "trade"),
)  # fmt: skip


@dataclass(frozen=True)
class Sheet:
    """A sheet that is read.

    kind: years, matrix or sides. table: its rows below the header, `place` first, then figures. columns: name of a
    column of figures → period (years), partner (matrix), or item|commodity|period|unit (sides). repeated: rows that
    are subtotals of others. again: rows of a second block with the same figures in another unit.
    """

    name: str
    title: str
    kind: str
    unit: str
    commodity: str
    item: str
    table: RawTable
    columns: dict[str, str]
    repeated: tuple[bool, ...]
    again: tuple[bool, ...]
    items: tuple[str, ...] = ()
    period: str = ""
    rows_are_exporters: bool = False
    parts: tuple[str, ...] = field(default=())


def read(name: str, rows: Rows, file: str) -> Sheet | None:
    """The sheet as a table; None where it lies in no way that is known here."""
    if len(rows) < 5:
        return None
    title = next((row[0] for row in rows[:3] if row and row[0]), "")
    told = f"{title} {rows[1][0] if len(rows) > 1 and rows[1] else ''} {name}"
    if _sides_header(rows) is not None:
        return _sides(name, title, rows, file)
    if re.search(r"movements|trade", told, re.IGNORECASE) and _orientation(rows) is not None:
        return _matrix(name, title, rows, file)
    start = _years_row(rows)
    if start is None or re.search(r"product group|price|margin", told, re.IGNORECASE):
        return None
    return _by_year(name, title, told, rows, start, file)


def _clean(text: str) -> str:
    return " ".join(text.replace("\n", " ").split()).strip(_MARKS)


def _commodity(told: str) -> str:
    low = told.casefold()
    return next((id for pattern, id in _COMMODITIES if re.search(pattern, low)), "energy")


def _item(told: str) -> str:
    low = told.casefold()
    found = next((item for pattern, item in _ITEMS if re.search(pattern, low)), "")
    if found == "installed_capacity" and "refiner" in low:
        return "refinery_capacity"
    return found or _energy.slug(told.split(":")[-1])


def unit_of(text: str) -> str:
    """A unit as the sheets write it, in its name here; rates per day stay as they are."""
    written = _clean(text)
    written = re.sub(r"\s*\(.*\)$", "", written)
    if written.casefold() in ("megawatts", "mw"):
        return "MW"
    if written.casefold() in ("thousand b/doe", "thousand barrels of oil equivalent per day"):
        return "kboe/d"
    if "carbon dioxide" in written.casefold():
        return "Mt CO2"
    named = canonical(written)
    return {"kbbl": "kbd", "bcf": "bcfd"}.get(_energy.of_a_day(named), named)


# ---- country by year ------------------------------------------------------------------------------------------


def _years_row(rows: Rows) -> int | None:
    for index, row in enumerate(rows[:8]):
        if len(_run(row)) >= _FEW:
            return index
    return None


def _run(row: Sequence[str]) -> dict[int, str]:
    """The first run of increasing years in a header row: what follows compares or shares them."""
    run: dict[int, str] = {}
    for index, cell in enumerate(row[1:], start=1):
        written = _clean(cell)
        if not re.fullmatch(r"(1[89]|20)\d\d", written):
            if run:
                break
            continue
        if run and int(written) <= int(list(run.values())[-1]):
            break
        run[index] = written
    return run


def _by_year(name: str, title: str, told: str, rows: Rows, start: int, file: str) -> Sheet:
    run = _run(rows[start])
    unit = unit_of(rows[start][0] or next((row[0] for row in reversed(rows[1:start]) if row and row[0]), ""))
    commodity, item = _commodity(title + " " + name), _item(told)
    if item == "trade" and unit == "kbd":
        commodity = "oil_volume"  # the matrix counts tonnes, and nothing turns the one into the other
    if (
        commodity in ("nuclear", "hydro", "solar", "wind", "renewables", "biomass_geothermal")
        and unit == "TWh"
    ):
        # What the review calls consumption of these is the electricity made of them.
        commodity, item = _energy.electricity_from(commodity), "generation"
    places, cells, lines, items = [], [], [], []
    section = ""
    for line, row in enumerate(rows[start + 1 :], start=start + 2):
        if not any(row):
            continue
        label = _clean(row[0])
        figures = [row[index] if index < len(row) else "" for index in run]
        if item == "trade" and not any(figures) and label.casefold() in ("imports", "exports"):
            section = label.casefold()
        places.append(label)
        cells.append(figures)
        lines.append(line)
        items.append(section or item)
    table = _table(file, name, places, list(run.values()), cells, lines)
    repeated = _subtotals(places, cells, items)
    columns = {year: year for year in run.values()}
    return Sheet(
        name,
        title,
        "years",
        unit,
        commodity,
        item,
        table,
        columns,
        repeated,
        (False,) * len(places),
        tuple(items),
    )


def _table(
    file: str, name: str, places: list[str], header: list[str], cells: list[list[str]], lines: list[int]
) -> RawTable:
    import numpy as np

    # Remarks that stand among the figures are none.
    cells = [["" if len(cell) > _LONGEST and not _figure(cell) else cell for cell in row] for row in cells]
    built = text_table(
        f"{file}, sheet {name.strip()}",
        ["place", *header],
        [[p, *c] for p, c in zip(places, cells, strict=True)],
    )
    return RawTable(built.file, built.columns, np.array(lines, dtype=np.int64))


def _subtotals(places: list[str], cells: list[list[str]], sections: Sequence[str] = ()) -> tuple[bool, ...]:
    """Rows that repeat others: subtotals of the rows above them since the last one, and all below World."""
    result: list[bool] = []
    since: list[list[float]] = []
    below = False
    for index, (label, row) in enumerate(zip(places, cells, strict=True)):
        if index and sections and sections[index] != sections[index - 1]:
            since, below = [], False
        place = by_name(label)
        numbers = [_number(cell) for cell in row]
        if not any(numbers):
            result.append(False)
            continue
        if label.casefold() in TOTALS or (place is not None and place.kind == "world"):
            result.append(False)
            since, below = [], True
            continue
        if below:
            result.append(True)
            continue
        parts = _parts(numbers, since) if place is not None and place.kind == "aggregate" else 0
        # A total with no rows of its own above it ("Total Africa" among refineries) is all there is of its region.
        if parts or (since and place is not None and label.casefold().startswith("total ")):
            result.append(True)
            since = since[: len(since) - parts] if parts else []
            continue
        result.append(":" in label)
        since.append(numbers)
    return tuple(result)


def _parts(total: Sequence[float], since: Sequence[Sequence[float]]) -> int:
    """How many of the last rows add up to a total, figure by figure, within 1 % in all; 0 where none do."""
    left = list(total)
    size = sum(map(abs, total))
    for number, row in enumerate(reversed(since), start=1):
        left = [one - other for one, other in zip(left, row, strict=True)]
        if sum(map(abs, left)) <= 0.01 * size:
            return number
    return 0


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return 0.0


# ---- from / to ------------------------------------------------------------------------------------------------


def _orientation(rows: Rows) -> bool | None:
    """Whether the rows of a matrix are exporters; None where neither From nor To is written."""
    for row in rows[:6]:
        for index, cell in enumerate(row):
            word = _clean(cell).casefold()
            if word in ("from", "to"):
                return (word == "from") == (index == 0)
    return None


def _matrix(name: str, title: str, rows: Rows, file: str) -> Sheet | None:
    start = max(
        range(1, min(6, len(rows))), key=lambda i: sum(bool(cell) and not _figure(cell) for cell in rows[i])
    )
    width = len(rows[start])
    header = []
    for index in range(1, width):
        upper = _clean(rows[start - 1][index]) if start > 1 and index < len(rows[start - 1]) else ""
        upper = "" if upper.casefold() in ("from", "to") or _figure(upper) else upper
        header.append(_clean(f"{upper} {_clean(rows[start][index])}"))
    units = [cell for row in rows[1 : start + 1] for cell in row[:1] if _UNIT_WORDS.search(cell)]
    places, cells, lines, again = [], [], [], []
    block = 0
    for line, row in enumerate(rows[start + 1 :], start=start + 2):
        if not any(row):
            continue
        label = _clean(row[0])
        figures = [row[index] if index < len(row) else "" for index in range(1, width)]
        if not any(figures) and _UNIT_WORDS.search(label) and len(label) < 40:
            block += 1
        places.append(label)
        cells.append(figures)
        lines.append(line)
        again.append(block > 0 and any(figures))
    seen: dict[str, int] = {}
    names = []
    for text in header:
        seen[text] = seen.get(text, 0) + 1
        names.append(text if seen[text] == 1 else f"{text} ({seen[text]})")
    table = _table(file, name, places, names, cells, lines)
    first = [[] if out else row for row, out in zip(cells, again, strict=True)]
    told = f"{title} {name}"
    years = years_in(title)
    commodity = _commodity(told)
    return Sheet(
        name, title, "matrix", unit_of(units[0]) if units else "", commodity, "trade", table,
        {name: header[i] for i, name in enumerate(names) if header[i]}, _subtotals(places, first), tuple(again),
        period=years[-1] if years else "", rows_are_exporters=bool(_orientation(rows)),
        parts=(("lng" if re.search(r"lng|liquefied", told, re.IGNORECASE) else "pipeline"),)
        if commodity == "natural_gas" else (),
    )  # fmt: skip


def _figure(text: str) -> bool:
    return bool(re.fullmatch(r"-?\d+(\.\d+)?([eE][+-]?\d+)?", text.strip()))


# ---- imports and exports side by side -------------------------------------------------------------------------


def _sides_header(rows: Rows) -> int | None:
    """The row of a header that says Imports and Exports above its columns, two or more of each."""
    for index, row in enumerate(rows[:7]):
        words = [_clean(cell).casefold() for cell in row[1:]]
        if words.count("imports") >= 2 and words.count("exports") >= 2:
            return index
    return None


def _sides(name: str, title: str, rows: Rows, file: str) -> Sheet:
    start = _sides_header(rows)
    assert start is not None
    width = len(rows[start])
    corner = next((row[0] for row in rows[1 : start + 1] if row and _UNIT_WORDS.search(row[0])), "")
    title_year = (years_in(title) or ("",))[-1]
    first_unit = ""
    above = [
        [_clean(row[index]) if index < len(row) else "" for row in rows[1 : start + 1]]
        for index in range(1, width)
    ]
    units = [word for words in above for word in words if _UNIT_WORDS.search(word)]
    years = [word for words in above for word in words if re.fullmatch(r"(19|20)\d\d", word)]
    chosen: dict[int, str] = {}
    seen: set[tuple[str, str]] = set()
    block = 0
    # Years and units stand in the middle of their columns: a column that comes again begins a block.
    for index, words in enumerate(above, start=1):
        side = words[-1].casefold()
        what = next((word.casefold() for word in words[:-1] if word.casefold() in _SIDES), "")
        if side not in ("imports", "exports"):
            continue
        if (side, what) in seen:
            block += 1
            seen.clear()
        seen.add((side, what))
        unit = (units[block] if block < len(units) else "") if len(units) > 1 else (units or [corner])[0]
        year = years[block] if block < len(years) else title_year
        if block and unit != first_unit:
            continue  # the same figures in another unit
        first_unit = unit
        chosen[index] = "|".join((side, what, year, unit_of(unit or corner)))
    places, cells, lines = [], [], []
    for line, row in enumerate(rows[start + 1 :], start=start + 2):
        if any(row):
            places.append(_clean(row[0]))
            cells.append([row[index] if index < len(row) else "" for index in chosen])
            lines.append(line)
    names = [f"column {index + 1}" for index in chosen]
    table = _table(file, name, places, names, cells, lines)
    return Sheet(
        name, title, "sides", unit_of(first_unit or corner), _commodity(f"{title} {name}"), "trade", table,
        dict(zip(names, chosen.values(), strict=True)), _subtotals(places, cells), (False,) * len(places),
    )  # fmt: skip


_SIDES = {"crude": "crude_oil", "product": "oil_products", "pipeline": "natural_gas", "lng": "lng"}


def side_commodity(word: str, commodity: str) -> str:
    """The commodity of a column headed Crude, Product, Pipeline or LNG."""
    return _SIDES.get(word, commodity)
