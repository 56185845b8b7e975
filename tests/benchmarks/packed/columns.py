"""Files of columns that become huge: Parquet, Stata."""

from __future__ import annotations

import io
import os

from tests.benchmarks.packed.making import PACKED, gz, kind


@kind("runs.parquet")
def runs_parquet() -> bytes:
    """Run lengths, and a page for 24 million cells."""
    import numpy as np
    import pyarrow as pa
    import pyarrow.parquet as pq

    number = PACKED
    name = pa.DictionaryArray.from_arrays(pa.array(np.zeros(number, np.int32)), pa.array(["Germany"]))
    table = {
        "year": np.full(number, 2020),
        "exporter": name,
        "importer": name,
        "product": name,
        "kt": np.ones(number),
    }
    stream = io.BytesIO()
    filler = pa.table(table).replace_schema_metadata({"x": os.urandom(PACKED * 3 // 8).hex()})
    pq.write_table(filler, stream, compression="zstd", store_schema=False)
    return stream.getvalue()


@kind("sequence.parquet")
def sequence_parquet() -> bytes:
    """Every number another, told by their differences."""
    import numpy as np
    import pyarrow as pa
    import pyarrow.parquet as pq

    number = PACKED * 9 // 10
    name = pa.DictionaryArray.from_arrays(pa.array(np.zeros(number, np.int32)), pa.array(["Germany"]))
    table = {
        "year": np.full(number, 2020),
        "exporter": name,
        "importer": name,
        "product": name,
        "kt": np.arange(number),
    }
    stream = io.BytesIO()
    filler = pa.table(table).replace_schema_metadata({"x": os.urandom(PACKED * 3 // 8).hex()})
    pq.write_table(
        filler,
        stream,
        compression="zstd",
        use_dictionary=["exporter"],
        column_encoding={"kt": "DELTA_BINARY_PACKED"},
    )
    return stream.getvalue()


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
