"""Any table by its roles: the same figures whatever the shape, and nothing guessed that the table does not say."""

from __future__ import annotations

import csv
import hashlib
import io
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dependency_explorer.analysis.links import links
from dependency_explorer.commands import main
from dependency_explorer.data.problems import DataError
from tests.data.profiles.plain import dropped, plain_csv, read, rows_of, text, told
from tests.data.profiles.reading import sample, taken_for
from tests.data.tables import workbook_bytes

FLOW = ("period", "exporter", "importer", "commodity", "quantity", "unit", "value_usd")
SELLERS, BUYERS, YEARS = ("Russia", "Norway", "Qatar"), ("Germany", "Italy", "Mongolia"), ("2019", "2020")
CODES = {
    "Russia": "RUS",
    "Norway": "NOR",
    "Qatar": "QAT",
    "Germany": "DEU",
    "Italy": "ITA",
    "Mongolia": "MNG",
}
FIGURES = st.integers(1, 99_999).map(lambda hundredths: hundredths / 100)


def lines(rows: list[list[object]], delimiter: str = ",") -> str:
    stream = io.StringIO(newline="")
    csv.writer(stream, delimiter=delimiter).writerows(rows)
    return stream.getvalue()


def flows(path: Path, **settings_: str) -> set[tuple[object, ...]]:
    dataset, report = read(path, **settings_)
    assert report.profile == "generic"
    assert not [problem for problem in dataset.problems if problem.severity == "error"]
    dropped(report)
    return set(rows_of(dataset, "flows", "period", "exporter", "importer", "quantity"))


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(FIGURES, min_size=18, max_size=18, unique=True))
def test_every_shape_gives_the_same_flows(tmp_path: Path, figures: list[float]) -> None:
    cube = {
        (year, seller, buyer): figures[(y * 3 + s) * 3 + b]
        for y, year in enumerate(YEARS)
        for s, seller in enumerate(SELLERS)
        for b, buyer in enumerate(BUYERS)
    }
    wanted = {(year, CODES[s], CODES[b], figure) for (year, s, b), figure in cube.items()}
    long = [
        ["Year", "Exporter", "Importer", "Volume (bcm)"],
        *([*key, figure] for key, figure in cube.items()),
    ]
    wide = [["Origin", "Destination", "Unit", *YEARS]]
    wide += [[s, b, "bcm", *(cube[year, s, b] for year in YEARS)] for s in SELLERS for b in BUYERS]
    assert flows(text(tmp_path, "gas.csv", lines(long))) == wanted
    assert flows(text(tmp_path, "gas wide.csv", lines(wide))) == wanted
    comma = [
        [str(cell).replace(".", ",") if isinstance(cell, float) else cell for cell in row] for row in wide
    ]
    assert flows(text(tmp_path, "gas comma.csv", lines(comma, ";"))) == wanted
    found: set[tuple[object, ...]] = set()
    for year in YEARS:
        down = [
            [f"Gas trade {year} (bcm)"],
            ["From", *BUYERS],
            *([s, *(cube[year, s, b] for b in BUYERS)] for s in SELLERS),
        ]
        across = [
            [f"Gas trade {year} (bcm)"], ["To / From", *SELLERS],
            *([b, *(cube[year, s, b] for s in SELLERS)] for b in BUYERS)
        ]  # fmt: skip
        one, other = (
            flows(text(tmp_path, f"{name}.csv", lines(rows))) for name, rows in (("a", down), ("b", across))
        )
        assert one == other
        found |= one
    assert found == wanted
    years = ["", "", *(year for year in YEARS for _ in BUYERS)]
    pivot = [years, ["Commodity", "Exporter", *BUYERS, *BUYERS]]
    pivot += [["gas", s, *(cube[year, s, b] for year in YEARS for b in BUYERS)] for s in SELLERS]
    merged = [
        [cell if index in (0, 2, 5) or row else "" for index, cell in enumerate(cells)]
        for row, cells in enumerate(pivot)
    ]
    (tmp_path / "gas.xlsx").write_bytes(workbook_bytes({"Sheet1": merged}))
    role = {"role__importer": "column titles", "unit": "bcm"}
    assert flows(tmp_path / "gas.xlsx", **role) == wanted


def test_text_codes_decimal_commas_a_trailing_comma_a_mark_and_cyrillic_names(tmp_path: Path) -> None:
    path = text(
        tmp_path,
        "fixture.csv",
        "\ufeffГод,Страна-экспортер,Страна-импортер,Код ТН ВЭД,Наименование товара,Количество (тыс. тонн),"
        "Стоимость (млн долл. США),\r\n"
        '2020,Россия,Монголия,0101,Лошади,"12,5","0,25"\r\n'
        '2020,Китай,Монголия,2701,Каменный уголь,"1 234,75","600,5"\r\n'
        '2021,Китай,Монголия,2701,Каменный уголь,,"1,125"\r\n',
    )
    before = hashlib.sha256(path.read_bytes()).hexdigest()
    dataset, report = read(path)
    assert rows_of(dataset, "flows", *FLOW) == [
        ("2020", "RUS", "MNG", "0101", 12.5, "kt", 250_000.0),
        ("2020", "CHN", "MNG", "2701", 1234.75, "kt", 600_500_000.0),
        ("2021", "CHN", "MNG", "2701", None, "", 1_125_000.0),
    ]
    names = dict(zip(*(dataset.tables["commodities"][c].tolist() for c in ("id", "name")), strict=True))
    assert names == {"0101": "Лошади", "2701": "Каменный уголь"}
    assert hashlib.sha256(path.read_bytes()).hexdigest() == before == report.fingerprint


def test_reports_become_flows_and_totals_stay_totals(tmp_path: Path) -> None:
    path = text(
        tmp_path,
        "trade.csv",
        "Reporter,Partner,Trade Flow,Year,HS Code,Net weight (kg),Trade Value (US$)\n"
        "Mongolia,Russia,Import,2020,2710,1000,2000\nMongolia,World,Export,2020,2701,5000,3000\n"
        "Mongolia,China,Export,2020,2701,5000,3000\nMongolia,China,Re-Export,2020,2701,1,1\n"
        "Mongolia,China,Balance,2020,2701,1,1\nMongolia,Mongolia,Import,2020,2701,1,1\n",
    )
    dataset, report = read(path)
    assert rows_of(dataset, "flows", *FLOW, "reported_by") == [
        ("2020", "RUS", "MNG", "2710", 1000.0, "kg", 2000.0, "importer"),
        ("2020", "MNG", "WLD", "2701", 5000.0, "kg", 3000.0, "exporter"),
        ("2020", "MNG", "CHN", "2701", 5000.0, "kg", 3000.0, "exporter"),
    ]
    assert dropped(report) == {"other_flow": 1, "reexports": 1, "same_place": 1}


def test_groups_of_goods_with_two_measures_each(tmp_path: Path) -> None:
    path = text(
        tmp_path,
        "pivot.csv",
        ",,Coal,,Gas,\nYear,Exporter,Quantity (kt),Value (USD),Quantity (kt),Value (USD)\n2020,"
        "Russia,10,1000,5,500\n2020,China,11,1100,6,\n",
    )
    dataset, _ = read(path, importer="Mongolia")
    assert rows_of(dataset, "flows", *FLOW) == [
        ("2020", "RUS", "MNG", "coal", 10.0, "kt", 1000.0), ("2020", "CHN", "MNG", "coal", 11.0, "kt", 1100.0),
        ("2020", "RUS", "MNG", "gas", 5.0, "kt", 500.0), ("2020", "CHN", "MNG", "gas", 6.0, "kt", None),
    ]  # fmt: skip


def test_goods_as_columns_without_their_total(tmp_path: Path) -> None:
    path = text(
        tmp_path,
        "imports.csv",
        "Year,From,To,Coal,Crude oil,Total,unit\n2020,Russia,Germany,1,2,3,kt\n2020,Norway,Germany,,5,5,kt\n",
    )
    dataset, report = read(path)
    assert rows_of(dataset, "flows", "exporter", "commodity", "quantity", "unit") == [
        ("RUS", "coal", 1.0, "kt"), ("RUS", "crude_oil", 2.0, "kt"), ("NOR", "crude_oil", 5.0, "kt"),
    ]  # fmt: skip
    assert "empty_cells" in told(report)


def test_totals_of_a_matrix_and_the_total_of_totals(tmp_path: Path) -> None:
    path = text(
        tmp_path,
        "oil.csv",
        "Crude oil trade 2020,,,\nMillion tonnes,,,\nFrom \\ To,China,Total Europe,"
        "Total\nRussia,20,3,23\nNorway,-,5,5\nTotal,20,8,28\n",
    )
    dataset, report = read(path)
    assert rows_of(dataset, "flows", "exporter", "importer", "quantity", "unit") == [
        ("RUS", "CHN", 20.0, "Mt"), ("WLD", "CHN", 20.0, "Mt"), ("RUS", "WLD", 23.0, "Mt"), ("NOR", "WLD", 5.0, "Mt"),
    ]  # fmt: skip
    assert {"grand_total", "total_columns", "world", "constant_period", "constant_commodity"} <= told(report)


def test_the_diagonal_of_a_matrix_is_taken_off_its_totals(tmp_path: Path) -> None:
    table = "Crude oil trade 2020,,,\nMillion tonnes,,,\nFrom \\ To,China,Mongolia,Total\n"
    path = text(tmp_path, "oil.csv", table + "China,3,4,7\nMongolia,5,-,5\nTotal,8,4,12\n")
    dataset, report = read(path)
    assert ("CHN", "CHN", 3.0) in rows_of(dataset, "flows", "exporter", "importer", "quantity")
    assert "same_place_in_total" in told(report)
    found = links(dataset)
    named = {
        (found.places[one], found.places[other]): amount
        for one, other, amount in zip(found.exporter, found.importer, found.quantity.tolist(), strict=True)
    }
    assert named == {("CHN", "MNG"): 4.0, ("MNG", "CHN"): 5.0}
    # Without totals nothing holds it.
    path = text(tmp_path, "bare.csv", table.replace(",Total", ",Russia") + "China,3,4,7\nMongolia,5,-,5\n")
    dataset, report = read(path)
    assert "same_place" in told(report)
    assert ("CHN", "CHN", 3.0) not in rows_of(dataset, "flows", "exporter", "importer", "quantity")


def test_money_of_another_currency_is_no_value_in_dollars(tmp_path: Path) -> None:
    head = "year,exporter,importer,commodity,value (million EUR)"
    path = text(tmp_path, "a.csv", f"{head},quantity (kt)\n2020,RUS,DEU,coal,5,10\n")
    dataset, _ = read(path, profile="generic")
    assert rows_of(dataset, "flows", *FLOW, "note") == [
        ("2020", "RUS", "DEU", "coal", 10.0, "kt", None, "value 5000000 EUR")
    ]
    dataset, report = read(text(tmp_path, "b.csv", f"{head}\n2020,RUS,DEU,coal,5\n"), profile="generic")
    assert rows_of(dataset, "flows", *FLOW) == [("2020", "RUS", "DEU", "coal", 5e6, "EUR", None)]
    assert "currency" in told(report)


def test_figures_of_one_place_become_balances(tmp_path: Path) -> None:
    path = text(
        tmp_path,
        "coal production.csv",
        "Country,2019,2020,Note\nMongolia,50,42,x\nOECD,300,,\nRussia,400,390,\n",
    )
    dataset, report = read(path, unit="Mt")
    assert rows_of(dataset, "balances", "period", "place", "commodity", "item", "value", "unit") == [
        ("2019", "MNG", "coal", "production", 50.0, "Mt"), ("2019", "RUS", "coal", "production", 400.0, "Mt"),
        ("2020", "MNG", "coal", "production", 42.0, "Mt"), ("2020", "RUS", "coal", "production", 390.0, "Mt"),
    ]  # fmt: skip
    assert dropped(report) == {"aggregates": 1}


def test_days_are_summed_to_months_and_partial_months_told(tmp_path: Path) -> None:
    path = text(
        tmp_path,
        "d.csv",
        "date,from,to,fuel,volume (mcm)\n2022-01-01,Russia,Germany,gas,10\n2022-01-02,Russia,Germany,gas,12\n",
    )
    dataset, report = read(path)
    assert rows_of(dataset, "flows", "period", "quantity") == [("2022-01", 22.0)]
    assert any("2022-01 (2 of 31 days)" in decision.what for decision in report.decisions)


def test_the_command_takes_roles_and_says_which_set_is_missing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = str(text(tmp_path, "t.csv", "Jahr,A,B,Ware,t\n2020,Peru,Chile,Kohle,1\n2021,Peru,Chile,Kohle,2\n"))
    target = ["--to", str(tmp_path / "out")]
    assert main(["convert", path, *target]) == 1
    assert "role:exporter=A" in capsys.readouterr().err
    roles = ["--set", "role:exporter=A", "--set", "role:importer=B"]
    assert main(["convert", path, *target, *roles]) == 0
    assert main(["check", str(tmp_path / "out")]) == 0
    assert main(["convert", path, *target, "--set", "role:exporter=Z", "--force"]) == 1
    assert "has no column “Z”" in capsys.readouterr().err


def test_the_real_italian_sheet() -> None:
    path = sample("awkward_italian_gas/italy_gas_imports_by_origin_1990_2021.csv")
    dataset, report = read(path)
    source = plain_csv(path, delimiter=";")
    corner = "Milioni di metri cubi"

    def figure(cell: str | None) -> float:
        bare = (cell or "").strip().replace(".", "")
        return float(bare) if bare.isdigit() else 0.0

    frame = dataset.tables["flows"]
    assert set(frame["importer"]) == {"ITA"}
    assert set(frame["unit"]) == {"mcm"}
    assert set(frame["commodity"]) == {"natural_gas"}
    for year in ("1990", "2005", "2021"):
        rows = {row[corner].strip(): figure(row[year]) for row in source if (row[corner] or "").strip()}
        total = rows.pop("Totale")
        ours = frame[(frame["period"] == year) & (frame["exporter"] != "WLD")]["quantity"].sum()
        assert ours == sum(rows.values())
        assert frame[(frame["period"] == year) & (frame["exporter"] == "WLD")]["quantity"].tolist() == [total]
    # 1990: Russia 13.978 is 13 978, Algeria 10.559, Netherlands 5.933.
    russia = frame[(frame["period"] == "1990") & (frame["exporter"] == "RUS")]
    assert russia["quantity"].tolist() == [13978.0]
    netherlands = frame[(frame["exporter"] == "NLD") & (frame["period"].isin(["2020", "2021"]))]
    assert netherlands["quantity"].tolist() == [914.0, 312.0]
    assert dropped(report) == {}
    assert {"point", "world", "constant_importer", "constant_commodity"} <= told(report)


def test_the_real_pivot_table_gives_what_its_own_profile_reads() -> None:
    path = sample("pivot_xlsx/comtrade_pivot_angola_partners.xlsx")
    with pytest.raises(DataError, match="--set commodity="):
        read(path, profile="generic")
    dataset, report = read(path, profile="generic", commodity="TOTAL")
    assert report.rows_read == report.rows_kept == 21
    assert {"not_amounts", "constant_partner", "same_place"} <= told(report)
    columns = ("period", "exporter", "importer", "value_usd")
    own, _ = read(path)
    foreign = {row for row in rows_of(own, "flows", *columns) if row[1] != row[2]}
    assert set(rows_of(dataset, "flows", *columns)) == foreign
    # Read off the cells of the sheet below primaryValue, in the column China.
    china = {row[0]: row[3] for row in foreign if row[2] == "CHN"}
    assert (china["2005"], china["2006"]) == (6581828714.0, 10933295107.0)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("baci/country_codes_V202301.csv", "a list of country codes"),
        ("baci/country_code_baci96.csv", "a list of country codes"),
        ("baci/product_codes_HS92_V202301.csv", "a list of codes and their names"),
        ("atlas_complexity/atlas_country_complexity.csv", "a ranking or an index"),
    ],
)
def test_code_lists_and_rankings_are_refused(name: str, said: str) -> None:
    with pytest.raises(DataError, match=said):
        read(sample(name), profile="generic")


@pytest.mark.parametrize(
    ("name", "profile"),
    [
        ("usgs_mcs/MCS2025_World_Data.csv", "usgs_mcs"),
        ("bgs_wms/BGS_lithium_production.csv", "bgs_wms"),
        ("gem_tracker/GEM-GCMT-April-2024.xlsx", "gem_tracker"),
        ("gem_tracker/GEM-LNG-Terminals-2022-03-16.xlsx", "gem_tracker"),
        ("ownership_links/carbon_bombs_ownership.csv", "ownership_links"),
        ("awkward_italian_gas/italy_gas_imports_by_origin_1990_2021.csv", "generic"),
        ("pivot_xlsx/comtrade_pivot_angola_partners.xlsx", "pivot_xlsx"),
        ("comtrade_plus/comtradeplus_total_2022.csv", "comtrade_plus"),
    ],
)
def test_the_right_profile_wins(name: str, profile: str) -> None:
    assert taken_for(sample(name)) == profile


def test_a_title_of_figures_says_that_they_are_production(tmp_path: Path) -> None:
    path = text(
        tmp_path,
        "t.csv",
        "Country,Commodity,Year,Production (kt)\nMongolia,Coal,2020,43\nChile,Coal,2020,2\n",
    )
    dataset, _ = read(path)
    assert rows_of(dataset, "balances", "place", "item", "value", "unit") == [
        ("MNG", "production", 43.0, "kt"),
        ("CHL", "production", 2.0, "kt"),
    ]


def test_figures_without_partners_are_said_to_be_totals(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text("year,reporter,flow,commodity,quantity_kt\n" + "".join(
        f"{year},{place},{flow},coal,{year - 1990}.5\n"
        for year in range(2015, 2020) for place in ("MNG", "KAZ") for flow in ("Import", "Export")
    ))  # fmt: skip
    dataset, report = read(path)
    assert set(dataset.tables["flows"]["exporter"]) == {"WLD", "MNG", "KAZ"}
    told_of = next(one.what for one in report.decisions if one.key == "constant_partner")
    assert "names no partners" in told_of
    assert "title" not in told_of
