"""Tables that nobody knows: fiscal years, years and units within titles, imports and exports side by side."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dependency_explorer.data.intake.periods import period, split_years
from dependency_explorer.data.problems import DataError
from tests.data.profiles.plain import dropped, read, rows_of, text, told

PAIRS = (
    ("Australia", "Japan", "AUS", "JPN"),
    ("Indonesia", "India", "IDN", "IND"),
    ("Peru", "Chile", "PER", "CHL"),
)
FIGURES = st.integers(1, 9_999_999).map(lambda hundredths: hundredths / 100)
HEADS = {"{0}-{1}": 0, "{0}/{2}": 0, "{0}–{2}": 0, "FY {0}/{2}": 0, "{0}/{1}": 0}


def lines(rows: list[list[object]]) -> str:
    stream = io.StringIO(newline="")
    csv.writer(stream).writerows(rows)
    return stream.getvalue()


@given(st.integers(1850, 2150), st.sampled_from(sorted(HEADS)), st.integers(2, 6))
def test_years_over_two_calendar_years_are_told_from_months(start: int, form: str, number: int) -> None:
    texts = [form.format(y, y + 1, f"{(y + 1) % 100:02d}") for y in range(start, start + number)]
    assert split_years(texts) == {t: (str(start + i), str(start + i + 1)) for i, t in enumerate(texts)}


@given(
    st.lists(st.tuples(st.integers(1950, 2050), st.integers(1, 12)), min_size=12, max_size=30, unique=True)
)
def test_months_stay_months(months: list[tuple[int, int]]) -> None:
    texts = [f"{year}-{month:02d}" for year, month in months]
    found = split_years(texts)
    # Only texts that could all be years as well may be taken for years.
    assert not found or all((year + 1) % 100 == month for year, month in months)


def test_a_single_text_that_may_be_a_month_is_one() -> None:
    assert split_years(["2010-11"]) == {}
    assert period("2010-11") == "2010-11"
    assert split_years(["2019-20", "2020-22"]) == {"2019-20": ("2019", "2020")}
    assert split_years(["2010-11", "2010-12"]) == {}


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(FIGURES, min_size=9, max_size=9),
    st.sampled_from(sorted(HEADS)),
    st.sampled_from(("starting", "ending")),
)
def test_fiscal_years_as_columns_or_cells_give_the_same_flows(
    tmp_path: Path, figures: list[float], form: str, chosen: str
) -> None:
    years = [form.format(y, y + 1, f"{(y + 1) % 100:02d}") for y in (2018, 2019, 2020)]
    wide: list[list[object]] = [["Exporter", "Importer", "Commodity", "Unit", *years]]
    long: list[list[object]] = [["Season", "Exporter", "Importer", "Commodity", "Quantity (kt)"]]
    long[0][0] = "Year"
    wanted = set()
    for p, (seller, buyer, one, other) in enumerate(PAIRS):
        own = figures[3 * p : 3 * p + 3]
        wide.append([seller, buyer, "Coal", "kt", *own])
        for y, figure in enumerate(own):
            long.append([years[y], seller, buyer, "Coal", figure])
            wanted.add((str(2018 + y + (chosen == "ending")), one, other, figure, f"year {years[y]}"))
    for rows in (wide, long):
        dataset, report = read(text(tmp_path, "t.csv", lines(rows)), split_years=chosen)
        assert report.profile == "generic"
        assert set(rows_of(dataset, "flows", "period", "exporter", "importer", "quantity", "note")) == wanted
        decision = next(one for one in report.decisions if one.key == "split_years")
        assert (decision.chosen, decision.rows) == (chosen, 9)
        dropped(report)


def test_a_fiscal_year_with_one_number_keeps_it_and_says_so(tmp_path: Path) -> None:
    path = text(
        tmp_path, "t.csv", "Exporter,Importer,Commodity,Unit,FY2020,FY2021\nPeru,Chile,Coal,kt,1.5,2.5\n"
    )
    dataset, report = read(path)
    assert rows_of(dataset, "flows", "period", "quantity") == [("2020", 1.5), ("2021", 2.5)]
    assert "fiscal_years" in told(report)


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(FIGURES, min_size=12, max_size=12), st.permutations(range(4)))
def test_years_and_units_within_titles_of_our_own_words(
    tmp_path: Path, figures: list[float], order: list[int]
) -> None:
    titles = ["quantity_2019_kt", "quantity_2020_kt", "value_2019_usd", "value_2020_usd"]
    rows: list[list[object]] = [["exporter", "importer", "commodity", *(titles[i] for i in order)]]
    wanted = set()
    for p, (seller, buyer, one, other) in enumerate(PAIRS):
        own = figures[4 * p : 4 * p + 4]
        rows.append([seller, buyer, "coal", *(own[i] for i in order)])
        wanted |= {(year, one, other, own[i], "kt", own[i + 2]) for i, year in enumerate(("2019", "2020"))}
    dataset, report = read(text(tmp_path, "t.csv", lines(rows)))
    columns = ("period", "exporter", "importer", "quantity", "unit", "value_usd")
    assert set(rows_of(dataset, "flows", *columns)) == wanted
    dropped(report)


def test_what_a_wide_table_of_our_words_lacks_is_told(tmp_path: Path) -> None:
    path = text(
        tmp_path, "t.csv", "exporter,importer,quantity_2019_kt,quantity_2020_kt\nPeru,Chile,1.5,2.5\n"
    )
    assert {row[0] for row in rows_of(read(path)[0], "flows", "commodity")} == {"not_stated"}
    dataset, _ = read(path, commodity="coal")
    assert rows_of(dataset, "flows", "period", "quantity", "unit") == [
        ("2019", 1.5, "kt"),
        ("2020", 2.5, "kt"),
    ]


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.one_of(st.none(), FIGURES), min_size=12, max_size=12))
def test_imports_and_exports_side_by_side_are_two_flows_each_with_its_reporter(
    tmp_path: Path, figures: list[float | None]
) -> None:
    rows: list[list[object]] = [["Reporter", "Partner", "Year", "Commodity", "Imports (kt)", "Exports (kt)"]]
    wanted = set()
    both = [*PAIRS, *((b, a, y, x) for a, b, x, y in PAIRS)]
    figures = [1.25, 2.25, *figures[2:]]  # the first row tells what the columns are
    for p, (reporter, partner, one, other) in enumerate(both):
        bought, sold = figures[2 * p : 2 * p + 2]
        rows.append([reporter, partner, 2020, "coal", bought, sold])
        if bought is not None:
            wanted.add((other, one, bought, "importer"))
        if sold is not None:
            wanted.add((one, other, sold, "exporter"))
    path = text(tmp_path, "t.csv", lines(rows))
    columns = ("exporter", "importer", "quantity", "reported_by")
    dataset, report = read(path)
    assert set(rows_of(dataset, "flows", *columns)) == wanted
    assert "direction" in told(report)
    dropped(report)
    for way, side in (("imports", "importer"), ("exports", "exporter")):
        one_way, _ = read(path, direction=way)
        assert set(rows_of(one_way, "flows", *columns)) == {row for row in wanted if row[3] == side}


def test_imports_and_exports_of_one_place_a_row_are_asked_about(tmp_path: Path) -> None:
    path = text(
        tmp_path, "t.csv", "Country,Year,Commodity,Imports (kt),Exports (kt)\nPeru,2020,coal,1.5,2.5\n"
    )
    with pytest.raises(DataError, match="role:reporter=Country"):
        read(path)
    columns = ("exporter", "importer", "quantity", "reported_by")
    totals, _ = read(path, role__reporter="Country")
    assert set(rows_of(totals, "flows", *columns)) == {
        ("WLD", "PER", 1.5, "importer"),
        ("PER", "WLD", 2.5, "exporter"),
    }
    partners, _ = read(path, role__partner="Country", place="CHL")
    assert set(rows_of(partners, "flows", *columns)) == {
        ("PER", "CHL", 1.5, "importer"),
        ("CHL", "PER", 2.5, "exporter"),
    }


def test_net_imports_are_no_imports(tmp_path: Path) -> None:
    path = text(
        tmp_path, "t.csv", "Reporter,Partner,Year,Commodity,Net imports (kt)\nPeru,Chile,2020,coal,-1.5\n"
    )
    with pytest.raises(DataError, match="whether they import or export"):
        read(path)


def test_a_corner_may_say_imports_and_exports(tmp_path: Path) -> None:
    rows = "LNG trade 2022 (million tonnes)\nImports / Exports,Australia,Qatar,Total\n"
    rows += "Japan,30.5,2.9,33.4\nTotal,30.5,2.9,33.4\n"
    dataset, _ = read(text(tmp_path, "t.csv", rows))
    assert set(rows_of(dataset, "flows", "exporter", "importer", "quantity")) == {
        ("AUS", "JPN", 30.5), ("QAT", "JPN", 2.9), ("WLD", "JPN", 33.4), ("AUS", "WLD", 30.5), ("QAT", "WLD", 2.9)
    }  # fmt: skip


def test_a_trade_balance_is_neither_a_flow_nor_an_item(tmp_path: Path) -> None:
    path = text(
        tmp_path,
        "t.csv",
        "Reporter,Partner,Year,Commodity,Trade balance (kt),Imports (kt),Exports (kt)\n"
        "Peru,Chile,2020,coal,-10,15,5\nChile,Peru,2020,coal,5,1,6\n",
    )
    dataset, report = read(path)
    assert set(rows_of(dataset, "flows", "exporter", "importer", "quantity", "reported_by")) == {
        ("CHL", "PER", 15.0, "importer"), ("PER", "CHL", 5.0, "exporter"),
        ("PER", "CHL", 1.0, "importer"), ("CHL", "PER", 6.0, "exporter"),
    }  # fmt: skip
    assert "not_amounts" in told(report)


def test_two_reports_of_one_flow_in_one_row_keep_their_sides(tmp_path: Path) -> None:
    path = text(
        tmp_path,
        "t.csv",
        "exporter,importer,year,commodity,exports reported (t),imports reported (t)\n"
        "Russia,Mongolia,2020,coal,10.5,11.5\n",
    )
    dataset, _ = read(path)
    assert set(rows_of(dataset, "flows", "exporter", "importer", "quantity", "reported_by")) == {
        ("RUS", "MNG", 10.5, "exporter"), ("RUS", "MNG", 11.5, "importer")
    }  # fmt: skip


def test_imports_and_exports_above_years(tmp_path: Path) -> None:
    rows = ",,Imports,,Exports,\nReporter,Partner,2019,2020,2019,2020\nPeru,Chile,1.5,2.5,3.5,4.5\n"
    dataset, _ = read(text(tmp_path, "t.csv", rows), unit="kt", commodity="coal")
    assert set(rows_of(dataset, "flows", "period", "exporter", "importer", "quantity", "reported_by")) == {
        ("2019", "CHL", "PER", 1.5, "importer"), ("2020", "CHL", "PER", 2.5, "importer"),
        ("2019", "PER", "CHL", 3.5, "exporter"), ("2020", "PER", "CHL", 4.5, "exporter"),
    }  # fmt: skip


def test_one_direction_in_the_title_of_the_figures_is_enough(tmp_path: Path) -> None:
    path = text(
        tmp_path,
        "t.csv",
        "Country,Partner,Year,Commodity,Trade balance (kt),Imports (kt)\nPeru,Chile,2020,coal,-10,1.5\n",
    )
    dataset, _ = read(path)
    assert rows_of(dataset, "flows", "exporter", "importer", "quantity", "reported_by") == [
        ("CHL", "PER", 1.5, "importer")
    ]
    path = text(tmp_path, "t.csv", "Country,Partner,Year,Commodity,Weight (kt)\nPeru,Chile,2020,coal,1.5\n")
    with pytest.raises(DataError, match="It names reporters and partners"):
        read(path)


@pytest.mark.parametrize(
    ("title", "when"),
    [
        ("2022", "2022"),
        ("Imports 2022 (kt)", "2022"),
        ("Quantity 2022 (kt)", "2022"),
        ("Q3 2022", "2022-Q3"),
        ("Jan 2022", "2022-01"),
    ],
)
def test_the_one_period_in_a_title_of_figures_counts_before_the_name_of_the_file(
    tmp_path: Path, title: str, when: str
) -> None:
    rows = lines(
        [["Exporter", "Importer", "Product", "Unit", title], ["Russia", "Mongolia", "coal", "kt", 5]]
    )
    for name in ("table.csv", "trade_2023.csv"):
        dataset, report = read(text(tmp_path, name, rows))
        assert rows_of(dataset, "flows", "period", "quantity") == [(when, 5.0)]
        assert "constant_period" in told(report)


def test_the_year_of_prices_is_no_period(tmp_path: Path) -> None:
    title = "Exports (constant 2015 US$)"
    rows = lines([["Exporter", "Importer", "Product", title], ["Russia", "Mongolia", "coal", 5]])
    with pytest.raises(DataError, match="of which period"):
        read(text(tmp_path, "t.csv", rows))
    dataset, report = read(text(tmp_path, "t.csv", rows), period="2020")
    assert rows_of(dataset, "flows", "period", "value_usd") == [("2020", 5.0)]
    assert "constant_prices" in told(report)


@pytest.mark.parametrize("both", ["2020-2021", "2020/21"])
def test_two_years_together_are_not_added_to_the_first(tmp_path: Path, both: str) -> None:
    rows = lines(
        [["Year", "Exporter", "Importer", "Product", "kt"]]
        + [
            [when, "Russia", "Mongolia", "coal", amount]
            for when, amount in (("2020", 5), ("2021", 7), (both, 12))
        ]
    )
    dataset, report = read(text(tmp_path, "t.csv", rows))
    assert rows_of(dataset, "flows", "period", "quantity") == [("2020", 5.0), ("2021", 7.0)]
    assert dropped(report) == {"no_period": 1}
