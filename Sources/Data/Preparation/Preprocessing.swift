/// The steps as they were fitted, in order: written as `preprocessing.json`, read back to prepare new data.
package struct Preprocessing: Sendable {
    package struct Entry: Sendable {
        package var transform: any Transform
        /// Which rows a fitted step saw; `nil` for a stateless one.
        package var fittedOn: FitScope?
        /// How many rows a fitted step saw.
        package var fittedRows: Int?
    }

    package var entries: [Entry]
    package var target: String

    package init(entries: [Entry], target: String) {
        self.entries = entries
        self.target = target
    }

    /// The names of the steps that were fitted on all rows, test rows included.
    package var leaks: [String] {
        entries.filter { $0.fittedOn == .all }.map { type(of: $0.transform).stepName }
    }
}
