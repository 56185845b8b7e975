"""Gives the memory of large things back in pieces.

An array gives its memory back while it holds the interpreter's lock, whichever thread drops it: ten million rows
in a dozen columns, dropped at once, hold every other thread up for a tenth of a second. Dropped one array after the
other, they let others go between.
"""

from __future__ import annotations

import gc
import types
from collections.abc import Iterable

LARGE = 1 << 20
"""Bytes from which on an array counts."""
_MOST_VISITED = 500_000
_LEAVES = (
    type, types.ModuleType, types.FunctionType, types.MethodType, types.BuiltinFunctionType, types.FrameType,
    str, bytes, int, float,
)  # fmt: skip


def large_parts(roots: Iterable[object]) -> list[object]:
    """The large arrays (numpy's and Arrow's) that can be reached from some objects, by their place in memory."""
    found: list[object] = []
    stack, seen = list(roots), set[int]()
    while stack and len(seen) < _MOST_VISITED:
        one = stack.pop()
        if id(one) in seen or isinstance(one, _LEAVES):
            continue
        seen.add(id(one))
        if type(one).__module__.partition(".")[0] in ("numpy", "pyarrow"):
            if getattr(one, "nbytes", 0) >= LARGE:
                found.append(one)
            continue
        stack.extend(gc.get_referents(one))
    return sorted(found, key=_address)


def let_go(held: list[object]) -> None:
    """Empty a list that has the last references to large things; what else is referred to stays."""
    parts = large_parts(held)
    held.clear()
    # The highest first: freed from below, the heap would shrink in one step at the last of them.
    while parts:
        parts.pop()


def _address(part: object) -> int:
    described = getattr(part, "__array_interface__", None)
    return int(described["data"][0]) if described else 0
