"""What stands in a sheet besides one plain table: further tables, headings, labels written once, nameless sums."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dependency_explorer.data.intake.blocks import tidy
from dependency_explorer.data.intake.layout import find_layout
from dependency_explorer.data.problems import DataError
from tests.data.profiles.plain import dropped, read, rows_of, told
from tests.data.tables import workbook_bytes

FLOW = ("period", "exporter", "importer", "commodity", "quantity")
Rows = list[list[str]]


def grid(text: str) -> Rows:
    rows = [line.split("|") for line in text.strip("\n").split("\n")]
    width = max(map(len, rows))
    return [row + [""] * (width - len(row)) for row in rows]


def sheet(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_bytes(workbook_bytes({"S": grid(text)}))
    return path


@given(
    st.lists(
        st.tuples(st.sampled_from("ABC"), st.integers(1, 999), st.integers(1, 999)), min_size=2, max_size=9
    )
)
def test_a_plain_table_stays_as_it_is(body: list[tuple[str, int, int]]) -> None:
    rows = [
        ["Place", "Kind", "2019", "2020"],
        *([name, f"x{i}", str(a), str(b)] for i, (name, a, b) in enumerate(body)),
    ]
    layout = find_layout(rows)
    assert layout is not None
    assert tidy(rows, layout).rows == rows
    assert tidy(rows, layout).told == ()


def test_a_second_table_below_is_told_and_not_read_as_more_of_the_first(tmp_path: Path) -> None:
    path = sheet(
        tmp_path,
        "Mongolia.xlsx",
        "Table 1. Coal imports by country, kt\nCountry|2019|2020\nRussia|1|2\nChina|3|4\n\n"
        "Table 2. Coal exports by country, kt\nCountry|2019|2020\nJapan|10|20\nItaly|30|40",
    )
    dataset, report = read(path)
    assert "other_tables" in told(report)
    assert set(rows_of(dataset, "flows", *FLOW)) == {
        ("2019", "RUS", "MNG", "coal", 1.0), ("2020", "RUS", "MNG", "coal", 2.0),
        ("2019", "CHN", "MNG", "coal", 3.0), ("2020", "CHN", "MNG", "coal", 4.0),
    }  # fmt: skip


def test_a_second_table_beside_the_first_is_told(tmp_path: Path) -> None:
    path = sheet(
        tmp_path,
        "Mongolia coal, kt.xlsx",
        "Country|2019|2020||Country|2019|2020\nRussia|1|2||Japan|7|8\nItaly|3|4||Chad|5|6",
    )
    dataset, report = read(path, exporter="MNG")
    assert "table_beside" in told(report)
    assert {row[2] for row in rows_of(dataset, "flows", *FLOW)} == {"RUS", "ITA"}


def test_headings_between_rows_say_who_sells(tmp_path: Path) -> None:
    path = sheet(
        tmp_path,
        "x.xlsx",
        "Coal exports, kt\nDestination|2019|2020\nFrom Mongolia\n"
        "China|5|4\nRussia|2|3\nFrom Australia\nJapan|7|6\nChina|8|9",
    )
    dataset, report = read(path)
    assert "headings" in told(report)
    assert ("2020", "AUS", "CHN", "coal", 9.0) in rows_of(dataset, "flows", *FLOW)
    assert ("2020", "MNG", "CHN", "coal", 4.0) in rows_of(dataset, "flows", *FLOW)


YEARS = {("AUS", 100.0, 2021), ("RUS", 10.0, 2021), ("AUS", 110.0, 2022), ("RUS", 5.0, 2022)}


@pytest.mark.parametrize(
    "text",
    [
        # Titles that come again below the second year; the first year stands above them.
        "Imports of coal to Japan (kt)\n2021\nCountry|Quantity\nAustralia|100\nRussia|10\n\n2022\n"
        "Country|Quantity\nAustralia|110\nRussia|5",
        "Imports of coal to Japan (kt)\nCountry|Quantity\n2021\nAustralia|100\nRussia|10\n2022\nAustralia|110\n"
        "Russia|5",
        "Imports of coal to Japan (kt)\nCountry|Quantity\nYear 2021\nAustralia|100\nRussia|10\nYear 2022\n"
        "Australia|110\nRussia|5",
    ],
)
def test_headings_that_are_years_are_the_periods_of_their_rows(tmp_path: Path, text: str) -> None:
    dataset, report = read(sheet(tmp_path, "x.xlsx", text))
    assert "headings" in told(report)
    assert "summed" not in told(report)
    assert set(rows_of(dataset, "flows", *FLOW)) == {
        (str(year), who, "JPN", "coal", amount) for who, amount, year in YEARS
    }


def test_months_below_headings_of_years_are_of_these_years(tmp_path: Path) -> None:
    path = sheet(
        tmp_path,
        "x.xlsx",
        "Coal imports of Japan in kt\n2021\nCountry|Jan|Feb|Mar\nAustralia|1|2|3\n2022\nCountry|Jan|Feb|Mar\n"
        "Australia|4|5|6",
    )
    dataset, _ = read(path)
    assert {when: amount for when, *_, amount in rows_of(dataset, "flows", *FLOW)} == {
        f"{year}-0{month}": 3.0 * (year - 2021) + month for year in (2021, 2022) for month in (1, 2, 3)
    }


def test_headings_of_continents_change_nothing(tmp_path: Path) -> None:
    path = sheet(
        tmp_path,
        "Mongolia coal exports, kt.xlsx",
        "Country|2019|2020\nEurope\nItaly|5|4\nFrance|2|3\nAsia\nJapan|7|6\nChina|8|9",
    )
    dataset, report = read(path)
    assert "headings" not in told(report)
    assert len(rows_of(dataset, "flows", *FLOW)) == 8
    assert dropped(report) == {"no_figure": 2}


def test_labels_of_a_pivot_table_are_filled_in_and_its_sums_are_not_read(tmp_path: Path) -> None:
    path = sheet(
        tmp_path,
        "pivot (kt).xlsx",
        "Exporter|Importer|Commodity|2019|2020\nMongolia|China|Coal|1|2\n||Copper|3|4\n|China Total||4|6\n"
        "|Russia|Coal|5|6\nMongolia Total|||9|12\nPeru|China|Copper|7|8\nGrand Total|||16|20",
    )
    dataset, report = read(path)
    assert "labels_filled" in told(report)
    assert sum(row[4] for row in rows_of(dataset, "flows", *FLOW) if row[0] == "2020") == 20  # type: ignore[misc]
    assert ("2019", "MNG", "CHN", "copper", 3.0) in rows_of(dataset, "flows", *FLOW)


def test_a_sum_that_only_its_figures_tell_is_not_counted_beside_its_parts(tmp_path: Path) -> None:
    text = "Destination|2019|2020\nNorthern buyers|7|11\nNorway|3|5\nSweden|4|6\nItaly|2|2\nAtlantis|9|9"
    dataset, report = read(sheet(tmp_path, "Russia gas exports, bcm.xlsx", text))
    assert dropped(report) == {"aggregates": 1}
    assert {row[2] for row in rows_of(dataset, "flows", *FLOW)} == {"NOR", "SWE", "ITA", "Atlantis"}


def test_years_below_goods_with_their_units(tmp_path: Path) -> None:
    text = "Exporter|Importer|Coal, kt||Gas, bcm|\n||2019|2020|2019|2020\nRussia|China|1|2|3|4\nRussia|Japan|5|6|7|8"
    dataset, _ = read(sheet(tmp_path, "x.xlsx", text))
    found = rows_of(dataset, "flows", *FLOW, "unit")
    assert ("2020", "RUS", "CHN", "gas", 4.0, "bcm") in found
    assert ("2019", "RUS", "JPN", "coal", 5.0, "kt") in found
    assert len(found) == 8


def test_the_sheet_with_the_table_is_found_and_the_others_are_named(tmp_path: Path) -> None:
    path = tmp_path / "x.xlsx"
    path.write_bytes(
        workbook_bytes(
            {
                "Notes": [["About"], ["These figures"]],
                "2020": [["Exporter", "Importer", "Good", "kt"], ["Peru", "Chad", "tin", "1"]],
            }
        )
    )
    dataset, report = read(path)
    assert rows_of(dataset, "flows", *FLOW) == [("2020", "PER", "TCD", "tin", 1.0)]
    assert "other_sheets" in told(report)


def test_places_in_titles_alone_trade_with_whom_the_title_names(tmp_path: Path) -> None:
    text = "Coal exports of Mongolia, kt\nYear|China|Russia|Total\n2019|1|2|3\n2020|4|5|9"
    dataset, _ = read(sheet(tmp_path, "x.xlsx", text))
    assert ("2020", "MNG", "RUS", "coal", 5.0) in rows_of(dataset, "flows", *FLOW)
    assert ("2020", "MNG", "WLD", "coal", 9.0) in rows_of(dataset, "flows", *FLOW)
    with pytest.raises(DataError, match="with whom they trade"):
        read(sheet(tmp_path, "y.xlsx", text.replace("exports of Mongolia", "trade")))


def headed(text: str) -> tuple[Rows, set[str]]:
    rows = grid(text)
    layout = find_layout(rows)
    assert layout is not None
    done = tidy(rows, layout)
    return done.rows, {key for key, _ in done.told}


def test_periods_without_figures_are_no_headings_of_other_periods() -> None:
    # The first and the third month are missing: the figures of the second are not those of the first.
    _, told_ = headed("Date|Production|Use\n2018-01||\n2018-02|1|4\n2018-03||\n2018-04|5|6")
    assert "headings" not in told_
    _, told_ = headed(
        "Period|Production|Use\n2018||\nJanuary 2018|1|4\nFebruary 2018|2|5\n2019||\nJanuary 2019|5|6"
    )
    assert "headings" not in told_


@pytest.mark.parametrize("years", [("2020", "2020"), ("2020", "2021")])
def test_headings_of_goods_with_a_year_stay_goods(years: tuple[str, str]) -> None:
    rows, told_ = headed(
        f"Exporter|China|Japan\nCopper {years[0]}||\nChile|1|2\nPeru|3|4\nZinc {years[1]}||\nChile|5|6\nPeru|7|8"
    )
    assert "headings" in told_
    assert {row[0] for row in rows[1:]} == {f"Copper {years[0]}", f"Zinc {years[1]}"}


def test_a_title_above_is_no_heading_where_one_stands_below() -> None:
    rows, told_ = headed(
        "Trade in copper||\nImporter|2019|2020\nFrom Chile||\nChina|1|2\nJapan|3|4\nFrom Peru||\n"
        "Importer|2019|2020\nChina|5|6\nJapan|7|8"
    )
    assert {"headings", "titles_again"} <= told_
    assert [row[:2] for row in rows[2:]] == [
        ["Chile", "China"], ["Chile", "Japan"], ["Peru", "China"], ["Peru", "Japan"],
    ]  # fmt: skip


def test_headings_are_no_periods_where_the_titles_are() -> None:
    rows = grid("Exporter|2019|2020\n2008||\nChile|1|2\nPeru|3|4\n2009||\nChile|5|6\nPeru|7|8")
    layout = find_layout(rows)
    assert layout is not None
    assert tidy(rows, layout).layout.names[0] == "heading"
