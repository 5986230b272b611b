"""Writes the numbers the training tests compare with: Tests/TrainingTests/Fixtures/pytorch.json.

    python3 -m venv .venv && .venv/bin/pip install "torch==2.13.0+cpu" numpy
    .venv/bin/python Tests/References/training_pytorch.py

Everything is computed in float64 by PyTorch itself; nothing is copied from this project. The versions used are
written into the file.
"""

import json
import pathlib

import torch

torch.set_default_dtype(torch.float64)
torch.set_num_threads(1)
generator = torch.Generator().manual_seed(20261121)


def normal(*shape):
    return torch.randn(*shape, generator=generator)


def numbers(tensor):
    return [float(x) for x in tensor.detach().reshape(-1)]


def optimizer_case(name, make, steps=20):
    """Gradients are given, not computed, so that only the optimizer is compared."""
    start = normal(5)
    gradients = normal(steps, 5)
    parameter = torch.nn.Parameter(start.clone())
    optimizer = make([parameter])
    trace = []
    for step in range(steps):
        parameter.grad = gradients[step].clone()
        optimizer.step()
        trace.append(numbers(parameter))
    return {"name": name, "start": numbers(start), "gradients": [numbers(g) for g in gradients], "trace": trace}


def loss_case(name, loss, outputs, targets, width):
    outputs = outputs.clone().requires_grad_(True)
    value = loss(outputs, targets)
    value.backward()
    return {
        "name": name,
        "rows": outputs.shape[0],
        "width": width,
        "outputs": numbers(outputs),
        "targets": numbers(targets.double()),
        "loss": float(value.detach()),
        "gradient": numbers(outputs.grad),
    }


def model_case(name, model, make, loss, features, targets, steps=20, clip=None):
    """A whole model trained on one full batch: start weights, loss of every step, weights after the last."""
    start = {key: {"shape": list(value.shape), "values": numbers(value)} for key, value in model.state_dict().items()}
    optimizer = make(model.parameters())
    losses = []
    for _ in range(steps):
        optimizer.zero_grad()
        value = loss(model(features), targets)
        value.backward()
        if clip is not None:
            torch.nn.utils.clip_grad_norm_(model.parameters(), clip)
        optimizer.step()
        losses.append(float(value.detach()))
    final = {key: {"shape": list(value.shape), "values": numbers(value)} for key, value in model.state_dict().items()}
    return {
        "name": name,
        "features": numbers(features),
        "targets": numbers(targets.double()),
        "rows": features.shape[0],
        "columns": features.shape[1],
        "start": start,
        "losses": losses,
        "final": final,
    }


def schedule_case(name, make, steps, per_epoch):
    """The rate of every step. `per_epoch`: the scheduler is stepped once an epoch of that many steps."""
    parameter = torch.nn.Parameter(torch.zeros(1))
    optimizer = torch.optim.SGD([parameter], lr=0.3)
    scheduler = make(optimizer)
    rates = []
    for step in range(steps):
        rates.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        if (step + 1) % per_epoch == 0:
            scheduler.step()
    return {"name": name, "rates": rates}


optim = torch.optim
optimizers = [
    optimizer_case("sgd", lambda p: optim.SGD(p, lr=0.1)),
    optimizer_case("sgd weight_decay", lambda p: optim.SGD(p, lr=0.1, weight_decay=0.05)),
    optimizer_case("sgd momentum", lambda p: optim.SGD(p, lr=0.1, momentum=0.9)),
    optimizer_case("sgd dampening", lambda p: optim.SGD(p, lr=0.1, momentum=0.9, dampening=0.3)),
    optimizer_case(
        "sgd nesterov", lambda p: optim.SGD(p, lr=0.1, momentum=0.9, nesterov=True, weight_decay=0.05)
    ),
    optimizer_case("adam", lambda p: optim.Adam(p, lr=0.01)),
    optimizer_case(
        "adam weight_decay", lambda p: optim.Adam(p, lr=0.02, betas=(0.8, 0.95), eps=1e-6, weight_decay=0.1)
    ),
]

nn = torch.nn
labels2 = torch.tensor([0.0, 1.0, 1.0, 0.0, 1.0, 0.0]).reshape(6, 1)
labels4 = torch.tensor([0, 3, 2, 1, 3, 0])
wide = normal(6, 1) * 20
losses = [
    loss_case("mse", nn.MSELoss(), normal(6, 2), normal(6, 2), 2),
    loss_case("mae", nn.L1Loss(), normal(6, 2), normal(6, 2), 2),
    loss_case("binary_cross_entropy logits", nn.BCEWithLogitsLoss(), wide, labels2, 1),
    loss_case("binary_cross_entropy probabilities", nn.BCELoss(), torch.sigmoid(normal(6, 1)), labels2, 1),
    loss_case("cross_entropy logits", nn.CrossEntropyLoss(), normal(6, 4) * 10, labels4, 4),
    loss_case(
        "cross_entropy probabilities",
        lambda p, y: nn.functional.nll_loss(torch.log(p), y),
        torch.softmax(normal(6, 4), dim=1),
        labels4,
        4,
    ),
]


def mlp(*layers):
    torch.manual_seed(7)
    return nn.Sequential(*layers)


models = [
    model_case(
        "linear mse sgd",
        mlp(nn.Linear(3, 1)),
        lambda p: optim.SGD(p, lr=0.05),
        nn.MSELoss(),
        normal(8, 3),
        normal(8, 1),
    ),
    model_case(
        "tanh mlp adam",
        mlp(nn.Linear(3, 4), nn.Tanh(), nn.Linear(4, 2)),
        lambda p: optim.Adam(p, lr=0.05, weight_decay=0.01),
        nn.MSELoss(),
        normal(8, 3),
        normal(8, 2),
    ),
    model_case(
        "relu classes momentum",
        mlp(nn.Linear(3, 5), nn.ReLU(), nn.Sequential(nn.Linear(5, 4), nn.Sigmoid()), nn.Linear(4, 3)),
        lambda p: optim.SGD(p, lr=0.2, momentum=0.9, nesterov=True),
        nn.CrossEntropyLoss(),
        normal(8, 3),
        torch.tensor([0, 1, 2, 0, 1, 2, 2, 1]),
    ),
    model_case(
        "logistic clipped",
        mlp(nn.Linear(3, 1)),
        lambda p: optim.SGD(p, lr=1.0),
        nn.BCEWithLogitsLoss(),
        normal(8, 3),
        torch.tensor([0.0, 1, 1, 0, 1, 0, 0, 1]).reshape(8, 1),
        clip=0.1,
    ),
]

lr = optim.lr_scheduler
schedules = [
    schedule_case("step", lambda o: lr.StepLR(o, step_size=7, gamma=0.6), 60, 1),
    schedule_case("exponential", lambda o: lr.ExponentialLR(o, gamma=0.9), 60, 10),
    schedule_case("cosine", lambda o: lr.CosineAnnealingLR(o, T_max=60, eta_min=0.03), 60, 1),
    schedule_case(
        "step warmup",
        lambda o: lr.SequentialLR(
            o, [lr.LinearLR(o, start_factor=0.25, total_iters=8), lr.StepLR(o, step_size=5, gamma=0.5)], [8]
        ),
        40,
        1,
    ),
]

path = pathlib.Path(__file__).parent.parent / "TrainingTests" / "Fixtures" / "pytorch.json"
content = {
    "versions": {"torch": torch.__version__},
    "optimizers": optimizers,
    "losses": losses,
    "models": models,
    "schedules": schedules,
}
path.write_text(json.dumps(content, indent=1) + "\n")
print(f"wrote {path}")
