"""The front door of the views: what a chart may ask of a dataset, each from the module that owns it."""

from __future__ import annotations

from dependency_explorer.analysis.commodities import (
    CommodityInfo,
    all_commodities,
    latest_with_partners,
    period_range,
    top_commodities,
)
from dependency_explorer.analysis.events import Event, events_for
from dependency_explorer.analysis.flow_table import FlowRow, FlowTable, flow_table
from dependency_explorer.analysis.history import OTHER, History, history
from dependency_explorer.analysis.opening import opening_question
from dependency_explorer.analysis.ownership import (
    AttributedShare,
    Attribution,
    StakeRow,
    attributable,
    by_country,
    stakes_at,
)
from dependency_explorer.analysis.partners import PartnerRow, PartnerShares, partner_shares

__all__ = [
    "OTHER",
    "AttributedShare",
    "Attribution",
    "CommodityInfo",
    "Event",
    "FlowRow",
    "FlowTable",
    "History",
    "PartnerRow",
    "PartnerShares",
    "StakeRow",
    "all_commodities",
    "attributable",
    "by_country",
    "events_for",
    "flow_table",
    "history",
    "latest_with_partners",
    "opening_question",
    "partner_shares",
    "period_range",
    "stakes_at",
    "top_commodities",
]
