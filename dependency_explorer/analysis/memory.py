"""Results that belong to an object that never changes are kept as long as the object is, and no longer."""

from __future__ import annotations

import functools
import threading
import weakref
from collections import deque
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, TypeVar

from dependency_explorer.data import release

if TYPE_CHECKING:
    from dependency_explorer.data.dataset import Dataset

_Arguments = ParamSpec("_Arguments")
_Result = TypeVar("_Result")
_Self = TypeVar("_Self")

_EVERY: list[dict[int, Any]] = []
"""What each function remembers, by dataset."""

MOST = 4096
"""Answers remembered of one function for one dataset; the oldest goes when another comes."""


def remembered(
    function: Callable[Concatenate[Dataset, _Arguments], _Result],
) -> Callable[Concatenate[Dataset, _Arguments], _Result]:
    """Compute once for each dataset object and arguments; forget when the dataset goes."""
    return remembering(MOST)(function)


def remembering(
    most: int,
) -> Callable[
    [Callable[Concatenate[Dataset, _Arguments], _Result]],
    Callable[Concatenate[Dataset, _Arguments], _Result],
]:
    """As `remembered`, for answers so large that only the last `most` are kept.

    Datasets are kept by identity, because their tables cannot be hashed and are never changed in place.
    Two threads that ask at once may both compute; they get equal results.
    """

    def remember(
        function: Callable[Concatenate[Dataset, _Arguments], _Result],
    ) -> Callable[Concatenate[Dataset, _Arguments], _Result]:
        answers: dict[int, dict[tuple[object, ...], _Result]] = {}
        lock = threading.Lock()
        _EVERY.append(answers)

        @functools.wraps(function)
        def answer(dataset: Dataset, /, *args: _Arguments.args, **kwargs: _Arguments.kwargs) -> _Result:
            key = (args, tuple(sorted(kwargs.items())))
            with lock:
                own = answers.get(id(dataset))
                if own is None:
                    own = answers[id(dataset)] = {}
                    weakref.finalize(dataset, answers.pop, id(dataset), None)
                elif key in own:
                    return own[key]
            result = function(dataset, *args, **kwargs)
            with lock:
                while len(own) >= most:
                    del own[next(iter(own))]
                own[key] = result
            return result

        return answer

    return remember


def let_go(held: deque[Any]) -> None:
    """Take the first of what is held and drop it in pieces, of a dataset with all that is remembered of it.

    What anybody else still refers to stays.
    """
    first = held.popleft()
    roots: list[object] = [first, *(answers.get(id(first)) for answers in _EVERY)]
    del first
    release.let_go(roots)


def kept(
    method: Callable[Concatenate[_Self, _Arguments], _Result],
) -> Callable[Concatenate[_Self, _Arguments], _Result]:
    """Work a method of a frozen object out once for its arguments; the answers live in the object.

    Whoever asks must leave them as they are. Two threads that ask at once may both compute.
    """
    name = f"_kept_{method.__name__}"

    @functools.wraps(method)
    def answer(self: _Self, /, *args: _Arguments.args, **kwargs: _Arguments.kwargs) -> _Result:
        own: dict[str, Any] = self.__dict__
        answers: dict[tuple[object, ...], _Result] = own.setdefault(name, {})
        key = (args, tuple(sorted(kwargs.items())))
        if key not in answers:
            answers[key] = method(self, *args, **kwargs)
        return answers[key]

    return answer
