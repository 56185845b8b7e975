"""Brazil's trade by month, country and code: the raw files of Secex (Comex Stat).

`CO_ANO; CO_MES; CO_NCM; CO_UNID; CO_PAIS; SG_UF_NCM; CO_VIA; CO_URF; QT_ESTAT; KG_LIQUIDO; VL_FOB`, in
files of imports with `VL_FRETE; VL_SEGURO`; by municipality `SH4` and `CO_MUN` in place of code and port.
Values are US dollars FOB, weights net kilograms. Traps: whether a file is of exports or imports stands in its name
(EXP_2020, IMP_2020_MUN) alone; CO_PAIS is a number of the Brazilian revenue's list, in which 072 is Austria and 764
Sweden, and no M49 code; rows of one flow differ by state, port and mode, and are summed; states and ports are codes.

Layout and country list: gov.br/mdic, "Base de dados bruta", tables EXP, IMP and PAIS; the numbers below are those of
the country list beside a download in BMR-Com/Brazil--trade (data/countries.csv).
"""

from __future__ import annotations

import re

import numpy as np

from dependency_explorer.data.intake.draft import Draft, Sift
from dependency_explorer.data.intake.names import header_key
from dependency_explorer.data.intake.plan import Option, Plan
from dependency_explorer.data.intake.profile import Profile, Recognition
from dependency_explorer.data.intake.source import Source
from dependency_explorer.data.problems import DataError, shown
from dependency_explorer.data.profiles import _comtrade
from dependency_explorer.data.raw import constant, joined
from dependency_explorer.data.schema import NOT_STATED

_LIST = (
    "013 AFG 015 ALA 017 ALB 023 DEU 025 DEU 031 BFA 037 AND 040 AGO 041 AIA 042 ATA 043 ATG 047 ANT 053 SAU 059 DZA "
    "063 ARG 064 ARM 065 ABW 069 AUS 072 AUT 073 AZE 077 BHS 080 BHR 081 BGD 083 BRB 085 BLR 087 BEL 088 BLZ 090 BMU "
    "093 MMR 097 BOL 098 BIH 099 BES 101 BWA 102 BVT 105 BRA 108 BRN 111 BGR 115 BDI 119 BTN 127 CPV 137 CYM 141 KHM "
    "145 CMR 149 CAN 151 ESP 153 KAZ 154 QAT 158 CHL 160 CHN 161 TWN 163 CYP 165 CCK 169 COL 173 COM 177 COG 183 COK "
    "187 PRK 190 KOR 193 CIV 195 HRV 196 CRI 198 KWT 199 CUB 200 CUW 229 BEN 232 DNK 235 DMA 237 ARE 239 ECU 240 EGY "
    "243 ERI 244 ARE 245 ESP 246 SVN 247 SVK 249 USA 251 EST 253 ETH 255 FLK 259 FRO 267 PHL 271 FIN 275 FRA 281 GAB "
    "285 GMB 289 GHA 291 GEO 293 GIB 297 GRD 301 GRC 305 GRL 309 GLP 313 GUM 317 GTM 325 GUF 329 GIN 331 GNQ 334 GNB "
    "337 GUY 341 HTI 345 HND 351 HKG 355 HUN 357 YEM 361 IND 365 IDN 367 GBR 369 IRQ 372 IRN 375 IRL 379 ISL 383 ISR "
    "386 ITA 391 JAM 396 USA 399 JPN 403 JOR 411 KIR 420 LAO 426 LSO 427 LVA 431 LBN 434 LBR 438 LBY 440 LIE 442 LTU "
    "445 LUX 447 MAC 449 MKD 450 MDG 455 MYS 458 MWI 461 MDV 464 MLI 467 MLT 474 MAR 476 MHL 477 MTQ 485 MUS 488 MRT "
    "489 MYT 493 MEX 494 MDA 495 MCO 497 MNG 498 MNE 499 FSM 501 MSR 505 MOZ 507 NAM 508 NRU 511 CXR 517 NPL 521 NIC "
    "525 NER 528 NGA 531 NIU 535 NFK 538 NOR 542 NCL 545 PNG 548 NZL 551 VUT 556 OMN 573 NLD 575 PLW 576 PAK 578 PSE "
    "580 PAN 586 PRY 589 PER 593 PCN 599 PYF 603 POL 607 PRT 611 PRI 623 KEN 625 KGZ 628 GBR 640 CAF 647 DOM 660 REU "
    "665 ZWE 670 ROU 675 RWA 676 RUS 677 SLB 678 KNA 685 ESH 687 SLV 690 WSM 697 SMR 699 SXM 700 SPM 705 VCT 710 SHN "
    "715 LCA 720 STP 728 SEN 731 SYC 735 SLE 737 SRB 741 SGP 744 SYR 748 SOM 750 LKA 754 SWZ 756 ZAF 759 SDN 760 SSD "
    "764 SWE 767 CHE 770 SUR 772 TJK 776 THA 780 TZA 783 DJI 788 TCD 791 CZE 795 TLS 800 TGO 805 TKL 810 TON 815 TTO "
    "820 TUN 823 TCA 824 TKM 827 TUR 828 TUV 831 UKR 833 UGA 845 URY 847 UZB 850 VEN 858 VNM 863 VGB 866 VIR 870 FJI "
    "873 USA 875 WLF 888 COD 890 ZMB 000 - 990 - 994 - 999 -"
)
_CODES = _LIST.split()
_PLACES = {
    int(number): code if code != "-" else NOT_STATED
    for number, code in zip(_CODES[::2], _CODES[1::2], strict=True)
}
"""Number of a country of the list PAIS → ISO alpha-3; supplies of ships and what is not declared name none."""
_NEEDS = ("coano", "comes", "copais", "kgliquido", "vlfob")
_GOODS = {"concm": "CO_NCM", "sh4": "SH4", "cosh4": "CO_SH4"}
_DIRECTIONS = (
    Option("exports", "They are exports of Brazil"),
    Option("imports", "They are imports of Brazil"),
)


def recognise(source: Source) -> Recognition | None:
    """By the names of its columns, which no other format has."""
    if source.kind not in ("text", "workbook"):
        return None
    header = next((row for row in source.head_grid() if any(row)), ())
    keys = {header_key(cell) for cell in header}
    if not set(_NEEDS) <= keys or not keys & _GOODS.keys():
        return None
    return Recognition(
        0.98, "It has CO_ANO, CO_PAIS, KG_LIQUIDO and VL_FOB, as Brazil's Comex Stat names them."
    )


def read(source: Source, plan: Plan, draft: Draft) -> None:
    """One month, country and code of a state and port a row, reported by Brazil."""
    table = source.table(sheet=plan.sheet)
    names = {header_key(name): name for name in reversed(list(table.columns))}
    good = next((names[key] for key in _GOODS if key in names), "")
    if absent := [key for key in _NEEDS if key not in names] or ([] if good else ["CO_NCM"]):
        raise DataError(
            f"{source.name} lacks columns of Comex Stat ({', '.join(absent)}). Download it again."
        )
    outward = _outward(draft, source, set(names))
    value, weight = _comtrade.numbers(table, draft, names["vlfob"], names["kgliquido"])
    draft.decide("units", "Values are US dollars FOB and weights net kilograms, as Brazil publishes them.")
    size = len(table)
    number = table.text(names["copais"])
    _comtrade.flows(
        draft,
        Sift(draft, table, np.nan_to_num(value)),
        table,
        _comtrade.Reports(
            period=joined(
                table.text(names["coano"]),
                table.text(names["comes"]),
                lambda y, m: f"{y.strip()}-{m.strip():0>2}",
            ),
            reporter=constant(draft.places.code("BRA", "iso3"), size),
            partner=draft.places.codes(number.map(_place), "iso3"),
            flow=constant("export" if outward else "import", size),
            classification=constant("HS", size),
            commodity=table.text(good).map(
                lambda text: _padded(text, 8 if good == names.get("concm") else 4)
            ),
            commodity_name=table.text(good),
            weight_kg=weight,
            quantity=np.full(size, np.nan),
            quantity_unit=constant("", size),
            value=value,
            estimated=constant("", size),
        ),
    )
    draft.title = f"Brazil's {'exports' if outward else 'imports'} of goods"


def _outward(draft: Draft, source: Source, keys: set[str]) -> bool:
    """Whether the rows are exports: freight and insurance stand in files of imports, the rest says the name."""
    if keys & {"vlfrete", "vlseguro"}:
        return False
    said = re.search(r"(?<![a-z])(exp|imp)(ort\w*)?(?![a-z])", source.stem, re.IGNORECASE)
    default = {"exp": "exports", "imp": "imports"}.get(said[1].casefold(), "") if said else ""
    way = draft.choice("direction", default, _DIRECTIONS if default else ())
    if way not in ("exports", "imports"):
        raise DataError(
            f"{source.name} does not say whether its rows are exports or imports of Brazil, as the names of Comex "
            "Stat's files do (EXP_2020, IMP_2020): add --set direction=exports, or --set direction=imports."
        )
    where = f", as the name of the file says ({shown(source.stem)})" if way == default else ""
    draft.decide("direction", f"Rows are {way} of Brazil{where}.", 0, None, _DIRECTIONS, way)
    return way == "exports"


def _place(text: str) -> str:
    digits = text.strip().removesuffix(".0")
    return (
        _PLACES.get(int(digits), f"Comex Stat {digits}") if digits.isdecimal() and len(digits) < 10 else text
    )


def _padded(text: str, length: int) -> str:
    code = text.strip().lstrip("'")
    return code.zfill(length) if code.isdecimal() else code


PROFILES = (
    Profile(
        "comexstat",
        "Brazil, Comex Stat (Secex)",
        recognise,
        read,
        publisher="Ministério do Desenvolvimento, Indústria, Comércio e Serviços, Secex",
        url="gov.br/mdic",
        licence="open data of the federal government of Brazil",
    ),
)
