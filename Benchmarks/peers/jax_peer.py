"""JAX: a jitted scan over the whole epoch; the last, short batch is a jitted step of its own.

Convolutions run on [batch, row, column, channel], which is the faster layout here.
"""

import jax
import jax.numpy as jnp
import numpy
from jax import lax

from peer import Peer


class Model:
    """Parameters, running statistics of batch norms and a forward pass that returns outputs and new statistics."""

    def __init__(self, name, columns):
        self.generator = numpy.random.default_rng(2)
        self.name = name
        self.columns = columns
        self.parameters = {}
        self.states = {}
        getattr(self, f"declare_{name}")()
        self.forward = getattr(self, f"forward_{name}")

    def linear(self, name, inputs, outputs):
        bound = 1 / numpy.sqrt(inputs)
        draw = self.generator.uniform
        self.parameters[name] = (
            jnp.asarray(draw(-bound, bound, (inputs, outputs)), jnp.float32), jnp.asarray(draw(-bound, bound, outputs), jnp.float32),
        )

    def norm(self, name, width):
        self.parameters[name] = (jnp.ones(width, jnp.float32), jnp.zeros(width, jnp.float32))
        self.states[name] = (jnp.zeros(width, jnp.float32), jnp.ones(width, jnp.float32))

    def declare_linear(self):
        self.linear("out", self.columns, 1)

    def declare_softmax(self):
        self.linear("out", self.columns, 3)

    def declare_covid(self):
        self.linear("first", self.columns, 16)
        self.linear("second", 16, 8)
        self.linear("out", 8, 1)

    def declare_wide(self):
        self.linear("first", self.columns, 1024)
        self.linear("second", 1024, 1024)
        self.linear("out", 1024, 10)

    def declare_resnet(self):
        self.linear("first", self.columns, 100)
        for block in range(3):
            self.linear(f"down{block}", 100, 50)
            self.norm(f"inner{block}", 50)
            self.linear(f"up{block}", 50, 100)
            self.norm(f"outer{block}", 100)
        self.linear("out", 100, 10)

    def declare_convolution(self):
        for name, channels, filters in (("first", 1, 16), ("second", 16, 32)):
            bound = 1 / numpy.sqrt(9 * channels)
            draw = self.generator.uniform
            self.parameters[name] = (
                jnp.asarray(draw(-bound, bound, (3, 3, channels, filters)), jnp.float32),
                jnp.asarray(draw(-bound, bound, filters), jnp.float32),
            )
        self.linear("hidden", 32 * 7 * 7, 64)
        self.linear("out", 64, 10)

    def forward_linear(self, parameters, states, x, key):
        return dense(parameters["out"], x), states

    forward_softmax = forward_linear

    def forward_covid(self, parameters, states, x, key):
        hidden = jax.nn.relu(dense(parameters["second"], jax.nn.relu(dense(parameters["first"], x))))
        return dense(parameters["out"], hidden), states

    forward_wide = forward_covid

    def forward_resnet(self, parameters, states, x, key):
        new = {}
        x = jax.nn.relu(dense(parameters["first"], x))
        for block in range(3):
            inner, outer = f"inner{block}", f"outer{block}"
            y, new[inner] = batch_norm(parameters[inner], states[inner], dense(parameters[f"down{block}"], x))
            y = dropout(jax.nn.relu(y), 0.1, jax.random.fold_in(key, block))
            y, new[outer] = batch_norm(parameters[outer], states[outer], dense(parameters[f"up{block}"], y))
            x = jax.nn.relu(x + y)
        return dense(parameters["out"], x), new

    def forward_convolution(self, parameters, states, x, key):
        x = x.reshape(-1, 28, 28, 1)
        for name in ("first", "second"):
            weight, bias = parameters[name]
            x = lax.conv_general_dilated(x, weight, (1, 1), "SAME", dimension_numbers=("NHWC", "HWIO", "NHWC")) + bias
            x = lax.reduce_window(jax.nn.relu(x), -jnp.inf, lax.max, (1, 2, 2, 1), (1, 2, 2, 1), "VALID")
        x = dropout(x.reshape(x.shape[0], -1), 0.25, jax.random.fold_in(key, 0))
        x = dropout(jax.nn.relu(dense(parameters["hidden"], x)), 0.25, jax.random.fold_in(key, 1))
        return dense(parameters["out"], x), states


def dense(parameters, x):
    return x @ parameters[0] + parameters[1]


def batch_norm(parameters, state, x):
    mean, variance = x.mean(axis=0), x.var(axis=0)
    unbiased = variance * (x.shape[0] / (x.shape[0] - 1))
    new = tuple(0.9 * old + 0.1 * observed for old, observed in zip(state, (mean, unbiased)))
    return (x - mean) * lax.rsqrt(variance + 1e-5) * parameters[0] + parameters[1], new


def dropout(x, rate, key):
    return jnp.where(jax.random.bernoulli(key, 1 - rate, x.shape), x / (1 - rate), 0)


def mean_loss(kind, outputs, y):
    if kind == "mse":
        return ((outputs[:, 0] - y) ** 2).mean()
    if kind == "bce":
        z = outputs[:, 0]
        return (jnp.maximum(z, 0) - z * y + jnp.log1p(jnp.exp(-jnp.abs(z)))).mean()
    chosen = jnp.take_along_axis(jax.nn.log_softmax(outputs), y.astype(jnp.int32)[:, None], axis=1)
    return -chosen.mean()


def descend(workload, parameters, gradients, slots, step):
    """New parameters and optimizer slots; `step` counts from 1."""
    rate = workload.learning_rate
    if workload.optimizer == "sgd":
        return jax.tree.map(lambda p, g: p - rate * g, parameters, gradients), slots
    if workload.optimizer == "momentum":
        slots = jax.tree.map(lambda m, g: 0.9 * m + g, slots, gradients)
        return jax.tree.map(lambda p, m: p - rate * m, parameters, slots), slots
    if workload.optimizer == "adam_l2":
        gradients = jax.tree.map(lambda p, g: g + 0.001 * p, parameters, gradients)
    first = jax.tree.map(lambda m, g: 0.9 * m + 0.1 * g, slots[0], gradients)
    second = jax.tree.map(lambda v, g: 0.999 * v + 0.001 * g * g, slots[1], gradients)
    scale, root = rate / (1 - 0.9**step), 1 / jnp.sqrt(1 - 0.999**step)
    parameters = jax.tree.map(lambda p, m, v: p - scale * m / (jnp.sqrt(v) * root + 1e-8), parameters, first, second)
    return parameters, (first, second)


class JAX(Peer):
    def __init__(self, *arguments):
        super().__init__(*arguments)
        workload = self.workload
        self.x, self.y = jnp.asarray(self.features), jnp.asarray(self.targets)
        model = Model(workload.model, self.features.shape[1])
        zeros = jax.tree.map(jnp.zeros_like, model.parameters)
        slots = {"sgd": (), "momentum": zeros}.get(workload.optimizer, (zeros, zeros))
        self.carry = (model.parameters, model.states, slots, jnp.float32(0))
        root = jax.random.key(1)

        def update(carry, x, y):
            parameters, states, slots, step = carry
            key = jax.random.fold_in(root, step.astype(jnp.int32))

            def loss(parameters):
                outputs, new = model.forward(parameters, states, x, key)
                return mean_loss(workload.loss, outputs, y), new

            (value, states), gradients = jax.value_and_grad(loss, has_aux=True)(parameters)
            parameters, slots = descend(workload, parameters, gradients, slots, step + 1)
            return (parameters, states, slots, step + 1), value

        def epoch(carry, x, y, batches):
            return lax.scan(lambda c, rows: update(c, x[rows], y[rows]), carry, batches)

        def full_batch(carry, x, y):
            return lax.scan(lambda c, _: update(c, x, y), carry, None, length=workload.steps_per_round)

        self.epoch = jax.jit(epoch)
        self.full_batch = jax.jit(full_batch)
        self.single = jax.jit(lambda carry, x, y, rows: update(carry, x[rows], y[rows]))

    def round(self, order):
        if order is None:
            self.carry, losses = self.full_batch(self.carry, self.x, self.y)
            return self.workload.steps_per_round, float(losses[-1])
        size = self.workload.batch_size
        whole = len(order) // size
        batches = order[: whole * size].astype(numpy.int32).reshape(whole, size)
        self.carry, losses = self.epoch(self.carry, self.x, self.y, batches)
        loss = losses[-1]
        steps = whole
        if whole * size < len(order):
            rest = order[whole * size :].astype(numpy.int32)
            self.carry, loss = self.single(self.carry, self.x, self.y, rest)
            steps += 1
        return steps, float(jax.block_until_ready(loss))
