"""A campaign of damaged files: `uv run python -m tests.data.fuzz --cases 3000 --seed 1`.

Every case is a real or a small file, damaged by chance (see mutations), read as the window and the command read it. A
case finds something where anything but a dataset or a DataError with a sentence comes out, a warning of a library is
let through, ten seconds pass, a gigabyte is taken, the file is changed, or something half written is left.
"""

from __future__ import annotations

import argparse
import contextlib
import hashlib
import io
import multiprocessing
import multiprocessing.connection
import os
import resource
import sys
import tempfile
import time
import traceback
import unicodedata
import warnings
from collections import Counter
from functools import cache
from pathlib import Path
from random import Random

from dependency_explorer.commands import main
from dependency_explorer.data.dataset import Dataset
from dependency_explorer.data.intake.importing import import_file, reports
from dependency_explorer.data.problems import DataError
from dependency_explorer.data.read import load
from tests.data.mutations import mutate
from tests.data.profiles.other_files import other_files
from tests.data.profiles.reading import SAMPLES

MOST_SECONDS = 10.0
MOST_MEMORY = 1_000_000_000
MOST_TEXT = 120_000
"""Real texts are cut to this, at a line: the rest of them is more of the same."""
COMMAND_EVERY = 6


@cache
def originals(real: bool = True, most: int = 3_000_000) -> tuple[tuple[str, bytes], ...]:
    """Names and contents of the files that are damaged: small ones of every format, and the real ones if there."""
    files = [(name, content) for name, content in other_files().items()]
    if real and SAMPLES.exists():
        for path in sorted(SAMPLES.rglob("*.*")):
            if path.is_file() and path.parent != SAMPLES and path.stat().st_size <= most:
                content = path.read_bytes()
                binary = content.startswith((b"PK", b"\xd0\xcf", b"\x1f\x8b")) or path.suffix in (".json",)
                if not binary and len(content) > MOST_TEXT:
                    content = content[: content.rfind(b"\n", 0, MOST_TEXT) + 1]
                files.append((path.name, content))
    return tuple(files)


def damaged(seed: int, number: int, files: tuple[tuple[str, bytes], ...]) -> tuple[str, bytes]:
    """The name and the content of a case; the same for the same seed and number."""
    random = Random(f"{seed}:{number}")
    name, content = random.choice(files)
    if len(content) > 400_000 and random.random() < 0.8:  # large workbooks take long: fewer of them
        name, content = random.choice(files)
    if random.random() < 0.1:
        name = random.choice(
            (Path(name).stem, Path(name).stem + ".csv", "imports 2021.csv", "x.xlsx", "ä ö.txt")
        )
    if random.random() < 0.03:  # two files in one
        content += b"\n" + random.choice(files)[1][:60_000]
    return name, mutate(content, random)


def faults(path: Path, command: bool = False) -> str:
    """What is wrong with how a file is received; empty where all is well."""
    before = hashlib.sha256(path.read_bytes()).hexdigest()
    said = io.StringIO()
    with warnings.catch_warnings(record=True) as let_through:
        warnings.simplefilter("always")
        try:
            wrong = _converted(path, said) if command else _imported(path)
        except BaseException as error:
            if isinstance(error, KeyboardInterrupt):
                raise
            wrong = f"{type(error).__name__}: {error}\n{traceback.format_exc()}"
    if let_through and not wrong:
        first = let_through[0]
        wrong = f"a warning came through: {first.message} ({first.filename}:{first.lineno})"
    if hashlib.sha256(path.read_bytes()).hexdigest() != before:
        wrong = f"the file was changed; {wrong}"
    return wrong


def _imported(path: Path) -> str:
    try:
        dataset = import_file(path)
    except DataError as error:
        return sentence_faults(str(error))
    return dataset_faults(dataset)


def dataset_faults(dataset: Dataset) -> str:
    """Whether a dataset's reports add up, and its problems are sentences."""
    for report in reports(dataset):
        dropped = sum(decision.rows for decision in report.decisions if decision.dropped)
        if report.rows_read != report.rows_kept + dropped or report.rows_kept < 0:
            return (
                f"{report.rows_read} rows read, {report.rows_kept} kept, {dropped} dropped ({report.profile})"
            )
        for decision in report.decisions:
            if decision.share is not None and not -1e-9 <= decision.share <= 1 + 1e-9:
                return f"the decision {decision.key} has a share of {decision.share} ({report.profile})"
    return next((wrong for p in dataset.problems if (wrong := sentence_faults(p.message))), "")


def sentence_faults(text: str) -> str:
    """Whether what the user is told is a sentence."""
    if not text.strip() or max(map(len, text.splitlines())) > 6000 or text.rstrip()[-1] not in ".!?)”’":
        return f"no sentence: {text[:300]!r}"
    if any(word in text for word in ("Traceback", "Error:", "object at 0x", "NoneType", "dtype")):
        return f"the words of a program: {text[:300]!r}"
    if any(
        unicodedata.category(char) in ("Cc", "Cs", "Cf") and char not in "\n\u00ad\u200d\u200c"
        for char in text
    ):
        return f"control characters: {text[:300]!r}"
    return ""


def _converted(path: Path, said: io.StringIO) -> str:
    folder = path.parent
    there = {one.name for one in folder.iterdir()}
    out = folder / "package"
    printed = io.StringIO()
    with contextlib.redirect_stderr(said), contextlib.redirect_stdout(printed):
        status = main(["convert", str(path), "--to", str(out)])
    left = {one.name for one in folder.iterdir()} - there - ({"package"} if status == 0 else set())
    if status not in (0, 1) or "Traceback" in said.getvalue():
        return f"status {status}: {said.getvalue()[-800:]}"
    if left:
        return f"left behind: {sorted(left)}"
    if status == 1:
        return "" if said.getvalue().strip() else "status 1 without a word"
    try:
        load(out)
    except DataError as error:
        return f"what was written cannot be opened again: {error}"
    return ""


# ---- the campaign ------------------------------------------------------------------------------------------------


def _work(pipe: multiprocessing.connection.Connection, seed: int) -> None:
    # A process of its own, so that a crash or a hang of a case ends this process alone.
    limit = 6_000_000_000
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    files = originals()
    while (number := pipe.recv()) is not None:
        with tempfile.TemporaryDirectory() as folder:
            name, content = damaged(seed, number, files)
            path = Path(folder) / name
            path.write_bytes(content)
            before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
            wrong = faults(path, number % COMMAND_EVERY == 0)
            after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
            if after - before > MOST_MEMORY and not wrong:
                wrong = f"{(after - before) / 1e6:.0f} MB of memory for {len(content) / 1e6:.1f} MB"
            pipe.send((name, wrong))


class Worker:
    """A process that takes one case after the other and is started anew when one ends or hangs it."""

    def __init__(self, seed: int) -> None:
        self._seed = seed
        self._start()

    def _start(self) -> None:
        context = multiprocessing.get_context("fork")
        self._pipe, theirs = context.Pipe()
        self._process = context.Process(target=_work, args=(theirs, self._seed), daemon=True)
        self._process.start()
        theirs.close()

    def _work_done(self) -> float:
        """Seconds of processor time that the process has used; of waiting where the system does not tell."""
        try:
            fields = Path(f"/proc/{self._process.pid}/stat").read_text().rpartition(")")[2].split()
        except OSError:
            return time.monotonic()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def run(self, number: int) -> tuple[str, str]:
        """The name of the file of a case, and what is wrong with it."""
        self._pipe.send(number)
        begun, used = time.monotonic(), self._work_done()
        while not self._pipe.poll(1.0):
            # What counts is the work of the process: a busy machine may give it no turn for minutes.
            waited = time.monotonic() - begun
            if self._work_done() - used > MOST_SECONDS or waited > 60 * MOST_SECONDS:
                wrong = f"no answer within {self._work_done() - used:.0f} s of work, {waited:.0f} s in all"
                break
        else:
            try:
                name, wrong = self._pipe.recv()
                return str(name), str(wrong)
            except EOFError:
                wrong = "the process ended"
        self._process.kill()
        self._process.join()
        self._start()
        return damaged(self._seed, number, originals())[0], wrong

    def stop(self) -> None:
        """End the process."""
        self._pipe.send(None)
        self._process.join(5)


def campaign(cases: int, seed: int, first: int = 0) -> int:
    """Run the cases, print what was found, and return how many found something."""
    originals()
    worker = Worker(seed)
    kinds: Counter[str] = Counter()
    slowest = (0.0, 0)
    started = time.monotonic()
    for number in range(first, first + cases):
        begun = time.monotonic()
        name, wrong = worker.run(number)
        slowest = max(slowest, (time.monotonic() - begun, number))
        if wrong:
            where = [line.strip() for line in wrong.splitlines() if "dependency_explorer/" in line][-1:]
            kind = f"{wrong.splitlines()[0][:200]} {' '.join(where)}"
            kinds[kind] += 1
            if kinds[kind] <= 3:
                print(f"case {number} ({name}): {kind}", flush=True)
    worker.stop()
    found = sum(kinds.values())
    print(
        f"{cases} cases of seed {seed} in {time.monotonic() - started:.0f} s: {found} found something; the slowest "
        f"took {slowest[0]:.1f} s (case {slowest[1]})."
    )
    return found


def case(seed: int, number: int, folder: Path) -> str:
    """Write the file of one case into a folder, and say what is wrong with it."""
    name, content = damaged(seed, number, originals())
    path = folder / name
    path.write_bytes(content)
    return f"{path}\n{faults(path, number % COMMAND_EVERY == 0) or 'nothing found'}"


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=3000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--one", type=int, help="one case alone, its file kept")
    arguments = parser.parse_args()
    if arguments.one is not None:
        print(case(arguments.seed, arguments.one, Path(tempfile.mkdtemp())))
        sys.exit(0)
    sys.exit(1 if campaign(arguments.cases, arguments.seed, arguments.first) else 0)
