"""Writes temperatures and thresholds found by brute force: Tests/TrainingTests/Fixtures/decisions.json.

    python3 -m venv .venv && .venv/bin/pip install "scikit-learn==1.9.1" numpy scipy
    .venv/bin/python Tests/References/training_decisions.py

A temperature is the minimum of scikit-learn's log loss found by scipy's bounded search; a threshold is the best of all
middles between neighboring probabilities, measured with scikit-learn's metrics, the nearest to one half of equal ones.
"""

import json
import math
import pathlib

import numpy
import scipy
import sklearn
from scipy.optimize import minimize_scalar
from sklearn import metrics

random = numpy.random.default_rng(20261128)


def softmax(scores):
    powers = numpy.exp(scores - scores.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)


def temperature(name, logits, target):
    binary = logits.ndim == 1
    labels = [0, 1] if binary else list(range(logits.shape[1]))

    def probability(t):
        return 1 / (1 + numpy.exp(-logits / t)) if binary else softmax(logits / t)

    def loss(inverse):
        return metrics.log_loss(target, probability(1 / inverse), labels=labels)

    found = minimize_scalar(loss, bounds=(0.01, 100), method="bounded", options={"xatol": 1e-12})
    return {
        "name": name, "classes": len(labels), "isBinary": binary, "targets": target.tolist(),
        "predictions": probability(1).reshape(-1).tolist(), "temperature": 1 / found.x, "before": loss(1),
        "after": loss(found.x), "scaled": probability(1 / found.x).reshape(-1).tolist(),
    }


MEASURES = {
    "f1": lambda y, p: metrics.f1_score(y, p, zero_division=0),
    "accuracy": metrics.accuracy_score,
    "balanced_accuracy": metrics.balanced_accuracy_score,
    "mcc": metrics.matthews_corrcoef,
    "recall": lambda y, p: metrics.recall_score(y, p, zero_division=0),
    "precision": lambda y, p: metrics.precision_score(y, p, zero_division=0),
    "cohen_kappa": metrics.cohen_kappa_score,
}


def threshold(name, probability, target, spec, maximize, least=None):
    scores = sorted(set(probability.tolist()), reverse=True)
    ends = [1.0] + scores + [0.0]
    candidates = [(ends[i] + ends[i + 1]) / 2 for i in range(len(ends) - 1)]
    best = None
    for t in candidates:
        assigned = (probability >= t).astype(int)
        value = MEASURES[maximize](target, assigned)
        short = max(0.0, least[1] - MEASURES[least[0]](target, assigned)) if least else 0.0
        key = (-short, value, -abs(t - 0.5))
        if not math.isnan(value) and (best is None or key > best[0]):
            best = (key, t, value, short)
    return {
        "name": name, "spec": spec, "targets": target.tolist(), "predictions": probability.tolist(),
        "threshold": best[1], "value": best[2], "holds": best[3] == 0,
        "half": MEASURES[maximize](target, (probability >= 0.5).astype(int)),
    }


labels = random.integers(0, 2, 60)
logits = 4 * (labels - 0.5) + random.normal(size=60) * 3
three = random.integers(0, 3, 40)
scores = 2.5 * numpy.eye(3)[three] + random.normal(size=(40, 3)) * 2
rare = (random.uniform(size=80) < 0.15).astype(int)
chance = 1 / (1 + numpy.exp(-(2 * rare - 2.5 + random.normal(size=80))))
ties = numpy.round(chance, 1)
cases = {
    "versions": {"scikit-learn": sklearn.__version__, "numpy": numpy.__version__, "scipy": scipy.__version__},
    "temperatures": [
        temperature("two classes, too certain", logits * 2, labels),
        temperature("two classes, too careful", logits / 5, labels),
        temperature("three classes", scores * 1.5, three),
        temperature("three classes, too careful", scores / 3, three),
    ],
    "thresholds": [
        threshold("f1", chance, rare, "{maximize: f1}", "f1"),
        threshold("f1, ties", ties, rare, "{maximize: f1}", "f1"),
        threshold("accuracy", chance, rare, "{maximize: accuracy}", "accuracy"),
        threshold("balanced accuracy", chance, rare, "{maximize: balanced_accuracy}", "balanced_accuracy"),
        threshold("mcc", ties, rare, "{maximize: mcc}", "mcc"),
        threshold("kappa", chance, rare, "{maximize: cohen_kappa}", "cohen_kappa"),
        threshold("recall at a precision", chance, rare, "{maximize: recall, at_least: {precision: 0.5}}",
                  "recall", ("precision", 0.5)),
        threshold("precision at a recall", ties, rare, "{maximize: precision, at_least: {recall: 0.7}}",
                  "precision", ("recall", 0.7)),
        threshold("what cannot be reached", chance, rare, "{maximize: recall, at_least: {accuracy: 1.5}}",
                  "recall", ("accuracy", 1.5)),
    ],
}
path = pathlib.Path(__file__).parent.parent / "TrainingTests" / "Fixtures" / "decisions.json"
path.write_text(json.dumps(cases) + "\n")
print(f"wrote {path}")
