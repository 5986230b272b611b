import Data
import Runs

/// The columns of a file of predictions besides those the model gives, and what they are called.
struct PredictionColumns {
    let hasRow: Bool
    /// Columns of the file that are copied, in order.
    let kept: [String]
    private let section: PredictionsSection?

    /// - Parameter more: columns that the command line keeps as well
    /// - Errors: `StepFailure` for a column that is kept twice by the command line
    init(_ section: PredictionsSection?, adding more: [String]) throws {
        self.section = section
        hasRow = section?.hasRow ?? true
        var kept = section?.keep ?? []
        let own = Set(kept)
        for name in more where !own.contains(name) { kept.append(name) }
        self.kept = kept
    }

    /// What all columns are called.
    ///
    /// - Parameter columns: those of the model, by their own names
    /// - Errors: `StepFailure` when two columns would have one name
    func names(_ columns: [String]) throws -> [String] {
        let all = (hasRow ? ["row"] : []) + kept + columns
        let names = all.map { section?.name(of: $0) ?? $0 }
        var taken: Set<String> = []
        if let section, let twice = names.first(where: { !taken.insert($0).inserted }) {
            let renamed = section.names.map { "\($0.key): \($0.value)" }.joined(separator: ", ")
            throw StepFailure(
                "the file would have two columns '\(twice)'",
                help: "change predictions.names (\(renamed)) or predictions.keep in the specification")
        }
        return names
    }
}
