"""Prepares sgemm_product.csv.gz once for every line of input and replies `ROWS SECONDS -`.

    python preparer.py FILE

The same as `preparations/sgemm.yaml`: read, mean of four columns, drop, filter, logarithm, split, standardise by the training
rows; the result is one contiguous float32 array of features and one of targets for each part.
"""

import sys
import time

import numpy
import pandas
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler


def prepare(path):
    table = pandas.read_csv(path, engine="c")
    runs = [f"Run{number} (ms)" for number in range(1, 5)]
    table["run_time"] = table[runs].mean(axis=1)
    table = table.drop(columns=runs)
    table = table[table["run_time"] <= 509.9675]
    targets = numpy.log(table["run_time"].to_numpy())
    features = table.drop(columns="run_time")
    train, rest, train_targets, rest_targets = train_test_split(features, targets, train_size=0.8, random_state=123)
    val, test, val_targets, test_targets = train_test_split(rest, rest_targets, train_size=0.5, random_state=123)
    scaler = StandardScaler().fit(train)
    parts = [(train, train_targets), (val, val_targets), (test, test_targets)]
    return [
        (numpy.ascontiguousarray(scaler.transform(part), dtype=numpy.float32), part_targets.astype(numpy.float32))
        for part, part_targets in parts
    ]


def main(path):
    rows = sum(len(features) for features, _ in prepare(path))
    print("ready", flush=True)
    for _ in sys.stdin:
        start = time.perf_counter()
        parts = prepare(path)
        seconds = time.perf_counter() - start
        assert sum(len(features) for features, _ in parts) == rows
        del parts
        print(rows, seconds, "-", flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:2])
