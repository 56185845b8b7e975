"""Several scenarios open at a time: letters stay, the one in force is one of them, nothing is lost."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from dependency_explorer.whatif.scenario import Scenario
from dependency_explorer.workspace.state import LETTERS, Workspace

FIRST = Scenario("MNG", "2023", "2024-01-01", 26, name="first")


@given(st.lists(st.tuples(st.sampled_from(["another", "switch", "close", "edit"]), st.sampled_from(LETTERS))))
def test_whatever_is_done_every_open_scenario_keeps_its_letter(moves: list[tuple[str, str]]) -> None:
    state = Workspace(scenario=FIRST, preset=FIRST)
    expected = {"A": FIRST}
    here = "A"
    for number, (move, letter) in enumerate(moves):
        if move == "another":
            free = [one for one in LETTERS if one not in expected]
            new = replace(FIRST, name=str(number))
            state = state.with_another(new, new)
            if free:
                here = free[0]
                expected[here] = new
        elif move == "switch":
            state = state.switched_to(letter)
            here = letter if letter in expected else here
        elif move == "close":
            state = state.without(letter)
            if letter in expected and len(expected) > 1:
                del expected[letter]
                before = [one for one in sorted(expected) if one < letter]
                here = here if here != letter else before[-1] if before else min(expected)
        elif state.scenario is not None:
            state = replace(state, scenario=replace(state.scenario, description=str(number)))
            expected[here] = replace(expected[here], description=str(number))
        assert state.letter == here
        assert {one.letter: one.scenario for one in state.open_scenarios} == expected
        assert [one.letter for one in state.open_scenarios] == sorted(expected)
        assert (state.next_letter == "") == (len(expected) == len(LETTERS))
