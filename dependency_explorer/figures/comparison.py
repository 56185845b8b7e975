"""Open scenarios beside each other and the baseline: the levers that differ, the outcomes that differ."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from dependency_explorer.figures.outcome_words import (
    MINUS,
    VISIBLE_SHARE,
    actions,
    amount,
    money,
    share_text,
    span_text,
    step_name,
)
from dependency_explorer.figures.speech import ENGLISH, Speech
from dependency_explorer.figures.step_words import steps_text
from dependency_explorer.figures.vocabulary import Vocabulary, vocabulary
from dependency_explorer.figures.words import THIN, number, scaled_unit

if TYPE_CHECKING:
    from dependency_explorer.data.dataset import Dataset
    from dependency_explorer.whatif.outcome import Outcome
    from dependency_explorer.whatif.scenario import Scenario

DASH = "–"


@dataclass(frozen=True, slots=True)
class Ran:
    """An open scenario with its run, and its run over draws where ranges are on; None where it cannot run, with
    the reason."""

    letter: str
    scenario: Scenario
    outcome: Outcome | None = None
    drawn: Outcome | None = None
    trouble: str = ""

    def titled(self, tr: Speech = ENGLISH) -> str:
        """“A: Winter fuel squeeze”."""
        return f"{self.letter}: {self.scenario.name or self.scenario.title or tr('Untitled')}"


@dataclass(frozen=True, slots=True)
class Row:
    """What is compared, then a text for the baseline, for each scenario, and for each difference from the first."""

    what: str
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Compared:
    """Both blocks, and how many rows of each are the same at the precision of the screen and left out."""

    heads: tuple[str, ...]
    levers: tuple[Row, ...]
    same_levers: int
    outcomes: tuple[Row, ...]
    same_outcomes: int


def run_all(
    dataset: Dataset, opened: Sequence[Ran], draws: int = 0, seed: int = 0,
    step: Callable[[int, int], None] | None = None,
) -> tuple[Ran, ...]:  # fmt: skip
    """Run every scenario, and over draws of its assumptions where `draws` is above 1; one that cannot run says
    why. step: told how many are done of how many; it may raise to stop."""
    from dependency_explorer.data.problems import DataError
    from dependency_explorer.whatif import SupplyNetwork, simulate

    networks: dict[tuple[object, ...], SupplyNetwork] = {}
    found = []
    for index, run in enumerate(opened):
        if step is not None:
            step(index, len(opened))
        one = run.scenario
        key = (one.focus, one.baseline, one.season, one.start)
        try:
            if key not in networks:
                networks[key] = SupplyNetwork.from_dataset(
                    dataset, one.focus, one.baseline, season=one.season or None, start=one.start
                )
            outcome = simulate(networks[key], one)
            drawn = simulate(networks[key], one, draws, seed) if draws > 1 else None
        except DataError as error:
            found.append(replace(run, trouble=str(error)))
            continue
        found.append(replace(run, outcome=outcome, drawn=drawn))
    return tuple(found)


def compared(
    dataset: Dataset, runs: Sequence[Ran], everything: bool = False, tr: Speech = ENGLISH
) -> Compared:
    """Set runs beside each other. everything: rows that are the same are kept.

    Scenarios draw the same random numbers assumption by assumption, so the range of a difference is that of
    the difference within each draw, not of two ranges laid over each other.
    """
    first = runs[0].letter
    differences = [f"{run.letter} {MINUS} {first}" for run in runs[1:]]
    heads = (tr("Baseline"), *(run.titled(tr) for run in runs), *differences)
    levers = list(_lever_rows(dataset, runs, tr))
    outcomes = list(_outcome_rows(dataset, runs, tr))
    shown_levers = [row for row, differs in levers if differs or everything]
    shown_outcomes = [row for row, differs in outcomes if differs or everything]
    return Compared(
        heads, tuple(shown_levers), len(levers) - len(shown_levers), tuple(shown_outcomes),
        len(outcomes) - len(shown_outcomes),
    )  # fmt: skip


def _lever_rows(dataset: Dataset, runs: Sequence[Ran], tr: Speech) -> list[tuple[Row, bool]]:
    rows: dict[tuple[str, str], list[str]] = {}
    for index, run in enumerate(runs):
        links = run.outcome.links if run.outcome is not None else ()
        assets = run.outcome.network.assets if run.outcome is not None else ()
        words = vocabulary(dataset, links, run.scenario, assets)
        for key, what, said in _levers(run, words, tr):
            rows.setdefault((key, what), [tr("off")] * len(runs))[index] = said
    differences = len(runs) - 1
    return [
        (Row(what, (DASH, *cells, *[""] * differences)), len(runs) == 1 or len(set(cells)) > 1)
        for (_, what), cells in rows.items()
    ]


def _levers(run: Ran, words: Vocabulary, tr: Speech) -> list[tuple[str, str, str]]:
    """Every lever of a scenario: where it runs, what it cuts, what is done, what it assumes."""
    scenario = run.scenario
    units = {one: run.outcome.unit(one) for one in run.outcome.spoken_of} if run.outcome is not None else {}
    found = [
        ("baseline", tr("Baseline year"), scenario.baseline),
        ("start", tr("First day"), tr.day(date.fromisoformat(scenario.start))),
        ("steps", tr("Length"), steps_text(scenario.steps, scenario.step, tr)),
    ]
    if scenario.season:
        found.append(("season", tr("Shape within the year"), ", ".join(scenario.season)))
    return [*found, *((line.key, line.what, line.value) for line in actions(scenario, words, units, tr))]


@dataclass(frozen=True, slots=True)
class _Measure:
    """A number of a totals row: how it is said, from draws too where it can be, and how its difference is said.

    beside: of an amount, all amounts of its kind in the comparison: what is compared is told in one unit.
    """

    key: str
    what: str
    say: Callable[[Any, str], str]
    scale: Callable[[Mapping[str, Any]], float]
    beside: tuple[float, ...] | None = None


def _outcome_rows(dataset: Dataset, runs: Sequence[Ran], tr: Speech) -> list[tuple[Row, bool]]:
    commodities = dict.fromkeys(
        one for run in runs if run.outcome is not None for one in _concerned(run.outcome)
    )
    rows: list[tuple[Row, bool]] = []
    for commodity in commodities:
        name = dataset.commodity_name(commodity)
        totals = [
            run.outcome.key_numbers(commodity)
            if run.outcome is not None and run.outcome.simulates(commodity)
            else None
            for run in runs
        ]
        rows += [
            made
            for measure in _measures(name, totals, tr)
            if (made := _row(measure, commodity, totals, runs, tr)) is not None
        ]
    return rows


def _concerned(outcome: Outcome) -> tuple[str, ...]:
    from dependency_explorer.whatif.uncertainty import concerned

    return concerned(outcome)


_AMOUNTS = ("unserved", "production_cut", "diverted")
_MONEY = ("import_cost_change_usd", "export_revenue_change_usd")


def _measures(name: str, totals: Sequence[Mapping[str, Any] | None], tr: Speech) -> tuple[_Measure, ...]:
    def known(keys: Sequence[str]) -> tuple[float, ...]:
        return tuple(float(row[key]) for row in totals if row is not None for key in keys if row.get(key))

    amounts, sums = known(_AMOUNTS), known(_MONEY)

    def whole(row: Mapping[str, Any]) -> float:
        return max(row["demand"] or 0.0, row.get("exports") or 0.0, row.get("production_cut") or 0.0)

    def one(_row: Mapping[str, Any]) -> float:
        return 1.0

    def days(value: float, _unit: str) -> str:
        return steps_text(round(value, 0 if abs(value) >= 10 else 1), "day", tr)

    def share(value: float, _unit: str) -> str:
        return f"{MINUS if value < 0 else ''}{share_text(abs(value), tr=tr)}"

    def weight(value: float, unit: str) -> str:
        return amount(value, unit, amounts)

    def dollars(value: float, _unit: str) -> str:
        return money(value, sums) if value else amount(0.0, "US$", sums)

    return (
        _Measure("unserved", tr("{good}: unmet").format(good=name), weight, whole, amounts),
        _Measure("event_unserved_share", tr("{good}: unmet while it lasts").format(good=name), share, one),
        _Measure("first_short_step", tr("{good}: first shortage").format(good=name), _step, one),
        _Measure("min_cover_days", tr("{good}: lowest cover by stocks").format(good=name), days, one),
        _Measure("production_cut", tr("{good}: output cut").format(good=name), weight, whole, amounts),
        _Measure("diverted", tr("{good}: sold to others").format(good=name), weight, whole, amounts),
        _Measure("import_cost_change_usd", tr("{good}: import bill").format(good=name), dollars, _dollars),
        _Measure(
            "export_revenue_change_usd", tr("{good}: export revenue").format(good=name), dollars, _dollars
        ),
    )


def _dollars(row: Mapping[str, Any]) -> float:
    return max(abs(float(row.get(key) or 0.0)) for key in _MONEY)


def _step(value: Any, _unit: str) -> str:
    return str(value)


def _row(
    measure: _Measure,
    commodity: str,
    totals: Sequence[Mapping[str, Any] | None],
    runs: Sequence[Ran],
    tr: Speech,
) -> tuple[Row, bool] | None:
    key = measure.key
    known = [row for row in totals if row is not None]
    values = [row.get(key) if row is not None else None for row in totals]
    if not known or (not any(value for value in values) and key != "min_cover_days"):
        return None
    if all(value is None for value in values):
        return None
    unit = str(known[0]["unit"])
    outcomes = [run.outcome for run in runs if run.outcome is not None]
    base = baseline_value(key, outcomes, commodity)
    said = [_cell(measure, value, row, run, tr) for value, row, run in zip(values, totals, runs, strict=True)]
    ranged = [
        f"{text} ({span})" if (span := _span(run, commodity, measure, text, unit, tr)) else text
        for text, run in zip(said, runs, strict=True)
    ]
    cells = (
        _cell(measure, base, known[0], runs[0], tr),
        *ranged,
        *_differences(measure, commodity, values, runs, unit, tr),
    )
    scale = max((measure.scale(row) for row in known), default=0.0)
    return Row(measure.what, cells), _differ([base, *values] if len(runs) == 1 else values, scale, said)


def _differ(values: Sequence[Any], scale: float, said: Sequence[str]) -> bool:
    """Whether values differ so that it shows: by more than the smallest share of the whole, and in words."""
    if any(value is None for value in values):
        return len({value is None for value in values}) > 1
    return max(values) - min(values) >= VISIBLE_SHARE * scale and (len(said) == 1 or len(set(said)) > 1)


def baseline_value(key: str, outcomes: Iterable[Outcome], commodity: str) -> Any:
    """What a number of a totals row is in the baseline: None where there is none, zero for what a cut makes."""
    if key == "first_short_step":
        return None
    outcome = next((one for one in outcomes if one.simulates(commodity)), None)
    if key == "min_cover_days" and outcome is not None:
        initial = outcome.stock_info(commodity).initial
        daily = sum(float(outcome.network.demand[k]) for k in outcome.positions(commodity)) / 365.0
        return initial / daily if initial is not None and daily > 0 else None
    return 0.0


def _cell(measure: _Measure, value: Any, row: Mapping[str, Any] | None, run: Ran, tr: Speech) -> str:
    if measure.key == "first_short_step":
        if row is None:
            return DASH
        return tr("none") if value is None else step_name(run.scenario.step, value, tr)
    return DASH if value is None or row is None else measure.say(value, str(row["unit"]))


def _span(run: Ran, commodity: str, measure: _Measure, text: str, unit: str, tr: Speech) -> str:
    """Where nine of ten draws lie, for the numbers that are drawn."""
    key = measure.key
    found = run.drawn.ranges().get(commodity) if run.drawn is not None else None
    levels = found.get(key) if found is not None else None
    if levels is None or key == "first_short_step":
        return ""
    if key == "event_unserved_share":
        return span_text({name: 100 * value for name, value in levels.items()}, "%", text, tr)
    return span_text(levels, "" if key == "min_cover_days" else unit, text, tr, measure.beside or ())


def _differences(
    measure: _Measure, commodity: str, values: Sequence[Any], runs: Sequence[Ran], unit: str, tr: Speech
) -> list[str]:
    found = []
    for value, run in zip(values[1:], runs[1:], strict=True):
        if value is None or values[0] is None or measure.key == "first_short_step":
            found.append("")
            continue
        apart = value - values[0]
        if measure.key == "event_unserved_share":
            sign = "+" if apart > 0 else MINUS if apart < 0 else ""
            found.append(tr("{sign}{n} points").format(sign=sign, n=tr.grouped(abs(100 * apart), 1)))
            continue
        ends = _paired(runs[0], run, commodity) if measure.key == "unserved" else None
        if ends is None:
            found.append(_signed(measure, apart, unit, tr))
            continue
        said, low, high = _in_one_unit((apart, *ends), unit, measure.beside or ())
        found.append(said if low == high else f"{said} ({tr('{low} to {high}').format(low=low, high=high)})")
    return found


def _in_one_unit(values: Sequence[float], unit: str, beside: Sequence[float]) -> tuple[str, ...]:
    """Differences that are read beside each other and beside amounts, with their signs: all in kt where the largest
    is."""
    name, factor = scaled_unit((*values, *beside), unit)
    return tuple(
        f"{'+' if value > 0 else MINUS if value < 0 else ''}{number(abs(value) * factor)}{THIN}{name}"
        for value in values
    )


def _signed(measure: _Measure, value: float, unit: str, tr: Speech) -> str:
    if measure.beside is None:
        said = measure.say(abs(value), unit).lstrip(f"+{MINUS}")
        return said if not value else f"{'+' if value > 0 else MINUS}{said}"
    return f"{'+' if value > 0 else MINUS if value < 0 else ''}{amount(abs(value), unit, measure.beside)}"


def _paired(first: Ran, other: Ran, commodity: str) -> tuple[float, float] | None:
    """Where nine of ten differences lie, draw by draw with the same random numbers; None where nothing is drawn."""
    if first.drawn is None or other.drawn is None:
        return None
    a, b = first.drawn, other.drawn
    if len(a.unserved) != len(b.unserved) or not (a.simulates(commodity) and b.simulates(commodity)):
        return None
    import numpy as np

    apart = b.unserved[:, :, b.positions(commodity)].sum(axis=(1, 2))
    apart = apart - a.unserved[:, :, a.positions(commodity)].sum(axis=(1, 2))
    low, high = np.quantile(apart, (0.05, 0.95))
    return float(low), float(high)
