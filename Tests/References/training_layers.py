"""Writes the numbers the layer tests compare with: Tests/TrainingTests/Fixtures/layers.json.

    python3 -m venv .venv && .venv/bin/pip install "torch==2.13.0+cpu" numpy
    .venv/bin/python Tests/References/training_layers.py

For each module: its parameters under PyTorch's own names, an input, the output, and the gradients of the sum of
output times given weights; buffers before and after, and the output in evaluation mode. Everything is computed in
float64 by PyTorch. The version used is written into the file.
"""

import itertools
import json
import pathlib

import torch
from torch import nn

torch.set_default_dtype(torch.float64)
torch.set_num_threads(1)
generator = torch.Generator().manual_seed(20261122)


def normal(*shape):
    return torch.randn(*shape, generator=generator)


def array(tensor):
    return {"shape": list(tensor.shape), "values": [float(x) for x in tensor.detach().reshape(-1)]}


class Residual(nn.Sequential):
    """The layers by position, and a projection by name: what our `residual` is."""

    def __init__(self, *layers, projection=None):
        super().__init__(*layers)
        self.has_projection = projection is not None
        if projection is not None:
            self.projection = projection

    def forward(self, x):
        layers = list(self.children())
        y = x
        for layer in layers[: len(layers) - self.has_projection]:
            y = layer(y)
        return y + (self.projection(x) if self.has_projection else x)


class Parallel(nn.ModuleList):
    def __init__(self, merge, *branches):
        super().__init__(branches)
        self.merge = merge

    def forward(self, x):
        outputs = [branch(x) for branch in self]
        if self.merge == "concat":
            return torch.cat(outputs, dim=1)
        result = outputs[0]
        for output in outputs[1:]:
            result = result + output if self.merge == "add" else result * output
        return result


class Polynomial(nn.Module):
    """Products of features, in the order scikit-learn documents for `PolynomialFeatures`."""

    def __init__(self, degree, bias, interaction_only):
        super().__init__()
        self.degrees = range(0 if bias else 1, degree + 1)
        self.choose = itertools.combinations if interaction_only else itertools.combinations_with_replacement

    def forward(self, x):
        features = range(x.shape[1])
        terms = [list(c) for degree in self.degrees for c in self.choose(features, degree)]
        return torch.stack([x[:, term].prod(dim=1) for term in terms], dim=1)


class Distance(nn.Module):
    def __init__(self, points):
        super().__init__()
        self.points = torch.tensor(points)

    def forward(self, x):
        return torch.linalg.vector_norm(x[:, None, :] - self.points, dim=2)


class Recurrent(nn.Module):
    """A `GRU` or `LSTM` over rows that are series; its parameters keep their own names."""

    def __init__(self, module, output="last", series=None, time_last=False):
        super().__init__()
        self.module = [module]
        for name, parameter in module.named_parameters():
            self.register_parameter(name, parameter)
        self.output, self.series, self.time_last = output, series, time_last

    def forward(self, x):
        module = self.module[0]
        if x.dim() == 2:
            x = x.reshape(x.shape[0], self.series or 1, -1).transpose(1, 2)
        elif self.time_last:
            x = x.transpose(1, 2)
        states, final = module(x)
        if self.output == "sequence":
            return states
        final = final[0] if isinstance(final, tuple) else final
        directions = 2 if module.bidirectional else 1
        return torch.cat(list(final[-directions:]), dim=1)


def recurrent(kind, features, units, output="last", series=None, time_last=False, **options):
    return Recurrent(kind(features, units, batch_first=True, **options), output, series, time_last)


class Bias(nn.Module):
    def __init__(self, features):
        super().__init__()
        self.bias = nn.Parameter(torch.zeros(features))

    def forward(self, x):
        return x + self.bias


class Scale(nn.Module):
    def __init__(self, features):
        super().__init__()
        self.scale = nn.Parameter(torch.ones(features))

    def forward(self, x):
        return x * self.scale


class ParametricActivation(nn.Module):
    """RealMLP's: each feature learns its share of the activation."""

    def __init__(self, features, activation):
        super().__init__()
        self.activation = activation
        self.slope = nn.Parameter(torch.ones(features))

    def forward(self, x):
        return x + (self.activation(x) - x) * self.slope


class ScaledLinear(nn.Linear):
    """A linear layer in the neural tangent parametrization: sums over the root of the inputs."""

    def forward(self, x):
        return nn.functional.linear(x, self.weight) / self.in_features**0.5 + self.bias


class NumericEmbedding(nn.Module):
    """Functions of single numbers, as in Gorishniy et al. 2022 (periodic, plr, linear) and Holzmueller et al. 2024 (pbld)."""

    def __init__(self, kind, features, count, size):
        super().__init__()
        self.kind = kind
        learned = size - (kind == "pbld")
        inner = {"pbld": count, "linear": 1}.get(kind, 2 * count)
        if kind != "linear":
            self.frequency = nn.Parameter(torch.zeros(features, count))
        if kind == "pbld":
            self.phase = nn.Parameter(torch.zeros(features, count))
        self.weight = nn.Parameter(torch.zeros(features, learned, inner))
        self.bias = nn.Parameter(torch.zeros(features, learned))

    def forward(self, x):
        if self.kind == "linear":
            waves = x[:, :, None]
        else:
            angle = 2 * torch.pi * x[:, :, None] * self.frequency
            if self.kind == "pbld":
                waves = torch.cos(angle + 2 * torch.pi * self.phase)
            else:
                waves = torch.cat([torch.cos(angle), torch.sin(angle)], dim=-1)
        made = torch.einsum("bfk,fdk->bfd", waves, self.weight) + self.bias
        if self.kind == "plr":
            made = torch.relu(made)
        made = made.flatten(1)
        return torch.cat([made, x], dim=1) if self.kind == "pbld" else made


class ResidualMLP(nn.Sequential):
    """Linear layers and activations by position; from the second block on, the input is added."""

    def forward(self, x):
        layers = list(self.children())
        for place in range(0, len(layers), 2):
            y = layers[place + 1](layers[place](x))
            x = x + y if y.shape == x.shape else y
        return x


def case(name, module, x, updates=1):
    """`updates`: training passes before the measured one, so that running statistics are not the first ones."""
    model = nn.Sequential(module)
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.copy_(normal(*parameter.shape) * 0.7)
    model.train()
    for _ in range(updates - 1):
        model(normal(*x.shape))
    before = {key: array(value) for key, value in model.named_buffers()}
    parameters = {key: array(value) for key, value in model.named_parameters()}
    is_code = not x.is_floating_point()
    measured = x if is_code else x.clone().requires_grad_(True)
    output = model(measured)
    weights = normal(*output.shape)
    (output * weights).sum().backward()
    gradients = {key: array(value.grad) for key, value in model.named_parameters()}
    after = {key: array(value) for key, value in model.named_buffers()}
    model.eval()
    return {
        "name": name,
        "input": array(x),
        "parameters": parameters,
        "before": before,
        "output": array(output),
        "weights": array(weights),
        "inputGradient": array(torch.zeros(x.shape) if is_code else measured.grad),
        "gradients": gradients,
        "after": after,
        "evaluation": array(model(x)),
    }


wide = torch.linspace(-8, 8, 24).reshape(4, 6)
cases = [
    case("leaky_relu", nn.LeakyReLU(0.2), wide),
    case("elu", nn.ELU(1.3), wide),
    case("selu", nn.SELU(), wide),
    case("gelu", nn.GELU(), wide),
    case("gelu tanh", nn.GELU(approximate="tanh"), wide),
    case("silu", nn.SiLU(), wide),
    case("hard_sigmoid", nn.Hardsigmoid(), wide),
    case("softplus", nn.Softplus(beta=2), wide),
    case("softsign", nn.Softsign(), wide),
    case("log_softmax", nn.LogSoftmax(dim=-1), wide),
    case("softmax", nn.Softmax(dim=-1), wide),
    case("bias", Bias(6), wide),
    case("linear", nn.Linear(6, 3), normal(4, 6)),
    case("residual", Residual(nn.Linear(5, 5), nn.Tanh()), normal(4, 5)),
    case(
        "residual projection",
        Residual(nn.Linear(5, 3), nn.Tanh(), projection=nn.Linear(5, 3, bias=False)),
        normal(4, 5),
    ),
    case(
        "parallel concat",
        Parallel("concat", nn.Linear(5, 2), nn.Sequential(nn.Linear(5, 3), nn.Tanh())),
        normal(4, 5),
    ),
    case("parallel add", Parallel("add", nn.Linear(5, 2), nn.Linear(5, 2, bias=False)), normal(4, 5)),
    case("parallel mul", Parallel("mul", nn.Linear(5, 2), nn.Sequential(nn.Linear(5, 2), nn.Tanh())), normal(4, 5)),
    case("repeat", nn.Sequential(*[nn.Sequential(nn.Linear(4, 4), nn.SiLU()) for _ in range(3)]), normal(4, 4)),
    case("repeat one", nn.Sequential(*[Residual(nn.Linear(4, 4), nn.Tanh()) for _ in range(2)]), normal(4, 4)),
    case("batch_norm", nn.BatchNorm1d(5), normal(6, 5) * 3 + 1, updates=3),
    case("batch_norm cumulative", nn.BatchNorm1d(5, momentum=None, eps=1e-3), normal(6, 5) * 3 + 1, updates=3),
    case("batch_norm images", nn.BatchNorm2d(3, momentum=0.3), normal(4, 3, 2, 3) * 2 - 1, updates=2),
    case("batch_norm plain", nn.BatchNorm1d(5, affine=False), normal(6, 5) * 3 + 1),
    case("layer_norm", nn.LayerNorm(6), normal(4, 6) * 2 + 1),
    case("layer_norm two axes", nn.LayerNorm([3, 4], eps=1e-3), normal(2, 3, 4)),
    case("rms_norm", nn.RMSNorm(6), normal(4, 6) * 2 + 1),
    case("rms_norm eps", nn.RMSNorm([3, 4], eps=1e-3), normal(2, 3, 4)),
    case("conv2d", nn.Conv2d(2, 7, 3), normal(3, 2, 6, 5)),
    case("conv2d same", nn.Conv2d(3, 4, (3, 4), padding="same"), normal(2, 3, 5, 6)),
    case("conv2d stride", nn.Conv2d(2, 3, (3, 2), stride=(2, 3), padding=(2, 1)), normal(2, 2, 7, 8)),
    case("conv2d dilation", nn.Conv2d(2, 3, 3, padding=2, dilation=(2, 1), bias=False), normal(2, 2, 6, 5)),
    case("conv2d groups", nn.Conv2d(4, 6, 2, stride=2, groups=2), normal(2, 4, 5, 4)),
    case("conv2d wide", nn.Conv2d(1, 20, 3, padding=1), normal(2, 1, 9, 21)),
    case("conv1d", nn.Conv1d(2, 4, 3, stride=2, padding=1, dilation=2), normal(3, 2, 9)),
    case("conv1d same", nn.Conv1d(2, 3, 4, padding="same"), normal(3, 2, 7)),
    case("max_pool", nn.MaxPool2d(2), normal(2, 3, 5, 6)),
    case("max_pool overlapping", nn.MaxPool2d(3, stride=2, padding=1), normal(2, 2, 6, 5)),
    case("max_pool series", nn.MaxPool1d(3), normal(2, 2, 8)),
    case("avg_pool", nn.AvgPool2d((2, 3), stride=(1, 2), padding=1), normal(2, 2, 5, 6)),
    case("avg_pool inside", nn.AvgPool2d(3, stride=2, padding=1, count_include_pad=False), normal(2, 2, 5, 6)),
    case("global_avg_pool", nn.Sequential(nn.AdaptiveAvgPool2d(1), nn.Flatten()), normal(2, 3, 4, 5)),
    case("embedding", nn.Embedding(7, 3), torch.tensor([[0, 6, 2], [2, 2, 5]])),
    case("polynomial_features", Polynomial(3, True, False), normal(4, 3)),
    case("polynomial_features interactions", Polynomial(3, False, True), normal(4, 4)),
    case("distance_to", Distance([[0.0, 0.5], [1.0, -1.0], [2.0, 2.0]]), normal(4, 2)),
    case("group_norm", nn.GroupNorm(2, 6), normal(3, 6, 2, 2) + 1),
    case("gru", recurrent(nn.GRU, 1, 4), normal(3, 6)),
    case("gru sequence", recurrent(nn.GRU, 2, 3, "sequence"), normal(2, 5, 2)),
    case("gru plain", recurrent(nn.GRU, 3, 2, series=3, bias=False), normal(3, 12)),
    case("gru two layers", recurrent(nn.GRU, 2, 3, num_layers=2, bidirectional=True), normal(2, 4, 2)),
    case("lstm", recurrent(nn.LSTM, 1, 4), normal(3, 6)),
    case(
        "lstm sequence",
        recurrent(nn.LSTM, 2, 3, "sequence", time_last=True, num_layers=2, bidirectional=True),
        normal(2, 2, 4),
    ),
    case("lstm plain", recurrent(nn.LSTM, 2, 3, series=2, bias=False), normal(3, 8)),
    case("scale", Scale(6), wide),
    case("parametric_activation", ParametricActivation(6, nn.Mish()), wide),
    case("linear ntk", ScaledLinear(6, 3), normal(4, 6)),
    case("mlp", nn.Sequential(nn.Linear(5, 4), nn.SELU(), nn.Linear(4, 3), nn.SELU()), normal(4, 5)),
    case("mlp residual", ResidualMLP(nn.Linear(5, 4), nn.ReLU(), nn.Linear(4, 4), nn.ReLU()), normal(4, 5)),
    case("numeric_embedding pbld", NumericEmbedding("pbld", 3, 5, 4), normal(4, 3)),
    case("numeric_embedding plr", NumericEmbedding("plr", 3, 2, 3), normal(4, 3)),
    case("numeric_embedding periodic", NumericEmbedding("periodic", 2, 3, 2), normal(4, 2)),
    case("numeric_embedding linear", NumericEmbedding("linear", 3, 1, 2), normal(4, 3)),
]

path = pathlib.Path(__file__).parent.parent / "TrainingTests" / "Fixtures" / "layers.json"
path.write_text(json.dumps({"versions": {"torch": torch.__version__}, "cases": cases}) + "\n")
print(f"wrote {path}, torch {torch.__version__}")
