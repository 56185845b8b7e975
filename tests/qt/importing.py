"""Files to import, and the steps of a user who imports them."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QComboBox
from pytestqt.qtbot import QtBot

from dependency_explorer.app.import_window import ImportWindow
from dependency_explorer.app.window import MainWindow
from tests.qt.conftest import LOAD_MS, settle
from tests.qt.test_window import drop

COMTRADE = (
    "typeCode,freqCode,refYear,period,reporterCode,reporterISO,reporterDesc,flowCode,flowDesc,partnerCode,partnerISO,"
    "partnerDesc,partner2Code,cmdCode,cmdDesc,customsCode,motCode,qtyUnitAbbr,qty,netWgt,isNetWgtEstimated,"
    "primaryValue"
)


def comtrade(folder: Path, name: str = "comtrade.csv") -> Path:
    """A download of UN Comtrade's new site: World rows hold a tenth more than the partners, two rows are re-exports,
    and each ends in a comma too many."""
    rows = []
    for code, iso, reporter, shares in (
        (496, "MNG", "Mongolia", ((643, "RUS", "Russia", 95), (156, "CHN", "China", 5))),
        (398, "KAZ", "Kazakhstan", ((643, "RUS", "Russia", 50), (156, "CHN", "China", 50))),
    ):
        for partner, partner_iso, partner_name, amount in (*shares, (0, "W00", "World", 110)):
            rows.append(
                f"C,A,2022,2022,{code},{iso},{reporter},M,Import,{partner},{partner_iso},{partner_name},0,2710,"
                f"Petroleum oils,C00,0,kg,{amount * 1000},{amount * 1000},false,{amount * 700},"
            )
        rows.append(
            f"C,A,2022,2022,{code},{iso},{reporter},RX,Re-export,156,CHN,China,0,2710,Petroleum oils,C00,0,kg,9000,"
            "9000,false,6300,"
        )
    path = folder / name
    path.write_text("\n".join([COMTRADE, *rows]) + "\n", encoding="utf-8")
    return path


def stranger(folder: Path, name: str = "deliveries.csv", rows: int = 3) -> Path:
    """A table of no known format, whose buyer stands in no cell."""
    lines = [f"{2010 + n};Norway;pipeline gas;{1000 + n},5" for n in range(rows)]
    path = folder / name
    path.write_text("\n".join(["year;from;fuel;volume [mcm]", *lines]), encoding="utf-8")
    return path


def is_shown(window: MainWindow) -> bool:
    shown = window.findChild(ImportWindow)
    return shown is not None and shown.isVisible()


def opened(qtbot: QtBot, window: MainWindow, path: Path) -> ImportWindow:
    """Drop a file and wait for the import window."""
    drop(window, path)
    qtbot.waitUntil(lambda: is_shown(window), timeout=LOAD_MS)
    shown = window.findChild(ImportWindow)
    settle(qtbot, window)
    return shown


def choose(box: QComboBox, value: str) -> None:
    """Choose an entry as a click does."""
    box.setCurrentIndex(box.findData(value))
    box.activated.emit(box.currentIndex())


def save(qtbot: QtBot, window: MainWindow, shown: ImportWindow) -> None:
    """Press the button and wait until the new dataset stands."""
    before = window.session.dataset
    assert shown.foot.save.isEnabled(), shown.trouble.label.text()
    shown.foot.save.click()
    qtbot.waitUntil(lambda: window.session.dataset is not before, timeout=LOAD_MS)
    settle(qtbot, window)
