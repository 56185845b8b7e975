"""Which energy profile takes which file: each its own, none another's, and what is written is sound."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from dependency_explorer.data.intake.source import Source
from dependency_explorer.data.problems import DataError
from dependency_explorer.data.profiles import recognise, surest
from dependency_explorer.data.read import load
from dependency_explorer.data.write import write_dataset
from tests.data.profiles.energy_tables import SAMPLES, imported, sample

OURS = frozenset(
    {
        "bp_allsheets", "bp_panel", "crea", "eia_intl", "eia_json", "ember_long", "entsoe_crossborder", "entsoe_fms",
        "entsog_bruegel", "eurostat_sdmx_csv", "eurostat_tsv", "eurostat_xlsx", "iea_balances", "iea_gtf",
        "iea_monthly_electricity", "jodi_gas", "jodi_oil", "owid_grapher",
    }
)  # fmt: skip


def _index() -> list[tuple[str, str]]:
    path = SAMPLES / "INDEX.csv"
    if not path.exists():
        return []
    with path.open(encoding="utf-8", newline="") as stream:
        return [(row["format"], row["file"]) for row in csv.DictReader(stream)]


@pytest.mark.parametrize(("name", "file"), _index())
def test_each_sample_goes_to_its_own_profile(name: str, file: str) -> None:
    try:
        found = recognise(Source(SAMPLES / file))
    except DataError:
        assert name not in OURS
        return
    if name in OURS:
        profile, recognition = found[0]
        assert surest(Source(SAMPLES / file)) == found[0]
        assert profile.name == name, found
        assert recognition.confidence >= 0.9
        assert recognition.reason.endswith(".")
        return
    assert not [(profile.name, sure) for profile, sure in found if profile.name in OURS]


@pytest.mark.parametrize(
    "file",
    [
        "crea/crea_shipments_to_nl.csv",
        "entsoe_crossborder/entsoe_FR_DE_2021.csv",
        "entsoe_fms/2020_1_InstalledGenerationCapacityAggregated.csv",
        "entsog_bruegel/entsog_points_2021.slice.csv",
        "eurostat_xlsx/eurostat_nrg_ti_gas_custom.xlsx",
        "jodi_oil/jodi_oil_2026_IS_IT.slice.csv",
    ],
)
def test_what_is_written_is_a_sound_package(file: str, tmp_path: Path) -> None:
    import frictionless

    path = sample(file)
    before = path.read_bytes()
    dataset, _ = imported(path)
    write_dataset(dataset, tmp_path / "out")
    again = load(tmp_path / "out")
    assert not [problem for problem in again.problems if problem.severity == "error"]
    for table in ("flows", "balances"):
        assert len(again.tables[table]) == len(dataset.tables[table])
    report = frictionless.validate(tmp_path / "out" / "datapackage.json")
    assert report.valid, report.flatten(["rowNumber", "fieldName", "message"])
    assert path.read_bytes() == before
