import Spec

/// The data part of the pipeline as it would run: known from the specification and the columns of the data.
package struct DataPlan: Sendable {
    package struct Node: Sendable {
        package enum Kind: String, Sendable { case source, step, split, matrices }

        package var kind: Kind
        /// The component's name: `csv`, `standardize`, `random`; `matrices` for the last node.
        package var name: String
        /// Its fields on one line.
        package var detail: String
        package var place: Origin
        /// Content key; `nil` while the data are not there.
        package var key: String?
        /// Whether a later run would find this node's result in the cache.
        package var isCached: Bool
        /// Columns after the node.
        package var schema: TableSchema
        /// Rows after the node, where known (from the cache).
        package var rows: Int?
        /// Fitted on which rows; `nil` for what is not fitted.
        package var fitScope: FitScope?
    }

    package var nodes: [Node]
    package var featureNames: [String]
    /// The same with what they are, as far as it is known.
    package var featureColumns: [FeatureColumn]
    package var targetNames: [String]
    /// `nil` where the classes are only known once all rows are read: a class target.
    package var target: TargetKind?
    /// Whether the target holds classes.
    package var isClassification: Bool
    package var partNames: [String]
    /// Rows per part where known (from the cache).
    package var partRows: [String: Int]
    /// Where the source was found.
    package var path: String
    /// Findings that do not forbid running.
    package var warnings: [Diagnostic]
    package var leaks: [Located<String>]
}
