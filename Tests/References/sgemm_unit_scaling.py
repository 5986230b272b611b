"""How the second setting of the published exercise depends on its initial weights.

    python sgemm_unit_scaling.py sgemm_product.csv.gz

Features scaled to [0, 1], learning rate 0.01 with a decay of 1 % every 10 steps, 4,200 steps, bias from 0, weights from N(0, 1).
Mini-batch descent follows the mean path of full-batch descent closely here, and that path is linear in the initial weights:
w_end = P w_start + q. So thousands of starts cost one matrix product. NumPy 2.4.6, pandas 3.1.1.
"""

import sys

import numpy
import pandas


def main(path):
    table = pandas.read_csv(path)
    run_time = table.filter(like="Run").mean(axis=1).to_numpy()
    kept = run_time <= 509.9675
    features, target = table.iloc[:, :14].to_numpy(dtype=float)[kept], numpy.log(run_time[kept])
    features = (features - features.min(axis=0)) / (features.max(axis=0) - features.min(axis=0))
    design = numpy.c_[features, numpy.ones(len(features))]
    hessian = design.T @ design * (2 / len(target))
    pull = design.T @ target * (2 / len(target))

    path_matrix, offset, rate = numpy.eye(15), numpy.zeros(15), 0.01
    for step in range(1, 4201):
        path_matrix = path_matrix - rate * (hessian @ path_matrix)
        offset = offset - rate * (hessian @ offset - pull)
        if step % 10 == 0:
            rate = max(0.0001, rate * 0.99)
    best = numpy.linalg.lstsq(design, target, rcond=None)[0]
    least = ((design @ best - target) ** 2).mean()

    def error(weights):
        distance = path_matrix @ numpy.append(weights, 0) + offset - best
        return least + distance @ hessian @ distance / 2

    errors = [error(numpy.random.default_rng(seed).standard_normal(14)) for seed in range(2000)]
    for share, value in zip((5, 50, 95), numpy.percentile(errors, (5, 50, 95))):
        print(f"{share} % of the starts end below MSE {value:.3f}")
    numpy.random.seed(123)
    value = error(numpy.random.randn(14))
    print(f"the exercise's own start (generator of NumPy, seed 123): MSE {value:.4f}, R2 {1 - value / target.var():.4f}")


if __name__ == "__main__":
    main(sys.argv[1])
