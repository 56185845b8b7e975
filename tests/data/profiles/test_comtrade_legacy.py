"""UN Comtrade's old site, in every dialect of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.data.profiles.reading import dropped, opened, rows_of, sample, taken_for, told, total, write


def test_the_bulk_file_counts_once() -> None:
    path = sample("comtrade_legacy/comtrade_bulk_h3_india_china.csv")
    dataset, report = opened(path)
    rows = rows_of(path)
    whole = {row["Trade Flow Code"]: float(row["Value"]) for row in rows if row["Commodity Code"] == "TOTAL"}
    assert whole["1"] == pytest.approx(41.2e9, rel=0.01)  # a plain sum is four times as large
    assert sum(float(row["Value"]) for row in rows if row["Trade Flow Code"] == "1") == pytest.approx(
        4 * whole["1"], rel=0.001
    )
    assert total(dataset, importer="IND", exporter="CHN", reported_by="importer") == pytest.approx(
        whole["1"], rel=0.001
    )
    assert total(dataset, importer="CHN", exporter="IND", reported_by="exporter") == pytest.approx(
        whole["2"], rel=0.001
    )
    upper = [row for row in rows if len(row["Commodity Code"]) < 6]
    assert dropped(report) == {"levels": 2170}
    assert report.rows_read == len(rows) == 8739
    # Every row set aside is of a level above six digits, but for those that have nothing below them.
    assert 0 <= len(upper) - 2170 < 60


def test_cement_of_a_group_as_reporter() -> None:
    path = sample("comtrade_legacy/comtrade_cement_eu28.csv")
    dataset, report = opened(path)
    rows = rows_of(path)
    once = [row for row in rows if row["Customs Proc. Code"] == "C00"]
    in_2018 = [row for row in once if row["Period"] == "2018"]
    world = next(float(row["Trade Value (US$)"]) for row in in_2018 if row["Partner"] == "World")
    assert world == 82338795
    (importer,) = set(dataset.tables["flows"]["importer"].astype(str))
    assert total(dataset, period="2018", exporter="WLD") == world
    others = sum(float(row["Netweight (kg)"] or 0) for row in in_2018 if row["Partner"] != "World")
    found = total(dataset, "quantity", period="2018") - total(
        dataset, "quantity", period="2018", exporter="WLD"
    )
    assert found == pytest.approx(others)
    assert dataset.place_name(importer).startswith("European Union")
    assert (
        dropped(report)
        == {"customs": sum(row["Customs Proc. Code"] == "C01" for row in rows)}
        == {"customs": 205}
    )


def test_diamonds_are_totals_over_partners() -> None:
    path = sample("comtrade_legacy/comtrade_diamonds_7102_2014.csv")
    dataset, report = opened(path)
    rows = rows_of(path)
    expected = sum(float(row["Trade Value (US$)"]) for row in rows if row["Commodity Code"] == "7102")
    assert total(dataset, commodity="7102") == expected
    assert set(dataset.tables["flows"]["importer"].astype(str)) == {"WLD"}
    assert dropped(report) == {}
    weighed = [row for row in rows if float(row["Netweight (kg)"] or 0) > 0]
    assert dataset.tables["flows"]["quantity"].notna().sum() == len(weighed)


def test_a_cut_of_twelve_columns() -> None:
    path = sample("comtrade_legacy/comtrade_us_china_2017.csv")
    dataset, report = opened(path)
    rows = rows_of(path)
    for flow, side in (("Import", "importer"), ("Export", "exporter")):
        expected = sum(float(row["Trade Value (US$)"]) for row in rows if row["Trade Flow"] == flow)
        assert total(dataset, reported_by=side) == expected
    assert dropped(report) == {"reexports": 96}
    assert {"01", "27", "97"} <= set(dataset.tables["flows"]["commodity"].astype(str))


def test_names_of_the_old_api(tmp_path: Path) -> None:
    header = ["pfCode", "yr", "period", "rgCode", "rgDesc", "rtCode", "rtTitle", "ptCode", "ptTitle", "cmdCode",
              "cmdDescE", "qtCode", "qtDesc", "TradeQuantity", "NetWeight", "TradeValue", "estCode"]  # fmt: skip
    rows = [
        ("H4", 2015, 201503, 1, "Import", 579, "Norway", 251, "France", 2709, "Crude", 8, "kg", 5, 5, 7, 4)
    ]
    path = write(tmp_path / "api.csv", header, rows)
    assert taken_for(path) == "comtrade_legacy"
    dataset, _ = opened(path)
    assert total(dataset, importer="NOR", exporter="FRA", period="2015-03", quality="estimate") == 7


def test_a_letter_speaks_where_the_code_is_nought(tmp_path: Path) -> None:
    header = ["Classification", "Period", "Trade Flow Code", "Trade Flow", "Reporter Code", "Partner Code",
              "Commodity Code", "Netweight (kg)", "Trade Value (US$)"]  # fmt: skip
    rows = [("H5", 2020, 0, "X", 496, 156, "1", 3, 4), ("H5", 2020, 0, "?", 496, 156, "2", 3, 4)]
    dataset, report = opened(write(tmp_path / "t.csv", header, rows))
    assert total(dataset, exporter="MNG", importer="CHN", commodity="01") == 4
    assert dropped(report) == {"other_flow": 1}


def test_the_trade_classification_keeps_its_digits(tmp_path: Path) -> None:
    header = [
        "Classification",
        "Year",
        "Trade Flow",
        "Reporter Code",
        "Partner Code",
        "Commodity Code",
        "Trade Value (US$)",
    ]
    rows = [("S3", 2020, "Import", 496, 156, "3", 4), ("S3", 2020, "Import", 496, 643, "321", 4)]
    dataset, report = opened(write(tmp_path / "t.csv", header, rows))
    assert set(dataset.tables["commodities"]["id"]) == {"3", "321"}
    assert set(dataset.tables["commodities"]["hs_codes"]) == {""}
    assert "levels" not in told(report)
