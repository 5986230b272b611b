"""Percentile bootstrap intervals of means, as `BootstrapInterval` documents them.

Python's integers do the generator's arithmetic modulo 2**64; numpy does means and quantiles.
"""

import sys

import numpy as np

MASK = (1 << 64) - 1
STEP = 0x9E3779B97F4A7C15


def outputs(state):
    """SplitMix64 (Steele, Lea and Flood, 2014, figure 17)."""
    while True:
        state = (state + STEP) & MASK
        bits = state
        bits = ((bits ^ (bits >> 30)) * 0xBF58476D1CE4E5B9) & MASK
        bits = ((bits ^ (bits >> 27)) * 0x94D049BB133111EB) & MASK
        yield bits ^ (bits >> 31)


def draws(seed, replicate, rows):
    starts = outputs(seed)
    state = [next(starts) for _ in range(replicate + 1)][-1]
    found = []
    for bits in outputs(state):
        for half in (bits >> 32, bits & 0xFFFFFFFF):
            found.append(half * rows >> 32)
        if len(found) >= rows:
            return found[:rows]


def intervals(values, seed, replicates):
    rows = len(values)
    means = np.array([values[draws(seed, b, rows)].mean(axis=0) for b in range(replicates)])
    return values.mean(axis=0), np.quantile(means, 0.025, axis=0), np.quantile(means, 0.975, axis=0)


def main():
    print(f"python {sys.version.split()[0]}, numpy {np.__version__}")
    print("first outputs from state 1234567:", [next(g) for g in [outputs(1234567)] for _ in range(3)])
    # Row i of 7: i squared, and the sine of i.
    values = np.array([[i * i, np.sin(i)] for i in range(7)], dtype=float)
    for seed in (0, 42):
        mean, lower, upper = intervals(values, seed, 200)
        for column in range(2):
            print(f"seed {seed} column {column}: {mean[column]!r} {lower[column]!r} {upper[column]!r}")


main()
