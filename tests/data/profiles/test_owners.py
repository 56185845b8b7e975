"""Owners in a text: every share stands with its name, and none is made up."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dependency_explorer.data.profiles._owners import owners

NAMES = st.from_regex(
    r"[A-Z][a-z]{2,8}( [A-Z][a-z]{2,8}| \([A-Z]{2,4}\)| & Co| S\.A\.){0,2}", fullmatch=True
).filter(
    # A legal form by itself is no name: it belongs to the one before it; and "A; and B" names B.
    lambda name: (
        name.casefold() not in ("ltd", "limited", "inc", "llc", "plc", "corp", "company", "gmbh")
        and name.split()[0] != "And"
    )
)
SHARES = st.one_of(st.none(), st.integers(0, 1000).map(lambda tenths: tenths / 10))


@given(
    st.lists(st.tuples(NAMES, SHARES), min_size=1, max_size=6), st.sampled_from(["; ", ";"]), st.booleans()
)
def test_what_is_written_is_read_back(
    listed: list[tuple[str, float | None]], sign: str, square: bool
) -> None:
    brackets = "[]" if square else "()"
    text = sign.join(
        name if share is None else f"{name} {brackets[0]}{share:g}%{brackets[1]}" for name, share in listed
    )
    assert [(one.name, one.share) for one in owners(text)] == listed


@given(st.lists(NAMES, min_size=1, max_size=8))
def test_no_share_is_made_up(names: list[str]) -> None:
    assert [one.share for one in owners("; ".join(names))] == [None] * len(names)


@given(st.text(max_size=200))
def test_any_text_is_read(text: str) -> None:
    for one in owners(text):
        assert one.share is None or 0 <= one.share <= 100
        assert (one.share is not None) == (one.stated == "share")


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("BP (25.%); BG (.%); Repsol (25%)", [("BP", 25.0), ("BG", None), ("Repsol", 25.0)]),
        ("A [70.06%]; B（10.29%]，C [13.65%]", [("A", 70.06), ("B", 10.29), ("C", 13.65)]),
        ("A [51%] B [49%]", [("A", 51.0), ("B", 49.0)]),
        ("A Group 84%; Others 16%", [("A Group", 84.0), ("Others", 16.0)]),
        ("A [51%]; B 49%]", [("A", 51.0), ("B", 49.0)]),
        ("Steel Company; [12%] Assets [5%]", [("Steel Company", 12.0), ("Assets", 5.0)]),
        ("Xinda Management Co.;Ltd.", [("Xinda Management Co., Ltd.", None)]),
        ("Joint Venture [Oceanic Ltd [70%]; JFE Ltd [30%]]", [("Oceanic Ltd", 70.0), ("JFE Ltd", 30.0)]),
        ("Elynda Jaya (Semboja) [100%]", [("Elynda Jaya (Semboja)", 100.0)]),
        ("Henan Energy [9683%]", [("Henan Energy", None)]),
        ("Eni (17%); (5%)", [("Eni", 17.0), ("", 5.0)]),
        ("", []),
        ("A 51% / B Corp 10% / C 39%", [("A", 51.0), ("B Corp", 10.0), ("C", 39.0)]),
        ("Government of Mongolia: 34%; Rio: 66%", [("Government of Mongolia", 34.0), ("Rio", 66.0)]),
        ("A - 60%, B – 40%", [("A", 60.0), ("B", 40.0)]),
        ("51% Glencore; 49% Teck", [("Glencore", 51.0), ("Teck", 49.0)]),
        ("60 percent A and 40 percent B", [("A", 60.0), ("B", 40.0)]),
        ("A 51% and B 49%", [("A", 51.0), ("B", 49.0)]),
        ("A [33,3%]; B [66,7%]", [("A", 33.3), ("B", 66.7)]),
        ("A (>50%); B (25-50%); C (~10%)", [("A", None), ("B", None), ("C", 10.0)]),
        ("BHP (0.3375); Glencore (0.6625)", [("BHP", 33.75), ("Glencore", 66.25)]),
        ("BHP (57.5); Rio (42.5)", [("BHP", 57.5), ("Rio", 42.5)]),
        ("Mine (3); Mine (4)", [("Mine (3)", None), ("Mine (4)", None)]),
    ],
)
def test_what_people_type(text: str, read: list[tuple[str, float | None]]) -> None:
    assert [(one.name, one.share) for one in owners(text)] == read


@pytest.mark.parametrize(
    "text", ["-", "*", "unknown", "No informations on company (100.0%)", "None (100.0%)"]
)
def test_a_sign_in_place_of_a_name_is_nobody(text: str) -> None:
    (one,) = owners(text)
    assert one.is_nobody
