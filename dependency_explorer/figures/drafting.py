"""What every figure says in the same way: place, commodity, period, measure, sources, file name, citation."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from dependency_explorer import __version__
from dependency_explorer.analysis.memory import remembered
from dependency_explorer.charts.registry import CHARTS
from dependency_explorer.figures import words as wording
from dependency_explorer.figures.figure import NOT_A_FORECAST, ChartData, Figure
from dependency_explorer.figures.words import Words
from dependency_explorer.whatif.wording import readable

if TYPE_CHECKING:
    from dependency_explorer.analysis.partners import PartnerShares
    from dependency_explorer.analysis.question import Question
    from dependency_explorer.data.dataset import Dataset

MOST_SOURCES = 4
"""How many sources the source line names before it counts the rest."""

CLAIM = 0.25
"""A leading share below this makes no "supplied" title: then the point is that nobody dominates."""


_ALL = 1 - 1e-9
UNSTATED = 0.005
"""From here on an unstated part shows in a percentage, and a named share is "at least"."""
_SMALL_REST = 0.05
"""With more than this unstated, nobody can say that no partner dominates."""
_NO_TOTAL = "No published total"
"""How analysis begins the note on shares of named partners alone."""


@dataclass(frozen=True, slots=True)
class Draft:
    """The wording of one figure in the making."""

    dataset: Dataset
    question: Question
    words: Words = field(default_factory=Words)

    @property
    def place(self) -> str:
        """Name of the focus place; where the data know none, as a damaged table leaves it, what stands for it."""
        place = self.question.place
        return self.dataset.place_name(place) if place else self.words.say("this dataset")

    @property
    def supplying(self) -> bool:
        """Whether partners are suppliers."""
        return self.question.side == "imports"

    def commodity(self, commodity: str) -> str:
        """A commodity's name within a sentence."""
        return wording.in_sentence(self.dataset.commodity_name(commodity))

    def commodities(self, commodities: Sequence[str], most: int = 3) -> str:
        """Commodity names within a sentence, joined."""
        return wording.listed([self.commodity(commodity) for commodity in commodities], most)

    def period(self, periods: Sequence[str] = ()) -> str:
        """The period of the question, or the first and last of `periods` where it leaves a bound open."""
        first = self.question.first or (periods[0] if periods else "")
        last = self.question.last or (periods[-1] if periods else "")
        return wording.period_text(first, last)

    def trade_of(self, shares: PartnerShares, recorded: bool = False) -> str:
        """ "Mongolia’s imports of electricity"; "Mongolia’s petroleum products" where it makes none."""
        parts = {"whose": wording.possessive(self.place), "goods": self.commodity(shares.commodity)}
        if shares.side == "imports" and not recorded and self.makes_none(shares.commodity, shares.periods):
            # Only then is a share of imports a share of all there is.
            return self.words.say("{whose} {goods}", **parts)
        traded = "recorded {traded}" if recorded else "{traded}"
        parts["traded"] = self.words.say(traded, traded=self.words.say(shares.side))
        return self.words.say("{whose} {traded} of {goods}", **parts)

    def makes_none(self, commodity: str, periods: Sequence[str]) -> bool:
        """Whether the data say that the place makes none of a commodity in any of the periods."""
        from dependency_explorer.analysis.balance import balance

        rows = [balance(self.dataset, self.question.place, commodity, "production", one) for one in periods]
        return bool(rows) and all(row is not None and row.value == 0 for row in rows)

    def in_period(self, periods: Sequence[str] = ()) -> str:
        """ " in 2023", "" where no period is known."""
        text = self.period(periods)
        return self.words.say(" in {period}", period=text) if text else ""

    def measured(self, measure: str) -> str:
        """What is counted: "quantity", "value", "energy"."""
        return self.words.say(measure)

    def figure(
        self,
        name: str,
        title: str,
        subtitle: Sequence[str],
        data: ChartData,
        file_name: Sequence[str],
        *,
        sources: Iterable[str] = (),
        notes: Iterable[str] = (),
        excluded: str = "",
        outcome: bool = False,
        more_sources: Iterable[str] = (),
        assumptions: tuple[str, ...] = (),
    ) -> Figure:
        """Put a figure together. sources: ids in the order of weight; more_sources: texts beside them."""
        ids = tuple(dict.fromkeys(source for source in sources if source))
        extra = tuple(dict.fromkeys(text for text in more_sources if text))
        title = wording.capitalised(title)
        alt = " ".join(text for text in (_ended(title), CHARTS[name].describe(data)) if text)
        dataset = self.dataset
        urls = addresses(dataset)
        full = (*(f"{dataset.source_label(one)} {urls.get(one, '')}".strip() for one in ids), *extra)
        short = tuple(dict.fromkeys((*(dataset.source_short(source) for source in ids), *extra)))
        return Figure(
            name=name,
            title=title,
            subtitle=wording.capitalised(" · ".join(part for part in subtitle if part)),
            source_line=self.source_line(short),
            notes=tuple(dict.fromkeys(tidied(note, dataset) for note in notes if note)),
            excluded=tidied(excluded, dataset),
            data=data,
            alt_text=alt,
            file_name=wording.slug(*file_name),
            statement=self.words.say(NOT_A_FORECAST) if outcome else "",
            sources=full,
            citation=(
                f"{_ended(title)} Figure made with Dependency Explorer {__version__} from the dataset "
                f"“{dataset.title}” (checksum {dataset.fingerprint[:12]})."
            ),
            assumptions=assumptions,
        )

    def source_line(self, short: Sequence[str]) -> str:
        """ "Source: A (2025); B (2024); and 3 more", "" without sources."""
        if not short:
            return ""
        shown = list(short[:MOST_SOURCES]) if len(short) > MOST_SOURCES + 1 else list(short)
        if len(shown) < len(short):
            shown.append(self.words.say("and {count} more", count=str(len(short) - len(shown))))
        head = self.words.say("Source" if len(short) == 1 else "Sources")
        return f"{head}: {'; '.join(shown)}"

    def place_slug(self) -> str:
        """The place for a file name."""
        return wording.ascii_or(self.place, self.question.place)

    def commodity_slug(self, commodities: Sequence[str]) -> str:
        """The commodities for a file name, at most two."""
        return " ".join(wording.ascii_or(self.commodity(one), one) for one in commodities[:2])

    def period_slug(self, periods: Sequence[str] = ()) -> str:
        """The period for a file name."""
        first = self.question.first or (periods[0] if periods else "")
        last = self.question.last or (periods[-1] if periods else "")
        return first if first == last else f"{first} {last}"

    def measure_slug(self, measure: str) -> str:
        """The measure for a file name; quantity, the usual one, is not named."""
        return "" if measure == "quantity" else measure


@remembered
def addresses(dataset: Dataset) -> dict[str, str]:
    """Where each source was found, by its id."""
    table = dataset.tables["sources"]
    return dict(zip(table["id"].astype(str), table["url"].astype(str), strict=True))


def claim(draft: Draft, shares: PartnerShares) -> str:
    """The point that the largest partner makes, "" where no partner is named.

    "Russia supplied 95 % of Mongolia’s petroleum products"; "at least" where part of the total names no
    partner; "recorded" where no total is published or months are missing, since the rest is then unknown;
    "no supplier provided more than 21 % of …" where nobody dominates.
    """
    named = shares.named
    if not named or named[0].share <= 0:
        return ""
    top, say = named[0], draft.words.say
    supplying = shares.side == "imports"
    recorded = not complete(shares)
    goods = draft.commodity(shares.commodity)
    if recorded and top.share >= _ALL:
        pattern = "{name} was the only recorded {partner} of {whose} {goods}"
        partner = say("supplier") if supplying else say("buyer")
        return say(
            pattern, name=top.name, partner=partner, whose=wording.possessive(draft.place), goods=goods
        )
    whose = draft.trade_of(shares, recorded)
    if top.share < CLAIM:
        if shares.unstated_share > _SMALL_REST:
            return ""
        pattern = "no supplier provided more than {share} of {whose}" if supplying else (
            "no buyer took more than {share} of {whose}"
        )  # fmt: skip
        return say(pattern, share=wording.percent(top.share), whose=whose)
    if top.share >= _ALL:
        return say("{name} supplied all of {whose}" if supplying else "{name} bought all of {whose}",
                   name=top.name, whose=whose)  # fmt: skip
    share = share_in_words(draft, top.share, top.lower_bound and shares.unstated_share >= UNSTATED)
    pattern = "{name} supplied {share} of {whose}" if supplying else "{name} bought {share} of {whose}"
    return say(pattern, name=top.name, share=share, whose=whose)


def complete(shares: PartnerShares) -> bool:
    """Whether the shares are of a published total over whole periods."""
    return shares.span.whole and not any(note.startswith(_NO_TOTAL) for note in shares.notes)


def share_in_words(draft: Draft, share: float, at_least: bool = False) -> str:
    """A share within a sentence: "95 %", "at least 62 %", "more than 99 %"."""
    if share >= 0.995:
        return draft.words.say("more than {share}", share=wording.percent(0.99))
    text = wording.percent(share)
    return draft.words.say("at least {share}", share=text) if at_least else text


def tidied(sentence: str, dataset: Dataset) -> str:
    """The typography of the figures, and no source ids, for a sentence from analysis or from the data."""
    return readable(wording.month_names(sentence), dataset)


def _ended(sentence: str) -> str:
    return sentence if not sentence or sentence[-1] in ".?!" else f"{sentence}."
