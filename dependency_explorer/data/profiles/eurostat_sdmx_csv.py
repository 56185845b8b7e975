"""Eurostat's SDMX-CSV: one row an observation, with codes, with labels beside them, or with `code:label` in one
cell; and the JSON of its service, which holds the same as a cube.

Traps: with labels there is a second column for each dimension, and some downloads have labels alone; the flag
stands in a column of its own; `:` and `c` in CONF_STATUS mean no figure; imports or exports stand only in
DATAFLOW.
"""

from __future__ import annotations

from dependency_explorer.data.intake import guard
from dependency_explorer.data.intake.draft import Draft, Sift
from dependency_explorer.data.intake.marks import figures_of
from dependency_explorer.data.intake.periods import period
from dependency_explorer.data.intake.plan import Plan
from dependency_explorer.data.intake.profile import Profile, Recognition
from dependency_explorer.data.intake.source import Source
from dependency_explorer.data.problems import DataError
from dependency_explorer.data.profiles import _eurostat
from dependency_explorer.data.raw import RawColumn, constant

_HEAD = ("dataflow", "structure", "structure_id")


def recognise(source: Source) -> Recognition | None:
    """By DATAFLOW (or STRUCTURE), geo, TIME_PERIOD and OBS_VALUE."""
    if source.kind == "json":
        if source.head_grid() and {"geo", "TIME_PERIOD", "OBS_VALUE"} <= set(source.head_grid()[0]):
            return Recognition(0.9, "It is a cube with geo and time, as Eurostat's service answers.")
        return None
    if source.kind != "text" or not source.head_rows:
        return None
    cells = [cell.lower().lstrip("\ufeff") for cell in source.head_rows[0]]
    names = {_dimension(cell) for cell in cells}
    if not {"time_period", "obs_value", "geo"} <= names or not any(cell.startswith(_HEAD) for cell in cells):
        return None
    return Recognition(0.97, "It has DATAFLOW, geo, TIME_PERIOD and OBS_VALUE, as Eurostat's SDMX-CSV does.")


def read(source: Source, plan: Plan, draft: Draft) -> None:
    """One row an observation."""
    table = source.table(numbers=("OBS_VALUE",))
    names: dict[str, str] = {}
    labels: dict[str, str] = {}
    for name in table.columns:
        dimension = _dimension(name.lower())
        # With labels beside the codes the second column of a dimension is the label.
        (names if dimension not in names else labels).setdefault(dimension, name)
    if "geo" not in names or "time_period" not in names or "obs_value" not in names:
        raise DataError(
            f"{source.name} lacks geo, TIME_PERIOD or OBS_VALUE. Download the table again as "
            "SDMX-CSV, with all columns."
        )

    def cells(dimension: str, part: int = 0) -> RawColumn:
        name = names.get(dimension)
        if name is None:
            return constant("", len(table))
        packed = ":" in name
        return table.text(name).map(lambda text: text.split(":", 1)[-part if ":" in text else 0].strip()
                                    if packed else text.strip())  # fmt: skip

    def place(dimension: str) -> RawColumn:
        label = table.text(labels[dimension]) if dimension in labels else cells(dimension, 1)
        return draft.places.codes(cells(dimension), "eurostat", label)

    figures = figures_of(draft, table, names["obs_value"], _eurostat.MARKS)
    sift = Sift(draft, table, figures.numbers)
    by_partner = "partner" in names
    where = place("geo")
    partner = place("partner") if by_partner else None
    product = cells("siec").map(_eurostat.commodity)
    when = cells("time_period").map(period)
    guard.no_period(sift, when)
    sift.aside("no_figure", figures.missing | figures.faulty, "Rows without a figure: missing, not zero.")
    unit, balance = cells("unit"), cells("nrg_bal")
    inside = _eurostat.sifted(sift, product, where, partner, unit, balance, when, figures.numbers)
    flag = cells("obs_flag")
    quality = flag.map(
        lambda text: next((_eurostat.QUALITY[f] for f in text.lower() if f in _eurostat.QUALITY), "")
    )
    first = next((name for name in table.columns if name.lower().startswith(("dataflow", "structure"))), "")
    told = " ".join(table.text(name).used()[0] for name in table.columns
                    if name.lower().startswith(("dataflow", "structure")) and table.text(name).used())  # fmt: skip
    if source.kind == "json" and isinstance(source.json, dict):
        told = first = " ".join(str(source.json.get(name, "")) for name in ("label", "extension"))
    which = _eurostat.direction(draft, told if first else "", source.stem) if by_partner else ""
    nowhere = constant("", len(table))
    seen = _eurostat.Observations(
        product, partner or nowhere, unit, where, balance, when, figures.numbers, quality
    )
    _eurostat.add(draft, sift, seen, by_partner, which, inside)


def _dimension(header: str) -> str:
    name = " ".join(header.lstrip("\ufeff").split())
    before, sign, _ = name.partition(":")
    if sign:
        name = before.strip()
    known = {"time": "time_label", "observation value": "value_label", "time_period": "time_period"}
    return known.get(name) or _eurostat.LABELS.get(name, name)


PROFILES = (
    Profile(
        "eurostat_sdmx_csv",
        "Eurostat, SDMX-CSV",
        recognise,
        read,
        publisher=_eurostat.PUBLISHER,
        url=_eurostat.URL,
        licence=_eurostat.LICENCE,
    ),
)
