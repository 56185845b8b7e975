"""Names as identifiers: plain ids of what a source only names, and headers compared whatever their spelling."""

from __future__ import annotations

import functools
import re
import unicodedata


def plain_id(text: str) -> str:
    """A name as a lower-case id: "Rare earths (REO)" is rare_earths_reo; letters of any script stay."""
    flat = unicodedata.normalize("NFKC", text).casefold()
    return "_".join(re.findall(r"\w+", flat.replace("_", " ")))


@functools.lru_cache(20_000)  # every profile asks it of every title
def header_key(text: str) -> str:
    """A header without spaces, capitals and signs: "Country / Area" and "Country/Area" are both countryarea."""
    return "".join(re.findall(r"[^\W_]+", unicodedata.normalize("NFKC", text).casefold()))


_SLASHES = re.compile(r"(?<!\S)/ ?([^/()]+?(?:/[^/()\s]+)?) ?/(?=[,;:.]?(?:\s|$))")
_BY_R = re.compile(r"X?[A-Za-z0-9_]{2,}(\.+[A-Za-z0-9_]{2,})*\.*")


def in_brackets(title: str) -> str:
    """A title with brackets where Mongolian and Russian tables set slashes: "Импорт /мян.тн/" is Импорт (мян.тн)."""
    return _SLASHES.sub(r"(\1)", title) if title.count("/") > 1 else title


def as_typed(title: str) -> str:
    """A title as it stood before R made a name of it, as far as that can be told: "Value..1000.USD." was Value (1000
    USD). Others, and those with letters that stand alone (U.S.), stay as they are."""
    if "." not in title or _BY_R.fullmatch(title) is None:
        return title
    words = title[1:] if re.match(r"X\d", title) else title
    if words.endswith(".") and ".." in words.rstrip("."):
        words = words.rstrip(".").replace("..", " (", 1) + ")"
    return " ".join(words.replace(".", " ").split())
