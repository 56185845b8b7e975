"""Places compared: what the figure claims, and what it leaves open."""

from __future__ import annotations

import pytest

from dependency_explorer.analysis.indicators import indicators
from dependency_explorer.analysis.question import Question
from dependency_explorer.charts import concentration, partners
from dependency_explorer.data.dataset import Dataset
from dependency_explorer.figures.build import figure
from dependency_explorer.figures.colours import ranked_places
from dependency_explorer.figures.key_figures import key_figures
from tests.analysis.worlds import COMMODITIES, bought, world

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


def reported_twice() -> Dataset:
    """Mongolia by both sides; Kazakhstan's second report lacks China, Uzbekistan has one report only."""
    told = (("MNG", "RUS", 97, 80), ("MNG", "CHN", 3, 20), ("KAZ", "RUS", 60, 50), ("KAZ", "CHN", 40, None))
    rows = [other(place, partner, amount, "importer") for place, partner, amount, _ in told]
    rows += [other(place, partner, second, "exporter") for place, partner, _, second in told if second]
    return world([*rows, other("UZB", "RUS", 9, "importer"), other("UZB", "IRN", 9, "importer")])


def test_the_other_sides_report_is_a_ghost_by_the_commands_own_function() -> None:
    dataset = reported_twice()
    made = figure("multiples", dataset, OIL)
    ghosts = {row.code: row.ghost for row in made.data.rows}
    asked = indicators(dataset, "MNG", "oil", "2023", "exporter")
    assert ghosts["MNG"].hhi == next(row.value for row in asked if row.indicator == "hhi")
    assert ghosts["MNG"].hhi == pytest.approx(0.68)
    assert next(row.hhi for row in made.data.rows if row.code == "MNG") == pytest.approx(0.9418)
    assert "Open diamonds show exporters’ reports for 1 place" in made.alt_text
    assert "0.68 against 0.94" in made.alt_text
    told = [row for row in made.table().rows if row[2] == "exporters’ reports"]
    assert [(row[0], row[7], row[9]) for row in told if row[0] == "MNG"] == [
        ("MNG", "RUS", 0.8),
        ("MNG", "CHN", 0.2),
    ]


def test_where_the_other_side_is_missing_the_figure_says_why() -> None:
    made = figure("multiples", reported_twice(), OIL)
    ghosts = {row.code: row.ghost for row in made.data.rows}
    assert ghosts["KAZ"].hhi is None
    assert ghosts["KAZ"].missing.startswith("exporters that report hold 60")
    assert ghosts["UZB"].missing == "no exporter reports it"
    note = next(note for note in made.notes if "Without a second report" in note)
    assert "Kazakhstan" in note
    assert "Uzbekistan" in note
    assert "Mongolia" not in note
    assert [row[-1] for row in made.table().rows if row[0] == "UZB"][-1] == "no exporter reports it"


def test_one_report_a_flow_has_no_ghosts() -> None:
    made = figure("multiples", three(), OIL)
    assert all(row.ghost is None for row in made.data.rows)
    assert not any("diamond" in note for note in made.notes)


def test_a_report_of_other_years_is_no_second_report() -> None:
    rows = [other("MNG", "RUS", 9, "importer"), {**other("MNG", "RUS", 8, "exporter"), "period": "2022"}]
    rows.append({**other("MNG", "RUS", 7, "importer"), "period": "2022"})
    dataset = world(rows)
    made = figure("multiples", dataset, Question("MNG", ("oil",), "2022", "2023"))
    assert "other periods" in made.data.rows[0].ghost.missing


def test_a_focus_that_supplies_several_others_has_a_colour_of_its_own() -> None:
    goods = [other(place, code, 10) for place in ("KAZ", "UZB", "KGZ") for code in ("MNG", "RUS")]
    assert ranked_places(world([bought("RUS", 97), *goods]))[0] == "MNG"
    assert "MNG" not in ranked_places(world([bought("RUS", 97), *goods[:2], *goods[2:3]]))


def test_freight_stands_in_no_figure_of_all_commodities_and_in_its_own() -> None:
    kinds = [*COMMODITIES, {"id": "rail", "name": "Rail freight", "group": "transport", "unit": "kt"}]
    rows = [bought("RUS", 9), bought("RUS", 9, commodity="rail")]
    made = figure("flows", world(rows, commodities=kinds), Question("MNG", (), "2023", "2023"))
    assert {link.commodity for link in made.data.links} == {"oil"}
    assert "counts the goods that it carries a second time: rail freight" in made.excluded
    asked = figure("flows", world(rows, commodities=kinds), Question("MNG", ("rail",), "2023", "2023"))
    assert {link.commodity for link in asked.data.links} == {"rail"}
    alone = figure("flows", world(rows[1:], commodities=kinds), Question("MNG", (), "2023", "2023"))
    assert {link.commodity for link in alone.data.links} == {"rail"}
    assert "second time" not in alone.excluded


@pytest.mark.parametrize("unstated", [0.0, 0.01, 0.3, 5.0, 40.0])
def test_a_bound_is_a_bound_in_every_figure(unstated: float) -> None:
    """However little is not stated: tile, comparison and partners say the same of the same index."""
    dataset = world(
        [
            bought("RUS", 90),
            bought("CHN", 10),
            *([bought("WLD", 100 + unstated)] if unstated else []),
            other("KAZ", "RUS", 5),
        ]
    )
    tile = next(one for one in key_figures(dataset, OIL, "oil", None) if one.name == "hhi")
    compared = figure("multiples", dataset, OIL, places=("MNG", "KAZ"))
    own = figure("partners", dataset, OIL)
    assert tile.value.startswith("≥") == (unstated > 0)
    (row,) = (one for one in compared.data.rows if one.code == "MNG")
    assert row.lower_bound == own.data.hhi_lower_bound == (unstated > 0)
    assert f"({tile.value})" in concentration.describe(compared.data)
    assert f"HHI {tile.value}," in partners.describe(own.data)
    bounds = {line[0]: line[4] for line in concentration.table(compared.data).rows}
    assert bounds == {"MNG": "yes" if unstated else "no", "KAZ": "no"}
