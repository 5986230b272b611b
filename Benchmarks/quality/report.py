"""Prints the tables of Documentation/Quality.md from the lines that peers.py, tuned.py and contender.py have written.

    python report.py results.jsonl …

Scores are means over the three splits: accuracy for classes, R² for numbers. A rank is the place among all of a
table's contenders, ties shared; the normalized score is 1 for the best contender of a table and 0 for the worst, except
that nothing counts as worse than the mean (the rule that predicts it always).
"""

import json
import sys

import pandas as pd

NAMES = {
    "assay_init": "assay init", "assay_boosted_trees": "boosted_trees", "assay_random_forest": "random_forest",
    "assay_tabular": "preset tabular", "assay_member": "one member", "assay_ensemble": "ensemble: 32",
    "assay_sweep": "sweep + blend", "hist_gradient_boosting": "HistGradientBoosting", "lightgbm": "LightGBM",
    "xgboost": "XGBoost", "catboost": "CatBoost", "random_forest": "RandomForest", "realmlp": "RealMLP",
    "lightgbm_optuna_50": "LightGBM, 50 × Optuna", "linear": "linear", "mean": "mean",
}


def load(paths):
    lines = [json.loads(line) for path in paths for line in open(path) if line.startswith("{")]
    frame = pd.DataFrame(lines).drop_duplicates(["table", "split", "peer"], keep="last")
    frame["score"] = frame["accuracy"].where(frame["accuracy"].notna(), frame["r2"])
    frame["cpu"] = frame["seconds"].map(lambda seconds: seconds["cpu"])
    return frame


def markdown(rows, header):
    print("| " + " | ".join(header) + " |")
    print("| --- |" + " ---: |" * (len(header) - 1))
    for row in rows:
        print("| " + " | ".join(row) + " |")
    print()


def main():
    frame = load(sys.argv[1:])
    scores = frame.pivot_table(index="table", columns="peer", values="score")
    seconds = frame.pivot_table(index="table", columns="peer", values="cpu")
    peers = [peer for peer in NAMES if peer in scores.columns]
    order = list(dict.fromkeys(frame["table"]))
    markdown(
        [[table] + [("" if pd.isna(scores.loc[table, p]) else f"{scores.loc[table, p]:.3f}") for p in peers]
         for table in order], ["table"] + [NAMES[p] for p in peers])
    whole = [peer for peer in peers if scores[peer].notna().all()]
    ranks = scores[whole].rank(axis=1, ascending=False)
    low = scores["mean"] if "mean" in scores else scores[whole].min(axis=1)
    top = scores[whole].max(axis=1)
    normalized = scores[whole].sub(low, axis=0).div(top - low, axis=0).clip(lower=0)
    markdown(
        [[NAMES[p], f"{ranks[p].mean():.2f}", f"{normalized[p].mean():.3f}", f"{seconds[p].mean():.1f}"]
         for p in sorted(whole, key=lambda p: ranks[p].mean())],
        ["contender", "mean rank", "normalized score", "seconds on one core, mean"])
    compare(frame, scores, seconds)


def compare(frame, scores, seconds):
    """What the issue of this benchmark asks about pairs."""
    def per_split(peer):
        return frame[frame["peer"] == peer].set_index(["table", "split"])["score"]

    if "assay_init" in scores:
        simple = pd.concat([per_split("mean"), per_split("linear")], axis=1).max(axis=1)
        difference = (per_split("assay_init") - simple).dropna().groupby("table")
        error = difference.std() / difference.size() ** 0.5
        worse = [t for t in scores.index if difference.mean().get(t, 0) < -error.get(t, 0) - 1e-9]
        print(f"init: beyond one standard error worse than the better of mean and linear on {len(worse)}: {worse}")
    for ours, theirs, share in [
        ("assay_init", "hist_gradient_boosting", 0.02), ("assay_boosted_trees", "xgboost", 0.003),
        ("assay_tabular", "realmlp", 0.005), ("assay_ensemble", "assay_member", 0.0),
    ]:
        if ours not in scores or theirs not in scores:
            continue
        gap = ((scores[theirs] - scores[ours]) / scores[theirs].abs()).dropna()
        ratio = (seconds[ours] / seconds[theirs]).dropna()
        print(
            f"{NAMES[ours]} within {share:.1%} of {NAMES[theirs]} on {(gap <= share + 1e-9).sum()} of {len(gap)}; "
            f"its time is {ratio.median():.2f} times theirs (median), {ratio.min():.2f} to {ratio.max():.2f}; "
            f"not on {[f'{t} {g:.1%}' for t, g in gap.items() if g > share + 1e-9]}")


if __name__ == "__main__":
    main()
