"""Reading the key `responses.switch` of a scenario file."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dependency_explorer.whatif.scenario import FuelSwitch
from dependency_explorer.whatif.scenario_reader import Reader

SWITCH_KEYS = ("from", "to", "sector", "share", "lead_weeks", "ramp_weeks")


def read_switches(reader: Reader, responses: Mapping[str, Any]) -> tuple[FuelSwitch, ...]:
    """The switches of a scenario; faults go to the reader."""
    found: list[FuelSwitch] = []
    if responses.get("switch") in (None, False):
        return ()
    for index, item in enumerate(reader.listed(responses, "switch", "responses"), start=1):
        where = f"responses.switch[{index}]"
        content = reader.keys(item, where, SWITCH_KEYS)
        if not isinstance(item, Mapping):
            continue
        for key in ("from", "to"):
            if not content.get(key):
                reader.say(
                    f"{where}.{key}",
                    f"The scenario key “{where}.{key}” is missing; it needs the id of a commodity.",
                )
        switch = FuelSwitch(
            away_from=reader.code(content, "from", where, "commodity"),
            to=reader.code(content, "to", where, "commodity"),
            share=reader.number(content, "share", where, None, 0.0, 1.0),
            lead_weeks=reader.number(content, "lead_weeks", where, None, 0.0),
            ramp_weeks=reader.number(content, "ramp_weeks", where, 0.0, 0.0),
            sector=reader.text(content, "sector", where),
        )
        if switch.to and switch.to == switch.away_from:
            reader.fault(f"{where}.to", switch.to, "another commodity than “from”")
        same = (switch.away_from, switch.to, switch.sector)
        if any((one.away_from, one.to, one.sector) == same for one in found):
            reader.say(
                where,
                f"The scenario key “{where}” repeats a switch from “{same[0]}” to “{same[1]}”"
                f"{f' of the sector “{same[2]}”' if same[2] else ''}. Keep one of the two.",
            )
        found.append(switch)
    return tuple(found)
