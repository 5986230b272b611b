"""Writes the file of a gigabyte that reading is measured on.

    python large_csv.py FILE

Ten columns of normal numbers with all their digits, ten with four decimals, four of whole numbers, two of categories: 24 · 8 + 2 · 4
bytes a row in memory.
"""

import sys

import numpy
import polars

BYTES_PER_ROW = 24 * 8 + 2 * 4
ROWS = 3_400_000
CHUNK = 340_000


def main(path):
    generator = numpy.random.default_rng(123)
    with open(path, "wb") as file:
        for first in range(0, ROWS, CHUNK):
            columns = {f"n{index}": generator.standard_normal(CHUNK) for index in range(10)}
            columns |= {f"r{index}": numpy.round(generator.standard_normal(CHUNK), 4) for index in range(10)}
            columns |= {f"w{index}": generator.integers(0, 10**(index + 2), CHUNK) for index in range(4)}
            for name, levels in (("c0", 8), ("c1", 100)):
                names = numpy.array([f"level {level}" for level in range(levels)])
                columns[name] = names[generator.integers(0, levels, CHUNK)]
            polars.DataFrame(columns).write_csv(file, include_header=first == 0)


if __name__ == "__main__":
    main(*sys.argv[1:2])
