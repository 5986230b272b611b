"""Writes points of SciPy's Sobol sequence: Tests/SweepTests/Fixtures/sobol.json.

    python3 -m venv .venv && .venv/bin/pip install "scipy==1.17.1"
    .venv/bin/python Tests/References/sweep_sobol.py

Without scrambling. For 128 dimensions the file holds some points of the first 1,024, all of them as whole multiples of
2^-10, so that nothing is lost in writing. Versions are written into the file.
"""

import json
import pathlib
import platform

import numpy
import scipy
from scipy.stats import qmc

DIMENSIONS = 128
INDICES = [0, 1, 2, 3, 5, 8, 13, 100, 511, 777, 1023]


def main():
    points = qmc.Sobol(DIMENSIONS, scramble=False).random(1024) * 1024
    assert (points == numpy.round(points)).all()
    result = {
        "versions": {
            "scipy": scipy.__version__,
            "numpy": numpy.__version__,
            "python": platform.python_version(),
        },
        "scale": 1024,
        "indices": INDICES,
        "points": [[int(value) for value in points[index]] for index in INDICES],
    }
    path = pathlib.Path(__file__).parent.parent / "SweepTests" / "Fixtures" / "sobol.json"
    path.write_text(json.dumps(result) + "\n")


if __name__ == "__main__":
    main()
