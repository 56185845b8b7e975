"""What a header or a title says of figures: their unit, whether they are money, and whether they add up at all.

Words in the languages of the large publishers. Only exact multiples are made: "Milioni di metri cubi" is mcm,
"тыс. тонн" is kt, "1000 US$" is a thousand dollars. A share, a rank or a price never becomes a quantity or money.
"""

from __future__ import annotations

import functools
import itertools
import re
from dataclasses import dataclass, replace
from typing import Literal

from dependency_explorer.data.intake.names import as_typed, in_brackets
from dependency_explorer.data.units import canonical, factor

Kind = Literal["quantity", "money", "other_money", "share", "price", ""]


@dataclass(frozen=True, slots=True)
class Measure:
    """kind: empty where the text says nothing. unit: by its name here, of money the currency. scale: what figures are
    multiplied by to be in it (money, and the ten thousands of East Asia; other quantities keep their magnitude)."""

    kind: Kind
    unit: str = ""
    scale: float = 1.0


NOTHING = Measure("")

_TIMES = {
    1000: "thousand thousands ths 1000 1,000 1.000 tsd tausend тыс тысяч тысячи мянган mille milliers millier miles "
    "migliaia tys тис мян мянга мың mil bin ribu nghìn ngàn tis mii ezer tusen tusind tuhat duizend ming ألف آلاف "
    "هزار χιλ χιλιάδες हजार พัน ათასი հազար 千 천",
    10
    ** 6: "million millions mio mln mn млн миллион миллионов millionen milioni millones milhões milyon mill mn "
    "сая мільйонів juta triệu millió miljoner millioner miljoen milj مليون ملايين میلیون εκατ εκατομμύρια "
    "ล้าน მილიონი միլիոն millón milhão 百万 백만",
    10**9: "billion billions bn mrd млрд миллиардов milliarden miliardi milliards milyar "
    "mld тэрбум тербум мільярдів miliar tỷ tỉ bilhões bilhão milliárd miljarder milliarder miljard مليار مليارات "
    "میلیارد δισ δισεκατομμύρια მილიარდი միլիարդ 十亿 bil bln",
    10**12: "trillion trillions trn trln tln трлн triliun billionen billones",
    10**4: "万 萬 만 wan",
    10**5: "lakh lakhs lac lacs लाख",
    10**7: "crore crores करोड़",
    10**8: "亿 億 억 yi",
}
_MULTIPLIER = {word: times for times, words in _TIMES.items() for word in words.split()}
_MIL = re.compile(r"(?<![^\W_])mil(?![^\W_])", re.IGNORECASE)
_IBERIAN = re.compile(
    r"tonelad|d[oó]lar|d[oó]lares|metros|barri[ls]|quilos|kilos|valor|cantidad|quantidade|exporta[cç]|importa[cç]|peso|"
    r"producci|produç|milh|mill[oó]n|\bde\b|us\$ mil\b",
    re.IGNORECASE,
)
"""Words beside which "mil" is the thousand of Spanish and Portuguese, and not short for a million."""
_BASES = {
    "t": "t tonne tonnes tonnen tonnellate toneladas tonelada tonn тонн тонна тонны тн т metric-ton metric-tons "
    "metric-tonnes metrische-tonnen tấn tonnia τόνοι ตัน 吨 トン 톤 طن تن",
    "ton": "ton tons", "short ton": "short-ton short-tons", "long ton": "long-ton long-tons",
    "kg": "kg kgs kilogram kilograms kilogramm kilogrammes kilogrammi kilogramos кг 千克 公斤",
    "m3": "m3 m³ м3 м³ cubic-metres cubic-meters cubic-metre cubic-meter metri-cubi kubikmeter mètres-cubes "
    "metros-cúbicos metros-cubicos куб-м куб-метр куб-метров куб-метра кубических-метров кубометров "
    "м-куб шоо-метр шоо-м 立方米",
    "bbl": "bbl barrel barrels barili barriles баррелей баррель 桶",
    "kWh": "kwh квтч квт-ч квт-ц квт-цаг квтц kw-h квт-час квт-часов "
    "kilowatt-hours kilowattstunden 千瓦时",
    "toe": "toe tep тнэ",
    "kt": "kt ktonnes", "Mt": "Mt mmt", "mcm": "mcm", "bcm": "bcm", "GWh": "gwh гвтч гвтц", "TWh": "twh "
    "твтч твтц", "MWh": "mwh мвтч мвтц",
    "TJ": "tj тдж", "PJ": "pj", "EJ": "ej", "ktoe": "ktoe", "Mtoe": "mtoe", "l": "litres liters "
    "litre", "kbbl": "kbbl",
    "MMcf": "mmcf", "bcf": "bcf", "Tcf": "tcf",
    "GJ": "gj", "ct": "ct carat carats карат", "MW": "mw", "GW": "gw", "kW": "kw", "kbd": "kbd kb/d",
    "bbl/d": "bbl/d b/d bpd",
}  # fmt: skip
_TONS_OF_1000_KG = frozenset(
    ("bin", "milyon", "tys", "mln", "ribu", "juta", "tusen", "tusind", "miljoner", "millioner", "tuhat", "duizend",
     "miljoen", "mii", "ezer")
)  # fmt: skip
"""Words of languages whose ton is a tonne."""
_BASE = {word: base for base, words in _BASES.items() for word in words.split()}
_WITH = {
    ("t", 10**3): "kt", ("t", 10**6): "Mt", ("t", 10**9): "Gt", ("m3", 10**3): "kcm", ("m3", 10**6): "mcm",
    ("m3", 10**9): "bcm",
    ("bbl", 10**3): "kbbl", ("bbl", 10**6): "Mbbl", ("bbl", 10**9): "Gbbl", ("kWh", 10**3): "MWh",
    ("kWh", 10**6): "GWh", ("kWh", 10**9): "TWh", ("toe", 10**3): "ktoe", ("toe", 10**6): "Mtoe", ("kg", 10**3): "t",
    ("kg", 10**6): "kt", ("ton", 10**3): "thousand tons", ("ton", 10**6): "million tons",
}  # fmt: skip
_TEN_THOUSANDS = {
    "10000 t": ("kt", 10.0), "100000000 t": ("Mt", 100.0), "10000 m3": ("kcm", 10.0), "100000000 m3": ("mcm", 100.0),
    "10000 kWh": ("MWh", 10.0), "100000000 kWh": ("GWh", 100.0), "10000 bbl": ("kbbl", 10.0),
    "10000 kg": ("t", 10.0), "100 kg": ("kg", 100.0), "100 t": ("t", 100.0), "10 t": ("t", 10.0),
    "100000 t": ("kt", 100.0), "10000000 t": ("Mt", 10.0), "1000000000000 m3": ("bcm", 1e3),
    "1000 short ton": ("short ton", 1e3), "1000000 short ton": ("short ton", 1e6),
}  # fmt: skip
"""East Asian tables count in ten thousands (万, wan) and hundred millions (亿, yi), those of India in lakh and crore,
for which no unit has a name; others in hundreds of kilograms or thousands of short tons."""
_COUNTED = re.compile(
    r"(十亿|百万|백만|[千万亿萬億천만억])(?=吨|美元|立方|千瓦|公斤|桶|トン|円|ドル|元|人民币|달러|톤|원)"
)
_THOUSANDS_CUT = re.compile(r"(?<![\d.,])['’]?000['’]?s?(?![\d.,])")
"""'000 t, 000 tonnes, (000s): thousands whose one is left out."""
_PER_DAY = re.compile(
    r"\b(per|a|each) day\b|/ ?d(ay)?\b|в (день|сутки)|pro tag|par jour|por día", re.IGNORECASE
)
_RUN_TOGETHER = re.compile(r"(?<=[a-z]{3})(?=[A-Z])")
"""Where words of a title by a program meet: thousandUSD, netWeightKg. "kWh" is one word."""
_MADE_NAMES = re.compile(r"\.US\.(?=\.|$)")
"""What R makes of "(US$)" in a title."""
_LAST_MT = re.compile(r"\sMt$")
_DOLLAR = re.compile(
    r"美元|달러|ドル|دولار|دلار|δολάρι|\bдол\.|(?<![a-z])usd(?=(k|mm|mn?|bn?|tn)?\b)|us\s?\$|"
    r"\bu\.?s\.? dollars?|\bdollars?\b|\bd[oó]lar(es)?\b|\bdollari\b|\bus-dollars?\b|\b[kmbt]n?usd\b|долл|доллар|"
    r"ам\.?\s?доллар|\$|primary ?value",
    re.I,
)
_OTHER_MONEY = re.compile(
    r"\b(t?eur|euros?|gbp|jpy|cny|rmb|rub|cad|aud|chf|mnt|kzt|inr|brl|krw|rs)\b|\brupees?\b"
    r"|€|£|¥|₽|₹|руб|төгрөг|юан|人民币"
    r"|人民幣|(?<=[千万億百])円|^円$|(?<=[千万亿百])元|^元$|(?<=[천만억])원|тенге",
    re.IGNORECASE,
)
_NATIONS = {
    "canad": "CAD", "austral": "AUD", "new zealand": "NZD", "hong kong": "HKD", "singapore": "SGD", "taiwan": "TWD",
    "liberia": "LRD", "namibia": "NAD", "jamaica": "JMD", "trinidad": "TTD", "tobago": "TTD", "guyan": "GYD",
    "surinam": "SRD", "fiji": "FJD", "brunei": "BND", "barbad": "BBD", "baham": "BSD", "beliz": "BZD",
    "solomon": "SBD", "zimbabw": "ZWL", "caribbean": "XCD",
}  # fmt: skip
_SIGNS = {"c": "CAD", "ca": "CAD", "can": "CAD", "a": "AUD", "au": "AUD", "nz": "NZD", "hk": "HKD", "s": "SGD",
          "nt": "TWD", "tt": "TTD", "g": "GYD", "l": "LRD", "ld": "LRD", "n": "NAD", "j": "JMD", "r": "BRL",
          "bz": "BZD"}  # fmt: skip
_OTHER_DOLLAR = re.compile(
    rf"(?P<nation>{'|'.join(_NATIONS)})\w*\s+dollars?\b|(?<![a-z])(?P<sign>{'|'.join(_SIGNS)})\$|"
    r"\b(?P<code>nzd|hkd|sgd|twd|lrd|nad|jmd|ttd|gyd|srd|fjd|bnd)\b"
)
"""Dollars (and what is written with their sign) that are not those of the United States."""
_HOME = {
    "CAN": "CAD", "AUS": "AUD", "NZL": "NZD", "HKG": "HKD", "SGP": "SGD", "TWN": "TWD", "LBR": "LRD", "NAM": "NAD",
    "JAM": "JMD", "TTO": "TTD", "GUY": "GYD", "SUR": "SRD", "FJI": "FJD", "BRN": "BND", "BRB": "BBD", "BHS": "BSD",
    "BLZ": "BZD", "SLB": "SBD",
}  # fmt: skip
"""Whose own money is called dollar, and its code."""
_OURS = re.compile(r"\busd\b|\bu\.?s\.?\s?(\$|dollars?)|\$\s?us\b")
_BARE = re.compile(r"\bdollars?\b|\$", re.IGNORECASE)
_CURRENCY = {"euro": "EUR", "euros": "EUR", "teur": "EUR", "€": "EUR", "£": "GBP", "¥": "JPY", "₽": "RUB",
             "руб": "RUB", "төгрөг": "MNT", "юан": "CNY", "rmb": "CNY", "人民币": "CNY",
             "人民幣": "CNY", "円": "JPY", "元": "CNY", "тенге": "KZT", "₹": "INR", "rs": "INR",
             "원": "KRW"}  # fmt: skip
_SHORT_TIMES = {"k": 10**3, "m": 10**6, "b": 10**9, "t": 10**12}
_SHORT_MONEY = re.compile(
    r"(us\s?\$|\busd|\$|\beur|€|£)\s?(?P<behind>k|mm|mn?|bn?|tn)\b|\b(?P<before>k|mm|mn?|bn?)\s?(us\s?\$|usd\b|\$|eur\b|€|£)"
    r"|\b(?P<joined>[kmb])n?usd\b"
)
"""$m, USD bn, musd: how reports and spreadsheets shorten it."""
_GERMAN_THOUSANDS = re.compile(r"\bt(€|eur\b|usd\b)")
"""T€, TEUR: thousands in German accounts."""
_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_SHARE = re.compile(
    r"%|％|\bper ?cent\b|\bpct\b|\bperc\b|\bshare\b|\brank(ing)?\b|\bindex\b|\bgrowth\b|\bchange\b|\bcagr\b"
    r"|\by-?o-?y\b|anteil|доля|хувь|процент|темп роста|прирост|同比|环比|占比|比重|增长率|增速|前年比|構成比|伸び?率"
    r"|증감[률율]|증가율|비중|점유율",
    re.IGNORECASE,
)
_PRICE = re.compile(
    r"\b(price|unit value|per (unit|tonne|ton|barrel|kg)|preis|prix|precio|prezzo|preço|цена|үнэ|ханш)\b"
    r"|/ ?(t|bbl|kg|kwh|mwh|т|тн|тонн\w*|баррель|кг|m3|м3|mmbtu|ton(ne)?|barrel)\b|单价|均价|价格|単価|価格|/吨|/桶"
    r"|за (тонну|баррель|1? ?кг)",
    re.I,
)

_JAPANESE = re.compile(r"Value-(Year|Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)")
"""Columns of values of Japan's customs (e-Stat, "Trade Statistics of Japan"): thousand yen."""
CUMULATIVE = re.compile(
    r"\bcumulative\b|\bcumulated\b|year[- ]to[- ]date|\bytd\b|since (january|the beginning of the year)|нарастающим"
    r"|с начала года|оны эхнээс|өссөн дүн|累计|kumuliert|\bcumulé",
    re.IGNORECASE,
)
"""Of figures since the beginning of their year, each of which holds those before it."""


_LONGEST = 2000


def measure_of(text: str) -> Measure:
    """What a text says of the figures below or beside it; nothing where it is longer than any title."""
    if len(text) > _LONGEST:
        return NOTHING
    text = text.translate(_FULL_WIDTH)
    plain = in_brackets(as_typed(_MADE_NAMES.sub(".usd.", text)).replace("_", " "))
    written = " ".join(_RUN_TOGETHER.sub(" ", plain).split())
    if not written:
        return NOTHING
    if _JAPANESE.fullmatch(written):
        return Measure("other_money", "JPY", 1000.0)
    if is_doubtful_multiple(written):
        # A thousand to some, a million to others: what it counts is known, and how many is not.
        kind = measure_of(_MIL.sub(" ", written))
        return replace(kind, unit="", scale=1.0) if kind.kind in ("money", "quantity") else kind
    if _PRICE.search(written):
        return Measure("price")
    if _SHARE.search(written):
        return Measure("share")
    low = written.casefold()
    abroad = None if _OURS.search(low) else _OTHER_DOLLAR.search(low)
    dollars, other = _DOLLAR.search(low), _OTHER_MONEY.search(low)
    if sign := abroad or dollars or other:
        short = _SHORT_MONEY.search(low)
        # "тыс. тонн, млн долл.": what stands beside the currency counts.
        beside = next((piece for piece in re.split(r"[,;]\s|[()\[\]]", low) if sign[0] in piece), low)
        times = _times(_words(beside)) if _times(_words(beside)) > 1 else _times(_words(low))
        if times == 1 and short is not None:
            times = _SHORT_TIMES[(short["behind"] or short["before"] or short["joined"])[0]]
        if times == 1 and _GERMAN_THOUSANDS.search(low):
            times = 1000
        if abroad is not None:
            return Measure("other_money", _currency(abroad), float(times))
        if dollars:
            return Measure("money", "usd", float(times))
        return Measure("other_money", _CURRENCY.get(sign[0], sign[0].upper()), float(times))
    if (currency := _currency_code(written)) is not None:
        return currency
    unit = unit_in(written)
    if unit in _TEN_THOUSANDS:
        return Measure("quantity", *_TEN_THOUSANDS[unit])
    return Measure("quantity", unit) if unit else NOTHING


@functools.cache
def _currency_codes() -> frozenset[str]:
    """The codes of ISO 4217, those of metals and of tests left out, and those that are units of measure here."""
    from babel import Locale

    return frozenset(
        code
        for code in map(str, Locale("en").currencies)
        if (code[0] != "X" or code in ("XAF", "XCD", "XOF", "XPF")) and not _is_known(canonical(code))
    )


def _currency_code(written: str) -> Measure | None:
    """Money in a currency by its code of three capitals ("ZMW million"), alone, in brackets or behind a comma."""
    for piece in (*re.findall(r"[(\[]([^)\]]+)[)\]]", written), *re.split(r"[,:;]\s", written)[1:], written):
        words = piece.split()
        codes = [word for word in words if re.fullmatch(r"[A-Z]{3}", word) and word in _currency_codes()]
        rest = _words(" ".join(word for word in words if word not in codes).casefold())
        if len(codes) == 1 and all(word in _MULTIPLIER or word.isdecimal() or "-" in word for word in rest):
            return Measure("other_money", codes[0], float(_times(rest)))
    return None


def at_home(measure: Measure, text: str, place: str) -> Measure:
    """What a text measures in a table of a place: dollars that are not said to be American are its own, where it has
    dollars. place: a code of ISO 3166-1, or empty."""
    own = place in _HOME and measure.kind == "money" and not _OURS.search(text.replace("_", " ").casefold())
    return Measure("other_money", _HOME[place], measure.scale) if own and _BARE.search(text) else measure


def _currency(dollar: re.Match[str]) -> str:
    nation, sign = dollar["nation"] or "", dollar["sign"] or ""
    return _NATIONS.get(nation) or _SIGNS.get(sign) or dollar["code"].upper()


def is_doubtful_multiple(text: str) -> bool:
    """Whether a text says "mil", a thousand to some and a million to others, and no word tells whose it is."""
    written = _RUN_TOGETHER.sub(" ", text.replace("_", " "))
    return _MIL.search(written) is not None and _IBERIAN.search(written) is None


def multiple_in(text: str) -> int:
    """By how much a title without a unit says that its figures are multiplied ("Value (millions)"); else 1. A "mil",
    which is a thousand to some and a million to others, is 1."""
    written = _RUN_TOGETHER.sub(" ", text.replace("_", " "))
    return 1 if is_doubtful_multiple(text) else _times(_words(written.casefold()))


def unit_in(text: str) -> str:
    """The physical unit that a text names, in brackets, after a comma or as a whole; empty where it names none."""
    text = text.translate(_FULL_WIDTH)
    for piece in (*re.findall(r"[(\[]([^)\]]+)[)\]]", text), *re.split(r"[,:;]\s", text)[1:], text):
        known = canonical(piece)
        if factor(known, known) is not None and _is_known(known):
            return known
        found = _unit_of_words(_words(piece.casefold()), piece)
        if found:
            return found
    return "Mt" if _LAST_MT.search(text) else ""


def _is_known(unit: str) -> bool:
    return (
        any(factor(unit, base) is not None and unit for base in ("t", "m3", "GJ", "tU")) and " " not in unit
    )


def _words(low: str) -> list[str]:
    plain = re.sub(r"\b(di|de|d'|of|des|du)\b", " ", _COUNTED.sub(r" \1 ", low))
    plain = _THOUSANDS_CUT.sub(" 1000 ", plain)
    plain = re.sub(r"\bths?\b", " thousand ", plain)  # "USD th"; the 4th is none
    # "тыс.т", "кВт·ч", "1000USD": words that run together.
    plain = re.sub(r"(?<=[^\W\d])[.·](?=[^\W\d])|(?<=\d)(?=[^\W\d])|-", " ", plain)
    words = [word.strip(".,;:()[]'’") for word in plain.split()]
    pairs = [f"{one}-{two}" for one, two in itertools.pairwise(words)]
    return [word for word in (*pairs, *words) if word]


def _times(words: list[str]) -> int:
    """By what the words multiply: "тыс" is 1000, "10 thousand" 10,000, "thousand million" 10^9; else 1."""
    times, counting = 1, False
    for word in words:
        factor_ = _MULTIPLIER.get(word) or (int(word) if word in ("10", "100") else 0)
        if factor_:
            times, counting = times * factor_, True
        elif counting:
            break
    return times


def _unit_of_words(words: list[str], piece: str) -> str:
    bases = [_BASE[word] for word in words if word in _BASE]
    # A lone letter is a unit only where little else stands: "T" may begin anything.
    if not bases or (len(words) > 7 and len(bases[0]) < 2):
        return ""
    base = "Mt" if re.fullmatch(r"\(?Mt\)?", piece.strip()) else bases[0]
    if base == "ton" and not _TONS_OF_1000_KG.isdisjoint(words):
        base = "t"
    times = _times([word for word in words if word not in _BASE])
    unit = base if times == 1 else _WITH.get((base, times), f"{times} {base}")
    if base not in ("kbd", "bbl/d") and _PER_DAY.search(piece):
        return {"kbbl": "kbd", "Mbbl": "mbpd"}.get(unit, f"{unit}/d")
    return unit
