"""UN Comtrade's new site: real downloads, and the ways in which a table can hold the same trade twice."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dependency_explorer.analysis.partners import partner_shares
from dependency_explorer.analysis.question import Question
from dependency_explorer.analysis.sums import flow_sum
from dependency_explorer.data.read import load
from dependency_explorer.data.write import write_package
from tests.data.profiles.reading import dropped, opened, rows_of, sample, taken_for, told, total, write

HEADER = (
    "typeCode", "period", "reporterCode", "reporterISO", "reporterDesc", "flowCode", "partnerCode", "partnerISO",
    "partnerDesc", "partner2Code", "classificationCode", "cmdCode", "cmdDesc", "customsCode", "motCode",
    "qtyUnitAbbr", "qty", "netWgt", "isNetWgtEstimated", "primaryValue",
)  # fmt: skip


def report_row(
    partner: str = "156",
    value: float = 100.0,
    *,
    reporter: str = "496",
    flow: str = "M",
    code: str = "2701",
    period: str = "2023",
    second: str = "0",
    customs: str = "C00",
    transport: str = "0",
    unit: str = "kg",
    quantity: object = "",
    weight: object = 1000,
    kind: str = "C",
    edition: str = "H6",
    estimated: str = "false",
) -> tuple[object, ...]:
    return (
        kind, period, reporter, "", "", flow, partner, "", "", second, edition, code, f"Goods {code}", customs,
        transport, unit, quantity, weight, estimated, value,
    )  # fmt: skip


def test_the_total_of_2022_as_downloaded() -> None:
    path = sample("comtrade_plus/comtradeplus_total_2022.csv")
    dataset, report = opened(path)
    assert report.profile == "comtrade_plus"
    # Independently, by position: the rows end in one comma more than the header.
    rows = rows_of(path, "cp1252")
    assert len(rows) == report.rows_read == 1352
    china = [row for row in rows if row["reporterCode"] == "156" and row["flowCode"] == "M"]
    world = sum(float(row["primaryValue"]) for row in china if row["partnerCode"] == "0")
    assert world == 2715997517261
    assert total(dataset, importer="CHN", exporter="WLD", reported_by="importer") == world
    partners = sum(float(row["primaryValue"]) for row in china if row["partnerCode"] != "0")
    found = total(dataset, importer="CHN", reported_by="importer") - world
    assert found == pytest.approx(partners)
    # One row is China's import from itself, without which the partners do not add up to World.
    assert dropped(report) == {}
    assert told(report)["same_place_in_total"] == 1
    assert "world_difference" not in told(report)
    assert not dataset.tables["flows"]["quantity"].notna().any()  # quantities of 0 with unit N/A


def test_concentration_of_2022_is_that_of_the_named_partners() -> None:
    path = sample("comtrade_plus/comtradeplus_total_2022.csv")
    dataset, _ = opened(path)
    rows = [row for row in rows_of(path, "cp1252") if row["flowCode"] == "M"]
    for place in ("CHN", "DEU", "USA"):
        own = [row for row in rows if row["reporterISO"] == place]
        world = sum(float(row["primaryValue"]) for row in own if row["partnerCode"] == "0")
        itself = sum(float(row["primaryValue"]) for row in own if row["partnerISO"] == place)
        # No country are codes with a digit or a sign, but for S19 (“Other Asia, nes”, Taiwan), and Antarctica.
        named = [
            float(row["primaryValue"])
            for row in own
            if (row["partnerISO"].isalpha() or row["partnerISO"] == "S19")
            and row["partnerISO"] not in (place, "ATA")
        ]
        of_others = world - itself
        shares = partner_shares(dataset, Question(place, measure="value"), "TOTAL")
        assert shares.total == pytest.approx(of_others)
        assert [row.share for row in shares.named] == pytest.approx(
            sorted((amount / of_others for amount in named), reverse=True)
        )
        assert shares.hhi == pytest.approx(sum((amount / of_others) ** 2 for amount in named))
        assert shares.unstated_share == pytest.approx(1 - sum(named) / of_others, abs=1e-12)
    china = partner_shares(dataset, Question("CHN", measure="value"), "TOTAL")
    assert china.hhi == pytest.approx(0.04127, abs=1e-5)
    assert (
        "The published total of 2022 holds imports of China from itself, which are left out." in china.notes
    )


def test_nickel_as_dumped_from_the_api() -> None:
    path = sample("comtrade_plus/comtradeplus_api_nickel.head.csv")
    dataset, report = opened(path)
    rows = rows_of(path)
    japan = sum(
        float(row["netWgt"] or 0)
        for row in rows
        if row["reporterISO"] == "JPN" and row["flowCode"] == "M" and row["period"] == "2005"
        and row["partnerCode"] not in ("0",)
    )  # fmt: skip
    assert japan > 0
    world = total(dataset, "quantity", importer="JPN", exporter="WLD", period="2005", reported_by="importer")
    assert total(
        dataset, "quantity", importer="JPN", period="2005", reported_by="importer"
    ) - world == pytest.approx(japan)
    itself = sum(row["reporterCode"] == row["partnerCode"] for row in rows)
    # Each stands beside a World row of the same place, year, flow and code, which holds it.
    assert dropped(report) == {}
    assert told(report)["same_place_in_total"] == itself


def test_what_becomes_of_imports_from_itself_is_a_choice_whose_effect_shows(tmp_path: Path) -> None:
    rows = [
        report_row(partner="0", value=110),
        report_row(partner="156", value=70),
        report_row(partner="643", value=30),
        report_row(partner="496", value=10),
        report_row(partner="496", value=4, flow="X"),  # no World row of exports holds it
        report_row(partner="496", value=5, code="2709"),  # nor one of the same goods
    ]
    path = write(tmp_path / "t.csv", HEADER, rows)
    dataset, report = opened(path)
    assert dropped(report) == {"same_place": 2}
    assert told(report)["same_place_in_total"] == 1
    assert "world_difference" not in told(report)
    assert flow_sum(dataset).value == 100
    assert flow_sum(dataset).links == 2
    (said,) = [one.message for one in dataset.problems if "of a place to itself" in one.message]
    assert "1 row is a flow of a place to itself beside a total" in said
    otherwise, report = opened(path, same_place_in_total="set_aside")
    assert dropped(report) == {"same_place": 2, "same_place_in_total": 1}
    assert told(report)["world_difference"] == 1
    assert flow_sum(otherwise).value == 110
    assert flow_sum(opened(path, world="set_aside")[0]).value == 100


def test_saved_and_opened_again_imports_from_itself_stay_off(tmp_path: Path) -> None:
    rows = [
        report_row(partner=partner, value=value) for partner, value in (("0", 110), ("156", 70), ("496", 40))
    ]
    dataset, _ = opened(write(tmp_path / "t.csv", HEADER, rows))
    write_package(dataset, tmp_path / "saved")
    again = load(tmp_path / "saved")
    for one in (dataset, again):
        shares = partner_shares(one, Question("MNG", measure="value"), "2701")
        assert (shares.hhi, shares.hhi_is_lower_bound, shares.total) == (1.0, False, 70)


def test_splits_repeat_their_total(tmp_path: Path) -> None:
    rows = [
        report_row(value=100),
        report_row(value=60, transport="2100"),
        report_row(value=40, transport="3200"),
        report_row(value=70, customs="C01"),
        report_row(value=30, second="643"),
        report_row(partner="643", value=5, transport="3200"),  # no total beside it: it stays
    ]
    dataset, report = opened(write(tmp_path / "t.csv", HEADER, rows))
    assert total(dataset) == 105
    assert dropped(report) == {"transport": 2, "customs": 1, "second_partner": 1}
    again, _ = opened(tmp_path / "t.csv", transport="keep")
    assert total(again) == 205


def test_levels_of_the_classification(tmp_path: Path) -> None:
    rows = [report_row(code=code, value=100) for code in ("TOTAL", "27", "2701")]
    rows += [report_row(code="270112", value=60), report_row(code="270119", value=40)]
    dataset, report = opened(write(tmp_path / "t.csv", HEADER, rows))
    assert total(dataset) == 100
    assert dropped(report) == {"levels": 3}
    every, _ = opened(tmp_path / "t.csv", levels="all")
    parts = dict(zip(every.tables["commodities"]["id"], every.tables["commodities"]["part_of"], strict=True))
    assert parts == {"27": "TOTAL", "2701": "27", "270112": "2701", "270119": "2701", "TOTAL": ""}


def test_parts_that_do_not_make_up_their_total_stay_beside_it(tmp_path: Path) -> None:
    rows = [report_row(code="2701", value=100), report_row(code="270112", value=60)]
    dataset, report = opened(write(tmp_path / "t.csv", HEADER, rows))
    assert not dropped(report)
    parts = dict(
        zip(dataset.tables["commodities"]["id"], dataset.tables["commodities"]["part_of"], strict=True)
    )
    assert parts == {"2701": "", "270112": "2701"}


def test_reexports_are_set_aside_or_shown_beside(tmp_path: Path) -> None:
    rows = [report_row(flow="X", value=100), report_row(flow="RX", value=20), report_row(flow="DX", value=80)]
    dataset, report = opened(write(tmp_path / "t.csv", HEADER, rows))
    assert total(dataset) == 100
    assert dropped(report) == {"reexports": 1, "part_of_flow": 1}
    beside, _ = opened(tmp_path / "t.csv", reexports="keep")
    assert total(beside, quality="alt") == 20
    assert total(beside, quality="") == 100


def test_domestic_exports_alone_are_exports(tmp_path: Path) -> None:
    dataset, _ = opened(write(tmp_path / "t.csv", HEADER, [report_row(flow="DX", value=80)]))
    assert total(dataset, exporter="MNG", importer="CHN") == 80


def test_services_are_no_goods(tmp_path: Path) -> None:
    rows = [report_row(value=100), report_row(value=50, kind="S", code="SOX")]
    dataset, report = opened(write(tmp_path / "t.csv", HEADER, rows))
    assert (total(dataset), dropped(report)) == (100, {"services": 1})


def test_the_newest_edition_of_one_flow_counts(tmp_path: Path) -> None:
    rows = [
        report_row(value=100, edition="H4"),
        report_row(value=101, edition="H5"),
        report_row("643", 7, edition="H4"),
    ]
    dataset, report = opened(write(tmp_path / "t.csv", HEADER, rows))
    assert (total(dataset), dropped(report)) == (108, {"classification": 1})


def test_rows_pasted_twice_count_once(tmp_path: Path) -> None:
    rows = [report_row(value=100), report_row("643", 7), report_row(value=100)]
    dataset, report = opened(write(tmp_path / "t.csv", HEADER, rows))
    assert (total(dataset), dropped(report)) == (107, {"identical": 1})


def test_one_commodity_one_unit(tmp_path: Path) -> None:
    rows = [
        report_row("643", 10, code="2716", unit="1000 kWh", quantity=5, weight=0),
        report_row("156", 10, code="2716", unit="1000 kWh", quantity=7, weight=0),
        report_row("410", 10, code="2716", weight=300),  # weighed by mistake
        report_row("643", 10, code="2701", unit="t", quantity=3, weight=""),
        report_row("156", 10, code="2701", weight=500),
        report_row("410", 10, code="2701", unit="u", quantity=9, weight=0),
        report_row("124", 10, code="2701", weight=-1, quantity=0),
    ]
    dataset, report = opened(write(tmp_path / "t.csv", HEADER, rows))
    flows = dataset.tables["flows"]
    units = set(zip(flows["commodity"].astype(str), flows["unit"].astype(str), strict=True))
    assert units == {("2716", "MWh"), ("2716", ""), ("2701", "kg"), ("2701", "")}
    assert total(dataset, "quantity", commodity="2716") == 12
    assert total(dataset, "quantity", commodity="2701") == 3500  # three tonnes and 500 kg
    assert total(dataset) == 70
    assert told(report)["other_unit"] == 2
    assert np.isnan(flows["quantity"]).sum() == 3


def test_an_estimated_weight_is_marked(tmp_path: Path) -> None:
    rows = [report_row(estimated="true"), report_row("643", estimated="true", weight=""), report_row("410")]
    dataset, _ = opened(write(tmp_path / "t.csv", HEADER, rows))
    flows = dataset.tables["flows"]
    assert dict(zip(flows["exporter"].astype(str), flows["quality"].astype(str), strict=True)) == {
        "CHN": "estimate", "RUS": "", "KOR": "",
    }  # fmt: skip


def test_the_same_table_as_a_bulk_file_without_names(tmp_path: Path) -> None:
    header = ["typeCode", "refYear", "refMonth", "reporterCode", "flowCode", "partnerCode", "classificationCode",
              "cmdCode", "qtyUnitCode", "qty", "netWgt", "primaryValue"]  # fmt: skip
    rows = [
        ("C", 2023, 3, 699, "M", 842, "H6", "2716", 3, 4, "", 10),
        ("C", 2023, 52, 699, "M", 757, "H6", "2716", 3, 1, "", 5),
    ]
    path = write(tmp_path / "bulk.csv", header, rows)
    assert taken_for(path) == "comtrade_plus"
    dataset, _ = opened(path)
    assert total(dataset, importer="IND", exporter="USA", period="2023-03") == 10
    assert total(dataset, importer="IND", exporter="CHE", period="2023") == 5
    assert total(dataset, "quantity", unit="MWh") == 5


PARTNERS = ("156", "643", "842", "699")


@settings(max_examples=25, deadline=None)
@given(
    st.lists(
        st.tuples(st.sampled_from(PARTNERS), st.sampled_from(("270112", "270119", "270210")), st.integers(1, 10**6)),
        min_size=1, max_size=12, unique_by=lambda row: row[:2],
    )
)  # fmt: skip
def test_whatever_repeats_the_sum_stays_the_same(
    tmp_path_factory: pytest.TempPathFactory, leaves: list[tuple[str, str, int]]
) -> None:
    """World rows, levels and splits added to a table of flows change nothing in what its partners add up to."""
    rows = [report_row(partner, value, code=code) for partner, code, value in leaves]
    for length in (2, 4):
        sums: dict[tuple[str, str], int] = {}
        for partner, code, value in leaves:
            sums[partner, code[:length]] = sums.get((partner, code[:length]), 0) + value
        rows += [report_row(partner, value, code=code) for (partner, code), value in sums.items()]
    worlds: dict[str, int] = {}
    for _, code, value in leaves:
        worlds[code] = worlds.get(code, 0) + value
    rows += [report_row("0", value, code=code) for code, value in worlds.items()]
    rows += [report_row(partner, value, code=code, transport="1000") for partner, code, value in leaves]
    path = write(tmp_path_factory.mktemp("t") / "t.csv", HEADER, rows)
    dataset, report = opened(path)
    expected = sum(value for _, _, value in leaves)
    assert total(dataset, exporter="WLD") == expected
    assert total(dataset) == 2 * expected
    assert "world_difference" not in told(report)


def test_rows_that_end_in_a_comma_are_told(tmp_path: Path) -> None:
    head = "period,reporterISO,partnerISO,flowCode,cmdCode,primaryValue\n"
    plain, wide = tmp_path / "plain.csv", tmp_path / "wide.csv"
    plain.write_text(head + "2022,MNG,RUS,M,2710,5\n2022,MNG,CHN,M,2710,7\n")
    wide.write_text(head + "2022,MNG,RUS,M,2710,5,\n2022,MNG,CHN,M,2710,7,\n")
    (one, same), (other, told_of) = opened(plain), opened(wide)
    assert total(one) == total(other) == 12
    assert "row_ends" not in told(same)
    assert told(told_of)["row_ends"] == 2
