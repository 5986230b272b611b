"""Prints the coefficients of `normalProbability` (Sources/Kernels) and how exact they are.

    python3 -m venv .venv && .venv/bin/pip install mpmath==1.3.0 numpy
    .venv/bin/python Tests/References/kernels_normal_probability.py

With z = x/√2, (1 + 2z) · exp(z²) · erfc(z) / 2 for x ≥ 0 is a smooth function of t = (x - 16/3) / (x + 16/3) on
[-1, 1): it is interpolated at Chebyshev points in 60 digits and written as a polynomial in t.
"""

import mpmath as mp
import numpy as np

mp.mp.dps = 60
center = mp.mpf(16) / 3


def smooth(t):
    z = center * (1 + t) / (1 - t) / mp.sqrt(2)
    return (1 + 2 * z) * mp.exp(z * z) * mp.erfc(z) / 2


def coefficients(degree):
    count = degree + 1
    angles = [mp.pi * (k + mp.mpf(1) / 2) / count for k in range(count)]
    values = [smooth(mp.cos(angle)) for angle in angles]
    chebyshev = [
        (2 if j else 1) * sum(v * mp.cos(j * a) for v, a in zip(values, angles)) / count for j in range(count)
    ]
    powers = [[mp.mpf(1)], [mp.mpf(0), mp.mpf(1)]]
    for _ in range(2, count):
        following = [mp.mpf(0)] + [2 * value for value in powers[-1]]
        for index, value in enumerate(powers[-2]):
            following[index] -= value
        powers.append(following)
    result = [mp.mpf(0)] * count
    for factor, polynomial in zip(chebyshev, powers):
        for index, value in enumerate(polynomial):
            result[index] += factor * value
    return result


print("mpmath", mp.__version__, "numpy", np.__version__)
for degree, real in ((12, np.float32), (26, np.float64)):
    found = [real(float(value)) for value in coefficients(degree)]
    x = np.linspace(-5, 10, 6001).astype(real)
    size = np.abs(x)
    t = ((size - real(center)) / (size + real(center))).astype(real)
    p = np.full_like(t, found[-1])
    for value in found[-2::-1]:
        p = (p * t + value).astype(real)
    tail = np.exp(real(-0.5) * (size * size)) * p / (real(1) + real(mp.sqrt(2)) * size)
    result = np.where(x > 0, real(1) - tail, tail)
    error = max(abs(mp.mpf(float(a)) / mp.ncdf(mp.mpf(float(b))) - 1) for a, b in zip(result, x))
    print(f"{real.__name__}, degree {degree}: {float(error / np.finfo(real).eps):.1f} ulp on [-5, 10]")
    for value in found:
        print(f"    {float(value)!r}")
