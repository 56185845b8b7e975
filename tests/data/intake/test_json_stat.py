"""Cubes of JSON-stat as tables."""

from __future__ import annotations

import itertools
import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from dependency_explorer.data.intake.grid import table_grid
from dependency_explorer.data.intake.json_stat import cube_table, is_cube

Number = int | float | None


def cube(sizes: list[int], value: Any, status: Any) -> dict[str, Any]:
    names = [f"d{place}" for place in range(len(sizes))]
    index = {
        name: [f"{name}c{code}" for code in range(size)] for name, size in zip(names, sizes, strict=True)
    }
    return {
        "id": names,
        "size": sizes,
        "dimension": {name: {"category": {"index": codes}} for name, codes in index.items()},
        "value": value,
        "status": status,
    }


@st.composite
def cubes(draw: st.DrawFn) -> tuple[list[int], list[Number], dict[int, str]]:
    """Sizes, the figures all in a row, and marks by place."""
    sizes = draw(st.lists(st.integers(1, 4), min_size=1, max_size=4))
    places = 1
    for size in sizes:
        places *= size
    number = st.none() | st.integers(-5, 5) | st.floats(-10, 10).map(lambda one: round(one, 3))
    figures = draw(st.lists(number, min_size=places, max_size=places))
    marks = draw(st.dictionaries(st.integers(0, places - 1), st.sampled_from(["p", "e", ":"]), max_size=5))
    return sizes, figures, marks


@given(cubes(), st.booleans())
def test_every_figure_stands_beside_its_codes(
    drawn: tuple[list[int], list[Number], dict[int, str]], by_place: bool
) -> None:
    """Written in a row and by place alike; what is null and bears no mark is left out."""
    sizes, figures, marks = drawn
    codes = [[f"d{place}c{code}" for code in range(size)] for place, size in enumerate(sizes)]
    wanted = [
        (*key, figure, marks.get(place, ""))
        for place, (key, figure) in enumerate(zip(itertools.product(*codes), figures, strict=True))
        if figure is not None or place in marks
    ]
    value: Any = figures
    if by_place:
        value = {str(place): figure for place, figure in reversed(list(enumerate(figures)))}
    written = json.loads(json.dumps(cube(sizes, value, {str(place): mark for place, mark in marks.items()})))
    assert is_cube(written)
    table = cube_table(written, "cube.json")
    assert table is not None
    assert table.rows.tolist() == list(range(2, len(wanted) + 2))
    titles, *rows = table_grid(table)
    assert titles == [*(f"d{place}" for place in range(len(sizes))), "OBS_VALUE", "OBS_FLAG"]
    assert [(*row[:-2], float(row[-2]) if row[-2] else None, row[-1]) for row in rows] == wanted


def test_a_cube_may_be_far_larger_than_what_stands_in_it() -> None:
    table = cube_table(cube([10_000] * 3, {str(10**12 - 1): 7, "10001": 1, "x": 5, "1" * 5000: 5}, None), "")
    assert table is not None
    assert table_grid(table)[1:] == [
        ["d0c0", "d1c1", "d2c1", "1", ""],
        ["d0c9999", "d1c9999", "d2c9999", "7", ""],
    ]


def test_figures_beyond_the_end_of_a_cube_are_none_of_it() -> None:
    table = cube_table(cube([2], [1, 2, 3], None), "")
    assert table is not None
    assert [row[1] for row in table_grid(table)[1:]] == ["1", "2"]
