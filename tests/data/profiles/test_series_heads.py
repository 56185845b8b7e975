"""Series with heads above their dates, as CEIC and Wind write them."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pandas as pd
import pytest

from dependency_explorer.data.dataset import Dataset
from dependency_explorer.data.intake.importing import Report, import_file, reports
from dependency_explorer.data.problems import DataError
from tests.data.profiles.energy_tables import dropped, imported, keys, rows, total, workbook, written

SERIES = [
    # name, frequency, unit, figures of January, February and December 2022
    ("CN: Import: Coal: Mongolia", "Monthly", "Ton th", (1000.5, 1100, 1200)),
    ("CN: Import: Coal: from Russia", "Monthly", "Ton th", (500, None, 700)),
    ("CN: Import: Coal: Mongolia: ytd", "Monthly", "Ton th", (1000.5, 2100.5, 9999)),
    ("CN: Import: Coal: Coking: Mongolia", "Monthly", "Ton", (700_000, 800_000, None)),
    ("CN: Import: Coal: Mongolia", "Monthly", "USD mn", (90.25, 95, 99)),
    ("CN: Import: Coal: Mongolia", "Monthly", "Ton", (1_000_500, 1_100_000, 1_200_000)),
    ("CN: Coal Production", "Monthly", "Ton mn", (350, 360, None)),
    ("CN: Import: Coal: Mongolia", 'Annual, ending "Dec" of each year', "Ton th", (None, None, 25_000)),
    ("CN: Import Value: YoY: Coal", "Monthly", "%", (5, 4, 3)),
    ("CN: Import: Coal", "Monthly", "Ton th", (2500, 2600, 2700)),
    ("CN: Import: Crude Oil: Russia", "Monthly", "Barrel/Day th", (1500, 1600, 1700)),
    ("CN: Re-Export: Coal: Mongolia", "Monthly", "Ton th", (1, 1, 1)),
]  # fmt: skip
DATES = ("01/2022", "02/2022", "12/2022")
NAMES, FREQUENCIES, UNITS, FIGURES = zip(*SERIES, strict=True)
GRID: list[list[object]] = [
    ["Select this link and click 'Refresh/Edit Download' to update data", *NAMES],
    ["Region", *["China"] * len(SERIES)],
    ["Subnational", *[""] * len(SERIES)],
    ["Frequency", *FREQUENCIES],
    ["Unit", *UNITS],
    ["Source", *["General Administration of Customs"] * len(SERIES)],
    ["Series ID", *[str(number) for number in range(len(SERIES))]],
    ["First Obs. Date", *["01/2022"] * len(SERIES)],
    ["Mean", *["1"] * len(SERIES)],
    *([date, *(figures[at] for figures in FIGURES)] for at, date in enumerate(DATES)),
]


def _csv(grid: list[list[object]]) -> str:
    stream = io.StringIO()
    csv.writer(stream).writerows(["" if cell is None else cell for cell in row] for row in grid)
    return stream.getvalue()


def _read(path: Path) -> tuple[Dataset, Report]:
    """As `imported`, for series of one commodity in several units of one kind, which a warning names."""
    dataset = import_file(path)
    return dataset, reports(dataset)[0]


@pytest.mark.parametrize("form", ["columns", "rows", "workbook"])
def test_ceic_in_every_form(tmp_path: Path, form: str) -> None:
    turned = [list(row) for row in zip(*GRID, strict=True)]
    turned[0][0] = ""
    if form == "workbook":
        path = workbook(tmp_path, "ceic.xlsx", {"My Series": GRID})
    else:
        path = written(tmp_path, "ceic.csv", _csv(GRID if form == "columns" else turned))
    dataset, report = _read(path)
    assert report.profile == "ceic"
    frame = pd.DataFrame(list(FIGURES), columns=list(DATES))
    # Months of coal from Mongolia: in thousand tonnes, once, with their dollars beside them.
    months = {"exporter": "MNG", "importer": "CHN", "commodity": "coal", "unit": "kt"}
    for date, period in zip(DATES, ("2022-01", "2022-02", "2022-12"), strict=True):
        [row] = rows(dataset, **months, period=period)
        assert (row["quantity"], row["value_usd"]) == (frame[date][0], frame[date][4] * 1e6)
    assert total(dataset, **months, period="2022") == 25_000
    assert total(dataset, exporter="RUS", commodity="coal") == float(frame.loc[1].sum())
    assert total(dataset, exporter="WLD", commodity="coal") == float(frame.loc[9].sum())
    assert total(dataset, commodity="coal_coking", unit="t") == float(frame.loc[3].sum())
    oil = sum(frame[date][10] * days for date, days in zip(DATES, (31, 28, 31), strict=True))
    assert total(dataset, exporter="RUS", commodity="crude_oil", unit="kbbl") == oil
    coal = sum(row["value"] for row in rows(dataset, "balances", item="production", unit="kt"))
    assert coal == float(frame.loc[6].sum()) * 1000
    parts = dataset.tables["commodities"].set_index("id")["part_of"].astype(str)
    assert parts["coal_coking"] == "coal"
    unread = [one.what for one in report.decisions if one.key == "series_not_read"]
    assert len(unread) == 3  # since January, growth, re-exports
    assert {"told_again", "per_day", "world"} <= keys(report)


WIND = (
    "指标名称,进口数量:煤及褐煤:蒙古:当月值,进口金额:煤及褐煤:蒙古:当月值,"
    "进口数量:煤及褐煤:累计值,产量:原煤:当月值,期货收盘价:焦煤,库存:煤炭:港口\n"
    "频率,月,月,月,月,日,周\n单位,万吨,亿美元,万吨,万吨,元/吨,万吨\n指标ID,S1,S2,S3,S4,S5,S6\n"
    "来源,海关总署,海关总署,海关总署,国家统计局,大商所,某\n"
    "2022-01-31,120.5,1.25,500,35000,2500,1\n2022-02-28,130,1.5,1000,36000,2510,1\n数据来源：Wind\n"
)


def test_wind_with_its_ten_thousands(tmp_path: Path) -> None:
    path = written(tmp_path, "wind.csv", WIND)
    with pytest.raises(DataError, match=r"do not say whose they are.*place=CHN"):
        imported(path)
    dataset, report = imported(path, place="CHN")
    assert report.profile == "wind_edb"
    assert total(dataset, exporter="MNG", importer="CHN", unit="kt") == (120.5 + 130) * 10
    assert sum(row["value_usd"] for row in rows(dataset)) == 2.75e8
    assert total(dataset, "balances", place="CHN", item="production", unit="kt") == 71_000 * 10
    assert dropped(report) == {"no_period": 1}
    unread = " ".join(one.what for one in report.decisions if one.key == "series_not_read")
    assert all(name in unread for name in ("累计值", "焦煤", "港口"))


def test_series_of_prices_alone_are_refused(tmp_path: Path) -> None:
    text = "指标名称,期货收盘价:焦煤\n频率,月\n单位,元/吨\n指标ID,S5\n2022-01-31,2500\n2022-02-28,2510\n"
    with pytest.raises(DataError, match="none of its 1 series is an amount"):
        imported(written(tmp_path, "prices.csv", text))


def test_another_currency_and_quarters(tmp_path: Path) -> None:
    text = (
        ",Exports: Copper: to Japan,Exports: Copper: to South Korea,Exports: Copper: to Atlantis\n"
        "Region,Chile,Chile,Chile\nFrequency,Quarterly,Quarterly,Quarterly\nUnit,CLP bn,CLP bn,CLP bn\n"
        "Series ID,1,2,3\n03/2022,5,6,9\n06/2022,7,8,9\n"
    )
    dataset, report = imported(written(tmp_path, "ceic.csv", text))
    assert "partner “Atlantis” is not known" in " ".join(one.what for one in report.decisions)
    assert total(dataset, exporter="CHL", importer="JPN", unit="CLP", period="2022-Q2") == 7e9
    assert total(dataset, exporter="CHL") == 26e9
