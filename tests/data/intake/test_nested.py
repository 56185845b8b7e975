"""Records of JSON that hold lists of records."""

from __future__ import annotations

import io
import itertools
import json
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dependency_explorer.data.intake import records
from dependency_explorer.data.intake.record_stream import streamed_records
from dependency_explorer.data.intake.records import json_grid
from dependency_explorer.data.problems import DataError, TooMuchError
from dependency_explorer.data.way import Way
from tests.data.profiles.energy_tables import dropped, imported, keys, rows, total, written

MONGOLIA = [
    {
        "country": "Mongolia", "year": 2022, "unit": "kt", "commodity": "diesel", "total": 1.6,
        "imports": [{"partner": "Russia", "value": 1.25}, {"partner": "China", "value": 0.5}],
        "exports": [{"partner": "China", "value": 8}],
    },
    {
        "country": "Mongolia", "year": 2023, "unit": "kt", "commodity": "diesel", "total": 2,
        "imports": [{"partner": "Russia", "value": 2}], "exports": [],
    },
]  # fmt: skip


def _file(folder: Path, value: Any) -> Path:
    return written(folder, "trade.json", json.dumps(value))


def test_each_entry_is_a_flow_in_the_direction_of_its_list(tmp_path: Path) -> None:
    dataset, report = imported(_file(tmp_path, MONGOLIA))
    meta = ["country", "year"]
    imports = pd.json_normalize(MONGOLIA, "imports", meta)
    exports = pd.json_normalize(MONGOLIA, "exports", meta)
    assert total(dataset, importer="MNG") == pytest.approx(float(imports["value"].sum()))
    assert total(dataset, exporter="MNG") == pytest.approx(float(exports["value"].sum()))
    russia = imports[imports["partner"] == "Russia"]
    assert total(dataset, exporter="RUS") == pytest.approx(float(russia["value"].sum()))
    assert {str(row["reported_by"]) for row in rows(dataset, importer="MNG")} == {"importer"}
    # The totals of the two records stand in rows of their own, and count nowhere.
    assert (report.rows_read, dropped(report)) == (6, {"no_figure": 2})
    assert {"nested", "unread_figures"} <= keys(report)


SHAPES: dict[str, Any] = {
    "years within": [
        {
            "country": "Mongolia", "unit": "kt",
            "years": [
                {"year": one["year"], "imports": one["imports"], "exports": one["exports"]} for one in MONGOLIA
            ],
        }
    ],
    "below a name": {"data": {"records": MONGOLIA}},
    "figures by partner": [
        {
            "country": one["country"], "year": one["year"], "unit": "kt",
            "imports": {entry["partner"]: entry["value"] for entry in one["imports"]},  # type: ignore[index, attr-defined]
            "exports": {entry["partner"]: entry["value"] for entry in one["exports"]},  # type: ignore[index, attr-defined]
        }
        for one in MONGOLIA
    ],
    "one name for both": [
        {
            "country": one["country"], "year": one["year"], "unit": "kt",
            "imports": [{"country": e["partner"], "value": e["value"]} for e in one["imports"]],  # type: ignore[index, attr-defined]
            "exports": [{"country": e["partner"], "value": e["value"]} for e in one["exports"]],  # type: ignore[index, attr-defined]
        }
        for one in MONGOLIA
    ],
}  # fmt: skip


@pytest.mark.parametrize("value", SHAPES.values(), ids=SHAPES.keys())
def test_shapes_in_which_people_nest(tmp_path: Path, value: Any) -> None:
    dataset, _ = imported(_file(tmp_path, value))
    assert total(dataset, importer="MNG", exporter="RUS", period="2022") == 1.25
    assert total(dataset, importer="MNG") == 3.75
    assert total(dataset, exporter="MNG", importer="CHN") == 8


def test_one_country_and_its_imports(tmp_path: Path) -> None:
    entries = [{"partner": "Russia", "year": year, "value": year - 2020} for year in (2022, 2023)]
    dataset, _ = imported(_file(tmp_path, {"country": "Mongolia", "unit": "kt", "imports": entries}))
    assert total(dataset, exporter="RUS", importer="MNG") == 5


def test_a_figure_of_the_record_never_counts_once_an_entry(tmp_path: Path) -> None:
    value = [
        {"country": place, "year": 2022, "unit": "kt", "value": 2000 + at,
         "partners": [{"partner": "Russia", "value": 1200 + at}, {"partner": "China", "value": 800}]}
        for at, place in enumerate(("Mongolia", "Germany"))
    ]  # fmt: skip
    dataset, report = imported(_file(tmp_path, value), direction="imports")
    assert total(dataset) == 1200 + 800 + 1201 + 800
    assert dropped(report) == {"no_place": 2}


def test_unclear_lists_are_named(tmp_path: Path) -> None:
    bare = [{"country": "Mongolia", "year": 2022, "unit": "kt", "imports": [["Russia", 1.2], ["China", 0.4]]}]
    with pytest.raises(DataError, match=r"lists that are not read .“imports”.*Write each entry with names"):
        imported(_file(tmp_path, bare))
    two = [{"country": "Mongolia", "year": 2022, "upstream": [{"p": "Russia", "v": 1.5}],
            "midstream": [{"p": "China", "v": 2.5}]}]  # fmt: skip
    with pytest.raises(DataError, match="“upstream”, “midstream”"):
        imported(_file(tmp_path, two))
    # Two break-ups of one total: neither is read, and both would count it twice.
    twice = [{"country": "Mongolia", "year": 2022, "value": 5, "unit": "kt",
              "partners": [{"partner": "Russia", "value": 5}], "months": [{"month": 1, "value": 5}]}]  # fmt: skip
    with pytest.raises(DataError, match="“partners”, “months”"):
        imported(_file(tmp_path, twice))


def test_the_direction_is_asked_for_where_no_name_says_it(tmp_path: Path) -> None:
    value = [{"country": "Mongolia", "year": 2022, "unit": "kt", "coal": [{"partner": "China", "value": 5}],
              "diesel": [{"partner": "Russia", "value": 7}]}]  # fmt: skip
    with pytest.raises(DataError, match="not whether they import or export"):
        imported(_file(tmp_path, value))
    dataset, _ = imported(_file(tmp_path, value), direction="imports")
    assert {(str(row["commodity"]), row["quantity"]) for row in rows(dataset)} == {
        ("coal", 5.0),
        ("diesel", 7.0),
    }


def test_lists_without_figures_are_no_rows(tmp_path: Path) -> None:
    value = [
        {"exporter": "Russia", "importer": "Mongolia", "year": year, "quantity": 5, "unit": "kt",
         "commodity": "diesel", "tags": ["a", "b"], "sources": [{"title": "x"}, {"title": "y"}]}
        for year in (2021, 2022)
    ]  # fmt: skip
    dataset, report = imported(_file(tmp_path, value))
    assert (total(dataset), report.rows_read) == (10, 2)


PARTNERS = st.lists(
    st.fixed_dictionaries({"partner": st.sampled_from("abc"), "value": st.integers(1, 9)}), max_size=3
)
RECORDS = st.lists(
    st.fixed_dictionaries(
        {"country": st.sampled_from("AB"), "year": st.integers(1990, 2023)},
        optional={"imports": PARTNERS, "total": st.integers(1, 9), "of": st.just({"code": "x"})},
    ),
    min_size=1,
    max_size=4,
)


@settings(deadline=None)
@given(RECORDS)
def test_every_entry_is_a_row_and_the_stream_reads_as_the_whole(value: list[dict[str, Any]]) -> None:
    grid = json_grid(value)
    titles, body = grid[0], grid[1:]
    entries = [entry for one in value for entry in one.get("imports", ())]
    at = titles.index("value") if "value" in titles else 0
    found = [row[at] for row in body if row[at]] if entries else []
    assert found == [str(entry["value"]) for entry in entries]
    text = json.dumps(value).encode()
    streamed = streamed_records(lambda: io.BytesIO(text), len(text), "t.json", Way())
    assert streamed is not None
    assert list(streamed.columns) == list(titles)
    cells = [streamed.text(name).texts() for name in titles]
    assert [list(row) for row in zip(*cells, strict=True)] == [list(row) for row in body]


def test_an_object_of_imports_is_read_whole_by_the_stream() -> None:
    text = json.dumps({"country": "Mongolia", "imports": [{"partner": "Russia", "value": 1}]}).encode()
    assert streamed_records(lambda: io.BytesIO(text), len(text), "t.json", Way()) is None


def test_cells_that_repeat_without_end_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(records, "MOST_CELLS", 10_000)
    wide = {f"text {number}": "a" for number in range(1000)}
    entries = [{"partner": "Russia", "value": number} for number in range(100)]
    with pytest.raises(TooMuchError, match="more than can be read"):
        imported(
            _file(tmp_path, [{**wide, "imports": entries}, *itertools.repeat({"country": "Mongolia"}, 3)])
        )
