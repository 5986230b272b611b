"""Linear models with one output in NumPy: what a careful user writes by hand."""

import numpy

from peer import Peer


class NumPy(Peer):
    def __init__(self, *arguments):
        super().__init__(*arguments)
        self.weight = numpy.zeros(self.features.shape[1], dtype=numpy.float32)
        self.bias = numpy.float32(0)

    def step(self, x, y):
        z = x @ self.weight + self.bias
        scale = numpy.float32(1 / len(y))
        if self.workload.loss == "mse":
            error = z - y
            loss = float(error @ error) * scale
            error *= 2 * scale
        else:
            t = numpy.exp(-numpy.abs(z))
            loss = float((numpy.maximum(z, 0) - z * y + numpy.log1p(t)).mean())
            error = (numpy.where(z >= 0, 1, t) / (1 + t) - y) * scale
        rate = numpy.float32(self.workload.learning_rate)
        self.weight -= rate * (error @ x)
        self.bias -= rate * error.sum()
        return loss

    def round(self, order):
        if order is None:
            for _ in range(self.workload.steps_per_round):
                loss = self.step(self.features, self.targets)
            return self.workload.steps_per_round, loss
        batches = self.batches(order)
        for rows in batches:
            loss = self.step(self.features[rows], self.targets[rows])
        return len(batches), loss
