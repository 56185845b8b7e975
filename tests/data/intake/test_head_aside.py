"""Files whose first rows are all set aside: the preview says so, and the rows behind them are read."""

from __future__ import annotations

import io
from pathlib import Path

import pandas as pd
import pytest

from dependency_explorer.data.intake.preview import look
from tests.data.profiles.plain import dropped, read, rows_of, text

LEGACY = (
    "Classification,Year,Period,Period Desc.,Aggregate Level,Is Leaf Code,Trade Flow Code,Trade Flow,Reporter Code,"
    "Reporter,Reporter ISO,Partner Code,Partner,Partner ISO,Commodity Code,Commodity,Qty Unit Code,Qty Unit,Qty,"
    "Netweight (kg),Trade Value (US$),Flag"
)


def legacy(behind: int, head: int = 300) -> str:
    """Re-exports first, then exports."""
    rows = [
        f"H5,2020,2020,2020,6,1,{code},{flow},496,Mongolia,MNG,156,China,CHN,{270000 + n},Coal,8,"
        f"Weight in kilograms,{n + 1},{n + 1},{3 * n + 1},0"
        for code, flow, many in ((3, "Re-Export", head), (2, "Export", behind))
        for n in range(many)
    ]
    return "\n".join([LEGACY, *rows]) + "\n"


def generic(behind: int, head: int = 300) -> str:
    """The same in a table of no known format."""
    rows = [
        f"Mongolia,China,{flow},Coal {n},2020,{n + 1}"
        for flow, many in (("Re-Export", head), ("Export", behind))
        for n in range(many)
    ]
    return "\n".join(["Reporter,Partner,Flow,Commodity,Year,Quantity (kt)", *rows]) + "\n"


@pytest.mark.parametrize("make", [legacy, generic])
def test_the_preview_says_that_all_is_set_aside_and_the_rest_is_read(tmp_path: Path, make: object) -> None:
    content = make(7)  # type: ignore[operator]
    path = text(tmp_path, "first_rows.csv", content)
    found = look(path)
    assert not found.trouble
    assert found.is_table
    assert found.dataset is None
    rows = len(found.as_read.rows)
    assert f"first {rows} rows" in found.aside.replace("\u2009", " ")
    assert "e-exports" in found.aside
    assert sum(one.rows for one in found.decisions if one.dropped) == rows
    dataset, report = read(path)
    plain = pd.read_csv(io.StringIO(content))
    flow = "Trade Flow" if "Trade Flow" in plain else "Flow"
    quantity = "Netweight (kg)" if "Trade Flow" in plain else "Quantity (kt)"
    expected = plain.loc[plain[flow] == "Export", quantity].sum()
    unit = 1000 if dataset.tables["flows"]["unit"].tolist()[0] == "t" else 1
    assert dataset.tables["flows"]["quantity"].sum() * unit == pytest.approx(expected)
    assert sum(dropped(report).values()) == 300
    assert len(rows_of(dataset, "flows", "exporter")) == 7


def test_where_no_row_is_behind_them_the_table_cannot_be_used(tmp_path: Path) -> None:
    found = look(text(tmp_path, "none.csv", legacy(0, 20)))
    assert not found.aside
    assert "no row that can be used" in found.trouble
    assert [one.rows for one in found.decisions if one.dropped] == [20]
