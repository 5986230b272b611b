"""Writes scikit-learn's metrics on generated cases: Tests/TrainingTests/Fixtures/metrics.json.

    python3 -m venv .venv && .venv/bin/pip install "scikit-learn==1.9.1" numpy
    .venv/bin/python Tests/References/training_metrics.py

Where scikit-learn has no such metric (smape, specificity, expected_calibration_error, relative_error_of_means) the
formula is written out with numpy. A value that is not a number is null.
"""

import json
import math
import pathlib
import warnings

import numpy
import sklearn
from sklearn import metrics
from sklearn.preprocessing import label_binarize

random = numpy.random.default_rng(20261121)
warnings.simplefilter("ignore")


def finite(value):
    return None if value is None or math.isnan(value) else float(value)


def regression(name, target, prediction, weights=None):
    columns = 1 if target.ndim == 1 else target.shape[1]
    w = {} if weights is None else {"sample_weight": weights}
    size = numpy.abs(target) + numpy.abs(prediction)
    share = numpy.where(size == 0, 0, 2 * numpy.abs(prediction - target) / numpy.where(size == 0, 1, size))
    means = [numpy.average(value, axis=0, weights=weights) for value in (target, prediction)]
    amounts = {}
    if target.min() >= 0 and prediction.min() > 0:
        flat = [value.reshape(-1) for value in (target, prediction)]
        f = {} if weights is None else {"sample_weight": numpy.repeat(weights, columns)}
        amounts = {
            "msle": metrics.mean_squared_log_error(target, prediction, **w),
            "rmsle": metrics.root_mean_squared_log_error(target, prediction, **w),
            "poisson_deviance": metrics.mean_poisson_deviance(*flat, **f),
            "tweedie_deviance": metrics.mean_tweedie_deviance(*flat, power=1.5, **f),
            "tweedie_deviance_1.1": metrics.mean_tweedie_deviance(*flat, power=1.1, **f),
        }
        if target.min() > 0:
            amounts["gamma_deviance"] = metrics.mean_gamma_deviance(*flat, **f)
    return {
        "name": name,
        "columns": columns,
        "targets": target.reshape(-1).tolist(),
        "predictions": prediction.reshape(-1).tolist(),
        "weights": None if weights is None else weights.tolist(),
        "values": {
            "mse": finite(metrics.mean_squared_error(target, prediction, **w)),
            "rmse": finite(metrics.root_mean_squared_error(target, prediction, **w)),
            "mae": finite(metrics.mean_absolute_error(target, prediction, **w)),
            "mape": finite(metrics.mean_absolute_percentage_error(target, prediction, **w)),
            "smape": finite(numpy.mean(numpy.average(share, axis=0, weights=weights))),
            "r2": finite(metrics.r2_score(target, prediction, **w)),
            "explained_variance": finite(metrics.explained_variance_score(target, prediction, **w)),
            "pinball": finite(metrics.mean_pinball_loss(target, prediction, **w)),
            "pinball_0.9": finite(metrics.mean_pinball_loss(target, prediction, alpha=0.9, **w)),
            **{key: finite(value) for key, value in amounts.items()},
            "median_absolute_error": finite(metrics.median_absolute_error(target, prediction, **w)),
            "max_error": finite(numpy.max(numpy.abs(target - prediction))
                                if columns > 1 else metrics.max_error(target, prediction)),
            "relative_error_of_means": finite(numpy.mean(numpy.abs(means[1] - means[0]) / numpy.abs(means[0]))),
        },
    }


def specificity(target, assigned, count, average, weights):
    """True negatives / (true negatives + false positives), averaged as scikit-learn averages recall."""
    counts = metrics.multilabel_confusion_matrix(
        target, assigned, labels=list(range(count)), sample_weight=weights).astype(float)
    if average == "micro":
        counts = counts.sum(axis=0, keepdims=True)
    support = counts[:, 1, :].sum(axis=1)
    present = support + counts[:, 0, 1] > 0
    negatives = counts[:, 0, :].sum(axis=1)
    values = numpy.where(negatives > 0, counts[:, 0, 0] / numpy.where(negatives > 0, negatives, 1), 0)
    if average == "binary":
        return values[1]
    if average == "weighted":
        return numpy.average(values, weights=support)
    return values.mean() if average == "micro" else values[present].mean()


def calibration(target, assigned, confidence, weights, bins):
    """Guo et al. 2017, equation 3: bins ((b-1)/B, b/B] of the predicted class's probability."""
    weights = numpy.ones(len(target)) if weights is None else weights
    right = (target == assigned).astype(float)
    total = 0.0
    for index in range(bins):
        low, high = index / bins, (index + 1) / bins
        inside = (confidence > low) & (confidence <= high) if index else (confidence <= high)
        weight = weights[inside].sum()
        if weight > 0:
            accuracy = (weights[inside] * right[inside]).sum() / weight
            mean = (weights[inside] * confidence[inside]).sum() / weight
            total += weight * abs(accuracy - mean)
    return total / weights.sum()


def classification(name, target, probability, weights=None):
    binary = probability.ndim == 1
    count = 2 if binary else probability.shape[1]
    labels = list(range(count))
    w = {} if weights is None else {"sample_weight": weights}
    assigned = (probability > 0.5).astype(int) if binary else probability.argmax(axis=1)
    confidence = numpy.maximum(probability, 1 - probability) if binary else probability.max(axis=1)
    values = {
        "accuracy": metrics.accuracy_score(target, assigned, **w),
        "balanced_accuracy": metrics.balanced_accuracy_score(target, assigned, **w),
        "log_loss": metrics.log_loss(target, probability, labels=labels, **w),
        "brier": metrics.brier_score_loss(target, probability, labels=labels, **w),
        "mcc": metrics.matthews_corrcoef(target, assigned, **w),
        "cohen_kappa": metrics.cohen_kappa_score(target, assigned, labels=labels, **w),
        "expected_calibration_error": calibration(target, assigned, confidence, weights, 15),
    }
    for weighting in ["linear", "quadratic"]:
        values["cohen_kappa_" + weighting] = metrics.cohen_kappa_score(
            target, assigned, labels=labels, weights=weighting, **w)
    for k in [1, 2]:
        values[f"top_{k}_accuracy"] = metrics.top_k_accuracy_score(
            target, probability, k=k, labels=labels, **w)
    standard = "binary" if binary else "macro"
    for average in ["", "macro", "micro", "weighted"]:
        arguments = {"average": average or standard, "zero_division": 0, **w}
        suffix = "_" + average if average else ""
        values["precision" + suffix] = metrics.precision_score(target, assigned, **arguments)
        values["recall" + suffix] = metrics.recall_score(target, assigned, **arguments)
        values["f1" + suffix] = metrics.f1_score(target, assigned, **arguments)
        values["specificity" + suffix] = specificity(target, assigned, count, average or standard, weights)
    one_class = len(set(target.tolist())) < 2
    if binary:
        values["roc_auc"] = None if one_class else metrics.roc_auc_score(target, probability, **w)
        values["pr_auc"] = metrics.average_precision_score(target, probability, **w)
    else:
        # Class against rest as an indicator matrix, so that classes without rows take part.
        indicator = label_binarize(target, classes=labels)
        for average in ["", "macro", "micro", "weighted"]:
            suffix = "_" + average if average else ""
            kind = average or "macro"
            values["pr_auc" + suffix] = metrics.average_precision_score(
                indicator, probability, average=kind, **w)
            values["roc_auc" + suffix] = metrics.roc_auc_score(indicator, probability, average=kind, **w)
    return {
        "name": name,
        "classes": count,
        "isBinary": binary,
        "targets": target.tolist(),
        "predictions": probability.reshape(-1).tolist(),
        "weights": None if weights is None else weights.tolist(),
        "confusion": metrics.confusion_matrix(target, assigned, labels=labels, **w).tolist(),
        "values": {key: finite(value) for key, value in values.items()},
    }


def distribution(rows, count):
    weights = random.exponential(size=(rows, count))
    return weights / weights.sum(axis=1, keepdims=True)


target = random.normal(size=40) * 3 + 2
prediction = target + random.normal(size=40)
many = random.normal(size=(15, 3))
labels = random.integers(0, 2, size=50)
scores = numpy.clip(0.3 * labels + random.uniform(size=50) * 0.7, 0, 1)
ties = numpy.round(scores, 1)
three = random.integers(0, 3, size=30)
thirds = distribution(30, 3)
tied_thirds = numpy.round(distribution(30, 4) * 8) / 8
tied_thirds[:, 0] = 1 - tied_thirds[:, 1:].sum(axis=1)
weights = random.uniform(0.1, 3, size=50)
whole = random.integers(0, 4, size=50).astype(float)

cases = {
    "versions": {"scikit-learn": sklearn.__version__, "numpy": numpy.__version__},
    "regression": [
        regression("one column", target, prediction),
        regression("odd number of rows", target[:7], prediction[:7]),
        regression("one row", target[:1], prediction[:1]),
        regression("three columns", many, many + 0.3 * random.normal(size=(15, 3))),
        regression("worse than the mean", target, -target),
        regression("a target of zero", numpy.array([0.0, 0.0, 2.0]), numpy.array([0.0, 1e-9, 2.5])),
        regression("large offset", target + 1e6, prediction + 1e6),
        regression("constant target, wrong", numpy.full(5, 2.0), numpy.arange(5.0)),
        regression("constant target, exact", numpy.full(5, 2.0), numpy.full(5, 2.0)),
        regression("constant error", numpy.arange(5.0), numpy.arange(5.0) + 1),
        regression("weights", target, prediction, weights[:40]),
        regression("whole weights, some of them zero", target, prediction, whole[:40]),
        regression("weights, three columns", many, many + 0.3 * random.normal(size=(15, 3)), weights[:15]),
    ],
    "classes": [
        classification("two classes, separated", labels, scores),
        classification("two classes, ties", labels, ties),
        classification("two classes, all predicted 0", labels, scores * 0.4),
        classification("two classes, one only", numpy.ones(6, dtype=int), numpy.linspace(0.1, 0.9, 6)),
        classification("two classes, one only, always right", numpy.zeros(4, dtype=int), numpy.full(4, 0.25)),
        classification("two classes, certain and wrong", numpy.array([0, 1, 1, 0]),
                       numpy.array([1.0, 0.0, 1.0, 0.0])),
        classification("two classes, weights", labels, ties, weights),
        classification("two classes, whole weights", labels, ties, whole),
        classification("three classes", three, thirds),
        classification("four classes, ties", random.integers(0, 4, size=30), tied_thirds),
        classification("three classes, weights", three, thirds, weights[:30]),
        classification("three classes, one never occurs", numpy.array([0, 1, 0, 1, 1]), distribution(5, 3)),
        classification("three classes, one only", numpy.array([2, 2, 2, 2]), distribution(4, 3)),
    ],
}
amounts = random.gamma(2, 3, 30)
rare = numpy.where(random.uniform(size=30) < 0.6, 0, amounts)
cases["regression"] += [
    regression("amounts", amounts, amounts * random.gamma(9, 1 / 9, 30)),
    regression("amounts, weights", amounts, amounts * random.gamma(9, 1 / 9, 30), weights[:30]),
    regression("amounts that are often 0", rare, 0.5 + rare * random.uniform(0.1, 1.4, 30)),
    regression("amounts, two columns", amounts.reshape(15, 2), (amounts + 1).reshape(15, 2) * 0.9, weights[:15]),
]
path = pathlib.Path(__file__).parent.parent / "TrainingTests" / "Fixtures" / "metrics.json"
path.write_text(json.dumps(cases, indent=1) + "\n")
print(f"wrote {path}")
