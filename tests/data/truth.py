"""Small tables of flows whose truth is known, written out in as many ways as people write tables.

A `Case` is drawn by hypothesis; `truth_files.written` makes a file of it by plain code that shares nothing with the
readers. What a reader makes of the file is compared with the truth by `truth_verdict.verdict`: it is equal, it was
asked or refused, or the difference is told; anything else is a silent fault.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from hypothesis import strategies as st

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

MARKS = ("", "-", "..", ":", "n/a", "…", "–")
TOTALS = ("Total", "World", "Insgesamt", "Всего")
PERIODS: Mapping[str, tuple[str, ...]] = {
    "year": ("{y}",),
    "quarter": ("{y}-Q{q}", "{y}Q{q}", "Q{q} {y}"),
    "month": ("{y}-{m:02d}", "{y}{m:02d}", "{m:02d}/{y}", "{n} {y}", "{y}M{m:02d}", "{y}-{m:02d}-01",
              "01.{m:02d}.{y}", "{n}-{s:02d}", "{m}/1/{y}"),
}  # fmt: skip


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
            # Between semicolons and tabs 1.001, 1.002 and 1.003 alone may be thousands: that would be left open.
            delimiter=self.delimiter if any(map(self._tells_the_point, self.figures.values())) else ",",
            decimal=".",
            thousands="",
            language=0,
            names=1,
            unit_at="column" if self.unit_at == "column" else "header",
            extra="",
            notes=False,
            period_form=next(forms[0] for forms in PERIODS.values() if self.period_form in forms),
        )

    def _tells_the_point(self, value: Decimal) -> bool:
        """Whether a figure, written plainly, can have no point between thousands, and shows that others have none."""
        whole, _, rest = f"{value:.3f}".partition(".")
        rest = rest.rstrip("0") if self.digits < 0 else rest[: self.digits]
        return len(whole) > 3 or (bool(rest) and (whole == "0" or len(rest) != 3))


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
