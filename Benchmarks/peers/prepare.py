"""Writes the arrays that every program of the comparison loads: raw float32 files, row by row.

    python prepare.py DATA FOLDER

DATA is the folder of the published data sets: `sgemm_product.csv.gz`, `covid.train.csv.gz` and `mnist/`.
"""

import gzip
import sys
from pathlib import Path

import numpy
import pandas


def standardised(values):
    return (values - values.mean(axis=0)) / values.std(axis=0, ddof=1)


def images(path):
    """The content of an IDX file of bytes, one row for each image or label."""
    content = gzip.open(path).read()
    axes = content[3]
    shape = numpy.frombuffer(content, dtype=">i4", count=axes, offset=4)
    return numpy.frombuffer(content, dtype=numpy.uint8, offset=4 + 4 * axes).reshape(shape[0], -1)


def main(data, folder):
    data, folder = Path(data), Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    generator = numpy.random.default_rng(123)

    table = pandas.read_csv(data / "sgemm_product.csv.gz")
    run_time = table.filter(like="Run").mean(axis=1).to_numpy()
    features = table.iloc[:, :14].to_numpy(dtype=numpy.float64)
    kept = run_time <= 509.9675
    features, target = features[kept], numpy.log(run_time[kept])
    order = generator.permutation(len(target))
    train = order[: int(0.8 * len(order))]

    arrays = {
        "regression-features": standardised(features[train]),
        "regression-targets": target[train],
        "classification-features": standardised(features[train[:154_679]]),
        "classification-targets": target[train[:154_679]] > target.mean(),
    }
    # A second linear model on other data: nothing in it comes from the first one.
    rows, columns = 200_000, 40
    random = generator.standard_normal((rows, columns))
    logits = random @ generator.standard_normal(columns) / numpy.sqrt(columns)
    arrays["second-features"] = random
    arrays["second-targets"] = generator.random(rows) < 1 / (1 + numpy.exp(-logits))

    survey = pandas.read_csv(data / "covid.train.csv.gz").to_numpy(dtype=numpy.float64)[:, -118:]
    survey = survey[generator.permutation(len(survey))[: int(0.8 * len(survey))]]
    arrays["covid-features"], arrays["covid-targets"] = survey[:, :-1], survey[:, -1]

    centres = 6 * generator.standard_normal((3, 2))
    classes = numpy.repeat(numpy.arange(3), 400)
    arrays["softmax-features"] = centres[classes] + 2 * generator.standard_normal((1200, 2))
    arrays["softmax-targets"] = classes

    arrays["mnist-features"] = images(data / "mnist" / "train-images-idx3-ubyte.gz") / 255
    arrays["mnist-targets"] = images(data / "mnist" / "train-labels-idx1-ubyte.gz")[:, 0]

    for name, values in arrays.items():
        numpy.ascontiguousarray(values, dtype=numpy.float32).tofile(folder / f"{name}.f32")


if __name__ == "__main__":
    main(*sys.argv[1:])
