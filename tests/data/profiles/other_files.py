# ruff: noqa: E501 - lines of files as they come
"""Small files as publishers give them out, of formats and variants that the real samples do not show.

Layouts are those of the publishers; the figures are made up and easy to add up by hand. They serve the tests of what an
analyst would expect (test_other_files) and the campaign of damaged files (tests.data.fuzz).
"""

from __future__ import annotations

import gzip
import json

from tests.data.profiles.further_files import FURTHER
from tests.data.profiles.table_files import TABLES


def _comtrade(*rows: str) -> str:
    header = (
        "typeCode,freqCode,refPeriodId,refYear,refMonth,period,reporterCode,reporterISO,reporterDesc,flowCode,flowDesc,"
        "partnerCode,partnerISO,partnerDesc,partner2Code,partner2ISO,partner2Desc,classificationCode,cmdCode,cmdDesc,"
        "customsCode,motCode,motDesc,qtyUnitCode,qtyUnitAbbr,qty,netWgt,cifvalue,fobvalue,primaryValue\n"
    )
    return header + "".join(f"{row},\n" for row in rows)


def _trade(
    period: str, reporter: str, flow: str, partner: str, code: str, kg: str, usd: str, mot: str = "0"
) -> str:
    names = {"276": "DEU,Germany", "380": "ITA,Italy", "643": "RUS,Russian Federation", "0": "W00,World", "842": "USA,USA",
             "899": "_X,\"Areas, nes\""}  # fmt: skip
    word = {"M": "Import", "X": "Export", "RX": "Re-export"}[flow]
    modes = {"0": "TOTAL MOT", "2100": "Sea"}
    month = period[4:] if len(period) == 6 else "52"
    cell = names[reporter]
    return (
        f"C,M,{period}01,{period[:4]},{month},{period},{reporter},{cell},{flow},{word},{partner},{names[partner]},0,W00,World,"
        f"H6,{code},Petroleum,C00,{mot},{modes[mot]},8,kg,{kg},{kg},,,{usd}"
    )


COMTRADE_MONTHLY = _comtrade(
    _trade("202301", "276", "M", "643", "2709", "100", "50"),
    _trade("202301", "276", "M", "842", "2709", "60", "40"),
    _trade("202301", "276", "M", "899", "2709", "5", "4"),
    _trade("202301", "276", "M", "0", "2709", "165", "94"),
    _trade("202302", "276", "M", "643", "2709", "0", "20"),
    _trade("202302", "276", "M", "0", "2709", "0", "20"),
    _trade("202301", "380", "M", "643", "2709", "30", "15"),
    _trade("202301", "380", "M", "643", "2709", "30", "15", "2100"),
    _trade("202301", "380", "X", "276", "2709", "7", "6"),
    _trade("202301", "380", "RX", "276", "2709", "2", "1"),
)

EUROSTAT_EXPORTS_TSV = (
    "freq,siec,partner,unit,geo\\TIME_PERIOD\t2021 \t2022 \n"
    "A,O4600,CH,THS_T,DE\t100 \t120 p\n"
    "A,O4600,AT,THS_T,DE\t: \t30 \n"
    "A,O4600,TOTAL,THS_T,DE\t100 \t150 \n"
    "A,O4600,CH,THS_T,EU27_2020\t400 \t: c\n"
    "A,O4600,CH,THS_T,EL\t0 \t5 e\n"
)

EUROSTAT_SDMX = (
    "DATAFLOW,LAST UPDATE,freq,siec,partner,unit,geo,TIME_PERIOD,OBS_VALUE,OBS_FLAG\n"
    "ESTAT:NRG_TE_GASM(1.0),12/03/24 23:00:00,M,G3000,UA,MIO_M3,SK,2023-01,10.5,\n"
    "ESTAT:NRG_TE_GASM(1.0),12/03/24 23:00:00,M,G3000,UA,TJ_GCV,SK,2023-01,400,\n"
    "ESTAT:NRG_TE_GASM(1.0),12/03/24 23:00:00,M,G3000,TOTAL,MIO_M3,SK,2023-01,10.5,\n"
    "ESTAT:NRG_TE_GASM(1.0),12/03/24 23:00:00,M,G3000,UA,MIO_M3,SK,2023-02,,c\n"
    "ESTAT:NRG_TE_GASM(1.0),12/03/24 23:00:00,M,G3000,UA,MIO_M3,PL,2023-02,2,p\n"
)

JODI_GAS = (
    "REF_AREA,TIME_PERIOD,ENERGY_PRODUCT,FLOW_BREAKDOWN,UNIT_MEASURE,OBS_VALUE,ASSESSMENT_CODE\n"
    "DE,2023-01,NATGAS,INDPROD,M3,400,1\n"
    "DE,2023-01,NATGAS,TOTIMPSB,M3,7000,1\n"
    "DE,2023-01,NATGAS,IMPLNG,M3,500,1\n"
    "DE,2023-01,NATGAS,IMPPIP,M3,6500,1\n"
    "DE,2023-01,NATGAS,TOTIMPSB,TJ,266000,1\n"
    "DE,2023-01,NATGAS,IMPLNG,TJ,19000,1\n"
    "DE,2023-01,NATGAS,IMPPIP,TJ,247000,1\n"
    "DE,2023-01,NATGAS,CLOSTLV,M3,20000,2\n"
    "DE,2023-02,NATGAS,TOTIMPSB,M3,-,3\n"
    "DE,2023-02,NATGAS,TOTEXPSB,M3,100,3\n"
)

ENTSOE_FLOWS = (
    "DateTime\tResolutionCode\tOutAreaCode\tOutAreaTypeCode\tOutAreaName\tOutMapCode\tInAreaCode\tInAreaTypeCode\t"
    "InAreaName\tInMapCode\tFlowValue\tUpdateTime\n"
    "2023-03-01 00:00:00.000\tPT60M\t10YFR\tCTY\tFrance\tFR\t10YDE\tCTY\tGermany\tDE\t100\t2023-03-02 00:00:00\n"
    "2023-03-01 01:00:00.000\tPT60M\t10YFR\tCTY\tFrance\tFR\t10YDE\tCTY\tGermany\tDE\t50\t2023-03-02 00:00:00\n"
    "2023-03-01 00:00:00.000\tPT60M\t10YFR\tBZN\tFR BZN\tFR\t10YDE\tBZN\tDE BZN\tDE_LU\t100\t2023-03-02 00:00:00\n"
    "2023-03-01 00:00:00.000\tPT15M\t10YDE\tCTY\tGermany\tDE\t10YFR\tCTY\tFrance\tFR\t40\t2023-03-02 00:00:00\n"
)

WITS_PRODUCT = (
    "Reporter,TradeFlow,ProductCode,Product Description,Year,Partner,Trade Value 1000USD,Quantity,Quantity Unit\n"
    "Germany,Import,270900,Petroleum oils,2019,World,100,1000,Kg\n"
    "Germany,Import,270900,Petroleum oils,2019,Russian Federation,60,600,Kg\n"
    "Germany,Import,270900,Petroleum oils,2019,Norway,40,,\n"
    "Norway,Export,270900,Petroleum oils,2019,Germany,41,390,Kg\n"
)

WITS_SUMMARY = (
    "Reporter,Partner,Product categories,Indicator Type,Indicator,2019,2020,2021\n"
    "Germany, World,Fuels,Import,Trade (US$ Mil)-Top 5 Import Partner,100,80,120\n"
    "Germany,Russian Federation,Fuels,Import,Trade (US$ Mil)-Top 5 Import Partner,40,30,\n"
    "Germany,Russian Federation,Fuels,Import,Partner share(%)-Top 5 Import Partner,40,37.5,\n"
)

WORLD_BANK_BARE = (
    '"Country Name","Country Code","Indicator Name","Indicator Code","2019","2020",\n'
    '"Germany","DEU","Energy imports, net (% of energy use)","EG.IMP.CONS.ZS","63.5","",\n'
    '"World","WLD","Energy imports, net (% of energy use)","EG.IMP.CONS.ZS","1.5","",\n'
    '"Euro area","EMU","Energy imports, net (% of energy use)","EG.IMP.CONS.ZS","60","61",\n'
    '"Namibia","NAM","Energy imports, net (% of energy use)","EG.IMP.CONS.ZS","..","74",\n'
)

OWID_ENERGY = (
    "country,year,iso_code,population,gdp,coal_production,electricity_generation,net_elec_imports,"
    "net_elec_imports_share_demand,oil_consumption,coal_share_elec\n"
    "Mongolia,2021,MNG,3347782,,180.5,7.9,1.7,17.9,19.2,89\n"
    "Mongolia,2022,MNG,3398373,,230.25,8.1,,,20,88\n"
    "Africa,2022,,1426730932,,1500,880,,,2000,30\n"
    "World,2022,,7975105024,,48000,29000,0,0,53000,36\n"
    "ASEAN (Ember),2022,,,,,1200,,,,\n"
)

EMBER_MONTHLY = (
    "Area,Country code,Date,Area type,Continent,Ember region,EU,OECD,G20,G7,ASEAN,Category,Subcategory,Variable,Unit,Value,"
    "YoY absolute change,YoY % change\n"
    "Germany,DEU,2023-01-01,Country,Europe,Europe,1.0,1.0,1.0,1.0,0.0,Electricity generation,Fuel,Hard coal,TWh,5,1,25\n"
    "Germany,DEU,2023-01-01,Country,Europe,Europe,1.0,1.0,1.0,1.0,0.0,Electricity generation,Fuel,Hard coal,%,10,,\n"
    "Germany,DEU,2023-01-01,Country,Europe,Europe,1.0,1.0,1.0,1.0,0.0,Electricity generation,Total,Total Generation,TWh,50,,\n"
    "Germany,DEU,2023-01-01,Country,Europe,Europe,1.0,1.0,1.0,1.0,0.0,Electricity imports,Electricity imports,Net Imports,TWh,-4,,\n"
    "EU,,2023-01-01,Region,,,,,,,,Electricity generation,Fuel,Hard coal,TWh,20,,\n"
)

IEA_MONTHLY = (
    "Monthly electricity statistics,,,,,\nSource: IEA,,,,,\n\n\n"
    "Country,Time,Balance,Product,Value,Unit\n"
    "France,January 2023,Net Electricity Production,Electricity,47000,GWh\n"
    "France,January 2023,Net Electricity Production,Nuclear,30000,GWh\n"
    "France,January 2023,Total Imports,Electricity,2000,GWh\n"
    "France,January 2023,Total Exports,Electricity,5000,GWh\n"
    "OECD Europe,January 2023,Total Imports,Electricity,30000,GWh\n"
)

USGS_SINGLE = (
    "Source,Country,Type,Prod_t_2021,Prod_t_est_2022,Prod_notes,Reserves_t,Reserves_notes\n"
    "MCS2023,Australia,Mine production,55300,61000,,6200000,\n"
    "MCS2023,Chile,Mine production,28300,39000,,9300000,\n"
    "MCS2023,United States,Mine production,W,W,Withheld,1000000,\n"
    "MCS2023,World total (rounded),Mine production,107000,130000,Excludes U.S. production,26000000,\n"
)

GEM_PLANTS = (
    "GEM unit/phase ID,GEM location ID,Country/Area,Plant name,Unit name,Owner,Parent,Capacity (MW),Status,Start year,"
    "Retired year,Latitude,Longitude,Coal type\n"
    "G1,L1,Germany,Kraftwerk Nord,1,Nord AG,RWE AG [60.0%]; EnBW AG [40.0%],800,operating,1995,,52.1,9.1,lignite\n"
    "G2,L1,Germany,Kraftwerk Nord,2,Nord AG,RWE AG [100%],400,retired,1970,2020,52.1,9.1,lignite\n"
    "G3,L2,Mongolia,Darkhan,,State,Government of Mongolia,48,operating,1965,,49.5,105.9,unknown\n"
)

MATRIX_IMPORTERS = (
    "Imports by country of origin,,,,\n"
    "kt,,,,\n"
    "Importer \\ Exporter,Russia,Norway,Kazakhstan,Total\n"
    "Germany,100,50,,150\n"
    "Italy,20,,30,50\n"
    "Total,120,50,30,200\n"
)

GERMAN = (
    "Herkunft;Ziel;Ware;Menge;Einheit;Jahr\n"
    "Russland;Deutschland;Erdgas;1.234,5;Mio. m³;2021\n"
    "Norwegen;Deutschland;Erdgas;987,25;Mio. m³;2021\n"
    "Niederlande;Österreich;Erdgas;10,5;Mio. m³;2021\n"
)

RUSSIAN = (
    "Страна-экспортёр;Страна-импортёр;Товар;Год;Количество, тыс. т\n"
    "Россия;Монголия;Дизельное топливо;2022;755,3\n"
    "Китай;Монголия;Дизельное топливо;2022;12,1\n"
    "Россия;Китай;Дизельное топливо;2022;1 250,0\n"
)

MONTHS_ACROSS = (
    "Natural gas imports of Austria by origin (GWh),,,,\n"
    ",,,,\n"
    "Partner,2023-01,2023-02,2023-03,Unit\n"
    "Russia,100,90,,GWh\n"
    "Germany,50,60,70,GWh\n"
    "Total,150,150,70,GWh\n"
)

FAOSTAT = (
    "Domain Code,Domain,Reporter Country Code (M49),Reporter Countries,Partner Country Code (M49),Partner Countries,Element Code,"
    "Element,Item Code (CPC),Item,Year Code,Year,Unit,Value,Flag,Flag Description\n"
    "TM,Detailed trade matrix,'156,\"China, mainland\",'076,Brazil,5610,Import quantity,'0141,Soya beans,2022,2022,t,100,A,Official\n"
    "TM,Detailed trade matrix,'156,\"China, mainland\",'076,Brazil,5622,Import value,'0141,Soya beans,2022,2022,1000 USD,60,A,Official\n"
    "TM,Detailed trade matrix,'076,Brazil,'156,\"China, mainland\",5910,Export quantity,'0141,Soya beans,2022,2022,t,95,A,Official\n"
    "TM,Detailed trade matrix,'344,\"China, Hong Kong SAR\",'076,Brazil,5610,Import quantity,'0141,Soya beans,2022,2022,t,1,A,Official\n"
)

BACI = "t,i,j,k,v,q\n2021,643,496,271019,   12.5,  20\n2021,156,496,271019,3,NA\n2021,643,156,010121,1,0.5\n2021,490,842,854231,7,\n"

LEGACY = (
    "Classification,Year,Period,Period Desc.,Aggregate Level,Is Leaf Code,Trade Flow Code,Trade Flow,Reporter Code,Reporter,"
    "Reporter ISO,Partner Code,Partner,Partner ISO,Commodity Code,Commodity,Qty Unit Code,Qty Unit,Qty,Netweight (kg),"
    "Trade Value (US$),Flag\n"
    'H5,2019,201903,March 2019,4,0,1,Imports,496,Mongolia,MNG,643,Russian Federation,RUS,2710,"Petroleum oils, other than crude",8,'
    "Weight in kilograms,1000,1000,500,0\n"
    'H5,2019,201903,March 2019,6,1,1,Imports,496,Mongolia,MNG,643,Russian Federation,RUS,271019,"Oils, heavy",8,'
    "Weight in kilograms,1000,1000,500,0\n"
    "H5,2019,201903,March 2019,4,0,2,Exports,496,Mongolia,MNG,156,China,CHN,2701,Coal,1,No Quantity,0,0,900,0\n"
)

REPORTERS = (
    "year,reporter,partner,flow,commodity,t\n"
    "2021,EU27_2020,Russia,import,coal,50\n2021,China,Russia,import,coal,60\n2021,USA,Russia,import,coal,1\n"
)

MEGAWATTS = (
    "time,from,to,commodity,flow_mw\n"
    "2023-01-01 00:00,FRA,DEU,electricity,1000\n"
    "2023-01-01 01:00,FRA,DEU,electricity,3000\n"
    "2023-01-01 02:00,FRA,DEU,electricity,\n"
)

COMTRADE_JSON = json.dumps(
    {
        "elapsedTime": "0.1 secs",
        "count": 2,
        "data": [
            {"typeCode": "C", "freqCode": "A", "refYear": 2021, "refMonth": 52, "period": "2021", "reporterCode": code,
             "reporterISO": iso, "flowCode": "M", "partnerCode": 643, "partnerISO": "RUS", "partner2Code": 0,
             "classificationCode": "H5", "cmdCode": "271019", "aggrLevel": 6, "customsCode": "C00", "motCode": 0,
             "qtyUnitCode": 8, "qty": None, "netWgt": weight, "primaryValue": usd}
            for code, iso, weight, usd in ((496, "MNG", 10.0, 5.5), (398, "KAZ", None, 2.0))
        ],
        "error": "",
    }
)  # fmt: skip

EIA_JSON = json.dumps(
    {
        "response": {
            "total": "2",
            "data": [
                {"period": "2022", "productId": "57", "productName": "Crude oil", "activityId": "1", "activityName": "Production",
                 "countryRegionId": "NOR", "countryRegionName": "Norway", "unit": "TBPD", "unitName": "thousand barrels per day",
                 "value": value}
                for value in ("1700", "--")
            ],
        },
        "apiVersion": "2.1.5",
    }
)  # fmt: skip

PACKAGE_OF_ANOTHER = json.dumps(
    {"name": "x", "resources": [{"name": "flows", "path": "gone.csv", "schema": {"fields": []}}]}
)

OWNERS = (
    "Mine,Country,Commodity,Owners,Capacity,Unit\n"
    'Escondida,Chile,copper,"BHP [57.5%]; Rio Tinto [30%]; JECO [12.5%]",1200,kt\n'
    'Oyu Tolgoi,Mongolia,copper,"Rio Tinto (66%), Government of Mongolia (34%)",500,kt\n'
)

ESTMA = (
    "ReportingEntity,Country,Project,Payee,Payment type,Amount,Currency,Reporting year\n"
    "Turquoise Hill,Mongolia,Oyu Tolgoi,Government of Mongolia,Taxes,100,USD,2019\n"
    "Turquoise Hill,Mongolia,Oyu Tolgoi,Government of Mongolia,Royalties,50,USD,2019\n"
)

FILES: dict[str, str] = {
    "TradeData_monthly.csv": COMTRADE_MONTHLY,
    "estat_nrg_te_oil.tsv": EUROSTAT_EXPORTS_TSV,
    "estat_nrg_te_gasm_en.csv": EUROSTAT_SDMX,
    "jodi_gas_2023.csv": JODI_GAS,
    "2023_03_PhysicalFlows_12.1.G.csv": ENTSOE_FLOWS,
    "WITS-By-HS6Product.csv": WITS_PRODUCT,
    "API_EG.IMP.CONS.ZS.csv": WORLD_BANK_BARE,
    "owid-energy-data.csv": OWID_ENERGY,
    "monthly_full_release_long_format.csv": EMBER_MONTHLY,
    "MES_0123.csv": IEA_MONTHLY,
    "mcs2023-lithium_world.csv": USGS_SINGLE,
    "Global-Coal-Plant-Tracker.csv": GEM_PLANTS,
    "matrix_2022.csv": MATRIX_IMPORTERS,
    "einfuhr.csv": GERMAN,
    "экспорт.csv": RUSSIAN,
    "austria_gas.csv": MONTHS_ACROSS,
    "FAOSTAT_data_en.csv": FAOSTAT,
    "BACI_HS17_Y2021_V202401.csv": BACI,
    "comtrade (3).csv": LEGACY,
    "comtrade.json": COMTRADE_JSON,
    "eia.json": EIA_JSON,
    "hourly.csv": MEGAWATTS,
    "capacity.csv": MEGAWATTS.replace(" 00:00", "")
    .replace(" 01:00", "")
    .replace(" 02:00", "")
    .replace("-01-01", ""),
    "per_day.csv": "month,from,to,fuel,volume (kb/d)\n2023-02,NOR,DEU,crude oil,10\n",
    "reporters.csv": REPORTERS,
    "en_DEU_AllYears_WITS_Trade_Summary.CSV": WITS_SUMMARY,
    "mines.csv": OWNERS,
    "estma_2019.csv": ESTMA,
    "datapackage.json": PACKAGE_OF_ANOTHER,
    **FURTHER,
    **TABLES,
}


def other_files() -> dict[str, bytes]:
    """Name → content of every one, and some in other encodings and packings."""
    files = {name: text.encode() for name, text in FILES.items()}
    files["einfuhr_cp1252.csv"] = GERMAN.encode("cp1252")
    files["export_cp1251.csv"] = RUSSIAN.replace("ё", "е").encode("cp1251")
    files["2020_PhysicalFlows.csv"] = ENTSOE_FLOWS.encode("utf-16")
    files["estat_nrg_te_oil.tsv.gz"] = gzip.compress(EUROSTAT_EXPORTS_TSV.encode(), mtime=0)
    return files
