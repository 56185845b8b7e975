"""A short part of the campaign of damaged files, and what earlier campaigns found."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.data.fuzz import COMMAND_EVERY, damaged, faults, originals
from tests.data.profiles.other_files import FILES, other_files

CASES = 120


def test_damaged_files_are_received_with_a_sentence(tmp_path: Path) -> None:
    files = originals(real=False)
    for number in range(CASES):
        name, content = damaged(7, number, files)
        folder = tmp_path / str(number)
        folder.mkdir()
        path = folder / name
        path.write_bytes(content)
        assert not faults(path, number % COMMAND_EVERY == 0), f"case {number}: {name}"


@pytest.mark.parametrize("name", other_files())
def test_whole_files_are_received_too(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(other_files()[name])
    assert not faults(path)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        # Letters that steer a terminal or turn the writing round came into sentences.
        ("jodi.csv", FILES["jodi_gas_2023.csv"].replace("7000", "\x1b[31m").encode()),
        ("jodi.csv", FILES["jodi_gas_2023.csv"].replace("DE,2023-01", "\u202eabc,2023-01").encode()),
        # Sums of figures near the largest number that a computer holds.
        ("gas.tsv", FILES["estat_nrg_te_oil.tsv"].replace("100 ", "1e308 ").encode()),
        ("inf.csv", FILES["einfuhr.csv"].replace("10,5", "inf").encode()),
        # A description whose list of tables is none.
        ("datapackage.json", b'{"resources": true}'),
        # A digit to one function and none to another.
        ("baci.csv", FILES["BACI_HS17_Y2021_V202401.csv"].replace("643", "69¹").encode()),
        # What the reader of rows says of a tab.
        ("tabs.tsv", FILES["2023_03_PhysicalFlows_12.1.G.csv"].replace("10YFR", '"10"Y', 1).encode()),
        # A table of a known format whose column of products, or of reporters, is lost.
        ("full.dat", FILES["full_v2_202152.dat"].replace("PRODUCT_NC", "PRO").encode()),
        ("full.dat", FILES["full_v2_202152.dat"].replace("REPORTER", "REPO").encode()),
        # Records whose values are lost; a cube whose dimensions have no names.
        ("comtrade.json", FILES["comtrade.json"].replace("primaryValue", "primary").encode()),
        ("cube.json", FILES["nrg_ti_gas.json"].replace('"id": ["freq"', '"id": [["freq"]').encode()),
        # One column and a null character: the detector of separators wants none.
        ("null.csv", b"period\nab\x00c\nd e f\n"),
    ],
)
def test_what_was_found_stays_mended(tmp_path: Path, name: str, content: bytes) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    assert not faults(path)
    assert not faults(path, command=True)
