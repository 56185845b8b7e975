"""The board: key figures, four linked charts in splitters; or a comparison of places in their room."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QSplitter, QVBoxLayout, QWidget

from dependency_explorer.app.cards import ChartCard
from dependency_explorer.app.key_figures import KeyFigureRow
from dependency_explorer.app.place_picker import PlacePicker
from dependency_explorer.app.results import COMPARISON
from dependency_explorer.app.scene_view import SceneView
from dependency_explorer.charts.scene import Mark, Scene
from dependency_explorer.charts.style import Style

if TYPE_CHECKING:
    from dependency_explorer.app.results import Results
    from dependency_explorer.app.table_view import TableView
    from dependency_explorer.app.trend_view import TrendView
    from dependency_explorer.figures.figure import Figure
    from dependency_explorer.painting.fonts import QtMetrics
    from dependency_explorer.workspace.state import Workspace


class Board(QWidget):
    """Shows results; says what was picked. Knows nothing of the session."""

    picked = Signal(str, str, str, bool)  # view, field, code, extend
    hovered = Signal(str)
    period_dragged = Signal(str, str)
    period_released = Signal(str, str)
    current_changed = Signal(str)
    places_chosen = Signal(tuple)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._style: Style | None = None
        self._shown: dict[str, tuple[object, ...]] = {}
        self._results: Results | None = None
        self._trend: TrendView | None = None
        self._tables: dict[str, TableView] = {}
        self._rows: dict[str, int] = {}
        self.current = "flows"
        self.key_figures = KeyFigureRow()
        self.cards: dict[str, ChartCard] = {}
        self.views: dict[str, SceneView] = {}
        for name, heading in (
            ("flows", self.tr("Flows")),
            ("trend", self.tr("History by partner")),
            ("partners", self.tr("Shares and concentration")),
            ("stakes", self.tr("Ownership")),
            (COMPARISON, self.tr("Concentration across places")),
        ):
            card = ChartCard(name, heading)
            self.cards[name] = card
            if name != "trend":
                view = SceneView(name)
                view.chosen.connect(self._mark_chosen)
                view.hovered.connect(self.hovered)
                self.views[name] = view
        self.columns = QSplitter(Qt.Orientation.Horizontal)
        self.left = QSplitter(Qt.Orientation.Vertical)
        self.right = QSplitter(Qt.Orientation.Vertical)
        for splitter, names in ((self.left, ("flows", "partners")), (self.right, ("trend", "stakes"))):
            splitter.setChildrenCollapsible(False)
            splitter.setHandleWidth(8)
            for name in names:
                splitter.addWidget(self.cards[name])
            self.columns.addWidget(splitter)
        self.picker = PlacePicker()
        self.picker.chosen.connect(self.places_chosen)
        self.cards[COMPARISON].add_tool(self.picker)
        self.columns.addWidget(self.cards[COMPARISON])
        self.cards[COMPARISON].hide()
        self.columns.setChildrenCollapsible(False)
        self.columns.setHandleWidth(8)
        self.reset_layout()
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 8, 4, 8)
        column.setSpacing(8)
        column.addWidget(self.key_figures)
        column.addWidget(self.columns, 1)

    def reset_layout(self) -> None:
        """Equal columns and rows."""
        self.columns.setSizes([500, 500])
        self.left.setSizes([500, 450])
        self.right.setSizes([500, 450])

    def prepare(self) -> None:
        """Make what the first results need, while they are computed."""
        self._trend_view(self.cards["trend"])  # not put into its card, where it would be an empty sheet

    def filled(self) -> bool:
        """Whether there are charts."""
        return self._results is not None

    def set_style(self, style: Style, again: bool = True) -> None:
        """Take the theme's tokens; everything is drawn again, or with the next results only."""
        self._style = style
        self._shown.clear()
        for card in self.cards.values():
            card.set_style(style)
        if self._trend is not None:
            self._trend.set_style(style)
        if again and self._results is not None:
            self.show_results(self._results, self._results.state)

    def show_results(self, results: Results, state: Workspace) -> None:
        """Draw what changed since the last time; a chart whose figure is the same object is left alone."""
        if self._style is None:
            return
        self._results = results
        lit = state.selection.points("place") | state.selection.points("commodity")
        self.key_figures.show_figures(results.key_figures)
        for name, card in self.cards.items():
            figure = results.figures.get(name)
            if figure is None:
                self._rows.pop(name, None)
                continue
            key = (figure, lit, id(self._style))
            before = self._shown.get(name)
            if before is not None and before[0] is figure and before[1:] == key[1:]:
                continue
            self._shown[name] = key
            view = self._trend_view(card) if name == "trend" else self.views[name]
            if card.chart() is None:
                card.set_chart(view)
            if name == "trend":
                self._trend_view(card).set_data(figure.data, self._style, lit)
            else:
                self.views[name].show_drawing(Drawing(figure, self._style), lit)
            if before is None or before[0] is not figure:
                card.set_figure(figure)
                self._rows[name] = len(figure.table().rows)
                if name in self._tables:
                    self._tables[name].set_table(figure.table())
        compared = results.figures.get(COMPARISON)
        if compared is not None:
            self.picker.show_places(results.comparable, [row.code for row in compared.data.rows])
        self.arrange(state)

    def rows_drawn(self) -> int:
        """How many rows of numbers the charts show."""
        return sum(self._rows.values())

    def arrange(self, state: Workspace) -> None:
        """Maximised card and cards shown as tables; what a dataset has no table for has no card."""
        there = self._results.figures if self._results is not None else self.cards
        # A comparison is computed only once it is asked for.
        maximised = state.maximised if state.maximised in (COMPARISON, *there) else ""
        for name, card in self.cards.items():
            card.setVisible(maximised == name or (not maximised and name != COMPARISON and name in there))
            if name in state.tables and card.figure is not None and not card.figure.empty_reason:
                card.show_table(self._table(name, card))
            elif card.chart() is not None:
                card.show_table(None)
        self.left.setVisible(maximised in ("", "flows", "partners"))
        self.right.setVisible(maximised in ("", "trend", "stakes"))
        if self._idle(self.current):
            # Export and copy act on the current card: never on one that nobody sees, nor on one without a drawing
            # while another has one.
            seen = [name for name in self.cards if not self.cards[name].isHidden()]
            self.set_current(next((name for name in seen if not self._idle(name)), seen[0]))

    def _idle(self, name: str) -> bool:
        """Whether a card is not on show, or has nothing to draw."""
        figure = self._results.figures.get(name) if self._results is not None else None
        return self.cards[name].isHidden() or (figure is not None and bool(figure.empty_reason))

    def set_hover(self, code: str) -> None:
        """Light a place up everywhere."""
        for view in self.views.values():
            view.set_hover(code)

    def set_current(self, name: str) -> None:
        """The card that keyboard commands act on."""
        if name != self.current or not self.cards[name].property("current"):
            self.current = name
            for key, card in self.cards.items():
                card.set_current(key == name)
            self.current_changed.emit(name)

    def table_text(self, name: str) -> str:
        """A chart's numbers as tab-separated text."""
        figure = self.cards[name].figure
        return self._table(name, self.cards[name]).text() if figure is not None else ""

    def _trend_view(self, card: ChartCard) -> TrendView:
        if self._trend is None:
            from dependency_explorer.app.trend_view import TrendView

            self._trend = TrendView(card)
            self._trend.setObjectName("chart-trend")
            self._trend.band_moved.connect(self.period_dragged)
            self._trend.band_released.connect(self.period_released)
            self._trend.entity_clicked.connect(self._trend_clicked)
        return self._trend

    def _mark_chosen(self, view: str, mark: Mark, extend: bool) -> None:
        """A mark stands for a place where it names one, else for a commodity."""
        if mark.entity:
            self.picked.emit(view, "place", mark.entity, extend)
        elif mark.commodity:
            self.picked.emit(view, "commodity", mark.commodity, extend)

    def _trend_clicked(self, code: str, extend: bool) -> None:
        self.picked.emit("trend", "place", code, extend)

    def _table(self, name: str, card: ChartCard) -> TableView:
        if name not in self._tables:
            from dependency_explorer.app.table_view import TableView

            table = TableView()
            table.setObjectName(f"table-{name}")
            table.setAccessibleName(card.title.full())
            if card.figure is not None:
                table.set_table(card.figure.table())  # type: ignore[attr-defined]
            self._tables[name] = table
        return self._tables[name]


class Drawing:
    """Draws a figure's chart in a style; what SceneView calls at every size."""

    def __init__(self, figure: Figure, style: Style) -> None:
        self._figure = figure
        self._style = style

    def __call__(self, width: float, height: float, lit: frozenset[str], hover: str) -> Scene:
        return self._figure.chart(width, height, self._style, metrics(), lit=lit, hover=hover)


@functools.cache
def metrics() -> QtMetrics:
    """The one measurer of text; made when first needed, because painting comes after the first paint."""
    from dependency_explorer.painting.fonts import QtMetrics

    return QtMetrics()
