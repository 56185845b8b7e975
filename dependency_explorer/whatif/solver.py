"""The linear programming solver, imported when first used, that prints nothing."""

from __future__ import annotations

from functools import cache
from typing import Any


def quiet_solver() -> Any:
    """A new HiGHS instance with one thread that never writes to standard output."""
    solver = _quiet_class()()
    solver.setOptionValue("threads", 1)
    return solver


@cache
def _quiet_class() -> Any:
    import highspy

    class Quiet(highspy.Highs):
        """HiGHS writes a banner when its callbacks are enabled, which the constructor does."""

        def enableCallbacks(self) -> Any:  # noqa: N802
            self.silent()
            return super().enableCallbacks()  # type: ignore[no-untyped-call]

    return Quiet
