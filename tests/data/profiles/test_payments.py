"""Payments to governments: no exchange rate, no payment twice."""

from __future__ import annotations

from pathlib import Path

from tests.data.profiles.plain import dropped, read, rows_of, text, told

COLUMNS = ("period", "place", "commodity", "item", "value", "unit")


def test_kinds_of_payment_as_columns(tmp_path: Path) -> None:
    path = text(
        tmp_path,
        "estma_2020.csv",
        "Reporting Entity Name,Country,Payee Name,Project Name,Taxes,Royalties,Fees,Production Entitlements,Bonuses,"
        "Dividends,Infrastructure Improvement Payments,Total Amount paid,Currency\n"
        'A,Canada,Alberta,,"1,010",,5,,,,,1015,CAD\n'
        'A,Canada,,Mine 1,"1,010",,5,,,,,1015,CAD\n'
        "B,Canada,Alberta,,500,20,,,,,,520,USD\n"
        "B,Mongolia,Government,,7,,,,,,,7,USD\n"
        "Total,,,,1517,20,5,,,,,,\n",
    )
    dataset, report = read(path)
    assert rows_of(dataset, "balances", *COLUMNS) == [
        ("2020", "CAN", "extractives", "payment:taxes:CAD", 1010.0, "CAD"),
        ("2020", "CAN", "extractives", "payment:taxes:USD", 500.0, "USD"),
        ("2020", "MNG", "extractives", "payment:taxes", 7.0, "USD"),
        ("2020", "CAN", "extractives", "payment:royalties", 20.0, "USD"),
        ("2020", "CAN", "extractives", "payment:fees", 5.0, "CAD"),
    ]
    assert dropped(report) == {"totals": 1, "projects": 1}
    assert {"currencies", "companies", "total_column", "comma"} <= told(report)


def test_a_stream_a_row_as_eiti_publishes_it(tmp_path: Path) -> None:
    path = text(
        tmp_path,
        "eiti.csv",
        "Country,ISO3,Year,Sector,Company,Revenue stream name,GFS code,Receiving agency,Revenue value,Currency\n"
        "Mongolia,MNG,2018,Mining,Oyu Tolgoi LLC,Royalties,1415E1,Tax office,200.5,MNT\n"
        "Mongolia,MNG,2018,Mining,Erdenet,Royalties,1415E1,Tax office,100,MNT\n"
        "Mongolia,MNG,2018,Oil,PetroChina,Bonuses,1415E2,Ministry,3,US Dollar\n"
        "Mongolia,MNG,2018,Oil,PetroChina,Fees,1415E2,Ministry,,US Dollar\n",
    )
    dataset, report = read(path)
    assert report.profile == "payments"
    assert rows_of(dataset, "balances", *COLUMNS) == [
        ("2018", "MNG", "mining", "payment:royalties", 300.5, "MNT"),
        ("2018", "MNG", "oil", "payment:bonuses", 3.0, "USD"),
    ]
    assert dropped(report) == {"no_figure": 1}
