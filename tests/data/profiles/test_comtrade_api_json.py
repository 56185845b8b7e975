"""Answers of UN Comtrade's API: envelope, plain list, nothing found, and a preview that stops."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from dependency_explorer.data.intake.importing import import_file
from dependency_explorer.data.problems import DataError
from tests.data.profiles.reading import dropped, opened, sample, taken_for, total


def record(partner: int = 156, value: float = 10.5) -> dict[str, object]:
    return {"typeCode": "C", "period": "2023", "reporterCode": 496, "reporterISO": "MNG", "flowCode": "X",
            "partnerCode": partner, "partnerISO": None, "cmdCode": "2701",
            "cmdDesc": None, "motCode": 0, "customsCode": "C00",
            "qty": None,
            "qtyUnitAbbr": "N/A", "netWgt": 2.5, "isNetWgtEstimated": False, "primaryValue": value}  # fmt: skip


def test_china_2010() -> None:
    path = sample("comtrade_api_json/comtrade_api_china_2010.json")
    dataset, report = opened(path)
    records = json.loads(path.read_text())["data"]
    expected = {(row["partnerISO"], row["flowCode"]): row["primaryValue"] for row in records}
    assert report.rows_read == 4
    assert dropped(report) == {}
    for (partner, flow), value in expected.items():
        other, own = ("exporter", "importer") if flow == "M" else ("importer", "exporter")
        assert total(dataset, **{other: partner, own: "CHN"}) == value


@pytest.mark.parametrize("envelope", [True, False])
def test_an_envelope_and_a_plain_list(tmp_path: Path, envelope: bool) -> None:
    records = [record(), record(643, 4)]
    value = {"elapsedTime": "1 s", "count": 2, "data": records, "error": ""} if envelope else records
    path = tmp_path / "answer.json"
    path.write_text(json.dumps(value))
    assert taken_for(path) == "comtrade_api_json"
    dataset, _ = opened(path)
    assert total(dataset) == 14.5
    assert total(dataset, "quantity", unit="kg") == 5


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ({"elapsedTime": "1 s", "count": 0, "data": [], "error": ""}, "found nothing"),
        ({"elapsedTime": "1 s", "count": 0, "data": [], "error": "quota exceeded"}, "quota exceeded"),
        ({"elapsedTime": "1 s", "count": 0, "data": None}, "no list of records"),
    ],
)
def test_an_answer_without_records(tmp_path: Path, value: object, said: str) -> None:
    path = tmp_path / "answer.json"
    path.write_text(json.dumps(value))
    with pytest.raises(DataError, match=said):
        import_file(path)


def test_a_preview_that_stops_at_500_is_named(tmp_path: Path) -> None:
    path = tmp_path / "answer.json"
    path.write_text(json.dumps([{**record(), "cmdCode": f"{code:06d}"} for code in range(270000, 270500)]))
    dataset, _ = opened(path)
    assert any("stops without" in problem.message for problem in dataset.problems)
