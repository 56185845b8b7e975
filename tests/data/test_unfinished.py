"""A program that ends while it writes leaves the old file or the new one, and nothing beside it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ENDS = """
import os, sys, threading
from pathlib import Path
from dependency_explorer.data.files import write_atomic
from dependency_explorer.data.unfinished import abandon

folder, half = Path(sys.argv[1]), threading.Event()

def blocks():
    yield b"new"
    half.set()
    threading.Event().wait()

threading.Thread(target=write_atomic, args=(folder / "a.csv", blocks()), daemon=True).start()
half.wait()
print(len(list(folder.iterdir())))
abandon()
late = threading.Thread(target=write_atomic, args=(folder / "b.csv", b"late"), daemon=True)
late.start()
late.join(0.2)
sys.stdout.flush()
os._exit(0)
"""


def test_what_was_half_written_is_gone(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("old")
    run = subprocess.run(
        [sys.executable, "-c", ENDS, str(tmp_path)], capture_output=True, text=True, check=True, timeout=60
    )
    assert run.stdout.strip() == "2"  # the old one, and what was being written
    assert {one.name: one.read_text() for one in tmp_path.iterdir()} == {"a.csv": "old"}
