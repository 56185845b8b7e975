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
        (("{download}", "--to", "p", "--set", "=kt"), 2, "no column before the “=”"),
        (("https://example.org/x.csv", "--to", "p"), 1, "“https://example.org/x.csv” is an address"),
        (("", "--to", "p"), 1, "name of an input is empty"),
        (("{download}", "--to", ""), 2, "the name is empty"),
        (("{download}", "--to", "p.csv"), 1, "name of a single table"),
        (("noise.xlsx", "--to", "p"), 1, "does not begin as a .xlsx file does"),
        (("{download}",), 2, "--to"),
    ],
)
def test_what_is_wrong_is_said(
    words: tuple[str, ...], status: int, said: str, download: Path, tmp_path: Path,
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.chdir(tmp_path)
    Path("noise.xlsx").write_bytes(bytes(range(128, 256)) * 8 + b"\x00\x01\n" * 8)
    found, _, err = run(capsys, "convert", *(word.format(download=download) for word in words))
    assert found == status
    assert said in err
    assert "Traceback" not in err
    assert sorted(path.name for path in tmp_path.iterdir()) == ["TradeData.csv", "noise.xlsx"]


def files_of(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@pytest.mark.parametrize("packed", ["again", "again.zip"])
def test_a_written_package_is_converted_to_itself(
    packed: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Every table of it, whether it is a folder or an archive; the largest table of it is not the flows."""
    source = tmp_path / "source"
    source.mkdir()
    (source / "flows.csv").write_text(
        "period,exporter,importer,commodity,quantity,unit\n2023,RUS,MNG,diesel,10,kt\n"
    )
    (source / "balances.csv").write_text(
        "period,place,commodity,item,value,unit\n"
        + "".join(f"{year},MNG,diesel,consumption,{year},kt\n" for year in range(1990, 2024))
    )
    (source / "commodities.csv").write_text("id,name\ndiesel,Gas oil\n")
    for name in (packed, "p"):
        came_from = source if name == packed else tmp_path / packed
        status, _, err = run(capsys, "convert", str(came_from), "--to", str(tmp_path / name))
        assert (status, err) == (0, "")
    written = files_of(tmp_path / "p")
    assert sorted(written) == [
        "balances.csv",
        "commodities.csv",
        "datapackage.json",
        "flows.csv",
        "places.csv",
    ]
    assert b"Gas oil" in written["commodities.csv"]
    assert written["balances.csv"].count(b"\n") == 35
    run(capsys, "convert", str(tmp_path / "p"), "--to", str(tmp_path / "q"))
    assert {name: data for name, data in files_of(tmp_path / "q").items() if name.endswith(".csv")} == {
        name: data for name, data in written.items() if name.endswith(".csv")
    }


def test_a_table_without_flows_makes_no_empty_parquet(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "balances.csv").write_text(
        "period,place,commodity,item,value,unit\n2023,MNG,diesel,consumption,9,kt\n"
    )
    status, _, err = run(
        capsys, "convert", str(tmp_path / "balances.csv"), "--to", str(tmp_path / "p.parquet")
    )
    assert status == 1
    assert "There are no flows" in err
    assert not (tmp_path / "p.parquet").exists()


def test_what_stands_in_the_way_is_told_before_the_reading(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "p.zip").write_bytes(b"mine")
    status, _, err = run(capsys, "convert", str(tmp_path / "absent.csv"), "--to", str(tmp_path / "p.zip"))
    assert status == 1
    assert "p.zip” exists" in err
    assert (tmp_path / "p.zip").read_bytes() == b"mine"


def test_a_closed_standard_error_costs_only_the_messages(
    download: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stderr", None)
    assert main(["convert", str(download), "--to", str(tmp_path / "p"), "--json"]) == 0
    json.loads(capsys.readouterr().out)
    assert main(["convert", str(tmp_path / "absent.csv"), "--to", str(tmp_path / "q")]) == 1
    assert capsys.readouterr().out == ""


def test_a_folder_that_may_not_be_looked_into(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    locked = tmp_path / "locked"
    locked.mkdir()

    def refuse(path: Path) -> bool:
        if locked in path.parents:
            raise PermissionError(13, "Permission denied", str(path))
        return path.exists() and not path.is_dir()

    monkeypatch.setattr(Path, "is_file", refuse)  # who runs the tests may be allowed everything
    status, _, err = run(capsys, "convert", str(locked), "--to", str(tmp_path / "p"))
    assert status == 1
    assert err.startswith("No permission for")
    assert len(err.splitlines()) == 1
