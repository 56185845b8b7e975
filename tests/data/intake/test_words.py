"""Figures, periods and places as people write them."""

from __future__ import annotations

import datetime as dt
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dependency_explorer.data.intake.periods import day, period, years_in
from dependency_explorer.data.intake.places import Places, anyhow, by_eurostat, by_iso2, by_name, by_number
from dependency_explorer.data.intake.values import Marks, figures
from dependency_explorer.data.places import country_names
from dependency_explorer.data.raw import NumberColumn, column_of

EUROSTAT = Marks(flags={"p": "provisional", "e": "estimate"})


@pytest.mark.parametrize(
    ("text", "number", "quality"),
    [
        ("57.2 p", 57.2, "provisional"),
        ("1234 e", 1234.0, "estimate"),
        ("1234e", 1234.0, "estimate"),
        ("1e3", 1000.0, ""),
        (">2000000", 2e6, ""),
        ("5*", 5.0, ""),
        ("0.5†", 0.5, ""),
        ("31,247,262", 31247262.0, ""),
        ("-3.2", -3.2, ""),
    ],
)
def test_flags_and_bounds(text: str, number: float, quality: str) -> None:
    read = figures(column_of([text]), EUROSTAT)
    assert read.numbers.tolist() == [number]
    assert read.quality.texts() == [quality]
    assert not read.faulty.any()


@pytest.mark.parametrize("text", ["", ":", ": m", "..", "-", "--", " -   ", "n/a", "\u00a0", "…"])
def test_marks_for_no_figure_are_missing_and_no_fault(text: str) -> None:
    read = figures(column_of([text]), EUROSTAT)
    assert math.isnan(read.numbers[0])
    assert read.missing.tolist() == [True]
    assert not read.faulty.any()


@pytest.mark.parametrize("text", ["abc", "5 Mt", "12 kt", "1.2.3", "W"])
def test_what_is_no_figure_is_a_fault_and_missing(text: str) -> None:
    read = figures(column_of([text]), EUROSTAT)
    assert math.isnan(read.numbers[0])
    assert read.faulty.tolist() == [True]


def test_thousands_with_points_where_the_column_cannot_mean_decimals() -> None:
    # 914 has no mark, 13.978 and 2.061 have: without a decimal anywhere only thousands make sense of " -   ".
    read = figures(column_of(["13.978.000", "914", " -   "]), comma_is_likely=True)
    assert read.numbers.tolist()[:2] == [13978000.0, 914.0]
    assert read.comma


@given(st.lists(st.one_of(st.none(), st.floats(allow_infinity=False, allow_nan=False)), min_size=1))
def test_numbers_that_are_numbers_stay_as_they_are(values: list[float | None]) -> None:
    column = NumberColumn(np.array([math.nan if v is None else v for v in values]))
    read = figures(column)
    assert read.missing.tolist() == [v is None for v in values]
    assert read.numbers.tobytes() == column.numbers.tobytes()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2014", "2014"),
        ("2014.0", "2014"),
        ("201401", "2014-01"),
        ("2018-01 ", "2018-01"),
        ("01.08.2018", "2018-08"),
        ("2008-10-01 00:00:00", "2008-10"),
        ("01.01.2021 00:00 - 01.01.2021 01:00", "2021-01"),
        ("2016M05", "2016-05"),
        ("Jan-20", "2020-01"),
        ("January 2020", "2020-01"),
        ("juin 2019", "2019-06"),
        ("2020-Q1", "2020-Q1"),
        ("Q3 2019", "2019-Q3"),
        ("Y1986", "1986"),
        ("20210131", "2021-01"),
        ("13/25/2020", ""),
        ("next year", ""),
        ("123456", ""),
        ("", ""),
    ],
)
def test_period_forms(text: str, expected: str) -> None:
    assert period(text) == expected


@given(
    st.dates(
        min_value=__import__("datetime").date(1900, 1, 1), max_value=__import__("datetime").date(2100, 1, 1)
    )
)
def test_every_day_has_its_month(date: dt.date) -> None:
    text = date.isoformat()
    assert period(text) == text[:7]
    assert day(text) == text


def test_years_of_a_title() -> None:
    assert years_in("Exporters of Crude Petroleum 2016-2018, HS 2709") == ("2016", "2018")


@pytest.mark.parametrize(
    ("number", "code"),
    [("842", "USA"), ("699", "IND"), ("251", "FRA"), ("579", "NOR"), ("757", "CHE"), ("490", "TWN"), ("0", "WLD"),
     ("899", "XNS"), ("711", "ZAF"), ("004", "AFG"), ("4", "AFG"), ("156", "CHN"), ("496", "MNG"),
     ("97", "EU27_2020")],
)  # fmt: skip
def test_numbers_of_un_comtrade(number: str, code: str) -> None:
    place = by_number(number)
    assert place is not None
    assert place.code == code


def test_namibia_is_a_country_and_greece_has_two_codes() -> None:
    assert by_iso2("NA").code == "NAM"  # type: ignore[union-attr]
    assert by_eurostat("EL").code == by_iso2("GR").code == "GRC"  # type: ignore[union-attr]
    assert by_eurostat("UK").code == "GBR"  # type: ignore[union-attr]
    assert by_eurostat("TOTAL").code == "WLD"  # type: ignore[union-attr]
    assert by_eurostat("EUR_OTH").code == "XNS"  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("Türkiye", "TUR"), ("Turkey", "TUR"), ("Korea, Rep.", "KOR"), ("Dem. Rep. of the Congo", "COD"),
        ("Viet Nam", "VNM"), ("China, mainland", "CHN"), (" World", "WLD"), ("Areas, nes", "XNS"),
        ("Монгол Улс", "MNG"), ("Россия", "RUS"), ("中国", "CHN"), ("Allemagne", "DEU"), ("Russland", "RUS"),
        ("Serbia8", "SRB"), ("Iran (Islamic Republic of)", "IRN"), ("COTE D'IVOIRE", "CIV"), ("Totale", "WLD"),
    ],
)  # fmt: skip
def test_names_in_many_spellings(name: str, code: str) -> None:
    assert by_name(name).code == code  # type: ignore[union-attr]


def test_every_country_is_known_by_its_own_name_and_codes() -> None:
    for code, name in country_names().items():
        assert anyhow(code).code == code, code  # type: ignore[union-attr]
        assert by_name(name).code == code, name  # type: ignore[union-attr]


def test_a_name_that_nobody_knows_stays_and_is_listed() -> None:
    places = Places()
    assert places.codes(column_of(["Mongolia", "Atlantis", ""])).texts() == ["MNG", "Atlantis", ""]
    assert list(places.unknown) == ["Atlantis"]
    assert places.kind("MNG") == "country"


def test_groups_of_countries_are_told_from_countries() -> None:
    places = Places()
    codes = places.codes(column_of(["EU28", "Sub-Saharan Africa", "Euro area", "Germany"]), "name").texts()
    assert [places.is_aggregate(code) for code in codes] == [True, True, True, False]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Mrz 2021", "2021-03"), ("Okt-21", "2021-10"), ("сен 2020", "2020-09"), ("2020 г.", "2020"),
        ("грудень 2019", "2019-12"), ("ene 2018", "2018-01"), ("ott 2018", "2018-10"), ("2021年", "2021"),
        ("2021年3月", "2021-03"), ("2021년 11월", "2021-11"), ("Kas 2022", "2022-11"), ("abc 2020", ""),
    ],
)  # fmt: skip
def test_months_in_other_languages(text: str, wanted: str) -> None:
    assert period(text) == wanted


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Russische Föderation", "RUS"), ("Fédération de Russie", "RUS"), ("ОХУ", "RUS"), ("БНХАУ", "CHN"),
        ("VR China", "CHN"), ("Korea, Republik", "KOR"), ("EE.UU.", "USA"), ("КНДР", "PRK"),
    ],
)  # fmt: skip
def test_official_names_in_other_languages(text: str, code: str) -> None:
    place = by_name(text)
    assert place is not None
    assert place.code == code
