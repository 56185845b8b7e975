"""Words that the window shows go through Qt's translation."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import dependency_explorer.app

APP = Path(dependency_explorer.app.__file__).parent
SHOWN = frozenset({
    "setText", "setWindowTitle", "setToolTip", "setAccessibleName", "setPlaceholderText", "setTitle", "set_full",
    "addItem", "addAction", "addTab", "addRow", "QPushButton", "QCheckBox", "PlainLabel", "QLabel", "QMenu", "Column",
    "getOpenFileName", "getSaveFileName", "getExistingDirectory", "progress", "link_button", "tell", "dialog",
})  # fmt: skip
"""What is called with words that users read."""
NAMES = frozenset({"Dependency Explorer", " — Dependency Explorer", "PDF (*)", "CSV (*.csv)", "PNG (*)"})
"""The program's name, and formats, which are the same in every language."""


def test_words_that_are_shown_are_translated() -> None:
    bare = [found for path in sorted(APP.glob("*.py")) for found in untranslated(path)]
    assert bare == []


def untranslated(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if not isinstance(node, ast.Call):
            continue
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        if name not in SHOWN:
            continue
        for given in node.args:
            for text in words(given):
                known = text in NAMES or not any(letter.isalpha() for letter in text)
                # A word alone in small letters is the name of a part or a key.
                if not known and (" " in text.strip() or text[:1].isupper()):
                    yield f"{path.name}:{node.lineno} {text!r}"


def words(given: ast.expr) -> Iterator[str]:
    """Texts that stand in an argument as they are."""
    if isinstance(given, ast.Constant) and isinstance(given.value, str):
        yield given.value
    elif isinstance(given, ast.IfExp):
        yield from words(given.body)
        yield from words(given.orelse)
    elif isinstance(given, ast.JoinedStr):
        yield "".join(str(part.value) for part in given.values if isinstance(part, ast.Constant))


def test_the_check_finds_what_is_bare(tmp_path: Path) -> None:
    path = tmp_path / "bare.py"
    path.write_text(
        'label.setText("Save it")\nlabel.setText(tr("Save it"))\nbox.addItem(f"From {step}", "key")\n'
    )
    assert list(untranslated(path)) == ["bare.py:1 'Save it'", "bare.py:3 'From '"]
