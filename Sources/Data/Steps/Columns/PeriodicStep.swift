import Foundation
import Spec

package struct PeriodicStep: Step {
    package static let name = "periodic"
    package static let about = """
        Makes a place on a circle of a number that comes round, such as an hour or a month.

            column_sin = sin(2π · k · x / period)        k = 1 … harmonics
            column_cos = cos(2π · k · x / period)

        The new columns stand where the column stood; more harmonics add column_sin2, column_cos2 and so on.

        - Limits: missing values stay missing
        - Errors: columns that are no numbers; the target among them
        """
    package static let example: String? = "{periodic: {columns: hour, period: 24}}"

    package let place: Origin
    package let parameters: SpecContent
    let columns: ColumnSelector
    let period: Double
    let harmonics: Int

    package init(reading fields: inout FieldReader) {
        place = fields.place
        columns = fields.requiredColumnSelector("Columns that are replaced.")
        period = fields.requiredDouble(
            "period", in: .positive, "After which the column means the same again, in units of the column.")
        harmonics = fields.int(
            "harmonics", default: 1, in: .closed(1, 100), "How many multiples of the frequency.")
        parameters = fields.resolved.content
    }

    package var preparation: StepPreparation {
        .stateless(changesRows: false) { context in
            PeriodicTransform(columns: try names(context), period: period, harmonics: harmonics)
        }
    }

    private func names(_ context: StepContext) throws -> [String] {
        _ = try columns.resolveValues(in: context, for: Self.name)
        return try columns.resolveNumbers(in: context, for: Self.name)
    }

    package func schema(after context: StepContext) throws -> TableSchema {
        var schema = context.schema
        for name in try names(context) {
            let added = (1...harmonics).flatMap { PeriodicTransform.names(name, $0) }
            schema = schema.replacing(name, with: added.map { ColumnSchema(name: $0, type: .number) })
        }
        return schema
    }
}

struct PeriodicTransform: Transform {
    static let stepName = "periodic"

    let columns: [String]
    let period: Double
    let harmonics: Int

    static func names(_ name: String, _ harmonic: Int) -> [String] {
        let suffix = harmonic == 1 ? "" : "\(harmonic)"
        return ["\(name)_sin\(suffix)", "\(name)_cos\(suffix)"]
    }

    func apply(to table: Table) throws -> Table {
        var changes: [String: [(name: String, column: Column)]] = [:]
        for name in columns {
            let column = try table.numbers(name, for: Self.stepName)
            var added: [(name: String, column: Column)] = []
            for harmonic in 1...max(1, harmonics) {
                let turns = Double(harmonic)
                func angle(_ value: Double) -> Double {
                    // Whole periods are taken away exactly: large numbers keep their digits.
                    let fraction = value.remainder(dividingBy: period) / period * turns
                    return 2 * Double.pi * (fraction - fraction.rounded())
                }
                let names = PeriodicTransform.names(name, harmonic)
                added.append((names[0], .numbers(column.mapped { sin(angle($0)) })))
                added.append((names[1], .numbers(column.mapped { cos(angle($0)) })))
            }
            changes[name] = added
        }
        return try table.replacing(changes)
    }

    func inputs(for outputs: Set<String>) -> Set<String> {
        inputs(for: outputs, making: columns.map { ($0, names($0)) })
    }

    private func names(_ name: String) -> [String] {
        (1...max(1, harmonics)).flatMap { PeriodicTransform.names(name, $0) }
    }

    func forPrediction(without absent: inout Set<String>) -> (any Transform)? {
        let kept = columns.filter { !absent.contains($0) }
        for name in columns where absent.contains(name) { absent.formUnion(names(name)) }
        return kept.isEmpty ? nil : PeriodicTransform(columns: kept, period: period, harmonics: harmonics)
    }

    func effect(onTarget name: String) -> TargetEffect { .none }
}
