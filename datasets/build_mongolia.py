"""Make the bundled dataset Mongolia from a folder of reference tables: build_mongolia.py REFERENCE_FOLDER.

Copies every figure as it stands and adds only what arithmetic on published figures gives: partner rows from a
total and a published share, zero production of fuels the country does not make, shares of border crossings.
Each added row is marked derived, names the source of what was added, and tells its arithmetic in the note.
The README.md and the scenarios of the dataset are written by hand and left alone.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from building import NOT_STATED, Row, amount, joined, main, read, write

TABLES = ("flows", "balances", "assets", "stakes", "routes", "events", "places", "commodities", "sources")
TARGET = Path(__file__).resolve().parent / "mongolia"

PRODUCTS = {
    "diesel": "diesel",
    "gasoline_ai92": "petrol AI-92",
    "gasoline_ai95": "petrol AI-95",
    "jet_fuel": "jet fuel",
    "lpg": "liquefied petroleum gas",
    "other_oil_products": "other petroleum products",
    "gasoline": "petrol",
}
FUELS = ("oil_products", *PRODUCTS, "gasoline_a80")

PART_OF = {
    **dict.fromkeys(("diesel", "gasoline", "jet_fuel", "lpg", "other_oil_products"), "oil_products"),
    **dict.fromkeys(("gasoline_a80", "gasoline_ai92", "gasoline_ai95"), "gasoline"),
    **dict.fromkeys(("coal_hard", "coal_lignite"), "coal"),
    "coal_coking": "coal_hard",
    **dict.fromkeys(("mineral_products", "precious_metals"), "all_goods"),
    **dict.fromkeys(
        (
            "oil_products",
            "crude_oil",
            "natural_gas",
            "electricity",
            "coal",
            "copper_concentrate",
            "iron_ore",
            "zinc_concentrate",
            "molybdenum_concentrate",
            "fluorspar",
        ),
        "mineral_products",
    ),
    "gold": "precious_metals",
}

IPCC = "IPCC 2006 default net calorific value"
ENERGY = {
    # GJ per unit; 1 TJ/kt is 1 GJ/t and 1000 GJ/kt
    **dict.fromkeys(
        ("gasoline", "gasoline_a80", "gasoline_ai92", "gasoline_ai95"), ("44.3", f"44.3 GJ/t, {IPCC}")
    ),
    "diesel": ("43.0", f"43.0 GJ/t, {IPCC} of gas/diesel oil"),
    "jet_fuel": ("44.1", f"44.1 GJ/t, {IPCC} of jet kerosene"),
    "lpg": ("47.3", f"47.3 GJ/t, {IPCC}"),
    "coal_coking": ("28200", f"28.2 TJ/kt, {IPCC}"),
    "coal_lignite": ("11900", f"11.9 TJ/kt, {IPCC}"),
}
NO_ENERGY = {
    "oil_products": "no energy per unit: a mix of products",
    "other_oil_products": "no energy per unit: a mix of products",
    "coal": "no energy per unit: a mix of kinds",
    "coal_hard": "no energy per unit: coking and thermal coal together",
    "crude_oil": "no energy per unit: barrels would need the density of the crude",
    "natural_gas": "no energy per unit: depends on the gas",
}

# Partner shares of all petroleum products by period: source of the share, what it is, exporter -> fraction.
SHARES: dict[str, tuple[str, str, dict[str, float]]] = {
    "2022": ("newsmn_797299", "lower bound: more than 90% from Russia, named in April 2022", {"RUS": 0.90}),
    "2023": ("neo_2024", "lower bound: more than 95% from Russia", {"RUS": 0.95}),
    "2024": ("xklsv_2024", "95% from Russia, share named on 2 September 2024", {"RUS": 0.95}),
    "2025": (
        "dornoddata_935",
        "95% from Russia and 5% from China, shares named in December 2025",
        {"RUS": 0.95, "CHN": 0.05},
    ),
    "2026": (
        "ng_835455",
        "97% from Russia, share named on 13 March 2026 and applied to each month",
        {"RUS": 0.97},
    ),
}
# Products with a published share of their own, which goes before that of all products.
OWN_SHARES: dict[tuple[str, str], tuple[str, str, dict[str, float]]] = {
    ("2021", "gasoline_ai92"): (
        "gt_1235183",
        "lower bound: AI-92's own published share, more than 90% from Russia",
        {"RUS": 0.90},
    ),
    ("2023", "gasoline_ai92"): (
        "xinhua_2024_02",
        "AI-92's own published shares, about 97% from Russia and 3% from China of a reported 604 kt, "
        "rescaled to the MRPAM total of 686.5 kt",
        {"RUS": 0.97, "CHN": 0.03},
    ),
}

EXTRA_SOURCES = [
    {
        "id": "ipcc_2006",
        "publisher": "Intergovernmental Panel on Climate Change",
        "title": "2006 IPCC Guidelines for National Greenhouse Gas Inventories, Volume 2 Energy, table 1.2",
        "date": "2006",
        "url": "https://www.ipcc-nggip.iges.or.jp/public/2006gl/vol2.html",
        "accessed": "",
        "licence_or_terms": "default values; figures only are reused",
    }
]


PARTIAL = (
    "Flows for part of a year",
    "Flows for part of a year, single trains and orders; kept, not used in sums.",
)

SHORT_NAMES = {"oil_products": "Oil products", "coal": "Coal", "gasoline": "Motor petrol"}
"""Totals under the names that charts have room for; what they contain stands in their notes."""


def commodities(reference: Iterable[Row]) -> list[Row]:
    """Commodities with the total they are part of and, where a default exists, their energy."""
    rows = []
    for row in reference:
        energy, remark = ENERGY.get(row["id"], (row["energy_gj_per_unit"], NO_ENERGY.get(row["id"], "")))
        note = joined(row["note"], remark)
        part_of = PART_OF.get(row["id"], "")
        name = SHORT_NAMES.get(row["id"], row["name"])
        rows.append({**row, "name": name, "part_of": part_of, "energy_gj_per_unit": energy, "note": note})
    return rows


def places(reference: Iterable[Row]) -> list[Row]:
    """Places with the two codes that are no place marked as aggregates."""
    rows = [{**row, "kind": "aggregate"} if row["code"] == "WLD" else dict(row) for row in reference]
    return [*rows, NOT_STATED]


def flows(reference: list[Row]) -> list[Row]:
    """Reference flows and the derived partner rows. Partner rows that are rescaled stay beside as alt."""
    rows = [dict(row) for row in reference]
    for row in rows:
        key = (row["period"], row["commodity"])
        if key in OWN_SHARES and row["exporter"] != "WLD" and row["quality"] == "derived":
            row["quality"] = "alt"
    return rows + derived_partners(rows)


def derived_partners(rows: list[Row]) -> list[Row]:
    """Partner rows for petroleum products that have a total and a published share, but no partner row."""
    imports = [row for row in rows if row["importer"] == "MNG" and row["quality"] not in ("alt", "disputed")]
    known = {(row["period"], row["commodity"], row["exporter"]) for row in imports}
    derived = []
    for row in imports:
        period, commodity = row["period"], row["commodity"]
        if row["exporter"] != "WLD" or commodity not in ("oil_products", *PRODUCTS) or not row["quantity"]:
            continue
        # A share for 2026 is applied to its months; the others to the year they were named for.
        share = OWN_SHARES.get((period, commodity)) or SHARES.get(period)
        if period.startswith("2026-"):
            share = SHARES["2026"]
        if share is None:
            continue
        source, statement, partners = share
        applied = ""
        if commodity != "oil_products" and (period, commodity) not in OWN_SHARES:
            applied = f"all-products share applied to {PRODUCTS[commodity]}; "
        for exporter, fraction in partners.items():
            if (period, commodity, exporter) in known:
                continue
            total = float(row["quantity"])
            note = (
                f"{applied}{statement}; {amount(100 * fraction)}% of {amount(total)} t ({row['source_id']})"
            )
            derived.append(
                {
                    **row,
                    "exporter": exporter,
                    "quantity": amount(fraction * total),
                    "value_usd": "",
                    "quality": "derived",
                    "source_id": source,
                    "note": note,
                }
            )
    return derived


def balances(reference: list[Row], routes: Iterable[Row]) -> list[Row]:
    """Reference balances, the share of 2024, zero production of fuels, and shares of routes."""
    return [
        *(dict(row) for row in reference),
        balance(
            "2024",
            "oil_products",
            "import_share:RUS",
            "95",
            "%",
            "reported",
            "xklsv_2024",
            "share named by a government spokesman on 2 September 2024 (events)",
        ),
        *zero_production(),
        *coal_route_shares({row["id"]: row for row in routes}),
        balance(
            "2022",
            "electricity",
            "route_share:selendum_darkhan",
            "0.65",
            "1",
            "reported",
            "ria_2022",
            "about 65% of Russian supply passes the line",
        ),
        balance(
            "2021",
            "electricity",
            "route_share:ot_china_220",
            "0.975",
            "1",
            "derived",
            "montsame_288135",
            "1,300 GWh, the average yearly purchase of Oyu Tolgoi over this line, of 1,333.1 GWh from China",
        ),
        balance(
            "2016",
            "copper_concentrate",
            "asset_share:oyu_tolgoi",
            amount((1562 - 400.4) / 1562, 4),
            "1",
            "derived",
            "mmj_64109",
            "1,562 kt exported less 400.4 kt, the output series of 2016 that leaves Oyu Tolgoi out (nso_ind),"
            " of 1,562 kt; changes of stock are not known",
        ),
        balance(
            "2022",
            "rail_freight",
            "asset_share:ub_railway",
            "1",
            "1",
            "derived",
            "mj_1337",
            "the freight of this table is that of Ulaanbaatar Railway",
        ),
        balance(
            "2014",
            "electricity",
            "route_share:c458_tuva_uvs",
            "1",
            "1",
            "derived",
            "news24_2021",
            "the only line from Russia to the western grid that the sources name",
            place="WES",
        ),
    ]


def balance(
    period: str, commodity: str, item: str, value: str, unit: str, quality: str, source: str, note: str,
    place: str = "MNG",
) -> Row:  # fmt: skip
    """One row of balances, for Mongolia unless another place is named."""
    return {
        "period": period,
        "place": place,
        "commodity": commodity,
        "item": item,
        "value": value,
        "unit": unit,
        "quality": quality,
        "source_id": source,
        "note": note,
    }


def zero_production() -> list[Row]:
    """No refinery works before 2028, so output of every fuel is zero in the years that have flows."""
    rows = []
    for year in range(2008, 2027):
        note = "no refinery in operation: the first one is expected in 2028 and all fuel is imported"
        for fuel in FUELS:
            rows.append(balance(str(year), fuel, "production", "0", "t", "derived", "bstandard_2025", note))
    return rows


def coal_route_shares(routes: dict[str, Row]) -> list[Row]:
    """Which fraction of coal to China passed which crossing, from the tonnes that sources name."""
    crossings = ("gashuunsukhait", "shiveekhuren", "khangi_mandal", "bichigt", "bulgan_takashiken")
    tonnes = {crossing: float(routes[crossing]["capacity"]) for crossing in crossings}
    total = sum(tonnes.values())
    rows = []
    for crossing in crossings:
        span = routes[crossing]["capacity_unit"].removeprefix("kt coal ").removeprefix("kt ")
        note = (
            f"{amount(tonnes[crossing])} kt ({span}) of {amount(total)} kt, the sum of five crossings whose "
            "spans differ: January to October for Gashuunsukhait and Bichigt, to 16 October for Bulgan (more "
            "than), to 17 October for Shiveekhuren, to 11 November for Khangi; other crossings are not in it"
        )
        share = amount(tonnes[crossing] / total, 4)
        item = f"route_share:{crossing}"
        rows.append(balance("2024", "coal", item, share, "1", "derived", "china5e_2024", note))
    rows.append(
        balance(
            "2023",
            "coal",
            "route_share:gashuunsukhait",
            amount(26499.8 / 48924.1, 4),
            "1",
            "derived",
            "blhyhy_2023",
            "26,499.8 kt of 48,924.1 kt of coal exports, both for nine months",
        )
    )
    rows.append(
        balance(
            "2023",
            "coal",
            "route_share:khangi_mandal",
            amount(5284 / 69608.5, 4),
            "1",
            "derived",
            "china5e_2024",
            "5,284 kt of 69,608.5 kt of coal exports (rsx_2024), both for the year",
        )
    )
    return rows


def metadata() -> dict[str, object]:
    """What datapackage.json says besides its tables."""
    return {
        "title": "Mongolia: energy and minerals",
        "description": (
            "What Mongolia buys, sells and depends on: petroleum products, electricity, coal, copper and "
            "other minerals; trade by partner, output, stocks, mines and their owners, crossings, past "
            "disruptions. Published figures from 1989 to July 2026, each with its source; README.md tells "
            "what was derived."
        ),
        "focus": "MNG",
        "opening": {"commodity": "oil_products"},
        "sources": [
            {"title": "National Statistics Office of Mongolia, through data.mn"},
            {"title": "Mineral Resources and Petroleum Authority of Mongolia, through data.mn"},
            {"title": "Bank of Mongolia, through data.mn"},
            {"title": "News reports and company pages that quote official figures: see the table sources"},
        ],
        "licenses": [
            {
                "name": "ODbL-1.0",
                "path": "https://opendatacommons.org/licenses/odbl/1-0/",
                "title": "Reference coordinates of countries (source geo_countries)",
            },
            {
                "name": "CC-BY-4.0",
                "path": "https://creativecommons.org/licenses/by/4.0/",
                "title": "Power plants (source wri_gppd)",
            },
        ],
        "terms": "Most sources state no licence: facts are reused, text is not. See the table sources.",
    }


def build(folder: Path) -> None:
    """Write the tables and datapackage.json of the dataset."""
    reference = {table: read(folder, table) for table in (*TABLES, "flows_partial")}
    tables = {
        **reference,
        "flows": flows(reference["flows"]),
        "balances": balances(reference["balances"], reference["routes"]),
        "commodities": commodities(reference["commodities"]),
        "places": places(reference["places"]),
        "sources": [*reference["sources"], *EXTRA_SOURCES],
    }
    write(TARGET, metadata(), tables, {"flows_partial": PARTIAL})


if __name__ == "__main__":
    raise SystemExit(main(build))
