"""CEPII's BACI: one row a flow, already reconciled from both reports, so that nothing is mirrored again.

Raw files have the columns t,i,j,k,v,q: year, exporter, importer, HS6, value in thousand US dollars, quantity in
metric tons (`NA` where unknown). Country numbers are those of UN Comtrade, not all of ISO (842 USA, 699 India, 251
France, 490 Other Asia nes), several of which may mean one place (710 and 711) or none (697, 849). The lists
country_codes_V*.csv and product_codes_HS*_V*.csv that ship with it are used where they lie beside the file, in the
folder or in the archive. Files that others have made of it are read where they keep its columns under names of their
own (exporter_iso3c, importer_iso3c, hs6, total_q, total_v); in a file called BACI also value and quantity. A file
whose quantities were left out (t,i,j,k,v) has values alone.

Ten million rows go through here: every step works on distinct texts or on whole arrays, and makes few of them.
"""

from __future__ import annotations

import csv
import io
import re
from collections import Counter

import numpy as np

from dependency_explorer.data.encodings import encoding_of
from dependency_explorer.data.intake import guard
from dependency_explorer.data.intake.draft import Draft, Sift
from dependency_explorer.data.intake.marks import figures_together
from dependency_explorer.data.intake.periods import period
from dependency_explorer.data.intake.places import by_iso3, by_number
from dependency_explorer.data.intake.plan import Plan
from dependency_explorer.data.intake.profile import Profile, Recognition
from dependency_explorer.data.intake.source import Source
from dependency_explorer.data.intake.values import PLAIN
from dependency_explorer.data.keys import in_slices, numbered
from dependency_explorer.data.problems import DataError
from dependency_explorer.data.profiles import _dollars
from dependency_explorer.data.profiles._comtrade import hs_code
from dependency_explorer.data.raw import Floats, RawColumn, codes_used
from dependency_explorer.data.units import scaled

_RAW = ("t", "i", "j", "k", "v", "q")
_ROLES = {
    "t": ("t", "year"),
    "i": ("i", "exporter_iso3c", "exporter_iso3", "iso3_o", "exporter_iso_3", "exporter"),
    "j": ("j", "importer_iso3c", "importer_iso3", "iso3_d", "importer_iso_3", "importer"),
    "k": ("k", "hs6", "hs_code", "product", "product_code"),
    "v": ("v", "total_v", "v_1000usd", "value_1000usd"),
    "q": ("q", "total_q", "q_tons", "quantity_tons"),
}
"""BACI's columns, and the names that others give them; the magnitudes are BACI's."""
_IN_BACI = {
    "v": ("value", "trade_value"),
    "q": ("quantity", "qty"),
    "k": ("product_hs6", "commodity_code", "commodity"),
}
"""Names that say nothing of magnitudes: taken for BACI's where the file is called so."""
_MISSING = ("NA", "na", "N/A")
_EDITION = re.compile(r"HS\d\d", re.IGNORECASE)


def recognise(source: Source) -> Recognition | None:
    """By the six column names, or by those of a derivative that keeps all of them."""
    if source.kind not in ("text", "parquet", "workbook"):
        return None
    header = _header(source)
    if set(_RAW) <= set(header):
        return Recognition(0.97, "It has the columns t, i, j, k, v and q of BACI.")
    if _is_raw(header) and (source.kind == "parquet" or _has_years(source, header)):
        return Recognition(0.93, "It has the columns t, i, j, k and v of BACI, without its quantities.")
    there = _columns(header, source.stem)
    if len(there) == len(_ROLES):
        return Recognition(
            0.9,
            f"It has the columns of BACI under the names {', '.join(there.values())}; units are taken to be BACI's.",
        )
    return None


def read(source: Source, plan: Plan, draft: Draft) -> None:
    """One flow a row."""
    header = _header(source)
    there = _columns(header, source.stem)
    if len(there) < len(_ROLES) - (_is_raw(header) and "q" not in there):
        raise DataError(
            f"{source.name} lacks columns of BACI: {', '.join(sorted(set(_RAW) - set(there)))}. Download it again."
        )
    # Raw BACI numbers everything; products get their sixth digit back in hs_code.
    whole = [there[role] for role in ("t", "i", "j", "k")] if _is_raw(header) else []
    measured = [there[role] for role in ("v", "q") if role in there]
    table = source.table(
        tuple(there.values()), measured, plan.sheet, missing=_MISSING, whole=whole, together=True
    )
    figures = figures_together(draft, table, measured, PLAIN.also(*_MISSING))
    value = figures[there["v"]].numbers
    quantity = figures[there["q"]].numbers if "q" in there else np.full(len(table), np.nan)
    value = value if value.flags.writeable else value.copy()
    borrowed = there["v"].strip().casefold() in _IN_BACI["v"]
    if borrowed:
        value = _dollars.scaled(
            draft, value, 1000.0, f"BACI's are thousands; the column {there['v']} says nothing of it."
        )
    else:
        in_slices(len(value), lambda part: np.copyto(value[part], scaled(value[part], 1000.0)))
    sift = Sift(draft, table, value)
    exporter = _places(source, draft, table.text(there["i"]))
    importer = _places(source, draft, table.text(there["j"]))
    when = table.text(there["t"]).map(period)
    code = table.text(there["k"]).map(hs_code)
    guard.no_period(sift, when)
    guard.nowhere(sift, exporter, importer)
    guard.same_place(sift, exporter, importer)
    guard.no_figure(sift, value, quantity)
    if not borrowed:
        draft.decide(
            "units",
            "Values are told in thousand US dollars (times 1 000)"
            + (", quantities in metric tons." if "q" in there else "."),
            len(table),
        )
    elif "q" in there:
        draft.decide("quantities", f"Quantities are taken for metric tons, as in BACI (column {there['q']}).")
    unknown = sum(
        in_slices(
            len(quantity), lambda part: int(np.count_nonzero(sift.kept[part] & np.isnan(quantity[part])))
        )
    )
    if "q" not in there:
        draft.decide(
            "no_quantities", "The file has no column of quantities: values alone are read.", len(table)
        )
    elif unknown:
        draft.decide("quantity_missing", "Quantity is unknown (NA): missing, not zero.", unknown)
    guard.unknown_partner(sift, exporter, importer)
    _sum_merged(sift, (when, exporter, importer, code), value, quantity)
    _describe(source, draft, sift.left(code))
    edition = _EDITION.search(source.stem)
    if edition:
        draft.title = f"BACI {edition.group().upper()}"
    guard.emit(
        sift,
        {
            "period": when,
            "exporter": exporter,
            "importer": importer,
            "commodity": code,
            "unit": "t" if "q" in there else "",
            "reported_by": "reconciled",
            "source_id": "source",
        },
        {"quantity": quantity, "value_usd": value},
        "Rows of one exporter, importer, product and year are summed.",
    )


def _header(source: Source) -> tuple[str, ...]:
    if source.kind == "parquet":
        return source.parquet_names
    return tuple(next((row for row in source.head_grid() if any(row)), ()))


def _has_years(source: Source, header: tuple[str, ...]) -> bool:
    """Whether the first column t that is filled holds years: five letters alone are nobody's."""
    at = header.index("t")
    cells = [row[at] for row in source.head_grid() if at < len(row) and row[at].strip() and row[at] != "t"]
    return bool(cells) and all(re.fullmatch(r"(19|20)\d\d", cell.strip()) for cell in cells)


def _is_raw(header: tuple[str, ...]) -> bool:
    return set(_RAW) - {"q"} <= set(header)


def _columns(header: tuple[str, ...], stem: str) -> dict[str, str]:
    known = {name.strip().casefold(): name for name in reversed(header)}
    found = {}
    called_so = "baci" in stem.casefold()
    for role, own in _ROLES.items():
        names = (*own, *(_IN_BACI.get(role, ()) if called_so else ()))
        name = next((known[name] for name in names if name in known), None)
        if name is not None:
            found[role] = name
    return found


def _places(source: Source, draft: Draft, column: RawColumn) -> RawColumn:
    """Codes of places: numbers as UN Comtrade means them, then as the list beside the file does; else ISO codes."""
    numeric = any(text.strip().isdecimal() for text in column.values[:5])
    if not numeric:
        return draft.places.codes(column)
    listed: dict[str, str] = {}
    if any(by_number(text) is None for text in column.used() if text.strip()):
        listed = _listed_countries(source)

    def written(text: str) -> str:
        place = by_number(text) or by_iso3(listed.get(text.strip().lstrip("0"), "-"))
        return place.code if place is not None else text

    return draft.places.codes(column.map(written), "any")


def _sum_merged(sift: Sift, key: tuple[RawColumn, ...], value: Floats, quantity: Floats) -> None:
    """Several numbers of one place (710 and 711, or those that mean no country) may give one flow: it is summed.

    Changes value and quantity in the first row of such a flow, and passes over the others. guard.emit would do the
    same by sorting every row; only those of such places need it.
    """
    one, other = _shared(key[1]), _shared(key[2])
    if not one and not other:
        return
    rows = np.flatnonzero((key[1].isin(one) | key[2].isin(other)) & sift.kept)
    if not len(rows):
        return
    flow = guard.keys(*(column.take(rows) for column in key))
    first, group = numbered(flow)
    again = np.bincount(group)[group] > 1
    if not again.any():
        return
    hit = np.zeros(len(value), bool)
    hit[rows[again]] = True
    sift.note(
        "summed",
        hit,
        "Several country numbers of BACI mean one place (or none that is stated): their flows are summed.",
    )
    for figures in (value, quantity):
        there = ~np.isnan(figures[rows])
        sums = np.bincount(group, np.where(there, figures[rows], 0.0))
        known = np.bincount(group, there) > 0
        figures[rows[first]] = np.where(known, sums, np.nan)
    later = np.ones(len(rows), bool)
    later[first] = False
    sift.kept[rows[later]] = False  # in place: rows that are summed are not set aside
    sift.draft.rows_summed += int(np.count_nonzero(later))


def _shared(column: RawColumn) -> set[str]:
    # The places that have more than one number in the file.
    used = codes_used(column.codes, len(column.values)).tolist()
    numbers = Counter(column.values[code] for code in used)
    return {place for place, count in numbers.items() if count > 1}


def _describe(source: Source, draft: Draft, code: RawColumn) -> None:
    names = _listed_products(source)
    for id in code.used():
        draft.commodity(id, name=names.get(id, ""), hs_codes=id if id.isdecimal() else "")


def _listed_countries(source: Source) -> dict[str, str]:
    # Number without zeros → ISO alpha-3, of country_codes_V202301.csv or the older country_code_baci96.csv.
    rows = _companion(source, r"country_codes?_.*\.csv")
    names = {"country_code", "i", "iso_3digit_alpha", "iso3", "country_iso3"}
    listed = {}
    for row in rows:
        there = {name: (row.get(name) or "").strip() for name in names}
        number = (there["country_code"] or there["i"]).lstrip("0")
        if number:
            listed[number] = there["iso_3digit_alpha"] or there["iso3"] or there["country_iso3"]
    return listed


def _listed_products(source: Source) -> dict[str, str]:
    edition = _EDITION.search(source.stem)
    which = edition.group() if edition else r"HS\d\d"
    rows = _companion(source, rf"product_codes_{which}_.*\.csv")
    return {hs_code(row.get("code") or ""): (row.get("description") or "").strip() for row in rows}


def _companion(source: Source, pattern: str) -> list[dict[str, str]]:
    wanted = re.compile(pattern, re.IGNORECASE)
    found = source.companion(lambda name: wanted.fullmatch(name) is not None)
    if found is None:
        return []
    _, content = found
    text = content.decode(encoding_of(content) or "latin-1", errors="replace")
    try:
        return list(csv.DictReader(io.StringIO(text, newline="")))
    except csv.Error:
        return []  # the list helps; the table can be read without


PROFILES = (
    Profile(
        "baci",
        "CEPII, BACI",
        recognise,
        read,
        publisher="CEPII",
        url="www.cepii.fr/CEPII/en/bdd_modele/bdd_modele_item.asp?id=37",
        licence="Etalab Open Licence 2.0",
    ),
)
