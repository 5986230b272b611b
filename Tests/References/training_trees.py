"""Writes the numbers the tests of trees compare with: Tests/TrainingTests/Fixtures/trees.json.

    python3 -m venv .venv && .venv/bin/pip install "xgboost==3.2.0" pandas
    .venv/bin/python Tests/References/training_trees.py

Predictions of the Python package's models for rows of numbers, gaps and categories: one column of four categories,
which are split one by one, one of twelve, which are split into two groups. In the fixture a category is its number from
1, and 0 is one that is missing, as the step `codes` writes them.

With more than two classes version 3.1 and newer begin with the shares of the classes, older ones with the same score
for each: there is one model of either kind.
"""

import importlib.metadata
import json
import pathlib

import numpy as np
import pandas as pd
import xgboost

ROWS, ROUNDS = 160, 12
random = np.random.default_rng(20261128)
numbers = random.normal(size=(ROWS, 3)).round(3)
numbers[::7, 2] = np.nan
few, many = random.integers(0, 5, ROWS), random.integers(0, 13, ROWS)  # 0: missing
few[:5], many[:13] = range(5), range(13)
score = numbers[:, 0] + 0.7 * (few == 2) - 0.9 * np.isin(many, [3, 8, 11]) + 0.3 * np.nan_to_num(numbers[:, 2])
score = score + 0.2 * random.normal(size=ROWS)
weights = random.integers(1, 4, ROWS)
frame = pd.DataFrame(numbers, columns=["a", "b", "c"])
for name, codes, count in [("few", few, 4), ("many", many, 12)]:
    frame[name] = pd.Categorical.from_codes(codes - 1, categories=[f"{number:02d}" for number in range(count)])
targets = {
    "numbers": (score + 4).round(3), "counts": np.floor(np.exp(0.5 * score)),
    "two": (score > 0).astype(float), "three": np.digitize(score, [-0.6, 0.6]).astype(float),
}
COMMON = {"tree_method": "hist", "eta": 0.3, "max_depth": 4, "nthread": 1, "seed": 3}
MODELS = [
    ("mse", "numbers", "reg:squarederror", {}, {}),
    ("mse", "numbers", "reg:squarederror", {"max_depth": 0, "grow_policy": "lossguide", "max_leaves": 6},
     {"max_depth": 0, "growth": "leaf", "max_leaves": 6}),
    ("mse", "numbers", "reg:squarederror", {"alpha": 0.5, "lambda": 3, "gamma": 0.2, "min_child_weight": 5},
     {"l1": 0.5, "l2": 3, "min_gain": 0.2, "min_child_weight": 5}),
    ("mse", "numbers", "reg:squarederror", {"max_bin": 8}, {"bins": 8}),
    ("mse", "numbers", "reg:squarederror", {"monotone_constraints": "(-1,1,0,0,0)"},
     {"monotone": "{a: decreasing, b: increasing}"}),
    ("poisson", "counts", "count:poisson", {"max_delta_step": 0.7}, {"max_step": 0.7}),
    ("binary_cross_entropy", "two", "binary:logistic", {}, {}),
]


def record(loss, target, objective, theirs, ours, weighed=False, library="any"):
    table = xgboost.DMatrix(
        frame, targets[target], weight=weights if weighed else None, enable_categorical=True, nthread=1)
    booster = xgboost.train({**COMMON, **theirs, "objective": objective}, table, ROUNDS)
    fields = {"lr": 0.3, "max_depth": 4, **ours}
    return {
        "loss": loss, "fields": ", ".join(f"{key}: {value}" for key, value in fields.items()),
        "target": target, "weighed": weighed, "library": library,
        "predictions": [round(float(value), 7) for value in booster.predict(table).reshape(-1)],
    }


models = [record(*model) for model in MODELS] + [
    record(*MODELS[0], weighed=True),
    record("cross_entropy", "three", "multi:softprob", {"num_class": 3, "base_score": 0.5}, {}, library="before 3.1"),
    record("cross_entropy", "three", "multi:softprob", {"num_class": 3}, {}, library="from 3.1"),
]
versions = {name: importlib.metadata.version(name) for name in ("xgboost", "numpy", "pandas")}
content = {
    "versions": versions, "rounds": ROUNDS, "names": list(frame.columns), "categories": [0, 0, 0, 4, 12],
    "features": [
        [None if np.isnan(value) else value for value in [*row, float(first), float(second)]]
        for row, first, second in zip(numbers.tolist(), few, many)
    ],
    "weights": weights.tolist(), "targets": {name: values.tolist() for name, values in targets.items()},
    "models": models,
}
path = pathlib.Path(__file__).parent.parent / "TrainingTests" / "Fixtures" / "trees.json"
path.write_text(json.dumps(content) + "\n")
print(versions, path, path.stat().st_size)
