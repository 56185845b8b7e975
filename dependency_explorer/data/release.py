"""Gives the memory of large things back in pieces.

What is dropped gives its memory back while it holds the interpreter's lock, whichever thread drops it: ten million
rows in a dozen columns, or the hundred thousand small objects of a run over five thousand commodities, dropped at
once, hold every other thread up for 20 to 100 ms. Dropped one after the other, they let others go between.
"""

from __future__ import annotations

import gc
import types
from collections.abc import Iterable
from typing import Any

LARGE = 1 << 20
"""Bytes from which on an array counts."""
_MOST_VISITED = 500_000
_ITEMS_AT_ONCE, _DEEPEST = 1 << 12, 5
_LEAVES = (
    type, types.ModuleType, types.FunctionType, types.MethodType, types.BuiltinFunctionType, types.FrameType,
    str, bytes, int, float,
)  # fmt: skip


def parts(roots: Iterable[object]) -> tuple[list[object], list[object]]:
    """What can be reached from some objects: what holds others, each before what it holds; and the large arrays
    (numpy's and Arrow's), by their place in memory."""
    holding: list[object] = []
    large: list[object] = []
    stack, seen = list(roots), set[int]()
    while stack and len(seen) < _MOST_VISITED:
        one = stack.pop()
        if id(one) in seen or isinstance(one, _LEAVES):
            continue
        seen.add(id(one))
        if type(one).__module__.partition(".")[0] in ("numpy", "pyarrow"):
            if getattr(one, "nbytes", 0) >= LARGE:
                large.append(one)
            continue
        held = gc.get_referents(one)
        if held:
            holding.append(one)
            stack.extend(held)
    return holding, sorted(large, key=_address)


def let_go(held: list[object]) -> None:
    """Empty a list that has the last references to large things; what else is referred to stays."""
    holding, large = parts(held)
    held.clear()
    # From outside in: what goes must not take all that it holds with it.
    holding.reverse()
    while holding:
        holding.pop()
    # The highest first: freed from below, the heap would shrink in one step at the last of them.
    while large:
        large.pop()


def let_items_go(held: list[Any]) -> None:
    """Empty a list of the last references to lists and dictionaries with very many items (the rows of a sheet, the
    records of a text), some items at a time; what else is referred to stays, and nothing is changed."""
    several: list[list[Any]] = []
    stack: list[tuple[Any, int]] = [(held, 0)]
    while stack:
        one, depth = stack.pop()
        items = list(one.values() if isinstance(one, dict) else one)
        many = len(items) > _ITEMS_AT_ONCE
        if many:
            several.append(items)
        if depth < _DEEPEST:
            # Below many items only what has many of its own: the rows of a table are no tables.
            least = _ITEMS_AT_ONCE if many else 0
            stack += [
                (item, depth + 1) for item in items if isinstance(item, list | dict) and len(item) > least
            ]
    del one, items
    held.clear()
    # From outside in: each has its items in a list of their own here.
    while several:
        items = several.pop(0)
        while items:
            del items[-_ITEMS_AT_ONCE:]


def _address(part: object) -> int:
    described = getattr(part, "__array_interface__", None)
    return int(described["data"][0]) if described else 0
