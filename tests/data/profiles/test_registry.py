"""Formats that others add by entry points: they are found, and one that fails leaves all others working."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.metadata import EntryPoint
from pathlib import Path

import pytest

from dependency_explorer.data import profiles
from dependency_explorer.data.intake.importing import import_file
from dependency_explorer.data.profiles import pink_sheet
from tests.data.profiles.plain import rows_of, text

THEIRS = pink_sheet.PROFILES[0]


@pytest.fixture
def points(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    """Three entry points: one without its module, one that is no profile, one of the name of ours."""
    group = profiles.ENTRY_POINTS
    made = [
        EntryPoint("lost", "no_such_module:PROFILE", group),
        EntryPoint("odd", "pathlib:Path", group),
        EntryPoint("twin", "tests.data.profiles.test_registry:THEIRS", group),
    ]
    monkeypatch.setattr(profiles, "entry_points", lambda *, group: made)
    profiles._loaded.cache_clear()
    yield
    profiles._loaded.cache_clear()


@pytest.mark.usefixtures("points")
def test_one_that_fails_is_left_out_and_told(tmp_path: Path) -> None:
    names = [profile.name for profile in profiles.all_profiles()]
    assert len(names) == len(set(names))
    assert {"generic", "pink_sheet"} <= set(names)
    assert [("lost" in one, "odd" in one) for one in profiles.left_out()] == [(True, False), (False, True)]
    path = text(tmp_path, "t.csv", "Year,From,To,Commodity,Volume (kt)\n2020,RUS,MNG,coal,2\n")
    dataset = import_file(path)
    assert rows_of(dataset, "flows", "exporter", "quantity") == [("RUS", 2)]
    assert [one.severity for one in dataset.problems if "is left out" in one.message] == [
        "warning",
        "warning",
    ]
