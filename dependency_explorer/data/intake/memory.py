"""What users decided about tables of a kind, so that the next download of the same layout is read the same way.

One JSON file in a folder that the caller gives. A layout is known by its profile and the names of its columns, not by
its file: next year's table has another name and other rows. Years among the names are left out of it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from dependency_explorer.data.files import explain, write_atomic
from dependency_explorer.data.intake.names import header_key
from dependency_explorer.data.intake.periods import period
from dependency_explorer.data.intake.plan import Plan
from dependency_explorer.data.problems import DataError

FILE = "imports.json"
_FORMAT = "dependency-explorer/imports"
_MOST = 500
"""So many layouts are remembered; the oldest go first."""


def signature(profile: str, names: Sequence[str]) -> str:
    """What a layout is known by: its profile and its columns, without those that are periods, in their order."""
    keys = [header_key(name) for name in names if not period(name)]
    return hashlib.sha256(json.dumps([profile, keys]).encode()).hexdigest()


class Memory:
    """The plans of layouts. A file that is damaged or of another make is taken as empty, and replaced at the next
    writing: what it held can be decided anew."""

    def __init__(self, folder: Path) -> None:
        self._path = Path(folder) / FILE

    def recall(self, signature: str) -> Plan | None:
        """The plan of a layout; None where nothing was decided."""
        plan = self._plans().get(signature)
        return Plan.from_json(plan) if plan is not None else None

    def remember(self, signature: str, plan: Plan) -> None:
        """Keep a plan for a layout; an empty one forgets it. Raises DataError where the file cannot be written."""
        plans = self._plans()
        plans.pop(signature, None)
        if value := plan.to_json():
            plans[signature] = value
        kept = dict(list(plans.items())[-_MOST:])
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise DataError(explain(error, self._path.parent)) from error
        write_atomic(self._path, json.dumps({"format": _FORMAT, "plans": kept}, ensure_ascii=False, indent=1))

    def _plans(self) -> dict[str, Any]:
        try:
            value = json.loads(self._path.read_text("utf-8"))
        except (OSError, ValueError, RecursionError):
            return {}
        plans = value.get("plans") if isinstance(value, dict) and value.get("format") == _FORMAT else None
        return {str(k): v for k, v in plans.items() if isinstance(v, dict)} if isinstance(plans, dict) else {}
