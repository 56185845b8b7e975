"""Decisions on a layout are remembered, whatever the file is called and whichever years it holds."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from dependency_explorer.data.intake.memory import FILE, Memory, signature
from dependency_explorer.data.intake.plan import Plan
from dependency_explorer.data.problems import DataError

PLAN = Plan(profile="generic", roles={"exporter": "Herkunft"}, constants={"importer": "DEU"})


def test_a_layout_is_known_again(tmp_path: Path) -> None:
    one = signature("generic", ["Herkunft", "Menge (t)", "2019", "2020"])
    Memory(tmp_path / "new").remember(one, PLAN)
    assert (
        Memory(tmp_path / "new").recall(signature("generic", ["herkunft", "Menge  (t)", "2020", "2021"]))
        == PLAN
    )
    assert Memory(tmp_path / "new").recall(signature("generic", ["Menge (t)", "Herkunft"])) is None
    assert Memory(tmp_path / "new").recall(signature("crea", ["Herkunft", "Menge (t)"])) is None


def test_an_empty_plan_forgets(tmp_path: Path) -> None:
    memory = Memory(tmp_path)
    memory.remember("a", PLAN)
    memory.remember("b", PLAN)
    memory.remember("a", Plan())
    assert memory.recall("a") is None
    assert memory.recall("b") == PLAN


@pytest.mark.parametrize(
    "content", ["", "{ not json", "[]", '{"format": "other", "plans": {"a": {}}}', '{"plans": 3}']
)
def test_a_damaged_file_is_as_empty_and_replaced(tmp_path: Path, content: str) -> None:
    (tmp_path / FILE).write_text(content)
    memory = Memory(tmp_path)
    assert memory.recall("a") is None
    memory.remember("a", PLAN)
    assert memory.recall("a") == PLAN


def test_the_oldest_are_forgotten_first(tmp_path: Path) -> None:
    plans = {str(number): PLAN.to_json() for number in range(500)}
    (tmp_path / FILE).write_text(json.dumps({"format": "dependency-explorer/imports", "plans": plans}))
    memory = Memory(tmp_path)
    memory.remember("new", PLAN)
    assert memory.recall("0") is None
    assert memory.recall("1") == memory.recall("new") == PLAN


def test_a_folder_that_cannot_be_made_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(DataError, match=r"Choose|Check|Try"):
        Memory(tmp_path / "file" / "below").remember("a", PLAN)
