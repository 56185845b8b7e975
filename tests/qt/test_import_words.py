"""What the import window says in place of the options of the command line."""

from __future__ import annotations

import pytest

from dependency_explorer.app.import_words import asked_for, asks, for_the_window


@pytest.mark.parametrize(
    ("sentence", "said"),
    [
        (
            "t.csv: It names who sells, not who buys: add --set importer=MNG, or --set role:importer=COLUMN.",
            "t.csv: It names who sells, not who buys: type the importer (such as MNG) under Fixed values, or choose "
            "its column under Columns.",
        ),
        (
            "It does not say who sells and who buys: add --set exporter=RUS and --set importer=MNG, or name the "
            "columns with --set role:exporter=COLUMN and --set role:importer=COLUMN.",
            "It does not say who sells and who buys: type the exporter (such as RUS) under Fixed values and the "
            "importer (such as MNG), or choose the columns of the exporter and of the importer under Columns.",
        ),
        (
            "x.csv does not say of which year it is. Give it with --set period=2013.",
            "x.csv does not say of which year it is. Type the period (such as 2013) under Fixed values.",
        ),
        (
            "It names one place a row: add --set importer=MNG where these places sell, --set exporter=MNG where they "
            "buy, or --set item=production where the figures are no trade.",
            "It names one place a row: type the importer (such as MNG) under Fixed values where these places sell, "
            "the exporter (such as MNG) where they buy, or the item (such as production) where the figures are no "
            "trade.",
        ),
        (
            'It names one place a row: add --set "role:partner=My place" and --set place=MNG where they buy.',
            "It names one place a row: choose the column “My place” as the partner under Columns and type the "
            "place (such as MNG) under Fixed values where they buy.",
        ),
        (
            "importer is “ITA”, as the title says. Another: --set importer=VALUE.",
            "importer is “ITA”, as the title says.",
        ),
        (
            "/data/oil exists and is left as it is. Choose another name, or add --force to replace it.",
            "/data/oil exists and is left as it is. Choose another name, or allow it to be replaced.",
        ),
        ("Nothing of the command line here.", "Nothing of the command line here."),
        (
            "Figures come in several units; for another --set unit_kept=kt.",
            "Figures come in several units; for another choose kt at the decision “unit kept”.",
        ),
        (
            "p.json is damaged. The table beside it (t.csv) can be opened without it: name the file itself, or add "
            "--set descriptor=skip.",
            "p.json is damaged. The table beside it (t.csv) can be opened without it: open the file itself.",
        ),
        (
            "It has 2019 to 2021: choose with --set tables=2019, --set tables=2019-2021, or --set tables=all.",
            "It has 2019 to 2021: choose 2019 at the decision “tables”, choose 2019-2021 at the decision “tables”, "
            "or choose all at the decision “tables”.",
        ),
        (
            'Say who: add --set "role:exporter=A", or --set "role:importer=A", or add --set exporter=RUS.',
            "Say who: choose the column “A” as the exporter, or choose the column “A” as the importer under Columns, "
            "or type the exporter (such as RUS) under Fixed values.",
        ),
        (
            'Places on both sides: add --set "role:exporter=column titles", or --set "role:importer=column titles".',
            "Places on both sides: choose the titles of the columns as the exporter, or choose the titles of the "
            "columns as the importer under Columns.",
        ),
    ],
)
def test_sentences_speak_of_the_window(sentence: str, said: str) -> None:
    assert for_the_window(sentence) == said


def test_what_is_asked_for_is_known_with_an_example() -> None:
    asked = for_the_window("Who? add --set exporter=RUS and --set importer=MNG. How much? add --set unit=kt.")
    assert asked_for(asked) == {"exporter": "RUS", "importer": "MNG", "unit": "kt"}
    assert asked_for("It cannot be read.") == {}
    assert asks(asked)
    assert asks("Say which: choose the column of the importer under Columns.")
    assert not asks("It cannot be read.")


def test_a_decision_speaks_of_its_own_choice() -> None:
    what = "taken as imports; if it holds exports: --set direction=exports."
    assert for_the_window(what, "direction").endswith("if it holds exports: choose exports at this decision.")
    assert for_the_window(what).endswith(
        "if it holds exports: choose exports as the direction under Fixed values."
    )
