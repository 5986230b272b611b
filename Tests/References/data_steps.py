"""Expected values of Tests/DataTests/ReferenceStepTests.swift.

Run:      python3 Tests/References/data_steps.py
Versions: Python 3.11.7, numpy 2.4.6, scikit-learn 1.9.1
The twelve training values are the first run times of the published matrix-product data set, the two columns after
them are a ramp and its square root. Prints one Swift literal per line.
"""

import numpy
import sklearn
from sklearn.preprocessing import MinMaxScaler, StandardScaler

print("//", "numpy", numpy.__version__, "scikit-learn", sklearn.__version__)
runs = [115.26, 78.13, 79.84, 84.32, 115.13, 78.37, 80.32, 85.11, 119.41, 80.19, 81.16, 86.69]
ramp = [float(i * i - 7) for i in range(12)]
x = numpy.array([runs, ramp]).T

scaler = StandardScaler().fit(x)
print("mean", scaler.mean_.tolist())
print("scale", scaler.scale_.tolist())
print("standardized", scaler.transform(x)[:3].ravel().tolist())
print("sample deviation", x.std(axis=0, ddof=1).tolist())
minmax = MinMaxScaler(feature_range=(-1, 1)).fit(x)
print("normalized to [-1, 1]", minmax.transform(x)[:3].ravel().tolist())
print("log", numpy.log(x[:3, 0]).tolist())
print("log2", numpy.log2(x[:3, 0]).tolist())
print("log base 3", (numpy.log(x[:3, 0]) / numpy.log(3)).tolist())
print("log1p", numpy.log1p(x[:3, 0]).tolist())
print("std along rows", x[:3].std(axis=1).tolist())
print("median", numpy.median(x, axis=0).tolist())
