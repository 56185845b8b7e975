"""Files that are no good, one by one: each is received with a sentence, by what window and command share."""

from __future__ import annotations

import gzip
import io
import os
import resource
import stat
import struct
import sys
import tracemalloc
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from dependency_explorer.commands import main
from dependency_explorer.data import lines
from dependency_explorer.data.intake.importing import import_file
from dependency_explorer.data.intake.source import Source
from dependency_explorer.data.problems import DataError
from dependency_explorer.data.read import load
from dependency_explorer.data.xls_check import check_compound
from tests.data.fuzz import dataset_faults, faults
from tests.data.mutations import zipped
from tests.data.tables import csv_bytes, flow, workbook_bytes

TABLE = csv_bytes([flow(), flow("CHN", quantity=2)])
HEADER = ["period", "exporter", "importer", "commodity", "quantity", "unit"]
ROW = [2023, "RUS", "MNG", "diesel", 1, "kt"]
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def put(folder: Path, name: str, content: bytes) -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


def said(path: Path) -> str:
    """The sentence with which a file is refused, the same from the command."""
    with pytest.raises(DataError) as raised:
        import_file(path)
    return str(raised.value)


def parts_of(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def with_sheet(sheet: str, **more: str) -> bytes:
    """A workbook whose only sheet is this XML; more: other parts, by name with _ for / and ."""
    parts = parts_of(workbook_bytes({"Data": [HEADER, ROW]}))
    parts["xl/worksheets/sheet1.xml"] = sheet.encode()
    return zipped(parts | {name: text.encode() for name, text in more.items()})


def cells(*given: tuple[str, str]) -> str:
    rows = "".join(f'<row><c r="{where}"><v>{value}</v></c></row>' for where, value in given)
    return f'<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData></worksheet>'


@pytest.mark.parametrize(
    ("name", "content", "word"),
    [
        ("empty.csv", b"", "empty"),
        ("blank.csv", b"\r\n \n\t\n", "empty"),
        ("zeros.csv", b"\x00" * 5000, "empty"),
        ("picture.csv", b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 9, "picture"),
        ("noise.csv", bytes(range(1, 256)) * 40, "noise.csv"),
        ("page.csv", b"<!DOCTYPE html><html><body>Sign in</body></html>", "web page"),
        ("header.csv", TABLE.split(b"\r\n")[0], "header.csv"),
        ("cut.csv.gz", gzip.compress(TABLE * 50)[:-20], "damaged"),
        ("cut.xlsx", workbook_bytes({"Data": [HEADER, ROW]})[:-400], "damaged"),
        ("no_table.zip", zipped({"readme.md": b"x", "run.exe": b"MZ"}), "holds no table"),
        ("traversal.zip", zipped({"../../t.csv": TABLE}), "traversal.zip"),
        ("absolute.zip", zipped({"/etc/t.csv": TABLE}), "absolute.zip"),
        ("inner.zip", zipped({"inner.zip": zipped({"t.csv": TABLE})}), "holds no table"),
    ],
)
def test_each_is_refused_with_its_reason(
    tmp_path: Path, name: str, content: bytes, word: str, capsys: pytest.CaptureFixture[str]
) -> None:
    path = put(tmp_path, name, content)
    sentence = said(path)
    assert word in sentence
    assert name in sentence
    assert faults(path) == faults(path, command=True) == ""
    assert main(["convert", str(path), "--to", str(tmp_path / "p")]) == 1
    assert sentence.splitlines()[0][:60] in capsys.readouterr().err
    assert {one.name for one in tmp_path.iterdir()} == {name}


def test_rows_without_line_ends_are_no_table(tmp_path: Path) -> None:
    assert "20\u2009001 columns" in said(
        put(tmp_path, "wide.csv", b"Entity,Code,Year" + b",1.5" * 19_998 + b"\n")
    )


def test_a_link_in_an_archive(tmp_path: Path) -> None:
    path = tmp_path / "link.zip"
    with zipfile.ZipFile(path, "w") as archive:
        link = zipfile.ZipInfo("t.csv")
        link.create_system = 3
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(link, "/etc/passwd")
    assert "link" in said(path)


def test_a_table_that_breaks_off_keeps_its_whole_rows(tmp_path: Path) -> None:
    content = csv_bytes([flow(quantity=n) for n in range(1, 200)])
    path = put(tmp_path, "cut.csv", content[:-11])
    dataset = import_file(path)
    assert len(dataset.tables["flows"]) >= 1
    assert dataset_faults(dataset) == ""


@pytest.mark.skipif(
    sys.platform == "win32" or not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root reads all"
)
def test_a_file_without_permission(tmp_path: Path) -> None:
    path = put(tmp_path, "locked.csv", TABLE)
    path.chmod(0)
    assert "No permission" in said(path)


def test_a_file_that_vanishes_while_it_is_looked_at(tmp_path: Path) -> None:
    path = put(tmp_path, "gone.csv", TABLE)
    opened = Source(path)
    path.unlink()
    with pytest.raises(DataError, match=r"gone.csv.* does not exist"):
        opened.open()
    with pytest.raises(DataError, match=r"gone.csv.* does not exist"):
        opened.fingerprint()
    for name, content in (
        ("gone.zip", zipped({"t.csv": TABLE})),
        ("gone.xlsx", workbook_bytes({"D": [HEADER, ROW]})),
    ):
        other = Source(put(tmp_path, name, content))
        other.path.unlink()
        with pytest.raises(DataError, match="does not exist"):
            other.table()


def test_a_line_of_two_gigabytes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lines, "MOST_LINE", 1 << 24)
    path = tmp_path / "line.csv"
    with path.open("wb") as file:
        file.write(b"period,exporter,importer,commodity,quantity," * 20_000)
        file.truncate(2_000_000_000)  # sparse: takes no space
    assert "no line end in its first" in said(path)


def test_a_workbook_of_a_thousand_sheets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sheets: dict[str, list[list[object]]] = {f"S{n}": [] for n in range(999)}
    few = put(tmp_path, "few.xlsx", workbook_bytes({"A": [HEADER, ROW], **sheets}))
    none = put(tmp_path, "none.xlsx", workbook_bytes({**sheets, "Z": []}))
    unpacked: list[str] = []
    unpack = zipfile.ZipFile.open

    def counted(archive: zipfile.ZipFile, name: Any, *rest: Any, **settings: Any) -> Any:
        unpacked.append(str(name))
        return unpack(archive, name, *rest, **settings)

    monkeypatch.setattr(zipfile.ZipFile, "open", counted)
    assert len(import_file(few).tables["flows"]) == 1
    assert "none.xlsx" in said(none)
    # Each part of both workbooks is looked at once.
    assert len(unpacked) <= 2 * 1010


def test_a_million_empty_rows(tmp_path: Path) -> None:
    titles = "".join(f'<c t="inlineStr"><is><t>{name}</t></is></c>' for name in HEADER)
    row = "".join(
        f'<c t="inlineStr"><is><t>{value}</t></is></c>'
        if isinstance(value, str)
        else f"<c><v>{value}</v></c>"
        for value in ROW
    )
    empty = "".join(f'<row r="{n}"><c r="A{n}" s="0"/></row>' for n in range(3, 1_000_003))
    rows = f'<row r="1">{titles}</row><row r="2">{row}</row>{empty}'
    sheet = f'<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData></worksheet>'
    parts = parts_of(workbook_bytes({"Data": [HEADER, ROW]}))
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_STORED) as archive:
        for name, data in (parts | {"xl/worksheets/sheet1.xml": sheet.encode()}).items():
            archive.writestr(name, data)
    path = put(tmp_path, "rows.xlsx", content.getvalue())
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert len(import_file(path).tables["flows"]) == 1
    assert (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) * 1024 < 1_000_000_000


@pytest.mark.parametrize(
    ("given", "word"),
    [
        ((("A1", "1"), ("XFD1048576", "1")), "spans"),
        ((("A1", "1"), ("AZZ900000", "1")), "spans"),
        ((("A1", "1"), ("ZZZZ9", "1")), "where no sheet has one"),
        ((("AA1", "1"), ("A99999999999", "1")), "where no sheet has one"),
    ],
)
def test_a_cell_far_from_all_others_does_not_end_the_program(
    tmp_path: Path, given: tuple[tuple[str, str], ...], word: str
) -> None:
    sentence = said(put(tmp_path, "far.xlsx", with_sheet(cells(*given))))
    assert word in sentence
    assert "far.xlsx, sheet1.xml" in sentence


def test_equal_cells_of_a_spreadsheet_of_another_kind(tmp_path: Path) -> None:
    row = (
        '<table:table-row table:number-rows-repeated="{0}">'
        '<table:table-cell table:number-columns-repeated="{1}" {2}/>'
    )
    text = (
        '<office:document-content xmlns:office="o" xmlns:table="t"><table:table>'
        + row.format(1_000_000, 1_000, 'office:value-type="float" office:value="1"')
        + "</table:table-row></table:table></office:document-content>"
    )
    content = zipped(
        {"mimetype": b"application/vnd.oasis.opendocument.spreadsheet", "content.xml": text.encode()}
    )
    assert "spans" in said(put(tmp_path, "repeat.ods", content))


def compound(chain: list[int], cells: bytes = b"") -> bytes:
    """An old workbook of sectors of 512 bytes; chain: the table of which sector follows which."""
    header = bytearray(512)
    header[:8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    struct.pack_into("<HHH", header, 28, 0xFFFE, 9, 6)
    struct.pack_into("<IIIIII", header, 44, 1, 1, 0, 4096, 0xFFFFFFFE, 0)
    struct.pack_into("<II", header, 68, 0xFFFFFFFE, 0)
    struct.pack_into("<109I", header, 76, 0, *[0xFFFFFFFF] * 108)
    table = struct.pack("<128I", *(chain + [0xFFFFFFFF] * (128 - len(chain))))
    entry = bytearray(128)
    name = "Workbook\x00".encode("utf-16-le")
    entry[: len(name)] = name
    entry[64] = len(name)
    struct.pack_into("<II", entry, 116, 2, max(len(cells), 4096))
    return bytes(header) + table + bytes(entry).ljust(512, b"\x00") + cells.ljust(4096, b"\x00")


END = 0xFFFFFFFE


def test_a_circle_of_sectors_does_not_end_the_program(tmp_path: Path) -> None:
    sound = [0xFFFFFFFD, END, *range(3, 10), END]
    check_compound(compound(sound), "sound.xls")
    circle = [0xFFFFFFFD, END, *range(3, 10), 2]
    path = put(tmp_path, "circle.xls", compound(circle))
    assert "do not hold together" in said(path)
    cell = struct.pack("<HHHHHd", 0x0203, 14, 7, 60_000, 0, 1.0)
    with pytest.raises(DataError, match=r"row 8, column 60.001, where no sheet"):
        check_compound(compound(sound, cell), "far.xls")


@pytest.mark.parametrize(("bottom", "right"), [(0xFFFFFFF0, 200), (65_536, 60_000), (3, 5)])
def test_a_sheet_that_says_it_is_without_end(bottom: int, right: int) -> None:
    sound = [0xFFFFFFFD, END, *range(3, 10), END]
    top, left = (9, 0) if bottom == 3 else (0, 0)  # the last: it ends above where it begins
    size = struct.pack("<HHIIHHH", 0x0200, 14, top, bottom, left, right, 0)
    with pytest.raises(DataError, match=r"which no sheet of an XLS workbook has"):
        check_compound(compound(sound, size), "size.xls")
    check_compound(compound(sound, struct.pack("<HHIIHHH", 0x0200, 14, 0, 65_536, 0, 256, 0)), "sound.xls")


def test_bombs_of_entities_in_a_workbook(tmp_path: Path) -> None:
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    strings = f'<!DOCTYPE x [<!ENTITY l0 "ha">{laughs}]><sst xmlns="{MAIN}"><si><t>&l9;</t></si></sst>'
    outside = (
        f'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><sst xmlns="{MAIN}"><si><t>&e;</t></si></sst>'
    )
    links = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" '
        'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" '
        'Target="worksheets/sheet1.xml"/><Relationship Id="r2" Type="http://schemas.openxmlformats.org/officeDocument/'
        '2006/relationships/sharedStrings" Target="sharedStrings.xml"/></Relationships>'
    )
    row = '<row r="1"><c r="A1" t="s"><v>0</v></c></row>'
    sheet = f'<worksheet xmlns="{MAIN}"><sheetData>{row}</sheetData></worksheet>'
    for text in (strings, outside):
        content = with_sheet(sheet, **{"xl/sharedStrings.xml": text, "xl/_rels/workbook.xml.rels": links})
        tracemalloc.start()
        sentence = said(put(tmp_path, "bomb.xlsx", content))
        most = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert "root:" not in sentence
        assert most < 10_000_000, "entities were put in place"


def test_formulas_are_text_and_are_written_protected(tmp_path: Path) -> None:
    texts = ("=1+1", "+cmd|' /C calc'!A0", "@SUM(A1)", "-2+3")
    rows = "".join(f"{2020 + n},RUS,MNG,diesel,1,kt,{text}\n" for n, text in enumerate(texts))
    path = put(tmp_path, "formulas.csv", f"{','.join(HEADER)},note\n{rows}".encode())
    assert main(["convert", str(path), "--to", str(tmp_path / "p")]) == 0
    written = (tmp_path / "p" / "flows.csv").read_text(encoding="utf-8")
    for text in ("=1+1", "+cmd", "@SUM(A1)", "-2+3"):
        assert f",{text}" not in written
        assert f"'{text}" in written
    assert len(load(tmp_path / "p").tables["flows"]) == len(import_file(path).tables["flows"])


@pytest.mark.parametrize(
    "make", [lambda path: path, lambda path: path / "x.csv", lambda path: Path(f"{path}\x00.csv")]
)
def test_what_is_no_file(tmp_path: Path, make: Callable[[Path], Path]) -> None:
    with pytest.raises(DataError) as raised:
        import_file(make(tmp_path))
    assert str(raised.value).rstrip().endswith(".")


def test_a_hidden_sheet_is_not_taken_for_the_table(tmp_path: Path) -> None:
    old = [2023, "RUS", "MNG", "diesel", 99, "kt"]
    parts = parts_of(workbook_bytes({"Old": [HEADER, old], "Data": [HEADER, ROW]}))
    parts["xl/workbook.xml"] = parts["xl/workbook.xml"].replace(b'name="Old"', b'name="Old" state="hidden"')
    dataset = import_file(put(tmp_path, "hidden.xlsx", zipped(parts)))
    assert dataset.tables["flows"]["quantity"].tolist() == [1]


def test_a_name_that_stands_twice_in_an_archive(tmp_path: Path) -> None:
    path = tmp_path / "twice.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("t.csv", TABLE)
        with pytest.warns(UserWarning, match="Duplicate"):
            archive.writestr("t.csv", TABLE)
    assert "twice" in said(path)


def test_an_archive_of_our_own_table_in_parts_loses_none(tmp_path: Path) -> None:
    other = csv_bytes([flow("NOR", period="2024", quantity=9)])
    dataset = import_file(put(tmp_path, "parts.zip", zipped({"f_2023.csv": TABLE, "f_2024.csv": other})))
    assert sorted(dataset.tables["flows"]["quantity"]) == [1, 2, 9]
    assert dataset_faults(dataset) == ""


def test_a_whole_number_of_thousands_of_digits(tmp_path: Path) -> None:
    record = (
        b'[{"period": "2020", "exporter": "RUS", "importer": "MNG", "commodity": "coal", "quantity": %s}]'
    )
    path = put(tmp_path, "digits.json", record % (b"9" * 5000))
    assert "digits" in said(path)
    assert faults(path) == faults(path, command=True) == ""


@pytest.mark.skipif(sys.platform != "linux", reason="file names are letters elsewhere")
def test_a_file_name_of_bytes_that_are_no_letters(tmp_path: Path) -> None:
    path = put(tmp_path, os.fsdecode(b"a\xff\xfe.csv"), TABLE)
    assert faults(path, command=True) == ""


def test_a_damaged_descriptor_of_a_package(tmp_path: Path) -> None:
    folder = tmp_path / "package"
    folder.mkdir()
    put(folder, "flows.csv", TABLE)
    put(folder, "datapackage.json", b'{"name": "x", "resources": [{"path": "flows.csv",}]}')
    sentence = said(folder / "datapackage.json")
    assert "line 1" in sentence
    assert "beside it" in sentence
    assert faults(folder / "datapackage.json") == ""
