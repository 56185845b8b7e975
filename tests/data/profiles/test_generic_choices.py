"""Unknown tables that say a thing twice, or leave one open: nothing is added up for it, and what is taken is told."""

from __future__ import annotations

from pathlib import Path

import pytest

from dependency_explorer.data.intake.importing import import_file, reports
from dependency_explorer.data.intake.plan import Decision, Plan
from dependency_explorer.data.problems import DataError
from tests.data.profiles.plain import rows_of, text

HEAD = "Year,From,To,Commodity,Volume (kt)\n"


def flows(
    path: Path, *more: str, constants: dict[str, str] | None = None, **choices: str
) -> list[tuple[object, ...]]:
    dataset = import_file(path, Plan(constants=constants or {}, choices=choices))
    return rows_of(dataset, "flows", "period", "exporter", *more, "quantity")


def told(path: Path, constants: dict[str, str] | None = None) -> dict[str, Decision]:
    return {one.key: one for one in reports(import_file(path, Plan(constants=constants or {})))[0].decisions}


@pytest.mark.parametrize(("total", "words"), [(5, "They are equal"), (4, "In 1 flow they differ")])
def test_world_and_total_of_one_flow_are_one_total(tmp_path: Path, total: int, words: str) -> None:
    rows = f"2020,RUS,MNG,coal,2\n2020,NOR,MNG,coal,3\n2020,World,MNG,coal,5\n2020,Total,MNG,coal,{total}\n"
    path = text(tmp_path, "t.csv", HEAD + rows)
    assert ("2020", "WLD", 5) in flows(path)
    assert words in told(path)["world_again"].what
    assert reports(import_file(path))[0].rows_kept == 3
    assert ("2020", "WLD", 5 + total) in flows(path, world_again="keep")


def test_world_and_total_as_titles_and_rows_are_one_total(tmp_path: Path) -> None:
    rows = "RUS,1,2,3,3\nNOR,2,5,7,7\nWorld,3,7,10,10\nTotal,3,7,10,10\n"
    path = text(tmp_path, "t.csv", "Coal 2020 (kt)\nExporter / Importer,MNG,JPN,World,Total\n" + rows)
    found = {(row[1], row[2]): row[3] for row in flows(path, "importer")}
    assert found["WLD", "MNG"] == 3
    assert found["RUS", "WLD"] == 3
    assert len(found) == 8


def test_a_total_in_parts_of_one_name_is_added_up(tmp_path: Path) -> None:
    path = text(
        tmp_path, "t.csv", HEAD + "2020,World,MNG,coal,2\n2020,World,MNG,coal,3\n2020,RUS,MNG,coal,5\n"
    )
    assert ("2020", "WLD", 5) in flows(path)
    assert "world_again" not in told(path)


@pytest.mark.parametrize("wide", [True, False])
def test_a_typed_period_is_never_the_sum_of_several(tmp_path: Path, wide: bool) -> None:
    content = (
        "From,To,Commodity,2019 (kt),2020 (kt)\nRUS,MNG,coal,1,2\n"
        if wide
        else HEAD + "2019,RUS,MNG,coal,1\n2020,RUS,MNG,coal,2\n"
    )
    path = text(tmp_path, "t.csv", content)
    assert flows(path, constants={"period": "2020"}) == [("2020", "RUS", 2)]
    assert {"one_period", "other_periods"} & told(path, {"period": "2020"}).keys()
    with pytest.raises(DataError, match="a sum over all of them"):
        flows(path, constants={"period": "2018"})


def test_one_period_can_be_typed_over_the_one_of_the_table(tmp_path: Path) -> None:
    path = text(tmp_path, "t.csv", HEAD + "2019,RUS,MNG,coal,1\n2019,NOR,MNG,coal,2\n")
    assert {row[0] for row in flows(path, constants={"period": "2018"})} == {"2018"}


def test_one_code_under_two_descriptions_is_told(tmp_path: Path) -> None:
    head = "Year,Exporter,Importer,HS Code,Description,Volume (kt)\n"
    rows = (
        "2020,NOR,MNG,2709,Crude oil,2\n2020,NOR,MNG,2709,Petroleum oils,2\n2020,RUS,MNG,2709,Crude oil,3\n"
    )
    path = text(tmp_path, "t.csv", head + rows)
    assert flows(path) == [("2020", "NOR", 4), ("2020", "RUS", 3)]
    assert "1 of them has the very figure of the first" in told(path)["descriptions"].what
    assert flows(path, descriptions="first") == [("2020", "NOR", 2), ("2020", "RUS", 3)]


def test_places_that_count_as_others_are_told(tmp_path: Path) -> None:
    rows = "2020,Canary Islands,MNG,coal,1\n2020,Belgium-Luxembourg,MNG,coal,2\n2020,NOR,MNG,coal,3\n"
    path = text(tmp_path, "t.csv", HEAD + rows)
    what = told(path)["counted_as"].what
    assert "“Canary Islands” counts as Spain (part of it)" in what
    assert "“Belgium-Luxembourg” counts as Belgium (Luxembourg included)" in what


def test_quarters_of_years_over_two_calendar_years(tmp_path: Path) -> None:
    head = "Year,Quarter,From,To,Commodity,Volume (kt)\n"
    path = text(tmp_path, "t.csv", head + "2016-17,Q1,RUS,MNG,coal,1\n2016-17,Q4,RUS,MNG,coal,4\n")
    assert flows(path) == [("2016-Q2", "RUS", 1), ("2017-Q1", "RUS", 4)]
    assert flows(path, years_begin="7") == [("2016-Q3", "RUS", 1), ("2017-Q2", "RUS", 4)]
    assert flows(path, years_begin="10") == [("2016-Q4", "RUS", 1), ("2017-Q3", "RUS", 4)]
    assert flows(path, years_begin="calendar") == [("2016-Q1", "RUS", 1), ("2016-Q4", "RUS", 4)]
    assert "2016-Q2" in told(path)["years_begin"].what


def test_thousand_yen_of_japans_customs_are_no_quantity(tmp_path: Path) -> None:
    rows = "2020,Australia,270119000,MT,400\n2020,Russia,270119000,MT,700\n"
    path = text(tmp_path, "t.csv", "Year,Exporter,HS,Unit,Value-Year\n" + rows)
    dataset = import_file(path, Plan(constants={"importer": "JPN"}))
    assert dataset.tables["flows"]["quantity"].tolist() == [400_000, 700_000]
    assert set(dataset.tables["flows"]["unit"].astype(str)) == {"JPY"}
    assert any("amounts in JPY" in problem.message for problem in dataset.problems)


def test_a_mark_for_no_unit_is_no_unit(tmp_path: Path) -> None:
    head = "Year,From,To,Commodity,Quantity,Unit\n"
    path = text(tmp_path, "t.csv", head + "2020,RUS,MNG,coal,2,N/A\n2020,NOR,MNG,coal,3,t\n")
    assert ("2020", "NOR", 3) in flows(path)
    assert any("has no unit beside “t”, the unit" in one.message for one in import_file(path).problems)


def test_thousands_leave_no_dust(tmp_path: Path) -> None:
    rows = "".join(
        f"2020,{place},MNG,coal,{n}\n" for place, n in (("RUS", 1.005), ("NOR", 0.57), ("USA", 0.0003))
    )
    path = text(tmp_path, "t.csv", "Year,From,To,Commodity,Value (thousand USD)\n" + rows)
    dataset = import_file(path)
    assert sorted(dataset.tables["flows"]["value_usd"].tolist()) == [0.3, 570.0, 1005.0]


def test_goods_that_no_table_names_are_asked_for(tmp_path: Path) -> None:
    content = "Year,From,To,kt\n2020,RUS,MNG,2\n2020,NOR,MNG,4\n"
    path = text(tmp_path, "flows.csv", content)
    assert {row[2] for row in flows(path, "commodity")} == {"not_stated"}
    assert any("does not say what its flows are of" in one.message for one in import_file(path).problems)
    assert {row[2] for row in flows(path, "commodity", constants={"commodity": "coal"})} == {"coal"}
    named = text(tmp_path, "coal_exports_2020.csv", content)
    titled = text(tmp_path, "table.csv", "Coal exports\n" + content)
    for one in (named, titled):
        assert {row[2] for row in flows(one, "commodity")} == {"coal"}
        assert "no_commodity" not in told(one)


def test_one_period_can_be_typed_over_that_of_the_only_title(tmp_path: Path) -> None:
    path = text(tmp_path, "t.csv", "From,To,Commodity,2019 (kt)\nRUS,MNG,coal,1\n")
    assert flows(path, constants={"period": "2018"}) == [("2018", "RUS", 1)]
