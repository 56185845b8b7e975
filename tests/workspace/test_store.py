"""The store: properties first, then the examples that people feel."""

from __future__ import annotations

import random
from dataclasses import replace

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dependency_explorer.analysis.question import Clause, Question, Selection
from dependency_explorer.workspace.state import Workspace, changed_topics
from dependency_explorer.workspace.store import MOST_STEPS, Store

from .conftest import Clock, Turns

START = Workspace(dataset="mongolia", question=Question("MNG", ("oil_products",), "2021", "2023"))


def another(state: Workspace, random: random.Random) -> Workspace:
    """A state that differs in one respect, as a user's action makes it."""
    question = state.question
    year = str(random.randint(2000, 2025))
    lit = Clause("flows", "place", frozenset(random.sample(["RUS", "CHN", "KOR"], random.randint(0, 3))))
    return random.choice(
        [
            replace(state, question=question.within(year, year)),
            replace(state, question=replace(question, place=random.choice(["MNG", "KAZ", "DEU"]))),
            replace(state, question=replace(question, measure=random.choice(["quantity", "value"]))),
            replace(state, selection=state.selection.with_clause(lit)),
            replace(state, history_step=random.choice(["year", "month"])),
            replace(state, stake_date=year),
            replace(state, theme=random.choice(["light", "dark"])),
            replace(state, tables=frozenset(random.sample(["flows", "trend"], 1))),
            replace(state, panel_open=not state.panel_open),
        ]
    )


@given(st.randoms(use_true_random=False))
@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
def test_undo_then_redo_gives_equal_state_after_any_of_200_actions(source: random.Random) -> None:
    clock, turns = Clock(), Turns()
    store = Store(START, turns, clock)
    for _ in range(200):
        clock.now += source.choice([0.1, 2.0])
        action = source.choice(["change"] * 5 + ["merge", "begin", "end", "undo", "redo", "turn"])
        if action == "change":
            store.change(another(store.state, source), "Change")
        elif action == "merge":
            store.change(another(store.state, source), "Depth", merge="depth")
        elif action == "begin":
            store.begin("Drag")
        elif action == "end":
            store.end()
        elif action == "undo":
            store.undo()
        elif action == "redo":
            store.redo()
        else:
            turns.run()
        before, undoable = store.state, store.can_undo
        if not store.dragging:
            store.undo()
            assert undoable == (not store.state.asks_the_same(before))
            if undoable:
                store.redo()
            assert store.state == before


@given(st.randoms(use_true_random=False))
@settings(max_examples=30, deadline=None)
def test_undoing_everything_leads_back_to_the_first_question(source: random.Random) -> None:
    store = Store(START, Turns(), Clock())
    for _ in range(60):
        store.change(another(store.state, source), "Change")
    last, count = store.state, 0
    while store.can_undo:
        store.undo()
        count += 1
    assert store.state.asks_the_same(START)
    for _ in range(count):
        store.redo()
    assert store.state == last
    assert not store.can_redo


def period(state: Workspace, year: int) -> Workspace:
    return replace(state, question=state.question.within(str(year), str(year)))


def test_at_most_a_hundred_steps_are_kept(clock: Clock, turns: Turns) -> None:
    store = Store(START, turns, clock)
    for year in range(1800, 1950):
        store.change(period(store.state, year), f"Period {year}")
    count = 0
    while store.can_undo:
        store.undo()
        count += 1
    assert count == MOST_STEPS
    assert store.state.question.first == "1849"


def test_a_drag_from_press_to_release_is_one_step(clock: Clock, turns: Turns) -> None:
    store = Store(START, turns, clock)
    store.begin("Depth")
    for year in range(1990, 2020):
        clock.now += 1.0
        store.change(period(store.state, year), "Depth")
    store.end()
    assert store.undo_label == "Depth"
    store.undo()
    assert store.state == START
    assert not store.can_undo
    assert store.redo_label == "Depth"


def test_a_drag_that_ends_where_it_began_is_no_step(clock: Clock, turns: Turns) -> None:
    store = Store(START, turns, clock)
    store.begin("Depth")
    store.change(period(START, 1999), "Depth")
    store.change(START, "Depth")
    store.end()
    assert not store.can_undo


def test_two_drags_are_two_steps(clock: Clock, turns: Turns) -> None:
    store = Store(START, turns, clock)
    for year in (1991, 1992):
        store.begin("Depth")
        store.change(period(store.state, year), "Depth")
        store.end()
    store.undo()
    assert store.state.question.first == "1991"


def test_typing_within_600_ms_merges_and_later_does_not(clock: Clock, turns: Turns) -> None:
    store = Store(START, turns, clock)
    for year, wait in ((1991, 0.0), (1992, 0.6), (1993, 0.6), (1994, 0.61)):
        clock.now += wait
        store.change(period(store.state, year), f"Period {year}", merge="period")
    assert store.undo_label == "Period 1994"
    store.undo()
    assert store.state.question.first == "1993"
    assert store.undo_label == "Period 1993"
    store.undo()
    assert store.state == START


def test_another_key_or_an_undo_ends_the_merging(clock: Clock, turns: Turns) -> None:
    store = Store(START, turns, clock)
    store.change(period(START, 1991), "a", merge="a")
    store.change(period(START, 1992), "b", merge="b")
    store.undo()
    store.change(period(START, 1993), "a", merge="a")
    store.undo()
    assert store.state.question.first == "1991"


def test_theme_and_layout_make_no_step_and_survive_undo(clock: Clock, turns: Turns) -> None:
    store = Store(START, turns, clock)
    store.change(period(START, 1991), "Period 1991")
    store.undo()
    store.change(replace(store.state, theme="dark", maximised="trend"), "Theme")
    assert not store.can_undo
    assert store.can_redo
    store.redo()
    assert store.state.theme == "dark"
    store.undo()
    assert store.state == replace(START, theme="dark", maximised="trend")


def test_one_notice_a_turn_with_all_topics(clock: Clock, turns: Turns) -> None:
    store = Store(START, turns, clock)
    told: list[tuple[frozenset[str], Workspace]] = []
    stop = store.subscribe(lambda topics, state: told.append((topics, state)))
    store.change(period(store.state, 1991), "Period")
    store.change(replace(store.state, theme="dark"), "Theme")
    assert told == []
    assert turns.run() == 1
    assert told == [(frozenset({"question", "period", "theme", "history"}), store.state)]
    assert turns.run() == 0
    stop()
    store.undo()
    turns.run()
    assert len(told) == 1


def test_what_is_taken_back_within_a_turn_is_not_told(clock: Clock, turns: Turns) -> None:
    store = Store(START, turns, clock)
    told: list[frozenset[str]] = []
    store.subscribe(lambda topics, _: told.append(topics))
    store.change(replace(START, theme="dark"), "Theme")
    store.change(START, "Theme")
    turns.run()
    assert told == []


def test_a_change_made_while_being_told_comes_with_the_next_turn(clock: Clock, turns: Turns) -> None:
    store = Store(START, turns, clock)
    told: list[frozenset[str]] = []

    def follow(topics: frozenset[str], state: Workspace) -> None:
        told.append(topics)
        if "place" in topics:
            store.change(replace(state, selection=Selection()), "Clear")
            store.change(replace(state, stake_date="2020"), "Date")

    store.subscribe(follow)
    store.change(replace(START, question=replace(START.question, place="DEU")), "Place")
    turns.run()
    turns.run()
    assert told == [frozenset({"question", "place", "history"}), frozenset({"stake_date", "history"})]


def test_opening_another_dataset_starts_a_new_history(clock: Clock, turns: Turns) -> None:
    store = Store(START, turns, clock)
    store.change(period(START, 1991), "Period")
    store.replace_all(Workspace(dataset="europe"))
    assert not store.can_undo
    assert store.state.dataset == "europe"


def test_topics_name_what_differs() -> None:
    other = replace(START, question=replace(START.question, first="2020", measure="value"), panel_open=False)
    assert changed_topics(START, other) == {"question", "period", "measure", "panel_open"}
    assert changed_topics(START, START) == frozenset()


@given(st.lists(st.integers(-4, 4), max_size=12), st.integers(1, 8))
def test_going_to_a_step_and_back_gives_the_same_state(moves: list[int], count: int) -> None:
    turns = Turns()
    store = Store(Workspace(), turns, Clock())
    states = [store.state]
    for number in range(count):
        store.change(replace(store.state, stake_date=str(2000 + number)), f"step {number}")
        states.append(store.state)
    at = count
    for move in moves:
        store.go(move)
        at = min(max(0, at + move), count)
        assert store.state == states[at]
        assert store.past == tuple(f"step {number}" for number in range(at))
        assert store.future == tuple(f"step {number}" for number in range(at, count))
