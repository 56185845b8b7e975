"""Fuels and minerals in other languages are those of English tables; whatever else is written stays as it is."""

from __future__ import annotations

from pathlib import Path

import pytest

from dependency_explorer.data.intake.goods_names import _NAMES, good_named
from tests.data.profiles.plain import read, rows_of, text, told


def test_no_name_means_two_goods() -> None:
    names = [name.strip() for names in _NAMES.values() for name in names.split(";")]
    assert len(names) == len(set(names))
    assert all(good_named(name.upper()) for name in names if name.upper().casefold() == name)


@pytest.mark.parametrize(
    "name", ["Coal", "coal, not agglomerated", "каменноугольный кокс", "", "Diesel", "газ"]
)
def test_other_texts_are_no_names_of_these(name: str) -> None:
    assert good_named(name) == ""


@pytest.mark.parametrize(
    ("name", "good"),
    [
        ("Дизель түлш", "diesel"),
        ("ДИЗЕЛЬНОЕ  ТОПЛИВО", "diesel"),
        ("原油", "crude_oil"),
        ("Nikkel", "nikkel"),
    ],
)
def test_tables_in_several_languages_meet(tmp_path: Path, name: str, good: str) -> None:
    rows = f"year,exporter,importer,product,kt\n2022,Russia,Mongolia,{name},900\n"
    dataset, report = read(text(tmp_path, "t.csv", rows))
    assert rows_of(dataset, "flows", "commodity") == [(good,)]
    assert ("goods_named" in told(report)) == (good != "nikkel")
    dataset, _ = read(tmp_path / "t.csv", goods_named="written") if good != "nikkel" else (dataset, report)
    assert (rows_of(dataset, "flows", "commodity") == [(good,)]) == (good == "nikkel")


def test_titles_of_goods_are_read_alike(tmp_path: Path) -> None:
    rows = "Импорт Монголии 2022 (тыс. тонн)\nСтрана,Бензин,Дизельное топливо\nРоссия,500,900\nКитай,5,9\n"
    dataset, report = read(text(tmp_path, "t.csv", rows))
    assert {good for (good,) in rows_of(dataset, "flows", "commodity")} == {"gasoline", "diesel"}
    assert "goods_named" in told(report)
