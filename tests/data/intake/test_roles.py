"""Roles of columns: guessed from titles and cells, with a confidence and a reason, and what only the user can say."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dependency_explorer.data.intake.headwords import TITLES
from dependency_explorer.data.intake.layout import Layout, find_layout
from dependency_explorer.data.intake.plan import Plan
from dependency_explorer.data.intake.roles import Guess, guess
from dependency_explorer.data.intake.target import target
from dependency_explorer.data.problems import DataError

Grid = list[list[str]]


def grid(text: str) -> Grid:
    return [line.split("|") for line in text.strip("\n").split("\n")]


def layout_of(rows: Grid) -> Layout:
    found = find_layout(rows)
    assert found is not None
    return found


def guessed(text: str, *around: str, **chosen: str) -> Guess:
    rows = grid(text)
    return guess(layout_of(rows), rows, around, chosen)


def roles(found: Guess) -> dict[str, str]:
    return {role.role: role.column for role in found.roles}


def test_titles_units_and_notes_around_the_table() -> None:
    layout = layout_of(grid("Oil 2020||\nMt||\n|To|\nFrom|US|China\nRussia|1|2\nSource: x||"))
    assert (layout.header, layout.body, layout.axis) == (3, 4, "To")
    assert layout.above == ("Oil 2020", "Mt")
    below = layout_of(grid("Country|Supply|Use\n|Petajoules|Petajoules\nMongolia|1|2"))
    assert (below.body, below.units) == (2, ("", "Petajoules", "Petajoules"))


def test_merged_titles_spread_to_the_right() -> None:
    layout = layout_of(
        grid("||Coal||Gas|\nYear|Exporter|kt|USD|kt|USD\n2020|Russia|1|2|3|4\n2021|Russia|1|2|3|4")
    )
    assert layout.groups == ("", "", "Coal", "Coal", "Gas", "Gas")
    assert layout.names[2:] == ("Coal / kt", "Coal / USD", "Gas / kt", "Gas / USD")


def test_labels_of_rows_below_the_titles_as_pivot_tables_have_them() -> None:
    layout = layout_of(
        grid("||value||\n|reporter|Mongolia|Chad|Peru\nyear|flow|||\n2020|Import|1|2|3\n2021|Import|1|2|3")
    )
    assert layout.names[:2] == ("year", "flow")
    assert (layout.axis, layout.body) == ("reporter", 3)


def test_a_long_table_in_german() -> None:
    found = guessed(
        "Jahr|Herkunftsland|Zielland|Ware|Menge (t)|Wert (1000 US$)\n2020|Russland|Polen|Kohle|1|2"
    )
    assert roles(found) == {
        "period": "Jahr", "exporter": "Herkunftsland", "importer": "Zielland", "commodity": "Ware",
        "quantity": "Menge (t)", "value_usd": "Wert (1000 US$)",
    }  # fmt: skip
    assert all(0 < role.confidence <= 1 and role.reason for role in found.roles)


def test_cells_tell_where_titles_do_not() -> None:
    found = guessed("a|b|c\n2019|Mongolia|1.5\n2020|Russia|2\n2021|China|3", "imports of gas (mcm)")
    assert roles(found) == {"period": "a", "place": "b", "quantity": "c"}
    assert found.constants.direction == "imports"
    assert found.constants.measure.unit == "mcm"


@pytest.mark.parametrize(
    ("corner", "rows", "columns"),
    [
        ("From", "exporter", "importer"),
        ("To \\ From", "importer", "exporter"),
        ("Importer", "importer", "exporter"),
    ],
)
def test_a_matrix_either_way_round(corner: str, rows: str, columns: str) -> None:
    found = guessed(f"{corner}|Russia|China|Peru\nGermany|1|2|3\nItaly|1|2|3")
    assert found.axis == "place"
    assert roles(found) == {rows: corner, columns: TITLES}


def test_a_matrix_that_does_not_say_which_way_round_asks() -> None:
    found = guessed("|Russia|China|Peru\nGermany|1|2|3\nItaly|1|2|3", "coal 2020 kt")
    (missing,) = target(found, Plan()).missing
    assert f'--set "role:exporter={TITLES}"' in missing
    chosen = guessed("|Russia|China|Peru\nGermany|1|2|3\nItaly|1|2|3", "coal 2020 kt", exporter=TITLES)
    assert not target(chosen, Plan()).missing


def test_shares_and_prices_are_no_amounts() -> None:
    found = guessed("Year|From|To|Price (USD/t)|Share (%)|Quantity (kt)\n2020|Peru|Chile|1|2|3")
    assert [value.name for value in found.values] == ["Quantity (kt)"]
    assert set(found.ignored) == {"Price (USD/t)", "Share (%)"}


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("Year|From|Fuel|kt\n2020|Peru|coal|1\n2021|Chad|coal|2", "--set importer=MNG"),
        ("Year|To|Fuel|kt\n2020|Peru|coal|1\n2021|Chad|coal|2", "--set exporter=RUS"),
        ("Year|Country|Fuel|kt\n2020|Peru|coal|1\n2021|Chad|coal|2", "--set item=production"),
        ("Year|From|To|Fuel|Quantity\n2020|Peru|Chad|coal|1", "--set unit=kt"),
        ("From|To|Fuel|kt\nPeru|Chad|coal|1", "--set period=2020"),
        ("Year|Reporter|Partner|Fuel|kt\n2020|Peru|Chad|coal|1", "--set direction=imports"),
    ],
)
def test_what_is_missing_is_asked_for_with_the_set_that_says_it(text: str, says: str) -> None:
    (missing,) = target(guessed(text), Plan()).missing
    assert says in missing


def test_a_role_that_the_user_gives_wins() -> None:
    found = guessed("Year|A|B|Fuel|kt\n2020|Peru|Chad|coal|1", exporter="B", importer="A")
    assert (found.column("exporter"), found.column("importer")) == ("B", "A")
    with pytest.raises(DataError, match="has no column “C”"):
        guessed("Year|A|B|Fuel|kt\n2020|Peru|Chad|coal|1", exporter="C")
    with pytest.raises(DataError, match="no role “seller”"):
        guessed("Year|A|B|Fuel|kt\n2020|Peru|Chad|coal|1", seller="A")


@given(st.lists(st.lists(st.text(max_size=8), min_size=1, max_size=6), max_size=8))
def test_any_grid_is_looked_at(rows: Grid) -> None:
    layout = find_layout(rows)
    if layout is not None:
        found = guess(layout, rows, ["name"])
        assert {role.column for role in found.roles} <= {*layout.names, TITLES}
        target(found, Plan())
