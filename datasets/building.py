"""What the build scripts of the bundled datasets share: reading a folder, licences, writing a package.

The scripts are for maintainers; the program needs only what they write. Each copies published figures as they
stand and adds what arithmetic on them gives. README.md and scenarios are written by hand and left alone.
"""

from __future__ import annotations

import csv
import re
import sys
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from dependency_explorer.data.files import write_atomic
from dependency_explorer.data.problems import DataError
from dependency_explorer.data.schema import TABLES
from dependency_explorer.data.write import csv_text, descriptor_text, protected, resource

Row = dict[str, str]
Tables = dict[str, list[Row]]

NUMBERS = {"quantity", "value_usd", "value", "capacity", "lat", "lon", "share_pct", "energy_gj_per_unit"}
NOT_STATED: Row = {"code": "XNS", "name": "Partner not stated", "kind": "aggregate"}


def read(folder: Path, table: str) -> list[Row]:
    """A reference table as a list of rows; none where the folder lacks it."""
    path = folder / f"{table}.csv"
    if not path.is_file():
        return []
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def amount(value: float, digits: int = 1) -> str:
    """A number without needless zeros."""
    text = f"{value:.{digits}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def joined(*parts: str) -> str:
    """Remarks as one note."""
    return "; ".join(part for part in parts if part)


def licensed(tables: Tables, forbidden: Mapping[str, str]) -> Tables:
    """The tables without the rows whose source forbids redistribution, and without stakes in what is gone.

    forbidden: reason by source id. An asset that goes takes its stakes with it.
    """
    kept = {
        name: [row for row in rows if row.get("source_id", row.get("id", "")) not in forbidden]
        for name, rows in tables.items()
    }
    gone = {row["id"] for row in tables["assets"]} - {row["id"] for row in kept["assets"]}
    kept["stakes"] = [row for row in kept["stakes"] if row["asset_id"] not in gone]
    return kept


def tidy_sources(sources: Iterable[Row]) -> list[Row]:
    """Sources with who keeps the copy that was read moved from the publisher to the title.

    A figure names publishers, and "Eurostat (nrg_ti_gas, republished by …)" is longer than it can print.
    """
    rows = []
    for source in sources:
        found = re.fullmatch(
            r"(.+?) \(((?:.*\b(?:copy|copied|republished|archived|aggregated|tables) .*))\)",
            source["publisher"],
        )
        if found:
            source = {**source, "publisher": found[1], "title": f"{source['title']} ({found[2]})"}
        rows.append(source)
    return rows


def short_names(assets: Iterable[Row], longest: int = 36) -> list[Row]:
    """Assets whose long name has its bracket moved to the note, since charts have no room for it."""
    rows = []
    for asset in assets:
        found = re.fullmatch(r"(.+?),? \((.+)\)", asset["name"])
        if found and len(asset["name"]) > longest:
            asset = {**asset, "name": found[1], "note": joined(found[2], asset["note"])}
        rows.append(asset)
    return rows


def used_sources(sources: Iterable[Row], tables: Tables) -> list[Row]:
    """The sources that a row names, in its source_id or within a remark."""
    texts = [
        text for name, rows in tables.items() if name != "sources" for row in rows for text in row.values()
    ]
    words = set(re.findall(r"[a-z0-9_]+", " ".join(text for text in texts if text)))
    return [source for source in sources if source["id"] in words]


def table_text(columns: Iterable[str], rows: Iterable[Row]) -> str:
    """A table as CSV with the columns named; texts that look like formulas are protected."""
    names = list(columns)

    def cell(name: str, text: str) -> str:
        return text if name in NUMBERS else protected(text)

    return csv_text(names, ([cell(name, row.get(name) or "") for name in names] for row in rows))


def write(
    target: Path, metadata: Mapping[str, object], tables: Tables, extra: Mapping[str, tuple[str, str]]
) -> None:
    """Write the tables that have rows, and datapackage.json.

    extra: title and description by name of the tables that are kept and not used.
    """
    resources = []
    for name, schema in TABLES.items():
        if not tables.get(name):
            continue
        columns = [column for column in schema.names if any(row.get(column) for row in tables[name])]
        kept = [field for field in schema.table_schema()["fields"] if field["name"] in columns]
        entry = resource(schema)
        entry["schema"]["fields"] = kept
        resources.append(entry)
        write_atomic(target / f"{name}.csv", table_text(columns, tables[name]))
    for name, (title, description) in extra.items():
        columns = list(tables[name][0])
        fields = [{"name": column, "type": "number" if column in NUMBERS else "string"} for column in columns]
        resources.append(
            {
                "name": name,
                "path": f"{name}.csv",
                "profile": "tabular-data-resource",
                "title": title,
                "description": description,
                "format": "csv",
                "mediatype": "text/csv",
                "encoding": "utf-8",
                "schema": {"fields": fields, "missingValues": [""]},
            }
        )
        write_atomic(target / f"{name}.csv", table_text(columns, tables[name]))
    write_atomic(target / "datapackage.json", descriptor_text(metadata, target.name, resources))


def main(build: Callable[[Path], None]) -> int:
    """Build from the folder named on the command line."""
    arguments = sys.argv[1:]
    if len(arguments) != 1:
        sys.stderr.write(f"Usage: {Path(sys.argv[0]).name} REFERENCE_FOLDER\n")
        return 2
    try:
        build(Path(arguments[0]))
    except (OSError, DataError) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0
