"""The seller's side: what is lost, where it goes, and how it is told."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings

from dependency_explorer.data.dataset import Dataset
from dependency_explorer.data.read import load
from dependency_explorer.whatif import SupplyNetwork, simulate
from dependency_explorer.whatif.exports import export_series
from dependency_explorer.whatif.scenario import Disruption, Responses, Scenario, Target
from dependency_explorer.whatif.sentences import sentences
from dependency_explorer.whatif.wording import amount, in_sentence, readable
from tests.whatif.worlds import worlds


@pytest.fixture(scope="module")
def mongolia() -> Dataset:
    return load("mongolia")


@settings(max_examples=60, deadline=None)
@given(worlds())
def test_what_is_not_sold_goes_somewhere(world: tuple[SupplyNetwork, Scenario]) -> None:
    network, scenario = world
    outcome = simulate(network, scenario)
    for commodity in outcome.commodities:
        series = export_series(outcome, commodity)
        base = series["baseline"]
        assert all((values >= 0).all() for values in series.values())
        whole = sum(values for name, values in series.items() if name != "baseline")
        assert np.allclose(whole, base, rtol=1e-9, atol=1e-9 * max(1.0, float(base.max(initial=0.0))))
        lost = outcome.lost_exports(commodity)
        assert (lost is None) == (not base.sum() > 0)
        if lost is not None:
            assert -1e-9 <= lost.share <= 1 + 1e-9
            assert (lost.first_step is None) == (lost.amount <= 0)
            gone = lost.kept_home + lost.stockpiled + lost.production_cut + lost.spilt
            assert gone == pytest.approx(lost.amount, rel=1e-6, abs=1e-6 * float(base.sum()))


def coal(depth: float, **changes: object) -> Scenario:
    event = Disruption(Target(exporter="MNG", importer="CHN", commodity="coal"), depth, steps=8.0)
    return Scenario(
        name="China buys no coal", focus="MNG", baseline="2019", start="2020-01-01", step="week", steps=26,
        disruptions=(event,), responses=Responses(**changes),  # type: ignore[arg-type]
    )  # fmt: skip


def test_a_buyer_that_stops_is_told_by_exports(mongolia: Dataset) -> None:
    network = SupplyNetwork.from_dataset(mongolia, "MNG", "2019")
    outcome = simulate(network, coal(1.0))
    assert outcome.side("coal") == "exports"
    assert outcome.side("oil_products") == "imports"
    lost = outcome.lost_exports("coal")
    assert lost is not None
    assert lost.first_step == 1
    assert lost.first_date == "2020-01-01"
    assert lost.event_share > 0.9
    assert lost.production_cut == pytest.approx(lost.amount)
    text = " ".join(sentence.text for sentence in sentences(outcome, mongolia))
    assert "China takes no coal for 8 weeks" in text
    assert "Exports of coal fall by" in text
    assert "Production is cut by" in text
    still = simulate(network, coal(0.0))
    assert still.side("coal") == "exports"
    unsold = still.lost_exports("coal")
    assert unsold is not None
    assert unsold.amount == 0


def test_exports_kept_at_home_are_not_an_event_on_exports(mongolia: Dataset) -> None:
    network = SupplyNetwork.from_dataset(mongolia, "MNG", "2022")
    event = Disruption(Target(exporter="RUS", importer="MNG", commodity="electricity"), 1.0, steps=4.0)
    scenario = Scenario(
        name="No power", focus="MNG", baseline="2022", start="2023-01-02", step="week", steps=8,
        disruptions=(event,), responses=Responses(),
    )  # fmt: skip
    outcome = simulate(network, scenario)
    assert outcome.side("electricity") == "imports"
    assert "cannot be sold" not in " ".join(s.text for s in sentences(outcome, mongolia))


def test_a_total_says_which_product_runs_short_first(mongolia: Dataset) -> None:
    network = SupplyNetwork.from_dataset(mongolia, "MNG", "2023")
    event = Disruption(Target(exporter="RUS", importer="MNG", commodity="oil_products"), 0.5, steps=8.0)
    scenario = Scenario(
        name="Half", focus="MNG", baseline="2023", start="2024-01-01", step="week", steps=26,
        disruptions=(event,), responses=Responses(draw_stocks=0.0),
    )  # fmt: skip
    outcome = simulate(network, scenario)
    text = " ".join(sentence.text for sentence in sentences(outcome, mongolia, "oil_products"))
    assert (
        "The first shortage of oil products comes in week 1, from 1 January 2024: other petroleum products "
        "and liquefied petroleum gas have no stock loaded and run short at once, diesel fuel in week 5"
    ) in text
    assert "petrol AI-92 in week 6" in text
    assert "run short at once" not in " ".join(
        sentence.text for sentence in sentences(outcome, mongolia, "diesel")
    )


def test_notes_name_sources_and_scale_amounts(mongolia: Dataset) -> None:
    said = readable("95% of 1342574 t (mrpam_oil)", mongolia)
    assert said.startswith("95\u2009% of 1\u2009343\u2009kt (Mineral Resources and Petroleum Authority")
    assert "mrpam_oil" not in said
    assert readable("51,382 t of diesel", mongolia) == "51.4\u2009kt of diesel"
    assert readable("Montsame says so (montsame_249548)", mongolia) == "Montsame says so"
    unchanged = "in 2019-2022, 4500 t of 271019 goods"
    assert readable(unchanged, mongolia) == unchanged
    network = SupplyNetwork.from_dataset(mongolia, "MNG", "2023")
    ids = set(mongolia.tables["sources"]["id"].astype(str))
    notes = " ".join(link.note for link in network.links)
    assert not [one for one in ids if "_" in one and one in notes]


def test_names_within_sentences() -> None:
    assert in_sentence("Diesel fuel") == "diesel fuel"
    assert in_sentence("All Commodities") == "all commodities"
    assert in_sentence("Petrol AI-92") == "petrol AI-92"
    assert in_sentence("LPG") == "LPG"
    assert in_sentence("Coal, all kinds") == "coal"
    assert amount(1_342_574, "t") == "1\u2009343\u2009kt"
    assert amount(2.5e6, "US$") == "US$\u20092.5 million"
