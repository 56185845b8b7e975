# ruff: noqa: E501 - rows of tables
"""Small invented files in layouts of publishers, whose figures are all different."""

from __future__ import annotations

SALIENT = """\
DataSource,Commodity,Year,USprod_t,Imports_t,Exports_t,Consump_Apparent_t,Price_Battery_dmt,Employment_num,NIR_pct
MCS2024,Lithium,2019,W,2620,1660,2000,12100,70,>25
MCS2024,Lithium,2020,W,2460,1200,1200,8600,70,>50
MCS2024,Lithium,2021,W,2640,1870,1700,12600,70,>25
"""
PLANTS = """\
country,country_long,name,gppd_idnr,capacity_mw,latitude,longitude,primary_fuel,other_fuel1,other_fuel2,other_fuel3,commissioning_year,owner,source,url,geolocation_source,wepp_id,year_of_capacity_data,generation_gwh_2013,generation_gwh_2014,generation_gwh_2015,generation_data_source,estimated_generation_gwh_2013,estimated_generation_note_2013
MNG,Mongolia,Test TES-4,WRI1020001,580.0,47.9,106.8,Coal,Oil,,,1983,Some Owner,Src,http://x.example,WRI,1001,2017,,2800.5,2900.25,src,2750.1,CAPACITY-FACTOR
MNG,Mongolia,Salkhit,WRI1020002,50.0,47.8,107.2,Wind,,,,2013,,Src,http://x.example,WRI,,2017,,,150.0,,140.5,
NAM,Namibia,Ruacana,WRI1020003,330.0,-17.4,14.2,Hydro,,,,1978,NamPower,Src,http://x.example,WRI,,2017,,,,,1300,
"""
UNDATA_COMTRADE = """\
"Country or Area","Year","Comm. Code","Commodity","Flow","Trade (USD)","Weight (kg)","Quantity Name","Quantity"
"Mongolia","2019","270112","Bituminous coal","Export","1000000","50000","Weight in kilograms","50000"
"Mongolia","2020","270112","Bituminous coal","Export","900000","40000","Weight in kilograms","40000"
"Mongolia","2020","270112","Bituminous coal","Import","900","4","Weight in kilograms","4"
"fnSeqID","Footnote"
"1","Some note"
"""
GENESIS_OLD = """\
Statistik_Code;Statistik_Label;Zeit_Code;Zeit_Label;Zeit;1_Merkmal_Code;1_Merkmal_Label;1_Auspraegung_Code;1_Auspraegung_Label;2_Merkmal_Code;2_Merkmal_Label;2_Auspraegung_Code;2_Auspraegung_Label;3_Merkmal_Code;3_Merkmal_Label;3_Auspraegung_Code;3_Auspraegung_Label;EXPGEW__Ausfuhr:_Gewicht__t;EXPWRT__Ausfuhr:_Wert__Tsd._EUR;EXPUSD__Ausfuhr:_Wert_(US-Dollar)__Tsd._USD;IMPGEW__Einfuhr:_Gewicht__t;IMPWRT__Einfuhr:_Wert__Tsd._EUR;IMPUSD__Einfuhr:_Wert_(US-Dollar)__Tsd._USD
51000;Aussenhandel;JAHR;Jahr;2020;DLAND;Deutschland;DG;Deutschland;STLA;Laender;STLA001;Frankreich;WAM4;Warenverzeichnis;WA2701;Steinkohle;1000,5;200;220;-;-;-
51000;Aussenhandel;JAHR;Jahr;2020;DLAND;Deutschland;DG;Deutschland;STLA;Laender;STLA152;Polen;WAM4;Warenverzeichnis;WA2701;Steinkohle;10,5;2;3;5000,5;900;1000
"""
GENESIS_NEW = """\
statistics_code;statistics_label;time_code;time_label;time;1_variable_code;1_variable_label;1_variable_attribute_code;1_variable_attribute_label;2_variable_code;2_variable_label;2_variable_attribute_code;2_variable_attribute_label;3_variable_code;3_variable_label;3_variable_attribute_code;3_variable_attribute_label;value;value_unit;value_variable_code;value_variable_label
51000;Außenhandel;JAHR;Jahr;2020;DLAND;Deutschland;DG;Deutschland;STLA;Länder;STLA001;Frankreich;WAM4;Warenverzeichnis;WA2701;Steinkohle;1000,5;t;EXPGEW;Ausfuhr: Gewicht
51000;Außenhandel;JAHR;Jahr;2020;DLAND;Deutschland;DG;Deutschland;STLA;Länder;STLA001;Frankreich;WAM4;Warenverzeichnis;WA2701;Steinkohle;200;Tsd. EUR;EXPWRT;Ausfuhr: Wert
51000;Außenhandel;JAHR;Jahr;2020;DLAND;Deutschland;DG;Deutschland;STLA;Länder;STLA001;Frankreich;WAM4;Warenverzeichnis;WA2701;Steinkohle;220;Tsd. USD;EXPUSD;Ausfuhr: Wert (US-Dollar)
51000;Außenhandel;JAHR;Jahr;2020;DLAND;Deutschland;DG;Deutschland;STLA;Länder;STLA001;Frankreich;WAM4;Warenverzeichnis;WA2701;Steinkohle;-;t;IMPGEW;Einfuhr: Gewicht
51000;Außenhandel;JAHR;Jahr;2020;DLAND;Deutschland;DG;Deutschland;STLA;Länder;STLA001;Frankreich;WAM4;Warenverzeichnis;WA2701;Steinkohle;7,25;Tsd. USD;IMPUSD;Einfuhr: Wert (US-Dollar)
"""
GENESIS_TABLE = """\
Tabelle: 51000-0007
Aus- und Einfuhr (Außenhandel): Deutschland, Jahre, Land, Warenverzeichnis
Außenhandel
Deutschland
;;;Ausfuhr: Gewicht;Ausfuhr: Wert;Ausfuhr: Wert (US-Dollar);Einfuhr: Gewicht;Einfuhr: Wert;Einfuhr: Wert (US-Dollar)
;;;t;Tsd. EUR;Tsd. USD;t;Tsd. EUR;Tsd. USD
2020;Frankreich;Steinkohle;1000,5;200;220;-;-;-
2020;Polen;Steinkohle;10,5;2;3;5000,5;900;1000
2021;Polen;Steinkohle;11,5;3;4;6000,5;901;1001
__________
© Statistisches Bundesamt (Destatis), 2024
Stand: 01.02.2024 / 10:00:00
"""
UK_SERVICE = """\
MonthId,FlowTypeId,FlowTypeDescription,SuppressionIndex,CommodityId,Hs6Code,Cn8Code,CommodityDescription,CountryId,CountryName,Value,NetMass,SuppUnit
202001,3,Non-EU Imports,0,27011290,270112,27011290,Bituminous coal,75,Russia,1000000,20000,0
202001,4,Non-EU Exports,0,27011290,270112,27011290,Bituminous coal,28,Norway,1000,20,0
"""
UK_PAGE = """\
Year,Flow Type,Country,Commodity Code,Commodity,Value (£),Net Mass (Kg)
2020,Imports,Russia,27011290,Coal,1000000,20000
2020,Exports,Norway,27011290,Coal,1000,20
"""
CENSUS_YEAR = """\
[["CTY_CODE", "CTY_NAME", "I_COMMODITY", "I_COMMODITY_SDESC", "GEN_VAL_YR", "GEN_QY1_YR", "UNIT_QY1", "YEAR", "MONTH", "COMM_LVL"], ["4621", "RUSSIA", "2716", "ELECTRICAL ENERGY", "100", "5", "MWH", "2020", "12", "HS4"], ["1220", "CANADA", "2716", "ELECTRICAL ENERGY", "2000", "55", "MWH", "2020", "12", "HS4"], ["-", "TOTAL FOR ALL COUNTRIES", "2716", "ELECTRICAL ENERGY", "2100", "60", "MWH", "2020", "12", "HS4"]]"""
CENSUS_MONTH = """\
[["CTY_CODE", "CTY_NAME", "E_COMMODITY", "E_COMMODITY_LDESC", "ALL_VAL_MO", "QTY_1_MO", "UNIT_QY1", "time"], ["4621", "RUSSIA", "270112", "COAL", "100", "5", "T", "2020-01"], ["1220", "CANADA", "270112", "COAL", "2000", "55", "T", "2020-01"], ["0014", "PACIFIC RIM COUNTRIES", "270112", "COAL", "2000", "55", "T", "2020-01"]]"""
PINK_SHEET = """\
World Bank Commodity Price Data (The Pink Sheet)
"monthly prices in nominal US dollars, 1960 to present"
"(monthly series are available only in nominal US dollar terms)"
Updated on March 04 2024
,"Crude oil, average","Crude oil, Brent","Coal, Australian **","Natural gas, US",Cotton A Index
,($/bbl),($/bbl),($/mt),($/mmbtu),($/kg)
1960M01,1.63,1.63,…,0.14,0.65
1960M02,1.63,1.63,..,0.14,0.66
1971M01,2.1,2.2,7.8,0.17,…
"""

TABLES: dict[str, str] = {
    "mcs2024-lithi_salient.csv": SALIENT,
    "global_power_plant_database.csv": PLANTS,
    "UNdata_Export_comtrade.csv": UNDATA_COMTRADE,
    "51000-0007_flat.csv": GENESIS_OLD,
    "51000-0007_de_flat.csv": GENESIS_NEW,
    "51000-0007_table.csv": GENESIS_TABLE,
    "uktradeinfo.csv": UK_SERVICE,
    "uktradeinfo_web.csv": UK_PAGE,
    "census_imports_year.json": CENSUS_YEAR,
    "census_exports_month.json": CENSUS_MONTH,
    "CMO-Historical-Data-Monthly.csv": PINK_SHEET,
}
