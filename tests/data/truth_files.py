"""How the cases of `truth` are written as files: plain code that shares nothing with the readers."""

from __future__ import annotations

import csv
import gzip
import html
import io
import json
from collections.abc import Mapping, Sequence
from decimal import Decimal
from random import Random

import pyarrow
import pyarrow.parquet

from tests.data.tables import workbook_bytes
from tests.data.truth import GOODS, PLACES, UNITS, Case, Key

TITLES: Mapping[str, tuple[str, ...]] = {
    "period": ("Period", "Year", "Jahr", "Год", "TIME_PERIOD"),
    "exporter": ("Exporter", "From", "Country of origin", "Herkunftsland", "Страна-экспортер"),
    "importer": ("Importer", "To", "Destination", "Zielland", "Страна-импортер"),
    "commodity": ("Commodity", "Product", "Ware", "Товар", "HS Code"),
    "quantity": ("Quantity", "Volume", "Menge", "Количество", "Amount"),
    "unit": ("Unit", "Unit", "Einheit", "Единица измерения", "Unit of measure"),
    "reporter": ("Reporter", "Reporting country", "Berichtsland", "Reporter", "Reporter"),
    "partner": ("Partner", "Partner country", "Partnerland", "Партнер", "Partner"),
    "flow": ("Flow", "Trade Flow", "Flow", "Flow", "Trade flow"),
}
_NAMES = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]


def _when(case: Case, period: str) -> str:
    year, _, rest = period.partition("-")
    if not rest:
        return case.period_form.format(y=year)
    if rest.startswith("Q"):
        return case.period_form.format(y=year, q=rest[1:])
    month = int(rest)
    return case.period_form.format(y=year, m=month, n=_NAMES[month - 1], s=int(year) % 100)


def _number(case: Case, value: Decimal) -> str:
    text = f"{value:f}" if case.digits < 0 else f"{value:.{case.digits}f}"
    if case.digits < 0 and "." in text:
        text = text.rstrip("0").rstrip(".")
    whole, point, rest = text.partition(".")
    if case.thousands:
        groups = []
        while len(whole) > 3:
            groups.insert(0, whole[-3:])
            whole = whole[:-3]
        whole = case.thousands.join([whole, *groups])
    return whole + (case.decimal + rest if point else "")


def _place(case: Case, code: str) -> str:
    return PLACES[code][case.names] if code in PLACES else code


def _unit(case: Case) -> str:
    spellings = UNITS[case.unit][2]
    return spellings[case.unit_spelling % len(spellings)]


Cell = str | Decimal


Grid = list[list[Cell]]


def _with_totals(case: Case) -> dict[Key, Decimal]:
    """The figures with those of all exporters, where the table has totals."""
    figures = dict(case.figures)
    if case.total and case.layout in ("long", "wide"):
        for (period, _, buyer, good), value in case.figures.items():
            key = (period, case.total, buyer, good)
            figures[key] = figures.get(key, Decimal(0)) + value
    return figures


def grid(case: Case) -> Grid:
    """The cells of the table, titles and notes included; figures are numbers."""
    random = Random(case.order)
    said = {role: words[case.language] for role, words in TITLES.items()}
    unit, figures = _unit(case), _with_totals(case)
    quantity = f"{said['quantity']} ({unit})" if case.unit_at == "header" else said["quantity"]
    goods = sorted({key[3] for key in figures})
    rows: Grid = []
    body: Grid
    if case.layout in ("long", "reports"):
        roles = ["period", "exporter", "importer", "commodity"]
        if case.layout == "reports":
            roles = ["period", "reporter", "partner", "flow", "commodity"]
        header: list[Cell] = [said[role] for role in roles]
        body = []
        for (period, seller, buyer, good), value in figures.items():
            sides = [_place(case, seller), _place(case, buyer)]
            if case.layout == "reports":
                way = random.choice(("Import", "Export"))
                sides = [*(sides if way == "Export" else sides[::-1]), way]
            body.append([_when(case, period), *sides, GOODS[good], value])
        header.append(quantity)
        if case.unit_at == "column":
            header.append(said["unit"])
            body = [[*row, unit] for row in body]
        header, body = _extra(case, header, body, len(header) - 1 - (case.unit_at == "column"))
        order = list(range(len(header)))
        random.shuffle(order)
        header, body = [header[i] for i in order], [[row[i] for i in order] for row in body]
        random.shuffle(body)
        units = [unit if cell == quantity else "" for cell in header]
    elif case.layout == "wide":
        periods = sorted({key[0] for key in figures})
        lines = list(dict.fromkeys(key[1:] for key in figures))
        keys = ["exporter", "importer", "commodity"]
        header = [said[role] for role in keys]
        body = [[_place(case, seller), _place(case, buyer), GOODS[good]] for seller, buyer, good in lines]
        if case.unit_at in ("column", "header"):
            header, body = [*header, said["unit"]], [[*row, unit] for row in body]
        order = list(range(len(header)))
        random.shuffle(order)
        header, body = [header[i] for i in order], [[row[i] for i in order] for row in body]
        header += [_when(case, period) for period in periods]
        for row, line in zip(body, lines, strict=True):
            row += [figures.get((period, *line), case.mark) for period in periods]
        units = [""] * (len(header) - len(periods)) + [unit] * len(periods)
    elif case.layout == "goods":
        lines = list(dict.fromkeys(key[:3] for key in figures))
        header = [said["period"], said["exporter"], said["importer"]]
        header += [f"{GOODS[good]} ({unit})" if case.unit_at == "header" else GOODS[good] for good in goods]
        body = [
            [_when(case, period), _place(case, seller), _place(case, buyer),
             *(figures.get((period, seller, buyer, good), case.mark) for good in goods)]
            for period, seller, buyer in lines
        ]  # fmt: skip
        units = ["", "", "", *[unit] * len(goods)]
    else:
        return _matrix(case, random)
    above: Grid = [[f"Trade by country{f' ({unit})' if case.unit_at == 'title' else ''}"], []][
        : case.title_rows
    ]
    if case.unit_at == "title" and not above:
        above = [[f"Trade by country ({unit})"]]
    rows = [*above, header]
    if case.unit_at == "row":
        rows.append(list(units))
    return [*rows, *body, *_notes(case)]


def _notes(case: Case) -> Grid:
    return (
        [[], ["Source: national statistical office."], ["Note: the latest figures are provisional."]]
        if case.notes
        else []
    )


def _extra(case: Case, header: list[Cell], body: Grid, at: int) -> tuple[list[Cell], Grid]:
    if not case.extra:
        return header, body
    name = {"share": "Share (%)", "index": "No", "note": "Remark", "price": "Unit value (USD/t)"}[case.extra]
    filled: list[Cell] = []
    for number, row in enumerate(body):
        value = row[at]
        assert isinstance(value, Decimal)
        filled.append(
            {
                "share": Decimal(number % 100),
                "index": str(number + 1),
                "note": "provisional" if number % 3 else "",
                "price": Decimal(50 + number),
            }[case.extra]
        )
    return [*header, name], [[*row, cell] for row, cell in zip(body, filled, strict=True)]


def _matrix(case: Case, random: Random) -> Grid:
    """Exporters down and importers across, or the other way round; in a pivot table below their periods."""
    figures, unit = case.figures, _unit(case)
    sellers = list(dict.fromkeys(key[1] for key in figures))
    buyers = list(dict.fromkeys(key[2] for key in figures))
    periods = sorted({key[0] for key in figures})
    good = next(iter(figures))[3]
    down, across = (buyers, sellers) if case.layout == "down" else (sellers, buyers)
    corner = random.choice(("From / To", "Exporter / Importer", "Origin", "Exporter"))
    if case.layout == "down":
        corner = random.choice(("To / From", "Importer / Exporter", "Destination", "Importer"))

    def figure(period: str, one: str, other: str) -> Cell:
        key = (period, other, one, good) if case.layout == "down" else (period, one, other, good)
        return case.figures.get(key, case.mark)

    title = (
        f"Trade in {GOODS[good]}"
        if good in ("natural_gas", "coal", "copper", "diesel")
        else f"Trade in HS {good}"
    )
    when = "" if case.layout == "pivot" else f", {_when(case, periods[0])}"
    rows: Grid = [[f"{title}{when} ({unit})"], *([[]] if case.title_rows > 1 else [])]
    if case.layout == "pivot":
        top: list[Cell] = ["Period"]
        for period in periods:
            top += [_when(case, period), *[""] * (len(across) - 1)]
        rows.append(top)
    times = periods if case.layout == "pivot" else periods[:1]
    total = bool(case.total) and case.layout != "pivot"
    rows.append(
        [corner, *[_place(case, place) for _ in times for place in across], *([case.total] if total else [])]
    )
    for one in down:
        cells = [figure(period, one, other) for period in times for other in across]
        rows.append([_place(case, one), *cells, *([_sum(cells)] if total else [])])
    if total:
        columns = [[row[i] for row in rows[-len(down) :]] for i in range(1, len(across) + 2)]
        rows.append([case.total, *map(_sum, columns)])
    return [*rows, *_notes(case)]


def _sum(cells: Sequence[Cell]) -> Cell:
    return sum((cell for cell in cells if isinstance(cell, Decimal)), Decimal(0))


def written(case: Case) -> tuple[str, bytes]:
    """The name and the content of the file."""
    rows = grid(case)
    texts = [[_number(case, cell) if isinstance(cell, Decimal) else cell for cell in row] for row in rows]
    container = case.container
    if container == "xlsx":
        sheet = [
            [float(cell) if isinstance(cell, Decimal) else (cell or None) for cell in row] for row in rows
        ]
        return "table.xlsx", workbook_bytes({"Sheet1": sheet})
    if container == "texts":
        return "table.xlsx", workbook_bytes({"Sheet1": [[cell or None for cell in row] for row in texts]})
    if container == "html":
        lines = "".join(
            "<tr>" + "".join(f"<td>{html.escape(cell)}</td>" for cell in row) + "</tr>" for row in texts
        )
        return "table.xls", f"<html><meta charset='utf-8'><body><table>{lines}</table></body></html>".encode()
    if container in ("json", "parquet"):
        start = next(i for i, row in enumerate(rows) if len(row) > 2)
        header = [str(cell) for cell in rows[start]]
        body = [row for row in rows[start + 1 :] if len(row) == len(header)]
        if container == "json":
            records = [
                {
                    name: float(cell) if isinstance(cell, Decimal) else cell
                    for name, cell in zip(header, row, strict=True)
                }
                for row in body
            ]
            return "table.json", json.dumps(records, ensure_ascii=case.padded).encode()
        numeric = [any(isinstance(row[i], Decimal) for row in body) for i in range(len(header))]
        columns = {
            name: [
                (float(row[i]) if isinstance(row[i], Decimal) else None) if numeric[i] else row[i]
                for row in body
            ]
            for i, name in enumerate(header)
        }
        stream = io.BytesIO()
        pyarrow.parquet.write_table(pyarrow.table(columns), stream)
        return "table.parquet", stream.getvalue()
    width = max(map(len, rows)) if case.padded else 0
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=case.delimiter, lineterminator=case.line_end).writerows(
        [*row, *[""] * (width - len(row))] for row in texts
    )
    try:
        content = text.getvalue().encode(case.encoding)
    except UnicodeEncodeError:
        content = text.getvalue().encode()
    return ("table.csv.gz", gzip.compress(content)) if container == "gz" else ("table.csv", content)
