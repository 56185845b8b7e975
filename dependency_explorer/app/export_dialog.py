"""Make figure: title, format, size and theme beside a preview that is the figure itself."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QCheckBox,
    QDialogButtonBox,
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from dependency_explorer.app.drop_down import DropDown
from dependency_explorer.app.plain import PlainLabel, caption, tip
from dependency_explorer.app.screen_room import FittedDialog
from dependency_explorer.charts.scene import Scene
from dependency_explorer.charts.style import DARK, LIGHT, Style
from dependency_explorer.painting.painter import paint


@dataclass(frozen=True, slots=True)
class ExportWish:
    """What the user asked for. plain: the chart alone. emphasis: what is lit on screen is lit in the figure.
    reopens: the picture carries the view that made it."""

    title: str
    suffix: str
    width: float
    height: float
    scale: int
    dark: bool
    bundle: bool
    plain: bool = False
    transparent: bool = False
    emphasis: bool = True
    reopens: bool = True

    @property
    def style(self) -> Style:
        """The theme that is wished for, without a dataset's colours."""
        return DARK if self.dark else LIGHT


Page = Callable[[ExportWish], Scene]


class Preview(QWidget):
    """The page, scaled to fit."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._scene: Scene | None = None
        self.setMinimumSize(400, 320)
        self.setAccessibleName(self.tr("Preview of the figure"))

    def show_scene(self, scene: Scene) -> None:
        """Preview another page."""
        self._scene = scene
        self.setAccessibleDescription(scene.description)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._scene is None:
            return
        factor = min(self.width() / self._scene.width, self.height() / self._scene.height)
        painter = QPainter(self)
        painter.translate(
            (self.width() - factor * self._scene.width) / 2, (self.height() - factor * self._scene.height) / 2
        )
        painter.scale(factor, factor)
        paint(self._scene, painter)
        # The edge of the page, which a transparent one does not show by itself.
        edge = QPen(self.palette().color(self.palette().ColorRole.Mid), 1.0)
        edge.setCosmetic(True)
        painter.setPen(edge)
        inset = 0.5 / factor
        page = QRectF(0, 0, self._scene.width, self._scene.height)
        painter.drawRect(page.adjusted(inset, inset, -inset, -inset))
        painter.end()


class ExportDialog(FittedDialog):
    """Asks how a figure is to leave; `wish()` is the answer once accepted."""

    def __init__(
        self,
        title: str,
        page: Page,
        presets: Mapping[str, tuple[float, float]],
        dark: bool,
        lit: str = "",
        parent: QWidget | None = None,
    ) -> None:
        """lit: names of what is lit on screen, "" for nothing."""
        super().__init__(parent, (1000, 520))
        self.setWindowTitle(self.tr("Export chart"))
        self.setObjectName("export-dialog")
        self._page = page
        self._presets = dict(presets)
        self._drafted = title
        self._title = QLineEdit()
        self._title.setObjectName("export-title")
        self._title.setPlaceholderText(title)
        self._title.setAccessibleName(self.tr("Title"))
        self._format = DropDown("export-format", self.tr("Format"), 12)
        self._format.addItem(self.tr("PNG picture"), ".png")
        self._format.addItem(self.tr("SVG drawing"), ".svg")
        self._format.addItem(self.tr("PDF page"), ".pdf")
        self._size = DropDown("export-size", self.tr("Size"), 12)
        for name, (width, height) in self._presets.items():
            self._size.addItem(f"{self._size_name(name)}  {width:.0f} × {height:.0f}", name)
        self._scale = DropDown("export-scale", self.tr("Resolution"), 12)
        for scale in (1, 2, 3):
            self._scale.addItem(f"{scale}×", scale)
        self._scale.setCurrentIndex(1)
        self._theme = DropDown("export-theme", self.tr("Theme"), 12)
        self._theme.addItem(self.tr("Light"), False)
        self._theme.addItem(self.tr("Dark"), True)
        self._theme.setCurrentIndex(1 if dark else 0)
        self._content = DropDown("export-content", self.tr("Content"), 12)
        self._content.addItem(self.tr("Full: heading, notes, sources"), False)
        self._content.addItem(self.tr("Plain: the chart alone"), True)
        self._transparent = QCheckBox(self.tr("Transparent background"))
        self._transparent.setObjectName("export-transparent")
        self._emphasis = QCheckBox(
            self.tr("Emphasise {0}, as on screen").replace(
                "{0}", caption(lit if len(lit) <= 24 else lit[:23] + "…")
            )
        )
        self._emphasis.setObjectName("export-emphasis")
        self._emphasis.setToolTip(tip(lit))
        self._emphasis.setChecked(True)
        self._emphasis.setVisible(bool(lit))
        self._reopens = QCheckBox(self.tr("Reopens as this view when opened here"))
        self._reopens.setObjectName("export-reopens")
        self._reopens.setChecked(True)
        self._reopens.setToolTip(
            self.tr(
                "The picture then carries question, selection and open scenarios, and the name of the data file, "
                "which any reader of the file can see."
            )
        )
        self._bundle = QCheckBox(self.tr("With data (CSV) and README"))
        self._bundle.setObjectName("export-bundle")
        self._preview = Preview()
        form = QFormLayout()
        form.setSpacing(8)
        for label, widget in (
            (self.tr("Title"), self._title),
            (self.tr("Format"), self._format),
            (self.tr("Size"), self._size),
            (self.tr("Resolution"), self._scale),
            (self.tr("Theme"), self._theme),
            (self.tr("Content"), self._content),
        ):
            form.addRow(label, widget)
        self._hint = PlainLabel()
        self._hint.setObjectName("export-hint")
        self._hint.setProperty("role", "small")
        self._hint.setWordWrap(True)
        box = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        save = box.addButton(self.tr("Save figure…"), QDialogButtonBox.ButtonRole.AcceptRole)
        save.setProperty("role", "primary")
        save.setDefault(True)
        box.accepted.connect(self.accept)
        box.rejected.connect(self.reject)
        left = QVBoxLayout()
        left.addLayout(form)
        left.addWidget(self._hint)
        for tick in (self._emphasis, self._transparent, self._bundle, self._reopens):
            left.addWidget(tick)
        left.addStretch(1)
        left.addWidget(box)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 16, 16, 16)
        row.setSpacing(16)
        panel = QWidget()
        panel.setLayout(left)
        left.setContentsMargins(0, 0, 0, 0)
        # Wide enough for what is ticked in large text, too; the preview keeps what the screen leaves it.
        widest = max(tick.sizeHint().width() for tick in (self._transparent, self._bundle, self._reopens))
        panel.setFixedWidth(max(320, widest))
        row.addWidget(panel)
        row.addWidget(self._preview, 1)
        self._title.textChanged.connect(self._refresh)
        self._format.currentIndexChanged.connect(self._refresh)
        self._size.currentIndexChanged.connect(self._refresh)
        self._theme.currentIndexChanged.connect(self._refresh)
        self._content.currentIndexChanged.connect(self._refresh)
        self._transparent.toggled.connect(self._refresh)
        self._emphasis.toggled.connect(self._refresh)
        self._refresh()

    def wish(self) -> ExportWish:
        """The present settings."""
        width, height = self._presets[self._size.currentData()]
        return ExportWish(
            title=self._title.text().strip() or self._drafted,
            suffix=self._format.currentData(),
            width=width,
            height=height,
            scale=self._scale.currentData(),
            dark=self._theme.currentData(),
            bundle=self._bundle.isChecked(),
            plain=self._content.currentData(),
            transparent=self._transparent.isChecked(),
            emphasis=self._emphasis.isChecked(),
            reopens=self._reopens.isChecked(),
        )

    def _size_name(self, name: str) -> str:
        """A preset as people write it."""
        names = {
            "web": self.tr("Web"),
            "square": self.tr("Square"),
            "portrait": self.tr("Portrait"),
            "slide": self.tr("Slide"),
            "print90": self.tr("Print 90 mm"),
            "print180": self.tr("Print 180 mm"),
            "a4": self.tr("A4 landscape"),
        }
        return names.get(name, name)

    def _refresh(self) -> None:
        wish = self.wish()
        self._scale.setEnabled(wish.suffix == ".png")
        self._title.setEnabled(not wish.plain)
        self._hint.setText(
            self.tr("A plain chart carries no title.")
            if wish.plain
            else self.tr("The title is drafted from the data. Type your own to change it.")
        )
        self._preview.show_scene(self._page(wish))
        self._preview.setCursor(Qt.CursorShape.ArrowCursor)
