"""The assumption ledger: every input that a run did not read from the data, with its range and reason."""

from __future__ import annotations

from dataclasses import dataclass

EDITABLE = (
    "spare", "lead_weeks", "ramp_weeks", "days_of_cover", "max_draw", "max_fill", "storage_capacity",
    "route_capacity", "priority", "protected_share", "home_first", "value_of_lost_load", "gdp",
    "cost_share", "substitution", "elasticity", "demand_level", "switch_share", "switch_lead_weeks",
    "switch_ramp_weeks",
)  # fmt: skip
"""Assumptions of a scenario that a run uses."""

BY_SECTOR = (
    "priority", "protected_share", "value_of_lost_load", "switch_share", "switch_lead_weeks",
    "switch_ramp_weeks",
)  # fmt: skip
"""Those that may name, besides a commodity, a sector, or what is switched to (and by which sector)."""


@dataclass(frozen=True, slots=True)
class Assumption:
    """One row: what was assumed.

    key: where the scenario's `assumptions` would state it, such as "spare.CHN", or a name of its own for what
    cannot be edited there. low, high: the range that draws take it from, None where they leave it as it is.
    source: read in a published source, computed, assumed, or stated by the scenario, in words.
    """

    key: str
    label: str
    value: float | str | None
    unit: str
    low: float | None
    high: float | None
    source: str
    note: str = ""

    @property
    def path(self) -> tuple[str, ...]:
        """Where `Scenario.with_assumption` sets this row; empty for a row that is not edited there."""
        kind, dot, rest = self.key.partition(".")
        if kind not in EDITABLE or not dot:
            return ()
        # A sector's name may hold anything; a commodity's id holds no point.
        return (kind, *(rest.split(".", 1) if kind in BY_SECTOR else (rest,)))

    def to_dict(self) -> dict[str, float | str | None]:
        """The row as JSON shows it."""
        return {
            "key": self.key,
            "label": self.label,
            "value": self.value,
            "unit": self.unit,
            "low": self.low,
            "high": self.high,
            "source": self.source,
            "note": self.note,
        }


ASSUMED = "assumption"
STATED = "stated by the scenario"
COMPUTED = "computed from the data"
READ = "read from the data"
