"""What the window tells: a toast for what was survived, a dialog for what failed, the problem list."""

from __future__ import annotations

import functools
import logging
import sys
import threading
import traceback
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import (
    QCoreApplication,
    QElapsedTimer,
    QEvent,
    QMessageLogContext,
    QObject,
    Qt,
    QTimer,
    QtMsgType,
    Signal,
    qInstallMessageHandler,
)
from PySide6.QtGui import QEnterEvent, QGuiApplication
from PySide6.QtWidgets import (
    QDialogButtonBox,
    QFrame,
    QHBoxLayout,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from dependency_explorer.app.doorbell import Doorbell
from dependency_explorer.app.plain import PlainLabel
from dependency_explorer.app.screen_room import FittedDialog
from dependency_explorer.data.problems import DataError, Problem

tr = functools.partial(QCoreApplication.translate, "Messages")
log = logging.getLogger("dependency_explorer")
TOAST_MS, LETTER_MS = 8000, 55
"""How long a message stands at least, and what each of its letters takes to be read."""
MOST_TOASTS = 3
"""Messages above each other; more would hide what they speak of."""
BETWEEN = 6


def sentence_for(error: BaseException) -> str:
    """What a user reads: our own sentences as they are, anything else named as a fault of the program."""
    if isinstance(error, DataError):
        return str(error)
    if isinstance(error, MemoryError):
        return tr("There is not enough memory for this. Nothing was changed; try a smaller table.")
    told = tr("The program met an unexpected fault ({fault}). Your data are unchanged.")
    return told.format(fault=f"{type(error).__name__}: {error}")


@dataclass(frozen=True, slots=True)
class Message:
    """A sentence for a toast. button: what leads on, "" for nothing, to what `call` does; closed: called where the
    user sends it away; stays: until it is answered, or another that stays takes its place."""

    text: str
    button: str = ""
    call: Callable[[], object] | None = None
    closed: Callable[[], object] | None = None
    stays: bool = False


class Toast(QFrame):
    """One message; it goes by itself unless it stays or the pointer rests on it."""

    gone = Signal(object)
    """It was answered, sent away or read; carries itself."""

    def __init__(self, message: Message, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("role", "toast")
        self.setObjectName("toast")
        self.setAccessibleName(message.text)
        self.message = message
        label = PlainLabel(message.text)
        label.setWordWrap(True)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 8, 8, 8)
        row.addWidget(label, 1)
        if message.button:
            button = QPushButton(message.button)
            button.clicked.connect(self._open)
            row.addWidget(button)
        close = QPushButton(self.tr("Close"))
        close.clicked.connect(self._close)
        row.addWidget(close)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._read)
        self._since = QElapsedTimer()
        self._since.start()
        self.wait()

    def wait(self) -> None:
        """The time to read it begins (again)."""
        if not self.message.stays:
            self._timer.start(max(TOAST_MS, LETTER_MS * len(self.message.text)))

    def enterEvent(self, event: QEnterEvent) -> None:
        self._timer.stop()

    def leaveEvent(self, event: QEvent) -> None:
        self.wait()

    def was_read(self) -> bool:
        """Whether it stood long enough to be read, and may give its place to another."""
        return not self.message.stays and self._since.elapsed() >= LETTER_MS * len(self.message.text)

    def tall(self, width: int) -> int:
        """Pixels of height at a width: a sentence is as tall as the buttons beside it leave it wide."""
        layout = self.layout()
        assert layout is not None
        layout.activate()
        return layout.totalHeightForWidth(width)

    def _open(self) -> None:
        self.gone.emit(self)
        if self.message.call is not None:
            self.message.call()

    def _close(self) -> None:
        self.gone.emit(self)
        if self.message.closed is not None:
            self.message.closed()

    def _read(self) -> None:
        self.gone.emit(self)


class Toasts(QWidget):
    """Messages above each other at the lower edge, the newest lowest. None goes unread because another comes:
    where there is no room for more, those that come wait."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("toasts")
        self._shown: list[Toast] = []
        self._waiting: list[Message] = []
        self.hide()
        parent.installEventFilter(self)

    def show_message(self, message: Message) -> None:
        """Show a message; one that says the same begins anew, one that stays takes the place of the one before."""
        if message.stays:
            if message.text in self.texts():
                return  # it is there, and what follows it stands below
            self._waiting = [one for one in self._waiting if not one.stays]
            for toast in [one for one in self._shown if one.message.stays]:
                self._drop(toast)
        same = next((one for one in self._shown if one.message.text == message.text), None)
        if same is not None:
            self._drop(same)
        self._waiting = [one for one in self._waiting if one.text != message.text]
        self._waiting.append(message)
        self._fill()

    def texts(self) -> tuple[str, ...]:
        """The sentences on show, the newest last."""
        return tuple(toast.message.text for toast in self._shown)

    def text(self) -> str:
        """The newest sentence on show; "" for none."""
        return self._shown[-1].message.text if self._shown else ""

    def clear(self) -> None:
        """Send all away."""
        self._waiting.clear()
        for toast in tuple(self._shown):
            self._drop(toast)
        self.hide()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and self.isVisible():
            self._place()
        return False

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange and self._shown:
            QTimer.singleShot(0, self, self._place)  # once the letters have their new size

    def _gone(self, toast: Toast) -> None:
        self._drop(toast)
        self._fill()

    def _drop(self, toast: Toast) -> None:
        self._shown.remove(toast)
        toast.hide()
        toast.deleteLater()

    def _fill(self) -> None:
        read = [toast for toast in self._shown if toast.was_read()]
        for toast in read[: max(0, len(self._shown) + len(self._waiting) - MOST_TOASTS)]:
            self._drop(toast)
        while self._waiting and len(self._shown) < MOST_TOASTS:
            toast = Toast(self._waiting.pop(0), self)
            toast.gone.connect(self._gone)
            toast.show()
            self._shown.append(toast)
        self.setVisible(bool(self._shown))
        if self._shown:
            self._place()
            self.raise_()

    def _place(self) -> None:
        parent = self.parentWidget()
        width = min(620, parent.width() - 48)
        y = 0
        for toast in self._shown:
            toast.setGeometry(0, y, width, toast.tall(width))
            y += toast.height() + BETWEEN
        self.setFixedSize(width, y - BETWEEN)
        self.move((parent.width() - width) // 2, parent.height() - self.height() - 40)


WIDE = 520
A_LINE = 120
"""Details shorter than this stand below the sentence; longer ones have a box to scroll in."""


class DetailsDialog(FittedDialog):
    """A sentence, and below it a text that can be read whole and copied."""

    def __init__(self, title: str, sentence: str, details: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setObjectName("details-dialog")
        self.setMinimumWidth(WIDE)
        self.sentence = PlainLabel(sentence)
        self.sentence.setWordWrap(True)
        self.sentence.setMinimumWidth(WIDE - 2 * 20)
        self.sentence.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.LinksAccessibleByMouse
        )
        self.details = details
        box = QDialogButtonBox()
        copy = box.addButton(self.tr("Copy"), QDialogButtonBox.ButtonRole.ActionRole)
        close = box.addButton(QDialogButtonBox.StandardButton.Close)
        close.setDefault(True)
        copy.clicked.connect(self._copy)
        box.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 16, 20, 16)
        column.setSpacing(12)
        column.addWidget(self.sentence)
        if details:
            if len(details) < A_LINE:
                column.addWidget(_one_line(details))
            else:
                column.addWidget(self._long(details), 1)
        column.addWidget(box)
        close.setFocus()
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)

    def _long(self, details: str) -> QPlainTextEdit:
        text = QPlainTextEdit(details)
        text.setReadOnly(True)
        text.setMinimumHeight(220)
        text.setTabChangesFocus(True)
        text.setAccessibleName(self.tr("Details"))
        return text

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(f"{self.sentence.text()}\n\n{self.details}".strip())


def _one_line(details: str) -> PlainLabel:
    label = PlainLabel(details)
    label.setWordWrap(True)
    label.setProperty("role", "muted")
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return label


def problem_text(problems: Iterable[Problem]) -> str:
    """The problem list as text: one sentence a line, errors first."""
    ordered = sorted(problems, key=lambda p: (p.severity != "error", p.table, p.row or 0))
    return "\n".join(f"{p.severity.capitalize()}: {p}" for p in ordered)


class Hooks(QObject):
    """Catches what nobody caught, on any thread, and tells the window a sentence; all goes to the log."""

    caught = Signal(str, str)

    def __init__(self, log_file: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.log_file = log_file
        try:
            log_file.parent.mkdir(parents=True, exist_ok=True)
            handler: logging.Handler = logging.FileHandler(log_file, encoding="utf-8", delay=True)
        except OSError:
            handler = logging.StreamHandler()
        handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
        log.addHandler(handler)
        self._handler = handler
        self._doorbell = Doorbell(self._tell, self)
        self._bell = self._doorbell.bell
        self._from_threads: deque[tuple[str, str]] = deque()
        self._before = (sys.excepthook, threading.excepthook, sys.unraisablehook)
        sys.excepthook = self._unexpected
        threading.excepthook = self._in_thread
        sys.unraisablehook = self._unraisable
        qInstallMessageHandler(self._from_qt)

    def remove(self) -> None:
        """Put the hooks back; a test must leave the process as it found it."""
        sys.excepthook, threading.excepthook, sys.unraisablehook = self._before
        qInstallMessageHandler(None)
        self._doorbell.close()
        log.removeHandler(self._handler)
        self._handler.close()

    def tell(self, error: BaseException) -> None:
        """Report an exception that a job handed over."""
        self._unexpected(type(error), error, error.__traceback__)

    def log_warning(self, text: str) -> None:
        """Note something that does not stop the user."""
        log.warning(text)

    def _unexpected(
        self, kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        if issubclass(kind, KeyboardInterrupt):
            sys.exit(130)
        details = "".join(traceback.format_exception(kind, error, trace))
        log.error(details)
        if threading.current_thread() is threading.main_thread():
            self.caught.emit(sentence_for(error), details)
        else:
            self._from_threads.append((sentence_for(error), details))
            self._bell.ring()

    def _tell(self) -> None:
        while self._from_threads:
            self.caught.emit(*self._from_threads.popleft())

    def _in_thread(self, arguments: threading.ExceptHookArgs) -> None:
        if arguments.exc_value is not None:
            self._unexpected(arguments.exc_type, arguments.exc_value, arguments.exc_traceback)

    def _unraisable(self, arguments: object) -> None:
        error = getattr(arguments, "exc_value", None)
        log.error("unraisable in %r: %r", getattr(arguments, "object", None), error)

    def _from_qt(self, kind: QtMsgType, context: QMessageLogContext, text: str) -> None:
        level = logging.ERROR if kind in (QtMsgType.QtCriticalMsg, QtMsgType.QtFatalMsg) else logging.WARNING
        log.log(level, "Qt: %s", text)
