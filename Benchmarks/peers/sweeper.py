"""A sweep of learning rates done by another program: trains every trial and prints how long that took.

    python sweeper.py PEER SWEEP FOLDER THREADS

Loads and warms up, prints `ready`, then does the whole sweep for every line it reads; the reply is `TRIALS SECONDS LOSS` with the best
validation loss. Reading the data is outside the clock, although it is inside for Assay, whose whole command is measured.
"""

import sys
import time

import numpy

from sweeps import SWEEPS


class Peer:
    def __init__(self, sweep, arrays, threads):
        self.sweep = sweep
        self.arrays = arrays
        self.threads = threads
        self.generator = numpy.random.default_rng(1)

    def batches(self, rows):
        order = self.generator.permutation(rows)
        return [order[start : start + self.sweep.batch_size] for start in range(0, rows, self.sweep.batch_size)]


class PyTorch(Peer):
    """A loop over the trials in one process, eager mode."""

    def __init__(self, *arguments):
        super().__init__(*arguments)
        import torch

        torch.set_num_threads(self.threads)
        self.torch = torch
        x, y, val_x, val_y = self.arrays
        self.x, self.y = torch.from_numpy(x), torch.from_numpy(y).unsqueeze(1)
        self.val_x, self.val_y = torch.from_numpy(val_x), torch.from_numpy(val_y).unsqueeze(1)

    def model(self):
        nn, sizes = self.torch.nn, [self.x.shape[1], *self.sweep.hidden, 1]
        layers = []
        for index, (inputs, outputs) in enumerate(zip(sizes, sizes[1:])):
            layers += [nn.ReLU()] * (index > 0) + [nn.Linear(inputs, outputs)]
        return nn.Sequential(*layers)

    def trial(self, rate):
        torch = self.torch
        torch.manual_seed(1)
        model = self.model()
        optimizer = torch.optim.SGD(model.parameters(), lr=rate, momentum=self.sweep.momentum)
        loss_of = torch.nn.functional.mse_loss
        for _ in range(self.sweep.epochs):
            order = torch.randperm(len(self.y))
            for start in range(0, len(order), self.sweep.batch_size):
                rows = order[start : start + self.sweep.batch_size]
                optimizer.zero_grad()
                loss_of(model(self.x.index_select(0, rows)), self.y.index_select(0, rows)).backward()
                optimizer.step()
            with torch.no_grad():
                loss = float(loss_of(model(self.val_x), self.val_y))
        return loss

    def round(self):
        losses = [self.trial(rate) for rate in self.sweep.rates()]
        return float(numpy.nanmin(losses))


class Optuna(PyTorch):
    """The same trials proposed by Optuna's grid sampler, results in memory."""

    def __init__(self, *arguments):
        super().__init__(*arguments)
        import optuna

        optuna.logging.set_verbosity(optuna.logging.ERROR)
        self.optuna = optuna

    def round(self):
        rates = [float(rate) for rate in self.sweep.rates()]
        sampler = self.optuna.samplers.GridSampler({"lr": rates})
        study = self.optuna.create_study(sampler=sampler)
        study.optimize(lambda trial: self.trial(trial.suggest_float("lr", rates[0], rates[-1])), n_trials=len(rates))
        return study.best_value


class JAX(Peer):
    """jax.vmap over the trials, a jitted scan over each epoch; the last, short batch is a step of its own."""

    def __init__(self, *arguments):
        super().__init__(*arguments)
        import jax
        import jax.numpy as jnp

        self.jax, self.jnp = jax, jnp
        self.x, self.y, self.val_x, self.val_y = (jnp.asarray(array) for array in self.arrays)
        momentum = self.sweep.momentum

        def forward(layers, x):
            for index, (weight, bias) in enumerate(layers):
                x = (jnp.maximum(x, 0) if index > 0 else x) @ weight + bias
            return x[:, 0]

        def loss(layers, x, y):
            return ((forward(layers, x) - y) ** 2).mean()

        def update(state, rate, x, y):
            layers, speed = state
            gradients = jax.grad(loss)(layers, x, y)
            speed = jax.tree.map(lambda v, g: momentum * v + g, speed, gradients)
            return jax.tree.map(lambda p, v: p - rate * v, layers, speed), speed

        def epoch(states, rates, batches, rest):
            step = jax.vmap(update, in_axes=((0, 0), 0, None, None))
            states, _ = jax.lax.scan(
                lambda s, rows: (step(s, rates, self.x[rows], self.y[rows]), None), states, batches
            )
            states = step(states, rates, self.x[rest], self.y[rest])
            losses = jax.vmap(lambda layers: loss(layers, self.val_x, self.val_y))(states[0])
            return states, losses

        self.epoch = jax.jit(epoch)

    def round(self):
        jnp, random = self.jnp, numpy.random.default_rng(1)
        rates = jnp.asarray(self.sweep.rates(), jnp.float32)
        count, sizes = len(rates), [self.x.shape[1], *self.sweep.hidden, 1]
        layers = []
        for inputs, outputs in zip(sizes, sizes[1:]):
            bound = inputs**-0.5
            weight = random.uniform(-bound, bound, (inputs, outputs)).astype(numpy.float32)
            bias = random.uniform(-bound, bound, outputs).astype(numpy.float32)
            layers.append(tuple(jnp.broadcast_to(jnp.asarray(array), (count, *array.shape)) for array in (weight, bias)))
        states = (layers, self.jax.tree.map(jnp.zeros_like, layers))
        for _ in range(self.sweep.epochs):
            batches = self.batches(len(self.y))
            whole = numpy.stack([rows for rows in batches if len(rows) == self.sweep.batch_size]).astype(numpy.int32)
            states, losses = self.epoch(states, rates, whole, batches[-1].astype(numpy.int32))
        return float(jnp.nanmin(losses))


PEERS = {"pytorch": PyTorch, "optuna": Optuna, "jax": JAX}


def main(peer, name, folder, threads):
    sweep = SWEEPS[name]
    program = PEERS[peer](sweep, sweep.load(folder), int(threads))
    program.round()
    print("ready", flush=True)
    for _ in sys.stdin:
        start = time.perf_counter()
        loss = program.round()
        print(sweep.trials, time.perf_counter() - start, loss, flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
