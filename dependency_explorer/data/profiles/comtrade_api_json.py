"""UN Comtrade's API: records under "data" in an envelope, or the list of records alone.

Records have the names of the new site's CSV. Traps: nulls, codes as numbers, a count of 0 for a query that found
nothing, an error text in the envelope, and a preview that stops at 500 records without saying so. The API of the
site until 2023 put its records under "dataset", with names of its own (see comtrade_legacy).
"""

from __future__ import annotations

from typing import Any

from dependency_explorer.data.intake.draft import Draft
from dependency_explorer.data.intake.plan import Plan
from dependency_explorer.data.intake.profile import Profile, Recognition
from dependency_explorer.data.intake.records import records_table
from dependency_explorer.data.intake.source import Source
from dependency_explorer.data.problems import DataError, shown
from dependency_explorer.data.profiles import _comtrade, comtrade_legacy, comtrade_plus

_PREVIEW = 500
"""Records at which the preview of the API stops."""


def recognise(source: Source) -> Recognition | None:
    """By the names of its first record, or of an envelope without any."""
    if source.kind != "json":
        return None
    head = source.first[:20_000]
    if all(f'"{name}"'.encode() in head for name in ("flowCode", "cmdCode", "primaryValue")):
        return Recognition(
            0.98, "Its records have flowCode, cmdCode and primaryValue, as UN Comtrade's API gives them."
        )
    if b'"rgCode"' in head and b'"TradeValue"' in head:
        return Recognition(
            0.97, "Its records have rgCode and TradeValue, as UN Comtrade's API gave them until 2023."
        )
    if all(name in head for name in (b'"elapsedTime"', b'"count"', b'"data"')):
        return Recognition(0.9, "It has the envelope of UN Comtrade's API: elapsedTime, count, data.")
    return None


def read(source: Source, plan: Plan, draft: Draft) -> None:
    """One report a record."""
    records = _records(source.json, source.name)
    if not records:
        raise DataError(
            f"{source.name} holds no record: the query of UN Comtrade found nothing. Ask for another reporter, "
            "period or commodity, and download it again."
        )
    table = records_table(records, source.name, source.limit)
    if len(records) == _PREVIEW:
        draft.found.add(
            "warning",
            f"{source.name} holds exactly {_PREVIEW} records, at which the preview of UN Comtrade stops without "
            "saying so: some may be missing. Download it with a key, or in parts.",
        )
    if "primaryValue" in table:
        comtrade_plus.read_reports(table, draft)
    else:
        comtrade_legacy.read_reports(table, draft)


def _records(value: Any, file: str) -> list[Any]:
    if isinstance(value, list):
        return value
    if isinstance(value, dict):
        said = value.get("error") or value.get("message")
        records = value.get("data", value.get("dataset"))
        if isinstance(records, list) and (records or not said):
            return records
        if said:
            raise DataError(
                f"{file} is an answer of UN Comtrade that says {shown(str(said), 200)}. Ask it again."
            )
    raise DataError(f'{file} has no list of records under "data". Download it again.')


PROFILES = (
    Profile(
        "comtrade_api_json",
        "UN Comtrade, answer of the API",
        recognise,
        read,
        publisher=_comtrade.PUBLISHER,
        url=_comtrade.URL,
        licence=_comtrade.LICENCE,
    ),
)
