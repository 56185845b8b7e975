"""An unknown table read at once as numbers becomes what it becomes when every cell is read with care."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dependency_explorer.data import delimited
from dependency_explorer.data.dataset import Dataset
from dependency_explorer.data.intake.importing import import_file, reports
from dependency_explorer.data.problems import DataError
from dependency_explorer.data.profiles import generic

PLACES = ("Germany", "France", "Italy", "Mongolia", "China", "Norway", "Poland", "Spain")
plain = (
    st.floats(0, 1e9).map(lambda value: repr(round(value, 3)))
    | st.integers(0, 10**7).map(str)
    | st.sampled_from(("1.5", "0.25", "1.234", "12.345", ".5", "7.", "1e3", "2E-2", "-4", "0"))
)
odd = st.sampled_from(
    ("", "..", "-", "n/a", "NaN", ":", "1.234", "13.978", "12", "999", "1 234", "1,234", "12,5", "1.234,5", "+5",
     "5 e", "<3", "inf", "1e300", "abc", " 7 ", "0x10", "1_000", "\u2212 3", "NA", "None", "#N/A")
)  # fmt: skip


def imported(path: Path) -> tuple[Dataset | None, str]:
    try:
        return import_file(path), ""
    except DataError as error:
        return None, str(error)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    head=st.lists(st.tuples(plain, plain), min_size=5, max_size=12),
    rest=st.lists(st.tuples(plain | odd, plain | odd), max_size=12),
    separator=st.sampled_from(",;\t"),
)
def test_at_once_and_with_care_are_the_same(
    head: list[tuple[str, str]], rest: list[tuple[str, str]], separator: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = [separator.join(("year", "from", "to", "fuel", "quantity [kt]", "value [usd]"))]
    for n, pair in enumerate((*head, *rest)):
        cells = [f'"{cell}"' if separator in cell else cell for cell in pair]
        place = PLACES[n % 7], PLACES[n % 7 + 1]
        lines.append(separator.join((str(2000 + n), *place, "gas", *cells)))
    with tempfile.TemporaryDirectory() as folder, monkeypatch.context() as patch:
        path = Path(folder) / "deliveries.csv"
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        patch.setattr(delimited, "QUICK_FROM", 1)
        quick, said = imported(path)
        patch.setattr(generic, "_plain_figures", lambda *_: ())
        careful, expected = imported(path)
    assert said == expected
    if quick is None or careful is None:
        return
    assert [one.to_json() for one in reports(quick)] == [one.to_json() for one in reports(careful)]
    assert quick.problems == careful.problems
    for name, table in careful.tables.items():
        pd.testing.assert_frame_equal(quick.tables[name], table)


def test_most_tables_are_read_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(delimited, "QUICK_FROM", 1)
    asked: list[tuple[str, ...]] = []
    ask = generic._plain_figures

    def heard(*given: object) -> tuple[str, ...]:
        asked.append(ask(*given))  # type: ignore[arg-type]
        return asked[-1]

    monkeypatch.setattr(generic, "_plain_figures", heard)
    path = tmp_path / "deliveries.csv"
    lines = [f"{2000 + n},Norway,Germany,gas,{n}.5" for n in range(20)]
    path.write_text("\n".join(["year,from,to,fuel,quantity [kt]", *lines]), encoding="utf-8")
    assert import_file(path).tables["flows"]["quantity"].tolist() == [n + 0.5 for n in range(20)]
    assert asked == [("quantity [kt]",)]
