"""The magnitude of values in US dollars: how it is told, and how the user says another one."""

from __future__ import annotations

import numpy as np

from dependency_explorer.data import units
from dependency_explorer.data.intake.draft import Draft
from dependency_explorer.data.intake.plan import Option
from dependency_explorer.data.raw import Floats

_SCALES = {"ones": 1.0, "thousands": 1e3, "millions": 1e6, "billions": 1e9}
_OPTIONS = tuple(Option(name, f"Values are {name} of US dollars") for name in _SCALES)


def scaled(draft: Draft, values: Floats, scale: float, why: str = "", key: str = "units") -> Floats:
    """Values in US dollars. scale: what the source says that they are multiplied by (1, a thousand, a million, a
    billion). why: how that is known, where a table does not say it in so many words; a sentence."""
    names = {number: name for name, number in _SCALES.items()}
    chosen = draft.choice(key, names[scale], _OPTIONS)
    taken = _SCALES[chosen]
    told = "Values are in US dollars" + (f" times {taken:,.0f}" if taken != 1 else "")
    draft.decide(
        key,
        f"{told}. {why}".strip() if why else f"{told}.",
        int((~np.isnan(values)).sum()),
        None,
        _OPTIONS,
        chosen,
    )
    return units.scaled(values, taken)
