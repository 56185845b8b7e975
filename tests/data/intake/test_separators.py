"""The sign between cells, also of what is hardly a table."""

from __future__ import annotations

import time

import pytest

from dependency_explorer.data.intake.separators import likely_separator


@pytest.mark.parametrize("sign", [",", ";", "\t", "|"])
def test_most_first_rows_agree(sign: str) -> None:
    assert likely_separator("\n".join(sign.join(("a b", "1.5", "x")) for _ in range(5))) == sign


def test_one_line_of_many_letters_takes_no_minutes() -> None:
    # Whatever is taken for the separator, a cell is left that is nearly a word of seven thousand letters.
    text = "Ä" * 7000 + "".join(f"{sign}ab" for sign in "#$%&*+/<=>@^~\x01") + "\nx"
    began = time.process_time()
    assert len(likely_separator(text)) == 1
    assert time.process_time() - began < 5.0  # eleven and more with the whole line
