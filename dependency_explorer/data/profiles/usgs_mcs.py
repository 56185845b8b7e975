"""USGS Mineral Commodity Summaries, the world tables of the data release.

One table of all minerals (`SOURCE, COMMODITY, COUNTRY, TYPE, UNIT_MEAS, PROD_2023, PROD_EST_ 2024, …,
RESERVES_2024`), or one a mineral in older releases (`mcs2023-lithi_world.csv`: `Source, Country, Type,
Prod_t_2021, Prod_t_est_2022, Prod_notes, Reserves_t, Reserves_notes`), whose columns hold the unit and whose
mineral stands in the file name.

Measures and years stand in the names of columns (one with a blank inside); where a mineral has columns for several
stages or metals (`Mine_prod_kt_2020`, `Prod_palladium_kg_2021`), each is a commodity of its own. TYPE is the stage
(mine, refinery, plant): figures of two stages are no parts of each other, so each is a commodity of its own where a
mineral has several. The unit of reserves may differ from that of production and then stands in the notes of some
rows of the mineral only. Text behind a country says what is counted ("Canada (shipments)"). `W` is withheld,
">2000000" a lower bound.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

import numpy as np

from dependency_explorer.data.intake import guard
from dependency_explorer.data.intake.draft import Draft, Sift
from dependency_explorer.data.intake.marks import figures_together
from dependency_explorer.data.intake.names import plain_id
from dependency_explorer.data.intake.plan import Plan
from dependency_explorer.data.intake.profile import Profile, Recognition
from dependency_explorer.data.intake.source import Source
from dependency_explorer.data.intake.values import PLAIN
from dependency_explorer.data.keys import Ints
from dependency_explorer.data.raw import Flags, RawColumn, RawTable, choose, column_of, constant, joined
from dependency_explorer.data.schema import BALANCE_KEY, WORLD

MARKS = PLAIN.also("w", "na", "xx", "large", "small", "moderate")

_ITEMS = {"prod": "production", "cap": "installed_capacity", "reserves": "reserves", "reserve": "reserves"}
_UNITS = {
    "metric tons": "t", "thousand metric tons": "kt", "thousand metric dry tons": "kt", "million metric tons": "Mt",
    "kilograms": "kg", "million cubic meters": "mcm", "thousand carats": "kct", "million carats": "Mct",
    "kg": "kg", "t": "t", "kt": "kt", "mt": "Mt", "dt": "t", "mct": "Mct", "kct": "kct", "mm3": "mcm",
}  # fmt: skip
_COLUMN_UNITS = frozenset({"kg", "t", "kt", "mt", "dt", "mct", "kct", "mm3"})
_NOTE_UNIT = re.compile(r"(thousand|million) metric tons", re.IGNORECASE)
_QUALIFIED = re.compile(r"(?P<place>[^(]+?)\s*\((?P<what>.+)\)\s*\d*")
_TOTAL = re.compile(r"world total", re.IGNORECASE)
_ROUNDING = re.compile(r"\(?\b(rounded)\b\)?|\d+|[(),]", re.IGNORECASE)
_ABBREVIATIONS = {
    "alumi": "Aluminum", "antim": "Antimony", "arsen": "Arsenic", "barit": "Barite", "bauxi": "Bauxite and alumina",
    "beryl": "Beryllium", "bismu": "Bismuth", "boron": "Boron", "cobal": "Cobalt", "coppe": "Copper",
    "chrom": "Chromium", "fluor": "Fluorspar", "galli": "Gallium", "germa": "Germanium", "gold": "Gold",
    "graph": "Graphite", "indiu": "Indium", "feore": "Iron ore", "lead": "Lead", "lithi": "Lithium",
    "manga": "Manganese", "molyb": "Molybdenum", "nicke": "Nickel", "niobi": "Niobium", "phosp": "Phosphate rock",
    "plati": "Platinum-group metals", "potas": "Potash", "raree": "Rare earths", "silve": "Silver",
    "tanta": "Tantalum", "tin": "Tin", "timin": "Titanium mineral concentrates", "tungs": "Tungsten",
    "vanad": "Vanadium", "zinc": "Zinc", "zirco-hafni": "Zirconium and hafnium",
}  # fmt: skip


_WORDS = re.compile(r"[A-Za-z]+\d?|\d{4}")
_NO_FORM = frozenset({"est", "estimated", "e", "notes", "note", "world"})


@dataclass(frozen=True)
class _Measure:
    """A column of figures: what it is, of which year, in which unit (empty: that of UNIT_MEAS). form: the stage or
    metal that it is of, where one table has columns for several ("Prod_palladium_kg_2021", "Mine_prod_kt_2020")."""

    column: str
    item: str
    year: str
    estimate: bool
    unit: str
    form: str


def _measure(name: str) -> _Measure | None:
    """What the title of a column measures; None where it is no measure."""
    words = [word.casefold() for word in _WORDS.findall(name)]
    what = next((word for word in words if word in _ITEMS), "")
    if not what or words[-1] in ("notes", "note") or not ("_" in name or len(words) == 1):
        return None
    year = next((word for word in words if re.fullmatch(r"(19|20)\d\d", word)), "")
    unit = next((word for word in words if word in _COLUMN_UNITS), "")
    form = " ".join(word for word in words if word not in {what, year, unit, *_NO_FORM})
    if what not in ("reserves", "reserve") and not (year or unit):
        return None
    return _Measure(name, _ITEMS[what], year, "est" in words, _UNITS.get(unit, ""), form)


def recognise(source: Source) -> Recognition | None:
    """By a country and a column of production or reserves with the year in its name."""
    if source.kind not in ("text", "workbook"):
        return None
    for row in source.head_grid()[:5]:
        names = {cell.strip().lstrip("\ufeff").casefold() for cell in row}
        measures = [name for name in names if _measure(name) is not None]
        if "country" in names and len(measures) >= 2 and ("type" in names or "source" in names):
            return Recognition(
                0.95 if {"commodity", "unit_meas"} <= names else 0.9,
                "It has production and reserves by year in its column names, as the world tables of USGS do.",
            )
    return None


def read(source: Source, plan: Plan, draft: Draft) -> None:
    """One row a country, mineral and stage; each figure of it is a balance."""
    table = source.table(("country",), sheet=plan.sheet, rename=str.upper)
    sift = Sift(draft, table)
    edition = _edition(table, source)
    measures = _measures(table, edition)
    commodity, place, said = _describe(draft, sift, table, source)
    figures = figures_together(draft, table, [one.column for one in measures], MARKS)
    there = np.zeros(len(table), bool)
    for read_ in figures.values():
        there |= ~np.isnan(read_.numbers)
    notes = table.text("PROD_NOTES")
    sift.aside(
        "withheld", ~there & notes.where(lambda text: text.strip().casefold().startswith("w")),
        "Figures withheld by the publisher to protect single companies (W): missing, not zero.",
    )  # fmt: skip
    sift.aside("no_figure", ~there, "Rows without any figure: missing, not zero.")
    total = place.isin({WORLD})
    sift.note(
        "world",
        total,
        "World totals of the publisher, rounded: kept as totals (WLD), never added to countries.",
    )
    unit = _unit(draft, sift, table, guard.keys(commodity))
    said = _said_together(said, guard.keys(commodity, place), sift.kept)
    for one in measures:
        read_ = figures[one.column]
        part = sift.part(~np.isnan(read_.numbers))
        if not part.kept.any():
            continue
        units = constant(one.unit, len(table)) if one.unit else unit
        if one.item == "reserves":
            units = _reserve_unit(draft, part, table, guard.keys(commodity), units)
        bound = read_.flags.map(lambda flag: "more than this" if flag == ">" else "")
        guard.emit(
            part,
            {
                "period": one.year,
                "place": place,
                "commodity": _of_form(draft, part, commodity, one.form),
                "item": one.item,
                "unit": units,
                "quality": _quality(one, table.text("TYPE"), notes),
                "source_id": "source",
                "note": _together(said, bound),
            },
            {"value": read_.numbers},
            same=f"{one.column}: several rows of one country (it lists its sources one by one) are summed.",
            table="balances",
            key=BALANCE_KEY,
        )
    draft.title = f"USGS Mineral Commodity Summaries {edition}".strip()
    draft.source = {"date": edition}


def _edition(table: RawTable, source: Source) -> str:
    found = re.search(
        r"mcs\s?(20\d\d)", " ".join(table.text("SOURCE").used()[:3]) + source.stem, re.IGNORECASE
    )
    return found[1] if found is not None else ""


def _measures(table: RawTable, edition: str) -> list[_Measure]:
    found = []
    for name in table.columns:
        one = _measure(name)
        if one is not None:
            year = one.year or (str(int(edition) - 1) if edition else "")
            if year:
                found.append(replace(one, year=year))
    return found


def _describe(
    draft: Draft, sift: Sift, table: RawTable, source: Source
) -> tuple[RawColumn, RawColumn, RawColumn]:
    """Commodity, place, and what the text behind the country says."""
    mineral = table.text("COMMODITY") if "COMMODITY" in table else constant(_mineral(source), len(table))
    mineral = mineral.map(lambda text: " ".join(text.split()))
    stage = _stages(draft, table, mineral)
    country = table.text("COUNTRY").map(lambda text: " ".join(text.split()))
    _two_totals(sift, mineral, stage, country)
    said = country.map(_what_is_counted)
    place = draft.places.codes(country.map(_plain_country), "name")
    several: dict[str, set[str]] = {}
    for one, kind in zip(mineral.texts(), stage.texts(), strict=True):
        several.setdefault(one, set()).add(kind)

    def name(one: str, kind: str) -> str:
        return f"{one}: {kind}" if len(several.get(one, ())) > 1 and kind else one

    names = joined(mineral, stage, name)
    kinds = joined(mineral, stage, lambda one, kind: kind)
    for text, kind in dict(zip(names.texts(), kinds.texts(), strict=True)).items():
        draft.commodity(plain_id(text), name=text, group="minerals", note=kind)
    return names.map(plain_id), place, said


def _of_form(draft: Draft, sift: Sift, commodity: RawColumn, form: str) -> RawColumn:
    """The commodities of a column that is of one stage or metal: each a commodity of its own."""
    if not form:
        return commodity
    for id in sift.left(commodity).used():
        draft.commodity(
            f"{id}_{plain_id(form)}", name=f"{id.replace('_', ' ').capitalize()}: {form}", group="minerals"
        )
    return commodity.map(lambda id: f"{id}_{plain_id(form)}" if id else "")


def _mineral(source: Source) -> str:
    found = re.search(r"mcs20\d\d-(?P<name>[a-z-]+?)[_-]world", source.stem, re.IGNORECASE)
    short = found["name"].casefold() if found is not None else source.stem
    return _ABBREVIATIONS.get(short, short.replace("_", " "))


def _words(kind: str) -> set[str]:
    return set(re.findall(r"[a-z]+", kind.casefold())) - {"estimated", "production", "content"}


def _stages(draft: Draft, table: RawTable, mineral: RawColumn) -> RawColumn:
    """TYPE without the remark "estimated". A row whose TYPE leaves out words of its mineral's only "
    "fuller one has that."""
    kinds: dict[tuple[str, str], int] = {}
    texts = [" ".join(text.split()) for text in table.text("TYPE").texts()]
    for one, kind in zip(mineral.texts(), texts, strict=True):
        kinds[one, kind] = kinds.get((one, kind), 0) + 1
    fuller: dict[tuple[str, str], str] = {}
    for (one, kind), number in kinds.items():
        longer = [k for (m, k) in kinds if m == one and _words(kind) < _words(k)]
        if number == 1 and len(longer) == 1:
            fuller[one, kind] = longer[0]
    if fuller:
        draft.decide(
            "type",
            "Rows whose TYPE is a shorter wording of the one that all other rows of the mineral "
            "have: taken as the same.",
            len(fuller),
        )

    def stage(kind: str) -> str:
        return re.sub(r",?\s*\bestimated\b\.?", "", kind).strip(" ,.")

    return column_of(
        stage(fuller.get((one, kind), kind)) for one, kind in zip(mineral.texts(), texts, strict=True)
    )


def _two_totals(sift: Sift, mineral: RawColumn, stage: RawColumn, country: RawColumn) -> None:
    # "World total (ilmenite and rutile, rounded)" below that of ilmenite holds two minerals under one TYPE.
    total = country.where(lambda text: _TOTAL.match(text) is not None)
    block = guard.keys(mineral, stage)
    again = np.zeros(len(total), bool)
    seen: set[int] = set()
    for position in np.flatnonzero(total).tolist():
        again[position] = int(block[position]) in seen
        seen.add(int(block[position]))
    sift.aside("second_total", again, "World totals over several minerals, beside the total of each.")


def _plain_country(text: str) -> str:
    if _TOTAL.match(text):
        return "World"
    if re.fullmatch(r"(congo|korea)\s*[(,].*", text, re.IGNORECASE):
        return text
    found = _QUALIFIED.fullmatch(text)
    return found["place"] if found is not None else text


def _what_is_counted(text: str) -> str:
    if _TOTAL.match(text):
        return _ROUNDING.sub("", text[len("world total") :]).strip()
    if re.fullmatch(r"(congo|korea)\s*[(,].*", text, re.IGNORECASE):
        return ""
    found = _QUALIFIED.fullmatch(text)
    return found["what"] if found is not None and found["what"] != "rounded" else ""


def _unit(draft: Draft, sift: Sift, table: RawTable, block: Ints) -> RawColumn:
    """UNIT_MEAS; where a row leaves it out, that of the other rows of its mineral and stage."""
    unit = table.text("UNIT_MEAS").map(
        lambda text: _UNITS.get(" ".join(text.split()).casefold(), text.strip())
    )
    empty = unit.isin({""})
    if "UNIT_MEAS" in table and empty.any():
        sift.note("unit", empty, "Rows without a unit take that of the other rows of their mineral.")
        unit = _of_block(unit, block, empty)
    return unit


def _reserve_unit(draft: Draft, sift: Sift, table: RawTable, block: Ints, unit: RawColumn) -> RawColumn:
    """The unit of reserves: that of a note of any row of the mineral, else that of its production."""
    notes = table.text("RESERVE_NOTES" if "RESERVE_NOTES" in table else "RESERVES_NOTES")

    def told(text: str) -> str:
        found = _NOTE_UNIT.search(text)
        return _UNITS[found[0].casefold()] if found is not None else ""

    said = notes.map(told)
    said = _of_block(said, block, said.isin({""}))
    differs = ~said.isin({""})
    sift.note(
        "reserves_unit",
        differs,
        "Reserves are in another unit than production, as a note beside some rows of the mineral says: all rows of "
        "the mineral are taken so.",
    )
    return choose(differs, said, unit)


def _of_block(column: RawColumn, block: Ints, empty: Flags) -> RawColumn:
    texts = column.texts()
    known = {int(block[i]): texts[i] for i in reversed(range(len(texts))) if texts[i]}
    return column_of(known.get(int(block[i]), "") if empty[i] else texts[i] for i in range(len(texts)))


def _quality(one: _Measure, kind: RawColumn, notes: RawColumn) -> RawColumn | str:
    if one.estimate:
        return "estimate"
    if one.item == "reserves":
        return "official"

    def quality(type_: str, note: str) -> str:
        said = note.strip().casefold()
        if said.startswith("estimated"):
            return "estimate"
        reported = said.startswith(("reported", "reproted")) or said.endswith("reported")
        return "estimate" if "estimated" in type_.casefold() and not reported else "official"

    return joined(kind, notes, quality)


def _said_together(said: RawColumn, key: Ints, kept: Flags) -> RawColumn:
    """What is counted, of rows that are summed all of it: "from gas + from a store"."""
    texts = said.texts()
    parts: dict[int, list[str]] = {}
    for position in np.flatnonzero(kept).tolist():
        known = parts.setdefault(int(key[position]), [])
        if texts[position] and texts[position] not in known:
            known.append(texts[position])
    return column_of(" + ".join(parts.get(int(one), ())) for one in key.tolist())


def _together(one: RawColumn, other: RawColumn) -> RawColumn:
    return joined(one, other, lambda a, b: "; ".join(part for part in (a, b) if part))


PROFILES = (
    Profile(
        "usgs_mcs",
        "US Geological Survey, Mineral Commodity Summaries, world table",
        recognise,
        read,
        publisher="US Geological Survey",
        url="usgs.gov/centers/national-minerals-information-center/mineral-commodity-summaries",
        licence="US public domain",
    ),
)
