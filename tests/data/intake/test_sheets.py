"""Web pages with tables, workbooks written as XML, files of Stata; and what is no table, named."""

from __future__ import annotations

import gzip
from pathlib import Path
from typing import Literal

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dependency_explorer.data.intake import stata
from dependency_explorer.data.intake.grid import LONGEST_CELL
from dependency_explorer.data.intake.kinds import kind_of
from dependency_explorer.data.intake.marked_up import MarkedUp
from dependency_explorer.data.intake.source import Source
from dependency_explorer.data.problems import DataError
from dependency_explorer.data.unpacking import Allowance
from tests.data.profiles.plain import read, rows_of

ROWS = st.lists(
    st.lists(st.text("ab1", min_size=1, max_size=3), min_size=3, max_size=3), min_size=2, max_size=6
)


def page(rows: list[list[str]]) -> bytes:
    return (
        "<table>" + "".join(f"<tr>{''.join(f'<td>{c}</td>' for c in row)}</tr>" for row in rows) + "</table>"
    ).encode()


@given(ROWS)
def test_the_cells_of_a_page_are_read_back(rows: list[list[str]]) -> None:
    book = MarkedUp(page(rows), "t.xls")
    assert book.rows(book.names[0]) == rows


def test_spans_nesting_and_what_stands_before_a_table() -> None:
    html = b"""<html><head><title>x</title><style>td {}</style></head><body><h1>Gas imports of Italy</h1>
    <table><tr><td>Unit: mcm</td></tr></table>
    <table><tr><th rowspan=2>Origin<th colspan=2>Year</tr><tr><th>2020<th>2021</tr>
    <tr><td>Russia<br>(pipeline)<td>1&nbsp;000<td>2</tr><tr><td>Libya<td>3<td>4</table></body>"""
    book = MarkedUp(html, "t.xls")
    assert book.rows(book.names[0]) == [
        ["x"], ["Gas imports of Italy"], ["Unit: mcm"],
        ["Origin", "Year", ""], ["Origin", "2020", "2021"],
        ["Russia (pipeline)", "1 000", "2"], ["Libya", "3", "4"],
    ]  # fmt: skip


def test_a_workbook_written_as_xml() -> None:
    xml = b"""<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"
     xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"><Worksheet ss:Name="Trade"><Table>
     <Row><Cell><Data ss:Type="String">Year</Data></Cell>
     <Cell ss:Index="3"><Data ss:Type="String">Origin</Data></Cell></Row>
     <Row><Cell><Data ss:Type="Number">2020</Data></Cell><Cell/><Cell><Data ss:Type="String">Chile</Data></Cell></Row>
     </Table></Worksheet></Workbook>"""
    assert kind_of(xml, "t.xls", "t.xls") == "workbook"
    book = MarkedUp(xml, "t.xls")
    assert book.names == ("Trade",)
    assert book.rows("Trade") == [["Year", "", "Origin"], ["2020", "", "Chile"]]


def test_a_table_of_mozambique_is_no_program() -> None:
    assert kind_of(b"MZ,2020,1\n" + b"MZ,2021,2\n" * 9, "t.csv", "t.csv") == "text"
    with pytest.raises(DataError, match="it is a program"):
        kind_of(b"MZ\x90\x00\x03" + bytes(60), "t.csv", "t.csv")


def test_a_page_as_xls_becomes_flows(tmp_path: Path) -> None:
    path = tmp_path / "trade.xls"
    header = ["Year", "Exporter", "Importer", "Commodity", "Quantity (t)"]
    path.write_bytes(page([header, ["2020", "Chile", "China", "Copper", "1,000.5"]]))
    dataset, report = read(path)
    assert report.rows_read == report.rows_kept == 1
    assert rows_of(dataset, "flows", "exporter", "importer", "quantity", "unit") == [
        ("CHL", "CHN", 1000.5, "t")
    ]


@pytest.mark.parametrize(
    "spans", ["colspan=999999999", "rowspan=1000 colspan=1000", "colspan=-1", "colspan=x"]
)
def test_absurd_spans_end_with_a_sentence_or_a_table(spans: str) -> None:
    html = f"<table><tr><td {spans}>a<td>b</tr>{'<tr>' * 4000}</table>".encode()
    try:
        MarkedUp(html, "t.xls")
    except DataError as error:
        said = str(error)
    else:
        said = ""
    assert not said or "more than can be read" in said or "web page without" in said


def test_stata_with_labels_and_missing(tmp_path: Path) -> None:
    frame = pd.DataFrame(
        {
            "year": [2020, 2021],
            "origin": pd.Categorical(["Chile", "Peru"]),
            "t": pd.Series([1.1, None], dtype="float32"),
        }
    )
    path = tmp_path / "x.dta"
    frame.to_stata(path, write_index=False)
    assert Source(path).grid() == [["year", "origin", "t"], ["2020", "Chile", "1.1"], ["2021", "Peru", ""]]
    path.write_bytes(path.read_bytes()[:300])
    with pytest.raises(DataError, match="no file of Stata that can be read"):
        Source(path).grid()


@pytest.mark.parametrize("version", [117, 118, 119])
@pytest.mark.parametrize("at_once", [1, 5001, 10**9])
def test_long_texts_of_stata_are_read_as_they_are(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, version: Literal[117, 118, 119], at_once: int
) -> None:
    """Stata keeps them beside the table, and in it their numbers."""
    monkeypatch.setattr(stata, "_AT_ONCE", at_once)
    texts = ["coal", "x" * 5000, "coal", "oil"]
    frame = pd.DataFrame({"year": [2020, 2021, 2022, 2023], "product": texts, "kt": [1.0, 2.0, None, 4.0]})
    path = tmp_path / "x.dta"
    frame.to_stata(path, write_index=False, version=version, convert_strl=["product"])
    assert Source(path).grid()[1:] == [
        [year, text, kt]
        for year, text, kt in zip(map(str, range(2020, 2024)), texts, ["1", "2", "", "4"], strict=True)
    ]
    assert {len(row[1]) for row in Source(path).head_grid()[1:]} == {4, LONGEST_CELL, 3}
    monkeypatch.setattr(stata, "TEXTS", Allowance(4000, 0, "MB of text"))
    with pytest.raises(DataError, match="of text"):
        Source(path).grid()


@pytest.mark.parametrize(
    ("first", "said"),
    [
        (b"$FL2@(#) SPSS DATA FILE", "SPSS"), (b"SQLite format 3\0", "SQLite"), (b"ARROW1\0\0", "Feather"),
        (gzip.compress(b"X\n\0\0\0\x03\0\x04", mtime=0), "a file of R"), (b"Rar!\x1a\x07", "RAR"),
        (gzip.compress(b"a" * 257 + b"ustar" + b"\0" * 99, mtime=0), "tar archive"), (b"CDF\x01", "NetCDF"),
        (b"HEADER RECORD*******LIBRARY", "SAS"),
    ],
)  # fmt: skip
def test_what_is_no_table_is_named(tmp_path: Path, first: bytes, said: str) -> None:
    path = tmp_path / "x.dat"
    path.write_bytes(first + b" " * 50 if first[:2] != b"\x1f\x8b" else first)
    with pytest.raises(DataError, match=said):
        read(path)


@pytest.mark.parametrize("attribute", ["b ", 'b="" ', 'b=""', "b\n"])
def test_a_tag_without_end_is_refused_before_it_is_read_again_and_again(
    tmp_path: Path, attribute: str
) -> None:
    page = "<table><tr><td>Year<td>kt<tr><td>2020<td>5</table><a "
    with pytest.raises(DataError, match="one of its tags does not end"):
        MarkedUp((page + attribute * 60_000).encode(), "t.xls")
    picture = MarkedUp((page + f'src="data:{"x" * 400_000}"></a>').encode(), "t.xls")
    assert picture.rows("table 1")[-1] == ["2020", "5"]
