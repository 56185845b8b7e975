"""Texts that many cells of a workbook refer to: counted as often as they are referred to."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dependency_explorer.data.intake.importing import import_file, reports
from dependency_explorer.data.problems import TooMuchError
from dependency_explorer.data.shared_texts import SharedTexts
from dependency_explorer.data.unpacking import TEXTS, Allowance
from dependency_explorer.data.workbook import Workbook
from tests.data.mutations import zipped
from tests.data.tables import workbook_bytes

ONE_TEXT = b'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><t>%s</t></si></sst>'
HEADER = ["Year", "Exporter", "Importer", "Product", "Quantity (kt)"]


def ignore(becomes: int) -> None:
    """Any amount of text is welcome."""


def cell(number: int) -> bytes:
    return b'<c t="s"><v>%d</v></c>' % number


def part(*lengths: int) -> list[bytes]:
    return [b"<sst>", *(b"<si><t>" + b"x" * length + b"</t></si>" for length in lengths), b"</sst>"]


@given(st.lists(st.integers(0, 50), min_size=1, max_size=9), st.data())
def test_each_reference_counts_its_text(lengths: list[int], data: st.DataObject) -> None:
    numbers = data.draw(st.lists(st.integers(0, len(lengths) - 1), max_size=30))
    shared = SharedTexts(part(*lengths), ignore)
    assert shared.of_cells([cell(number) for number in numbers], -1) == sum(lengths[one] for one in numbers)
    assert shared.size == sum(lengths)


@pytest.mark.parametrize(
    "odd",
    [
        b'<c t="s"><v>0</v><v>1</v></c>',
        b'<c t="s"><v>0<!-- -->1</v></c>',
        b'<c t="s"><v>&#49;</v></c>',
        b"<x:c t = 's' ><x:v>1</x:v></x:c>",
    ],
)
def test_nothing_hides_behind_an_unusual_way_to_write(odd: bytes) -> None:
    assert SharedTexts(part(1, 1000), ignore).of_cells([odd], -1) >= 1000


@pytest.mark.parametrize("before", [b"<si/>", b'<si a="1"/>', b"<si></si >", b"<si><!--</si>--></si>"])
def test_texts_are_counted_through_however_they_are_written(before: bytes) -> None:
    long = b"<si><t>" + b"x" * 1000 + b"</t></si>"
    assert SharedTexts([b"<sst>", before, long], ignore).of_cells([cell(1)], -1) >= 1000


def book(note: str, repeats: int) -> bytes:
    """A workbook whose rows all bear the note, which is kept once."""
    rows = [HEADER, *[[2020, "Germany", "France", "coal", 5]] * 20]
    with zipfile.ZipFile(io.BytesIO(workbook_bytes({"D": rows}))) as archive:
        inside = {name: archive.read(name) for name in archive.namelist()}
    sheet = inside["xl/worksheets/sheet1.xml"]
    more = b"".join(
        b'<row r="%d"><c r="A%d" t="s"><v>0</v></c></row>' % (i, i) for i in range(22, 22 + repeats)
    )
    return zipped(
        inside
        | {
            "xl/worksheets/sheet1.xml": sheet.replace(b"</sheetData>", more + b"</sheetData>"),
            "xl/sharedStrings.xml": ONE_TEXT % note.encode(),
        }
    )


def test_a_long_text_in_many_cells_is_refused() -> None:
    with pytest.raises(
        TooMuchError, match=r"t\.xlsx is not read: .* becomes 160 MB of text in its cells.* as CSV"
    ):
        Workbook(book("x" * 32_000, TEXTS.room // 32_000 + 313), "t.xlsx")


def test_one_long_note_is_read(tmp_path: Path) -> None:
    path = tmp_path / "t.xlsx"
    path.write_bytes(book("x" * 32_000, 1))
    assert Workbook(path.read_bytes(), "t.xlsx").rows("D")[-1][0] == "x" * 32_000
    assert reports(import_file(path))[0].rows_read == 21


def test_texts_without_end_are_counted_while_they_are_read() -> None:
    allowance = Allowance(100_000, 1, "MB of text in its cells")
    read: list[int] = []

    def pieces() -> Iterator[bytes]:
        for number in range(1000):
            read.append(number)
            yield b"<si/>" * 500

    with pytest.raises(TooMuchError, match=r"becomes more than 150 kB of text in its cells"):
        SharedTexts(pieces(), lambda becomes: allowance.check("t", 10, becomes, so_far=True))
    assert len(read) < 10
