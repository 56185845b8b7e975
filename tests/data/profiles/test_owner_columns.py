"""Which column of a list of owners names its holders: by what it says and holds, never by where it stands."""

from __future__ import annotations

import io
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dependency_explorer.data.profiles._owner_columns import owner_columns
from tests.data.profiles.plain import read, rows_of, text, told

PATHS = """\
Parent GEM Entity ID,Parent,Parent Registration Country,Parent Headquarters Country,Project,Share,Ownership Path,\
Immediate Project Owner,Immediate Project Owner GEM Entity ID,Tracker,Status,Capacity (MW),GEM location ID,GEM unit ID
E1,Far Fund,United States,Ireland,Heath Unit 1,0.3,Far Fund -> Mid AG [6%] -> Near SE [5%] -> Heath Unit 1 [100%],\
Near SE,E9,Coal Plant Tracker,retired,500,L1,G1
E2,Folk AG,Germany,Germany,Heath Unit 1,20,Folk AG -> Near SE [20%] -> Heath Unit 1 [100%],Near SE,E9,\
Coal Plant Tracker,retired,500,L1,G1
E3,State Fund,Romania,Romania,Moor Unit 5,70,State Fund -> Moor Power [70%] -> Moor Unit 5 [100%],Moor Power,E8,\
Coal Plant Tracker,operating,330,L2,G2
E2,Folk AG,Germany,Germany,Moor Unit 5,30,Folk AG -> Moor Power [30%] -> Moor Unit 5 [100%],Moor Power,E8,\
Coal Plant Tracker,operating,330,L2,G2
"""
TITLED = """\
Mine,Country,Owner,Owner country,Owner share %,Ultimate parent,Ultimate parent country,Ultimate parent share %
Alpha,Chile,Near Co,Chile,60,Far Co,Japan,45
Alpha,Chile,Next Co,Peru,40,Far Co,Japan,12
Beta,Peru,Near Co,Chile,100,Far Co,Japan,75
"""
OF_THE_PARENT = """\
Asset name,Owner,Ultimate parent,Parent share (%)
Alpha,Near Co,Far Co,45
Beta,Near Co,Deep Co,75
"""
BY_CELLS = """\
Plant,Direct owner,Parent group,Stake
Alpha,Near Co,Far Co,45
Alpha,Near Co,Deep Co,55
Beta,Next Co,Far Co,100
"""
REGISTER = """\
Subject Entity ID,Subject Entity Name,Interested Party ID,Interested Party Name,% Share of Ownership,Share Imputed?
E1,Near Co,E2,Far Co,51,no
E1,Near Co,E3,Deep Co,49,yes
"""
TEXTS = """\
Project,Country,Owners,Parent companies,Status
Alpha,Chile,Near Co [60%]; Next Co [40%],Far Co [60%]; Deep Co [40%],operating
Beta,Peru,Near Co [100%],Far Co [100%],operating
"""
TABLES = {
    "paths": (PATHS, "Project", "Parent", "Share"),
    "titled": (TITLED, "Mine", "Owner", "Owner share %"),
    "of_the_parent": (OF_THE_PARENT, "Asset name", "Ultimate parent", "Parent share (%)"),
    "by_cells": (BY_CELLS, "Plant", "Parent group", "Stake"),
    "register": (REGISTER, "Subject Entity Name", "Interested Party Name", "% Share of Ownership"),
}


def _stakes(path: Path, **settings_: str) -> list[tuple[object, ...]]:
    dataset, report = read(path, **settings_)
    assert report.profile == "ownership_links"
    return rows_of(dataset, "stakes", "asset_id", "holder", "holder_country", "share_pct")


@pytest.mark.parametrize("name", TABLES)
def test_the_share_decides_whose_stakes_they_are(tmp_path: Path, name: str) -> None:
    content, asset, owner, share = TABLES[name]
    dataset, report = read(text(tmp_path, "list.csv", content))
    plain = pd.read_csv(io.StringIO(content))
    made = dataset.tables["stakes"]
    assert made["holder"].tolist() == plain[owner].tolist()
    assert made["share_pct"].tolist() == pytest.approx(plain[share].tolist())
    expected = plain.groupby(owner)[share].sum()
    assert made.groupby("holder")["share_pct"].sum().to_dict() == pytest.approx(expected.to_dict())
    # What is itself a holder keeps its name, so the register's subjects are no holders here.
    assert made["asset_id"].nunique() == plain[asset].nunique()
    assert report.rows_kept == len(plain)
    if name != "register":
        assert "holder_column" in told(report)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(name=st.sampled_from([*TABLES, "texts"]), order=st.randoms(use_true_random=False))
def test_the_order_of_the_columns_says_nothing(
    tmp_path_factory: pytest.TempPathFactory, name: str, order: object
) -> None:
    content = TEXTS if name == "texts" else TABLES[name][0]
    folder = tmp_path_factory.mktemp("shuffled")
    plain = pd.read_csv(io.StringIO(content), dtype=str)
    columns = list(plain.columns)
    order.shuffle(columns)  # type: ignore[attr-defined]
    shuffled = folder / "list.csv"
    plain[columns].to_csv(shuffled, index=False)
    assert _stakes(shuffled) == _stakes(text(folder, "as_it_was.csv", content))


def test_other_holders_can_be_chosen(tmp_path: Path) -> None:
    path = text(tmp_path, "list.csv", TITLED)
    assert [row[1:] for row in _stakes(path, holder_column="ultimate_parent")] == [
        ("Far Co", "JPN", 45.0), ("Far Co", "JPN", 12.0), ("Far Co", "JPN", 75.0),
    ]  # fmt: skip
    _, report = read(path)
    decision = next(one for one in report.decisions if one.key == "holder_column")
    assert {option.value for option in decision.options} == {"owner", "ultimate_parent"}
    assert decision.chosen == "owner"
    path = text(tmp_path, "paths.csv", PATHS)
    assert {row[1] for row in _stakes(path, holder_column="immediate_project_owner")} == {
        "Near SE",
        "Moor Power",
    }


def test_the_country_of_a_company_is_not_that_of_its_asset(tmp_path: Path) -> None:
    dataset, report = read(text(tmp_path, "list.csv", PATHS))
    assert dataset.tables["assets"]["name"].tolist() == ["Heath Unit 1", "Moor Unit 5"]
    assert dataset.tables["assets"]["place"].fillna("").tolist() == ["", ""]
    assert dataset.tables["stakes"]["holder_country"].tolist() == ["IRL", "DEU", "ROU", "DEU"]
    assert "holder_country_from" in told(report)
    registered = _stakes(tmp_path / "list.csv", holder_country_from="parent_registration_country")
    assert registered[0][2] == "USA"


def test_the_first_of_several_texts_is_that_of_the_immediate_owners(tmp_path: Path) -> None:
    path = text(tmp_path, "list.csv", TEXTS)
    assert {row[1] for row in _stakes(path)} == {"Near Co", "Next Co"}
    assert {row[1] for row in _stakes(path, holder_column="parent_companies")} == {"Far Co", "Deep Co"}


@given(
    st.permutations(range(4)), st.sampled_from([1, 100]), st.sampled_from(["Company", "Participant", "Firm"])
)
def test_companies_own_the_assets_of_which_their_shares_add_up(
    order: list[int], whole: int, title: str
) -> None:
    rows = [
        [title, "Mine", "Country", "Share"],
        ["Rio Tinto", "Oyu Tolgoi", "Mongolia", str(0.66 * whole)],
        ["Erdenes", "Oyu Tolgoi", "Mongolia", str(0.34 * whole)],
        ["Erdenes", "Tavan Tolgoi", "Mongolia", str(0.5 * whole)],
    ]
    found = owner_columns([[row[i] for i in order] for row in rows])
    assert found is not None
    assert (found.owner, found.share, found.asset, found.country) == (title, "Share", "Mine", "Country")
    rows[3][1] = "Oyu Tolgoi"  # one and a half of a mine
    assert owner_columns([[row[i] for i in order] for row in rows]) is None


@pytest.mark.parametrize("share", ["Share of production", "Market share", "Share of purchases, %", "Share"])
def test_shares_of_what_a_mine_sells_are_none_of_the_mine(share: str) -> None:
    rows = [["Company", "Mine", share], ["A", "North", "60"], ["B", "North", "40"]]
    assert (owner_columns(rows) is None) == (share != "Share")
