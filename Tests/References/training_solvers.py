"""Closed-form solvers and optimizers of second order: Tests/TrainingTests/Fixtures/solvers.json.

    python3 -m venv .venv && .venv/bin/pip install "torch==2.13.0+cpu" "scikit-learn==1.9.1" numpy
    .venv/bin/python Tests/References/training_solvers.py

Everything is computed in float64 by scikit-learn, NumPy and PyTorch; the versions used are written into the file. The
certified tables of nist.json beside it are typed from the publisher's pages, which it names.
"""

import json
import pathlib

import numpy
import sklearn
import torch
from sklearn.discriminant_analysis import LinearDiscriminantAnalysis, QuadraticDiscriminantAnalysis
from sklearn.linear_model import LinearRegression, LogisticRegression, Ridge
from sklearn.naive_bayes import BernoulliNB, GaussianNB

random = numpy.random.default_rng(20261122)
torch.set_default_dtype(torch.float64)
torch.set_num_threads(1)

rows, features = 60, 4
x = random.normal(size=(rows, features)) @ random.normal(size=(features, features)) + random.normal(size=features)
y = numpy.stack(
    [x @ random.normal(size=features) + 0.3 * random.normal(size=rows) + 2, random.normal(size=rows)], axis=1
)
weights = random.uniform(0.1, 3, size=rows)
dependent = numpy.concatenate([x, (x[:, :1] + 2 * x[:, 1:2])], axis=1)


def linear(name, solver, fitted, x=x, y=y, weights=None):
    return {
        "name": name,
        "solver": solver,
        "features": x.tolist(),
        "targets": y.tolist(),
        "weights": None if weights is None else weights.tolist(),
        "coefficients": numpy.atleast_2d(fitted.coef_).tolist(),
        "intercepts": numpy.atleast_1d(fitted.intercept_).tolist(),
    }


centres = random.normal(size=(3, features)) * 0.4
labels3 = random.integers(0, 3, size=rows)
x3 = centres[labels3] + random.normal(size=(rows, features)) @ random.normal(size=(features, features)) * 0.7
labels2 = (x3[:, 0] + random.normal(size=rows) > 0).astype(int)


def logistic(name, labels, price, weights=None):
    total = rows if weights is None else weights.sum()
    fitted = LogisticRegression(C=1 / (2 * price * total), solver="newton-cholesky", tol=1e-14, max_iter=1000)
    fitted.fit(x3, labels, sample_weight=weights)
    case = linear(name, "logistic_newton", fitted, x3, labels.reshape(-1, 1).astype(float), weights)
    if case["intercepts"] and len(set(labels)) > 2:
        # Only differences between classes mean something: both sides are compared with their mean taken off.
        case["intercepts"] = (fitted.intercept_ - fitted.intercept_.mean()).tolist()
    return case | {"price": price}


def generative(name, solver, fitted, labels, x=x3):
    fitted.fit(x, labels)
    return {
        "name": name,
        "solver": solver,
        "features": x.tolist(),
        "targets": labels.reshape(-1, 1).astype(float).tolist(),
        "probabilities": fitted.predict_proba(x).tolist(),
    }


linear_cases = [
    linear("least_squares", "least_squares", LinearRegression().fit(x, y)),
    linear("least_squares weights", "least_squares", LinearRegression().fit(x, y, weights), weights=weights),
    linear("least_squares dependent", "least_squares", LinearRegression().fit(dependent, y), x=dependent),
    linear("ridge", "ridge", Ridge(alpha=2.5, solver="cholesky").fit(x, y)),
    linear("ridge weights", "ridge", Ridge(alpha=2.5, solver="cholesky").fit(x, y, weights), weights=weights),
    logistic("logistic", labels2, 0.01),
    logistic("logistic weights", labels2, 0.003, weights),
    logistic("logistic classes", labels3, 0.01),
]
generative_cases = [
    generative("gaussian full", "full", QuadraticDiscriminantAnalysis(), labels3),
    generative("gaussian shared", "shared", LinearDiscriminantAnalysis(solver="lsqr"), labels3),
    generative("gaussian diagonal", "diagonal", GaussianNB(), labels3),
    generative("bernoulli", "bernoulli", BernoulliNB(alpha=0.5, binarize=0.2), labels3),
]

# Optimizers of second order on a small model ------------------------------------------------------------------------

generator = torch.Generator().manual_seed(5)
inputs = torch.randn(12, 2, generator=generator)
targets = torch.randn(12, 1, generator=generator)


def flat_model(parameters, hidden):
    """A linear layer, or tanh between two; parameters in the order weight, bias, weight, bias."""
    if hidden == 0:
        weight, bias = parameters[:2].reshape(1, 2), parameters[2:3]
        return inputs @ weight.T + bias
    split = [2 * hidden, hidden, hidden, 1]
    first, bias, second, last = torch.split(parameters, split)
    return torch.tanh(inputs @ first.reshape(hidden, 2).T + bias) @ second.reshape(1, hidden).T + last


def second_order(name, hidden, matrix, damping, lr, steps, binary=False):
    size = 3 if hidden == 0 else 4 * hidden + 1
    point = torch.randn(size, generator=generator) * 0.5
    goal = (targets > 0).double() if binary else targets

    def loss_of(outputs):
        if binary:
            return torch.nn.functional.binary_cross_entropy_with_logits(outputs, goal)
        return ((outputs - goal) ** 2).mean()

    start, losses = point.clone(), []
    for _ in range(steps):
        def objective(p):
            return loss_of(flat_model(p, hidden))

        losses.append(float(objective(point)))
        gradient = torch.autograd.functional.jacobian(objective, point)
        if matrix == "hessian":
            curvature = torch.autograd.functional.hessian(objective, point)
        else:
            jacobian = torch.autograd.functional.jacobian(lambda p: flat_model(p, hidden).reshape(-1), point)
            outputs = flat_model(point, hidden).reshape(-1)
            by_outputs = torch.autograd.functional.hessian(lambda o: loss_of(o.reshape(-1, 1)), outputs)
            curvature = jacobian.T @ by_outputs @ jacobian
        step = torch.linalg.solve(curvature + damping * torch.eye(size), gradient)
        point = point - lr * step
    return {
        "name": name,
        "hidden": hidden,
        "damping": damping,
        "lr": lr,
        "binary": binary,
        "inputs": inputs.tolist(),
        "targets": goal.tolist(),
        "start": start.tolist(),
        "losses": losses,
        "final": point.tolist(),
    }


def lbfgs_case(name, lr, history, steps=20):
    """Gradients of f(p) = Σ c (p - 1)⁴ / 4 + (p - 1)² / 2, one iteration a step."""
    curvatures = torch.tensor([0.5, 1.0, 3.0, 0.2, 2.0])
    start = torch.randn(5, generator=generator) * 2
    parameter = torch.nn.Parameter(start.clone())
    optimizer = torch.optim.LBFGS([parameter], lr=lr, max_iter=1, history_size=history)

    def closure():
        optimizer.zero_grad()
        distance = parameter - 1
        value = (curvatures * distance**4 / 4 + distance**2 / 2).sum()
        value.backward()
        return value

    trace = []
    for _ in range(steps):
        optimizer.step(closure)
        trace.append(parameter.detach().tolist())
    return {"name": name, "lr": lr, "history": history, "curvatures": curvatures.tolist(), "start": start.tolist(), "trace": trace}


content = {
    "versions": {"numpy": numpy.__version__, "scikit-learn": sklearn.__version__, "torch": torch.__version__},
    "linear": linear_cases,
    "generative": generative_cases,
    "secondOrder": [
        second_order("newton", 0, "hessian", 1e-3, 1.0, 6, binary=True),
        second_order("newton quadratic", 0, "hessian", 0.0, 1.0, 2),
        second_order("gauss_newton", 3, "gauss_newton", 0.05, 0.8, 6),
        second_order("gauss_newton logistic", 2, "gauss_newton", 0.1, 1.0, 6, binary=True),
    ],
    "lbfgs": [lbfgs_case("lbfgs", 1.0, 10), lbfgs_case("lbfgs short memory", 0.3, 2)],
}
path = pathlib.Path(__file__).parent.parent / "TrainingTests" / "Fixtures" / "solvers.json"
path.write_text(json.dumps(content) + "\n")
print(f"wrote {path}")
