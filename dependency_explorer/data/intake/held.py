"""What several sources of one file share while one of them is in use: a preview opens its file more than once, and a
workbook is unpacked and taken apart only the first time."""

from __future__ import annotations

import threading
import weakref
from collections.abc import Callable, Hashable
from typing import Any, TypeVar

_Value = TypeVar("_Value")
_held: weakref.WeakValueDictionary[Hashable, Any] = weakref.WeakValueDictionary()
_lock = threading.Lock()


def held(key: Hashable, make: Callable[[], _Value]) -> _Value:
    """What is held under a key as long as anybody uses it; else it is made. It must not be changed by its users."""
    with _lock:
        known: _Value | None = _held.get(key)
    if known is None:
        known = make()
        with _lock:
            _held[key] = known
    return known
