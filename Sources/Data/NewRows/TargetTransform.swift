/// One change of the target that can be undone.
package struct TargetStage: Sendable, Equatable {
    /// What was done, with its numbers: stages with the same are the same.
    private let change: String
    private let inverse: @Sendable (Double) -> Double

    /// - Parameter change: what was done, with all numbers that `inverse` depends on
    init(_ change: String, _ inverse: @escaping @Sendable (Double) -> Double) {
        self.change = change
        self.inverse = inverse
    }

    /// y = (x - offset) / scale.
    package static func affine(offset: Double, scale: Double) -> TargetStage {
        TargetStage("affine \(offset) \(scale)") { $0 * scale + offset }
    }

    /// Whether a straight line leads back.
    var isAffine: Bool { change.hasPrefix("affine ") }

    package func inverted(_ value: Double) -> Double { inverse(value) }

    package static func == (first: TargetStage, second: TargetStage) -> Bool { first.change == second.change }
}

/// Everything the steps did to the targets' values, in order; takes predictions back to original units.
package struct TargetTransform: Sendable, Equatable {
    /// The changes of each target.
    package var columns: [[TargetStage]]

    /// The changes of one target.
    package init(_ stages: [TargetStage] = []) { columns = [stages] }

    /// Those of several targets, in their order.
    package init(columns: [[TargetStage]]) { self.columns = columns }

    package var isIdentity: Bool { columns.allSatisfy(\.isEmpty) }

    /// Whether a straight line leads back to a target's original units, so that means may be taken on either side.
    package func isAffine(column: Int) -> Bool {
        !columns.indices.contains(column) || columns[column].allSatisfy(\.isAffine)
    }

    /// - Parameter column: the target's place among the targets; one without changes keeps its value
    package func inverted(_ value: Double, column: Int = 0) -> Double {
        guard columns.indices.contains(column) else { return value }
        return columns[column].reversed().reduce(value) { value, stage in stage.inverted(value) }
    }

    /// The same of many values, row by row with one of each target, stage by stage.
    package func inverted(_ values: [Double]) -> [Double] {
        guard columns.count > 1 else {
            return (columns.first ?? []).reversed().reduce(values) { values, stage in
                values.map { stage.inverted($0) }
            }
        }
        var values = values
        for (column, stages) in columns.enumerated() {
            for stage in stages.reversed() {
                for place in stride(from: column, to: values.count, by: columns.count) {
                    values[place] = stage.inverted(values[place])
                }
            }
        }
        return values
    }
}

extension TargetTransform {
    /// The number between two others that leads to `target` in original units: by halving, mended by secants. The way
    /// back must grow or fall throughout, as that of every step does.
    package func place(of target: Double, from low: Double, to high: Double, column: Int = 0) -> Double {
        func distance(_ value: Double) -> Double { inverted(value, column: column) - target }
        var (a, b) = (low, high)
        var (left, right) = (distance(a), distance(b))
        guard left.isFinite, right.isFinite, left * right < 0 else { return abs(right) < abs(left) ? b : a }
        for step in 0..<200 {
            let secant = (a * right - b * left) / (right - left)
            let middle = step.isMultiple(of: 3) || !secant.isFinite ? a + (b - a) / 2 : secant
            guard middle > min(a, b), middle < max(a, b) else { break }
            let value = distance(middle)
            if value == 0 { return middle }
            if value * left < 0 { (b, right) = (middle, value) } else { (a, left) = (middle, value) }
        }
        return abs(left) < abs(right) ? a : b
    }
}
