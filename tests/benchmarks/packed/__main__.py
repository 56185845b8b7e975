"""Small files that become huge or are hard to read: what each kind costs to import, to look at and to convert.

python -m tests.benchmarks.packed [--modes import,look,convert] [KIND...]

Each file is made in a temporary folder, at most 5 MB packed and just below what `data/unpacking.py` lets through by
its size (what is more is refused in a moment): real content, and beside it what fills the file up without being
content. It is read in a process of its own, which is ended after LIMIT_S of its processor. Printed: bytes packed,
processor seconds, peak of memory, and what was said. Over the budget is what takes more than 10 s or 1000 MB. Linux.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.benchmarks.packed import (  # noqa: F401  (each enters its kinds)
    columns,
    odd_books,
    odd_xlsx,
    pages,
    texts,
    unpacked,
    workbooks,
)
from tests.benchmarks.packed.making import KINDS

LIMIT_S = 60
BUDGET_S, BUDGET_MB = 10.0, 1000
MODES = ("import", "look", "convert")


def run(mode: str, path: Path) -> None:
    """Read the file in this process and print, as JSON, what it took and what was said."""
    resource.setrlimit(resource.RLIMIT_CPU, (LIMIT_S, LIMIT_S + 1))
    import pyarrow.parquet  # noqa: F401

    from dependency_explorer.commands import main as program
    from dependency_explorer.data.intake.importing import import_file, reports
    from dependency_explorer.data.intake.preview import look
    from dependency_explorer.data.problems import DataError
    from dependency_explorer.data.profiles import all_profiles

    all_profiles()
    begin = time.process_time()
    try:
        if mode == "import":
            told = reports(import_file(path))
            said = f"read: {told[0].rows_read if told else 'a package'}"
        elif mode == "look":
            preview = look(path)
            said = f"looked at: {preview.profile} {len(preview.as_read.rows)} rows {preview.trouble}"
        else:
            target = tempfile.mkdtemp(dir=path.parent) + "/written"
            said = f"ended with {program(['convert', str(path), '--to', target])}"
    except DataError as error:
        said = str(error)
    seconds = time.process_time() - begin
    high = next(
        line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM")
    )
    print(json.dumps([seconds, int(high.split()[1]) / 1000, said]), flush=True)


def main() -> None:
    """Make every file and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--modes", default=",".join(MODES))
    parser.add_argument(
        "--folder", type=Path, help="keep the files here; those that are there are not made anew"
    )
    parser.add_argument("kinds", nargs="*", metavar="KIND")
    given = parser.parse_args()
    print(f"{'kind':32} {'mode':8} {'kB':>5} {'s':>6} {'MB':>6}  said")
    for name in given.kinds or KINDS:
        with tempfile.TemporaryDirectory() as folder:
            path = (given.folder or Path(folder)) / name
            path.parent.mkdir(parents=True, exist_ok=True)
            if not path.exists():
                path.write_bytes(KINDS[name]())
            for mode in given.modes.split(","):
                ended = subprocess.run(
                    [sys.executable, "-m", "tests.benchmarks.packed", "--run", mode, str(path)],
                    capture_output=True, text=True, check=False,
                )  # fmt: skip
                size = path.stat().st_size // 1000
                if ended.returncode:
                    why = f"more than {LIMIT_S} s" if ended.returncode < 0 else ended.stderr[-300:]
                    print(
                        f"{name:32} {mode:8} {size:5} {'':6} {'':6}! ended with {ended.returncode}: {why}",
                        flush=True,
                    )
                    continue
                seconds, memory, said = json.loads(ended.stdout.splitlines()[-1])
                over = "!" if seconds > BUDGET_S or memory > BUDGET_MB else " "
                print(
                    f"{name:32} {mode:8} {size:5} {seconds:6.1f} {memory:6.0f}{over} {said[:400]}", flush=True
                )


if __name__ == "__main__":
    if sys.argv[1:2] == ["--run"]:
        run(sys.argv[2], Path(sys.argv[3]))
    else:
        main()
