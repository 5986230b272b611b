"""Members that PyTorch does not have or that came after its fixtures: Tests/TrainingTests/Fixtures/members.json.

    python3 -m venv .venv && .venv/bin/pip install numpy
    .venv/bin/python Tests/References/training_members.py

Values are computed in float64 from the formulas written out here, gradients of layers and losses by their closed
forms, which `check` compares with central differences. A case names its member as a specification does.
"""

import json
import pathlib

import numpy as np

random = np.random.default_rng(20261128)


def check(function, gradient, x):
    """The gradient against central differences of a sum."""
    width = 1e-6
    for index in np.ndindex(x.shape):
        above, below = x.copy(), x.copy()
        above[index] += width
        below[index] -= width
        slope = (function(above) - function(below)) / (2 * width)
        assert abs(slope - gradient[index]) < 1e-7, (index, slope, gradient[index])


# Layers: the output, and the gradient of Σ weights · output ----------------------------------------------------------


def layer(spec, function, slope, x):
    weights = random.uniform(0.5, 1.5, x.shape)
    gradient = weights * slope(x)
    check(lambda moved: float((weights * function(moved)).sum()), gradient, x)
    return {
        "spec": spec,
        "shape": list(x.shape),
        "input": x.ravel().tolist(),
        "weights": weights.ravel().tolist(),
        "output": function(x).ravel().tolist(),
        "gradient": gradient.ravel().tolist(),
    }


def mish(x):
    return x * np.tanh(np.log1p(np.exp(x)))


def mish_slope(x):
    bent = np.tanh(np.log1p(np.exp(x)))
    return bent + x * (1 - bent**2) / (1 + np.exp(-x))


# Losses: the mean over rows and columns, and its gradient ------------------------------------------------------------


def loss(spec, function, slope, outputs, targets):
    gradient = slope(outputs, targets) / outputs.size
    check(lambda moved: float(function(moved, targets).mean()), gradient, outputs)
    return {
        "spec": spec,
        "rows": outputs.shape[0],
        "width": outputs.shape[1],
        "outputs": outputs.ravel().tolist(),
        "targets": targets.ravel().tolist(),
        "loss": float(function(outputs, targets).mean()),
        "gradient": gradient.ravel().tolist(),
    }


def squared_log(outputs, targets):
    return (np.log1p(np.maximum(outputs, 0)) - np.log1p(targets)) ** 2


def squared_log_slope(outputs, targets):
    positive = np.maximum(outputs, 0)
    return np.where(outputs > 0, 2 * (np.log1p(positive) - np.log1p(targets)) / (1 + positive), 0)


def root(spec, function, slope, outputs, targets):
    """A loss that is the root of the mean."""
    case = loss(spec, function, slope, outputs, targets)
    case["gradient"] = [value / (2 * case["loss"] ** 0.5) for value in case["gradient"]]
    case["loss"] = case["loss"] ** 0.5
    check(
        lambda moved: float(function(moved, targets).mean() ** 0.5),
        np.array(case["gradient"]).reshape(outputs.shape), outputs)
    return case


def weighted(spec, low, high, divides, outputs, targets):
    """Binary cross-entropy of logits whose classes count differently; `divides`: by what the rows count together."""

    def terms(z, y):
        return high * y * np.log1p(np.exp(-z)) + low * (1 - y) * np.log1p(np.exp(z))

    def slopes(z, y):
        p = 1 / (1 + np.exp(-z))
        return -high * y * (1 - p) + low * (1 - y) * p

    count = float((low * (1 - targets) + high * targets).sum()) if divides else float(targets.size)
    gradient = slopes(outputs, targets) / count
    check(lambda moved: float(terms(moved, targets).sum() / count), gradient, outputs)
    return {
        "spec": spec, "rows": outputs.shape[0], "width": 1, "outputs": outputs.ravel().tolist(),
        "targets": targets.ravel().tolist(), "loss": float(terms(outputs, targets).sum() / count),
        "gradient": gradient.ravel().tolist(),
    }


def tweedie(power):
    first, second = 1 - power, 2 - power
    return (
        lambda z, y: np.exp(second * z) / second - y * np.exp(first * z) / first,
        lambda z, y: np.exp(second * z) - y * np.exp(first * z),
    )


# Optimizers: the parameters after each of 20 gradients -----------------------------------------------------------------


def yogi(spec, lr=0.01, betas=(0.9, 0.999), eps=1e-3, weight_decay=0.0):
    start = random.normal(size=5)
    gradients = random.normal(size=(20, 5)) * np.array([1, 10, 0.1, 1, 0.01])
    p, m, v, trace = start.copy(), np.zeros(5), np.zeros(5), []
    for t, gradient in enumerate(gradients, 1):
        g = gradient + weight_decay * p
        m = betas[0] * m + (1 - betas[0]) * g
        v = v - (1 - betas[1]) * np.sign(v - g**2) * g**2
        p = p - lr / (1 - betas[0] ** t) * m / (np.sqrt(v) / np.sqrt(1 - betas[1] ** t) + eps)
        trace.append(p.tolist())
    return {"spec": spec, "start": start.tolist(), "gradients": gradients.tolist(), "trace": trace}


wide = np.array([[-30, -6, -1.1924, -0.5, 0.25], [0.8, 1.5, 3, 8, 20]])
counts = random.uniform(0, 9, (6, 2))
content = {
    "versions": {"numpy": np.__version__},
    "layers": [layer("mish", mish, mish_slope, wide)],
    "losses": [
        loss("msle", squared_log, squared_log_slope, counts + random.normal(size=(6, 2)), counts),
    ],
    "optimizers": [
        yogi("yogi"),
        yogi(
            "{yogi: {lr: 0.05, betas: [0.8, 0.95], eps: 1.0e-6, weight_decay: 0.1}}",
            lr=0.05, betas=(0.8, 0.95), eps=1e-6, weight_decay=0.1,
        ),
    ],
}
logits, labels = random.normal(size=(9, 1)) * 3, random.integers(0, 2, (9, 1)).astype(float)
logs, amounts = random.normal(size=(6, 2)), np.where(random.uniform(size=(6, 2)) < 0.4, 0, random.gamma(2, 2, (6, 2)))
content["losses"] += [
    root("rmse", lambda x, y: (x - y) ** 2, lambda x, y: 2 * (x - y), logs, amounts),
    loss("tweedie", *tweedie(1.5), logs, amounts),
    loss("{tweedie: 1.1}", *tweedie(1.1), logs, amounts),
    loss(
        "{tweedie: {from: mean}}", lambda m, y: tweedie(1.5)[0](np.log(m), y),
        lambda m, y: tweedie(1.5)[1](np.log(m), y) / m, np.exp(logs), amounts),
    loss("gamma", lambda z, y: y * np.exp(-z) + z, lambda z, y: 1 - y * np.exp(-z), logs, amounts + 0.1),
    weighted("{bce: {pos_weight: 3}}", 1, 3, False, logits, labels),
    weighted("{bce: {class_weights: [0.5, 4]}}", 0.5, 4, True, logits, labels),
]
path = pathlib.Path(__file__).parent.parent / "TrainingTests" / "Fixtures" / "members.json"
path.write_text(json.dumps(content, indent=None) + "\n")
