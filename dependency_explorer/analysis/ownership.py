"""Who owns what at a date: stakes as published, and attributable shares through chains of holders."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from dependency_explorer.analysis.memory import remembered
from dependency_explorer.analysis.periods import first_day
from dependency_explorer.data.schema import NOT_STATED

if TYPE_CHECKING:
    from dependency_explorer.data.dataset import Dataset

Basis = Literal["equity", "control"]

PLANNED = "planned"
CONTROL_SHARE = 50.0
"""A holder with at least this percentage controls, if it is the only one."""

HOLDER_NOT_STATED = "Holder not stated"

_WHOLE = 100.0
_ROUNDING = 0.5
"""Published percentages that miss 100 by less than this are complete."""

_NEGLIGIBLE = 1e-9
_MOST_CHAINS = 100_000


@dataclass(frozen=True, slots=True)
class StakeRow:
    """One holder's published share of an asset (or of a holder that is itself held) at a date, in percent.

    complete: the asset's shares at that date add up to 100 % within rounding.
    """

    asset: str
    asset_name: str
    commodity: str
    holder: str
    holder_country: str
    share_pct: float
    status: str
    source: str
    note: str
    complete: bool
    row: int = 0


@dataclass(frozen=True, slots=True)
class AttributedShare:
    """A last holder's share of an asset, in percent. chain: the holders passed through, nearest the asset
    first. Holder "Holder not stated" (country XNS) has what no published stake covers.
    """

    asset: str
    asset_name: str
    commodity: str
    holder: str
    holder_country: str
    share_pct: float
    basis: Basis
    date: str
    chain: tuple[str, ...]
    disputed: bool
    sources: tuple[str, ...]
    source_rows: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Attribution:
    """Attributed shares, and sentences on what was met on the way: loops, stakes above 100 %."""

    rows: tuple[AttributedShare, ...]
    messages: tuple[str, ...]


@remembered
def stakes_at(dataset: Dataset, date: str, include_planned: bool = False) -> tuple[StakeRow, ...]:
    """The stakes that hold at a date (YYYY, YYYY-MM or YYYY-MM-DD: its first day), largest first
    within an asset.

    A share holds from `from` until the day before `to`; an empty bound is open. Planned stakes count only
    when asked for, and then stand in place of the asset's other stakes. Disputed ones count, marked by
    status.
    """
    day = first_day(date)
    table = dataset.tables["stakes"]
    assets = {
        name: (title, commodity)
        for name, title, commodity in zip(
            *(dataset.tables["assets"][c].tolist() for c in ("id", "name", "commodity")), strict=True
        )
    }
    columns = (
        "asset_id",
        "holder",
        "holder_country",
        "share_pct",
        "from",
        "to",
        "status",
        "source_id",
        "note",
    )
    held: dict[str, list[StakeRow]] = {}
    for asset, holder, country, share, since, until, status, source, note, row in zip(
        *(table[name].tolist() for name in (*columns, "row")), strict=True
    ):
        begun = not since or first_day(since) <= day
        over = bool(until) and first_day(until) <= day
        if share != share or share < 0 or not begun or over or (status == PLANNED and not include_planned):
            continue
        title, commodity = assets.get(asset, (asset, ""))
        held.setdefault(asset, []).append(
            StakeRow(
                asset,
                title or asset,
                commodity,
                holder,
                country,
                float(share),
                status,
                source,
                note,
                False,
                int(row),
            )
        )
    found: list[StakeRow] = []
    for asset in sorted(held, key=lambda name: (held[name][0].asset_name, name)):
        own = [stake for stake in held[asset] if stake.status == PLANNED] or held[asset]
        complete = abs(sum(stake.share_pct for stake in own) - _WHOLE) <= _ROUNDING
        own.sort(key=lambda stake: (-stake.share_pct, stake.holder, stake.row))
        found += [_completed(stake, complete) for stake in own]
    return tuple(found)


def _completed(stake: StakeRow, complete: bool) -> StakeRow:
    values = {name: getattr(stake, name) for name in StakeRow.__slots__}
    return StakeRow(**{**values, "complete": complete})


@remembered
def attributable(
    dataset: Dataset, date: str, basis: Basis = "equity", include_planned: bool = False
) -> Attribution:
    """Shares of the last holders in each asset at a date, through holders that are themselves held.

    equity: shares along a chain are multiplied. control: a holder that alone has at least 50 % of a company
    stands for the company's whole stake; a company that nobody so controls stands for itself. Shares of an
    asset add up to 100 %: what no stake covers is the intermediate holder's own, or "Holder not stated".
    A chain that comes back to a holder it has passed ends there; a message names the loop.
    """
    stakes = stakes_at(dataset, date, include_planned)
    by_asset: dict[str, list[StakeRow]] = {}
    for stake in stakes:
        by_asset.setdefault(stake.asset, []).append(stake)
    known_assets = set(dataset.tables["assets"]["id"].tolist())
    holders = {stake.holder for stake in stakes}
    walk = _Walk(by_asset, basis, first_day(date))
    rows: list[AttributedShare] = []
    for asset in by_asset:
        if asset in known_assets or asset not in holders:
            rows += walk.asset(asset)
    return Attribution(tuple(rows), tuple(dict.fromkeys(walk.messages)))


@dataclass(frozen=True, slots=True)
class _Step:
    """Where a chain has come to: the holder, its share of the asset, and the stakes passed."""

    stake: StakeRow
    share: float
    passed: tuple[StakeRow, ...]


class _Walk:
    """Follows chains of holders upwards, one asset after the other."""

    def __init__(self, by_asset: Mapping[str, list[StakeRow]], basis: Basis, date: str) -> None:
        self._by_asset = by_asset
        self._folded = {name.casefold().strip(): name for name in by_asset}
        self._basis = basis
        self._date = date
        self.messages: list[str] = []

    def asset(self, asset: str) -> list[AttributedShare]:
        """All attributed shares of one asset, largest first."""
        own = self._by_asset[asset]
        total = self._total(own)
        waiting = [_Step(stake, stake.share_pct, ()) for stake in reversed(own)]
        ends: dict[tuple[str, tuple[str, ...]], list[tuple[_Step, float]]] = {}
        chains = 0
        while waiting:
            step = waiting.pop()
            chains += 1
            if chains > _MOST_CHAINS:
                self.messages.append(
                    f"{own[0].asset_name} has over {_MOST_CHAINS} chains of holders; the rest is left out."
                )
                self._end(ends, step, step.share)
                continue
            onward, kept = self._onward(asset, step)
            if kept > _NEGLIGIBLE:
                self._end(ends, step, kept)
            waiting += onward
        rows = [self._row(parts) for parts in ends.values()]
        if total < _WHOLE - _ROUNDING:
            rows.append(self._remainder(own[0], _WHOLE - total))
        return sorted(rows, key=lambda row: (row.holder_country == NOT_STATED, -row.share_pct, row.holder))

    def _total(self, stakes: list[StakeRow]) -> float:
        """What the stakes of an asset or company add up to; a message where that is more than the whole."""
        total = sum(stake.share_pct for stake in stakes)
        if total > _WHOLE + _ROUNDING:
            self.messages.append(
                f"Stakes of {stakes[0].asset_name} add up to {total:g} % at {self._date}; shown as published."
            )
        return total

    def _onward(self, asset: str, step: _Step) -> tuple[list[_Step], float]:
        """The next steps of a chain and the share that stays with the holder it has come to."""
        holder = step.stake.holder
        company = holder if holder in self._by_asset else self._folded.get(holder.casefold().strip(), "")
        if not company:
            return [], step.share
        passed = [asset, *(stake.holder for stake in step.passed), holder]
        owners = self._by_asset[company]
        self._total(owners)
        if self._basis == "control":
            controlling = [stake for stake in owners if stake.share_pct >= CONTROL_SHARE]
            if len(controlling) != 1:
                return [], step.share
            owners, parts = controlling, [step.share]
        else:
            parts = [step.share * stake.share_pct / _WHOLE for stake in owners]
        onward: list[_Step] = []
        followed = 0.0
        for stake, part in zip(owners, parts, strict=True):
            if (
                stake.holder in passed
                or self._folded.get(stake.holder.casefold().strip(), stake.holder) == asset
            ):
                loop = [*passed[passed.index(stake.holder) if stake.holder in passed else 0 :], stake.holder]
                self.messages.append(
                    f"{' is held by '.join(loop)}: ownership runs in a loop at {self._date}; "
                    f"the {part:.4g} % of {self._by_asset[asset][0].asset_name} that goes round is left "
                    f"with {holder}."
                )
                continue
            if part <= _NEGLIGIBLE:
                continue
            onward.append(_Step(stake, part, (*step.passed, step.stake)))
            followed += part
        return onward, step.share - followed

    @staticmethod
    def _end(
        ends: dict[tuple[str, tuple[str, ...]], list[tuple[_Step, float]]], step: _Step, share: float
    ) -> None:
        chain = tuple(stake.holder for stake in step.passed)
        ends.setdefault((step.stake.holder, chain), []).append((step, share))

    def _row(self, parts: list[tuple[_Step, float]]) -> AttributedShare:
        """Several stakes of one holder by one chain are one share."""
        step = parts[0][0]
        every = [stake for part, _ in parts for stake in (*part.passed, part.stake)]
        start = every[0]
        return AttributedShare(
            asset=start.asset,
            asset_name=start.asset_name,
            commodity=start.commodity,
            holder=step.stake.holder,
            holder_country=step.stake.holder_country,
            share_pct=sum(share for _, share in parts),
            basis=self._basis,
            date=self._date,
            chain=tuple(stake.holder for stake in step.passed),
            disputed=any(stake.status == "disputed" for stake in every),
            sources=tuple(sorted({stake.source for stake in every} - {""})),
            source_rows=tuple(sorted({stake.row for stake in every})),
        )

    def _remainder(self, stake: StakeRow, share: float) -> AttributedShare:
        return AttributedShare(
            asset=stake.asset,
            asset_name=stake.asset_name,
            commodity=stake.commodity,
            holder=HOLDER_NOT_STATED,
            holder_country=NOT_STATED,
            share_pct=share,
            basis=self._basis,
            date=self._date,
            chain=(),
            disputed=False,
            sources=(),
            source_rows=(),
        )


def by_country(attribution: Attribution) -> dict[str, dict[str, float]]:
    """Percent of each asset by country of the last holder; "" where a holder's country is not known."""
    shares: dict[str, dict[str, float]] = {}
    for row in attribution.rows:
        own = shares.setdefault(row.asset, {})
        own[row.holder_country] = own.get(row.holder_country, 0.0) + row.share_pct
    return shares
