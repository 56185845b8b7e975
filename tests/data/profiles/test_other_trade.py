"""OEC charts, the Census of US states, the Atlas, resourcetrade.earth; code lists and rankings are refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from dependency_explorer.data.intake.importing import import_file
from dependency_explorer.data.intake.source import Source
from dependency_explorer.data.problems import DataError
from tests.data.profiles.reading import dropped, opened, rows_of, sample, taken_for, told, total, write
from tests.data.tables import workbook_bytes


def test_exporters_of_crude_oil() -> None:
    path = sample("oec_xlsx/oec_exporters_crude_2016.xlsx")
    dataset, report = opened(path)
    rows = Source(path).grid()[1:]
    assert total(dataset) == pytest.approx(sum(float(row[5]) for row in rows))
    angola = next(float(row[5]) for row in rows if row[4] == "ago")
    assert (
        total(dataset, exporter="AGO", importer="WLD", period="2016", commodity="crude_petroleum") == angola
    )
    assert total(dataset, exporter="TWN") == 15161  # the row without a code
    assert (report.rows_read, dropped(report)) == (145, {})


def test_a_chart_that_does_not_name_its_year(tmp_path: Path) -> None:
    header = ("Continent ID", "Continent", "Country ID", "Country", "ISO 3", "Trade Value")
    path = write(
        tmp_path / "Importers-of-Copper-Ore.csv", header, [("as", "Asia", "asmng", "Mongolia", "mng", 5)]
    )
    with pytest.raises(DataError, match="--set period"):
        import_file(path)
    dataset, _ = opened(path, period="2019")
    assert total(dataset, exporter="WLD", importer="MNG", period="2019", commodity="copper_ore") == 5


def test_exports_of_us_states() -> None:
    path = sample("us_census_state_xls/exctyall.xls")
    dataset, report = opened(path)
    rows = Source(path).grid()[5:]
    alabama = next(row for row in rows if row[0] == "Alabama" and row[2] == "Canada")
    assert total(dataset, exporter="US-AL", importer="CAN", period="2014") == pytest.approx(
        float(alabama[3]) * 1e6
    )
    texas = next(row for row in rows if row[0] == "Texas" and row[2] == "World")
    assert total(dataset, exporter="US-TX", importer="WLD", period="2017") == pytest.approx(
        float(texas[6]) * 1e6
    )
    assert report.rows_read == len(rows) == 1458
    assert dropped(report) == {"aggregates": sum(row[2] == "Top 25" for row in rows)} == {"aggregates": 54}
    assert told(report)["world_difference"] == 54  # 25 partners are not all
    assert dataset.place_parent("US-AL") == "USA"


def test_states_without_a_direction_are_refused(tmp_path: Path) -> None:
    path = write(tmp_path / "t.csv", ("statename", "rank", "countryd", "val2014"), [("Texas", 1, "China", 5)])
    with pytest.raises(DataError, match="exports or imports"):
        import_file(path)


ATLAS = ("location_code", "partner_code", "hs_product_code", "year", "export_value", "import_value")


def test_the_atlas_tells_each_flow_twice(tmp_path: Path) -> None:
    rows = [
        ("MNG", "CHN", "2701", 2018, 100, 30),
        ("CHN", "MNG", "2701", 2018, 30, 100),
        ("MNG", "RUS", "2701", 2018, 0, 7),
        ("MNG", "ANS", "101", 2018, 5, 0),
    ]
    path = write(tmp_path / "country_partner_hsproduct4digit_year.csv", ATLAS, rows)
    assert taken_for(path) == "atlas_trade"
    dataset, report = opened(path)
    assert total(dataset, exporter="MNG", importer="CHN") == 100
    assert total(dataset, exporter="CHN", importer="MNG") == 30
    assert total(dataset, exporter="RUS", importer="MNG") == 7
    assert total(dataset, exporter="MNG", importer="XNS", commodity="0101") == 5
    assert total(dataset) == 142
    assert told(report)["mirror"] == 2


def test_other_editions_of_the_atlas(tmp_path: Path) -> None:
    header = (
        "country_iso3_code",
        "partner_iso3_code",
        "product_hs92_code",
        "year",
        "export_value",
        "import_value",
    )
    dataset, _ = opened(write(tmp_path / "hs92.csv", header, [("MNG", "CHN", "2603", 2020, 9, "")]))
    assert total(dataset, exporter="MNG", importer="CHN", commodity="2603") == 9
    path = tmp_path / "year_origin_destination_hs92_4.tsv"
    path.write_text("year\torigin\tdest\ths92\texport_val\timport_val\n2010\tmng\tchn\t2603\t9\tNULL\n")
    dataset, _ = opened(path)
    assert total(dataset, exporter="MNG", importer="CHN") == 9
    header = ("location_code", "hs_product_code", "year", "export_value", "import_value")
    dataset, _ = opened(write(tmp_path / "no_partner.csv", header, [("MNG", "2603", 2020, 9, 4)]))
    assert total(dataset, exporter="MNG", importer="WLD") == 9
    assert total(dataset, exporter="WLD", importer="MNG") == 4


def test_rankings_are_refused() -> None:
    with pytest.raises(DataError, match="an index"):
        import_file(sample("atlas_complexity/atlas_country_complexity.csv"))


def test_resourcetrade(tmp_path: Path) -> None:
    path = tmp_path / "resourcetradeearth-all-all-143-2020.xlsx"
    header = (
        "Exporter ISO3",
        "Exporter",
        "Importer ISO3",
        "Importer",
        "Resource",
        "Year",
        "Value (1000USD)",
        "Weight (1000kg)",
    )
    table = [
        header,
        ("MNG", "Mongolia", "CHN", "China", "Coal", 2020, 7, 50),
        ("RUS", "Russia", "CHN", "China", "Coal", 2020, 3, 0),
    ]
    path.write_bytes(workbook_bytes({"About": [("Chatham House",)], "Trades": table}))
    assert taken_for(path) == "resourcetrade"
    dataset, report = opened(path)
    assert total(dataset, exporter="MNG", importer="CHN", commodity="coal", unit="t") == 7000
    assert total(dataset, "quantity") == 50
    assert told(report)["weight_missing"] == 1


@pytest.mark.parametrize(
    ("header", "said"),
    [
        ("country_code,country_name_full,iso_3digit_alpha", "same folder or archive"),
        ("iso3,iso2,name_english,name_french,i", "same folder or archive"),
        ("code,description", "list of codes"),
        ("name,alpha-2,alpha-3,country-code", "ISO 3166"),
        ("FIFA,Dial,ISO3166-1-Alpha-3,M49", "ISO 3166"),
    ],
)
def test_code_lists_are_refused_with_what_they_are(tmp_path: Path, header: str, said: str) -> None:
    path = tmp_path / "list.csv"
    path.write_text(f"{header}\n{','.join('x' for _ in header.split(','))}\n")
    with pytest.raises(DataError, match=said):
        import_file(path)


def test_the_codes_of_countries_as_published() -> None:
    path = sample("frictionless_country_codes/data/country-codes.csv")
    assert any(row["ISO3166-1-Alpha-2"] == "NA" for row in rows_of(path))
    with pytest.raises(DataError, match="list of codes"):
        import_file(path)
