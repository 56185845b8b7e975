"""Series downloaded from Wind's economic database: 指标名称, 频率, 单位, 指标ID, 来源 above dates.

Rows above the dates: `指标名称` (the names), `频率`, `单位`, `指标ID`, `时间区间`, `来源`, `更新时间` as far as
they were chosen; dates are the last day of their month or year; the last row says `数据来源：Wind`. Source of the
layout: code in public repositories that reads such files.
Traps: names of customs figures do not say that they are China's; 累计值 is the sum since the beginning of the year,
同比 is growth; 万吨 and 亿美元 count in ten thousands.
"""

from __future__ import annotations

from dependency_explorer.data.intake.draft import Draft
from dependency_explorer.data.intake.plan import Plan
from dependency_explorer.data.intake.profile import Profile, Recognition
from dependency_explorer.data.intake.source import Source
from dependency_explorer.data.problems import DataError
from dependency_explorer.data.profiles import _series_heads
from dependency_explorer.data.profiles._titles import head_of

_HEADS = {
    "指标名称": "name", "频率": "frequency", "单位": "unit", "指标id": "id", "国家": "region",
    **dict.fromkeys(("来源", "时间区间", "更新时间", "数据来源", "开始时间", "结束时间"), ""),
}  # fmt: skip


def recognise(source: Source) -> Recognition | None:
    """By the rows 指标名称, 频率 and 单位 above dates."""
    rows = head_of(source, "text", "workbook")
    head = _series_heads.head_in(rows, _HEADS) if rows is not None else None
    if head is None or "name" not in head.told:
        return None
    return Recognition(0.96, "指标名称, 频率 and 单位 stand above its dates, as Wind's do.")


def read(source: Source, plan: Plan, draft: Draft) -> None:
    """A column a series, or a row."""
    head = _series_heads.head_in(source.grid(plan.sheet), _HEADS)
    if head is None:
        raise DataError(
            f"{source.name} has no rows 指标名称, 频率 and 单位 above dates. Download the series again."
        )
    _series_heads.read_series(draft, head, source.name, source.limit, regions="region" in head.told)
    draft.title = "Wind series"


PROFILES = (
    Profile(
        "wind_edb",
        "Wind, economic database",
        recognise,
        read,
        publisher="Wind Information",
        url="wind.com.cn",
    ),
)
