import Spec

/// The section `predictions:` of a specification: the columns of files of predictions.
///
///     predictions: {row: false, keep: [id], names: {prediction: tested_positive}}      id,tested_positive
///
/// `predictions.csv` of the run itself has its usual columns under their usual names, since reports and comparisons
/// read it; kept columns come after them.
package struct PredictionsSection: SpecSection {
    /// Whether the number of the row comes first.
    package var hasRow: Bool
    /// Columns of the file that are copied, in this order.
    package var keep: [String]
    package var keepOrigin: Origin
    /// The name of each column that has another one, by its own.
    package var names: [(key: String, value: String, origin: Origin)]

    package init(reading fields: inout FieldReader) {
        hasRow = fields.bool(
            "row", default: true, "Whether each line begins with the number of its row, from 0.")
        keep = fields.strings(
            "keep", default: [], "Columns of the source that are copied, such as an id; --keep adds to them.")
        keepOrigin = fields.origin(of: "keep")
        names =
            fields.optionalEntries(
                "names", of: String.self,
                "Other names of columns, by their own: row, prediction, p_CLASS, or a kept column.") ?? []
        for name in Set(keep) where keep.count(where: { $0 == name }) > 1 {
            fields.report(
                Diagnostic("repeated-value", "'\(name)' is kept twice", at: fields.origin(of: "keep")))
        }
        for entry in names where !isColumn(entry.key) {
            fields.report(
                Diagnostic(
                    "unknown-key", "files of predictions have no column '\(entry.key)'", at: entry.origin,
                    help: nearestName(to: entry.key, in: ["row", "prediction"] + keep).map {
                        "did you mean '\($0)'?"
                    }, notes: ["columns: row, prediction, p_ and a class, and those of 'keep'"]))
        }
        var taken: Set<String> = []
        for entry in names where !taken.insert(entry.value).inserted {
            fields.report(
                Diagnostic("repeated-column", "there would be two columns '\(entry.value)'", at: entry.origin)
            )
        }
    }

    /// Classes and targets are not known here.
    private func isColumn(_ name: String) -> Bool {
        ["row", "prediction"].contains(name) || name.hasPrefix("p_") || name.hasPrefix("prediction_")
            || keep.contains(name)
    }

    /// The name a column is written under.
    package func name(of column: String) -> String { names.first { $0.key == column }?.value ?? column }
}
