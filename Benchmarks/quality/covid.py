"""experiments/covid-strong.yaml beside scikit-learn on the same splits: a line of JSON for each model.

    python covid.py ASSAY DATA [SEEDS]

DATA is the folder with covid.train.csv.gz. Each seed is one random split of the experiment; scikit-learn's models are
fitted on the training rows that its run lists in splits.json, with what they choose by cross-validation of those rows,
and judged on the same validation rows. The row number is left out, as in the experiment.
"""

import json
import os
import pathlib
import subprocess
import sys
import tempfile
import warnings

import numpy as np
import pandas as pd
from sklearn import ensemble, feature_selection, linear_model, metrics, model_selection, pipeline, preprocessing

warnings.filterwarnings("ignore")
HERE = pathlib.Path(__file__).parent
TARGET = "tested_positive.4"


def scaled(*steps):
    return pipeline.make_pipeline(preprocessing.StandardScaler(), *steps)


def chosen(estimator, **grid):
    return model_selection.GridSearchCV(estimator, grid, cv=5, scoring="neg_mean_squared_error")


MODELS = {
    "LinearRegression": lambda: scaled(linear_model.LinearRegression()),
    "RidgeCV": lambda: scaled(linear_model.RidgeCV(np.logspace(-3, 4, 29))),
    "LassoCV": lambda: scaled(linear_model.LassoCV(cv=5, random_state=0)),
    "ElasticNetCV": lambda: scaled(linear_model.ElasticNetCV(l1_ratio=[0.1, 0.5, 0.9], cv=5, random_state=0)),
    "SelectKBest + Ridge, chosen": lambda: chosen(
        scaled(feature_selection.SelectKBest(feature_selection.f_regression), linear_model.Ridge()),
        selectkbest__k=[14, 18, 24, 48]),
    "BayesianRidge": lambda: scaled(linear_model.BayesianRidge()),
    "HistGradientBoosting": lambda: ensemble.HistGradientBoostingRegressor(random_state=0),
}


def split_of(program, data, seed):
    """The validation error of the run, and the rows of its parts."""
    with tempfile.TemporaryDirectory() as folder:
        environment = {**os.environ, "ASSAY_DATA": data, "ASSAY_RUNS": f"{folder}/runs", "ASSAY_CACHE": f"{folder}/cache"}
        specification = HERE.parent.parent / "experiments" / "covid-strong.yaml"
        subprocess.run(
            [program, "run", str(specification), f"seed={seed}", "--quiet", "--no-report"], env=environment, check=True)
        run = next(path for path in pathlib.Path(folder, "runs").iterdir() if (path / "metrics.json").exists())
        error = json.loads((run / "metrics.json").read_text())["splits"]["val"]["mse"]
        parts = json.loads((run / "splits.json").read_text())["parts"]
        return error, {part["name"]: rows(part["ranges"]) for part in parts}


def rows(ranges):
    """The numbers of '1-3', '7'."""
    ends = [[int(end) for end in text.split("-")] for text in ranges]
    return np.concatenate([np.arange(pair[0], pair[-1] + 1) for pair in ends])


def main():
    program, data = os.path.abspath(sys.argv[1]), os.path.abspath(sys.argv[2])
    seeds = int(sys.argv[3]) if len(sys.argv) > 3 else 10
    frame = pd.read_csv(pathlib.Path(data) / "covid.train.csv.gz").drop(columns="id")
    target = frame.pop(TARGET)
    errors = {"covid-strong": []}
    for seed in range(1, seeds + 1):
        error, parts = split_of(program, data, seed)
        errors["covid-strong"].append(error)
        for name, make in MODELS.items():
            model = make().fit(frame.iloc[parts["train"]], target.iloc[parts["train"]])
            predicted = model.predict(frame.iloc[parts["val"]])
            errors.setdefault(name, []).append(metrics.mean_squared_error(target.iloc[parts["val"]], predicted))
    for name, values in sorted(errors.items(), key=lambda item: np.mean(item[1])):
        print(json.dumps({
            "model": name, "val_mse": round(float(np.mean(values)), 4), "deviation": round(float(np.std(values)), 4),
            "least": round(float(np.min(values)), 4), "seeds": seeds}), flush=True)


if __name__ == "__main__":
    main()
