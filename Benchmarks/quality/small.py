"""`assay init` and `assay run` on 500 small regressions of R: on how many is the result worse than the mean?

    python small.py ASSAY FOLDER [FIRST [LAST]]

Prints a line of JSON for each table (its first split) and, at the end, the shares on standard error. A table whose test
rows are all predicted by the mean counts as not worse.
"""

import json
import pathlib
import subprocess
import sys

import peers
from sklearn import metrics

HERE = pathlib.Path(__file__).parent


def main():
    program, folder = sys.argv[1:3]
    first, last = (int(sys.argv[place]) if len(sys.argv) > place else default for place, default in [(3, 0), (4, None)])
    names = list(json.loads((pathlib.Path(folder) / "targets.json").read_text()))[first:last]
    worse, failed = [], []
    for name in names:
        done = subprocess.run(
            [sys.executable, HERE / "contender.py", program, folder, name, "1", "init"], capture_output=True, text=True)
        if done.returncode != 0:
            failed.append(name)
            print(json.dumps({"table": name, "error": done.stderr.strip()[-400:]}), flush=True)
            continue
        line = json.loads(done.stdout)
        _, target, part, _ = peers.load(folder, name, 1)
        mean = target[part != "test"].mean()
        test = target[part == "test"]
        line["rmse_of_mean"] = metrics.root_mean_squared_error(test, [mean] * len(test))
        # Predictions have single precision: a mean differs from itself in the last digits.
        if line["rmse"] > line["rmse_of_mean"] * (1 + 1e-5) + 1e-12:
            worse.append(name)
        print(json.dumps(line), flush=True)
    print(
        f"{len(names)} tables: {len(worse)} worse than the mean ({len(worse) / max(len(names), 1):.1%}), "
        f"{len(failed)} failed: {failed}", file=sys.stderr)


if __name__ == "__main__":
    main()
