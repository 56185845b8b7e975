"""Lists of owners, as texts with shares and as links."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from dependency_explorer.data.problems import DataError
from tests.data.profiles.plain import dropped, plain_csv, read, rows_of, text, told
from tests.data.profiles.reading import sample


def test_texts_of_owners_and_several_projects_in_a_cell(tmp_path: Path) -> None:
    path = text(
        tmp_path,
        "owners.csv",
        "Name of project,Country,Fuel,Parent company\n"
        "Alpha,Mongolia,Coal,State (51.0%);Acme (Asia) Ltd (49.0%)\n"
        "Beta,Peru,Coal,One (100.0%)|Two (60.0%);Others (40.0%)\n"
        "Gamma,Chad,Coal,No informations on company (100.0%)\n",
    )
    dataset, report = read(path)
    assert report.profile == "ownership_links"
    assert rows_of(dataset, "stakes", "asset_id", "holder", "share_pct") == [
        ("alpha", "State", 51.0), ("alpha", "Acme (Asia) Ltd", 49.0), ("beta_1", "One", 100.0),
        ("beta_2", "Two", 60.0),
    ]  # fmt: skip
    assert rows_of(dataset, "assets", "id", "place", "commodity") == [
        ("alpha", "MNG", "coal"), ("beta_1", "PER", "coal"), ("beta_2", "PER", "coal"), ("gamma", "TCD", "coal"),
    ]  # fmt: skip
    assert {"projects", "other_owners", "no_owner"} <= told(report)


def test_links_hold_chains_together(tmp_path: Path) -> None:
    path = text(
        tmp_path,
        "links.csv",
        "Subject Entity Name,Interested Party Name,Ownership share\n"
        "Oyu Tolgoi,Turquoise Hill,66%\nOyu Tolgoi,Erdenes,34%\nTurquoise Hill,Rio Tinto,"
        "51%\nTurquoise Hill,Public,\n",
    )
    dataset, report = read(path)
    assert rows_of(dataset, "stakes", "asset_id", "holder", "share_pct") == [
        ("oyu_tolgoi", "Turquoise Hill", 66.0), ("oyu_tolgoi", "Erdenes", 34.0),
        ("Turquoise Hill", "Rio Tinto", 51.0), ("Turquoise Hill", "Public", None),
    ]  # fmt: skip
    assert dataset.tables["assets"]["id"].tolist() == ["oyu_tolgoi"]
    assert {"no_share", "below_100"} <= told(report)


def test_fractions_are_told(tmp_path: Path) -> None:
    path = text(tmp_path, "links.csv", "Mine,Owner,Stake\nA,X,0.4\nA,Y,0.6\n")
    dataset, report = read(path)
    assert dataset.tables["stakes"]["share_pct"].tolist() == [40.0, 60.0]
    assert "fractions" in told(report)


def test_the_real_list() -> None:
    path = sample("ownership_links/carbon_bombs_ownership.csv")
    dataset, report = read(path)
    source = plain_csv(path)
    assert report.rows_read == report.rows_kept == len(source) == 425
    assert dropped(report) == {}
    groups = sum(len(row["Parent_company_source_GEM"].split("|")) for row in source)
    assert len(dataset.tables["assets"]) == groups
    named = [
        float(share)
        for row in source
        for name, share in re.findall(
            r"(?:^|[;|])([^;|]*) \(([\d.]+)%\)(?=$|[;|])", row["Parent_company_source_GEM"]
        )
        if not re.fullmatch(r"(?i)no informations on company|none|others?|\s*", name)
    ]
    assert abs(dataset.tables["stakes"]["share_pct"].sum() - sum(named)) < 1e-6


def test_numbered_owners_become_one_stake_each(tmp_path: Path) -> None:
    path = text(
        tmp_path,
        "mines.csv",
        "PROP_NAME,COUNTRY,PRIMARY_COMMODITY,OWNER_1,OWNER_1_EQUITY_PCT,OWNER_2,OWNER_2_EQUITY_PCT\n"
        "North Pit,Chile,Copper,Alpha,60,Beta,40\nSouth Pit,Peru,Zinc,Gamma,100,,\n",
    )
    dataset, report = read(path)
    assert report.profile == "ownership_links"
    assert rows_of(dataset, "stakes", "asset_id", "holder", "share_pct") == [
        ("north_pit", "Alpha", 60.0),
        ("north_pit", "Beta", 40.0),
        ("south_pit", "Gamma", 100.0),
    ]
    assert rows_of(dataset, "assets", "id", "place", "commodity") == [
        ("north_pit", "CHL", "copper"),
        ("south_pit", "PER", "zinc"),
    ]


def test_shareholders_of_companies(tmp_path: Path) -> None:
    path = text(
        tmp_path,
        "shareholders.csv",
        "Company,Shareholder,Country of shareholder,Ownership (%)\nPit Co,Alpha,Japan,25.5\nPit Co,Beta,Peru,74.5\n",
    )
    dataset, _ = read(path)
    assert rows_of(dataset, "stakes", "asset_id", "holder", "holder_country", "share_pct") == [
        ("pit_co", "Alpha", "JPN", 25.5),
        ("pit_co", "Beta", "PER", 74.5),
    ]


def test_countries_with_shares_own_nothing(tmp_path: Path) -> None:
    path = text(
        tmp_path,
        "materials.csv",
        'Material,Main producers\nCobalt,"DR Congo (60%), Russia (7%)"\nAntimony,"China (50%), Tajikistan (21%)"\n',
    )
    with pytest.raises(DataError):
        read(path)
