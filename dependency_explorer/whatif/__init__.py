"""The what-if engine: scenario, supply network, simulation, stress test, outcome."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from dependency_explorer.whatif.foresight import Foresight, optimise
    from dependency_explorer.whatif.network import SupplyNetwork
    from dependency_explorer.whatif.outcome import Outcome
    from dependency_explorer.whatif.scenario import Scenario, load_scenario
    from dependency_explorer.whatif.simulation import simulate
    from dependency_explorer.whatif.stress import stress_test

__all__ = [
    "Foresight", "Outcome", "Scenario", "SupplyNetwork", "load_scenario", "optimise", "simulate",
    "stress_test",
]  # fmt: skip


def __getattr__(name: str) -> Any:
    """Import on first use: the window holds scenarios long before it needs numpy."""
    from importlib import import_module

    rooms = {
        "Scenario": "scenario",
        "load_scenario": "scenario",
        "SupplyNetwork": "network",
        "Outcome": "outcome",
        "simulate": "simulation",
        "stress_test": "stress",
        "Foresight": "foresight",
        "optimise": "foresight",
    }
    if name not in rooms:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{rooms[name]}"), name)
