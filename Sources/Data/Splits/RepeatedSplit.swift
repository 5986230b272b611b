import Spec

package struct RepeatedSplit: FoldSplit {
    package static let name = "repeated"
    package static let about = """
        Cross-validation several times over, each time with the rows dealt out anew.

        The mean over all folds depends less on how the rows happened to be dealt out. Each repetition has
        an order of its own, from the seed's stream `split`.

        - Limits: folds are numbered through: those of the first repetition, then those of the second, and
          so on; a row is judged once in each repetition and has an out-of-fold prediction of each
        - Errors: a split without folds, or one that does not shuffle and would be the same every time
        - Source: scikit-learn `RepeatedKFold`, `RepeatedStratifiedKFold`
        """
    package static let example: String? = "{repeated: {split: {k_fold: 5}, times: 10}}"

    package var sourceParts: [String] = []
    /// Nil when it is missing or wrong; a diagnostic says so.
    let split: (any FoldSplit)?
    let times: Int

    package init(reading fields: inout FieldReader) {
        let inner = fields.requiredComponent("split", in: repeatableSplits, "The split that is repeated.")
        times = fields.int("times", default: 10, in: .closed(2, 1000), "Number of repetitions.")
        split = inner?.value as? any FoldSplit
        if let inner, !inner.value.usesSeed {
            fields.report(
                Diagnostic(
                    "same-folds", "'\(type(of: inner.value).name)' without shuffling is the same every time",
                    at: inner.origin, help: "add shuffle: true"))
        }
    }

    package var foldCount: Int { (split?.foldCount ?? 0) * times }
    package var usesSeed: Bool { true }
    package var usesTarget: Bool { split?.usesTarget ?? false }
    package var keepsNeighbours: Bool? { false }
    package var droppedColumns: [String] { split?.droppedColumns ?? [] }

    package func check(_ context: StepContext) throws { try split?.check(context) }

    package func folds(
        _ table: Table, rows: [Int32], target: String, seed: UInt64, repetition: Int
    ) throws -> [Fold] {
        guard let split else { throw StepFailure("the split has nothing to repeat") }
        return try (0..<times).flatMap { index in
            try split.folds(
                table, rows: rows, target: target, seed: seed, repetition: repetition * times + index)
        }
    }
}

/// The splits that can be repeated.
private let repeatableSplits = ComponentFamily<any Split>(
    name: "split", summary: "Which rows train the model and which judge it.",
    members: [GroupKFoldSplit.self, KFoldSplit.self, StratifiedKFoldSplit.self])
