"""SMARD and éCO2mix: which way power runs, how long an interval is, and what a point between digits is."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dependency_explorer.data.problems import DataError
from dependency_explorer.data.profiles._power_series import lengths, moments
from tests.data.profiles.reading import dropped, opened, taken_for, told, total

_FRENCH = (
    "Périmètre", "Nature", "Date", "Heures", "Consommation", "Prévision J", "Gaz", "Nucléaire", "Eolien",
    "Ech. physiques", "Ech. comm. Angleterre", "Ech. comm. Espagne", "Ech. comm. Allemagne-Belgique", "Gaz - CCG",
)  # fmt: skip


def _archive(path: Path, rows: list[list[str]], encoding: str = "cp1252") -> Path:
    text = "\n".join("\t".join(row) for row in [list(_FRENCH), *rows]) + "\n"
    path.write_bytes(text.encode(encoding))
    return path


def _half_hours(values: list[int], nature: str = "Données définitives") -> list[list[str]]:
    """Each value for exchanges with England; every second quarter of an hour holds a forecast alone."""
    rows = []
    for index, value in enumerate(values):
        clock = f"{index // 2:02d}:{index % 2 * 30:02d}"
        rows.append(["France", nature, "2024-01-03", clock, "900", "910", "60", "500", "340", "-7", str(value), "ND",
                     "12", "50"])  # fmt: skip
        rows.append(["France", nature, "2024-01-03", clock[:-1] + "5", "", "915", *[""] * 8])
    return rows


def test_exchanges_below_zero_leave_france(tmp_path: Path) -> None:
    path = _archive(tmp_path / "eCO2mix_RTE_Annuel-Definitif_2024.xls", _half_hours([-300, 100, -50]))
    dataset, report = opened(path)
    assert report.profile == "eco2mix"
    assert total(dataset, "quantity", exporter="FRA", importer="GBR") == (300 + 50) / 2
    assert total(dataset, "quantity", exporter="GBR", importer="FRA") == 100 / 2
    assert total(dataset, "quantity", importer="ESP") == total(dataset, "quantity", exporter="ESP") == 0
    assert dropped(report) == {"no_figure": 3}


def test_net_exchange_and_parts_of_fuels_count_once(tmp_path: Path) -> None:
    dataset, report = opened(_archive(tmp_path / "eco.xls", _half_hours([10, 20])))
    assert "ESP" not in set(dataset.tables["flows"]["importer"])
    assert total(dataset, "value", "balances", item="net_imports") == -7.0
    assert total(dataset, "value", "balances", commodity="electricity_gas") == 60.0
    assert total(dataset, "quantity", exporter="DE-BE", importer="FRA") == 12.0
    assert "germany_belgium" in told(report)


def test_what_is_told_for_good_replaces_real_time(tmp_path: Path) -> None:
    rows = [*_half_hours([10, 20], "Données temps réel"), *_half_hours([30, 40])]
    dataset, report = opened(_archive(tmp_path / "eco.xls", rows))
    assert total(dataset, "quantity", exporter="GBR") == (30 + 40) / 2
    assert dropped(report)["told_again"] == 2


def test_real_time_rows_are_quarters_of_an_hour(tmp_path: Path) -> None:
    header = "Périmètre;Nature;Date;Heure;Date - Heure;Nucléaire (MW);Ech. comm. Suisse (MW);Ech. comm. Italie (MW)\n"
    rows = "".join(
        f"France;Données temps réel;2025-10-04;01:{minute:02d};2025-10-04T01:{minute:02d}:00+02:00;400;-80;8\n"
        for minute in (0, 15, 30, 45)
    )
    path = tmp_path / "eco2mix-national-tr.csv"
    path.write_text(header + rows, encoding="utf-8")
    dataset, _ = opened(path)
    assert total(dataset, "quantity", importer="CHE") == 80
    assert total(dataset, "quantity", exporter="ITA") == 8
    assert total(dataset, "value", "balances", commodity="electricity_nuclear") == 400


def test_days_of_a_french_spreadsheet_come_first(tmp_path: Path) -> None:
    rows = [[cell.replace("2024-01-03", "03/01/2024") for cell in row] for row in _half_hours([10, 20])]
    dataset, _ = opened(_archive(tmp_path / "eco.xls", rows))
    assert set(dataset.tables["flows"]["period"]) == {"2024-01"}


def test_regions_of_france_are_refused(tmp_path: Path) -> None:
    rows = [["Bretagne", *row[1:]] for row in _half_hours([10])]
    with pytest.raises(DataError, match="regions or cities"):
        opened(_archive(tmp_path / "eco.xls", rows))


_TITLES = ("Datum von", "Datum bis", "Nettoexport", "Niederlande (Export)", "Niederlande (Import)")


def _smard(path: Path, rows: list[list[str]], titles: tuple[str, ...] = _TITLES) -> Path:
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";")
    named = [*titles[:2], *(f"{title} [MWh] Originalauflösungen" for title in titles[2:])]
    writer.writerows([named, *rows])
    path.write_text(text.getvalue(), encoding="utf-8-sig")
    return path


def _german(value: float) -> str:
    return f"{value:,.2f}".translate(str.maketrans(",.", ".,"))


@given(st.lists(st.tuples(st.integers(0, 10**7), st.integers(0, 10**7)), min_size=1, max_size=20))
def test_smard_reads_its_own_figures(
    tmp_path_factory: pytest.TempPathFactory, hours: list[tuple[int, int]]
) -> None:
    rows = []
    for index, (out, into) in enumerate(hours):
        begin, end = f"01.02.2023 {index:02d}:00", f"01.02.2023 {index + 1:02d}:00"
        rows.append([begin, end, _german((out - into) / 100), _german(out / 100), _german(-into / 100)])
    path = _smard(tmp_path_factory.mktemp("smard") / "Physikalischer_Stromfluss_Stunde.csv", rows)
    dataset, report = opened(path)
    assert report.profile == "smard"
    assert total(dataset, "quantity", exporter="DEU") == pytest.approx(sum(one for one, _ in hours) / 100)
    assert total(dataset, "quantity", exporter="NLD") == pytest.approx(sum(one for _, one in hours) / 100)


def test_a_point_between_thousands_of_a_german_file(tmp_path: Path) -> None:
    rows = [
        ["01.02.2023", "01.03.2023", "-1.200,5", "1.200", "-2.400,5"],
        ["01.03.2023", "01.04.2023", "300", "900", "-600"],
        ["Summe", "", "", "2100.0", "-3000.5"],
    ]
    dataset, report = opened(_smard(tmp_path / "Physikalischer_Stromfluss_Monat.csv", rows))
    assert total(dataset, "quantity", exporter="DEU", period="2023-02") == 1200
    assert total(dataset, "quantity", exporter="NLD", period="2023-02") == 2400.5
    assert dropped(report) == {"no_period": 1}


def test_english_files_of_smard(tmp_path: Path) -> None:
    titles = ("Start date", "End date", "Net export", "Netherlands (export)", "Netherlands (import)")
    rows = [["Feb 1, 2023 12:00 AM", "Mar 1, 2023 12:00 AM", "0", "1,200.5", "-2,400"]]
    path = _smard(tmp_path / "Commercial_exchanges_Month.csv", rows, titles)
    path.write_text(
        path.read_text("utf-8-sig").replace("Originalauflösungen", "Original resolutions"), "utf-8-sig"
    )
    dataset, report = opened(path)
    assert total(dataset, "quantity", exporter="DEU") == 1200.5
    assert total(dataset, "quantity", exporter="NLD") == 2400
    assert "scheduled" in told(report)


def test_older_files_tell_day_and_hour_apart(tmp_path: Path) -> None:
    text = (
        "Datum;Anfang;Ende;Braunkohle[MWh];Erdgas[MWh];Pumpspeicher[MWh]\n"
        "31.03.2021;23:00;00:00;1.000,5;20;-\n01.04.2021;00:00;01:00;1.100,5;30;5\n"
    )
    path = tmp_path / "Realisierte_Erzeugung_Stunde.csv"
    path.write_text(text, encoding="utf-8-sig")
    dataset, _ = opened(path)
    lignite = {"table": "balances", "commodity": "electricity_lignite"}
    assert total(dataset, "value", **lignite, period="2021-03") == 1000.5
    assert total(dataset, "value", **lignite, period="2021-04") == 1100.5


def test_forecasts_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "Prognostizierte_Erzeugung_Day-Ahead.csv"
    path.write_text(
        "Datum;Anfang;Ende;Braunkohle[MWh];Erdgas[MWh]\n01.01.2021;00:00;01:00;1,5;2,5\n", "utf-8"
    )
    with pytest.raises(DataError, match="forecasts"):
        opened(path)


def test_demand_and_prices_of_smard(tmp_path: Path) -> None:
    demand = tmp_path / "Realisierter_Stromverbrauch_Monat.csv"
    demand.write_text(
        "Datum von;Datum bis;Gesamt (Netzlast) [MWh] Originalauflösungen;Residuallast [MWh] Originalauflösungen;"
        "Pumpspeicher [MWh] Originalauflösungen\n01.02.2023;01.03.2023;39.500.000,25;20.000.000;700.000\n",
        encoding="utf-8",
    )
    dataset, report = opened(demand)
    balances = dataset.tables["balances"]
    assert balances["item"].tolist() == ["consumption"]
    assert balances["value"].tolist() == [39_500_000.25]
    assert "not_read" in told(report)


def test_prices_are_means_of_their_month(tmp_path: Path) -> None:
    path = tmp_path / "Gro_handelspreise_Stunde.csv"
    path.write_text(
        "Datum von;Datum bis;Deutschland/Luxemburg [€/MWh] Originalauflösungen;"
        "∅ Anrainer DE/LU [€/MWh] Originalauflösungen;Dänemark 1 [€/MWh] Originalauflösungen\n"
        "01.02.2023 00:00;01.02.2023 01:00;80,5;1;-\n01.02.2023 01:00;01.02.2023 02:00;-100,5;2;7,25\n",
        encoding="utf-8",
    )
    assert taken_for(path) == "smard"
    dataset, report = opened(path)
    balances = dataset.tables["balances"]
    found = {row["place"]: (row["item"], row["value"], row["unit"]) for _, row in balances.iterrows()}
    assert found == {"DEU": ("price", -10.0, "EUR/MWh"), "DNK": ("price", 7.25, "EUR/MWh")}
    assert report.rows_read == report.rows_kept == 2


def test_installed_capacity_is_told_once_a_year(tmp_path: Path) -> None:
    path = tmp_path / "Installierte_Erzeugungsleistung.csv"
    path.write_text(
        "Datum von;Datum bis;Braunkohle [MW] Berechnete Auflösungen;Erdgas [MW] Berechnete Auflösungen\n"
        "01.01.2022;02.01.2022;17.692;29.736\n02.01.2022;03.01.2022;17.692,5;29.736\n",
        encoding="utf-8",
    )
    dataset, report = opened(path)
    assert total(dataset, "value", "balances", item="installed_capacity", period="2022") == 17692.5 + 29736
    assert dropped(report) == {"capacity_again": 1}


def test_instants() -> None:
    found = moments(["Feb 1, 2023 12:00 AM", "Feb 1, 2023 1:30 PM", "2023-02-01 00:15:00", "none"])
    assert [one.isoformat(" ", "minutes") for one in found.values()] == [
        "2023-02-01 00:00", "2023-02-01 13:30", "2023-02-01 00:15",
    ]  # fmt: skip
    # A number that is no month tells that the month comes first, whatever the publisher does.
    assert moments(["02/01/2023", "02/13/2023"], day_first=True)["02/01/2023"].month == 2
    assert moments(["02/01/2023", "03/01/2023"], day_first=True)["02/01/2023"].month == 1


def test_a_gap_makes_no_interval_longer() -> None:
    times = list(moments([f"2023-02-01 {hour:02d}:00" for hour in (0, 1, 2, 9)]).values())
    assert lengths(times).tolist() == [1, 1, 1, 1]
    months = list(moments(["2023-01-01", "2023-02-01", "2023-03-01"]).values())
    assert lengths(months).tolist()[:2] == [31 * 24, 28 * 24]
