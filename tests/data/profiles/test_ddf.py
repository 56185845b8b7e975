"""Gapminder's DDF: keys in the file name, names and units in the concepts."""

from __future__ import annotations

import json
from pathlib import Path

from dependency_explorer.data.intake.importing import import_file
from tests.data.profiles.plain import dropped, read, rows_of, text

CONCEPTS = (
    "concept,concept_type,name,unit\ncoal,measure,Coal production,toe\nper,measure,Coal use per capita,toe\n"
)


def test_datapoints_with_their_concepts(tmp_path: Path) -> None:
    text(tmp_path, "ddf--concepts.csv", CONCEPTS)
    folder = tmp_path / "datapoints"
    folder.mkdir()
    path = text(
        folder,
        "ddf--datapoints--coal--by--geo--time.csv",
        "geo,time,coal\nusa,2010,1.5\nworld,2010,4\nasia,2010,2\n",
    )
    dataset, report = read(path)
    assert report.profile == "ddf"
    assert rows_of(dataset, "balances", "period", "place", "commodity", "item", "value", "unit") == [
        ("2010", "USA", "coal", "production", 1.5, "toe"), ("2010", "WLD", "coal", "production", 4.0, "toe"),
    ]  # fmt: skip
    assert dropped(report) == {"aggregates": 1}


def test_a_figure_per_head_is_no_production(tmp_path: Path) -> None:
    text(tmp_path, "ddf--concepts.csv", CONCEPTS)
    path = text(tmp_path, "ddf--datapoints--per--by--country--year.csv", "country,year,per\nmng,2010,2\n")
    dataset, _ = read(path)
    assert rows_of(dataset, "balances", "place", "item", "value") == [("MNG", "per", 2.0)]


def test_the_whole_package(tmp_path: Path) -> None:
    text(tmp_path, "ddf--concepts.csv", CONCEPTS)
    names = [
        text(tmp_path, f"ddf--datapoints--{n}--by--geo--time.csv", f"geo,time,{n}\nusa,2010,1\n").name
        for n in ("coal", "per")
    ]
    resources = [{"name": name, "path": name} for name in (*names, "ddf--concepts.csv")]
    text(tmp_path, "datapackage.json", json.dumps({"name": "ddf", "title": "Coal", "resources": resources}))
    dataset = import_file(tmp_path)
    assert sorted(dataset.tables["balances"]["item"]) == ["per", "production"]
