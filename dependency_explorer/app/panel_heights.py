"""How the what-if panel shares its height out among levers, numbers and plots."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout

from dependency_explorer.app.panel_parts import SCROLL_TOP

if TYPE_CHECKING:
    from dependency_explorer.app.panel import WhatIfPanel

LEAST_LEVERS = 98
"""The levers' least height: a disruption's words and its slider."""
FRAME_SIDES, FOOTER_SIDES = 26, 38
"""Pixels of the width that margins take from the links at the bottom; where they scroll with the results, the scroll
bar as well."""
LOW = 640
"""Below this height of the panel, captions have one line and a preset's source is in its tool tip alone."""
TALL = 940
"""From this height on a warning has a line of its own; below, the line would push the stock out of sight."""


class Heights:
    """Shares the height of a panel; asked at each size and where words have come or gone."""

    def __init__(self, panel: WhatIfPanel, frame: QVBoxLayout, results: QVBoxLayout) -> None:
        """frame: the column of the whole panel; results: the one that scrolls with the outcome."""
        self._panel = panel
        self._frame = frame
        self._results = results

    def share(self, cuts: bool) -> None:
        """The outcome must be seen to move while a lever does: levers get what numbers and plots leave of the
        height; in a low window, what numbers and the first plot leave. The rest is a scroll away. cuts: whether a
        scenario is in force."""
        panel, results = self._panel, self._panel.results.layout()
        assert results is not None
        low, tall = panel.height() < LOW, panel.height() >= TALL
        panel.tiles.set_lines(1 if low else 2)
        panel.header.set_low(low)
        panel.results.set_short(not tall)
        self._place_footer(low)
        panel.footer.fit(panel.width() - (FOOTER_SIDES if low else FRAME_SIDES))
        panel.plots.fit(panel.height())
        margins = self._frame.contentsMargins()
        taken = margins.top() + margins.bottom() + self._frame.spacing() * (self._frame.count() - 1)
        taken += panel.rule.height() + SCROLL_TOP + 2  # the card's border
        taken += panel.statement.heightForWidth(panel.width() - 2 * margins.left())
        fixed = (panel.header, panel.results.commodity, panel.tiles)
        for part in fixed if low else (*fixed, panel.footer):
            taken += part.sizeHint().height()
        if tall and not panel.results.warned.isHidden():
            taken += panel.results.warned.sizeHint().height() + results.spacing()
        left = panel.height() - taken - 2 * results.spacing()
        plots = panel.plots
        rooms = [left - plots.height_through(view) for view in (plots.stock, plots.supply)]
        enough = [room for room in rooms if room >= LEAST_LEVERS]
        room = enough[0] if enough else LEAST_LEVERS
        wanted = panel.levers.tall(panel.cards[0]) if panel.cards else 0
        # The fold must not cut the first disruption where the plots can give what it lacks.
        if room < wanted and plots.give(wanted - room):
            room = wanted
        # Where nothing runs, what is said instead and the way to begin have the height to themselves.
        panel.levers.set_room(room if cuts else panel.height())
        policy = Qt.ScrollBarPolicy.ScrollBarAsNeeded if cuts else Qt.ScrollBarPolicy.ScrollBarAlwaysOff
        panel.levers.setVerticalScrollBarPolicy(policy)

    def _place_footer(self, low: bool) -> None:
        """In a low window what else can be opened scrolls with the results; the plot comes first."""
        footer = self._panel.footer
        column, place = (self._results, 2) if low else (self._frame, self._frame.count() - 1)
        if column.indexOf(footer) < 0:
            column.insertWidget(place, footer)
