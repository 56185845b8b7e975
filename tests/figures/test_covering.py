"""Figures tell of when their numbers are: a mean of whole years, or months as months; other months never added."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dependency_explorer.analysis.periods import WHOLE_YEAR
from dependency_explorer.analysis.question import Question
from dependency_explorer.analysis.spans import span_of
from dependency_explorer.charts.flows import FlowsData
from dependency_explorer.charts.partners import PartnersData
from dependency_explorer.figures.build import figure
from dependency_explorer.figures.bundle import csv_text
from dependency_explorer.figures.covering import basis, span_text
from dependency_explorer.figures.key_figures import key_figures
from tests.analysis.worlds import COMMODITIES, Record, bought, world

ASKED = Question("MNG", ("oil",), "2022", "2024")


def plain(text: str) -> str:
    return text.replace("\u2009", " ")


def part(commodity: str = "oil", year: str = "2024", last: int = 5, **more: object) -> list[Record]:
    return [
        bought(code, amount, f"{year}-{month:02}", commodity=commodity, **more)
        for month in range(1, last + 1)
        for code, amount in (("RUS", 8), ("CHN", 2))
    ]


def whole(commodity: str = "oil", year: str = "2023", **more: object) -> list[Record]:
    return [
        bought("RUS", 90, year, commodity=commodity, **more),
        bought("CHN", 30, year, commodity=commodity),
    ]


@pytest.mark.parametrize(
    ("months", "text", "told"),
    [
        ({"2023": WHOLE_YEAR}, "2023", "2023"),
        ({"2021": WHOLE_YEAR, "2022": WHOLE_YEAR}, "2021–2022", "mean of 2021–2022"),
        ({"2019": WHOLE_YEAR, "2022": WHOLE_YEAR}, "2019 and 2022", "mean of 2019 and 2022"),
        ({"2024": 0b11111}, "January–May 2024", "sum of January–May 2024"),
        ({"2023": 0xE00, "2024": 0b111}, "October 2023 – March 2024", "sum of October 2023 – March 2024"),
        ({"2020": 0b10101, "2024": 0b101}, "5 months of 2020–2024", "sum of 5 months of 2020–2024"),
        ({"2024-01": 1, "2024-02": 2}, "January–February 2024", "mean of January–February 2024"),
    ],
)
def test_the_words_for_a_span(months: dict[str, int], text: str, told: str) -> None:
    span = span_of(months)
    assert (span_text(span), basis(span)) == (text, told)


@given(st.dictionaries(st.sampled_from(("2021", "2022", "2024")), st.integers(1, WHOLE_YEAR - 1), min_size=1))
def test_a_span_of_months_is_never_told_as_years(months: dict[str, int]) -> None:
    span = span_of(months)
    assert "months of" in span_text(span) or any(
        name in span_text(span) for name in ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep",
                                             "Oct", "Nov", "Dec")
    )  # fmt: skip


def test_every_view_leaves_the_same_year_out() -> None:
    dataset = world([*whole(year="2022"), *whole(), *part()])
    note = "2024 has 5 of 12 months (January–May) and is left out of the mean."
    for name in ("partners", "flows"):
        made = figure(name, dataset, ASKED)
        assert note in made.notes
        assert "mean of 2 of 3 years" in made.subtitle
        assert "2022–2023" in made.title
        assert ",mean of 2022–2023," in csv_text(made)
        assert made.alt_text.startswith(made.title)
    partners = figure("partners", dataset, ASKED)
    assert "120 kt a year in total" in plain(partners.subtitle)
    compared = figure("multiples", dataset, ASKED, places=("MNG",))
    assert "Mongolia (2024)" in next(text for text in compared.notes if "some of their months" in text)
    assert ",mean of 2022–2023," in csv_text(compared)
    top = {one.name: one for one in key_figures(dataset, ASKED, "oil", None)}["top_partner"]
    assert "(01-05) and is left out of the mean" in top.explanation
    assert top.detail == "of quantity · 2022–2023"


def test_months_alone_are_told_as_months_and_never_as_a_year() -> None:
    dataset = world(part())
    asked = ASKED.within("2024", "2024")
    made = figure("partners", dataset, asked)
    assert "in January–May 2024" in made.title
    assert plain(made.subtitle).endswith("January–May 2024 · 50 kt in total")
    assert made.file_name.endswith("january-may-2024")
    assert "sum of January–May 2024" in csv_text(made)
    assert "January–May 2024" in figure("flows", dataset, asked).title
    compared = figure("multiples", dataset, asked, places=("MNG",))
    (row,) = compared.data.rows  # type: ignore[union-attr]
    assert plain(row.amount_text) == "50 kt in January–May 2024"  # type: ignore[union-attr]
    top = {one.name: one for one in key_figures(dataset, asked, "oil", None)}["top_partner"]
    assert top.detail == "of quantity · Jan–May 2024"


def test_goods_of_other_months_are_not_added_and_are_named() -> None:
    dataset = world([*whole("diesel"), *part("petrol", "2023")])
    both = Question("MNG", ("diesel", "petrol"), "2023", "2023")
    made = figure("partners", dataset, both)
    assert "120 kt in total" in plain(made.subtitle)
    assert "Left out, as known for part of the time only: petrol (January–May 2023)." in made.excluded
    assert isinstance(made.data, PartnersData)
    assert {bar.code: bar.quantity for bar in made.data.rows} == {"RUS": 90, "CHN": 30}
    alike = figure("partners", world([*part("diesel", "2023"), *part("petrol", "2023")]), both)
    assert "100 kt in total" in plain(alike.subtitle)
    assert "January–May 2023" in alike.title


def test_widths_on_one_scale_are_of_one_time() -> None:
    kinds = [{**kind, "energy_gj_per_unit": 1000} for kind in COMMODITIES]
    dataset = world([*whole("diesel"), *part("coal", "2023")], commodities=kinds)
    asked = Question("MNG", ("diesel", "coal"), "2023", "2023", "energy")
    made = figure("flows", dataset, asked)
    assert isinstance(made.data, FlowsData)
    assert {link.commodity for link in made.data.links} == {"diesel"}
    assert "coal (January–May 2023)" in made.excluded
    # Shares within each commodity need no common scale; each row of the table says of when it is.
    shares = figure("flows", dataset, Question("MNG", ("diesel", "coal"), "2023", "2023"))
    assert isinstance(shares.data, FlowsData)
    assert {(link.commodity, link.covers) for link in shares.data.links} == {
        ("diesel", "2023"), ("coal", "sum of January–May 2023"),
    }  # fmt: skip
    assert not shares.excluded


def test_places_known_in_part_are_named_and_make_no_ranking() -> None:
    rows = [*whole(), *[{**row, "importer": "KAZ"} for row in part(year="2023", last=3)]]
    rows += [{**row, "importer": "UZB", "quantity": 1} for row in whole()]
    made = figure("multiples", world(rows), ASKED.within("2023", "2023"), places=("MNG", "KAZ", "UZB"))
    assert made.title.startswith("How concentrated are the suppliers")
    assert "Known for months only, not for a whole year: Kazakhstan (January–March 2023)." in made.notes


def test_amounts_side_by_side_are_in_one_unit() -> None:
    kinds = [{"id": "oil", "name": "Oil", "group": "oil", "unit": "t"}]
    rows = [bought("RUS", 1_500_000), bought("CHN", 900), bought("KAZ", 0.5)]
    rows += [{**bought("RUS", 400), "importer": "UZB"}, {**bought("CHN", 200), "importer": "UZB"}]
    dataset = world(rows, commodities=kinds)
    asked = ASKED.within("2023", "2023")
    made = figure("partners", dataset, asked)
    assert isinstance(made.data, PartnersData)
    assert [plain(bar.amount_text) for bar in made.data.rows] == ["1 500 kt", "0.9 kt", "<0.001 kt"]
    compared = figure("multiples", dataset, asked, places=("MNG", "UZB"))
    assert {row.code: plain(row.amount_text) for row in compared.data.rows} == {  # type: ignore[union-attr]
        "MNG": "1 501 kt", "UZB": "0.6 kt",
    }  # fmt: skip


def test_a_history_of_several_goods_adds_only_what_is_known_for_the_same_months() -> None:
    dataset = world(
        [*whole("diesel", "2022"), *whole("diesel"), *whole("petrol", "2022"), *part("petrol", "2023")]
    )
    made = figure("trend", dataset, Question("MNG", ("diesel", "petrol"), "2022", "2023"))
    assert "A gap stands where the commodities are not known for the same months: 2023." in made.notes
    assert made.data.months == (12, 0)  # type: ignore[union-attr]


def test_where_nothing_is_drawn_or_named_the_periods_that_exist_are_told() -> None:
    dataset = world([bought("WLD", 9, "2020"), *whole()])
    for name in ("flows", "partners", "multiples"):
        reason = figure(name, dataset, ASKED.within("1990", "1990")).empty_reason
        assert reason.endswith("choose a period within 2020–2023.")
    assert "Partners are named in 2023." in figure("flows", dataset, ASKED.within("2020", "2020")).notes
    assert "No data in 1990." in figure("trend", dataset, ASKED.within("1990", "1990")).notes
    assert "No data in 2023." not in figure("trend", dataset, ASKED.within("2023-02", "2023-03")).notes


def test_means_of_places_are_counted_only_where_their_years_are_the_same() -> None:
    rows = [*whole(year="2022"), *whole(), *[{**row, "importer": "KAZ"} for row in whole()]]
    apart = figure("multiples", world(rows), ASKED, places=("MNG", "KAZ"))
    assert "means of each place’s years with data" in apart.subtitle
    assert "Not every period of the others: Kazakhstan." in apart.notes
    alike = figure("multiples", world(rows[:4]), ASKED.within("2022", "2023"), places=("MNG",))
    assert "mean of 2 years" in alike.subtitle
