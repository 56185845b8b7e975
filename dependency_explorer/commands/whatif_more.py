"""What `whatif` adds on request: ranges of the draws, what matters, and what would have been enough."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from dependency_explorer.commands.output import print_table

if TYPE_CHECKING:
    from dependency_explorer.data.dataset import Dataset
    from dependency_explorer.whatif.outcome import Outcome


@dataclass(frozen=True, slots=True)
class Asked:
    """Which additions were asked for, and the seed of their draws."""

    sensitivity: bool
    safety: bool
    seed: int


def to_json(outcome: Outcome, asked: Asked) -> dict[str, Any]:
    """The keys that the additions bring: `sensitivity`, `safety`; those not asked for are absent."""
    found: dict[str, Any] = {}
    if asked.sensitivity:
        found["sensitivity"] = [row for rows in _sensitivity(outcome, asked.seed).values() for row in rows]
    if asked.safety:
        found["safety"] = _safety(outcome)
    return found


def show(dataset: Dataset, outcome: Outcome, drawn: Outcome | None, asked: Asked) -> None:
    """Print the additions."""
    if drawn is not None:
        _show_ranges(dataset, drawn)
    if asked.sensitivity:
        _show_sensitivity(dataset, outcome, asked.seed)
    if asked.safety:
        _show_safety(dataset, outcome)


def _concerned(outcome: Outcome) -> tuple[str, ...]:
    """The simulated commodities that events hit."""
    return tuple(one for one in outcome.commodities if one in outcome.touched)


def _sensitivity(outcome: Outcome, seed: int) -> dict[str, list[dict[str, Any]]]:
    """By commodity one row an assumption that moves what goes unserved."""
    from dependency_explorer.whatif.sensitivity import sobol, tornado

    labels = {row.key: row.label for row in outcome.ledger}
    units = {row.key: row.unit for row in outcome.ledger}
    found: dict[str, list[dict[str, Any]]] = {}
    for commodity in _concerned(outcome):
        swings = tornado(outcome.network, outcome.scenario, commodity)
        shares = {one.key: one for one in sobol(outcome.network, outcome.scenario, commodity, seed=seed)}
        found[commodity] = [
            {
                "commodity": commodity,
                "key": swing.key,
                "label": labels.get(swing.key, swing.key),
                "unit": units.get(swing.key, ""),
                "low": swing.low,
                "high": swing.high,
                "unserved_at_low": swing.at_low,
                "unserved_at_high": swing.at_high,
                "first_order": shares[swing.key].first if swing.key in shares else None,
                "total": shares[swing.key].total if swing.key in shares else None,
            }
            for swing in swings
        ]
    return found


def _safety(outcome: Outcome) -> list[dict[str, Any]]:
    """By commodity what would have been enough, and by event the smallest depth that makes a shortage."""
    from dependency_explorer.whatif.breaking import frontier, safety
    from dependency_explorer.whatif.events import touches

    network, scenario = outcome.network, outcome.scenario
    hit = [{network.commodities[k].id for k in touches(network, event)} for event in scenario.disruptions]
    rows = []
    for commodity in _concerned(outcome):
        row: dict[str, Any] = asdict(safety(network, scenario, commodity))
        row["breaking_points"] = [
            {"event": i + 1, "steps": point.steps, "depth": point.depth}
            for i in range(len(scenario.disruptions))
            if commodity in hit[i]
            for point in frontier(network, scenario, commodity, range(1, scenario.steps + 1), i)
        ]
        rows.append(row)
    return rows


def _show_ranges(dataset: Dataset, drawn: Outcome) -> None:
    from dependency_explorer.figures import words
    from dependency_explorer.whatif.uncertainty import ranges

    rows = ranges(drawn)
    if not rows:
        return
    print(f"\nUnmet over {words.counted(rows[0]['draws'], 'draw')} of the assumptions that have a range:")
    header = (
        "commodity",
        "5 %",
        "25 %",
        "median",
        "75 %",
        "95 %",
        "draws that fall short",
        "worst draw",
        "unit",
    )
    lines = []
    for row in rows:
        worst = next(member["draw"] for member in row["members"] if member["name"] == "worst")
        lines.append(
            (
                dataset.commodity_name(row["commodity"]),
                *(words.number(level) for level in row["unserved"].values()),
                words.percent(row["short_share"]),
                str(worst),
                row["unit"],
            )
        )
    print_table(header, lines, (False, True, True, True, True, True, True, True, False))


def _show_sensitivity(dataset: Dataset, outcome: Outcome, seed: int) -> None:
    from dependency_explorer.figures import words

    for commodity, rows in _sensitivity(outcome, seed).items():
        name = words.in_sentence(dataset.commodity_name(commodity))
        if not rows:
            print(f"\nNo assumption with a range moves what goes unmet of {name}.")
            continue
        print(
            f"\nWhat moves the unmet {name} ({outcome.unit(commodity)}), one at a time; shares of the spread "
            "are estimates, good to a few percent:"
        )
        header = (
            "assumption",
            "low",
            "high",
            "unit",
            "unmet at low",
            "unmet at high",
            "own share",
            "with others",
        )
        lines = [
            (
                row["label"],
                words.number(row["low"]),
                words.number(row["high"]),
                row["unit"],
                words.number(row["unserved_at_low"]),
                words.number(row["unserved_at_high"]),
                *(
                    "–" if row[key] is None else words.percent(max(row[key], 0.0))
                    for key in ("first_order", "total")
                ),
            )
            for row in rows
        ]
        print_table(header, lines, (False, True, True, False, True, True, True, True))


def _show_safety(dataset: Dataset, outcome: Outcome) -> None:
    from dependency_explorer.figures import words

    print("\nWhat would have been enough for nothing to go unmet, each alone:")
    rows = _safety(outcome)
    header = ("commodity", "stock at the start, days", "spare of all others", "lead time at most, weeks")
    lines = [
        (
            dataset.commodity_name(row["commodity"]),
            "none is" if row["stock_days"] is None else words.number(row["stock_days"], 1),
            "none is" if row["spare"] is None else words.percent(row["spare"], 1),
            "none is" if row["lead_weeks"] is None else words.number(row["lead_weeks"], 1),
        )
        for row in rows
    ]
    print_table(header, lines, (False, True, True, True))
    print(f"\nSmallest depth that makes a shortage, by duration in {outcome.scenario.step}s:")
    lines = []
    for row in rows:
        for event in dict.fromkeys(point["event"] for point in row["breaking_points"]):
            points = [p for p in row["breaking_points"] if p["event"] == event]
            chosen = [p for p in points if p["steps"] in (1, 2, 4, 8, 13, 26, 52)]
            lines += [
                (
                    dataset.commodity_name(row["commodity"]),
                    str(event),
                    words.number(point["steps"]),
                    "none" if point["depth"] is None else words.percent(point["depth"], 1),
                )
                for point in chosen
            ]
    print_table(("commodity", "event", "lasting", "depth"), lines, (False, True, True, True))
