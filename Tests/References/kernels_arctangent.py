"""Prints how exact `arctangent` (Sources/Kernels) is, computed step by step as the vector code computes it.

    python3 -m venv .venv && .venv/bin/pip install mpmath==1.3.0 numpy
    .venv/bin/python Tests/References/kernels_arctangent.py

Coefficients are those of Cephes 2.2 (`atanf.c`, `atan.c`); the low halves of π/4 are computed here.
"""

import mpmath as mp
import numpy as np

mp.mp.dps = 60

FLOAT = dict(
    real=np.float32,
    near=0.4142135624,
    above=[8.05374449538e-2, -1.38776856032e-1, 1.99777106478e-1, -3.33329491539e-1],
    below=None,
)
DOUBLE = dict(
    real=np.float64,
    near=0.66,
    above=[
        -8.750608600031904122785e-1,
        -1.615753718733365076637e1,
        -7.500855792314704667340e1,
        -1.228866684490136173410e2,
        -6.485021904942025371773e1,
    ],
    below=[
        1.0,
        2.485846490142306297962e1,
        1.650270098316988542046e2,
        4.328810604912902668951e2,
        4.853903996359136964868e2,
        1.945506571482613964425e2,
    ],
)


def arctangent(x, kind):
    real = kind["real"]

    def fma(a, b, c):
        return real(float(mp.mpf(float(a)) * mp.mpf(float(b)) + mp.mpf(float(c))))

    def polynomial(coefficients, z):
        value = real(coefficients[0])
        for coefficient in coefficients[1:]:
            value = fma(value, z, real(coefficient))
        return value

    size = abs(x)
    quarters, r = real(0), size
    if size > real(2.414213562373095):
        quarters, r = real(2), real(-1) / size
    elif size > real(kind["near"]):
        quarters, r = real(1), (size - real(1)) / (size + real(1))
    z = r * r
    if kind["below"] is None:
        small = polynomial(kind["above"], z) * z * r
    else:
        small = z * (polynomial(kind["above"], z) / polynomial(kind["below"], z)) * r
    high = real(float(mp.pi / 4))
    low = real(float(mp.pi / 4 - mp.mpf(float(high))))
    angle = fma(quarters, high, r + fma(quarters, low, small))
    return angle if x > 0 else -angle


print("mpmath", mp.__version__, "numpy", np.__version__)
for kind in (FLOAT, DOUBLE):
    real = kind["real"]
    low = mp.pi / 4 - mp.mpf(float(real(float(mp.pi / 4))))
    points = np.concatenate([np.linspace(0.001, 5, 20001), np.geomspace(1e-30, 1e30, 4001)]).astype(real)
    worst = 0
    for x in points:
        exact = mp.atan(mp.mpf(float(x)))
        unit = mp.mpf(float(np.spacing(real(float(exact)))))
        worst = max(worst, abs(mp.mpf(float(arctangent(x, kind))) - exact) / unit)
    print(f"{real.__name__}: {float(worst):.2f} ulp, low half of π/4 {float(real(float(low)))!r}")
