"""Only the beginning of a huge file is looked at: what it shows is what the whole shows first."""

from __future__ import annotations

import io
import json
import re
import struct
import zipfile
from pathlib import Path

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from dependency_explorer.data import lines, workbook_head
from dependency_explorer.data.intake import source_json
from dependency_explorer.data.intake.importing import import_file
from dependency_explorer.data.intake.preview import look
from dependency_explorer.data.intake.records import read_lines
from dependency_explorer.data.intake.source import Source
from dependency_explorer.data.json_head import head_value
from dependency_explorer.data.problems import DataError
from dependency_explorer.data.sheet_span import most_spanned
from dependency_explorer.data.workbook import Workbook
from dependency_explorer.data.workbook_check import check_sheets
from tests.data.tables import workbook_bytes

HEADER = ("period", "exporter", "importer", "commodity", "quantity", "unit")
cells = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=4), inner, max_size=4),
    max_leaves=6,
)


@settings(phases=[Phase.explicit, Phase.reuse, Phase.generate])
@given(
    records=st.lists(st.dictionaries(st.text(max_size=5), cells, max_size=4), min_size=25, max_size=60),
    share=st.floats(0.3, 1.0),
    form=st.sampled_from(("list", "within", "lines")),
)
def test_the_head_of_json_holds_the_first_records(
    records: list[dict[str, object]], share: float, form: str
) -> None:
    if form == "lines":
        text = "\n".join(json.dumps(record) for record in records)
        assert read_lines(text, "records.ndjson") == records
    else:
        text = json.dumps(records if form == "list" else {"note": "[{,", "data": records, "after": 1})
    cut = text[: int(len(text) * share)]
    found = head_value(cut)
    if found is None:
        # Few records are whole there, or the list of them has ended.
        return
    head = found["data"] if form == "within" and isinstance(found, dict) else found
    assert head == records[: len(head)]


def test_records_in_the_head_of_json_are_most_of_it() -> None:
    records = [{"a": n, "where": [1, 2, [3]]} for n in range(1000)]
    text = json.dumps({"meta": [1, 2], "data": records})
    found = head_value(text[: len(text) // 2])
    assert found["meta"] == [1, 2]
    assert 480 < len(found["data"]) < 520
    assert head_value('{"a": 1, "b": "' + "x" * 100) is None


def sheet(rows: int) -> bytes:
    """A workbook of flows with shared texts, and a second, small sheet."""
    body = [(str(2000 + n % 20), "RUS", f"P{n:06}", "oil", str(n), "kt") for n in range(rows)]
    return workbook_bytes({"flows": [HEADER, *body], "note": [("of", "no"), ("more", "use")]})


def shared(content: bytes) -> bytes:
    """The same workbook with its texts in the table of shared texts, as Excel writes them."""
    texts: dict[bytes, int] = {}
    result = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(result, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            data = old.read(name)
            if name.startswith("xl/worksheets/"):
                data = re.sub(
                    rb'<c t="inlineStr"><is><t>([^<]*)</t></is></c>',
                    lambda m: b'<c t="s"><v>%d</v></c>' % texts.setdefault(m[1], len(texts)),
                    data,
                )
            elif name == "[Content_Types].xml":
                data = data.replace(
                    b"</Types>",
                    b'<Override PartName="/xl/sharedStrings.xml" ContentType="application/vnd.openxmlformats-'
                    b'officedocument.spreadsheetml.sharedStrings+xml"/></Types>',
                )
            new.writestr(name, data)
        items = b"".join(b"<si><t>%s</t></si>" % text for text in texts)
        new.writestr(
            "xl/sharedStrings.xml",
            b'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">' + items + b"</sst>",
        )
    return result.getvalue()


@pytest.mark.parametrize("make", [sheet, lambda rows: shared(sheet(rows))], ids=["inline", "shared"])
def test_the_head_of_a_workbook_shows_the_same_rows(
    make: object, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = make(3000)  # type: ignore[operator]
    path = tmp_path / "flows.xlsx"
    path.write_bytes(content)
    whole = Workbook(content, "flows.xlsx")
    expected = look(path)
    monkeypatch.setattr(workbook_head, "LARGE", 50_000)
    monkeypatch.setattr(workbook_head, "_HEAD", 100_000)
    monkeypatch.setattr(workbook_head, "_PIECE", 1000)
    source = Source(path)
    source.brief = True
    rows = source.grid("flows")
    assert 200 < len(rows) < 3000
    assert rows == list(whole.rows("flows"))[: len(rows)]
    assert source.grid("note") == whole.rows("note")
    shown = look(path)
    assert shown.as_read == expected.as_read
    assert shown.candidates == expected.candidates
    assert len(import_file(path).tables["flows"]) == 3000


def test_the_preview_of_large_json_reads_its_head(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "t.json"
    path.write_text(json.dumps([{"n": n, "name": f"a{n}"} for n in range(5000)]), encoding="utf-8")
    expected = look(path)
    monkeypatch.setattr(source_json, "_LARGE", 1000)
    monkeypatch.setattr(source_json, "_HEAD", 20_000)
    assert look(path).as_read == expected.as_read
    source = Source(path, limit=10)
    assert 200 < len(source.json) < 5000
    assert source.look_further()
    assert not source.look_further()
    assert len(source.json) == 5000


def record(kind: int, data: bytes) -> bytes:
    """A record of XLSB: kind and size seven bits a byte."""
    head = bytes([kind]) if kind < 128 else bytes([kind & 0x7F | 0x80, kind >> 7])
    size = len(data)
    while size > 127:
        head += bytes([size & 0x7F | 0x80])
        size >>= 7
    return head + bytes([size]) + data


@given(
    rows=st.lists(st.tuples(st.integers(0, 2**20 - 1), st.integers(0, 20)), max_size=8),
    other=st.lists(st.tuples(st.integers(12, 4000), st.integers(0, 300)), max_size=8),
    row=st.sampled_from([0, 2**31]),
    column=st.sampled_from([0, 2**24, 2**14 - 1]),
)
def test_a_far_cell_of_xlsb_is_refused(
    rows: list[tuple[int, int]], other: list[tuple[int, int]], row: int, column: int
) -> None:
    data = b""
    for number, (kind, size) in enumerate(other):
        data += record(kind, bytes([255]) * size)
        if number < len(rows):
            data += record(0, struct.pack("<I", rows[number][0]) + bytes(13))
            data += record(2, struct.pack("<II", rows[number][1], 0) + bytes(8))
    data += record(0, struct.pack("<I", row) + bytes(13)) + record(7, struct.pack("<III", column, 0, 0))
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as made:
        made.writestr("xl/worksheets/sheet1.bin", data)
    seen = rows[: len(other)]
    height = max([row, *(one for one, _ in seen)]) + 1
    width = max([column, *(two for _, two in seen)]) + 1
    too_large = height > 2**20 or width > 2**14 or height * width > most_spanned(1000)
    with zipfile.ZipFile(archive) as made:
        if not too_large:
            check_sheets(made, "t.xlsb", 1000)
            return
        with pytest.raises(DataError, match=r"where no sheet has one|more than can be read"):
            check_sheets(made, "t.xlsb", 1000)


@pytest.mark.parametrize("rows", [10, 40_000], ids=["careful", "quick"])
def test_a_line_without_end_further_down_is_refused(
    rows: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from dependency_explorer.data import quick_lane

    path = tmp_path / "t.csv"
    body = "".join(f"{2000 + n % 20},RUS,MNG,oil,{n},kt\n" for n in range(rows))
    path.write_text(",".join(HEADER) + "\n" + body + "2001,RUS,MNG,oil,1," + "k" * 20_000 + "\n" + body)
    monkeypatch.setattr(lines, "MOST_LINE", 2000)
    monkeypatch.setattr(quick_lane, "MOST_LINE", 2000)
    monkeypatch.setattr(quick_lane, "PIECE_BYTES", 4000)
    with pytest.raises(DataError, match="no table of rows"):
        import_file(path)
