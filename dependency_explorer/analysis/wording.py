"""How a commodity is called within a sentence."""

from __future__ import annotations

import re
from functools import lru_cache


@lru_cache(maxsize=2048)
def in_sentence(name: str) -> str:
    """A commodity's name within a sentence: "Coal, all kinds" → "coal", "LPG" stays, brackets go; portals write
    "All Commodities"."""
    if re.fullmatch(r"(All|Total) (Commodities|Products|Goods|Trade)", name):
        return name.lower()
    short = re.sub(r"\s*\([^)]*\)", "", name)
    short = re.sub(r",\s+all\b.*$", "", short).strip() or name
    first_word = short.split(" ")[0]
    return short[:1].lower() + short[1:] if first_word[1:].islower() or len(first_word) == 1 else short
