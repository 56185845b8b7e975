"""What a file is, and what is refused before anything of it is believed."""

from __future__ import annotations

import gzip
import hashlib
import io
import zipfile
from pathlib import Path

import pytest

from dependency_explorer.data.intake.grid import header_names
from dependency_explorer.data.intake.importing import import_file
from dependency_explorer.data.intake.source import Source
from dependency_explorer.data.problems import DataError
from tests.data.tables import csv_bytes, flow, names_in, workbook_bytes

TABLE = csv_bytes([flow(), flow("CHN", quantity=2)])


def zipped(files: dict[str, bytes]) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return content.getvalue()


def put(folder: Path, name: str, content: bytes) -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("t.csv", TABLE),
        ("t.txt", TABLE),
        ("no_suffix", TABLE),
        ("t.csv.gz", gzip.compress(TABLE, mtime=0)),
        ("t.zip", zipped({"data/t.csv": TABLE, "readme.txt": b"read me"})),
        ("t.csv", TABLE.decode().encode("utf-16")),
        ("t.csv", b"\xef\xbb\xbf" + TABLE),
        ("t.csv", TABLE.replace(b",", b";")),
        ("t.csv", TABLE.replace(b",", b"\t")),
        ("t.csv", TABLE.replace(b"\r\n", b",\r\n").replace(b"value_usd,", b"value_usd")),
        ("wrong.csv", workbook_bytes({"Sheet1": [["period", "exporter", "importer", "commodity", "quantity", "unit"],
                                                 [2023, "RUS", "MNG", "diesel", 1, "kt"],
                                                 [2023, "CHN", "MNG", "diesel", 2, "kt"]]})),
    ],
)  # fmt: skip
def test_one_table_in_many_wrappings(tmp_path: Path, name: str, content: bytes) -> None:
    path = put(tmp_path, name, content)
    before = hashlib.sha256(content).hexdigest()
    flows = import_file(path).tables["flows"]
    assert flows["exporter"].tolist() == ["RUS", "CHN"]
    assert flows["quantity"].tolist() == [1.0, 2.0]
    assert hashlib.sha256(path.read_bytes()).hexdigest() == before
    assert names_in(tmp_path) == [name]


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.csv", b"", ("a.csv", "empty")),
        ("a.csv", b"\x00" * 500, ("a.csv", "empty")),
        ("a.csv", bytes(range(256)) * 20, ("a.csv",)),
        ("a.csv", b"%PDF-1.7 ...", ("a.csv", "PDF", "CSV")),
        ("a.csv", b"<!DOCTYPE html><html><body>Sign in</body></html>", ("a.csv", "web page")),
        ("a.csv", b"\x89PNG\r\n\x1a\n0000", ("a.csv", "picture")),
        ("a.zip", zipped({"notes.md": b"x"}), ("a.zip", "no table")),
        ("a.zip", zipped({"../evil.csv": TABLE}), ("a.zip", "leads out")),
        ("a.csv.gz", gzip.compress(TABLE, mtime=0)[:-20], ("a.csv.gz", "damaged")),
        ("a.zip", zipped({"t.csv": TABLE})[:-30], ("a.zip",)),
        ("a.json", b'{"data": [1, 2', ("a.json",)),
        ("a.xlsx", b"PK\x03\x04" + b"x" * 100, ("a.xlsx", "damaged")),
        ("a.xls", b"\xd0\xcf\x11\xe0" + b"\x00" * 600, ("a.xls", "workbook")),
        ("a.parquet", b"PAR1" + b"x" * 100, ("a.parquet", "Parquet")),
    ],
)
def test_what_cannot_be_read_is_said(
    tmp_path: Path, name: str, content: bytes, words: tuple[str, ...]
) -> None:
    path = put(tmp_path, name, content)
    with pytest.raises(DataError) as raised:
        import_file(path)
    for word in words:
        assert word in str(raised.value)


def test_a_bomb_is_not_unpacked(tmp_path: Path) -> None:
    """A real one: sixty megabytes of equal rows in some kilobytes."""
    bomb = gzip.compress(TABLE + b"2023,,,,,,\r\n" * 5_200_000, mtime=0)
    assert len(bomb) < 200_000
    with pytest.raises(DataError, match=r"becomes more than .*at most .*Unpack it yourself"):
        import_file(put(tmp_path, "bomb.csv.gz", bomb))


def test_a_line_without_end_is_no_table(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="no line end"):
        import_file(put(tmp_path, "line.csv", b"period,exporter," * 5_000_000))


@pytest.mark.parametrize("given", ["https://example.org/t.csv", "ftp://example.org/t.csv"])
def test_nothing_is_fetched(given: str) -> None:
    with pytest.raises(DataError, match="network"):
        Source(Path(given))


def test_a_folder_and_a_missing_file(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="folder"):
        Source(tmp_path)
    with pytest.raises(DataError, match="no file"):
        Source(tmp_path / "absent.csv")


def test_headers_get_names_of_their_own() -> None:
    assert header_names(["Year", " a  b", "", "Year"]) == ("Year", "a b", "column 3", "Year (2)")


def test_a_preview_reads_so_many_rows(tmp_path: Path) -> None:
    path = put(tmp_path, "t.csv", csv_bytes([flow(str(n)) for n in range(5000)]))
    assert len(import_file(path, limit=200).tables["flows"]) == 200


def test_json_that_cannot_be_read_is_read_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "t.json"
    path.write_text('[{"a": 1,')
    source = Source(path)
    reads: list[int] = []
    content = Source.content
    monkeypatch.setattr(Source, "content", lambda self, *args: reads.append(1) or content(self, *args))
    for _ in range(3):
        with pytest.raises(DataError, match="damaged"):
            _ = source.json
    assert len(reads) == 1
