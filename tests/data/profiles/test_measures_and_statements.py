"""Trade measures are events, statements of ownership stakes; net trade holds no re-exports, a group no items."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import pytest

from dependency_explorer.data.problems import DataError
from tests.data.profiles.reading import dropped, opened, taken_for, told, total, write

MEASURES = [
    ("Indonesia", "260400", "Nickel ores", "Export prohibition", "", "01/01/2020", ""),
    ("China", "260600", "Bauxite", "Export tax", "15", "31/12/2008", "31/12/2012"),
    ("Zambia", "260300", "Copper concentrates", "Licensing requirement", "", "01/01/2019", ""),
]


def test_export_restrictions_are_events_with_or_without_a_rate(tmp_path: Path) -> None:
    head = (
        "Country",
        "HS code",
        "Product",
        "Type of measure",
        "Tax rate (%)",
        "Date of introduction",
        "Date of removal",
    )
    dataset, report = opened(write(tmp_path / "restrictions.csv", head, MEASURES))
    assert (report.profile, report.rows_kept) == ("events", 3)
    events = dataset.tables["events"].astype(str)
    assert list(events["places"]) == ["IDN", "CHN", "ZMB"]
    assert list(events["title"])[1] == "Export tax: Bauxite"
    assert (events["date"][1][:10], events["end_date"][1][:10]) == ("2008-12-31", "2012-12-31")
    assert events["effect"][1] == "Tax rate (%) 15"
    assert "balances" not in dataset.tables or dataset.tables["balances"].empty


def test_a_measure_repeated_each_year_is_one_event_of_its_first(tmp_path: Path) -> None:
    rows = [("China", year, "260600", "Bauxite", "Export tax", "15%") for year in (2011, 2010, 2012)]
    path = write(tmp_path / "years.csv", ("Country", "Year", "HS6", "Product", "Measure", "Rate"), rows)
    dataset, report = opened(path)
    assert (told(report)["merged"], report.profile) == (2, "events")
    assert [str(date)[:4] for date in dataset.tables["events"]["date"]] == ["2010"]


def test_net_exports_of_a_query_hold_no_reexports(tmp_path: Path) -> None:
    head = ("Nomenclature", "ReporterISO3", "ProductCode", "ReporterName", "PartnerISO3", "PartnerName", "Year",
            "TradeFlowName", "TradeFlowCode", "TradeValue in 1000 USD")  # fmt: skip

    def rows(*flows: tuple[str, str, int]) -> list[tuple[object, ...]]:
        return [
            ("H5", "CHL", "260300", "Chile", code, "", 2020, flow, 2, value) for code, flow, value in flows
        ]

    net = rows(("CHN", "Export", 1000), ("CHN", "Re-Export", 100))
    gross = rows(("JPN", "Gross Exp.", 600), ("JPN", "Export", 550), ("JPN", "Re-Export", 50))
    dataset, report = opened(write(tmp_path / "query.csv", head, [*net, *gross]))
    assert (total(dataset, importer="CHN"), total(dataset, importer="JPN")) == (1_100_000, 600_000)
    assert told(report)["reexports_net"] == 1
    dataset, _ = opened(tmp_path / "query.csv", reexports_net="contained")
    assert total(dataset, importer="CHN") == 1_000_000


@pytest.mark.parametrize(("barley", "gone"), [(100, 1), (20, 0)])
def test_item_groups_of_faostat_do_not_count_beside_their_items(
    tmp_path: Path, barley: int, gone: int
) -> None:
    head = ("Area Code (M49)", "Area", "Element", "Item Code (CPC)", "Item", "Year", "Unit", "Value", "Flag")
    items = [("F1717", "Cereals, primary", 300), ("0111", "Wheat", 200), ("0115", "Barley", barley)]
    rows = [
        ("'276", "Germany", "Production", code, name, 2020, "t", value, "A") for code, name, value in items
    ]
    rows += [("'276", "Germany", "Yield", code, name, 2020, "kg/ha", 7000, "A") for code, name, _ in items]
    dataset, report = opened(write(tmp_path / "fao.csv", head, rows))
    assert dropped(report).get("levels", 0) == 2 * gone
    parts = dict(
        zip(
            dataset.tables["commodities"]["id"].astype(str),
            dataset.tables["commodities"]["part_of"].astype(str),
            strict=True,
        )
    )
    assert ("F1717" in parts) == (not gone)
    if not gone:
        assert (parts["0111"], parts["0115"]) == ("F1717", "F1717")


def statements(version: str, share: dict[str, Any]) -> list[dict[str, Any]]:
    interests = [{"type": "votingRights", "share": {"exact": 90}}, {"type": "shareholding", "share": share}]
    person = {"names": [{"fullName": "Jo Roe"}], "nationalities": [{"code": "CA"}]}
    if version == "0.2":
        mine = {"name": "Mine A", "incorporatedInJurisdiction": {"code": "ZM"}}
        sides = {
            "subject": {"describedByEntityStatement": "s1"},
            "interestedParty": {"describedByPersonStatement": "s2"},
        }
        return [
            {"statementID": "s1", "statementType": "entityStatement", **mine},
            {"statementID": "s2", "statementType": "personStatement", **person},
            {
                "statementID": "s3",
                "statementType": "ownershipOrControlStatement",
                **sides,
                "interests": interests,
            },
        ]
    mine = {"name": "Mine A", "jurisdiction": {"code": "ZM"}}
    link = {"subject": "s1", "interestedParty": "s2", "interests": interests}
    return [
        {"statementId": "a", "recordId": "s1", "recordType": "entity", "recordDetails": mine},
        {"statementId": "b", "recordId": "s2", "recordType": "person", "recordDetails": person},
        {"statementId": "c", "recordId": "s3", "recordType": "relationship", "recordDetails": link},
    ]


@pytest.mark.parametrize("version", ["0.2", "0.4"])
def test_statements_of_ownership_are_stakes(tmp_path: Path, version: str) -> None:
    path = tmp_path / "bods.json"
    path.write_text(json.dumps(statements(version, {"exact": 60})), encoding="utf-8")
    dataset, report = opened(path)
    assert (report.profile, dropped(report)) == ("bods", {"described": 2})
    [stake] = dataset.tables["stakes"].to_dict("records")
    assert (stake["asset_id"], stake["holder"], stake["holder_country"], stake["share_pct"]) == (
        "mine_a",
        "Jo Roe",
        "CAN",
        60,
    )
    path.write_text(json.dumps(statements(version, {"minimum": 25, "maximum": 50})), encoding="utf-8")
    [stake] = opened(path)[0].tables["stakes"].to_dict("records")
    assert math.isnan(stake["share_pct"])
    assert stake["note"] == "25 to 50 %"


def test_relationships_without_shares_say_what_is_needed(tmp_path: Path) -> None:
    head = ("Relationship.StartNode.NodeID", "Relationship.EndNode.NodeID", "Relationship.RelationshipType")
    path = write(tmp_path / "gleif.csv", head, [("A" * 20, "B" * 20, "IS_DIRECTLY_CONSOLIDATED_BY")])
    assert taken_for(path) == "bods"
    with pytest.raises(DataError, match="columns Company, Shareholder and Share"):
        opened(path)


def test_notes_below_a_table_are_no_rows_cut_short(tmp_path: Path) -> None:
    text = (
        "Country Name,Country Code,Series Name,Series Code,2019 [YR2019],2020 [YR2020]\n"
        "Germany,DEU,Fuel imports (kt),EG.X.Y,6,5\n,,,,,\nData from database: World Development Indicators\n"
        "Last Updated: 05/30/2024\n"
    )
    path = tmp_path / "databank.csv"
    path.write_text(text, encoding="utf-8")
    dataset, report = opened(path)
    # The row of empty cells and the two notes, as many as of a table of any size.
    assert (dataset.problems, dropped(report)) == ((), {"no_place": 3})
