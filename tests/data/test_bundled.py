"""What every bundled dataset promises: it is whole, sourced, free to pass on, and its scenarios run."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from pathlib import Path

import pandas as pd
import pytest

from dependency_explorer.analysis.links import links
from dependency_explorer.analysis.opening import opening_question
from dependency_explorer.analysis.partners import partner_shares
from dependency_explorer.data.dataset import Dataset
from dependency_explorer.data.locations import bundled_datasets
from dependency_explorer.data.read import load
from dependency_explorer.data.schema import SET_ASIDE, TABLES, WORLD

NAMES = tuple(bundled_datasets())
SOURCED = ("flows", "balances", "assets", "stakes", "routes", "events")
LEFT_OUT = {
    "europe-gas": ("iea_gtf", "iea_10point", "bp_2022", "gem_lng_2022"),
    "critical-minerals": (
        "bgs_res", "bgs_cobalt", "bgs_copper", "bgs_graphite", "bgs_lithium", "bgs_nickel", "bgs_gallium",
        "bgs_germanium",
    ),
}  # fmt: skip
FORBIDS = re.compile(
    r"\bNC\b|non-?commercial|IEA terms|permits quotation|not.{0,20}redistribut", re.IGNORECASE
)


@pytest.fixture(scope="module", params=NAMES)
def dataset(request: pytest.FixtureRequest) -> Dataset:
    return load(request.param)


def test_the_three_are_there_and_mongolia_opens() -> None:
    assert NAMES == ("mongolia", "critical-minerals", "europe-gas")


def test_nothing_is_wrong(dataset: Dataset) -> None:
    assert [str(problem) for problem in dataset.problems] == []
    assert dataset.title
    assert dataset.description
    assert dataset.metadata["licenses"]


def test_frictionless_accepts_it(dataset: Dataset) -> None:
    frictionless = pytest.importorskip("frictionless")
    result = frictionless.validate(str(dataset.origin / "datapackage.json"))
    assert result.valid, result.flatten(["title", "rowNumber", "fieldName", "message"])[:5]


def test_every_row_has_a_source_that_lets_it_be_passed_on(dataset: Dataset) -> None:
    sources = dataset.tables["sources"]
    terms = dict(zip(sources["id"].astype(str), sources["licence_or_terms"].astype(str), strict=True))
    assert all(terms.values())
    assert not [name for name, text in terms.items() if FORBIDS.search(text)]
    for table in SOURCED:
        named = set(dataset.tables[table]["source_id"].astype(str))
        assert named <= set(terms), table
    assert not set(terms) & set(LEFT_OUT.get(dataset.name, ()))


def test_what_was_left_out_is_told_and_nowhere_quoted(dataset: Dataset) -> None:
    readme = (dataset.origin / "README.md").read_text(encoding="utf-8")
    for name in LEFT_OUT.get(dataset.name, ()):
        assert name in readme
        for path in dataset.origin.glob("*.csv"):
            assert name not in path.read_text(encoding="utf-8"), path.name


def test_derived_figures_tell_how(dataset: Dataset) -> None:
    for table in ("flows", "balances"):
        frame = dataset.tables[table]
        computed = frame[frame["quality"].isin(["derived", "estimate"]) & (frame["row"] > 0)]
        silent = computed[computed["note"].astype(str) == ""]
        # Estimates that a source makes itself say so by their quality alone.
        assert set(silent["quality"].astype(str)) <= {"estimate"}, silent.head()
        assert set(silent["source_id"].astype(str)) <= {"usgs_mcs2025", "usgs_mcs2026", "wna_2025"}


def test_readme_counts_the_rows(dataset: Dataset) -> None:
    readme = (dataset.origin / "README.md").read_text(encoding="utf-8")
    for name in ("flows", "balances"):
        assert f"| {name} | {len(dataset.tables[name]):,} |" in readme
    for pair in (("assets", "stakes"), ("places", "commodities", "sources")):
        counts = ", ".join(f"{len(dataset.tables[name]):,}" for name in pair)
        assert f"| {', '.join(pair)} | {counts} |" in readme


def test_the_descriptor_names_every_column(dataset: Dataset) -> None:
    descriptor = json.loads((dataset.origin / "datapackage.json").read_text(encoding="utf-8"))
    for entry in descriptor["resources"]:
        header = (dataset.origin / entry["path"]).read_text(encoding="utf-8").split("\n", 1)[0].strip()
        assert [field["name"] for field in entry["schema"]["fields"]] == header.split(","), entry["name"]
    assert {entry["name"] for entry in descriptor["resources"]} >= {"flows", "balances", "sources"}
    assert {entry["name"] for entry in descriptor["resources"]} <= {*TABLES, *dataset.extra_tables}


def test_the_opening_has_partners(dataset: Dataset) -> None:
    question, rule = opening_question(dataset)
    assert (question.place, question.commodities) == (dataset.focus, (dataset.opening["commodity"],))
    shares = partner_shares(dataset, question, question.commodities[0])
    assert len(shares.named) >= 2
    assert rule.endswith(".")


TOLD = {
    # README of each: partners are another base than the total, and why.
    "mongolia": {"coal", "electricity", "gasoline_ai92", "all_goods"},
    "europe-gas": set(),
    "critical-minerals": set(),
}


def test_partners_stay_within_their_total(dataset: Dataset) -> None:
    """Partners of an importer add up to its total at most, within one per cent, or README tells."""
    flows = dataset.tables["flows"]
    kept = flows[~flows["quality"].isin(list(SET_ASIDE))]
    sums: dict[tuple[str, str, str], float] = defaultdict(float)
    totals: dict[tuple[str, str, str], float] = {}
    columns = ("period", "exporter", "importer", "commodity", "quantity")
    for period, exporter, importer, commodity, quantity in zip(
        *(kept[name].tolist() for name in columns), strict=True
    ):
        key = (period, importer, commodity)
        if quantity != quantity or importer == WORLD:
            continue
        if exporter == WORLD:
            totals[key] = quantity
        else:
            sums[key] += quantity
    above = {key[2] for key, total in totals.items() if sums.get(key, 0.0) > 1.01 * total + 1e-9}
    assert above <= TOLD[dataset.name]


def test_no_sum_holds_a_whole_and_its_parts(dataset: Dataset) -> None:
    for step in ("year", "month"):
        every = links(dataset, "month" if step == "month" else "year")
        frame = pd.DataFrame(
            {
                "period": every.period,
                "exporter": every.exporter,
                "importer": [every.places[code] for code in every.importer],
                "commodity": every.commodity,
            }
        )[every.counting("exports")]
        for _, group in frame.groupby(["period", "exporter", "commodity"]):
            buyers = set(group["importer"])
            assert not any(dataset.place_parent(buyer) in buyers for buyer in buyers)


def test_all_places_and_commodities_have_names(dataset: Dataset) -> None:
    every = links(dataset)
    assert [code for code in every.places if dataset.place_name(code) == code] == []
    assert [name for name in every.commodities if dataset.commodity_name(name) == name] == []
    named = [dataset.commodity_name(name) for name in every.commodities]
    assert len(set(named)) == len(named)
    assert max(len(name) for name in named) <= 45


@pytest.mark.parametrize("name", NAMES)
def test_scenarios_are_told_whole(name: str) -> None:
    folder: Path = bundled_datasets()[name] / "scenarios"
    readme = (folder.parent / "README.md").read_text(encoding="utf-8")
    found = sorted(folder.glob("*.json"))
    assert found
    sources = set(load(name).tables["sources"]["id"].astype(str))
    for path in found:
        scenario = json.loads(path.read_text(encoding="utf-8"))
        assert f"`{path.stem}`" in readme
        for key in (
            "name",
            "title",
            "description",
            "source",
            "date",
            "author",
            "focus",
            "baseline",
            "missing",
        ):
            assert scenario[key], (path.stem, key)
        cited = re.findall(r"\b[a-z]+(?:_[a-z0-9]+)+\b", scenario["source"])
        assert set(cited) <= sources, path.stem
        if name != "mongolia":
            assert cited, path.stem
