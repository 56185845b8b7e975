"""The cube gives what a plain group-by gives."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dependency_explorer.analysis.cube import Cube, Interval, Where
from dependency_explorer.analysis.links import Links

PERIODS = tuple(str(year) for year in range(2000, 2020))
PLACES = tuple(f"P{n:02}" for n in range(30))


def some_links(size: int, seed: int) -> Links:
    random = np.random.default_rng(seed)

    def codes(count: int) -> np.ndarray[tuple[int], np.dtype[np.int32]]:
        return random.integers(0, count, size).astype(np.int32)

    quantity = random.random(size)
    quantity[random.random(size) < 0.2] = np.nan
    return Links(
        step="year",
        periods=PERIODS,
        places=PLACES,
        commodities=("coal", "oil"),
        routes=("",),
        sources=("a", "b", "c"),
        period=codes(len(PERIODS)),
        exporter=codes(len(PLACES)),
        importer=codes(len(PLACES)),
        commodity=codes(2),
        route=codes(1),
        source=codes(3),
        quantity=quantity,
        value=quantity * 2,
        energy=quantity * 3,
        months=np.full(size, 12, np.int8),
        coverage=np.full(size, 0xFFF, np.uint16),
        value_coverage=np.full(size, 0xFFF, np.uint16),
        derived=np.zeros(size, np.bool_),
        rescaled=np.zeros(size, np.bool_),
        has_total=np.zeros(size, np.uint16),
        row_start=np.arange(size + 1),
        row_number=np.arange(size),
        row_source=codes(3),
        beside_imports=np.zeros(size, np.bool_),
        beside_exports=np.zeros(size, np.bool_),
    )


@settings(max_examples=40, deadline=None)
@given(
    size=st.integers(0, 400),
    seed=st.integers(0, 1000),
    commodity=st.sampled_from(("coal", "oil")),
    first=st.sampled_from(PERIODS),
    importers=st.sets(st.sampled_from(PLACES), min_size=1, max_size=5),
)
def test_sums_equal_a_group_by(size: int, seed: int, commodity: str, first: str, importers: set[str]) -> None:
    links = some_links(size, seed)
    cube = Cube(links)
    where: Where = {"commodity": commodity, "period": Interval(first, "2015"), "importer": importers}
    sums = cube.sums(("exporter", "period"), where)
    table = pd.DataFrame(
        {
            "exporter": np.array(PLACES)[links.exporter],
            "importer": np.array(PLACES)[links.importer],
            "commodity": np.array(("coal", "oil"))[links.commodity],
            "period": np.array(PERIODS)[links.period],
            "quantity": links.quantity,
        }
    )
    chosen = table[
        (table.commodity == commodity)
        & (table.period >= first)
        & (table.period <= "2015")
        & table.importer.isin(importers)
    ]
    expected = chosen.dropna().groupby(["exporter", "period"])["quantity"].sum().to_dict()
    for i, exporter in enumerate(cube.names("exporter")):
        for j, period in enumerate(cube.names("period")):
            if (exporter, period) in expected:
                assert sums[i, j] == pytest.approx(expected[exporter, period])
            else:
                assert np.isnan(sums[i, j])


def test_no_field_gives_one_number_and_nothing_gives_none() -> None:
    cube = Cube(some_links(1000, 1))
    assert cube.sums(()) == pytest.approx(np.nansum(cube.links.quantity))
    assert np.isnan(cube.sums((), {"importer": ("nowhere",)}))
    assert cube.sums((), measure="energy") == pytest.approx(3 * cube.sums(()))
