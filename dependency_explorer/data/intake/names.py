"""Names as identifiers: plain ids of what a source only names, and headers compared whatever their spelling."""

from __future__ import annotations

import re
import unicodedata


def plain_id(text: str) -> str:
    """A name as a lower-case id: "Rare earths (REO)" is rare_earths_reo; letters of any script stay."""
    flat = unicodedata.normalize("NFKC", text).casefold()
    return "_".join(re.findall(r"\w+", flat.replace("_", " ")))


def header_key(text: str) -> str:
    """A header without spaces, capitals and signs: "Country / Area" and "Country/Area" are both countryarea."""
    return "".join(re.findall(r"[^\W_]+", unicodedata.normalize("NFKC", text).casefold()))
