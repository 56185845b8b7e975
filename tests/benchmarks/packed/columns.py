"""Files of columns that become huge: Parquet, Stata."""

from __future__ import annotations

import io
import os
import struct
from collections.abc import Callable
from typing import Any

from tests.benchmarks.packed.making import PACKED, gz, kind

ROWS = PACKED * 59 // 100
"""Rows: just below what a file of this size may hold."""
DISTINCT = 2_150_000


def padded(content: bytes) -> bytes:
    """A Parquet file of PACKED bytes: before the footer stands what nothing refers to."""
    at = len(content) - 8 - struct.unpack("<I", content[-8:-4])[0]
    return content[:at] + os.urandom(max(PACKED - len(content), 0)) + content[at:]


def parquet(changes: dict[str, Any], rows: int = ROWS, **how: Any) -> bytes:
    """A table of flows with some columns in place of its own."""
    import numpy as np
    import pyarrow as pa
    import pyarrow.parquet as pq

    same = lambda text: pa.DictionaryArray.from_arrays(pa.array(np.zeros(rows, np.int32)), pa.array([text]))  # noqa: E731
    table = {
        "year": np.full(rows, 2020),
        "exporter": same("Germany"),
        "importer": same("France"),
        "product": same("coal"),
        "kt": np.ones(rows),
    }
    stream = io.BytesIO()
    how = {"compression": "zstd", "store_schema": False, "dictionary_pagesize_limit": 1 << 30, **how}
    pq.write_table(pa.table(table | changes), stream, **how)
    return padded(stream.getvalue())


def coded(column: str, coding: str, **how: Any) -> dict[str, Any]:
    """How to write one column without a dictionary, and the others with one."""
    others = [name for name in ("year", "exporter", "importer", "product", "kt") if name != column]
    return {"use_dictionary": others, "column_encoding": {column: coding}, **how}


@kind("runs.parquet")
def runs_parquet() -> bytes:
    """Run lengths, and a page for 14 million cells."""
    return parquet({})


@kind("plain.parquet")
def plain_parquet() -> bytes:
    """No dictionary and no run: pages of 150 MB packed by brotli."""
    return parquet({}, ROWS, use_dictionary=False, compression="brotli", data_page_size=1 << 30)


@kind("sequence.parquet")
def sequence_parquet() -> bytes:
    """Every figure another, told by their differences."""
    import numpy as np

    return parquet({"kt": np.arange(ROWS) * 3 + 1000}, **coded("kt", "DELTA_BINARY_PACKED"))


def names(number: int, form: str = "P{}") -> Any:
    """Texts that are all different, below some hundred that name what they should."""
    import pyarrow as pa

    return pa.array(
        ["Germany"] * min(300, number // 2) + [form.format(i) for i in range(number - min(300, number // 2))]
    )


def spread(texts: Any, rows: int = ROWS) -> Any:
    """A column of rows that refer to each of the texts."""
    import numpy as np
    import pyarrow as pa

    return pa.DictionaryArray.from_arrays(pa.array((np.arange(rows) % len(texts)).astype(np.int32)), texts)


@kind("names.parquet")
def names_parquet() -> bytes:
    """Every exporter another, told by what differs from the one before."""
    return parquet({"exporter": names(DISTINCT)}, DISTINCT, **coded("exporter", "DELTA_BYTE_ARRAY"))


@kind("products.parquet")
def products_parquet() -> bytes:
    """Every product another, and a number."""
    import numpy as np

    how = coded("product", "DELTA_BINARY_PACKED")
    return parquet({"product": np.arange(DISTINCT) + 100_000}, DISTINCT, **how)


@kind("years.parquet")
def years_parquet() -> bytes:
    """Every period another."""
    import numpy as np

    how = coded("year", "DELTA_BINARY_PACKED")
    return parquet({"year": np.arange(DISTINCT) + 1900}, DISTINCT, **how)


@kind("days.parquet")
def days_parquet() -> bytes:
    """Every period another moment."""
    import numpy as np
    import pyarrow as pa

    moments = pa.array(np.arange(DISTINCT) * 60 + 1_500_000_000).cast(pa.timestamp("s"))
    return parquet({"year": moments}, DISTINCT, **coded("year", "DELTA_BINARY_PACKED"))


@kind("decimals.parquet")
def decimals_parquet() -> bytes:
    """Every figure another decimal of 16 bytes."""
    import numpy as np
    import pyarrow as pa

    figures = pa.array(np.arange(DISTINCT) * 3 + 1000).cast(pa.decimal128(38, 10))
    return parquet({"kt": figures}, DISTINCT, **coded("kt", "DELTA_BYTE_ARRAY"))


@kind("dictionary.parquet")
def dictionary_parquet() -> bytes:
    """A dictionary of millions of texts in every batch of rows."""
    return parquet({"exporter": spread(names(DISTINCT, "{}"))}, row_group_size=ROWS)


@kind("dictionaries.parquet")
def dictionaries_parquet() -> bytes:
    """A dictionary of 30 000 texts in each of a hundred groups of rows."""
    return parquet({"exporter": spread(names(30_000))}, row_group_size=ROWS // 100)


@kind("long_text.parquet")
def long_text_parquet() -> bytes:
    """Every row refers to a text of a megabyte."""
    import pyarrow as pa

    return parquet({"exporter": spread(pa.array(["x" * 1_000_000]))})


@kind("long_texts.parquet")
def long_texts_parquet() -> bytes:
    """A dictionary of long texts. (PyArrow makes room for as many as there are rows.)"""
    return parquet({"exporter": names(78, "{:01000000}")}, 78)


@kind("wide_letters.parquet")
def wide_letters_parquet() -> bytes:
    """Long texts with a letter of four bytes, so that Python takes four for each."""
    return parquet({"exporter": names(78, "{:01000000}\U0001f6e2")}, 78)


@kind("words.parquet")
def words_parquet() -> bytes:
    """Texts of 27 letters, as many as go into 39 MB."""
    return parquet({"exporter": spread(names(1_200_000, "P{:026}"))}, row_group_size=ROWS)


@kind("prefixes.parquet")
def prefixes_parquet() -> bytes:
    """Every row repeats a text of 30 kB but for its end."""
    rows = 30_000
    how = coded("exporter", "DELTA_BYTE_ARRAY", data_page_size=1 << 30)
    return parquet({"exporter": names(rows, "x" * 30_000 + "{}")}, rows, **how)


@kind("long_prefix.parquet")
def long_prefix_parquet() -> bytes:
    """Some hundred rows repeat a text of 9 MB."""
    how = coded("exporter", "DELTA_BYTE_ARRAY", data_page_size=1 << 30)
    return parquet({"exporter": names(100, "x" * 9_000_000 + "{}")}, 100, **how)


@kind("prefixes_beside_dictionary.parquet")
def beside_parquet() -> bytes:
    """Batches of few rows for one column, and a large dictionary for another."""
    rows = 1_000_000
    first = names(1, "x" * 9_000_000 + "{}")
    import pyarrow as pa

    product = pa.concat_arrays([first, names(rows - 1, "")])
    exporter = spread(names(1_000_000), rows)
    how = coded("product", "DELTA_BYTE_ARRAY", data_page_size=1 << 30)
    return parquet({"product": product, "exporter": exporter}, rows, row_group_size=rows, **how)


@kind("lists.parquet")
def lists_parquet() -> bytes:
    """A column of lists of 30 million cells."""
    import numpy as np
    import pyarrow as pa

    rows = 3000
    lists = pa.ListArray.from_arrays(np.arange(rows + 1, dtype=np.int32) * 10_000, np.zeros(rows * 10_000))
    records = pa.array([{"a": "x" * 1000, "b": [{"c": i}]} for i in range(rows)])
    return parquet({"lists": lists, "records": records}, rows)


@kind("groups.parquet")
def groups_parquet() -> bytes:
    """A group for every row."""
    import numpy as np

    return parquet({"kt": np.arange(8_000) * 1.5}, 8_000, row_group_size=1, write_statistics=False)


@kind("columns.parquet")
def columns_parquet() -> bytes:
    """As many columns as are read."""
    import numpy as np

    more = {f"{2000 + i % 30} c{i}": np.arange(100) * 1.5 for i in range(4_050)}
    return parquet(more, 100, write_statistics=False)


@kind("footer.parquet")
def footer_parquet() -> bytes:
    """Nothing but columns that have no rows."""
    import pyarrow as pa

    return parquet({f"c{i}": pa.array([], pa.int64()) for i in range(100_000)}, 0)


@kind("notes.parquet")
def notes_parquet() -> bytes:
    """A footer of long notes."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    stream = io.BytesIO()
    table = pa.table({"year": [2020], "kt": [1.5]})
    pq.write_table(table.replace_schema_metadata({f"x{i}": "y" for i in range(500_000)}), stream)
    return stream.getvalue()


def codec(name: str) -> Callable[[], bytes]:
    """Real figures packed by a codec."""

    def make() -> bytes:
        import numpy as np

        rows = 500_000
        figures = np.random.default_rng(1).gamma(0.5, 500, rows)
        return parquet({"kt": figures}, rows, compression=name)

    return make


for one in ("none", "snappy", "gzip", "brotli", "lz4", "zstd"):
    kind(f"honest_{one}.parquet")(codec(one))


@kind("bytes.dta.gz")
def stata() -> bytes:
    import numpy as np
    import pandas as pd

    number = 900_000
    frame = pd.DataFrame(
        {"year": np.full(number, 2020, np.int16), "exporter": "DEU", "importer": "FRA", "product": "coal"}
    )
    frame["kt"] = np.ones(number, np.int8)
    stream = io.BytesIO()
    frame.to_stata(stream, write_index=False)
    return gz([stream.getvalue()])


@kind("strls.dta.gz")
def strls() -> bytes:
    """A long text of Stata's that every row refers to."""
    import numpy as np
    import pandas as pd

    number = 900_000
    frame = pd.DataFrame({"year": np.full(number, 2020, np.int16), "exporter": "DEU", "importer": "FRA"})
    frame["kt"] = np.ones(number, np.int8)
    frame["product"] = "coal"
    stream = io.BytesIO()
    frame.to_stata(stream, write_index=False, version=117, convert_strl=["product"])
    content = stream.getvalue()
    short, long = (
        struct.pack("<BI", 130, len(text) + 1) + text + b"\0" for text in (b"coal", b"x" * 9_000_000)
    )
    assert content.count(short) == 1
    at = content.index(b"<map>") + 5
    places = list(struct.unpack("<14Q", content[at : at + 112]))
    places[11:] = [place + len(long) - len(short) for place in places[11:]]
    content = content[:at] + struct.pack("<14Q", *places) + content[at + 112 :]
    return gz([content.replace(short, long)])


@kind("labels.dta.gz")
def labels() -> bytes:
    """A thousand labels of 30 kB."""
    import numpy as np
    import pandas as pd

    number = 400_000
    names = ["Germany", *(f"{i:030000}" for i in range(1000))]
    exporter = pd.Categorical.from_codes(np.arange(number) % 300 % 2 * (np.arange(number) % 1000), names)
    frame = pd.DataFrame({"exporter": exporter, "year": np.full(number, 2020, np.int16), "importer": "FRA"})
    frame["kt"] = np.ones(number, np.int8)
    frame["product"] = "coal"
    stream = io.BytesIO()
    frame.to_stata(stream, write_index=False)
    return gz([stream.getvalue()])
