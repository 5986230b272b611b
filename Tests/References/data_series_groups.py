"""Expected values of Tests/DataTests/SeriesGroupTests.swift, written to Tests/DataTests/Fixtures/series_groups.json.

Run:      python3 Tests/References/data_series_groups.py
Versions: recorded in the file it writes

Forty rows of several series, mixed, some without a group; pandas computes the steps over the order of rows within each group
(`groupby(..., dropna=False)`). A case has the steps as a specification writes them and the columns expected after them, in
order. Missing values are null.
"""

import json
import os
import sys

import numpy
import pandas

ROWS = 40
random = numpy.random.default_rng(20261122)

store = random.choice(["north", "south", "west"], ROWS).astype(object)
store[random.uniform(0, 1, ROWS) < 0.15] = None
item = random.integers(1, 3, ROWS).astype(float)
sales = numpy.round(random.normal(100, 30, ROWS), 2)
gap = random.normal(0, 1, ROWS)
gap[random.uniform(0, 1, ROWS) < 0.4] = numpy.nan
kind = random.choice(["a", "b"], ROWS).astype(object)
kind[random.uniform(0, 1, ROWS) < 0.3] = None

frame = pandas.DataFrame({"store": store, "item": item, "sales": sales, "gap": gap, "kind": kind})
cases = []


def plain(values):
    out = []
    for value in values:
        if value is None or (isinstance(value, float) and numpy.isnan(value)):
            out.append(None)
        else:
            out.append(value if isinstance(value, str) else float(value))
    return out


def case(name, steps, added, replaced=None, keep=None):
    """`added`: columns appended; `replaced`: values of columns that change; `keep`: which rows are left."""
    columns = {column: frame[column] for column in frame.columns}
    columns.update(replaced or {})
    columns.update(added)
    keep = numpy.ones(ROWS, dtype=bool) if keep is None else numpy.asarray(keep)
    cases.append(
        {
            "name": name,
            "use": list(frame.columns),
            "target": "sales",
            "steps": steps,
            "expect": [
                {"name": n, "values": plain(pandas.Series(v).to_numpy()[keep])} for n, v in columns.items()
            ],
        }
    )


def groups(by):
    return frame.groupby(by, dropna=False, sort=False)


def rolling(by, column, window, statistic, shift=0):
    def one(values):
        return getattr(values.shift(shift).rolling(window), statistic)()

    return groups(by)[column].transform(one)


for by, text in [("store", "store"), (["store", "item"], "[store, item]")]:
    grouped = groups(by)
    before = grouped.cumcount()
    after = grouped.cumcount(ascending=False)
    case(
        f"lag by {text}", f"[{{lag: {{columns: [sales, kind], lags: [1, 3], group: {text}, incomplete: keep}}}}]",
        {
            "sales_lag1": grouped["sales"].shift(1), "sales_lag3": grouped["sales"].shift(3),
            "kind_lag1": grouped["kind"].shift(1), "kind_lag3": grouped["kind"].shift(3),
        })
    case(
        f"lag by {text}, rows dropped", f"[{{lag: {{columns: sales, lags: 2, group: {text}}}}}]",
        {"sales_lag2": grouped["sales"].shift(2)}, keep=before >= 2)
    case(
        f"difference by {text}", f"[{{difference: {{columns: gap, periods: [1, 2], group: {text}, incomplete: keep}}}}]",
        {"gap_diff1": grouped["gap"].diff(1), "gap_diff2": grouped["gap"].diff(2)})
    case(
        f"rolling by {text}",
        f"[{{rolling: {{columns: item, window: 3, statistics: [mean, sum, min, max, std], group: {text}, incomplete: keep}}}}]",
        {f"item_{s}3": rolling(by, "item", 3, s) for s in ["mean", "sum", "min", "max", "std"]})
    case(
        f"rolling over the target by {text}, rows dropped",
        f"[{{rolling: {{columns: sales, window: 2, shift: 1, group: {text}}}}}]",
        {"sales_mean2_lag1": rolling(by, "sales", 2, "mean", 1)}, keep=before >= 2)
    case(
        f"ffill by {text}", f"[{{impute: {{columns: [gap, kind], strategy: ffill, indicator: true, group: {text}}}}}]",
        {"gap_missing": frame["gap"].isna().astype(float), "kind_missing": frame["kind"].isna().astype(float)},
        {"gap": grouped["gap"].ffill(), "kind": grouped["kind"].ffill()})
    case(
        f"bfill by {text}", f"[{{impute: {{columns: [gap, kind], strategy: bfill, group: {text}}}}}]",
        {}, {"gap": grouped["gap"].bfill(), "kind": grouped["kind"].bfill()})

# The new columns stand where the series stood.
grouped = groups("store")
window = pandas.DataFrame({
    "store": frame["store"], "item": frame["item"],
    "sales_t-1": grouped["sales"].shift(1), "sales_t": frame["sales"], "sales_t+2": grouped["sales"].shift(-2),
    "gap": frame["gap"], "kind": frame["kind"],
})
kept = (grouped.cumcount() >= 1) & (grouped.cumcount(ascending=False) >= 2)
cases.append({
    "name": "window by store", "use": list(frame.columns), "target": "sales_t+2",
    "steps": "[{window: {column: sales, size: 2, horizon: 2, group: store}}]",
    "expect": [{"name": n, "values": plain(window[n].to_numpy()[kept])} for n in window.columns],
})

folder = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "DataTests", "Fixtures")
versions = {"python": sys.version.split()[0], "numpy": numpy.__version__, "pandas": pandas.__version__}
with open(os.path.join(folder, "series_groups.json"), "w") as file:
    # One line per case.
    table = ",\n".join(json.dumps(n) + ": " + json.dumps(plain(frame[n].to_numpy())) for n in frame.columns)
    lines = ",\n".join(json.dumps(entry) for entry in cases)
    head = json.dumps({"versions": versions, "train": ROWS, "scores": {}}, sort_keys=True)[:-1]
    file.write(head + ',\n"table": {\n' + table + '\n},\n"cases": [\n' + lines + "\n]}\n")
print("pandas", pandas.__version__, "numpy", numpy.__version__, len(cases), "cases")
