import Graph
import Kernels

/// Rows of operations that move elements.
let shapeRows: [ConformanceRow] = movedRows + changedRows

private let movedRows: [ConformanceRow] = [
    ConformanceRow(
        operation: "broadcast", inputs: [InputRange([3, 1])],
        build: { $1[0].broadcast(to: [2, 3, 4]) },
        naive: { (inputs: [[Double]]) -> [Double] in (0..<24).map { inputs[0][$0 / 4 % 3] } }),
    ConformanceRow(
        operation: "concatenate", variant: "axis 1",
        inputs: [InputRange([2, 3]), InputRange([2, 1]), InputRange([2, 3])],
        build: { concatenate($1, axis: 1) },
        naive: { (inputs: [[Double]]) -> [Double] in
            var result: [Double] = []
            for row in 0..<2 {
                result += inputs[0][3 * row..<3 * row + 3]
                result.append(inputs[1][row])
                result += inputs[2][3 * row..<3 * row + 3]
            }
            return result
        }),
    ConformanceRow(
        operation: "concatenate", variant: "axis 0", inputs: [InputRange([2, 3]), InputRange([1, 3])],
        build: { concatenate($1, axis: 0) }, naive: { $0[0] + $0[1] }),
    ConformanceRow(
        operation: "constant", inputs: [InputRange([3], integers: [1, 2, 3])],
        build: { $1[0].converted() + $0.constant([10, 20, 30], [3]) },
        naive: { [$0[0][0] + 10, $0[0][1] + 20, $0[0][2] + 30] }),
]

private let changedRows: [ConformanceRow] = [
    ConformanceRow(operation: "input", inputs: [InputRange([2, 3])], build: { $1[0] }, naive: { $0[0] }),
    ConformanceRow(
        operation: "iota", inputs: [InputRange([2, 1])], build: { $1[0] + $0.iota(4) },
        naive: { (inputs: [[Double]]) -> [Double] in (0..<8).map { inputs[0][$0 / 4] + Double($0 % 4) } }),
    ConformanceRow(
        operation: "pad", inputs: [InputRange([2, 3])],
        build: { $1[0].padded(before: [1, 0], after: [0, 2], value: 7) },
        naive: { (inputs: [[Double]]) -> [Double] in
            (0..<15).map { (element: Int) -> Double in
                let (row, column) = (element / 5 - 1, element % 5)
                return row < 0 || column > 2 ? 7 : inputs[0][row * 3 + column]
            }
        }),
    ConformanceRow(
        operation: "reshape", inputs: [InputRange([4, 3])], build: { $1[0].reshaped(to: [2, 6]) },
        naive: { $0[0] }),
    ConformanceRow(
        operation: "reshape", variant: "of a transpose", inputs: [InputRange([4, 3])],
        build: { $1[0].transposed().reshaped(to: [12]) },
        naive: { (inputs: [[Double]]) -> [Double] in (0..<12).map { inputs[0][$0 % 4 * 3 + $0 / 4] } }),
    ConformanceRow(
        operation: "slice", inputs: [InputRange([4, 5])],
        build: { $1[0].sliced(starts: [1, 2], shape: [2, 3]) },
        naive: { (inputs: [[Double]]) -> [Double] in
            (0..<6).map { (element: Int) -> Double in
                inputs[0][(1 + element / 3) * 5 + 2 + element % 3]
            }
        }),
    ConformanceRow(
        operation: "transpose", inputs: [InputRange([2, 3, 4])],
        build: { $1[0].transposed(permutation: [2, 0, 1]) },
        naive: { (inputs: [[Double]]) -> [Double] in
            (0..<24).map { (element: Int) -> Double in
                let (i, j, k) = (element / 6, element / 3 % 2, element % 3)
                return inputs[0][j * 12 + k * 4 + i]
            }
        }),
]
