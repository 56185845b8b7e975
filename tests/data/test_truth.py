"""A table is read as what it says, or the reader asks, refuses or tells: never silently otherwise.

`DEPENDENCY_EXPLORER_TRUTHS=5000 uv run pytest tests/data/test_truth.py` is a longer campaign.
"""

from __future__ import annotations

import os
import tempfile
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, note, settings
from hypothesis import strategies as st

from dependency_explorer.data import delimited, quick_lane
from dependency_explorer.data.intake.importing import import_file, reports
from dependency_explorer.data.intake.periods import told_in
from dependency_explorer.data.intake.plan import Plan
from dependency_explorer.data.problems import DataError
from tests.data.profiles.plain import rows_of, text
from tests.data.truth import Case, cases
from tests.data.truth_files import grid, written
from tests.data.truth_verdict import verdict

TRUTHS = int(os.environ.get("DEPENDENCY_EXPLORER_TRUTHS", "150"))


@settings(max_examples=TRUTHS)
@given(cases())
def test_no_table_is_silently_read_as_something_else(case: Case) -> None:
    note("\n".join(str([str(cell) for cell in row]) for row in grid(case)))
    with tempfile.TemporaryDirectory() as folder:
        found = verdict(case, Path(folder))
    assert not found.startswith("wrong"), found


@settings(max_examples=max(TRUTHS // 5, 10))
@given(cases())
def test_a_table_that_leaves_nothing_open_is_read(case: Case) -> None:
    with tempfile.TemporaryDirectory() as folder:
        assert verdict(case.plainly(), Path(folder)) == "equal"


# ---- what the campaign found -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("title", "wanted"),
    [
        ("Trade in copper, 2019Q3 (t)", "2019-Q3"),
        ("Trade in gas, 2020-05 (TJ)", "2020-05"),
        ("Imports, May 2020", "2020-05"),
        ("Imports 2020 (kt)", "2020"),
        # A part of a year that no period is, the day of a download, a word that is a month elsewhere.
        ("Imports, January-June 2020", ""),
        ("Импорт, январь-июнь 2020", ""),
        ("Imports in 9 months 2020", ""),
        ("imports_2020-01-13", ""),
        ("Imports as of 13 May 2020", ""),
        ("Data set 2020", ""),
    ],
)
def test_the_period_of_a_title(title: str, wanted: str) -> None:
    assert told_in([title]) == wanted


def flows(path: Path, **choices: str) -> list[tuple[object, ...]]:
    dataset = import_file(path, Plan(choices=choices))
    return rows_of(dataset, "flows", "period", "exporter", "importer", "quantity")


def test_columns_of_places_whose_titles_are_words_or_short_or_unknown(tmp_path: Path) -> None:
    # GEO is a column of Eurostat, NO a number, TJ and KW are units, Чад is as short as a word.
    codes = text(tmp_path, "a.csv", "Gas 2020 (bcm)\nExporter / Importer,DE,NO,TJ,KW,TO\nRU,1,2,3,4,5\n")
    assert flows(codes) == [
        ("2020", "RUS", to, n)
        for to, n in zip(("DEU", "NOR", "TJK", "KWT", "TON"), range(1, 6), strict=False)
    ]
    georgia = text(tmp_path, "b.csv", "Gas 2020 (bcm)\nExporter / Importer,DEU,GEO\nRUS,1,2\n")
    assert flows(georgia) == [("2020", "RUS", "DEU", 1), ("2020", "RUS", "GEO", 2)]
    short = text(
        tmp_path, "c.csv", "Gas 2020 (bcm)\nExporter / Importer,Чад,Россия,Атлантида\nИталия,1,2,3\n"
    )
    assert flows(short) == [
        ("2020", "ITA", "TCD", 1),
        ("2020", "ITA", "RUS", 2),
        ("2020", "ITA", "Атлантида", 3),
    ]
    assert any("known as no place" in problem.message for problem in import_file(short).problems)


@pytest.mark.parametrize("word", ["Insgesamt", "Всего", "Итого", "合计", "Toplam", "Нийт"])
def test_totals_in_other_languages_are_no_country(tmp_path: Path, word: str) -> None:
    path = text(
        tmp_path,
        "t.csv",
        f"Year,From,To,Commodity,Volume (kt)\n2020,RUS,MNG,coal,2\n2020,{word},MNG,coal,2\n",
    )
    assert flows(path) == [("2020", "RUS", "MNG", 2), ("2020", "WLD", "MNG", 2)]


def test_names_and_other_codes_in_a_table_with_the_columns_of_ours(tmp_path: Path) -> None:
    rows = "2020,Norway,NA,coal,1,kt\n2020,World,NA,coal,1,kt\n"
    path = text(tmp_path, "t.csv", "period,exporter,importer,commodity,quantity,unit\n" + rows)
    assert flows(path) == [("2020", "Norway", "NA", 1), ("2020", "WLD", "NA", 1)]
    assert {"world", "place_codes"} <= {one.key for one in reports(import_file(path))[0].decisions}
    assert flows(path, place_codes="codes") == [("2020", "NOR", "NAM", 1), ("2020", "WLD", "NAM", 1)]


@settings(max_examples=25)
@given(
    st.lists(st.integers(1, 12), min_size=2, max_size=6, unique=True),
    st.sampled_from(("day", "month", "iso")),
)
def test_first_days_of_months_are_months_whatever_comes_first(months: list[int], order: str) -> None:
    form = {"day": "1/{m}/2020", "month": "{m}/1/2020", "iso": "2020-{m:02d}-01"}[order]
    rows = "".join(f"{form.format(m=m)},RUS,MNG,coal,{m}\n" for m in months)
    with tempfile.TemporaryDirectory() as folder:
        path = text(Path(folder), "t.csv", "Date,From,To,Commodity,Volume (kt)\n" + rows)
        assert sorted(flows(path)) == sorted((f"2020-{m:02d}", "RUS", "MNG", m) for m in months)


def test_dates_that_do_not_tell_their_order_are_told_and_can_be_turned(tmp_path: Path) -> None:
    path = text(
        tmp_path,
        "t.csv",
        "Date,From,To,Commodity,Volume (kt)\n3/4/2020,RUS,MNG,coal,1\n5/6/2020,RUS,MNG,coal,2\n",
    )
    assert [row[0] for row in flows(path)] == ["2020-04", "2020-06"]
    assert [row[0] for row in flows(path, dates="month")] == ["2020-03", "2020-05"]
    assert "dates" in {one.key for one in reports(import_file(path))[0].decisions}
    sure = text(
        tmp_path,
        "s.csv",
        "Date,From,To,Commodity,Volume (kt)\n3/14/2020,RUS,MNG,coal,1\n5/6/2020,RUS,MNG,coal,2\n",
    )
    assert [row[0] for row in flows(sure)] == ["2020-03", "2020-05"]


@pytest.mark.parametrize("mark", ["'", "’", " ", "\u00a0", "\u202f", "."])
def test_one_figure_tells_what_the_comma_of_another_column_is(tmp_path: Path, mark: str) -> None:
    rows = f'Norway,"4,541",0\nJordan,"21{mark}167,459",0\n'
    path = text(tmp_path, "t.csv", "Gas 2020 (t)\nExporter / Importer,Georgia,Norway\n" + rows)
    assert [row[3] for row in flows(path) if row[3]] == [4.541, 21167.459]


def test_columns_of_figures_that_are_left_are_named(tmp_path: Path) -> None:
    path = text(tmp_path, "t.csv", "Year,From,To,Commodity,Volume (kt),Xyzzy\n2020,RUS,MNG,coal,2,7\n")
    decisions = {one.key: one.what for one in reports(import_file(path))[0].decisions}
    assert "Xyzzy" in decisions["unread_figures"]


@settings(max_examples=max(TRUTHS // 3, 40))
@given(cases(), st.sampled_from(("", "\n", "\n\n", "\r\n", '"', ",,,\n", "nan")), st.integers(8, 400))
def test_quickly_and_carefully_a_text_becomes_the_same(case: Case, added: str, piece: int) -> None:
    """Whatever a file's size: equal tables, problems and report, or the same refusal."""
    name, content = written(replace(case, container="csv"))
    become: list[object] = []
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(content + added.encode(case.encoding, "replace"))
        for quick in (False, True):
            with pytest.MonkeyPatch.context() as patch:
                patch.setattr(delimited, "QUICK_FROM", 1 if quick else 1 << 60)
                patch.setattr(quick_lane, "PIECE_BYTES", piece)
                try:
                    dataset = import_file(path)
                except DataError as error:
                    become.append(str(error))
                    continue
            tables = {one: table.to_csv() for one, table in dataset.tables.items()}
            become.append((tables, dataset.problems, [one.to_json() for one in reports(dataset)]))
    assert become[0] == become[1]
