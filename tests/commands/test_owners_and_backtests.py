"""Commands `ownership` and `backtests`, the peak and all places in `whatif`, and the power in `stress`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from dependency_explorer.whatif.places_words import RULES
from tests.whatif.packages import write_j3

from .conftest import Run

OWNERSHIP = {"asset", "holder", "holder_country", "share_pct", "basis", "date", "chain"}


def test_owners_through_a_chain(run: Run) -> None:
    """Rio Tinto held 51 % of Turquoise Hill, which held 66 % of Oyu Tolgoi, until December 2022."""
    rows = json.loads(run("ownership", "mongolia", "--date", "2022-06", "--json").out)
    assert all(set(row) == OWNERSHIP for row in rows)
    own = {row["holder"]: row for row in rows if row["asset"] == "oyu_tolgoi"}
    assert own["Rio Tinto"]["share_pct"] == pytest.approx(33.66)
    assert own["Rio Tinto"]["chain"] == ["Turquoise Hill Resources"]
    assert {row["date"] for row in rows} == {"2022-06-01"}
    control = json.loads(
        run("ownership", "mongolia", "--date", "2022-06", "--basis", "control", "--json").out
    )
    held = {row["holder"]: row["share_pct"] for row in control if row["asset"] == "oyu_tolgoi"}
    assert held["Rio Tinto"] == 66.0
    later = json.loads(run("ownership", "mongolia", "--date", "2023", "--json").out)
    assert {row["holder"]: row["share_pct"] for row in later if row["asset"] == "oyu_tolgoi"} == {
        "Rio Tinto": 66.0,
        "Erdenes Oyu Tolgoi (state)": 34.0,
    }


def test_owners_by_country(run: Run) -> None:
    rows = json.loads(run("ownership", "mongolia", "--date", "2015", "--by", "country", "--json").out)
    erdenet = {row["holder_country"]: row["share_pct"] for row in rows if row["asset"] == "erdenet"}
    assert erdenet == {"MNG": 51.0, "RUS": 49.0}
    assert all(row["holder"] is None and row["chain"] == [] for row in rows)
    table = run("ownership", "mongolia", "--date", "2015", "--by", "country")
    assert table.status == 0
    assert "Erdenet copper-molybdenum combine" in table.out


def test_owners_for_people(run: Run) -> None:
    done = run("ownership", "mongolia", "--date", "2017-05")
    assert "Disputed: Erdenet copper-molybdenum combine." in done.out
    assert "last holder" in done.out


def test_without_stakes_a_sentence(run: Run, tmp_path: Path) -> None:
    done = run("ownership", write_j3(tmp_path / "bare"))
    assert (done.status, done.out) == (1, "")
    assert "no table “stakes”" in done.err


def test_a_date_that_is_none(run: Run) -> None:
    done = run("ownership", "mongolia", "--date", "soon")
    assert done.status == 2
    assert "soon" in done.err


def test_the_gallery_of_back_tests(run: Run) -> None:
    done = run("backtests")
    assert done.status == 0
    for word in ("qatar_2017", "power_cut_2023", "passes", "fails", "mean error"):
        assert word in done.out
    rows = json.loads(run("backtests", "mongolia", "--json").out)
    assert len(rows) == 7
    assert {row["verdict"] for row in rows} == {"passes", "fails"}
    assert all(point["source"] for row in rows for check in row["checks"] for point in check["points"])


def test_one_case_in_full(run: Run) -> None:
    done = run("backtests", "mongolia", "--case", "petrol_shortage_2025")
    assert "no shortage" in done.out
    assert "panic buying" in done.out
    missing = run("backtests", "mongolia", "--case", "nothing")
    assert missing.status == 1
    assert "power_cut_2023" in missing.err


def test_a_dataset_without_cases(run: Run, tmp_path: Path) -> None:
    done = run("backtests", write_j3(tmp_path / "bare"))
    assert (done.status, done.out) == (1, "")
    assert "backtests" in done.err


def test_the_peak_beside_the_energy(run: Run) -> None:
    peak = json.loads(run("whatif", "mongolia", "power_limit_2023", "--json").out)["peak_power"]
    assert (peak["place"], peak["unit"], peak["peak"], peak["own_output"]) == ("MNG", "MW", 1493.0, 1182.0)
    assert peak["shed"] == pytest.approx(161, abs=0.01)
    assert [row["shed"] for row in peak["shed_by"]] == pytest.approx([99.7, 61.3], abs=0.01)
    assert peak["limits"][0]["limit_in_event"] == pytest.approx(150, abs=0.01)
    assert "are shed" in run("whatif", "mongolia", "power_limit_2023").out
    assert json.loads(run("whatif", "mongolia", "tavan_tolgoi_stops", "--json").out)["peak_power"] is None


@pytest.mark.parametrize("rule", ["national-first", "proportional", "cooperative"])
def test_all_places(run: Run, rule: str) -> None:
    done = run("whatif", "mongolia", "russia_china_power_stop", "--across-places", rule, "--json")
    value = json.loads(done.out)
    assert value["scenario"]["across_places"] == rule
    own = next(row for row in value["places"] if row["place"] == "MNG")
    total = next(row for row in value["totals"] if row["commodity"] == "electricity")
    # Mongolia itself exports a little: shared out, some of its shortage is no longer met from that first.
    assert own["unserved"] >= total["unserved"] - 1e-9
    if rule == "national-first":
        assert own["unserved"] == pytest.approx(total["unserved"])
    told = run("whatif", "mongolia", "russia_china_power_stop", "--across-places", rule).out
    assert f"All places of the data, by the rule that {RULES[rule]}." in told


def test_stress_with_power_and_grids(run: Run, tmp_path: Path) -> None:
    rows = json.loads(run("stress", "mongolia", "--place", "MNG", "--json").out)
    found = {tuple(row["failure"]): row for row in rows}
    assert found[("import_limit:RUS:150",)]["unserved"] == pytest.approx(161)
    west = found[("c458_tuva_uvs",)]
    assert (west["place"], west["commodity"]) == ("WES", "electricity")
    assert [row["unserved_share"] or 0 for row in rows] == sorted(
        (row["unserved_share"] or 0 for row in rows), reverse=True
    )
    path = tmp_path / "replay.json"
    path.write_text(json.dumps(west["scenario"]), encoding="utf-8")
    again = json.loads(run("whatif", "mongolia", path, "--json").out)["totals"][0]
    assert again["unserved"] == pytest.approx(west["unserved"])
