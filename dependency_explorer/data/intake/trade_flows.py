"""What a cell says of the way of trade: import or export, by code or in the languages of the large publishers."""

from __future__ import annotations

import re

from dependency_explorer.data.intake.item_columns import item_of

_FLOWS = {
    **dict.fromkeys(("x", "export", "exports", "2", "эк", "exp", "exp."), "export"),
    **dict.fromkeys(("m", "import", "imports", "1", "им", "imp", "imp."), "import"),
    **dict.fromkeys(("rx", "3"), "re-export"),
    **dict.fromkeys(("rm", "4"), "re-import"),
    **dict.fromkeys(("dx", "xip", "xop", "domestic export", "domestic exports"), "part of exports"),
    **dict.fromkeys(("fm", "mip", "mop", "foreign import", "foreign imports"), "part of imports"),
}
"""Trade flows by code (of UN Comtrade's new system, of its old one, of Russian customs) and by name; what is in
processing is part of the whole."""
_PROCESSING = re.compile(r"(?P<way>export|import)s? of goods (for|after) (in|out)ward processing")
_AGAIN = re.compile(r"(re[- ]?|ré-?|ri|wieder|ре-?|再|재)(?P<flow>.+)")
_TRADE = re.compile(
    r"[(\[]?\b(c\.?i\.?f|f\.?o\.?b)\b\.?[)\]]?|\b(general|special|gross|merchandise|goods|trade|marchandises|mercanc[ií]as"
    r"|merci|waren|товаров|товары|бараа\w*)\b",
    re.IGNORECASE,
)
"""Words beside a way of trade that do not change it."""
_WAYS = {"imports": "import", "exports": "export"}


def flow_named(text: str) -> str:
    """What a flow is: export, import, re-export, re-import, a part of exports or imports; empty for others."""
    written = " ".join(text.split()).casefold()
    if processing := _PROCESSING.fullmatch(written):
        return f"part of {processing['way']}s"
    if written in _FLOWS:
        return _FLOWS[written]
    plain = _WAYS.get(item_of(_TRADE.sub(" ", written)), "")
    if not plain and (again := _AGAIN.fullmatch(written)):
        plain = _WAYS.get(item_of(_TRADE.sub(" ", again["flow"])), "")
        return f"re-{plain}" if plain else ""
    return plain
