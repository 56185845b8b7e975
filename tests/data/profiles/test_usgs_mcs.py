"""USGS world tables: stages apart, units of reserves from notes, bounds and withheld figures."""

from __future__ import annotations

from pathlib import Path

from tests.data.profiles.plain import dropped, plain_csv, read, rows_of, text, told
from tests.data.profiles.reading import sample

HEADER = (
    "SOURCE,COMMODITY,COUNTRY,TYPE,UNIT_MEAS,PROD_2023,PROD_EST_ 2024,PROD_NOTES,CAP_2023,CAP_EST_ 2024,CAP_NOTES,"
    "RESERVES_2024,RESERVE_NOTES\n"
)
BALANCE = ("period", "place", "commodity", "item", "value", "unit", "quality", "note")


def test_stages_reserves_and_bounds(tmp_path: Path) -> None:
    path = text(
        tmp_path,
        "MCS2025_World_Data.csv",
        "\ufeff" + HEADER + 'MCS2025,Copper ,Chile,"Mine production, copper content",thousand metric tons,'
        "5250,5300,,,,,190000,\n"
        "MCS2025,Copper ,Chile,Refinery production,thousand metric tons,2080,1900,,,,,,\n"
        'MCS2025,Molybdenum ,United\u00a0States,"Mine production, molybdenum content",metric tons,'
        "34000,33000,,,,,3500,(Reserve data is thousand metric tons).\n"
        'MCS2025,Molybdenum ,China,"Mine production, molybdenum content",metric tons,'
        "96000,110000,estimated 2023,,,,>5900,\n"
        'MCS2025,Molybdenum ,Peru,"Mine production, molybdenum content",metric tons,,,W for 23-24,,,,,\n',
    )
    dataset, report = read(path)
    rows = rows_of(dataset, "balances", *BALANCE)
    assert (
        "2023",
        "CHL",
        "copper_mine_production_copper_content",
        "production",
        5250.0,
        "kt",
        "official",
        "",
    ) in rows
    assert ("2024", "CHL", "copper_refinery_production", "production", 1900.0, "kt", "estimate", "") in rows
    # The note beside one row holds for the mineral: 5 900 thousand tons, of which China has more.
    assert ("2024", "USA", "molybdenum", "reserves", 3500.0, "kt", "official", "") in rows
    assert ("2024", "CHN", "molybdenum", "reserves", 5900.0, "kt", "official", "more than this") in rows
    assert ("2023", "CHN", "molybdenum", "production", 96000.0, "t", "estimate", "") in rows
    assert dropped(report) == {"withheld": 1}


def test_one_mineral_a_file(tmp_path: Path) -> None:
    path = text(
        tmp_path,
        "mcs2023-lithi_world.csv",
        "Source,Country,Type,Prod_t_2021,Prod_t_est_2022,Prod_notes,Reserves_t,Reserves_notes\n"
        'MCS2023,Australia,"Mine production, contained lithium",55300,61000,,6200000,\n'
        'MCS2023,United States,"Mine production, contained lithium",W,W,,1000000,\n',
    )
    dataset, report = read(path)
    assert report.profile == "usgs_mcs"
    assert rows_of(dataset, "balances", "period", "place", "commodity", "item", "value", "unit") == [
        ("2021", "AUS", "lithium", "production", 55300.0, "t"),
        ("2022", "AUS", "lithium", "production", 61000.0, "t"),
        ("2022", "AUS", "lithium", "reserves", 6200000.0, "t"),
        ("2022", "USA", "lithium", "reserves", 1000000.0, "t"),
    ]
    assert not [problem for problem in dataset.problems if problem.severity == "error"]


def test_the_real_table() -> None:
    path = sample("usgs_mcs/MCS2025_World_Data.csv")
    dataset, report = read(path)
    source = plain_csv(path)
    # 1 250 rows: 5 withheld, 74 without any figure, one total over ilmenite and rutile and Soda ash's second.
    assert report.rows_read == len(source) == 1250
    reasons = dropped(report)
    assert reasons.keys() == {"withheld", "no_figure", "second_total"}
    lithium = [
        row for row in source if row["COMMODITY"].strip() == "Lithium" and "World" not in row["COUNTRY"]
    ]
    balances = dataset.tables["balances"]
    mine = balances[(balances["commodity"] == "lithium") & (balances["place"] != "WLD")]
    for column, period, item in (
        ("PROD_2023", "2023", "production"), ("PROD_EST_ 2024", "2024", "production"),
        ("RESERVES_2024", "2024", "reserves"),
    ):  # fmt: skip
        ours = mine[(mine["period"] == period) & (mine["item"] == item)]["value"].sum()
        assert ours == sum(float(row[column]) for row in lithium if row[column])
    # Iron ore reserves are in million tons though its production is in thousand.
    iron = balances[(balances["commodity"].str.startswith("iron_ore")) & (balances["item"] == "reserves")]
    assert set(iron["unit"]) == {"Mt"}
    assert iron[iron["place"] == "AUS"]["value"].tolist() == [58000.0, 27000.0]
    # Two lines of the United States for helium are two sources: 64 + 18.
    helium = balances[
        (balances["commodity"] == "helium") & (balances["place"] == "USA") & (balances["period"] == "2023")
    ]
    assert helium[helium["item"] == "production"]["value"].tolist() == [82.0]
    assert {"reserves_unit", "type", "world"} <= told(report)


def test_columns_of_several_stages_are_commodities_of_their_own(tmp_path: Path) -> None:
    path = text(
        tmp_path,
        "mcs2022-coppe_world.csv",
        "Source,Country,Type,Mine_prod_kt_2020,Mine_prod_kt_est_2021,Refin_prod_kt_2020,Reserves_kt\n"
        "MCS2022,Chile,Mine and refinery production,50,52,20,900\n",
    )
    dataset, report = read(path)
    assert report.profile == "usgs_mcs"
    assert rows_of(dataset, "balances", "period", "commodity", "item", "value", "unit", "quality") == [
        ("2020", "copper_mine", "production", 50.0, "kt", "official"),
        ("2021", "copper_mine", "production", 52.0, "kt", "estimate"),
        ("2020", "copper_refin", "production", 20.0, "kt", "official"),
        ("2021", "copper", "reserves", 900.0, "kt", "official"),
    ]
