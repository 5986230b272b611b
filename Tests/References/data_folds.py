"""Folds of scikit-learn's splitters for Tests/DataTests/FoldTests.swift.

    python3 Tests/References/data_folds.py > Tests/DataTests/Fixtures/folds.json

Only splitters without shuffling: their folds are fully determined. Group sizes differ, so that no tie decides.
"""

import json
import sys

import numpy as np
import sklearn
from sklearn.model_selection import GroupKFold, KFold, StratifiedKFold, TimeSeriesSplit

cases = []


def add(name, split, rows, splitter, column=None):
    zeros = np.zeros((rows, 1))
    if name == "group_k_fold":
        folds = splitter.split(zeros, groups=column)
    elif name == "stratified_k_fold":
        folds = splitter.split(zeros, column)
    else:
        folds = splitter.split(zeros)
    cases.append(
        {
            "split": split,
            "rows": rows,
            "column": [str(value) for value in column] if column is not None else None,
            "folds": [{"train": train.tolist(), "val": val.tolist()} for train, val in folds],
        }
    )


for rows, folds in [(10, 5), (23, 4), (7, 7)]:
    add("k_fold", f"{{k_fold: {{folds: {folds}, shuffle: false}}}}", rows, KFold(folds))
labels = np.array([["b", "a", "c"][(i * i + i // 4) % 3] for i in range(31)])
for folds in [2, 3, 5]:
    add(
        "stratified_k_fold", f"{{stratified_k_fold: {{folds: {folds}, shuffle: false, by: c}}}}", 31,
        StratifiedKFold(folds), labels,
    )
sizes = [9, 4, 7, 1, 3, 12, 2]
groups = np.array([f"g{index}" for index, size in enumerate(sizes) for _ in range(size)])
groups = groups[(np.arange(len(groups)) * 5) % len(groups)]
for folds in [2, 3, 5]:
    add(
        "group_k_fold", f"{{group_k_fold: {{folds: {folds}, by: c}}}}", len(groups), GroupKFold(folds), groups
    )
add("time_series", "{time_series: 4}", 17, TimeSeriesSplit(4))
add(
    "time_series", "{time_series: {folds: 3, gap: 2, test_size: 3, max_train: 6}}", 20,
    TimeSeriesSplit(3, gap=2, test_size=3, max_train_size=6),
)
json.dump(
    {"versions": f"numpy {np.__version__}, scikit-learn {sklearn.__version__}", "cases": cases}, sys.stdout,
    separators=(",", ":"),
)
print()
