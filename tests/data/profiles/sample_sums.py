"""Totals of the real files beside the repository, by pandas, the standard library or by hand from their bytes."""

from __future__ import annotations

import csv
import gzip
import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd
from python_calamine import CalamineWorkbook

Frame = pd.DataFrame


@dataclass(frozen=True)
class Total:
    """An amount of the dataset, and the same from the file. where: see reading.total."""

    expected: Callable[[Path], float]
    where: dict[str, str] = field(default_factory=dict)
    column: str = "quantity"
    table: str = "flows"


def flow(expected: Callable[[Path], float], column: str = "quantity", **where: str) -> Total:
    return Total(expected, where, column)


def value(expected: Callable[[Path], float], **where: str) -> Total:
    return Total(expected, where, "value_usd")


def balance(expected: Callable[[Path], float], **where: str) -> Total:
    return Total(expected, where, "value", "balances")


def table(path: Path, **how: Any) -> Frame:
    """A text by pandas, every cell as text."""
    how = {"dtype": str, "keep_default_na": False, "encoding": "utf-8-sig", "index_col": False, **how}
    return pd.read_csv(path, **how)


def numbers(column: Any) -> Any:
    return pd.to_numeric(column, errors="coerce")


def sheet(path: Path, name: str | int) -> list[list[Any]]:
    book = CalamineWorkbook.from_path(str(path))
    one = book.get_sheet_by_index(name) if isinstance(name, int) else book.get_sheet_by_name(name)
    return one.to_python(skip_empty_area=False)


def framed(rows: list[list[Any]], header: int = 0) -> Frame:
    return pd.DataFrame(rows[header + 1 :], columns=[str(cell) for cell in rows[header]])


def column_sum(name: str, **where: str) -> Callable[[Path], float]:
    """The sum of a column of a CSV file where other columns hold these texts."""

    def add(path: Path) -> float:
        frame = table(path)
        for key, wanted in where.items():
            frame = frame[frame[key.replace("__", " ")] == wanted]
        return float(numbers(frame[name]).sum())

    return add


def italy(row: str) -> Callable[[Path], float]:
    # Millions of cubic metres, with a point between thousands: " 13.978 " is 13 978.
    def add(path: Path) -> float:
        frame = table(path, sep=";").set_index("Milioni di metri cubi")
        cells = [cell.strip().replace(".", "") for cell in frame.loc[row]]
        return float(sum(int(cell) for cell in cells if cell.isdigit()))

    return add


def seafood(column: str, times: float, **where: str) -> Callable[[Path], float]:
    def add(path: Path) -> float:
        frame = table(path)
        frame = frame[frame["exporter_iso3c"] != frame["importer_iso3c"]]
        for key, wanted in where.items():
            frame = frame[frame[key] == wanted]
        return times * float(numbers(frame[column]).sum())

    return add


def bp_cell(name: str, row: str, column: str) -> Callable[[Path], float]:
    """The cell of a matrix of trade: the row that begins with a text, the column over which another stands."""

    def look(path: Path) -> float:
        rows = sheet(path, name)
        head = next(r for r in rows if any(str(cell).strip() == column for cell in r))
        at = [str(cell).strip() for cell in head].index(column)
        return float(next(r for r in rows if str(r[0]).strip() == row)[at])

    return look


def bp_year(name: str, row: str, year: int) -> Callable[[Path], float]:
    def look(path: Path) -> float:
        rows = sheet(path, name)
        head = next(r for r in rows if year in r and year - 10 in r)
        return float(next(r for r in rows if str(r[0]).strip() == row)[head.index(year)])

    return look


def api(flow_: str) -> Callable[[Path], float]:
    return lambda path: sum(
        row["primaryValue"] for row in json.loads(path.read_text())["data"] if row["flowCode"] == flow_
    )


def plus(column: str, encoding: str = "utf-8-sig", **where: str) -> Callable[[Path], float]:
    """Rows of UN Comtrade's new site. Those of a place with itself stay: World rows that hold them stand beside."""

    def add(path: Path) -> float:
        lines = path.read_text(encoding=encoding).splitlines()
        rows = list(csv.DictReader(lines, restkey="more"))
        return sum(
            float(row[column] or 0)
            for row in rows
            if all(row[key] == wanted for key, wanted in where.items())
        )

    return add


def entsog_july(path: Path) -> float:
    frame = table(path)
    frame = frame[(frame["values"] != "") & (frame["country"] == "UK") & (frame["exportcountry"] == "Norway")]
    frame = frame[frame["dates"].str.startswith("2021-07")].drop_duplicates(
        ["dates", "location"], keep="last"
    )
    return float(numbers(frame["values"]).sum())


def tsv_sum(keys: dict[int, str] | None = None, without: tuple[str, ...] = ()) -> Callable[[Path], float]:
    """The sum of all cells of a Eurostat TSV; keys: position in the first column → code; without: codes left out."""

    def add(path: Path) -> float:
        raw = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
        sums = 0.0
        for line in raw.decode().splitlines()[1:]:
            first, *cells = line.split("\t")
            codes = first.split(",")
            if all(codes[at] == code for at, code in (keys or {}).items()) and codes[-1] not in without:
                for cell in cells:
                    number = cell.strip().split(" ")[0]
                    sums += float(number) if number not in (":", "") else 0.0
        return sums

    return add


EUROSTAT_GROUPS = ("EU28", "EU27_2020", "EU27", "EA19", "EA18", "EA", "EU15", "EU25")


def eurostat_sheets(partner: str, product: str) -> Callable[[Path], float]:
    """The sum of the sheets of a partner and product (in C7 and C6), without the three groups."""

    def add(path: Path) -> float:
        sums = 0.0
        for name in CalamineWorkbook.from_path(str(path)).sheet_names[2:]:
            rows = sheet(path, name)
            if str(rows[6][2]).strip() == partner and str(rows[5][2]).strip() == product:
                for row in rows[11:]:
                    if str(row[0]).startswith(("European Union", "Euro area", "Special value")) or not row[0]:
                        continue
                    sums += sum(cell for cell in row[1:] if isinstance(cell, float))
        return sums

    return add


def gtf(exit_: str, entry: str) -> Callable[[Path], float]:
    def add(path: Path) -> float:
        rows = sheet(path, 0)
        return sum(
            cell
            for row in rows[1:]
            if row[1] == exit_ and row[3] == entry
            for cell in row[5:]
            if isinstance(cell, float)
        )

    return add


def pivot_money(path: Path) -> float:
    """The block under primaryValue, over all years and partners, but what Angola sells to itself."""
    rows = sheet(path, 0)
    start = rows[0].index("primaryValue")
    return sum(
        cell
        for row in rows[3:]
        for at, cell in enumerate(row[start:], start=start)
        if isinstance(cell, float) and rows[1][at] != "Angola"
    )


def census(state: str, country: str) -> Callable[[Path], float]:
    return lambda path: (
        1e6 * next(float(row[6]) for row in sheet(path, 0)[5:] if row[0] == state and row[2] == country)
    )


def wits_partner(partner: str, column: str) -> Callable[[Path], float]:
    def look(path: Path) -> float:
        frame = framed(sheet(path, 1))
        return 1000 * float(frame.loc[frame["Partner Name"].str.strip() == partner, column].iloc[0])

    return look


def wits_share(partner: str, year: str) -> Callable[[Path], float]:
    def look(path: Path) -> float:
        frame = framed(sheet(path, 1))
        year_ = next(name for name in frame.columns if name.removesuffix(".0") == year)
        return float(frame.loc[frame["Partner Name"].str.strip() == partner, year_].iloc[0])

    return look


def imf_cell(country: str, year: int) -> Callable[[Path], float]:
    def look(path: Path) -> float:
        rows = sheet(path, 0)
        at = [str(cell).removesuffix(".0") for cell in rows[0]].index(str(year))
        return float(next(row for row in rows if str(row[0]).strip() == country)[at])

    return look


def un_energy(country: str) -> Callable[[Path], float]:
    return lambda path: next(
        float(row[3])
        for row in sheet(path, 0)
        if str(row[2]).strip() == country and isinstance(row[3], float)
    )


def world_bank(code: str, year: str) -> Callable[[Path], float]:
    def look(path: Path) -> float:
        frame = table(path, skiprows=4)
        return float(frame.loc[frame["Country Code"] == code, year].iloc[0])

    return look


def undata(path: Path) -> float:
    frame = table(path, skiprows=1)
    part = frame[(frame["Unnamed: 1"] == "Albania") & frame["Series"].str.startswith("GDP in current prices")]
    return float(numbers(part["Value"].str.replace(",", "")).sum())


def norway_hydro(path: Path) -> float:
    rows = list(csv.reader(path.read_text(encoding="utf-8-sig").splitlines()))
    return sum(
        float(cell)
        for cell in next(row for row in rows if row[1:] and row[1].strip() == "Norway")[2:]
        if cell not in ("--", "NA", "")
    )


def crea_months(path: Path) -> float:
    frame = table(path)
    month = frame["date"].str[:7]
    return float(numbers(frame["value_m3"]).groupby([month, frame["from"]]).sum().abs().sum())


def asset(expected: Callable[[Path], float], **where: str) -> Total:
    return Total(expected, where, "capacity", "assets")


def gem_capacity(column: str, *sheets: int, **where: str) -> Callable[[Path], float]:
    def add(path: Path) -> float:
        sums = 0.0
        for one in sheets:
            frame = framed(sheet(path, one))
            for key, wanted in where.items():
                frame = frame[frame[key] == wanted]
            sums += float(numbers(frame[column]).sum())
        return sums

    return add


def bomb_shares(holder: str) -> Callable[[Path], float]:
    """The sum of the percentages behind a name in "A (11.6%);B (35.8%)"."""
    pattern = re.compile(rf"(?:^|;)\s*{re.escape(holder)} \(([\d.]+)%\)")
    return lambda path: sum(
        float(one) for cell in table(path)["Parent_company_source_GEM"] for one in pattern.findall(cell)
    )


def fms_countries(path: Path) -> float:
    # Countries' rows; those of zones only where there is none: Northern Ireland, and Norway but for its reservoirs,
    # whose five zones (1937.1 + 10595.4 + 3444.6 + 4682.6 + 7353.0) make up the country's 28012.7 MW.
    frame = table(path, sep="\t", encoding="utf-16")
    kind, area, what = frame["AreaTypeCode"], frame["MapCode"], frame["ProductionType"]
    once = (
        (kind == "CTY")
        | ((kind == "CTA") & (area == "NIE"))
        | ((kind == "BZN") & area.str.startswith("NO") & (what != "Hydro Water Reservoir"))
    )
    return float(numbers(frame.loc[once, "AggregatedInstalledCapacity"]).sum())
