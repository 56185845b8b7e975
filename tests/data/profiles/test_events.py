"""Lists of events: the date, what happened, where, and each event once."""

from __future__ import annotations

from pathlib import Path

import pytest

from dependency_explorer.data.problems import DataError
from tests.data.profiles.plain import dropped, read, rows_of, text, told

EVENT = ("date", "end_date", "title", "kind", "places", "commodities", "effect")


def test_a_measure_stands_once_for_all_whom_it_affects(tmp_path: Path) -> None:
    path = text(
        tmp_path,
        "interventions.csv",
        "Intervention ID,State Act ID,Title,Announcement Date,Inception Date,Removal Date,Implementing Jurisdiction,"
        "Affected Jurisdiction,Intervention Type,Affected Products\n"
        "7,4,Licence on gallium,2023-07-03,2023-08-01,,China,Germany,Export licensing requirement,811292\n"
        '7,4,Licence on gallium,2023-07-03,2023-08-01,,China,"Japan, Peru",Export licensing requirement,282560\n'
        "8,5,Ban on nickel ore,2019-09-02,,2021-01-31,Indonesia,Japan,Export ban,260400\n",
    )
    dataset, report = read(path)
    assert report.profile == "events"
    assert rows_of(dataset, "events", *EVENT) == [
        ("2023-08-01", "", "Licence on gallium", "export_licensing_requirement", "CHN;DEU;JPN;PER",
         "811292;282560", ""),
        ("2019-09-02", "2021-01-31", "Ban on nickel ore", "export_ban", "IDN;JPN", "260400", ""),
    ]  # fmt: skip
    assert {"merged", "announced"} <= told(report)
    assert set(dataset.tables["places"]["code"].astype(str)) == {"CHN", "DEU", "JPN", "PER", "IDN"}


def test_conflict_events_of_both_publishers(tmp_path: Path) -> None:
    acled = text(
        tmp_path,
        "acled.csv",
        "event_id_cnty,event_date,year,event_type,sub_event_type,country,location,fatalities,notes\n"
        "COD1,10 February 2023,2023,Battles,Armed clash,Democratic Republic of Congo,Sake,12,Near a mine\n"
        "COD2,,2023,Battles,Armed clash,Democratic Republic of Congo,Goma,0,\n",
    )
    dataset, report = read(acled)
    assert rows_of(dataset, "events", *EVENT) == [
        ("2023-02-10", "", "Armed clash, Sake", "battles", "COD", "", "Near a mine; 12 killed")
    ]
    assert dropped(report) == {"no_date": 1}
    ged = text(
        tmp_path,
        "ged.csv",
        "id,year,type_of_violence,conflict_name,dyad_name,adm_1,country,date_start,date_end,best\n"
        "1,2017,1,Iraq: Government,Government of Iraq - IS,Kabul,Afghanistan,2017-07-31 00:00:00.000,"
        "2017-08-01 00:00:00.000,6\n",
    )
    dataset, _ = read(ged)
    assert rows_of(dataset, "events", *EVENT) == [
        (
            "2017-07-31",
            "2017-08-01",
            "Government of Iraq - IS, Kabul",
            "state_based_violence",
            "AFG",
            "",
            "6 killed",
        )
    ]


def test_any_list_of_events_but_no_table_of_amounts(tmp_path: Path) -> None:
    path = text(
        tmp_path,
        "bans.csv",
        "Date,Event,Country,Commodity,Description\n2022-03-08,Ban on oil,United States,Crude oil,Order\n",
    )
    dataset, _ = read(path)
    assert rows_of(dataset, "events", *EVENT) == [
        ("2022-03-08", "", "Ban on oil", "", "USA", "crude_oil", "Order")
    ]
    amounts = text(tmp_path, "amounts.csv", "Date,Event,Country,Quantity\n2022-03-08,Sale,Peru,5\n")
    with pytest.raises(DataError):
        read(amounts)
