"""What linear models reach on the published GPU data set: the expected values of PublishedResultTests.swift.

    python sgemm_baselines.py sgemm_product.csv.gz

Written with NumPy 2.4.6, pandas 3.1.1 and scikit-learn 1.9.1. Least squares is exact, so every 8:1:1 split has one right
answer; the spread over splits is the tolerance of a differently drawn one.
"""

import sys

import numpy
import pandas
from sklearn.linear_model import LogisticRegression

LIMIT = 509.9675  # Q3 + 1.5 (Q3 - Q1) of the mean run time over the whole file


def main(path):
    table = pandas.read_csv(path)
    run_time = table.filter(like="Run").mean(axis=1).to_numpy()
    kept = run_time <= LIMIT
    features = table.iloc[:, :14].to_numpy(dtype=float)[kept]
    target = numpy.log(run_time[kept])
    print("rows", len(target))

    scores = []
    for seed in range(20):
        order = numpy.random.default_rng(seed).permutation(len(target))
        train, test = order[: int(0.8 * len(order))], order[int(0.9 * len(order)) :]
        design = numpy.c_[features, numpy.ones(len(features))]
        weights, *_ = numpy.linalg.lstsq(design[train], target[train], rcond=None)
        error = design[test] @ weights - target[test]
        scores.append((1 - (error**2).mean() / target[test].var(), (error**2).mean()))
    for name, values in zip(("r2", "mse"), zip(*scores)):
        print(f"least squares, 20 splits: {name} {numpy.mean(values):.4f} (sd {numpy.std(values, ddof=1):.4f})")

    accuracies = []
    for seed in range(8):
        order = numpy.random.default_rng(seed).permutation(len(target))
        train, test = order[: int(0.8 * len(order))], order[int(0.9 * len(order)) :]
        label = target > target[train].mean()
        scale = features[train].mean(axis=0), features[train].std(axis=0, ddof=1)
        standardised = (features - scale[0]) / scale[1]
        model = LogisticRegression(C=1e6).fit(standardised[train], label[train])
        accuracies.append(model.score(standardised[test], label[test]))
    print(f"logistic, 8 splits: accuracy {numpy.mean(accuracies):.4f} (sd {numpy.std(accuracies, ddof=1):.4f})")


if __name__ == "__main__":
    main(sys.argv[1])
