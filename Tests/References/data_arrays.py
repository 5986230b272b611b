"""NumPy's own files for Tests/DataTests/SourceTests.swift, written to Tests/DataTests/Fixtures/arrays.

Run:      python3 Tests/References/data_arrays.py
Versions: Python 3.11.7, numpy 2.4.6
"""

import os

import numpy

folder = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "DataTests", "Fixtures", "arrays")
os.makedirs(folder, exist_ok=True)


def path(name):
    return os.path.join(folder, name)


matrix = numpy.array([[1.5, -2, 3], [4, numpy.nan, 6]])
numpy.save(path("rows.npy"), matrix)
numpy.save(path("columns.npy"), numpy.asfortranarray(matrix))
numpy.save(path("big-endian.npy"), numpy.array([1, -2, 70000], dtype=">i4"))
numpy.save(path("single.npy"), numpy.array([0.1, -1e30], dtype="<f4"))
numpy.save(path("text.npy"), numpy.array(["ab", "ü€", ""]))
numpy.save(path("truth.npy"), numpy.array([True, False]))
numpy.save(path("images.npy"), numpy.arange(12, dtype=numpy.uint8).reshape(3, 2, 2))
numpy.save(path("complex.npy"), numpy.array([1j]))
arrays = {"x": numpy.array([[1, 2], [3, 4], [5, 6]], dtype=numpy.int16), "y": numpy.array([0.5, 1.5, 2.5])}
numpy.savez(path("stored.npz"), **arrays)
numpy.savez_compressed(path("deflated.npz"), **arrays)
numpy.savez(path("uneven.npz"), x=numpy.zeros(3), y=numpy.zeros(2))
print("numpy", numpy.__version__, len(os.listdir(folder)), "files")
