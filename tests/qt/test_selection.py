"""What is picked in one chart is lit in all: picking again clears, extending adds and takes away."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from dependency_explorer.app.window import MainWindow
from tests.qt.conftest import settle


def test_the_same_point_again_clears_and_extending_adds_and_takes_away(
    window: MainWindow, qtbot: QtBot
) -> None:
    session = window.session

    def lit(view: str, code: str, extend: bool = False) -> tuple[set[str], int]:
        session.pick(view, "place", code, extend)
        selection = session.state.selection
        return set(selection.points("place")), len(selection.clauses)

    assert lit("partners", "CHN") == ({"CHN"}, 1)
    assert lit("flows", "RUS") == ({"RUS"}, 1), "alone: of the field one clause stays, whatever the view"
    assert lit("flows", "RUS") == (set(), 0)
    assert lit("flows", "RUS", extend=True) == ({"RUS"}, 1)
    assert lit("flows", "CHN", extend=True) == ({"CHN", "RUS"}, 1)
    session.pick("flows", "commodity", "coal", False)
    assert set(session.state.selection.points("place")) == {"CHN", "RUS"}, "another field"
    assert lit("flows", "RUS", extend=True) == ({"CHN"}, 2)
    settle(qtbot, window)
    assert not window.status.filters.isHidden()
    session.clear_selection()
    settle(qtbot, window)
    assert session.state.selection.clauses == ()
    past = session.store.past
    session.clear_selection()
    assert session.store.past == past, "nothing to clear is no step"
