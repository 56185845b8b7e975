"""Splitting a total over partners by published shares, where no flow names a partner."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from dependency_explorer.analysis.balance import balance, items
from dependency_explorer.data.schema import NOT_STATED, SET_ASIDE
from dependency_explorer.whatif.network import SuppliedCommodity, SupplyLink
from dependency_explorer.whatif.wording import in_sentence

if TYPE_CHECKING:
    from dependency_explorer.data.dataset import Dataset


def split_by_partner(
    dataset: Dataset,
    focus: str,
    period: str,
    made: SuppliedCommodity,
    traded: Mapping[str, Sequence[SupplyLink]],
) -> list[SupplyLink]:
    """The links of a commodity; where no partner is named on a side, it is split by published shares.

    Its own shares are taken first (balances rows import_share:PLACE, export_share:PLACE), else those of its
    nearest total. traded: the links of every commodity before any split.
    """
    own = traded[made.id]
    result: list[SupplyLink] = []
    for outward in (False, True):
        side = [link for link in own if (link.exporter == focus) == outward]
        partners = {link.importer if outward else link.exporter for link in side}
        if not side or partners != {NOT_STATED}:
            result += side
            continue
        shares, note = _shares(dataset, focus, period, made, outward, traded)
        for link in side:
            left = 1.0
            for partner, share in shares.items():
                ends = (focus, partner) if outward else (partner, focus)
                result.append(
                    replace(
                        link,
                        exporter=ends[0],
                        importer=ends[1],
                        quantity=link.quantity * share,
                        derived=True,
                        note=note,
                    )
                )
                left -= share
            if left > 1e-9 or not shares:
                result.append(replace(link, quantity=link.quantity * left) if shares else link)
    return result


def _shares(
    dataset: Dataset,
    focus: str,
    period: str,
    made: SuppliedCommodity,
    outward: bool,
    traded: Mapping[str, Sequence[SupplyLink]],
) -> tuple[dict[str, float], str]:
    """Shares of named partners, from a published share row or the flows of a total, and a note on them."""
    prefix = "export_share:" if outward else "import_share:"
    for name in (made.id, *made.ancestors):
        wider = name != made.id
        whole_name = in_sentence(dataset.commodity_name(name))
        label = f"all-products share applied: that of {whole_name}" if wider else ""
        if wider and name in traded:
            flows = [link for link in traded[name] if (link.exporter == focus) == outward]
            whole = sum(link.quantity for link in flows)
            named: dict[str, float] = {}
            for link in flows:
                partner = link.importer if outward else link.exporter
                if partner != NOT_STATED and whole > 0:
                    named[partner] = named.get(partner, 0.0) + link.quantity / whole
            if named:
                return named, label
        published: dict[str, float] = {}
        for item in items(dataset, focus, name):
            figure = balance(dataset, focus, name, item, period) if item.startswith(prefix) else None
            if figure is not None and figure.quality not in SET_ASIDE and figure.unit in ("%", "1", ""):
                value = figure.value / 100.0 if figure.unit == "%" else figure.value
                if 0 < value <= 1:
                    published[item.removeprefix(prefix)] = value
        if published and sum(published.values()) <= 1.0 + 1e-9:
            return published, label or "published share applied to the total over partners"
    return {}, ""
