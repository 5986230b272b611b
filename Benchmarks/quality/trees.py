#!/usr/bin/env python3
"""boosted_trees beside xgboost's own Python package: the same rows and parameters, one core each.

    trees.py FOLDER TABLE ...

FOLDER holds TABLE.csv, TABLE.parts.csv and targets.json, as peers.py reads them. The program is the one that ASSAY names,
else .build/release/assay; the library is the system's, or the one that ASSAY_XGBOOST names. One line of JSON for each
table: the score of the test rows (accuracy, or R2) and the seconds of the training, the better of two. Columns of numbers
only, so that both see the same. Written with xgboost 3 and pandas 3.
"""

import glob
import json
import os
import subprocess
import sys
import tempfile
import time

import numpy as np
import pandas as pd
import xgboost

ROUNDS, RATE, DEPTH, TURNS = 200, 0.1, 6, 2
SPECIFICATION = """data:
  source: {{csv: rows.csv}}
  target: outcome
  split: {{column: {{column: part, train: train, val: val, test: test}}}}
model: {{boosted_trees: {{trees: {rounds}, lr: {rate}, max_depth: {depth}}}}}
loss: {loss}
train: {{metrics_on: val}}
metrics: [{metric}]
"""


def peer(features, target, parts, classes):
    objective = "reg:squarederror" if classes == 0 else "binary:logistic" if classes == 2 else "multi:softprob"
    parameters = {
        "objective": objective, "eta": RATE, "max_depth": DEPTH, "nthread": 1, "tree_method": "hist",
    }
    if classes > 2:
        parameters["num_class"] = classes
    seconds = []
    for _ in range(TURNS):
        start = time.perf_counter()
        train, val = [
            xgboost.DMatrix(features[parts == part], target[parts == part], nthread=1) for part in ("train", "val")
        ]
        booster = xgboost.train(
            parameters, train, ROUNDS, evals=[(train, "train"), (val, "val")], verbose_eval=False)
        seconds.append(time.perf_counter() - start)
    test = parts == "test"
    found, expected = booster.predict(xgboost.DMatrix(features[test], nthread=1)), target[test]
    if classes == 0:
        score = 1 - np.sum((found - expected) ** 2) / np.sum((expected - expected.mean()) ** 2)
    else:
        score = np.mean((found > 0.5 if classes == 2 else found.argmax(axis=1)) == expected)
    return float(score), min(seconds)


def own(folder, features, target, parts, classes):
    rows = features.assign(outcome=[f"c{value:03d}" for value in target] if classes else target, part=parts)
    rows.to_csv(f"{folder}/rows.csv", index=False)
    metric = "accuracy" if classes else "r2"
    loss = "mse" if classes == 0 else "bce" if classes == 2 else "cross_entropy"
    with open(f"{folder}/trees.yaml", "w") as file:
        file.write(SPECIFICATION.format(rounds=ROUNDS, rate=RATE, depth=DEPTH, loss=loss, metric=metric))
    program = os.path.abspath(os.environ.get("ASSAY", ".build/release/assay"))
    seconds = []
    for _ in range(TURNS):
        subprocess.run(
            [program, "run", "trees.yaml", "--quiet", "--threads", "1", "--runs", "runs"], cwd=folder, check=True)
        newest = max(glob.glob(f"{folder}/runs/2*/metrics.json"), key=os.path.getmtime)
        with open(newest) as file:
            metrics = json.load(file)
        seconds.append(metrics["training_seconds"])
    return metrics["splits"]["test"][metric], min(seconds)


def main():
    folder = sys.argv[1]
    with open(f"{folder}/targets.json") as file:
        known = json.load(file)
    for table in sys.argv[2:]:
        rows = pd.read_csv(f"{folder}/{table}.csv")
        parts = pd.read_csv(f"{folder}/{table}.parts.csv")["split1"]
        target = rows.pop(known[table]["target"])
        classes = 0
        if known[table]["task"] == "class":
            target = target.astype("category").cat.codes.to_numpy()
            classes = int(target.max()) + 1
        else:
            target = target.to_numpy()
        features = rows.select_dtypes("number")
        with tempfile.TemporaryDirectory() as place:
            ours = own(place, features, target, parts, classes)
        theirs = peer(features, target, parts.to_numpy(), classes)
        print(json.dumps({
            "table": table, "rows": len(rows), "columns": features.shape[1], "assay": ours[0], "xgboost": theirs[0],
            "assay_seconds": ours[1], "xgboost_seconds": theirs[1],
        }), flush=True)


main()
