"""Losses, optimizers, schedules and training controls: Tests/TrainingTests/Fixtures/catalogue.json.

    python3 -m venv .venv && .venv/bin/pip install "torch==2.13.0+cpu" numpy
    .venv/bin/python Tests/References/training_catalogue.py

Everything is computed in float64 by PyTorch itself, or, where PyTorch has no such member (lion, quantile, mape, …),
by its automatic differentiation from the formula written out here. The versions used are written into the file.
"""

import json
import math
import pathlib

import torch

torch.set_default_dtype(torch.float64)
torch.set_num_threads(1)
generator = torch.Generator().manual_seed(20261122)
nn, optim, functional = torch.nn, torch.optim, torch.nn.functional


def normal(*shape):
    return torch.randn(*shape, generator=generator)


def numbers(tensor):
    return [float(x) for x in tensor.detach().reshape(-1)]


# Losses -----------------------------------------------------------------------------------------------------------


def loss_case(name, loss, outputs, targets):
    outputs = outputs.clone().requires_grad_(True)
    value = loss(outputs, targets)
    value.backward()
    return {
        "name": name,
        "rows": outputs.shape[0],
        "width": outputs.shape[1],
        "outputs": numbers(outputs),
        "targets": numbers(targets.double()),
        "loss": float(value.detach()),
        "gradient": numbers(outputs.grad),
    }


labels2 = torch.tensor([0, 1, 1, 0, 1, 0, 1]).reshape(7, 1)
labels4 = torch.tensor([0, 3, 2, 1, 3, 0, 3])
class_weights = torch.tensor([0.5, 2.0, 1.25, 0.0])
signs = 2.0 * labels2 - 1


def quantile(q):
    def loss(z, y):
        d = y - z
        return torch.maximum(q * d, (q - 1) * d).mean()

    return loss


def binary_focal(gamma, alpha=None):
    def loss(z, y):
        y = y.double()
        p = torch.sigmoid(z)
        cross = functional.binary_cross_entropy_with_logits(z, y, reduction="none")
        true = p * y + (1 - p) * (1 - y)
        value = cross * (1 - true) ** gamma
        if alpha is not None:
            value = (alpha * y + (1 - alpha) * (1 - y)) * value
        return value.mean()

    return loss


def class_focal(gamma, alpha=None):
    def loss(z, y):
        logs = torch.log_softmax(z, dim=1)
        own = logs.gather(1, y.reshape(-1, 1)).reshape(-1)
        value = -((1 - own.exp()) ** gamma) * own
        if alpha is not None:
            value = alpha[y] * value
        return value.mean()

    return loss


def distribution(rows, columns):
    values = torch.softmax(normal(rows, columns), dim=1)
    values[0] = 0.0
    values[0, 1] = 1.0
    return values


def bernoulli_divergence(z, t):
    p = torch.sigmoid(z)
    entropy = torch.special.xlogy(t, t) + torch.special.xlogy(1 - t, 1 - t)
    return (entropy - t * torch.log(p) - (1 - t) * torch.log(1 - p)).mean()


def gaussian(full):
    plain = nn.GaussianNLLLoss(full=full)

    def loss(outputs, targets):
        return plain(outputs[:, :2], targets, torch.exp(outputs[:, 2:]))

    return loss


def summed(z, y):
    return 0.3 * functional.mse_loss(z, y) + 0.7 * functional.huber_loss(z, y, delta=0.5)


counts = torch.tensor([0.0, 3, 1, 7, 2, 0, 4]).reshape(7, 1)
losses = [
    loss_case("huber", nn.HuberLoss(), normal(7, 2) * 2, normal(7, 2)),
    loss_case("huber 0.3", nn.HuberLoss(delta=0.3), normal(7, 2), normal(7, 2)),
    loss_case("log_cosh", lambda z, y: torch.log(torch.cosh(z - y)).mean(), normal(7, 2) * 3, normal(7, 2)),
    loss_case("mape", lambda z, y: ((z - y).abs() / y.abs()).mean(), normal(7, 2), normal(7, 2)),
    loss_case("quantile 0.5", quantile(0.5), normal(7, 1), normal(7, 1)),
    loss_case("quantile 0.9", quantile(0.9), normal(7, 1), normal(7, 1)),
    loss_case("poisson log", nn.PoissonNLLLoss(), normal(7, 1), counts),
    loss_case("poisson rate", nn.PoissonNLLLoss(log_input=False, eps=0.0), normal(7, 1).exp(), counts),
    loss_case("gaussian_nll", gaussian(False), normal(7, 4), normal(7, 2)),
    loss_case("gaussian_nll full", gaussian(True), normal(7, 4), normal(7, 2)),
    loss_case(
        "kl_divergence",
        lambda z, t: nn.KLDivLoss(reduction="batchmean")(torch.log_softmax(z, dim=1), t),
        normal(7, 4),
        distribution(7, 4),
    ),
    loss_case(
        "kl_divergence one column",
        bernoulli_divergence,
        normal(7, 1),
        torch.tensor([0.0, 1.0, 0.5, 0.2, 0.9, 0.7, 0.01]).reshape(7, 1),
    ),
    loss_case("hinge", lambda z, y: torch.relu(1 - signs * z).mean(), normal(7, 1), labels2),
    loss_case("hinge classes", nn.MultiMarginLoss(), normal(7, 4), labels4),
    loss_case("squared_hinge", lambda z, y: (torch.relu(1 - signs * z) ** 2).mean(), normal(7, 1), labels2),
    loss_case("squared_hinge classes", nn.MultiMarginLoss(p=2), normal(7, 4), labels4),
    loss_case("focal", binary_focal(2), normal(7, 1) * 2, labels2),
    loss_case("focal alpha", binary_focal(1.5, 0.25), normal(7, 1) * 2, labels2),
    loss_case("focal classes", class_focal(2), normal(7, 4) * 2, labels4),
    loss_case(
        "focal classes alpha", class_focal(0.5, torch.tensor([1.0, 0.5, 2.0, 1.5])), normal(7, 4) * 2, labels4
    ),
    loss_case("cross_entropy weights", nn.CrossEntropyLoss(weight=class_weights), normal(7, 4) * 3, labels4),
    loss_case("cross_entropy smoothing", nn.CrossEntropyLoss(label_smoothing=0.1), normal(7, 4) * 3, labels4),
    loss_case(
        "cross_entropy weights smoothing",
        nn.CrossEntropyLoss(weight=class_weights, label_smoothing=0.2),
        normal(7, 4) * 3,
        labels4,
    ),
    loss_case("sum", summed, normal(7, 2), normal(7, 2)),
]

# Optimizers -------------------------------------------------------------------------------------------------------


class Lion(optim.Optimizer):
    """Chen et al., "Symbolic discovery of optimization algorithms", 2023, algorithm 2."""

    def __init__(self, params, lr, betas=(0.9, 0.99), weight_decay=0.0):
        super().__init__(params, {"lr": lr, "betas": betas, "weight_decay": weight_decay})

    @torch.no_grad()
    def step(self):
        for group in self.param_groups:
            first, second = group["betas"]
            for p in group["params"]:
                mean = self.state[p].setdefault("mean", torch.zeros_like(p))
                direction = torch.sign(first * mean + (1 - first) * p.grad)
                p.sub_(group["lr"] * (direction + group["weight_decay"] * p))
                mean.mul_(second).add_((1 - second) * p.grad)


def optimizer_case(name, make, steps=20):
    """Gradients are given, not computed, so that only the optimizer is compared."""
    start = normal(5)
    gradients = normal(steps, 5)
    parameter = nn.Parameter(start.clone())
    optimizer = make([parameter])
    trace = []
    for step in range(steps):
        parameter.grad = gradients[step].clone()
        optimizer.step()
        trace.append(numbers(parameter))
    return {"name": name, "start": numbers(start), "gradients": [numbers(g) for g in gradients], "trace": trace}


optimizers = [
    optimizer_case("adamw", lambda p: optim.AdamW(p, lr=0.01)),
    optimizer_case("adamw decay", lambda p: optim.AdamW(p, lr=0.05, betas=(0.8, 0.95), eps=1e-6, weight_decay=0.3)),
    optimizer_case("nadam", lambda p: optim.NAdam(p, lr=0.01)),
    optimizer_case("nadam decay", lambda p: optim.NAdam(p, lr=0.02, momentum_decay=0.02, weight_decay=0.1)),
    optimizer_case("radam", lambda p: optim.RAdam(p, lr=0.01)),
    optimizer_case("radam decay", lambda p: optim.RAdam(p, lr=0.02, betas=(0.8, 0.95), weight_decay=0.1)),
    optimizer_case("rmsprop", lambda p: optim.RMSprop(p, lr=0.01)),
    optimizer_case(
        "rmsprop centered",
        lambda p: optim.RMSprop(p, lr=0.02, alpha=0.9, eps=1e-6, momentum=0.5, centered=True, weight_decay=0.1),
    ),
    optimizer_case("adagrad", lambda p: optim.Adagrad(p, lr=0.1)),
    optimizer_case(
        "adagrad decay",
        lambda p: optim.Adagrad(p, lr=0.1, lr_decay=0.05, initial_accumulator_value=0.2, weight_decay=0.1),
    ),
    optimizer_case("adadelta", lambda p: optim.Adadelta(p, lr=1.0)),
    optimizer_case("adadelta decay", lambda p: optim.Adadelta(p, lr=0.5, rho=0.8, eps=1e-4, weight_decay=0.1)),
    optimizer_case("adamax", lambda p: optim.Adamax(p, lr=0.01)),
    optimizer_case("adamax decay", lambda p: optim.Adamax(p, lr=0.02, betas=(0.8, 0.95), weight_decay=0.1)),
    optimizer_case("lion", lambda p: Lion(p, lr=0.01)),
    optimizer_case("lion decay", lambda p: Lion(p, lr=0.02, betas=(0.8, 0.95), weight_decay=0.5)),
]

# Schedules --------------------------------------------------------------------------------------------------------

lr = optim.lr_scheduler


def schedule_case(name, make, steps, base=0.3):
    parameter = nn.Parameter(torch.zeros(1))
    optimizer = optim.SGD([parameter], lr=base, momentum=0.9)
    scheduler = make(optimizer)
    rates = []
    for step in range(steps):
        rates.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        if step + 1 < steps:
            scheduler.step()
    return {"name": name, "rates": rates}


def formula_case(name, rate, steps):
    return {"name": name, "rates": [rate(step) for step in range(steps)]}


def noam(step, climb=10):
    """Vaswani et al., 2017, equation 3, scaled to 0.3 at its highest; its steps count from the warm-up's start."""
    return 0.3 * min(step / climb, math.sqrt(climb / step)) if step else 0.0


def stable(step, steps=60, fall=12):
    return 0.3 if step <= steps - fall else 0.03 + 0.27 * (1 - (step - steps + fall) / fall)


def plateau_case():
    """One value an epoch of 3 steps; the rate of every epoch."""
    parameter = nn.Parameter(torch.zeros(1))
    optimizer = optim.SGD([parameter], lr=0.3)
    scheduler = lr.ReduceLROnPlateau(
        optimizer, factor=0.5, patience=2, threshold=0.01, cooldown=2, min_lr=0.02, eps=0.0
    )
    values = [5.0, 4.0, 4.0, 3.99, 4.1, 4.2, 4.0, 3.0, 3.1, 3.1, math.nan, 3.1, 3.1, 2.99, 2.9]
    values += [2.9] * 25
    rates = []
    for value in values:
        rates.append(optimizer.param_groups[0]["lr"])
        scheduler.step(value)
    rates.append(optimizer.param_groups[0]["lr"])
    return {"values": [None if math.isnan(v) else v for v in values], "rates": rates}


def coslog(step, cycles=4, steps=60):
    """Holzmueller et al., 2024: cosines in the logarithm of time; pytabkit's `coslog4`, the base rate being 0.3."""
    if step >= steps:
        return 0.0
    return 0.3 * 0.5 * (1 - math.cos(2 * math.pi * math.log2(1 + (2**cycles - 1) * step / steps)))


def flat_cosine(step, steps=60):
    """The same paper: pytabkit's `flat_cos`."""
    return 0.3 if step <= steps / 2 else 0.3 * 0.5 * (1 + math.cos(math.pi * (step - steps / 2) / (steps / 2)))


schedules = [
    schedule_case("multi_step", lambda o: lr.MultiStepLR(o, [7, 20, 41], gamma=0.4), 60),
    schedule_case("polynomial", lambda o: lr.PolynomialLR(o, total_iters=60, power=1.7), 60),
    schedule_case("polynomial short", lambda o: lr.PolynomialLR(o, total_iters=30, power=0.5), 60),
    schedule_case("linear", lambda o: lr.LinearLR(o, start_factor=0.25, end_factor=0.75, total_iters=40), 60),
    schedule_case("cosine_restarts", lambda o: lr.CosineAnnealingWarmRestarts(o, T_0=12, eta_min=0.03), 60),
    schedule_case(
        "cosine_restarts longer", lambda o: lr.CosineAnnealingWarmRestarts(o, T_0=7, T_mult=2, eta_min=0.0), 60
    ),
    schedule_case("one_cycle", lambda o: lr.OneCycleLR(o, max_lr=0.3, total_steps=60), 60),
    schedule_case(
        "one_cycle linear",
        lambda o: lr.OneCycleLR(
            o, max_lr=0.3, total_steps=60, pct_start=0.4, anneal_strategy="linear", div_factor=10, final_div_factor=100
        ),
        60,
    ),
    schedule_case(
        "cyclic", lambda o: lr.CyclicLR(o, base_lr=0.03, max_lr=0.3, step_size_up=7, step_size_down=5), 60
    ),
    schedule_case(
        "cyclic triangular2",
        lambda o: lr.CyclicLR(o, base_lr=0.06, max_lr=0.3, step_size_up=6, mode="triangular2"),
        60,
    ),
    schedule_case(
        "cyclic exp_range",
        lambda o: lr.CyclicLR(o, base_lr=0.03, max_lr=0.3, step_size_up=6, mode="exp_range", gamma=0.97),
        60,
    ),
    schedule_case(
        "sequence",
        lambda o: lr.SequentialLR(
            o,
            [
                lr.LinearLR(o, start_factor=0.1, end_factor=1.0, total_iters=10),
                lr.ConstantLR(o, factor=1.0, total_iters=1),
                lr.ExponentialLR(o, gamma=0.9),
            ],
            [10, 25],
        ),
        60,
    ),
    formula_case("inverse_time", lambda s: 0.3 / (1 + 0.5 * s / 8), 60),
    formula_case("inverse_time staircase", lambda s: 0.3 / (1 + 0.5 * (s // 8)), 60),
    formula_case("inverse_sqrt", noam, 60),
    formula_case("warmup_stable_decay", stable, 60),
    formula_case("coslog", coslog, 60),
    formula_case("coslog floor", lambda step: 0.03 + 0.9 * coslog(step, 2, 40), 60),
    formula_case("flat_cosine", flat_cosine, 60),
]

# Whole models: penalties, groups, clipping, accumulation, averages, row weights ------------------------------------


def mlp():
    torch.manual_seed(11)
    return nn.Sequential(nn.Linear(3, 4), nn.Tanh(), nn.Linear(4, 1))


def state(model):
    return {key: {"shape": list(value.shape), "values": numbers(value)} for key, value in model.state_dict().items()}


def model_case(name, make, steps=20, penalty=None, clip_value=None, clip=None, batches=1, rows=8, weights=None, ema=None):
    """A model trained on the same rows over and over, cut into `batches` whose gradients are gathered."""
    model = mlp()
    features, targets = normal(rows, 3), normal(rows, 1)
    start = state(model)
    optimizer = make(model)
    average = None
    if ema is not None:
        average = torch.optim.swa_utils.AveragedModel(
            model, multi_avg_fn=torch.optim.swa_utils.get_ema_multi_avg_fn(ema)
        )
    losses = []
    for _ in range(steps):
        optimizer.zero_grad()
        errors = (model(features) - targets) ** 2
        if weights is not None:
            value = (weights * errors).sum() / weights.sum()
        else:
            value = errors.mean()
        size = -(-rows // batches)
        for first in range(0, rows, size):
            losses.append(float(errors[first : first + size].mean().detach()) if batches > 1 else float(value.detach()))
        total = value if penalty is None else value + penalty(model)
        total.backward()
        if clip_value is not None:
            nn.utils.clip_grad_value_(model.parameters(), clip_value)
        if clip is not None:
            nn.utils.clip_grad_norm_(model.parameters(), clip)
        optimizer.step()
        if average is not None:
            average.update_parameters(model)
    final = state(model if average is None else average.module)
    return {
        "name": name,
        "features": numbers(features),
        "targets": numbers(targets),
        "rows": rows,
        "columns": 3,
        "start": start,
        "losses": losses,
        "final": final,
        "weights": None if weights is None else numbers(weights),
    }


def sgd(model):
    return optim.SGD(model.parameters(), lr=0.1, momentum=0.9)


def grouped(model):
    decayed = [model[0].weight, model[2].weight]
    return optim.AdamW(
        [
            {"params": decayed},
            {"params": [model[0].bias], "weight_decay": 0.0},
            {"params": [model[2].bias], "lr": 0.002, "weight_decay": 0.0},
        ],
        lr=0.05,
        weight_decay=0.1,
    )


def penalties(model):
    return 0.01 * sum(p.abs().sum() for p in [model[0].weight, model[2].weight]) + 0.05 * (model[0].bias ** 2).sum()


models = [
    model_case("penalties", sgd, penalty=penalties),
    model_case("groups", grouped),
    model_case("clip value", sgd, clip_value=0.05),
    model_case("clip value and norm", sgd, clip_value=0.3, clip=0.2),
    model_case("accumulate", sgd, batches=3),
    model_case("average", sgd, ema=0.8),
    model_case(
        "row weights", sgd, weights=torch.tensor([1.0, 0.0, 2.0, 0.5, 3.0, 1.0, 0.25, 4.0]).reshape(8, 1)
    ),
]

path = pathlib.Path(__file__).parent.parent / "TrainingTests" / "Fixtures" / "catalogue.json"
content = {
    "versions": {"torch": torch.__version__},
    "optimizers": optimizers,
    "losses": losses,
    "models": models,
    "schedules": schedules,
    "plateau": plateau_case(),
}
path.write_text(json.dumps(content, indent=1) + "\n")
print(f"wrote {path}")
