"""Search over everything: what the palette offers, and what choosing an entry does."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction

from dependency_explorer.app.palette import Entry, Palette
from dependency_explorer.app.results import COMPARISON

if TYPE_CHECKING:
    from dependency_explorer.app.results import Results
    from dependency_explorer.app.window import MainWindow

ASKED = {
    "stakes": "who owns the mines ownership owners holders shareholders",
    "partners": "who supplies who buys suppliers buyers shares concentration",
    "trend": "history over time years",
    "flows": "where from where to sankey",
    "multiples": "compare places supplier concentration",
}
"""Words by which people ask for a chart, beside its title."""


class SearchCommands(QObject):
    """Searches the window's session and commands."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self.session = window.session

    def open(self) -> None:
        """Open the list of all that can be found."""
        entries: list[Entry] = []
        dataset, results = self.session.dataset, self.session.results
        if dataset is not None and results is not None:
            # "Mongolia oil" finds the commodity of the place in focus, whatever the titles on screen say.
            place = dataset.place_name(self.session.state.question.place)
            entries += [
                Entry(self.tr("commodity"), name, ("commodity", code), f"{code} {place}")
                for code, name, _ in results.choices.commodities
            ]
            entries += [
                Entry(self.tr("place"), name, ("place", code), code) for code, name in results.choices.places
            ]
            entries += [
                Entry(self.tr("scenario"), p.stem.replace("_", " "), ("scenario", p))
                for p in dataset.scenarios
            ]
            entries += self._charts(results)
        for action in filter(QAction.isEnabled, self._window.actions_by_id.values()):
            keys = action.shortcut().toString()
            entries.append(Entry(keys or self.tr("command"), action.text(), ("command", action)))
        palette = Palette(entries, self._window)
        palette.chosen.connect(self._chosen)
        corner = self._window.bar.mapToGlobal(self._window.bar.rect().bottomLeft())
        palette.move(corner.x() + (self._window.width() - palette.width()) // 2, corner.y() + 8)
        palette.show()

    def _charts(self, results: Results) -> list[Entry]:
        """Charts and tests that there is something for."""
        window, commands, kind = self._window, self._window.commands, self.tr("chart")
        allowed = {name for name, action in window.actions_by_id.items() if action.isEnabled()}
        there = {*results.figures, *([COMPARISON] if "compare_places" in allowed else [])}
        entries = [
            Entry(kind, card.title.full(), ("chart", name), f"{name} {ASKED.get(name, '')}")
            for name, card in window.board.cards.items()
            if name in there
        ]
        for command, text, call, words in (
            ("stress_test", self.tr("Stress ranking"), commands.open_stress_test, "failures"),
            ("stress_test", self.tr("Breaking points"), commands.open_stress_test, "frontier"),
            ("backtests", self.tr("Back-test gallery"), commands.open_backtests, "cases"),
        ):
            if command in allowed:
                entries.append(Entry(kind, text, ("test", call), words))
        return entries

    def _chosen(self, entry: Entry) -> None:
        kind, value = entry.value  # type: ignore[misc]
        if kind == "commodity":
            self.session.choose_commodity(value)
        elif kind == "place":
            self.session.choose_place(value)
        elif kind == "scenario":
            self.session.scenarios.load(value)
        elif kind == "chart":
            self._window.commands.focus_card(value)
        elif kind == "test":
            value()
        else:
            value.trigger()
