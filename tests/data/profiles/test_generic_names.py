"""Columns of periods, places and goods that hold more texts than there are of these."""

from __future__ import annotations

from pathlib import Path

import pytest

from dependency_explorer.data.intake.importing import import_file, reports
from dependency_explorer.data.intake.places import by_name
from dependency_explorer.data.problems import DataError
from dependency_explorer.data.profiles import _reading

ROWS = 400


def table(path: Path) -> Path:
    rows = (f"2020,Germany,France,{'coal' if i < 300 else f'G{i}'},{i}.5" for i in range(ROWS))
    path.write_text("year,exporter,importer,product,quantity (kt)\n" + "\n".join(rows) + "\n")
    return path


def test_more_names_than_there_are_things_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = table(tmp_path / "t.csv")
    monkeypatch.setattr(_reading, "_MOST_NAMES", 310)  # 101 goods and two places, each thrice, and a year
    assert reports(import_file(path))[0].rows_read == ROWS
    monkeypatch.setattr(_reading, "_MOST_NAMES", 309)
    monkeypatch.setattr(_reading, "figures_together", lambda *_: pytest.fail("read on"))
    with pytest.raises(DataError, match=r"“product”: it holds 101 different texts.*role:commodity="):
        import_file(path)


def test_a_text_that_is_no_name_is_set_aside_with_its_row(tmp_path: Path) -> None:
    """A quotation mark that is closed only much later takes the rows between them into one cell."""
    path = tmp_path / "t.csv"
    lines = [f"2020,Germany,France,coal,{number}" for number in range(1, 301)]
    lines[9] = lines[9].replace("coal", '"coal')
    lines[199] = lines[199].replace("coal", 'coal"')
    path.write_text("year,exporter,importer,product,quantity (kt)\n" + "\n".join(lines) + "\n")
    dataset = import_file(path)
    (report,) = reports(dataset)
    aside = {one.key: one for one in report.decisions if one.dropped}
    assert report.rows_read == 300 - 190
    assert aside["endless_text"].rows == 1
    assert "“product” has more than 2\u2009000 letters" in aside["endless_text"].what
    assert dataset.tables["flows"]["quantity"].sum() == sum(range(1, 10)) + sum(range(201, 301))
    assert {"coal"} == {name.lower() for name in dataset.tables["flows"]["commodity"].astype(str)}


def test_a_column_of_viet_nam_is_no_column_of_years(tmp_path: Path) -> None:
    # "nam" is a year in Vietnamese, with an accent; these are tonnes.
    rows = "Exporter,China,Viet Nam\nChile,1001,2003\nPeru,1002,2004\nZambia,1003,2005\n"
    path = tmp_path / "copper 2020 (t).csv"
    path.write_text(rows)
    flows = import_file(path).tables["flows"]
    assert set(flows["period"]) == {"2020"}
    assert flows.loc[flows["importer"] == "VNM", "quantity"].tolist() == [2003.0, 2004.0, 2005.0]


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("टोगो", "TGO"),
        ("टोंगा", "TON"),
        ("सेंट मार्टिन", "MAF"),
        ("सिंट मार्टिन", "SXM"),
        ("ไทย", "THA"),
        ("भारत", "IND"),
    ],
)
def test_names_that_differ_in_their_vowels_alone(name: str, code: str) -> None:
    place = by_name(name)
    assert place is not None
    assert place.code == code
