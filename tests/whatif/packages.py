"""Small data packages written to a folder, for tests that go through loading."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

WEEK = 365 / 7
HEADS = {
    "flows": "period,exporter,importer,commodity,quantity,unit,value_usd,quality,source_id,note,route",
    "balances": "period,place,commodity,item,value,unit,quality,source_id,note",
    "commodities": "id,name,group,part_of,hs_codes,unit,energy_gj_per_unit,note",
    "places": "code,name,kind,parent,lat,lon",
    "assets": "id,name,kind,place,commodity,status,capacity,capacity_unit,lat,lon,start_year,source_id,note",
    "stakes": "asset_id,holder,holder_country,share_pct,from,to,status,source_id,note",
    "routes": "id,name,from_place,to_place,commodity,mode,capacity,capacity_unit,status,lat,lon,source_id",
}


def write_package(folder: Path, rows: Mapping[str, list[str]]) -> Path:
    """Write tables (lines of CSV without the head) as a data package; short lines are filled up."""
    folder.mkdir(parents=True, exist_ok=True)
    resources = []
    for name, lines in rows.items():
        columns = HEADS[name].count(",")
        full = [line + "," * (columns - line.count(",")) for line in lines]
        (folder / f"{name}.csv").write_text("\n".join([HEADS[name], *full]) + "\n", encoding="utf-8")
        resources.append({"name": name, "path": f"{name}.csv"})
    descriptor = {"profile": "tabular-data-package", "name": "constructed", "resources": resources}
    (folder / "datapackage.json").write_text(json.dumps(descriptor), encoding="utf-8")
    return folder


def write_j3(folder: Path) -> Path:
    """V25 as a package: year flows are the weekly ones times 365/7."""
    return write_package(
        folder,
        {
            "flows": [
                f"2023,RUS,MNG,diesel,{16.5 * WEEK!r},kt,,official",
                f"2023,CHN,MNG,diesel,{0.5 * WEEK!r},kt,,official",
                f"2023,WLD,MNG,diesel,{17.0 * WEEK!r},kt,,official",
            ],
            "balances": [
                "2023,MNG,diesel,production,0,kt,official",
                "2023-11,MNG,diesel,stock,71.75,kt,official",
                "2024-02,MNG,diesel,stock,500,kt,official",
                "2023-12,MN-1,diesel,stock,900,kt,official",
                "2023-12,MNG,diesel,stock,800,kt,disputed",
            ],
        },
    )
