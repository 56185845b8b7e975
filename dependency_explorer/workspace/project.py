"""The project file: the state as JSON, with the data named by relative path, size and checksum.

Keys are sorted, so that two saves of one state are the same bytes and a version control system shows what
changed. The file says which version of the format it has; older ones are brought up version by version.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dependency_explorer.analysis.question import Clause, Question, Selection
from dependency_explorer.data.problems import DataError, Problem
from dependency_explorer.workspace.pictures import state_in
from dependency_explorer.workspace.reading import Reader
from dependency_explorer.workspace.state import LETTERS, Kept, Workspace

if TYPE_CHECKING:
    from dependency_explorer.whatif.scenario import Scenario

FORMAT = "dependency-explorer/project"
VERSION = 3
SUFFIX = ".dependency.json"

Migration = Callable[[dict[str, Any]], dict[str, Any]]


def _with_comparison(document: dict[str, Any]) -> dict[str, Any]:
    """Version 2 names the places that are compared."""
    return {**document, "compared": []}


def _several_scenarios(document: dict[str, Any]) -> dict[str, Any]:
    """Version 2 held one scenario; version 3 holds those that are open, and says which is in force."""
    kept = {key: value for key, value in document.items() if key not in ("scenario", "preset")}
    scenario, preset = document.get("scenario"), document.get("preset")
    entry = {"letter": LETTERS[0], "scenario": scenario, "preset": preset}
    kept["scenarios"] = [] if scenario is None and preset is None else [entry]
    kept["in_force"] = LETTERS[0]
    view = document.get("view")
    kept["view"] = {**view, "ranges": True} if isinstance(view, dict) else view
    return kept


MIGRATIONS: Mapping[int, Migration] = {1: _with_comparison, 2: _several_scenarios}
"""Version v → the function that turns a document of version v into one of v + 1."""

_LARGEST = 20_000_000


@dataclass(frozen=True, slots=True)
class OpenedProject:
    """A project file read: its state, and sentences about what is no longer as it was saved."""

    state: Workspace
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Stamp:
    """Size in bytes and SHA-256 of a file, or of the files of a data package together."""

    size: int
    sha256: str


def is_project(path: Path) -> bool:
    """Whether the name is that of a project file."""
    return path.name.endswith(SUFFIX)


def project_text(state: Workspace, folder: Path) -> str:
    """The project file of `state`, as it is to stand in `folder`; raises DataError if the data are gone."""
    return _text(state, _data_entry(state.dataset, folder))


def picture_text(state: Workspace) -> str:
    """The state as a picture carries it: a project file that names the data without their folder, since pictures
    are published and folders are nobody's business; in ASCII, which XML and repacking leave alone. Raises DataError
    if the data are gone."""
    entry = _data_entry(state.dataset, Path(state.dataset).parent if state.dataset else Path())
    return _text(state, entry, ascii_only=True)


def _text(state: Workspace, data: dict[str, Any], ascii_only: bool = False) -> str:
    question = state.question
    document: dict[str, Any] = {
        "format": FORMAT,
        "version": VERSION,
        "data": data,
        "question": {
            "place": question.place,
            "commodities": list(question.commodities),
            "first": question.first,
            "last": question.last,
            "measure": question.measure,
            "side": question.side,
        },
        "selection": [
            {"view": clause.view, "field": clause.field, "points": sorted(clause.points)}
            for clause in state.selection.clauses
        ],
        "scenarios": [_entry(one.letter, one.scenario, one.preset) for one in _opened(state)],
        "in_force": state.letter,
        "history_step": state.history_step,
        "stake_date": state.stake_date,
        "compared": list(state.compared),
        "view": {
            "theme": state.theme,
            "maximised": state.maximised,
            "tables": sorted(state.tables),
            "panel_open": state.panel_open,
            "ranges": state.ranges,
        },
    }
    return json.dumps(document, ensure_ascii=ascii_only, indent=2, sort_keys=True, allow_nan=False) + "\n"


def write_project(state: Workspace, path: Path) -> None:
    """Write the project file whole or not at all; an existing one is replaced. Raises DataError."""
    from dependency_explorer.data.files import write_atomic

    write_atomic(path, project_text(state, path.parent))


def read_project(path: Path) -> OpenedProject:
    """Read a project file of this version or an older one.

    Raises DataError for a file that cannot be read, is no project, is of a later version or has a key or
    value that does not belong. That the data have changed since is a note, not an error: the numbers on
    screen will be those of the data as they are now.
    """
    try:
        if path.stat().st_size > _LARGEST:
            raise _fault(path, "is too large for a project file; choose one that this program has saved")
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise _fault(path, f"cannot be read ({reason}); check the path and its permissions") from None
    except UnicodeDecodeError:
        raise _fault(path, "is not UTF-8 text; choose a project file that this program has saved") from None
    try:
        document = json.loads(text)
    except (json.JSONDecodeError, RecursionError):
        raise _fault(path, "is not valid JSON; choose a project file that this program has saved") from None
    return _from_document(document, path)


def read_picture(path: Path, known: Iterable[Path] = ()) -> OpenedProject:
    """The state that a picture carries, checked as a project file is.

    known: data files and packages on this machine; the data are taken from beside the picture, else from one of these
    of the same name and content. Raises DataError as `read_project` and `pictures.state_in` do.
    """
    try:
        document = json.loads(state_in(path))
    except (json.JSONDecodeError, RecursionError):
        raise _fault(path, "is damaged; open the picture as it was exported") from None
    return _from_document(document, path, known)


def migrate(
    document: dict[str, Any],
    path: Path,
    version: int = VERSION,
    migrations: Mapping[int, Migration] = MIGRATIONS,
) -> dict[str, Any]:
    """Bring a document up to `version`, one version at a time; DataError where that cannot be done."""
    found = document.get("version")
    if not isinstance(found, int) or isinstance(found, bool) or found < 1:
        raise _fault(path, f"names no usable version (“{found}”); expected a whole number from 1")
    if found > version:
        raise _fault(
            path,
            f"was saved by a later version of Dependency Explorer (project version {found}, this program "
            f"knows up to {version}); open it with a newer program",
        )
    for step in range(found, version):
        if step not in migrations:
            raise _fault(path, f"has project version {step}, which this program can no longer read")
        document = {**migrations[step](document), "version": step + 1}
    return document


def _from_document(document: object, path: Path, known: Iterable[Path] | None = None) -> OpenedProject:
    """known: where a picture's data may be; None for a project file, which says where they are."""
    if not isinstance(document, dict) or document.get("format") != FORMAT:
        raise _fault(path, f"is not a project file: its “format” should be “{FORMAT}”")
    document = migrate(document, path)
    what = "project file" if known is None else "view in the picture"
    top = Reader(document, f"The {what} “{path.name}”")
    view = top.child("view")
    asked = top.child("question")
    entry = top.child("data")
    dataset, notes = _dataset_of(entry, path, known)
    top.text("format")
    top.whole("version")
    letter, here, kept = _scenarios(top)
    state = Workspace(
        dataset=dataset,
        question=Question(
            place=asked.text("place"),
            commodities=asked.texts("commodities"),
            first=asked.text("first"),
            last=asked.text("last"),
            measure=asked.choice("measure", ("quantity", "value", "energy")),
            side=asked.choice("side", ("imports", "exports")),
        ),
        selection=Selection(tuple(_clause(item) for item in top.children("selection"))),
        scenario=here[0],
        preset=here[1],
        letter=letter,
        kept=kept,
        history_step=top.choice("history_step", ("year", "month")),
        stake_date=top.text("stake_date"),
        compared=top.texts("compared"),
        theme=view.choice("theme", ("system", "light", "dark")),
        maximised=view.text("maximised"),
        tables=frozenset(view.texts("tables")),
        panel_open=view.flag("panel_open"),
        ranges=view.flag("ranges"),
    )
    for part in (top, asked, view, entry):
        part.finish()
    return OpenedProject(state, notes)


def _clause(item: Reader) -> Clause:
    clause = Clause(
        item.text("view"),
        item.choice("field", ("place", "commodity", "asset")),
        frozenset(item.texts("points")),
    )
    item.finish()
    return clause


_Pair = tuple["Scenario | None", "Scenario | None"]


def _opened(state: Workspace) -> list[_Entry]:
    """What the file lists: every open scenario; a preset without a scenario is an entry as well."""
    found = [_Entry(one.letter, one.scenario, one.preset) for one in state.kept]
    if state.scenario is not None or state.preset is not None:
        found.append(_Entry(state.letter, state.scenario, state.preset))
    return sorted(found, key=_by_letter)


@dataclass(frozen=True, slots=True)
class _Entry:
    letter: str
    scenario: Scenario | None
    preset: Scenario | None


def _by_letter(entry: _Entry) -> str:
    return entry.letter


def _entry(letter: str, scenario: Scenario | None, preset: Scenario | None) -> dict[str, Any]:
    return {
        "letter": letter,
        "scenario": None if scenario is None else scenario.to_dict(),
        "preset": None if preset is None else preset.to_dict(),
    }


def _scenarios(top: Reader) -> tuple[str, _Pair, tuple[Kept, ...]]:
    """The letter in force, its scenario and preset, and the scenarios kept beside it."""
    letter = top.choice("in_force", LETTERS)
    here: _Pair = (None, None)
    kept: dict[str, Kept] = {}
    seen: set[str] = set()
    for item in top.children("scenarios"):
        found = item.choice("letter", LETTERS)
        if found in seen:
            message = f"{item.where}: the letter “{found}” stands there twice; remove one of the two."
            raise DataError(Problem("error", message, column="letter"))
        seen.add(found)
        scenario, preset = _scenario(item, "scenario"), _scenario(item, "preset")
        item.finish()
        if found == letter:
            here = (scenario, preset)
        elif scenario is None:
            message = f"{item.where}: the key “scenario” is null; only the one in force may lack one."
            raise DataError(Problem("error", message, column="scenario"))
        else:
            kept[found] = Kept(found, scenario, preset)
    return letter, here, tuple(kept[one] for one in LETTERS if one in kept)


def _scenario(top: Reader, key: str) -> Scenario | None:
    value = top.mapping_or_none(key)
    if value is None:
        return None
    from dependency_explorer.whatif.scenario import Scenario

    try:
        return Scenario.from_dict(value)
    except DataError as error:
        message = f"{top.where}, key “{key}”: {error}"
        raise DataError(Problem("error", message, column=key)) from None


def _data_entry(dataset: str, folder: Path) -> dict[str, Any]:
    if not dataset:
        return {"dataset": ""}
    path = Path(dataset)
    if not path.is_absolute():
        return {"dataset": dataset}
    stamp = _stamp(path)
    if stamp is None:
        message = f"The data at “{path}” can no longer be read, so the project cannot name them."
        raise DataError(Problem("error", message))
    try:
        relative = os.path.relpath(path, folder.absolute())
    except ValueError:  # another drive of Windows: no relative path leads there
        relative = str(path)
    return {"path": Path(relative).as_posix(), "size": stamp.size, "sha256": stamp.sha256}


def _dataset_of(entry: Reader, project: Path, known: Iterable[Path] | None) -> tuple[str, tuple[str, ...]]:
    if entry.has("dataset"):
        return entry.text("dataset"), ()
    relative = entry.text("path")
    saved = _Stamp(entry.whole("size"), entry.text("sha256"))
    if known is not None:
        return _beside_or_known(project, relative, saved, known), ()
    path = Path(os.path.normpath(project.parent.absolute() / relative))
    found = _stamp(path)
    if found is None:
        raise _fault(
            project,
            f"needs the data at “{path}”, which cannot be read; put them back there, or open them by "
            "themselves",
        )
    if found != saved:
        return str(path), (
            f"The data at “{path}” have changed since the project was saved ({found.size} bytes, then "
            f"{saved.size}): its numbers may differ from those seen then.",
        )
    return str(path), ()


def _beside_or_known(picture: Path, name: str, saved: _Stamp, known: Iterable[Path]) -> str:
    """A picture's data: the file of that name and content beside it, or known on this machine.

    Only a bare name counts: a picture comes from others, and must not make this program read whatever it points at.
    """
    if name != Path(name).name or name in ("", ".", ".."):
        raise _fault(
            picture, f"names its data by “{name}”, which is no bare name of a file; open the data yourself"
        )
    for path in (picture.parent.absolute() / name, *known):
        if path.name == name and _stamp(path) == saved:
            return str(path)
    raise _fault(
        picture,
        f"was made from “{name}”, which is neither beside it nor among the data opened here lately, at least not "
        "with the same content; put that file beside the picture, or open it by itself",
    )


def remember_stamp(path: Path) -> None:
    """Work out, on whatever thread, the checksums that a project file names its data by: of large data it takes a
    moment, for which a window must not wait when it keeps where the user left off."""
    if path.is_absolute():
        _stamp(path)


def _stamp(path: Path) -> _Stamp | None:
    """Size and checksum of a file or package folder; None if it cannot be read."""
    try:
        if path.is_dir():
            return _folder_stamp(path)
        found = path.stat()
        return _Stamp(found.st_size, _checksum(path, found.st_size, found.st_mtime_ns))
    except OSError:
        return None


@lru_cache(maxsize=256)
def _checksum(path: Path, size: int, changed: int) -> str:
    """SHA-256 of a file; `size` and `changed` keep a saved answer from outliving the file's content."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _folder_stamp(folder: Path) -> _Stamp:
    # A package folder may hold anything beside its data; only what the package reads counts.
    members = sorted(
        member
        for pattern in ("*.json", "*.csv", "scenarios/*.json", "data/*.csv")
        for member in folder.glob(pattern)
        if member.is_file() and not is_project(member)
    )
    digest = hashlib.sha256()
    size = 0
    for member in members:
        found = member.stat()
        part = _checksum(member, found.st_size, found.st_mtime_ns)
        digest.update(f"{member.relative_to(folder).as_posix()}\n{part}\n".encode())
        size += found.st_size
    return _Stamp(size, digest.hexdigest())


def _fault(path: Path, what: str) -> DataError:
    return DataError(Problem("error", f"“{path.name}” {what}."))
