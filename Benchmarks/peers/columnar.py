"""How fast Parquet files of numbers are read on one core, beside Polars, pyarrow and the same table as CSV.

    taskset -c 0 python columnar.py FOLDER ASSAY_BENCHMARK

ASSAY_BENCHMARK is `.build/release/assay-benchmark` of a build with ASSAY_BENCHMARKS=1. Two million rows of eight columns
of doubles: normal numbers with all their digits (plain pages), and such with two decimals (dictionaries). What is said is
megabytes of doubles a second, the best of five rounds.
"""

import os
import pathlib
import subprocess
import sys
import time

os.environ["POLARS_MAX_THREADS"] = "1"

import numpy as np
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

ROWS, COLUMNS, ROUNDS = 2_000_000, 8, 5


def write(folder):
    generator = np.random.default_rng(0)
    plain = pa.table({f"x{index}": generator.normal(size=ROWS) for index in range(COLUMNS)})
    rounded = pa.table({f"x{index}": np.round(generator.normal(size=ROWS), 2) for index in range(COLUMNS)})
    pq.write_table(plain, folder / "plain.parquet", compression="none", use_dictionary=False)
    pq.write_table(plain, folder / "pyarrow.parquet")
    pq.write_table(rounded, folder / "dictionary.parquet")
    pl.from_arrow(plain).write_parquet(folder / "polars.parquet")
    pl.from_arrow(rounded).write_csv(folder / "rounded.csv")
    pl.from_arrow(plain).write_csv(folder / "plain.csv")


def ours(program, path):
    rounds = "\n" * ROUNDS
    out = subprocess.run([program, "read", path, "--threads", "1"], input=rounds, capture_output=True, text=True, check=True)
    return min(float(line.split()[1]) for line in out.stdout.splitlines() if line != "ready")


def timed(read):
    times = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        read()
        times.append(time.perf_counter() - start)
    return min(times)


def main(folder, program):
    folder = pathlib.Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    write(folder)
    print("file                    assay    Polars   pyarrow   MB/s of doubles")
    for name in ["plain.parquet", "pyarrow.parquet", "dictionary.parquet", "polars.parquet", "plain.csv", "rounded.csv"]:
        path = folder / name
        is_text = name.endswith(".csv")
        polars = timed(lambda: pl.read_csv(path) if is_text else pl.read_parquet(path, use_pyarrow=False))
        arrow = None if is_text else timed(lambda: pq.read_table(path, use_threads=False))
        rates = [ROWS * COLUMNS * 8 / seconds / 1e6 if seconds else float("nan") for seconds in (ours(program, path), polars, arrow)]
        print(f"{name:20}" + "".join(f"{rate:10.0f}" for rate in rates))


if __name__ == "__main__":
    main(*sys.argv[1:3])
