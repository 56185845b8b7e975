"""What is decided about a table on its way in, by the program or by the user, and how it can be undone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any


def _nothing() -> Mapping[str, str]:
    return MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Plan:
    """What the user has decided; empty is the program's own choice.

    profile: name of a format. constants: column → value for what stands in no cell (a file name, a title) or
    should replace what stands there. roles: column of the file → column of ours, for tables of no known format
    (see profiles.generic). choices: decision → option. sheet, encoding, separator: how to read.
    """

    profile: str = ""
    constants: Mapping[str, str] = field(default_factory=_nothing)
    roles: Mapping[str, str] = field(default_factory=_nothing)
    choices: Mapping[str, str] = field(default_factory=_nothing)
    sheet: str = ""
    encoding: str = ""
    separator: str = ""

    def to_json(self) -> dict[str, Any]:
        """The plan as a JSON value; what is empty is left out."""
        values: dict[str, Any] = {
            name: getattr(self, name) for name in ("profile", "sheet", "encoding", "separator")
        }
        values.update({name: dict(getattr(self, name)) for name in ("constants", "roles", "choices")})
        return {name: value for name, value in values.items() if value}

    @classmethod
    def from_json(cls, value: object) -> Plan:
        """The plan of such a value; what does not fit is passed over."""
        if not isinstance(value, Mapping):
            return cls()

        def text(name: str) -> str:
            return str(value.get(name) or "")

        def texts(name: str) -> Mapping[str, str]:
            given = value.get(name)
            pairs = given.items() if isinstance(given, Mapping) else ()
            return MappingProxyType({str(key): str(one) for key, one in pairs})

        return cls(
            text("profile"),
            texts("constants"),
            texts("roles"),
            texts("choices"),
            text("sheet"),
            text("encoding"),
            text("separator"),
        )


@dataclass(frozen=True, slots=True)
class Option:
    """One way to decide: its value in a plan, and what it does in words."""

    value: str
    label: str


SET_ASIDE = Option("set_aside", "Set these rows aside")


@dataclass(frozen=True, slots=True)
class Decision:
    """One thing decided about the rows of a table: a row of the quality report.

    key: its name in a plan. what: a sentence. rows: source rows concerned. share: their share of all value (of
    all quantity where there are no values; None where there is neither). dropped: these rows are not in the
    dataset. options: what could be decided instead, the one in force included; empty where nothing can be.
    """

    key: str
    what: str
    rows: int
    share: float | None = None
    dropped: bool = False
    options: tuple[Option, ...] = ()
    chosen: str = ""

    @property
    def are_few(self) -> bool:
        """Whether what each other option would come to can be worked out and listed."""
        return len(self.options) <= 6

    @property
    def undo(self) -> str:
        """How to decide otherwise, in words; empty where nothing can be."""
        others = [option for option in self.options if option.value != self.chosen]
        others = others if self.are_few else others[:2]
        return "; ".join(f"{option.label}: --set {self.key}={option.value}" for option in others)

    def to_json(self) -> dict[str, Any]:
        """The decision as a JSON value."""
        return {
            "key": self.key,
            "what": self.what,
            "rows": self.rows,
            "share": self.share,
            "dropped": self.dropped,
            "options": [{"value": option.value, "label": option.label} for option in self.options],
            "chosen": self.chosen,
        }

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Decision:
        """The decision of such a value."""
        return cls(
            key=str(value.get("key", "")),
            what=str(value.get("what", "")),
            rows=int(value.get("rows") or 0),
            share=value.get("share"),
            dropped=bool(value.get("dropped")),
            options=tuple(Option(str(o["value"]), str(o["label"])) for o in value.get("options", ())),
            chosen=str(value.get("chosen", "")),
        )


def is_column(name: str) -> bool:
    """Whether a name is a column of one of our tables, and so a constant in a plan rather than a choice."""
    from dependency_explorer.data.schema import TABLES

    return any(schema.column(name) is not None for schema in TABLES.values())
