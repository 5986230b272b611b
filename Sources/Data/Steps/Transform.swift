/// What a step has become once everything it needed to know is known: plain data that can be written as JSON,
/// travels with the model, and does the same to every table it is applied to.
///
/// Lifetime: made once per preparation; applied to all rows, training or not, on any thread; decoded again from a
/// run directory to prepare new data for prediction.
package protocol Transform: Codable, Sendable {
    /// What its state is called in a run directory: the step's name, mostly.
    static var stepName: String { get }
    /// What happened while fitting that a user should know, such as a constant column.
    var warnings: [String] { get }
    /// - Errors: `StepFailure` for values the step cannot handle.
    func apply(to table: Table) throws -> Table
    /// The columns that have to be there before it for some columns to be there, and right, after it.
    ///
    /// What is said of no column keeps its name and depends on itself alone.
    func inputs(for outputs: Set<String>) -> Set<String>
    /// The transform for new data that lack some columns (the target, say); `nil` if nothing is left to do. On return
    /// `absent` has the columns that are lacking after it.
    func forPrediction(without absent: inout Set<String>) -> (any Transform)?
    /// What the transform does to the target, so that predictions can be taken back to original units.
    func effect(onTarget name: String) -> TargetEffect
    /// What the columns are to a model, of which something is known.
    func kinds(after kinds: [String: FeatureKind]) -> [String: FeatureKind]
}

extension Transform {
    package var warnings: [String] { [] }
    package func inputs(for outputs: Set<String>) -> Set<String> { outputs }
    package func forPrediction(without absent: inout Set<String>) -> (any Transform)? { self }
    package func effect(onTarget name: String) -> TargetEffect { .none }
    package func kinds(after kinds: [String: FeatureKind]) -> [String: FeatureKind] { kinds }

    /// Inputs of a transform that makes columns of others: by the column, what is made of it.
    ///
    /// - Parameter shared: columns that all of them need as well, such as those that name a group
    func inputs(
        for outputs: Set<String>, making made: [(name: String, outputs: [String])], shared: [String] = []
    ) -> Set<String> {
        var removed: Set<String> = []
        var added: Set<String> = []
        for entry in made where entry.outputs.contains(where: outputs.contains) {
            removed.formUnion(entry.outputs)
            added.insert(entry.name)
            added.formUnion(shared)
        }
        return outputs.subtracting(removed).union(added)
    }
}

/// A transform that removes rows: new data for prediction keep theirs.
protocol RowRemovingTransform: Transform {}

extension RowRemovingTransform {
    func forPrediction(without absent: inout Set<String>) -> (any Transform)? { nil }
}

/// A transform whose result in a row depends on rows before it (lags, rolling means): whoever prepares data chunk by
/// chunk gives it that many rows of the chunk before.
package protocol HistoryTransform: Transform {
    var rowsOfHistory: Int { get }
}

/// A transform whose values for training rows differ from those of other rows: each is computed without the row itself.
package protocol OutOfFoldTransform: Transform {
    /// - Parameter trainingRows: the rows it was fitted on, in the order it saw them
    func apply(to table: Table, trainingRows: [Int32]) throws -> Table
}

/// What a transform does to the values of the target.
package enum TargetEffect: Sendable, Equatable {
    case none
    /// Another name, same values; the name it had before.
    case renamed(from: String)
    /// Another name, and the values of rows further down in the same series; the name it had before.
    case moved(from: String, rows: Int, group: [String]?)
    /// Values changed in a way that can be undone.
    case invertible(TargetStage)
    /// New values: from here on they are the original ones.
    case replaced
}
