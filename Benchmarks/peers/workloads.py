"""What is measured: the same numbers stand in Sources/assay-benchmark/Workload.swift."""

from dataclasses import dataclass

import numpy


@dataclass(frozen=True)
class Workload:
    name: str
    columns: int
    model: str  # "linear", or a name in networks
    loss: str  # "mse", "bce" (from logits) or "cross_entropy"
    batch_size: int | None  # None: all rows at once
    learning_rate: float
    optimizer: str = "sgd"  # "sgd", "momentum" (0.9), "adam" or "adam_l2" (weight decay 0.001 added to the gradient)
    steps_per_round: int | None = None  # full batch only
    epochs_per_round: int = 1  # long enough for the rows to be in the cache that a run of many epochs finds them in
    arrays: str | None = None  # the files it reads; its own name by default
    rows: int | None = None  # None: all there are

    def load(self, folder):
        arrays = self.arrays or self.name
        features = numpy.fromfile(f"{folder}/{arrays}-features.f32", dtype=numpy.float32)
        targets = numpy.fromfile(f"{folder}/{arrays}-targets.f32", dtype=numpy.float32)
        features = features.reshape(-1, self.columns)
        return numpy.ascontiguousarray(features[: self.rows]), numpy.ascontiguousarray(targets[: self.rows])


WORKLOADS = {
    workload.name: workload
    for workload in [
        Workload("regression", 14, "linear", "mse", 4096, 0.01, epochs_per_round=50),
        Workload("classification", 14, "linear", "bce", None, 1.0, steps_per_round=150),
        Workload("second", 40, "linear", "bce", 1000, 0.1, epochs_per_round=50),
        Workload("covid", 117, "covid", "mse", 256, 1e-5, "momentum", epochs_per_round=100),
        Workload("softmax", 2, "softmax", "cross_entropy", 10, 0.03, epochs_per_round=100),
        Workload("resnet", 784, "resnet", "cross_entropy", 100, 0.001, "adam_l2", arrays="mnist"),
        Workload("wide", 784, "wide", "cross_entropy", 256, 0.001, "adam", arrays="mnist", rows=12_800),
        Workload("convolution", 784, "convolution", "cross_entropy", 100, 0.001, "adam", arrays="mnist", rows=6_000),
    ]
}
