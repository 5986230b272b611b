"""boosted_trees beside the Python package of XGBoost, prediction by prediction: a line of JSON for each split.

    ASSAY_XGBOOST=…/libxgboost.so python parity.py ASSAY FOLDER TABLE,… SPLIT,…

Both have the package's defaults (specs/boosted_trees-*.yaml), are fitted on `train` and `val` and predict `test`. With the
package's own library the largest difference is one of rounding; without ASSAY_XGBOOST it is the system's library.
"""

import json
import pathlib
import sys
import tempfile

import numpy as np
import pandas as pd
import xgboost

import contender
import peers


def compared(program, source, name, split):
    frame, target, part, is_class = peers.load(source, name, split)
    column = json.loads((pathlib.Path(source) / "targets.json").read_text())[name]["target"]
    names = np.array(sorted(target.unique())) if is_class else None
    codes = pd.Series(np.searchsorted(names, target), index=target.index) if is_class else target
    fitted, test = part != "test", part == "test"
    kind = xgboost.XGBClassifier if is_class else xgboost.XGBRegressor
    model = kind(n_jobs=1, enable_categorical=True, random_state=0).fit(frame[fitted], codes[fitted])
    theirs = model.predict_proba(frame[test]) if is_class else model.predict(frame[test])
    with tempfile.TemporaryDirectory() as temporary:
        folder = pathlib.Path(temporary)
        assay = contender.Commands(program, folder)
        contender.write_parts(source, name, split, folder)
        form = "number" if not is_class else "binary" if len(names) == 2 else "class"
        contender.run_specification(assay, folder, "boosted_trees", column, form)
        predicted = pd.read_csv(folder / "predicted.csv", keep_default_na=False)
    columns = [f"p_{name}" for name in names] if is_class else ["prediction"]
    ours = predicted[columns].to_numpy(float).reshape(theirs.shape)

    def score(predictions):
        judged = peers.judged(target[test].to_numpy(), *(
            (None, predictions, names) if is_class else (predictions, None, None)))
        return judged.get("accuracy", judged.get("r2"))

    return {"table": name, "split": int(split), "xgboost": score(theirs), "assay": score(ours),
            "largest_difference": float(np.abs(ours - theirs).max())}


def main():
    program, source, tables, splits = sys.argv[1:5]
    for name in tables.split(","):
        for split in splits.split(","):
            print(json.dumps(compared(program, source, name, split)), flush=True)


if __name__ == "__main__":
    main()
