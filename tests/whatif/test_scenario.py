"""Scenario files: what is read, what is refused, and in which words."""

from __future__ import annotations

import copy
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings

from dependency_explorer.data.problems import DataError
from dependency_explorer.whatif import Scenario, SupplyNetwork, load_scenario
from dependency_explorer.whatif.scenario import MOST_BYTES, is_scenario, scenario_text, step_starts
from tests.whatif.packages import write_j3
from tests.whatif.worlds import with_ranges, worlds

GOOD: dict[str, Any] = {
    "format": "dependency-explorer/scenario",
    "version": 1,
    "name": "Winter fuel squeeze",
    "source": "press",
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
            "exempt": ["CHN"],
        }
    ],
    "season": [2022, 2024],
    "responses": {
        "draw_stocks": {"floor_days": 10},
        "replace": True,
        "restrain_demand": {"saving": 0.0},
    },
    "rationing": "priority",
    "missing": ["stocks of the provinces"],
    "assumptions": {
        "spare": {"CHN": 0.1, "*": None},
        "priority": {"diesel": {"households": 1}},
        "max_draw": {"diesel": None},
    },
}


def changed(change: Callable[[dict[str, Any]], object]) -> dict[str, Any]:
    content = copy.deepcopy(GOOD)
    change(content)
    return content


def event(content: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = content["disruptions"][0]
    return found


def test_the_documented_file_is_read() -> None:
    scenario = Scenario.from_dict(GOOD)
    disruption = scenario.disruptions[0]
    assert (disruption.depth, disruption.steps, disruption.recovery_steps) == (0.5, 8, 4)
    assert scenario.season == ("2022", "2024")
    assert scenario.responses.draw_stocks == 10
    assert scenario.assumption("spare", "CHN").value == 0.1  # type: ignore[union-attr]
    assert scenario.assumption("spare", "RUS").value is None  # type: ignore[union-attr]
    assert scenario.sector_assumption("priority", ("diesel",), "households").value == 1  # type: ignore[union-attr]
    assert scenario.sector_assumption("priority", ("diesel",), "mining") is None
    assert hash(scenario) == hash(Scenario.from_dict(copy.deepcopy(GOOD)))


@settings(max_examples=100, deadline=None)
@given(worlds())
def test_text_and_back(world: tuple[SupplyNetwork, Scenario]) -> None:
    scenario = with_ranges(world[1])
    assert Scenario.from_dict(json.loads(scenario_text(scenario))) == scenario
    assert Scenario.from_dict(scenario.to_dict()).uses_spare == scenario.uses_spare


def test_a_list_of_sources_uses_no_spare_unless_it_is_stated() -> None:
    source = {"exporter": "CHN", "commodity": "diesel", "quantity_per_week": 2, "start_step": 3}
    only = changed(lambda c: (c["responses"].update(replace=[source]), c.pop("assumptions")))
    assert not Scenario.from_dict(only).uses_spare
    both = changed(lambda c: (c["responses"].update(replace=[True, source]), c.pop("assumptions")))
    assert Scenario.from_dict(both).uses_spare
    stated = changed(lambda c: c["responses"].update(replace=[source]))
    assert Scenario.from_dict(stated).uses_spare


FAULTS: list[tuple[str, Callable[[dict[str, Any]], object], tuple[str, ...]]] = [
    ("unknown key", lambda c: c.update(colour="red"), ("colour", "red")),
    ("format", lambda c: c.update(format="other"), ("format", "other")),
    ("version unknown", lambda c: c.update(version=2), ("version", "2")),
    ("version true", lambda c: c.update(version=True), ("version", "true")),
    ("no version", lambda c: c.pop("version"), ("version",)),
    ("no focus", lambda c: c.pop("focus"), ("focus",)),
    ("no baseline", lambda c: c.pop("baseline"), ("baseline",)),
    ("baseline", lambda c: c.update(baseline="last year"), ("baseline", "last year")),
    ("start not a date", lambda c: c.update(start="1 January"), ("start", "1 January")),
    ("start not of the calendar", lambda c: c.update(start="2023-02-30"), ("start", "2023-02-30")),
    ("start a number", lambda c: c.update(start=2024), ("start", "2024")),
    ("step", lambda c: c.update(step="year"), ("step", "year")),
    ("steps zero", lambda c: c.update(steps=0), ("steps", "0")),
    ("steps a text", lambda c: c.update(steps="26"), ("steps", "26")),
    ("steps a fraction", lambda c: c.update(steps=2.5), ("steps", "2.5")),
    ("no steps", lambda c: c.pop("steps"), ("steps",)),
    ("horizon", lambda c: c.update(start="9999-01-01", steps=100), ("steps", "100")),
    ("name a number", lambda c: c.update(name=3), ("name", "3")),
    ("missing a number", lambda c: c.update(missing=3), ("missing", "3")),
    ("season", lambda c: c.update(season=["summer"]), ("season", "summer")),
    ("season no list", lambda c: c.update(season=2022), ("season", "2022")),
    ("rationing", lambda c: c.update(rationing="lottery"), ("rationing", "lottery")),
    ("disruptions", lambda c: c.update(disruptions={}), ("disruptions", "{}")),
    ("event no object", lambda c: c.update(disruptions=["x"]), ("disruptions[1]", "x")),
    ("event key", lambda c: event(c).update(colour=1), ("disruptions[1].colour", "1")),
    ("no target", lambda c: event(c).pop("target"), ("disruptions[1].target",)),
    ("target key", lambda c: event(c)["target"].update(colour="red"), ("target.colour", "red")),
    ("holder", lambda c: event(c)["target"].update(holder=7), ("target.holder", "7")),
    ("asset", lambda c: event(c)["target"].update(asset=[]), ("target.asset", "[]")),
    (
        "how a holder counts",
        lambda c: event(c)["target"].update(holder="ARMZ", through="luck"),
        ("target.through", "luck", "offtake, control"),
    ),
    ("control of nobody", lambda c: event(c)["target"].update(through="control"), ("through", "names none")),
    ("places", lambda c: c.update(across_places="me first"), ("across_places", "me first", "cooperative")),
    ("home first", lambda c: c.update(assumptions={"home_first": {"RUS": 2}}), ("home_first.RUS", "2")),
    ("depth above one", lambda c: event(c).update(depth=1.4), ("depth", "1.4", "from 0 to 1")),
    ("depth below zero", lambda c: event(c).update(depth=-0.1), ("depth", "-0.1")),
    ("depth a text", lambda c: event(c).update(depth="half"), ("depth", "half")),
    ("depth not a number", lambda c: event(c).update(depth=float("nan")), ("depth", "NaN")),
    ("no depth", lambda c: event(c).pop("depth"), ("depth",)),
    ("duration", lambda c: event(c).update(steps=-1), ("steps", "-1")),
    ("ramp", lambda c: event(c).update(ramp_steps=-1), ("ramp_steps", "-1")),
    ("recovery", lambda c: event(c).update(recovery_steps=-4), ("recovery_steps", "-4")),
    ("start step", lambda c: event(c).update(start_step=0), ("start_step", "0")),
    ("exempt", lambda c: event(c).update(exempt="CHN"), ("exempt", "CHN")),
    ("responses", lambda c: c.update(responses=[]), ("responses", "[]")),
    ("response key", lambda c: c["responses"].update(pray=True), ("responses.pray", "true")),
    ("floor", lambda c: c["responses"].update(draw_stocks={"floor_days": -1}), ("floor_days", "-1")),
    ("floor no object", lambda c: c["responses"].update(draw_stocks=10), ("draw_stocks", "10")),
    ("saving", lambda c: c["responses"].update(restrain_demand={"saving": 2}), ("saving", "2")),
    ("replace", lambda c: c["responses"].update(replace="yes"), ("replace", "yes")),
    (
        "source",
        lambda c: c["responses"].update(replace=[{"exporter": "CHN"}]),
        ("replace[1].commodity", "quantity_per_week"),
    ),
    ("assumption key", lambda c: c["assumptions"].update(luck={"*": 1}), ("assumptions.luck",)),
    ("assumption bare", lambda c: c["assumptions"].update(spare=0.1), ("assumptions.spare", "0.1")),
    ("assumption value", lambda c: c["assumptions"]["spare"].update(CHN=-1), ("spare.CHN", "-1")),
    (
        "null without meaning",
        lambda c: c["assumptions"].update(lead_weeks={"CHN": None}),
        ("lead_weeks.CHN", "null"),
    ),
    (
        "protected share",
        lambda c: c["assumptions"].update(protected_share={"diesel": {"health": 3}}),
        ("protected_share.diesel.health", "3"),
    ),
    ("range key", lambda c: c.update(ranges={"luck": {"*": [0, 1]}}), ("ranges.luck",)),
    ("range bare", lambda c: c.update(ranges={"spare": [0, 1]}), ("ranges.spare", "[0, 1]")),
    ("range of one", lambda c: c.update(ranges={"spare": {"CHN": [0.1]}}), ("ranges.spare.CHN", "[0.1]")),
    ("range below", lambda c: c.update(ranges={"spare": {"CHN": [-1, 1]}}), ("ranges.spare.CHN", "-1")),
    ("range above", lambda c: c.update(ranges={"saving": {"*": [0, 1.5]}}), ("ranges.saving.*", "1.5")),
    (
        "range upside down",
        lambda c: c.update(ranges={"lead_weeks": {"*": [4, 2]}}),
        ("ranges.lead_weeks.*", "lower number first"),
    ),
]


@pytest.mark.parametrize(("change", "words"), [fault[1:] for fault in FAULTS], ids=[f[0] for f in FAULTS])
def test_a_fault_is_a_sentence_with_key_and_value(
    change: Callable[[dict[str, Any]], object], words: tuple[str, ...]
) -> None:
    with pytest.raises(DataError) as caught:
        Scenario.from_dict(changed(change))
    text = str(caught.value)
    assert all(word in text for word in words), text
    assert text.endswith(".")
    assert caught.value.problems[0].column


CODES: list[tuple[str, Callable[[dict[str, Any]], object], str]] = [
    ("focus", lambda c: c.update(focus="ATL"), "ATL"),
    ("exporter", lambda c: event(c)["target"].update(exporter="ATL"), "ATL"),
    ("total as exporter", lambda c: event(c)["target"].update(exporter="WLD"), "WLD"),
    ("commodity", lambda c: event(c)["target"].update(commodity="unobtainium"), "unobtainium"),
    ("route", lambda c: event(c)["target"].update(route="tunnel"), "tunnel"),
    ("group", lambda c: event(c)["target"].update(group="sweets"), "sweets"),
    ("exempt", lambda c: event(c).update(exempt=["ATL"]), "ATL"),
    ("assumption", lambda c: c["assumptions"]["spare"].update(ATL=0.1), "ATL"),
    ("range", lambda c: c.update(ranges={"spare": {"ATL": [0, 1]}}), "ATL"),
]


@pytest.mark.parametrize(("change", "code"), [case[1:] for case in CODES], ids=[c[0] for c in CODES])
def test_codes_are_checked_against_the_dataset(
    change: Callable[[dict[str, Any]], object], code: str, tmp_path: Path
) -> None:
    from dependency_explorer.data.read import load

    dataset = load(write_j3(tmp_path))
    Scenario.from_dict(GOOD, dataset)
    content = changed(change)
    with pytest.raises(DataError, match=code):
        Scenario.from_dict(content, dataset)


def test_files(tmp_path: Path) -> None:
    path = tmp_path / "squeeze.json"
    path.write_text("\ufeff" + json.dumps(GOOD), encoding="utf-8")
    assert load_scenario(path) == Scenario.from_dict(GOOD)
    path.write_text(json.dumps(changed(lambda c: event(c).update(depth=7))), encoding="utf-8")
    with pytest.raises(DataError, match=r"squeeze\.json.*depth.* 7"):
        load_scenario(path)
    path.write_text("{", encoding="utf-8")
    with pytest.raises(DataError, match="not valid JSON"):
        load_scenario(path)
    with pytest.raises(DataError, match="could not be read"):
        load_scenario(tmp_path / "none.json")
    path.write_text("[1]", encoding="utf-8")
    with pytest.raises(DataError, match="JSON object"):
        load_scenario(path)


def test_steps_of_the_calendar() -> None:
    assert [str(day) for day in step_starts("2024-01-31", "month", 3)] == [
        "2024-01-31",
        "2024-02-29",
        "2024-03-31",
        "2024-04-30",
    ]
    assert str(step_starts("2024-12-30", "week", 1)[1]) == "2025-01-06"
    assert str(step_starts("2023-12-31", "day", 1)[1]) == "2024-01-01"


def test_a_scenario_needs_no_numpy() -> None:
    code = (
        "import sys, dependency_explorer.whatif.scenario as s, dependency_explorer.whatif as w;"
        "w.Scenario.from_dict({'format': s.FORMAT, 'version': 1, 'focus': 'A', 'baseline': '2023',"
        "'start': '2024-01-01', 'steps': 1});"
        "sys.exit('numpy' in sys.modules or 'pandas' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_what_is_a_scenario_is_known_without_reading_what_is_too_large_for_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "cut.json"
    path.write_text(json.dumps(GOOD))
    assert is_scenario(path)
    other = tmp_path / "other.json"
    other.write_text('{"format": "another"}')
    assert not is_scenario(other)
    assert not is_scenario(tmp_path / "none.json")
    assert not is_scenario(tmp_path / f"{'long' * 200}.json"), "a name that no file can have"
    huge = tmp_path / "table.json"
    huge.write_text(json.dumps({**GOOD, "note": "x" * MOST_BYTES}))
    monkeypatch.setattr(Path, "read_text", lambda *_args, **_kwargs: pytest.fail("read"))
    assert not is_scenario(huge)
