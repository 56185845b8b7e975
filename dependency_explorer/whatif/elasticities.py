"""How much demand falls as a price rises, in the short run: published means by commodity."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from dependency_explorer.whatif import defaults

if TYPE_CHECKING:
    from dependency_explorer.whatif.network import SuppliedCommodity
    from dependency_explorer.whatif.scenario import Scenario

SOURCES = {"labandeira": "Labandeira et al. 2017, short run"}
ELASTICITIES: tuple[tuple[frozenset[str], float, str], ...] = (
    (frozenset({"heating_oil"}), -0.017, "labandeira"),
    (frozenset({"diesel", "gasoil"}), -0.153, "labandeira"),
    (frozenset({"gasoline", "petrol"}), -0.293, "labandeira"),
    (frozenset({"electricity", "power"}), -0.126, "labandeira"),
    (frozenset({"coal", "lignite"}), -0.05, "assumption"),
    (frozenset({"gas", "natural_gas", "lng"}), -0.18, "labandeira"),
)
"""Short-run price elasticities of demand by id, word of it, or group of a commodity; the first that fits."""
DOUBT = (0.5, 1.5)
"""An elasticity may be half or one and a half of its published mean: assumption; single studies differ more."""


def default_elasticity(item: SuppliedCommodity) -> tuple[float | None, str]:
    """What is published for a commodity, with its source; None where nothing is."""
    known = {item.id.lower(), *re.split(r"[^a-z]+", item.id.lower()), item.group.lower()}
    for words, value, source in ELASTICITIES:
        if known & words:
            return value, SOURCES.get(source, source)
    return None, ""


def elasticity_of(scenario: Scenario, item: SuppliedCommodity) -> tuple[float | None, str]:
    """Short-run price elasticity of demand with its source; None where none is known."""
    stated = scenario.assumption("elasticity", *defaults.names_of(item))
    if stated is not None and stated.value is not None:
        # Without any response of demand no price would clear the market.
        return (stated.value, "stated by the scenario") if stated.value < 0 else (None, "stated as 0")
    return default_elasticity(item)
