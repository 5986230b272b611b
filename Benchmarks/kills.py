"""Kills workers of sweeps at random moments and compares the tables with those of sweeps nobody disturbed.

    python3 Benchmarks/kills.py [--assay .build/release/assay] [--kills 200] [--workers 2] [--folder DIR] [--trees]

Four kinds of sweeps: networks, cross-validations, networks with a pruner, and trees (with --trees, which need XGBoost).
Each is swept once by one worker; then workers are started, and killed with SIGKILL, stopped by SIGTERM, or held by
SIGSTOP and killed, until the kills are used up; a last worker ends the sweep. The tables without their columns of times
must be equal byte for byte, and no trial may have two records that differ. Prints one line for each kind.
"""

import argparse
import csv
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time

COMMON = """
name: {name}
seed: 5
data:
  source: {{linear: {{rows: 400, inputs: 5}}}}
  target: y
  split: {split}
{model}
metrics: [r2]
sweep:
  parameters: {parameters}
  sampler: {sampler}
  {pruner}
  keep: 2
"""
NETWORK = """model: [{linear: 24}, relu, {linear: 1}]
loss: mse
optimizer: {adam: {lr: 0.01}}
train: {epochs: 40, batch_size: 16}"""
SPLIT = "{random: {train: 0.7, val: 0.3}}"
RATES = "{optimizer.lr: {log_uniform: [1.0e-4, 0.3]}, model.0.units: [8, 24]}"
KINDS = {
    "networks": dict(split=SPLIT, model=NETWORK, parameters=RATES, sampler="{random: {trials: 120}}", pruner=""),
    "folds": dict(
        split="{k_fold: {folds: 3}}", model=NETWORK, parameters=RATES, sampler="{random: {trials: 40}}", pruner=""),
    "pruned": dict(
        split=SPLIT, model=NETWORK, parameters=RATES, sampler="{tpe: {trials: 120}}",
        pruner="pruner: successive_halving"),
    "trees": dict(
        split=SPLIT, model="model: {boosted_trees: {trees: 150}}",
        parameters="{model.lr: {log_uniform: [0.01, 0.5]}, model.depth: [3, 6]}",
        sampler="{random: {trials: 60}}", pruner=""),
}


def sweep_folder(runs):
    folder = os.path.join(runs, "sweeps")
    names = [n for n in os.listdir(folder) if not n.startswith(".") and n != "latest"] if os.path.isdir(folder) else []
    if len(names) > 1:
        sys.exit(f"{runs}: {len(names)} directories of one sweep")
    return os.path.join(folder, names[0]) if names else None


def table(runs):
    with open(os.path.join(sweep_folder(runs), "trials.csv")) as file:
        return [row[:-3] for row in csv.reader(file)]


def records(runs):
    """The lines of all ledgers that say how a trial ended."""
    folder = sweep_folder(runs)
    folder = folder and os.path.join(folder, "ledger")
    found = []
    for name in sorted(os.listdir(folder)) if folder and os.path.isdir(folder) else []:
        with open(os.path.join(folder, name), "rb") as file:
            for line in file.read().split(b"\n"):
                try:
                    event = json.loads(line)
                except ValueError:
                    continue
                if event.get("event") == "trial":
                    found.append(event["record"])
    return found


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--assay", default=".build/release/assay")
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--folder")
    parser.add_argument("--trees", action="store_true")
    parser.add_argument("--longest", type=float, help="seconds to a kill at most; default half of an undisturbed sweep")
    arguments = parser.parse_args()
    assay = os.path.abspath(arguments.assay)
    folder = arguments.folder or tempfile.mkdtemp(prefix="assay-kills-")
    kinds = [kind for kind in KINDS if kind != "trees" or arguments.trees]
    failed = False
    for kind in kinds:
        base = os.path.join(folder, kind)
        shutil.rmtree(base, ignore_errors=True)
        os.makedirs(base)
        with open(os.path.join(base, "spec.yaml"), "w") as file:
            file.write(COMMON.format(name=kind, **KINDS[kind]))

        def start(runs):
            return subprocess.Popen(
                [assay, "sweep", "spec.yaml", "--runs", runs, "--quiet", "--jobs", "1"], cwd=base,
                stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)

        def finish(runs):
            process = start(runs)
            errors = process.communicate()[1].decode()
            if process.returncode != 0:
                sys.exit(f"{kind}: exit {process.returncode}: {errors}")

        begin = time.time()
        finish("whole")
        undisturbed = time.time() - begin
        longest = arguments.longest or undisturbed / 2
        kills = 0
        rounds = 0
        while kills < arguments.kills // len(kinds):
            runs = f"killed-{rounds}"
            rounds += 1
            expected = table(os.path.join(base, "whole"))
            workers = [start(runs) for _ in range(arguments.workers)]
            while kills < arguments.kills // len(kinds):
                time.sleep(random.uniform(0.01, longest))
                live = [worker for worker in workers if worker.poll() is None]
                if not live:
                    break
                victim = random.choice(live)
                way = random.choice([signal.SIGKILL, signal.SIGKILL, signal.SIGTERM, signal.SIGSTOP])
                victim.send_signal(way)
                if way == signal.SIGSTOP:
                    time.sleep(random.uniform(0, 0.2))
                    victim.kill()
                victim.wait()
                kills += 1
                workers = [worker for worker in workers if worker is not victim] + [start(runs)]
            for worker in workers:
                worker.wait()
            finish(runs)
            path = os.path.join(base, runs)
            isSame = table(path) == expected
            doubled = len(records(path)) - len({record["number"] for record in records(path)})
            failed = failed or not isSame
            print(
                f"{kind}: {'same table' if isSame else 'ANOTHER TABLE'} after {kills} kills, "
                f"{len(expected) - 1} trials, {doubled} recorded twice, undisturbed {undisturbed:.1f} s", flush=True)
            if isSame:
                shutil.rmtree(path)
    sys.exit(1 if failed else 0)


main()
