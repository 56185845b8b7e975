"""Dates that stand for whole years or quarters: read as months, their figures would be a twelfth or a third of it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dependency_explorer.data.profiles._energy import days_in
from tests.data.profiles.plain import read, rows_of, text, told

STARTS = st.integers(1950, 2090)
FORMS = ("%Y-%m-%d", "%d.%m.%Y", "%d/%m/%Y", "%Y/%m/%d", "%Y-%m-%dT00:00:00", "%d %B %Y")


def table(days: list[date], form: str, wide: bool = False) -> str:
    written = [day.strftime(form) for day in days]
    if wide:
        figures = ",".join(str(i + 1) for i in range(len(days)))
        return f"Exporter,Importer,Product,Unit,{','.join(written)}\nRussia,Mongolia,coal,kt,{figures}\n"
    rows = "".join(f"{when},Russia,Mongolia,coal,{i + 1}\n" for i, when in enumerate(written))
    return f"Date,Exporter,Importer,Product,Quantity (kt)\n{rows}"


def periods(path: Path, content: str, **decided: str) -> dict[str, float]:
    dataset, _ = read(text(path.parent, path.name, content), **decided)
    return dict(rows_of(dataset, "flows", "period", "quantity"))  # type: ignore[arg-type]


@pytest.mark.parametrize("wide", [False, True])
@given(STARTS, st.sampled_from([(1, 1), (12, 31)]), st.sampled_from(FORMS), st.integers(2, 6))
def test_one_date_a_year_is_its_year(
    tmp_path_factory: pytest.TempPathFactory,
    wide: bool,
    start: int,
    end: tuple[int, int],
    form: str,
    number: int,
) -> None:
    days = [date(start + i, *end) for i in range(number)]
    content = table(days, form, wide)
    path = tmp_path_factory.mktemp("d") / "t.csv"
    assert periods(path, content) == {str(start + i): i + 1 for i in range(number)}
    as_months = periods(path, content, date_step="month")
    assert as_months == {f"{start + i}-{end[0]:02d}": i + 1 for i in range(number)}


@pytest.mark.parametrize("wide", [False, True])
@given(STARTS, st.booleans(), st.sampled_from(FORMS), st.integers(3, 9), st.integers(0, 3))
def test_dates_of_quarters_are_quarters(
    tmp_path_factory: pytest.TempPathFactory,
    wide: bool,
    start: int,
    first: bool,
    form: str,
    number: int,
    shift: int,
) -> None:
    quarters = [divmod(start * 4 + shift + i, 4) for i in range(number)]
    days = [
        date(year, 3 * q + 1, 1) if first else date(year, 3 * q + 3, 31 if q in (0, 3) else 30)
        for year, q in quarters
    ]
    path = tmp_path_factory.mktemp("d") / "t.csv"
    assert periods(path, table(days, form, wide)) == {
        f"{year}-Q{q + 1}": i + 1 for i, (year, q) in enumerate(quarters)
    }


@given(STARTS, st.booleans(), st.sampled_from(FORMS), st.integers(4, 14))
def test_dates_of_months_stay_months(
    tmp_path_factory: pytest.TempPathFactory, start: int, first: bool, form: str, number: int
) -> None:
    months = [divmod(start * 12 + i, 12) for i in range(number)]
    days = [date(y, m + 1, 1 if first else days_in(f"{y}-{m + 1:02d}")) for y, m in months]
    path = tmp_path_factory.mktemp("d") / "t.csv"
    assert periods(path, table(days, form)) == {f"{y}-{m + 1:02d}": i + 1 for i, (y, m) in enumerate(months)}


def test_a_year_that_ends_in_march_is_asked_about(tmp_path: Path) -> None:
    content = table([date(year, 3, 31) for year in (2019, 2020, 2021)], "%Y-%m-%d")
    assert periods(tmp_path / "t.csv", content) == {"2019-03": 1, "2020-03": 2, "2021-03": 3}
    _, report = read(tmp_path / "t.csv")
    (asked,) = (one for one in report.decisions if one.key == "date_step")
    assert [one.value for one in asked.options] == ["month", "year"]
    assert periods(tmp_path / "t.csv", content, date_step="year") == {"2019": 1, "2020": 2, "2021": 3}


def test_prices_of_years_are_no_prices_of_januaries(tmp_path: Path) -> None:
    content = "Date,Brent (USD/bbl),Gold (USD/oz)\n2019-12-31,64,1393\n2020-12-31,42,1770\n"
    dataset, _ = read(text(tmp_path, "prices.csv", content))
    assert {when for (when,) in rows_of(dataset, "balances", "period")} == {"2019", "2020"}


@pytest.mark.parametrize(("kind", "found"), [("ty", ["2019", "2020"]), ("tm", ["2019-01", "2019-02"])])
def test_dates_of_stata(tmp_path: Path, kind: str, found: list[str]) -> None:
    days = pd.to_datetime(["2019-01-01", "2020-01-01" if kind == "ty" else "2019-02-01"])
    frame = pd.DataFrame({"date": days, "exporter": "Russia", "importer": "Mongolia", "product": "coal"})
    frame["quantity_kt"] = [1.0, 2.0]
    path = tmp_path / "t.dta"
    frame.to_stata(path, write_index=False, convert_dates={"date": kind})
    dataset, report = read(path)
    assert [when for (when,) in rows_of(dataset, "flows", "period")] == found
    assert ("date_step" in told(report)) == (kind == "ty")


@given(STARTS, st.sampled_from([(1, 1), (12, 31)]), st.sampled_from(FORMS), st.integers(2, 6))
def test_a_row_without_a_date_changes_no_step(
    tmp_path_factory: pytest.TempPathFactory, start: int, end: tuple[int, int], form: str, number: int
) -> None:
    days = [date(start + i, *end) for i in range(number)]
    content = table(days, form) + "Total,Russia,Mongolia,coal,99\n"
    path = tmp_path_factory.mktemp("d") / "t.csv"
    assert periods(path, content) == {str(start + i): i + 1 for i in range(number)}


def test_dates_beside_plain_years_stay_as_they_are(tmp_path: Path) -> None:
    content = table([date(2019, 12, 31), date(2020, 12, 31)], "%Y-%m-%d")
    more = content + "2021,Russia,Mongolia,coal,99\n"
    assert periods(tmp_path / "t.csv", more) == {"2019-12": 1, "2020-12": 2, "2021": 99}


@pytest.mark.parametrize("ends", [((1, 1), (4, 1)), ((6, 30), (12, 31)), ((3, 31), (6, 30))])
def test_dates_of_two_quarters_are_asked_about(tmp_path: Path, ends: tuple[tuple[int, int], ...]) -> None:
    content = table([date(year, *end) for year in (2019, 2020) for end in ends], "%Y-%m-%d")
    as_months = [f"{year}-{month:02d}" for year in (2019, 2020) for month, _ in ends]
    assert list(periods(tmp_path / "t.csv", content)) == as_months
    _, report = read(tmp_path / "t.csv")
    (asked,) = (one for one in report.decisions if one.key == "date_step")
    assert [one.value for one in asked.options] == ["month", "quarter"]
    as_quarters = [f"{year}-Q{(month + 2) // 3}" for year in (2019, 2020) for month, _ in ends]
    assert list(periods(tmp_path / "t.csv", content, date_step="quarter")) == as_quarters


@pytest.mark.parametrize("day", [date(2019, 1, 1), date(2019, 12, 31), date(2019, 6, 30)])
def test_a_single_date_is_a_month_unless_it_is_said_to_be_a_year(tmp_path: Path, day: date) -> None:
    content = table([day], "%Y-%m-%d")
    assert periods(tmp_path / "t.csv", content) == {f"2019-{day.month:02d}": 1}
    assert periods(tmp_path / "t.csv", content, date_step="year") == {"2019": 1}


def test_the_step_goes_by_the_order_of_dates_that_was_chosen(tmp_path: Path) -> None:
    content = table([date(2019, 10, 1), date(2020, 10, 1)], "%m/%d/%Y")
    for order, asked in (("month", True), ("day", False)):
        _, report = read(text(tmp_path, "t.csv", content), dates=order)
        assert ("date_step" in told(report)) == asked
