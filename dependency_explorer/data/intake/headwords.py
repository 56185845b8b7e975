"""What columns of tables are called, in the languages of those who make them."""

from __future__ import annotations

import csv
import functools
import re
import unicodedata
from collections.abc import Mapping
from types import MappingProxyType

from dependency_explorer.data.intake.names import header_key
from dependency_explorer.data.locations import resources_folder

ROLES = (
    "exporter", "importer", "reporter", "partner", "place", "flow", "period", "commodity", "commodity_name",
    "quantity", "value_usd", "unit", "item", "month",
)  # fmt: skip
"""What a column of an unknown table can be. place: of a table without partners, or whose title says the rest.
month: months or quarters of the years that stand in another column, in the titles, or nowhere."""

TITLES = "column titles"
"""In a plan, in place of a column: the titles of the columns that hold figures."""


@functools.cache
def _words() -> Mapping[str, Mapping[str, str]]:
    """role → key of a title → the words of it, from the table column_words.csv."""
    with (resources_folder() / "column_words.csv").open(encoding="utf-8", newline="") as stream:
        return {
            row["role"]: {_key(word): " ".join(word.split()) for word in row["words"].split(";")}
            for row in csv.DictReader(stream)
        }


_ACCENTS = re.compile(r"([a-z])[\u0300-\u036f]+")
_LOOSE = frozenset(
    {"from", "to", "an", "он", "item", "data", "code", "von", "nach", "ed", "ед", "state", "day", "mal", "time",
     "orig", "dest", "source", "target", "when", "what", "howmuch", "tocode", "fromcode", "утга", "түнш", "жил",
     "src", "dst", "tgt", "consumer",
     "customer", "layer", "metal", "ore", "tara", "vara", "vare", "varer", "luna", "maa", "aru", "arah", "ел",
     "ай", "саны", "arvo", "vikt", "jaar"}
)  # fmt: skip
"""Words that mean something only where they are the whole title."""


@functools.cache
def _phrases() -> Mapping[str, tuple[tuple[str, tuple[str, ...]], ...]]:
    """First word → the phrases that begin with it, each with its role; loose words are left out."""
    found: dict[str, list[tuple[str, tuple[str, ...]]]] = {}
    for role, known in _words().items():
        for key, phrase in known.items():
            if key not in _LOOSE and len(key) > 1:
                tokens = tuple(_plain(phrase).split())
                found.setdefault(tokens[0], []).append((role, tokens))
    return {word: tuple(phrases) for word, phrases in found.items()}


@functools.lru_cache(maxsize=4096)
def said_of(header: str) -> Mapping[str, float]:
    """How strongly a title names each role, from 0 to 1; roles that it does not name are left out."""
    plain = _plain(header)
    key, words = _key(plain), tuple(plain.split())
    found = {role: 1.0 for role, known in _words().items() if key in known}
    for start, word in enumerate(words):
        for role, tokens in _phrases().get(word, ()):
            if words[start : start + len(tokens)] == tokens:
                found[role] = max(found.get(role, 0.0), 0.55 + 0.1 * min(len(tokens), 3))
    return MappingProxyType(found)


def _key(text: str) -> str:
    return header_key(_plain(text))


def _plain(header: str) -> str:
    """A title in small letters, without accents on Latin letters, split where words run together."""
    split = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", header)
    plain = unicodedata.normalize("NFKC", split).casefold()
    if not plain.isascii():
        plain = _ACCENTS.sub(r"\1", unicodedata.normalize("NFD", plain))
        plain = unicodedata.normalize("NFC", plain)
    return " ".join(re.sub(r"[^\w$³]+|_", " ", plain).split())


DIRECTIONS: Mapping[str, str] = {
    "imports": r"\bimport(s|ed)?\b|importazion\w*|einfuhr\w*|importations?|importaciones|импорт\w*|进口"
    r"|輸入|수입",
    "exports": r"\bexport(s|ed)?\b|esportazion\w*|ausfuhr\w*|exportations?|exportaciones|экспорт\w*"
    r"|(?<!进)出口|輸出(?!入)|수출(?!입)",
}
ITEMS: Mapping[str, str] = {
    "production": r"\bproduction\b|\boutput\b|\bproduzione\b|\bproduktion\b|\bförderung\b|добыча|производство"
    r"|олборлолт|үйлдвэрлэ(л|сэн)|产量",
    "consumption": r"\bconsumption\b|\bdemand\b|\bconsumo\b|\bverbrauch\b|\bconsommation\b|потребление"
    r"|хэрэглээ|хэрэглэсэн|消费",
    "generation": r"\bgeneration\b|\berzeugung\b|выработка",
    "reserves": r"\breserves\b|\breserven\b|\briserve\b|запасы|储量",
    "installed_capacity": r"\bcapacity\b|\bkapazität\b|мощность",
    "stock": r"\bstocks?\b|\bbestände\b",
    "price": r"\bprices?\b|\bpreise?\b",
}
GOODS: Mapping[str, str] = {
    "natural_gas": r"\bnatural gas\b|\bgas\b|\berdgas\b|\bgaz\b|природн\w+ газ\w*|\bгаз\w*|天然气",
    "lng": r"\blng\b|liquefied natural gas|\bgnl\b|\bспг\b",
    "crude_oil": r"\bcrude( oil| petroleum)?\b|\brohöl\b|\bpetrolio\b|\bpétrole brut\b|сыр\w+ нефт\w*|\bнефт\w+"
    r"|газрын тос\b|原油",
    "oil_products": r"\boil products\b|petroleum products|нефтепродукт\w*|шатахуун"
    r"|газрын тосны бүтээгдэхүүн|石油产品|成品油",
    "oil": r"^oil$|\berdöl\b|\bpétrole\b|\bpetróleo\b|石油$",
    "coal": r"\bcoal\b|\bkohle\b|\bcharbon\b|\bcarbone\b|\bcarbón\b|\bугол\w*|\bугл[яеюи]\w*|нүүрс|煤",
    "electricity": r"\belectricity\b|\bpower\b|\bstrom\b|\bélectricité\b|\benergía eléctrica\b"
    r"|электроэнерги\w*|цахилгаан|电力",
    "uranium": r"\buranium\b|\buran\b|уран",
    "copper": r"\bcopper\b|\bkupfer\b|\bcuivre\b|\bcobre\b|\brame\b|\bмед[ьи]\b|зэс|铜",
    "iron_ore": r"\biron ore\b|\beisenerz\b|железн\w+ руд\w*|төмрийн хүдэр|铁矿",
    "lithium": r"\blithium\b|литий|锂", "cobalt": r"\bcobalt\b|\bkobalt\b|кобальт|钴",
    "nickel": r"\bnickel\b|никел\w*|镍",
    "gold": r"\bgold\b|золот\w+|\bалт(ны|ан)?\b|黄金", "zinc": r"\bzinc\b|\bzink\b|цинк|锌",
    "diesel": r"\bdiesel\b|дизел\w*|柴油",
    "gasoline": r"\bgasoline\b|\bpetrol\b|\bbenzin\b|бензин\w*|汽油",
    "rare_earths": r"\brare earths?\b|seltene erden|редкоземельн\w+|稀土",
}  # fmt: skip
