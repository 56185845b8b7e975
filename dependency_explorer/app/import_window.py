"""The import window: what a downloaded table is, how it will be read, what is decided on the way, and where it goes.

It is a dialog over the main window and not a page in it: what is open stays in sight and as it was, the commands of
the charts are out of reach, Esc leaves without a trace, and nothing has to be put back.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QSplitter,
    QStackedWidget,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from dependency_explorer.app.cards import ElidedLabel
from dependency_explorer.app.drop_down import DropDown
from dependency_explorer.app.drops import local_files
from dependency_explorer.app.import_columns import ColumnList, ConstantForm, is_doubtful
from dependency_explorer.app.import_desk import LOOK, READ, WRITE, ImportDesk, Target, Whole
from dependency_explorer.app.import_goal import Goal
from dependency_explorer.app.import_parts import DecisionList, NoticeBar, merged, sum_text
from dependency_explorer.app.import_tables import SideBySide
from dependency_explorer.app.import_words import asked_for, for_the_window, worth_saying
from dependency_explorer.app.jobs import progress_text
from dependency_explorer.app.panel_parts import text_label
from dependency_explorer.app.plain import PlainLabel, tip
from dependency_explorer.app.screen_room import FittedDialog
from dependency_explorer.data.problems import count, counted

if TYPE_CHECKING:
    from dependency_explorer.analysis.sums import FlowSum
    from dependency_explorer.app.loading import Offer
    from dependency_explorer.app.session import Session
    from dependency_explorer.app.table_view import TableView
    from dependency_explorer.charts.style import Style
    from dependency_explorer.data.intake.preview import Preview
    from dependency_explorer.data.problems import Problem

SEPARATORS = ((",", "comma"), (";", "semicolon"), ("\t", "tab"), ("|", "bar"))
ENCODINGS = (
    "utf-8", "utf-16", "cp1252", "latin-1", "cp1250", "cp1251", "cp1253", "cp1254", "koi8-r", "gb18030",
    "shift_jis", "euc_kr",
)  # fmt: skip


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
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(16, 12, 16, 12)
        self._column.setSpacing(8)
        self._build_head(offer)

    def build(self) -> None:
        """Build what stands below the head, in a turn of the event loop of its own."""
        self._build_body()

    def complete(self) -> None:
        """Put it into its place, which has Qt look up the style of every part, and build the rest: the next turn."""
        self._column.addWidget(self._middle, 1)
        self._build_foot()
        self._connect()
        self._show_no_problems(self.tr("The whole table has to be read first."))

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
        wanted = self.constants.first_asked()
        if wanted is not None:
            return wanted
        return self.columns if self.desk.preview.role_names else self.format

    # ---- building ---------------------------------------------------------------------------------------

    def _build_head(self, offer: Offer) -> None:
        self.heading = ElidedLabel("title")
        self.heading.set_full(offer.preview.path.name)
        self.facts = ElidedLabel("muted")
        self.format = DropDown("import-format", self.tr("Format"), 22)
        self.reason = ElidedLabel("muted")
        self.encoding = DropDown("import-encoding", self.tr("Encoding"), 8)
        self.separator = DropDown("import-separator", self.tr("Separator"), 8)
        self.sheet = DropDown("import-sheet", self.tr("Sheet"), 10)
        row = QHBoxLayout()
        row.setSpacing(8)
        self._captions: dict[DropDown, QLabel] = {}
        for box in (self.format, self.encoding, self.separator, self.sheet):
            caption = PlainLabel(box.accessibleName())
            caption.setProperty("role", "muted")
            caption.setBuddy(box)
            self._captions[box] = caption
            row.addWidget(caption)
            row.addWidget(box)
        row.addStretch(1)
        self.notice = NoticeBar("import-notice")
        self.trouble = NoticeBar("import-trouble")
        self.later = NoticeBar("import-later")
        head = QVBoxLayout()
        head.setSpacing(0)
        head.addWidget(self.heading)
        head.addWidget(self.facts)
        what = QVBoxLayout()
        what.setSpacing(4)
        what.addLayout(row)
        what.addWidget(self.reason)
        self._column.addLayout(head)
        self._column.addLayout(what)
        self._column.addWidget(self.notice)
        self._column.addWidget(self.trouble)
        self._column.addWidget(self.later)
        self.tables = SideBySide()

    def _build_body(self) -> None:
        self.decisions = DecisionList()
        self.columns = ColumnList()
        self.constants = ConstantForm()
        self.problems = _problem_table()
        self._no_problems = text_label("muted")
        self._no_problems.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._no_problems.setContentsMargins(8, 12, 8, 8)
        self._problem_page = QStackedWidget()
        self._problem_page.addWidget(self._no_problems)
        self._problem_page.addWidget(self.problems)
        self.tabs = QTabWidget()
        self.tabs.setObjectName("import-tabs")
        self.tabs.setDocumentMode(True)
        for widget, name in (
            (self.decisions, self.tr("Decisions")),
            (self.columns, self.tr("Columns")),
            (self.constants, self.tr("Fixed values")),
            (self._problem_page, self.tr("Problems")),
        ):
            self.tabs.addTab(widget, name)
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
        self._verb = PlainLabel()
        self._verb.setProperty("role", "muted")
        self._bar = QProgressBar()
        self._bar.setFixedWidth(120)
        self._bar.setTextVisible(False)
        self._stop = QPushButton(self.tr("Stop"))
        self._stop.setObjectName("import-stop")
        self._cancel = QPushButton(self.tr("Cancel"))
        self._cancel.setObjectName("import-cancel")
        self.save_button = QPushButton(self.tr("Save and open"))
        self.save_button.setObjectName("import-save")
        self.save_button.setProperty("role", "primary")
        self.save_button.setDefault(True)
        for button in (self._stop, self._cancel):
            button.setAutoDefault(False)
        foot = QHBoxLayout()
        foot.setSpacing(8)
        foot.addWidget(self._verb)
        foot.addWidget(self._bar)
        foot.addWidget(self._stop)
        foot.addStretch(1)
        foot.addWidget(self._cancel)
        foot.addWidget(self.save_button)
        self._column.addWidget(self.goal)
        self._column.addLayout(foot)

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
        self.format.activated.connect(self._format_chosen)
        self.encoding.activated.connect(self._encoding_chosen)
        self.separator.activated.connect(self._separator_chosen)
        self.sheet.activated.connect(self._sheet_chosen)
        self.decisions.chosen.connect(desk.choose)
        self.decisions.asked.connect(desk.work_out)
        self.columns.role_chosen.connect(desk.set_role)
        self.constants.changed.connect(desk.set_constant)
        self.constants.direction_chosen.connect(desk.choose)
        self.notice.acted.connect(self._afresh)
        self.trouble.acted.connect(desk.again)
        self.goal.changed.connect(self._goal_changed)
        self._stop.clicked.connect(self._stopped)
        self._cancel.clicked.connect(self.reject)
        self.save_button.clicked.connect(self._save)
        self._session.jobs.progressed.connect(self._progress)
        self._session.jobs.ended.connect(self._job_ended)

    # ---- showing ----------------------------------------------------------------------------------------

    def _started(self) -> None:
        self.trouble.say("")
        self._show_no_problems(self.tr("The whole table has to be read first."))
        self._show_state()

    def _show_preview(self, preview: Preview) -> None:
        self.format.fill([(one.name, _format_text(one)) for one in preview.candidates], preview.profile)
        if not preview.profile:
            self.format.insertItem(0, self.tr("not recognised"), "")
            self.format.setCurrentIndex(0)
        known = preview.recognised
        self.reason.set_full(known.reason if known is not None else "")
        if known is not None and not known.confidence and known.name == preview.profile:
            self.reason.set_full(self.tr("Chosen by you; the file does not look like it."))
        codes = [preview.encoding, *(one for one in ENCODINGS if one != preview.encoding)]
        is_text = bool(preview.separator)
        self._offer(self.encoding, [(one, one.upper()) for one in codes], preview.encoding, is_text)
        signs = dict(SEPARATORS)
        signs.setdefault(preview.separator, f"“{preview.separator}”")
        self._offer(self.separator, list(signs.items()), preview.separator, is_text)
        sheets = [("", self.tr("as the format says")), *((one, one) for one in preview.sheets)]
        self._offer(self.sheet, sheets, self.desk.plan.sheet, len(preview.sheets) > 1)
        self.tables.show_file(preview.as_read)
        self.tables.show_dataset(preview.dataset)
        doubtful = frozenset(one.column for one in preview.roles if is_doubtful(one))
        self.tables.mark(doubtful, self._style)
        tint = _tint(self._style)
        self.columns.show_columns(preview.as_read, preview.roles, preview.role_names, tint)
        self.tabs.setTabVisible(1, bool(preview.role_names))
        self._name_tab(1, self.tr("Columns"), len(doubtful), mark="? ")
        plan = self.desk.plan
        direction = plan.choices.get("direction", "").removeprefix("both")
        self.constants.show_constants(plan.constants, direction, bool(preview.role_names))
        if preview.trouble:
            self._show_trouble(preview.trouble)
        if self._first:
            title = (
                preview.dataset.title if preview.dataset is not None else preview.path.stem.replace("_", " ")
            )
            self.goal.propose(title)
        self._first = self._first and bool(preview.trouble)
        doubt = worth_saying(preview.decisions)
        wanted = asked_for(for_the_window(preview.trouble) or doubt)
        self.constants.ask(wanted)
        self._name_tab(2, self.tr("Fixed values"), len(wanted), mark="? ")
        if not preview.trouble:
            self.trouble.say(doubt)
        if preview.trouble and self.tabs.currentIndex() == 0:
            if wanted:
                self.tabs.setCurrentWidget(self.constants)
            elif preview.role_names:
                self.tabs.setCurrentWidget(self.columns)
        self._show_state()

    def _show_whole(self, whole: Whole) -> None:
        report = whole.report
        self.decisions.show_decisions(report.decisions, None, False)
        has_flows = bool(len(whole.dataset.tables["flows"]))
        self._say_total(
            self.tr("Adding up all flows…")
            if has_flows
            else self.tr("No flows between places: see the tables at the right")
        )
        self._show_problems(whole.dataset.problems)
        self._name_tab(0, self.tr("Decisions"), len(merged(report.decisions)))
        self.facts.set_full(whole.facts)
        self.trouble.say(worth_saying(report.decisions))
        self._goal_changed()
        self._show_state()

    def _show_total(self, total: FlowSum) -> None:
        if self.desk.whole is not None:
            decisions = self.desk.whole.report.decisions
            self.decisions.show_decisions(decisions, total, self.desk.answers_quickly)
        text = self.tr("Total of all flows now: {0} in {1}")
        self._say_total(text.replace("{0}", sum_text(total)).replace("{1}", counted(total.links, "flow")))

    def _say_total(self, text: str) -> None:
        self.total.set_full(text)
        self.total.setVisible(bool(text))

    def _show_effect(self, key: str, option: str, total: FlowSum) -> None:
        self.decisions.show_effect(key, option, total)

    def _show_problems(self, problems: tuple[Problem, ...]) -> None:
        from dependency_explorer.app.quality_report import problem_rows

        self.problems.set_table(problem_rows(problems))
        self._show_no_problems(self.tr("Nothing was found that could not be read."))
        if problems:
            self._problem_page.setCurrentWidget(self.problems)
            self._name_tab(3, self.tr("Problems"), len(problems))

    def _show_no_problems(self, why: str) -> None:
        self._no_problems.setText(why)
        self._problem_page.setCurrentWidget(self._no_problems)
        self._name_tab(3, self.tr("Problems"), 0)

    def _show_trouble(self, sentence: str) -> None:
        name = self.desk.path.name
        told = for_the_window(sentence).removeprefix(f"{name}: ")
        told = told if told.startswith(name) else told[:1].upper() + told[1:]
        self.trouble.say(told.replace(". It ", ".\nIt "), alarm=not asked_for(told))
        if self.desk.whole is None:
            self.facts.set_full(self._size())
        if self.desk.whole is None:
            self._say_total("")
            self.decisions.show_waiting(self.tr("The table cannot be read like this yet: see above."))
        self._show_state()

    def _show_state(self) -> None:
        desk = self.desk
        ready = desk.whole is not None and not desk.busy
        self.save_button.setEnabled(ready and bool(self.goal.title()))
        self.save_button.setToolTip("" if self.save_button.isEnabled() else tip(self._why_not()))
        if not desk.busy and not desk.writing:
            for widget in (self._verb, self._bar, self._stop):
                widget.hide()
        if desk.whole is None and desk.busy:
            self.facts.set_full(self._facts_so_far())
            if self.decisions.widget() is None or not self.total.full():
                self.decisions.show_waiting(self.tr("Reading the whole table to see what repeats in it…"))

    def _why_not(self) -> str:
        if self.desk.busy:
            return self.tr("The whole table has to be read first")
        if self.desk.whole is None:
            return self.tr("This table cannot be read yet: see above")
        return self.tr("Give the dataset a name")

    def _facts_so_far(self) -> str:
        return self.tr("{0} · first rows below; reading the rest…").replace("{0}", self._size())

    def _size(self) -> str:
        try:
            size = self.desk.path.stat().st_size
        except OSError:
            return self.tr("the file is no longer there")
        return f"{size / 1e6:,.1f} MB" if size >= 1e5 else f"{size / 1e3:,.1f} kB"

    def _progress(self, kind: str, verb: str, done: int, total: int) -> None:
        if kind not in (LOOK, READ, WRITE):
            return
        self._verb.setText(progress_text(verb, done, total))
        self._bar.setRange(0, 1000 if total else 0)
        self._bar.setValue(int(1000 * done / total) if total else 0)
        for widget in (self._verb, self._bar):
            widget.show()
        self._stop.show()

    def _job_ended(self, kind: str) -> None:
        if kind in (LOOK, READ, WRITE):
            self._show_state()

    # ---- choosing ---------------------------------------------------------------------------------------

    def _format_chosen(self) -> None:
        # Decisions and roles belong to a format; what was typed holds whatever the format is.
        self.desk.change(profile=self.format.currentData(), choices={}, roles={})

    def _encoding_chosen(self) -> None:
        self.desk.change(encoding=self.encoding.currentData())

    def _separator_chosen(self) -> None:
        self.desk.change(separator=self.separator.currentData())

    def _sheet_chosen(self) -> None:
        self.desk.change(sheet=self.sheet.currentData())

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
            self.facts.set_full(
                self.tr("{0} · first rows below; the rest was not read").replace("{0}", self._size())
            )
            self.decisions.show_waiting(self.tr("The whole table has to be read to see what repeats in it."))

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
        self.save_button.setText(self.goal.verb())
        self._show_state()

    # ---- leaving ----------------------------------------------------------------------------------------

    def _save(self) -> None:
        target = self.goal.target()
        if target is not None:
            self.trouble.say("")
            self._cancel.setFocus()  # a button that is greyed hands the keyboard to what comes next, far above
            self.save_button.setEnabled(False)
            self.desk.save(target)

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

    # ---- drop-downs -------------------------------------------------------------------------------------

    def _offer(self, box: DropDown, entries: list[tuple[str, str]], chosen: str, applies: bool) -> None:
        """A drop-down that is there only where it applies."""
        for widget in (box, self._captions[box]):
            widget.setVisible(applies)
        if applies:
            box.fill(entries, chosen)

    def _name_tab(self, index: int, name: str, number: int, mark: str = "") -> None:
        self.tabs.setTabText(index, f"{mark}{name} ({count(number)})" if number else name)


def _format_text(candidate: object) -> str:
    confidence = candidate.confidence  # type: ignore[attr-defined]
    title: str = candidate.title  # type: ignore[attr-defined]
    return f"{title} · {round(100 * confidence)}\u2009% sure" if confidence else title


def _problem_table() -> TableView:
    from dependency_explorer.app.table_view import TableView

    table = TableView()
    table.setObjectName("import-problems")
    table.setAccessibleName("Problems")
    return table


def _tint(style: Style) -> str:
    from dependency_explorer.charts.drawing import mix

    return mix(style.surface, style.accent, 0.18)
