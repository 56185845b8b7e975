"""Reads parsed JSON key by key, and says which key is wrong and what was expected."""

from __future__ import annotations

from typing import Any, Literal, TypeVar, cast

from dependency_explorer.data.problems import DataError, Problem

Choice = TypeVar("Choice", bound=str)


class Reader:
    """One JSON object; every getter raises DataError naming the key. `finish` refuses keys nobody read."""

    def __init__(self, value: dict[str, Any], where: str) -> None:
        self.where = where
        self._value = value
        self._read: set[str] = set()

    def has(self, key: str) -> bool:
        """Whether the key is there."""
        return key in self._value

    def text(self, key: str) -> str:
        """A text."""
        value = self._get(key)
        if not isinstance(value, str):
            raise self._fault(key, value, "a text")
        return value

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of texts."""
        value = self._get(key)
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            raise self._fault(key, value, "a list of texts")
        return tuple(value)

    def whole(self, key: str) -> int:
        """A whole number from 0."""
        value = self._get(key)
        if not isinstance(value, int) or isinstance(value, bool) or value < 0:
            raise self._fault(key, value, "a whole number from 0")
        return value

    def flag(self, key: str) -> bool:
        """true or false."""
        value = self._get(key)
        if not isinstance(value, bool):
            raise self._fault(key, value, "true or false")
        return value

    def choice(self, key: str, choices: tuple[Choice, ...]) -> Choice:
        """One of the texts named."""
        value = self._get(key)
        for choice in choices:
            if value == choice:
                return choice
        raise self._fault(key, value, " or ".join(f"“{choice}”" for choice in choices))

    def child(self, key: str) -> Reader:
        """An object within this one."""
        value = self._get(key)
        if not isinstance(value, dict):
            raise self._fault(key, value, "an object")
        return Reader(value, f"{self.where}, key “{key}”")

    def children(self, key: str) -> tuple[Reader, ...]:
        """A list of objects."""
        value = self._get(key)
        if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
            raise self._fault(key, value, "a list of objects")
        return tuple(
            Reader(item, f"{self.where}, entry {number} of “{key}”") for number, item in enumerate(value, 1)
        )

    def mapping_or_none(self, key: str) -> dict[str, Any] | None:
        """An object as it stands, or null."""
        value = self._get(key)
        if value is not None and not isinstance(value, dict):
            raise self._fault(key, value, "an object or null")
        return cast("dict[str, Any] | None", value)

    def finish(self) -> None:
        """Raise DataError if the object has a key that was not read."""
        for key in sorted(set(self._value) - self._read):
            message = f"{self.where} has the key “{key}”, which does not belong there; remove it."
            raise DataError(Problem("error", message, column=key))

    def _get(self, key: str) -> Any:
        if key not in self._value:
            message = f"{self.where} lacks the key “{key}”; save the project again or restore the file."
            raise DataError(Problem("error", message, column=key))
        self._read.add(key)
        return self._value[key]

    def _fault(self, key: str, value: object, expected: str) -> DataError:
        shown: Literal["null"] | str = "null" if value is None else str(value)[:60]
        message = f"{self.where}: the key “{key}” has “{shown}”, expected {expected}."
        return DataError(Problem("error", message, column=key, value=shown))
