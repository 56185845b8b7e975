"""A guard against PySide6 6.12 on Python 3.11: without it any program that draws is aborted.

There every Qt method that returns nothing takes one reference of None away without having one to give, and
every signal that is emitted one of True; after some thousand calls Python stops with "none_dealloc:
deallocating None". Earlier versions count right, but crash when the garbage collector meets panels of ours.
From Python 3.12 on these constants are immortal (PEP 683) and nothing is to be done.
"""

from __future__ import annotations

import sys

_SPARE = 1 << 48
"""References lent to a constant: centuries of calls, far from the counter's end."""


def keep_constants() -> None:
    """Lend None, True and False more references than can run out; harmless where Qt counts right."""
    if sys.version_info >= (3, 12) or sys.implementation.name != "cpython":
        return
    import ctypes

    for constant in (None, True, False):
        # The counter is the first field of a CPython object; the interpreter lock makes the sum safe.
        counter = ctypes.c_ssize_t.from_address(id(constant))
        if counter.value < _SPARE // 2:
            counter.value += _SPARE
