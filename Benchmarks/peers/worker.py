"""One program of the comparison. Loads and warms up, prints `ready`, then runs one round for every line it reads.

    python worker.py PEER WORKLOAD FOLDER THREADS

A round is some epochs (or the steps of a full-batch round); the reply is `STEPS SECONDS LOSS`. Every program draws its own
order of rows for each epoch inside the clock, as its users do: PyTorch with `randperm`, the others with NumPy's generator
(which is faster than `jax.random.permutation`).
"""

import sys
import time

import numpy

from workloads import WORKLOADS


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


class PyTorch(Peer):
    """Eager mode, nn.Linear and torch.optim.SGD, rows chosen by index selection."""

    def __init__(self, *arguments):
        super().__init__(*arguments)
        import torch

        torch.set_num_threads(self.threads)
        self.torch = torch
        self.x = torch.from_numpy(self.features)
        self.y = torch.from_numpy(self.targets).unsqueeze(1)
        self.model = torch.nn.Linear(self.features.shape[1], 1)
        self.optimizer = torch.optim.SGD(self.model.parameters(), lr=self.workload.learning_rate)
        functional = torch.nn.functional
        losses = {"mse": functional.mse_loss, "bce": functional.binary_cross_entropy_with_logits}
        self.loss = losses[self.workload.loss]

    def order(self):
        return None if self.workload.batch_size is None else self.torch.randperm(len(self.targets))

    def step(self, x, y):
        self.optimizer.zero_grad()
        loss = self.loss(self.model(x), y)
        loss.backward()
        self.optimizer.step()
        return loss

    def round(self, order):
        if order is None:
            for _ in range(self.workload.steps_per_round):
                loss = self.step(self.x, self.y)
            return self.workload.steps_per_round, float(loss.detach())
        batches = self.batches(order)
        for rows in batches:
            loss = self.step(self.x.index_select(0, rows), self.y.index_select(0, rows))
        return len(batches), float(loss.detach())


class JAX(Peer):
    """A jitted scan over the whole epoch; the last, short batch is a jitted step of its own."""

    def __init__(self, *arguments):
        super().__init__(*arguments)
        import jax
        import jax.numpy as jnp

        self.jax = jax
        rate, kind = self.workload.learning_rate, self.workload.loss
        self.x, self.y = jnp.asarray(self.features), jnp.asarray(self.targets)
        self.parameters = (jnp.zeros(self.features.shape[1], jnp.float32), jnp.float32(0))

        def loss(parameters, x, y):
            z = x @ parameters[0] + parameters[1]
            if kind == "mse":
                return ((z - y) ** 2).mean()
            return (jnp.maximum(z, 0) - z * y + jnp.log1p(jnp.exp(-jnp.abs(z)))).mean()

        def update(parameters, x, y):
            value, gradients = jax.value_and_grad(loss)(parameters, x, y)
            return jax.tree.map(lambda p, g: p - rate * g, parameters, gradients), value

        def epoch(parameters, x, y, batches):
            return jax.lax.scan(lambda p, rows: update(p, x[rows], y[rows]), parameters, batches)

        def full_batch(parameters, x, y):
            steps = self.workload.steps_per_round
            return jax.lax.scan(lambda p, _: update(p, x, y), parameters, None, length=steps)

        self.epoch = jax.jit(epoch)
        self.full_batch = jax.jit(full_batch)
        self.single = jax.jit(lambda parameters, x, y, rows: update(parameters, x[rows], y[rows]))

    def round(self, order):
        if order is None:
            self.parameters, losses = self.full_batch(self.parameters, self.x, self.y)
            return self.workload.steps_per_round, float(losses[-1])
        size = self.workload.batch_size
        whole = len(order) // size
        batches = order[: whole * size].astype(numpy.int32).reshape(whole, size)
        self.parameters, losses = self.epoch(self.parameters, self.x, self.y, batches)
        loss = losses[-1]
        steps = whole
        if whole * size < len(order):
            rest = order[whole * size :].astype(numpy.int32)
            self.parameters, loss = self.single(self.parameters, self.x, self.y, rest)
            steps += 1
        return steps, float(self.jax.block_until_ready(loss))


PEERS = {"numpy": NumPy, "pytorch": PyTorch, "jax": JAX}


def main(peer, name, folder, threads):
    workload = WORKLOADS[name]
    features, targets = workload.load(folder)
    program = PEERS[peer](workload, features, targets, int(threads))
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
