"""Commands that tell: datasets, check, indicators, whatif; statuses, sentences and JSON shapes."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from pathlib import Path

import pytest

from dependency_explorer import commands
from dependency_explorer.analysis.question import Question
from dependency_explorer.commands import parser, window
from dependency_explorer.commands.output import cells, plain, print_json
from dependency_explorer.data.problems import DataError
from dependency_explorer.workspace.project import write_project
from dependency_explorer.workspace.state import Workspace
from tests.figures.world import SCENARIO, TABLES, write_world

from .conftest import Run

INDICATORS = {
    "imports", "exports", "production", "consumption", "import_dependency", "top_supplier", "top_share",
    "hhi", "normalised_hhi", "effective_suppliers", "days_of_cover", "top_buyer", "top_buyer_share",
    "export_hhi",
}  # fmt: skip


def test_help_loads_no_more_than_the_commands() -> None:
    """How long it takes is measured in tests/benchmarks/test_start.py; what it loads is why."""
    code = (
        "import sys\n"
        "bare = set(sys.modules)\n"
        "from dependency_explorer.commands import main\n"
        "status = main(['--help'])\n"
        "sys.stderr.write(' '.join(sorted(set(sys.modules) - bare)))\n"
        "sys.exit(status)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0
    for name in parser.COMMANDS:
        assert name in done.stdout
    loaded = done.stderr.split()
    own = [name.split(".") for name in loaded if name.split(".")[0] == "dependency_explorer"]
    allowed = {"data.locations", "data.problems", "figures.names"}
    others = [".".join(parts[1:]) for parts in own if len(parts) > 2 and parts[1] != "commands"]
    assert set(others) <= allowed
    foreign = {name.split(".")[0] for name in loaded} - set(sys.stdlib_module_names) - {"dependency_explorer"}
    assert not foreign


@pytest.mark.parametrize("name", sorted(parser.COMMANDS))
def test_every_command_has_help(run: Run, name: str) -> None:
    done = run(name, "--help")
    assert done.status == 0
    assert done.out.startswith(f"usage: dependency-explorer {name} ")


def test_version(run: Run) -> None:
    assert run("--version").out == f"Dependency Explorer {parser.__version__}\n"


def test_datasets(run: Run) -> None:
    assert "mongolia" in run("datasets").out
    found = json.loads(run("datasets", "--json").out)
    assert {"name", "title", "description", "path", "scenarios"} <= set(found[0])
    assert Path(found[0]["path"]).is_dir()


def test_check_of_sound_data(run: Run, package: Path) -> None:
    done = run("check", package)
    assert (done.status, done.err) == (0, "")
    assert "18 rows in flows" in done.out
    assert "No problems found." in done.out


def test_check_lists_problems_by_table_row_and_column(run: Run, tmp_path: Path) -> None:
    bad = (
        TABLES["flows"]
        + "2023,RUS,FOC,oil,-5,t,,official,customs,\n2023,RUS,FOC,oil,many,t,,official,customs,\n"
    )
    done = run("check", write_world(tmp_path / "bad", {"flows": bad}), "--json")
    assert done.status == 1
    value = json.loads(done.out)
    errors = [one for one in value["problems"] if one["severity"] == "error"]
    assert {(one["table"], one["column"]) for one in errors} >= {("flows", "quantity")}
    assert all(one["message"].endswith(".") for one in value["problems"])
    readable = run("check", tmp_path / "bad")
    assert readable.status == 1
    assert "severity" in readable.out


def test_indicators_have_the_agreed_shape(run: Run, package: Path) -> None:
    done = run("indicators", package, "--place", "FOC", "--commodity", "oil", "--period", "2023", "--json")
    assert done.status == 0
    rows = json.loads(done.out)
    keys = {"place", "commodity", "period", "indicator", "value", "unit", "note"}
    assert all(set(row) == keys for row in rows)
    found = {row["indicator"]: row for row in rows}
    assert set(found) >= INDICATORS
    assert found["top_supplier"]["value"] == "RUS"
    assert found["top_share"]["value"] == pytest.approx(0.95)
    assert found["hhi"]["value"] == pytest.approx(0.95**2 + 0.05**2)
    assert found["top_share"]["unit"] == "1"
    assert found["import_dependency"]["value"] == pytest.approx(1.0)
    assert found["top_buyer"]["value"] is None
    assert found["top_buyer"]["note"]


def test_indicators_without_commodity_and_period_take_all_and_the_latest(run: Run, package: Path) -> None:
    rows = json.loads(run("indicators", package, "--json").out)
    assert {row["commodity"] for row in rows} == {"oil", "diesel", "power", "ore", "goods"}
    assert {row["period"] for row in rows} == {"2023"}
    done = run("indicators", package)
    assert done.status == 0
    assert "Focusland (FOC)" in done.out


def test_indicators_by_one_sides_reports(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "both.csv"
    path.write_text(
        "period,exporter,importer,commodity,quantity,unit,reported_by\n"
        "2023,RUS,MNG,oil,90,kt,importer\n2023,CHN,MNG,oil,10,kt,importer\n"
        "2023,RUS,MNG,oil,50,kt,exporter\n2023,CHN,MNG,oil,50,kt,exporter\n"
    )
    index = {}
    for side in ("exporter", "importer", "reconciled"):
        done = run("indicators", path, "--place", "MNG", "--side", side, "--json")
        index[side] = {row["indicator"]: row for row in json.loads(done.out)}["hhi"]
    assert index["exporter"]["value"] == pytest.approx(0.5)
    assert index["importer"]["value"] == index["reconciled"]["value"] == pytest.approx(0.82)
    assert "without 2 rows of importers’ reports" in index["exporter"]["note"]
    plain = run("indicators", path, "--place", "MNG", "--side", "exporter").out
    assert plain.count("Flows as exporters report them") == 1
    assert run("indicators", path, "--place", "MNG", "--side", "both").status == 2


def test_indicators_of_a_range_and_by_name(run: Run, package: Path) -> None:
    done = run(
        "indicators", package, "--place", "focusland", "--commodity", "OIL", "--period", "2021:2023", "--json"
    )
    found = {row["indicator"]: row for row in json.loads(done.out)}
    assert found["imports"]["value"] == pytest.approx(280000 / 3)
    assert found["imports"]["period"] == "2021:2023"


def test_whatif_has_the_agreed_shape(run: Run, package: Path, tmp_path: Path) -> None:
    path = tmp_path / "mine.json"
    path.write_text(json.dumps(SCENARIO))
    for given in (path, "half", "Half of Russian oil"):
        done = run("whatif", package, given, "--json")
        assert done.status == 0
        value = json.loads(done.out)
        wanted = {
            "scenario",
            "dataset",
            "engine",
            "statement",
            "totals",
            "steps",
            "bands",
            "foresight",
            "assumptions",
        }
        assert wanted <= set(value)
        assert (value["bands"], value["foresight"]) == ([], None)
        assert value["statement"] == "Arithmetic on stated assumptions, not a forecast."
        oil = next(row for row in value["totals"] if row["commodity"] == "oil")
        assert oil["unserved"] == pytest.approx(5493, abs=1)
        assert len([row for row in value["steps"] if row["commodity"] == "oil"]) == 20


def test_whatif_says_why_what_it_costs_and_what_foresight_is_worth(run: Run, package: Path) -> None:
    done = run("whatif", package, "half", "--foresight", "--json")
    assert (done.status, done.err) == (0, "")
    value = json.loads(done.out)
    found = value["foresight"]
    assert {"loss", "simulated_loss", "value", "value_of_order", "value_of_timing", "unit", "weights"} < set(
        found
    )
    assert found["loss"] == found["simulated_loss"] == pytest.approx(2 * 5493, abs=2)
    assert found["unit"] == "t, weighted"
    assert found["worth"][0]["worth"] == pytest.approx(2.0)
    assert {limit["kind"] for limit in value["why"][0]["limits"]} == {"replacement_off", "stock_floor"}
    assert value["causes"][0]["unserved"]["oil"] == pytest.approx(5493, abs=1)
    assert [row["estimate"] for row in value["money"]["band"]] == ["low", "middle", "high", "bound"]
    words = run("whatif", package, "half", "--foresight").out
    for text in (
        "Why:\n- In weeks 8 to 14, 5\u2009493\u2009t unmet",
        "Money:",
        "Foresight:",
        "One more t of oil products",
    ):
        assert text in words
    assert "Foresight:" not in run("whatif", package, "half").out


def test_a_bound_that_cannot_be_computed_leaves_the_run(
    run: Run, package: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def contradiction(*_: object) -> None:
        raise DataError("The bound cannot be computed: its limits contradict each other.")

    monkeypatch.setattr("dependency_explorer.whatif.foresight.optimise", contradiction)
    done = run("whatif", package, "half", "--foresight", "--json")
    assert done.status == 0
    assert done.err.strip() == "The bound cannot be computed: its limits contradict each other."
    assert json.loads(done.out)["foresight"] is None


def test_whatif_in_words(run: Run, package: Path) -> None:
    done = run("whatif", package, "half")
    assert done.status == 0
    assert "Arithmetic on stated assumptions, not a forecast." in done.out
    assert "Half of Russian oil: Focusland, 20 weeks from 1 January 2024, baseline 2023" in done.out
    assert "assumptions in this run" in done.out


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"colour": 1}, "colour"),
        ({"baseline": "1950"}, "1950"),
        ({"disruptions": [{"target": {"exporter": "XYZ"}, "depth": 0.5, "steps": 1}]}, "XYZ"),
        ({"disruptions": [{"target": {"exporter": "RUS"}, "depth": 1.5, "steps": 1}]}, "depth"),
        ({"disruptions": [{"target": {"holder": "Far Mining"}, "depth": 0.5, "steps": 1}]}, "holder"),
    ],
)
def test_a_wrong_scenario_is_told_with_its_key(
    run: Run, package: Path, tmp_path: Path, change: dict[str, object], sentence: str
) -> None:
    path = tmp_path / "bad.json"
    path.write_text(json.dumps({**SCENARIO, **change}))
    done = run("whatif", package, path)
    assert (done.status, done.out) == (1, "")
    assert sentence in done.err


WRONG_DATA = [
    (("check", "nowhere"), "There is no dataset “nowhere”"),
    (("check", "nowhere.csv"), "nowhere.csv"),
    (("indicators", "PACKAGE", "--place", "ATL"), "has no place “ATL”"),
    (("indicators", "PACKAGE", "--commodity", "desel"), "Did you mean diesel (Diesel)?"),
    (("indicators", "PACKAGE", "--place", "DEU", "--commodity", "oil"), "No flow of Oil products"),
    (("whatif", "PACKAGE", "none"), "With this dataset come half."),
    (("nowhere.csv",), "does not exist"),
    (("./datasets-that-are-not",), "does not exist"),
]


@pytest.mark.parametrize(("arguments", "sentence"), WRONG_DATA)
def test_wrong_data_is_status_1_and_a_sentence(
    run: Run, package: Path, arguments: tuple[str, ...], sentence: str
) -> None:
    done = run(*(package if one == "PACKAGE" else one for one in arguments))
    assert (done.status, done.out) == (1, "")
    assert sentence in done.err
    assert done.err.rstrip().endswith((".", "?"))


WRONG_USAGE = [
    ("--frobnicate",),
    ("frobnicate",),
    ("chek",),
    ("check",),
    ("check", "PACKAGE", "--loud"),
    ("check", "PACKAGE", "--js"),
    ("indicators", "PACKAGE", "--period", "20x3"),
    ("indicators", "PACKAGE", "--period", "2023:2021"),
    ("indicators", "PACKAGE", "--period", "2021:2021-03"),
    ("whatif", "PACKAGE"),
    ("PACKAGE", "--option"),
]


@pytest.mark.parametrize("arguments", WRONG_USAGE)
def test_wrong_usage_is_status_2(run: Run, package: Path, arguments: tuple[str, ...]) -> None:
    done = run(*(package if one == "PACKAGE" else one for one in arguments))
    assert (done.status, done.out) == (2, "")
    assert done.err


@pytest.mark.parametrize("word", ["frobnicate", "PACKAGE"])
def test_help_is_given_after_any_word(run: Run, package: Path, word: str) -> None:
    done = run(package if word == "PACKAGE" else word, "--help")
    assert (done.status, done.err) == (0, "")
    assert done.out.startswith("usage: ")


def test_a_mistyped_command_is_recognised(run: Run) -> None:
    assert "Did you mean “check”?" in run("chek").err


def test_a_workspace_file_stands_for_its_dataset(run: Run, package: Path, tmp_path: Path) -> None:
    path = tmp_path / "mine.dependency.json"
    write_project(Workspace(dataset=str(package), question=Question("FOC", ("ore",), "2023", "2023")), path)
    rows = json.loads(run("indicators", path, "--commodity", "ore", "--json").out)
    assert {row["place"] for row in rows} == {"FOC"}
    with (package / "extra.csv").open("w") as file:
        file.write("a\n")
    try:
        done = run("check", path)
    finally:
        (package / "extra.csv").unlink()
    assert "have changed since the project was saved" in done.err


def test_no_command_opens_the_window(run: Run, package: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[list[str]] = []
    monkeypatch.setattr(window, "run", lambda paths: opened.append(paths) or 0)
    assert run().status == 0
    assert run(package).status == 0
    assert run("mongolia").status == 0
    assert opened == [[], [str(package)], ["mongolia"]]


def test_an_unexpected_error_is_a_sentence(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(arguments: object) -> int:
        raise ZeroDivisionError("by\nnought")

    monkeypatch.setattr(parser.COMMANDS["datasets"], "run", fail)
    done = run("datasets")
    assert done.status == 1
    assert "An unexpected error stopped the command (ZeroDivisionError: by nought)." in done.err
    monkeypatch.setenv(parser.DEBUG, "1")
    with pytest.raises(ZeroDivisionError):
        commands.main(["datasets"])


def test_stopping_and_closed_pipes_are_no_errors(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(arguments: object) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr(parser.COMMANDS["datasets"], "run", interrupt)
    assert run("datasets").status == 130
    done = subprocess.run(
        f"{sys.executable} -m dependency_explorer indicators mongolia --json | head -1",
        shell=True, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (done.stdout, done.stderr) == ("[\n", "")


def test_json_has_no_nan_and_no_foreign_types() -> None:
    import numpy as np

    value = {
        "a": np.float64("nan"),
        "b": (np.int64(3), {"y", "x"}),
        "c": float("inf"),
        "d": np.bool_(True),
        5: None,
    }
    assert plain(value) == {"a": None, "b": [3, ["x", "y"]], "c": None, "d": True, "5": None}


def test_output_survives_a_terminal_without_the_letters(monkeypatch: pytest.MonkeyPatch) -> None:
    raw = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(raw, encoding="ascii"))
    print_json({"name": "Монгол Улс"})
    sys.stdout.flush()
    assert json.loads(raw.getvalue()) == {"name": "Монгол Улс"}


def test_columns_align_for_wide_letters() -> None:
    assert (cells("中国"), cells("é"), cells("e\u0301"), cells("Монгол")) == (4, 1, 1, 6)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")
def test_output_to_a_full_disk_is_a_sentence() -> None:
    code = "import sys; from dependency_explorer.commands import main; sys.exit(main(['datasets', '--json']))"
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-c", code], stdout=full, stderr=subprocess.PIPE, text=True, check=False
        )
    assert done.returncode == 1
    assert done.stderr.startswith("The output could not be written (No space left on device).")
    assert len(done.stderr.splitlines()) == 1


def test_flows_without_amounts_point_to_check(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text("period,exporter,importer,commodity,quantity,unit\n2023,RUS,MNG,diesel,,kt\n")
    done = run("indicators", path)
    assert (done.status, done.out) == (1, "")
    assert "The command check lists" in done.err
