"""A large TSV of Eurostat, parsed at once as figures and flags, becomes what it becomes when read with care."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal

from dependency_explorer.data import delimited, flagged
from dependency_explorer.data.dataset import Dataset
from dependency_explorer.data.intake.importing import import_file, reports
from dependency_explorer.data.intake.source import Source
from dependency_explorer.data.problems import DataError

MONTHS = ("2023-01 ", "2023-02 ", "2023-03 ")
usual = st.sampled_from(("12.5 ", "1234 e", ": ", "0.001 p", "7 ep", ": m", ": c", "-3 ", ": @C"))
odd = st.sampled_from(
    ("", " ", "5", "12.5  e", " e", "12.5 e ", "1,234 ", "12,5 ", "1 234 ", "x ", "5 q", "5 @C", "5 abcd", ": q",
     '"5" ', "<3 ", "inf ", "1e300 ", "nan ", "5\u00a0", "5*", "+5 ", "0x1 ", "e", "5 \r")
)  # fmt: skip
row = st.lists(usual, min_size=3, max_size=3)


def read(path: Path) -> tuple[Dataset | None, str]:
    try:
        return import_file(path), ""
    except DataError as error:
        return None, str(error)


def written(folder: str, rows: list[list[str]]) -> Path:
    path = Path(folder) / "estat_nrg_ti_gasm.tsv"
    lines = ["freq,siec,partner,unit,geo\\TIME_PERIOD\t" + "\t".join(MONTHS)]
    places = ("NO", "RU", "DZ", "QA", "US", "NG", "UA", "AZ", "LY", "EG", "TT", "AU")
    lines += [f"M,G3000,{places[n % 12]},MIO_M3,DE\t" + "\t".join(cells) for n, cells in enumerate(rows)]
    path.write_bytes(("\n".join(lines) + "\n").encode())
    return path


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(row | st.lists(usual | odd, min_size=2, max_size=4), min_size=1, max_size=8))
@example(rows=[["", "", "5   "], ["1 ", "2 ", "3 "]])
@example(rows=[["1 e ", "", "3 "], ["1 ", "2 ", "3 e"]])
@example(rows=[["5 @C", ": @C", "3 "]])
def test_at_once_and_with_care_are_the_same(rows: list[list[str]], monkeypatch: pytest.MonkeyPatch) -> None:
    with tempfile.TemporaryDirectory() as folder, monkeypatch.context() as patch:
        path = written(folder, rows)
        patch.setattr(delimited, "QUICK_FROM", 1)
        patch.setattr(flagged, "QUICK_FROM", 1)
        quick, said = read(path)
        patch.setattr(Source, "flagged_table", lambda self, *_: self.table())
        careful, expected = read(path)
    assert said == expected
    if quick is None or careful is None:
        return
    assert reports(quick)[0].to_json() == reports(careful)[0].to_json()
    for name, table in careful.tables.items():
        assert_frame_equal(quick.tables[name], table, check_categorical=False)


def test_the_usual_cells_are_parsed_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(flagged, "QUICK_FROM", 1)
    path = written(str(tmp_path), [["12.5 e", ": ", "3 "], ["1 ", ": m", "0.000 p"]])
    source = Source(path)
    source.use_separator("\t")
    table = source.flagged_table({":", ""}, {"e", "p", "m"})
    column = table.columns["2023-01"]
    assert isinstance(column, flagged.FlaggedColumn)
    assert column.numbers.tolist() == [12.5, 1.0]
    assert column.flags.texts() == ["e", ""]
