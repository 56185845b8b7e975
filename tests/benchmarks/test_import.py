"""Ten million rows in, against `pandas.read_csv` of the same file in the same run; and in again from the copy kept.

The table is synthetic: the layout of BACI (t,i,j,k,v,q), random flows. DEPENDENCY_EXPLORER_ROWS sets another size.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROWS = int(os.environ.get("DEPENDENCY_EXPLORER_ROWS", "10000000"))
ROUNDS = 3

MAKE = """
import csv, sys
import numpy as np, pandas as pd
rows, target, places = int(sys.argv[1]), sys.argv[2], sys.argv[3]
rng = np.random.default_rng(1)
with open(places, encoding="utf-8") as file:
    numbers = np.array(sorted({int(row["m49"]) for row in csv.DictReader(file) if row["m49"].isdigit()})[:220])
products = np.sort(rng.choice(np.arange(10000, 990000), 5000, replace=False))
space = len(numbers) ** 2 * len(products)
key = np.unique(rng.integers(0, space, int(rows * 1.07)))
i, j, k = np.unravel_index(key, (len(numbers), len(numbers), len(products)))
keep = np.flatnonzero(i != j)[:rows]
quantity = np.round(rng.lognormal(2, 2.5, len(keep)), 3).astype(object)
quantity[rng.random(len(keep)) < 0.03] = "NA"
pd.DataFrame({
    "t": 2022, "i": numbers[i[keep]], "j": numbers[j[keep]], "k": [f"{n:06d}" for n in products[k[keep]]],
    "v": np.round(rng.lognormal(3, 2.5, len(keep)), 3), "q": quantity,
}).to_csv(target, index=False)
"""

MEASURE = """
import json, resource, sys, time
from pathlib import Path
what, path, kept = sys.argv[1:4]
import pandas
if what == "pandas":
    begin = time.perf_counter(); pandas.read_csv(path); seconds = time.perf_counter() - begin
else:
    import babel, pyarrow.csv
    from dependency_explorer.data.intake.importing import import_file
    from dependency_explorer.data.profiles import all_profiles
    from dependency_explorer.data.read import load
    all_profiles()
    begin = time.perf_counter()
    if what == "import":
        import_file(Path(path))
    elif what == "preview":
        import_file(Path(path), limit=200)
    else:
        load(path, kept_in=Path(kept))
    seconds = time.perf_counter() - begin
print(json.dumps([seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024]))
"""


def measured(what: str, path: Path, kept: Path) -> tuple[float, float]:
    """Seconds and peak megabytes of one process."""
    done = subprocess.run(
        [sys.executable, "-c", MEASURE, what, str(path), str(kept)],
        capture_output=True,
        text=True,
        check=True,
    )
    seconds, megabytes = json.loads(done.stdout)
    return seconds, megabytes


@pytest.fixture(scope="module")
def table(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The synthetic table."""
    path = tmp_path_factory.mktemp("large") / "BACI_HS17_Y2022_V000000.csv"
    places = Path(__file__).parents[2] / "resources" / "places.csv"
    subprocess.run([sys.executable, "-c", MAKE, str(ROWS), str(path), str(places)], check=True)
    return path


def test_ten_million_rows(benchmark: Any, table: Path) -> None:
    kept = table.parent / "kept"

    def rounds() -> dict[str, tuple[float, float]]:
        runs: dict[str, list[tuple[float, float]]] = {}
        for _ in range(ROUNDS):
            for what in ("pandas", "import", "preview", "again"):
                runs.setdefault(what, []).append(measured(what, table, kept))
        # The first "again" fills the cache.
        runs["again"] = runs["again"][1:]
        return {
            what: (statistics.median(s for s, _ in found), statistics.median(m for _, m in found))
            for what, found in runs.items()
        }

    found = benchmark.pedantic(rounds, rounds=1, iterations=1)
    (peer, peer_memory), (ours, memory) = found["pandas"], found["import"]
    again, preview = found["again"][0], found["preview"][0]
    print(f"\n{ROWS} rows: pandas.read_csv {peer:.2f} s, {peer_memory:.0f} MB")
    print(f"import {ours:.2f} s, ratio {ours / peer:.2f} (at most 1.5)")
    print(f"memory {memory:.0f} MB, ratio {memory / peer_memory:.2f} (at most 1.5)")
    print(f"preview {preview:.2f} s (at most 2) · again from the copy {again:.2f} s (at most 1)")
    assert memory <= 1.5 * peer_memory
    assert ours <= 1.5 * peer
