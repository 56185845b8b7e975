"""`figure` of tests: stress ranking, breaking points and back-tests, and what is refused."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest

from .conftest import Run

STATEMENT = "Arithmetic on stated assumptions, not a forecast."


@pytest.mark.parametrize(
    ("options", "title", "column"),
    [
        (("stress", "--commodity", "diesel"), "Worst of ", "Share of demand [fraction]"),
        (("stress", "--pairs"), "Worst of ", "Beyond both alone [fraction of demand]"),
        (("frontier", "--scenario", "export_ban_2023"), "", "Smallest depth with a shortage [fraction]"),
        (("backtest", "--case", "coal_stop_2020"), "Coal stop of February 2020: ", "Published"),
    ],
)
def test_a_picture_with_its_data(
    run: Run, tmp_path: Path, options: tuple[str, ...], title: str, column: str
) -> None:
    out = tmp_path / "f.svg"
    done = run("figure", "mongolia", "--chart", *options, "--out", out, "--bundle")
    assert (done.status, done.err) == (0, "")
    assert done.out.startswith(title)
    assert STATEMENT in out.read_text(encoding="utf-8").replace("</text>", "")
    rows = list(csv.DictReader(io.StringIO((tmp_path / "f.csv").read_text(encoding="utf-8"))))
    assert rows
    assert column in rows[0]
    assert STATEMENT in (tmp_path / "f-README.md").read_text(encoding="utf-8")


def test_the_usage_says_what_a_chart_needs(run: Run, tmp_path: Path) -> None:
    out = tmp_path / "f.svg"
    done = run("figure", "mongolia", "--chart", "frontier", "--out", out)
    assert done.status == 2
    assert "--scenario" in done.err
    done = run("figure", "mongolia", "--chart", "backtest", "--out", out)
    assert done.status == 2
    assert "coal_stop_2020" in done.err
    done = run("figure", "mongolia", "--chart", "stress", "--period", "2020:2023", "--out", out)
    assert done.status == 2
    assert "one baseline year" in done.err
    assert not out.exists()


def test_what_is_unknown_gets_a_sentence(run: Run, tmp_path: Path, package: Path) -> None:
    out = tmp_path / "f.svg"
    done = run("figure", "mongolia", "--chart", "backtest", "--case", "nothing", "--out", out)
    assert done.status == 1
    assert "no back-test case “nothing”" in done.err
    done = run("figure", package, "--chart", "backtest", "--case", "any", "--out", out)
    assert done.status == 1
    assert "No back-test cases come with this dataset" in done.err
    done = run("figure", "mongolia", "--chart", "stress", "--commodity", "rail_freight", "--out", out)
    assert done.status == 1
    assert "cannot be stressed" in done.err
    done = run(
        "figure", "mongolia", "--chart", "frontier", "--scenario", "export_ban_2023", "--commodity", "coal",
        "--out", out,
    )  # fmt: skip
    assert done.status in (0, 1)
    assert "Traceback" not in done.err


def test_the_stress_command_says_what_it_leaves_out(run: Run) -> None:
    done = run("stress", "mongolia")
    assert done.status == 0
    assert "Rail freight, all goods is left out" in done.out
    assert done.out.splitlines()[5].startswith("Russia")
