"""LightGBM tuned by Optuna, on one split of one table, on one core: a line of JSON.

    python tuned.py FOLDER TABLE SPLIT [TRIALS]

Each of the trials is fitted on `train` and judged on `val` (log loss, or squared error); the best parameters are then
fitted on both together and judged on `test`. The space is the one of Optuna's own LightGBM examples, with learning
rate and number of rounds.
"""

import json
import sys
import time

import peers
import lightgbm
import numpy as np
import optuna
from sklearn import metrics

optuna.logging.set_verbosity(optuna.logging.ERROR)


def main():
    folder, name, split = sys.argv[1:4]
    trials = int(sys.argv[4]) if len(sys.argv) > 4 else 50
    frame, target, part, is_class = peers.load(folder, name, split)
    kind = lightgbm.LGBMClassifier if is_class else lightgbm.LGBMRegressor

    def parameters(trial):
        return {
            "n_estimators": trial.suggest_int("n_estimators", 50, 1000, log=True),
            "learning_rate": trial.suggest_float("learning_rate", 0.01, 0.3, log=True),
            "num_leaves": trial.suggest_int("num_leaves", 4, 256, log=True),
            "min_child_samples": trial.suggest_int("min_child_samples", 5, 100),
            "reg_alpha": trial.suggest_float("reg_alpha", 1e-8, 10.0, log=True),
            "reg_lambda": trial.suggest_float("reg_lambda", 1e-8, 10.0, log=True),
            "colsample_bytree": trial.suggest_float("colsample_bytree", 0.4, 1.0),
            "subsample": trial.suggest_float("subsample", 0.4, 1.0),
            "subsample_freq": 1,
        }

    def fitted(values, rows):
        return kind(n_jobs=1, verbose=-1, random_state=0, **values).fit(frame[rows], target[rows])

    def objective(trial):
        estimator = fitted(parameters(trial), part == "train")
        rows = part == "val"
        if is_class:
            probabilities = np.clip(estimator.predict_proba(frame[rows]), 1e-7, 1 - 1e-7)
            return metrics.log_loss(target[rows], probabilities, labels=estimator.classes_)
        return metrics.mean_squared_error(target[rows], estimator.predict(frame[rows]))

    clock, processor = time.perf_counter(), time.process_time()
    study = optuna.create_study(direction="minimize", sampler=optuna.samplers.TPESampler(seed=0))
    study.optimize(objective, n_trials=trials)
    best = {**study.best_params, "subsample_freq": 1}
    estimator = fitted(best, part.isin(["train", "val"]))
    test = part == "test"
    probabilities = estimator.predict_proba(frame[test]) if is_class else None
    predicted = None if is_class else estimator.predict(frame[test])
    seconds = {"wall": time.perf_counter() - clock, "cpu": time.process_time() - processor}
    scores = peers.judged(
        target[test].to_numpy(), predicted, probabilities, estimator.classes_ if is_class else None)
    print(json.dumps(
        {"table": name, "split": int(split), "peer": f"lightgbm_optuna_{trials}", **scores, "seconds": seconds}))


if __name__ == "__main__":
    main()
