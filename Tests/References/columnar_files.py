"""Writes the Parquet and Arrow files of Tests/ColumnarTests/Fixtures, and what each of them holds.

Run with pyarrow 26.0.1, polars 2.1.0, duckdb 2.0.1, fastparquet 2026.9.0, pandas 3.1.1, numpy 2.4.6:

    python columnar_files.py FOLDER

Beside each file stands FILE.txt: a line for each column, its name and its values (as pyarrow reads them) with tabs
between them; ~ is missing, \\t and \\n stand for tab and line end. Numbers are written as Python writes floats.
"""

import datetime as dt
import decimal
import os
import random
import sys
import uuid

import duckdb
import fastparquet
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.feather as feather
import pyarrow.ipc as ipc
import pyarrow.parquet as pq

FOLDER = sys.argv[1]
os.makedirs(FOLDER, exist_ok=True)
ROWS = 160
random.seed(5)
rng = np.random.default_rng(5)


def gaps(values, share=0.15):
    return [None if random.random() < share else value for value in values]


def table():
    """Every type that is read, with gaps in most columns."""
    words = ["alder", "birch", "cedar", "Ärm\tel", "", "x" * 70]
    base = dt.datetime(1969, 12, 30, 23, 59, 59, 123456)
    moments = [base + dt.timedelta(seconds=random.randrange(10**9), microseconds=7 * i) for i in range(ROWS)]
    return {
        "double": pa.array(gaps(rng.normal(size=ROWS).tolist())),
        "whole": pa.array(range(ROWS), pa.int64()),
        "float": pa.array(gaps(rng.normal(size=ROWS).astype("float32").tolist()), pa.float32()),
        "int8": pa.array(gaps([i % 256 - 128 for i in range(ROWS)]), pa.int8()),
        "int16": pa.array(gaps([i * 97 % 65536 - 32768 for i in range(ROWS)]), pa.int16()),
        "int32": pa.array(gaps([i * 7919 - 10**6 for i in range(ROWS)]), pa.int32()),
        "int64": pa.array(gaps([random.randrange(-(2**50), 2**50) for _ in range(ROWS)]), pa.int64()),
        "large": pa.array(gaps([2**53 + 1 + i for i in range(ROWS)]), pa.int64()),
        "uint8": pa.array(gaps([i % 256 for i in range(ROWS)]), pa.uint8()),
        "uint16": pa.array(gaps([65535 - i for i in range(ROWS)]), pa.uint16()),
        "uint32": pa.array(gaps([2**32 - 1 - i for i in range(ROWS)]), pa.uint32()),
        "uint64": pa.array(gaps([2**50 + i for i in range(ROWS)]), pa.uint64()),
        "truth": pa.array(gaps([random.random() < 0.3 for _ in range(ROWS)])),
        "truths": pa.array([i % 3 == 0 for i in range(ROWS)]),
        "category": pa.array(gaps([random.choice(words) for _ in range(ROWS)])),
        "text": pa.array(gaps([f"row {i} {'é' * (i % 5)}" for i in range(ROWS)])),
        "date": pa.array(gaps([dt.date(1960, 1, 1) + dt.timedelta(days=37 * i) for i in range(ROWS)])),
        "moment": pa.array(gaps(moments), pa.timestamp("us")),
        "utc": pa.array(gaps(moments), pa.timestamp("ms", tz="UTC"), safe=False),
        "nanos": pa.array(gaps([10**18 + 10**9 * i + i for i in range(ROWS)]), pa.timestamp("ns")),
        "time": pa.array(gaps([dt.time(i % 24, i % 60, 7, 1000 * i) for i in range(ROWS)]), pa.time64("us")),
        "decimal": pa.array(gaps([decimal.Decimal(i * 137 - 20000).scaleb(-2) for i in range(ROWS)]), pa.decimal128(9, 2)),
        "wide": pa.array(
            gaps([decimal.Decimal((-1) ** i * (10**30 + i * 10**7)).scaleb(-10) for i in range(ROWS)]),
            pa.decimal128(38, 10)),
        "nothing": pa.array([None] * ROWS, pa.float64()),
        "constant": pa.array([4.5] * ROWS),
    }


def number(value):
    if value != value:
        return "~"
    return repr(float(value))


def shown(value, kind):
    if value is None:
        return "~"
    if pa.types.is_boolean(kind):
        return "true" if value else "false"
    if pa.types.is_integer(kind) or pa.types.is_floating(kind) or pa.types.is_decimal(kind):
        return number(value)
    if pa.types.is_date(kind):
        return value.isoformat()
    if pa.types.is_fixed_size_binary(kind) and len(value) == 16:
        return str(uuid.UUID(bytes=value))
    if isinstance(value, uuid.UUID):
        return str(value)
    if pa.types.is_dictionary(kind):
        return shown(value, kind.value_type)
    if isinstance(value, bytes):
        return value.decode()
    if isinstance(value, list):
        if pa.types.is_floating(kind.value_type) and kind.value_type.bit_width == 32:
            return "[" + " ".join(str(np.float32(v)) for v in value) + "]"
        return "[" + " ".join(number(v) for v in value) + "]"
    return str(value).replace("\t", "\\t").replace("\n", "\\n")


def clock(seconds, fraction, digits):
    text = f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}"
    return text + (f".{fraction:0{digits}}".rstrip("0") if fraction else "")


UNITS = {"s": (1, 0), "ms": (10**3, 3), "us": (10**6, 6), "ns": (10**9, 9)}


def texts(column):
    """The values as the reader shows them."""
    kind = column.type
    if pa.types.is_timestamp(kind):
        factor, digits = UNITS[kind.unit]
        result = []
        for value in column.cast(pa.int64()).to_pylist():
            if value is None:
                result.append("~")
                continue
            days, rest = divmod(value, 86400 * factor)
            day = (dt.date(1970, 1, 1) + dt.timedelta(days=days)).isoformat()
            result.append(f"{day} {clock(rest // factor, rest % factor, digits)}" + ("Z" if kind.tz else ""))
        return result
    if pa.types.is_time(kind):
        factor, digits = UNITS[kind.unit]
        return [
            "~" if value is None else clock(value // factor, value % factor, digits)
            for value in column.cast(pa.int64() if kind.bit_width == 64 else pa.int32()).to_pylist()
        ]
    values = column.to_pylist()
    if pa.types.is_integer(kind) or pa.types.is_decimal(kind) and kind.scale == 0:
        if any(v is not None and int(float(v)) != int(v) for v in values):
            return ["~" if value is None else str(value) for value in values]
    return [shown(value, kind) for value in values]


def record(name, read):
    with open(os.path.join(FOLDER, name + ".txt"), "w") as file:
        for field, column in zip(read.schema, read.columns):
            column = column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
            file.write("\t".join([field.name] + texts(column)) + "\n")


def parquet(name, write):
    path = os.path.join(FOLDER, name)
    write(path)
    try:
        read = pq.ParquetFile(path).read()
    except OSError:  # what DuckDB writes for a column without any value
        read = duckdb.sql(f"select * from '{path}'").to_arrow_table()
    record(name, read)


def arrow(name, write):
    path = os.path.join(FOLDER, name)
    write(path)
    with open(path, "rb") as file:
        reader = ipc.open_stream if file.read(6) != b"ARROW1" else ipc.open_file
    with pa.OSFile(path) as file:
        read = reader(file)
        record(name, read.read_all())


everything = pa.table(table())
few = everything.select(["double", "whole", "float", "int32", "truth", "category", "text", "moment", "decimal"])
pandas_frame = everything.drop_columns(["time", "wide", "nothing"]).to_pandas()
polars_frame = pl.from_arrow(everything)

# pyarrow, as it is and in every other way.
parquet("pyarrow-default.parquet", lambda path: pq.write_table(everything, path))
for codec in ["none", "snappy", "gzip", "zstd", "lz4"]:
    parquet(f"pyarrow-{codec}.parquet", lambda path: pq.write_table(few, path, compression=codec, row_group_size=110))
parquet(
    "pyarrow-v2.parquet",
    lambda path: pq.write_table(
        everything, path, data_page_version="2.0", compression="zstd", write_page_checksum=True, row_group_size=128))
parquet(
    "pyarrow-plain.parquet",
    lambda path: pq.write_table(everything, path, use_dictionary=False, compression="gzip", data_page_size=500))
parquet("pyarrow-1.0.parquet", lambda path: pq.write_table(few, path, version="1.0", write_page_checksum=True))
parquet("pyarrow-int96.parquet", lambda path: pq.write_table(
    everything.select(["moment", "nanos"]), path, use_deprecated_int96_timestamps=True))
parquet("pyarrow-delta.parquet", lambda path: pq.write_table(
    everything.select(["int32", "int64", "large", "int8", "text", "category", "moment", "double", "float", "truth", "decimal"]),
    path, use_dictionary=False, compression="zstd", data_page_size=700,
    column_encoding={
        "int32": "DELTA_BINARY_PACKED", "int64": "DELTA_BINARY_PACKED", "large": "DELTA_BINARY_PACKED",
        "int8": "DELTA_BINARY_PACKED", "text": "DELTA_LENGTH_BYTE_ARRAY", "category": "DELTA_BYTE_ARRAY",
        "moment": "DELTA_BINARY_PACKED", "double": "BYTE_STREAM_SPLIT", "float": "BYTE_STREAM_SPLIT",
        "truth": "RLE", "decimal": "BYTE_STREAM_SPLIT"}, data_page_version="2.0"))
parquet("pyarrow-decimals.parquet", lambda path: pq.write_table(
    pa.table({
        "integers": pa.array([decimal.Decimal(i) for i in range(50)], pa.decimal128(9, 0)),
        "small": pa.array([decimal.Decimal(i * 3).scaleb(-3) for i in range(50)], pa.decimal128(7, 3)),
        "middle": pa.array([decimal.Decimal(i * 10**12 + 7).scaleb(-4) for i in range(50)], pa.decimal128(17, 4)),
        "huge": pa.array([decimal.Decimal(10**37 + i) for i in range(50)], pa.decimal128(38, 0)),
        "huger": pa.array([decimal.Decimal(-(10**60) - i).scaleb(-5) for i in range(50)], pa.decimal256(70, 5)),
    }), path, store_decimal_as_integer=True))
parquet("pyarrow-halves.parquet", lambda path: pq.write_table(
    pa.table({
        "half": pa.array(np.array([0, 1.5, -2, 65504, 6e-8, 6.1e-5, np.inf, np.nan] * 5, "float16")),
        "uuid": pa.array([uuid.UUID(int=i * 2**100 + i).bytes for i in range(40)], pa.uuid()),
        "bytes": pa.array([f"b{i % 7}".encode() for i in range(40)]),
        "fixed": pa.array([f"f{i % 7:03}".encode() for i in range(40)], pa.binary(4)),
    }), path))
vectors = rng.normal(size=(40, 3))
parquet("pyarrow-lists.parquet", lambda path: pq.write_table(
    pa.table({
        "list": pa.array(vectors.tolist(), pa.list_(pa.float64())),
        "fixed": pa.array(vectors.astype("float32").tolist(), pa.list_(pa.float32(), 3)),
        "ints": pa.array([[i, i + 1] for i in range(40)], pa.large_list(pa.int32())),
        "id": pa.array(range(40)),
    }), path, row_group_size=17, data_page_size=50))
parquet("pyarrow-empty.parquet", lambda path: pq.write_table(few.slice(0, 0), path))
categories = pa.table({
    "levels": pa.array(["b", "a", None, "c", "a"] * 10).dictionary_encode(),
    "plain": pa.array([f"t{i}" for i in range(50)]),
    "ids": pa.array([f"t{i}" for i in range(50)]).dictionary_encode(),
})
parquet("pyarrow-categories.parquet", lambda path: pq.write_table(categories, path))
nested = pa.table({
    "record": pa.array([{"a": 1, "b": "x"}] * 4), "words": pa.array([["a"], ["b", "c"], [], None]),
    "map": pa.array([[("k", 1)]] * 4, pa.map_(pa.string(), pa.int64())), "ragged": pa.array([[1], [1, 2], [3], [4]]),
    "lists": pa.array([[[1]], [[2]], [[3]], [[4]]]), "good": pa.array([1, 2, 3, 4]),
    "gaps": pa.array([[1.0], [None], [3.0], [4.0]]),
})
pq.write_table(nested, os.path.join(FOLDER, "nested.parquet"))
pq.write_table(few.select(["double"]), os.path.join(FOLDER, "brotli.parquet"), compression="brotli")

# The other writers.
parquet("pandas.parquet", lambda path: pandas_frame.to_parquet(path))
parquet("pandas-index.parquet", lambda path: pandas_frame[["double", "text"]][lambda f: f.index % 3 == 0].to_parquet(path))
parquet("polars.parquet", lambda path: polars_frame.write_parquet(path))
parquet("polars-lists.parquet", lambda path: pl.DataFrame(
    {"vector": vectors.tolist(), "id": list(range(40))},
    schema={"vector": pl.Array(pl.Float32, 3), "id": pl.Int64}).write_parquet(path, row_group_size=16))
for name, options in {"duckdb": "", "duckdb-v2": ", parquet_version v2", "duckdb-zstd": ", compression zstd"}.items():
    def write(path):
        duckdb.sql(f"copy (select * from {'everything' if name != 'duckdb-zstd' else 'few'}) to '{path}' (format parquet{options})")
    parquet(name + ".parquet", write)
simple = pandas_frame[["double", "whole", "float", "int32", "truths", "category", "text", "date", "moment"]].copy()
simple["int32"] = simple["int32"].astype("Int32")
simple["date"] = pd.to_datetime(simple["date"])
for codec in ["UNCOMPRESSED", "SNAPPY"]:
    parquet(f"fastparquet-{codec.lower()}.parquet", lambda path: fastparquet.write(path, simple, compression=codec))



# Arrow.
def write_file(path, data, codec=None, rows=None, stream=False):
    options = ipc.IpcWriteOptions(compression=codec)
    make = ipc.new_stream if stream else ipc.new_file
    with make(path, data.schema, options=options) as writer:
        writer.write_table(data, max_chunksize=rows)


arrow("pyarrow.arrow", lambda path: write_file(path, everything))
arrow("pyarrow-batches.arrow", lambda path: write_file(path, few, rows=77))
arrow("pyarrow-lz4.arrow", lambda path: write_file(path, everything, "lz4", rows=120))
arrow("pyarrow-zstd.arrow", lambda path: write_file(path, everything, "zstd"))
arrow("pyarrow-stream.arrows", lambda path: write_file(path, few, rows=100, stream=True))
arrow("pyarrow-categories.arrow", lambda path: write_file(path, categories))
arrow("pyarrow-empty.arrow", lambda path: write_file(path, few.slice(0, 0)))
arrow("pyarrow-large.arrow", lambda path: write_file(path, few.select(["text", "category"]).cast(
    pa.schema([("text", pa.large_string()), ("category", pa.large_string())]))))
arrow("feather.feather", lambda path: feather.write_feather(few, path))
arrow("feather-zstd.feather", lambda path: feather.write_feather(few, path, compression="zstd"))
arrow("polars.arrow", lambda path: polars_frame.drop("wide", "decimal").write_ipc(path))
arrow("polars-zstd.arrow", lambda path: pl.from_arrow(few).drop("decimal").write_ipc(path, compression="zstd"))
arrow("polars-stream.arrows", lambda path: pl.from_arrow(few).drop("decimal").write_ipc_stream(path))
arrow("polars-categories.arrow", lambda path: pl.DataFrame(
    {"c": ["b", "a", None, "b"], "e": ["low", "high", "low", None]},
    schema={"c": pl.Categorical, "e": pl.Enum(["low", "high"])}).write_ipc(path))
arrow("pyarrow-lists.arrow", lambda path: write_file(path, pa.table({
    "list": pa.array(vectors.tolist(), pa.list_(pa.float64())),
    "fixed": pa.array(vectors.astype("float32").tolist(), pa.list_(pa.float32(), 3)),
    "ints": pa.array([[i, i + 1] for i in range(40)], pa.large_list(pa.int32())),
    "id": pa.array(range(40)),
}), "zstd", rows=17))
with ipc.new_file(os.path.join(FOLDER, "nested.arrow"), nested.schema) as writer:
    writer.write_table(nested)
