"""Cells that say whether a row is an import or an export, in whatever words and numbers."""

from __future__ import annotations

from pathlib import Path

import pytest

from dependency_explorer.data.intake.importing import import_file, reports
from dependency_explorer.data.intake.plan import Plan
from dependency_explorer.data.intake.trade_flows import flow_named
from dependency_explorer.data.problems import DataError
from tests.data.profiles.plain import rows_of, text

NAMES = {
    "import": "M|Import|Importations|Einfuhr|importaciones|Importações|importação|Invoer|Импорт|импорт товаров|ввоз"
    "|ИМ|імпорт|импортын хэмжээ|进口|輸入|수입|ithalat|Import (CIF)|General Imports, CIF|Total imports",
    "export": "X|exports|Exportations|Ausfuhr|exportación|Exportações|esportazioni|Uitvoer|Экспорт|ЭК|вывоз|експорт"
    "|出口|輸出|수출|ihracat|Exports, FOB|Exports of goods",
    "re-export": "RX|Re-Export|Re Exports|réexportations|Wiederausfuhr|reexportaciones|реэкспорт|再出口|재수출",
    "re-import": "re-imports|реимпорт|Wiedereinfuhr|再进口",
    "part of exports": "Domestic exports|exports of goods after inward processing",
    "": "进出口|輸出入|Imports and exports|Net imports|Trade balance|Transit|Production|reserves||temporary import",
}
HEAD = "Year,Reporter,Partner,{0},Product,Quantity (kt)\n"


@pytest.mark.parametrize(
    ("flow", "written"), [(flow, w) for flow, all_ in NAMES.items() for w in all_.split("|")]
)
def test_a_flow_is_known_by_its_names(flow: str, written: str) -> None:
    assert flow_named(written) == flow


def test_a_french_table_is_read_by_its_flows(tmp_path: Path) -> None:
    path = text(
        tmp_path,
        "t.csv",
        "Année;Pays déclarant;Pays partenaire;Flux;Produit;Quantité (tonnes)\n"
        "2022;France;Norvège;Importations;gaz;12 345,6\n2022;France;Suisse;Exportations;gaz;12,5\n",
    )
    found = rows_of(import_file(path), "flows", "exporter", "importer", "quantity")
    assert set(found) == {("NOR", "FRA", 12345.6), ("FRA", "CHE", 12.5)}


@pytest.mark.parametrize(("title", "sells"), [("Flow", "CHN"), ("Exp or Imp", "JPN")])
def test_what_numbers_mean_is_a_choice(tmp_path: Path, title: str, sells: str) -> None:
    path = text(tmp_path, "t.csv", HEAD.format(title) + "2022,Japan,China,1,coal,5\n")
    assert rows_of(import_file(path), "flows", "exporter") == [(sells,)]
    (decision,) = [one for one in reports(import_file(path))[0].decisions if one.key == "flow_codes"]
    (other,) = [option.value for option in decision.options if option.value != decision.chosen]
    turned = import_file(path, Plan(choices={"flow_codes": other}))
    assert rows_of(turned, "flows", "importer") == [(sells,)]


def test_two_kinds_of_imports_are_not_added_up(tmp_path: Path) -> None:
    rows = "2022,JPN,AUS,General imports,coal,7\n2022,JPN,AUS,Total imports,coal,9\n2022,JPN,AUS,Exports,coal,1\n"
    path = text(tmp_path, "t.csv", HEAD.format("Flow") + rows)
    found = rows_of(import_file(path), "flows", "exporter", "quantity")
    assert sorted(found) in ([("AUS", 7), ("JPN", 1)], [("AUS", 9), ("JPN", 1)])
    assert any(one.rows and "“Flow”" in one.what for one in reports(import_file(path))[0].decisions)


def test_unknown_flows_are_given_as_the_reason(tmp_path: Path) -> None:
    path = text(tmp_path, "t.csv", HEAD.format("Flow") + "2022,Japan,China,Transit,coal,5\n")
    with pytest.raises(DataError, match="neither export nor import"):
        import_file(path)
