"""Small tables of flows whose truth is known, written out in as many ways as people write tables.

A `Case` is drawn by hypothesis; `written` makes a file of it by plain code that shares nothing with the readers. What
a reader makes of the file is compared with the truth by `verdict`: it is equal, it was asked or refused, or the
difference is told; anything else is a silent fault.
"""

from __future__ import annotations

import csv
import gzip
import html
import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from random import Random

import pyarrow
import pyarrow.parquet
from hypothesis import strategies as st

from dependency_explorer.data.dataset import Dataset
from dependency_explorer.data.intake.importing import import_file, reports
from dependency_explorer.data.intake.plan import Plan
from dependency_explorer.data.problems import DataError
from tests.data.fuzz import dataset_faults, sentence_faults
from tests.data.tables import workbook_bytes

Key = tuple[str, str, str, str]
"""Period, exporter, importer, commodity."""

PLACES: Mapping[str, tuple[str, ...]] = {
    "RUS": ("Russian Federation", "RUS", "RU", "Russland", "Россия", "643"),
    "NOR": ("Norway", "NOR", "NO", "Norwegen", "Норвегия", "579"),
    "NAM": ("Namibia", "NAM", "NA", "Namibia", "Намибия", "516"),
    "CIV": ("Côte d'Ivoire", "CIV", "CI", "Elfenbeinküste", "Кот-д'Ивуар", "384"),
    "TUR": ("Türkiye", "TUR", "TR", "Türkei", "Турция", "792"),
    "COD": ("Congo, Dem. Rep.", "COD", "CD", "Demokratische Republik Kongo", "ДР Конго", "180"),
    "KOR": ("Korea, Rep.", "KOR", "KR", "Südkorea", "Республика Корея", "410"),
    "USA": ("United States", "USA", "US", "Vereinigte Staaten", "США", "842"),
    "DEU": ("Germany", "DEU", "DE", "Deutschland", "Германия", "276"),
    "ITA": ("Italy", "ITA", "IT", "Italien", "Италия", "380"),
    "MNG": ("Mongolia", "MNG", "MN", "Mongolei", "Монголия", "496"),
    "TCD": ("Chad", "TCD", "TD", "Tschad", "Чад", "148"),
    "GEO": ("Georgia", "GEO", "GE", "Georgien", "Грузия", "268"),
    "KWT": ("Kuwait", "KWT", "KW", "Kuwait", "Кувейт", "414"),
    "TJK": ("Tajikistan", "TJK", "TJ", "Tadschikistan", "Таджикистан", "762"),
    "JOR": ("Jordan", "JOR", "JO", "Jordanien", "Иордания", "400"),
}
"""Code → English name, ISO 3166 alpha-3 and alpha-2, German, Russian, number of the United Nations."""

GOODS: Mapping[str, str] = {
    "natural_gas": "Natural gas", "coal": "Coal", "copper": "Copper", "diesel": "Diesel", "0101": "0101",
    "2701": "2701", "271121": "271121",
}  # fmt: skip
UNITS: Mapping[str, tuple[str, Decimal, tuple[str, ...]]] = {
    "t": ("t", Decimal(1), ("t", "tonnes", "Tonnen", "тонн")),
    "kt": ("t", Decimal(1000), ("kt", "thousand tonnes", "1000 t", "тыс. тонн")),
    "Mt": ("t", Decimal(1_000_000), ("Mt", "million tonnes", "Mio. t")),
    "TJ": ("TJ", Decimal(1), ("TJ", "terajoules")),
    "GWh": ("GWh", Decimal(1), ("GWh", "gigawatt hours")),
    "TWh": ("GWh", Decimal(1000), ("TWh",)),
    "mcm": ("m3", Decimal(1_000_000), ("mcm", "million m3", "млн куб. м")),
    "bcm": ("m3", Decimal(1_000_000_000), ("bcm", "billion cubic metres")),
}
"""Unit → the one it is compared in, how many of these it is, and how people write it."""

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
MARKS = ("", "-", "..", ":", "n/a", "…", "–")
TOTALS = ("Total", "World", "Insgesamt", "Всего")
PERIODS: Mapping[str, tuple[str, ...]] = {
    "year": ("{y}",),
    "quarter": ("{y}-Q{q}", "{y}Q{q}", "Q{q} {y}"),
    "month": ("{y}-{m:02d}", "{y}{m:02d}", "{m:02d}/{y}", "{n} {y}", "{y}M{m:02d}", "{y}-{m:02d}-01",
              "01.{m:02d}.{y}", "{n}-{s:02d}", "{m}/1/{y}"),
}  # fmt: skip
_NAMES = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]


@dataclass(frozen=True)
class Case:
    """The truth, and how it is written."""

    figures: Mapping[Key, Decimal]
    unit: str
    layout: (
        str  # long, reports, wide, across (importers as columns), down (exporters as columns), pivot, goods
    )
    container: str  # csv, gz, xlsx, texts (a workbook whose figures are texts), json, parquet, html
    encoding: str
    delimiter: str
    decimal: str
    thousands: str
    digits: int  # behind the decimal mark; -1 as many as there are
    language: int
    names: int  # how places are written
    period_form: str
    unit_at: str  # title, column, header, row
    unit_spelling: int
    mark: str
    total: str
    title_rows: int
    notes: bool
    line_end: str
    order: int  # seed of the order of rows and columns
    extra: str  # a further column
    padded: bool

    def plainly(self) -> Case:
        """The same truth written as data are exchanged: nothing is left to be asked."""
        return replace(
            self,
            layout="wide" if len({key[0] for key in self.figures}) > 1 and self.order % 2 else "long",
            container=self.container if self.container in ("csv", "gz", "xlsx") else "csv",
            encoding="utf-8-sig" if self.encoding == "utf-8-sig" else "utf-8",
            decimal=".",
            thousands="",
            language=0,
            names=1,
            unit_at="column" if self.unit_at == "column" else "header",
            extra="",
            notes=False,
            period_form=next(forms[0] for forms in PERIODS.values() if self.period_form in forms),
        )


@st.composite
def cases(draw: st.DrawFn) -> Case:
    """A truth and a way to write it."""
    pick = lambda values: draw(st.sampled_from(list(values)))  # noqa: E731
    layout = pick(("long", "long", "reports", "wide", "across", "down", "pivot", "goods"))
    sellers = draw(st.lists(st.sampled_from(list(PLACES)), min_size=2, max_size=4, unique=True))
    buyers = draw(st.lists(st.sampled_from(list(PLACES)), min_size=1 + (layout in ("across", "pivot")), max_size=4,
                           unique=True))  # fmt: skip
    kind = pick(("year", "year", "year", "quarter", "month"))
    single = layout in ("across", "down")
    times = draw(
        st.lists(st.integers(0, 35), min_size=1 if single else 2, max_size=1 if single else 4, unique=True)
    )
    named = list(GOODS)[:4] if single or layout in ("pivot", "goods") else list(GOODS)
    goods = draw(st.lists(st.sampled_from(named), min_size=1 + (layout == "goods"),
                          max_size=1 if single or layout == "pivot" else 3, unique=True))  # fmt: skip
    keys = [
        (_period(kind, when), seller, buyer, good)
        for when in times for seller in sellers for buyer in buyers for good in goods if seller != buyer
    ]  # fmt: skip
    digits = pick((-1, -1, 0, 1, 2, 3))
    scale = pick((9, 99, 9_999, 99_999, 9_999_999))
    present = draw(st.lists(st.integers(0, 9), min_size=len(keys), max_size=len(keys)))
    figures: dict[Key, Decimal] = {}
    for key, there in zip(keys, present, strict=True):
        if there or not figures:
            places = 3 if digits < 0 else digits
            figures[key] = Decimal(draw(st.integers(0, scale * 10**places))) / 10**places
    decimal = pick((".", ".", ","))
    thousands = pick(
        [sign for sign in ("", "", "", ",", ".", " ", "\u00a0", "\u202f", "'") if sign != decimal]
    )
    form = pick(PERIODS[kind])
    containers = ("csv", "csv", "csv", "csv", "gz", "xlsx", "texts", "html")
    if layout in ("long", "reports", "goods"):
        containers += ("json", "parquet")
    container = pick(containers)
    unit_at = pick(
        ("column", "header")
        if container in ("json", "parquet")
        else ("title", "column", "header", "header", "row")
    )
    return Case(
        figures, pick(UNITS), layout, container,
        pick(("utf-8", "utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252", "cp1251", "latin-1")),
        pick((",", ",", ";", "\t", "|")), decimal, thousands, digits, pick(range(5)), pick(range(6)), form,
        unit_at, draw(st.integers(0, 3)), pick(MARKS),
        pick(("", "", *TOTALS)), pick((0, 0, 1, 2)), draw(st.booleans()), pick(("\r\n", "\n")),
        draw(st.integers(0, 99)), pick(("", "", "share", "index", "note", "price")), draw(st.booleans()),
    )  # fmt: skip


def _period(kind: str, number: int) -> str:
    if kind == "year":
        return str(1990 + number)
    if kind == "quarter":
        return f"{2015 + number // 4}-Q{number % 4 + 1}"
    return f"{2018 + number // 12}-{number % 12 + 1:02d}"


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


# ---- what a reader makes of it -----------------------------------------------------------------------------------


def found_in(dataset: Dataset) -> dict[Key, Decimal]:
    """The flows of a dataset, in the units that truths are compared in."""
    factors = {
        spelling: (base, times) for unit, (base, times, known) in UNITS.items() for spelling in (unit, *known)
    }
    flows = dataset.tables["flows"]
    result: dict[Key, Decimal] = {}
    columns = (
        flows[name].tolist() for name in ("period", "exporter", "importer", "commodity", "quantity", "unit")
    )
    for period, seller, buyer, good, quantity, unit in zip(*columns, strict=True):
        if quantity == quantity:
            base, times = factors.get(unit, (unit, Decimal(1)))
            key = (period, seller, buyer, f"{good.casefold().replace(' ', '_')} [{base}]")
            result[key] = result.get(key, Decimal(0)) + Decimal(repr(quantity)) * times
    return result


def wanted(case: Case) -> dict[Key, Decimal]:
    """The truth, in the same units."""
    base, times, _ = UNITS[case.unit]
    return {(*key[:3], f"{key[3]} [{base}]"): value * times for key, value in case.figures.items()}


def _bare(key: Key) -> Key:
    return (*key[:3], key[3].partition(" [")[0])


def _said(figure: Decimal | None) -> str:
    return "nothing" if figure is None else str(figure)


def differences(case: Case, dataset: Dataset, units: bool = True) -> list[str]:
    """What a dataset says otherwise than the truth; totals over partners are no difference where they are right."""
    truth, found = wanted(case), found_in(dataset)
    if not units:
        times = UNITS[case.unit][1]
        truth = {_bare(key): value / times for key, value in truth.items()}
        found = {_bare(key): value for key, value in found.items()}
    totals = {key: value for key, value in found.items() if "WLD" in key[1:3]}
    wrong = []
    for key in sorted(truth.keys() | (found.keys() - totals.keys())):
        one, other = truth.get(key), found.get(key)
        if one is None or other is None or abs(one - other) > Decimal("1e-9") * abs(one):
            wrong.append(f"{' '.join(key)}: {_said(one)} is read as {_said(other)}")
    for key, value in totals.items():
        parts = sum(
            (figure for other, figure in truth.items()
             if all(k in ("WLD", o) for k, o in zip(key, other, strict=True))), Decimal(0)
        )  # fmt: skip
        if not case.total or abs(parts - value) > Decimal("1e-9") * abs(parts):
            wrong.append(f"{' '.join(key)}: a total of {parts} is read as {value}")
    return wrong


def verdict(case: Case, folder: Path) -> str:
    """ "equal", "refused: …", "told: …"; or "wrong: …" where a reader is silently mistaken."""
    name, content = written(case)
    path = folder / name
    path.write_bytes(content)
    try:
        dataset = import_file(path)
    except DataError as error:
        return f"wrong: {fault}" if (fault := sentence_faults(str(error))) else f"refused: {error}"
    if fault := dataset_faults(dataset):
        return f"wrong: {fault}"
    wrong = differences(case, dataset)
    if not wrong:
        return "equal"
    report = reports(dataset)[0]
    for decision in report.decisions:
        if decision.key in ("point", "comma", "place_codes", "dates"):
            other = next(option.value for option in decision.options if option.value != decision.chosen)
            turned = import_file(path, Plan(choices={decision.key: other}))
            bare = any("has a unit" in problem.message for problem in turned.problems)
            again = differences(case, turned, units=not bare)
            return f"wrong: the other choice is no better: {again}" if again else f"told: {decision.what}"
    told = [problem.message for problem in dataset.problems]
    recoded = [message for message in told if "is not in UTF-8; it was read as" in message]
    if recoded:
        return f"told: {recoded[0]}"
    bare = [message for message in told if "has a unit" in message or "without one" in message]
    if bare and not differences(case, dataset, units=False):
        return f"told: {bare[0]}"
    unknown = [message for message in told if "known as no place" in message]
    if unknown:
        return f"told: {unknown[0]}"
    faulty = [problem.message for problem in dataset.problems if problem.severity == "error"]
    if faulty and all(line.endswith("is read as nothing") for line in wrong):
        return f"told: {faulty[0]}"
    return f"wrong: {wrong[:4]} told: {told[:3]}"
