"""Layouts of trade as real downloads have them: national customs, renamed queries, older editions."""

from __future__ import annotations

from pathlib import Path

import pytest

from dependency_explorer.data.intake.importing import import_file
from dependency_explorer.data.intake.measures import at_home, measure_of
from dependency_explorer.data.intake.periods import told_in
from dependency_explorer.data.intake.plan import Plan
from dependency_explorer.data.problems import DataError
from tests.data.profiles.reading import opened, total, write

_SECEX = ("CO_ANO", "CO_MES", "CO_NCM", "CO_UNID", "CO_PAIS", "SG_UF_NCM", "CO_VIA", "CO_URF", "QT_ESTAT",
          "KG_LIQUIDO", "VL_FOB")  # fmt: skip
_FCS = ("NAPR", "PERIOD", "STRANA", "TNVED", "EDIZM", "STOIM", "NETTO", "KOL", "REGION", "REGION_S")


def test_brazil_numbers_countries_by_its_own_list(tmp_path: Path) -> None:
    rows = [
        (2020, "01", "27090010", 10, "072", "RJ", "01", "07", 5, 50, 500),
        (2020, "01", "27090010", 10, "072", "SP", "04", "08", 7, 70, 700),
        (2020, "02", "09011110", 21, "764", "SP", "01", "08", 1, 9, 90),
    ]
    dataset, report = opened(write(tmp_path / "EXP_2020.csv", _SECEX, rows))
    assert report.profile == "comexstat"
    # 072 is Austria and 764 Sweden, not Botswana and Thailand as in M49; states and ports are summed.
    assert total(dataset, exporter="BRA", importer="AUT", commodity="27090010", period="2020-01") == 1200
    assert total(dataset, "quantity", exporter="BRA", importer="AUT", unit="kg") == 120
    assert total(dataset, importer="SWE", commodity="09011110", reported_by="exporter") == 90
    with pytest.raises(DataError, match="direction=exports"):
        opened(write(tmp_path / "table.csv", _SECEX, rows))
    dataset, _ = opened(write(tmp_path / "table.csv", _SECEX, rows), direction="imports")
    assert total(dataset, exporter="AUT", importer="BRA", reported_by="importer") == 1200


def test_russias_customs_in_both_editions(tmp_path: Path) -> None:
    rows = [
        ("ЭК", "01/2015", "MN", "2710192100", "", 700, 1000, 0, "45000 - МОСКВА", "01 - ЦФО"),
        ("ЭК", "01/2015", "MN", "2710192100", "", 30, 50, 0, "25000 - ИРКУТСК", "06 - СФО"),
        ("ИМ", "02/2015", "FR", "8534009000", "ШТ", 9, 2, 4, "45000 - МОСКВА", "01 - ЦФО"),
    ]
    dataset, report = opened(write(tmp_path / "fcs.csv", _FCS, rows))
    assert report.profile == "russia_customs"
    assert total(dataset, exporter="RUS", importer="MNG", period="2015-01", reported_by="exporter") == 730
    assert total(dataset, "quantity", exporter="RUS", importer="MNG", unit="kg") == 1050
    assert total(dataset, exporter="FRA", importer="RUS", period="2015-02", reported_by="importer") == 9
    assert dataset.tables["commodities"].set_index("id").loc["2710192100", "hs_codes"] == "271019"
    english = (
        "DIRECTION",
        "PERIOD",
        "COUNTRY",
        "HS",
        "UM",
        "VALUE",
        "NETWEIGHT",
        "QUANTITY",
        "REGION",
        "REGION_S",
    )
    rows = [("EXP", "01/2015", "MN", "2710192100", "", 700, 1000, 0, "45000 - MOSCOW", "01-CENTRAL")]
    dataset, report = opened(write(tmp_path / "english.csv", english, rows))
    assert report.profile == "russia_customs"
    assert total(dataset, exporter="RUS", importer="MNG") == 700


def test_a_query_of_wits_with_shortened_titles(tmp_path: Path) -> None:
    header = ("Nomenclature", "ReporterISO3", "ProductCode", "ReporterName", "PartnerISO3", "PartnerName", "Year",
              "TradeFlowName", "TradeFlowCode", "TradeValueK", "Quantity", "ProductDescription", "QtyUnit",
              "NetWeightKG")  # fmt: skip
    rows = [
        (
            "IU",
            "BRA",
            "11",
            "Brazil",
            "USA",
            "United States",
            2008,
            "Export",
            6,
            3.5,
            9,
            "Grains",
            "Item",
            40,
        ),
        ("IU", "BRA", "11", "Brazil", "USA", "United States", 2008, "Export", 6, 1.5, 60, "Grains", "Kg", 60),
    ]
    dataset, report = opened(write(tmp_path / "query.csv", header, rows))
    assert report.profile == "wits"
    assert total(dataset, exporter="BRA", importer="USA") == 5000
    assert total(dataset, "quantity", exporter="BRA", importer="USA", unit="kg") == 100
    assert dataset.tables["commodities"].set_index("id").loc["11", "name"] == "Grains"


def test_undata_without_codes_of_goods(tmp_path: Path) -> None:
    header = (
        "Country or Area",
        "Year",
        "Commodity",
        "Flow",
        "Trade (USD)",
        "Weight (kg)",
        "Quantity Name",
        "Quantity",
    )
    rows = [("China", 2022, "Fish; live, eels", "Import", 8, 4, "Weight in kilograms", 4)]
    dataset, report = opened(write(tmp_path / "UNdata_Export.csv", header, rows))
    assert report.profile == "undata_comtrade"
    assert total(dataset, exporter="WLD", importer="CHN", commodity="fish_live_eels") == 8


def test_faostat_of_before_2018(tmp_path: Path) -> None:
    header = ("Domain", "Country", "Element Code", "Element", "Item Code", "Item", "Year Code", "Year", "Unit",
              "Value", "Flag", "Flag Description")  # fmt: skip
    rows = [
        ("Crops", "Austria", 5510, "Production", 15, "Wheat", 2015, 2015, "tonnes", 7, "A", "Official data")
    ]
    dataset, report = opened(write(tmp_path / "FAOSTAT_data.csv", header, rows))
    assert report.profile == "faostat"
    assert list(dataset.tables["commodities"]["name"]) == ["Wheat"]


def test_a_table_of_partners_under_any_title_in_dollars_of_its_place(tmp_path: Path) -> None:
    header = ("Data Series", "2025 Feb", "2025 Jan")
    rows = [("Total All Markets", 30, 40), ("Brazil", 10, 20), ("Canada", 8, 9), ("China", 12, 11)]
    above = ["Merchandise Trade By Region And Market (Exports) of Singapore", "Million Dollars"]
    text = "\n".join([*above, ",".join(header), *(",".join(map(str, row)) for row in rows)])
    path = tmp_path / "table.csv"
    path.write_text(text, encoding="utf-8")
    dataset, report = opened(path)
    assert total(dataset, "quantity", importer="BRA", unit="SGD", period="2025-02") == 10_000_000
    assert total(dataset) == 0
    assert "unit=usd" in next(one.what for one in report.decisions if one.key == "currency")
    dataset, _ = opened(path, unit="usd")
    assert total(dataset, exporter="SGP", importer="BRA", commodity="TOTAL", period="2025-02") == 10_000_000
    assert total(dataset, exporter="SGP", importer="WLD", period="2025-01") == 40_000_000


def test_trade_both_ways_is_no_flow(tmp_path: Path) -> None:
    lines = [
        "2024年12月进出口商品国别总值表（美元值）,,,",
        ",,,单位：千美元",
        "国别,进出口,出口,进口",
        "蒙古,5,2,3",
        "日本,9,4,5",
    ]
    path = tmp_path / "table.csv"
    path.write_text("\n".join(lines), encoding="utf-8")
    dataset, _ = opened(path, place="CHN", commodity="all")
    assert total(dataset, exporter="CHN", importer="MNG", period="2024-12") == 2000
    assert total(dataset, exporter="MNG", importer="CHN", period="2024-12") == 3000
    assert len(dataset.tables["flows"]) == 4


def test_korean_titles(tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    path.write_text(
        "(단위 : 천달러),,,\n국가명,수출금액,수출증감률,수입금액\n중국,12,2.2,13\n몽골,5,9.1,1\n",
        encoding="utf-8",
    )
    dataset, _ = opened(path, place="KOR", commodity="all", period="2024")
    assert total(dataset, exporter="KOR", importer="MNG") == 5000
    assert total(dataset, exporter="CHN", importer="KOR") == 13_000


def test_numbers_of_countries_of_another_list_are_refused(tmp_path: Path) -> None:
    rows = [(2017, number, 5) for number in (103, 105, 205, 304)]
    path = write(tmp_path / "table.csv", ("year", "importer", "quantity_t"), rows)
    plan = Plan(constants={"exporter": "JPN", "commodity": "coal"}, roles={"importer": "importer"})
    with pytest.raises(DataError, match=r"103, 105.*M49"):
        import_file(path, plan)


def test_a_panel_beside_two_codes_of_a_country_is_no_list_of_codes(tmp_path: Path) -> None:
    rows = [("CA", "CAN", 3.46, 8.43, 1.5), ("RU", "RUS", 2.13, 2.08, 0.25)]
    path = write(tmp_path / "table.csv", ("iso2", "iso3", "exp_alum", "imp_alum", "exp_oil"), rows)
    with pytest.raises(DataError) as caught:
        opened(path)
    assert "list of country codes" not in str(caught.value)


@pytest.mark.parametrize(
    ("title", "unit", "scale"),
    [
        ("export_value_usd_wan", "usd", 1e4),
        ("export_value_rmb_yi", "CNY", 1e8),
        ("Value (Rs. Crore)", "INR", 1e7),
        ("lakh tonnes", "kt", 100),
        ("(단위 : 천달러)", "usd", 1e3),
        ("百万ドル", "usd", 1e6),
    ],
)
def test_magnitudes_of_asia(title: str, unit: str, scale: float) -> None:
    assert (measure_of(title).unit, measure_of(title).scale) == (unit, scale)


@pytest.mark.parametrize(
    ("title", "place", "unit"),
    [("Million dollars", "SGP", "SGD"), ("US$ million", "SGP", "usd"), ("Million dollars", "USA", "usd")],
)
def test_dollars_of_a_place(title: str, place: str, unit: str) -> None:
    assert at_home(measure_of(title), title, place).unit == unit


@pytest.mark.parametrize(
    ("title", "period"),
    [
        ("2024年12月进出口总值", "2024-12"),
        ("2024年1至10月进口", ""),
        ("2024年1-12月进口", "2024"),
        ("2024年3月5日", ""),
    ],
)
def test_periods_in_east_asian_titles(title: str, period: str) -> None:
    assert told_in([title]) == period
