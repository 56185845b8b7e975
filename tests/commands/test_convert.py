"""`convert`: from a downloaded table to a data package, with every decision told."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from dependency_explorer.commands import main
from dependency_explorer.data.read import load

PLUS = (
    "typeCode,freqCode,refYear,refMonth,period,reporterCode,reporterISO,flowCode,partnerCode,partnerISO,"
    "partner2Code,classificationCode,cmdCode,cmdDesc,customsCode,motCode,qtyUnitAbbr,qty,netWgt,primaryValue"
)


def report(
    reporter: str, flow: str, partner: str, code: str, weight: object, value: object, mot: str = "0"
) -> str:
    return f"C,A,2022,52,2022,{reporter},,{flow},{partner},,0,HS,{code},Coal,C00,{mot},kg,{weight},{weight},{value},"


@pytest.fixture
def download(tmp_path: Path) -> Path:
    """A table of UN Comtrade with its traps: the extra comma, World, modes of transport, re-exports, levels."""
    rows = [
        report("496", "X", "156", "2701", 900, 90),
        report("496", "X", "156", "2701", 700, 70, "2100"),
        report("496", "X", "156", "2701", 200, 20, "3100"),
        report("496", "X", "643", "2701", 0, 10),
        report("496", "X", "0", "2701", 1000, 100),
        report("496", "X", "156", "27", 900, 90),
        report("496", "X", "643", "27", 0, 10),
        report("496", "X", "0", "27", 1000, 100),
        report("496", "RX", "156", "2701", 5, 1),
        report("496", "X", "899", "2701", "", ""),
    ]
    path = tmp_path / "TradeData.csv"
    path.write_text("\n".join([PLUS, *rows]) + "\n", encoding="latin-1")
    return path


def run(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    status = main(list(words))
    out, err = capsys.readouterr()
    return status, out, err


def test_the_traps_of_a_download(download: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, out, _ = run(capsys, "convert", str(download), "--to", str(tmp_path / "p"), "--json")
    told = json.loads(out)
    assert status == 0
    assert told["profile"] == "comtrade_plus"
    assert told["rows_read"] == 10
    assert told["rows_kept"] == told["rows_read"] - sum(row["rows"] for row in told["dropped"])
    # The totals of chapter 27 (3), two modes of transport, one re-export, one row without a figure.
    assert {row["key"]: row["rows"] for row in told["dropped"]} == {
        "transport": 2,
        "reexports": 1,
        "levels": 3,
        "no_figure": 1,
    }
    flows = load(tmp_path / "p").tables["flows"]
    partners = flows[flows["importer"] != "WLD"]
    total = flows[flows["importer"] == "WLD"]
    assert partners["value_usd"].sum() == total["value_usd"].sum() == 100.0
    # A weight of 0 beside a value is missing.
    assert flows["quantity"].isna().tolist() == [False, True, False]
    assert told["flows"] == 3


def test_the_report_travels_with_the_package(
    download: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from dependency_explorer.data.intake.importing import reports

    run(capsys, "convert", str(download), "--to", str(tmp_path / "p.zip"), "--set", "reexports=keep")
    kept = reports(load(tmp_path / "p.zip"))
    assert [(one.file, one.profile, one.rows_read) for one in kept] == [
        ("TradeData.csv", "comtrade_plus", 10)
    ]
    decision = next(one for one in kept[0].decisions if one.key == "reexports")
    assert (decision.chosen, decision.dropped, decision.rows) == ("keep", False, 1)
    assert dict(kept[0].plan.choices) == {"reexports": "keep"}


def test_a_constant_that_stands_in_no_cell(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "diesel.csv"
    path.write_text("period,exporter,importer,commodity,quantity\n2023,RUS,MNG,diesel,5\n")
    status, _, _ = run(capsys, "convert", str(path), "--to", str(tmp_path / "p"), "--set", "unit=kt")
    assert status == 0
    assert load(tmp_path / "p").tables["flows"]["unit"].tolist() == ["kt"]


def test_several_inputs_become_one(
    download: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    more = tmp_path / "more.csv"
    more.write_text("period,exporter,importer,commodity,quantity,unit\n2023,RUS,MNG,diesel,5,kt\n")
    status, out, _ = run(
        capsys, "convert", str(download), str(more), "--to", str(tmp_path / "p.parquet"), "--json"
    )
    assert status == 0
    assert json.loads(out)["flows"] == 4
    assert len(load(tmp_path / "p.parquet").tables["flows"]) == 4


def test_nothing_is_replaced_unasked(
    download: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    target = tmp_path / "p"
    target.mkdir()
    (target / "mine.txt").write_text("mine")
    status, _, err = run(capsys, "convert", str(download), "--to", str(target), "--force")
    assert status == 1
    assert "not replaced" in err
    assert (target / "mine.txt").read_text() == "mine"
    package = ("convert", str(download), "--to", str(tmp_path / "package"))
    assert run(capsys, *package)[0] == 0
    status, _, err = run(capsys, *package)
    assert status == 1
    assert "add --force to replace it" in err
    assert run(capsys, *package, "--force")[0] == 0


@pytest.mark.parametrize(
    ("words", "status", "said"),
    [
        (("absent.csv", "--to", "p"), 1, "no file"),
        (("https://example.org/x.csv", "--to", "p"), 1, "network"),
        (("{download}", "--to", "p", "--profile", "nonsense"), 1, "no profile “nonsense”"),
        (("{download}", "--to", "p", "--set", "world=perhaps"), 1, "cannot be “perhaps”"),
        (("{download}", "--to", "p", "--set", "unit"), 2, "COLUMN=VALUE"),
        (("{download}",), 2, "--to"),
    ],
)
def test_what_is_wrong_is_said(
    words: tuple[str, ...], status: int, said: str, download: Path, tmp_path: Path,
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.chdir(tmp_path)
    found, _, err = run(capsys, "convert", *(word.format(download=download) for word in words))
    assert found == status
    assert said in err
    assert "Traceback" not in err
    assert not (tmp_path / "p").exists()
