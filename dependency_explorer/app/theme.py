"""The look of the widgets: a palette and one style sheet, both made from the chart tokens.

Own palettes on Fusion, because asking Qt for a dark colour scheme does nothing offscreen and on plain X11.
"""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFont, QFontDatabase, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication

from dependency_explorer.charts.style import DARK, LIGHT, Style

Theme = Literal["system", "light", "dark"]
_PREFERRED_FONTS = ("Inter", "Noto Sans", "Segoe UI", "SF Pro Text", "Helvetica Neue", "DejaVu Sans")


def style_for(theme: str) -> Style:
    """The tokens of a theme; "system" asks the desktop and falls back to light."""
    if theme == "dark":
        return DARK
    if theme == "system":
        hints = QGuiApplication.styleHints()
        if hints is not None and hints.colorScheme() == Qt.ColorScheme.Dark:
            return DARK
    return LIGHT


def interface_font(zoom: float) -> QFont:
    """The first preferred family that this system has, else its default, at 13 px times `zoom`."""
    font = QFont(QApplication.font())
    present = set(QFontDatabase.families())
    for family in _PREFERRED_FONTS:
        if family in present:
            font.setFamily(family)
            break
    font.setPixelSize(round(13 * zoom))
    return font


def palette_for(style: Style) -> QPalette:
    """A full palette, so that every widget Fusion draws agrees with the charts."""
    role = QPalette.ColorRole
    palette = QPalette()
    for which, colour in (
        (role.Window, style.window),
        (role.WindowText, style.text),
        (role.Base, style.surface),
        (role.AlternateBase, style.window),
        (role.Text, style.text),
        (role.Button, style.surface),
        (role.ButtonText, style.text),
        (role.BrightText, style.alarm),
        (role.Highlight, style.accent),
        (role.HighlightedText, style.surface),
        (role.ToolTipBase, style.surface),
        (role.ToolTipText, style.text),
        (role.PlaceholderText, style.muted),
        (role.Link, style.accent),
        (role.Mid, style.border),
        (role.Dark, style.border),
        (role.Light, style.surface),
    ):
        palette.setColor(which, QColor(colour))
    for which in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, which, QColor(style.ghost))
    return palette


def style_sheet(style: Style, zoom: float) -> str:
    """One sheet for the whole window; widgets name their part with the dynamic property `role`."""

    def px(size: float) -> str:
        return f"{round(size * zoom)}px"

    # Half of a chip's height, which grows less than its letters: Qt draws no round end of a larger radius.
    round_end = int(8.8 * zoom + 5)
    return f"""
QMainWindow, QDialog {{ background: {style.window}; }}
QMenuBar {{ background: {style.surface}; border-bottom: 1px solid {style.border}; padding: 2px 8px; }}
QMenuBar::item {{ padding: 4px 8px; border-radius: 4px; background: transparent; }}
QMenuBar::item:selected {{ background: {style.window}; }}
QMenu {{ background: {style.surface}; border: 1px solid {style.border}; padding: 4px; }}
QMenu::item {{ padding: 5px 24px 5px 12px; border-radius: 4px; }}
QMenu::item:selected {{ background: {style.accent}; color: {style.surface}; }}
QMenu::item:disabled {{ color: {style.ghost}; }}
QMenu::separator {{ height: 1px; background: {style.border}; margin: 4px 8px; }}
QToolTip {{
    background: {style.surface}; color: {style.text}; border: 1px solid {style.border}; padding: 4px; }}
QWidget[role="bar"] {{ background: {style.surface}; border-bottom: 1px solid {style.border}; }}
QFrame[role="card"], QFrame[role="tile"] {{
    background: {style.surface}; border: 1px solid {style.border}; border-radius: 8px; }}
QFrame[role="card"][current="true"] {{ border: 1px solid {style.accent}; }}
QLabel {{ background: transparent; }}
QLabel[role="heading"] {{ font-weight: 600; }}
QLabel[role="title"] {{ font-size: {px(16)}; font-weight: 600; }}
QLabel[role="muted"] {{ color: {style.muted}; font-size: {px(12)}; }}
QLabel[role="small"] {{ color: {style.muted}; font-size: {px(11)}; }}
QLabel[role="value"] {{ font-size: {px(22)}; font-weight: 600; }}
QLabel[role="alarm"] {{ color: {style.alarm}; }}
QLabel[alarm="true"] {{ color: {style.alarm}; }}
QLabel[onaccent="true"] {{ color: {style.surface}; }}
QLabel[waiting="true"] {{ color: {style.ghost}; }}
QPushButton, QToolButton {{
    background: {style.surface}; color: {style.text}; border: 1px solid {style.border};
    border-radius: 6px; padding: 4px 10px; min-height: {px(18)}; outline: none; }}
QPushButton:hover, QToolButton:hover {{ border-color: {style.accent}; }}
QPushButton:pressed, QToolButton:pressed {{ background: {style.window}; }}
QPushButton:focus, QToolButton:focus {{ border: 2px solid {style.accent}; padding: 3px 9px; }}
QPushButton:disabled, QToolButton:disabled {{ color: {style.ghost}; }}
QPushButton[role="primary"], QToolButton[role="primary"] {{
    background: {style.accent}; color: {style.surface}; border-color: {style.accent}; font-weight: 600; }}
QPushButton[role="primary"]:disabled, QToolButton[role="primary"]:disabled {{
    background: {style.border}; color: {style.muted}; border-color: {style.border}; }}
QPushButton[role="primary"]:focus, QToolButton[role="primary"]:focus {{ border: 2px solid {style.text}; }}
QPushButton[role="chip"], QToolButton[role="chip"] {{ border-radius: {round_end}px; padding: 4px 12px; }}
QPushButton[role="chip"]:focus, QToolButton[role="chip"]:focus {{ padding: 3px 11px; }}
QPushButton[role="chip"]:checked {{
    background: {style.text}; color: {style.surface}; border-color: {style.text}; }}
QPushButton[role="chip"]:checked:focus {{ border: 3px solid {style.accent}; padding: 2px 10px; }}
QPushButton[role="link"], QToolButton[role="link"] {{
    border: none; background: transparent; color: {style.accent}; padding: 2px 4px; text-align: left;
    min-height: 20px; }}
QPushButton[role="link"]:hover, QToolButton[role="link"]:hover {{ text-decoration: underline; }}
QPushButton[role="link"]:focus, QToolButton[role="link"]:focus {{
    border: 2px solid {style.accent}; padding: 0px 2px; }}
QPushButton[role="warning"] {{
    border: 1px solid {style.ghost}; border-radius: 6px; background: transparent; color: {style.text};
    font-size: {px(12)}; padding: 1px 6px; min-height: 20px; text-align: left; }}
QPushButton[role="warning"]:focus {{ border: 2px solid {style.accent}; padding: 0px 5px; }}
QToolButton[role="compact"] {{ padding: 1px 8px; min-height: 20px; }}
QToolButton[role="compact"]:focus {{ padding: 0px 7px; }}
QToolButton[role="icon"] {{
    border: 1px solid transparent; background: transparent; padding: 2px; min-height: 20px; }}
QToolButton[role="icon"]:hover {{ border-color: {style.border}; background: {style.window}; }}
QToolButton[role="icon"]:checked {{ border-color: {style.accent}; }}
QToolButton[role="letter"] {{
    border: 1px solid {style.border}; border-radius: 6px; background: transparent; padding: 0px; }}
QToolButton[role="letter"]:checked {{ background: {style.text}; color: {style.surface}; border-color: {style.text}; }}
QToolButton[role="letter"]:focus {{ border: 2px solid {style.accent}; }}
QToolButton[role="icon"]:focus {{ border: 2px solid {style.accent}; padding: 1px; }}
QToolButton::menu-indicator, QPushButton::menu-indicator {{ image: none; width: 0px; }}
QLineEdit, QComboBox, QSpinBox, QDoubleSpinBox, QDateEdit, QPlainTextEdit {{
    background: {style.surface}; color: {style.text}; border: 1px solid {style.border};
    border-radius: 6px; padding: 3px 8px; min-height: {px(18)};
    selection-background-color: {style.accent}; selection-color: {style.surface}; }}
QLineEdit:focus, QComboBox:focus, QSpinBox:focus, QDoubleSpinBox:focus, QDateEdit:focus,
QPlainTextEdit:focus {{ border: 2px solid {style.accent}; padding: 2px 7px; }}
QComboBox, QLineEdit {{ border-color: {style.ghost}; }}
QLineEdit[asked="true"] {{ border-color: {style.accent}; background: {style.window}; }}
QComboBox:focus, QLineEdit:focus {{ border-color: {style.accent}; }}
QComboBox::drop-down, QDateEdit::drop-down {{ border: none; width: 20px; }}
QComboBox QAbstractItemView {{
    background: {style.surface}; color: {style.text}; border: 1px solid {style.border}; outline: none;
    selection-background-color: {style.accent}; selection-color: {style.surface}; }}
QDialogButtonBox {{ dialogbuttonbox-buttons-have-icons: 0; }}
QFrame[role="notice"] {{ background: {style.surface}; border: 1px solid {style.border}; border-radius: 8px; }}
QFrame[role="line"] {{ background: {style.border}; border: none; }}
QTabWidget::pane {{ background: {style.surface}; border: 1px solid {style.border}; border-radius: 4px; }}
QTabWidget QScrollArea, QTabWidget QScrollArea > QWidget > QWidget {{ background: {style.surface}; }}
QTabBar {{ background: transparent; }}
QTabBar::tab {{
    background: transparent; color: {style.muted}; border: none; border-bottom: 2px solid transparent;
    padding: 5px 12px; min-height: {px(16)}; }}
QTabBar::tab:selected {{ color: {style.text}; border-bottom: 2px solid {style.accent}; font-weight: 600; }}
QTabBar::tab:hover {{ color: {style.text}; }}
QTabBar::tab:focus {{ color: {style.accent}; }}
QCheckBox::indicator:unchecked, QListView::indicator:unchecked {{
    border: 1px solid {style.muted}; border-radius: 3px; background: {style.surface};
    width: {px(12)}; height: {px(12)}; }}
QCheckBox::indicator:unchecked:disabled {{ border-color: {style.border}; }}
QCheckBox {{ border: 2px solid transparent; border-radius: 4px; outline: none; }}
QCheckBox:focus {{ color: {style.accent}; border-color: {style.accent}; }}
QTableView, QListView {{
    outline: none; background: {style.surface}; alternate-background-color: {style.window}; color: {style.text};
    gridline-color: {style.border}; border: 1px solid {style.border}; border-radius: 4px;
    selection-background-color: {style.accent}; selection-color: {style.surface}; padding: 1px; }}
QTableView:focus, QListView:focus {{ border: 2px solid {style.accent}; padding: 0px; }}
QTableView::item {{ padding: 0px 6px; }}
QTableView::item:selected {{ background: {style.accent}; color: {style.surface}; }}
QTableView::item:focus {{ border: 2px solid {style.text}; padding: 0px 4px; }}
QHeaderView::section {{
    background: {style.window}; color: {style.muted}; border: none;
    border-bottom: 1px solid {style.border}; padding: 4px 6px; font-weight: 600; }}
QHeaderView::section:vertical {{
    font-weight: 400; font-size: {px(11)}; padding: 0px 6px; border-bottom: none; }}
QTableCornerButton::section {{ background: {style.window}; border: none; }}
QSplitter::handle {{ background: transparent; }}
QSplitter::handle:hover {{ background: {style.border}; }}
QAbstractScrollArea::corner {{ background: transparent; border: none; }}
QScrollArea {{ border: none; background: transparent; }}
QScrollArea[role="reached"] {{ border: 2px solid transparent; border-radius: 4px; }}
QScrollArea[role="reached"]:focus {{ border-color: {style.accent}; }}
QScrollBar:vertical {{ background: transparent; width: 10px; margin: 0; }}
QScrollBar:horizontal {{ background: transparent; height: 10px; margin: 0; }}
QScrollBar::handle {{
    background: {style.ghost}; border-radius: 4px; min-height: 24px; min-width: 24px; margin: 1px; }}
QScrollBar::add-line, QScrollBar::sub-line {{ width: 0; height: 0; }}
QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent; }}
QSlider::groove:horizontal {{ height: 4px; background: {style.border}; border-radius: 2px; }}
QSlider::sub-page:horizontal {{ background: {style.accent}; border-radius: 2px; }}
QSlider[cut="true"]::sub-page:horizontal {{ background: {style.alarm}; }}
QSlider::handle:horizontal {{
    background: {style.surface}; border: 2px solid {style.accent}; width: 12px; height: 12px;
    margin: -6px 0; border-radius: 8px; }}
QSlider[cut="true"]::handle:horizontal {{ border-color: {style.alarm}; }}
QSlider:focus {{ border: 2px solid {style.accent}; border-radius: 6px; }}
QProgressBar {{
    border: 1px solid {style.border}; border-radius: 4px; background: {style.window};
    text-align: center; max-height: 12px; }}
QProgressBar::chunk {{ background: {style.accent}; border-radius: 3px; }}
QStatusBar {{ background: {style.surface}; border-top: 1px solid {style.border}; color: {style.muted}; }}
QStatusBar::item {{ border: none; }}
QFrame[role="toast"] {{ background: {style.text}; border-radius: 8px; }}
QFrame[role="toast"] QLabel {{ color: {style.surface}; }}
QFrame[role="toast"] QPushButton {{
    background: transparent; color: {style.surface}; border: 1px solid {style.muted}; }}
"""


def apply(application: QApplication, theme: str, zoom: float = 1.0) -> Style:
    """Dress the application; returns the tokens that charts must use."""
    style = style_for(theme)
    application.setFont(interface_font(zoom))
    palette = palette_for(style)
    application.setPalette(palette)
    # Fusion draws a box darker than the window around it, which on a dark window cannot be seen.
    palette.setColor(QPalette.ColorRole.Window, QColor(style.ghost).lighter(140))
    application.setPalette(palette, "QCheckBox")
    application.setStyleSheet(style_sheet(style, zoom))
    return style
