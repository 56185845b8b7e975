"""Reading a scenario file: every key is checked, and every fault is a sentence that names key and value."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from dependency_explorer.data.problems import DataError
from dependency_explorer.whatif import scenario as model
from dependency_explorer.whatif.ledger import BY_SECTOR
from dependency_explorer.whatif.scenario_reader import Reader, is_number, joined, span
from dependency_explorer.whatif.switch_reading import read_switches

if TYPE_CHECKING:
    from dependency_explorer.data.dataset import Dataset

MAXIMUM_STEPS = 4000
"""Longest horizon: eleven years of days; more would only cost memory."""

TOP_KEYS = (
    "format", "version", "name", "title", "description", "source", "author", "date", "missing", "focus",
    "baseline", "start", "step", "steps", "disruptions", "season", "responses", "rationing", "across_places",
    "assumptions", "ranges",
)  # fmt: skip
DISRUPTION_KEYS = ("target", "depth", "start_step", "ramp_steps", "steps", "recovery_steps", "exempt")
TARGET_KEYS = (
    "kind", "exporter", "importer", "commodity", "route", "group", "holder", "asset", "through", "place",
    "sectors",
)  # fmt: skip
KINDS = ("supply", "stock", "demand")
AIMED_BY: Mapping[str, tuple[str, ...]] = {
    "supply": ("kind", "exporter", "importer", "commodity", "route", "group", "holder", "asset", "through"),
    "stock": ("kind", "commodity", "group", "place"),
    "demand": ("kind", "commodity", "group", "place", "sectors"),
}
"""Keys by which a target of each kind may be named."""
SOURCE_KEYS = ("exporter", "commodity", "quantity_per_week", "start_step", "ramp_steps", "asset")
THROUGH = ("offtake", "control")
ACROSS_PLACES = ("national-first", "proportional", "cooperative")
RANGES: Mapping[str, tuple[float, float]] = {
    "spare": (0.0, math.inf),
    "lead_weeks": (0.0, math.inf),
    "ramp_weeks": (0.0, math.inf),
    "days_of_cover": (0.0, math.inf),
    "stock": (0.0, math.inf),
    "max_draw": (0.0, math.inf),
    "max_fill": (0.0, math.inf),
    "draw_days": (1.0, math.inf),
    "fill_days": (1.0, math.inf),
    "storage_capacity": (0.0, math.inf),
    "route_capacity": (0.0, math.inf),
    "saving": (0.0, 1.0),
    "demand_level": (0.0, math.inf),
    "source": (0.0, math.inf),
    "elasticity": (-math.inf, 0.0),
    "switch_share": (0.0, 1.0),
    "switch_lead_weeks": (0.0, math.inf),
    "switch_ramp_weeks": (0.0, math.inf),
}
"""What draws may vary: the assumptions that decide how much is missing, by name as in `assumptions`."""
WITHOUT_LIMIT = ("spare", "max_draw", "max_fill", "storage_capacity", "route_capacity")
"""Assumptions for which null (no limit) makes sense."""
ASSUMPTIONS: Mapping[str, tuple[float, float]] = {
    "spare": (0.0, math.inf),
    "lead_weeks": (0.0, math.inf),
    "ramp_weeks": (0.0, math.inf),
    "days_of_cover": (0.0, math.inf),
    "max_draw": (0.0, math.inf),
    "max_fill": (0.0, math.inf),
    "storage_capacity": (0.0, math.inf),
    "route_capacity": (0.0, math.inf),
    "priority": (1.0, math.inf),
    "protected_share": (0.0, 1.0),
    "demand_level": (0.0, math.inf),
    "elasticity": (-math.inf, 0.0),
    "value_of_lost_load": (0.0, math.inf),
    "gdp": (1.0, math.inf),
    "cost_share": (0.0, 1.0),
    "substitution": (0.0, math.inf),
    "home_first": (0.0, 1.0),
    "switch_share": (0.0, 1.0),
    "switch_lead_weeks": (0.0, math.inf),
    "switch_ramp_weeks": (0.0, math.inf),
}


def read_scenario_file(path: Path, dataset: Dataset | None) -> model.Scenario:
    """Read a scenario from a JSON file; see `Scenario.from_dict`."""
    try:
        content = json.loads(path.read_bytes().decode("utf-8-sig"))
    except OSError as error:
        reason = error.strerror or str(error)
        raise DataError(
            f"The scenario file {path} could not be read: {reason}. Check its name and folder."
        ) from error
    except (ValueError, RecursionError) as error:
        raise DataError(
            f"{path.name} is not a scenario: it is not valid JSON text ({error}). Choose a scenario file, "
            "or correct it at that place."
        ) from error
    return read_scenario(content, dataset, path.name)


def read_scenario(content: object, dataset: Dataset | None, file: str = "") -> model.Scenario:
    """Check the content of a scenario file and build the scenario; raises DataError with all faults."""
    reader = Reader(dataset, file)
    top = reader.keys(content, "", TOP_KEYS)
    if not isinstance(content, Mapping):
        raise DataError(*reader.problems)
    if top.get("format") != model.FORMAT:
        reader.fault("format", top.get("format"), f"“{model.FORMAT}”")
    version = top.get("version")
    if isinstance(version, bool) or version != model.VERSION:
        reader.fault("version", version, f"{model.VERSION}, the only version this program reads")
    scenario = model.Scenario(
        focus=_focus(reader, top),
        baseline=_year(reader, top.get("baseline"), "baseline"),
        start=_start(reader, top),
        steps=reader.whole(top, "steps", "", None, 1, MAXIMUM_STEPS),
        step=cast(model.Step, _choice(reader, top, "step", ("week", "day", "month"))),
        name=reader.text(top, "name"),
        title=reader.text(top, "title"),
        description=reader.text(top, "description"),
        source=reader.text(top, "source"),
        author=reader.text(top, "author"),
        date=reader.text(top, "date"),
        missing=_missing(reader, top),
        disruptions=tuple(
            _disruption(reader, item, f"disruptions[{index}]")
            for index, item in enumerate(reader.listed(top, "disruptions", ""), start=1)
        ),
        season=tuple(_year(reader, year, "season") for year in reader.listed(top, "season", "")),
        responses=_responses(reader, top.get("responses", {})),
        rationing=cast(
            model.Rationing, _choice(reader, top, "rationing", ("proportional", "priority", "floors"))
        ),
        across_places=cast(
            model.AcrossPlaces,
            _choice(reader, top, "across_places", ACROSS_PLACES) if "across_places" in top else "",
        ),
        assumptions=_assumptions(reader, top.get("assumptions", {})),
        ranges=_ranges(reader, top.get("ranges", {})),
    )
    if not reader.problems:
        try:
            model.step_starts(scenario.start, scenario.step, scenario.steps)
        except OverflowError:
            reader.fault("steps", scenario.steps, "a horizon that ends before the year 9999")
    if reader.problems:
        raise DataError(*reader.problems)
    return scenario


def _focus(reader: Reader, top: Mapping[str, Any]) -> str:
    focus = reader.code(top, "focus", "", "place")
    if not focus and isinstance(top.get("focus", ""), str):
        reader.say("focus", "The scenario key “focus” is missing; it must be the code of a place.")
    return focus


def _year(reader: Reader, value: object, key: str) -> str:
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    if value is None and key == "baseline":
        reader.say(key, "The scenario key “baseline” is missing; it must be a year such as 2023.")
        return ""
    if not isinstance(value, str) or len(value) != 4 or not value.isascii() or not value.isdigit():
        reader.fault(key, value, "a year such as 2023")
        return ""
    return value


def _start(reader: Reader, top: Mapping[str, Any]) -> str:
    value = top.get("start")
    if value is None:
        reader.say("start", "The scenario key “start” is missing; it must be a date such as 2024-01-01.")
        return ""
    try:
        if not isinstance(value, str) or len(value) != 10:
            raise ValueError
        date.fromisoformat(value)
    except ValueError:
        reader.fault("start", value, "a date of the calendar such as 2024-01-01")
        return ""
    return value


def _choice(
    reader: Reader, content: Mapping[str, Any], key: str, choices: tuple[str, ...], where: str = ""
) -> str:
    value = content.get(key, choices[0])
    if value not in choices:
        reader.fault(joined(where, key), value, f"one of {', '.join(choices)}")
        return choices[0]
    return str(value)


def _missing(reader: Reader, top: Mapping[str, Any]) -> tuple[str, ...]:
    value = top.get("missing", [])
    if isinstance(value, str):
        return (value,) if value else ()
    if not isinstance(value, list | tuple) or not all(isinstance(item, str) for item in value):
        reader.fault("missing", value, "a text or a list of texts")
        return ()
    return tuple(value)


def _disruption(reader: Reader, item: object, where: str) -> model.Disruption:
    content = reader.keys(item, where, DISRUPTION_KEYS)
    path = f"{where}.target"
    if isinstance(item, Mapping) and "target" not in content:
        reader.say(path, f"The scenario key “{path}” is missing; {{}} would mean every flow.")
    target = reader.keys(content.get("target", {}), path, TARGET_KEYS)
    kind = _kind(reader, target, path)
    exempt = reader.listed(content, "exempt", where)
    if exempt and kind != "supply":
        _meaningless(reader, f"{where}.exempt", exempt, kind, "it spares partners, and none is hit")
    for place in exempt:
        if not isinstance(place, str):
            reader.fault(f"{where}.exempt", place, "the code of a place")
        else:
            reader.known(place, f"{where}.exempt", "place")
    return model.Disruption(
        target=model.Target(
            exporter=reader.code(target, "exporter", path, "place"),
            importer=reader.code(target, "importer", path, "place"),
            commodity=reader.code(target, "commodity", path, "commodity"),
            route=reader.code(target, "route", path, "route"),
            group=reader.code(target, "group", path, "group"),
            holder=reader.code(target, "holder", path, "holder"),
            asset=reader.code(target, "asset", path, "asset"),
            through=cast(model.Through, _through(reader, target, path)),
            kind=cast(model.Kind, kind),
            place=reader.code(target, "place", path, "place"),
            sectors=_sectors(reader, target, path),
        ),
        depth=reader.number(content, "depth", where, None, 0.0, 1.0),
        start_step=reader.whole(content, "start_step", where, 1, 1, 10 * MAXIMUM_STEPS),
        ramp_steps=reader.number(content, "ramp_steps", where, 0.0, 0.0),
        steps=reader.number(content, "steps", where, None, 0.0),
        recovery_steps=reader.number(content, "recovery_steps", where, 0.0, 0.0),
        exempt=tuple(place for place in exempt if isinstance(place, str)),
    )


def _kind(reader: Reader, target: Mapping[str, Any], path: str) -> str:
    """What the event is on; every key that a target of this kind cannot be named by is a fault."""
    kind = _choice(reader, target, "kind", KINDS, path)
    for key in target:
        if key in TARGET_KEYS and key not in AIMED_BY[kind]:
            others = [one for one in KINDS if key in AIMED_BY[one]]
            why = f"it belongs to an event on {' or '.join(others)}"
            _meaningless(reader, joined(path, key), target[key], kind, why)
    return kind


def _meaningless(reader: Reader, path: str, value: object, kind: str, why: str) -> None:
    said = json.dumps(value, ensure_ascii=False, default=str)
    reader.say(
        path,
        f"The scenario key “{path}” ({said[:60]}) says nothing in an event on {kind}: {why}. Remove it, or "
        "change “kind” of the target.",
    )


def _sectors(reader: Reader, target: Mapping[str, Any], path: str) -> tuple[str, ...]:
    names = reader.listed(target, "sectors", path)
    for name in names:
        if isinstance(name, str) and name:
            reader.known(name, f"{path}.sectors", "sector")
        else:
            reader.fault(f"{path}.sectors", name, "names of sectors in quotation marks, such as “households”")
    return tuple(dict.fromkeys(name for name in names if isinstance(name, str) and name))


def _through(reader: Reader, target: Mapping[str, Any], path: str) -> str:
    if "through" in target and not target.get("holder"):
        reader.say(
            f"{path}.through",
            f"The scenario key “{path}.through” says how a holder counts, but the target names none. Add "
            "“holder”, or remove the key.",
        )
    return _choice(reader, target, "through", THROUGH, path)


def _responses(reader: Reader, value: object) -> model.Responses:
    content = reader.keys(
        value, "responses", ("draw_stocks", "replace", "restrain_demand", "switch", "price_response")
    )
    floor = stretch = None
    drawn = content.get("draw_stocks", False)
    if drawn is True:
        floor = 0.0
    elif drawn is not False and drawn is not None:
        where = "responses.draw_stocks"
        keys = reader.keys(drawn, where, ("floor_days", "stretch"))
        floor = reader.number(keys, "floor_days", where, 0.0, 0.0)
        stretch = _stretch(reader, keys, where)
    spare, sources = _replacements(reader, content.get("replace", False))
    saving = 0.0
    restrained = content.get("restrain_demand", False)
    if restrained is not False and restrained is not None:
        where = "responses.restrain_demand"
        saving = reader.number(reader.keys(restrained, where, ("saving",)), "saving", where, 0.0, 0.0, 1.0)
    switches = read_switches(reader, content)
    priced = content.get("price_response", False)
    if not isinstance(priced, bool):
        reader.fault(
            "responses.price_response", priced, "true or false (elasticities are in “assumptions.elasticity”)"
        )
        priced = False
    return model.Responses(floor, spare, sources, saving, stretch, switches, priced)


def _stretch(reader: Reader, content: Mapping[str, Any], where: str) -> float | None:
    value = content.get("stretch", False)
    if value is False or value is None:
        return None
    if value is True:
        return model.TO_THE_END
    if not is_number(value) or value < 1:
        reader.fault(
            f"{where}.stretch", value,
            "true (until the last event has passed), false, or the step, from 1, to the end of which it must last",
        )  # fmt: skip
        return None
    return float(value)


def _replacements(reader: Reader, value: object) -> tuple[bool, tuple[model.NamedSource, ...]]:
    """`replace`: true (spare), or a list of named sources; `true` within the list adds the spare to them."""
    if value is None or isinstance(value, bool):
        return bool(value), ()
    if not isinstance(value, list | tuple):
        reader.fault("responses.replace", value, "true, false or a list of named sources")
        return False, ()
    spare, sources = False, []
    for index, item in enumerate(value, start=1):
        if item is True:
            spare = True
            continue
        where = f"responses.replace[{index}]"
        content = reader.keys(item, where, SOURCE_KEYS)
        for key in ("exporter", "commodity"):
            if isinstance(item, Mapping) and key not in content:
                reader.say(f"{where}.{key}", f"The scenario key “{where}.{key}” is missing; it needs a code.")
        sources.append(
            model.NamedSource(
                exporter=reader.code(content, "exporter", where, "partner"),
                commodity=reader.code(content, "commodity", where, "commodity"),
                quantity_per_week=reader.number(content, "quantity_per_week", where, None, 0.0),
                start_step=reader.whole(content, "start_step", where, 1, 1, 10 * MAXIMUM_STEPS),
                ramp_steps=reader.number(content, "ramp_steps", where, 0.0, 0.0),
                asset=reader.code(content, "asset", where, "asset"),
            )
        )
    return spare, tuple(sources)


def _assumptions(reader: Reader, value: object) -> tuple[model.Override, ...]:
    overrides: list[model.Override] = []
    for key, named in reader.keys(value, "assumptions", tuple(ASSUMPTIONS)).items():
        if key not in ASSUMPTIONS:
            continue
        if not isinstance(named, Mapping):
            reader.fault(f"assumptions.{key}", named, 'an object that says for what, such as {"*": 0.1}')
            continue
        for name, inner in named.items():
            path = f"assumptions.{key}.{name}"
            _known_name(reader, str(name), path)
            if isinstance(inner, Mapping) and key in BY_SECTOR:
                for sector, number in inner.items():
                    _override(reader, overrides, (key, str(name), str(sector)), number)
            else:
                _override(reader, overrides, (key, str(name)), inner)
    return tuple(sorted(overrides, key=lambda override: override.path))


def _ranges(reader: Reader, value: object) -> tuple[model.Range, ...]:
    """`ranges`: two numbers, lowest and highest, where `assumptions` would have one."""
    found: list[model.Range] = []
    for key, named in reader.keys(value, "ranges", tuple(RANGES)).items():
        if key not in RANGES:
            continue
        if not isinstance(named, Mapping):
            reader.fault(f"ranges.{key}", named, 'an object that says for what, such as {"*": [0, 0.3]}')
            continue
        least, most = RANGES[key]
        for name, ends in named.items():
            path = f"ranges.{key}.{name}"
            _known_name(reader, str(name), path)
            pair = ends if isinstance(ends, list | tuple) and len(ends) == 2 else ()
            if not pair or not all(is_number(end) and least <= end <= most for end in pair):
                reader.fault(path, ends, f"two numbers in square brackets, each {span(least, most)}")
            elif pair[0] > pair[1]:
                reader.fault(path, ends, "the lower number first")
            else:
                found.append(model.Range((key, str(name)), float(pair[0]), float(pair[1])))
    return tuple(sorted(found, key=lambda one: one.path))


def _known_name(reader: Reader, name: str, path: str) -> None:
    codes = reader.codes
    if name == model.ANY or codes.places is None or codes.commodities is None or codes.routes is None:
        return
    if name not in codes.places | codes.commodities | codes.routes:
        reader.fault(path, name, "the code of a place, commodity or route of this dataset, or “*” for all")


def _override(reader: Reader, overrides: list[model.Override], path: tuple[str, ...], number: object) -> None:
    key = path[0]
    least, most = ASSUMPTIONS[key]
    text = "assumptions." + ".".join(path)
    if number is None:
        if key in WITHOUT_LIMIT:
            overrides.append(model.Override(path, None))
        else:
            reader.fault(text, None, f"{span(least, most)} (null, for no limit, has no meaning here)")
    elif not is_number(number) or not least <= cast(float, number) <= most:
        reader.fault(text, number, span(least, most))
    else:
        overrides.append(model.Override(path, float(cast(float, number))))
