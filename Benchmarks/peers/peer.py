"""What the programs of the comparison share."""

import numpy


class Peer:
    """Rows in memory and one method, `round(order)`, that trains an epoch and returns steps and last loss."""

    def __init__(self, workload, features, targets, threads):
        self.workload = workload
        self.features = features
        self.targets = targets
        self.threads = threads
        self.generator = numpy.random.default_rng(1)

    def order(self):
        """The rows of an epoch in random order; None when all rows are one batch."""
        return None if self.workload.batch_size is None else self.generator.permutation(len(self.targets))

    def batches(self, order):
        size = self.workload.batch_size
        return [order[start : start + size] for start in range(0, len(order), size)]
