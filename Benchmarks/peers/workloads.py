"""What is measured: the same numbers stand in Sources/assay-benchmark/Workload.swift."""

from dataclasses import dataclass

import numpy


@dataclass(frozen=True)
class Workload:
    name: str
    columns: int
    loss: str  # "mse" or "bce" (from logits)
    batch_size: int | None  # None: all rows at once
    learning_rate: float
    steps_per_round: int | None = None  # full batch only
    epochs_per_round: int = 1  # long enough for the rows to be in the cache that a run of many epochs finds them in

    def load(self, folder):
        features = numpy.fromfile(f"{folder}/{self.name}-features.f32", dtype=numpy.float32)
        targets = numpy.fromfile(f"{folder}/{self.name}-targets.f32", dtype=numpy.float32)
        return features.reshape(-1, self.columns), targets


WORKLOADS = {
    workload.name: workload
    for workload in [
        Workload("regression", 14, "mse", 4096, 0.01, epochs_per_round=50),
        Workload("classification", 14, "bce", None, 1.0, steps_per_round=150),
        Workload("second", 40, "bce", 1000, 0.1, epochs_per_round=50),
    ]
}
