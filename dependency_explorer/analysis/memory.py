"""Results that belong to a dataset are kept as long as the dataset is, and no longer."""

from __future__ import annotations

import functools
import threading
import weakref
from collections.abc import Callable
from typing import TYPE_CHECKING, Concatenate, ParamSpec, TypeVar

if TYPE_CHECKING:
    from dependency_explorer.data.dataset import Dataset

_Arguments = ParamSpec("_Arguments")
_Result = TypeVar("_Result")


def remembered(
    function: Callable[Concatenate[Dataset, _Arguments], _Result],
) -> Callable[Concatenate[Dataset, _Arguments], _Result]:
    """Compute once for each dataset object and arguments; forget when the dataset goes.

    Datasets are kept by identity, because their tables cannot be hashed and are never changed in place.
    Two threads that ask at once may both compute; they get equal results.
    """
    kept: dict[int, dict[tuple[object, ...], _Result]] = {}
    lock = threading.Lock()

    @functools.wraps(function)
    def answer(dataset: Dataset, /, *args: _Arguments.args, **kwargs: _Arguments.kwargs) -> _Result:
        key = (args, tuple(sorted(kwargs.items())))
        with lock:
            results = kept.get(id(dataset))
            if results is None:
                results = kept[id(dataset)] = {}
                weakref.finalize(dataset, kept.pop, id(dataset), None)
        if key not in results:
            results[key] = function(dataset, *args, **kwargs)
        return results[key]

    return answer
