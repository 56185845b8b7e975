"""What a disruption is on, in words: supply from somebody, demand at home, stock at home."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dependency_explorer.figures.speech import ENGLISH, Speech
from dependency_explorer.whatif.wording import in_sentence

if TYPE_CHECKING:
    from dependency_explorer.figures.vocabulary import Vocabulary
    from dependency_explorer.whatif.scenario import Kind, Target


def kinds_at_home(tr: Speech = ENGLISH) -> tuple[tuple[Kind, str], ...]:
    """The kinds of event at home as a menu lists them."""
    return (("demand", tr("demand at home")), ("stock", tr("stock at home")))


def source_words(target: Target, words: Vocabulary, tr: Speech = ENGLISH) -> tuple[str, str]:
    """What falls or rises, as the key and the words of the first chip."""
    if target.kind != "supply":
        return f"kind:{target.kind}", tr("Demand") if target.kind == "demand" else tr("Stock")
    if target.asset:
        return f"asset:{target.asset}", words.asset(target.asset)
    if target.holder:
        return f"holder:{target.holder}", target.holder
    return target.exporter, words.place(target.exporter) if target.exporter else tr("any supplier")


def joining_words(target: Target, tr: Speech = ENGLISH) -> tuple[str, str]:
    """The words before and after the commodity: “Demand for diesel of households rises”."""
    if target.kind == "stock":
        return tr("of"), tr("barred")
    if target.kind == "supply":
        return "", ""
    who = ", ".join(sector.replace("_", " ") for sector in target.sectors)
    return tr("for"), tr("of {sectors} rises").format(sectors=who) if who else tr("rises")


def depth_words(target: Target, tr: Speech = ENGLISH) -> str:
    """The name of the lever that sets the depth."""
    return {
        "supply": tr("Supply falls by"),
        "demand": tr("Demand rises by"),
        "stock": tr("Part of the stock barred"),
    }[target.kind]


def at_home_text(target: Target, words: Vocabulary, tr: Speech = ENGLISH) -> str:
    """“Demand for diesel rises”, of an event on demand or stock."""
    good = words.good(target.commodity) if target.commodity else target.group.replace("_", " ")
    before, after = joining_words(target, tr)
    return " ".join(
        (
            source_words(target, words, tr)[1],
            before,
            in_sentence(good.strip()) if good else tr("everything"),
            after,
        )
    )
