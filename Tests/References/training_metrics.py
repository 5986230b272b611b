"""Writes scikit-learn's metrics on generated cases: Tests/TrainingTests/Fixtures/metrics.json.

    python3 -m venv .venv && .venv/bin/pip install "scikit-learn==1.9.1" numpy
    .venv/bin/python Tests/References/training_metrics.py
"""

import json
import math
import pathlib
import warnings

import numpy
import sklearn
from sklearn import metrics

random = numpy.random.default_rng(20261121)
warnings.simplefilter("ignore")


def finite(value):
    return None if value is None or math.isnan(value) else float(value)


def regression(name, target, prediction):
    columns = 1 if target.ndim == 1 else target.shape[1]
    return {
        "name": name,
        "columns": columns,
        "targets": target.reshape(-1).tolist(),
        "predictions": prediction.reshape(-1).tolist(),
        "values": {
            "mse": finite(metrics.mean_squared_error(target, prediction)),
            "rmse": finite(metrics.root_mean_squared_error(target, prediction)),
            "mae": finite(metrics.mean_absolute_error(target, prediction)),
            "r2": finite(metrics.r2_score(target, prediction)),
        },
    }


def binary(name, target, probability):
    assigned = (probability > 0.5).astype(int)
    one_class = len(set(target.tolist())) < 2
    return {
        "name": name,
        "classes": 2,
        "targets": target.tolist(),
        "predictions": probability.tolist(),
        "values": {
            "accuracy": finite(metrics.accuracy_score(target, assigned)),
            "log_loss": finite(metrics.log_loss(target, probability, labels=[0, 1])),
            "roc_auc": None if one_class else finite(metrics.roc_auc_score(target, probability)),
            "precision": finite(metrics.precision_score(target, assigned, zero_division=0)),
            "recall": finite(metrics.recall_score(target, assigned, zero_division=0)),
            "f1": finite(metrics.f1_score(target, assigned, zero_division=0)),
            "f1_macro": finite(metrics.f1_score(target, assigned, average="macro", zero_division=0)),
        },
    }


def classes(name, target, probability):
    count = probability.shape[1]
    assigned = probability.argmax(axis=1)
    missing = len(set(target.tolist())) < count
    auc = None
    if not missing:
        auc = metrics.roc_auc_score(target, probability, multi_class="ovr", average="macro")
    return {
        "name": name,
        "classes": count,
        "targets": target.tolist(),
        "predictions": probability.reshape(-1).tolist(),
        "values": {
            "accuracy": finite(metrics.accuracy_score(target, assigned)),
            "log_loss": finite(metrics.log_loss(target, probability, labels=list(range(count)))),
            "roc_auc": finite(auc),
            "precision": finite(metrics.precision_score(target, assigned, average="macro", zero_division=0)),
            "recall": finite(metrics.recall_score(target, assigned, average="macro", zero_division=0)),
            "f1": finite(metrics.f1_score(target, assigned, average="macro", zero_division=0)),
        },
    }


def distribution(rows, count):
    weights = random.exponential(size=(rows, count))
    return weights / weights.sum(axis=1, keepdims=True)


target = random.normal(size=40) * 3 + 2
many = random.normal(size=(15, 3))
labels = random.integers(0, 2, size=50)
scores = numpy.clip(0.3 * labels + random.uniform(size=50) * 0.7, 0, 1)
ties = numpy.round(scores, 1)
three = random.integers(0, 3, size=30)

cases = {
    "versions": {"scikit-learn": sklearn.__version__, "numpy": numpy.__version__},
    "regression": [
        regression("one column", target, target + random.normal(size=40)),
        regression("three columns", many, many + 0.3 * random.normal(size=(15, 3))),
        regression("worse than the mean", target, -target),
        regression("constant target, wrong", numpy.full(5, 2.0), numpy.arange(5.0)),
        regression("constant target, exact", numpy.full(5, 2.0), numpy.full(5, 2.0)),
    ],
    "binary": [
        binary("separated", labels, scores),
        binary("ties", labels, ties),
        binary("all predicted 0", labels, scores * 0.4),
        binary("one class only", numpy.ones(6, dtype=int), numpy.linspace(0.1, 0.9, 6)),
        binary("certain and wrong", numpy.array([0, 1, 1, 0]), numpy.array([1.0, 0.0, 1.0, 0.0])),
    ],
    "classes": [
        classes("three classes", three, distribution(30, 3)),
        classes("a class that never occurs", numpy.array([0, 1, 0, 1, 1]), distribution(5, 3)),
    ],
}
path = pathlib.Path(__file__).parent.parent / "TrainingTests" / "Fixtures" / "metrics.json"
path.write_text(json.dumps(cases, indent=1) + "\n")
print(f"wrote {path}")
