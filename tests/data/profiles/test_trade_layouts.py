# ruff: noqa: E501 - titles and rows of files as they come
"""Layouts of trade and indicators as publishers and the packages that ask them write them; figures are made up."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from dependency_explorer.data.problems import DataError
from tests.data.profiles.reading import dropped, opened, taken_for, told, total, write

_QUERY = (
    "Nomenclature", "ReporterISO3", "ProductCode", "ReporterName", "PartnerISO3", "PartnerName", "Year", "TradeFlowName",
    "TradeFlowCode", "TradeValue in 1000 USD", "NetWeight in KGM", "Quantity", "QtyUnit",
)  # fmt: skip


def test_a_query_of_wits_tells_gross_and_net(tmp_path: Path) -> None:
    rows = [
        ("H5", "DEU", "260300", "Germany", "CHL", "Chile", 2020, "Gross Imp.", 1, 12, 400, 1, "Item"),
        ("H5", "DEU", "260300", "Germany", "CHL", "Chile", 2020, "Import", 5, 11, 390, 1, "Item"),
        ("H5", "DEU", "260300", "Germany", "CHL", "Chile", 2020, "Re-Import", 4, 1, 10, 1, "Item"),
        (
            "H5",
            "DEU",
            "260300",
            "Germany",
            "ZAR",
            "Congo, Dem. Rep.",
            2020,
            "Gross Imports",
            1,
            5,
            50,
            1,
            "Item",
        ),
        ("H5", "DEU", "260300", "Germany", "POL", "Poland", 2020, "Export", 6, 7, 70, 1, "Item"),
    ]
    dataset, report = opened(write(tmp_path / "DataJobID.csv", _QUERY, rows))
    assert report.profile == "wits"
    # The net row repeats the gross one; the re-import is contained in it.
    assert dropped(report) == {"gross": 1, "reexports": 1}
    assert total(dataset, exporter="CHL", importer="DEU") == 12_000
    assert total(dataset, "quantity", exporter="CHL", importer="DEU", unit="kg") == 400
    assert total(dataset, exporter="COD", importer="DEU", reported_by="importer") == 5_000
    assert total(dataset, exporter="DEU", importer="POL", reported_by="exporter") == 7_000


def test_products_of_wits_count_gross_trade_once(tmp_path: Path) -> None:
    header = ["Reporter", "TradeFlow", "ProductCode", "Year", "Partner", "Trade Value 1000USD", "Quantity",
              "Quantity Unit"]  # fmt: skip
    rows = [
        ("Mongolia", "Gross Exp.", "260300", 2020, "China", 9, 90, "Kg"),
        ("Mongolia", "Export", "260300", 2020, "China", 8, 80, "Kg"),
    ]
    dataset, _ = opened(write(tmp_path / "products.csv", header, rows))
    assert total(dataset, exporter="MNG", importer="CHN") == 9_000


def test_tables_saved_by_comtradr(tmp_path: Path) -> None:
    header = [
        "", "type_code", "freq_code", "ref_year", "ref_month", "period", "reporter_code", "reporter_iso", "reporter_desc",
        "flow_code", "flow_desc", "partner_code", "partner_iso", "partner_desc", "partner2code", "classification_code",
        "cmd_code", "cmd_desc", "customs_code", "mot_code", "qty_unit_abbr", "qty", "net_wgt", "primary_value",
    ]  # fmt: skip

    def row(mot: str, customs: str, kg: int, usd: int) -> tuple[object, ...]:
        return (1, "C", "A", 2021, 52, "2021", "156", "CHN", "China", "M", "Import", "032", "ARG", "Argentina", "0", "H5",
                "2603", "Copper", customs, mot, "kg", kg, kg, usd)  # fmt: skip

    path = write(
        tmp_path / "x.csv",
        header,
        [row("0", "C00", 30, 90), row("2100", "C00", 20, 60), row("0", "C01", 9, 9)],
    )
    dataset, report = opened(path)
    assert report.profile == "comtrade_plus"
    assert dropped(report) == {"transport": 1, "customs": 1}
    assert total(dataset, exporter="ARG", importer="CHN") == 90
    assert total(dataset, "quantity", unit="kg") == 30


@pytest.mark.parametrize("ids", [True, False])
def test_trade_of_the_imf_in_its_portal_of_2025(tmp_path: Path, ids: bool) -> None:
    def row(indicator: str, partner: tuple[str, str], value: int) -> tuple[object, ...]:
        code = {"Exports of goods, Free on board (FOB), US dollar": "XG_FOB_USD",
                "Imports of goods, Cost insurance freight (CIF), US dollar": "MG_CIF_USD",
                "Imports of goods, Free on board (FOB), US dollar": "MG_FOB_USD",
                "Trade balance goods, US dollar": "TBG_USD"}[indicator]  # fmt: skip
        names = ("DEU", "Germany", code, indicator, *partner) if ids else ("DEU", code, partner[0])
        return (*names, "Millions", "2022", value)

    named = (
        "COUNTRY.ID",
        "COUNTRY",
        "INDICATOR.ID",
        "INDICATOR",
        "COUNTERPART_COUNTRY.ID",
        "COUNTERPART_COUNTRY",
    )
    header = (
        *(named if ids else ("COUNTRY", "INDICATOR", "COUNTERPART_COUNTRY")),
        "SCALE",
        "TIME_PERIOD",
        "OBS_VALUE",
    )
    imports = "Imports of goods, Cost insurance freight (CIF), US dollar"
    rows = [
        row("Exports of goods, Free on board (FOB), US dollar", ("FRA", "France"), 120_000),
        row(imports, ("FRA", "France"), 70_000),
        row("Imports of goods, Free on board (FOB), US dollar", ("FRA", "France"), 68_000),
        row("Trade balance goods, US dollar", ("FRA", "France"), 50_000),
        row(imports, ("G001", "World"), 1_400_000),
        row(imports, ("GX110", "Advanced Economies"), 900_000),
    ]
    dataset, report = opened(write(tmp_path / "imts.csv", header, rows))
    assert report.profile == "imf_dots"
    assert dropped(report) == {"other_indicators": 1, "fob": 1, "aggregates": 1}
    assert total(dataset, exporter="DEU", importer="FRA", reported_by="exporter") == 120_000e6
    assert total(dataset, exporter="FRA", importer="DEU", reported_by="importer") == 70_000e6
    assert total(dataset, exporter="WLD", importer="DEU") == 1_400_000e6


def test_dollars_are_not_multiplied_by_their_scale_again(tmp_path: Path) -> None:
    header = ("COUNTRY", "INDICATOR", "COUNTERPART_COUNTRY", "SCALE", "2022", "2022-M01")
    path = write(
        tmp_path / "imts.csv", header, [("MNG", "XG_FOB_USD", "CHN", "6", 10_500_000_000, 600_000_000)]
    )
    dataset, report = opened(path)
    assert total(dataset, exporter="MNG", importer="CHN", period="2022") == 10.5e9
    assert total(dataset, exporter="MNG", importer="CHN", period="2022-01") == 0.6e9
    assert "units" in told(report)


def test_trade_of_the_portal_is_in_millions_where_no_scale_was_chosen(tmp_path: Path) -> None:
    header = ("COUNTRY.ID", "INDICATOR.ID", "COUNTERPART_COUNTRY.ID", "TIME_PERIOD", "OBS_VALUE")
    rows = [("BWA", "XG_FOB_USD", "G001", 2019, 5000.5), ("BWA", "XG_FOB_USD", "ZAF", 2019, 700),
            ("BWA", "XG_FOB_USD", "G163", 2019, 1000)]  # fmt: skip
    dataset, report = opened(write(tmp_path / "imts.csv", header, rows))
    assert dropped(report) == {"aggregates": 1}
    assert total(dataset, exporter="BWA", importer="ZAF") == 700e6
    assert total(dataset, exporter="BWA", importer="WLD") == 5000.5e6


def test_gravity_keeps_each_report(tmp_path: Path) -> None:
    header = (
        "year", "country_id_o", "country_id_d", "iso3_o", "iso3_d", "contig", "dist", "gdp_o", "gdp_d",
        "tradeflow_comtrade_o", "tradeflow_comtrade_d", "tradeflow_baci", "manuf_tradeflow_baci", "tradeflow_imf_o",
    )  # fmt: skip
    rows = [
        (2018, "DEU.2", "FRA", "DEU", "FRA", 1, 790, 3.9e9, 2.7e9, 110, 112, 111, 100, 113),
        (2018, "DEU.2", "DEU.2", "DEU", "DEU", 0, 100, 3.9e9, 3.9e9, "", "", "", "", ""),
        (2018, "ABW", "FRA", "ABW", "FRA", 0, 7000, "NA", 2.7e9, "NA", 2, "NA", "NA", "NA"),
    ]
    dataset, report = opened(write(tmp_path / "Gravity.csv", header, rows))
    assert report.profile == "cepii_gravity"
    assert dropped(report) == {"same_place": 1}
    by_side = {side: total(dataset, exporter="DEU", importer="FRA", reported_by=side)
               for side in ("exporter", "importer", "reconciled")}  # fmt: skip
    assert by_side == {"exporter": 110_000, "importer": 112_000, "reconciled": 111_000}
    assert total(dataset, exporter="ABW", importer="FRA") == 2_000
    assert not len(dataset.tables["balances"])  # GDP is no trade


def test_the_older_gravity_is_in_millions_and_one_without_trade_is_refused(tmp_path: Path) -> None:
    header = ("iso_o", "iso_d", "year", "contig", "distw", "gdp_o", "flow")
    dataset, _ = opened(write(tmp_path / "col.csv", header, [("MNG", "CHN", 2004, 1, 1100, 2000, 0.5)]))
    assert total(dataset, exporter="MNG", importer="CHN") == 500_000
    path = write(
        tmp_path / "dist.csv", ("year", "iso3_o", "iso3_d", "contig", "dist"), [(2004, "MNG", "CHN", 1, 1100)]
    )
    with pytest.raises(DataError, match="no trade between them"):
        opened(path)


def test_baci_without_quantities(tmp_path: Path) -> None:
    rows = [(2019, 842, 124, 270900, 20), (2019, 124, 842, 10121, 1.5)]
    dataset, report = opened(write(tmp_path / "BACI_HS92_Y2019.csv", "tijkv", rows))
    assert (report.profile, dropped(report)) == ("baci", {})
    assert total(dataset, exporter="USA", importer="CAN", commodity="270900") == 20_000
    assert total(dataset, exporter="CAN", importer="USA", commodity="010121") == 1_500
    assert dataset.tables["flows"]["quantity"].isna().all()


def test_value_and_quantity_are_those_of_baci_in_a_file_called_so(tmp_path: Path) -> None:
    header = ("year", "exporter_iso3", "importer_iso3", "hs6", "value", "quantity")
    rows = [(2019, "MNG", "CHN", "260300", 2.5, 4)]
    dataset, _ = opened(write(tmp_path / "baci_copper.csv", header, rows))
    assert (total(dataset), total(dataset, "quantity", unit="t")) == (2_500, 4)
    assert taken_for(write(tmp_path / "copper.csv", header, rows)) == "generic"  # which asks for the unit


def test_the_bulk_file_of_comext_before_2023(tmp_path: Path) -> None:
    header = ("DECLARANT", "DECLARANT_ISO", "PARTNER", "PARTNER_ISO", "PRODUCT_NC", "FLOW", "PERIOD", "VALUE_IN_EUROS",
              "QUANTITY_IN_KG", "SUP_QUANTITY")  # fmt: skip
    rows = [("001", "FR", "0400", "US", "27111100", 1, 202101, 258, 6000, 0), ("001", "FR", "0003", "NL", "27111100", 2,
            202101, 10, 500, 0)]  # fmt: skip
    dataset, report = opened(write(tmp_path / "full202101.dat", header, rows))
    assert (report.profile, dropped(report)) == ("comext", {})
    assert total(dataset, "quantity", exporter="USA", importer="FRA", unit="t", period="2021-01") == 6
    assert total(dataset, "quantity", exporter="FRA", importer="NLD", unit="t") == 0.5


def test_names_of_comext_tell_history_and_groups(tmp_path: Path) -> None:
    header = ("PERIOD", "REPORTER", "PARTNER", "PRODUCT", "FLOW", "INDICATORS", "INDICATOR_VALUE")
    country = "Germany (incl. German Democratic Republic 'DD' from 1991)"
    rows = [
        (202201, country, "United States", "27111100", "IMPORT", "QUANTITY_IN_100KG", 50),
        (202201, country, "United States", "27111100", "IMPORT", "VALUE_IN_EUROS", 90),
        (202201, country, "EU27_2020_EXTRA", "27111100", "IMPORT", "QUANTITY_IN_100KG", 70),
    ]
    dataset, report = opened(write(tmp_path / "easy.csv", header, rows))
    assert dropped(report) == {"aggregates": 1}
    assert total(dataset, "quantity", exporter="USA", importer="DEU", unit="t") == 5
    assert total(dataset, "quantity") == 5


def test_trade_online_of_the_united_states(tmp_path: Path) -> None:
    lines = (
        "State Exports by HS Commodities\n\n"
        "State,Commodity,Country,Time,Vessel Value ($US),Total Value ($US),Vessel SWT (kg)\n"
        'All States,2709 Crude Oil,World Total,2021,"7,000","9,000",6\n'
        'All States,2709 Crude Oil,Canada,2021,"5,000","6,000",6\n'
        'All States,2709 Crude Oil,North America,2021,"5,000","9,000",6\n'
        'Texas,2709 Crude Oil,Canada,2021,"2,000","4,000",6\n'
        'Texas,2709 Crude Oil,Canada,2022 through May,"2,000","2,500",6\n'
        'Texas,2709 Crude Oil,Canada,January 2022,"2,000","1,500",6\n'
    )
    path = tmp_path / "trade.csv"
    path.write_text(lines, encoding="utf-8")
    dataset, report = opened(path)
    assert report.profile == "us_trade_online"
    assert dropped(report) == {"part_of_year": 1, "district": 1, "aggregates": 1}
    assert total(dataset, exporter="USA", importer="CAN", commodity="2709", period="2021") == 6_000
    assert total(dataset, exporter="USA", importer="CAN", period="2022-01") == 1_500
    assert total(dataset, importer="WLD") == 9_000
    path.write_text(lines.replace("Exports ", ""), encoding="utf-8")
    with pytest.raises(DataError, match="exports or imports of the United States"):
        opened(path)
    assert total(opened(path, direction="imports")[0], exporter="CAN", importer="USA", period="2021") == 6_000


def test_indicators_with_the_time_in_rows(tmp_path: Path) -> None:
    header = ("Time", "Time Code", "Country Name", "Country Code",
              "Energy imports, net (% of energy use) [EG.IMP.CONS.ZS]", "Fuel imports (kt) [TM.XX.FUEL.KT]")  # fmt: skip
    rows = [("2014", "YR2014", "Germany", "DEU", 61.5, ".."), ("2014", "YR2014", "Mongolia", "MNG", -200, 3),
            ("Data from database: World Development Indicators",)]  # fmt: skip
    dataset, report = opened(write(tmp_path / "Data.csv", header, rows))
    assert (report.profile, dropped(report)) == ("worldbank_long", {"no_place": 1})
    assert (
        total(dataset, "value", "balances", place="MNG", item="energy_imports_net", unit="% of energy use")
        == -200
    )
    assert total(dataset, "value", "balances", commodity="fuels", unit="kt") == 3


def test_answers_of_the_world_bank(tmp_path: Path) -> None:
    def record(place: str, year: str, value: float | None) -> dict[str, object]:
        return {"indicator": {"id": "EG.USE", "value": "Energy use (kt)"}, "country": {"id": "NA", "value": "Namibia"},
                "countryiso3code": place, "date": year, "value": value}  # fmt: skip

    path = tmp_path / "api.json"
    path.write_text(
        json.dumps([{"page": 1, "total": 2}, [record("NAM", "2020", 4.5), record("NAM", "2021", None)]])
    )
    dataset, report = opened(path)
    assert (report.profile, dropped(report)) == ("worldbank_long", {"no_figure": 1})
    assert total(dataset, "value", "balances", place="NAM", period="2020", unit="kt") == 4.5


def test_a_panel_of_codes_of_series_is_no_list_of_codes(tmp_path: Path) -> None:
    header = ("", "country", "iso2c", "iso3c", "year", "EG.IMP.CONS.ZS")
    path = write(
        tmp_path / "wdi.csv",
        header,
        [(1, "Namibia", "NA", "NAM", 2015, 70.2), (2, "Chad", "TD", "TCD", 2015, 1.1)],
    )
    dataset, _ = opened(path)
    assert total(dataset, "value", "balances", place="NAM") == 70.2
    other = write(
        tmp_path / "panel.csv", ("country", "iso3c", "year", "dependence"), [("Chad", "TCD", 2015, 0.5)]
    )
    with pytest.raises(DataError) as caught:
        opened(other)
    assert "list of country codes" not in str(caught.value)


def test_products_in_rows_and_answers_of_the_oec(tmp_path: Path) -> None:
    record = {"Exporter Country": "Chile", "Importer Country": "China", "HS4 ID": 57403, "HS4": "Refined Copper",
              "Year": 2020, "Trade Value": 1500}  # fmt: skip
    path = tmp_path / "oec.json"
    path.write_text(json.dumps({"data": [record], "source": []}))
    assert total(opened(path)[0], exporter="CHL", importer="CHN", commodity="7403") == 1500
    header = ("Country ID", "Country", "HS4 ID", "HS4", "Year", "Trade Value")
    rows = [
        ("sachl", "Chile", "57403", "Refined Copper", 2020, 10),
        ("sachl", "Chile", "52603", "Copper Ore", 2020, 20),
    ]
    dataset, _ = opened(write(tmp_path / "oec.csv", header, rows), importer="WLD")
    assert total(dataset, exporter="CHL", importer="WLD", commodity="2603", period="2020") == 20


def test_columns_called_exp_and_imp(tmp_path: Path) -> None:
    header = (
        "year",
        "reporter_iso",
        "partner_iso",
        "commodity_code",
        "trade_value_usd_exp",
        "trade_value_usd_imp",
    )
    dataset, _ = opened(write(tmp_path / "yrpc.csv", header, [(2018, "chl", "arg", "2709", 10, 20)]))
    assert total(dataset, exporter="CHL", importer="ARG", reported_by="exporter") == 10
    assert total(dataset, exporter="ARG", importer="CHL", reported_by="importer") == 20


def test_ids_without_names_of_uk_trade_info_are_refused(tmp_path: Path) -> None:
    record = {
        "MonthId": 202201,
        "FlowTypeId": 3,
        "CommodityId": 27111100,
        "CountryId": 400,
        "Value": 1,
        "NetMass": 6,
    }
    path = tmp_path / "ots.json"
    path.write_text(json.dumps({"value": [record]}))
    with pytest.raises(DataError, match="mean nothing without the lists of UK"):
        opened(path)
