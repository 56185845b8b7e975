"""`briefing`: a PDF of A4 pages, and what is refused."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import unicodedata
from pathlib import Path

import pytest

from tests.figures.world import SCENARIO, write_world

from .conftest import Run

STATEMENT = "Arithmetic on stated assumptions, not a forecast."


def test_a_briefing_is_written_and_told(run: Run, tmp_path: Path) -> None:
    out = tmp_path / "winter.pdf"
    done = run("briefing", "mongolia", "winter_fuel_squeeze_2023_24", "--out", out)
    assert (done.status, done.err) == (0, "")
    assert done.out.startswith("What if: ")
    assert re.search(r"winter\.pdf, \d+ pages\n", done.out)
    data = out.read_bytes()
    assert data.startswith(b"%PDF")
    assert b"/FontFile2" in data
    assert STATEMENT.encode() in data  # in the metadata, for readers who do not see the pages


def test_the_pages_hold_words_and_fonts(run: Run, tmp_path: Path) -> None:
    """Read by a program that is not ours, where there is one."""
    if shutil.which("pdftotext") is None or shutil.which("pdffonts") is None:
        pytest.skip("poppler is not installed")
    out = tmp_path / "three.pdf"
    names = ("winter_fuel_squeeze_2023_24", "export_ban_2023", "refinery_called_off")
    done = run("briefing", "mongolia", *names, "--out", out, "--draws", 32, "--json")
    assert done.status == 0
    count = json.loads(done.out)["pages"]
    text = subprocess.run(
        ["pdftotext", "-layout", str(out), "-"], capture_output=True, text=True, check=True
    ).stdout
    # A ligature is written as the one letter that it is.
    text = unicodedata.normalize("NFKC", text)
    pages = text.split("\f")[:-1]
    assert len(pages) == count
    for number, page in enumerate(pages, start=1):
        assert STATEMENT in page
        assert f"Page {number} of {count}" in page
    for words in ("Key findings", "Levers that differ", "Outcomes that differ", "Assumptions of this run",
                  "Sources of the data", "Limits", "A: Winter fuel squeeze", "B: Russian export ban"):  # fmt: skip
        assert words in re.sub(r" +", " ", text)
    fonts = subprocess.run(["pdffonts", str(out)], capture_output=True, text=True, check=True).stdout
    rows = fonts.splitlines()[2:]
    assert rows
    assert all(re.search(r"\byes\b", row) for row in rows)
    about = subprocess.run(["pdfinfo", str(out)], capture_output=True, text=True, check=True).stdout
    assert re.search(r"Title: +What if: ", about)
    assert "A4" in about


def test_names_in_other_scripts_come_through(run: Run, tmp_path: Path) -> None:
    if shutil.which("pdftotext") is None:
        pytest.skip("poppler is not installed")
    tables = {"places": "code,name,kind,parent,lat,lon\nFOC,Монгол Улс,country,,,\nRUS,Россия,country,,,\n"
              "CHN,中国,country,,,\n"}  # fmt: skip
    package = write_world(tmp_path / "names", tables)
    out = tmp_path / "names.pdf"
    done = run("briefing", package, "half", "--out", out)
    assert done.status == 0
    if "No installed font" in done.err:
        pytest.skip("no font for these scripts is installed")
    text = subprocess.run(["pdftotext", str(out), "-"], capture_output=True, text=True, check=True).stdout
    assert "Монгол Улс" in text
    assert "Россия" in text


def test_options_choose_commodity_title_and_draws(run: Run, tmp_path: Path, package: Path) -> None:
    out = tmp_path / "own.pdf"
    asked = ("briefing", package, "half", "--out", out)
    done = run(*asked, "--title", "Our own", "--commodity", "oil", "--draws", 1, "--json")
    told = json.loads(done.out)
    assert told["title"] == "Our own"
    assert not any("draws" in limit for limit in told["limits"])
    done = run(*asked, "--force", "--draws", 50, "--seed", 7, "--json")
    assert any("50 draws (seed 7)" in limit for limit in json.loads(done.out)["limits"])


def test_an_existing_file_is_replaced_only_when_asked(run: Run, tmp_path: Path, package: Path) -> None:
    out = tmp_path / "there.pdf"
    out.write_text("mine", encoding="utf-8")
    done = run("briefing", package, "half", "--out", out)
    assert done.status == 1
    assert "--force" in done.err
    assert out.read_text(encoding="utf-8") == "mine"
    assert run("briefing", package, "half", "--out", out, "--force").status == 0
    assert out.read_bytes().startswith(b"%PDF")


def test_wrong_usage_is_status_2(run: Run, tmp_path: Path, package: Path) -> None:
    out = tmp_path / "x.pdf"
    done = run("briefing", package, "half", "half", "half", "half", "--out", out)
    assert done.status == 2
    assert "at most 3 scenarios" in done.err
    done = run("briefing", package, "half", "--out", tmp_path / "x.docx")
    assert done.status == 2
    assert ".pdf" in done.err
    assert run("briefing", package, "--out", out).status == 2
    assert run("briefing", package, "half", "--out", out, "--draws", 0).status == 2
    assert list(tmp_path.iterdir()) == []


def test_wrong_data_is_status_1_and_a_sentence(run: Run, tmp_path: Path, package: Path) -> None:
    out = tmp_path / "x.pdf"
    done = run("briefing", package, "nothing", "--out", out)
    assert done.status == 1
    assert "no scenario “nothing”" in done.err
    done = run("briefing", package, "half", "--commodity", "cheese", "--out", out)
    assert done.status == 1
    assert "cheese" in done.err
    done = run("briefing", package, "half", "--commodity", "goods", "--out", out)
    assert done.status == 1
    assert "not simulated" in done.err
    done = run("briefing", package, "half", "--out", tmp_path / "no" / "folder.pdf")
    assert done.status == 1
    assert "does not exist" in done.err
    abroad = tmp_path / "abroad.json"
    abroad.write_text(json.dumps({**SCENARIO, "focus": "CHN"}), encoding="utf-8")
    done = run("briefing", package, "half", abroad, "--out", out)
    assert done.status == 1
    assert "of one place" in done.err
    late = tmp_path / "late.json"
    late.write_text(json.dumps({**SCENARIO, "baseline": "1950"}), encoding="utf-8")
    done = run("briefing", package, "half", late, "--out", out)
    assert done.status == 1
    assert "cannot run" in done.err
    assert not out.exists()
