"""Fits and judges the polynomial of `sineOfTurns` (Sources/Kernels), computed step by step as the vector code does.

    python3 -m venv .venv && .venv/bin/pip install mpmath==1.3.0 numpy
    .venv/bin/python Tests/References/kernels_sine.py

sin(2πr)/r is a polynomial P of z = r² for |r| ≤ 1/4, fitted by least squares of the relative error at Chebyshev nodes.
Printed: coefficients, the largest relative error of P, and the largest error of sin 2πx in ulp of 1.
"""

import mpmath as mp
import numpy as np

mp.mp.dps = 50


def fitted(terms, nodes=400):
    points = [mp.mpf(1) / 32 * (1 - mp.cos(mp.pi * (k + mp.mpf(1) / 2) / nodes)) for k in range(nodes)]
    values = [mp.sin(2 * mp.pi * mp.sqrt(z)) / mp.sqrt(z) for z in points]
    matrix, ones = mp.matrix(nodes, terms), mp.matrix(nodes, 1)
    for row, (z, value) in enumerate(zip(points, values)):
        ones[row] = 1
        for term in range(terms):
            matrix[row, term] = z**term / value
    solved = mp.lu_solve(matrix.T * matrix, matrix.T * ones)
    coefficients = [solved[term] for term in range(terms)]
    error = max(abs(mp.polyval(coefficients[::-1], z) / v - 1) for z, v in zip(points, values))
    return coefficients, error


def sine(x, coefficients, real):
    def fma(a, b, c):
        return real(float(mp.mpf(float(a)) * mp.mpf(float(b)) + mp.mpf(float(c))))

    first = real(float(coefficients[0]))
    low = real(float(coefficients[0] - mp.mpf(float(first))))
    r = x - np.rint(x)
    if abs(r) > real(0.25):
        r = (real(-0.5) if r < 0 else real(0.5)) - r
    z = r * r
    p = real(float(coefficients[-1]))
    for coefficient in coefficients[-2:0:-1]:
        p = fma(p, z, real(float(coefficient)))
    p = fma(p, z, low)
    return fma(r, first, r * p)


random = np.random.default_rng(1)
for real, terms in ((np.float32, 5), (np.float64, 11)):
    coefficients, error = fitted(terms)
    print(real.__name__, mp.nstr(error, 3), [mp.nstr(c, 20) for c in coefficients])
    worst = 0
    for x in random.uniform(-3, 3, 4000).astype(real):
        exact = mp.sin(2 * mp.pi * mp.mpf(float(x)))
        worst = max(worst, abs(mp.mpf(float(sine(x, coefficients, real))) - exact))
    print("  largest error", mp.nstr(worst / np.finfo(real).eps * 2, 3), "ulp of 1")
