"""The sign between cells, also of what is hardly a table."""

from __future__ import annotations

import pytest
from clevercsv.detect import Detector

from dependency_explorer.data.intake.separators import likely_separator


@pytest.mark.parametrize("sign", [",", ";", "\t", "|"])
def test_most_first_rows_agree(sign: str) -> None:
    assert likely_separator("\n".join(sign.join(("a b", "1.5", "x")) for _ in range(5))) == sign


def test_of_one_line_of_many_letters_little_is_weighed(monkeypatch: pytest.MonkeyPatch) -> None:
    # Whatever is taken for the separator, a cell is left that is nearly a word of seven thousand letters.
    text = "Ä" * 7000 + "".join(f"{sign}ab" for sign in "#$%&*+/<=>@^~\x01") + "\nx"
    weighed: list[int] = []
    detect = Detector.detect

    def counted(self: Detector, sample: str, **settings: object) -> object:
        weighed.append(len(sample))
        return detect(self, sample, **settings)

    monkeypatch.setattr(Detector, "detect", counted)
    assert len(likely_separator(text)) == 1
    assert weighed == [len("Ä" * 300 + "\nx")]  # its time grows with the square of a cell's length
