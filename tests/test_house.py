"""The rules of the house: who may import whom, and what a clone must not hold."""

from __future__ import annotations

import importlib
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


def test_import_contracts_hold() -> None:
    command = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run([str(command)], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_pyqtgraph_is_imported_in_one_file_only() -> None:
    files = [
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "dependency_explorer").rglob("*.py")
        if "import pyqtgraph" in path.read_text(encoding="utf-8")
    ]
    assert files == ["dependency_explorer/app/plot_view.py"]


def test_rows_are_numbered_in_one_way() -> None:
    """np.unique with an inverse holds the interpreter's lock; see `numbered` in data/keys.py."""
    for room in ("data", "analysis"):
        for path in (ROOT / "dependency_explorer" / room).rglob("*.py"):
            assert "return_inverse=True" not in path.read_text(encoding="utf-8"), path


def test_widgets_live_in_app() -> None:
    for path in (ROOT / "dependency_explorer").rglob("*.py"):
        if path.parent.name != "app":
            assert "QtWidgets" not in path.read_text(encoding="utf-8"), path


def test_no_module_of_the_program_reads_pickles_or_runs_text() -> None:
    forbidden = ("import pickle", "eval(", "exec(", "shell=True", "import socket", "urllib.request")
    for path in (ROOT / "dependency_explorer").rglob("*.py"):
        text = path.read_text(encoding="utf-8").replace(".exec(", "")
        if path.name == "doorbell.py":
            # It has a pair of sockets that are joined to each other, and calls nobody.
            text = text.replace("import socket\n", "")
            assert "socket.socket(" not in text
            assert "create_" not in text
        for word in forbidden:
            assert word not in text, f"{path.name}: {word}"


@pytest.mark.parametrize(
    ("module", "names"),
    [
        (
            "dependency_explorer.analysis.indicators",
            "hhi normalised_hhi effective_suppliers shannon import_dependency n_minus_1 iea_days "
            "supplier_concentration_index residual_supply_index",
        ),
        ("dependency_explorer.whatif.losses", "ces_loss second_order_loss one_number_loss"),
        ("dependency_explorer.whatif", "Scenario SupplyNetwork simulate optimise stress_test"),
    ],
)
def test_names_that_others_import_stay(module: str, names: str) -> None:
    """Scripts outside this repository call these, whether or not the program itself does."""
    for name in names.split():
        assert callable(getattr(importlib.import_module(module), name))
