"""Each fault that can be survived: what it is called, where it is, and what remains."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from dependency_explorer.data.check import report
from dependency_explorer.data.problems import ROWS_NAMED, Problem
from dependency_explorer.data.read import load
from tests.data.tables import FLOWS, csv_bytes, flow, write_flows, write_package

MORE = (*FLOWS, "quality", "source_id")


def only(problems: Sequence[Problem], severity: str) -> Problem:
    chosen = [problem for problem in problems if problem.severity == severity]
    assert len(chosen) == 1, problems
    return chosen[0]


@pytest.mark.parametrize(
    ("bad", "severity", "column", "words"),
    [
        (flow("CHN", quantity="lots"), "error", "quantity", ("lots", "not a number", "leave the cell empty")),
        (flow("CHN", quantity="n/a"), "error", "quantity", ("n/a", "not a number")),
        (flow("CHN", quantity="1e999"), "error", "quantity", ("1e999", "infinite")),
        (flow("CHN", quantity="-5"), "error", "quantity", ("“-5”", "negative", "Swap")),
        (flow("CHN", value="-1"), "error", "value_usd", ("negative",)),
        (flow("CHN", quantity="1,234"), "error", "quantity", ("1,234", "decimal or a thousand")),
        (flow("CHN", period="2023-13"), "error", "period", ("2023-13", "left out", "2023-Q1")),
        (flow("CHN", period="Jan 2023"), "error", "period", ("Jan 2023",)),
        (flow("", "MNG"), "error", "exporter", ("empty", "left out")),
        (flow("MNG", "MNG"), "warning", "importer", ("MNG", "itself")),
        (flow("CHN", quantity=""), "warning", "", ("neither a quantity", "not as zero")),
        (flow("CHN", unit="bbl"), "error", "unit", ("bbl", "kt", "set aside")),
        (flow("CHN", unit=""), "error", "unit", ("no unit", "kt")),
        (flow("CHN", unit="t"), "warning", "unit", ("converted to kt",)),
        (flow("RUS", quantity=7), "error", "period", ("row 2", "2023, RUS, MNG, diesel", "alt")),
    ],
)
def test_one_bad_row(
    tmp_path: Path, bad: Sequence[object], severity: str, column: str, words: tuple[str, ...]
) -> None:
    data = load(write_flows(tmp_path, flow(), flow("KOR"), bad))
    problem = only(data.problems, severity)
    assert (problem.table, problem.row, problem.column) == ("flows", 4, column)
    for word in ("flows.csv", *words):
        assert word in problem.message
    assert problem.message.endswith(".")
    assert data.tables["flows"]["quantity"].tolist()[:2] == [1.0, 1.0]


def test_a_flow_of_a_place_to_itself_beside_its_total(tmp_path: Path) -> None:
    within = write_flows(tmp_path, flow("WLD", "MNG"), flow("MNG", "MNG"), flow("CHN", "CHN"))
    found = {problem.row: problem.message for problem in load(within).problems}
    assert sorted(found) == [3, 4]
    assert "beside a total over its partners (first row 3)" in found[3]
    assert "taken off what partners leave of the total" in found[3]
    assert "from “CHN” to itself does not count as trade" in found[4]


def test_a_repeated_key_does_not_count_twice(tmp_path: Path) -> None:
    data = load(write_flows(tmp_path, flow(quantity=5, value=1), flow(quantity=7, value=2)))
    assert data.tables["flows"]["quantity"].sum() == 5.0
    assert data.tables["flows"]["value_usd"].sum() == 1.0


def test_rows_reported_by_both_sides_or_by_route_are_no_repeats(tmp_path: Path) -> None:
    header = (*FLOWS, "reported_by", "route")
    rows = [(*flow(), "exporter", ""), (*flow(), "importer", ""), (*flow(), "", "a"), (*flow(), "", "b")]
    assert load(write_flows(tmp_path, *rows, header=header)).problems == ()


def test_no_unit_column(tmp_path: Path) -> None:
    header = ("period", "exporter", "importer", "commodity", "quantity")
    data = load(write_flows(tmp_path, ("2023", "RUS", "MNG", "diesel", 5), header=header))
    assert data.tables["flows"]["unit"].tolist() == [""]
    assert data.tables["flows"]["quantity"].tolist() == [5.0]
    assert "no row has a unit" in only(data.problems, "warning").message


def test_unit_from_the_table_commodities(tmp_path: Path) -> None:
    flows = csv_bytes([flow(unit=""), flow("CHN", quantity=2000, unit="t")])
    path = write_package(tmp_path / "p", flows=flows, commodities=b"id,name,unit\ndiesel,Diesel,kt\n")
    data = load(path)
    assert data.tables["flows"]["quantity"].tolist() == [1.0, 2.0]
    assert data.tables["flows"]["unit"].tolist() == ["kt", "kt"]
    assert len(data.problems) == 2
    assert data.errors == ()


def test_many_faults_of_a_kind_are_named_and_counted(tmp_path: Path) -> None:
    rows = [flow(period=str(1000 + n), quantity="x") for n in range(5000)]
    data = load(write_flows(tmp_path, *rows))
    faults = [problem for problem in data.problems if problem.column == "quantity"]
    assert len(faults) == ROWS_NAMED + 1
    assert "4\u2009980 more rows" in faults[-1].message


def test_rows_that_do_not_fit_the_header(tmp_path: Path) -> None:
    path = tmp_path / "flows.csv"
    path.write_text(
        "period,exporter,importer,commodity,quantity,unit\n"
        "2023,RUS,MNG,diesel,12,5,kt\n"
        "2022,RUS,MNG,d\n"
        "\n"
        "2021,RUS,MNG,d,3,kt\n"
    )
    data = load(path)
    assert data.tables["flows"]["period"].tolist() == ["2022", "2021"]
    assert data.tables["flows"]["row"].tolist() == [3, 5]
    error = only(data.problems, "error")
    assert (error.row, "7 cells" in error.message, "left out" in error.message) == (2, True, True)


def test_unnamed_columns_are_counted(tmp_path: Path) -> None:
    path = write_flows(tmp_path, (*flow(), "kept?"), (*flow("CHN"), ""), header=(*FLOWS, ""))
    assert "column 8 has no name; its 1 value" in only(load(path).problems, "warning").message


def test_codes_that_no_table_explains(tmp_path: Path) -> None:
    flows = csv_bytes([(*flow("Q1"), "guess", "nobody"), (*flow("CHN"), "official", "s1")], MORE)
    path = write_package(
        tmp_path / "p",
        flows=flows,
        places=b"code,name\nMNG,Mongolia\n",
        commodities=b"id,name\npetrol,Petrol\n",
        sources=b"id,publisher,title,date\ns1,Office,Yearbook,2024\n",
    )
    data = load(path)
    assert data.errors == ()
    # CHN is a country of ISO 3166, so it has a name without standing in places.
    assert sorted(problem.value for problem in data.problems) == ["Q1", "diesel", "guess", "nobody"]
    assert data.place_name("Q1") == "Q1"
    assert data.commodity_name("diesel") == "diesel"
    assert data.source_label("s1") == "Office, Yearbook (2024)"
    assert data.source_short("s1") == "Office (2024)"
    assert data.source_label("nobody") == data.source_short("nobody") == "nobody"


def test_ids_given_twice_and_parts_in_a_circle(tmp_path: Path) -> None:
    path = write_package(
        tmp_path / "p",
        flows=csv_bytes([flow()]),
        commodities=b"id,name,part_of,unit\ndiesel,Diesel,oil,kt\noil,Oil,diesel,kt\ndiesel,Other,,kt\n",
    )
    messages = [problem.message for problem in load(path).errors]
    assert len(messages) == 2
    assert any("second time" in message and "row 4" in message for message in messages)
    assert any("circle" in message for message in messages)
    assert load(path).commodity_name("diesel") == "Diesel"


def test_a_broken_table_beside_flows_costs_only_itself(tmp_path: Path) -> None:
    path = write_package(
        tmp_path / "p", flows=csv_bytes([flow()]), balances=b"period,place\n2023,MNG\n", events=b""
    )
    data = load(path)
    assert {problem.table for problem in data.errors} == {"balances", "events"}
    assert data.tables["balances"].empty


def test_the_report_puts_errors_first(tmp_path: Path) -> None:
    data = load(
        write_flows(tmp_path, flow("MNG", "MNG"), flow("CHN", quantity="x"), flow("KOR", quantity="-1"))
    )
    severities = [problem.severity for problem in report(data)]
    assert severities == sorted(severities)
    assert sorted(map(str, report(data))) == sorted(map(str, data.problems))


def test_the_unit_of_a_commodity_is_the_one_that_most_of_its_quantities_can_be_told_in(
    tmp_path: Path,
) -> None:
    rows = [flow(period=str(year), unit="t", quantity=1000) for year in (2001, 2002)]
    rows += [flow(period=str(year), unit="kt", quantity=2) for year in (2003, 2004)]
    rows += [flow(period=str(year), unit="GWh", quantity=3) for year in (2005, 2006, 2007)]
    data = load(write_flows(tmp_path, *rows))
    assert data.commodity_unit("diesel") == "kt"
    quantities = data.tables["flows"]["quantity"].tolist()
    assert quantities[:4] == [1, 1, 2, 2]
    assert all(number != number for number in quantities[4:])
    (error,) = [problem for problem in data.problems if problem.severity == "error"]
    assert "3 quantities of diesel (first row 6) are in “GWh”" in error.message


def test_one_row_is_spoken_of_in_the_singular(tmp_path: Path) -> None:
    data = load(write_flows(tmp_path, flow(), flow("CHN"), flow("KAZ", unit="GWh"), flow("KOR", unit="t")))
    said = " ".join(map(str, data.problems))
    assert "is in “GWh”" in said
    assert "it is set aside" in said
    assert "is in t and was converted to kt" in said


def test_a_likely_slip_among_codes_of_countries_is_named(tmp_path: Path) -> None:
    data = load(write_flows(tmp_path, flow(), flow("RUZ", period="2022"), flow("XKX"), flow("RU-TY")))
    (warning,) = data.problems
    assert (warning.severity, warning.row, warning.column, warning.value) == ("warning", 3, "exporter", "RUZ")
    assert "“RUZ” is no ISO 3166-1 code" in warning.message
    # Where most are no countries, three letters are the source's own codes.
    assert not load(write_flows(tmp_path, flow("AAA", "BBB"))).problems
