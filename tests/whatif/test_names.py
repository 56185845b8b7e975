"""Whoever reads a run reads names: no code of the dataset stands as a bare word in a sentence."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dependency_explorer.commands.parser import run
from dependency_explorer.data.dataset import Dataset
from dependency_explorer.data.locations import bundled_datasets
from dependency_explorer.data.read import load
from dependency_explorer.whatif import Scenario, SupplyNetwork, load_scenario, simulate
from dependency_explorer.whatif.findings import find
from dependency_explorer.whatif.outcome import Outcome
from dependency_explorer.whatif.places import simulate_places
from dependency_explorer.whatif.places_network import PlacesNetwork
from dependency_explorer.whatif.places_words import places_sentences
from dependency_explorer.whatif.scenario import Disruption, NamedSource, Responses, Target
from dependency_explorer.whatif.sentences import sentences

TABLES = {"places": "code", "commodities": "id", "routes": "id", "assets": "id", "sources": "id"}


@cache
def opened(name: str) -> Dataset:
    return load(name)


@cache
def codes(name: str) -> re.Pattern[str]:
    """The codes of a dataset that are no words of its own names."""
    dataset = opened(name)
    found: set[str] = set()
    words: set[str] = {"XNS"}
    for table, column in TABLES.items():
        frame = dataset.tables[table]
        found.update(frame[column].astype(str))
        for title in ("name", "title", "publisher"):
            if title in frame:
                words.update(re.findall(r"[\w-]+", " ".join(frame[title].astype(str))))
    flows = dataset.tables["flows"]
    found.update(flows["exporter"].astype(str), flows["importer"].astype(str))
    lowered = {word.casefold() for word in words}
    bare = sorted((code for code in found if code and code.casefold() not in lowered), key=len, reverse=True)
    return re.compile(rf"(?<![\w-])({'|'.join(map(re.escape, bare))})(?![\w-])")


def bare(name: str, text: str) -> list[str]:
    """Codes in a sentence, but for what has to be typed as it is: it stands in quotation marks."""
    return codes(name).findall(re.sub(r"“[^”]*”", "", text))


def said(outcome: Outcome, dataset: Dataset) -> Iterator[str]:
    """All sentences, labels and notes that a run gives."""
    yield outcome.statement
    yield from outcome.warnings
    for row in outcome.ledger:
        yield from (row.label, row.note, row.source, row.unit)
    if outcome.peak is not None:
        yield outcome.peak.sentence(outcome.network)
    for commodity in outcome.spoken_of:
        yield from (sentence.text for sentence in sentences(outcome, dataset, commodity))
        if commodity in outcome.touched or commodity not in outcome.commodities:
            found = find(outcome, dataset, commodity)
            yield from (*found.why, *found.by_step, *found.causes, *found.money)


def test_codes_are_found() -> None:
    """The test itself: a code is found in a sentence, and a name is not."""
    assert bare("mongolia", "RUS delivers less gasoline_ai92.") == ["RUS", "gasoline_ai92"]
    assert not bare("mongolia", "Russia delivers less AI-92; add “route_share:zamyn_uud_rail”.")


@pytest.mark.parametrize("name", bundled_datasets())
def test_bundled_scenarios_name_no_code(name: str) -> None:
    dataset = opened(name)
    assert dataset.scenarios
    for path in dataset.scenarios:
        scenario = load_scenario(path, dataset)
        network = SupplyNetwork.from_dataset(
            dataset, scenario.focus, scenario.baseline, scenario.season, scenario.start
        )
        outcome = simulate(network, scenario)
        for text in said(outcome, dataset):
            assert not bare(name, text), (path.stem, text)


@st.composite
def asked(draw: st.DrawFn) -> tuple[str, Scenario]:
    """Any event on any place of a bundled dataset, with a source from anywhere."""
    name = draw(st.sampled_from(sorted(bundled_datasets())))
    dataset = opened(name)
    place = dataset.focus
    year = sorted({one[:4] for one in dataset.tables["flows"]["period"].astype(str)})[-2]
    places = draw(st.permutations(sorted(dataset.tables["places"]["code"].astype(str))))
    goods = sorted(dataset.tables["commodities"]["id"].astype(str))
    target = draw(
        st.sampled_from(
            [
                Target(exporter=places[0], importer=place),
                Target(exporter=place, importer=places[0]),
                Target(importer=place, commodity=draw(st.sampled_from(goods))),
                Target(exporter=places[0], commodity=draw(st.sampled_from(goods))),
            ]
        )
    )
    source = NamedSource(places[1], draw(st.sampled_from(goods)), 1.0, draw(st.integers(1, 40)))
    responses = Responses(draw_stocks=0.0, replace=draw(st.booleans()), sources=(source,))
    events = (Disruption(target, 0.7, draw(st.integers(1, 40)), steps=6.0),)
    start = f"{int(year) + 1}-01-01"
    return name, Scenario(place, year, start, 26, disruptions=events, responses=responses)


@settings(max_examples=40, deadline=None)
@given(asked())
def test_no_code_stands_in_a_sentence(asked: tuple[str, Scenario]) -> None:
    name, scenario = asked
    dataset = opened(name)
    network = SupplyNetwork.from_dataset(dataset, scenario.focus, scenario.baseline, start=scenario.start)
    outcome = simulate(network, scenario)
    for text in said(outcome, dataset):
        assert not bare(name, text), text
    everywhere = PlacesNetwork.from_dataset(dataset, network, [*outcome.touched])
    for rule in ("national-first", "cooperative"):
        made = simulate_places(everywhere, replace(scenario, across_places=rule))
        for text in places_sentences(made, dataset):
            assert not bare(name, text), text


@pytest.mark.parametrize(
    ("name", "scenario", "more"),
    [
        ("mongolia", "winter_fuel_squeeze_2023_24", ("--foresight", "--safety")),
        ("mongolia", "oyu_tolgoi_control", ()),
        ("europe-gas", "", ("--across-places", "national-first")),
        ("critical-minerals", "", ("--across-places", "cooperative")),
    ],
)
def test_the_command_names_no_code(
    name: str, scenario: str, more: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    chosen = scenario or opened(name).scenarios[0].stem
    assert run(["whatif", name, chosen, *more]) == 0
    printed = capsys.readouterr().out
    assert len(printed.splitlines()) > 10
    for line in printed.splitlines():
        assert not bare(name, line), line
