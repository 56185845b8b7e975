# ruff: noqa: E501 - lines of files as they come
"""More small files as publishers give them out; layouts are theirs, the figures are made up."""

from __future__ import annotations

import json

TRADE_MAP_PAGE = """<html><body><h1>List of supplying markets for a product imported by Mongolia</h1>
<table><tr><td>Product: 2710 Petroleum oils, other than crude</td></tr></table>
<table border="1"><tr><td colspan="3">Unit : US Dollar thousand</td></tr>
<tr><th>Exporters</th><th>Imported value in 2020</th><th>Imported value in 2021</th></tr>
<tr><td>World</td><td>1,800</td><td>2,200</td></tr>
<tr><td>Russian Federation</td><td>1,500</td><td>1,700</td></tr>
<tr><td>China</td><td>300</td><td></td></tr></table></body></html>"""

TRADE_MAP_TEXT = (
    "Importers\tExported quantity in 2020, Tons\tExported quantity in 2021, Tons\t\n"
    "World\t90\t80\t\nChina\t90\t80\t\n"
)

DOTS_WIDE = (
    "Country Name,Country Code,Indicator Name,Indicator Code,Counterpart Country Name,Counterpart Country Code,Attribute,2019,2020M1,\n"
    'Germany,134,"Goods, Value of Imports, CIF, US Dollars",TMG_CIF_USD,Russian Federation,922,Value,30,2,\n'
    'Germany,134,"Goods, Value of Imports, CIF, US Dollars",TMG_CIF_USD,World,001,Value,100,,\n'
    'Germany,134,"Goods, Value of Imports, CIF, US Dollars",TMG_CIF_USD,World,001,Status,,,\n'
    'Germany,134,"Goods, Value of Imports, FOB, US Dollars",TMG_FOB_USD,Russian Federation,922,Value,28,,\n'
    'Germany,134,"Goods, Value of Exports, FOB, US Dollars",TXG_FOB_USD,Russian Federation,922,Value,20,,\n'
    'Germany,134,"Goods, Value of Trade Balance, US Dollars",TBG_USD,Russian Federation,922,Value,-10,,\n'
)

DOTS_LONG = (
    "Country Name,Country Code,Indicator Name,Indicator Code,Counterpart Country Name,Counterpart Country Code,Time Period,Value,Status\n"
    "Germany,134,Imports,TMG_CIF_USD,Russian Federation,922,2019,30,\n"
    "Germany,134,Exports,TXG_FOB_USD,Russian Federation,922,2019Q1,7,\n"
)

UNDATA_ENERGY = (
    '"Country or Area","Commodity - Transaction","Year","Unit","Quantity","Quantity Footnotes"\n'
    '"Germany","Crude petroleum - imports","2014","Metric tons,  thousand","89444",""\n'
    '"Germany","Crude petroleum - exports","2014","Metric tons,  thousand","62",""\n'
    '"Germany","Natural gas (including LNG) - production","2014","Terajoules","300","1"\n'
    '"fnSeqID","Footnote"\n"1","Estimate"\n'
)

COMEXT = (
    "DATAFLOW,LAST UPDATE,freq,reporter,partner,product,flow,indicators,TIME_PERIOD,OBS_VALUE,OBS_FLAG\n"
    "ESTAT:DS-045409(1.0),15/05/24 11:00:00,A,DE,RU,2709,1,VALUE_IN_EUROS,2021,500,\n"
    "ESTAT:DS-045409(1.0),15/05/24 11:00:00,A,DE,RU,2709,1,QUANTITY_IN_100KG,2021,1000,\n"
    "ESTAT:DS-045409(1.0),15/05/24 11:00:00,A,DE,CH,2709,2,QUANTITY_IN_100KG,2021,30,\n"
    "ESTAT:DS-045409(1.0),15/05/24 11:00:00,A,DE,CH,2710,2,VALUE_IN_EUROS,2021,9,\n"
    "ESTAT:DS-045409(1.0),15/05/24 11:00:00,A,DE,CH,2709,2,SUPPLEMENTARY_QUANTITY,2021,5,\n"
)

COMEXT_BULK = (
    "REPORTER,REPORTER_ISO,PARTNER,PARTNER_ISO,TRADE_TYPE,PRODUCT_NC,FLOW,STAT_PROCEDURE,SUPPL_UNIT,PERIOD,VALUE_EUR,QUANTITY_KG,QUANTITY_SUPPL_UNIT\n"
    "004,DE,0075,RU,E,27090090,1,1,,202152,5000,10000,0\n"
    "004,DE,0075,RU,E,27090090,1,2,,202152,500,1000,0\n"
    "004,DE,0039,CH,E,27090090,2,1,,202152,700,900,0\n"
)

CREA_SERVICE = (
    "id,date,commodity,commodity_origin_iso2,commodity_origin_country,commodity_destination_country,value_tonne,value_m3,value_eur,value_usd,pricing_scenario\n"
    "1,2023-01-01,crude_oil,RU,Russia,China,1000,,400,430,default\n"
    "2,2023-01-02,crude_oil,RU,Russia,China,2000,,800,860,default\n"
    "3,2023-01-02,lng,RU,Russia,For orders,500,,300,320,default\n"
    "1,2023-01-01,crude_oil,RU,Russia,China,1000,,300,310,pricecap\n"
)

OEC_BILATERAL = (
    "Year,Exporter Country ID,Exporter Country,Importer Country ID,Importer Country,HS4 ID,HS4,Trade Value,Quantity\n"
    "2021,eurus,Russia,eudeu,Germany,52709,Crude Petroleum,1900,\n"
    "2021,nausa,United States,eudeu,Germany,52709,Crude Petroleum,300,\n"
)

WITS_WITHOUT_UNIT = (
    "Reporter Name,Partner Name,Year,Trade Flow,No Of imported HS6 digit Products,Import,Import Partner Share (%),"
    "AHS SpecificDuty Imports(US$ Thousand)\n"
    " Germany, World,2019,Import,4600,100,100,7\n Germany,Norway,2019,Import,300,40,40,3\n"
)

EITI_DOLLARS = (
    "id,country,iso2,year,company,sector,revenue_stream,gfs_code,government_agency,amount_usd\n"
    "1,Mongolia,MN,2019,Oyu Tolgoi LLC,Mining,Royalty,1415E1,Ministry of Finance,100\n"
    "2,Mongolia,MN,2019,Erdenet,Mining,Royalty,1415E1,Ministry of Finance,Not given\n"
)

GEM_PIPELINES = (
    "ProjectID,Countries,Wiki,PipelineName,SegmentName,Status,Fuel,StartYear1,Owner,Capacity,CapacityUnits,StartCountry,EndCountry\n"
    'P1,"Russia, Germany",https://www.gem.wiki/a,Northern Line,Line 1,Operating,Gas,2011,A [51%]; B [49%],27.5,bcm/y,Russia,Germany\n'
    "P2,China,https://www.gem.wiki/b,Inner Line,,Proposed,Oil,2030,C,50,bpd,China,China\n"
)

EIA_BULK = "".join(
    json.dumps(
        {
            "series_id": f"INTL.57-{number}-{place}-TBPD.A",
            "name": f"Crude oil {what}, {country}, Annual",
            "units": "thousand barrels per day",
            "data": [["2021", 2], ["2020", "--"]],
        }
    )
    + "\n"
    for number, what, place, country in ((3, "imports", "DEU", "Germany"), (4, "exports", "NOR", "Norway"))
)

EUROSTAT_CUBE = json.dumps(
    {
        "version": "2.0", "class": "dataset", "label": "Imports of natural gas by partner country",
        "extension": {"id": "NRG_TI_GAS"}, "id": ["freq", "siec", "partner", "unit", "geo", "time"],
        "size": [1, 1, 2, 1, 1, 1],
        "dimension": {
            "freq": {"category": {"index": {"A": 0}}}, "siec": {"category": {"index": {"G3000": 0}}},
            "partner": {"category": {"index": {"NO": 0, "TOTAL": 1}}},
            "unit": {"category": {"index": {"MIO_M3": 0}}}, "geo": {"category": {"index": {"DE": 0}}},
            "time": {"category": {"index": {"2021": 0}}},
        },
        "value": {"0": 30.5, "1": 90},
    }
)  # fmt: skip

RECORDS = json.dumps(
    {"results": [{"Year": 2020, "Origin": "Chile", "Destination": "China", "Product": "Copper", "weight_t": 1000.5}] * 1
     + [{"Year": 2020, "Origin": "Peru", "Destination": "China", "Product": "Copper", "weight_t": None}]}
)  # fmt: skip

CHINESE = "年份,出口国,进口国,商品,数量(万吨),金额(亿美元)\n2021,俄罗斯,中国,煤炭,5240,52\n2021,蒙古,中国,煤炭,1400,14\n"

BOTH_WAYS = (
    "year,reporter,partner,product,import_qty_t,export_qty_t,import_value_usd,export_value_usd\n"
    "2020,Germany,Poland,Coal,200,300,80,90\n"
)

FURTHER: dict[str, str] = {
    "Trade_Map_oils.xls": TRADE_MAP_PAGE,
    "Trade_Map_-_List_of_importing_markets_for_a_product_exported_by_Mongolia.txt": TRADE_MAP_TEXT,
    "DOT_timeSeries.csv": DOTS_WIDE,
    "DOT_long.csv": DOTS_LONG,
    "UNdata_Export.csv": UNDATA_ENERGY,
    "ds-045409_linear.csv": COMEXT,
    "full_v2_202152.dat": COMEXT_BULK,
    "crea_voyages.csv": CREA_SERVICE,
    "oec_explorer.csv": OEC_BILATERAL,
    "WITS-Partner.csv": WITS_WITHOUT_UNIT,
    "eiti_revenue.csv": EITI_DOLLARS,
    "GEM-pipelines.csv": GEM_PIPELINES,
    "INTL.txt": EIA_BULK,
    "nrg_ti_gas.json": EUROSTAT_CUBE,
    "records.json": RECORDS,
    "中国.csv": CHINESE,
}
