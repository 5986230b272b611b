import Graph
import Kernels

/// y[t, m, n] = Σ a[t mod ta, m, k] · b[t mod tb, k, n] by plain loops.
private func product(
    _ a: [Double], _ b: [Double], trials: (Int, Int), rows: Int, inner: Int, columns: Int
) -> [Double] {
    (0..<max(trials.0, trials.1) * rows * columns).map { element in
        let (trial, row, column) = (element / columns / rows, element / columns % rows, element % columns)
        return (0..<inner).reduce(0) { sum, k in
            let left = a[(trial % trials.0 * rows + row) * inner + k]
            return sum + left * b[(trial % trials.1 * inner + k) * columns + column]
        }
    }
}

/// Philox 4x32-10 words as uniform numbers, from the kernels' own tested generator.
private func uniform(_ count: Int, key: RandomKey, site: UInt32, step: UInt32) -> [Double] {
    (0..<count).map { element in
        let counter = SIMD4<UInt32>(UInt32(element / 4), site, step, 0)
        let word = Philox4x32.words(counter: counter, key: key)[element % 4]
        return Double(word >> 8) / 16_777_216
    }
}

/// Rows of operations that combine or pick elements.
let contractionRows: [ConformanceRow] = [
    ConformanceRow(
        operation: "matrixProduct", inputs: [InputRange([3, 4]), InputRange([4, 5])],
        build: { matrixProduct($1[0], $1[1]) },
        naive: { product($0[0], $0[1], trials: (1, 1), rows: 3, inner: 4, columns: 5) }),
    ConformanceRow(
        operation: "matrixProduct", variant: "square",
        inputs: [InputRange([2, 3, 3]), InputRange([2, 3, 3])],
        build: { matrixProduct($1[0], $1[1]) },
        naive: { product($0[0], $0[1], trials: (2, 2), rows: 3, inner: 3, columns: 3) }),
    ConformanceRow(
        operation: "matrixProduct", variant: "shared left",
        inputs: [InputRange([1, 5, 3]), InputRange([2, 3, 4])],
        build: { matrixProduct($1[0], $1[1]) },
        naive: { product($0[0], $0[1], trials: (1, 2), rows: 5, inner: 3, columns: 4) }),
    ConformanceRow(
        operation: "matrixProduct", variant: "one column",
        inputs: [InputRange([1, 5, 3]), InputRange([2, 3, 1])],
        build: { matrixProduct($1[0], $1[1]) },
        naive: { product($0[0], $0[1], trials: (1, 2), rows: 5, inner: 3, columns: 1) }),
    ConformanceRow(
        operation: "gatherRows",
        inputs: [InputRange([4, 3]), InputRange([2, 3], integers: [0, 3, 3, 1, 0, 2])],
        build: { $1[0].gatherRows($1[1]) },
        naive: { (inputs: [[Double]]) -> [Double] in
            inputs[1].flatMap { (row: Double) in inputs[0][Int(row) * 3..<Int(row) * 3 + 3] }
        }),
    ConformanceRow(
        operation: "scatterAddRows",
        inputs: [InputRange([1, 4, 2]), InputRange([1, 4], integers: [2, 0, 2, 1])],
        build: { $1[0].scatterAddRows($1[1], count: 4) },
        naive: { inputs in
            var result = [Double](repeating: 0, count: 8)
            for row in 0..<4 {
                for column in 0..<2 {
                    result[Int(inputs[1][row]) * 2 + column] += inputs[0][row * 2 + column]
                }
            }
            return result
        }),
    ConformanceRow(
        operation: "reduceSum", variant: "last axis", inputs: [InputRange([4, 6])],
        build: { $1[0].sum(axes: [-1]) },
        naive: { (inputs: [[Double]]) -> [Double] in
            (0..<4).map { (row: Int) -> Double in inputs[0][row * 6..<row * 6 + 6].reduce(0, +) }
        }),
    ConformanceRow(
        operation: "reduceSum", variant: "first and last axis, kept", inputs: [InputRange([3, 4, 2])],
        build: { $1[0].sum(axes: [0, 2], keepDimensions: true) },
        naive: { (inputs: [[Double]]) -> [Double] in
            var sums = [Double](repeating: 0, count: 4)
            for element in 0..<24 { sums[element / 2 % 4] += inputs[0][element] }
            return sums
        }),
    ConformanceRow(
        operation: "reduceMaximum", inputs: [InputRange([3, 5])],
        build: { $1[0].maximum(axes: [1]) },
        naive: { (inputs: [[Double]]) -> [Double] in
            (0..<3).map { (row: Int) -> Double in inputs[0][row * 5..<row * 5 + 5].max() ?? 0 }
        }),
    ConformanceRow(
        operation: "reduceMaximum", variant: "first axis", inputs: [InputRange([5, 3])],
        build: { $1[0].maximum(axes: [0]) },
        naive: { (inputs: [[Double]]) -> [Double] in
            var largest = [Double](repeating: -100, count: 3)
            for element in 0..<15 { largest[element % 3] = max(largest[element % 3], inputs[0][element]) }
            return largest
        }),
    ConformanceRow(
        operation: "randomUniform",
        inputs: [InputRange([2, 2], integers: [1, 2, 3, 4]), InputRange([1], integers: [7])],
        isSinglePrecision: true,
        build: { $0.randomUniform(keys: $1[0], step: $1[1], layer: 3, shape: [2, 5]) },
        naive: { inputs in
            let first = uniform(5, key: RandomKey(low: 1, high: 2), site: 3, step: 7)
            return first + uniform(5, key: RandomKey(low: 3, high: 4), site: 3, step: 7)
        }),
]
