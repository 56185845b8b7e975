"""Data packages of others: each table is tried, and damage is named by line and table."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest

from dependency_explorer.commands import main
from dependency_explorer.data.intake.importing import import_file
from dependency_explorer.data.intake.packages import is_foreign
from dependency_explorer.data.intake.plan import Plan
from dependency_explorer.data.problems import DataError
from dependency_explorer.data.read import load
from tests.data.profiles.reading import sample
from tests.data.tables import flow, write_flows

GAS = "Year,From,To,Fuel,Volume (mcm)\n2020,Russia,Germany,gas,10\n"
CODES = "code,name\nRUS,Russia\nDEU,Germany\nCHN,China\n"


def package(folder: Path, descriptor: str = "datapackage.json", **files: str) -> Path:
    (folder / "data").mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        (folder / "data" / f"{name}.csv").write_text(content)
    resources = [{"name": name, "path": f"data/{name}.csv"} for name in files]
    value = {"name": "p", "title": "Gas of others", "resources": resources}
    if descriptor.endswith("json"):
        (folder / descriptor).write_text(json.dumps(value))
    else:
        listed = "".join(f"  - name: {one['name']}\n    path: {one['path']}\n" for one in resources)
        (folder / descriptor).write_text(f"title: Gas of others\nresources:\n{listed}")
    return folder


@pytest.mark.parametrize("descriptor", ["datapackage.json", "datapackage.yml", "datapackage.yaml"])
def test_what_can_be_read_is_read_and_the_rest_is_said(tmp_path: Path, descriptor: str) -> None:
    folder = package(tmp_path / "p", descriptor, trade=GAS, countries=CODES)
    for path in (folder, folder / descriptor):
        dataset = load(path)
        assert dataset.title == "Gas of others"
        assert dataset.tables["flows"]["quantity"].tolist() == [10.0]
        assert any("list of country codes" in problem.message for problem in dataset.problems)


def test_two_tables_are_put_together(tmp_path: Path) -> None:
    folder = package(tmp_path / "p", one=GAS, two=GAS.replace("2020", "2021"))
    assert import_file(folder).tables["flows"]["period"].tolist() == ["2020", "2021"]


def test_our_own_packages_stay_ours(tmp_path: Path) -> None:
    write_flows(tmp_path, flow())
    assert not is_foreign(tmp_path)
    assert len(import_file(tmp_path).tables["flows"]) == 1


def test_a_damaged_descriptor_names_line_table_and_what_can_be_done(tmp_path: Path) -> None:
    folder = package(tmp_path / "p", trade=GAS)
    text = '{\n "resources": [\n  {"name": "trade", "path": "data/trade.csv", "x": [1,]}\n ]\n}'
    (folder / "datapackage.json").write_text(text)
    with pytest.raises(DataError) as caught:
        import_file(folder / "datapackage.json")
    sentence = str(caught.value)
    assert "line 3" in sentence
    assert "“data/trade.csv”" in sentence
    assert "trade.csv) can be opened without it" in sentence
    skipped = import_file(folder, Plan(choices={"descriptor": "skip"}))
    assert skipped.tables["flows"]["quantity"].tolist() == [10.0]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("resources:\n - path: [a", "damaged at line"),
        ("just words", "describes no data package"),
        ("title: x", 'needs a list "resources"'),
        ("resources: []", "names no table"),
        ("resources:\n - path: ../../etc/passwd\n", "outside the folder"),
        ("resources:\n - path: https://example.org/a.csv\n", "nothing is fetched"),
        ("resources:\n - path: gone.csv\n", "not there"),
        ("!!python/object/apply:os.system ['true']", "damaged"),
    ],
)
def test_a_descriptor_that_leads_nowhere_is_said(tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / "datapackage.yml").write_text(text)
    with pytest.raises(DataError, match=said):
        import_file(tmp_path / "datapackage.yml")


def test_an_archive_of_another_makes_package(tmp_path: Path) -> None:
    folder = package(tmp_path / "p", trade=GAS)
    archive = tmp_path / "p.zip"
    with zipfile.ZipFile(archive, "w") as packed:
        for path in folder.rglob("*.*"):
            packed.write(path, path.relative_to(folder))
    assert load(archive).tables["flows"]["quantity"].tolist() == [10.0]


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("frictionless_jrc_ppdb/datapackage.json", "damaged at line 175, column 11"),
        ("frictionless_country_codes/datapackage.yml", "list of codes"),
        ("frictionless_country_codes_json/datapackage.json", "list of codes"),
        ("frictionless_jrc_ppdb/JRC_OPEN_LINKAGES.csv", "links the codes of several lists"),
        ("frictionless_country_codes/data/country-codes.csv", "list of codes"),
    ],
)
def test_the_real_ones_are_refused_with_the_reason(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str, said: str
) -> None:
    path = sample(name)
    assert main(["convert", str(path), "--to", str(tmp_path / "out")]) == 1
    assert said in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


FLOWS = "year,exporter,importer,commodity,quantity,unit\n"


def described(folder: Path, resource: dict[str, object], **files: str) -> Path:
    folder.mkdir()
    for name, content in files.items():
        (folder / f"{name}.csv").write_text(content)
    (folder / "datapackage.json").write_text(json.dumps({"resources": [{"name": "t", **resource}]}))
    return folder


def test_missing_values_of_the_descriptor_are_missing(tmp_path: Path) -> None:
    folder = described(
        tmp_path / "p",
        {"path": "t.csv", "schema": {"fields": [], "missingValues": ["", "9999"]}},
        t=FLOWS + "2020,CHL,CHN,copper,9999,kt\n2020,CHL,JPN,copper,5,kt\n",
    )
    assert import_file(folder).tables["flows"]["quantity"].tolist() == [5.0]


@pytest.mark.parametrize("again", ["", FLOWS])
def test_a_list_of_paths_is_one_table_in_parts(tmp_path: Path, again: str) -> None:
    folder = described(
        tmp_path / "p",
        {"path": ["a.csv", "b.csv"]},
        a=FLOWS + "2020,CHL,CHN,copper,1,kt\n",
        b=again + "2021,CHL,CHN,copper,2,kt\n",
    )
    assert import_file(folder).tables["flows"]["quantity"].tolist() == [1.0, 2.0]


def test_parts_with_titles_of_their_own_are_tables_of_their_own(tmp_path: Path) -> None:
    folder = described(
        tmp_path / "p", {"path": ["a.csv", "b.csv"]}, a=FLOWS + "2020,CHL,CHN,copper,1,kt\n", b=GAS
    )
    assert sorted(import_file(folder).tables["flows"]["quantity"].tolist()) == [1.0, 10.0]


def test_titles_in_the_schema_and_rows_in_the_descriptor(tmp_path: Path) -> None:
    names = FLOWS.strip().split(",")
    headless = described(
        tmp_path / "p",
        {"path": "t.csv", "dialect": {"header": False}, "schema": {"fields": [{"name": n} for n in names]}},
        t="2020,CHL,CHN,copper,7,kt\n",
    )
    assert import_file(headless).tables["flows"]["quantity"].tolist() == [7.0]
    row = dict(zip(names, (2020, "CHL", "CHN", "copper", 8, "kt"), strict=True))
    inline = described(tmp_path / "q", {"data": [row]})
    assert import_file(inline).tables["flows"]["quantity"].tolist() == [8.0]
