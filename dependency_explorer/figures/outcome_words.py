"""What a run came to, in words: four numbers, what was done, what differs."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from dependency_explorer.charts.ticks import THIN, number
from dependency_explorer.figures import words as wording
from dependency_explorer.figures.speech import ENGLISH, Speech
from dependency_explorer.figures.step_words import steps_text, timing_text
from dependency_explorer.figures.target_words import at_home_text
from dependency_explorer.figures.vocabulary import Vocabulary
from dependency_explorer.whatif.scenario import TO_THE_END, Disruption, Override, Scenario, step_starts

if TYPE_CHECKING:
    from dependency_explorer.whatif.exports import LostExports

MINUS = "\u2212"
EVEN_DRAWS = 0.05
"""From this share of draws without any shortage on, how many are short says more than when."""
VISIBLE_SHARE = 0.0005
"""Differences below this share of demand or trade do not show at the precision of the screen."""

MOST_LINES = 60
"""So many differences are told one by one; whoever cuts a thousand commodities exports the table."""


@dataclass(frozen=True, slots=True)
class TileText:
    """A number, what it is, whether it is bad news, and where nine of ten draws lie ("" without draws)."""

    value: str
    caption: str
    alarm: bool = False
    span: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a list: what, how much, and what it was in the preset ("" where it is the same)."""

    key: str
    what: str
    value: str
    was: str = ""


def amount(value: float | None, unit: str, beside: Sequence[float] = ()) -> str:
    """A quantity with its unit, scaled to be read: with what stands beside it in one unit."""
    return wording.amount(value, unit, beside) or "–"


def share_text(share: float, digits: int = 1, tr: Speech = ENGLISH) -> str:
    """A fraction as percent; small ones keep a digit, since “0 %” would hide a shortage."""
    if 0 < share < VISIBLE_SHARE:
        return f"<0.1{THIN}%"
    return f"{tr.grouped(share * 100, digits)}{THIN}%"


def sector_text(sector: str, tr: Speech = ENGLISH) -> str:
    """A sector in words."""
    return sector.replace("_", " ") if sector else tr("all users")


def step_name(step: str, number: int, tr: Speech = ENGLISH) -> str:
    """“week 9”."""
    names = {"day": tr("day {n}"), "week": tr("week {n}"), "month": tr("month {n}")}
    return names[step].format(n=number)


def span_text(
    levels: Mapping[str, float] | None,
    unit: str,
    said: str,
    tr: Speech = ENGLISH,
    beside: Sequence[float] = (),
) -> str:
    """“12–27”: where nine of ten draws lie, with the unit where it is not that of the number beside it. beside: other
    amounts that are told in one unit with it."""
    if levels is None:
        return ""
    ends = (levels["p5"], levels["p95"])
    if unit in ("%", ""):
        shown, digits = unit, 0 if ends[1] >= 20 else 1
        low, high = (tr.grouped(end, digits) for end in ends)
    else:
        shown, factor = wording.scaled_unit([ends[1], *beside], unit)
        low, high = (number(end * factor) for end in ends)
    both = low if low == high else f"{low}–{high}"
    return both if not shown or said.endswith(f"{THIN}{shown}") else f"{both}{THIN}{shown}"


def is_told(span: str, said: str) -> bool:
    """Whether a range is one number, and that of the text beside it: “312 kt” needs no 312 after it."""
    return re.search(rf"(?<![\d{THIN}.,]){re.escape(span)}([.,]\d+)?(?![\d.,]|{THIN}\d)", said) is not None


def with_ranges(
    texts: Sequence[TileText], ranges: Mapping[str, Any] | None, tr: Speech = ENGLISH
) -> tuple[TileText, ...]:
    """The four numbers of what is unmet, each with the range of the draws beside it."""
    if ranges is None:
        return tuple(texts)
    unmet, short, cover, amounts = texts
    share = ranges["event_unserved_share"]
    percents = {key: 100 * value for key, value in share.items()} if share else None
    never = 1.0 - ranges["short_share"]
    first = ranges["first_short_step"]
    rounded = {key: float(round(value)) for key, value in first.items()} if first else None
    when = span_text(rounded, "", short.value, tr)
    if rounded is not None and never >= EVEN_DRAWS:
        when = tr("short in {share} of draws").format(share=share_text(1.0 - never, 0, tr))
    days = ranges["min_cover_days"]
    return (
        replace(unmet, span=span_text(percents, "%", unmet.value, tr)),
        replace(short, span=when),
        replace(cover, span=span_text(days, "", cover.value, tr) if cover.value != "–" else ""),
        replace(
            amounts,
            span=span_text(ranges["unserved"], ranges["unit"].partition(" of ")[0], amounts.value, tr),
        ),
    )


def with_export_ranges(
    texts: Sequence[TileText], ranges: Mapping[str, Any] | None, tr: Speech = ENGLISH
) -> tuple[TileText, ...]:
    """The four numbers of what is not sold; the draws range over the amount."""
    if ranges is None:
        return tuple(texts)
    lost = span_text(ranges["lost_exports"], ranges["unit"], texts[3].value, tr)
    return (*texts[:3], replace(texts[3], span=lost))


def tiles(row: Mapping[str, Any] | None, scenario: Scenario, tr: Speech = ENGLISH) -> tuple[TileText, ...]:
    """The four numbers of one commodity's totals; a dash where the run does not know."""
    if row is None:
        dash = TileText("–", tr("no run yet"))
        return (dash, dash, dash, dash)
    over_event, over_run = row["event_unserved_share"], row["unserved_share"]
    if over_event is None:
        unmet = TileText("–", tr("unmet: no demand is known"))
    else:
        whole = share_text(over_run or 0.0, tr=tr)
        caption = tr("of demand unmet while it lasts; {share} over the run").format(share=whole)
        unmet = TileText(
            share_text(over_event, tr=tr), caption if over_event else tr("of demand unmet"), over_event > 0
        )
    first = row["first_short_step"]
    if first is None:
        none = {
            "day": tr("no day is short"),
            "week": tr("no week is short"),
            "month": tr("no month is short"),
        }
        short = TileText(tr("none"), none[scenario.step])
    else:
        day = step_starts(scenario.start, scenario.step, first)[first - 1]
        short = TileText(
            step_name(scenario.step, first, tr), tr("first shortage, {date}").format(date=tr.day(day)), True
        )
    cover = row["min_cover_days"]
    if cover is None:
        lowest = TileText("–", tr("lowest cover: no stock is known"))
    else:
        lowest = TileText(
            steps_text(round(cover, 0 if cover >= 10 else 1), "day", tr), tr("lowest cover by stocks")
        )
    return (unmet, short, lowest, _fourth(row, scenario, tr))


def export_tiles(
    lost: LostExports, row: Mapping[str, Any], scenario: Scenario, tr: Speech = ENGLISH
) -> tuple[TileText, ...]:
    """The four numbers of a commodity that is sold: what is lost, from when, what output is cut, how much."""
    whole = share_text(lost.share, tr=tr)
    share = TileText(
        share_text(lost.event_share, tr=tr),
        tr("of exports lost while it lasts; {share} over the run").format(share=whole),
        lost.event_share > 0,
    )
    first = TileText(tr("none"), tr("no exports are lost"))
    if lost.first_step is not None:
        day = step_starts(scenario.start, scenario.step, lost.first_step)[lost.first_step - 1]
        name = step_name(scenario.step, lost.first_step, tr)
        first = TileText(name, tr("first loss, {date}").format(date=tr.day(day)), True)
    span = steps_text(scenario.steps, scenario.step, tr)
    output = TileText(amount(lost.production_cut, lost.unit), tr("output cut for want of buyers"))
    revenue = row.get("export_revenue_change_usd")
    caption = tr("not sold over {span}").format(span=span)
    if revenue:
        caption += tr("; revenue {sum}").format(sum=money(revenue))
    return (share, first, output, TileText(amount(lost.amount, lost.unit), caption, lost.amount > 0))


def _fourth(row: Mapping[str, Any], scenario: Scenario, tr: Speech) -> TileText:
    """What is unmet in its unit; where all demand is met, what the seller loses."""
    span = steps_text(scenario.steps, scenario.step, tr)
    bill, revenue = row.get("import_cost_change_usd"), row.get("export_revenue_change_usd")
    cut = row.get("production_cut") or 0.0
    if not row["unserved"] and cut > 0:
        lost = tr("; export revenue {sum}").format(sum=money(revenue)) if revenue else ""
        return TileText(amount(cut, row["unit"]), tr("output cut over {span}").format(span=span) + lost, True)
    if not row["unserved"] and revenue:
        return TileText(money(revenue), tr("export revenue over {span}").format(span=span), revenue < 0)
    said, of = parted(row["unserved"], row["unit"])
    caption = tr("unmet over {span}").format(span=span)
    if of:
        caption = f"{of}, {caption}"
    if bill:
        caption += tr("; import bill {sum}").format(sum=money(bill))
    return TileText(said, caption, row["unserved"] > 0)


def parted(value: float, unit: str) -> tuple[str, str]:
    """A quantity for large letters, and what of its unit is better said beneath: “76.5 %”, “of a year's supply”."""
    if not unit.startswith("% of "):
        return amount(value, unit), ""
    return share_text(value / 100), unit.removeprefix("% ")


def money(value: float, beside: Sequence[float] = ()) -> str:
    """A change of money with its sign: +US$ 41 million."""
    return ("+" if value > 0 else MINUS) + amount(abs(value), "US$", beside)


def actions(
    scenario: Scenario, words: Vocabulary, unit_of: Mapping[str, str], tr: Speech = ENGLISH
) -> tuple[Line, ...]:
    """Every lever that is off its baseline position."""
    lines = [
        Line(f"disruption-{i}", target_text(d, words, tr), disruption_text(d, scenario, tr))
        for i, d in enumerate(scenario.disruptions)
    ]
    responses = scenario.responses
    if responses.draw_stocks is not None:
        days = steps_text(responses.draw_stocks, "day", tr)
        lines.append(Line("draw", tr("Draw stocks"), tr("down to {days}").format(days=days)))
        if responses.stretch is not None:
            end = tr("until the last disruption has passed")
            if responses.stretch != TO_THE_END:
                end = tr("to the end of {step}").format(
                    step=step_name(scenario.step, math.ceil(responses.stretch), tr)
                )
            lines.append(Line("stretch", tr("Stretch stocks"), end))
    if responses.replace:
        lines.append(Line("replace", tr("Buy elsewhere"), tr("spare of suppliers not hit")))
    for i, source in enumerate(responses.sources):
        said = amount(source.quantity_per_week, unit_of.get(source.commodity, ""))
        lines.append(
            Line(
                f"source-{i}",
                tr("{place} sells more {good}").format(
                    place=words.place(source.exporter), good=words.good(source.commodity).lower()
                ),
                tr("{amount} a week from {step}").format(
                    amount=said, step=step_name(scenario.step, source.start_step, tr)
                ),
            )
        )
    if responses.saving:
        lines.append(Line("saving", tr("Restrain demand"), f"{MINUS}{share_text(responses.saving, tr=tr)}"))
    for i, switch in enumerate(responses.switches):
        said = tr("{share} of what is short, after {weeks}").format(
            share=share_text(switch.share, tr=tr), weeks=steps_text(switch.lead_weeks, "week", tr)
        )
        names = words.good(switch.away_from), words.good(switch.to).lower()
        what = tr("Switch from {one} to {other}").format(one=names[0].lower(), other=names[1])
        lines.append(Line(f"switch-{i}", f"{what}, {sector_text(switch.sector, tr)}", said))
    if responses.price_response:
        lines.append(Line("price", tr("Demand follows prices"), tr("by its short-run elasticity")))
    if scenario.rationing != "proportional":
        rule = {"priority": tr("by priority"), "floors": tr("protected shares first")}[scenario.rationing]
        lines.append(Line("rationing", tr("Sharing out"), rule))
    lines += [
        Line(
            "/".join(o.path),
            assumption_text(o, words, tr),
            tr("no limit") if o.value is None else tr.grouped(o.value, 3),
        )
        for o in scenario.assumptions
    ]
    return tuple(lines)


def changed_from(lines: Sequence[Line], preset: Sequence[Line], tr: Speech = ENGLISH) -> tuple[Line, ...]:
    """The lines, each with what it was in the preset where it differs, and what the preset had besides."""
    before = {line.key: line for line in preset}
    after = {line.key for line in lines}
    marked = [
        line
        if (old := before.get(line.key)) and (old.what, old.value) == (line.what, line.value)
        else Line(line.key, line.what, line.value, _was(line, before.get(line.key), tr))
        for line in lines
    ]
    gone = [Line(old.key, old.what, tr("off"), old.value) for old in preset if old.key not in after]
    return (*marked, *gone)


def _was(line: Line, old: Line | None, tr: Speech) -> str:
    if old is None:
        return tr("not there")
    return old.value if old.what == line.what else f"{old.what} {old.value}"


def target_text(disruption: Disruption, words: Vocabulary, tr: Speech = ENGLISH) -> str:
    """“Russia → Mongolia · oil products”."""
    target = disruption.target
    if target.kind != "supply":
        return at_home_text(target, words, tr)
    if target.owned:
        way = tr("by its stake") if target.through == "offtake" else tr("where it controls")
        who = words.asset(target.asset) if target.asset else f"{target.holder}, {way}"
        good = words.good(target.commodity) if target.commodity else target.group.replace("_", " ")
        return " · ".join(part for part in (who, words.place(target.importer), good) if part)
    ends = f"{words.place(target.exporter) or tr('any')} → {words.place(target.importer) or tr('any')}"
    good = words.good(target.commodity) if target.commodity else target.group.replace("_", " ")
    route = dict(words.routes).get(target.route, target.route)
    return " · ".join(part for part in (ends, good, route) if part)


def disruption_text(disruption: Disruption, scenario: Scenario, tr: Speech = ENGLISH) -> str:
    """“−50 %, from 2 Jan 2024 · 8 weeks · recovers over 4”."""
    sign = {"supply": MINUS, "demand": "+", "stock": ""}[disruption.target.kind]
    return f"{sign}{share_text(disruption.depth, tr=tr)}, {timing_text(disruption, scenario, tr)}"


def assumption_text(override: Override, words: Vocabulary, tr: Speech = ENGLISH) -> str:
    """“Spare: China”."""
    names = {
        "spare": tr("Spare"),
        "demand_level": tr("Demand in an event, of the baseline’s"),
        "lead_weeks": tr("Lead time, weeks"),
        "ramp_weeks": tr("Ramp, weeks"),
        "days_of_cover": tr("Assumed days of cover"),
        "max_draw": tr("Largest draw a week"),
        "max_fill": tr("Largest fill a week"),
        "storage_capacity": tr("Storage capacity"),
        "route_capacity": tr("Route capacity"),
        "priority": tr("Priority"),
        "protected_share": tr("Protected share"),
        "elasticity": tr("Demand elasticity"),
        "value_of_lost_load": tr("Value of lost load"),
        "gdp": tr("Gross domestic product"),
        "cost_share": tr("Cost share in output"),
        "substitution": tr("Elasticity of substitution"),
        "switch_share": tr("Share switched"),
        "switch_lead_weeks": tr("Lead time of the switch, weeks"),
        "switch_ramp_weeks": tr("Ramp of the switch, weeks"),
    }
    key, *rest = override.path
    known = [
        tr("all") if part == "*" else words.places.get(part, words.goods.get(part, part)) for part in rest
    ]
    return f"{names.get(key, key)}: {', '.join(known)}"


def differences(
    totals: Sequence[Mapping[str, Any]], words: Vocabulary, tr: Speech = ENGLISH
) -> tuple[tuple[Line, ...], int]:
    """Numbers that differ from the baseline, largest share first, at most MOST_LINES; and how many are not told,
    being too small or beyond these."""
    amounts = (
        ("unserved", tr("{good}: unmet")),
        ("production_cut", tr("{good}: output cut")),
        ("diverted", tr("{good}: sold to others")),
        ("stockpiled", tr("{good}: put into store")),
    )
    sums = (
        ("import_cost_change_usd", tr("{good}: import bill")),
        ("export_revenue_change_usd", tr("{good}: export revenue")),
    )
    found: list[tuple[float, str, str, Mapping[str, Any]]] = []
    hidden = 0
    for row in totals:
        if row.get("parts"):
            continue  # its parts are listed themselves
        scale = max(row["demand"] or 0.0, row.get("exports") or 0.0, row.get("production_cut") or 0.0)
        for key, what in amounts:
            value = row.get(key) or 0.0
            if value <= 0:
                continue
            share = value / scale if scale > 0 else math.inf
            if share < VISIBLE_SHARE:
                hidden += 1
                continue
            found.append((share, key, what, row))
        found += [(0.0, key, what, row) for key, what in sums if row.get(key)]
    found.sort(key=_by_share, reverse=True)
    lines = []
    for _, key, what, row in found[:MOST_LINES]:
        if key.endswith("_usd"):
            said = money(row[key])
        else:
            said = amount(row[key], row["unit"])
            if key == "unserved" and row["unserved_share"] is not None:
                said = tr("{amount}, {share} of demand").format(
                    amount=said, share=share_text(row["unserved_share"], tr=tr)
                )
        lines.append(Line(key, what.format(good=words.good(row["commodity"])), said))
    return tuple(lines), hidden + max(len(found) - MOST_LINES, 0)


def _by_share(one: tuple[float, str, str, Mapping[str, Any]]) -> float:
    return one[0]
