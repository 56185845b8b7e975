"""What the other columns of a list of assets are called, in several languages.

Patterns of whole titles, in small letters and without what stands in brackets, unless one is searched for.
"""

from __future__ import annotations

import re

COUNTRY = (
    r"(host )?(countr(y|ies)|nation|state|land|pays|pa[ií]s|paese|стран[аы]|улс(ын нэр)?|国家|国别|国)( area"
    r"| name| long| code"
    r"| iso3?)*|(country|location|iso|iso ?3|place|где|місце|standort|standortland|location country)"
)
FROM = (
    r"(from|start|origin|exporting|begin\w*|von|de|desde|от|из|откуда|хаанаас|起点|起始国?)( countr(y|ies)| area"
    r"| place| land| pays"
    r"| pa[ií]s| zone)*|(country|zone|area|place|land) (a|1|one|from|start)|startland"
)
TO = (
    r"(to|end|destination|importing|nach|hacia|до|в|куда|хаашаа|终点|终止国?|vers|à|a)( countr(y|ies)| area"
    r"| place| land| pays"
    r"| pa[ií]s| zone)*|(country|zone|area|place|land) (b|2|two|to|end)|zielland"
)
CAPACITY = (
    r"capacity|capacité|capacidad|capacidade|capacità|kapazität\w*|(netto|brutto)?(nenn)?leistung|puissance"
    r"|potencia"
    r"|potenza|мощност\w*|пропускн\w+ способност\w*|хүчин чадал"
    r"|装机容量?|产能|能力|容量|rated power|install(ed)?|working (gas"
    r"|volume)|power output|ntc"
    r"|nameplate"
)
NO_CAPACITY = r"(factor|utili[sz]\w*|price|cost|date|year|status|type|share|usage|коэффициент|number|per)"
STATUS = (
    r"((operating|operational|operation|project|plant|current|development|mine|asset) )?(status|stage)"
    r"|состояние|статус|стадия"
    r"|төлөв|статус|状态|运行状态|现状|statut|état|estado|stato|betriebsstatus|zustand"
)
START = (
    r"(?<!de)(?<!de )(commission(ed|ing)|(first )?grid connection"
    r"|commercial operations?|aufnahme der \w+ stromerzeugung"
    r"|start(ed)?|start ?up|open(ed|ing)|online|on line|in service"
    r"|service|operating since"
    r"|built|completed|completion|cod|first (power|production|gas|oil|ore)"
    r"|inbetriebnahme\w*|baujahr|mise en"
    r" service|entrada en (operación|servicio|funcionamiento)|puesta en marcha|inicio|ввод\w*|пуск\w*"
    r"|ашиглалтад|эхэлсэн|投产"
    r"|投运|建成|entrata in servizio|date ?in|founded|established|began|begin|since)"
)
END = re.compile(
    r"(construction|decommission|retire|clos(ed|ing|ure)|shut|end|вывод|stilllegung|stilllegung|till|退役|关闭)"
)
LAT = r"lat(itude)?( deg(rees)?| dd| wgs84)?|широта|өргөрөг|纬度|breite(ngrad)?|latitud|geographische breite"
LON = r"(lon|lng|long)(itude)?( deg(rees)?| dd| wgs84)?|долгота|уртраг|经度|länge(ngrad)?|longitud"
r"|geographische länge"
BOTH = r"coordinates|gps|gps coordinates|lat ?lon(g)?|latitude longitude|координаты|солбицол|坐标"
r"|koordinaten|coordonnées"
FUEL = (
    r"((primary|main) )?(fuel|energy source|commodit(y|ies)|mineral|minerals|product|products|metal|metals"
    r"|resource|energy)"
    r"( type| types)?|fuels|ore|ore type|technology|топливо|вид топлива|вид сырья|сырь[её]"
    r"|полезное ископаемое|түлш(ний төрөл)?"
    r"|эрдэс|ашигт малтмал|燃料(类型)?|矿种|能源(类型)?|brennstoff|(primär|haupt)?energieträger|rohstoff"
    r"|combustible|substances?"
    r"|filière|minerales?"
)
KIND = (
    r"((asset|plant|mine|facility|project|infrastructure|terminal) )?(type|kind|category|class)|тип|вид"
    r"|төрөл|类型|art|typ|tipo"
    r"|type d.*"
)
OWNER = (
    r"(owner|owners|owner s|ownership|owned by|ultimate owner|parent|parent company|parents|shareholders?"
    r"|holders?|proprietors?"
    r"|company|companies|собственник\w*|владел\w+|акционер\w*|эзэмшигч\w*|өмчлөгч\w*|хувьцаа эзэмшигч\w*|业主"
    r"|所有者|股东|拥有者"
    r"|eigentümer\w*|betreibergesellschaft|propriétaires?|propietarios?|dueño|proprietari[oa]?)( name)?"
)
SHARE = re.compile(
    r"%|\b(share|stake|equity|interest|ownership)\b|\b(доля|anteil|хувь|participación)\b|股份|持股|占比"
)
PART = r"(unit|phase|block|train|unit (name|number|no)|reactor|section|segment|blockname|блок|очередь|机组|tranche)"
ID = re.compile(
    r"(((asset|plant|mine|project|facility|unit|site|terminal|field|pipeline|gppd|wri|eic|opsd|mastr)[ -]?)*"
    r"(id|idnr|code|identifier)|eic)"
)
MOVED = re.compile(
    r"\b(flow|flows|throughput|deliver\w+|shipments?|transit|traffic|volume|volumes|quantity|amount"
    r"|generat\w+|output|produced"
    r"|mined|extracted|sales|revenue|trade|выработ\w+|поставк\w*|добыт\w*|прокачк\w*)\b"
)
PERIOD = r"(data |reporting |reference |calendar |fiscal )?(year|period|month|date|quarter|time)|год|дата"
r"|период|он|жил|年份|年|日期|jahr|année|año|anno"


OWNS = re.compile(
    r"owner|parent|compan|operator|headquarter|hq|registration|supplier|customer|buyer|offtaker|contractor"
    r"|investor"
)
