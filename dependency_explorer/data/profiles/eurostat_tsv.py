"""Eurostat's bulk TSV: the first column packs the dimensions, then one column a period.

Traps: the header is `freq,siec,partner,unit,geo\\TIME_PERIOD` now and was `unit,product,indic_nrg,geo\\time`,
years descending; period names end in a blank; a flag follows its number (`12.5 p`) or a mark (`: m`); whether a
table by partner holds imports or exports stands only in its name (nrg_ti…, nrg_te…).
"""

from __future__ import annotations

from dependency_explorer.data.intake.draft import Draft, Sift
from dependency_explorer.data.intake.periods import period
from dependency_explorer.data.intake.plan import Plan
from dependency_explorer.data.intake.profile import Profile, Recognition
from dependency_explorer.data.intake.source import Source
from dependency_explorer.data.problems import DataError
from dependency_explorer.data.profiles import _energy, _eurostat
from dependency_explorer.data.raw import RawColumn, RawTable, constant


def recognise(source: Source) -> Recognition | None:
    """By the backslash between the last dimension and the time in the first header."""
    if source.kind != "text" or not source.lines:
        return None
    first = source.lines[0].split("\t", 1)[0].strip().lower()
    if "\\time" not in first or "," not in first:
        return None
    return Recognition(
        0.99, "Its first column packs dimensions before a backslash, as Eurostat's bulk files do."
    )


def read(source: Source, plan: Plan, draft: Draft) -> None:
    """One row a combination of dimensions, one column a period."""
    source.use_separator("\t")
    table = source.flagged_table(_eurostat.MARKS.missing, _eurostat.MARKS.flags)
    packed = next((name for name in table.columns if "\\time" in name.lower()), "")
    if not packed:
        raise DataError(
            f"{source.name}: the first column is not Eurostat's packed one "
            "(freq,siec,partner,unit,geo\\TIME_PERIOD). "
            "Download the TSV file again."
        )
    names = [name.strip().lower() for name in packed.split("\\", 1)[0].split(",")]
    names = [_eurostat.LABELS.get(name, name) for name in names]
    keys, rows = table.text(packed), RawTable(table.file, {}, table.rows)

    def dimension(name: str) -> RawColumn:
        if name not in names:
            return constant("", len(rows))
        index = names.index(name)
        return keys.map(lambda text: (text.split(",") + [""] * len(names))[index].strip()).numbered()

    periods = {name: when for name in table.columns if name != packed and (when := period(name))}
    if not periods:
        raise DataError(f"{source.name} has no column that is a period. Download the TSV file again.")
    wide = _energy.Wide(draft, table, periods, _eurostat.MARKS)
    sift = Sift(draft, rows, wide.weight)
    del table  # millions of figures, which are read now
    by_partner = "partner" in names
    place = draft.places.codes(dimension("geo"), "eurostat")
    partner = draft.places.codes(dimension("partner"), "eurostat") if by_partner else None
    product = dimension("siec").map(_eurostat.commodity)
    unit, balance = dimension("unit"), dimension("nrg_bal")
    wide.without_figures(sift)
    inside = _eurostat.sifted(sift, product, place, partner, unit, balance, None, wide.weight, wide)
    which = _eurostat.direction(draft, source.stem) if by_partner else ""
    cells = wide.cells(sift)
    del wide
    seen = _eurostat.Observations(
        cells.spread(product), cells.spread(partner or constant("", len(rows))), cells.spread(unit),
        cells.spread(place), cells.spread(balance), cells.label, cells.values, cells.quality,
    )  # fmt: skip
    _eurostat.add(draft, cells.sift, seen, by_partner, which, inside)


PROFILES = (
    Profile(
        "eurostat_tsv",
        "Eurostat, bulk TSV",
        recognise,
        read,
        publisher=_eurostat.PUBLISHER,
        url=_eurostat.URL,
        licence=_eurostat.LICENCE,
    ),
)
