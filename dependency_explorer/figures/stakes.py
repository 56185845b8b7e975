"""Who holds what: published stakes in the place's assets at a date."""

from __future__ import annotations

import calendar
import re
from typing import TYPE_CHECKING

from dependency_explorer.charts.stakes import StakeAsset, StakePart, StakesData
from dependency_explorer.figures import words as wording
from dependency_explorer.figures.drafting import Draft
from dependency_explorer.figures.figure import Figure
from dependency_explorer.figures.words import Words

if TYPE_CHECKING:
    from dependency_explorer.analysis.ownership import StakeRow
    from dependency_explorer.analysis.question import Question
    from dependency_explorer.data.dataset import Dataset

_MAJORITY = 50.0
_AFTER_ALL = "9999-12-31"
"""The day at which stakes without any date are read: whatever has not ended holds."""
FEWEST_ASSETS = 3
"""Fewer assets of a commodity than this are no picture of who owns what."""


def stakes_figure(
    dataset: Dataset, question: Question, date: str | None = None, words: Words | None = None
) -> Figure:
    """Stakes at `date`, or at the end of the question's period where none is given."""
    from dependency_explorer.analysis.views import stakes_at

    draft = Draft(dataset, question, words or Words())
    day = date or end_of(question.last or question.first)
    if not day:
        day = _latest(dataset)
    every = stakes_at(dataset, day or _AFTER_ALL)
    local = _of_place(dataset, question.place, every)
    rows, note = _of_commodities(draft, local)
    if not rows:
        return _empty(draft, day)
    assets = _assets(draft, rows)
    incomplete = sum(1 for asset in assets if not _complete(rows, asset.id))
    notes = [note]
    if not day:
        notes.append(draft.words.say("The data do not say since when these stakes are held."))
    if incomplete:
        notes.append(
            draft.words.say(
                "Hatched: holders not stated, in {count} of {all} assets.",
                count=str(incomplete), all=str(len(assets)),
            )
        )  # fmt: skip
    disputed = [row.asset_name for row in rows if row.status == "disputed"]
    if disputed:
        notes.append(
            draft.words.say(
                "Disputed stakes in {names}.", names=wording.listed(list(dict.fromkeys(disputed)), 4)
            )
        )
    elsewhere = len({row.asset for row in every}) - len(assets)
    return draft.figure(
        "stakes",
        _title(draft, rows, day),
        (
            draft.words.say("share of each asset by holder, %; colour is the holder’s country"),
            draft.place,
            draft.words.say("as of {date}", date=wording.date_text(day)) if day else "",
        ),
        StakesData(assets, day, home=question.place),
        (draft.place_slug(), "owners", day),
        sources=[row.source for row in rows],
        notes=notes,
        excluded=draft.words.say(
            "Leaves out {count} with stakes elsewhere or in other commodities.",
            count=wording.counted(elsewhere, "asset"),
        )
        if elsewhere > 0
        else "",
    )


def end_of(period: str) -> str:
    """The last day of a year, quarter or month; a date stays as it is; "" for none."""
    if re.fullmatch(r"\d{4}", period):
        return f"{period}-12-31"
    quarter = re.fullmatch(r"(\d{4})-Q([1-4])", period)
    month = re.fullmatch(r"(\d{4})-(\d\d)", period)
    if quarter is None and month is None:
        return period
    year, number = (
        (int(quarter.group(1)), 3 * int(quarter.group(2))) if quarter else (int(period[:4]), int(period[5:]))
    )
    return f"{year:04}-{number:02}-{calendar.monthrange(year, number)[1]:02}"


def _latest(dataset: Dataset) -> str:
    """The last day on which a stake began: the present, as far as the data know."""
    began = [str(day) for day in dataset.tables["stakes"]["from"].tolist() if day]
    return end_of(max(began)) if began else ""


def _of_place(dataset: Dataset, place: str, rows: tuple[StakeRow, ...]) -> tuple[StakeRow, ...]:
    """Stakes in assets within the place, and in the companies that hold those."""
    table = dataset.tables["assets"]
    where = dict(zip(table["id"].astype(str), table["place"].astype(str), strict=True))
    inside = {asset for asset, of in where.items() if _within(dataset, of, place)}
    wanted = {row.asset for row in rows if row.asset in inside}
    grown = True
    while grown:
        holders = {row.holder for row in rows if row.asset in wanted}
        more = {row.asset for row in rows if row.asset in holders and row.asset not in wanted | set(where)}
        grown = bool(more)
        wanted |= more
    return tuple(row for row in rows if row.asset in wanted)


def _within(dataset: Dataset, code: str, place: str) -> bool:
    seen: set[str] = set()
    while code and code not in seen:
        if code == place:
            return True
        seen.add(code)
        code = dataset.place_parent(code)
    return False


def _of_commodities(draft: Draft, rows: tuple[StakeRow, ...]) -> tuple[tuple[StakeRow, ...], str]:
    """Stakes in the chosen commodities; all of them, with a note, where these are too few to compare."""
    from dependency_explorer.analysis.commodities import ancestors, descendants

    chosen = draft.question.commodities
    if not chosen or not rows:
        return rows, ""
    related = {
        name
        for one in chosen
        for name in (one, *ancestors(draft.dataset, one), *descendants(draft.dataset, one))
    }
    own = {row.asset for row in rows if row.commodity in related}
    if len(own) >= FEWEST_ASSETS:
        holders = {row.holder for row in rows if row.asset in own}
        return tuple(row for row in rows if row.asset in own or row.asset in holders), ""
    few = wording.counted(len(own), "asset") if own else "no assets"
    return rows, draft.words.say(
        "All assets are shown: stakes are loaded for {few} of {goods}.",
        few=few,
        goods=draft.commodities(chosen),
    )


def _complete(rows: tuple[StakeRow, ...], asset: str) -> bool:
    return all(row.complete for row in rows if row.asset == asset)


def _assets(draft: Draft, rows: tuple[StakeRow, ...]) -> tuple[StakeAsset, ...]:
    by_asset: dict[str, list[StakeRow]] = {}
    names = _holder_names(draft.dataset)
    for row in rows:
        by_asset.setdefault(row.asset, []).append(row)
    return tuple(
        StakeAsset(
            id=asset,
            name=own[0].asset_name,
            commodity_name=wording.capitalised(draft.commodity(own[0].commodity)) if own[0].commodity else "",
            parts=tuple(
                StakePart(
                    holder=names.get(row.holder, row.holder),
                    country=row.holder_country,
                    country_name=draft.dataset.place_name(row.holder_country) if row.holder_country else "",
                    share=row.share_pct / 100,
                    status=row.status,
                    note=row.note,
                )
                for row in own
            ),
        )
        for asset, own in sorted(by_asset.items(), key=lambda item: _order(draft.question.place, item[1]))
    )


def _holder_names(dataset: Dataset) -> dict[str, str]:
    """Names of the holders that are themselves held: stakes name those by their id."""
    table = dataset.tables["assets"]
    return {
        code: name for code, name in zip(table["id"].tolist(), table["name"].tolist(), strict=True) if name
    }


def _order(place: str, rows: list[StakeRow]) -> tuple[float, str]:
    """Assets with the largest part held from abroad first: a chart with little room shows those."""
    abroad = sum(row.share_pct for row in rows if row.holder_country not in ("", place))
    return -abroad, rows[0].asset_name


def _title(draft: Draft, rows: tuple[StakeRow, ...], day: str) -> str:
    say = draft.words.say
    when = say(" on {date}", date=wording.date_text(day)) if day else ""
    assets = list(dict.fromkeys(row.asset for row in rows))
    if len(assets) == 1:
        top = rows[0]
        return say(
            "{holder} held {share} of {asset}{when}",
            holder=_holder_names(draft.dataset).get(top.holder, top.holder),
            share=wording.percent(top.share_pct / 100, 0 if float(top.share_pct).is_integer() else 1),
            asset=top.asset_name, when=when,
        )  # fmt: skip
    majority = sum(1 for asset in assets if _majority(rows, asset, draft.question.place))
    if majority:
        return say(
            "holders from {place} had the majority in {count} of {all} assets{when}",
            place=draft.place, count=str(majority), all=str(len(assets)), when=when,
        )  # fmt: skip
    return say("who held {whose} assets{when}", whose=wording.possessive(draft.place), when=when)


def _majority(rows: tuple[StakeRow, ...], asset: str, place: str) -> bool:
    held = sum(row.share_pct for row in rows if row.asset == asset and row.holder_country == place)
    return held > _MAJORITY


def _empty(draft: Draft, day: str) -> Figure:
    if len(draft.dataset.tables["stakes"]) == 0:
        reason = draft.words.say("This dataset has no table of stakes: ownership cannot be shown.")
    elif not any(
        _within(draft.dataset, str(of), draft.question.place)
        for of in draft.dataset.tables["assets"]["place"]
    ):
        reason = draft.words.say(
            "No assets in {place} are loaded for any date: choose another place.", place=draft.place
        )
    else:
        reason = draft.words.say(
            "No stakes in assets of {place} are loaded for {date}: choose another date or place.",
            place=draft.place,
            date=wording.date_text(day) or draft.words.say("any date"),
        )
    return draft.figure(
        "stakes",
        draft.words.say("who holds {whose} assets", whose=wording.possessive(draft.place)),
        (draft.place, draft.words.say("as of {date}", date=wording.date_text(day)) if day else ""),
        StakesData((), day, reason),
        (draft.place_slug(), "owners", day),
    )
