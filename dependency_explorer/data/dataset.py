"""A loaded dataset: nine typed tables, what is wrong with them, and the names of things in them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from dependency_explorer.data.places import country_names
from dependency_explorer.data.problems import Problem
from dependency_explorer.data.schema import SERVICE_GROUPS

if TYPE_CHECKING:
    import pandas as pd


def _no_metadata() -> Mapping[str, Any]:
    return MappingProxyType({})


@dataclass(frozen=True, eq=False)
class Dataset:
    """Tables that nobody changes after loading; two datasets are equal only when they are the same object.

    name: the bundled name, or the name of the file or folder. tables: always all nine of `schema.TABLES`,
    empty where the source has none; each has the columns of its schema, further text columns, and `row`, the
    line in the source file. fingerprint: SHA-256 over the source. focus: the place to begin with, and
    focus_rule the sentence that says why. scenarios: scenario files of the package. extra_tables: tables that
    are kept and not used. metadata: the descriptor without its resources.
    """

    name: str
    title: str
    description: str
    origin: Path
    tables: Mapping[str, pd.DataFrame]
    problems: tuple[Problem, ...]
    fingerprint: str
    focus: str
    focus_rule: str
    scenarios: tuple[Path, ...] = ()
    extra_tables: tuple[str, ...] = ()
    metadata: Mapping[str, Any] = field(default_factory=_no_metadata)

    @property
    def opening(self) -> Mapping[str, str]:
        """What to show first, from the descriptor: a mapping that may have the key commodity."""
        given = self.metadata.get("opening")
        if not isinstance(given, Mapping):
            return MappingProxyType({})
        return MappingProxyType({str(key): str(value) for key, value in given.items()})

    @property
    def errors(self) -> tuple[Problem, ...]:
        """The problems that cost a figure."""
        return tuple(problem for problem in self.problems if problem.severity == "error")

    def place_name(self, code: str) -> str:
        """The name of a place: the dataset's, else the country's, else the code itself."""
        return self._place_names.get(code) or country_names().get(code) or code

    def place_parent(self, code: str) -> str:
        """The place that a place is part of; empty where none is stated."""
        return self._place_parents.get(code, "")

    def commodity_name(self, commodity: str) -> str:
        """The name of a commodity, or its id where it has none."""
        return self._commodity("name").get(commodity) or commodity

    def commodity_unit(self, commodity: str) -> str:
        """The unit in which the quantities of a commodity are counted; empty where none is known."""
        return self._commodity("unit").get(commodity, "")

    def parent(self, commodity: str) -> str:
        """The commodity whose total contains this one; empty where there is none."""
        return self._commodity("part_of").get(commodity, "")

    def parts(self, commodity: str) -> tuple[str, ...]:
        """The commodities directly contained in this one's total, in the order of the table."""
        return self._parts.get(commodity, ())

    def is_freight(self, commodity: str) -> bool:
        """Whether a commodity counts goods by what carries them, and so beside them a second time."""
        return self._commodity("group").get(commodity) in SERVICE_GROUPS

    def commodity_group(self, commodity: str) -> str:
        """The group that a commodity is shown in; empty where none is stated."""
        return self._commodity("group").get(commodity, "")

    def hs_codes(self, commodity: str) -> str:
        """The headings of the Harmonized System that a commodity stands for, separated by semicolons."""
        return self._commodity("hs_codes").get(commodity, "")

    def source_label(self, source: str) -> str:
        """Publisher, title and date of a source; the id itself where the source is not described."""
        publisher, title, date = self._sources.get(source, ("", "", ""))
        label = ", ".join(part for part in (publisher, title) if part)
        return (f"{label} ({date})" if date else label) if label else source

    def source_short(self, source: str) -> str:
        """Publisher and date of a source; the id itself where the source is not described."""
        publisher, title, date = self._sources.get(source, ("", "", ""))
        label = publisher or title
        return (f"{label} ({date})" if date else label) if label else source

    def route_commodity(self, route: str) -> str:
        """The commodity that a route carries; empty where none is stated."""
        table = self.tables["routes"]
        return _first(table["id"].tolist(), table["commodity"].tolist()).get(route, "")

    def energy_per_unit(self, commodity: str) -> float:
        """Net energy of one unit of a commodity in gigajoules; NaN where none is stated."""
        return self._energy.get(commodity, float("nan"))

    def _commodity(self, column: str) -> dict[str, str]:
        return self._commodities[column]

    @cached_property
    def _commodities(self) -> dict[str, dict[str, str]]:
        table = self.tables["commodities"]
        ids = table["id"].tolist()
        return {
            column: _first(ids, table[column].tolist())
            for column in ("name", "unit", "part_of", "group", "hs_codes")
        }

    @cached_property
    def _parts(self) -> dict[str, tuple[str, ...]]:
        parts: dict[str, list[str]] = {}
        for part, whole in self._commodity("part_of").items():
            parts.setdefault(whole, []).append(part)
        return {whole: tuple(own) for whole, own in parts.items()}

    @cached_property
    def _energy(self) -> dict[str, float]:
        table = self.tables["commodities"]
        return dict(zip(table["id"].tolist(), table["energy_gj_per_unit"].tolist(), strict=True))

    @cached_property
    def _place_names(self) -> dict[str, str]:
        table = self.tables["places"]
        return _first(table["code"].tolist(), table["name"].tolist())

    @cached_property
    def _place_parents(self) -> dict[str, str]:
        table = self.tables["places"]
        return _first(table["code"].tolist(), table["parent"].tolist())

    @cached_property
    def _sources(self) -> dict[str, tuple[str, str, str]]:
        table = self.tables["sources"]
        columns = (table[column].tolist() for column in ("id", "publisher", "title", "date"))
        return {name: (publisher, title, date) for name, publisher, title, date in zip(*columns, strict=True)}


def _first(keys: list[str], values: list[str]) -> dict[str, str]:
    # Where an id stands twice, the first row is used.
    result: dict[str, str] = {}
    for key, value in zip(keys, values, strict=True):
        result.setdefault(key, value)
    return result
