"""Workbooks that cannot be read end with a sentence, whatever the reader does."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
import python_calamine

from dependency_explorer.data.problems import DataError
from dependency_explorer.data.workbook import Workbook
from tests.data.tables import workbook_bytes


class PanicException(BaseException):
    """What comes through from Rust for some damaged XLS: no Exception, and of this name."""


def test_a_panic_of_the_reader_is_a_damaged_workbook(monkeypatch: pytest.MonkeyPatch) -> None:
    def panics(content: object) -> None:
        raise PanicException("range end index 2 out of range for slice of length 0")

    monkeypatch.setattr(
        python_calamine.CalamineWorkbook, "from_filelike", staticmethod(panics), raising=False
    )
    with pytest.raises(DataError, match=r"t\.xls is not a workbook that can be read"):
        Workbook(b"\xd0\xcf\x11\xe0" + b"\0" * 600, "t.xls")


def test_the_users_own_interruption_passes(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(content: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(
        python_calamine.CalamineWorkbook, "from_filelike", staticmethod(interrupted), raising=False
    )
    with pytest.raises(KeyboardInterrupt):
        Workbook(b"\xd0\xcf\x11\xe0" + b"\0" * 600, "t.xls")


def test_two_threads_may_read_the_sheets_of_one_workbook() -> None:
    rows = [[str(number), number] for number in range(20_000)]
    book = Workbook(workbook_bytes({"one": rows, "two": rows}), "t.xlsx")
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(book.rows, ["one", "two", "one", "two"]))
    assert all(len(sheet) == len(rows) and sheet[-1] == ["19999", "19999"] for sheet in found)
    assert found[0] is found[2]
