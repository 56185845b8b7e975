"""UN Comtrade as UNdata gives it: `Country or Area, Year, Comm. Code, Commodity, Flow, Trade (USD), Weight (kg),
Quantity Name, Quantity`, of which each can be left out of a download (Comm. Code, so that the goods have names only).

One reporter a row and no partner: every row is a total over partners. Traps: footnotes stand below the rows under
titles of their own; quantities repeat the weight where they are kilograms; values are US dollars.
"""

from __future__ import annotations

from dependency_explorer.data.intake.draft import Draft, Sift
from dependency_explorer.data.intake.names import header_key, plain_id
from dependency_explorer.data.intake.plan import Plan
from dependency_explorer.data.intake.profile import Profile, Recognition
from dependency_explorer.data.intake.source import Source
from dependency_explorer.data.problems import DataError
from dependency_explorer.data.profiles import _comtrade
from dependency_explorer.data.raw import choose, column_of, constant
from dependency_explorer.data.schema import WORLD

_NEEDS = ("countryorarea", "year", "flow", "tradeusd")
_GOODS = ("commcode", "commodity")


def recognise(source: Source) -> Recognition | None:
    """By Country or Area, Comm. Code, Flow and Trade (USD)."""
    if source.kind not in ("text", "workbook"):
        return None
    rows = source.head_grid()
    keys = {header_key(cell) for cell in rows[0]} if rows else set()
    if not set(_NEEDS) <= keys or not keys & set(_GOODS):
        return None
    return Recognition(0.97, "It has Country or Area, Flow and Trade (USD), as UNdata gives Comtrade.")


def read(source: Source, plan: Plan, draft: Draft) -> None:
    """One reporter, good and flow a row, its partner the world."""
    table = source.table(sheet=plan.sheet)
    names = {header_key(name): name for name in table.columns}
    absent = sorted(set(_NEEDS) - names.keys()) or ([] if set(_GOODS) & names.keys() else ["commodity"])
    if absent:
        raise DataError(f"{source.name} lacks columns of UNdata ({', '.join(absent)}). Download it again.")
    value, weight, quantity = _comtrade.numbers(
        table, draft, names["tradeusd"], names.get("weightkg", ""), names.get("quantity", "")
    )
    size = len(table)
    code = (
        table.text(names["commcode"]).map(_comtrade.hs_code)
        if "commcode" in names
        else table.text(names["commodity"]).map(plain_id)
    )
    flow = table.text(names["flow"])
    footnote = flow.where(lambda text: not text.strip())
    place = column_of(choose(footnote, constant("", size), table.text(names["countryorarea"])).texts())
    unit = table.text(names["quantityname"]) if "quantityname" in names else constant("", size)
    _comtrade.flows(
        draft,
        Sift(draft, table),
        table,
        _comtrade.Reports(
            period=table.text(names["year"]),
            reporter=draft.places.codes(place, "name"),
            partner=constant(WORLD, size),
            flow=flow,
            classification=constant("HS", size),
            commodity=code,
            commodity_name=table.text(names["commodity"]) if "commodity" in names else code,
            weight_kg=weight,
            quantity=quantity,
            quantity_unit=unit,
            value=value,
            estimated=constant("", size),
        ),
    )
    draft.title = "UN Comtrade by UNdata"


PROFILES = (
    Profile(
        "undata_comtrade",
        "United Nations, UN Comtrade by UNdata",
        recognise,
        read,
        publisher=_comtrade.PUBLISHER,
        url="data.un.org",
        licence=_comtrade.LICENCE,
    ),
)
