"""Writes what Optuna's TPE sampler reaches on three test functions: Tests/SweepTests/Fixtures/optuna.json.

    python3 -m venv .venv && .venv/bin/pip install "optuna==5.0.0"
    .venv/bin/python Tests/References/sweep_optuna.py

For each function, 20 seeds of 100 trials one after the other with the sampler's default settings; the best value of each
seed is recorded, and the same for the random sampler. Versions are written into the file.
"""

import json
import math
import pathlib
import platform
import statistics
import warnings

import numpy
import optuna

optuna.logging.set_verbosity(optuna.logging.ERROR)
warnings.filterwarnings("ignore")

SEEDS = range(20)
TRIALS = 100


def branin(x):
    """Dixon and Szegö, 1978; least value 0.397887."""
    first, second = x
    curve = second - 5.1 / (4 * math.pi**2) * first**2 + 5 / math.pi * first - 6
    return curve**2 + 10 * (1 - 1 / (8 * math.pi)) * math.cos(first) + 10


def hartmann6(x):
    """Dixon and Szegö, 1978; least value -3.32237."""
    weights = [1.0, 1.2, 3.0, 3.2]
    scales = [
        [10, 3, 17, 3.5, 1.7, 8],
        [0.05, 10, 17, 0.1, 8, 14],
        [3, 3.5, 1.7, 10, 17, 8],
        [17, 8, 0.05, 10, 0.1, 14],
    ]
    centres = [
        [0.1312, 0.1696, 0.5569, 0.0124, 0.8283, 0.5886],
        [0.2329, 0.4135, 0.8307, 0.3736, 0.1004, 0.9991],
        [0.2348, 0.1451, 0.3522, 0.2883, 0.3047, 0.6650],
        [0.4047, 0.8828, 0.8732, 0.5743, 0.1091, 0.0381],
    ]
    total = 0.0
    for weight, scale, centre in zip(weights, scales, centres):
        total -= weight * math.exp(-sum(s * (v - c) ** 2 for s, v, c in zip(scale, x, centre)))
    return total


def rosenbrock4(x):
    """Rosenbrock, 1960, summed over neighbours; least value 0 at 1."""
    return sum(100 * (x[i + 1] - x[i] ** 2) ** 2 + (1 - x[i]) ** 2 for i in range(3))


FUNCTIONS = {
    "branin": (branin, [(-5.0, 10.0), (0.0, 15.0)]),
    "hartmann6": (hartmann6, [(0.0, 1.0)] * 6),
    "rosenbrock4": (rosenbrock4, [(-5.0, 10.0)] * 4),
}


def best(function, bounds, sampler):
    study = optuna.create_study(sampler=sampler)

    def objective(trial):
        return function([trial.suggest_float(f"x{i}", low, high) for i, (low, high) in enumerate(bounds)])

    study.optimize(objective, n_trials=TRIALS)
    return study.best_value


def main():
    samplers = {
        "tpe": lambda seed: optuna.samplers.TPESampler(seed=seed),
        "tpe_univariate": lambda seed: optuna.samplers.TPESampler(seed=seed, multivariate=False),
        "random": lambda seed: optuna.samplers.RandomSampler(seed=seed),
    }
    result = {
        "versions": {
            "optuna": optuna.__version__,
            "numpy": numpy.__version__,
            "python": platform.python_version(),
        },
        "trials": TRIALS,
        "functions": {},
    }
    for name, (function, bounds) in FUNCTIONS.items():
        entry = {"bounds": [list(pair) for pair in bounds]}
        for label, make in samplers.items():
            values = [best(function, bounds, make(seed)) for seed in SEEDS]
            entry[label] = {"median": statistics.median(values), "best": values}
            print(name, label, statistics.median(values))
        entry["check"] = function([low + 0.3 * (high - low) for low, high in bounds])
        result["functions"][name] = entry
    folder = pathlib.Path(__file__).parent.parent / "SweepTests" / "Fixtures"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "optuna.json").write_text(json.dumps(result, indent=1) + "\n")


if __name__ == "__main__":
    main()
