"""Make the bundled dataset Europe gas from reference tables: build_europe_gas.py REFERENCE_FOLDER.

Two measures stand side by side and are never mixed: gas by country of origin in terajoules (Eurostat, all
countries) and the gas that entered the European Union by source and route in million cubic metres (Bruegel,
the Union as a whole). Rows of the IEA, of BP and of a non-commercial inventory of terminals stay out.
"""

from __future__ import annotations

from pathlib import Path

from building import (
    Row,
    Tables,
    amount,
    joined,
    licensed,
    main,
    read,
    short_names,
    tidy_sources,
    used_sources,
    write,
)
from europe_gas_balances import NATURAL_GAS, VOLUME, balances

TARGET = Path(__file__).resolve().parent / "europe-gas"
TABLES = ("flows", "balances", "assets", "stakes", "routes", "events", "places", "commodities", "sources")

FORBIDDEN = {
    "iea_gtf": "the IEA's terms forbid passing its tables on",
    "iea_10point": "figures of the IEA",
    "bp_2022": "BP permits quotation, not passing its tables on",
    "gem_lng_2022": "CC BY-NC-SA: not for commercial use",
    "metapedia_ns": "a weak source; rcw_2010 gives the same shares",
}
# Phrases in remarks of other rows that repeat a figure of a source that stays out.
QUOTED = (
    "; IEA gives 8.23 mcm an hour at Velke Kapusany",
    "; IEA maximum flow 4.647 mcm an hour",
    "; monthly flow at Velke Kapusany halved (5,946 to 2,885 mcm), see validation.md",
)

LNG, BY_ROUTE = "lng", "gas_russian_pipeline"
SHORT_NAMES = {NATURAL_GAS: "Natural gas", LNG: "LNG"}
NET = "net energy is 0.9 of the gross energy counted here (IPCC 2006, Volume 2, section 1.4.1.2)"
NO_ENERGY = "no energy per unit: depends on the gas, 38 to 40 TJ gross per mcm in the Eurostat series"
NEW_COMMODITIES: list[Row] = [
    {
        "id": VOLUME,
        "name": "Gas by volume",
        "group": "natural_gas",
        "hs_codes": "2711.11;2711.21",
        "unit": "mcm",
        "note": joined("gas that entered the EU, pipeline and LNG send-out, sums of daily values", NO_ENERGY),
    },
    {
        "id": BY_ROUTE,
        "name": "Pipeline gas from Russia",
        "group": "natural_gas",
        "part_of": VOLUME,
        "hs_codes": "2711.21",
        "unit": "mcm",
        "note": joined("the four routes that the daily data name, also by month", NO_ENERGY),
    },
]
EXTRA_SOURCES: list[Row] = [
    {
        "id": "ipcc_2006",
        "publisher": "Intergovernmental Panel on Climate Change",
        "title": "2006 IPCC Guidelines for National Greenhouse Gas Inventories, Volume 2, section 1.4.1.2",
        "date": "2006",
        "url": "https://www.ipcc-nggip.iges.or.jp/public/2006gl/vol2.html",
        "licence_or_terms": "default values; figures only are reused",
    }
]

ROUTES = ("nord_stream_1", "yamal_europe", "brotherhood_soyuz", "turkstream")
YEARS = ("2019", "2020", "2021", "2022", "2023")
DAILY = "bruegel_daily"
ORIGIN_BY_MONTH = ("DEU", "ESP", "EST", "FIN")
"""Members whose monthly series names the origin; the others name a neighbour or count LNG alone."""


def cleaned(rows: list[Row]) -> list[Row]:
    """Rows without phrases that repeat a figure of a source that stays out."""
    result = []
    for row in rows:
        copy = dict(row)
        for column in ("note", "effect"):
            for phrase in QUOTED:
                if copy.get(column):
                    copy[column] = copy[column].replace(phrase, "")
        result.append(copy)
    return result


def commodities(reference: list[Row]) -> list[Row]:
    """The two commodities of Eurostat with their net energy, and the two of the daily data."""
    rows = []
    for row in reference:
        if row["id"] in (NATURAL_GAS, LNG):
            part_of = NATURAL_GAS if row["id"] == LNG else ""
            note = joined(row["note"].removesuffix("; contains the lng rows; never add lng to it"), NET)
            rows.append(
                {
                    **row,
                    "name": SHORT_NAMES[row["id"]],
                    "part_of": part_of,
                    "energy_gj_per_unit": "900",
                    "note": note,
                }
            )
    return [*rows, *NEW_COMMODITIES]


def places(reference: list[Row]) -> list[Row]:
    """Places with the codes that stand for several marked as aggregates."""
    names = {"EU27": "European Union", "XNS": "Partner not stated", "XLN": "LNG by sea"}
    return [
        {
            **row,
            "name": names.get(row["code"], row["name"]),
            "kind": "aggregate" if row["kind"] in ("group", "other") else row["kind"],
        }
        for row in reference
    ]


def flows(tables: Tables) -> list[Row]:
    """Imports by origin, exports of countries, and the daily data of the Union by source and route."""
    rows = [dict(row) for row in tables["flows"]]
    for row in rows:
        if row["importer"] == "EU27" and row["exporter"] == "WLD":
            row["quality"] = "alt"
            row["note"] = joined(
                row["note"],
                "set aside: the partners here are those outside the EU, so it is no total of theirs",
            )
    return [*rows, *exports(tables["balances"]), *daily(tables), *russian_routes(tables["flows_routes"])]


def exports(balances: list[Row]) -> list[Row]:
    """Exports in total of each country as flows; those of the Union contain trade between its members."""
    return [
        {
            "period": row["period"],
            "exporter": row["place"],
            "importer": "WLD",
            "commodity": NATURAL_GAS,
            "quantity": row["value"],
            "unit": row["unit"],
            "quality": row["quality"],
            "source_id": row["source_id"],
            "note": "total of the annual balance, gas in transit not counted where a country reports so",
        }
        for row in balances
        if row["item"] == "exports" and row["place"] != "EU27"
    ]


def volume(
    period: str,
    exporter: str,
    commodity: str,
    quantity: float,
    quality: str,
    source: str,
    note: str,
    route: str = "",
) -> Row:
    """One flow into the Union in million cubic metres."""
    return {
        "period": period,
        "exporter": exporter,
        "importer": "EU27",
        "commodity": commodity,
        "quantity": amount(quantity),
        "unit": "mcm",
        "route": route,
        "quality": quality,
        "source_id": source,
        "note": note,
    }


def daily(tables: Tables) -> list[Row]:
    """Entries into the Union by source and year; Russian pipeline gas by route, the rest of it without."""
    rows = []
    by_route = {(row["period"], row["route"]): row for row in routes_by_year(tables["flows_routes"])}
    for row in tables["flows_partial"]:
        year = row["period_start"][:4]
        if row["source_id"] != DAILY or row["period_end"] != f"{year}-12-31":
            continue
        quantity = float(row["quantity"])
        if row["exporter"] == "RUS":
            named = [by_route[year, route] for route in ROUTES if (year, route) in by_route]
            rows += [{**one, "commodity": VOLUME} for one in named]
            sums = [float(one["quantity"]) for one in named]
            parts = " - ".join(amount(one) for one in sums)
            note = f"routes that the daily data do not name: {amount(quantity)} of all routes - {parts} mcm"
            rows.append(volume(year, "RUS", VOLUME, quantity - sum(sums), "derived", DAILY, note))
            continue
        exporter = "XLN" if row["commodity"] == LNG else row["exporter"]
        rows.append(volume(year, exporter, VOLUME, quantity, row["quality"], DAILY, row["note"]))
    return rows


def routes_by_year(reference: list[Row]) -> list[Row]:
    """Russian gas by route and year. A route that closed within a year has what came until then."""
    rows = []
    for row in reference:
        year, end = row["period_start"][:4], row["period_end"]
        whole = row["period_start"].endswith("-01-01") and not row["note"].startswith("month")
        if not whole or row["source_id"] != DAILY or row["route_id"] not in ROUTES or year not in YEARS:
            continue
        closed = "" if end.endswith("-12-31") else f"to {end}, nothing came after"
        note = joined(row["note"], closed)
        quantity = float(row["quantity"])
        rows.append(volume(year, "RUS", BY_ROUTE, quantity, "derived", DAILY, note, row["route_id"]))
    return rows


def russian_routes(reference: list[Row]) -> list[Row]:
    """Russian gas by route: years, months, and what operators give instead."""
    rows = routes_by_year(reference)
    for row in reference:
        year = row["period_start"][:4]
        if row["source_id"] == DAILY:
            if row["note"].startswith("month"):
                aside = row["route_id"] not in ROUTES
                note = joined(
                    row["note"].removeprefix("month; "),
                    "measured on entry to Ukraine, the same gas as brotherhood_soyuz" if aside else "",
                )
                quality = "alt" if aside else "derived"
                period, quantity = row["period_start"][:7], float(row["quantity"])
                rows.append(volume(period, "RUS", BY_ROUTE, quantity, quality, DAILY, note, row["route_id"]))
        elif row["period_end"] == f"{year}-12-31":
            quantity = float(row["quantity"])
            rows.append(
                volume(
                    year,
                    "RUS",
                    BY_ROUTE,
                    quantity,
                    row["quality"],
                    row["source_id"],
                    row["note"],
                    row["route_id"],
                )
            )
    return rows


def partial(reference: list[Row]) -> list[Row]:
    """Part-year flows that other rows rest on: the daily data, and months whose series names the origin."""
    return [
        row
        for row in reference
        if row["source_id"] in (DAILY, "transit_eurostat")
        or (row["importer"] in ORIGIN_BY_MONTH and row["commodity"] == NATURAL_GAS)
    ]


def stakes(reference: list[Row]) -> list[Row]:
    """Stakes; the shares of Nord Stream before 2010 under the better of the two sources that give them."""
    rows = []
    for row in reference:
        copy = dict(row)
        if copy["source_id"] == "metapedia_ns":
            copy["source_id"] = "rcw_2010"
            copy["note"] = "before Gaz de France joined in 2010"
        rows.append(copy)
    return rows


def routes(reference: list[Row]) -> list[Row]:
    """Routes, with the line through Ukraine to Bulgaria, whose row in the reference rests on the IEA."""
    line = {
        "id": "trans_balkan",
        "name": "Trans-Balkan line (Ukraine - Romania - Bulgaria)",
        "from_place": "RUS",
        "to_place": "BGR",
        "commodity": NATURAL_GAS,
        "mode": "pipeline",
        "status": "no Russian gas for Bulgaria since 2020-01-01",
        "source_id": "mehr_2020",
        "note": "TurkStream took its place; about 3 bcm a year for Bulgaria",
    }
    return [*cleaned(reference), line]


def metadata() -> dict[str, object]:
    """What datapackage.json says besides its tables."""
    return {
        "title": "Europe: natural gas",
        "description": (
            "Who supplies Europe with gas, by which routes it came, how much is used and stored, and who "
            "owned the pipes and stores: imports by origin of 34 countries and of the European Union, 2015 "
            "to 2022, Russian gas by route and month from 2018 to 2024, use by sector, stocks by month to "
            "2025, the cuts of 2006 to 2025. Each figure with its source; README.md tells what was derived."
        ),
        "focus": "EU27",
        "opening": {"commodity": NATURAL_GAS},
        "sources": [
            {"title": "Eurostat: nrg_ti_gas, nrg_ti_gasm, nrg_cb_gas, nrg_cb_gasm, nrg_stk_gasm, nrg_bal_c"},
            {
                "title": "Bruegel, European natural gas imports",
                "path": "https://www.bruegel.org/dataset/european-natural-gas-imports",
            },
            {"title": "News reports and company pages that quote official figures: see the table sources"},
        ],
        "licenses": [
            {
                "name": "CC-BY-4.0",
                "path": "https://commission.europa.eu/legal-notice_en",
                "title": "Eurostat and European Commission: reuse with the source named",
            },
            {
                "name": "ODbL-1.0",
                "path": "https://opendatacommons.org/licenses/odbl/1-0/",
                "title": "Reference coordinates of countries (source places_ref)",
            },
        ],
        "terms": "Other sources state no licence or ask for citation: facts are reused, text is not. Rows of "
        "sources that forbid redistribution were left out; README.md names them.",
    }


def build(folder: Path) -> None:
    """Write the tables and datapackage.json of the dataset."""
    reference: Tables = {table: read(folder, table) for table in (*TABLES, "flows_partial", "flows_routes")}
    reference["stakes"] = stakes(reference["stakes"])
    reference = licensed(reference, FORBIDDEN)
    tables: Tables = {
        "flows": flows(reference),
        "balances": balances(reference["balances"]),
        "assets": short_names(reference["assets"]),
        "stakes": reference["stakes"],
        "routes": routes(reference["routes"]),
        "events": cleaned(reference["events"]),
        "places": places(reference["places"]),
        "commodities": commodities(reference["commodities"]),
        "flows_partial": partial(reference["flows_partial"]),
    }
    tables["sources"] = [
        *tidy_sources(used_sources(reference["sources"], {**tables, "places": [{"source": "places_ref"}]})),
        *EXTRA_SOURCES,
    ]
    extra = (
        "Flows for part of a year",
        "Part-year sums of the daily data, months by origin of four members; kept, not used in sums.",
    )
    write(TARGET, metadata(), tables, {"flows_partial": extra})


if __name__ == "__main__":
    raise SystemExit(main(build))
