import Spec

package struct PCAStep: Step {
    package static let name = "pca"
    package static let about = """
        Replaces columns by their principal components.

            pc_k = (x - mean) · vector k,   divided by √(eigenvalue k) with whiten
            vectors: eigenvectors of the covariance, largest eigenvalue first

        Mean and covariance are those of the training rows. The columns are removed and pc1, pc2 and so on
        appended. The largest entry of a vector is positive. Standardize before where columns have different
        units.

        - Limits: at most as many components as columns; a missing value makes a row's components missing;
          rows with a missing value are ignored while fitting; time of columns³
        - Errors: columns that are not numbers; the target among them; fewer than two complete training rows
        - Source: K. Pearson, 1901; values and signs as in scikit-learn's `PCA`
        """
    package static let primaryField: String? = "components"
    package static let example: String? = "{pca: {columns: [area, rooms], components: 1}}"

    package static let transforms: [any Transform.Type] = [PCATransform.self]

    let columns: ColumnSelector
    let components: Double?
    let whitens: Bool
    let scope: FitScope

    package init(reading fields: inout FieldReader) {
        columns = fields.columnSelector(default: .allFeatures, "Columns that are replaced.")
        components = fields.optionalDouble(
            "components", in: .rightClosed(0, 1e9),
            "Number of components, or below 1 the share of the variance to keep; default all.")
        whitens = fields.bool("whiten", default: false, "Whether components get deviation 1.")
        scope = fields.choice("fit_on", default: .train, "Rows that mean and covariance are computed from.")
        if let components, components >= 1, components != components.rounded() {
            fields.report(
                Diagnostic(
                    "out-of-range", "\(components) is neither a share below 1 nor a number of components",
                    at: fields.origin(of: "components")))
        }
    }

    package var preparation: StepPreparation {
        .fitted(on: scope) { rows, context in
            let names = try columns.resolveFactors(in: context, for: Self.name)
            return try fit(names, rows)
        }
    }

    private func fit(_ names: [String], _ rows: TrainingRows) throws -> PCATransform {
        let table = rows.table(names)
        let columns = try names.map { try table.numberValues($0, for: Self.name) }
        let complete = (0..<table.rowCount).filter { row in
            columns.allSatisfy { $0.storage.pointer[row].isFinite }
        }
        guard complete.count > 1 else {
            throw StepFailure("'pca' needs two training rows without missing or infinite values")
        }
        let values = columns.map { column in complete.map { column.storage.pointer[$0] } }
        let means = values.map { ColumnStatistics($0).mean }
        let centred = zip(values, means).map { column, mean in column.map { $0 - mean } }
        let eigen = SymmetricEigen(PCAStep.covariance(centred, divisor: Double(complete.count - 1)))
        let total = eigen.values.reduce(0) { $0 + max(0, $1) }
        let count = try count(eigen.values, total)
        return PCATransform(
            columns: names, means: means,
            components: (0..<count).map { index in
                let vector = eigen.vectors[index]
                let largest = vector.max { abs($0) < abs($1) } ?? 1
                let value = max(0, eigen.values[index])
                return PCATransform.Component(
                    vector: largest < 0 ? vector.map { -$0 } : vector, variance: value,
                    share: total > 0 ? value / total : 0,
                    divisor: whitens && value > 0 ? value.squareRoot() : 1)
            })
    }

    private func count(_ values: [Double], _ total: Double) throws -> Int {
        guard let components else { return values.count }
        if components >= 1 {
            guard Int(components) <= values.count else {
                throw StepFailure("\(Int(components)) components cannot be made of \(values.count) columns")
            }
            return Int(components)
        }
        var sum = 0.0
        for (index, value) in values.enumerated() {
            sum += max(0, value)
            if sum > components * total { return index + 1 }
        }
        return values.count
    }

    private static func covariance(_ columns: [[Double]], divisor: Double) -> [[Double]] {
        var matrix = columns.map { _ in [Double](repeating: 0, count: columns.count) }
        for first in columns.indices {
            for second in first..<columns.count {
                let sum = columns[first].withUnsafeBufferPointer { x in
                    columns[second].withUnsafeBufferPointer { y in
                        var sum = SIMD8<Double>.zero
                        var row = 0
                        while row + 8 <= x.count {
                            for lane in 0..<8 { sum[lane] += x[row + lane] * y[row + lane] }
                            row += 8
                        }
                        var rest = sum.sum()
                        while row < x.count {
                            rest += x[row] * y[row]
                            row += 1
                        }
                        return rest
                    }
                }
                matrix[first][second] = sum / divisor
                matrix[second][first] = sum / divisor
            }
        }
        return matrix
    }

    package func schema(after context: StepContext) throws -> TableSchema {
        let names = try columns.resolveFactors(in: context, for: Self.name)
        let isShare = components.map { $0 < 1 } ?? false
        let count = components.map { $0 < 1 ? names.count : Int($0) } ?? names.count
        var schema = context.schema.dropping(Set(names)).appending(
            (0..<count).map { ColumnSchema(name: "pc\($0 + 1)", type: .number) })
        schema.isProvisional = schema.isProvisional || isShare
        return schema
    }
}

struct PCATransform: Transform {
    struct Component: Codable, Sendable {
        var vector: [Double]
        var variance: Double
        /// The share of the variance of all columns.
        var share: Double
        var divisor: Double
    }

    static let stepName = "pca"

    let columns: [String]
    let means: [Double]
    let components: [Component]

    func apply(to table: Table) throws -> Table {
        let sources = try columns.map { try table.numberValues($0, for: Self.stepName) }
        let added = components.enumerated().map { index, component -> (name: String, column: Column) in
            let storage = NumberStorage(uninitialized: table.rowCount)
            let target = storage.pointer
            for row in 0..<table.rowCount { target[row] = 0 }
            for (position, source) in sources.enumerated() {
                let (values, mean, weight) = (
                    source.storage.pointer, means[position], component.vector[position]
                )
                for row in 0..<table.rowCount { target[row] += (values[row] - mean) * weight }
            }
            for row in 0..<table.rowCount { target[row] /= component.divisor }
            return (names[index], .numbers(NumberColumn(missingAsNaN: storage)))
        }
        return try table.dropping(Set(columns)).appending(added)
    }

    /// A component needs all of its columns.
    func inputs(for outputs: Set<String>) -> Set<String> {
        inputs(for: outputs, making: columns.map { ($0, names) })
    }

    private var names: [String] { components.indices.map { "pc\($0 + 1)" } }

    func forPrediction(without absent: inout Set<String>) -> (any Transform)? {
        if absent.isDisjoint(with: columns) { return self }
        absent.formUnion(names)
        return nil
    }
}
