"""Large arrays are found wherever they hang, and go when they are let go."""

from __future__ import annotations

import weakref
from collections import deque
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

from dependency_explorer.data import release
from dependency_explorer.data.release import LARGE, let_go, let_items_go, parts

ROWS = LARGE // 8 + 1


class Array(np.ndarray):  # type: ignore[type-arg]
    """An array that a weak reference may point to."""


def test_large_arrays_are_found_in_tables_and_containers() -> None:
    number, code = np.zeros(ROWS), np.zeros(ROWS, np.int64)
    texts = pa.array(["a text of some length"] * ROWS)
    table = pd.DataFrame({"number": number}, copy=False)
    small = np.zeros(8)
    found = parts([{"table": table, "others": [(code, small), texts]}])[1]
    assert any(np.shares_memory(part, number) for part in found if isinstance(part, np.ndarray))
    assert any(part is code for part in found)
    assert any(part is texts for part in found)
    assert not any(part is small for part in found)


def test_what_circles_is_looked_at_once() -> None:
    circle: list[object] = [np.zeros(ROWS)]
    circle.append(circle)
    assert len(parts([circle])[1]) == 1


@pytest.mark.parametrize("shared", [False, True])
def test_what_is_let_go_is_gone_unless_others_refer_to_it(shared: bool) -> None:
    array = np.zeros(ROWS).view(Array)
    watch = weakref.ref(array)
    elsewhere = deque([array] if shared else [])
    held: list[object] = [{"one": array}]
    del array
    let_go(held)
    assert held == []
    assert (watch() is None) != shared
    elsewhere.clear()
    assert watch() is None


def test_what_holds_others_goes_before_what_it_holds() -> None:
    leaf = Array(4)
    holding, _ = parts([[[[leaf]]]])
    places = {id(one): place for place, one in enumerate(holding)}
    for one in holding:
        assert all(places[id(inner)] > places[id(one)] for inner in one if id(inner) in places)


class Row(list):  # type: ignore[type-arg]
    """A list that a weak reference may point to."""


def test_items_go_and_what_is_shared_stays_as_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(release, "_ITEMS_AT_ONCE", 4)
    rows = [Row([n]) for n in range(20)]
    seen = [weakref.ref(row) for row in rows]
    value: dict[str, Any] = {"a": {"rows": [*rows, {"more": [Row([n]) for n in range(9)]}]}, "b": 1}
    kept, shared = rows[3], value["a"]
    del rows
    held: list[object] = [value]
    del value
    let_items_go(held)
    assert held == []
    assert len(shared["rows"]) == 21
    assert shared["rows"][5] == [5]
    assert all(one() is not None for one in seen)
    held = [shared]
    del shared
    let_items_go(held)
    assert kept == [3]
    assert [one() is not None for one in seen].count(True) == 1
