"""Taking values out of a scenario's JSON; every fault becomes a sentence that names key and value."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from dependency_explorer.data.places import country_names
from dependency_explorer.data.problems import Problem
from dependency_explorer.whatif.scenario import ALL_USE

if TYPE_CHECKING:
    from dependency_explorer.data.dataset import Dataset


class Codes:
    """The codes that a scenario may name; a kind that is None is not checked."""

    def __init__(self, dataset: Dataset | None) -> None:
        self.places: frozenset[str] | None = None
        self.partners: frozenset[str] | None = None
        self.commodities: frozenset[str] | None = None
        self.routes: frozenset[str] | None = None
        self.groups: frozenset[str] | None = None
        self.holders: frozenset[str] | None = None
        self.assets: frozenset[str] | None = None
        self.sectors: frozenset[str] | None = None
        if dataset is None:
            return
        tables = dataset.tables
        flows, balances = tables["flows"], tables["balances"]
        used = _distinct(flows["exporter"]) | _distinct(flows["importer"]) | _distinct(balances["place"])
        self.places = (used | _distinct(tables["places"]["code"]) | {"XNS"}) - {"WLD"}
        # A new supplier needs no flow of its own in the data: any country may be named.
        self.partners = (self.places | frozenset(country_names())) - {"WLD"}
        self.commodities = (
            _distinct(flows["commodity"])
            | _distinct(balances["commodity"])
            | _distinct(tables["commodities"]["id"])
        )
        series = {part.strip() for cell in _distinct(flows["route"]) for part in cell.split(";")}
        shares = {
            item.split(":", 1)[1] for item in _distinct(balances["item"]) if item[:12] == "route_share:"
        }
        self.routes = frozenset(series | shares) | _distinct(tables["routes"]["id"])
        self.groups = _distinct(tables["commodities"]["group"])
        self.holders = _distinct(tables["stakes"]["holder"])
        self.assets = _distinct(tables["assets"]["id"])
        used_by = {i.split(":", 1)[1] for i in _distinct(balances["item"]) if i.startswith("sector_use:")}
        self.sectors = frozenset({*used_by, "losses", ALL_USE})


class Reader:
    """Takes values out of nested content and gathers a sentence for each fault."""

    def __init__(self, dataset: Dataset | None, file: str = "") -> None:
        self.codes = Codes(dataset)
        self.file = file
        self.problems: list[Problem] = []

    def fault(self, key: str, value: object, expected: str) -> None:
        """Note that the value of a key is not what was expected."""
        where = f"{self.file}: " if self.file else ""
        text = _text(value)
        message = f"{where}The scenario key “{key}” is {text}; expected {expected}. Correct the value."
        self.problems.append(Problem("error", message, table="scenario", column=key, value=text))

    def say(self, key: str, message: str) -> None:
        """Note a fault in a sentence of its own."""
        where = f"{self.file}: " if self.file else ""
        self.problems.append(Problem("error", where + message, table="scenario", column=key))

    def keys(self, content: object, where: str, known: tuple[str, ...]) -> Mapping[str, Any]:
        """The content as a mapping whose keys are all known."""
        if not isinstance(content, Mapping):
            self.fault(where or "scenario", content, "a JSON object in braces")
            return {}
        for key in content:
            if key not in known:
                path = joined(where, str(key))
                self.say(
                    path,
                    f"The scenario key “{path}” (value {_text(content[key])}) is not known. "
                    f"Remove it, or use one of: {', '.join(known)}.",
                )
        return content

    def text(self, content: Mapping[str, Any], key: str, where: str = "") -> str:
        value = content.get(key, "")
        if not isinstance(value, str):
            self.fault(joined(where, key), value, "a text in quotation marks")
            return ""
        return value

    def number(
        self,
        content: Mapping[str, Any],
        key: str,
        where: str,
        default: float | None,
        least: float,
        most: float = math.inf,
    ) -> float:
        """A number within bounds; default None makes it required."""
        path = joined(where, key)
        if key not in content:
            if default is None:
                self.say(path, f"The scenario key “{path}” is missing; it must be {span(least, most)}.")
                return least
            return default
        value = content[key]
        if not is_number(value) or not least <= value <= most:
            self.fault(path, value, span(least, most))
            return least if default is None else default
        return float(value)

    def whole(
        self, content: Mapping[str, Any], key: str, where: str, default: int | None, least: int, most: int
    ) -> int:
        """A whole number within bounds."""
        path = joined(where, key)
        value = content.get(key, default)
        if value is None and key not in content:
            self.say(path, f"The scenario key “{path}” is missing; it must be a whole number from {least}.")
            return least
        if not is_number(value) or not float(value).is_integer() or not least <= value <= most:
            self.fault(path, value, f"a whole number from {least} to {most}")
            return least
        return int(value)

    def code(self, content: Mapping[str, Any], key: str, where: str, kind: str) -> str:
        """A text that must be a known code of its kind, or absent."""
        value = self.text(content, key, where)
        if value:
            self.known(value, joined(where, key), kind)
        return value

    def known(self, value: str, path: str, kind: str) -> None:
        """Check one code against the dataset."""
        if kind in ("place", "partner") and value == "WLD":
            self.fault(path, value, "a place (WLD is the total of all places: leave the key out to mean any)")
            return
        table = {
            "place": "places",
            "partner": "partners",
            "commodity": "commodities",
            "route": "routes",
            "group": "groups",
            "holder": "holders",
            "asset": "assets",
            "sector": "sectors",
        }[kind]
        known: frozenset[str] | None = getattr(self.codes, table)
        if known is not None and value not in known:
            offered = self.codes.places if kind == "partner" and self.codes.places is not None else known
            near = ", ".join(sorted(offered)[:8]) or "none"
            named = "country, or a place" if kind == "partner" else kind
            one = f"{'an' if named[0] == 'a' else 'a'} {named}"
            article = f"{one} of this dataset ({near}{', …' if len(offered) > 8 else ''})"
            self.fault(path, value, article)

    def listed(self, content: Mapping[str, Any], key: str, where: str) -> list[Any]:
        value = content.get(key, [])
        if not isinstance(value, list | tuple):
            self.fault(joined(where, key), value, "a list in square brackets")
            return []
        return list(value)


def _distinct(column: Any) -> frozenset[str]:
    return frozenset(str(value) for value in column.dropna().unique() if str(value))


def is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def joined(where: str, key: str) -> str:
    return f"{where}.{key}" if where else key


def _text(value: object) -> str:
    text = "missing" if value is None else json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= 60 else text[:59] + "…"


def span(least: float, most: float) -> str:
    if math.isinf(most):
        return f"a number from {least:g} upwards"
    if math.isinf(least):
        return f"a number of at most {most:g}"
    return f"a number from {least:g} to {most:g}"
