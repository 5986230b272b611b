import Foundation
import Spec

/// The loops of the expression language over one block of rows. NaN is a missing value and stays one.
enum ExpressionLoops {
    typealias Source = UnsafePointer<Double>
    typealias Target = UnsafeMutablePointer<Double>

    static func unary(_ function: ExpressionFunction, _ source: Source, _ target: Target, _ count: Int) {
        @inline(__always)
        func map(_ change: (Double) -> Double) {
            for row in 0..<count { target[row] = change(source[row]) }
        }
        switch function {
        case .abs: map { Swift.abs($0) }
        case .ceil: map { $0.rounded(.up) }
        case .cos: map { Foundation.cos($0) }
        case .exp: map { Foundation.exp($0) }
        case .expm1: map { Foundation.expm1($0) }
        case .floor: map { $0.rounded(.down) }
        case .log: map { Foundation.log($0) }
        case .log10: map { Foundation.log10($0) }
        case .log1p: map { Foundation.log1p($0) }
        case .log2: map { Foundation.log2($0) }
        case .round: map { $0.rounded() }
        case .sign: map { $0 > 0 ? 1 : $0 < 0 ? -1 : $0 }
        case .sin: map { Foundation.sin($0) }
        case .sqrt: map { $0.squareRoot() }
        case .tan: map { Foundation.tan($0) }
        case .tanh: map { Foundation.tanh($0) }
        default: break
        }
    }

    static func binary(
        _ operation: ExpressionOperator, _ left: Source, _ right: Source, _ target: Target, _ count: Int
    ) {
        @inline(__always)
        func map(_ combine: (Double, Double) -> Double) {
            for row in 0..<count { target[row] = combine(left[row], right[row]) }
        }
        /// 1, 0, or NaN if a side is missing.
        @inline(__always)
        func compare(_ holds: (Double, Double) -> Bool) {
            map { a, b in a.isNaN || b.isNaN ? .nan : (holds(a, b) ? 1 : 0) }
        }
        switch operation {
        case .add: map { $0 + $1 }
        case .subtract: map { $0 - $1 }
        case .multiply: map { $0 * $1 }
        case .divide: map { $0 / $1 }
        case .remainder: map { $0 - ($0 / $1).rounded(.down) * $1 }
        case .power: map { $0.isNaN || $1.isNaN ? .nan : Foundation.pow($0, $1) }
        case .equal: compare { $0 == $1 }
        case .notEqual: compare { $0 != $1 }
        case .less: compare { $0 < $1 }
        case .lessOrEqual: compare { $0 <= $1 }
        case .greater: compare { $0 > $1 }
        case .greaterOrEqual: compare { $0 >= $1 }
        // Three-valued logic: a known side may decide whatever the other one is.
        case .and: map { $0 == 0 || $1 == 0 ? 0 : $0 * $1 }
        case .or: map { $0 == 1 || $1 == 1 ? 1 : $0 + $1 }
        }
    }

    /// Values of one row combined, from left to right.
    static func along(_ function: ExpressionFunction, _ sources: [Source], _ target: Target, _ count: Int) {
        guard let first = sources.first else { return }
        target.update(from: first, count: count)
        @inline(__always)
        func fold(_ combine: (Double, Double) -> Double) {
            for source in sources.dropFirst() {
                for row in 0..<count { target[row] = combine(target[row], source[row]) }
            }
        }
        switch function {
        case .coalesce: fold { $0.isNaN ? $1 : $0 }
        case .max: fold { $0.isNaN || $1.isNaN ? .nan : Swift.max($0, $1) }
        case .min: fold { $0.isNaN || $1.isNaN ? .nan : Swift.min($0, $1) }
        case .sum: fold { $0 + $1 }
        case .mean:
            fold { $0 + $1 }
            let divisor = Double(sources.count)
            for row in 0..<count { target[row] /= divisor }
        case .std: standardDeviation(sources, target, count)
        default: break
        }
    }

    private static func standardDeviation(_ sources: [Source], _ target: Target, _ count: Int) {
        let divisor = Double(sources.count)
        for row in 0..<count {
            let mean = sources.reduce(0) { $0 + $1[row] } / divisor
            let squares = sources.reduce(0) { $0 + ($1[row] - mean) * ($1[row] - mean) }
            target[row] = (squares / divisor).squareRoot()
        }
    }
}
