"""What a title or a cell says of a balance: production, imports, consumption, stocks.

Only what is said without doubt: a title with words left over ("Production cost", "Imports from Russia") names no
item, for what it holds may be something else.
"""

from __future__ import annotations

import re

from dependency_explorer.data.intake.headwords import GOODS
from dependency_explorer.data.intake.measures import measure_of
from dependency_explorer.data.intake.names import in_brackets

TRADE = frozenset({"imports", "exports"})
"""Items that are flows: of a place whose partners are not told, totals over them."""

_ITEMS: tuple[tuple[str, str], ...] = (
    ("net_imports", r"net imports?|nettoimporte?|чистый импорт|цэвэр импорт|净进口量?"),
    ("net_exports", r"net exports?|nettoexporte?|чистый экспорт|цэвэр экспорт|净出口量?"),
    ("stock_change", r"(stocks?|inventory|inventories) (change|changes|variation|build|draw|build draw)"
     r"|changes? (in|of) (stocks?|inventor(y|ies))|bestandsveränderung(en)?"
     r"|variation des stocks"
     r"|variación de (existencias|inventarios)|изменение запасов|нөөцийн өөрчлөлт|库存变化|在庫変動"),
    ("opening_stock", r"(opening|beginning|initial) (stocks?|inventor(y|ies))|запасы на начало( года)?"
     r"|期初库存|期首在庫"),
    ("stock", r"((closing|ending|end|final|year end) )?(stocks?|inventor(y|ies))|bestände|stocks? finals?"
     r"|запасы на конец( года)?|期末库存|库存量?|期末在庫|在庫"),
    ("installed_capacity", r"(installed |generating |production )?capacity|installierte leistung"
     r"|capacité( installée)?|установленная мощность|суурилагдсан хүчин чадал|装机容量"),
    ("production", r"(mine |primary |crude |domestic |indigenous |own )?(production|output|extraction)|förderung"
     r"|produktion|gewinnung|producción|producao|produção|produzione|добыча|производство|олборлолт|олборлосон|үйлдвэрлэл|үйлдвэрлэсэн"
     r"|үйлдвэрлэл|үйлдвэрлэсэн|产量|生产量|生産量?|産出量|الإنتاج|انتاج"),
    ("generation", r"(electricity |power |gross )?generation|stromerzeugung|erzeugung|génération|generación"
     r"|выработка|发电量|発電量"),
    ("imports", r"imports?|imported|einfuhr(en)?|importe?|importations?|importaci(ón|on|ones)|importaç(ão|ões)"
     r"|importac(ao|oes)|importazion[ei]|invoer|impor|nhập khẩu|імпорт|ввоз|импорт(ын хэмжээ|олсон)?"
     r"|进口量?|輸入[量額]?|수입(금?액|량)?|الواردات|ithalat"),
    ("exports", r"exports?|exported|ausfuhr(en)?|exporte?|exportations?|exportaci(ón|on|ones)|exportaç(ão|ões)"
     r"|exportac(ao|oes)|esportazion[ei]|uitvoer|ekspor|eksport|xuất khẩu|експорт|вывоз"
     r"|экспорт(ын хэмжээ|олсон)?|(?<!进)出口量?|輸出(?!入)[量額]?|수출(?!입)(금?액|량)?|الصادرات|ihracat"),
    ("losses", r"(distribution |transmission |grid |network )?loss(es)?|verluste"
     r"|pertes|pérdidas|perdas|perdite|потери"
     r"|алдагдал|损失量?|損失"),
    ("consumption", r"(domestic |final |apparent |gross |inland |total |internal )*(consumption|demand)"
     r"|(apparent )?use|verbrauch|consommation|consumo( aparente)?|потребление|хэрэглээ|хэрэглэсэн"
     r"|дотоодын хэрэглээ|消费量?"
     r"|消費量?|需求量?|الاستهلاك|tüketim"),
    ("reserves", r"(proved |proven )?reserves|reserven|réserves|reservas|储量"),
)  # fmt: skip
_PATTERNS = tuple((item, re.compile(rf"(?<!\w)({words})(?!\w)", re.IGNORECASE)) for item, words in _ITEMS)
_FILLERS = frozenset(
    ("total", "annual", "of", "in", "the", "de", "des", "du", "la", "le", "der", "die", "von", "und", "and", "volume",
     "volumes", "quantity", "amount", "value", "domestic", "level", "всего", "объем", "объём", "в", "нийт",
     "хэмжээ", "量")
)  # fmt: skip
LONGEST = 2000
"""No title and no name has so many letters."""
_UNIT_PIECE = re.compile(r"[(\[][^)\]]*[)\]]|[,:;].*$")


def item_of(text: str) -> str:
    """The item that a title names; empty where it names none, several, or has other words besides."""
    return _named(text)[0]


def item_and_goods(text: str) -> tuple[str, str]:
    """The item that a title names, and the goods named beside it ("Coal production"): both empty for no item."""
    return _named(text)


def _named(text: str) -> tuple[str, str]:
    if len(text) > LONGEST:
        return "", ""
    plain = " ".join(re.split(r"[\W_]+", _UNIT_PIECE.sub(" ", in_brackets(text.replace("_", " "))))).strip()
    for item, pattern in _PATTERNS:
        found = pattern.search(plain)
        if found is None:
            continue
        rest = f"{plain[: found.start()]} {plain[found.end() :]}"
        goods = ""
        for words in GOODS.values():
            good = re.search(words, rest.strip(), re.IGNORECASE)
            if good is not None and not goods:
                goods = good.group()
                rest = rest.replace(goods, " ")
        left = [word for word in rest.split() if word.casefold() not in _FILLERS]
        if left and not (measure_of(" ".join(left)).unit and not any(map(_is_item, left))):
            return "", ""
        return item, goods
    return "", ""


def _is_item(word: str) -> bool:
    return any(pattern.fullmatch(word) for _, pattern in _PATTERNS)


def is_no_amount(text: str) -> bool:
    """Whether a text names a share, a price or a figure per head, which does not add up; no long text does."""
    if len(text) > LONGEST:
        return False
    item = item_of(text)
    per_head = re.search(
        r"\bper (capita|head|person)\b|на душу|нэг хүнд|人均|pro kopf|par habitant", text, re.I
    )
    return bool(per_head) or (item != "stock_change" and measure_of(text).kind in ("share", "price"))
