import Foundation
import Graph
import Kernels

/// A row of an operation of one input.
private func unary(
    _ operation: String, _ range: ClosedRange<Double>,
    _ build: @escaping @Sendable (Tensor) -> Tensor,
    _ naive: @escaping @Sendable (Double) -> Double, special: [(input: [Double], output: [Double])] = []
) -> ConformanceRow {
    ConformanceRow(
        operation: operation, inputs: [InputRange([3, 7], range)], build: { build($1[0]) },
        naive: { $0[0].map(naive) }, special: special)
}

/// A row of an operation of two inputs: one of [2, 3, 5] and one that is broadcast from [3, 1].
private func binary(
    _ operation: String, _ first: ClosedRange<Double>, _ second: ClosedRange<Double>,
    _ build: @escaping @Sendable (Tensor, Tensor) -> Tensor,
    _ naive: @escaping @Sendable (Double, Double) -> Double,
    special: [(input: [Double], output: [Double])] = []
) -> [ConformanceRow] {
    let broadcast = ConformanceRow(
        operation: operation, variant: "broadcast",
        inputs: [InputRange([2, 3, 5], first), InputRange([3, 1], second)],
        build: { build($1[0], $1[1]) },
        naive: { inputs in (0..<30).map { naive(inputs[0][$0], inputs[1][$0 / 5 % 3]) } })
    let equal = ConformanceRow(
        operation: operation, inputs: [InputRange([4, 6], first), InputRange([4, 6], second)],
        build: { build($1[0], $1[1]) },
        naive: { inputs in (0..<24).map { naive(inputs[0][$0], inputs[1][$0]) } }, special: special)
    return [broadcast, equal]
}

private let infinity = Double.infinity

/// Special values follow from the functions' definitions and IEEE 754.
private let unaryRows: [ConformanceRow] = [
    unary("absolute", 0.1...2, { abs($0) }, { abs($0) }, special: [([-3, 0], [3, 0])]),
    unary(
        "atan", -3...3, { atan($0) }, { atan($0) },
        special: [([0, infinity, -infinity], [0, .pi / 2, -.pi / 2])]),
    unary(
        "exp", -2...2, { exp($0) }, { exp($0) }, special: [([0, -infinity, 1000], [1, 0, infinity])]),
    unary("floor", 0.1...0.9, { floor($0) }, { floor($0) }, special: [([-0.5, 2.5, 3], [-1, 2, 3])]),
    unary(
        "sineOfTurns", -2...2, { sineOfTurns($0) }, { sin(2 * .pi * $0) },
        special: [([0, 0.25, 0.75, 3, 1e9, infinity], [0, 1, -1, 0, 0, .nan])]),
    unary("log", 0.3...3, { log($0) }, { log($0) }, special: [([1, 0, -1], [0, -infinity, .nan])]),
    unary(
        "expm1", -2...2, { expm1($0) }, { expm1($0) },
        special: [([0, -infinity, 1e-7], [0, -1, 1e-7])]),
    unary(
        "normalProbability", -3...3, { normalProbability($0) }, { erfc(-$0 / 2.0.squareRoot()) / 2 },
        special: [([0, infinity, -infinity], [0.5, 1, 0])]),
    unary("log1p", -0.5...3, { log1p($0) }, { log1p($0) }, special: [([0, -1], [0, -infinity])]),
    unary("negate", -2...2, { -$0 }, { -$0 }, special: [([infinity], [-infinity])]),
    unary(
        "sigmoid", -4...4, { sigmoid($0) }, { 1 / (1 + exp(-$0)) },
        special: [([0, 1000, -1000], [0.5, 1, 0])]),
    unary("sign", 0.1...2, { sign($0) }, { $0 > 0 ? 1 : -1 }, special: [([-2, 0, 5], [-1, 0, 1])]),
    unary(
        "softplus", -4...4, { softplus($0) }, { log(1 + exp($0)) },
        special: [([1000, -1000], [1000, 0])]),
    unary("sqrt", 0.2...4, { sqrt($0) }, { sqrt($0) }, special: [([0, 4, -1], [0, 2, .nan])]),
    unary("stopGradient", -2...2, { stopGradient($0) + $0 }, { 2 * $0 }).withHalfGradient,
    unary("tanh", -3...3, { tanh($0) }, { tanh($0) }, special: [([0, 50, -50], [0, 1, -1])]),
]

extension ConformanceRow {
    /// `stopGradient` hides part of the function from the gradient, which differences would see: the row shows
    /// values here, and `StopGradientTests` the gradient.
    fileprivate var withHalfGradient: ConformanceRow {
        ConformanceRow(
            operation: operation, inputs: [InputRange([3], integers: [1, 2, 3])],
            build: { stopGradient($1[0].converted()) }, naive: { $0[0] })
    }
}

private let binaryRows: [ConformanceRow] =
    binary("add", -2...2, -2...2, { $0 + $1 }, { $0 + $1 })
    + binary("divide", -2...2, 0.5...2, { $0 / $1 }, { $0 / $1 })
    + binary(
        "equal", -2...2, 3...4, { $0 .== $1 }, { $0 == $1 ? 1 : 0 }, special: [([1, 2], [1, 0])])
    + binary(
        "less", -2...0.5, 0.6...2, { $0 .< $1 }, { $0 < $1 ? 1 : 0 },
        special: [([1, 0, 2], [0, 1, 0])])
    + binary(
        "lessOrEqual", 1...2, -2...0.9, { $0 .<= $1 }, { $0 <= $1 ? 1 : 0 },
        special: [([1, 0, 2], [1, 1, 0])])
    + binary(
        "maximum", -2...0.9, 1...2, { maximum($0, $1) }, { max($0, $1) }, special: [([0, 3], [1, 3])])
    + binary(
        "minimum", -2...0.9, 1...2, { minimum($0, $1) }, { min($0, $1) }, special: [([0, 3], [0, 1])])
    + binary("multiply", -2...2, -2...2, { $0 * $1 }, { $0 * $1 })
    + binary(
        "power", 0.5...2, -2...2, { power($0, $1) }, { pow($0, $1) }, special: [([-2, 0], [-2, 0])])
    + binary("subtract", -2...2, -2...2, { $0 - $1 }, { $0 - $1 })

private let otherRows: [ConformanceRow] = [
    ConformanceRow(
        operation: "select",
        inputs: [InputRange([4], integers: [0, 1, 0, 2]), InputRange([3, 4]), InputRange([3, 1])],
        build: { select($1[0].converted(), $1[1], $1[2]) },
        naive: { inputs in (0..<12).map { inputs[0][$0 % 4] != 0 ? inputs[1][$0] : inputs[2][$0 / 4] } }),
    ConformanceRow(
        operation: "convert", inputs: [InputRange([5], integers: [-3, 0, 1, 70000, 16_777_216])],
        build: { $1[0].converted() }, naive: { $0[0] }),
]

private let multiplyAddRows: [ConformanceRow] = [
    ConformanceRow(
        operation: "multiplyAdd", inputs: [InputRange([4]), InputRange([3, 1]), InputRange([3, 4])],
        build: { $0.append(MultiplyAdd(), $1) },
        naive: { (inputs: [[Double]]) -> [Double] in
            (0..<12).map { (element: Int) -> Double in
                inputs[0][element % 4] * inputs[1][element / 4] + inputs[2][element]
            }
        }),
    ConformanceRow(
        operation: "multiplyAdd", variant: "subtracted",
        inputs: [InputRange([2, 3]), InputRange([2, 3]), InputRange([3])],
        build: { $0.append(MultiplyAdd(isSubtracted: true), $1) },
        naive: { (inputs: [[Double]]) -> [Double] in
            (0..<6).map { (element: Int) -> Double in
                inputs[2][element % 3] - inputs[0][element] * inputs[1][element]
            }
        }),
]

let elementwiseRows: [ConformanceRow] = unaryRows + binaryRows + otherRows + multiplyAddRows
