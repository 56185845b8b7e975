"""Names of countries by ISO 3166-1 alpha-3 code, for datasets that bring only codes."""

from __future__ import annotations

import csv
import functools
from collections.abc import Mapping
from types import MappingProxyType

from dependency_explorer.data.locations import resources_folder
from dependency_explorer.data.schema import NOT_STATED, WORLD

_OWN = {WORLD: "World", NOT_STATED: "Partner not stated"}


@functools.cache
def country_names() -> Mapping[str, str]:
    """Code and English short name of every country, and of the two aggregates WLD and XNS."""
    with (resources_folder() / "places.csv").open(encoding="utf-8", newline="") as file:
        names = {row["code"]: row["name"] for row in csv.DictReader(file)}
    return MappingProxyType({**names, **_OWN})
