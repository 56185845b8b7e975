"""`figure`: every chart in every format, and what is refused."""

from __future__ import annotations

import csv
import io
import json
import struct
from pathlib import Path
from xml.etree import ElementTree

import pytest

from dependency_explorer.analysis.question import Question
from dependency_explorer.figures.names import FIGURES, NEED_A_SCENARIO
from dependency_explorer.whatif.scenario import Scenario
from dependency_explorer.workspace.project import write_project
from dependency_explorer.workspace.state import Workspace
from tests.figures.world import SCENARIO

from .conftest import Run

STATEMENT = "Arithmetic on stated assumptions, not a forecast."


def size_of(png: Path) -> tuple[int, int]:
    head = png.read_bytes()[:24]
    assert head[:8] == b"\x89PNG\r\n\x1a\n"
    width, height = struct.unpack(">II", head[16:24])
    return width, height


def svg_text(path: Path) -> str:
    root = ElementTree.fromstring(path.read_text(encoding="utf-8"))
    return " ".join("".join(element.itertext()) for element in root.iter()).replace("\u00a0", " ")


@pytest.mark.parametrize("suffix", [".png", ".svg", ".pdf"])
@pytest.mark.parametrize("chart", FIGURES)
def test_every_chart_in_every_format(
    run: Run, package: Path, tmp_path: Path, chart: str, suffix: str
) -> None:
    out = tmp_path / f"f{suffix}"
    more = ("--scenario", "half") if chart in NEED_A_SCENARIO else ()
    done = run("figure", package, "--chart", chart, "--out", out, *more)
    assert (done.status, done.err) == (0, "")
    assert f"Wrote {out}" in done.out
    title = done.out.splitlines()[0]
    if suffix == ".png":
        assert size_of(out) == (2400, 1600)
    elif suffix == ".pdf":
        assert out.read_bytes().startswith(b"%PDF")
    else:
        shown = svg_text(out)
        assert title in shown
        assert (STATEMENT in shown) == (chart in NEED_A_SCENARIO)
    assert [path.name for path in tmp_path.iterdir()] == [out.name]


@pytest.mark.parametrize(
    ("preset", "scale", "size"),
    [("square", 1, (1080, 1080)), ("portrait", 0.5, (540, 675)), ("slide", 1, (1920, 1080)),
     ("print90", 3, (1020, 795)), ("a4", 1, (1123, 794))],
)  # fmt: skip
def test_presets_and_scales(
    run: Run, package: Path, tmp_path: Path, preset: str, scale: float, size: tuple[int, int]
) -> None:
    out = tmp_path / "f.png"
    done = run("figure", package, "--chart", "partners", "--out", out, "--preset", preset, "--scale", scale)
    assert done.status == 0
    assert size_of(out) == size


def test_the_bundle_holds_what_is_drawn(run: Run, package: Path, tmp_path: Path) -> None:
    out = tmp_path / "oil.svg"
    done = run(
        "figure", package, "--chart", "partners", "--commodity", "oil", "--out", out, "--bundle", "--json"
    )
    told = json.loads(done.out)
    assert [Path(name).name for name in told["files"]] == ["oil.svg", "oil.csv", "oil-README.md"]
    rows = list(csv.DictReader(io.StringIO((tmp_path / "oil.csv").read_text(encoding="utf-8"))))
    assert {row["Code"]: float(row["Quantity"]) for row in rows} == {"RUS": 95000.0, "CHN": 5000.0}
    readme = (tmp_path / "oil-README.md").read_text(encoding="utf-8")
    assert told["title"] in readme
    assert told["alt_text"] in readme
    assert "Daily Press, Oil talks" in readme


def test_the_trend_of_the_bundle_adds_up_to_the_data(run: Run, package: Path, tmp_path: Path) -> None:
    run("figure", package, "--chart", "trend", "--commodity", "oil", "--out", tmp_path / "t.svg", "--bundle")
    text = (tmp_path / "t.csv").read_text(encoding="utf-8")
    for number in ("60", "20", "95", "5"):
        assert number in text
    assert not text.startswith("#")


def test_side_follows_what_the_place_mainly_does(run: Run, package: Path, tmp_path: Path) -> None:
    out = tmp_path / "f.svg"
    ore = run("figure", package, "--chart", "partners", "--commodity", "ore", "--out", out)
    assert "exports of iron ore" in ore.out
    oil = run("figure", package, "--chart", "partners", "--commodity", "oil", "--out", out, "--force")
    assert "Share of imported quantity" in oil.out
    none = run(
        "figure", package, "--chart", "partners", "--commodity", "oil", "--side", "exports", "--out", out
    )
    assert none.status == 1
    assert "There is nothing to draw. No exports of oil products" in none.err


def test_a_title_of_ones_own_in_any_script(run: Run, package: Path, tmp_path: Path) -> None:
    out = tmp_path / "f.svg"
    title = "Монгол Улс — 中国, <b>&"
    assert (
        run("figure", package, "--chart", "flows", "--out", out, "--title", title, "--theme", "dark").status
        == 0
    )
    assert title in svg_text(out)


def test_an_existing_file_stays_without_force(run: Run, package: Path, tmp_path: Path) -> None:
    out = tmp_path / "f.svg"
    (tmp_path / "f.csv").write_text("mine")
    done = run("figure", package, "--chart", "partners", "--out", out, "--bundle")
    assert done.status == 1
    assert "already exists; add --force" in done.err
    assert not out.exists()
    assert (tmp_path / "f.csv").read_text() == "mine"
    assert run("figure", package, "--chart", "partners", "--out", out, "--bundle", "--force").status == 0
    assert (tmp_path / "f.csv").read_text() != "mine"


@pytest.mark.parametrize(
    "arguments",
    [
        ("--chart", "pie", "--out", "f.png"),
        ("--chart", "flows"),
        ("--out", "f.png"),
        ("--chart", "flows", "--out", "f.gif"),
        ("--chart", "flows", "--out", "f"),
        ("--chart", "flows", "--out", "f.png", "--preset", "poster"),
        ("--chart", "flows", "--out", "f.png", "--scale", "0"),
        ("--chart", "flows", "--out", "f.png", "--scale", "nan"),
        ("--chart", "flows", "--out", "f.png", "--measure", "joy"),
        ("--chart", "outcome", "--out", "f.png"),
        ("--chart", "stakes", "--out", "f.png", "--scenario", "half"),
    ],
)
def test_wrong_usage(
    run: Run, package: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run("figure", package, *arguments).status == 2
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("--place", "ATL"), "has no place “ATL”"),
        (("--commodity", "gold"), "has no commodity “gold”"),
        (("--commodity", "oil", "--commodity", "power"), "counted in different units"),
        (("--period", "1950"), "choose a period within 2021–2023"),
        (("--scenario", "none"), "There is no scenario “none”"),
        (("--out", "no/such/folder/f.png"), "does not exist"),
    ],
)
def test_wrong_data(
    run: Run, package: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    arguments: tuple[str, ...], sentence: str,
) -> None:  # fmt: skip
    monkeypatch.chdir(tmp_path)
    done = run("figure", package, "--chart", "partners", "--out", "f.png", *arguments)
    assert (done.status, done.out) == (1, "")
    assert sentence in done.err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(("day", "status"), [("yesterday", 2), ("2023-13", 2), ("2023-02-30", 2), ("2023", 0),
                                             ("2023-02", 0), ("2023-02-28", 0)])  # fmt: skip
def test_dates(run: Run, package: Path, tmp_path: Path, day: str, status: int) -> None:
    done = run("figure", package, "--chart", "stakes", "--out", tmp_path / "f.svg", "--date", day)
    assert done.status == status
    assert ("is no date" in done.err) == (status == 2)


def test_a_workspace_file_gives_question_and_scenario(run: Run, package: Path, tmp_path: Path) -> None:
    state = Workspace(
        dataset=str(package),
        question=Question("FOC", ("oil",), "2022", "2022"),
        scenario=Scenario.from_dict(SCENARIO),
        stake_date="2010",
    )
    path = tmp_path / "mine.dependency.json"
    write_project(state, path)
    stock = run("figure", path, "--chart", "stock", "--out", tmp_path / "s.svg")
    assert "oil products stock falls to" in stock.out
    stakes = run("figure", path, "--chart", "stakes", "--out", tmp_path / "o.svg")
    assert "2010" in stakes.out


@pytest.mark.parametrize("chart", FIGURES)
def test_the_bundled_dataset_draws_every_chart(run: Run, tmp_path: Path, chart: str) -> None:
    out = tmp_path / "f.svg"
    more = ("--scenario", "winter_fuel_squeeze_2023_24") if chart in NEED_A_SCENARIO else ()
    done = run("figure", "mongolia", "--chart", chart, "--place", "MNG", "--out", out, *more)
    assert (done.status, done.err) == (0, "")
    assert "Source" in svg_text(out)


def test_a_bundle_is_written_whole_or_not_at_all(run: Run, package: Path, tmp_path: Path) -> None:
    out = tmp_path / "f.svg"
    out.write_text("old")
    (tmp_path / "f.csv").mkdir()
    done = run("figure", package, "--chart", "partners", "--out", out, "--bundle", "--force")
    assert done.status == 1
    assert "is a folder" in done.err
    assert out.read_text() == "old"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["f.csv", "f.svg"]
