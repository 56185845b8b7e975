"""The sign between cells, also of what is hardly a table."""

from __future__ import annotations

import time
from random import Random

import pytest

from dependency_explorer.data.intake.separators import likely_separator


@pytest.mark.parametrize("sign", [",", ";", "\t", "|"])
def test_most_first_rows_agree(sign: str) -> None:
    assert likely_separator("\n".join(sign.join(("a b", "1.5", "x")) for _ in range(5))) == sign


def test_one_line_of_many_letters_takes_no_minutes() -> None:
    random = Random(700)
    text = "".join(random.choice("\ufffdÄbß7 ") for _ in range(5000)) + "\nx"
    began = time.process_time()
    assert len(likely_separator(text)) == 1
    assert time.process_time() - began < 5.0
