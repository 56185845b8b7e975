from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dependency_explorer.data.delimited import read_csv
from dependency_explorer.data.problems import Cancelled, Collector, DataError
from dependency_explorer.data.read import load
from dependency_explorer.data.schema import TABLES
from tests.data.tables import FLOWS, csv_bytes, flow, names_in, workbook_bytes, write_flows, write_package


def column(path: Path, name: str) -> list[object]:
    return load(path).tables["flows"][name].tolist()


def test_a_single_table_gets_places_and_commodities(tmp_path: Path) -> None:
    path = write_flows(tmp_path, flow("RUS", "MNG", 16.5), flow("WLD", "MNG", 17), flow("A9", "XNS", 1))
    data = load(path)
    assert set(data.tables) == set(TABLES)
    for name, schema in TABLES.items():
        assert list(data.tables[name].columns) == [*schema.names, "row"]
    assert data.place_name("RUS") == "Russia"
    assert data.place_name("WLD") == "World"
    assert data.place_name("A9") == "A9"
    assert data.commodity_unit("diesel") == "kt"
    assert data.commodity_name("diesel") == "diesel"
    assert data.tables["flows"]["row"].tolist() == [2, 3, 4]
    assert (data.name, data.title, data.focus) == ("flows", "flows", "MNG")
    assert data.focus_rule.endswith(".")
    assert data.problems == ()
    assert data.fingerprint == hashlib.sha256(path.read_bytes()).hexdigest()


def test_awkward_file_loads_with_no_value_altered(tmp_path: Path) -> None:
    # Text codes "0101" and "2701", decimal commas, a trailing comma on the first row, a byte order mark and
    # Cyrillic names.
    text = (
        "\ufeffperiod,exporter,importer,commodity,quantity,unit,note,\r\n"
        '2023,Россия,Монгол Улс,0101,"12,5",kt,=1+1\r\n'
        '2023,Россия,Монгол Улс,2701,"1234,75",kt,\r\n'
    )
    path = tmp_path / "таблица.csv"
    path.write_text(text, encoding="utf-8", newline="")
    before = hashlib.sha256(path.read_bytes()).hexdigest()
    data = load(path)
    flows = data.tables["flows"]
    assert flows["commodity"].tolist() == ["0101", "2701"]
    assert flows["quantity"].tolist() == [12.5, 1234.75]
    assert flows["exporter"].tolist() == ["Россия"] * 2
    assert data.errors == ()
    assert hashlib.sha256(path.read_bytes()).hexdigest() == before


def test_columns_in_any_order_and_case_and_more_columns_are_kept(tmp_path: Path) -> None:
    rows = [("a b", "diesel", "17", "MNG", "RUS", 2023, "kt")]
    header = ("Remark of mine", "COMMODITY", "Quantity", " importer ", "Exporter", "Period", "unit")
    data = load(write_flows(tmp_path, *rows, header=header))
    assert data.tables["flows"]["remark_of_mine"].tolist() == ["a b"]
    assert data.tables["flows"]["period"].tolist() == ["2023"]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize(
    "encoding",
    ["utf-8", "utf-8-sig", "utf-16", "utf-32", "utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"],
)
def test_separators_and_encodings(tmp_path: Path, delimiter: str, encoding: str) -> None:
    text = csv_bytes([flow("中国", "مصر", 1.5), flow("MNG", "NA", 2)], delimiter=delimiter).decode()
    path = tmp_path / "t.csv"
    path.write_bytes(text.encode(encoding))
    data = load(path)
    assert data.tables["flows"]["exporter"].tolist() == ["中国", "MNG"]
    assert data.tables["flows"]["importer"].tolist() == ["مصر", "NA"]
    assert data.tables["flows"]["quantity"].tolist() == [1.5, 2.0]
    assert data.problems == ()


def test_other_encodings_are_recognised_and_said(tmp_path: Path) -> None:
    header = (*FLOWS, "note")
    rows = [(*flow(), "Российские поставки нефтепродуктов выросли до рекордного уровня в этом году")] * 5
    path = tmp_path / "t.csv"
    path.write_bytes(csv_bytes(rows[:1], header).decode().encode("cp1251"))
    data = load(path)
    assert data.tables["flows"]["note"].tolist() == [rows[0][-1]]
    assert any("not in UTF-8" in str(problem) for problem in data.problems)


def test_na_is_a_code_and_missing_is_not_zero(tmp_path: Path) -> None:
    data = load(
        write_flows(tmp_path, flow("NA", "NULL", "", commodity="None", value=5), flow("nan", "NA", 0))
    )
    flows = data.tables["flows"]
    assert flows["exporter"].tolist() == ["NA", "nan"]
    assert flows["importer"].tolist() == ["NULL", "NA"]
    assert flows["quantity"].isna().tolist() == [True, False]
    assert flows["quantity"].tolist()[1] == 0.0
    assert data.problems == ()


def test_huge_and_tiny_side_by_side(tmp_path: Path) -> None:
    path = write_flows(tmp_path, flow(quantity="1e15"), flow("CHN", quantity="0.000000001"))
    assert column(path, "quantity") == [1e15, 1e-9]


def test_periods(tmp_path: Path) -> None:
    path = write_flows(tmp_path, *(flow(period=period) for period in ("2023", "2023-Q1", "2023-01")))
    assert column(path, "period") == ["2023", "2023-Q1", "2023-01"]


def test_alt_and_disputed_may_stand_beside_a_key(tmp_path: Path) -> None:
    header = (*FLOWS, "quality")
    rows = [(*flow(quantity=n), quality) for n, quality in enumerate(("official", "alt", "disputed", "alt"))]
    data = load(write_flows(tmp_path, *rows, header=header))
    assert data.tables["flows"]["quantity"].tolist() == [0, 1, 2, 3]
    assert data.problems == ()


def test_quantities_come_in_one_unit(tmp_path: Path) -> None:
    rows = [flow(quantity=17), flow("CHN", quantity=0.5, unit="Mt"), flow("KOR", quantity=2500, unit="t")]
    rows += [flow("JPN", quantity=9), flow("IND", quantity=3, unit="bbl")]
    data = load(write_flows(tmp_path, *rows))
    flows = data.tables["flows"]
    assert flows["quantity"].tolist()[:4] == [17.0, 500.0, 2.5, 9.0]
    assert flows["unit"].tolist() == ["kt"] * 4 + ["bbl"]
    assert flows["quantity"].isna().tolist()[4]
    assert [problem.severity for problem in data.problems].count("error") == 1
    assert "bbl" in str(data.errors[0])


def test_balances_are_converted_where_they_are_quantities(tmp_path: Path) -> None:
    header = ("period", "place", "commodity", "item", "value", "unit")
    balances = [
        ("2023", "MNG", "diesel", "stock", 0.05, "Mt"),
        ("2023", "MNG", "diesel", "stock_days", 20, "days"),
        ("2023", "MNG", "diesel", "price", 3136, "MNT/l"),
    ]
    data = load(
        write_package(tmp_path / "p", flows=csv_bytes([flow()]), balances=csv_bytes(balances, header))
    )
    assert data.tables["balances"]["value"].tolist() == [50.0, 20.0, 3136.0]
    assert data.tables["balances"]["unit"].tolist() == ["kt", "days", "MNT/l"]


def test_workbook(tmp_path: Path) -> None:
    rows = [[], FLOWS, [2023, "Россия", "MNG", "0101", 12.5, "kt", None]]
    path = tmp_path / "t.xlsx"
    path.write_bytes(workbook_bytes({"Tabelle1": rows}))
    flows = load(path).tables["flows"]
    assert flows["exporter"].tolist() == ["Россия"]
    assert flows["period"].tolist() == ["2023"]
    assert flows["commodity"].tolist() == ["0101"]
    assert flows["quantity"].tolist() == [12.5]
    assert flows["row"].tolist() == [3]


def test_workbook_with_several_tables(tmp_path: Path) -> None:
    places = [["code", "name"], ["MNG", "Монгол Улс"], ["RUS", "Россия"]]
    path = tmp_path / "t.xlsx"
    path.write_bytes(workbook_bytes({"Notes": [["hello"]], "Places": places, "Flows": [FLOWS, flow()]}))
    data = load(path)
    assert data.place_name("MNG") == "Монгол Улс"
    assert data.problems == ()


def test_empty_workbook(tmp_path: Path) -> None:
    path = tmp_path / "t.xlsx"
    path.write_bytes(workbook_bytes({"Sheet1": []}))
    with pytest.raises(DataError, match="no sheet with anything"):
        load(path)


def test_parquet(tmp_path: Path) -> None:
    frame = pd.DataFrame([flow(quantity=1 / 3), flow("CHN", quantity=2.0)], columns=list(FLOWS))
    frame["value_usd"] = [None, 5.0]
    path = tmp_path / "t.parquet"
    frame.to_parquet(path)
    flows = load(path).tables["flows"]
    assert flows["quantity"].tolist() == [1 / 3, 2.0]
    assert flows["value_usd"].isna().tolist() == [True, False]
    assert flows["row"].tolist() == [2, 3]


def test_cells_with_line_ends_keep_the_line_numbers(tmp_path: Path) -> None:
    header = (*FLOWS, "note")
    rows = [(*flow(), "one\ntwo\r\nthree\rfour"), (*flow("CHN"), ""), (*flow("KOR"), "x\n")]
    path = write_flows(tmp_path, *rows, header=header)
    assert column(path, "row") == [2, 6, 7]
    assert column(path, "note") == ["one\ntwo\r\nthree\rfour", "", "x\n"]


def test_progress_and_calling_off(tmp_path: Path) -> None:
    path = write_flows(tmp_path, *(flow(period=str(1000 + n)) for n in range(9000)))
    told: list[tuple[str, int, int]] = []
    load(path, progress=lambda verb, done, total: told.append((verb, done, total)))
    assert [verb for verb, _, _ in told][:3] == ["Reading flows.csv"] * 3
    assert all(0 <= done <= total for _, done, total in told)
    with pytest.raises(Cancelled):
        load(path, cancelled=lambda: True)


def test_the_focus_is_the_largest_importer(tmp_path: Path) -> None:
    rows = [
        flow("RUS", "MNG"),
        flow("CHN", "MNG"),
        flow("MNG", "CHN"),
        flow("MNG", "WLD"),
        flow("KOR", "WLD"),
    ]
    assert load(write_flows(tmp_path, *rows)).focus == "MNG"
    rows = [flow("RUS", "MNG", value=5), flow("CHN", "MNG", value=5), flow("MNG", "CHN", value=11)]
    assert load(write_flows(tmp_path, *rows)).focus == "CHN"


def test_order_of_rows_and_columns_changes_nothing(tmp_path: Path) -> None:
    rows = [flow(period=str(year), quantity=year) for year in (2021, 2022, 2023)]
    (tmp_path / "b").mkdir()
    one = load(write_flows(tmp_path, *rows)).tables["flows"]
    other = load(write_flows(tmp_path / "b", *reversed(rows))).tables["flows"]
    left = one.sort_values("period").drop(columns="row").reset_index(drop=True)
    right = other.sort_values("period").drop(columns="row").reset_index(drop=True)
    pd.testing.assert_frame_equal(left, right)


@given(st.binary(max_size=300))
@settings(max_examples=150, deadline=None)
def test_any_bytes_end_in_a_table_or_a_sentence(content: bytes) -> None:
    found = Collector()
    said = ""
    try:
        read_csv(b"period,exporter\n" + content, "x.csv", "flows", FLOWS, found)
    except DataError as error:
        said = str(error)
    assert said == "" or said.endswith(".")
    assert all(str(problem).endswith(".") for problem in found.problems)


def test_unnamed_temporary_folder_is_left_clean(tmp_path: Path) -> None:
    path = write_flows(tmp_path, flow())
    load(path)
    assert names_in(tmp_path) == ["flows.csv"]


def _book(_: Path) -> bytes:
    return b"PK\x03\x04 not a workbook"


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.docx", lambda _: b"x", ("a.docx", "format", "--profile")),
        ("a.csv", lambda _: b"", ("a.csv", "empty", "period")),
        ("a.csv", lambda _: b"\n \n", ("a.csv", "empty")),
        ("a.csv", lambda _: csv_bytes([]), ("a.csv", "header", "row")),
        (
            "a.csv",
            lambda _: csv_bytes([("2023", "RUS")], ("period", "exporter")),
            ("a.csv", "importer", "column"),
        ),
        ("a.csv", lambda _: csv_bytes([flow()[:4]], FLOWS[:4]), ("quantity or value_usd",)),
        (
            "a.csv",
            lambda _: csv_bytes([flow(period="soon")]),
            ("row 2", "period", "soon", "2023-Q1", "no usable"),
        ),
        (
            "a.csv",
            lambda _: b'period,exporter,importer,commodity,quantity\n2023,"RUS',
            ("line 2", "quotation"),
        ),
        ("a.csv", lambda _: b"period,period,exporter\n", ("two columns", "period")),
        ("a.csv", lambda _: b"\x00\x01\x02" * 50, ("a.csv", "not a text")),
        ("a.xlsx", _book, ("a.xlsx", "damaged")),
        ("a.parquet", lambda _: b"PAR1 broken PAR1", ("a.parquet", "Parquet")),
        ("a.zip", lambda _: b"PK broken", ("a.zip", "archive")),
    ],
)
def test_unusable_files(
    tmp_path: Path, name: str, content: Callable[[Path], bytes], words: tuple[str, ...]
) -> None:
    path = tmp_path / name
    path.write_bytes(content(tmp_path))
    with pytest.raises(DataError) as caught:
        load(path)
    for word in words:
        assert word in str(caught.value)
    assert all(str(problem).endswith(".") for problem in caught.value.problems)


def test_no_such_dataset(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="mongolia"):
        load(str(tmp_path / "nowhere"))
    with pytest.raises(DataError, match="flows"):
        load(write_package(tmp_path / "p", places=b"code,name\nMNG,Mongolia\n"))


def test_large_piece_boundaries_keep_every_row() -> None:
    rows = [flow(period=str(1000 + n), quantity=n) for n in range(8193)]
    raw = read_csv(csv_bytes(rows), "x.csv", "flows", FLOWS, Collector())
    assert raw.columns["quantity"].texts() == [str(n) for n in range(8193)]
    assert raw.rows.tolist() == list(range(2, 8195))


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("Österreich,Türkei", "cp1252"),
        ("España,México", "cp1252"),
        ("Côte d’Ivoire,Algérie", "cp1252"),
        ("Węgry,Słowacja", "cp1250"),
        ("Česko,Německo", "cp1250"),
        ("Россия,Монголия", "cp1251"),
        ("Ελλάδα,Τουρκία", "cp1253"),
        ("إيران,العراق", "cp1256"),
        ("日本,モンゴル", "cp932"),
    ],
)
def test_names_in_a_short_table_of_another_encoding(tmp_path: Path, text: str, encoding: str) -> None:
    exporter, importer = text.split(",")
    path = tmp_path / "t.csv"
    path.write_bytes(csv_bytes([flow(exporter, importer)]).decode().encode(encoding))
    data = load(path)
    assert data.tables["flows"]["exporter"].tolist() == [exporter]
    assert data.tables["flows"]["importer"].tolist() == [importer]
    assert "not in UTF-8" in str(data.problems[0])
