"""Delimited text: the quick lane reads what the careful one reads."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dependency_explorer.data import delimited, pieces, quick_lane
from dependency_explorer.data.delimited import Layout, all_rows, read_delimited
from dependency_explorer.data.numerals import numbers
from dependency_explorer.data.problems import Cancelled, Collector, DataError
from dependency_explorer.data.raw import NumberColumn, RawColumn, RawTable
from dependency_explorer.data.way import Way

NAMES = ("place", "code", "amount")
CELLS = st.text(st.sampled_from("ab ,;\"'0é中.\n"), max_size=6)
AMOUNTS = st.one_of(st.just(""), st.floats(-1e9, 1e9).map(repr), st.integers(-99, 99).map(str))
ROWS = st.lists(st.tuples(CELLS, CELLS, AMOUNTS), min_size=1, max_size=30)


def written(rows: Sequence[Sequence[str]], line_end: str = "\r\n") -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator=line_end).writerows([NAMES, *rows])
    return text.getvalue().encode()


def read(
    content: bytes, quick: bool, encoding: str = "utf-8", figures: Sequence[str] = ("amount",)
) -> RawTable:
    layout = Layout(encoding, ",", 1, NAMES)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(delimited, "QUICK_FROM", 0 if quick else 1 << 60)
        patch.setattr(quick_lane, "PIECE_BYTES", 40)
        return read_delimited(
            lambda: io.BytesIO(content), len(content), "t.csv", "", layout, Collector(), figures, Way()
        )


def cells(table: RawTable, name: str) -> list[str | float]:
    column = table.columns[name]
    if isinstance(column, NumberColumn):
        return [None if n != n else n for n in column.numbers.tolist()]  # type: ignore[misc]
    if name == "amount":
        return [float(text) if text.strip() else None for text in column.texts()]  # type: ignore[misc]
    return list(column.texts())


@given(ROWS, st.sampled_from(["\n", "\r\n"]))
def test_both_lanes_read_the_same(rows: list[tuple[str, str, str]], line_end: str) -> None:
    content = written(rows, line_end)
    careful, quick = read(content, False), read(content, True)
    for name in NAMES:
        assert cells(careful, name) == cells(quick, name)
    assert careful.rows.tolist() == quick.rows.tolist()


@given(st.lists(st.tuples(st.sampled_from(["Österreich", "España", "a"]), st.just("x"), AMOUNTS), min_size=1))
def test_another_encoding_takes_the_quick_lane_too(rows: list[tuple[str, str, str]]) -> None:
    content = written(rows).decode().encode("utf-16")
    table = read(content, True, "utf-16")
    assert cells(table, "place") == [row[0] for row in rows]


def test_plain_numbers_come_as_numbers() -> None:
    table = read(written([("a", "01", "1.5"), ("b", "0101", "")]), True)
    column = table.columns["amount"]
    assert isinstance(column, NumberColumn)
    assert column.numbers[0] == 1.5
    assert np.isnan(column.numbers[1])
    assert cells(table, "code") == ["01", "0101"]


def test_a_column_that_does_not_convert_whole_is_read_again_as_text() -> None:
    table = read(written([("a", "x", "1.50"), ("b", "x", "1 234,5"), ("c", "x", "57.2 p")]), True)
    assert table.text("amount").texts() == ["1.50", "1 234,5", "57.2 p"]


def test_a_row_too_long_is_left_to_the_careful_lane() -> None:
    content = written([("a", "x", "1")]) + b"b,y,2,3\r\nc,z,4,\r\n"
    found = Collector()
    layout = Layout("utf-8", ",", 1, NAMES)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(delimited, "QUICK_FROM", 0)
        table = read_delimited(
            lambda: io.BytesIO(content), len(content), "t.csv", "", layout, found, ("amount",), Way()
        )
    assert table.text("place").texts() == ["a", "c"]
    assert ["row 3" in str(problem) for problem in found.problems] == [True]


def test_calling_off_stops_the_quick_lane() -> None:
    content = written([("a", "x", "1")] * 100)
    layout = Layout("utf-8", ",", 1, NAMES)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(delimited, "QUICK_FROM", 0)
        with pytest.raises(Cancelled):
            read_delimited(
                lambda: io.BytesIO(content), 1, "t.csv", "", layout, Collector(), (), Way(None, lambda: True)
            )


@given(st.lists(st.tuples(st.integers(-5, 40), st.integers(0, 10**6), AMOUNTS), min_size=1, max_size=40))
def test_codes_that_are_whole_numbers(rows: list[tuple[int, int, str]]) -> None:
    content = written([(str(place), str(code), amount) for place, code, amount in rows])
    layout = Layout("utf-8", ",", 1, NAMES)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(delimited, "QUICK_FROM", 0)
        patch.setattr(quick_lane, "PIECE_BYTES", 60)
        table = read_delimited(
            lambda: io.BytesIO(content), 1, "t.csv", "", layout, Collector(), ("amount",), Way(),
            whole=("place", "code"),
        )  # fmt: skip
    assert table.text("place").texts() == [str(row[0]) for row in rows]
    assert table.text("code").texts() == [str(row[1]) for row in rows]


def test_a_code_that_is_no_whole_number_is_text_again() -> None:
    content = written([("12", "010111", "1"), ("NA", "270900", "2")])
    layout = Layout("utf-8", ",", 1, NAMES)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(delimited, "QUICK_FROM", 0)
        table = read_delimited(
            lambda: io.BytesIO(content), 1, "t.csv", "", layout, Collector(), (), Way(), whole=("place",)
        )
    assert table.text("place").texts() == ["12", "NA"]
    assert table.text("code").texts() == ["010111", "270900"]


@given(st.binary(max_size=40) | st.lists(st.sampled_from([b"\r", b"\n", b"\r\n", b"a"])).map(b"".join))
def test_lone_returns_are_told_from_line_ends(piece: bytes) -> None:
    assert pieces.has_lone_return(piece, len(piece)) == (piece.count(b"\r") != piece.count(b"\r\n"))


# ---- any text, in pieces of any size: both lanes read the same, fault for fault -----------------------------------

SIGNS = (
    "a", "1", ".5", ",", ",", '"', '""', "\n", "\n", "\r\n", "\r", "\t", " ", "-", "+", "e", "nan", "NaN", "inf",
    "1e400", "1e-400", "0x1", "_", "NULL", "é", "\ufeff", "\u2028", "\x00", "\x0b", "٣",
)  # fmt: skip
WELL_FORMED = st.lists(
    st.tuples(
        *[
            st.sampled_from(
                ("1", "1.5", "", "nan", " 3", "a", "+1", "1e101", '"x\ny"', '"a ""b"""', '""', '","')
            )
        ]
        * 3
    ).map(",".join),
    max_size=12,
).map("\n".join)


def as_read(content: bytes, names: tuple[str, ...], quick: bool, piece: int) -> object:
    """What becomes of a text: cells (those of the last column as numbers, or what is none), lines, problems."""
    found = Collector()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(delimited, "QUICK_FROM", 0 if quick else 1 << 60)
        patch.setattr(quick_lane, "PIECE_BYTES", piece)
        try:
            table = read_delimited(
                lambda: io.BytesIO(content), len(content), "t.csv", "", Layout("utf-8", ",", 1, names), found,
                names[-1:], Way(),
            )  # fmt: skip
        except DataError as error:
            return str(error)
    told: list[object] = []
    for name, column in table.columns.items():
        if isinstance(column, NumberColumn):
            told.append([repr(number) for number in column.numbers.tolist()])
        elif name == names[-1]:
            read_ = numbers(column.values)
            faulty = {*read_.text, *read_.infinite, *read_.ambiguous}
            told.append(
                [column.values[i] if i in faulty else repr(read_.values[i]) for i in column.codes.tolist()]
            )
        else:
            told.append(column.texts())
    return told, table.rows.tolist(), [str(problem) for problem in found.problems]


@settings(max_examples=300)
@given(
    st.lists(st.sampled_from(SIGNS), max_size=30).map("".join) | WELL_FORMED,
    st.integers(1, 3),
    st.sampled_from((8, 16, 40, 4000)),
)
def test_both_lanes_make_the_same_of_any_text(body: str, width: int, piece: int) -> None:
    names = NAMES[-width:]
    content = (",".join(names) + "\n" + body).encode()
    assert as_read(content, names, True, piece) == as_read(content, names, False, piece)


@pytest.mark.parametrize(
    "body",
    [
        "\n",  # blank lines
        "a,x,1\n\n\r\nb,y,2\n\n",
        "nan,x,nan\n",  # no number, though Arrow takes it for one
        '1,2,3\n+1,"1\n,"",,"\n5,6,7\n',  # a cell of two lines at the seam of two pieces
        '"a"b,x,1\n',  # refused
        'a 5" pipe,x,1\n',
        "\ufeffa,x,1\n",
    ],
)
@pytest.mark.parametrize("piece", [8, 16, 4000])
def test_both_lanes_make_the_same_of_what_once_told_them_apart(body: str, piece: int) -> None:
    content = (",".join(NAMES) + "\n" + body).encode()
    assert as_read(content, NAMES, True, piece) == as_read(content, NAMES, False, piece)


def test_a_row_of_empty_cells_stays_one_whatever_stands_around_it() -> None:
    regular = as_read(b"place,code,amount\na,x,1\n,,\n", NAMES, False, 8)
    beside = as_read(b"place,code,amount\na,x,1\n,,\nb\n", NAMES, False, 8)
    assert isinstance(regular, tuple)
    assert isinstance(beside, tuple)
    assert beside[1] == [*regular[1], 4]


@given(st.lists(st.sampled_from([b"a", b"\n", b"\r\n", b" ", b","])).map(b"".join))
def test_blank_lines_are_found(piece: bytes) -> None:
    lines = piece.split(b"\n")
    lines = lines if lines[-1] else lines[:-1]
    blank = [number for number, line in enumerate(lines) if line in (b"", b"\r")]
    assert pieces.blank_lines(piece, len(piece)).tolist() == blank


def test_many_columns_with_one_odd_cell_each_take_few_passes() -> None:
    width, height = 60, 240
    rows = [[f"{line}.{column}5" for column in range(width)] for line in range(height)]
    for column in range(width):
        rows[height // 2 + column][column] = "12 p"
    names = tuple(f"c{column}" for column in range(width))
    content = "\n".join(",".join(row) for row in [names, *rows]).encode()
    opened = []

    def opener() -> io.BytesIO:
        opened.append(1)
        return io.BytesIO(content)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(delimited, "QUICK_FROM", 0)
        patch.setattr(quick_lane, "PIECE_BYTES", 2000)
        table = read_delimited(
            opener, len(content), "t.csv", "", Layout("utf-8", ",", 1, names), Collector(), names, Way()
        )
    assert len(opened) == 3
    assert [table.text(name).texts() for name in names] == [list(cells) for cells in zip(*rows, strict=True)]


def rows_of(text: str, most: int = 100) -> list[list[str]]:
    return all_rows(io.StringIO(text, newline=""), ",", most, "t.csv")


@given(st.lists(st.lists(CELLS, min_size=1, max_size=3), max_size=9), st.booleans())
def test_all_rows_of_a_text_are_read(rows: list[list[str]], ended: bool) -> None:
    text = io.StringIO(newline="")
    csv.writer(text).writerows(rows)
    whole = text.getvalue() if ended else text.getvalue().removesuffix("\r\n")
    assert rows_of(whole) == list(csv.reader(io.StringIO(whole, newline="")))


@pytest.mark.parametrize("behind", [1, 30, 30_000])
def test_a_cell_without_end_is_told_and_takes_no_rows_with_it(behind: int) -> None:
    with pytest.raises(DataError, match="near line 3: the quotation marks"):
        rows_of('title\na,b\n1,"2\n' + "a,b\n" * behind, 1 << 20)


def test_more_rows_than_are_read_are_told() -> None:
    assert len(rows_of("a\n" * 5, 5)) == 5
    with pytest.raises(DataError, match="more than 5 rows"):
        rows_of("a\n" * 6, 5)


def test_figures_that_are_read_together_are_numbers_only_where_all_are() -> None:
    content = b"place,code,amount\na,1.5,2.5\nb,2.5,3 p\n"
    for together, kept in ((True, RawColumn), (False, NumberColumn)):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(delimited, "QUICK_FROM", 0)
            table = read_delimited(
                lambda: io.BytesIO(content), len(content), "t.csv", "", Layout("utf-8", ",", 1, NAMES),
                Collector(), ("code", "amount"), Way(), together=together,
            )  # fmt: skip
        assert isinstance(table.columns["code"], kept)
        assert isinstance(table.columns["amount"], RawColumn)
