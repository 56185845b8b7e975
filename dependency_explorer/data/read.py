"""Opening a dataset: bundled name, data package in a folder or archive, or a single table of flows."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from types import MappingProxyType
from typing import Any

import numpy as np
import pandas as pd

from dependency_explorer.data.check import check_balances, check_flows, check_references
from dependency_explorer.data.conversion import convert_balances, convert_flows, units_of
from dependency_explorer.data.csv_text import IsCancelled, Progress, read_csv
from dependency_explorer.data.dataset import Dataset
from dependency_explorer.data.files import explain
from dependency_explorer.data.locations import bundled_datasets
from dependency_explorer.data.package import (
    DESCRIPTOR,
    FolderStore,
    Resource,
    Store,
    ZipStore,
    read_descriptor,
)
from dependency_explorer.data.places import country_names
from dependency_explorer.data.problems import Cancelled, Collector, DataError, Problem, counted, shown
from dependency_explorer.data.raw import RawBuilder, RawTable
from dependency_explorer.data.schema import NOT_STATED, SET_ASIDE, TABLES, WORLD
from dependency_explorer.data.typed import empty_table, typed_table

TEXT_SUFFIXES = (".csv", ".tsv", ".txt")
WORKBOOK_SUFFIXES = (".xlsx", ".xlsm", ".xls", ".ods", ".xlsb")
PARQUET_SUFFIXES = (".parquet", ".pq")


@dataclass(frozen=True, slots=True)
class _Way:
    """How the caller wants to be told, and how it can call off."""

    progress: Progress | None
    cancelled: IsCancelled | None

    def look(self) -> None:
        if self.cancelled is not None and self.cancelled():
            raise Cancelled


def load(
    path_or_name: str | Path,
    *,
    progress: Progress | None = None,
    cancelled: IsCancelled | None = None,
) -> Dataset:
    """Open a dataset.

    Takes the name of a bundled dataset, the folder of a data package, its datapackage.json, a ZIP archive of
    it, or one table (CSV, Excel, Parquet) that has the columns of flows. What could be survived is in the
    dataset's problems; raises DataError where nothing usable is left, Cancelled where `cancelled` said so.
    progress(verb, done, total) is told now and then.
    """
    way = _Way(progress, cancelled)
    bundled = bundled_datasets()
    if isinstance(path_or_name, str) and path_or_name in bundled:
        return _load_package(FolderStore(bundled[path_or_name]), path_or_name, way)
    path = Path(path_or_name)
    if not str(path_or_name).strip():
        raise DataError(
            f"No dataset is named. Give a file, a folder or a bundled dataset ({', '.join(bundled)})."
        )
    try:
        if path.is_dir():
            return _load_package(FolderStore(path), path.resolve().name, way)
        if not path.exists():
            raise DataError(
                f"There is no dataset {shown(str(path_or_name), 200)}: it is neither a file or folder nor "
                f"a bundled dataset ({', '.join(bundled) or 'none'}). Check the path and its spelling."
            )
        if not path.is_file():
            raise DataError(
                f"{shown(str(path), 200)} is a device or a pipe, and a file was expected. Save its content "
                "as a file first."
            )
    except OSError as error:
        raise DataError(explain(error, path)) from error
    except ValueError as error:  # a null character in the name
        raise DataError(f"{shown(str(path_or_name))} is not the name of a file. Check it.") from error
    suffix = path.suffix.lower()
    if path.name == DESCRIPTOR:
        return _load_package(FolderStore(path.parent), path.resolve().parent.name, way)
    if suffix == ".zip":
        store = ZipStore(path)
        try:
            return _load_package(store, path.stem, way)
        finally:
            store.close()
    if suffix in (*TEXT_SUFFIXES, *WORKBOOK_SUFFIXES, *PARQUET_SUFFIXES):
        return _load_table(path, way)
    raise DataError(
        f"{path.name} is of a type that cannot be read ({suffix or 'no suffix'}). Give a folder with "
        f"{DESCRIPTOR}, that file, a ZIP archive of it, or a table of flows as CSV, XLSX or Parquet."
    )


def _load_table(path: Path, way: _Way) -> Dataset:
    found = Collector()
    try:
        content = path.read_bytes()
    except OSError as error:
        raise DataError(explain(error, path)) from error
    raws = _raw_tables(content, path.name, "flows", found, way, Resource("flows", path.name))
    tables = {}
    files = {}
    for name, raw in raws.items():
        tables[name] = typed_table(
            raw, TABLES[name], found, comma_is_likely=_is_semicolon(content, path.name)
        )
        files[name] = raw.file
    _need_rows(tables, files, found)
    fingerprint = hashlib.sha256(content).hexdigest()
    title = path.stem.replace("_", " ")
    return _assemble(path.stem, {"title": title}, path, tables, files, fingerprint, (), (), found, way)


def _is_semicolon(content: bytes, file: str) -> bool:
    if PurePosixPath(file).suffix.lower() not in TEXT_SUFFIXES:
        return False
    head = content[:65536].split(b"\n", 1)[0]
    return head.count(b";") > head.count(b",")


def _raw_tables(
    content: bytes, file: str, table: str, found: Collector, way: _Way, resource: Resource
) -> dict[str, RawTable]:
    suffix = PurePosixPath(file).suffix.lower()
    if not content.strip():
        raise DataError(
            f"{file} is empty. Its first line must name the columns, such as "
            f"{', '.join(column.name for column in TABLES[table].columns if column.required)}."
        )
    if suffix in WORKBOOK_SUFFIXES:
        from dependency_explorer.data.workbook import read_workbook

        return read_workbook(content, file, tuple(TABLES), table)
    if suffix in PARQUET_SUFFIXES:
        from dependency_explorer.data.workbook import read_parquet

        return {table: read_parquet(content, file, way.progress, way.cancelled)}
    raw = read_csv(
        content,
        file,
        table,
        TABLES[table].names,
        found,
        separator=resource.separator,
        encoding=resource.encoding,
        progress=way.progress,
        cancelled=way.cancelled,
    )
    return {table: raw}


def _load_package(store: Store, name: str, way: _Way) -> Dataset:
    found = Collector()
    names = store.names()
    metadata: dict[str, Any] = {}
    digest = hashlib.sha256()
    if DESCRIPTOR in names:
        content = store.read(DESCRIPTOR)
        digest.update(content)
        metadata, resources = read_descriptor(content, DESCRIPTOR, found)
    else:
        # A folder of tables without a descriptor: they are known by their names.
        resources = tuple(
            Resource(PurePosixPath(file).stem.lower(), file)
            for file in names
            if PurePosixPath(file).suffix.lower() in TEXT_SUFFIXES and "/" not in file
        )
    tables: dict[str, pd.DataFrame] = {}
    files: dict[str, str] = {}
    for index, resource in enumerate(resources):
        if resource.name not in TABLES:
            continue
        way.look()
        if way.progress is not None:
            way.progress("Reading tables", index, len(resources))
        try:
            content = store.read(resource.path)
            digest.update(hashlib.sha256(content).digest())
            raw = _raw_tables(content, resource.path, resource.name, found, way, resource)[resource.name]
            tables[resource.name] = typed_table(
                raw, TABLES[resource.name], found, comma_is_likely=_is_semicolon(content, resource.path)
            )
            files[resource.name] = resource.path
        except DataError as error:
            if resource.name == "flows":
                raise
            # The other tables can be done without; what was lost is said.
            found.problems += [
                Problem("error", problem.message, resource.name, problem.row, problem.column, problem.value)
                for problem in error.problems
            ]
    if "flows" not in tables:
        there = ", ".join(names[:10]) or "nothing"
        raise DataError(
            f"{store.origin.resolve().name} holds no table flows (it holds: {there}). A dataset needs a "
            "file flows.csv with the columns period, exporter, importer, commodity and quantity."
        )
    _need_rows(tables, files, found)
    extra = tuple(resource.name for resource in resources if resource.name not in TABLES)
    scenarios = [file for file in names if file.startswith("scenarios/") and file.endswith(".json")]
    paths: tuple[Path, ...] = ()
    if isinstance(store, FolderStore):
        paths = tuple(store.origin / file for file in scenarios)
    elif scenarios:
        found.add(
            "warning",
            f"{store.origin.name} holds {counted(len(scenarios), 'scenario')}; scenarios are read only from "
            "a folder. Unpack the archive to use them.",
        )
    return _assemble(
        name, metadata, store.origin, tables, files, digest.hexdigest(), paths, extra, found, way
    )


def _need_rows(tables: Mapping[str, pd.DataFrame], files: Mapping[str, str], found: Collector) -> None:
    if tables["flows"].empty:
        said = tuple(problem for problem in found.problems if problem.table == "flows")
        raise DataError(
            *said,
            f"{files['flows']} has a header and no usable row below it. Add rows, one a flow, or choose "
            "another file.",
        )


def _assemble(
    name: str,
    metadata: Mapping[str, Any],
    origin: Path,
    given: Mapping[str, pd.DataFrame],
    files: Mapping[str, str],
    fingerprint: str,
    scenarios: tuple[Path, ...],
    extra: tuple[str, ...],
    found: Collector,
    way: _Way,
) -> Dataset:
    tables = {
        table: given[table] if table in given else empty_table(schema) for table, schema in TABLES.items()
    }
    way.look()
    if way.progress is not None:
        way.progress("Checking", 0, 1)
    units = units_of(tables["flows"], tables["commodities"])
    listed = zip(tables["commodities"]["id"].tolist(), tables["commodities"]["unit"].tolist(), strict=True)
    stated = frozenset(commodity for commodity, unit in listed if unit)
    tables["flows"] = convert_flows(tables["flows"], files["flows"], units, stated, found)
    tables["flows"] = check_flows(tables["flows"], files["flows"], found)
    if len(tables["balances"]):
        tables["balances"] = convert_balances(tables["balances"], files["balances"], units, stated, found)
        tables["balances"] = check_balances(tables["balances"], files["balances"], found)
    way.look()
    built = {table for table in ("places", "commodities", "sources") if table not in given}
    if "places" in built:
        tables["places"] = _built_places(tables)
    if "commodities" in built:
        tables["commodities"] = _built_commodities(tables, units)
    check_references(tables, files, frozenset(built), frozenset(country_names()), found)
    focus, rule = _focus(metadata, tables["flows"], name, found)
    return Dataset(
        name=name,
        title=str(metadata.get("title") or name),
        description=str(metadata.get("description") or ""),
        origin=origin,
        tables=MappingProxyType(tables),
        problems=tuple(found.problems),
        fingerprint=fingerprint,
        focus=focus,
        focus_rule=rule,
        scenarios=scenarios,
        extra_tables=extra,
        metadata=MappingProxyType(dict(metadata)),
    )


def _codes(tables: Mapping[str, pd.DataFrame], *columns: tuple[str, str]) -> list[str]:
    return sorted(
        {code for table, column in columns for code in tables[table][column].cat.categories if code}
    )


def _built_places(tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    codes = _codes(tables, ("flows", "exporter"), ("flows", "importer"), ("balances", "place"))
    names = country_names()
    rows = []
    for code in codes:
        kind = "aggregate" if code in (WORLD, NOT_STATED) else "country" if code in names else ""
        rows.append((code, names.get(code, code), kind))
    return _built("places", ("code", "name", "kind"), rows)


def _built_commodities(tables: Mapping[str, pd.DataFrame], units: Mapping[str, str]) -> pd.DataFrame:
    ids = _codes(tables, ("flows", "commodity"), ("balances", "commodity"))
    return _built("commodities", ("id", "name", "unit"), [(name, name, units.get(name, "")) for name in ids])


def _built(table: str, names: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> pd.DataFrame:
    # Rows made here have no line in a file; they count from 2 as they would if they were written.
    builder = RawBuilder(table, names)
    builder.add(rows, range(2, len(rows) + 2))
    return typed_table(builder.table(), TABLES[table], Collector())


def _focus(metadata: Mapping[str, Any], flows: pd.DataFrame, name: str, found: Collector) -> tuple[str, str]:
    importer = flows["importer"].cat
    places = importer.categories.tolist()
    given = metadata.get("focus")
    if isinstance(given, str) and given:
        if given in places or given in flows["exporter"].cat.categories:
            return given, f"{given} is the place that the dataset {name} is about."
        found.add(
            "warning",
            f"{DESCRIPTOR}: the focus {shown(given)} is in no flow, so another place is shown "
            "first. Name a place that imports or exports.",
            value=given,
        )
    aside = flows["quality"].isin(SET_ASIDE).to_numpy() | importer.codes.isin([-1]).to_numpy()
    values = np.where(aside, 0.0, np.nan_to_num(flows["value_usd"].to_numpy(), posinf=0.0, neginf=0.0))
    codes = importer.codes.to_numpy()
    totals = np.bincount(codes, weights=np.maximum(values, 0.0), minlength=len(places))
    rule = "imports the largest value"
    if not totals.any():
        totals = np.bincount(codes[~aside], minlength=len(places)).astype(float)
        rule = "has the most import flows"
    for place in (WORLD, NOT_STATED):
        if place in places and len(places) > 1:
            totals[places.index(place)] = -1.0
    focus = places[int(totals.argmax())]
    return focus, f"{focus} is shown first because it {rule} in this dataset."
