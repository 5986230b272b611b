import Foundation
import Spec

package struct PeriodicStep: ColumnwiseStep {
    package static let name = "periodic"
    package static let about = """
        Makes a place on a circle of a number that comes round, such as an hour or a month.

            column_sin = sin(2π · k · x / period)        k = 1 … harmonics
            column_cos = cos(2π · k · x / period)

        The new columns stand where the column stood; more harmonics add column_sin2, column_cos2 and so on.

        - Limits: missing values stay missing
        - Errors: columns that are not numbers; the target among them
        """
    package static let example: String? = "{periodic: {columns: hour, period: 24}}"

    static let takes = ColumnKinds.numericFeatures
    package static let transforms: [any Transform.Type] = [PeriodicTransform.self]

    let columns: ColumnSelector
    let period: Double
    let harmonics: Int

    package init(reading fields: inout FieldReader) {
        columns = fields.requiredColumnSelector("Columns that are replaced.")
        period = fields.requiredDouble(
            "period", in: .positive, "After what distance the column means the same again, in its own units.")
        harmonics = fields.int(
            "harmonics", default: 1, in: .closed(1, 100), "How many multiples of the frequency.")
    }

    package var preparation: StepPreparation { stateless(transform) }

    private func transform(_ names: [String]) -> PeriodicTransform {
        PeriodicTransform(columns: names, period: period, harmonics: harmonics)
    }

    func columns(inPlaceOf column: ColumnSchema) -> [ColumnSchema] {
        transform([]).outputs(of: column.name).map { ColumnSchema(name: $0, type: .number) }
    }
}

struct PeriodicTransform: ReplacingTransform {
    static let stepName = "periodic"

    var columns: [String]
    let period: Double
    let harmonics: Int

    func outputs(of name: String) -> [String] {
        (1...max(1, harmonics)).flatMap { harmonic in
            let suffix = harmonic == 1 ? "" : "\(harmonic)"
            return ["\(name)_sin\(suffix)", "\(name)_cos\(suffix)"]
        }
    }

    func made(of name: String, in table: Table) throws -> [Column] {
        let column = try table.numbers(name, for: Self.stepName)
        return (1...max(1, harmonics)).flatMap { harmonic -> [Column] in
            let turns = Double(harmonic)
            func angle(_ value: Double) -> Double {
                // Whole periods are taken away exactly: large numbers keep their digits.
                let fraction = value.remainder(dividingBy: period) / period * turns
                return 2 * Double.pi * (fraction - fraction.rounded())
            }
            return [
                .numbers(column.mapped { sin(angle($0)) }), .numbers(column.mapped { cos(angle($0)) }),
            ]
        }
    }
}
