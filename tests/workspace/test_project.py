"""The project file: what is written is read again, what is wrong is said."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dependency_explorer.analysis.question import Clause, Question, Selection
from dependency_explorer.data.problems import DataError
from dependency_explorer.whatif.scenario import Scenario
from dependency_explorer.workspace.project import (
    MIGRATIONS,
    VERSION,
    migrate,
    project_text,
    read_project,
    write_project,
)
from dependency_explorer.workspace.state import Kept, Workspace

STORED = Path(__file__).parent / "projects"

SCENARIO: dict[str, Any] = {
    "format": "dependency-explorer/scenario",
    "version": 1,
    "name": "Winter fuel squeeze",
    "source": "a test",
    "focus": "MNG",
    "baseline": "2023",
    "start": "2024-01-01",
    "step": "week",
    "steps": 26,
    "disruptions": [
        {
            "target": {"exporter": "RUS", "importer": "MNG", "commodity": "diesel"},
            "depth": 0.5,
            "start_step": 1,
            "ramp_steps": 1,
            "steps": 8,
            "recovery_steps": 4,
        }
    ],
    "responses": {"draw_stocks": {"floor_days": 10}, "replace": True},
    "rationing": "priority",
    "assumptions": {"spare": {"CHN": 0.1}},
}

ONE, OTHER = Scenario.from_dict(SCENARIO), Scenario.from_dict({**SCENARIO, "name": "Another", "steps": 30})
KEPT = (
    ("A", ()), ("B", ()), ("A", (Kept("B", OTHER, None),)), ("B", (Kept("A", OTHER, ONE), Kept("C", ONE, ONE))),
)  # fmt: skip

texts = st.text(max_size=12)
codes = st.text("ABCXYZ_-1Ж", min_size=1, max_size=6)
clauses = st.builds(
    Clause,
    view=codes,
    field=st.sampled_from(["place", "commodity", "asset"]),
    points=st.frozensets(codes, min_size=1, max_size=4),
)
states = st.builds(
    lambda opened, **fields: Workspace(letter=opened[0], kept=opened[1], **fields),
    st.sampled_from(KEPT),
    dataset=st.sampled_from(["", "mongolia"]),
    question=st.builds(
        Question,
        place=codes,
        commodities=st.lists(codes, max_size=3).map(tuple),
        first=texts,
        last=texts,
        measure=st.sampled_from(["quantity", "value", "energy"]),
        side=st.sampled_from(["imports", "exports"]),
    ),
    selection=st.lists(clauses, max_size=3).map(lambda items: Selection(tuple(items))),
    scenario=st.sampled_from([None, Scenario.from_dict(SCENARIO)]),
    preset=st.sampled_from([None, Scenario.from_dict({**SCENARIO, "steps": 40})]),
    history_step=st.sampled_from(["year", "month"]),
    theme=st.sampled_from(["system", "light", "dark"]),
    maximised=texts,
    tables=st.frozensets(codes, max_size=4),
    panel_open=st.booleans(),
    stake_date=texts,
    compared=st.lists(codes, max_size=3).map(tuple),
    ranges=st.booleans(),
)


@given(states)
def test_any_state_reopens_equal(tmp_path_factory: pytest.TempPathFactory, state: Workspace) -> None:
    path = tmp_path_factory.getbasetemp() / "any.dependency.json"
    write_project(state, path)
    opened = read_project(path)
    assert opened.state == state
    assert opened.notes == ()
    assert project_text(opened.state, path.parent) == path.read_text(encoding="utf-8")


def test_keys_are_sorted_and_the_format_is_named(tmp_path: Path) -> None:
    def check(value: object) -> None:
        if isinstance(value, dict):
            assert list(value) == sorted(value)
            for item in value.values():
                check(item)

    document = json.loads(project_text(Workspace(scenario=Scenario.from_dict(SCENARIO)), tmp_path))
    check(document)
    assert (document["format"], document["version"]) == ("dependency-explorer/project", VERSION)


@pytest.mark.parametrize("stored", sorted(STORED.glob("*.dependency.json")), ids=lambda p: p.name)
def test_a_stored_file_of_every_version_opens(stored: Path) -> None:
    state = read_project(stored).state
    assert state.dataset == "mongolia"
    assert state.question == Question("MNG", ("oil_products",), "2021", "2023", "quantity", "imports")
    assert state.selection.points("place") == {"RUS"}
    assert state.scenario is not None
    assert state.scenario.name == "Winter fuel squeeze"


def test_every_version_has_a_stored_file_and_a_way_up() -> None:
    stored = {json.loads(p.read_text())["version"] for p in STORED.glob("*.dependency.json")}
    assert stored == set(range(1, VERSION + 1))
    assert set(MIGRATIONS) == set(range(1, VERSION))


def test_versions_are_brought_up_one_by_one(tmp_path: Path) -> None:
    steps = {1: lambda d: {**d, "one": True}, 2: lambda d: {**d, "two": d["one"]}}
    assert migrate({"version": 1}, tmp_path, 3, steps) == {"version": 3, "one": True, "two": True}
    assert migrate({"version": 3}, tmp_path, 3, steps) == {"version": 3}


def test_data_are_named_by_relative_path_size_and_checksum(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "work").mkdir()
    data = tmp_path / "data" / "flows.csv"
    data.write_text("period,exporter\n")
    project = tmp_path / "work" / "a.dependency.json"
    write_project(Workspace(dataset=str(data)), project)
    entry = json.loads(project.read_text())["data"]
    assert entry["path"] == "../data/flows.csv"
    assert entry["size"] == 16
    assert len(entry["sha256"]) == 64
    moved = tmp_path / "moved"
    moved.mkdir()
    (tmp_path / "data").rename(moved / "data")
    (tmp_path / "work").rename(moved / "work")
    opened = read_project(moved / "work" / "a.dependency.json")
    assert opened.state.dataset == str(moved / "data" / "flows.csv")
    assert opened.notes == ()


def test_changed_data_are_told_and_missing_data_are_an_error(tmp_path: Path) -> None:
    package = tmp_path / "package"
    package.mkdir()
    (package / "datapackage.json").write_text("{}")
    (package / "flows.csv").write_text("a\n")
    project = tmp_path / "a.dependency.json"
    write_project(Workspace(dataset=str(package)), project)
    assert read_project(project).notes == ()
    (package / "flows.csv").write_text("a,b\n")
    assert "have changed since" in read_project(project).notes[0]
    for name in ("datapackage.json", "flows.csv"):
        (package / name).unlink()
    package.rmdir()
    with pytest.raises(DataError, match="cannot be read; put them back"):
        read_project(project)
    with pytest.raises(DataError, match="can no longer be read"):
        write_project(Workspace(dataset=str(package)), tmp_path / "b.dependency.json")
    assert not (tmp_path / "b.dependency.json").exists()


def broken(**changes: object) -> str:
    document = json.loads(project_text(Workspace(dataset="mongolia"), Path()))
    return json.dumps({**document, **changes})


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "not valid JSON"),
        ("[" * 100_000, "not valid JSON"),
        ("[]", "is not a project file"),
        ('{"format": "other"}', "is not a project file"),
        (broken(version=VERSION + 1), "later version of Dependency Explorer"),
        (broken(version="1"), "names no usable version"),
        (broken(version=0), "names no usable version"),
        (broken(theme="dark"), "the key “theme”, which does not belong"),
        (broken(question={"place": "MNG"}), "lacks the key “commodities”"),
        (broken(question=7), "key “question” has “7”, expected an object"),
        (broken(history_step="day"), "expected “year” or “month”"),
        (broken(selection=[{"view": "a", "field": "b", "points": []}]), "entry 1 of “selection”"),
        (broken(scenario={"format": "x"}), "key “scenario”"),
        (broken(stake_date=None), "has “null”, expected a text"),
    ],
)
def test_what_is_wrong_is_said_with_the_file_and_the_key(tmp_path: Path, text: str, sentence: str) -> None:
    path = tmp_path / "bad.dependency.json"
    path.write_text(text)
    with pytest.raises(DataError) as caught:
        read_project(path)
    assert sentence in str(caught.value)
    assert "bad.dependency.json" in str(caught.value)


def test_a_missing_file_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="cannot be read"):
        read_project(tmp_path / "none.dependency.json")


def test_a_byte_order_mark_is_no_fault(tmp_path: Path) -> None:
    path = tmp_path / "a.dependency.json"
    state = replace(Workspace(dataset="mongolia"), theme="dark")
    path.write_text(project_text(state, tmp_path), encoding="utf-8-sig")
    assert read_project(path).state == state
