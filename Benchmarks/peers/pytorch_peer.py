"""PyTorch in eager mode: torch.nn modules, torch.optim optimizers (Adam fused), rows chosen by index selection."""

import torch
from torch import nn

from peer import Peer


class Residual(nn.Module):
    def __init__(self, layers):
        super().__init__()
        self.layers = layers

    def forward(self, x):
        return x + self.layers(x)


def residual_block():
    layers = [nn.Linear(100, 50), nn.BatchNorm1d(50), nn.ReLU(), nn.Dropout(0.1), nn.Linear(50, 100), nn.BatchNorm1d(100)]
    return [Residual(nn.Sequential(*layers)), nn.ReLU()]


def convolution_block(channels, filters):
    return [nn.Conv2d(channels, filters, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2)]


def model(name, columns):
    layers = {
        "linear": lambda: [nn.Linear(columns, 1)],
        "softmax": lambda: [nn.Linear(columns, 3)],
        "covid": lambda: [nn.Linear(columns, 16), nn.ReLU(), nn.Linear(16, 8), nn.ReLU(), nn.Linear(8, 1)],
        "resnet": lambda: [
            nn.Linear(columns, 100), nn.ReLU(), *(layer for _ in range(3) for layer in residual_block()), nn.Linear(100, 10),
        ],
        "wide": lambda: [nn.Linear(columns, 1024), nn.ReLU(), nn.Linear(1024, 1024), nn.ReLU(), nn.Linear(1024, 10)],
        "convolution": lambda: [
            nn.Unflatten(1, (1, 28, 28)), *convolution_block(1, 16), *convolution_block(16, 32), nn.Flatten(),
            nn.Dropout(0.25), nn.Linear(32 * 7 * 7, 64), nn.ReLU(), nn.Dropout(0.25), nn.Linear(64, 10),
        ],
    }[name]()
    return layers[0] if len(layers) == 1 else nn.Sequential(*layers)


def optimizer(workload, parameters):
    rate = workload.learning_rate
    return {
        "sgd": lambda: torch.optim.SGD(parameters, lr=rate),
        "momentum": lambda: torch.optim.SGD(parameters, lr=rate, momentum=0.9),
        "adam": lambda: torch.optim.Adam(parameters, lr=rate, fused=True),
        "adam_l2": lambda: torch.optim.Adam(parameters, lr=rate, weight_decay=0.001, fused=True),
    }[workload.optimizer]()


class PyTorch(Peer):
    def __init__(self, *arguments):
        super().__init__(*arguments)
        torch.set_num_threads(self.threads)
        self.x = torch.from_numpy(self.features)
        self.y = torch.from_numpy(self.targets)
        self.y = self.y.long() if self.workload.loss == "cross_entropy" else self.y.unsqueeze(1)
        self.model = model(self.workload.model, self.features.shape[1])
        self.optimizer = optimizer(self.workload, self.model.parameters())
        functional = nn.functional
        self.loss = {
            "mse": functional.mse_loss, "bce": functional.binary_cross_entropy_with_logits,
            "cross_entropy": functional.cross_entropy,
        }[self.workload.loss]

    def order(self):
        return None if self.workload.batch_size is None else torch.randperm(len(self.targets))

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
