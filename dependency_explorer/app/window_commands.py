"""What each command of the window does: files, charts, view, what-if and help."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QT_TRANSLATE_NOOP, QObject, Qt, QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QFileDialog

from dependency_explorer import __version__
from dependency_explorer.app.briefings import Briefings
from dependency_explorer.app.importer import Importer
from dependency_explorer.app.plain import caption
from dependency_explorer.app.results import COMPARISON
from dependency_explorer.app.scenario_commands import ScenarioCommands
from dependency_explorer.app.search_commands import SearchCommands
from dependency_explorer.workspace.preferences import LEAST_SCALE, MOST_SCALE

if TYPE_CHECKING:
    from dependency_explorer.app.exporting import Exporter
    from dependency_explorer.app.probe_windows import ProbeWindows
    from dependency_explorer.app.window import MainWindow
    from dependency_explorer.figures.figure import Figure

OPEN_FILTER = QT_TRANSLATE_NOOP(
    "Commands",
    "Data, workspaces and exported pictures (*.csv *.tsv *.txt *.xlsx *.xls *.ods *.parquet *.gz *.zip *.json "
    "*.png *.svg *.pdf);;All files (*)",
)


class Commands(QObject):
    """Carries out commands on the window's session and parts."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self.session = window.session
        self._exporter: Exporter | None = None
        self.importer = Importer(window)
        self.briefings = Briefings(window)
        self.scenarios = ScenarioCommands(window)
        self.search = SearchCommands(window)
        self.tests: ProbeWindows | None = None

    def table(self) -> dict[str, Callable[[], object]]:
        """Command id to what does it."""
        session = self.session
        return {
            "open": self.open,
            "open_folder": self.open_folder,
            "import_data": self.importer.ask,
            "new": session.open_default,
            "save": self._save,
            "save_as": self._save_as,
            "export": self.export,
            "export_all": self._export_all,
            "briefing": self.briefings.ask,
            "quit": self._window.close,
            "undo": self._undo,
            "redo": self._redo,
            "copy_data": self._copy_data,
            "copy_image": self._copy_image,
            "clear": session.clear_selection,
            "find": self.search.open,
            "palette": self.search.open,
            "panel_what_if": self._toggle_panel,
            "focus_flows": self._focus_flows,
            "focus_trend": self._focus_trend,
            "focus_partners": self._focus_partners,
            "focus_stakes": self._focus_stakes,
            "compare_places": self._compare_places,
            "next_panel": self._next_panel,
            "last_panel": self._last_panel,
            "larger": self._larger,
            "smaller": self._smaller,
            "normal_size": self._normal_size,
            "theme_system": self._theme_system,
            "theme_light": self._theme_light,
            "theme_dark": self._theme_dark,
            "reset_layout": self._reset_layout,
            "maximise": self._maximise_current,
            "table": self._table_current,
            "monthly": self._toggle_monthly,
            "suppliers": self._show_suppliers,
            "buyers": self._show_buyers,
            "sources": self._sources,
            **self.scenarios.table(),
            "show_baseline_year": self.show_baseline_year,
            "stress_test": self.open_stress_test,
            "all_places": self.open_places,
            "backtests": self.open_backtests,
            "shortcuts": self._show_keys,
            "about_data": self._about_data,
            "problems": self._window.show_problems,
            "tables": self.importer.tables,
            "quality_report": self.importer.report,
            "log": self._open_log,
            "about": self._about,
        }

    # ---- files ------------------------------------------------------------------------------------------

    def open(self) -> None:
        path, _ = QFileDialog.getOpenFileName(
            self._window, self.tr("Open"), self.last_folder(), self.tr(OPEN_FILTER)
        )
        if path:
            self.open_path(path)

    def open_folder(self) -> None:
        path = QFileDialog.getExistingDirectory(
            self._window, self.tr("Open data package folder"), self.last_folder()
        )
        if path:
            self.open_path(path)

    def _undo(self) -> None:
        self.scenarios.finish_gesture()
        self.session.undo()

    def _redo(self) -> None:
        self.scenarios.finish_gesture()
        self.session.redo()

    def open_path(self, path: str) -> None:
        """Open a dataset, a workspace or a scenario: what it is decides the file."""
        from dependency_explorer.whatif.scenario import is_scenario

        if self.session.dataset is not None and is_scenario(Path(path)):
            self.session.scenarios.load(Path(path))
        else:
            self.session.open(path)

    def last_folder(self) -> str:
        """Where a file was opened lately: not among the datasets that the program keeps, where nobody looks."""
        from dependency_explorer.workspace.library import library_folder

        kept = library_folder(self._window.settings.folder)
        for path in map(Path, self._window.settings.values.recent):
            if path.is_absolute() and path.parent != kept:
                return str(path.parent)
        return str(Path.home())

    def fill_recent(self) -> None:
        self._window.recent.clear()
        for path in self._window.settings.values.recent:
            shown = Path(path).name if Path(path).is_absolute() else path
            self._window.recent.addAction(caption(shown)).setData(path)
        if not self._window.settings.values.recent:
            self._window.recent.addAction(self.tr("Nothing opened yet")).setEnabled(False)

    def open_recent(self, action: object) -> None:
        self.open_path(action.data())  # type: ignore[attr-defined]

    def _save(self) -> None:
        if self.session.project_path is None:
            self._save_as()
        else:
            self.session.save(self.session.project_path)

    def _save_as(self) -> None:
        from dependency_explorer.app.save_names import as_named
        from dependency_explorer.workspace.project import SUFFIX

        dataset = self.session.dataset
        if dataset is None:
            return
        proposed = str(self.session.project_path or Path(self.last_folder()) / f"{dataset.name}{SUFFIX}")
        path, _ = QFileDialog.getSaveFileName(
            self._window, self.tr("Save workspace"), proposed, f"{self.tr('Workspace')} (*{SUFFIX})"
        )
        if path:
            self.session.save(as_named(path, SUFFIX))

    # ---- charts -----------------------------------------------------------------------------------------

    def drag_period(self, first: str, last: str) -> None:
        self.session.choose_period(first, last, merge="brush")

    def release_period(self, first: str, last: str) -> None:
        self.session.choose_period(first, last, merge="brush")

    def remove_clause(self, clause: object) -> None:
        self.session.change(self.tr("remove filter"), selection=self.session.state.selection.without(clause))

    def maximise(self, name: str) -> None:
        state = self.session.state
        self.session.change(self.tr("maximise"), maximised="" if state.maximised == name else name)

    def _maximise_current(self) -> None:
        self.maximise(self._window.board.current)

    def show_table(self, name: str, wanted: bool) -> None:
        tables = self.session.state.tables
        self.session.change(self.tr("show as table"), tables=tables | {name} if wanted else tables - {name})

    def _table_current(self) -> None:
        self.show_table(
            self._window.board.current, self._window.board.current not in self.session.state.tables
        )

    def _figure(self, name: str) -> Figure | None:
        """The figure of a card, None where it has nothing to draw."""
        results = self.session.results
        figure = results.figures.get(name) if results is not None else None
        return figure if figure is not None and not figure.empty_reason else None

    def export(self) -> None:
        self.export_card(self._window.board.current)

    def export_card(self, name: str) -> None:
        figure = self._figure(name)
        if figure is not None:
            self.export_figure(figure)

    def export_figure(self, figure: Figure) -> None:
        """Ask how a figure is to leave."""
        self._exports().export(figure, self._window.style_tokens)

    def _export_all(self) -> None:
        results, panel = self.session.results, self._window.panel
        if results is not None:
            shown = panel is not None and results.outcome is not None
            run = panel.plots.figures("outcome", "stock") if shown else ()
            drawn = tuple(one for one in (*results.figures.values(), *run) if not one.empty_reason)
            self._exports().export_all(drawn, self._window.style_tokens)

    def _exports(self) -> Exporter:
        if self._exporter is None:
            from dependency_explorer.app.exporting import Exporter

            self._exporter = Exporter(self.session, self._window)
        return self._exporter

    def _copy_image(self) -> None:
        self.copy_image_of(self._window.board.current)

    def copy_image_of(self, name: str) -> None:
        figure = self._figure(name)
        if figure is not None:
            self._exports().copy_image(figure, self._window.style_tokens)

    def _copy_data(self) -> None:
        self.copy_data_of(self._window.board.current)

    def copy_data_of(self, name: str) -> None:
        if self._figure(name) is not None:
            QGuiApplication.clipboard().setText(self._window.board.table_text(name))
            self._window.tell(self.tr("Data copied as a table with header."))

    def _sources(self) -> None:
        self.sources_of(self._window.board.current)

    def sources_of(self, name: str) -> None:
        figure = self._figure(name)
        if figure is not None:
            parts = (figure.subtitle, figure.source_line, figure.excluded, *figure.notes)  # type: ignore[attr-defined]
            self._window.dialog(self.tr("Sources and rows"), figure.title, "\n".join(p for p in parts if p))  # type: ignore[attr-defined]

    # ---- view -------------------------------------------------------------------------------------------

    def _toggle_panel(self) -> None:
        self.session.change(self.tr("what-if panel"), panel_open=not self.session.state.panel_open)

    def _toggle_monthly(self) -> None:
        monthly = self.session.state.history_step == "month"
        self.session.change(self.tr("history step"), history_step="year" if monthly else "month")

    def _show_suppliers(self) -> None:
        self.session.choose_side("imports")

    def _show_buyers(self) -> None:
        self.session.choose_side("exports")

    def _focus_flows(self) -> None:
        self.focus_card("flows")

    def _focus_trend(self) -> None:
        self.focus_card("trend")

    def _focus_partners(self) -> None:
        self.focus_card("partners")

    def _focus_stakes(self) -> None:
        self.focus_card("stakes")

    def _compare_places(self) -> None:
        self.maximise(COMPARISON)

    def focus_card(self, name: str) -> None:
        if name == COMPARISON and self.session.state.maximised != name:
            self.maximise(name)
        chart = self._window.board.cards[name].chart()
        if chart is not None:
            chart.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._window.board.set_current(name)

    def _next_panel(self) -> None:
        self._step_panel(1)

    def _last_panel(self) -> None:
        self._step_panel(-1)

    def _step_panel(self, step: int) -> None:
        """To the chart after or before the current one; the what-if panel stands behind the last."""
        panel, board = self._window.panel, self._window.board
        names = [name for name, card in board.cards.items() if card.isVisible()]
        stops = len(names) + (panel is not None and self.session.state.panel_open)
        inside = panel is not None and panel.isAncestorOf(self._window.focusWidget() or self._window)
        here = len(names) if inside else names.index(board.current) if board.current in names else -1
        following = (here + step) % stops if here >= 0 else 0
        if following < len(names):
            self.focus_card(names[following])
        elif panel is not None:
            panel.setFocus(Qt.FocusReason.ShortcutFocusReason)
            panel.focusNextChild()

    def _zoom(self, percent: int) -> None:
        self._window.settings.change(text_scale=max(LEAST_SCALE, min(MOST_SCALE, percent)))
        self._window.dress()

    def _larger(self) -> None:
        self._zoom(self._window.settings.values.text_scale + 10)

    def _smaller(self) -> None:
        self._zoom(self._window.settings.values.text_scale - 10)

    def _normal_size(self) -> None:
        self._zoom(100)

    def _theme_system(self) -> None:
        self.session.change(self.tr("theme"), theme="system")

    def _theme_light(self) -> None:
        self.session.change(self.tr("theme"), theme="light")

    def _theme_dark(self) -> None:
        self.session.change(self.tr("theme"), theme="dark")

    def _reset_layout(self) -> None:
        self._window.board.reset_layout()
        self._window.split.setSizes([max(600, self._window.width() - 376), 364])
        self.session.change(self.tr("reset layout"), maximised="", tables=frozenset(), panel_open=True)

    # ---- what-if ----------------------------------------------------------------------------------------

    def follow_hint(self) -> None:
        """Do what the hint above the charts offers."""
        dataset = self.session.dataset
        around = self.session.surrounding()
        if dataset is not None and not len(dataset.tables["flows"]):
            self.importer.tables()
        elif around:
            self.session.choose_place(around)
        else:
            self.show_baseline_year()

    def show_baseline_year(self) -> None:
        scenario = self.session.state.scenario
        if scenario is not None:
            self.session.choose_period(scenario.baseline, scenario.baseline)

    def open_stress_test(self) -> None:
        self._tests().open_stress_test()

    def open_backtests(self) -> None:
        self._tests().open_backtests()

    def open_places(self) -> None:
        self._tests().open_places()

    def _tests(self) -> ProbeWindows:
        if self.tests is None:
            from dependency_explorer.app.probe_windows import ProbeWindows

            self.tests = ProbeWindows(self._window)
        return self.tests

    # ---- help -------------------------------------------------------------------------------------------

    def _show_keys(self) -> None:
        lines = [
            f"{', '.join(key.toString() for key in action.shortcuts())}\t{action.text()}"
            for action in self._window.actions_by_id.values()
            if action.shortcuts()
        ]
        lines += [
            self.tr("Esc Esc\tClear filters"),
            self.tr("In a chart: arrows\tMove between marks"),
            self.tr("In a chart: Enter, Space\tSelect, add to the selection"),
            self.tr("On a card: Enter, T\tMaximise, show as table"),
        ]
        self._window.dialog(self.tr("Keys"), self.tr("Every command and its key:"), "\n".join(lines))

    def _about_data(self) -> None:
        dataset = self.session.dataset
        if dataset is None:
            return
        sources = "\n".join(sorted(dataset.source_label(code) for code in dataset.tables["sources"]["id"]))
        self._window.dialog(
            dataset.title, dataset.description or dataset.title, f"{dataset.focus_rule}\n\n{sources}"
        )

    def _open_log(self) -> None:
        if self._window.hooks.log_file.exists():
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._window.hooks.log_file)))
        else:
            self._window.tell(self.tr("The log is empty."))

    def _about(self) -> None:
        text = self.tr(
            "Dependency Explorer {0}. MIT licence. Works offline; your data stay on this computer."
        ).replace("{0}", __version__)
        self._window.dialog(self.tr("About Dependency Explorer"), text, "")
