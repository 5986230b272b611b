import Kernels
import Spec

extension DataPipeline {
    /// - Parameter classRows: rows whose classes there are; those of every fold, so that all folds have the same
    func matrices(
        _ stage: PreparationStage, _ assignment: RowAssignment, classRows: [Int32]
    ) throws -> PreparedData {
        let table = stage.table
        let targetNames = section.targets.value
        var preprocessing = Preprocessing(entries: stage.entries, targets: targetNames)
        _ = try DataLayout.targets(section, table.schema)
        let chosen = try DataLayout.features(section, table.schema)
        let builder = MatrixBuilder(elementType: elementType)
        let features = chosen.compactMap { schema in
            table[schema.name].flatMap { MatrixBuilder.Source(schema.name, $0) }
        }
        let columns = targetNames.compactMap { table[$0] }
        guard columns.count == targetNames.count, features.count == chosen.count else {
            throw DataDiagnostics(
                "unknown-column", "a column is not there any more", at: section.target.origin)
        }
        // Several targets are numbers each.
        let type = columns.count > 1 ? .number : section.targetType
        let encodings = columns.map { TargetEncoding($0, type: type, rows: classRows) }
        let kind = encodings[0].kind
        let numbers = encodings.map(\.numbers)
        let targets = zip(targetNames, numbers).map { MatrixBuilder.Source(name: $0, values: .numbers($1)) }
        let transform = preprocessing.targetTransform
        let series = kind == .real ? series(stage) : nil
        let naiveErrors = series.map { errors(of: $0, assignment, numbers, transform) }
        let featureOrigin = section.features?.origin ?? section.source?.origin ?? .defaultValue
        try DataLayout.checkWeights(section, table.schema)
        let weights = section.weights.flatMap { weights in
            table[weights.value].flatMap { MatrixBuilder.Source(weights.value, $0) }
        }
        let splits = try assignment.parts.map { part -> PreparedSplit in
            let rowIds = RowNumbers(part.rows.lazy.map { table.rowId(Int($0)) })
            return PreparedSplit(
                name: part.name, rowIds: rowIds,
                features: try usable(at: featureOrigin, "feature") {
                    try builder.matrix(features, rows: part.rows, of: table, takesGaps: takesGaps)
                },
                targets: try usable(at: section.target.origin, "target") {
                    try builder.matrix(targets, rows: part.rows, of: table)
                },
                weights: try weights.map { source in
                    try usable(at: section.weights?.origin ?? .defaultValue, "weight column") {
                        try builder.matrix([source], rows: part.rows, of: table)
                    }
                },
                exactTargets: kind == .real ? builder.exact(numbers, rows: part.rows) : nil,
                originalTargets: kind == .real
                    ? stage.original.values(rowIds: rowIds, rows: part.rows, targets: numbers, transform)
                    : nil,
                naiveForecasts: series?.forecasts(rows: part.rows, columns: numbers),
                naiveErrors: naiveErrors)
        }
        var classes: [String]?
        if case .classes(let names) = kind { classes = names }
        preprocessing.inputs = ModelInputs(
            columns: stage.sourceColumns, features: chosen.map(\.name), classes: classes,
            contract: section.columns.rules.isEmpty ? nil : section.columns,
            takesGaps: takesGaps ? true : nil, naiveErrors: naiveErrors)
        return PreparedData(
            featureNames: chosen.flatMap(\.elementNames), targetNames: targetNames, target: kind,
            splits: splits,
            preprocessing: preprocessing, warnings: [], key: "", sources: [], isFromCache: false)
    }

    private func usable(at origin: Origin, _ role: String, _ work: () throws -> DataMatrix) throws
        -> DataMatrix
    {
        do {
            return try work()
        } catch let error as MatrixBuilder.Unusable {
            let count = error.missing + error.notFinite
            let isTarget = role == "target"
            let kind =
                error.missing == 0 ? "infinite" : error.notFinite == 0 ? "missing" : "missing or infinite"
            let name = error.name.contains { !$0.isLetter && $0 != "_" } ? "\"\(error.name)\"" : error.name
            throw DataDiagnostics(
                "missing-values",
                "the \(role) '\(error.name)' has \(count) \(kind) value\(count == 1 ? "" : "s"), first in data row "
                    + "\(error.firstRow) (counted from 0)",
                at: origin,
                help: error.missing > 0 && isTarget
                    ? "leave such rows out: filter: not is_missing(\(name)); an invented target would be learned as a true one"
                    : error.missing > 0
                        ? "fill them: derive: {\(name): 'coalesce(\(name), 0)'}, or leave the rows out: "
                            + "filter: not is_missing(\(name))"
                        : "leave the rows out with 'filter', or change the formula the values come from")
        }
    }
}
