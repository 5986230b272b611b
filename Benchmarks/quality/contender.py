"""One contender of Assay on one split of one table, on one core: a line of JSON.

    python contender.py ASSAY FOLDER TABLE SPLIT CONTENDER

`init` is what a user does: one file with the rows of `train` and `val`, `assay init`, `assay run`, `assay predict` for
the rows of `test`. The other contenders are the specifications `specs/CONTENDER-class.yaml`, `-binary.yaml` (for two
classes, where there is one) and `-number.yaml`, which see the same split that peers with validation rows see: fitted on
`train`, stopped by `val`, judged on `test`. One with a section `sweep` is swept, and its trials are blended and trained
once more on both parts.
Seconds are those of the whole commands.
"""

import json
import os
import pathlib
import resource
import subprocess
import sys
import tempfile
import time

import numpy as np
import pandas as pd

import peers

HERE = pathlib.Path(__file__).parent


class Commands:
    """Runs the program in a folder of its own and adds up the time of its commands."""

    def __init__(self, program, folder):
        self.program, self.folder = program, folder
        self.wall, self.cpu = 0.0, 0.0

    def __call__(self, *arguments, counts=True):
        clock, before = time.perf_counter(), resource.getrusage(resource.RUSAGE_CHILDREN)
        environment = {**os.environ, "ASSAY_CACHE": str(self.folder / "cache"), "ASSAY_RUNS": str(self.folder / "runs")}
        done = subprocess.run(
            [self.program, *arguments], cwd=self.folder, env=environment, capture_output=True, text=True)
        if done.returncode != 0:
            raise SystemExit(f"assay {' '.join(arguments)}: {done.returncode}\n{done.stderr}")
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        if counts:
            self.wall += time.perf_counter() - clock
            self.cpu += after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        return done.stdout


def last_run(folder):
    return str(max((path for path in (folder / "runs").iterdir() if (path / "run.json").exists()),
                   key=lambda path: path.stat().st_mtime))


def write_parts(source, name, split, folder):
    """The rows as their text in the file, so that nothing is lost between the two programs."""
    rows = pd.read_csv(pathlib.Path(source) / f"{name}.csv", dtype=str, keep_default_na=False)
    part = pd.read_csv(pathlib.Path(source) / f"{name}.parts.csv")[f"split{split}"]
    rows[part.isin(["train", "val"])].to_csv(folder / "fitted.csv", index=False)
    rows[part == "test"].to_csv(folder / "test.csv", index=False)
    rows.assign(part=part).to_csv(folder / "all.csv", index=False)


def main():
    program, source, name, split, contender = sys.argv[1:6]
    _, target, part, is_class = peers.load(source, name, split)
    column = json.loads((pathlib.Path(source) / "targets.json").read_text())[name]["target"]
    with tempfile.TemporaryDirectory() as temporary:
        folder = pathlib.Path(temporary)
        assay = Commands(program, folder)
        write_parts(source, name, split, folder)
        remark = None
        if contender == "init":
            # A person knows whether a number is wanted, and peers are told as well.
            assay("init", "fitted.csv", "--target", column, "--out", "spec.yaml",
                  *([] if is_class else ["--task", "number"]))
            text = (folder / "spec.yaml").read_text()
            remark = next((line for line in text.splitlines() if "race" in line.lower()), None)
            assay("run", "spec.yaml", "--threads", "1", "--quiet")
            assay("predict", last_run(folder), "--data", "test.csv", "--out", "predicted.csv", "--threads", "1",
                  *(["--probabilities"] if is_class else []))
        else:
            kind = "number" if not is_class else "binary" if target.nunique() == 2 else "class"
            run_specification(assay, folder, contender, column, kind)
        predicted = pd.read_csv(folder / "predicted.csv", keep_default_na=False)
        truth = target[part == "test"].to_numpy()
        if is_class:
            names = np.array(sorted(target.unique()))
            probabilities = predicted[[f"p_{name}" for name in names]].to_numpy(dtype=float)
            scores = peers.judged(truth, None, probabilities, names)
        else:
            scores = peers.judged(truth, predicted["prediction"].to_numpy(dtype=float), None, None)
    print(json.dumps({
        "table": name, "split": int(split), "peer": f"assay_{contender}", **scores,
        "seconds": {"wall": assay.wall, "cpu": assay.cpu}, "remark": remark}))


def run_specification(assay, folder, contender, column, kind):
    """A specification for two classes alone is rare: most losses for classes take any number of them."""
    specification = HERE / "specs" / f"{contender}-{kind}.yaml"
    if not specification.exists():
        specification = HERE / "specs" / f"{contender}-class.yaml"
    sweeps = "sweep:" in specification.read_text()
    arguments = [str(specification), f"data.source.csv.path={folder / 'all.csv'}", f"data.target={json.dumps(column)}"]
    if sweeps:
        assay("sweep", *arguments, "--jobs", "1", "--quiet")
        sweep = "latest"
        assay("blend", sweep, "--refit", "--quiet", "--no-report", "--threads", "1")
    else:
        assay("run", *arguments, "--threads", "1", "--quiet")
    assay("predict", last_run(folder), "--data", "test.csv", "--out", "predicted.csv", "--threads", "1",
          *([] if kind == "number" else ["--probabilities"]), counts=sweeps)


if __name__ == "__main__":
    main()
