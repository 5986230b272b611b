"""Writes the numbers the ensemble tests compare with: Tests/TrainingTests/Fixtures/ensembles.json.

    python3 -m venv .venv && .venv/bin/pip install torch "tabm==0.0.3" "rtdl_num_embeddings==0.0.12"
    .venv/bin/python Tests/References/training_ensembles.py

TabM and TabM-mini are those of the package `tabm`, trained for 20 steps on one full batch in float64; members that
share nothing are modules of their own, each with its own optimizer and its own clipping. Weights have our names.
"""

import importlib.metadata
import json
import pathlib

import torch
from tabm import TabM
from torch import nn

torch.set_default_dtype(torch.float64)
torch.set_num_threads(1)
torch.manual_seed(20261128)

ROWS, COLUMNS, MEMBERS = 12, 3, 3


def array(tensor):
    return {"shape": list(tensor.shape), "values": [float(x) for x in tensor.detach().reshape(-1)]}


def shared_names(model):
    """Our names for the parameters of a TabM whose backbone has linear layers at places 0, 2, … of ours."""
    names = {}
    backbone = model.backbone
    if hasattr(backbone, "affine"):
        names["0.input_scale"] = backbone.affine.weight
    for place, block in enumerate(backbone.blocks):
        linear = block[0]
        names[f"{2 * place}.weight"] = linear.weight
        names[f"{2 * place}.bias"] = linear.bias
        if hasattr(linear, "r"):
            names[f"{2 * place}.input_scale"] = linear.r
            names[f"{2 * place}.output_scale"] = linear.s
    last = 2 * len(backbone.blocks)
    # [members, in, out] there, [members, out, in] with us.
    names[f"{last}.weight"] = model.output.weight.transpose(1, 2)
    names[f"{last}.bias"] = model.output.bias
    return names


def record(name, x, y, start, losses, final, mean):
    return {
        "name": name, "rows": ROWS, "columns": COLUMNS, "features": x.reshape(-1).tolist(),
        "targets": y.double().reshape(-1).tolist(), "start": start, "losses": losses, "final": final,
        "weights": mean.detach().reshape(-1).tolist(),
    }


def shared(name, arch, d_out, loss, y, make):
    x = torch.randn(ROWS, COLUMNS)
    model = TabM.make(
        n_num_features=COLUMNS, d_out=d_out, n_blocks=2, d_block=5, dropout=0.0, k=MEMBERS, arch_type=arch,
    ).double()
    with torch.no_grad():
        # Scales and biases that start alike would hide a mix-up.
        for parameter in model.parameters():
            parameter += 0.3 * torch.randn_like(parameter)
    start = {key: array(value) for key, value in shared_names(model).items()}
    optimizer = make(model.parameters())
    losses = []
    for _ in range(20):
        optimizer.zero_grad()
        outputs = model(x)  # [rows, members, d_out]
        total = torch.stack([loss(outputs[:, member], y) for member in range(MEMBERS)]).mean()
        total.backward()
        optimizer.step()
        losses.append(float(total))
    outputs = model(x)
    mean = outputs.softmax(-1).mean(1) if d_out > 1 else outputs.mean(1)
    final = {key: array(value) for key, value in shared_names(model).items()}
    return record(name, x, y, start, losses, final, mean)


def apart(name, y):
    x = torch.randn(ROWS, COLUMNS)
    members = [nn.Sequential(nn.Linear(COLUMNS, 4), nn.Tanh(), nn.Linear(4, 1)) for _ in range(MEMBERS)]

    def names():
        keys = dict(members[0].named_parameters())
        return {key: array(torch.stack([dict(m.named_parameters())[key] for m in members])) for key in keys}

    start = names()
    losses = []
    optimizers = [torch.optim.SGD(m.parameters(), lr=0.3, momentum=0.9) for m in members]
    for _ in range(20):
        total = 0.0
        for member, optimizer in zip(members, optimizers):
            optimizer.zero_grad()
            loss = nn.functional.mse_loss(member(x), y)
            loss.backward()
            nn.utils.clip_grad_norm_(member.parameters(), 0.5)
            optimizer.step()
            total += float(loss) / MEMBERS
        losses.append(total)
    mean = torch.stack([member(x) for member in members]).mean(0)
    return record(name, x, y, start, losses, names(), mean)


models = [
    shared(
        "tabm classes adamw", "tabm", 3, nn.functional.cross_entropy, torch.arange(ROWS) % 3,
        lambda p: torch.optim.AdamW(p, lr=0.05, weight_decay=0.1)),
    shared(
        "mini regression sgd", "tabm-mini", 1, nn.functional.mse_loss, torch.randn(ROWS, 1),
        lambda p: torch.optim.SGD(p, lr=0.05, momentum=0.9)),
    apart("apart clipped", torch.randn(ROWS, 1)),
]
versions = {name: importlib.metadata.version(name) for name in ("torch", "tabm")}
path = pathlib.Path(__file__).parent.parent / "TrainingTests" / "Fixtures" / "ensembles.json"
path.write_text(json.dumps({"versions": versions, "models": models}, indent=1) + "\n")
print(versions, path, path.stat().st_size)
