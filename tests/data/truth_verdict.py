"""What a reader makes of the file of a case, against its truth."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

from dependency_explorer.data.dataset import Dataset
from dependency_explorer.data.intake.importing import import_file, reports
from dependency_explorer.data.intake.plan import Plan
from dependency_explorer.data.problems import DataError
from tests.data.fuzz import dataset_faults, sentence_faults
from tests.data.truth import UNITS, Case, Key
from tests.data.truth_files import written


def found_in(dataset: Dataset) -> dict[Key, Decimal]:
    """The flows of a dataset, in the units that truths are compared in."""
    factors = {
        spelling: (base, times) for unit, (base, times, known) in UNITS.items() for spelling in (unit, *known)
    }
    flows = dataset.tables["flows"]
    result: dict[Key, Decimal] = {}
    columns = (
        flows[name].tolist() for name in ("period", "exporter", "importer", "commodity", "quantity", "unit")
    )
    for period, seller, buyer, good, quantity, unit in zip(*columns, strict=True):
        if quantity == quantity:
            base, times = factors.get(unit, (unit, Decimal(1)))
            key = (period, seller, buyer, f"{good.casefold().replace(' ', '_')} [{base}]")
            result[key] = result.get(key, Decimal(0)) + Decimal(repr(quantity)) * times
    return result


def wanted(case: Case) -> dict[Key, Decimal]:
    """The truth, in the same units."""
    base, times, _ = UNITS[case.unit]
    return {(*key[:3], f"{key[3]} [{base}]"): value * times for key, value in case.figures.items()}


def _bare(key: Key) -> Key:
    return (*key[:3], key[3].partition(" [")[0])


def _said(figure: Decimal | None) -> str:
    return "nothing" if figure is None else str(figure)


def differences(case: Case, dataset: Dataset, units: bool = True) -> list[str]:
    """What a dataset says otherwise than the truth; totals over partners are no difference where they are right."""
    truth, found = wanted(case), found_in(dataset)
    if not units:
        times = UNITS[case.unit][1]
        truth = {_bare(key): value / times for key, value in truth.items()}
        found = {_bare(key): value for key, value in found.items()}
    totals = {key: value for key, value in found.items() if "WLD" in key[1:3]}
    wrong = []
    for key in sorted(truth.keys() | (found.keys() - totals.keys())):
        one, other = truth.get(key), found.get(key)
        if one is None or other is None or abs(one - other) > Decimal("1e-9") * abs(one):
            wrong.append(f"{' '.join(key)}: {_said(one)} is read as {_said(other)}")
    for key, value in totals.items():
        parts = sum(
            (figure for other, figure in truth.items()
             if all(k in ("WLD", o) for k, o in zip(key, other, strict=True))), Decimal(0)
        )  # fmt: skip
        if not case.total or abs(parts - value) > Decimal("1e-9") * abs(parts):
            wrong.append(f"{' '.join(key)}: a total of {parts} is read as {value}")
    return wrong


def verdict(case: Case, folder: Path) -> str:
    """ "equal", "refused: …", "told: …"; or "wrong: …" where a reader is silently mistaken."""
    name, content = written(case)
    path = folder / name
    path.write_bytes(content)
    try:
        dataset = import_file(path)
    except DataError as error:
        return f"wrong: {fault}" if (fault := sentence_faults(str(error))) else f"refused: {error}"
    if fault := dataset_faults(dataset):
        return f"wrong: {fault}"
    wrong = differences(case, dataset)
    if not wrong:
        return "equal"
    report = reports(dataset)[0]
    told = [problem.message for problem in dataset.problems]
    recoded = [message for message in told if "is not in UTF-8; it was read as" in message]
    for decision in report.decisions:
        if decision.key in ("point", "comma", "place_codes", "dates"):
            other = next(option.value for option in decision.options if option.value != decision.chosen)
            turned = import_file(path, Plan(choices={decision.key: other}))
            bare = any("has a unit" in problem.message for problem in turned.problems)
            again = differences(case, turned, units=not bare)
            # Where the letters of names were guessed wrongly, which is told, no choice about figures mends them.
            if again and not recoded:
                return f"wrong: the other choice is no better: {again}"
            return f"told: {decision.what}"
    if recoded:
        return f"told: {recoded[0]}"
    bare = [message for message in told if "has a unit" in message or "without one" in message]
    if bare and not differences(case, dataset, units=False):
        return f"told: {bare[0]}"
    unknown = [message for message in told if "known as no place" in message]
    if unknown:
        return f"told: {unknown[0]}"
    faulty = [problem.message for problem in dataset.problems if problem.severity == "error"]
    if faulty and all(line.endswith("is read as nothing") for line in wrong):
        return f"told: {faulty[0]}"
    return f"wrong: {wrong[:4]} told: {told[:3]}"
