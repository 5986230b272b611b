"""The sweeps that are measured; Assay reads the same from Benchmarks/sweeps/*.yaml."""

from dataclasses import dataclass

import numpy


@dataclass(frozen=True)
class Sweep:
    name: str
    columns: int
    hidden: tuple[int, ...]
    epochs: int
    batch_size: int
    lowest: float
    highest: float
    trials: int
    momentum: float = 0.0

    def rates(self):
        return numpy.geomspace(self.lowest, self.highest, self.trials)

    def load(self, folder):
        def array(part):
            return numpy.fromfile(f"{folder}/{self.name}-{part}.f32", dtype=numpy.float32)

        features = [array(f"{part}-features").reshape(-1, self.columns) for part in ("train", "val")]
        targets = [array(f"{part}-targets") for part in ("train", "val")]
        return features[0], targets[0], features[1], targets[1]


SWEEPS = {
    sweep.name: sweep
    for sweep in [
        Sweep("sgemm", 14, (), 5, 4096, 1e-4, 0.5, 64),
        Sweep("covid", 117, (16, 8), 200, 256, 1e-5, 1e-2, 32, momentum=0.9),
    ]
}
