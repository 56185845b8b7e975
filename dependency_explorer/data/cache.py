"""Large datasets kept as they lie in memory, so that opening one again takes a moment.

A dataset is found by the SHA-256 of its files, and of the code lists and descriptions beside a single one, so a
changed source is never answered by an old copy. Tables are
Arrow files that are mapped, not read; what else a dataset holds is JSON. Nothing here is the only copy of anything:
a file that does not fit is passed over. What was not opened for longest goes when there are too many copies or too
many bytes of them, and so does what an interrupted run left half written.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import logging
import shutil
import tempfile
import time
import uuid
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pandas as pd

from dependency_explorer import __version__
from dependency_explorer.data import unfinished
from dependency_explorer.data.dataset import Dataset
from dependency_explorer.data.intake.packing import is_companion
from dependency_explorer.data.problems import Problem
from dependency_explorer.data.schema import TABLES
from dependency_explorer.data.typed import text_array
from dependency_explorer.data.way import Way

log = logging.getLogger("dependency_explorer")

FROM_BYTES = 20_000_000
"""Smaller sources are read again: it takes less than a second."""
_MOST_KEPT, _MOST_BYTES = 6, 4_000_000_000
_ABANDONED_S = 86_400.0
"""A copy that was begun so long ago is not being written any more."""
_FORMAT = 2
"""One more whenever files are read otherwise than before, or kept in another form."""
_MOST_EXPLAINING = 50_000_000


def size_of(path: Path) -> int:
    """Bytes of a file, or of the files of a folder and its sub-folders; 0 where it cannot be told."""
    try:
        if path.is_dir():
            return sum(one.stat().st_size for one in path.rglob("*") if one.is_file())
        return path.stat().st_size
    except OSError:
        return 0


def stamps(path: Path) -> list[tuple[str, int, int]]:
    """Name, size and time of change of a file, or of those of a folder: alike as long as nothing is written there.
    Raises OSError."""
    files = sorted(one for one in path.rglob("*") if one.is_file()) if path.is_dir() else [path]
    return [(str(one), (told := one.stat()).st_size, told.st_mtime_ns) for one in files]


def fingerprint(path: Path, way: Way) -> str:
    """SHA-256 over the name and content of a file and of those beside it that explain its codes, or of all files of a
    folder. Raises OSError."""
    digest = hashlib.sha256(f"{_FORMAT} {__version__}".encode())
    whole = path.is_dir()
    files = sorted(one for one in path.rglob("*") if one.is_file()) if whole else [path, *_explaining(path)]
    for one in files:
        name = str(one.relative_to(path) if whole else one.name).encode("utf-8", "surrogateescape")
        digest.update(b"%d %d " % (len(name), one.stat().st_size) + name)
        with one.open("rb") as stream:
            while piece := stream.read(1 << 22):
                way.look()
                digest.update(piece)
    return digest.hexdigest()


def _explaining(path: Path) -> list[Path]:
    """The files beside a table that `Source.companion` may read for it."""
    return sorted(
        one
        for one in path.parent.iterdir()
        if one != path and is_companion(one.name) and one.is_file() and one.stat().st_size < _MOST_EXPLAINING
    )


class Cache:
    """Datasets in a folder, each under its fingerprint."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def get(self, key: str, path: Path) -> Dataset | None:
        """The dataset of a fingerprint, as if it had just been read from `path`; None where there is none."""
        place = self._folder / key
        try:
            described = json.loads((place / "dataset.json").read_text("utf-8"))
            tables = {name: _read(place / f"{name}.arrow") for name in TABLES}
        except FileNotFoundError:
            return None
        except Exception as error:  # a copy that does not fit is no loss: the source is read again
            log.warning("A kept copy could not be used (%s); the source is read again.", error)
            _delete(place)
            return None
        with contextlib.suppress(OSError):
            place.touch()
        return _dataset(described, tables, path)

    def put(self, key: str, dataset: Dataset) -> None:
        """Keep a dataset. A full or read-only disk is no obstacle: nothing is kept then."""
        import pyarrow as pa

        temporary: Path | None = None
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            with unfinished.placing():
                temporary = Path(tempfile.mkdtemp(dir=self._folder, suffix=".part"))
                unfinished.begin(temporary)
            for name, table in dataset.tables.items():
                _write(table, temporary / f"{name}.arrow")
            text = json.dumps(_described(dataset), ensure_ascii=False)
            (temporary / "dataset.json").write_text(text, "utf-8")
            place = self._folder / key
            with unfinished.placing():
                _delete(place)
                temporary.rename(place)
            self._prune()
        except (OSError, TypeError, ValueError, pa.ArrowException) as error:
            log.warning("The dataset is not kept for a quick start (%s).", error)
        finally:
            if temporary is not None:
                unfinished.end(temporary)

    def _prune(self) -> None:
        kept = []
        for one in self._folder.iterdir():
            with contextlib.suppress(OSError):  # another window may clean up at the same time
                touched = one.stat().st_mtime
                if one.suffix != ".part" and one.is_dir():
                    kept.append((touched, one))
                elif touched < time.time() - _ABANDONED_S:
                    shutil.rmtree(one, ignore_errors=True)
        size = 0
        for position, (_, one) in enumerate(sorted(kept, reverse=True)):
            size += size_of(one)
            if position and (position >= _MOST_KEPT or size > _MOST_BYTES):
                _delete(one)


def _delete(copy: Path) -> None:
    """Delete a copy, all of it or nothing: where another window has it open, some systems rename no folder."""
    with contextlib.suppress(OSError):
        gone = copy.with_name(f"{copy.name}-{uuid.uuid4().hex}.part")
        copy.rename(gone)
        shutil.rmtree(gone, ignore_errors=True)


def _described(dataset: Dataset) -> dict[str, Any]:
    return {
        "name": dataset.name,
        "title": dataset.title,
        "description": dataset.description,
        "problems": [
            [one.severity, one.message, one.table, one.row, one.column, one.value] for one in dataset.problems
        ],
        "fingerprint": dataset.fingerprint,
        "focus": dataset.focus,
        "focus_rule": dataset.focus_rule,
        "scenarios": [path.name for path in dataset.scenarios],
        "extra_tables": list(dataset.extra_tables),
        "metadata": dict(dataset.metadata),
    }


def _dataset(described: Mapping[str, Any], tables: Mapping[str, pd.DataFrame], path: Path) -> Dataset:
    folder = path if path.is_dir() else path.parent
    return Dataset(
        name=described["name"],
        title=described["title"],
        description=described["description"],
        origin=path,
        tables=MappingProxyType(dict(tables)),
        problems=tuple(Problem(*one) for one in described["problems"]),
        fingerprint=described["fingerprint"],
        focus=described["focus"],
        focus_rule=described["focus_rule"],
        scenarios=tuple(folder / "scenarios" / name for name in described["scenarios"]),
        extra_tables=tuple(described["extra_tables"]),
        metadata=MappingProxyType(dict(described["metadata"])),
    )


def _write(table: pd.DataFrame, path: Path) -> None:
    import pyarrow as pa

    arrays, fields = [], []
    for name in table.columns:
        column = table[name]
        if isinstance(column.dtype, pd.CategoricalDtype):
            kind = "category"
            array: Any = pa.DictionaryArray.from_arrays(
                pa.array(column.cat.codes.to_numpy()), pa.array(column.cat.categories.tolist(), pa.string())
            )
        elif column.dtype.kind in "fi":
            kind, array = "number", pa.array(column.to_numpy())
        else:
            # Remarks are few and repeat: numbered, they take little room.
            kind = "text"
            array = pa.array(column, pa.large_string()).dictionary_encode()
            array = array.combine_chunks() if isinstance(array, pa.ChunkedArray) else array
        arrays.append(array)
        fields.append(pa.field(str(name), array.type, metadata={"kind": kind}))
    batch = pa.RecordBatch.from_arrays(arrays, schema=pa.schema(fields))
    with pa.OSFile(str(path), "wb") as sink, pa.ipc.new_file(sink, batch.schema) as writer:
        writer.write_batch(batch)


def _read(path: Path) -> pd.DataFrame:
    import pyarrow as pa

    if not path.is_file():
        raise FileNotFoundError(path)
    with pa.memory_map(str(path)) as source:
        batch = pa.ipc.open_file(source).get_batch(0)
    columns: dict[str, Any] = {}
    for field, array in zip(batch.schema, batch.columns, strict=True):
        kind = (field.metadata or {}).get(b"kind", b"").decode()
        if kind == "number":
            columns[field.name] = array.to_numpy(zero_copy_only=False)
            continue
        codes = array.indices.to_numpy(zero_copy_only=False)
        texts = array.dictionary.to_pylist()
        if kind == "category":
            dtype = pd.CategoricalDtype(pd.Index(texts, dtype="str"), ordered=False)
            columns[field.name] = pd.Categorical.from_codes(codes, dtype=dtype, validate=False)
        else:
            columns[field.name] = text_array(texts, codes)
    return pd.DataFrame(columns, copy=False)
