"""Opening a dataset: bundled name, data package in a folder or archive, or a single table of flows."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path, PurePosixPath
from typing import Any

import numpy as np
import pandas as pd

from dependency_explorer.data.assemble import assemble, need_rows
from dependency_explorer.data.dataset import Dataset
from dependency_explorer.data.delimited import read_csv
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
from dependency_explorer.data.problems import Collector, DataError, Problem, counted, shown
from dependency_explorer.data.raw import RawTable
from dependency_explorer.data.schema import TABLES
from dependency_explorer.data.typed import ROW, typed_table
from dependency_explorer.data.way import IsCancelled, Progress, Way

TEXT_SUFFIXES = (".csv", ".tsv", ".txt")
WORKBOOK_SUFFIXES = (".xlsx", ".xlsm", ".xls", ".ods", ".xlsb")
PARQUET_SUFFIXES = (".parquet", ".pq")


def load(
    path_or_name: str | Path,
    *,
    progress: Progress | None = None,
    cancelled: IsCancelled | None = None,
    kept_in: Path | None = None,
) -> Dataset:
    """Open a dataset.

    Takes the name of a bundled dataset, the folder of a data package (ours or another's), its descriptor, a ZIP
    archive of it, or one table of a known format (CSV, Excel, Parquet, JSON). What could be survived is in the
    dataset's problems; raises DataError where nothing usable is left, Cancelled where `cancelled` said so.
    progress(verb, done, total) is told now and then. kept_in: a folder in which a copy of a large dataset is kept,
    so that it opens at once the next time, unless its files have changed.
    """
    way = Way(progress, cancelled)
    bundled = bundled_datasets()
    if isinstance(path_or_name, str) and path_or_name in bundled:
        return _load_package(FolderStore(bundled[path_or_name]), path_or_name, way)
    path = Path(path_or_name)
    if not str(path_or_name).strip():
        raise DataError(
            f"No dataset is named. Give a file, a folder or a bundled dataset ({', '.join(bundled)})."
        )
    refuse_address(str(path_or_name))
    try:
        if not path.exists():
            raise DataError(
                f"There is no dataset {shown(str(path_or_name), 200)}: it is neither a file or folder nor "
                f"a bundled dataset ({', '.join(bundled) or 'none'}). Check the path and its spelling."
            )
        if not path.is_file() and not path.is_dir():
            raise DataError(
                f"{shown(str(path), 200)} is a device or a pipe, and a file was expected. Save its content "
                "as a file first."
            )
    except OSError as error:
        raise DataError(explain(error, path)) from error
    except ValueError as error:  # a null character in the name
        raise DataError(f"{shown(str(path_or_name))} is not the name of a file. Check it.") from error
    if kept_in is None:
        return _load_file(path, way)
    from dependency_explorer.data.cache import FROM_BYTES, Cache, fingerprint, size_of, stamps

    whole = path.parent if path.name == DESCRIPTOR else path
    if size_of(whole) < FROM_BYTES:
        return _load_file(path, way)
    way.tell(f"Reading {path.name}", 0, 0)
    try:
        before = stamps(whole)
        key = fingerprint(whole, way)
        cache = Cache(kept_in)
        known = cache.get(key, whole)
        if known is None:
            known = _load_file(path, way)
            if stamps(whole) == before:  # else it may be of another content than the key
                cache.put(key, known)
        return known
    except OSError as error:
        raise DataError(explain(error, path)) from error


def refuse_address(given: str) -> None:
    """Raise DataError for an address in the place of a path, quoted as it was given: a Path would drop a slash."""
    if "://" in given:
        raise DataError(
            f"{shown(given, 200)} is an address, and nothing is fetched from a network. Save the file on "
            "this computer and give its path."
        )


def keep_written(dataset: Dataset, folder: Path, kept_in: Path, way: Way) -> None:
    """Keep a copy of a large dataset that was just written to a folder, as `load` of the folder would, so that it
    opens at once the first time. Raises DataError, Cancelled."""
    from dependency_explorer.data.cache import FROM_BYTES, Cache, fingerprint, size_of

    if size_of(folder) < FROM_BYTES:
        return
    try:
        key = fingerprint(folder, way)
    except OSError as error:
        raise DataError(explain(error, folder)) from error
    known = {"flows": written} if (written := _as_read_again(dataset)) is not None else {}
    Cache(kept_in).put(key, _load_package(FolderStore(folder), folder.resolve().name, way, known))


def _as_read_again(dataset: Dataset) -> pd.DataFrame | None:
    """The flows of a dataset as they would be read from the file that was written of them; None where reading might
    find more: a fault that is named again, or a cell of several lines, which moves the numbers of those below."""
    flows = dataset.tables["flows"]
    if not len(flows) or any(problem.table == "flows" for problem in dataset.problems):
        return None
    for name in flows.columns:
        column = flows[name]
        if column.dtype.kind in "fi":
            continue
        texts = column.cat.categories if isinstance(column.dtype, pd.CategoricalDtype) else column.unique()
        if any("\n" in text or "\r" in text or text != text.strip() for text in texts):
            return None
    return flows.assign(**{ROW: np.arange(2, len(flows) + 2, dtype=np.int32)})


def _load_file(path: Path, way: Way) -> Dataset:
    from dependency_explorer.data.intake.packages import import_package, is_foreign
    from dependency_explorer.data.intake.plan import Plan

    if is_foreign(path):
        return import_package(path, Plan(), way)
    if path.is_dir():
        return _load_package(FolderStore(path), path.resolve().name, way)
    if path.name == DESCRIPTOR:
        return _load_package(FolderStore(path.parent), path.resolve().parent.name, way)
    if is_package_archive(path):
        store = ZipStore(path)
        try:
            return _load_package(store, path.stem, way)
        finally:
            store.close()
    from dependency_explorer.data.intake.importing import import_file

    return import_file(path, way=way)


def is_package_file(path: Path) -> bool:
    """Whether a file is the descriptor of a data package or an archive of one."""
    return path.name == DESCRIPTOR or is_package_archive(path)


def is_package_archive(path: Path, described: bool = False) -> bool:
    """Whether a file is a ZIP archive of a data package of ours: one with a descriptor or tables with our names.

    described: only one with a descriptor, as this program writes; a table called flows may be anybody's.
    """
    if path.suffix.lower() != ".zip":
        return False
    store = ZipStore(path)
    try:
        names = {PurePosixPath(name).name.lower() for name in store.names()}
        return ("flows.csv" in names and not described) or (DESCRIPTOR in names and _names_ours(store))
    finally:
        store.close()


def _names_ours(store: Store) -> bool:
    # A descriptor that cannot be read is ours to speak of; one that names only other tables is another's.
    try:
        _, resources = read_descriptor(store.read(DESCRIPTOR), DESCRIPTOR, Collector())
    except DataError:
        return True
    return not resources or any(resource.name in TABLES for resource in resources)


def _is_semicolon(content: bytes, file: str) -> bool:
    if PurePosixPath(file).suffix.lower() not in TEXT_SUFFIXES:
        return False
    head = content[:65536].split(b"\n", 1)[0]
    return head.count(b";") > head.count(b",")


def _raw_tables(
    content: bytes, file: str, table: str, found: Collector, way: Way, resource: Resource
) -> dict[str, RawTable]:
    suffix = PurePosixPath(file).suffix.lower()
    if not content or content.isspace():
        raise DataError(
            f"{file} is empty. Its first line must name the columns, such as "
            f"{', '.join(column.name for column in TABLES[table].columns if column.required)}."
        )
    if suffix in WORKBOOK_SUFFIXES:
        from dependency_explorer.data.workbook import read_workbook

        return read_workbook(content, file, tuple(TABLES), table)
    if suffix in PARQUET_SUFFIXES:
        from dependency_explorer.data.parquet import read_parquet

        return {table: read_parquet(content, file, way)}
    raw = read_csv(
        content,
        file,
        table,
        TABLES[table].names,
        found,
        separator=resource.separator,
        encoding=resource.encoding,
        way=way,
    )
    return {table: raw}


def _load_package(
    store: Store, name: str, way: Way, known: Mapping[str, pd.DataFrame] | None = None
) -> Dataset:
    """known: tables that need not be read, because what stands in their file is known."""
    known = known or {}
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
        way.tell("Reading tables", index, len(resources))
        try:
            content = store.read(resource.path)
            digest.update(hashlib.sha256(content).digest())
            files[resource.name] = resource.path
            if resource.name in known:
                tables[resource.name] = known[resource.name]
                continue
            raw = _raw_tables(content, resource.path, resource.name, found, way, resource)[resource.name]
            tables[resource.name] = typed_table(
                raw, TABLES[resource.name], found, comma_is_likely=_is_semicolon(content, resource.path)
            )
        except DataError as error:
            if resource.name == "flows":
                raise
            # The other tables can be done without; what was lost is said.
            found.problems += [
                Problem("error", problem.message, resource.name, problem.row, problem.column, problem.value)
                for problem in error.problems
            ]
    if not {"flows", "balances", "assets", "stakes", "events"} & set(tables):
        there = ", ".join(names[:10]) or "nothing"
        raise DataError(
            f"{store.origin.resolve().name} holds no table flows (it holds: {there}). A dataset needs a "
            "file flows.csv with the columns period, exporter, importer, commodity and quantity."
        )
    need_rows(tables, files, found)
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
    return assemble(name, metadata, store.origin, tables, files, digest.hexdigest(), paths, extra, found, way)
