"""Notes of the flow diagram: what partner shares say of each commodity, gathered into few sentences."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from dependency_explorer.data.schema import NOT_STATED
from dependency_explorer.figures import words as wording
from dependency_explorer.figures.drafting import Draft

if TYPE_CHECKING:
    from dependency_explorer.analysis.partners import PartnerShares

_UNSTATED = "Partner not stated for "
_COMPUTED = "Computed or estimated: "
_OWN_SENTENCE = (_UNSTATED, _COMPUTED)


def flow_notes(draft: Draft, shares: Sequence[PartnerShares]) -> list[str]:
    """Sentences that hold for several commodities are said once, with the commodities named."""
    if len(shares) == 1:
        return list(shares[0].notes)
    who: dict[str, list[PartnerShares]] = {}
    for one in shares:
        for note in one.notes:
            if not note.startswith(_OWN_SENTENCE):
                who.setdefault(note, []).append(one)
    notes = [
        note
        if len(group) == len(shares)
        else f"{wording.capitalised(_labels(draft, group))}: {_lowered(note)}"
        for note, group in who.items()
    ]
    return [text for text in (_unstated(draft, shares), _computed(draft, shares)) if text] + notes


def _lowered(note: str) -> str:
    """The note after a colon: a word in lower case, a year as it is."""
    return note[0].lower() + note[1:] if note[1:2].islower() else note


def _labels(draft: Draft, group: Sequence[PartnerShares]) -> str:
    """ "imports of diesel and electricity, exports of coal"."""
    parts = []
    for side, pattern in (("imports", "imports of {goods}"), ("exports", "exports of {goods}")):
        goods = [draft.commodity(one.commodity) for one in group if one.side == side]
        if goods:
            parts.append(draft.words.say(pattern, goods=wording.listed(goods)))
    return ", ".join(parts)


def _heading(draft: Draft, group: Sequence[PartnerShares]) -> str:
    return wording.capitalised(_labels(draft, group))


def _unstated(draft: Draft, shares: Sequence[PartnerShares]) -> str:
    say = draft.words.say
    whole = [one for one in shares if one.rows and not one.named]
    partly = [one for one in shares if one.named and one.unstated_share > 0]
    text = ""
    if whole:
        text = say("Hatched: no partner is stated for {names}.", names=_labels(draft, whole))
    if partly:
        names = wording.listed(
            [f"{wording.percent(one.unstated_share)} of {_labels(draft, [one])}" for one in partly]
        )
        pattern = (
            "Nor for {names}, where named shares are lower bounds."
            if whole
            else "Hatched: no partner is stated for {names}, where named shares are lower bounds."
        )
        text = f"{text} {say(pattern, names=names)}".strip()
    return text


def _computed(draft: Draft, shares: Sequence[PartnerShares]) -> str:
    found = [one for one in shares if any(row.derived and row.partner != NOT_STATED for row in one.rows)]
    if not found:
        return ""
    return draft.words.say("Split computed or estimated: {names}.", names=_labels(draft, found))
