"""The user's own datasets, and what is remembered of the files they were made of."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dependency_explorer.data.intake.plan import Plan
from dependency_explorer.workspace.library import (
    ImportMemory,
    folder_name,
    free_title,
    library_folder,
    saved_datasets,
)


@given(st.text(max_size=200))
def test_any_title_makes_a_folder_that_every_system_takes(title: str) -> None:
    name = folder_name(title)
    assert 0 < len(name) <= 61
    assert not set(name) & set('<>:"/\\|?*. \n\t\x00')
    assert name.casefold() not in {"con", "nul", "aux", "prn", "com1", "lpt9"}


def test_a_title_that_is_taken_gets_a_number(tmp_path: Path) -> None:
    assert free_title("Монгол Улс", tmp_path) == "Монгол Улс"
    (tmp_path / folder_name("Монгол Улс")).mkdir()
    assert free_title("Монгол Улс", tmp_path) == "Монгол Улс 2"


def test_what_is_saved_is_listed_by_title_and_what_is_damaged_is_not(tmp_path: Path) -> None:
    assert saved_datasets(tmp_path) == {}
    library = library_folder(tmp_path)
    for name, text in (
        ("b", json.dumps({"title": "Zinc"})),
        ("a", json.dumps({"title": "coal"})),
        ("untitled", json.dumps({})),
        ("broken", "{ not json"),
        ("list", "[]"),
    ):
        (library / name).mkdir(parents=True)
        (library / name / "datapackage.json").write_text(text)
    (library / "no package").mkdir()
    assert list(saved_datasets(tmp_path).values()) == ["coal", "list", "untitled", "Zinc"]
    assert str(library / "a") in saved_datasets(tmp_path)


def test_roles_are_remembered_and_what_belongs_to_one_file_is_not(tmp_path: Path) -> None:
    file = tmp_path / "t.csv"
    file.write_text("x")
    memory = ImportMemory(tmp_path)
    plan = Plan(
        profile="generic",
        roles={"exporter": "from"},
        constants={"period": "2020", "unit": "kt"},
        choices={"a": "keep"},
    )
    memory.remember(file, "abc", "sig", plan)
    again = ImportMemory(tmp_path)
    kept = again.plan_of("sig")
    assert kept is not None
    assert dict(kept.roles) == {"exporter": "from"}
    assert dict(kept.choices) == {"a": "keep"}
    assert dict(kept.constants) == {"unit": "kt"}
    assert again.path_of("abc") == file
    file.unlink()
    assert again.path_of("abc") is None
    assert again.plan_of("other") is None


def test_a_plan_in_which_nothing_was_decided_is_not_remembered(tmp_path: Path) -> None:
    memory = ImportMemory(tmp_path)
    memory.remember(tmp_path / "t.csv", "abc", "sig", Plan(constants={"period": "2020"}))
    assert memory.plan_of("sig") is None


@pytest.mark.parametrize(
    "text", ["", "{", "[]", '{"paths": 1, "plans": {}}', '{"paths": {}, "plans": {"a": 1}}']
)
def test_a_memory_that_cannot_be_read_is_no_obstacle(tmp_path: Path, text: str) -> None:
    (tmp_path / "imports.json").write_text(text)
    memory = ImportMemory(tmp_path)
    assert memory.plan_of("sig") is None
    memory.remember(tmp_path / "t.csv", "abc", "sig", Plan(profile="generic"))
    assert ImportMemory(tmp_path).plan_of("sig") is not None


def test_a_folder_that_cannot_be_written_is_no_obstacle(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("")
    memory = ImportMemory(blocked)
    memory.remember(tmp_path / "t.csv", "abc", "sig", Plan(profile="generic"))
    assert memory.plan_of("sig") is not None
