"""Make the bundled dataset Critical minerals: build_critical_minerals.py REFERENCE_FOLDER.

Rows of the British Geological Survey stay out, whose terms allow only non-commercial research use; with them
goes most output before 2023. What is refiled here is named in the note of the row or in README.md.
"""

from __future__ import annotations

from pathlib import Path

from building import (
    NOT_STATED,
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

TARGET = Path(__file__).resolve().parent / "critical-minerals"
TABLES = ("flows", "balances", "assets", "stakes", "events", "places", "commodities", "sources")

SURVEY = "the British Geological Survey allows non-commercial research use only"
FORBIDDEN = {
    f"bgs_{name}": SURVEY
    for name in ("res", "cobalt", "copper", "graphite", "lithium", "nickel", "gallium", "germanium")
}
# Phrases in remarks of other rows that repeat a figure of a source that stays out.
QUOTED = ("; output 1.6 kt Li in 2022 and 18.7 kt in 2023 (bgs_lithium)",)

COMTRADE = (
    "UN Comtrade: fewer than 100,000 records may be passed on without a licence, the source named "
    "(uncomtrade.org, questions on use and re-dissemination, 2026)"
)
PART_OF = {
    "graphite_natural": "graphite_group",
    "graphite_artificial": "graphite_group",
    "rare_earth_magnets": "rare_earth_group",
    "lithium_carbonate": "lithium_salts",
}
NAMES = {
    "nickel_ore": "Nickel ore",
    "nickel_matte": "Nickel matte",
    "nickel_ore_bps": "Nickel ore (Indonesian customs)",
    "graphite_natural": "Natural graphite from China",
    "graphite_artificial": "Artificial graphite from China",
    "graphite_group": "Graphite from China",
    "gallium_germanium_unwrought": "Gallium and other minor metals from China",
    "rare_earth_group": "Rare earths and magnets from China",
    "rare_earth_magnets": "Rare earth magnets from China",
    "rare_earth_products": "Rare earth products (customs group)",
    "rare_earth_metals_compounds": "Rare earth metals and compounds",
    "rare_earth_ores_oxides": "Rare earth ores and oxides",
    "uranium_deliveries": "Natural uranium",
    "cobalt_ore": "Cobalt ore",
    "cobalt_intermediates": "Cobalt intermediates",
    "cobalt_intermediates_co": "Cobalt in intermediates",
    "cobalt_in_mhp": "Cobalt in mixed hydroxide",
    "lithium_salts": "Lithium salts",
    "lithium_ore": "Lithium ore",
}
DELIVERED = ("stock", "consumption")
"""Items of uranium that speak of what utilities hold, use and were delivered."""
BY_EXPORTER = ("unct_china", "unct_china_grp")
"""Sources in which China reports its exports: what the buyers get elsewhere is not in them."""
US_YEAR, US_MINERALS = "2024", ("cobalt", "graphite")
"""The year of US net imports, and the minerals whose use and reliance are both published."""
UTILITIES = ("EU27", "USA")
MONTHS = 11
YEAR_OF_COBALT, COBALT = "2024", "cobalt_intermediates_co"


def commodities(reference: list[Row]) -> list[Row]:
    """Commodities with the total that contains them and names that charts have room for."""
    return [
        {
            **row,
            "name": NAMES.get(row["id"], row["name"]),
            "part_of": PART_OF.get(row["id"], ""),
            "note": joined(row["name"] if row["id"] in NAMES else "", row["note"]),
        }
        for row in reference
    ]


def places(reference: list[Row]) -> list[Row]:
    """Places with the codes that stand for several marked as aggregates."""
    names = {"WLD": "World, or mixed holders"}
    rows = [
        {
            **row,
            "name": names.get(row["code"], row["name"]),
            "kind": "aggregate" if row["kind"] == "group" else row["kind"],
        }
        for row in reference
    ]
    return [*rows, NOT_STATED]


def flows(reference: Tables) -> list[Row]:
    """Reference flows, and the year of Chinese cobalt intermediates that eleven months stand for."""
    rows = [
        {**row, "reported_by": "exporter" if row["source_id"] in BY_EXPORTER else ""}
        for row in reference["flows"]
    ]
    rows += american_imports(reference["balances"])
    for row in reference["flows_partial"]:
        span = (row["period_start"], row["period_end"])
        if row["commodity"] == COBALT and span == (f"{YEAR_OF_COBALT}-01", f"{YEAR_OF_COBALT}-{MONTHS}"):
            quantity = amount(float(row["quantity"]) * 12 / MONTHS, 0)
            note = joined(
                row["note"],
                f"January to November, {row['quantity']} t, x 12 / {MONTHS}: an estimate of the year",
            )
            rows.append(
                {
                    **{
                        name: row[name] for name in ("exporter", "importer", "commodity", "unit", "source_id")
                    },
                    "period": YEAR_OF_COBALT,
                    "quantity": quantity,
                    "quality": "estimate",
                    "note": note,
                }
            )
    return rows


def american_imports(balances: list[Row]) -> list[Row]:
    """Net imports of the USA in total: apparent use x net import reliance.

    Origins are published as shares of four years together, which stay shares: a run splits the total by them.
    """
    of = {
        (row["commodity"], row["item"]): row
        for row in balances
        if (row["place"], row["period"]) == ("USA", US_YEAR) and row["quality"] not in ("alt", "disputed")
    }
    rows = []
    for mineral in US_MINERALS:
        used, reliance = of[mineral, "consumption"], of[mineral, "net_import_reliance"]
        net = float(used["value"]) * float(reliance["value"]) / 100
        rows.append(
            {
                "period": US_YEAR,
                "exporter": "WLD",
                "importer": "USA",
                "commodity": mineral,
                "quantity": amount(net, 0),
                "unit": "t",
                "quality": "derived",
                "source_id": used["source_id"],
                "note": f"net imports: apparent use of {used['value']} t x net import reliance of "
                f"{reliance['value']}%; shares of origins stand in balances as import_share",
            }
        )
    return rows


def balances(reference: list[Row]) -> list[Row]:
    """Balances; what utilities hold, use and bought of uranium stands with the deliveries to them."""
    rows = []
    for row in reference:
        copy = dict(row)
        of_utilities = copy["item"] in DELIVERED or copy["item"].startswith("import_share:")
        if copy["commodity"] == "uranium" and copy["place"] in UTILITIES and of_utilities:
            copy["commodity"] = "uranium_deliveries"
        rows.append(copy)
    return rows


def events(reference: list[Row]) -> list[Row]:
    """Events without phrases that repeat a figure of a source that stays out."""
    rows = []
    for row in reference:
        copy = dict(row)
        for phrase in QUOTED:
            copy["effect"] = copy["effect"].replace(phrase, "")
        rows.append(copy)
    return rows


def terms(sources: list[Row]) -> list[Row]:
    """Sources with the terms of UN Comtrade spelt out."""
    return [
        {**row, "licence_or_terms": joined(row["licence_or_terms"].split(";")[0], COMTRADE)}
        if row["id"].startswith("unct_")
        else row
        for row in sources
    ]


def metadata() -> dict[str, object]:
    """What datapackage.json says besides its tables."""
    return {
        "title": "Critical minerals: production, trade and ownership",
        "description": (
            "Who mines, owns, sells and buys cobalt, lithium, uranium, rare earths, nickel, copper, "
            "graphite, gallium and germanium: trade by partner from 2009, output by country from 2023 "
            "(uranium from 2013), 91 mines and plants with their owners and the owners' owners, export "
            "controls and nationalisations. Each figure with its source; README.md tells what was left out."
        ),
        "focus": "CHN",
        "opening": {"commodity": "nickel_ore"},
        "sources": [
            {"title": "UN Comtrade", "path": "https://comtradeplus.un.org"},
            {"title": "US Geological Survey, Mineral Commodity Summaries 2025 and 2026"},
            {
                "title": "World Nuclear Association; Euratom Supply Agency and US Energy Information "
                "Administration as quoted"
            },
            {"title": "News reports and company pages: see the table sources"},
        ],
        "licenses": [
            {
                "name": "ODbL-1.0",
                "path": "https://opendatacommons.org/licenses/odbl/1-0/",
                "title": "Reference coordinates of countries (source mledoze)",
            },
            {
                "name": "MIT",
                "path": "https://opensource.org/license/mit",
                "title": "Lithium deposits (source busch_dep)",
            },
        ],
        "terms": "US federal works are in the public domain; fewer than 100,000 records of UN Comtrade may "
        "be passed on. Most other sources state no licence: facts are reused, text is not. Rows of sources "
        "that forbid redistribution were left out; README.md names them.",
    }


def build(folder: Path) -> None:
    """Write the tables and datapackage.json of the dataset."""
    reference = licensed({table: read(folder, table) for table in (*TABLES, "flows_partial")}, FORBIDDEN)
    tables: Tables = {
        "flows": flows(reference),
        "balances": balances(reference["balances"]),
        "assets": short_names(reference["assets"]),
        "stakes": reference["stakes"],
        "events": events(reference["events"]),
        "places": places(reference["places"]),
        "commodities": commodities(reference["commodities"]),
        "flows_partial": reference["flows_partial"],
    }
    named = {**tables, "places": [{"source": "mledoze"}]}
    tables["sources"] = terms(tidy_sources(used_sources(reference["sources"], named)))
    extra = ("Flows for part of a year", "Sums of several months; kept, not used in sums.")
    write(TARGET, metadata(), tables, {"flows_partial": extra})


if __name__ == "__main__":
    raise SystemExit(main(build))
