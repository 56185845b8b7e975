"""The import window as a user meets it: dropped files, decisions, roles, saving, joining."""

from __future__ import annotations

import hashlib
import zipfile
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QComboBox, QLabel, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from dependency_explorer.app.import_columns import CONSTANTS
from dependency_explorer.app.import_window import ImportWindow
from dependency_explorer.app.window import MainWindow
from dependency_explorer.data.intake.plan import Plan
from dependency_explorer.workspace.library import library_folder
from tests.qt.conftest import LOAD_MS, settle
from tests.qt.importing import choose, comtrade, is_shown, opened, save, stranger
from tests.qt.test_window import drop


def test_a_download_is_recognised_shown_and_saved(window: MainWindow, qtbot: QtBot, tmp_path: Path) -> None:
    path = comtrade(tmp_path)
    checksum = hashlib.sha256(path.read_bytes()).hexdigest()
    bundled = window.session.dataset
    shown = opened(qtbot, window, path)
    assert window.session.dataset is bundled
    assert "UN Comtrade, new site" in shown.head.format.currentText()
    assert shown.head.reason.full()
    assert shown.head.separator.currentData() == ","
    assert shown.head.sheet.isHidden()
    assert shown.tables.file.rows.rowCount() == 8
    assert shown.tables.file.rows.headerData(0, Qt.Orientation.Vertical) == "2"
    mapped = shown.tables.ours.rows
    titles = [mapped.headerData(n, Qt.Orientation.Horizontal) for n in range(mapped.columnCount())]
    assert titles[:4] == ["period", "exporter", "importer", "commodity"]
    assert mapped.data(mapped.index(0, 1)) == "RUS"
    assert "8 rows in, 2 set aside" in shown.head.facts.full()
    save(qtbot, window, shown)
    dataset = window.session.dataset
    assert dataset.origin == library_folder(window.settings.folder) / "comtrade"
    assert hashlib.sha256(path.read_bytes()).hexdigest() == checksum
    assert window.toasts.text() == "8 rows in, 2 set aside."
    assert window.toasts.isVisible()
    assert window.findChild(QWidget, "status-report").isVisible()
    offered = dict(window.session.results.choices.datasets)
    assert offered[str(dataset.origin)] == "comtrade"
    assert "mongolia" in offered


def test_of_an_archive_of_years_one_can_be_chosen(window: MainWindow, qtbot: QtBot, tmp_path: Path) -> None:
    path = tmp_path / "BACI_HS92_V202501.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for year in range(2014, 2022):
            archive.writestr(
                f"BACI_HS92_Y{year}_V202501.csv", f"t,i,j,k,v,q\n{year},643,496,270900,{year},5\n"
            )
    shown = opened(qtbot, window, path)
    assert "8 rows in, 0 set aside" in shown.head.facts.full()
    box = shown.findChild(QComboBox, "decision-tables")
    assert [box.itemText(n) for n in range(4)] == [
        "Read all 8 tables", "Read 2017 to 2021", "Read 2020 to 2021", "Read 2021 alone"
    ]  # fmt: skip
    # So many options are not worked out one by one.
    assert not [key for key in shown.desk.effects if key[0] == "tables"]
    choose(box, "2020")
    settle(qtbot, window)
    assert "1 row in, 0 set aside · 1 flow row · 2020" in shown.head.facts.full()
    shown.reject()
    settle(qtbot, window)


def test_a_decision_taken_otherwise_changes_what_it_said_it_would(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    shown = opened(qtbot, window, comtrade(tmp_path))
    before = shown.desk.total
    promised = shown.desk.effects["world", "set_aside"]
    # Without the World rows what they hold beyond the partners, a tenth, is gone.
    assert promised.value == pytest.approx(before.value / 1.1)
    assert dict(before.quantities) == {"kg": pytest.approx(220_000)}
    told = shown.tabs.decisions._effects["world", "set_aside"].text()
    inside = shown.tabs.decisions.widget()
    shown.desk.summed.emit(before)
    assert shown.tabs.decisions.widget() is inside, "the total is filled in, and nothing is built again"
    assert "−9.09" in told
    order = list(shown.tabs.decisions._order)
    assert order.index("world") > 0
    choose(shown.findChild(QComboBox, "decision-world"), "set_aside")
    settle(qtbot, window)
    assert shown.desk.plan.choices == {"world": "set_aside"}
    kept = [key for key in order if key in shown.tabs.decisions._order]
    assert shown.tabs.decisions._order[: len(kept)] == kept, "no row moves from under the pointer"
    said = [label.text() for label in shown.tabs.decisions.findChildren(QLabel)]
    assert any("they are set aside" in one for one in said)
    assert not any("kept as totals (WLD)" in one for one in said), "what it says is what is chosen"
    assert shown.desk.total == promised
    assert shown.desk.effects["world", "keep"] == before
    assert "4 set aside" in shown.head.facts.full()
    shown.reject()
    settle(qtbot, window)
    assert window.session.dataset.name == "mongolia"
    assert not library_folder(window.settings.folder).exists()


def test_what_stands_in_no_cell_is_typed_and_roles_are_remembered(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    shown = opened(qtbot, window, stranger(tmp_path))
    assert shown.head.separator.currentData() == ";"
    assert "--set" not in shown.trouble.label.text()
    assert "importer" in shown.trouble.label.text()
    assert shown.tables.nothing.text() == "Nothing yet: the sentence above says what is missing."
    assert shown.tabs.currentWidget() is shown.tabs.constants
    assert not shown.foot.save.isEnabled()
    field = shown.tabs.constants.field("importer")
    field.setFocus()
    qtbot.keyClicks(field, "POL")
    qtbot.keyClick(field, Qt.Key.Key_Tab)
    settle(qtbot, window)
    assert shown.desk.whole is not None, shown.trouble.label.text()
    assert not shown.trouble.isVisible()
    menu = shown.tabs.columns.role_menu(
        next(r for r in range(4) if shown.tabs.columns.columns.column_name(r) == "fuel")
    )
    assert [action.data()[1] for action in menu.actions() if action.isChecked()] == ["commodity"]
    shown.desk.set_role("from", "importer")
    shown.tabs.constants.field("importer").clear()
    shown.desk.change(constants={"exporter": "NLD"})
    settle(qtbot, window)
    flows = shown.desk.whole.dataset.tables["flows"]
    assert set(flows["exporter"]) == {"NLD"}
    assert set(flows["importer"]) == {"NOR"}
    save(qtbot, window, shown)
    again = opened(qtbot, window, stranger(tmp_path, "deliveries again.csv", 5))
    assert again.desk.plan.roles["importer"] == "from"
    assert "exporter" in again.trouble.label.text()  # it stood in no cell, so it is that of the other file
    again.reject()


def test_a_table_like_one_before_is_read_like_it(window: MainWindow, qtbot: QtBot, tmp_path: Path) -> None:
    lines = "a;b;c;d;e\n2020;Norway;Poland;coal;1\n2021;Poland;Norway;coal;2\n"
    first = tmp_path / "one.csv"
    first.write_text(lines)
    shown = opened(qtbot, window, first)
    for column, role in (
        ("b", "importer"),
        ("c", "exporter"),
        ("a", "period"),
        ("d", "commodity"),
        ("e", "quantity"),
    ):
        shown.desk.set_role(column, role)
        settle(qtbot, window)
    shown.desk.set_constant("unit", "kt")
    settle(qtbot, window)
    assert shown.desk.whole is not None, shown.trouble.label.text()
    assert shown.desk.whole.dataset.tables["flows"]["importer"].tolist() == ["NOR", "POL"]
    save(qtbot, window, shown)
    second = tmp_path / "two.csv"
    second.write_text(lines.replace("coal", "gas"))
    again = opened(qtbot, window, second)
    assert again.notice.isVisible()
    assert again.desk.whole.dataset.tables["flows"]["importer"].tolist() == ["NOR", "POL"]
    again.notice.acted.emit()  # start afresh
    settle(qtbot, window)
    assert again.desk.plan == Plan()
    again.reject()


def test_joining_the_open_dataset_shows_same_keys_and_lets_choose(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    save(qtbot, window, opened(qtbot, window, comtrade(tmp_path)))
    first = window.session.dataset
    changed = comtrade(tmp_path, "newer.csv")
    changed.write_text(changed.read_text().replace(",66500,", ",77700,"))
    for same, value in (("keep", 66500), ("replace", 77700), ("alternative", 66500)):
        window.session.open(str(first.origin))
        settle(qtbot, window)
        shown = opened(qtbot, window, changed)
        shown.goal.join.setChecked(True)
        settle(qtbot, window)
        assert "6 rows have the key" in shown.goal.keys.full()
        choose(shown.goal.same, same)
        save(qtbot, window, shown)
        flows = window.session.dataset.tables["flows"]
        pair = (flows["exporter"] == "RUS") & (flows["importer"] == "MNG")
        counted = flows[pair & (flows["quality"] != "alt")]
        assert counted["value_usd"].tolist() == [value]
        assert int(pair.sum()) == (2 if same == "alternative" else 1)
        reports = window.commands.importer.reports()
        assert [report.file for report in reports] == ["comtrade.csv", "newer.csv"]
        assert (reports[1].rows_twin, reports[1].twins) == (6, same)
        told = {
            "keep": "; 6 left out, as their key was there.",
            "replace": "; 6 put in the place of those with their key.",
            "alternative": "; 6 kept beside those with their key, as alternatives.",
        }
        assert window.toasts.text().endswith(told[same])
        window.toasts.clear()
        assert len(window.session.dataset.tables["sources"]) >= 1


def test_another_format_that_does_not_fit_is_a_sentence_in_the_window(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    shown = opened(qtbot, window, comtrade(tmp_path))
    assert shown.tabs.tabText(0) == f"Decisions ({len(shown.desk.whole.report.decisions)})"
    choose(shown.head.format, "jodi_oil" if shown.head.format.findData("jodi_oil") >= 0 else "baci")
    settle(qtbot, window)
    assert shown.trouble.isVisible()
    assert shown.trouble.label.text().endswith(".")
    assert not shown.foot.save.isEnabled()
    assert shown.tabs.tabText(0) == "Decisions"
    assert shown.tables.file.rows.rowCount() == 8
    choose(shown.head.format, "comtrade_plus")
    settle(qtbot, window)
    assert not shown.trouble.isVisible()
    assert shown.foot.save.isEnabled()
    shown.reject()


def test_a_place_that_cannot_be_written_is_a_sentence_and_nothing_is_half_written(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    library_folder(window.settings.folder).write_text("a file where a folder should be")
    before = window.session.dataset
    shown = opened(qtbot, window, comtrade(tmp_path))
    shown.foot.save.click()
    qtbot.waitUntil(shown.trouble.isVisible, timeout=LOAD_MS)
    settle(qtbot, window)
    assert shown.trouble.label.text().endswith(".")
    assert "Traceback" not in shown.trouble.label.text()
    assert window.session.dataset is before
    assert shown.foot.save.isEnabled()
    shown.reject()


def test_a_name_that_is_taken_gets_a_number_and_typing_it_says_replace(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    save(qtbot, window, opened(qtbot, window, comtrade(tmp_path)))
    shown = opened(qtbot, window, comtrade(tmp_path))
    assert shown.goal.title() == "comtrade 2"
    assert shown.foot.save.text() == "Save and open"
    shown.goal.name.setText("comtrade")
    assert shown.foot.save.text() == "Replace and open"
    assert "will be replaced" in shown.goal.hint.full()
    shown.goal.name.setText("  ")
    assert not shown.foot.save.isEnabled()
    shown.reject()


def test_the_preview_stands_before_the_whole_is_read_and_the_newest_choice_wins(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    path = tmp_path / "long.csv"
    rows = "".join(f"{1990 + n % 30},Norway,Poland,P{n},{n}\n" for n in range(60_000))
    path.write_text("year,from,to,product,tonnes\n" + rows)
    drop(window, path)
    qtbot.waitUntil(lambda: is_shown(window), timeout=LOAD_MS)
    shown = window.findChild(ImportWindow)
    assert shown.desk.whole is None
    assert shown.tables.ours.rows.rowCount() > 0
    assert not shown.foot.save.isEnabled()
    for unit in ("kg", "Mt", "kt"):
        shown.desk.set_constant("unit", unit)
    settle(qtbot, window)
    assert shown.desk.plan.constants == {"unit": "kt"}
    assert shown.desk.whole.report.plan == shown.desk.plan
    assert shown.desk.whole.report.rows_read == 60_000
    shown.desk.set_constant("unit", "t")
    shown.reject()
    settle(qtbot, window)
    assert window.session.dataset.name == "mongolia"


def test_every_control_of_the_import_window_has_a_name(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    shown = opened(qtbot, window, comtrade(tmp_path))
    for index in range(shown.tabs.count()):
        shown.tabs.setCurrentIndex(index)
        for widget in shown.findChildren(QWidget):
            if isinstance(widget, QAbstractButton | QComboBox | QLineEdit) and widget.isVisible():
                if isinstance(widget.parent(), QComboBox) or type(widget.parent()).__name__ in (
                    "QTabBar",
                    "RowsView",
                ):
                    continue
                named = widget.accessibleName() or (widget.text() if hasattr(widget, "text") else "")
                assert named or widget.toolTip(), (widget, widget.objectName(), widget.parent())
    shown.reject()


def test_an_unknown_table_is_answered_with_the_keyboard_alone(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    path = tmp_path / "sales.csv"
    path.write_text("year;from;fuel;volume\n2020;Norway;pipeline gas;5\n2021;Norway;pipeline gas;7\n")
    shown = opened(qtbot, window, path)
    assert shown.trouble.label.property("role") == ""  # a question is no alarm
    field = shown.tabs.constants.first_asked()
    assert shown.focusWidget() is field
    asked = [name for name in CONSTANTS if shown.tabs.constants.field(name).property("asked")]
    assert set(asked) == {"unit", "importer"}
    assert shown.tabs.constants.field("unit").placeholderText() == "such as kt"
    assert shown.tabs.constants.field("period").placeholderText() == "as in the file"
    for name, text in (("unit", "kt"), ("importer", "Poland")):
        qtbot.keyClicks(shown.tabs.constants.field(name), text)
        qtbot.keyClick(shown.tabs.constants.field(name), Qt.Key.Key_Return)
        settle(qtbot, window)
    assert not shown.trouble.isVisible()
    assert shown.foot.save.isEnabled()
    qtbot.keyClick(shown.tabs.constants.field("importer"), Qt.Key.Key_Return)
    settle(qtbot, window)
    assert shown.isVisible(), "Enter in a field takes what was typed and saves nothing"
    before = window.session.dataset
    shown.goal.name.setFocus()
    qtbot.keyClick(shown.goal.name, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: window.session.dataset is not before, timeout=LOAD_MS)
    settle(qtbot, window)
    assert set(window.session.dataset.tables["flows"]["importer"]) == {"POL"}


def test_a_refused_index_says_so_and_offers_nothing_to_type(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    path = tmp_path / "ranking.csv"
    path.write_text(
        "Country,ECI Rank 2018,ECI 2018,COI 2018\nJapan,1,2.3,0.1\nGermany,4,1.9,0.4\nChad,130,-1.9,-0.9\n"
    )
    shown = opened(qtbot, window, path)
    assert shown.trouble.label.text().startswith("ranking.csv ranks")
    assert shown.head.format.currentText().startswith("Atlas of Economic Complexity")
    assert shown.trouble.label.property("role") == "alarm"
    assert shown.tabs.constants.first_asked() is None
    assert shown.tabs.currentWidget() is not shown.tabs.constants
    assert not shown.foot.save.isEnabled()
    assert "see above" in shown.foot.save.toolTip()
    assert shown.tables.nothing.text() == "Nothing: the sentence above says why it cannot be read."
    qtbot.keyClick(shown, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: not is_shown(window))
    settle(qtbot, window)


def test_columns_of_figures_are_not_said_to_be_unused(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    path = tmp_path / "letters.csv"
    path.write_text("a,b,c,d\n" + "".join(f"{2000 + n},Poland,coal,{n}.5\n" for n in range(9)))
    shown = opened(qtbot, window, path)
    listed = shown.tabs.columns.columns
    taken = {listed.column_name(row): listed.data(listed.index(row, 2)) for row in range(listed.rowCount())}
    assert taken["d"] == "figures  ▾"
    shown.reject()


def test_goods_that_no_table_names_are_asked_for_though_it_can_be_read(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    path = tmp_path / "flows.csv"
    path.write_text("Year,From,To,kt\n2020,RUS,MNG,2\n2020,NOR,MNG,4\n")
    shown = opened(qtbot, window, path)
    settle(qtbot, window)
    assert "Goods not stated" in shown.trouble.label.text()
    assert "--set" not in shown.trouble.label.text()
    assert shown.trouble.label.property("role") == ""  # a question is no alarm
    assert shown.foot.save.isEnabled()
    assert shown.tabs.tabText(shown.tabs.indexOf(shown.tabs.constants)) == "? Fixed values (1)"
    field = shown.tabs.constants.first_asked()
    assert field is shown.tabs.constants.field("commodity")
    shown.tabs.setCurrentWidget(shown.tabs.constants)
    field.setFocus()
    qtbot.keyClicks(field, "coal")
    qtbot.keyClick(field, Qt.Key.Key_Tab)
    settle(qtbot, window)
    assert shown.desk.whole is not None
    assert set(shown.desk.whole.dataset.tables["flows"]["commodity"]) == {"coal"}
    assert not shown.trouble.isVisible()
    assert shown.tabs.tabText(shown.tabs.indexOf(shown.tabs.constants)) == "Fixed values"
    shown.reject()


def test_a_file_whose_first_rows_are_all_set_aside_is_read_to_its_end(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    rows = [
        f"Mongolia,China,{flow},Coal {n},2020,{n + 1}"
        for flow, many in (("Re-Export", 300), ("Export", 7))
        for n in range(many)
    ]
    path = tmp_path / "first_rows.csv"
    path.write_text(
        "\n".join(["Reporter,Partner,Flow,Commodity,Year,Quantity (kt)", *rows]), encoding="utf-8"
    )
    drop(window, path)
    qtbot.waitUntil(lambda: is_shown(window), timeout=LOAD_MS)
    shown = window.findChild(ImportWindow)
    said = [shown.desk.preview.aside, shown.desk.preview.trouble]
    assert said[0].startswith("The first ")
    assert said[1] == ""
    settle(qtbot, window)
    assert "307 rows in, 300 set aside" in shown.head.facts.full()
    mapped = shown.tables.ours.rows
    assert mapped.rowCount() == 7
    save(qtbot, window, shown)
    assert len(window.session.dataset.tables["flows"]) == 7
    assert window.session.dataset.tables["flows"]["quantity"].sum() == sum(range(1, 8))
