"""Checks the formulas of the fixtures for tables against pytabkit, whose RealMLP the presets are.

    python3 -m venv .venv && .venv/bin/pip install "torch==2.13.0+cpu" pytabkit==1.8.0
    .venv/bin/python Tests/References/training_realmlp.py

`training_layers.py` and `training_catalogue.py` write fixtures from formulas of their own; here pytabkit's own classes
are given the same numbers. Prints the largest difference of each.
"""

import importlib.metadata
import math

import torch
from pytabkit.models.nn_models.activations import ParametricActivationLayer, mish
from pytabkit.models.nn_models.base import HyperparamManager, Variable, set_hp_context
from pytabkit.models.nn_models.models import smooth_clip_func
from pytabkit.models.nn_models.nn import PLREmbeddingsLayerCosBias
from pytabkit.models.training.scheduling import get_schedule

torch.set_default_dtype(torch.float64)
generator = torch.Generator().manual_seed(5)


def normal(*shape):
    return torch.randn(*shape, generator=generator)


def difference(name, found, expected):
    print(f"{name:24} {float((found - expected).detach().abs().max()):.1e}")


x = normal(7, 3)
with set_hp_context(HyperparamManager()):
    # pbld: pytabkit counts angles in radians with the phase outside of 2 pi, ours in turns.
    frequency, phase, weight, bias = normal(3, 1, 5), normal(3, 1, 5), normal(3, 5, 4), normal(3, 1, 4)
    layer = PLREmbeddingsLayerCosBias(
        None, Variable(frequency), Variable(2 * math.pi * phase), Variable(weight), Variable(bias), "linear", True)
    waves = torch.cos(2 * math.pi * (x[:, :, None] * frequency[:, 0] + phase[:, 0]))
    made = torch.einsum("bfk,fkd->bfd", waves, weight) + bias[:, 0]
    difference("pbld", layer.forward_cont(x), torch.cat([made.flatten(1), x], dim=1))

    slope = normal(1, 3)
    activation = ParametricActivationLayer(mish, Variable(slope))
    bent = x * torch.tanh(torch.log1p(torch.exp(x)))
    difference("parametric activation", activation.forward_cont(x), x + slope * (bent - x))

difference("smooth_clip", smooth_clip_func(x, 2.0), x / torch.sqrt(1 + (x / 2) ** 2))

for name, formula in (
    ("coslog4", lambda t: 0.5 * (1 - math.cos(2 * math.pi * math.log2(1 + 15 * t)))),
    ("flat_cos", lambda t: 1.0 if t <= 0.5 else 0.5 * (1 + math.cos(math.pi * (t - 0.5) / 0.5))),
):
    schedule = get_schedule(name)
    times = [step / 60 for step in range(60)]
    found = torch.tensor([float(schedule.call_time_(t)) for t in times])
    difference(name, found, torch.tensor([formula(t) for t in times]))

print("pytabkit", importlib.metadata.version("pytabkit"), "torch", torch.__version__)
