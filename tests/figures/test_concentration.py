"""Places compared: what the figure claims, and what it leaves open."""

from __future__ import annotations

import pytest

from dependency_explorer.analysis.question import Question
from dependency_explorer.data.dataset import Dataset
from dependency_explorer.figures.build import figure
from tests.analysis.worlds import bought, world

OIL = Question("MNG", ("oil",), "2023", "2023")


def other(importer: str, exporter: str, quantity: float, reported_by: str = "") -> dict[str, object]:
    return {"importer": importer, "exporter": exporter, "quantity": quantity, "reported_by": reported_by}


def three() -> Dataset:
    """Mongolia 97/3, Kazakhstan 50/30/20, Uzbekistan four equal: the acceptance fixtures."""
    return world(
        [
            bought("RUS", 97),
            bought("CHN", 3),
            *(other("KAZ", code, amount) for code, amount in (("RUS", 50), ("CHN", 30), ("IRN", 20))),
            *(other("UZB", code, 5) for code in ("RUS", "CHN", "IRN", "TKM")),
        ]
    )


def test_places_are_ranked_by_their_index() -> None:
    made = figure("multiples", three(), OIL)
    rows = made.data.rows
    assert [(row.code, round(row.hhi, 4)) for row in rows] == [("MNG", 0.9418), ("KAZ", 0.38), ("UZB", 0.25)]
    assert (
        made.title
        == "Of 3 places, Mongolia’s suppliers of oil products are the most concentrated in 2023: HHI 0.94"
    )
    assert not any(row.lower_bound or row.mirrored for row in rows)
    assert any("SWD(2021) 352" in note for note in made.notes)


def test_two_places_chosen_are_set_against_each_other() -> None:
    made = figure("multiples", three(), OIL, places=("UZB", "KAZ"))
    assert [row.code for row in made.data.rows] == ["KAZ", "UZB"]
    assert made.title == (
        "Kazakhstan’s suppliers of oil products are more concentrated than Uzbekistan’s in 2023: "
        "HHI 0.38 against 0.25"
    )
    assert "2 places chosen" in made.subtitle


def test_nothing_is_claimed_that_the_missing_partners_could_overturn() -> None:
    dataset = world(
        [
            bought("RUS", 60),
            bought("WLD", 100),
            *(other("KAZ", code, amount) for code, amount in (("RUS", 70), ("CHN", 30))),
        ]
    )
    made = figure("multiples", dataset, OIL)
    mongolia = next(row for row in made.data.rows if row.code == "MNG")
    assert mongolia.hhi == pytest.approx(0.36)
    assert mongolia.lower_bound
    # All that is not stated may come from Russia: (0.6 + 0.4)².
    assert mongolia.highest == pytest.approx(1.0)
    assert made.title == "How concentrated are the suppliers of oil products in 2023?"
    assert any("lower bound" in note and "Mongolia" in note for note in made.notes)


def test_a_place_known_from_its_partners_is_marked_and_never_suggested() -> None:
    dataset = world([bought("RUS", 97), bought("CHN", 3), other("KAZ", "RUS", 9, "exporter")])
    assert [row.code for row in figure("multiples", dataset, OIL).data.rows] == ["MNG"]
    made = figure("multiples", dataset, OIL, places=("MNG", "KAZ"))
    marked = {row.code: row.mirrored for row in made.data.rows}
    assert marked == {"MNG": False, "KAZ": True}
    assert any("partners’ reports only" in note and "Kazakhstan" in note for note in made.notes)
    assert made.title.startswith("How concentrated")


def test_places_without_data_are_named() -> None:
    made = figure("multiples", three(), OIL, places=("MNG", "DEU"))
    assert [row.code for row in made.data.rows] == ["MNG"]
    assert "Germany" in made.excluded


def test_a_dataset_without_flows_says_what_it_has_instead() -> None:
    balance = {
        "period": "2023",
        "place": "MNG",
        "commodity": "oil",
        "item": "production",
        "value": 5,
        "unit": "kt",
    }
    dataset = world(balances=[balance])
    for name in ("flows", "trend", "partners", "multiples"):
        made = figure(name, dataset, Question("MNG"))
        assert "no flows between places" in made.empty_reason, name
        assert "1 figure (production) of 1 place" in made.empty_reason, name


def test_stakes_without_a_date_are_shown_and_say_so() -> None:
    dataset = world(
        assets=[{"id": "mine", "name": "Big Mine", "place": "MNG", "commodity": "coal"}],
        stakes=[
            {"asset_id": "mine", "holder": "State", "holder_country": "MNG", "share_pct": 34},
            {"asset_id": "mine", "holder": "Far Mining", "holder_country": "DEU", "share_pct": 66},
        ],
    )
    made = figure("stakes", dataset, Question("MNG"))
    assert not made.empty_reason
    assert [row[5] for row in made.table().rows] == [0.66, 0.34]
    assert any("do not say since when" in note for note in made.notes)
    assert "9999" not in made.title + made.subtitle + made.alt_text + " ".join(made.notes)
