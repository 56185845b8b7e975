"""The lower part of the what-if panel: numbers with their ranges, plots, sentences, lists."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from dependency_explorer.app.labels import ElidedLabel
from dependency_explorer.app.outcome_numbers import LineList, Tiles, WarningLine
from dependency_explorer.app.panel_parts import Chip, text_label
from dependency_explorer.app.peak_words import peak_tiles, told_by_peak
from dependency_explorer.app.run_plots import RunPlots
from dependency_explorer.app.speech import SPOKEN
from dependency_explorer.app.steps import Steps
from dependency_explorer.charts.style import Style
from dependency_explorer.charts.ticks import THIN
from dependency_explorer.figures import outcome_words as words_of
from dependency_explorer.figures.vocabulary import Vocabulary

if TYPE_CHECKING:
    from dependency_explorer.analysis.question import Question
    from dependency_explorer.data.dataset import Dataset
    from dependency_explorer.whatif.findings import Findings
    from dependency_explorer.whatif.outcome import Outcome
    from dependency_explorer.whatif.scenario import Scenario

tr = functools.partial(QCoreApplication.translate, "Panel")

AT_PEAK = "peak:"
"""Before the commodity whose peak load is shown in place of its amounts."""
LISTS_PAUSE_MS = 80
"""Lists follow when the hand has rested so long; numbers and plots follow the hand."""


@dataclass(frozen=True, slots=True)
class Shown:
    """One run as the panel shows it. held: a lever is in a gesture. drawn: the run over draws of its assumptions,
    None without; waiting: of a scenario that has been changed since."""

    outcome: Outcome
    scenario: Scenario
    preset: Scenario | None
    dataset: Dataset
    question: Question
    words: Vocabulary
    style: Style
    held: bool
    drawn: Outcome | None = None
    waiting: bool = False


class Results(QWidget):
    """Shows a run. `commodity_chosen` says that another commodity is shown; `findings_wanted` carries the one
    that the hand has come to rest on; `export_requested` the figure of a plot; `warnings_wanted` asks for the list
    of warnings to be brought in sight."""

    export_requested = Signal(object)
    commodity_chosen = Signal()
    findings_wanted = Signal(str)
    warnings_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("what-if-results")
        self._run: Shown | None = None
        self._drawn_from: tuple[object, ...] = ()
        self._findings: Findings | None = None
        self._foresight: tuple[str, ...] = ()
        self._chosen = ""
        self.shown = ""
        self.at_peak = False
        self._known: tuple[str, ...] = ()
        self.units: dict[str, str] = {}
        self._listing = Steps(self)
        self._finding = Steps(self)
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(LISTS_PAUSE_MS)
        self._later.timeout.connect(self._show_lists)
        self._build()

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        self.commodity = Chip(tr("Commodity whose outcome is shown"), "outcome-commodity")
        self.commodity.set_choices(self._commodities)
        self.commodity.chosen.connect(self._commodity_chosen)
        self.member = Chip(tr("Draw whose course is drawn"), "outcome-member")
        self.member.set_choices(self._members)
        self.member.chosen.connect(self.follow_draw)
        self.heading = text_label("heading", wrap=False)
        self.heading.setText(tr("Outcome"))
        self.same = ElidedLabel("small")
        self.same.setObjectName("equals-baseline")
        self.same.set_full(tr("✓ equals the baseline"))
        # Its place is kept: the chip beside it must not grow when the first cut is dragged.
        policy = self.same.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        self.same.setSizePolicy(policy)
        row = QHBoxLayout()
        row.addWidget(self.heading)
        row.addWidget(self.same, 1)
        row.addWidget(self.commodity)
        self._top = row
        column.addLayout(row)
        self.warned = WarningLine()
        self.warned.clicked.connect(self.warnings_wanted)
        column.addWidget(self.warned)
        self.tiles = Tiles()
        column.addWidget(self.tiles)
        self.plots = RunPlots()
        self.plots.export_requested.connect(self.export_requested)
        column.addWidget(self.plots)
        self.draws_said = ElidedLabel("small")
        self.draws_said.setObjectName("draws-said")
        follow = QHBoxLayout()
        follow.addWidget(self.draws_said, 1)
        follow.addWidget(self.member)
        column.addLayout(follow)
        self.sentences = LineList("sentences")
        self.why = LineList("why")
        self.causes = LineList("causes")
        self.foresight = LineList("foresight")
        self.money = LineList("money")
        self.actions_list = LineList("actions")
        self.differences = LineList("differences")
        self.warnings = LineList("warnings")
        for part in (
            self.sentences, self.warnings, self.why, self.causes, self.actions_list, self.differences,
            self.foresight, self.money,
        ):  # fmt: skip
            column.addWidget(part)
            part.hide()

    def set_short(self, short: bool) -> None:
        """Where the height is short the warnings are counted beside the heading, else told in a line."""
        column = self.layout()
        assert isinstance(column, QVBoxLayout)
        if short == (column.indexOf(self.warned) < 0):
            return
        if short:
            column.removeWidget(self.warned)
            self._top.insertWidget(2, self.warned, 4)
        else:
            self._top.removeWidget(self.warned)
            column.insertWidget(1, self.warned)

    # ---- showing -----------------------------------------------------------------------------------------

    def choose(self, outcome: Outcome, question: Question, words: Vocabulary) -> str:
        """Settle which commodity is shown: the user's choice, else the one that an exported figure would show
        for the question."""
        from dependency_explorer.figures.what_if import simulated

        known = outcome.spoken_of
        drawn = simulated(outcome, question)
        if not _touches(outcome, drawn):
            # Zeros for what is not cut would hide what is.
            drawn = simulated(outcome, replace(question, commodities=()))
        wanted = [self._chosen.removeprefix(AT_PEAK), drawn]
        self.shown = next((code for code in wanted if code in known), known[0] if known else "")
        peak = outcome.peak
        peaking = (AT_PEAK + peak.power.commodity,) if peak is not None else ()
        chosen = self._chosen in (*known, *peaking)
        self.at_peak = self._chosen in peaking if chosen else told_by_peak(outcome, self.shown)
        self._known = known = (*known, *peaking)
        key = AT_PEAK + self.shown if self.at_peak else self.shown
        self.commodity.set_current(key, self._name(key, words))
        self.commodity.setVisible(len(known) > 1)
        return self.shown

    def show_run(self, run: Shown, units: dict[str, str]) -> None:
        """Show numbers and plots of a run whose commodity `choose` has settled; `follow` brings its lists."""
        self._run, self.units = run, units
        self.same.setVisible(run.outcome.equals_baseline)
        self._show_numbers()

    def following(self) -> Iterator[None]:
        """Bring the lists up to date, in steps; in a gesture only when the hand rests."""
        self._listing.drop()
        if self._run is not None and self._run.held:
            self._later.start()
        else:
            yield from self._bring_lists()

    def busy(self) -> bool:
        """Whether lists or findings are still to come."""
        return self._listing.busy() or self._finding.busy()

    def set_draws(self, drawn: Outcome | None, waiting: bool) -> None:
        """The run over draws has come, or is no longer wanted."""
        if self._run is not None:
            self._run = replace(self._run, drawn=drawn, waiting=waiting)
            self._show_numbers()

    def rest(self) -> None:
        """The lever was let go."""
        if self._run is not None and self._run.held:
            self._run = replace(self._run, held=False)
            self._show_lists()

    def chosen(self) -> str:
        """The commodity that the user chose, "" for none."""
        return self._chosen

    def set_findings(self, findings: Findings | None, foresight: tuple[str, ...]) -> None:
        """What was found out; it may be of a run that has been changed since."""
        self._findings, self._foresight = findings, foresight
        self._finding.begin(self._bring_findings())

    def _show_numbers(self) -> None:
        run = self._run
        if run is None:
            return
        drawn, waiting = run.drawn, run.waiting
        key = (
            run.outcome, run.style, run.question, run.dataset, self.commodity.key(), drawn, waiting,
            self.member.key(),
        )  # fmt: skip
        # Brushing another chart brings the same run again: nothing here has changed.
        if len(key) == len(self._drawn_from) and all(
            a is b or (isinstance(a, str | bool) and a == b)
            for a, b in zip(key, self._drawn_from, strict=True)
        ):
            return
        self._drawn_from = key
        outcome, shown = run.outcome, self.shown
        row = outcome.key_numbers(shown) if shown else None
        ranges = drawn.ranges().get(shown) if drawn is not None else None
        lost = outcome.lost_exports(shown) if row is not None and outcome.side(shown) == "exports" else None
        peak = outcome.peak if self.at_peak else None
        if peak is not None:
            self.tiles.show_texts(peak_tiles(peak, outcome.network))
        elif row is not None and lost is not None:
            texts = words_of.export_tiles(lost, row, outcome.scenario, SPOKEN)
            self.tiles.show_texts(words_of.with_export_ranges(texts, ranges, SPOKEN), waiting)
        else:
            texts = words_of.tiles(row, outcome.scenario, SPOKEN)
            self.tiles.show_texts(words_of.with_ranges(texts, ranges, SPOKEN), waiting)
        self._show_draws(drawn, waiting)
        from dependency_explorer.figures.ranges import Spread
        from dependency_explorer.figures.words import in_sentence

        name = in_sentence(run.words.good(shown))
        if peak is not None:
            # The plots go on counting what flows: an hour's load has no course over weeks.
            name = tr("{good}, energy").format(good=name)
        spread = (
            Spread(drawn, self.member.key(), waiting) if drawn is not None and ranges is not None else None
        )
        self.plots.show_run(
            outcome, run.dataset, run.question, shown, name, run.style, spread, energy=peak is not None
        )

    def _show_draws(self, drawn: Outcome | None, waiting: bool) -> None:
        if drawn is None:
            said = tr("Ranges are off") if self._run and not self._run.outcome.equals_baseline else ""
        else:
            count = f"{len(drawn.unserved):,}".replace(",", THIN)
            said = tr("Ranges: nine of ten of {n} draws").format(n=count)
            said = tr("{said}, drawing anew…").format(said=said) if waiting else said
        self.draws_said.set_full(said)
        self.member.setVisible(drawn is not None)
        self.member.set_current(self.member.key(), dict(self._members())[self.member.key()])

    def _show_lists(self) -> None:
        self._later.stop()
        self._listing.begin(self._bring_lists())

    def _bring_lists(self) -> Iterator[None]:
        """Bring the lists up to date, and ask for what is found out at rest."""
        from dependency_explorer.whatif.sentences import sentences

        run = self._run
        if run is None:
            return
        self._later.stop()
        outcome, words = run.outcome, run.words
        said = sentences(outcome, run.dataset, self.shown)
        texts = [sentence.text for sentence in said]
        if outcome.peak is not None and self.at_peak:
            texts.insert(0, outcome.peak.sentence(outcome.network))
        self._list(self.sentences, tr("In words"), texts)
        lines = words_of.actions(run.scenario, words, self.units, SPOKEN)
        if run.preset is not None and run.preset != run.scenario:
            lines = words_of.changed_from(
                lines, words_of.actions(run.preset, words, self.units, SPOKEN), SPOKEN
            )
        self.actions_list.show_lines(
            tr("Actions: levers off the baseline"),
            [
                (f"{line.what}: {line.value}", tr("preset: {was}").format(was=line.was) if line.was else "")
                for line in lines
            ],
        )
        self.actions_list.setVisible(bool(lines))
        yield
        found, hidden = words_of.differences(outcome.totals(), words, SPOKEN)
        rows = [f"{line.what} {line.value}" for line in found]
        if hidden:
            rows.append(tr("{n} smaller differences are not shown").format(n=hidden))
        self._list(self.differences, tr("Outcomes that differ from the baseline"), rows)
        warnings = outcome.warnings_about(self.shown)
        self._list(self.warnings, tr("Warnings"), list(warnings))
        # Nothing is claimed yet where nothing differs.
        self.warned.show_warnings(() if outcome.equals_baseline else warnings)
        self._finding.begin(self._bring_findings())
        if not run.held:
            self.findings_wanted.emit(self.shown)

    def _bring_findings(self) -> Iterator[None]:
        run, found = self._run, self._findings
        parts = (self.why, self.causes, self.money, self.foresight)
        if run is None or found is None or found.commodity != self.shown:
            for part in parts:
                part.hide()
            self.plots.show_reasons(())
            return
        here = found.outcome is run.outcome
        self._list(self.why, tr("Why it goes short"), list(found.why))
        yield
        self._list(self.causes, tr("Which event causes it"), list(found.causes))
        self._list(self.money, tr("In money"), list(found.money))
        yield
        self._list(self.foresight, tr("With foresight"), list(self._foresight))
        for part in parts:
            part.set_waiting(not here)
        self.plots.show_reasons(found.by_step if here else ())

    @staticmethod
    def _list(part: LineList, heading: str, lines: list[str]) -> None:
        part.show_lines(heading, [(line, "") for line in lines])
        part.setVisible(bool(lines))

    # ---- answering ---------------------------------------------------------------------------------------

    def _commodities(self) -> tuple[tuple[str, str], ...]:
        words = self._run.words if self._run is not None else Vocabulary()
        return tuple((key, self._name(key, words)) for key in self._known)

    @staticmethod
    def _name(key: str, words: Vocabulary) -> str:
        """A commodity as the chip names it."""
        if not key.startswith(AT_PEAK):
            return words.good(key)
        return tr("{good} at the peak, MW").format(good=words.good(key.removeprefix(AT_PEAK)))

    def _commodity_chosen(self, code: str) -> None:
        self._chosen = code
        self.commodity_chosen.emit()

    def _members(self) -> tuple[tuple[str, str], ...]:
        return (
            ("", tr("no single draw")), ("median", tr("draw with the median loss")),
            ("p90", tr("draw at the 90th percentile of loss")), ("worst", tr("worst draw")),
        )  # fmt: skip

    def follow_draw(self, key: str) -> None:
        """Draw the course of one draw, "" for none."""
        self.member.set_current(key, dict(self._members())[key])
        self._show_numbers()


def _touches(outcome: Outcome, commodity: str) -> bool:
    """Whether the events hit a commodity, or hit nothing at all."""
    parts = {outcome.commodities[k] for k in outcome.network.expand(commodity)}
    return not outcome.touched or bool(parts & outcome.touched)
