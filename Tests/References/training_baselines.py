"""Writes what scikit-learn's linear regression reaches: Tests/TrainingTests/Fixtures/baselines.json.

    python3 -m venv .venv && .venv/bin/pip install "scikit-learn==1.9.1" numpy
    .venv/bin/python Tests/References/training_baselines.py
"""

import json
import pathlib

import numpy
import sklearn
from sklearn.linear_model import LinearRegression
from sklearn.metrics import mean_squared_error, r2_score

random = numpy.random.default_rng(31)


def case(name, features, targets):
    train, test = slice(0, 40), slice(40, 60)
    model = LinearRegression().fit(features[train], targets[train])
    scores = {}
    for split, rows in (("train", train), ("val", test)):
        predicted = model.predict(features[rows])
        scores[split] = {
            "mse": mean_squared_error(targets[rows], predicted),
            "r2": r2_score(targets[rows], predicted),
        }
    return {
        "name": name,
        "features": features.tolist(),
        "targets": targets.tolist(),
        "trainRows": 40,
        "scores": scores,
    }


plain = random.normal(size=(60, 4)) * [1, 10, 0.01, 1000] + [0, 5, -3, 1e5]
noise = random.normal(size=(60, 1))
one = plain @ numpy.array([[1.0], [-0.3], [40.0], [0.002]]) + 7 + noise
two = numpy.hstack([one, plain[:, :1] ** 2])
kind = random.integers(0, 3, size=60)
hot = numpy.eye(3)[kind]
cases = {
    "versions": {"scikit-learn": sklearn.__version__, "numpy": numpy.__version__},
    "cases": [
        case("four features of different size", plain, one),
        case("two targets", plain, two),
        case("a copy, a constant and one-hot columns",
             numpy.hstack([plain, plain[:, :1], numpy.full((60, 1), 3.0), hot]), one + kind.reshape(-1, 1)),
    ],
}
path = pathlib.Path(__file__).parent.parent / "TrainingTests" / "Fixtures" / "baselines.json"
path.write_text(json.dumps(cases, indent=1) + "\n")
print(f"wrote {path}")
