"""Reads a checkpoint with the Python package `safetensors` and prints what it found as JSON.

    python3 -m venv .venv && .venv/bin/pip install safetensors numpy
    .venv/bin/python Tests/References/training_safetensors.py FILE

Used by the training tests, which skip when the package is missing. With `--write FILE` it writes a small file
for the tests to read: `a` float32 [2, 3] of 0 … 5, `b` float64 [2] of 0.5 and -1.5, metadata {"format": "pt"}.
"""

import json
import sys

import numpy
from safetensors import safe_open
from safetensors.numpy import save_file

if sys.argv[1] == "--write":
    tensors = {
        "a": numpy.arange(6, dtype=numpy.float32).reshape(2, 3),
        "b": numpy.array([0.5, -1.5], dtype=numpy.float64),
    }
    save_file(tensors, sys.argv[2], metadata={"format": "pt"})
else:
    with safe_open(sys.argv[1], framework="numpy") as file:
        found = {
            name: {
                "dtype": str(file.get_tensor(name).dtype),
                "shape": list(file.get_tensor(name).shape),
                "values": file.get_tensor(name).astype(numpy.float64).reshape(-1).tolist(),
            }
            for name in sorted(file.keys())
        }
        print(json.dumps({"metadata": file.metadata(), "tensors": found}, sort_keys=True))
