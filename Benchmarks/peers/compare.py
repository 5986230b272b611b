"""Runs every program of the comparison side by side and writes a table with ratios and targets.

The programs of one workload are started together, each pinned to the same cores; then one after the other runs one round, again
and again, so that a disturbance of the machine meets all of them. Medians over the rounds are reported.
"""

import argparse
import datetime
import gzip
import json
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from large_csv import BYTES_PER_ROW
from workloads import WORKLOADS

ROOT = Path(__file__).resolve().parents[2]
PEERS = ROOT / "Benchmarks" / "peers"
RESULTS = ROOT / "Benchmarks" / "results"
ARRAYS = RESULTS / "data"
BINARY = ROOT / ".build" / "release" / "assay"
BENCHMARK = ROOT / ".build" / "release" / "assay-benchmark"

# What a training step must be: so many times as fast as PyTorch and as JAX.
STEP_TARGETS = {
    "regression": (15, 4),
    "classification": (5, 5),
    "second": (15, 4),
    "covid": (13, 2.5),
    "softmax": (100, 3),
    "resnet": (4, 1.6),
    "wide": (2, 1),
    "convolution": (1, 1),
}


def pinned(command, threads):
    return ["taskset", "-c", ",".join(str(core) for core in range(threads)), *map(str, command)]


def environment(threads):
    names = ["OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "POLARS_MAX_THREADS"]
    values = {**os.environ, **{name: str(threads) for name in names}, "JAX_PLATFORMS": "cpu"}
    values.pop("OPENBLAS_CORETYPE", None)
    return values


class Program:
    """One running worker: `round()` lets it work once and returns (units, seconds)."""

    def __init__(self, command, threads):
        self.process = subprocess.Popen(
            pinned(command, threads), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment(threads)
        )
        line = self.process.stdout.readline().strip()
        if line != "ready":
            raise RuntimeError(f"{command} did not start: {line!r}")

    def round(self):
        # Idle threads of the program before go on spinning for some milliseconds (OpenBLAS, OpenMP): let them fall asleep.
        time.sleep(0.1)
        self.process.stdin.write("\n")
        self.process.stdin.flush()
        units, seconds, loss = self.process.stdout.readline().split()
        self.loss = loss
        return int(units), float(seconds)

    def close(self):
        self.process.stdin.close()
        self.process.wait(timeout=60)


def interleaved(commands, threads, rounds):
    """Median seconds per unit of every named command, and the last losses."""
    programs = {}
    try:
        for name, command in commands.items():
            programs[name] = Program(command, threads)
        samples = {name: [] for name in programs}
        for _ in range(rounds):
            for name, program in programs.items():
                units, seconds = program.round()
                samples[name].append((units, seconds))
        losses = {name: program.loss for name, program in programs.items()}
    finally:
        for program in programs.values():
            program.close()
    return samples, losses


def per_unit(samples):
    return {name: statistics.median(s / u for u, s in values) for name, values in samples.items()}


def training(workload, threads, rounds):
    def peer(name):
        return [sys.executable, PEERS / "worker.py", name, workload, ARRAYS, threads]

    commands = {
        "Assay": [BENCHMARK, "train", workload, ARRAYS, "--threads", threads],
        "JAX": peer("jax"),
        "PyTorch": peer("pytorch"),
    }
    if WORKLOADS[workload].model == "linear":
        commands["NumPy"] = peer("numpy")
    samples, losses = interleaved(commands, threads, rounds)
    return {name: value * 1e6 for name, value in per_unit(samples).items()}, losses


def stacks(threads, rounds):
    commands = {
        trials: [BENCHMARK, "train", "regression", ARRAYS, "--threads", threads, "--trials", trials]
        for trials in (1, 8, 64)
    }
    samples, _ = interleaved(commands, threads, rounds)
    return {str(name): value * 1e6 for name, value in per_unit(samples).items()}


def reading(path, threads, rounds):
    commands = {
        "Assay": [BENCHMARK, "read", path, "--threads", threads],
        "pandas": [sys.executable, PEERS / "reader.py", "pandas", path],
        "polars": [sys.executable, PEERS / "reader.py", "polars", path],
    }
    samples, _ = interleaved(commands, threads, rounds)
    return {name: statistics.median(s for _, s in values) * 1e3 for name, values in samples.items()}


def reading_large(rounds):
    """A file of a gigabyte, from the page cache, on one core: a new process for every round."""
    path = RESULTS / "large.csv"
    if not path.exists():
        subprocess.run([sys.executable, PEERS / "large_csv.py", path], check=True)
    size = path.stat().st_size
    commands = {
        "Assay": [BENCHMARK, "read", path, "--fresh"],
        "polars": [sys.executable, PEERS / "reader.py", "polars", path],
    }
    with open(path, "rb") as file:
        while file.read(1 << 24):
            pass
    assay = [interleaved({"Assay": commands["Assay"]}, 1, 1) for _ in range(rounds)]
    seconds = statistics.median(samples["Assay"][0][1] for samples, _ in assay)
    samples, losses = assay[0]
    peers, _ = interleaved({"polars": commands["polars"]}, 1, max(1, rounds // 3))
    return {
        "bytes": size, "Assay": size / 1e6 / seconds,
        "polars": size / 1e6 / statistics.median(s for _, s in peers["polars"]),
        "peak": int(losses["Assay"]), "table": samples["Assay"][0][0] * BYTES_PER_ROW,
    }


def preparing(path, threads, rounds):
    """From the file to the matrices of every part: Assay from cold and from its cache, pandas with scikit-learn from cold."""
    section = ROOT / "Benchmarks" / "preparations" / "sgemm.yaml"
    commands = {
        "Assay": [BENCHMARK, "prepare", section, path.parent, "--threads", threads],
        "Assay, cached": [BENCHMARK, "prepare", section, path.parent, "--cached", "--threads", threads],
        "pandas, scikit-learn": [sys.executable, PEERS / "preparer.py", path],
    }
    samples, _ = interleaved(commands, threads, rounds)
    return {name: statistics.median(s for _, s in values) * 1e3 for name, values in samples.items()}


def allocations():
    """Heap allocations during 1,000 training steps, and during 1,000 deliberate ones (which must be counted).

    Not for the full batch: there every step ends an epoch, and an epoch's report is made of values with names in them.
    """
    values = environment(1)
    values["LD_PRELOAD"] = str(RESULTS / "count-allocations.so")
    counts = {}
    for workload in ("regression", "second", "covid", "softmax", "resnet"):
        command = [BENCHMARK, "allocations", workload, ARRAYS]
        output = subprocess.run(pinned(command, 1), env=values, check=True, capture_output=True, text=True).stdout
        counts[workload], counts["control"] = (int(word) for word in output.split())
    return counts


def start_time():
    times = []
    for _ in range(41):
        start = time.perf_counter()
        subprocess.run([BINARY, "--help"], stdout=subprocess.DEVNULL, check=True)
        times.append(time.perf_counter() - start)
    return statistics.median(times) * 1e3


def first_setting():
    """Wall time and peak memory of `assay run experiments/sgemm-regression.yaml`, without and with prepared data."""
    folder = tempfile.mkdtemp(prefix="assay-benchmark-")
    values = {**environment(2), "XDG_CACHE_HOME": folder}
    results = {}
    try:
        for name in ("cold", "prepared"):
            command = [BINARY, "run", ROOT / "experiments" / "sgemm-regression.yaml", "--runs", f"{folder}/runs", "--quiet"]
            start = time.perf_counter()
            process = subprocess.Popen(list(map(str, command)), env=values, stdout=subprocess.DEVNULL)
            _, status, usage = os.wait4(process.pid, 0)
            process.returncode = os.waitstatus_to_exitcode(status)
            if process.returncode != 0:
                raise RuntimeError(f"assay run ended with {process.returncode}")
            results[name] = {"seconds": time.perf_counter() - start, "peak_mb": usage.ru_maxrss * 1024 / 1e6}
    finally:
        shutil.rmtree(folder)
    return results


def timed(command, values):
    start = time.perf_counter()
    done = subprocess.run(list(map(str, command)), env=values, capture_output=True, text=True)
    seconds = time.perf_counter() - start
    if done.returncode != 0:
        raise RuntimeError(f"{command} ended with {done.returncode}: {done.stderr.strip()}")
    return seconds


def sweeps(names, counts, rounds):
    """Seconds of sweeps on one core and on two: the trials alone of every program, and Assay's whole commands with prepared
    data: the sweep, and one trial of it.
    """
    folder = tempfile.mkdtemp(prefix="assay-benchmark-")
    results = {}
    try:
        for name in names:
            if not (ARRAYS / f"{name}-train-features.f32").exists():
                continue
            results[name] = {}
            for threads in counts:
                values = {**environment(threads), "XDG_CACHE_HOME": folder}
                specification = ROOT / "Benchmarks" / "sweeps" / f"{name}.yaml"

                def assay():
                    runs = tempfile.mkdtemp(dir=folder)
                    command = [BINARY, "sweep", specification, "--runs", runs, "--jobs", threads, "--quiet"]
                    return timed(pinned(command, threads), values)

                def one_trial():
                    runs = tempfile.mkdtemp(dir=folder)
                    command = [BINARY, "run", specification, "--runs", runs, "--threads", threads, "--quiet"]
                    return timed(pinned(command, threads), values)

                assay()
                samples = {"command": [assay() for _ in range(rounds)], "one run": [one_trial() for _ in range(rounds)]}
                commands = {
                    "Assay": [BENCHMARK, "sweep", name, ARRAYS, "--threads", threads],
                    **{
                        peer: [sys.executable, PEERS / "sweeper.py", peer.lower(), name, ARRAYS, threads]
                        for peer in ("JAX", "PyTorch", "Optuna")
                    },
                }
                trained, losses = interleaved(commands, threads, max(1, rounds // 3))
                samples.update({peer: [seconds for _, seconds in values] for peer, values in trained.items()})
                results[name][threads] = {peer: statistics.median(values) for peer, values in samples.items()}
                results[name][threads]["losses"] = losses
    finally:
        shutil.rmtree(folder)
    return results


def many_trials():
    """What a thousand trials of next to no work cost, and looking at ten thousand."""
    folder = tempfile.mkdtemp(prefix="assay-benchmark-")
    values = {**environment(2), "XDG_CACHE_HOME": folder}
    specification = ROOT / "Benchmarks" / "sweeps" / "trivial.yaml"
    try:
        runs = f"{folder}/runs"
        small = timed([BINARY, "sweep", specification, "--runs", f"{folder}/small", "--quiet"], values)
        timed([BINARY, "sweep", specification, "sweep.sampler.trials=10000", "--runs", runs, "--quiet"], values)
        status = statistics.median(
            timed([BINARY, "sweep", "--status", "latest", "--runs", runs], values) for _ in range(5)
        )
        name = os.readlink(f"{runs}/sweeps/latest")
        listing = statistics.median(timed([BINARY, "ls", name, "--runs", runs], values) for _ in range(5))
        return {"milliseconds_per_trial": small, "status": status, "ls": listing}
    finally:
        shutil.rmtree(folder)


def machine():
    model = next(
        (line.split(":")[1].strip() for line in open("/proc/cpuinfo") if line.startswith("model name")), platform.machine()
    )
    versions = {line.split("==")[0]: line.split("==")[1].strip() for line in open(ROOT / "Benchmarks" / "requirements.txt")}
    swift = subprocess.run(["swift", "--version"], capture_output=True, text=True).stdout.splitlines()[0]
    return {
        "date": datetime.date.today().isoformat(),
        "processor": model,
        "cores": os.cpu_count(),
        "load_before": os.getloadavg()[0],
        "swift": swift,
        "python": platform.python_version(),
        "peers": versions,
    }


class Table:
    """Rows of the report, and the targets that were missed."""

    def __init__(self):
        self.lines = []
        self.missed = []

    def heading(self, text, columns):
        self.lines += ["", f"## {text}", "", "| " + " | ".join(columns) + " |", "|" + " --- |" * len(columns)]

    def row(self, *cells):
        self.lines.append("| " + " | ".join(str(cell) for cell in cells) + " |")
        print("  ".join(str(cell) for cell in cells), flush=True)

    def judged(self, what, measured, unit, target, met):
        self.row(what, f"{measured:.3g} {unit}".strip(), target, "yes" if met else "**no**")
        if not met:
            self.missed.append(what)


def report(results):
    table = Table()
    about = results["machine"]
    table.lines += [
        f"{about['processor']}, {about['cores']} cores, {about['date']}; {about['swift']}; "
        + ", ".join(f"{name} {version}" for name, version in about["peers"].items()),
    ]
    for workload, by_threads in results.get("training", {}).items():
        names = list(next(iter(by_threads.values()))["microseconds"])
        table.heading(f"Training step: {workload} (µs)", ["threads", *names, "JAX / Assay", "PyTorch / Assay"])
        for threads, entry in by_threads.items():
            times = entry["microseconds"]
            table.row(
                threads, *(f"{times[name]:.1f}" for name in names),
                f"{times['JAX'] / times['Assay']:.2f}", f"{times['PyTorch'] / times['Assay']:.2f}",
            )
    for file, by_threads in results.get("reading", {}).items():
        table.heading(f"Reading {file} (ms)", ["threads", "Assay", "pandas", "polars", "Assay / pandas"])
        for threads, times in by_threads.items():
            table.row(
                threads, *(f"{times[name]:.0f}" for name in ("Assay", "pandas", "polars")),
                f"{times['Assay'] / times['pandas']:.2f}",
            )
    if "reading_large" in results:
        large = results["reading_large"]
        table.heading(f"Reading {large['bytes'] / 1e9:.2f} GB on one core (MB/s)", ["Assay", "polars", "peak / table"])
        table.row(f"{large['Assay']:.0f}", f"{large['polars']:.0f}", f"{large['peak'] / large['table']:.2f}")
    if "preparing" in results:
        columns = ["Assay", "Assay, cached", "pandas, scikit-learn"]
        table.heading("Preparing sgemm_product.csv.gz (ms)", ["threads", *columns, "Assay / pandas"])
        for threads, times in results["preparing"].items():
            ratio = times["Assay"] / times["pandas, scikit-learn"]
            table.row(threads, *(f"{times[column]:.1f}" for column in columns), f"{ratio:.2f}")
    for name, by_threads in results.get("sweeps", {}).items():
        columns = ["Assay", "JAX", "PyTorch", "Optuna", "command", "one run"]
        table.heading(f"Sweep: {name} (s)", ["threads", *columns, "PyTorch / Assay", "JAX / Assay"])
        for threads, times in by_threads.items():
            table.row(
                threads, *(f"{times[column]:.3f}" for column in columns),
                f"{times['PyTorch'] / times['Assay']:.1f}", f"{times['JAX'] / times['Assay']:.2f}",
            )
    if "stacks" in results:
        table.heading("Stacked trials: regression (µs a step)", ["threads", "1 trial", "8 trials", "64 trials", "64 / 1"])
        for threads, times in results["stacks"].items():
            table.row(threads, *(f"{times[name]:.1f}" for name in ("1", "8", "64")), f"{times['64'] / times['1']:.1f}")
    table.heading("Targets", ["what", "measured", "target", "met"])
    targets(table, results)
    return table


def targets(table, results):
    training_results = results.get("training", {})
    for workload, (torch_factor, jax_factor) in STEP_TARGETS.items():
        for threads, entry in training_results.get(workload, {}).items():
            times = entry["microseconds"]
            for peer, factor in (("PyTorch", torch_factor), ("JAX", jax_factor)):
                ratio = times[peer] / times["Assay"]
                table.judged(f"{workload}: {peer} / Assay, threads {threads}", ratio, "", f">= {factor}", ratio >= factor)
    for file, by_threads in results.get("reading", {}).items():
        for threads, times in by_threads.items():
            ratio = times["Assay"] / times["pandas"]
            table.judged(f"reading {file}: Assay / pandas, threads {threads}", ratio, "", "<= 0.6", ratio <= 0.6)
    if "reading_large" in results:
        large = results["reading_large"]
        table.judged("reading a gigabyte, one core", large["Assay"], "MB/s", ">= 250", large["Assay"] >= 250)
        ratio = large["peak"] / large["table"]
        table.judged("reading a gigabyte: peak memory / table", ratio, "", "< 1.5", ratio < 1.5)
    for threads, times in results.get("preparing", {}).items():
        ratio = times["Assay"] / times["pandas, scikit-learn"]
        cached = times["Assay, cached"]
        table.judged(f"preparing, cold: Assay / pandas, threads {threads}", ratio, "", "<= 0.5", ratio <= 0.5)
        table.judged(f"preparing, from the cache, threads {threads}", cached, "ms", "< 30", cached < 30)
    for threads, times in results.get("stacks", {}).items():
        ratio = times["64"] / times["1"]
        table.judged(f"64 trials / 1 trial, threads {threads}", ratio, "", "< 10", ratio < 10)
    for name, by_threads in results.get("sweeps", {}).items():
        for threads, times in by_threads.items():
            torch, jax = (times[peer] / times["Assay"] for peer in ("PyTorch", "JAX"))
            torch_factor, jax_factor = {"sgemm": (150, 4), "covid": (15, 1.5)}[name]
            what = f"sweep {name}, threads {threads}"
            table.judged(f"{what}: PyTorch / Assay", torch, "", f">= {torch_factor}", torch >= torch_factor)
            table.judged(f"{what}: JAX / Assay", jax, "", f">= {jax_factor}", jax >= jax_factor)
            if name == "sgemm":
                table.judged(f"{what}: whole command", times["command"], "s", "< 0.6", times["command"] < 0.6)
    if "many_trials" in results:
        values = results["many_trials"]
        cost = values["milliseconds_per_trial"]
        table.judged("a trivial trial, of 1,000", cost, "ms", "< 3", cost < 3)
        table.judged("sweep --status of 10,000 trials", values["status"], "s", "< 1", values["status"] < 1)
        table.judged("ls of 10,000 trials", values["ls"], "s", "< 1", values["ls"] < 1)
    for workload, count in results.get("allocations", {}).items():
        if workload != "control":
            counts = count == 0 and results["allocations"]["control"] >= 1000
            table.judged(f"allocations in 1,000 steps: {workload}", count, "", "0", counts)
    if "start" in results:
        table.judged("assay --help", results["start"], "ms", "< 20", results["start"] < 20)
    for name, values in results.get("first_setting", {}).items():
        table.judged(f"first setting, {name}: peak memory", values["peak_mb"], "MB", "< 250", values["peak_mb"] < 250)
        table.row(f"first setting, {name}: wall time", f"{values['seconds']:.2f} s", "", "")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("source")
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument(
        "--only", default="training,reading,reading_large,preparing,stacks,sweeps,many_trials,allocations,start,first_setting"
    )
    parser.add_argument("--workloads", default=",".join(STEP_TARGETS))
    parser.add_argument("--sweeps", default="sgemm,covid")
    parser.add_argument("--threads", default="1,2")
    arguments = parser.parse_args()
    parts = arguments.only.split(",")
    source, rounds = Path(arguments.source), arguments.rounds

    if not (ARRAYS / "sgemm-val-targets.f32").exists() or not (ARRAYS / "mnist-targets.f32").exists():
        subprocess.run([sys.executable, PEERS / "prepare.py", source.parent, ARRAYS], check=True)
    threads = [int(count) for count in arguments.threads.split(",") if int(count) <= os.cpu_count()]
    results = {"machine": machine()}
    if "training" in parts:
        results["training"] = {}
        for workload in arguments.workloads.split(","):
            results["training"][workload] = {}
            for count in threads:
                times, losses = training(workload, count, rounds)
                results["training"][workload][count] = {"microseconds": times, "losses": losses}
    if "reading" in parts:
        plain = RESULTS / "sgemm_product.csv"
        if not plain.exists():
            with gzip.open(source) as packed, open(plain, "wb") as unpacked:
                shutil.copyfileobj(packed, unpacked)
        results["reading"] = {
            path.name: {count: reading(path, count, rounds) for count in threads} for path in (source, plain)
        }
    if "reading_large" in parts:
        results["reading_large"] = reading_large(max(3, rounds // 3))
    if "preparing" in parts:
        results["preparing"] = {count: preparing(source, count, rounds) for count in threads}
    if "stacks" in parts:
        results["stacks"] = {count: stacks(count, rounds) for count in threads}
    if "sweeps" in parts:
        results["sweeps"] = sweeps(arguments.sweeps.split(","), threads, rounds)
    if "many_trials" in parts:
        results["many_trials"] = many_trials()
    if "allocations" in parts:
        results["allocations"] = allocations()
    if "start" in parts:
        results["start"] = start_time()
    if "first_setting" in parts:
        results["first_setting"] = first_setting()

    table = report(results)
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / "results.json").write_text(json.dumps(results, indent=2) + "\n")
    (RESULTS / "results.md").write_text("\n".join(table.lines).strip() + "\n")
    print(f"\nwritten: {RESULTS / 'results.md'} and results.json")
    if table.missed:
        print("missed targets: " + "; ".join(table.missed))


if __name__ == "__main__":
    main()
