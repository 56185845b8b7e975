"""What titles and cells call assets, in several languages: mine, power plant, refinery, pipeline, terminal, store.

A title names assets where nothing else is left of it: "Coal mine name" does, "Mine type" and "Plant owner" do not.
"""

from __future__ import annotations

import functools
import re
import unicodedata

from dependency_explorer.data.intake.headwords import GOODS

LINES = frozenset({"pipeline", "power_line"})
"""Kinds of assets that lie between two places."""

_KINDS: dict[str, str] = {
    "power_line": r"(electricity |power )?interconnect(or|ion)s?|transmission lines?|power lines?"
    r"|hvdc( link| line)?s?"
    r"|interconnexions?|interconexi[oó]n(es)?|interkonnektor\w*|kuppelleitung\w*|stromleitung\w*"
    r"|межсистемн\w+ связ\w+"
    r"|лэп|лини\w+ электропередачи?|цахилгаан дамжуулах шугам\w*|联络线|输电线路?|互联线路?",
    "pipeline": r"(gas |oil |trunk )?pipelines?|gazoducs?|gasoductos?|ol[eé]oducs?|oleoductos?|gasdott[oi]"
    r"|трубопровод\w*"
    r"|газопровод\w*|нефтепровод\w*|(дамжуулах )?хоолой\w*|管道|管线|rohrleitung\w*|(erd)?gasleitung\w*"
    r"|ölleitung\w*",
    "lng_terminal": r"lng( import| export| regasification)? terminals?|lng-terminals?|терминал\w* спг"
    r"|спг-терминал\w*"
    r"|lng接收站|液化天然气接收站|terminaux méthaniers|terminal méthanier",
    "terminal": r"terminals?|терминал\w*|码头|接收站|terminales",
    "refinery": r"(oil )?refiner(y|ies)|raffineri(e|en)|refiner[ií]as?|raffineri[ea]|нпз"
    r"|нефтеперерабатывающ\w+ завод\w*"
    r"|(газрын тос )?боловсруулах үйлдвэр\w*|炼油厂|炼厂",
    "storage": r"(gas |underground |battery )*storage( facilit(y|ies)| sites?| plants?)?"
    r"|(unter)?gasspeicher\w*|erdgasspeicher\w*"
    r"|speicher|stockages?|almacenamientos?|(подземн\w+ )?хранилищ\w*|пхг|агуулах\w*|储气库|储能电站|储油库",
    "power_plant": r"(nuclear |thermal |hydro(electric)? )?(power|generating) ?(plant|station)s?"
    r"|kraftwerk(e|en|s|sname)?"
    r"|centrales?( (électriques?|eléctricas?|nucl[eé]aires?|nuclear(es)?|elettriche))?|электростанци\w*|аэс"
    r"|гэс|тэц|тэс"
    r"|грэс|(дулааны |цахилгаан |усан )*(цахилгаан )?станц(ын|ууд|уудын)?|станци(я|и|й)"
    r"|电厂|电站|发电厂|发电站|核电站"
    r"|reactors?|dams?|hydropower( plant| station| project)?s?|(wind|solar) (farm|park)s?|windpark\w*|solarpark\w*",
    "smelter": r"smelters?|плавильн\w+ завод\w*|冶炼厂|schmelzhütte\w*|fundici[oó]n|fonderie",
    "mine": r"(open ?pit )?mines?|mine ?site|collier(y|ies)|quarr(y|ies)|рудник\w*|шахт(а|ы)|карьер(а|ы)?"
    r"|разрез(а|ы)?"
    r"|(нүүрсний |ил )?уурха(й|йн|йнууд)|矿山|煤矿|矿井|bergwerk\w*|minas?|zeche|tagebau\w*",
    "deposit": r"(ore|mineral) ?(body|deposits?)|deposits?|месторождени\w*|орд(ын|ууд)?|矿床|矿区"
    r"|lagerstätte\w*|gisements?"
    r"|yacimientos?",
    "field": r"(oil|gas)( and gas)? ?fields?|fields?|(gas|öl)feld\w*|champs?|campos?|油田|气田|油气田",
    "steel_plant": r"steel (plant|works|mill)s?|stahlwerk\w*|钢厂",
    "plant": r"plants?|works|factor(y|ies)|завод(а|ы)?|үйлдвэр(ийн)?|工厂|anlagen?(name)?|werk|usines?"
    r"|plantas?|impianti?o?",
    "project": r"projects?|projekte?s?|projets?|proyectos?|проект(а|ы)?|төсөл|төслийн|项目",
    "facility": r"facilit(y|ies)|объект(а|ы)?|байгууламж(ийн)?|设施|instalaci[oó]n(es)?|installations?",
    "asset": r"assets?|актив(а|ы)?|资产|sites?",
    "unit": r"(generating )?units?|blocks?|блок(а|и)?|энергоблок(а|и)?|机组|tranches?",
}
_WORDS = {
    kind: re.compile(rf"(?<![^\W_])(?:{words})(?![^\W_])" if kind else words)
    for kind, words in _KINDS.items()
}
_CJK = {
    kind: re.compile("|".join(found))
    for kind, words in _KINDS.items()
    if (
        found := sorted(
            (one for one in re.split(r"[|()]", words) if re.fullmatch(r"(lng)?[一-鿿]+", one)), key=len
        )[::-1]
    )
}
_NAMES = re.compile(
    r"(?<![^\W_])(names?|title|english|official|local|common|name of|名称|название|наименование|нэр|nom"
    r"|nombre|nome|bezeichnung"
    r"|of|the|de|del|der|des|du|la|le|el|and|und|и|or|ба|label|index|standort)(?![^\W_])|名称|名字|名"
)
_GOODS = re.compile(
    "|".join((*GOODS.values(), r"\b(oil|nuclear|hydro|wind|solar|ore|metal|copper|силов\w+)\b"))
)
_VAGUE = frozenset({"plant", "project", "facility", "asset", "unit", "field"})


@functools.lru_cache(4096)
def plain(title: str) -> str:
    """A title in small letters, its words apart, without what stands in brackets."""
    text = re.sub(r"(?<=[a-zа-я])(?=[A-ZА-Я])", " ", unicodedata.normalize("NFKC", title))
    text = re.sub(r"[(\[][^)\]]*[)\]]", " ", text)
    return " ".join(re.sub(r"[\W_]+", " ", text.casefold()).split())


@functools.lru_cache(4096)
def kind_named(title: str) -> str:
    """The kind of the assets that a title names and says nothing else of; empty where it names none."""
    text = plain(title)
    if not text or len(text) > 80:
        return ""
    if text in ("line", "lines", "line name"):
        return "power_line"  # in a title; in other texts a line is many things
    kind = kind_in(title)
    if not kind:
        return ""
    for name in _KINDS:
        text = _WORDS[name].sub(" ", _CJK[name].sub(" ", text) if name in _CJK else text)
    text = _NAMES.sub(" ", _GOODS.sub(" ", text))
    return "" if text.split() else kind


@functools.lru_cache(65_536)
def kind_in(text: str) -> str:
    """The first kind of assets that a text speaks of, the most telling first; empty for none."""
    told = re.sub(r"(?<=[^\W\d_])(?=\d)", " ", plain(text))
    if len(told) > 200:
        return ""
    for kind in _KINDS:
        if _WORDS[kind].search(told) or (kind in _CJK and _CJK[kind].search(told)):
            return kind
    return ""


def is_vague(kind: str, title: str) -> bool:
    """Whether a title leaves open what its assets are: a plant, a project, a field (of what?)."""
    return kind in _VAGUE and _GOODS.search(plain(title)) is None


_POWER = {
    "nuclear": r"nuclear|reactors?|nucl[eé]a\w+|kern(energie|kraft)|атом\w*|ядерн\w*|аэс|核|цөмийн|\buran\w*|уран\w*",
    "hydro": r"hydr\w+|dams?|hidr\w+|water|wasser\w*|гидро\w*|гэс|вод\w+|水|усан|ус",
    "wind": r"wind|windkraft|[eé]olien\w*|e[oó]lic\w*|ветр\w*|салхи\w*|风",
    "solar": r"solar\w*|sonne\w*|pv|photovolta\w+|fotovolta\w+|солнечн\w*|нарны?|光伏|太阳能",
    "geothermal": r"geotherm\w*|геотерм\w*|地热",
    "bioenergy": r"bio\w*|биомасс\w*|生物",
    "coal": r"coal|lignite|kohle|\w+kohle|charbon|carb[oó]n|уг\w+|нүүрс\w*|煤",
    "gas": r"(natural )?gas|ccgt|ocgt|erdgas|gaz|газ\w*|天然气|燃气|хий\w*",
    "oil": r"oil|diesel|fuel oil|heavy fuel|öl|mazout|fioul|petr[oó]leo|мазут\w*|нефт\w*|дизел\w*|石油|柴油",
}
_POWER_WORDS = {name: re.compile(rf"(?<![^\W_])(?:{words})(?![^\W_])") for name, words in _POWER.items()}
_POWER_SIGNS = re.compile("[核水风煤]|光伏|太阳能|地热|生物|天然气|燃气|石油|柴油")


@functools.lru_cache(4096)
def power_from(text: str) -> str:
    """What a power plant runs on, by a text: coal, gas, nuclear, hydro, …; empty where it tells none."""
    told = plain(text)
    for name, words in _POWER_WORDS.items():
        if words.search(told):
            return name
    if (sign := _POWER_SIGNS.search(told)) is not None:
        return next((name for name, words in _POWER.items() if sign[0] in words.split("|")), "")
    return ""
