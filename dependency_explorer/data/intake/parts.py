"""One table in several files of an archive (a year each, as BACI comes): which of them are read, told and decided.

They are read one after the other into one dataset with one report. All are, unless together they are more than a
computer may hold; then the newest. `--set tables=2019-2021` takes others.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import PurePosixPath

from dependency_explorer.data.intake.draft import Draft
from dependency_explorer.data.intake.plan import Decision, Option
from dependency_explorer.data.intake.source import Source
from dependency_explorer.data.problems import DataError, count, shown
from dependency_explorer.data.unpacking import ROWS

MOST_TOGETHER = 600_000_000
"""Bytes of text that are read unasked: about twenty million rows of BACI, which take some gigabytes of memory."""
KEY = "tables"

_MOST_OPTIONS = 40


def chosen_parts(source: Source, draft: Draft) -> list[str]:
    """The tables of an archive to read, oldest first, as the plan says or as many as fit; none where it holds one.

    Raises DataError for a choice that names none of them.
    """
    parts = source.parts
    if not parts:
        return []
    names = labels(parts)
    fitting = _newest(source.part_sizes())
    default = "all" if fitting == len(parts) else "newest"
    chosen = draft.plan.choices.get(KEY, default)
    if chosen == "all":
        picked = list(range(len(parts)))
    elif chosen == "newest":
        picked = list(range(len(parts) - fitting, len(parts)))
    else:
        picked = _picked(chosen, names)
        if not picked:
            raise DataError(
                f"{source.path.name} has no table {shown(chosen)}. It has {names[0]} to {names[-1]}: choose with "
                f"--set {KEY}={names[0]}, --set {KEY}={names[0]}-{names[-1]}, or --set {KEY}=all."
            )
    sizes = source.part_sizes()
    ROWS.check(source.path.name, source.packed_size, sum(sizes[index] for index in picked))
    source.refuse_together([parts[index] for index in picked])
    _tell(draft, names, picked, fitting, chosen)
    return [parts[index] for index in picked]


def labels(parts: Sequence[str]) -> list[str]:
    """What tells tables apart: the numbers in which their names differ ("2019", "2019-03")."""
    numbers = [re.findall(r"\d+", PurePosixPath(part).name) for part in parts]
    differ = [len(set(column)) > 1 for column in zip(*numbers, strict=True)]
    year = [bool(re.fullmatch(r"(18|19|20|21)\d\d", text)) for text in numbers[0]]
    # "2019_01" and "2019_02" differ in the month, which means nothing without its year.
    told = [here or (year[i] and any(differ[i + 1 : i + 2])) for i, here in enumerate(differ)]
    return ["-".join(text for text, is_told in zip(row, told, strict=True) if is_told) for row in numbers]


def together(each: Sequence[tuple[Sequence[Decision], float]]) -> list[Decision]:
    """The decisions on every part, those alike added up. each: decisions, and all value of the part."""
    whole = sum(weight for _, weight in each)
    found: dict[tuple[str, str, bool, str], Decision] = {}
    for decisions, weight in each:
        for one in decisions:
            share = None if one.share is None or whole <= 0 else one.share * weight / whole
            alike = (one.key, one.what, one.dropped, one.chosen)
            known = found.get(alike)
            if known is None:
                found[alike] = replace(one, share=share)
                continue
            told = [part for part in (known.share, share) if part is not None]
            both = min(sum(told), 1.0) if told else None
            found[alike] = replace(known, rows=known.rows + one.rows, share=both)
    return list(found.values())


def _newest(sizes: Sequence[int]) -> int:
    """How many tables from the last backwards fit together; at least one."""
    total = number = 0
    for size in reversed(sizes):
        total += size
        if number and total > MOST_TOGETHER:
            break
        number += 1
    return number


def _picked(chosen: str, names: Sequence[str]) -> list[int]:
    """The positions of a list of tables and spans of them: "2017,2019-2021"."""
    picked: set[int] = set()
    for piece in (one.strip() for one in chosen.split(",")):
        if piece in names:
            picked.add(names.index(piece))
            continue
        for place in (found.start() for found in re.finditer("-", piece)):
            first, last = piece[:place].strip(), piece[place + 1 :].strip()
            if first in names and last in names:
                picked |= set(range(names.index(first), names.index(last) + 1))
    return sorted(picked)


def _tell(draft: Draft, names: Sequence[str], picked: Sequence[int], fitting: int, chosen: str) -> None:
    options = [Option("all", f"Read all {len(names)} tables")]
    if fitting < len(names):
        options.append(Option("newest", f"Read the newest that fit together ({count(fitting)})"))
    spans = [(names[-number], names[-1]) for number in (5, 10, 2) if number < len(names)]
    options += [Option(f"{first}-{last}", f"Read {first} to {last}") for first, last in spans]
    options += [Option(name, f"Read {name} alone") for name in reversed(names)][:_MOST_OPTIONS]
    if chosen not in {option.value for option in options}:
        options.append(Option(chosen, f"Read {chosen}"))
    span = names[picked[0]] if len(picked) == 1 else f"{names[picked[0]]} to {names[picked[-1]]}"
    if len(picked) == len(names):
        what = f"The archive holds one table in {count(len(names))} files ({span}): all are read."
    else:
        what = (
            f"The archive holds one table in {count(len(names))} files ({names[0]} to {names[-1]}); "
            f"{count(len(picked))} of them {'is' if len(picked) == 1 else 'are'} read ({span})"
            + (", for all together may be more than memory holds." if chosen == "newest" else ".")
        )
    draft.decide(KEY, what, options=options, chosen=chosen)
