"""Each format of trade and of indicators takes its own files, and no others."""

from __future__ import annotations

import csv

import pytest

from tests.data.profiles.reading import SAMPLES, sample, taken_for

OURS = {
    "comtrade_legacy", "comtrade_plus", "comtrade_api_json", "baci", "oec_xlsx", "wits", "worldbank_wide",
    "faostat_trade_matrix", "us_census_state_xls", "undata_syb", "un_energy_indicators_xls", "imf_datamapper_xls",
    "pivot_xlsx", "atlas_complexity",
}  # fmt: skip
ALL = {*OURS, "code_list", "atlas_trade", "resourcetrade"}
CODE_LISTS = {
    "baci/country_code_baci96.csv", "baci/country_codes_V202301.csv", "baci/product_codes_HS92_V202301.csv",
    "frictionless_country_codes/data/country-codes.csv", "frictionless_country_codes_json/data/country-codes.csv",
}  # fmt: skip


def _index() -> list[tuple[str, str]]:
    path = SAMPLES / "INDEX.csv"
    if not path.exists():
        return []
    with path.open(encoding="utf-8", newline="") as file:
        return [(row["format"], row["file"]) for row in csv.DictReader(file)]


@pytest.mark.parametrize(("format", "file"), _index() or [("", "INDEX.csv")])
def test_the_right_profile_wins(format: str, file: str) -> None:
    path = sample(file)
    found = taken_for(path)
    if file in CODE_LISTS:
        assert found == "code_list"
    elif format in OURS:
        assert found == format
    else:
        assert found not in ALL
