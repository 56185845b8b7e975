# ruff: noqa: E501 - one table
"""Every real file that lies beside the repository: what it is taken for, what it adds up to, and where its rows went.

The expected totals are computed by `sample_sums` from the bytes of the file, and not by the program's own reader. `pytest -s` prints the table and how many files are right.
"""

from __future__ import annotations

import csv
import math
from dataclasses import dataclass

import pytest

from dependency_explorer.data.dataset import Dataset
from dependency_explorer.data.intake.importing import import_file, reports
from dependency_explorer.data.problems import DataError
from tests.data.profiles.reading import SAMPLES, dropped, total
from tests.data.profiles.sample_sums import (
    EUROSTAT_GROUPS,
    Total,
    api,
    asset,
    balance,
    bomb_shares,
    bp_cell,
    bp_year,
    census,
    column_sum,
    crea_months,
    entsog_july,
    eurostat_sheets,
    flow,
    fms_countries,
    framed,
    gem_capacity,
    gtf,
    imf_cell,
    italy,
    norway_hydro,
    numbers,
    pivot_money,
    plus,
    seafood,
    sheet,
    table,
    tsv_sum,
    un_energy,
    undata,
    value,
    wits_partner,
    wits_share,
    world_bank,
)


@dataclass(frozen=True)
class Read:
    """profile; rows read; dropped: reason → rows; totals."""

    profile: str
    rows: int
    dropped: dict[str, int]
    totals: tuple[Total, ...]


@dataclass(frozen=True)
class Refused:
    """A part of the sentence."""

    says: str


CODES = Refused("is a list of codes")
BP = "bp_allsheets/bp_2015_all.xlsx"
A, B, C = "comtrade_legacy/", "comtrade_plus/", "eurostat_tsv/"

EXPECTED: dict[str, Read | Refused] = {
    "atlas_complexity/atlas_country_complexity.csv": Refused("ranks countries by economic complexity (ECI, COI): an index"),
    "awkward_italian_gas/italy_gas_imports_by_origin_1990_2021.csv": Read(
        "generic", 28, {}, (flow(italy("Russian Federation"), exporter="RUS", importer="ITA", unit="mcm"),
                            flow(italy("Algeria"), exporter="DZA"))),
    "baci/baci_seafood_hs12_2018_named.csv": Read(
        "baci", 8245, {"same_place": 37}, (value(seafood("total_v", 1000)),
                                           flow(seafood("total_q", 1, exporter_iso3c="NOR"), exporter="NOR", unit="t"))),
    "baci/country_code_baci96.csv": CODES,
    "baci/country_codes_V202301.csv": CODES,
    "baci/product_codes_HS92_V202301.csv": CODES,
    "bgs_wms/BGS_lithium_production.csv": Read(
        "bgs_wms", 911, {"no_figure": 7}, (balance(column_sum("quantity")),
                                           balance(column_sum("quantity", country_iso3_code="CHL"), place="CHL"))),
    BP: Read("bp_allsheets", 2391, {"notes": 188, "no_place": 1, "aggregates": 278, "world_sides": 4, "other_unit": 17}, (
        flow(bp_cell("Gas - Trade - pipeline", "Germany", "Norway"), exporter="NOR", importer="DEU", period="2014", unit="bcm"),
        balance(bp_year("Oil Production – Tonnes", "Norway", 2014), place="NOR", item="production", period="2014", unit="Mt", commodity="oil"))),
    "bp_panel/bp_2021_panel.head.csv": Read(
        "bp_panel", 999, {}, (balance(column_sum("oilprod_mt", ISO3166_alpha3="DZA"), place="DZA", item="production", unit="Mt", commodity="oil"),)),
    "comtrade_api_json/comtrade_api_china_2010.json": Read(
        "comtrade_api_json", 4, {}, (value(api("M"), importer="CHN"), value(api("X"), exporter="CHN"))),
    A + "comtrade_bulk_h3_india_china.csv": Read(
        # 8 739 rows hold every amount at four levels (TOTAL, HS2, HS4, HS6).
        "comtrade_legacy", 8739, {"levels": 2170}, (
            value(column_sum("Value", Trade__Flow__Code="1", Commodity__Code="TOTAL"), importer="IND"),
            value(column_sum("Value", Trade__Flow__Code="2", Commodity__Code="TOTAL"), exporter="IND"))),
    A + "comtrade_cement_eu28.csv": Read(
        # Each of the 205 rows of customs procedure C01 repeats the C00 row of its year and partner to the dollar.
        "comtrade_legacy", 874, {"customs": 205}, (
            value(lambda p: 82338795.0, period="2018", exporter="WLD"),
            flow(lambda p: float(numbers(table(p).query("`Customs Proc. Code` == 'C00' and Period == '2018'")["Netweight (kg)"]).sum()),
                 period="2018", unit="kg"))),
    A + "comtrade_diamonds_7102_2014.csv": Read(
        "comtrade_legacy", 223, {}, (value(column_sum("Trade Value (US$)", Commodity__Code="7102"), commodity="7102"),)),
    A + "comtrade_us_china_2017.csv": Read(
        "comtrade_legacy", 290, {"reexports": 96}, (
            value(column_sum("Trade Value (US$)", Trade__Flow="Import"), importer="USA", reported_by="importer"),
            value(column_sum("Trade Value (US$)", Trade__Flow="Export"), exporter="USA", reported_by="exporter"))),
    B + "comtradeplus_api_nickel.head.csv": Read(
        "comtrade_plus", 2499, {}, (
            value(plus("primaryValue", flowCode="M"), reported_by="importer"),
            flow(plus("netWgt", flowCode="X", partnerCode="156"), importer="CHN", reported_by="exporter", unit="kg"))),
    B + "comtradeplus_total_2022.csv": Read(
        # Every row ends in a comma too many; the bytes are Latin-1.
        "comtrade_plus", 1352, {}, (
            value(plus("primaryValue", "latin-1", flowCode="M"), reported_by="importer"),
            value(plus("primaryValue", "latin-1", flowCode="X"), reported_by="exporter"))),
    "crea/crea_europe_gas_imports_daily.csv": Read(
        "crea", 4839, {}, (
            # In January 2021 gas went to the United Kingdom on all days (negative): a flow of its own. Four such days
            # of another month are netted in it.
            flow(crea_months), flow(column_sum("value_m3", **{"from": "Algeria"}), exporter="DZA", unit="m3"))),
    "crea/crea_import_from_russia_mn_eur.csv": Refused("has no period in any column, nor a year in its name"),
    "crea/crea_shipments_to_nl.csv": Read(
        "crea", 630, {}, (flow(column_sum("Crude oil", commodity_origin_country="Russia"), exporter="RUS", importer="NLD", commodity="crude_oil"),
                          flow(lambda p: column_sum("Crude oil")(p) + column_sum("Oil products and chemicals")(p)))),
    "eia_intl/eia_intl_hydro_2026.csv": Read(
        "eia_intl", 232, {"titles": 1, "no_figure": 4}, (balance(norway_hydro, place="NOR", item="generation", unit="TWh"),)),
    "entsoe_crossborder/entsoe_FR_DE_2021.csv": Read(
        # MW as hourly means: the sum of 8 760 hours is MWh; the spring hour is empty.
        "entsoe_crossborder", 8761, {"no_figure": 1}, (
            flow(column_sum("Germany (DE) > France (FR) [MW]"), exporter="DEU", importer="FRA", unit="MWh"),
            flow(column_sum("France (FR) > Germany (DE) [MW]"), exporter="FRA", importer="DEU", unit="MWh"))),
    "entsoe_fms/2020_1_InstalledGenerationCapacityAggregated.csv": Read(
        "entsoe_fms", 56, {"area_types": 28}, (balance(fms_countries, item="installed_capacity", unit="MW"),)),
    "entsog_bruegel/entsog_points_2021.slice.csv": Read(
        "entsog_bruegel", 5500, {"no_figure": 732, "revised": 18}, (
            flow(entsog_july, period="2021-07", exporter="NOR", importer="GBR", unit="kWh"),)),
    C + "Eurostat.tsv.gz": Read(
        "eurostat_tsv", 1638, {"aggregates": 78}, (
            balance(tsv_sum(without=EUROSTAT_GROUPS)), balance(tsv_sum({3: "DE"}), place="DEU", unit="MW"))),
    C + "estat_nrg_ti_gasm_filtered_LNG_total.tsv": Read(
        "eurostat_tsv", 27, {}, (flow(tsv_sum()), flow(tsv_sum({4: "FR"}), importer="FRA", exporter="WLD", unit="mcm", commodity="G3200"))),
    C + "estat_nrg_ti_gasm_filtered_Total.tsv": Read(
        "eurostat_tsv", 54, {}, (flow(tsv_sum()), flow(tsv_sum({1: "G3000", 4: "DE"}), importer="DEU", commodity="G3000", unit="mcm"))),
    "eurostat_xlsx/eurostat_nrg_ti_gas_custom.xlsx": Read(
        "eurostat_xlsx", 176, {"aggregates": 12}, (
            flow(eurostat_sheets("Russia", "Natural gas"), exporter="RUS", commodity="G3000", unit="TJ"),
            flow(eurostat_sheets("Total", "Natural gas"), exporter="WLD", commodity="G3000", unit="TJ"))),
    "faostat_trade_matrix/FAOSTAT_data_en_12-9-2025.csv": Read(
        # Only "China, mainland" (M49 156) stands there; "China" (159) would be its sum with Hong Kong, Macao and Taiwan.
        "faostat_trade_matrix", 840, {}, (
            flow(column_sum("Value", Element="Export quantity", Reporter__Countries="Brazil"), exporter="BRA", reported_by="exporter", unit="t"),
            value(lambda p: 1000 * column_sum("Value", Element="Export value")(p), reported_by="exporter"))),
    "frictionless_country_codes/data/country-codes.csv": CODES,
    "frictionless_country_codes/datapackage.yml": Refused("is a data package with 1 table, and none can be used"),
    "frictionless_country_codes_json/data/country-codes.csv": CODES,
    "frictionless_country_codes_json/datapackage.json": Refused("is a data package with 1 table, and none can be used"),
    "frictionless_jrc_ppdb/JRC_OPEN_LINKAGES.csv": Refused("links the codes of several lists"),
    "frictionless_jrc_ppdb/datapackage.json": Refused("damaged at line 175"),
    "gem_tracker/GEM-GCMT-April-2024.xlsx": Read(
        # 5 226 mines on the second sheet and 1 354 closed ones on the third.
        "gem_tracker", 6580, {}, (
            asset(gem_capacity("Capacity (Mtpa)", 1, 2)), asset(gem_capacity("Capacity (Mtpa)", 1, 2, Country="Mongolia"), place="MNG"))),
    "gem_tracker/GEM-LNG-Terminals-2022-03-16.xlsx": Read(
        "gem_tracker", 1094, {}, (
            asset(gem_capacity("CapacityInMtpa", 0)), asset(gem_capacity("CapacityInMtpa", 0, Country="Japan"), place="JPN"))),
    "iea_gtf/Export_GTF_IEA_202204.xls": Read(
        # 229 lines below the header: 217 border points, 10 lines of notes, 2 blank ones.
        "iea_gtf", 227, {"no_place": 10}, (
            flow(gtf("Norway", "Germany"), exporter="NOR", importer="DEU", unit="mcm"),
            flow(gtf("Liquefied Natural Gas", "Spain"), exporter="XNS", importer="ESP"),
            flow(gtf("Germany", "Poland"), exporter="DEU", importer="POL"))),
    "imf_datamapper_xls/imf-dm-export-20210109.xls": Read(
        "imf_datamapper_xls", 228, {"no_place": 1, "aggregates": 31}, (
            balance(imf_cell("Mongolia", 2019), place="MNG", period="2019", unit="busd"),)),
    "jodi_oil/jodi_oil_2026_IS_IT.slice.csv": Read(
        # Five units each: kilotonnes are kept, and CONVBBL is a factor and no quantity.
        "jodi_oil", 150, {"factors": 30, "no_figure": 22, "unit_kept": 72}, (
            flow(column_sum("OBS_VALUE", FLOW_BREAKDOWN="TOTIMPSB", UNIT_MEASURE="KTONS", REF_AREA="IT"), importer="ITA", exporter="WLD", unit="kt"),)),
    "oec_xlsx/oec_exporters_crude_2016.xlsx": Read(
        "oec_xlsx", 145, {}, (
            value(lambda p: float(numbers(framed(sheet(p, 0))["Trade Value"]).sum()), importer="WLD", period="2016"),
            value(lambda p: float(framed(sheet(p, 0)).query("Country == 'Russia'")["Trade Value"].sum()), exporter="RUS"))),
    "owid_grapher/electricity-prod-source-stacked.csv": Read(
        "owid_grapher", 8965, {"aggregates": 1585}, (
            balance(lambda p: sum(float(numbers(table(p).query("Code == 'FRA'")[name]).sum()) for name in table(p).columns[3:]), place="FRA", item="generation", unit="TWh"),)),
    "ownership_links/carbon_bombs_ownership.csv": Read(
        "ownership_links", 425, {}, (Total(bomb_shares("China Energy"), {"holder": "China Energy"}, "share_pct", "stakes"),)),
    "pivot_xlsx/comtrade_pivot_angola_partners.xlsx": Read(
        # Two blocks: shares (partner_perc), which are no amounts, and money (primaryValue).
        "pivot_xlsx", 2188, {"same_place": 5}, (value(pivot_money),)),
    "un_energy_indicators_xls/Energy Indicators.xls": Read(
        "un_energy_indicators_xls", 260, {"no_figure": 33}, (balance(un_energy("Mongolia"), place="MNG", item="energy_supply", unit="PJ"),)),
    "undata_syb/undata_SYB65_230_gdp.head.csv": Read(
        "undata_syb", 998, {"aggregates": 812}, (balance(undata, place="ALB", item="gdp_in_current_prices", unit="musd"),)),
    "us_census_state_xls/exctyall.xls": Read(
        "us_census_state_xls", 1458, {"aggregates": 54}, (
            value(census("Texas", "World"), exporter="US-TX", importer="WLD", period="2017"),
            value(census("Alabama", "China"), exporter="US-AL", importer="CHN", period="2017"))),
    "usgs_mcs/MCS2025_World_Data.csv": Read(
        "usgs_mcs", 1250, {"second_total": 2, "withheld": 5, "no_figure": 74}, (
            balance(column_sum("PROD_2023", COMMODITY="Lithium ", COUNTRY="Chile"), place="CHL", commodity="lithium", item="production", period="2023"),)),
    "wits/WITS-Partner-Timeseries_world.xlsx": Read(
        "wits", 257, {"aggregates": 1}, (balance(wits_share("Germany", "2010"), item="import_share:DEU", period="2010", unit="%"),)),
    "wits/WITS-Partner_LAC_2022.xlsx": Read(
        # The reporter is a region: its trade with itself and its trade with regions repeat what partners hold.
        "wits", 245, {"same_place": 1, "aggregates": 6}, (
            value(wits_partner("World", "Export (US$ Thousand)"), importer="WLD"),
            value(wits_partner("China", "Import (US$ Thousand)"), exporter="CHN"))),
    "worldbank_wide/API_EG.USE.ELEC.KH.PC_DS2_en_csv_v2_4697520.csv": Read(
        "worldbank_wide", 266, {"no_figure": 80, "aggregates": 43}, (balance(world_bank("NOR", "2010"), place="NOR", period="2010"),)),
    "worldbank_wide/API_TM.VAL.FUEL.ZS.UN_2026-04.csv": Read(
        "worldbank_wide", 266, {"no_figure": 20, "aggregates": 47}, (balance(world_bank("NAM", "2019"), place="NAM", period="2019"),)),
}  # fmt: skip


def wrong(file: str, told: list[str]) -> list[str]:
    """What is not as expected of a file; what it gave goes to `told`."""
    expected, path = EXPECTED[file], SAMPLES / file
    before = path.read_bytes()
    try:
        dataset: Dataset = import_file(path)
    except DataError as error:
        told.append(f"refused: {error}")
        return [] if isinstance(expected, Refused) and expected.says in str(error) else [str(error)]
    if isinstance(expected, Refused):
        return ["it was read"]
    report = reports(dataset)[0]
    faults = []
    if report.profile != expected.profile:
        faults.append(f"taken for {report.profile}")
    gone = {key: rows for key, rows in dropped(report).items() if rows}
    if report.rows_read != expected.rows or gone != {k: n for k, n in expected.dropped.items() if n}:
        faults.append(f"{report.rows_read} rows read, dropped {gone}")
    if report.rows_read != report.rows_kept + sum(gone.values()):
        faults.append("the rows do not add up")
    for one in expected.totals:
        found, wanted = total(dataset, one.column, one.table, **one.where), one.expected(path)
        if not wanted or not math.isclose(found, wanted, rel_tol=1e-9):
            faults.append(f"{one.where} is {found:,.6f} and not {wanted:,.6f}")
        told.append(f"{one.column} {one.where}: {found:,.2f}")
    told += [f"{rows} rows set aside: {key}" for key, rows in gone.items()]
    if path.read_bytes() != before:
        faults.append("the file was changed")
    return faults


def test_every_sample_is_right() -> None:
    index = SAMPLES / "INDEX.csv"
    if not index.exists():
        pytest.skip("no samples beside the repository")
    with index.open(encoding="utf-8", newline="") as stream:
        files = [row["file"] for row in csv.DictReader(stream)]
    assert sorted(files) == sorted(EXPECTED)
    faults: dict[str, list[str]] = {}
    for file in files:
        told: list[str] = []
        found = wrong(file, told)
        if found:
            faults[file] = found
        expected = EXPECTED[file]
        print(
            f"\n{'WRONG' if found else 'right'}  {file}  {expected.profile if isinstance(expected, Read) else ''}"
        )
        for line in (*told, *found):
            print(f"       {line[:200]}")
    print(f"\n{len(files) - len(faults)} of {len(files)} right")
    assert not faults
