"""Lists of codes opened alone: what the numbers of countries or products mean, and nothing that could be shown.

BACI ships with country_codes_V*.csv and product_codes_HS*_V*.csv, which are used where they lie beside its files;
lists of ISO 3166 and M49 come from many places.
"""

from __future__ import annotations

from dependency_explorer.data.intake.draft import Draft
from dependency_explorer.data.intake.plan import Plan
from dependency_explorer.data.intake.profile import Profile, Recognition
from dependency_explorer.data.intake.source import Source
from dependency_explorer.data.problems import DataError

_LISTS = (
    ({"country_code", "iso_3digit_alpha"}, "the country numbers of CEPII's BACI", True),
    ({"iso3", "name_english", "i"}, "the country numbers of CEPII's BACI", True),
    ({"iso3166-1-alpha-3"}, "the codes of countries of ISO 3166 and others", False),
    ({"alpha-2", "alpha-3"}, "the codes of countries of ISO 3166", False),
    ({"iso-alpha3 code", "m49 code"}, "the codes of countries of the United Nations (M49)", False),
)


def recognise(source: Source) -> Recognition | None:
    """By the columns of well-known lists."""
    what = _what(source)
    return Recognition(0.95, f"It is a list of codes: {what[0]}.") if what is not None else None


def read(source: Source, plan: Plan, draft: Draft) -> None:
    """Say what the list is for."""
    what, of_baci = _what(source) or ("codes and their names", False)
    if of_baci:
        advice = (
            "Open the BACI file itself (its columns are t, i, j, k, v, q): this list is used where it lies in the "
            "same folder or archive."
        )
    else:
        advice = "Open the table that uses these codes; those of countries are known here."
    raise DataError(
        f"{source.name} is a list of codes ({what}), with no flow or figure in it that could be shown. {advice}"
    )


def _what(source: Source) -> tuple[str, bool] | None:
    if source.kind not in ("text", "workbook"):
        return None
    header = {cell.strip().casefold() for cell in next((row for row in source.head_grid() if any(row)), ())}
    if header == {"code", "description"}:
        return "the names of products, as BACI and others number them", True
    return next(((what, of_baci) for names, what, of_baci in _LISTS if names <= header), None)


PROFILES = (Profile("code_list", "List of codes", recognise, read),)
