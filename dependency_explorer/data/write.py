"""Writing a dataset as a data package: CSV files and a datapackage.json, in a folder or a ZIP archive."""

from __future__ import annotations

import contextlib
import csv
import io
import json
import re
import tempfile
import zipfile
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import chain, count
from pathlib import Path, PurePosixPath
from typing import Any

import pandas as pd

from dependency_explorer.data import unfinished
from dependency_explorer.data.csv_blocks import BLOCK_ROWS, csv_blocks
from dependency_explorer.data.dataset import Dataset
from dependency_explorer.data.files import Content, blocks_of, explain, write_atomic
from dependency_explorer.data.package import DESCRIPTOR, FolderStore, Store, ZipStore
from dependency_explorer.data.problems import DataError, shown
from dependency_explorer.data.schema import TABLES, TableSchema
from dependency_explorer.data.typed import ROW
from dependency_explorer.data.way import Way

_FLOWS_ALONE = (".parquet", ".pq")
_OF_TABLES = (".csv", ".tsv", ".txt", ".json", ".gz", ".xlsx", ".xlsm", ".xlsb", ".xls", ".ods")


def number_text(value: float) -> str:
    """A number with every digit it has; empty where it is missing."""
    if value != value:
        return ""
    return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)


def csv_text(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Rows of finished cells as CSV after RFC 4180."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(header)
    writer.writerows(rows)
    return text.getvalue()


def resource(schema: TableSchema, extra: tuple[str, ...] = ()) -> dict[str, Any]:
    """The entry of a table in datapackage.json."""
    return {
        "name": schema.name,
        "path": f"{schema.name}.csv",
        "profile": "tabular-data-resource",
        "title": schema.name.capitalize(),
        "description": schema.description,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "schema": schema.table_schema(extra),
    }


def descriptor_text(metadata: Mapping[str, Any], name: str, resources: Sequence[Mapping[str, Any]]) -> str:
    """A datapackage.json."""
    slug = re.sub(r"[^a-z0-9._-]+", "-", name.lower()).strip("-._") or "dataset"
    data = {"profile": "tabular-data-package", "name": slug, **metadata, "resources": list(resources)}
    return json.dumps(data, ensure_ascii=False, indent=2) + "\n"


def write_package(dataset: Dataset, target: Path, force: bool = False, way: Way | None = None) -> None:
    """Write a dataset as a folder, or as a ZIP archive where the name ends with .zip.

    It appears whole or not at all. What exists is replaced only with `force`, and a folder only where it is
    a data package or empty. Further tables, scenarios and the README of the source come along. Raises
    DataError with a sentence, Cancelled.
    """
    target = Path(target)
    _may_write(target, force)
    files = _files(dataset, way or Way())
    if target.suffix.lower() == ".zip":
        write_atomic(target, _archive(files))
    else:
        _write_folder(files, target)


def write_dataset(dataset: Dataset, target: Path, force: bool = False) -> None:
    """Write a dataset as its target's name says: a folder, a .zip, or the flows alone as .parquet."""
    target = Path(target)
    refuse_target(target, force)
    if target.suffix.lower() not in _FLOWS_ALONE:
        write_package(dataset, target, force)
        return
    if dataset.tables["flows"].empty:
        raise DataError(
            f"There are no flows, and {shown(str(target), 200)} would hold nothing else. Name a folder or a "
            "file.zip, which take every table."
        )
    import pyarrow as pa
    import pyarrow.parquet as pq

    content = io.BytesIO()
    flows = dataset.tables["flows"].drop(columns=ROW)
    pq.write_table(pa.Table.from_pandas(flows, preserve_index=False), content, compression="zstd")
    write_atomic(target, content.getvalue())


def refuse_target(target: Path, force: bool) -> None:
    """Raise DataError, with a sentence, where `write_dataset` would not write to this target.

    So that it can be told before a long reading.
    """
    suffix = target.suffix.lower()
    if suffix in _FLOWS_ALONE:
        if target.exists() and not force:
            raise DataError(_exists(target))
        return
    _may_write(target, force)
    if suffix in _OF_TABLES and not target.exists():
        raise DataError(
            f"{shown(str(target), 200)} has the name of a single table, and a data package has several. Name a "
            "folder, a file.zip, or a file.parquet for the flows alone."
        )


def _exists(target: Path) -> str:
    name = shown(str(target), 200)
    return f"{name} exists and is left as it is. Choose another name, or add --force to replace it."


def _may_write(target: Path, force: bool) -> None:
    name = shown(str(target), 200)
    try:
        if not target.exists():
            return
        folder = target.is_dir()
        filled = folder and any(target.iterdir())
    except OSError as error:
        raise DataError(explain(error, target)) from error
    if folder and not filled:
        return
    if folder and not (target / DESCRIPTOR).is_file():
        raise DataError(
            f"{name} is a folder that holds other things than a data package, so it is not replaced. "
            "Name a new folder."
        )
    if not force:
        raise DataError(_exists(target))
    if not folder and target.suffix.lower() != ".zip":
        raise DataError(f"{name} is a file, and a folder was to be written. Name a folder, or a file.zip.")


def _files(dataset: Dataset, way: Way) -> dict[str, Content]:
    files: dict[str, Content] = {}
    resources: list[Mapping[str, Any]] = []
    for table, schema in TABLES.items():
        frame = dataset.tables[table]
        if frame.empty:
            continue
        extra = tuple(name for name in frame.columns if name != ROW and schema.column(name) is None)
        resources.append(resource(schema, extra))
        files[f"{table}.csv"] = _table_blocks(frame, schema, way)
    metadata = {"title": dataset.title, "description": dataset.description, **dataset.metadata}
    with _origin(dataset) as store:
        if store is not None:
            names = store.names()
            for entry, own in _extra_resources(dataset, store, names, {*files, DESCRIPTOR}):
                resources.append(entry)
                files |= {path: store.read(original) for path, original in own.items()}
            for name in names:
                if name.startswith(("scenarios/", "backtests/")) or name.lower() == "readme.md":
                    files[name] = store.read(name)
    metadata.pop("profile", None)
    name = str(metadata.pop("name", dataset.name))
    files[DESCRIPTOR] = descriptor_text(metadata, name, resources).encode(
        "utf-8", "replace"
    )  # the name of a file may hold bytes that are no letters
    return files


def _table_blocks(frame: pd.DataFrame, schema: TableSchema, way: Way) -> Iterator[bytes]:
    """One table as CSV; the column of line numbers is not written."""
    names = [name for name in frame.columns if name != ROW]
    done = 0
    for block in csv_blocks(frame, names, [name for name in names if name in schema.numbers]):
        way.look()
        way.tell(f"Writing {schema.name}", min(done, len(frame)), len(frame))
        yield block
        done += BLOCK_ROWS


@contextlib.contextmanager
def _origin(dataset: Dataset) -> Iterator[Store | None]:
    if dataset.origin.is_dir():
        yield FolderStore(dataset.origin)
    elif dataset.origin.suffix.lower() == ".zip" and dataset.origin.is_file():
        store = ZipStore(dataset.origin)
        try:
            yield store
        finally:
            store.close()
    else:
        yield None


def _extra_resources(
    dataset: Dataset, store: Store, names: Sequence[str], taken: Collection[str]
) -> list[tuple[dict[str, Any], dict[str, str]]]:
    """The entries of further tables, each with its files: their paths in the package and in the source.

    taken: paths of other files of the package. A table whose rows stand in the descriptor or at an address has none.
    """
    wanted = set(dataset.extra_tables)
    if not wanted:
        return []
    entries: list[dict[str, Any]] = []
    if DESCRIPTOR in names:
        entries = json.loads(store.read(DESCRIPTOR).decode("utf-8-sig"))["resources"]
    else:
        entries = [{"name": Path(name).stem.lower(), "path": name} for name in names if "/" not in name]
    used = {path.casefold() for path in taken}
    found = []
    for entry in entries:
        if str(entry.get("name", "")).strip().lower() not in wanted:
            continue
        given = entry.get("path", [])
        originals = [given] if isinstance(given, str) else given if isinstance(given, list) else []
        own: dict[str, str] = {}
        for original in originals:
            if "://" not in original:
                path = _free(original, used)
                used.add(path.casefold())
                own[path] = original
        if own and len(own) == len(originals):
            entry = {**entry, "path": next(iter(own)) if isinstance(given, str) else list(own)}
        found.append((entry, own))
    return found


def _free(path: str, used: Collection[str]) -> str:
    """A path that no other file of a package has, whatever its capitals."""
    name = PurePosixPath(path)
    others = (str(name.with_name(f"{name.stem}-{number}{name.suffix}")) for number in count(2))
    return next(one for one in chain([path], others) if one.casefold() not in used)


def _archive(files: Mapping[str, Content]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            # A fixed date: the same dataset gives the same archive.
            entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            entry.external_attr = 0o644 << 16
            entry.compress_type = zipfile.ZIP_DEFLATED
            with archive.open(entry, "w", force_zip64=True) as member:
                for block in blocks_of(content):
                    member.write(block)
    return packed.getvalue()


def _write_folder(files: Mapping[str, Content], target: Path) -> None:
    try:
        with unfinished.placing():
            temporary = Path(tempfile.mkdtemp(dir=target.parent, prefix=".", suffix=".part"))
            unfinished.begin(temporary)
    except OSError as error:
        raise DataError(explain(error, target)) from error
    old: Path | None = None
    try:
        for name, data in files.items():
            path = temporary / name
            path.parent.mkdir(parents=True, exist_ok=True)
            write_atomic(path, data)
        temporary.chmod(0o755)
        with unfinished.placing():
            try:
                if target.exists():
                    old = temporary.with_suffix(".old")
                    target.rename(old)
                temporary.rename(target)
            except OSError:
                if old is not None and not target.exists():
                    old.rename(target)
                raise
            if old is not None:
                unfinished.begin(old)
    except OSError as error:
        raise DataError(explain(error, target)) from error
    except DataError as error:
        if isinstance(
            error.__cause__, OSError
        ):  # told of a file in the unfinished folder, which nobody knows
            raise DataError(explain(error.__cause__, target)) from error.__cause__
        raise
    finally:
        unfinished.end(temporary)
        if old is not None and target.exists():
            unfinished.end(old)
