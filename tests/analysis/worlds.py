"""Small datasets for tests: written as a data package to a temporary folder and loaded like any other."""

from __future__ import annotations

import csv
import json
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from dependency_explorer.data.dataset import Dataset
from dependency_explorer.data.read import load
from dependency_explorer.data.schema import TABLES

Record = Mapping[str, object]

COMMODITIES: tuple[Record, ...] = (
    {"id": "oil", "name": "Oil products", "group": "oil", "unit": "kt", "energy_gj_per_unit": 43000},
    {"id": "diesel", "name": "Diesel", "group": "oil", "part_of": "oil", "unit": "kt"},
    {"id": "petrol", "name": "Petrol", "group": "oil", "part_of": "oil", "unit": "kt"},
    {"id": "coal", "name": "Coal", "group": "coal", "unit": "kt"},
    {"id": "power", "name": "Electricity", "group": "power", "unit": "GWh", "energy_gj_per_unit": 3600},
    {"id": "goods", "name": "All goods", "group": "goods", "unit": "usd"},
)


def world(
    flows: Iterable[Record] = (),
    *,
    balances: Iterable[Record] = (),
    commodities: Iterable[Record] = COMMODITIES,
    focus: str = "MNG",
    opening: str = "",
    **tables: Iterable[Record],
) -> Dataset:
    """A dataset of the given records, column by column as in the data package; absent cells are empty.

    flows may leave out period ("2023"), importer (the focus), commodity ("oil") and unit (the commodity's).
    """
    kinds = [dict(record) for record in commodities]
    units = {str(record["id"]): record.get("unit", "") for record in kinds}
    rows = [{"period": "2023", "importer": focus, "commodity": "oil", **record} for record in flows]
    for row in rows:
        row.setdefault("unit", units.get(str(row["commodity"]), "") if "quantity" in row else "")
    given: dict[str, Sequence[Record]] = {
        "flows": rows,
        "balances": [{"place": focus, "commodity": "oil", "unit": "kt", **record} for record in balances],
        "commodities": kinds,
        **{name: list(records) for name, records in tables.items()},
    }
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        resources = []
        for name, records in given.items():
            columns = TABLES[name].names
            with (root / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
                writer = csv.DictWriter(file, columns)
                writer.writeheader()
                writer.writerows({k: "" if v is None else v for k, v in record.items()} for record in records)
            resources.append({"name": name, "path": f"{name}.csv"})
        descriptor: dict[str, object] = {"name": "world", "focus": focus, "resources": resources}
        if opening:
            descriptor["opening"] = {"commodity": opening}
        (root / "datapackage.json").write_text(json.dumps(descriptor), encoding="utf-8")
        return load(root)


def bought(exporter: str, quantity: object = None, period: str = "2023", **more: object) -> Record:
    """A flow into the focus."""
    return {"exporter": exporter, "quantity": quantity, "period": period, **more}


def sold(importer: str, quantity: object = None, period: str = "2023", **more: object) -> Record:
    """A flow of coal out of MNG."""
    record = {"exporter": "MNG", "importer": importer, "quantity": quantity, "period": period}
    return {**record, "commodity": "coal", **more}


def by_partner(dataset: Dataset, step: str = "year") -> dict[tuple[str, str, str, str], float]:
    """Quantities of the links by period, exporter, importer and commodity."""
    from dependency_explorer.analysis.links import links

    found = links(dataset, "month" if step == "month" else "year")
    result: dict[tuple[str, str, str, str], float] = {}
    for i, amount in enumerate(found.quantity.tolist()):
        if amount == amount:
            key = (
                found.periods[found.period[i]],
                found.places[found.exporter[i]],
                found.places[found.importer[i]],
                found.commodities[found.commodity[i]],
            )
            result[key] = result.get(key, 0.0) + amount
    return result
