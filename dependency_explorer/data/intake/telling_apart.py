"""Rows of one key that differ only in a column that is not used: parts that add up, or the same figure told again.

Ports and grades are parts. Scenarios, versions and sources tell one figure several times, indicators tell different
ones, and a total stands beside its parts: added up, all of these are wrong. What is done is named with the column,
and can be decided otherwise.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import numpy as np

from dependency_explorer.data.intake.draft import Sift
from dependency_explorer.data.intake.guard import keys
from dependency_explorer.data.intake.item_columns import is_no_amount
from dependency_explorer.data.intake.names import plain_id
from dependency_explorer.data.intake.places import anyhow
from dependency_explorer.data.intake.plan import Option
from dependency_explorer.data.keys import numbered
from dependency_explorer.data.problems import counted, shown
from dependency_explorer.data.raw import Flags, Floats, RawColumn

_AGAIN = re.compile(
    r"scenario|szenario|scénario|escenario|сценари|хувилбар|情景|pathway|\bcase\b|variant|вариант|projection|forecast"
    r"|sensitivity|assumption|\bmodel\b|\brun\b|sources?$|publisher|quelle|источник|method|basis|valuation|adjust|report(ed|ing|er)",
    re.IGNORECASE,
)
"""Titles of columns whose values tell one figure several times."""
_EDITION = re.compile(
    r"version|vintage|revision|release|edition|версия|редакция|版本|publi(shed|cation)|announced"
    r"|^(source|data) (report|file)$|발표|공표|公表|发布",
    re.IGNORECASE,
)
_OTHER_FIGURES = re.compile(
    r"indicator|\bmeasures?\b|variable|\belement\b|series|statistic|metric|parameter|attribute|показател|үзүүлэлт",
    re.IGNORECASE,
)
_ALTERNATIVES = tuple(
    frozenset(words.split(","))
    for words in (
        "low,mid,medium,central,high,base,reference,best,upper,lower,p10,p50,p90",
        "actual,forecast,budget,plan,planned,estimate,estimated,observed,projected,target",
        "preliminary,provisional,final,revised,estimate,estimated",
        "gross,net",
        "gcv,ncv,hhv,lhv",
        "fob,cif",
        "steps,aps,nze,sds,cps,nps,sps",
        "month,monthly,cumulative,year to date,ytd,annual,yearly,quarterly,d10,d20",
        "current,constant,nominal,real",
    )
)
"""Values that are alternatives, whatever their column is called."""
_CONTENT = re.compile(
    r"\b(content|contained|gross|net|dry|wet|metal|ore|concentrate) ?(weight|mass|basis)?$", re.IGNORECASE
)
"""How the weight of one shipment can be told: as it is, or of the metal in it."""
_FIRST = re.compile(
    r"\b(central|reference|base(line)?|best|mid|medium|p50|actual|observed|final|revised|official|steps"
    r"|stated policies|month(ly)?|current policies)\b",
    re.IGNORECASE,
)
_TOTAL = re.compile(
    r"\b(total|all|overall|sum|итого|всего|gesamt|insgesamt|нийт|бүгд|totale|totaux|todos|toutes?)\b|合计|总计|^_T$"
    r"|total$",
    re.IGNORECASE,
)
_NOT_ALL = re.compile(r"\b(other|rest|except|excl\w*|non)\b", re.IGNORECASE)
_MOST_OPTIONS = 12


def no_amounts(sift: Sift, rows: Flags) -> None:
    """Set rows aside that a unit, a measure or a label says to be shares, prices or figures per head."""
    sift.aside(
        "no_amounts",
        rows,
        "Rows of shares, prices and figures per head: no amounts.",
    )


def tell_apart(sift: Sift, unused: Mapping[str, RawColumn], key: Sequence[RawColumn]) -> None:
    """Decide on rows of one key that differ in columns that are not used.

    unused: the columns of texts that have no role. key: the columns that tell one figure from another.
    """
    whole = keys(*key)
    for name, column in unused.items():
        if not _differs(sift, whole, column).any():
            continue
        no_amounts(sift, column.where(is_no_amount))
        differs = _differs(sift, whole, column)
        if differs.any() and len(column.take(differs).used()) > 1:
            _decide(sift, whole, name, column, differs)


_DESCRIPTIONS = (
    Option("sum", "Add them up: they are parts of what the code holds"),
    Option("first", "Keep the first: the others tell the same again"),
)


def tell_descriptions(sift: Sift, described: RawColumn, key: Sequence[RawColumn], weight: Floats) -> None:
    """Tell where one flow has one code of goods under several descriptions: parts of the code, or one amount again.

    described: the description of each row. key: what tells one figure from another, with its code. weight: the
    amounts, of which equal ones are pointed out.
    """
    whole = keys(*key)
    differs = _differs(sift, whole, described)
    if not differs.any():
        return
    chosen = sift.draft.choice("descriptions", "sum", _DESCRIPTIONS)
    group = numbered(whole)[1]
    rows = np.flatnonzero(differs)
    first: dict[int, int] = {}
    for row in rows.tolist():
        first.setdefault(int(group[row]), row)
    leader = np.array([first[int(group[row])] for row in rows])
    later = rows[described.codes[rows] != described.codes[leader]]
    alike = int((weight[rows] == weight[leader]).sum()) - len(first)
    named = _met(described, differs)
    told = (
        f"One code of goods stands under several descriptions ({', '.join(shown(text, 40) for text in named[:3])}"
        f"{', …' if len(named) > 3 else ''}) in one flow: "
    )
    if alike:
        told += f"{counted(alike, 'of them has', 'of them have')} the very figure of the first. "
    if chosen == "sum":
        sift.note("descriptions", differs, f"{told}They are added up.", _DESCRIPTIONS, chosen)
        return
    gone = np.zeros(len(differs), bool)
    gone[later] = True
    sift.settle("descriptions", gone, f"{told}Only the first is read.", _DESCRIPTIONS, chosen)


def _differs(sift: Sift, whole: np.typing.NDArray[np.integer], column: RawColumn) -> Flags:
    """The rows left whose key stands in other rows with another text in the column."""
    kept = np.flatnonzero(sift.kept)
    result = np.zeros(len(column), bool)
    if len(kept) < 2:
        return result
    group = numbered(whole[kept])[1]
    if int(group.max()) + 1 == len(kept):
        return result
    number = keys(column)[kept]
    least = np.full(int(group.max()) + 1, np.iinfo(np.int64).max)
    most = np.full(len(least), -1)
    np.minimum.at(least, group, number)
    np.maximum.at(most, group, number)
    result[kept] = (least < most)[group]
    return result


def _decide(
    sift: Sift, whole: np.typing.NDArray[np.integer], name: str, column: RawColumn, differs: Flags
) -> None:
    values = _met(column, differs)
    rows_each = differs.sum() / len(values)
    ranked = _ranked(name, values)
    if not ranked and len(values) > max(_MOST_OPTIONS, 4 * rows_each):
        return  # numbers of rows, remarks: nothing that rows could be chosen by
    key = f"rows_by_{plain_id(name) or 'column'}"
    order = ranked or values
    ids = {plain_id(text) or "empty": text for text in reversed(order)}
    options = [Option(plain_id(text) or "empty", f"Keep {shown(text, 30)} where it stands") for text in order]
    together = Option("sum", "Add them up: they are parts of one figure")
    options = [*options[:_MOST_OPTIONS], together] if ranked else [together, *options[:_MOST_OPTIONS]]
    chosen = sift.draft.choice(key, options[0].value, options)
    listed = ", ".join(shown(text, 30) for text in order[:4]) + (", …" if len(order) > 4 else "")
    told = f"Rows that are alike but for the column {shown(name, 40)} ({listed})"
    if chosen == "sum":
        sift.note(key, differs, f"{told} are taken for parts of one figure, and added up.", options, chosen)
        return
    best = [ids[chosen], *(text for text in order if text != ids[chosen])]
    if ids[chosen] in (totals := _totals(values)):
        # Where no total stands the others are its parts.
        best = [ids[chosen], *(text for text in totals if text != ids[chosen])]
    rank = np.array([best.index(text) if text in best else len(best) for text in column.values] or [0])
    own = rank[column.codes]
    group = numbered(whole)[1]
    least = np.full(int(group.max()) + 1, len(best) + 1)
    np.minimum.at(least, group[sift.kept], own[sift.kept])
    gone = differs & (own > least[group])
    sift.settle(
        key,
        gone,
        f"{told} are not added up, for they tell one figure several times, or different ones: only "
        f"{shown(ids[chosen], 30)} is read where it stands.",
        options,
        chosen,
    )


def _met(column: RawColumn, rows: Flags) -> list[str]:
    """The distinct texts of some rows, in their order."""
    return list(dict.fromkeys(column.values[code] for code in dict.fromkeys(column.codes[rows].tolist())))


def _ranked(name: str, values: Sequence[str]) -> list[str]:
    """The values with the one to be kept first; none where they are parts."""
    plain = " ".join(re.split(r"[\W_]+", name)).strip()
    totals = _totals(values)
    if totals:
        return [*totals, *(text for text in values if text not in totals)]
    if _EDITION.search(plain):
        return sorted(values, key=_natural, reverse=True)
    low = {text.strip().casefold() for text in values if text.strip()}
    if any("content" in text or "contained" in text for text in low) and all(map(_CONTENT.search, low)):
        return list(values)
    if _AGAIN.search(plain) or _OTHER_FIGURES.search(plain) or any(low <= known for known in _ALTERNATIVES):
        return sorted(values, key=lambda text: (not text.strip(), not _FIRST.search(text)))
    return []


def _totals(values: Sequence[str]) -> list[str]:
    """The values that are totals of the others; none where all are."""
    found = [
        text for text in values if (_TOTAL.search(text) or _is_world(text)) and not _NOT_ALL.search(text)
    ]
    return found if len(found) < len(values) else []


def _is_world(text: str) -> bool:
    """Whether a text is the total of a column of places: the second partner "World" of UN Comtrade."""
    place = anyhow(text) if text.strip() and not text.strip().isdecimal() else None
    return place is not None and place.kind == "world"


def _natural(text: str) -> list[tuple[int, str]]:
    # A number of thousands of digits is none: int refuses it.
    return [
        (int(part), "") if part.isdecimal() and len(part) < 100 else (-1, part)
        for part in re.findall(r"\d+|\D+", text)
    ]
