"""Plausible inputs of every chart, shared by the tests of charts and painting. The numbers are invented."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import date, timedelta
from typing import Any, Literal

from dependency_explorer.charts.backtest import BacktestCheck, BacktestData, BacktestPoint
from dependency_explorer.charts.band import Band
from dependency_explorer.charts.concentration import ConcentrationData, Ghost, PlaceRow
from dependency_explorer.charts.flows import FlowLink, FlowsData
from dependency_explorer.charts.frontier import FrontierData
from dependency_explorer.charts.outcome_data import OutcomeData, export_data
from dependency_explorer.charts.partners import PartnerBar, PartnersData
from dependency_explorer.charts.stakes import StakeAsset, StakePart, StakesData
from dependency_explorer.charts.stock import StockData
from dependency_explorer.charts.stress import StressBar, StressData
from dependency_explorer.charts.style import LIGHT, entity_colours
from dependency_explorer.charts.trend import TrendData, TrendEvent, TrendSeries

STYLE = replace(LIGHT, entities=entity_colours(("CHN", "RUS", "CHE", "KOR", "GBR", "FRA", "KAZ"), LIGHT))

_NAMES = {
    "RUS": "Russia", "CHN": "China", "KOR": "South Korea", "CHE": "Switzerland", "GBR": "United Kingdom",
    "XNS": "Partner not stated",
}  # fmt: skip
_GOODS = {"oil": "Oil products", "power": "Electricity", "coal": "Coal", "gold": "Gold"}


def _link(side: Literal["imports", "exports"], partner: str, good: str, share: float, text: str) -> FlowLink:
    return FlowLink(side, partner, _NAMES[partner], good, _GOODS[good], share, text, hatched=partner == "XNS")


FLOWS = FlowsData(
    (
        _link("imports", "RUS", "oil", 0.95, "1\u2009529\u2009kt"),
        _link("imports", "CHN", "oil", 0.035, "56\u2009kt"),
        _link("imports", "KOR", "oil", 0.015, "24\u2009kt"),
        _link("imports", "CHN", "power", 0.64, "1\u2009340\u2009GWh"),
        _link("imports", "RUS", "power", 0.36, "754\u2009GWh"),
        _link("exports", "CHN", "coal", 0.94, "78\u2009Mt"),
        _link("exports", "XNS", "coal", 0.06, "5\u2009Mt"),
        _link("exports", "CHE", "gold", 0.83, "14\u2009t"),
        _link("exports", "GBR", "gold", 0.17, "3\u2009t"),
    ),
    "Mongolia",
)
FLOWS_WHAT_IF = replace(
    FLOWS,
    links=tuple(
        replace(link, ghost_share=link.share, share=link.share * (0.5 if link.partner == "RUS" else 1.0))
        for link in FLOWS.links
    ),
)
_RUSSIA = (1180, 1300, 1480, 1530, 1420, 1350, 1380, 1480, 1600, 1700, 1380, 1440, 1600, 1850, 1950, 1200)
_CHINA = (100, 110, 120, 130, 110, 100, 90, 100, 120, 140, 130, 90, 150, 140, 220, 90)
TREND = TrendData(
    tuple(str(year) for year in range(2010, 2026)),
    (12,) * 15 + (7,),
    (
        TrendSeries("RUS", "Russia", tuple(map(float, _RUSSIA)), (False,) * 2 + (True,) * 3 + (False,) * 11),
        TrendSeries("CHN", "China", tuple(map(float, _CHINA))),
        TrendSeries("OTHER", "Other", (20.0,) * 16, (), ("Japan", "Kazakhstan")),
        TrendSeries("XNS", "Partner not stated", (60.0,) * 16),
    ),
    "kt",
    ("2020", "2024"),
    (
        TrendEvent("2020-02-10", "2021-09-30", "Border closed"),
        TrendEvent("2022-02-24", "", "War in Ukraine"),
        TrendEvent("2023-11-15", "2024-02", "Winter shortage"),
    ),
)
TREND_GAPS = replace(
    TREND,
    series=tuple(replace(s, values=(*s.values[:6], None, float("nan"), *s.values[8:])) for s in TREND.series),
)
PARTNERS = PartnersData(
    (
        PartnerBar("RUS", "Russia", 0.92, "1\u2009529\u2009kt", quantity=1529.0, unit="kt"),
        PartnerBar("CHN", "China", 0.05, "84\u2009kt", quantity=84.0, unit="kt"),
        PartnerBar("KOR", "South Korea", 0.02, "30\u2009kt", True, quantity=30.0, unit="kt"),
        PartnerBar("KAZ", "Kazakhstan", 0.004, "6\u2009kt", quantity=6.0, unit="kt"),
        PartnerBar("XNS", "Partner not stated", 0.006, "9\u2009kt", quantity=9.0, unit="kt"),
    ),
    0.85,
    True,
)
PARTNERS_WHAT_IF = PartnersData(
    (
        PartnerBar("RUS", "Russia", 0.47, "765\u2009kt", ghost_share=0.92),
        PartnerBar("CHN", "China", 0.11, "170\u2009kt", ghost_share=0.05),
    ),
    0.43,
    ghost_hhi=0.85,
)
STAKES = StakesData(
    (
        StakeAsset(
            "oyu", "Oyu Tolgoi", "copper, gold",
            (
                StakePart("Rio Tinto", "GBR", "United Kingdom", 0.66),
                StakePart("State", "MNG", "Mongolia", 0.34),
            ),
        ),
        StakeAsset("rail", "Ulaanbaatar Railway", "", (StakePart("Russian Railways", "RUS", "Russia", 0.5),)),
        StakeAsset("pit", "An open pit whose holder nobody states", "zinc", (StakePart("?", "", "", None),)),
    ),
    "2024-12-31",
    home="MNG",
)  # fmt: skip
_N = 26
_DATES = tuple((date(2026, 12, 28) + timedelta(7 * week)).isoformat() for week in range(_N))
_CUT = (0.0,) * 2 + (0.5,) * 8 + (0.25,) * 2 + (0.0,) * 14
_STOCK = tuple(max(24.0, 72.0 - 8.0 * max(0, week - 1)) for week in range(_N))
OUTCOME = OutcomeData(
    _DATES,
    (17.0,) * _N,
    tuple(17 * (1 - cut) for cut in _CUT),
    (0.0,) * _N,
    tuple(17 * cut if week < 8 else 0.0 for week, cut in enumerate(_CUT)),
    (0.0,) * _N,
    tuple(17 * cut if week >= 8 else 0.0 for week, cut in enumerate(_CUT)),
    (17.0,) * _N,
    "kt",
    "Oil products",
    import_code="RUS",
    import_name="Russia",
)
STOCK = StockData(
    _DATES, _STOCK, (72.0,) * _N, 24.0, 100.0, "kt", "Oil products", tuple(v / 17 * 7 for v in _STOCK)
)

_RANGE = Band(
    *(
        tuple(17.0 - (17.0 - value) * spread for value in (17 * (1 - cut * 0.8) for cut in _CUT))
        for spread in (1.2, 1.1, 1.0, 0.7, 0.4)
    ),
    1024,
    tuple(17 * (1 - cut) for cut in _CUT),
    "worst draw",
)
OUTCOME_RANGES = replace(OUTCOME, band=_RANGE)
STOCK_RANGES = replace(
    STOCK,
    band=Band(
        *(tuple(level * part for level in _STOCK) for part in (0.7, 0.9, 1.0, 1.1, 1.25)), 256, waiting=True
    ),
)

_UNSOLD = tuple(500 * 2 * min(0.45, cut) for cut in _CUT)
OUTCOME_EXPORTS = export_data(
    _DATES,
    "kt",
    "Coal",
    sold=tuple(500.0 - lost for lost in _UNSOLD),
    baseline=(500.0,) * _N,
    diverted=tuple(0.1 * lost for lost in _UNSOLD),
    stockpiled=tuple(0.9 * lost if week < 5 else 0.0 for week, lost in enumerate(_UNSOLD)),
    production_cut=tuple(0.9 * lost if week >= 5 else 0.0 for week, lost in enumerate(_UNSOLD)),
    buyer_code="CHN",
    buyer_name="China",
)
STOCKPILE = StockData(
    _DATES, tuple(float(min(1200, 400 * max(0, week - 1))) for week in range(_N)), (0.0,) * _N, None, 1500.0,
    "kt", "Coal",
)  # fmt: skip

MULTIPLES = ConcentrationData(
    (
        PlaceRow("MNG", "Mongolia", 0.85, PARTNERS.rows, True, 0.88, amount_text="1\u2009669\u2009kt"),
        PlaceRow(
            "KAZ", "Kazakhstan", 0.52,
            (
                PartnerBar("RUS", "Russia", 0.7, quantity=70.0, unit="kt"),
                PartnerBar("OTHER", "Other", 0.3, quantity=30.0, unit="kt", members=("Iran", "Turkmenistan")),
            ),
            mirrored=True,
        ),
        PlaceRow(
            "UZB", "Uzbekistan", 0.25,
            tuple(PartnerBar(code, code.title(), 0.25) for code in ("RUS", "CHN", "IRN", "TKM")),
        ),
        PlaceRow(
            "ATA", "A place with a long name whose partners are not stated", None,
            (PartnerBar("XNS", "Partner not stated", 1.0),),
        ),
    ),
)  # fmt: skip
TWICE_REPORTED = replace(
    MULTIPLES,
    rows=(
        replace(
            MULTIPLES.rows[0],
            ghost=Ghost(0.62, True, PARTNERS.rows[:2], "1\u2009402\u2009kt", 0.97),
        ),
        # Known from its partners: there is no second report.
        replace(MULTIPLES.rows[1], ghost=Ghost(missing="exporters’ reports are all there is")),
        replace(MULTIPLES.rows[2], ghost=Ghost(0.26, False, MULTIPLES.rows[2].parts, "", 1.0)),
        MULTIPLES.rows[3],
    ),
)
STRESS = StressData(
    (
        StressBar("RUS:diesel", "Russia", "Diesel", "supplier", "RUS", 0.907, 1215.0, "kt", "week 3", 3.0),
        StressBar(
            "RUS+CHN:petrol", "Russia + China", "Petrol", "supplier", "", 0.6, 260.0, "kt", "week 5", 5.0, 0.15
        ),
        StressBar(
            "north+south:power", "Northern line 220 kV + Southern line 110 kV", "Electricity", "route", "", 0.31,
            900.0, "GWh", "week 9", 9.0, 0.31, True,
        ),
        StressBar(
            "tpp4:power", "Thermal power plant 4", "Electricity at the peak", "plant, mine or carrier", "", 0.42,
            625.0, "MW", "the peak", 1.0,
        ),
        StressBar("CHN:diesel", "China", "Diesel", "supplier", "CHN", 0.0, 0.0, "kt"),
        StressBar("KAZ:gold", "Kazakhstan", "Gold", "supplier", "KAZ", None, 0.0, "kg"),
    )
)  # fmt: skip
FRONTIER = FrontierData(
    ((1.0, None), (2.0, None), (4.0, 0.81), (8.0, 0.4), (13.0, 0.25), (26.0, 0.12), (52.0, 0.06)),
    "week", "Russia", "diesel",
)  # fmt: skip
_BY_MONTH = tuple(
    BacktestPoint(f"{month} 2021", f"2021-{number:02}-01", f"2021-{number:02}-{last}", f"{value:g}", f"{ours:g}",
                  value, None, None, ours, f"{abs(ours / value - 1):.0%}", "Ministry (2022)")
    for number, (month, last, value, ours) in enumerate(
        (("January", 31, 300.0, 320.0), ("February", 28, 120.0, 150.0), ("March", 31, 280.0, 250.0)), start=1
    )
)  # fmt: skip
BACKTEST = BacktestData(
    (
        BacktestCheck(
            "Coal exports by month", "kt", True, "11 %", "33 %", _BY_MONTH,
            (("2021-01-01", 320.0), ("2021-02-01", 150.0), ("2021-03-01", 250.0)), "kt a month",
        ),
        BacktestCheck(
            "Single-digit days of cover", "days", False, "20 %", "0 %",
            (BacktestPoint("16 February 2021", "2021-02-16", "2021-02-16", "at most 10", "12", None, None, 10.0, 12.0,
                           "20 %", "Newspaper (2021)", "in the capital"),),
            tuple((f"2021-02-{day:02}", 20.0 - 0.5 * day) for day in range(1, 29)), "days",
        ),
        BacktestCheck(
            "First shortage", "", False, "no date", "31 days",
            (BacktestPoint("March 2021", "2021-03-01", "2021-03-31", "14 March 2021", "no shortage",
                           source="Newspaper (2021)"),),
        ),
    )
)  # fmt: skip

EVERY: dict[str, tuple[str, Any]] = {
    "flows": ("flows", FLOWS),
    "flows_what_if": ("flows", FLOWS_WHAT_IF),
    "trend": ("trend", TREND),
    "trend_gaps": ("trend", TREND_GAPS),
    "partners": ("partners", PARTNERS),
    "partners_what_if": ("partners", PARTNERS_WHAT_IF),
    "stakes": ("stakes", STAKES),
    "multiples": ("multiples", MULTIPLES),
    "multiples_twice": ("multiples", TWICE_REPORTED),
    "outcome": ("outcome", OUTCOME),
    "outcome_exports": ("outcome", OUTCOME_EXPORTS),
    "stock": ("stock", STOCK),
    "stockpile": ("stock", STOCKPILE),
    "stress": ("stress", STRESS),
    "frontier": ("frontier", FRONTIER),
    "backtest": ("backtest", BACKTEST),
    "outcome_ranges": ("outcome", OUTCOME_RANGES),
    "stock_ranges": ("stock", STOCK_RANGES),
    "empty": ("flows", FlowsData((), "Mongolia", "No flows match Partner = Chile, 1990. Clear year.")),
}
"""Name → chart kind and input."""

assert math.isclose(sum(bar.share for bar in PARTNERS.rows), 1.0)
