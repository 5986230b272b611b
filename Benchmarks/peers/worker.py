"""One program of the comparison. Loads and warms up, prints `ready`, then runs one round for every line it reads.

    python worker.py PEER WORKLOAD FOLDER THREADS

A round is some epochs (or the steps of a full-batch round); the reply is `STEPS SECONDS LOSS`. Every program draws its own
order of rows for each epoch inside the clock, as its users do: PyTorch with `randperm`, the others with NumPy's generator
(which is faster than `jax.random.permutation`).
"""

import importlib
import sys
import time

from workloads import WORKLOADS

PEERS = {"numpy": "NumPy", "pytorch": "PyTorch", "jax": "JAX"}


def main(peer, name, folder, threads):
    workload = WORKLOADS[name]
    features, targets = workload.load(folder)
    program = getattr(importlib.import_module(f"{peer}_peer"), PEERS[peer])(workload, features, targets, int(threads))
    program.round(program.order())
    print("ready", flush=True)
    for _ in sys.stdin:
        steps = 0
        start = time.perf_counter()
        for _ in range(workload.epochs_per_round):
            count, loss = program.round(program.order())
            steps += count
        seconds = time.perf_counter() - start
        print(steps, seconds, loss, flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
