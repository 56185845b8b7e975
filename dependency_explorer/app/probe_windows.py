"""The windows beside the main window: stress test, back-tests and all places, made when first asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QDialog

if TYPE_CHECKING:
    from dependency_explorer.app.backtest_window import BacktestWindow
    from dependency_explorer.app.places_window import PlacesWindow
    from dependency_explorer.app.stress_window import StressWindow
    from dependency_explorer.app.window import MainWindow
    from dependency_explorer.charts.style import Style
    from dependency_explorer.whatif.scenario import Scenario


class ProbeWindows(QObject):
    """Opens the windows; what they replay goes into the what-if panel as one step of undo."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self.stress: StressWindow | None = None
        self.backtests: BacktestWindow | None = None
        self.places: PlacesWindow | None = None

    def open_stress_test(self) -> None:
        """Show the stress test of the focus place."""
        if self.stress is None:
            from dependency_explorer.app.stress_window import StressWindow

            self.stress = StressWindow(self._window.session, self._window)
            self.stress.replayed.connect(self.replay)
            self.stress.export_wanted.connect(self._window.commands.export_figure)
            self._share_keys(self.stress)
        self.stress.open_on(self._window.style_tokens)

    def open_backtests(self) -> None:
        """Show the gallery of back-tests."""
        if self.backtests is None:
            from dependency_explorer.app.backtest_window import BacktestWindow

            self.backtests = BacktestWindow(self._window.session, self._window)
            self.backtests.loaded.connect(self.replay)
            self.backtests.export_wanted.connect(self._window.commands.export_figure)
            self._share_keys(self.backtests)
        self.backtests.open_on(self._window.style_tokens)

    def open_places(self) -> None:
        """Show the run of the panel's scenario over all places."""
        if self.places is None:
            from dependency_explorer.app.places_window import PlacesWindow

            self.places = PlacesWindow(self._window.session, self._window)
            self._share_keys(self.places)
        self.places.show_run()

    def _share_keys(self, shown: QDialog) -> None:
        """What was replayed from a window can be taken back from there."""
        for name in ("undo", "redo", "stress_test", "backtests", "all_places"):
            shown.addAction(self._window.actions_by_id[name])

    def set_style(self, style: Style) -> None:
        """Dress the windows in another theme."""
        for shown in (self.stress, self.backtests):
            if shown is not None:
                shown.set_style(style)

    def replay(self, scenario: Scenario, commodity: str) -> None:
        """Load a scenario into the panel, and open the panel where it is closed."""
        session = self._window.session
        if scenario != session.state.scenario or scenario != session.state.preset:
            session.scenarios.use_preset(scenario, commodity)
        if not session.state.panel_open:
            session.change(self.tr("what-if panel"), panel_open=True)
