"""Expected values of Tests/DataTests/ProfileTests.swift: correlations, ratios, quantiles.

    python3 Tests/References/data_profile.py

Prints numbers beside the versions they come from. Data: closed formulas, so that both sides make the same columns.
"""

import math

import numpy as np
import scipy
import scipy.stats
import sklearn
from sklearn.metrics import mutual_info_score

print(f"numpy {np.__version__}, scipy {scipy.__version__}, scikit-learn {sklearn.__version__}")

n = 60
i = np.arange(n)
x = (i * 7919 % 61) / 10
y = np.round(x**3 + (i * 104729 % 13), 6)
colors = np.array(["red", "green", "blue", "grey"])[(i * i + i // 5) % 4]
kind = np.array(["a", "b", "c"])[(i * 31 % 7) % 3]

print("pearson", repr(float(np.corrcoef(x, y)[0, 1])))
print("spearman", repr(float(scipy.stats.spearmanr(x, y).statistic)))
print("quantiles of y", [repr(float(v)) for v in np.quantile(y, [0.05, 0.25, 0.5, 0.75, 0.95])])
print("mean, std, skew of y", repr(float(y.mean())), repr(float(y.std())), repr(float(scipy.stats.skew(y))))


def ratio(values, groups):
    total = ((values - values.mean()) ** 2).sum()
    between = sum(
        (groups == g).sum() * (values[groups == g].mean() - values.mean()) ** 2 for g in np.unique(groups)
    )
    return math.sqrt(between / total)


print("correlation ratio y by color", repr(float(ratio(y, colors))))
print("correlation ratio x by kind", repr(float(ratio(x, kind))))
information = mutual_info_score(colors, kind)
shares = np.unique(kind, return_counts=True)[1] / n
entropy = float(-(shares * np.log(shares)).sum())
print("mutual information of color and kind", repr(float(information)), "share", repr(float(information / entropy)))
ties = np.array([1, 2, 2, 3, 3, 3, 4.0])
print("mean ranks of ties", [float(v) for v in scipy.stats.rankdata(ties)])
