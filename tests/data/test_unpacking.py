"""Small files that become huge: each kind is refused early with its sizes, the limit and what to do."""

from __future__ import annotations

import bz2
import gzip
import io
import json
import lzma
import zipfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dependency_explorer.data import (
    book_load,
    delimited,
    package,
    parquet,
    unpacking,
    workbook,
    workbook_check,
    xlsb_check,
)
from dependency_explorer.data.book_load import Load
from dependency_explorer.data.intake import packing, parts, sheets, source, source_file, source_json, stata
from dependency_explorer.data.intake.importing import import_file, reports
from dependency_explorer.data.intake.preview import look
from dependency_explorer.data.problems import Cancelled, DataError
from dependency_explorer.data.unpacking import Allowance, Limits
from dependency_explorer.data.way import Way
from tests.data.makers import record
from tests.data.mutations import zipped
from tests.data.tables import workbook_bytes

HEADER = ["Year", "Exporter", "Importer", "Product", "Quantity (kt)"]
ROW = [2020, "Germany", "France", "coal", 5]
TEXT = ",".join(HEADER) + "\n"
ROWS = 4000
EQUAL = (TEXT + "2020,Germany,France,coal,5\n" * ROWS).encode()
RECORDS = json.dumps([dict(zip(HEADER, ROW, strict=True))] * ROWS).encode()
LISTS = json.dumps([HEADER, *[[2020, "Germany", "France", "coal", "5"]] * ROWS]).encode()
PAGE = (
    "<html><table>"
    + "".join(f"<tr><td>{'<td>'.join(map(str, row))}</tr>" for row in [HEADER, *[ROW] * ROWS])
    + "</table></html>"
).encode()


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every limit for a file of any size a thousandth of what it is, and a hundredth of the times."""
    users = (
        package,
        packing,
        parquet,
        parts,
        source_file,
        source_json,
        sheets,
        stata,
        workbook,
        book_load,
    )
    for name in ("ROWS", "RECORDS", "WHOLE", "PAGES", "ENTRIES", "SHEETS", "OBSERVATIONS", "COLUMNS", "TALL"):
        whole: Allowance = getattr(unpacking, name)
        less = Allowance(whole.room // 1000, whole.times / 100, whole.unit, whole.advice)
        for user in users:
            if hasattr(user, name):
                monkeypatch.setattr(user, name, less)
    monkeypatch.setattr(packing.Packing.open, "__defaults__", (packing.ROWS,))
    monkeypatch.setattr(source_file.SourceFile.open, "__defaults__", (packing.ROWS,))
    monkeypatch.setattr(
        source_file.SourceFile.content, "__defaults__", (packing.MOST_UNPACKED, source_file.WHOLE)
    )


def gzip_that_lies() -> bytes:
    """Two parts; the end tells the size of the second alone."""
    return gzip.compress(EQUAL) + gzip.compress(b"2020,Germany,France,coal,5\n")


def parquet_file() -> bytes:
    column = pa.array(np.zeros(100_000))
    stream = io.BytesIO()
    pq.write_table(pa.table(dict.fromkeys(HEADER, column)), stream, compression="zstd")
    return stream.getvalue()


def stata_file() -> bytes:
    stream = io.BytesIO()
    frame = pd.DataFrame({name: np.zeros(1500, np.int8) for name in "abcde"})
    frame.to_stata(stream, write_index=False)
    return stream.getvalue()


def repeated_ods() -> bytes:
    table, office = (
        "urn:oasis:names:tc:opendocument:xmlns:table:1.0",
        "urn:oasis:names:tc:opendocument:xmlns:office:1.0",
    )
    cell = '<table:table-cell office:value-type="float" office:value="1"/>'
    return zipped(
        {
            "mimetype": b"application/vnd.oasis.opendocument.spreadsheet",
            "content.xml": (
                f'<office:document-content xmlns:office="{office}" xmlns:table="{table}"><office:body>'
                f'<office:spreadsheet><table:table table:name="D"><table:table-row table:number-rows-repeated="9000">'
                f"{cell * 5}</table:table-row></table:table></office:spreadsheet></office:body>"
                "</office:document-content>"
            ).encode(),
        }
    )


BOMBS: dict[str, Callable[[], bytes]] = {
    "t.csv.gz": lambda: gzip.compress(EQUAL),
    "lies.csv.gz": gzip_that_lies,
    "t.csv.bz2": lambda: bz2.compress(EQUAL),
    "t.csv.xz": lambda: lzma.compress(EQUAL),
    "t.zip": lambda: zipped({"t.csv": EQUAL}),
    "twice.zip": lambda: zipped({"t.csv.gz": gzip.compress(EQUAL)}),
    "records.json.gz": lambda: gzip.compress(RECORDS),
    "lists.json.gz": lambda: gzip.compress(LISTS),
    "page.html.gz": lambda: gzip.compress(PAGE),
    "t.parquet": parquet_file,
    "t.dta": stata_file,
    "t.xlsx": lambda: workbook_bytes({"D": [HEADER, *[ROW] * ROWS]}),
    "t.xlsx.gz": lambda: gzip.compress(workbook_bytes({"D": [HEADER, *[ROW] * ROWS]})),
    "t.ods": repeated_ods,
}


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize("name", BOMBS)
def test_each_kind_is_refused(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(BOMBS[name]())
    with pytest.raises(
        DataError, match=r"is not read: it has .* becomes .*\(at most .*\)\. .*trust it"
    ) as raised:
        import_file(path)
    assert name in str(raised.value)


@pytest.mark.usefixtures("small")
def test_parts_count_together(tmp_path: Path) -> None:
    part = EQUAL[:50_000].rsplit(b"\n", 1)[0]
    path = tmp_path / "years.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for year in range(2000, 2010):
            archive.writestr(f"flows_{year}.csv", part)
    with pytest.raises(DataError, match="becomes"):
        import_file(path)


def test_the_same_files_are_read_where_they_are_not_too_much(tmp_path: Path) -> None:
    for name in (
        "t.csv.gz",
        "t.csv.bz2",
        "t.csv.xz",
        "t.zip",
        "records.json.gz",
        "lists.json.gz",
        "page.html.gz",
        "t.xlsx",
    ):
        path = tmp_path / name
        path.write_bytes(BOMBS[name]())
        assert reports(import_file(path))[0].rows_read == ROWS, name


def test_what_packs_as_tables_do_is_read_though_it_is_large(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    less = Allowance(1000, unpacking.ROWS.times)
    monkeypatch.setattr(source_file, "ROWS", less)
    monkeypatch.setattr(source_file.SourceFile.open, "__defaults__", (less,))
    numbers = np.random.default_rng(1).integers(1, 10**9, 10_000)
    content = TEXT.encode() + b"".join(b"2020,Germany,France,coal,%d\n" % one for one in numbers)
    packed = gzip.compress(content)
    assert len(content) > less.room
    path = tmp_path / "t.csv.gz"
    path.write_bytes(packed)
    assert reports(import_file(path))[0].rows_read == 10_000


def test_lines_count_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Short rows take more memory than their bytes: what a file becomes is not told by its size alone."""
    lines = Allowance(ROWS // 2, 0.001, "lines")
    less = Allowance(unpacking.ROWS.room, unpacking.ROWS.times, also=((b"\n", lines),))
    for user in (packing, source_file):
        monkeypatch.setattr(user, "ROWS", less)
    monkeypatch.setattr(source_file.SourceFile.open, "__defaults__", (less,))
    path = tmp_path / "t.csv.gz"
    path.write_bytes(gzip.compress(EQUAL))
    with pytest.raises(DataError, match=r"becomes more than .* lines, .*\(at most 2\u2009000 lines\)"):
        import_file(path)
    plain = tmp_path / "t.csv"
    plain.write_bytes(EQUAL)
    assert reports(import_file(plain))[0].rows_read == ROWS


def test_figures_of_a_wide_packed_table_count(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(source_file, "FIGURES", Allowance(100, 0.001, "figures"))
    rows = "".join(f"Germany,{name},coal,kt,1,2,3\n" for name in ("France", "Italy", "Spain", "Poland") * 10)
    content = ("Exporter,Importer,Product,Unit,2019,2020,2021\n" + rows).encode()
    path = tmp_path / "t.csv.gz"
    path.write_bytes(gzip.compress(content))
    with pytest.raises(DataError, match=r"becomes 120 figures.*\(at most 100 figures\)"):
        import_file(path)
    plain = tmp_path / "t.csv"
    plain.write_bytes(content)
    assert reports(import_file(plain))[0].rows_read == 40


def test_rows_of_the_careful_lane_count_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is not read a second time in another encoding, as what is damaged is."""
    monkeypatch.setattr(unpacking, "CAREFUL", Allowance(1000, 0.001, "rows"))
    opened: list[str] = []
    encoding = source.Source.use_encoding
    monkeypatch.setattr(
        source.Source, "use_encoding", lambda one, name: (opened.append(name), encoding(one, name))
    )
    path = tmp_path / "t.csv.gz"
    path.write_bytes(gzip.compress(TEXT.encode() + b'2020,Germany,France,"co""al\nx",5\n' * 5000))
    with pytest.raises(DataError, match=r"more than .* rows"):
        import_file(path)
    assert not opened


@pytest.mark.parametrize("lane", ["quick", "careful"])
@pytest.mark.parametrize("column", [2, 4])
def test_letters_of_long_texts_count_in_each_lane(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, lane: str, column: int
) -> None:
    monkeypatch.setattr(unpacking, "LETTERS", Allowance(200_000, 0.001, "MB of letters"))
    monkeypatch.setattr(delimited, "QUICK_FROM", 0 if lane == "quick" else 1 << 60)

    def written(form: str, number: int) -> Path:
        rows = [list(map(str, ROW)) for _ in range(number)]
        for index, row in enumerate(rows[300:]):
            row[column] = form.format(index)
        path = tmp_path / "t.csv.gz"
        path.write_bytes(gzip.compress((TEXT + "\n".join(map(",".join, rows))).encode()))
        return path

    import_file(written("1" if column == 4 else "place {:030}", 1800))
    with pytest.raises(DataError, match="of letters"):
        import_file(written("x{:01000}", 520))


def test_letters_count_in_layouts_that_are_read_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unpacking, "LETTERS", Allowance(200_000, 0.001, "MB of letters"))
    text = "".join(f"{i:01000},1\n" for i in range(300))
    assert len(delimited.all_rows(io.StringIO(text), ",", 1000, "t.csv")) == 300
    with pytest.raises(DataError, match="of letters"):
        delimited.all_rows(io.StringIO(text), ",", 1000, "t.csv", Limits("t.csv.gz", 5000))


@given(st.lists(st.sampled_from([1, 2, 3, 5, 7, 8, 9]), max_size=60))
def test_cells_of_binary_sheets_are_counted(kinds: list[int]) -> None:
    size = {1: 8, 2: 12, 3: 9, 5: 16, 7: 12, 8: 30, 9: 25}
    data = b"".join(
        record(0, bytes(25)) + record(kind, bytes(size[kind])) + record(0, bytes(17)) for kind in kinds
    )
    load = Load("t", 1000)
    xlsb_check._count(data, np.zeros(1, np.int64), load)
    assert load.cells == len(kinds)


@given(st.integers(0, 10**10), st.integers(0, 10**8), st.floats(0.1, 100), st.integers(0, 10**12))
def test_only_what_is_large_and_many_times_its_size_is_refused(
    room: int, packed: int, times: float, becomes: int
) -> None:
    allowance = Allowance(room, times)
    harmless = becomes <= room or becomes <= int(times * packed)
    if harmless:
        allowance.check("t", packed, becomes)
    else:
        with pytest.raises(DataError, match="t is not read"):
            allowance.check("t", packed, becomes)


def test_a_sheet_with_a_far_cell_shares_its_empty_rows_and_many_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def far(last: int) -> bytes:
        with zipfile.ZipFile(io.BytesIO(workbook_bytes({"D": [HEADER, ROW]}))) as archive:
            inside = {name: archive.read(name) for name in archive.namelist()}
        sheet = inside["xl/worksheets/sheet1.xml"]
        end = b'<row r="%d"><c r="C%d"><v>1</v></c></row></sheetData>' % (last, last)
        return zipped(inside | {"xl/worksheets/sheet1.xml": sheet.replace(b"</sheetData>", end)})

    book = workbook.Workbook(far(12_000), "t.xlsx")
    rows = book.rows("D")
    assert len(rows) == 12_000
    assert rows[5] is rows[6]
    assert rows[-1][2] == "1"
    monkeypatch.setattr(workbook_check, "_MOST_GAPS", 30_000)
    with pytest.raises(DataError, match="empty cells between full ones"):
        workbook.Workbook(far(12_000), "t.xlsx")


@pytest.mark.parametrize("name", ["t.xlsx", "page.html.gz"])
def test_reading_cells_can_be_called_off(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(BOMBS[name]())
    verbs: list[str] = []

    def told(verb: str, done: int, total: int) -> None:
        if done:
            verbs.append(verb)

    with pytest.raises(Cancelled):
        import_file(path, way=Way(told, lambda: bool(verbs)))
    assert verbs == [f"Reading {name}"]


@pytest.mark.usefixtures("small")
def test_a_preview_refuses_a_packed_one_too(tmp_path: Path) -> None:
    path = tmp_path / "t.csv.gz"
    path.write_bytes(gzip.compress(EQUAL))
    with pytest.raises(DataError, match="Unpack it yourself"):
        look(path)
