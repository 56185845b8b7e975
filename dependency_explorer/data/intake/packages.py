"""Data packages of others: a descriptor in JSON or YAML, and tables that the profiles must recognise one by one."""

from __future__ import annotations

import csv
import json
import re
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from dependency_explorer.data.dataset import Dataset
from dependency_explorer.data.files import explain
from dependency_explorer.data.intake.plan import Plan
from dependency_explorer.data.intake.resources import OtherTitlesError, needs_writing, write_plainly
from dependency_explorer.data.package import DESCRIPTOR, safe_name
from dependency_explorer.data.problems import DataError, Problem, count, counted, shown
from dependency_explorer.data.schema import TABLES
from dependency_explorer.data.way import Way

DESCRIPTORS = (DESCRIPTOR, "datapackage.yml", "datapackage.yaml")
_TABLES = (".csv", ".tsv", ".txt", ".xlsx", ".xls", ".xlsm", ".ods", ".parquet", ".gz")
_MOST_BYTES = 20_000_000
_MOST_TABLES = 200
_SKIP = "descriptor"
"""Decision of a plan: "skip" reads the tables beside a damaged descriptor without it."""


@dataclass(frozen=True, slots=True)
class _Package:
    folder: Path
    title: str
    files: tuple[Path, ...]
    absent: tuple[str, ...]
    written: tuple[tuple[Mapping[str, Any], tuple[Path, ...]], ...] = ()
    """Resources that are written out plainly before they are read, with their files."""


def is_package(path: Path) -> bool:
    """Whether a path is a folder or the descriptor of a data package."""
    try:
        return path.is_dir() or (path.name.lower() in DESCRIPTORS and path.is_file())
    except (OSError, ValueError):
        return False


def is_ours(path: Path) -> bool:
    """Whether a package holds tables that bear the names of ours, whose own reader reads them."""
    folder = path if path.is_dir() else path.parent
    try:
        if any((folder / f"{name}.csv").is_file() for name in TABLES):
            return True
        descriptor = folder / DESCRIPTOR
        data = json.loads(descriptor.read_text("utf-8-sig")) if descriptor.is_file() else {}
    except (OSError, ValueError, RecursionError):
        return False
    resources = data.get("resources") if isinstance(data, Mapping) else None
    if not isinstance(resources, list):
        return False
    names = [str(one.get("name")).strip().lower() for one in resources if isinstance(one, Mapping)]
    return any(name in TABLES for name in names)


def is_foreign(path: Path) -> bool:
    """Whether a path is a package with tables or a descriptor of its own, none of them ours."""
    if not is_package(path) or is_ours(path):
        return False
    folder = path if path.is_dir() else path.parent
    return (
        path.is_file() or any((folder / name).is_file() for name in DESCRIPTORS) or bool(_tables_in(folder))
    )


def import_package(path: Path, plan: Plan, way: Way) -> Dataset:
    """Every table of a package that a profile can read, put together; what could not be read is a problem of it.

    Raises DataError where the descriptor is damaged (the plan's choice descriptor=skip reads the tables beside it all
    the same), and where no table can be used, with the reason for each.
    """
    from dependency_explorer.data.combine import combined
    from dependency_explorer.data.intake.importing import import_file

    try:
        package = _package(path, plan)
    except OSError as error:  # a folder that may not be looked into
        raise DataError(explain(error, path)) from error
    choices = {key: value for key, value in plan.choices.items() if key != _SKIP}
    plan = replace(plan, choices=choices)
    whole: Dataset | None = None
    refused: list[str] = [f"{name} is named by the descriptor and not there." for name in package.absent]
    with tempfile.TemporaryDirectory() as folder:
        files = [*package.files, *_written_out(package, Path(folder), refused)]
        for index, file in enumerate(files):
            way.tell("Reading tables", index, len(files))
            try:
                found = import_file(file, plan, way)
            except DataError as error:
                refused.append(error.problems[0].message if error.problems else str(error))
                continue
            whole = found if whole is None else combined(whole, found, way=way)
    if whole is None:
        what = counted(len(files) + len(package.absent), "table")
        raise DataError(
            f"{package.folder.resolve().name} is a data package with {what}, and none can be used: "
            + " ".join(refused)
        )
    problems = (*whole.problems, *(Problem("warning", sentence) for sentence in refused))
    title = package.title or whole.title
    return replace(whole, title=title, problems=problems, metadata={**whole.metadata, "title": title})


def _written_out(package: _Package, folder: Path, refused: list[str]) -> list[Path]:
    """The files of the resources that are written out, each in a folder of its own; what cannot be is refused."""
    written: list[Path] = []
    for index, (resource, files) in enumerate(package.written):
        own = folder / str(index)
        own.mkdir()
        try:
            written.append(write_plainly(resource, files, own))
        except OtherTitlesError:
            written += files
        except (OSError, ValueError, LookupError, csv.Error) as error:
            name = files[0].name if files else str(resource.get("name"))
            refused.append(f"{name} cannot be read as the descriptor says ({error}).")
    return written


def _package(path: Path, plan: Plan) -> _Package:
    folder = path if path.is_dir() else path.parent
    descriptor = (
        path if path.is_file() else next((folder / n for n in DESCRIPTORS if (folder / n).is_file()), None)
    )
    beside = _tables_in(folder)
    if descriptor is None or plan.choices.get(_SKIP) == "skip":
        if not beside:
            raise DataError(
                f"{folder.resolve().name} is a folder without a table. Name a file, or a folder with tables."
            )
        return _Package(folder, "", beside, ())
    data = _descriptor(descriptor, beside)
    resources = data.get("resources")
    if not isinstance(resources, list):
        raise DataError(
            f'{descriptor.name} describes no data package: it needs a list "resources" with the path of each table.'
            + _alone(beside)
        )
    files: list[Path] = []
    absent: list[str] = []
    written: list[tuple[Mapping[str, Any], tuple[Path, ...]]] = []
    for resource in resources[:_MOST_TABLES]:
        own: list[Path] = []
        for name in _paths(resource):
            if "://" in name:
                absent.append(f"{name} (an address; nothing is fetched from a network)")
            elif not safe_name(name) or not (folder / name).resolve().is_relative_to(folder.resolve()):
                absent.append(f"{shown(name)} (outside the folder of the package)")
            elif (folder / name).is_file():
                if (folder / name).suffix.lower() in (*_TABLES, ".json"):
                    own.append(folder / name)
            else:
                absent.append(name)
        if isinstance(resource, Mapping) and needs_writing(resource, own):
            written.append((resource, tuple(own)))
        else:
            files += own
    if not files and not absent and not written:
        raise DataError(f"{descriptor.name} names no table.{_alone(beside)}")
    title = data.get("title") or data.get("name")
    name = title if isinstance(title, str) else ""
    return _Package(folder, name, tuple(dict.fromkeys(files)), tuple(absent), tuple(written))


def _paths(resource: object) -> list[str]:
    given = resource.get("path") if isinstance(resource, Mapping) else None
    listed = given if isinstance(given, list) else [given]
    return [name for name in listed if isinstance(name, str) and name]


def _tables_in(folder: Path) -> tuple[Path, ...]:
    """The tables of a folder and of its folder `data`."""
    found: list[Path] = []
    for place in (folder, folder / "data"):
        try:
            if place.is_dir():
                found += sorted(
                    one for one in place.iterdir() if one.suffix.lower() in _TABLES and one.is_file()
                )
        except OSError as error:
            raise DataError(explain(error, place)) from error
    return tuple(found[:_MOST_TABLES])


def _alone(beside: tuple[Path, ...]) -> str:
    if not beside:
        return " No table lies beside it."
    names = ", ".join(one.name for one in beside[:5]) + (", …" if len(beside) > 5 else "")
    one = "The table beside it" if len(beside) == 1 else "The tables beside it"
    return f" {one} ({names}) can be opened without it: name the file itself, or add --set {_SKIP}=skip."


def _descriptor(path: Path, beside: tuple[Path, ...]) -> dict[str, Any]:
    try:
        if path.stat().st_size > _MOST_BYTES:
            raise DataError(f"{path.name} is too large to be a descriptor.{_alone(beside)}")
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise DataError(explain(error, path)) from error
    except UnicodeDecodeError as error:
        raise DataError(f"{path.name} is damaged: it is not UTF-8 text.{_alone(beside)}") from error
    try:
        data = json.loads(text) if path.suffix.lower() == ".json" else _yaml(text, path, beside)
    except json.JSONDecodeError as error:
        part = _part(text, error.pos)
        raise DataError(
            f"{path.name} is damaged at line {count(error.lineno)}, column {count(error.colno)}{part} "
            f"({error.msg}). Mend "
            f"it there.{_alone(beside)}"
        ) from error
    except RecursionError as error:
        raise DataError(f"{path.name} is nested too deeply to be a data package.{_alone(beside)}") from error
    if not isinstance(data, dict):
        raise DataError(f"{path.name} describes no data package.{_alone(beside)}")
    return data


def _part(text: str, position: int) -> str:
    """Which table's description is damaged: the one whose path was named last before it."""
    paths = re.findall(r'"path"\s*:\s*"([^"]{1,80})"', text[:position])
    return f", in the description of {shown(paths[-1])}" if paths else ""


def _yaml(text: str, path: Path, beside: tuple[Path, ...]) -> Any:
    import yaml

    try:
        return yaml.safe_load(text)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        where = (
            f" at line {count(mark.line + 1)}, column {count(mark.column + 1)}" if mark is not None else ""
        )
        raise DataError(
            f"{path.name} is damaged{where} ({error.problem}). Mend it there.{_alone(beside)}"
        ) from error
    except (yaml.YAMLError, ValueError) as error:
        raise DataError(f"{path.name} is damaged: it is no YAML that can be read.{_alone(beside)}") from error
