"""Statistical Review of World Energy: workbook of all sheets, panel wide and narrow."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from dependency_explorer.data.dataset import Dataset
from dependency_explorer.data.intake.importing import Report, import_file
from dependency_explorer.data.intake.plan import Plan
from dependency_explorer.data.problems import DataError
from tests.data.profiles.energy_tables import dropped, imported, keys, rows, sample, total, workbook, written

BOOK = "bp_allsheets/bp_2015_all.xlsx"


@pytest.fixture(scope="module")
def book() -> tuple[Dataset, Report]:
    return imported(sample(BOOK))


def _sheet(name: str) -> list[list[object]]:
    return (
        CalamineWorkbook.from_path(str(sample(BOOK))).get_sheet_by_name(name).to_python(skip_empty_area=False)
    )


def test_matrices_are_read_the_right_way_round(book: tuple[Dataset, Report]) -> None:
    dataset, report = book
    assert report.profile == "bp_allsheets"
    # Pipeline gas 2014, rows are To: the row Germany under the column Russian Federation.
    assert total(
        dataset, commodity="natural_gas", exporter="RUS", importer="DEU", period="2014"
    ) == pytest.approx(38.459193706981324)
    # LNG 2014, title of the column over two rows (Trinidad & / Tobago).
    assert total(dataset, commodity="lng", exporter="TTO", importer="CHL") == pytest.approx(3.6714141)
    # Oil 2014, rows are From: Canada to the US.
    assert total(dataset, commodity="oil", exporter="CAN", importer="USA") == pytest.approx(
        167.70362877919607
    )
    assert not rows(dataset, commodity="oil", exporter="USA", importer="USA")


@pytest.mark.parametrize(
    ("commodity", "sheet", "last"),
    [
        ("oil", "Oil - Inter-area movements ", 20),
        ("natural_gas", "Gas - Trade - pipeline", 49),
        ("lng", "Gas – Trade movements LNG", 30),
    ],
)
def test_partners_of_a_matrix_add_up_to_its_last_cell(
    book: tuple[Dataset, Report], commodity: str, sheet: str, last: int
) -> None:
    dataset, _ = book
    world = next(cell for cell in reversed(_sheet(sheet)[last]) if cell != "")
    flows = [
        row["quantity"]
        for row in rows(dataset, commodity=commodity, period="2014")
        if "WLD" not in (str(row["exporter"]), str(row["importer"])) and row["quantity"] == row["quantity"]
    ]
    # Cells marked † (below 0.05) have no figure, so the partners fall a little short.
    assert sum(flows) == pytest.approx(float(str(world)), rel=5e-4)
    assert sum(flows) <= float(str(world))
    totals = total(dataset, commodity=commodity, period="2014", exporter="WLD")
    assert totals == pytest.approx(float(str(world)))


def test_places_of_every_sheet_add_up_to_its_world(book: tuple[Dataset, Report]) -> None:
    dataset, _ = book
    sums: dict[tuple[str, str], list[float]] = {}
    for row in rows(dataset, "balances", period="2014"):
        if row["value"] == row["value"]:
            pair = sums.setdefault((str(row["commodity"]), str(row["item"])), [0.0, 0.0])
            pair[str(row["place"]) == "WLD"] += row["value"]
    assert len(sums) > 25
    off = {key: pair for key, pair in sums.items() if abs(pair[0] - pair[1]) > 1e-3 * pair[1]}
    assert not off


def test_one_figure_by_hand_and_one_sheet_for_each_figure(book: tuple[Dataset, Report]) -> None:
    dataset, report = book
    # Sheet Oil Production – Tonnes, row US, column 2014; barrels and tonnes are not both kept.
    tonnes = _sheet("Oil Production – Tonnes")
    column = next(i for i, cell in enumerate(tonnes[2]) if cell in (2014, "2014", 2014.0))
    us = next(row for row in tonnes if row[0] == "US")[column]
    assert total(
        dataset, "balances", place="USA", commodity="oil", item="production", period="2014"
    ) == pytest.approx(us)
    assert {"other_units", "sheets_not_read", "orientation", "told_by_partner"} <= keys(report)
    assert set(dropped(report)) == {"notes", "no_place", "aggregates", "world_sides", "other_unit"}


def test_one_sheet_alone() -> None:
    path = sample(BOOK)
    barrels, _ = imported(path, sheet="Oil Consumption – Barrels")
    # Thousand barrels a day over the 365 days of 2014.
    raw = _sheet("Oil Consumption – Barrels")
    column = next(i for i, cell in enumerate(raw[2]) if cell in (2014, "2014", 2014.0))
    japan = next(row for row in raw if row[0] == "Japan")[column]
    assert total(barrels, "balances", place="JPN", period="2014") == pytest.approx(float(str(japan)) * 365)
    with pytest.raises(DataError, match="prices, reserves at several dates"):
        import_file(path, Plan(sheet="Gas - Prices "))
    with pytest.raises(DataError, match="has no sheet “Gold”"):
        import_file(path, Plan(sheet="Gold"))


def test_imports_beside_exports(book: tuple[Dataset, Report]) -> None:
    dataset, _ = book
    # Oil: Imports and exports 2014, row China: crude 309.18 and products 63.65 Mt in.
    assert total(dataset, commodity="crude_oil", exporter="WLD", importer="CHN") == pytest.approx(
        309.179976359502
    )
    assert total(dataset, commodity="oil_products", exporter="WLD", importer="CHN") == pytest.approx(
        63.652294596
    )
    # Gas trade in 2013: Japan takes 118.987896 bcm of LNG.
    assert total(dataset, commodity="lng", period="2013", importer="JPN") == pytest.approx(118.987896)


def test_a_small_review_in_the_other_orientation(tmp_path: Path) -> None:
    path = workbook(
        tmp_path,
        "review.xlsx",
        {
            "Contents": [["Statistical Review"]],
            "Oil - Trade 2020": [
                ["Oil: Inter-area movements 2020"],
                [None, None, "To"],
                ["Million tonnes", "US", "Japan", "Total"],
                ["From"],
                ["Canada", 150, "†", 150],
                ["Middle East", 20, 100, 120],
                ["Total imports", 170, 100, 270],
            ],
            "Oil Production - mt": [
                ["Oil: Production in million tonnes*", None, None, None, "Growth"],
                [],
                ["Million tonnes", 2018, 2019, 2020, 2020],
                ["US", 1, 2, 3, "50%"],
                ["Canada", 4, 5, 6, "20%"],
                ["Total North America", 5, 7, 9, "28%"],
                ["Total World", 5, 7, 9, "28%"],
                ["of which: OECD", 5, 7, 9, "28%"],
                ["* Includes crude oil."],
            ],
            "Gas": [["Natural gas: prices"]],
            "Gas 2": [["nothing"]],
        },
    )
    dataset, report = imported(path)
    assert total(dataset, exporter="CAN", importer="USA", unit="Mt") == 150
    assert total(dataset, exporter="Middle East", importer="JPN") == 100
    assert total(dataset, exporter="Middle East", importer="WLD") == 120
    assert total(dataset, "balances", period="2020", place="CAN") == 6
    assert dropped(report)["aggregates"] == 2
    assert {str(row["period"]) for row in rows(dataset, "balances")} == {"2018", "2019", "2020"}


def test_panel_takes_one_column_for_each_figure() -> None:
    dataset, report = imported(path := sample("bp_panel/bp_2021_panel.head.csv"))
    with path.open(encoding="utf-8", newline="") as stream:
        source = list(csv.DictReader(stream))
    assert (report.profile, report.rows_read, report.rows_kept) == ("bp_panel", 999, 999)
    for column, commodity, item, unit in (
        ("gasprod_bcm", "natural_gas", "production", "bcm"),
        ("oilcons_mt", "oil", "consumption", "Mt"),
        ("electbyfuel_gas", "electricity_natural_gas", "generation", "TWh"),
        ("lithium_kt", "lithium", "production", "kt"),
    ):
        expected = sum(float(row[column]) for row in source if row[column])
        assert total(dataset, "balances", commodity=commodity, item=item, unit=unit) == pytest.approx(
            expected
        )
    argentina = next(row for row in source if (row["Country"], row["Year"]) == ("Argentina", "2012"))
    kept = total(dataset, "balances", place="ARG", period="2012", item="refinery_throughput")
    assert kept == pytest.approx(float(argentina["refthru_kbd"]) * 366)
    assert {"other_units", "per_day", "empty_cells"} <= keys(report)


def test_narrow_panel_of_the_energy_institute(tmp_path: Path) -> None:
    text = (
        "Country,Year,ISO3166_alpha3,ISO3166_numeric,Region,SubRegion,OPEC,EU,OECD,CIS,Var,Value\n"
        "Norway,2022,NOR,578,Europe,Northern Europe,0,0,1,0,gasprod_bcm,122.8\n"
        "Norway,2022,NOR,578,Europe,Northern Europe,0,0,1,0,gasprod_ej,4.4\n"
        "Norway,2022,NOR,578,Europe,Northern Europe,0,0,1,0,hydro_twh,128\n"
        "Total Europe,2022,,,,,,,,,gasprod_bcm,220\n"
    )
    dataset, report = imported(written(tmp_path, "panel.csv", text))
    assert (report.profile, dropped(report)) == ("bp_panel", {"unit_kept": 1, "aggregates": 1})
    assert total(dataset, "balances", place="NOR", commodity="natural_gas") == 122.8
    assert total(dataset, "balances", commodity="electricity_hydro", item="generation") == 128
