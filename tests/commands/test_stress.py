"""`stress`, and the draws, sensitivity and safety of `whatif`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from dependency_explorer.whatif import Scenario, SupplyNetwork, simulate

from .conftest import Run

KEYS = {"failure", "place", "commodity", "unserved", "unserved_share", "first_short_step"}


def test_stress_has_the_agreed_shape_worst_first(run: Run, package: Path) -> None:
    done = run("stress", package, "--place", "FOC", "--commodity", "oil", "--json")
    assert (done.status, done.err) == (0, "")
    rows = json.loads(done.out)
    assert all(set(row) >= KEYS for row in rows)
    assert {tuple(row["failure"]) for row in rows} == {("RUS",), ("CHN",), ("RUS:oil",), ("CHN:oil",)}
    assert rows[0]["failure"][0].startswith("RUS")
    shares = [row["unserved_share"] for row in rows]
    assert shares == sorted(shares, reverse=True)


def test_pairs_are_told_and_can_be_replayed(run: Run, package: Path, tmp_path: Path) -> None:
    rows = json.loads(run("stress", package, "--pairs", "--json").out)
    pair = next(row for row in rows if len(row["failure"]) == 2)
    assert pair["excess"] is not None
    path = tmp_path / "replay.json"
    path.write_text(json.dumps(pair["scenario"]))
    value = json.loads(run("whatif", package, path, "--json").out)
    total = next(row for row in value["totals"] if row["commodity"] == pair["commodity"])
    assert total["unserved"] == pytest.approx(pair["unserved"])
    assert total["first_short_step"] == pair["first_short_step"]


def test_stress_in_words(run: Run, package: Path) -> None:
    done = run("stress", package, "--pairs")
    assert done.status == 0
    assert "Stress test: Focusland, baseline 2023, 52 weeks from 2024-01-01" in done.out
    assert "Arithmetic on stated assumptions, not a forecast." in done.out
    assert "Russia, Oil products" in done.out
    assert "weeks until short" in done.out
    assert "hurt more together" in done.out


def test_stress_under_the_assumptions_of_a_scenario(run: Run, package: Path) -> None:
    rows = json.loads(run("stress", package, "--scenario", "half", "--json").out)
    assert {row["scenario"]["steps"] for row in rows} == {20}
    done = run("stress", package, "--scenario", "half", "--period", "2021")
    assert (done.status, done.out) == (1, "")
    assert "2021" in done.err
    assert "--period" in done.err


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("--place", "ATL"), "has no place “ATL”"),
        (("--commodity", "desel"), "Did you mean diesel (Diesel)?"),
        (("--commodity", "power"), "nothing can be stressed"),
        (("--period", "1950"), "1950"),
        (("--period", "2023", "--commodity", "goods"), "“goods” is not simulated"),
        (("--scenario", "none"), "With this dataset come half."),
        (("--place", "DEU"), "No whole year names the suppliers of Germany"),
    ],
)
def test_what_cannot_be_stressed_is_told(
    run: Run, package: Path, arguments: tuple[str, ...], sentence: str
) -> None:
    done = run("stress", package, *arguments)
    assert (done.status, done.out) == (1, "")
    assert sentence in done.err
    assert done.err.rstrip().endswith((".", "?"))


def test_wrong_usage_is_status_2(run: Run, package: Path) -> None:
    for arguments in (
        ("stress", package, "--period", "soon"),
        ("whatif", package, "half", "--draws", "0"),
        ("whatif", package, "half", "--draws", "many"),
        ("whatif", package, "half", "--seed", "-1"),
    ):
        assert run(*arguments).status == 2


def test_draws_bring_bands_and_ranges(run: Run, package: Path) -> None:
    arguments = ("whatif", package, "half", "--draws", "64", "--seed", "5", "--json")
    value = json.loads(run(*arguments).out)
    bands = [row for row in value["bands"] if row["commodity"] == "oil"]
    assert {row["quantity"] for row in bands} == {"unserved", "served", "stock"}
    assert len(bands) == 3 * 20
    assert all(
        set(row) >= {"step", "date", "place", "commodity", "quantity", "p5", "p25", "p50", "p75", "p95"}
        for row in bands
    )
    assert all(row["p5"] <= row["p50"] <= row["p95"] for row in bands)
    oil = next(row for row in value["ranges"] if row["commodity"] == "oil")
    assert oil["draws"] == 64
    assert [one["name"] for one in oil["members"]] == ["median", "p90", "worst"]
    # The same seed gives the same numbers; the run itself does not depend on draws.
    assert json.loads(run(*arguments).out) == value
    other = json.loads(run("whatif", package, "half", "--draws", "64", "--seed", "6", "--json").out)
    assert other["ranges"] != value["ranges"]
    assert other["totals"] == value["totals"]


def test_bands_are_what_simulate_draws(run: Run, package: Path) -> None:
    import numpy as np

    from dependency_explorer.data.read import load

    value = json.loads(run("whatif", package, "half", "--draws", "32", "--json").out)
    scenario = Scenario.from_dict(value["scenario"])
    network = SupplyNetwork.from_dataset(load(package), scenario.focus, scenario.baseline)
    outcome = simulate(network, scenario, 32)
    oil = outcome.unserved[:, :, network.index["oil"]]
    rows = [row for row in value["bands"] if (row["commodity"], row["quantity"]) == ("oil", "unserved")]
    assert [row["p95"] for row in rows] == pytest.approx(np.quantile(oil, 0.95, axis=0).tolist())


def test_whatif_in_words_with_all_additions(run: Run, package: Path) -> None:
    done = run("whatif", package, "half", "--draws", "64", "--sensitivity", "--safety")
    assert (done.status, done.err) == (0, "")
    assert "Unmet over 64 draws" in done.out
    assert "What moves the unmet oil products" in done.out
    assert "What would have been enough" in done.out
    assert "Smallest depth that makes a shortage" in done.out


def test_sensitivity_and_safety_as_json(run: Run, package: Path) -> None:
    plain = json.loads(run("whatif", package, "half", "--json").out)
    assert "sensitivity" not in plain
    assert "safety" not in plain
    value = json.loads(run("whatif", package, "half", "--sensitivity", "--safety", "--json").out)
    keys = {row["key"] for row in value["assumptions"]}
    assert value["sensitivity"]
    assert {row["key"] for row in value["sensitivity"]} <= keys
    (oil,) = value["safety"]
    assert oil["commodity"] == "oil"
    assert len(oil["breaking_points"]) == 20
