"""A small world whose numbers are easy to check by hand."""

from __future__ import annotations

import json
from pathlib import Path

TABLES = {
    "flows": """period,exporter,importer,commodity,quantity,unit,value_usd,quality,source_id,note
2021,RUS,FOC,oil,50000,t,,official,customs,
2021,CHN,FOC,oil,50000,t,,official,customs,
2021,WLD,FOC,oil,100000,t,,official,customs,
2022,RUS,FOC,oil,60000,t,,official,customs,
2022,WLD,FOC,oil,80000,t,,official,customs,
2023,RUS,FOC,oil,95000,t,,derived,press,share times total
2023,CHN,FOC,oil,5000,t,,derived,press,share times total
2023,WLD,FOC,oil,100000,t,,official,customs,
2023,WLD,FOC,oil,90000,t,,alt,press,another total
2023,WLD,FOC,power,300,GWh,,official,grid,
2023,FOC,CHN,ore,940,kt,,official,customs,
2023,FOC,WLD,ore,1000,kt,,official,customs,
2023,FOC,CHN,goods,,,5000000,official,customs,
2023,FOC,DEU,goods,,,3000000,official,customs,
2023,FOC,WLD,goods,,,10000000,official,customs,
2023-01,RUS,FOC,diesel,3000,t,,official,customs,
2023-02,RUS,FOC,diesel,5000,t,,official,customs,
2023-03,RUS,FOC,diesel,4000,t,,official,customs,
""",
    "balances": """period,place,commodity,item,value,unit,quality,source_id,note
2021,FOC,oil,production,0,t,official,customs,
2022,FOC,oil,production,0,t,official,customs,
2023,FOC,oil,production,0,t,official,customs,
2023-12,FOC,oil,stock,10000,t,official,press,
""",
    "places": """code,name,kind,parent,lat,lon
FOC,Focusland,country,,,
RUS,Russia,country,,,
CHN,China,country,,,
DEU,Germany,country,,,
""",
    "commodities": """id,name,group,part_of,hs_codes,unit,energy_gj_per_unit,note
oil,"Oil products, all",oil,,2710,t,,
diesel,Diesel,oil,,2710.19,t,,
power,Electricity,electricity,,2716,GWh,3600,
ore,"Iron ore (all grades)",metals,,2601,kt,,
goods,All goods,aggregate,,,usd,,
""",
    "sources": """id,publisher,title,date,url,accessed,licence_or_terms
customs,Customs Office,Trade by partner,2024,,,
press,Daily Press,Oil talks,2023-12,,,
grid,Grid Operator,Balance,2024,,,
""",
    "assets": """id,name,kind,place,commodity,status,capacity,capacity_unit,lat,lon,start_year,source_id,note
mine,Big Mine,mine,FOC,ore,operating,,,,,,customs,
plant,Power Plant,plant,FOC,power,operating,,,,,,customs,
""",
    "stakes": """asset_id,holder,holder_country,share_pct,from,to,status,source_id,note
mine,State of Focusland,FOC,34,2009,,current,press,
mine,Far Mining,DEU,66,2009,,current,press,
plant,State of Focusland,FOC,51,2009,,current,press,
""",
    "events": """date,end_date,title,kind,places,commodities,effect,source_id
2022-05,,Border closed,border,FOC,oil,,press
""",
}

SCENARIO = {
    "format": "dependency-explorer/scenario",
    "version": 1,
    "name": "Half of Russian oil",
    "source": "a test",
    "focus": "FOC",
    "baseline": "2023",
    "start": "2024-01-01",
    "step": "week",
    "steps": 20,
    "disruptions": [
        {
            "target": {"exporter": "RUS", "importer": "FOC", "commodity": "oil"},
            "depth": 0.5,
            "start_step": 1,
            "ramp_steps": 0,
            "steps": 14,
            "recovery_steps": 0,
        }
    ],
    "responses": {"draw_stocks": {"floor_days": 10}},
    "rationing": "proportional",
}


def write_world(folder: Path, tables: dict[str, str] | None = None) -> Path:
    """Write the package, with other `tables` where given; returns its folder."""
    folder.mkdir(parents=True, exist_ok=True)
    content = {**TABLES, **(tables or {})}
    for name, text in content.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    (folder / "scenarios").mkdir(exist_ok=True)
    (folder / "scenarios" / "half.json").write_text(json.dumps(SCENARIO), encoding="utf-8")
    descriptor = {
        "profile": "tabular-data-package",
        "name": "world",
        "title": "A small world",
        "focus": "FOC",
        "opening": {"commodity": "oil"},
        "resources": [{"name": name, "path": f"{name}.csv"} for name in content],
    }
    (folder / "datapackage.json").write_text(json.dumps(descriptor), encoding="utf-8")
    return folder
