"""Walk through the window and write a picture of every screen, in both themes and two sizes.

    uv run python -m tests.tour FOLDER

Needs no display: it runs offscreen unless QT_QPA_PLATFORM says otherwise. The pictures are for people to
look at; what must hold of them is in the tests.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

SIZES = ((1440, 900), (1024, 640))
THEMES = ("light", "dark")


class Tour:
    """One window at one size in one theme."""

    def __init__(self, folder: Path, size: tuple[int, int], theme: str, home: Path) -> None:
        from dependency_explorer.app.messages import Hooks
        from dependency_explorer.app.settings import Settings
        from dependency_explorer.app.start import application
        from dependency_explorer.app.window import MainWindow

        self.qt = application()
        self.folder = folder
        self.name = f"{theme}-{size[0]}x{size[1]}"
        settings = Settings(home)
        settings.change(theme=theme)
        self.hooks = Hooks(home / "log.txt")
        self.window = MainWindow(settings, self.hooks)
        self.window.resize(*size)
        self.window.show()
        self.count = 0

    def wait(self, ready: Callable[[], bool], seconds: float = 120.0) -> None:
        """Run the event loop until `ready`."""
        deadline = time.monotonic() + seconds
        while not ready():
            if time.monotonic() > deadline:
                raise TimeoutError(f"{self.name}: the window did not get ready in {seconds:.0f} s")
            self.qt.processEvents()
            time.sleep(0.005)

    def settle(self) -> None:
        """Wait until nothing is computed or waiting to be painted."""
        still = 0
        while (
            still < 5
        ):  # one thing that ends may begin the next: a question, what it turns into, its results
            self.wait(self.still)
            self.qt.processEvents()
            still = still + 1 if self.still() else 0

    def still(self) -> bool:
        """Whether nothing is under way at this moment."""
        window = self.window
        return not (window.session.jobs.busy() or window.session.turns.waiting() or window.room.busy())

    def rest(self, seconds: float = 0.4) -> None:
        """Let what waits for a pause begin, and end."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            self.qt.processEvents()
            time.sleep(0.005)
        self.settle()

    def study(self) -> None:
        """Wait until draws and findings of the run are there as well."""
        study = self.window.study

        def there() -> bool:
            known = study.findings is not None and study.findings.outcome is study.outcome()
            return known and study.foresight is not None and study.drawn is not None and not study.waiting()

        self.settle()
        self.wait(there)
        self.settle()

    def shot(self, what: str) -> None:
        """Write a picture of the window (or of the dialog over it)."""
        self.settle()
        self.window.toasts.clear()
        self.count += 1
        self.window.grab().save(str(self.folder / f"{self.name}-{self.count:02d}-{what}.png"))

    def shot_of(self, widget: object, what: str) -> None:
        """Write a picture of one dialog."""
        self.settle()
        self.count += 1
        widget.grab().save(str(self.folder / f"{self.name}-{self.count:02d}-{what}.png"))  # type: ignore[attr-defined]

    def close(self) -> None:
        """Close the window and everything it started."""
        self.window.close()
        self.hooks.remove()
        self.window.deleteLater()
        self.qt.processEvents()


def walk(tour: Tour, stranger: Path) -> None:
    """The journeys, screen by screen."""
    from PySide6.QtWidgets import QWidget

    from dependency_explorer.data.locations import bundled_datasets

    window, session = tour.window, tour.window.session
    tour.shot("before-the-data")
    session.open(next(iter(bundled_datasets())))
    tour.wait(lambda: session.results is not None and window.panel is not None and window.panel.isVisible())
    tour.shot("opening-question")
    scenario = session.state.scenario
    assert scenario is not None
    from dataclasses import replace

    session.scenarios.set(
        replace(scenario, disruptions=tuple(replace(d, depth=0.5) for d in scenario.disruptions)), "cut"
    )
    tour.shot("cut-in-half")
    session.scenarios.back_to_baseline()
    session.choose_commodity("electricity")
    session.choose_period("2021", "2021")
    tour.shot("electricity-2021")
    session.choose_commodity("coal")
    session.choose_period("2016", "2022")
    session.pick("partners", "place", "CHN", False)
    tour.shot("coal-china-lit")
    session.clear_selection()
    session.choose_commodity("")
    session.choose_period("2022", "2022")
    tour.shot("all-commodities-2022")
    session.choose_commodity("all_goods")
    tour.shot("all-goods-by-value")
    session.choose_commodity("oil_products")
    session.choose_period("2021", "2023")
    tour.shot("brushed-2021-2023")
    session.change("month", history_step="month")
    tour.shot("history-by-month")
    session.change("year", history_step="year")
    for preset in session.dataset.scenarios if session.dataset is not None else ():
        session.scenarios.load(preset)
        tour.shot(f"preset-{preset.stem}")
    winter = next(p for p in session.dataset.scenarios if "winter" in p.name)  # type: ignore[union-attr]
    session.scenarios.load(winter)
    tour.study()
    tour.shot("ranges-and-reasons")
    panel = window.panel
    assert panel is not None
    session.scenarios.duplicate()
    tour.settle()
    scenario = session.state.scenario
    assert scenario is not None
    deeper = tuple(replace(d, depth=0.7) for d in scenario.disruptions)
    draw_more = replace(scenario.responses, draw_stocks=3.0)
    session.scenarios.set(replace(scenario, disruptions=deeper, responses=draw_more), "deeper")
    tour.study()
    panel.results.follow_draw("worst")
    tour.shot("scenario-b-follows-the-worst-draw")
    bar = panel.scroll.verticalScrollBar()
    bar.setValue(bar.maximum() // 2)
    tour.shot("why-and-which-event")
    bar.setValue(bar.maximum())
    tour.shot("foresight-and-money")
    bar.setValue(0)
    panel.results.follow_draw("")
    panel.cards[0].timing.button.setChecked(True)
    panel.levers.verticalScrollBar().setValue(60)
    tour.shot("levers-with-words")
    panel.cards[0].timing.button.setChecked(False)
    for opened, name in (
        (window.commands.scenarios.open_assumptions, "assumptions-dialog"),
        (window.commands.scenarios.open_compare, "compare-dialog"),
        (window.commands.scenarios.open_history, "history-popup"),
    ):
        opened()
        tour.shot_of(window.findChild(QWidget, name), name)
        if name == "assumptions-dialog":
            window.study.share_out(panel.shown_commodity())
            tour.shot_of(window.findChild(QWidget, name), "assumptions-shared-out")
        window.findChild(QWidget, name).close()
        tour.settle()
    session.scenarios.close("B")
    responses(tour)
    session.scenarios.load(winter)
    all_places(tour)
    window.commands.show_table("partners", True)
    tour.shot("shares-as-table")
    window.commands.show_table("partners", False)
    window.commands.maximise("flows")
    tour.shot("flows-maximised")
    window.commands.maximise("flows")
    window.commands.search.open()
    tour.shot_of(window.findChild(QWidget, "palette"), "search")
    window.findChild(QWidget, "palette").close()
    exports(tour)
    tests_of(tour)
    session.open(str(stranger))
    tour.wait(lambda: session.dataset is not None and session.dataset.name != "mongolia")
    tour.shot("a-strangers-table")
    imports(tour, stranger.parent)


def responses(tour: Tour) -> None:
    """Each response on in turn, once at its levers and once at what the plots make of it."""
    from dataclasses import replace

    from dependency_explorer.whatif.scenario import TO_THE_END, FuelSwitch

    session, panel = tour.window.session, tour.window.panel
    scenario = session.state.scenario
    assert scenario is not None
    assert panel is not None
    deep = tuple(replace(d, depth=0.9) for d in scenario.disruptions)
    for name, box, changes in (
        ("stretch", panel.responses.stretch, {"draw_stocks": 3.0, "stretch": TO_THE_END}),
        ("switch", panel.responses.switch, {"switches": (FuelSwitch("gasoline_ai92", "diesel", 0.4, 2.0),)}),
        ("price", panel.responses.price, {"price_response": True}),
        ("saving", panel.responses.restrain, {"saving": 0.15}),
    ):
        new = replace(scenario.responses, **changes)  # type: ignore[arg-type]
        session.scenarios.set(replace(scenario, disruptions=deep, responses=new), name)
        tour.study()
        panel.levers.ensureWidgetVisible(box, 0, 12)
        tour.shot(f"response-{name}")
    panel.levers.verticalScrollBar().setValue(0)
    session.store.undo()
    tour.settle()


def all_places(tour: Tour) -> None:
    """The run over all places, and what it says where a scenario hits nothing that is traded."""
    from PySide6.QtCore import QSize

    window = tour.window
    window.commands.open_places()
    shown = window.commands.tests.places
    shown.resize(QSize(min(1060, window.width() - 48), min(640, window.height() - 48)))
    tour.rest()
    tour.shot_of(shown, "all-places")
    shown.close()


def briefing(folder: Path) -> None:
    """The pages of a briefing on two scenarios."""
    from dependency_explorer.commands.briefing import _scenes
    from dependency_explorer.commands.opening import open_dataset, open_scenario
    from dependency_explorer.figures.briefing import briefing as told_of
    from dependency_explorer.figures.comparison import Ran, run_all
    from dependency_explorer.painting.output import png_bytes

    dataset = open_dataset("mongolia").dataset
    names = ("winter_fuel_squeeze_2023_24", "export_ban_2023")
    opened = [Ran(letter, open_scenario(dataset, name)) for letter, name in zip("AB", names, strict=True)]
    told = told_of(dataset, run_all(dataset, opened, 1024, 0, lambda _done, _total: None))
    for number, scene in enumerate(_scenes(dataset, told), 1):
        (folder / f"briefing-{number}.png").write_bytes(png_bytes(scene, 1.5))


def exports(tour: Tour) -> None:
    """The dialog by which figures leave: as it opens, and plain, without a background, with a place emphasised."""
    from dependency_explorer.app.drop_down import DropDown

    window, session = tour.window, tour.window.session
    assert session.dataset is not None
    assert session.results is not None
    session.pick("partners", "place", "RUS", False)
    tour.settle()
    figure = session.results.figures["trend"]
    dialog = window.commands._exports().dialog(figure, session.dataset, window.style_tokens)
    dialog.show()
    tour.shot_of(dialog, "export")
    dialog.findChild(DropDown, "export-content").setCurrentIndex(1)
    dialog.findChild(DropDown, "export-size").setCurrentIndex(2)
    tour.shot_of(dialog, "export-plain-portrait")
    dialog.close()
    dialog.deleteLater()
    session.clear_selection()
    tour.settle()


def imports(tour: Tour, folder: Path) -> None:
    """Tables on their way in: a recognised one, one whose columns are guessed, one that cannot be read yet."""
    from PySide6.QtWidgets import QWidget

    from tests.qt.importing import comtrade

    window, session = tour.window, tour.window.session

    def look_at(path: Path) -> QWidget:
        session.open(str(path))
        # It is built over several turns of the event loop and shown when it is whole.
        tour.wait(lambda: (w := window.findChild(QWidget, "import-window")) is not None and w.isVisible())
        tour.rest()
        return window.findChild(QWidget, "import-window")

    def leave() -> None:
        window.findChild(QWidget, "import-window").reject()
        tour.settle()
        tour.qt.sendPostedEvents(None, 52)  # DeferredDelete: the next one must be found, not this one

    shown = look_at(
        comtrade(folder, "a download with a name that goes on and on, as those of portals do, 2022.csv")
    )
    tour.shot_of(shown, "import-recognised")
    shown.goal.join.setChecked(True)
    tour.shot_of(shown, "import-joins")
    leave()
    shown = look_at(unknown_table(folder))
    tour.shot_of(shown, "import-unknown-as-guessed")
    shown.tabs.setCurrentIndex(1)
    tour.shot_of(shown, "import-unknown-columns")
    shown.desk.set_constant("importer", "Europe")
    tour.settle()
    shown.tabs.setCurrentIndex(3)
    tour.shot_of(shown, "import-problems")
    shown.tabs.setCurrentIndex(0)
    tour.shot_of(shown, "import-decisions")
    shown.foot.save.click()
    tour.wait(lambda: window.findChild(QWidget, "import-window") is None or not shown.isVisible())
    tour.settle()
    tour.count += 1
    window.grab().save(str(tour.folder / f"{tour.name}-{tour.count:02d}-imported-with-toast.png"))
    window.commands.importer.report()
    report = window.findChild(QWidget, "quality-report")
    tour.shot_of(report, "quality-report")
    report.close()
    session.open("critical-minerals")
    tour.wait(lambda: session.dataset.name == "critical-minerals" and session.results is not None)
    tour.settle()
    window.actions_by_id["compare_places"].trigger()
    tour.shot("places-compared")
    production = folder / "production only"
    production.mkdir(exist_ok=True)
    rows = "".join(f"{year},CHL,copper,production,{5000 + year},kt\n" for year in range(2015, 2024))
    (production / "balances.csv").write_text("period,place,commodity,item,value,unit\n" + rows)
    session.open(str(production))
    tour.wait(lambda: session.dataset.name == "production only")
    tour.shot("no-flows")
    window.actions_by_id["tables"].trigger()
    tables = window.findChild(QWidget, "data-tables")
    tour.shot_of(tables, "tables-of-the-dataset")
    tables.close()


def unknown_table(folder: Path) -> Path:
    """A table of no known format: no buyer, a doubtful column, faulty cells, Cyrillic names."""
    lines = ["Год;Откуда;Топливо;Объём, млн м3;X1;Примечание"]
    for year in range(2010, 2022):
        for place, amount in (("Россия", 150), ("Норвегия", 110), ("Алжир", 40), ("", 5)):
            told = (
                "нет данных"
                if (year, place) == (2015, "Алжир")
                else "12..7"
                if year == 2019
                else f"{amount + year % 7},5"
            )
            lines.append(f"{year};{place};газ природный;{told};{year % 3};")
    path = folder / "Поставки газа в Европу.csv"
    path.write_bytes(("\n".join(lines) + "\n").encode("cp1251"))
    return path


def tests_of(tour: Tour) -> None:
    """The windows of the tests, and what they replay."""
    from PySide6.QtCore import QSize

    window = tour.window
    room = QSize(min(1120, window.width() - 48), min(680, window.height() - 48))
    window.commands.open_stress_test()
    stress = window.commands.tests.stress
    stress.resize(room)
    tour.rest()
    tour.shot_of(stress, "stress-test")
    stress.controls.pairs.setChecked(True)
    tour.settle()
    stress.controls.together.setChecked(True)
    tour.rest()
    tour.shot_of(stress, "stress-pairs")
    stress.controls.together.setChecked(False)
    stress.as_chart.setChecked(True)
    tour.shot_of(stress, "stress-chart")
    stress.controls.words.setText("nothing of this name")
    tour.shot_of(stress, "stress-nothing-left")
    stress.as_chart.setChecked(False)
    for words in ("diesel", "tuva", "import limit from russia falls"):
        stress.controls.words.setText(words)
        stress.table.chosen.emit(0)
        tour.rest()
        tour.shot(f"replayed-{words.split(' ')[0]}")
    tour.shot_of(stress, "stress-peak")
    stress.close()
    window.commands.open_backtests()
    gallery = window.commands.tests.backtests
    gallery.resize(room)
    tour.settle()
    for row in range(gallery.cases.count()):
        gallery.cases.setCurrentRow(row)
        tour.shot_of(gallery, f"back-test-{row}")
    gallery.load.click()
    tour.shot("back-test-loaded")
    gallery.close()


def stranger_table(folder: Path) -> Path:
    """Somebody else's data: Nepal, India, petrol; long and non-Latin names; more than 200 rows."""
    lines = ["period,exporter,importer,commodity,quantity,unit,value_usd,note"]
    for year in range(2005, 2025):
        for exporter, share in (("IND", 0.8), ("CHN", 0.1), ("ARE", 0.06), ("SGP", 0.04)):
            for commodity, unit, size in (
                ("petrol", "kt", 500),
                ("cooking gas (LPG)", "kt", 300),
                ("विद्युत", "GWh", 1500),
            ):
                amount = size * share * (1 + (year - 2005) / 20)
                lines.append(
                    f"{year},{exporter},NPL,{commodity},{amount:.1f},{unit},{amount * 900:.0f},invented"
                )
    path = folder / "a table with a rather long name, as people download them.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def main() -> int:
    """Walk in every theme and size."""
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else "tour")
    folder.mkdir(parents=True, exist_ok=True)
    for theme in THEMES:
        for size in SIZES:
            with tempfile.TemporaryDirectory() as home:
                tour = Tour(folder, size, theme, Path(home))
                try:
                    walk(tour, stranger_table(Path(home)))
                finally:
                    # Gives the hooks back as well: theirs is the log, and nobody would read there what went wrong.
                    tour.close()
    briefing(folder)
    print(f"{len(list(folder.glob('*.png')))} pictures in {folder}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
