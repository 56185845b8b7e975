"""Fuels and minerals by their names in other languages than English, so that tables in several languages meet."""

from __future__ import annotations

import functools
import unicodedata

_NAMES = {
    "coal": "уголь; каменный и бурый уголь; вугілля; нүүрс; чулуун нүүрс; көмір; 煤; 煤炭; 石炭; 석탄; "
    "kohle; charbon; carbón; carvão; carbone; węgiel; kömür; uhlí; batubara; batu bara; than đá; فحم; "
    "زغال سنگ",
    "coal_hard": "каменный уголь; кам'яне вугілля; steinkohle; houille; hulla; 硬煤; "
    "уголь каменный",
    "coal_coking": "коксующийся уголь; коксжих нүүрс; коксждог нүүрс; 炼焦煤; 焦煤; 原料炭; kokskohle; "
    "уголь коксующийся; чулуун нүүрс, коксжих",
    "coal_lignite": "бурый уголь; буре вугілля; хүрэн нүүрс; 褐煤; 褐炭; braunkohle; węgiel brunatny; linyit; "
    "уголь бурый; лигнит",
    "crude_oil": "нефть; сырая нефть; сира нафта; газрын тос; түүхий газрын тос; түүхий тос; шикі мұнай; "
    "мұнай; 原油; 원유; rohöl; erdöl; pétrole brut; petróleo crudo; petróleo bruto; petrolio greggio; "
    "ropa naftowa; ham petrol; minyak mentah; dầu thô; نفط خام; نفت خام; "
    "нефть сырая; нефть сырая, включая газовый конденсат природный",
    "oil_products": "нефтепродукты; нафтопродукти; газрын тосны бүтээгдэхүүн; шатахуун; 成品油; 石油产品; "
    "石油製品; 석유제품; mineralölprodukte; erdölprodukte; produits pétroliers; productos petrolíferos; "
    "prodotti petroliferi; xăng dầu",
    "diesel": "дизель; дизельное топливо; дизтопливо; дизельне паливо; дизель түлш; дизелийн түлш; "
    "дизель отыны; 柴油; 軽油; 경유; dieselkraftstoff; gazole; gasóleo; gasolio; olej napędowy; motorin; "
    "dầu diesel; ديزل; "
    "топливо дизельное",
    "gasoline": "бензин; автомобильный бензин; автобензин; авто бензин; 汽油; ガソリン; 휘발유; "
    "ottokraftstoff; benzin; benzyna; gasolina; benzina; xăng; بنزين; بنزین; "
    "бензин автомобильный; бензины автомобильные",
    "jet_fuel": "авиакеросин; авиационный керосин; авиапаливо; онгоцны түлш; тс-1; 航空煤油; ジェット燃料; "
    "항공유; kérosène; queroseno",
    "lpg": "сжиженный газ; сжиженный углеводородный газ; суг; скраплений газ; шингэрүүлсэн шатдаг хий; "
    "шингэрүүлсэн хий; 液化石油气; 液化石油ガス; flüssiggas; gpl; "
    "газ сжиженный",
    "natural_gas": "природный газ; природний газ; байгалийн хий; байгалийн шатдаг хий; табиғи газ; 天然气; "
    "天然ガス; 천연가스; erdgas; gaz naturel; gas natural; gás natural; gas naturale; gaz ziemny; "
    "doğal gaz; doğalgaz; gas alam; khí tự nhiên; غاز طبيعي; گاز طبیعی; "
    "газ природный",
    "lng": "спг; сжиженный природный газ; скраплений природний газ; шингэрүүлсэн байгалийн хий; 液化天然气; "
    "液化天然ガス; gnl",
    "electricity": "электроэнергия; электрическая энергия; електроенергія; цахилгаан; цахилгаан эрчим хүч; "
    "электр энергиясы; 电力; 电; 電力; 전력; strom; elektrizität; électricité; electricidad; "
    "energía eléctrica; eletricidade; energia elétrica; elettricità; energia elektryczna; elektrik; "
    "listrik; điện; كهرباء; برق; "
    "энергия электрическая",
    "copper": "медь; мідь; зэс; мыс; 铜; 銅; 구리; kupfer; cuivre; cobre; miedź; bakır; tembaga; đồng",
    "copper_concentrate": "медный концентрат; зэсийн баяжмал; 铜精矿; 銅精鉱; 동광; kupferkonzentrat",
    "iron_ore": "железная руда; залізна руда; төмрийн хүдэр; темір кені; 铁矿石; 铁矿砂; 鉄鉱石; 철광석; "
    "eisenerz; minerai de fer; mineral de hierro; minério de ferro; demir cevheri; bijih besi; quặng sắt; "
    "руда железная",
    "gold": "золото; алт; алтын; 黄金; 金; 금; oro; ouro; złoto; altın; emas; vàng; ذهب",
    "fluorspar": "плавиковый шпат; жонш; хайлуур жонш; 萤石; 蛍石; flussspat",
    "uranium": "уран; 铀; ウラン; 우라늄; uranio; urânio",
    "nickel": "никель; нікель; 镍; ニッケル; 니켈; níquel; nichel",
    "lithium": "литий; літій; 锂; リチウム; 리튬; litio; lítio",
    "cobalt": "кобальт; 钴; コバルト; 코발트; kobalt; cobalto",
    "zinc": "цинк; цайр; 锌; 亜鉛; 아연; zink",
    "rare_earths": "редкоземельные элементы; редкоземельные металлы; газрын ховор элемент; 稀土; "
    "レアアース; 희토류; seltene erden; terres rares; tierras raras; terras raras",
}  # fmt: skip


def good_named(text: str) -> str:
    """The id of the one fuel or mineral that a text names in another language than English; empty where it is more
    than a plain name."""
    return _by_name().get(_plain(text), "")


def _plain(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).casefold().replace("’", "'").split())


@functools.cache
def _by_name() -> dict[str, str]:
    return {_plain(name): id for id, names in _NAMES.items() for name in names.split(";")}
