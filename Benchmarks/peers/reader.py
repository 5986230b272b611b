"""Reads a CSV file once for every line of input and replies `ROWS SECONDS -`.

    python reader.py pandas|polars FILE THREADS
"""

import sys
import time


def main(peer, path):
    if peer == "pandas":
        import pandas

        read = lambda: pandas.read_csv(path, engine="c")  # noqa: E731
    else:
        import polars

        read = lambda: polars.read_csv(path)  # noqa: E731
    rows = len(read())
    print("ready", flush=True)
    for _ in sys.stdin:
        start = time.perf_counter()
        table = read()
        seconds = time.perf_counter() - start
        assert len(table) == rows
        del table
        print(rows, seconds, "-", flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:3])
