"""One fit of one peer on one split of one table, on one core: a line of JSON.

    python peers.py FOLDER TABLE SPLIT PEER

The peers have their defaults. They are fitted on the rows of `train` and `val` together, except for those that take
validation rows (RealMLP), and judged on `test`. Categories go to each in the form it takes by itself.
"""

import json
import os
import pathlib
import sys
import time
import warnings

for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[variable] = "1"
warnings.filterwarnings("ignore")

import numpy as np
import pandas as pd
from sklearn import metrics


def load(folder, name, split):
    """The features, the target and the part of each row."""
    folder = pathlib.Path(folder)
    targets = json.loads((folder / "targets.json").read_text())[name]
    frame = pd.read_csv(folder / f"{name}.csv", keep_default_na=False, na_values=[""], low_memory=False)
    part = pd.read_csv(folder / f"{name}.parts.csv")[f"split{split}"]
    target = frame.pop(targets["target"])
    for column in frame.columns:
        if frame[column].dtype == bool:
            frame[column] = frame[column].astype(float)
        elif not pd.api.types.is_numeric_dtype(frame[column]):
            frame[column] = frame[column].astype("category")
    is_class = targets["task"] == "class"
    return frame, target.astype(str) if is_class else target.astype(float), part, is_class


def encoded(frame):
    """Scaled numbers with indicators of gaps, one-hot categories: what a linear model and a forest take."""
    from sklearn.compose import ColumnTransformer, make_column_selector
    from sklearn.impute import SimpleImputer
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import OneHotEncoder, StandardScaler

    categories = make_column_selector(dtype_include="category")
    return ColumnTransformer([
        ("categories", OneHotEncoder(handle_unknown="infrequent_if_exist", min_frequency=10), categories),
        ("numbers", make_pipeline(SimpleImputer(strategy="median", add_indicator=True), StandardScaler()),
         make_column_selector(dtype_exclude="category")),
    ])


def model(peer, frame, is_class):
    from sklearn import dummy, ensemble, linear_model, pipeline

    if peer == "mean":
        return dummy.DummyClassifier(strategy="prior") if is_class else dummy.DummyRegressor()
    if peer == "linear":
        return pipeline.make_pipeline(
            encoded(frame), linear_model.LogisticRegression(max_iter=1000) if is_class else
            linear_model.RidgeCV(np.logspace(-3, 3, 13)))
    if peer == "random_forest":
        kind = ensemble.RandomForestClassifier if is_class else ensemble.RandomForestRegressor
        return pipeline.make_pipeline(encoded(frame), kind(n_jobs=1, random_state=0))
    if peer == "hist_gradient_boosting":
        kind = ensemble.HistGradientBoostingClassifier if is_class else ensemble.HistGradientBoostingRegressor
        return kind(random_state=0)
    if peer == "lightgbm":
        import lightgbm

        kind = lightgbm.LGBMClassifier if is_class else lightgbm.LGBMRegressor
        return kind(n_jobs=1, verbose=-1, random_state=0)
    if peer == "xgboost":
        import xgboost

        kind = xgboost.XGBClassifier if is_class else xgboost.XGBRegressor
        return kind(n_jobs=1, enable_categorical=True, random_state=0)
    if peer == "catboost":
        import catboost

        kind = catboost.CatBoostClassifier if is_class else catboost.CatBoostRegressor
        return kind(thread_count=1, verbose=False, random_seed=0, allow_writing_files=False,
                    cat_features=list(frame.select_dtypes("category").columns))
    if peer == "realmlp":
        from pytabkit import RealMLP_TD_Classifier, RealMLP_TD_Regressor

        kind = RealMLP_TD_Classifier if is_class else RealMLP_TD_Regressor
        return kind(device="cpu", n_threads=1, random_state=0, verbosity=0)
    raise SystemExit(f"no peer '{peer}'")


def judged(target, predicted, probabilities, classes):
    if probabilities is None:
        return {
            "r2": metrics.r2_score(target, predicted), "rmse": metrics.root_mean_squared_error(target, predicted),
            "mae": metrics.mean_absolute_error(target, predicted),
        }
    labels = classes[np.argmax(probabilities, axis=1)]
    result = {
        "accuracy": metrics.accuracy_score(target, labels),
        "log_loss": metrics.log_loss(target, np.clip(probabilities, 1e-7, 1 - 1e-7), labels=classes),
    }
    if len(classes) == 2:
        result["auc"] = metrics.roc_auc_score(target == classes[1], probabilities[:, 1])
    return result


def main():
    folder, name, split, peer = sys.argv[1:5]
    frame, target, part, is_class = load(folder, name, split)
    fitted = part.isin(["train", "val"]) if peer != "realmlp" else part == "train"
    test = part == "test"
    if peer == "catboost":
        for column in frame.select_dtypes("category"):
            frame[column] = frame[column].astype(str).astype("category")
    if peer == "xgboost" and is_class:
        names = np.array(sorted(target.unique()))
        codes = pd.Series(np.searchsorted(names, target), index=target.index)
    else:
        names, codes = None, target
    if peer == "hist_gradient_boosting":
        # It refuses more than 255 categories: the rarest of them count as missing.
        for column in frame.select_dtypes("category"):
            kept = list(frame[column].value_counts().index[:254])
            frame[column] = frame[column].cat.set_categories(kept)
    estimator = model(peer, frame, is_class)
    if peer == "realmlp":
        import torch

        torch.set_num_threads(1)
    clock, processor = time.perf_counter(), time.process_time()
    if peer == "realmlp":
        val = part == "val"
        estimator.fit(frame[fitted], codes[fitted], frame[val], codes[val])
    else:
        estimator.fit(frame[fitted], codes[fitted])
    fit_processor = time.process_time() - processor
    probabilities = estimator.predict_proba(frame[test]) if is_class else None
    predicted = None if is_class else np.asarray(estimator.predict(frame[test]), dtype=float).reshape(-1)
    seconds = {"wall": time.perf_counter() - clock, "cpu": time.process_time() - processor, "fit_cpu": fit_processor}
    classes = names if names is not None else np.array(getattr(estimator, "classes_", []))
    scores = judged(target[test].to_numpy(), predicted, probabilities, classes)
    print(json.dumps({"table": name, "split": int(split), "peer": peer, **scores, "seconds": seconds}))


if __name__ == "__main__":
    main()
