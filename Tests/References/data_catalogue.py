"""Expected values of Tests/DataTests/CatalogueStepTests.swift, written to Tests/DataTests/Fixtures/steps.json.

Run:      python3 Tests/References/data_catalogue.py
Versions: recorded in the file it writes

Sixty rows of generated columns; every step is fitted on the first forty-five and applied to all. A case has the steps as
a specification writes them and the columns expected after them, in order. Missing values are null.
"""

import json
import os
import sys

import numpy
import scipy
import scipy.optimize
import scipy.special
import scipy.stats
import sklearn
from sklearn import decomposition, feature_selection, impute, preprocessing
from sklearn.feature_selection import _mutual_info

ROWS, TRAIN = 60, 45
random = numpy.random.default_rng(20261122)

a = random.normal(3, 2, ROWS)
b = random.exponential(5, ROWS)
c = random.uniform(-1, 1, ROWS)
d = numpy.round(random.uniform(0, 5, ROWS))
gap = random.normal(0, 1, ROWS)
gap[random.uniform(0, 1, ROWS) < 0.2] = numpy.nan
color = random.choice(["red", "green", "blue"], ROWS).astype(object)
color[50] = "violet"
y = 2 * a - numpy.sqrt(b) + random.normal(0, 1, ROWS)
label = numpy.where(a + random.normal(0, 1, ROWS) > 3, "high", numpy.where(b > 4, "middle", "low")).astype(object)
flag = (c > 0).astype(float)

TABLE = {"a": a, "b": b, "c": c, "d": d, "flag": flag, "gap": gap, "color": color, "y": y, "label": label}
NUMBERS = ["a", "b", "c", "d", "flag"]
cases = []


def plain(values):
    out = []
    for value in values:
        if value is None or (isinstance(value, float) and numpy.isnan(value)):
            out.append(None)
        else:
            out.append(value if isinstance(value, str) else float(value))
    return out


def case(name, steps, columns, use, target="y"):
    """`use`: the input columns kept; `columns`: list of (name, values) expected."""
    cases.append(
        {
            "name": name,
            "use": use,
            "target": target,
            "steps": steps,
            "expect": [{"name": n, "values": plain(v)} for n, v in columns],
        }
    )


def matrix(names):
    return numpy.array([TABLE[n] for n in names], dtype=float).T


def fitted(transformer, names, y_values=None):
    x = matrix(names)
    transformer.fit(x[:TRAIN], None if y_values is None else y_values[:TRAIN])
    return transformer, transformer.transform(x)


def columns_of(names, values):
    return [(n, values[:, i]) for i, n in enumerate(names)]


def ross(x, classes, k=3):
    """Ross (2014) by comparing all pairs. scikit-learn's `_compute_mi_cd` compares squared distances with the square of a
    radius just below the k-th distance; the square may round up to the excluded point's, so that its counts are now and
    then one too large. Here distances are compared as they are."""
    total, n = 0.0, len(x)
    for i in range(n):
        distance = numpy.abs(x - x[i])
        same = numpy.sort(distance[classes == classes[i]])
        reach = min(k, len(same) - 1)
        near = numpy.sum(distance <= numpy.nextafter(same[reach], 0))
        total += scipy.special.digamma(reach) - scipy.special.digamma(len(same)) - scipy.special.digamma(near)
    return max(0.0, scipy.special.digamma(n) + total / n)


def group_two():
    # one_hot: categories of the training rows; an unknown one is all zeros.
    encoder = preprocessing.OneHotEncoder(handle_unknown="ignore", sparse_output=False)
    encoder.fit(color[:TRAIN].reshape(-1, 1))
    hot = encoder.transform(color.reshape(-1, 1))
    names = ["color_" + level for level in encoder.categories_[0]]
    case("one_hot", "[{one_hot: color}]", columns_of(names, hot) + [("y", y)], ["color", "y"])
    case(
        "one_hot without the first", "[{one_hot: {columns: color, drop_first: true}}]",
        columns_of(names[1:], hot[:, 1:]) + [("y", y)], ["color", "y"])
    number = preprocessing.OneHotEncoder(handle_unknown="ignore", sparse_output=False).fit(d[:TRAIN].reshape(-1, 1))
    case(
        "one_hot of numbers", "[{one_hot: d}]",
        columns_of(["d_%d" % level for level in number.categories_[0]], number.transform(d.reshape(-1, 1)))
        + [("y", y)], ["d", "y"])

    ordinal = preprocessing.OrdinalEncoder(handle_unknown="use_encoded_value", unknown_value=numpy.nan)
    ordinal.fit(color[:TRAIN].reshape(-1, 1))
    case(
        "ordinal", "[{ordinal: {columns: color, unknown: missing}}]",
        [("color", ordinal.transform(color.reshape(-1, 1))[:, 0]), ("y", y)], ["color", "y"])

    for degree in (2, 3):
        features = preprocessing.PolynomialFeatures(degree, include_bias=False).fit(matrix(["a", "b", "c"]))
        values = features.transform(matrix(["a", "b", "c"]))
        names = [n.replace(" ", "*") for n in features.get_feature_names_out(["a", "b", "c"])]
        case(
            "polynomial of degree %d" % degree, "[{polynomial: {columns: [a, b, c], degree: %d}}]" % degree,
            columns_of(["a", "b", "c"], values) + [("y", y)] + columns_of(names[3:], values[:, 3:]),
            ["a", "b", "c", "y"])
    features = preprocessing.PolynomialFeatures(3, include_bias=False, interaction_only=True)
    values = features.fit_transform(matrix(["a", "b", "c"]))
    names = [n.replace(" ", "*") for n in features.get_feature_names_out(["a", "b", "c"])]
    case(
        "interactions", "[{interactions: {columns: [a, b, c], degree: 3}}]",
        columns_of(["a", "b", "c"], values) + [("y", y)] + columns_of(names[3:], values[:, 3:]),
        ["a", "b", "c", "y"])

    for strategy in ("mean", "median"):
        filled = impute.SimpleImputer(strategy=strategy).fit(gap[:TRAIN].reshape(-1, 1))
        case(
            "impute the %s" % strategy, "[{impute: {columns: gap, strategy: %s}}]" % strategy,
            [("gap", filled.transform(gap.reshape(-1, 1))[:, 0]), ("y", y)], ["gap", "y"])
    filled = impute.SimpleImputer(strategy="constant", fill_value=-1, add_indicator=True)
    both = filled.fit(gap[:TRAIN].reshape(-1, 1)).transform(gap.reshape(-1, 1))
    case(
        "impute a constant with an indicator",
        "[{impute: {columns: gap, strategy: constant, value: -1, indicator: true}}]",
        [("gap", both[:, 0]), ("y", y), ("gap_missing", both[:, 1])], ["gap", "y"])
    gaps = d.copy()
    gaps[[0, 7, 50]] = numpy.nan
    TABLE["holes"] = gaps
    filled = impute.SimpleImputer(strategy="most_frequent").fit(gaps[:TRAIN].reshape(-1, 1))
    case(
        "impute the most frequent value", "[{impute: {columns: holes, strategy: most_frequent}}]",
        [("holes", filled.transform(gaps.reshape(-1, 1))[:, 0]), ("y", y)], ["holes", "y"])

    x = matrix(NUMBERS)[:TRAIN]
    ties = {}
    scores = {
        "f_regression": (feature_selection.f_regression(x, y[:TRAIN])[0], "y"),
        "f_classif": (feature_selection.f_classif(x, label[:TRAIN])[0], "label"),
    }
    scaled = preprocessing.scale(x, with_mean=False)
    scaled_y = preprocessing.scale(y[:TRAIN], with_mean=False)
    codes = numpy.unique(label[:TRAIN].astype(str), return_inverse=True)[1]
    discrete = [False, False, False, False, True]
    scores["mutual_information"] = (
        numpy.array(
            [_mutual_info._compute_mi(x[:, i] if discrete[i] else scaled[:, i], scaled_y, discrete[i], False)
             for i in range(5)]), "y")
    scores["mutual_information of classes"] = (
        numpy.array(
            [_mutual_info._compute_mi(x[:, i], codes, True, True) if discrete[i] else ross(scaled[:, i], codes)
             for i in range(5)]), "label")
    # Numbers with ties (d): scikit-learn sets them apart by noise, so that its score is one of many. Mean and deviation of 200.
    for name, targets, function in (
        ("mutual_information", y[:TRAIN], feature_selection.mutual_info_regression),
        ("mutual_information of classes", codes, feature_selection.mutual_info_classif),
    ):
        drawn = [function(x[:, [3]], targets, random_state=seed)[0] for seed in range(200)]
        scores[name][0][3] = numpy.mean(drawn)
        ties[name] = [float(numpy.mean(drawn)), float(numpy.std(drawn))]
    for name, (values, target) in scores.items():
        best = sorted(sorted(range(5), key=lambda i: -values[i])[:3])
        score = name.split(" ")[0]
        case(
            "select_k_best by " + name, "[{select_k_best: {k: 3, score: %s, columns: [a, b, c, d, flag]}}]" % score,
            [(NUMBERS[i], TABLE[NUMBERS[i]]) for i in best] + [(target, TABLE[target])], NUMBERS + [target], target)
    return {name: plain(values) for name, (values, _) in scores.items()}, ties


def scaling():
    names = ["a", "b", "gap"]
    use = names + ["y"]

    def same(label, steps, values):
        case(label, steps, columns_of(names, values) + [("y", y)], use)

    same("robust_scale", "[{robust_scale: features}]", fitted(preprocessing.RobustScaler(), names)[1])
    same(
        "robust_scale with other quantiles", "[{robust_scale: {columns: features, quantiles: [0.1, 0.8]}}]",
        fitted(preprocessing.RobustScaler(quantile_range=(10, 80)), names)[1])
    same("max_abs", "[{max_abs: features}]", fitted(preprocessing.MaxAbsScaler(), names)[1])
    # cbrt: of numbers of both signs; nothing is fitted.
    case("cbrt", "[{cbrt: c}]", [("c", numpy.cbrt(c)), ("y", y)], ["c", "y"])
    # smooth_clip: as pytabkit's function of the same name.
    case(
        "smooth_clip", "[{smooth_clip: {columns: c, limit: 2}}]",
        [("c", c / numpy.sqrt(1 + (c / 2) ** 2)), ("y", y)], ["c", "y"],
    )
    for norm in ("l1", "l2", "max"):
        values = preprocessing.Normalizer(norm).transform(matrix(["a", "b", "c"]))
        case(
            "row_normalize by " + norm, "[{row_normalize: {columns: features, norm: %s}}]" % norm,
            columns_of(["a", "b", "c"], values) + [("y", y)], ["a", "b", "c", "y"])

    x = matrix(["a", "b"])
    low, high = numpy.percentile(x[:TRAIN], [25, 75], axis=0)
    clipped = numpy.clip(x, low - 1.5 * (high - low), high + 1.5 * (high - low))
    case("outliers by Tukey's fences", "[{outliers: features}]", columns_of(["a", "b"], clipped) + [("y", y)], ["a", "b", "y"])
    mean, deviation = x[:TRAIN].mean(axis=0), x[:TRAIN].std(axis=0)
    clipped = numpy.clip(x, mean - 1.2 * deviation, mean + 1.2 * deviation)
    case(
        "outliers by deviation", "[{outliers: {columns: features, method: zscore, limit: 1.2}}]",
        columns_of(["a", "b"], clipped) + [("y", y)], ["a", "b", "y"])

    counts = {level: numpy.mean(color[:TRAIN] == level) for level in set(color)}
    case("frequency", "[{frequency: color}]", [("color", [counts[k] for k in color]), ("y", y)], ["color", "y"])
    frequent = [k if numpy.sum(color[:TRAIN] == k) >= 15 else "other" for k in color]
    case("rare", "[{rare: {columns: color, min_count: 15}}]", [("color", frequent), ("y", y)], ["color", "y"])

    for strategy in ("uniform", "quantile"):
        binner = preprocessing.KBinsDiscretizer(
            4, encode="ordinal", strategy=strategy, quantile_method="linear", subsample=None)
        values = fitted(binner, ["a", "b"])[1]
        case(
            "bin, " + strategy, "[{bin: {columns: features, bins: 4, strategy: %s}}]" % strategy,
            columns_of(["a", "b"], values) + [("y", y)], ["a", "b", "y"])

    TABLE["still"] = numpy.full(ROWS, 7.25)
    TABLE["still"][TRAIN:] = 3
    kept = feature_selection.VarianceThreshold(0.4).fit(matrix(NUMBERS + ["still"])[:TRAIN]).get_support()
    kept = [n for n, keep in zip(NUMBERS + ["still"], kept) if keep]
    case(
        "variance_threshold", "[{variance_threshold: 0.4}]", [(n, TABLE[n]) for n in kept] + [("y", y)],
        NUMBERS + ["still", "y"])
    TABLE["twin"] = 3 - 2 * a + 0.1 * c
    case(
        "drop_correlated", "[{drop_correlated: 0.9}]", [("a", a), ("b", b), ("c", c), ("y", y)],
        ["a", "b", "twin", "c", "y"])
    hours = numpy.arange(ROWS) % 24.0
    TABLE["hour"] = hours
    case(
        "periodic", "[{periodic: {columns: hour, period: 24, harmonics: 2}}]",
        [("hour_sin", numpy.sin(2 * numpy.pi * hours / 24)), ("hour_cos", numpy.cos(2 * numpy.pi * hours / 24)),
         ("hour_sin2", numpy.sin(4 * numpy.pi * hours / 24)), ("hour_cos2", numpy.cos(4 * numpy.pi * hours / 24)),
         ("y", y)], ["hour", "y"])


def likeliest_power(x, box_cox):
    """Where the derivative of the log-likelihood is 0; scikit-learn's search for the maximum itself stops at about eight
    digits. The derivative is taken by a complex step, independent of any formula for it."""

    def transformed(power):
        if box_cox:
            return numpy.expm1(power * numpy.log(x)) / power
        u = numpy.log1p(numpy.abs(x))
        upper = numpy.expm1(power * u) / power
        lower = -numpy.expm1((2 - power) * u) / (2 - power)
        return numpy.where(x >= 0, upper, lower)

    jacobian = numpy.sum(numpy.log(x)) if box_cox else numpy.sum(numpy.sign(x) * numpy.log1p(numpy.abs(x)))

    def slope(power):
        y = transformed(power + 1e-30j)
        centred = y - numpy.mean(y)
        likelihood = -len(x) / 2 * numpy.log(numpy.sum(centred * centred)) + (power + 1e-30j - 1) * jacobian
        return likelihood.imag / 1e-30

    power = scipy.optimize.brentq(slope, -3.01, 4.03, xtol=1e-15, rtol=1e-15)
    return power, transformed(power)


def learned():
    use = ["a", "b", "gap", "y"]
    for output in ("uniform", "normal"):
        values = fitted(preprocessing.QuantileTransformer(output_distribution=output, subsample=None), ["a", "b", "gap"])[1]
        case(
            "quantile, " + output, "[{quantile: {columns: features, output: %s}}]" % output,
            columns_of(["a", "b", "gap"], values) + [("y", y)], use)
    values = fitted(preprocessing.QuantileTransformer(n_quantiles=7, subsample=None), ["d"])[1]
    case(
        "quantile of repeated values", "[{quantile: {columns: d, quantiles: 7}}]", [("d", values[:, 0]), ("y", y)],
        ["d", "y"])

    for method, names in (("yeo_johnson", ["a", "b", "c"]), ("box_cox", ["b"])):
        columns = []
        library = preprocessing.PowerTransformer(method.replace("_", "-")).fit(matrix(names)[:TRAIN])
        for i, name in enumerate(names):
            power, own = likeliest_power(TABLE[name][:TRAIN], method == "box_cox")
            assert abs(power - library.lambdas_[i]) < 1e-6, (power, library.lambdas_[i])
            library.lambdas_[i] = power
            x = TABLE[name]
            whole = scipy.stats.boxcox(x, power) if method == "box_cox" else scipy.stats.yeojohnson(x, power)
            columns.append((name, (whole - numpy.mean(own)) / numpy.std(own)))
        case(
            "power, " + method, "[{power: {columns: features, method: %s}}]" % method, columns + [("y", y)],
            names + ["y"])

    for knots, degree, placement, bias in ((5, 3, "uniform", True), (4, 2, "quantile", False)):
        spline = preprocessing.SplineTransformer(
            n_knots=knots, degree=degree, knots=placement, include_bias=bias, extrapolation="constant")
        values = fitted(spline, ["a"])[1]
        case(
            "spline, " + placement,
            "[{spline: {columns: a, knots: %d, degree: %d, placement: %s, bias: %s}}]"
            % (knots, degree, placement, str(bias).lower()),
            columns_of(["a_sp%d" % i for i in range(values.shape[1])], values) + [("y", y)], ["a", "y"])

    names = ["a", "b", "c", "d"]
    for whiten in (False, True):
        pca, values = fitted(decomposition.PCA(3, whiten=whiten, svd_solver="full"), names)
        case(
            "pca" + (", whitened" if whiten else ""), "[{pca: {components: 3, whiten: %s}}]" % str(whiten).lower(),
            [("y", y)] + columns_of(["pc1", "pc2", "pc3"], values), names + ["y"])
    pca, values = fitted(decomposition.PCA(0.9, svd_solver="full"), names)
    case(
        "pca by share", "[{pca: 0.9}]",
        [("y", y)] + columns_of(["pc%d" % (i + 1) for i in range(values.shape[1])], values), names + ["y"])

    colors = color.reshape(-1, 1)
    # As many folds as rows: every row is a fold of its own, in whatever order rows are dealt out.
    folds = numpy.arange(TRAIN)
    two = numpy.where(label == "high", "high", "low")
    TABLE["two"] = two.astype(object)
    for name, smooth, targets, kind in (
        ("numbers", "auto", y, "continuous"), ("numbers, smooth 7", 7.0, y, "continuous"),
        ("two classes", "auto", two, "binary"), ("three classes", "auto", label.astype(str), "multiclass"),
    ):
        target = {"continuous": "y", "binary": "two", "multiclass": "label"}[kind]
        new = lambda: preprocessing.TargetEncoder(smooth=smooth, target_type=kind)
        whole = new().fit(colors[:TRAIN], targets[:TRAIN]).transform(colors)
        own = whole.copy()
        for fold in range(TRAIN):
            others, mine = folds != fold, numpy.flatnonzero(folds == fold)
            own[mine] = new().fit(colors[:TRAIN][others], targets[:TRAIN][others]).transform(colors[mine])
        classes = sorted(set(targets[:TRAIN])) if kind == "multiclass" else None
        names = ["color_" + c for c in classes] if classes else ["color"]
        field = "" if smooth == "auto" else ", smooth: 7"
        steps = "[{target_encode: {columns: color%s, folds: 45}}]" % field
        case("target_encode, " + name, steps, columns_of(names, whole) + [(target, TABLE[target])], ["color", target], target)
        case(
            "target_encode out of fold, " + name, steps, columns_of(names, own) + [(target, TABLE[target])],
            ["color", target], target)
        cases[-1]["outOfFold"] = True


def rolling(values, window, function, shift=0):
    out = [None] * len(values)
    for t in range(len(values)):
        last = t - shift
        if last - window + 1 >= 0:
            out[t] = function(values[last - window + 1 : last + 1])
    return out


def series():
    case(
        "lag", "[{lag: {columns: a, lags: [1, 3], incomplete: keep}}]",
        [("a", a), ("y", y), ("a_lag1", [None] + list(a[:-1])), ("a_lag3", [None] * 3 + list(a[:-3]))], ["a", "y"])
    case(
        "difference", "[{difference: {columns: a, periods: 2, incomplete: keep}}]",
        [("a", a), ("y", y), ("a_diff2", [None] * 2 + list(a[2:] - a[:-2]))], ["a", "y"])
    case(
        "rolling", "[{rolling: {columns: a, window: 4, statistics: [mean, sum, min, max, std], incomplete: keep}}]",
        [("a", a), ("y", y), ("a_mean4", rolling(a, 4, numpy.mean)), ("a_sum4", rolling(a, 4, numpy.sum)),
         ("a_min4", rolling(a, 4, numpy.min)), ("a_max4", rolling(a, 4, numpy.max)),
         ("a_std4", rolling(a, 4, lambda v: numpy.std(v, ddof=1)))], ["a", "y"])
    case(
        "rolling over the target, shifted",
        "[{rolling: {columns: y, window: 3, shift: 2, incomplete: keep}}]",
        [("a", a), ("y", y), ("y_mean3_lag2", rolling(y, 3, numpy.mean, 2))], ["a", "y"])


scores, ties = group_two()
series()
scaling()
learned()

folder = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "DataTests", "Fixtures")
result = {
    "versions": {
        "python": sys.version.split()[0], "numpy": numpy.__version__, "scipy": scipy.__version__,
        "scikit-learn": sklearn.__version__,
    },
    "train": TRAIN,
    "table": {name: plain(values) for name, values in TABLE.items()},
    "scores": scores,
    "ties": ties,
    "cases": cases,
}
with open(os.path.join(folder, "steps.json"), "w") as file:
    # One line per case.
    lists = {key: result.pop(key) for key in ("table", "cases")}
    head = json.dumps(result, sort_keys=True)[:-1]
    table = ",\n".join(json.dumps(name) + ": " + json.dumps(values) for name, values in lists["table"].items())
    lines = ",\n".join(json.dumps(entry) for entry in lists["cases"])
    file.write(head + ',\n"table": {\n' + table + '\n},\n"cases": [\n' + lines + "\n]}\n")
print("scikit-learn", sklearn.__version__, "numpy", numpy.__version__, len(cases), "cases")
