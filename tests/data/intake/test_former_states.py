"""States that are no more are places of their own, and what they had is never added to a state that followed."""

from __future__ import annotations

import io
from pathlib import Path

import pandas as pd
import pytest

from dependency_explorer.data.intake.places import anyhow, by_iso3, by_name, by_number
from tests.data.profiles.plain import read, text

NAMES = {
    "DEUW": ("Germany, West", "West Germany", "Fmr Fed. Rep. of Germany", "Fed. Rep. of Germany (...1990)"),
    "DDR": ("Germany, East", "East Germany", "Fmr Dem. Rep. of Germany", "Former GDR", "ГДР"),
    "SUN": ("Former U.S.S.R.", "U.S.S.R.", "USSR (...1990)", "Soviet Union (former)", "СССР", "URSS"),
    "CSK": ("Former Czechoslovakia", "Czechoslovakia (...1992)", "Чехословакия"),
    "YUG": ("Former Yugoslavia", "Yugoslavia (until 1991)", "Yugoslavia, SFR", "Ex-Yugoslavia"),
    "SCG": ("Former Serbia and Montenegro", "Serbia and Montenegro (...2005)"),
    "DEU": (
        "Germany",
        "Federal Republic of Germany",
        "Germany (until 1990 former territory of the FRG)",
        "ФРГ",
    ),
    "SRB": ("Serbia",),
}


@pytest.mark.parametrize(("code", "name"), [(code, name) for code, names in NAMES.items() for name in names])
def test_names_of_former_states(code: str, name: str) -> None:
    found = by_name(name)
    assert found is not None
    assert found.code == code


def test_numbers_and_letters_of_former_states() -> None:
    numbers = {
        "280": "DEUW",
        "278": "DDR",
        "276": "DEU",
        "810": "SUN",
        "890": "YUG",
        "891": "SCG",
        "200": "CSK",
    }
    for number, code in numbers.items():
        place = by_number(number)
        assert place is not None
        assert place.code == code
        assert (anyhow(number) or place).code == code
    for code in ("DEUW", "DDR", "SUN", "CSK", "YUG", "SCG"):
        assert (by_iso3(code) or place).code == code


def test_the_words_alone_make_no_former_state_of_a_country() -> None:
    assert by_name("Former Germany") is None
    assert by_name("Mongolia (to be checked)") is None


EIA = """\
API,,1989,1990,1991
,Production,,,
,  Crude oil (Mb/d),,,
INTL.57-1-DEU-TBPD.A,Germany,50,80,90
INTL.57-1-DEUW-TBPD.A,"Germany, West",20,77,--
INTL.57-1-DDR-TBPD.A,"Germany, East",10,11,--
INTL.57-1-SUN-TBPD.A,Former U.S.S.R.,9000,11000,--
INTL.57-1-CSK-TBPD.A,Former Czechoslovakia,2,3,--
INTL.57-1-YUG-TBPD.A,Former Yugoslavia,4,5,--
INTL.57-1-SCG-TBPD.A,Former Serbia and Montenegro,6,7,8
INTL.57-1-RUS-TBPD.A,Russia,--,--,9900
"""


def test_eia_keeps_them_apart(tmp_path: Path) -> None:
    dataset, report = read(text(tmp_path, "INT-Export.csv", EIA))
    made = dataset.tables["balances"]
    plain = pd.read_csv(io.StringIO(EIA), na_values=["--"]).dropna(subset=["API"]).set_index("API")
    for series, row in plain.iterrows():
        place = str(series).split("-")[2]
        for year in ("1989", "1990", "1991"):
            found = made.loc[(made["place"] == place) & (made["period"] == year), "value"]
            expected = [] if pd.isna(row[year]) else [pytest.approx(row[year] * 365)]
            assert found.tolist() == expected
    assert "summed" not in {one.key for one in report.decisions}
