"""The import window: what a downloaded table is, how it will be read, what is decided on the way, and where it goes.

It is a dialog over the main window and not a page in it: what is open stays in sight and as it was, the commands of
the charts are out of reach, Esc leaves without a trace, and nothing has to be put back.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QSplitter, QVBoxLayout, QWidget

from dependency_explorer.app.drops import local_files
from dependency_explorer.app.import_desk import LOOK, READ, WRITE, ImportDesk, Target, Whole
from dependency_explorer.app.import_foot import ImportFoot
from dependency_explorer.app.import_goal import Goal
from dependency_explorer.app.import_head import ImportHead
from dependency_explorer.app.import_parts import NoticeBar, sum_text
from dependency_explorer.app.import_tables import SideBySide
from dependency_explorer.app.import_tabs import ImportTabs
from dependency_explorer.app.import_words import asked_for, asks, for_the_window, worth_saying
from dependency_explorer.app.labels import ElidedLabel
from dependency_explorer.app.screen_room import FittedDialog
from dependency_explorer.data.problems import counted

if TYPE_CHECKING:
    from dependency_explorer.analysis.sums import FlowSum
    from dependency_explorer.app.loading import Offer
    from dependency_explorer.app.session import Session
    from dependency_explorer.charts.style import Style
    from dependency_explorer.data.intake.preview import Preview


class ImportWindow(FittedDialog):
    """Shows one import; `saved` tells the folder of the data package that it ended in, `dropped` the files dropped
    on it meanwhile, which wait until it is done."""

    saved = Signal(str)
    dropped = Signal(tuple)

    def __init__(self, session: Session, offer: Offer, style: Style, parent: QWidget | None = None) -> None:
        super().__init__(parent, (1280, 840), over=(64, 48))
        self.setObjectName("import-window")
        self.setWindowTitle(self.tr("Import {0}").replace("{0}", offer.preview.path.name))
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setAcceptDrops(True)
        self._session = session
        self._style = style
        folder = session.settings.folder / "cache"
        self.desk = ImportDesk(session.jobs, session.hooks, session.release, offer, self, folder)
        self._first = True
        self.head = ImportHead(offer.preview.path.name)
        self.notice = NoticeBar("import-notice")
        self.trouble = NoticeBar("import-trouble")
        self.later = NoticeBar("import-later")
        self.tables = SideBySide()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(16, 12, 16, 12)
        self._column.setSpacing(8)
        for part in (self.head, self.notice, self.trouble, self.later):
            self._column.addWidget(part)

    def build(self) -> None:
        """Build what stands below the head, in a turn of the event loop of its own."""
        self._build_body()

    def complete(self) -> None:
        """Put it into its place, which has Qt look up the style of every part, and build the rest: the next turn."""
        self._column.addWidget(self._middle, 1)
        self._build_foot()
        self._connect()
        self.tabs.show_no_problems(self.tr("The whole table has to be read first."))

    def fill(self, offer: Offer) -> None:
        """Enter what was seen of the file."""
        self._show_preview(offer.preview)
        if offer.remembered:
            self.notice.say(
                self.tr("Read as a table with the same columns was read before."), self.tr("Start afresh")
            )
        # What has to be answered needs its room more than the rows of which it is asked.
        self._middle.setSizes([400, 600] if offer.preview.trouble else [480, 520])
        self._where_to_begin().setFocus()

    def begin(self) -> None:
        """Appear, and read the file to its end."""
        self.show()
        self.desk.begin()

    def _where_to_begin(self) -> QWidget:
        """What the keyboard should be at: the name, or else what has to be answered first."""
        if not self.desk.preview.trouble:
            return self.goal.name
        wanted = self.tabs.constants.first_asked()
        if wanted is not None:
            return wanted
        return self.tabs.columns if self.desk.preview.role_names else self.head.format

    # ---- building ---------------------------------------------------------------------------------------

    def _build_body(self) -> None:
        self.tabs = ImportTabs()
        self.total = ElidedLabel("heading")
        self.total.hide()
        below = QWidget()
        lower = QVBoxLayout(below)
        lower.setContentsMargins(0, 0, 0, 0)
        lower.setSpacing(4)
        lower.addWidget(self.total)
        lower.addWidget(self.tabs, 1)
        self._middle = middle = QSplitter(Qt.Orientation.Vertical)
        middle.setChildrenCollapsible(False)
        middle.setHandleWidth(8)
        middle.addWidget(self.tables)
        middle.addWidget(below)

    def _build_foot(self) -> None:
        self.goal = Goal(self._session)
        self.foot = ImportFoot()
        self._column.addWidget(self.goal)
        self._column.addWidget(self.foot)

    def _connect(self) -> None:
        desk = self.desk
        desk.started.connect(self._started)
        desk.looked.connect(self._show_preview)
        desk.reads_on.connect(self._show_state)
        desk.read.connect(self._show_whole)
        desk.summed.connect(self._show_total)
        desk.effect_known.connect(self._show_effect)
        desk.keys_known.connect(self.goal.show_same_keys)
        desk.failed.connect(self._show_trouble)
        desk.write_failed.connect(self._show_trouble)
        desk.written.connect(self._written)
        self.head.changed.connect(self._how_chosen)
        self.tabs.decisions.chosen.connect(desk.choose)
        self.tabs.decisions.asked.connect(desk.work_out)
        self.tabs.columns.role_chosen.connect(desk.set_role)
        self.tabs.constants.changed.connect(desk.set_constant)
        self.tabs.constants.direction_chosen.connect(desk.choose)
        self.notice.acted.connect(self._afresh)
        self.trouble.acted.connect(desk.again)
        self.goal.changed.connect(self._goal_changed)
        self.foot.stop.clicked.connect(self._stopped)
        self.foot.cancel.clicked.connect(self.reject)
        self.foot.save.clicked.connect(self._save)
        self._session.jobs.progressed.connect(self._progress)
        self._session.jobs.ended.connect(self._job_ended)

    # ---- showing ----------------------------------------------------------------------------------------

    def _started(self) -> None:
        self.trouble.say("")
        self.goal.forget_same_keys()
        self.tabs.show_no_problems(self.tr("The whole table has to be read first."))
        self._show_state()

    def _show_preview(self, preview: Preview) -> None:
        self.head.show_preview(preview, self.desk.plan.sheet)
        self.tables.show_file(preview.as_read)
        if preview.aside:
            self.tables.show_no_rows(self.tr("Nothing of the first rows: the sentence above says why."))
        else:
            self.tables.show_dataset(preview.dataset, asks(for_the_window(preview.trouble)))
        self.tables.mark(self.tabs.show_preview(preview, self.desk.plan, self._style), self._style)
        if preview.trouble:
            self._show_trouble(preview.trouble)
        if self._first:
            title = (
                preview.dataset.title if preview.dataset is not None else preview.path.stem.replace("_", " ")
            )
            self.goal.propose(title)
        self._first = self._first and bool(preview.trouble)
        doubt = worth_saying(preview.decisions)
        self.tabs.ask(asked_for(for_the_window(preview.trouble) or doubt))
        if preview.trouble:
            self.tabs.lead(preview)
        else:
            self.trouble.say(preview.aside or doubt)
        self._show_state()

    def _show_whole(self, whole: Whole) -> None:
        report = whole.report
        if self.desk.preview.dataset is None:  # the first rows alone became nothing
            self.tables.show_dataset(whole.dataset, False)
        self.tabs.show_decisions(report.decisions)
        has_flows = bool(len(whole.dataset.tables["flows"]))
        self._say_total(
            self.tr("Adding up all flows…")
            if has_flows
            else self.tr("No flows between places: see the tables at the right")
        )
        self.tabs.show_problems(whole.dataset.problems)
        self.head.facts.set_full(whole.facts)
        self.trouble.say(worth_saying(report.decisions))
        self._goal_changed()
        self._show_state()

    def _show_total(self, total: FlowSum) -> None:
        self.tabs.decisions.show_total(total, self.desk.answers_quickly)
        text = self.tr("Total of all flows now: {0} in {1}")
        self._say_total(text.replace("{0}", sum_text(total)).replace("{1}", counted(total.links, "flow")))

    def _say_total(self, text: str) -> None:
        self.total.set_full(text)
        self.total.setVisible(bool(text))

    def _show_effect(self, key: str, option: str, total: FlowSum) -> None:
        self.tabs.decisions.show_effect(key, option, total)

    def _show_trouble(self, sentence: str) -> None:
        name = self.desk.path.name
        told = for_the_window(sentence).removeprefix(f"{name}: ")
        told = told if told.startswith(name) else told[:1].upper() + told[1:]
        self.trouble.say(told.replace(". It ", ".\nIt "), alarm=not asks(told))
        if self.desk.whole is None:
            self.head.facts.set_full(self._size())
            self._say_total("")
            self.tabs.show_undecided(
                self.tr("The table cannot be read like this yet: see above.")
                if asks(told)
                else self.tr("The table cannot be read like this: see above.")
            )
        self._show_state()

    def _show_state(self) -> None:
        desk = self.desk
        self.foot.allow(self._why_not())
        # What is being saved is what stood here; a choice made meanwhile would be lost without a word.
        for part in (self.head, self.notice, self.tabs, self.goal):
            part.setEnabled(not desk.writing)
        if not desk.busy and not desk.writing:
            self.foot.rest()
        if desk.whole is None and desk.busy:
            self.head.facts.set_full(self._facts_so_far())
            if self.tabs.decisions.widget() is None or not self.total.full():
                self.tabs.show_undecided(self.tr("Reading the whole table to see what repeats in it…"))

    def _why_not(self) -> str:
        if self.desk.writing:
            return self.tr("It is being saved")
        if self.desk.busy:
            return self.tr("The whole table has to be read first")
        if self.desk.whole is None:
            return self.tr("This table cannot be read yet: see above")
        return "" if self.goal.title() else self.tr("Give the dataset a name")

    def _facts_so_far(self) -> str:
        return self.tr("{0} · first rows below; reading the rest…").replace("{0}", self._size())

    def _size(self) -> str:
        try:
            size = self.desk.path.stat().st_size
        except OSError:
            return self.tr("the file is no longer there")
        return f"{size / 1e6:,.1f} MB" if size >= 1e5 else f"{size / 1e3:,.1f} kB"

    def _progress(self, kind: str, verb: str, done: int, total: int) -> None:
        if kind in (LOOK, READ, WRITE):
            self.foot.show_progress(verb, done, total)

    def _job_ended(self, kind: str) -> None:
        if kind in (LOOK, READ, WRITE):
            self._show_state()

    # ---- choosing ---------------------------------------------------------------------------------------

    def _how_chosen(self, fields: dict[str, object]) -> None:
        self.desk.change(**fields)

    def _afresh(self) -> None:
        self.notice.say("")
        self.desk.change(profile="", choices={}, roles={}, constants={}, encoding="", separator="", sheet="")

    def _stopped(self) -> None:
        if self.desk.writing:
            self.desk.stop_writing()
            self.trouble.say(
                self.tr("Writing was stopped. Nothing was saved{0}.").replace("{0}", self._as_before())
            )
            return
        self.desk.stop()
        self._show_state()
        if self.desk.whole is None:
            said = self.tr("Reading was stopped. Nothing was saved{0}.").replace("{0}", self._as_before())
            self.trouble.say(said, self.tr("Read again"))
            self.head.facts.set_full(
                self.tr("{0} · first rows below; the rest was not read").replace("{0}", self._size())
            )
            self.tabs.show_undecided(self.tr("The whole table has to be read to see what repeats in it."))

    def _as_before(self) -> str:
        """That what is open is untouched."""
        dataset = self._session.dataset
        return (
            self.tr(", and “{0}” is open as before").replace("{0}", dataset.title)
            if dataset is not None
            else ""
        )

    def _goal_changed(self) -> None:
        beside = self.goal.beside()
        if beside is not None and self.desk.whole is not None and not self.goal.keys_counted:
            self.desk.compare_keys(beside)
        self.foot.save.setText(self.goal.verb())
        self._show_state()

    # ---- leaving ----------------------------------------------------------------------------------------

    def _save(self) -> None:
        target = self.goal.target()
        if target is not None:
            self.trouble.say("")
            self.foot.hold()
            self.desk.save(target)
            self._show_state()

    def target(self) -> Target | None:
        """Where the dataset would go now."""
        return self.goal.target()

    def _written(self, folder: str) -> None:
        whole, preview = self.desk.whole, self.desk.preview
        if whole is not None:
            fingerprint = whole.report.fingerprint
            self._session.memory.remember(preview.path, fingerprint, preview.signature, self.desk.plan)
        self.saved.emit(folder)
        self.accept()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if local_files(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        event.acceptProposedAction()
        paths = local_files(event.mimeData())
        self.dropped.emit(paths)
        names = ", ".join(Path(path).name for path in paths)
        self.later.say(self.tr("Comes after this table: {0}.").replace("{0}", names))

    def done(self, result: int) -> None:
        self.desk.close()
        super().done(result)

    def closeEvent(self, event: QCloseEvent) -> None:
        self.desk.close()
        super().closeEvent(event)
