"""Figures that a format multiplies are the decimal product of what the file writes, whatever the format."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest

from tests.data.profiles.plain import read, rows_of, text

FIGURES = [f"{number / 1000:.3f}" for number in range(1, 1000, 7)]
"""Of these, many a product of floats has a tail of digits: 0.155 thousand is 155.00000000000003 then."""


def comext(line: int, figure: str) -> str:
    return f"D,x,A,DE,RU,{2709_0000 + line},1,QUANTITY_IN_100KG,2021,{figure},\n"


def kilograms(line: int, figure: str) -> str:
    return f"004,DE,0075,RU,E,{2709_0000 + line},1,1,,202152,500,{figure},0\n"


def faostat(line: int, figure: str) -> str:
    return f"TCL,004,Afghanistan,Import value,{line + 1000},Wheat {line},2021,1000 USD,{figure},A\n"


def gravity(line: int, figure: str) -> str:
    return f"{1850 + line},FRA,DEU,1,0,500,{figure}\n"


def stakes(line: int, figure: str) -> str:
    return f"Mine {line},Somebody,{figure}\n"


def daily(line: int, figure: str) -> str:
    return f"SAU,JPN,Crude oil {line},2021-03,{figure},kb/d\n"


@pytest.mark.parametrize(
    ("profile", "header", "line", "factor", "table", "column"),
    [
        (
            "comext",
            "DATAFLOW,LAST UPDATE,freq,reporter,partner,product,flow,indicators,TIME_PERIOD,OBS_VALUE,OBS_FLAG",
            comext, Decimal("0.1"), "flows", "quantity",
        ),
        (
            "comext",
            "REPORTER,REPORTER_ISO,PARTNER,PARTNER_ISO,TRADE_TYPE,PRODUCT_NC,FLOW,STAT_PROCEDURE,SUPPL_UNIT,PERIOD,"
            "VALUE_EUR,QUANTITY_KG,QUANTITY_SUPPL_UNIT",
            kilograms, Decimal("0.001"), "flows", "quantity",
        ),
        (
            "faostat", "Domain,Area Code (M49),Area,Element,Item Code (CPC),Item,Year,Unit,Value,Flag",
            faostat, Decimal(1000), "flows", "value_usd",
        ),
        (
            "cepii_gravity", "year,iso3_o,iso3_d,country_exists_o,contig,dist,tradeflow_baci",
            gravity, Decimal(1000), "flows", "value_usd",
        ),
        ("", "Mine,Owner,Stake", stakes, Decimal(100), "stakes", "share_pct"),
        ("", "Exporter,Importer,Commodity,Month,Quantity,Unit", daily, Decimal(31), "flows", "quantity"),
    ],
    ids=["comext", "comext_bulk", "faostat", "gravity", "stakes", "daily_rates"],
)  # fmt: skip
def test_a_product_is_the_decimal_one(
    tmp_path: Path,
    profile: str,
    header: str,
    line: Callable[[int, str], str],
    factor: Decimal,
    table: str,
    column: str,
) -> None:
    path = text(tmp_path, "table.csv", f"{header}\n" + "".join(line(n, one) for n, one in enumerate(FIGURES)))
    dataset, report = read(path)
    assert profile in ("", report.profile)
    products = sorted(float(Decimal(figure) * factor) for figure in FIGURES)
    assert sorted(row[0] for row in rows_of(dataset, table, column)) == products
