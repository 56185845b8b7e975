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


def test_the_head_of_a_report_tells_year_and_currency(tmp_path: Path) -> None:
    path = text(
        tmp_path,
        "report.csv",
        "Extractive Sector Transparency Measures Act - Annual Report,,,,,,,,\n"
        "Reporting Year,From:,2020-07-01,To:,2021-06-30,Currency of the Report,CAD,,\n"
        "Country,Payee Name1,Taxes,Royalties,Fees,Bonuses,Dividends,Total Amount paid to Payee,Notes34\n"
        "Canada,Alberta,10,,5,,,15,\nChile,Treasury,,7,,,,7,\n",
    )
    dataset, report = read(path)
    assert rows_of(dataset, "balances", *COLUMNS) == [
        ("2021", "CAN", "extractives", "payment:taxes", 10.0, "CAD"),
        ("2021", "CHL", "extractives", "payment:royalties", 7.0, "CAD"),
        ("2021", "CAN", "extractives", "payment:fees", 5.0, "CAD"),
    ]
    assert {"constant_period", "constant_unit"} <= told(report)


def test_an_amount_whose_title_names_its_currency(tmp_path: Path) -> None:
    path = text(
        tmp_path,
        "payments.csv",
        "Reporting Entity,Fiscal Year End,Payee,Payee Country,Payment Category,Amount (CAD)\n"
        "A,2020-12-31,Treasury,Peru,Taxes,12\n",
    )
    dataset, _ = read(path)
    assert rows_of(dataset, "balances", *COLUMNS) == [
        ("2020", "PER", "extractives", "payment:taxes", 12.0, "CAD")
    ]


def test_production_and_exports_of_eiti_countries(tmp_path: Path) -> None:
    path = text(
        tmp_path,
        "summary.csv",
        "Country,Year,Commodity,Production - Volume,Production - Unit,Production - Value,Export - Volume,"
        "Export - Unit,Export - Value,Currency\n"
        "Zambia,2020,Copper (2603),80,Tonnes,500,70,Tonnes,450,USD\n"
        "Zambia,2020,Gold (7108),3,Kilograms,900,,,,ZMW\n",
    )
    dataset, report = read(path)
    assert report.profile == "eiti_production"
    assert rows_of(dataset, "balances", "place", "commodity", "item", "value", "unit") == [
        ("ZMB", "copper", "production", 80.0, "t"),
        ("ZMB", "gold", "production", 3.0, "kg"),
        ("ZMB", "copper", "production_value", 500.0, "usd"),
    ]
    assert rows_of(
        dataset, "flows", "exporter", "importer", "commodity", "quantity", "unit", "value_usd"
    ) == [("ZMB", "WLD", "copper", 70.0, "t", 450.0)]
    assert "other_currency" in told(report)


def test_volumes_by_source_are_read_once_and_revenue_shares_own_nothing(tmp_path: Path) -> None:
    path = text(
        tmp_path,
        "eiti.csv",
        "Report ID,Years Covered,Country Name,Commodity,Total Production Volume (external source),"
        "Total Reconciled Production Volume (from EITI Report),Volume Metric,Proportion of Total Revenue Covered\n"
        "x1,2009,Albania,Oil,90,80,bbl,100% of revenue\nx2,2010,Albania,Oil,95,,bbl,\n",
    )
    dataset, report = read(path)
    assert report.profile == "eiti_production"
    assert rows_of(dataset, "balances", "period", "place", "value", "unit") == [
        ("2009", "ALB", 80.0, "bbl"),
        ("2010", "ALB", 95.0, "bbl"),
    ]
