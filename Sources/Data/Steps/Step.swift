import Spec

/// A member of the family `step`: one thing done to the table before the model sees it.
///
/// Lifetime: read from the specification once. `schema(after:)` is called while planning, with nothing but names and
/// types of the columns, and reports everything that can be wrong with them; `preparation` is called when the data
/// are prepared, on any thread, and yields the transform that then does the work on every row, and later on new data.
///
/// A step over columns that it takes one by one is a `ColumnwiseStep`, one that replaces values by a function of them
/// a `FunctionStep`.
package protocol Step: SpecComponent {
    /// Whether what is fitted depends on the seed.
    var usesSeed: Bool { get }
    /// How the transform comes about; says as well whether the step is fitted and whether it changes rows.
    var preparation: StepPreparation { get }
    /// What the step may become: its state in a run directory is read back as one of these, by its `stepName`.
    static var transforms: [any Transform.Type] { get }
    /// What a column was called before the step; of another name, that name.
    func name(before name: String) -> String
    /// The columns after the step.
    ///
    /// - Errors: `DataDiagnostics` for columns that do not exist or have the wrong type.
    func schema(after context: StepContext) throws -> TableSchema
}

extension Step {
    package var usesSeed: Bool { false }
    package func name(before name: String) -> String { name }
}

/// What a step knows about the table it gets, before any row is read.
package struct StepContext: Sendable {
    package var schema: TableSchema
    /// The names of the target columns, as they are called after the last step.
    package var targets: [String]
    /// The first of them.
    package var target: String { targets.first ?? "" }
    /// The columns the specification chooses as features; `nil`: all but the target.
    package var features: ColumnSelector?
    /// The column of row weights, which is not a feature.
    package var weights: String?
    /// The experiment's seed, for steps that deal rows out.
    package var seed: UInt64 = 0
    /// The rows before the step, once there are any.
    ///
    /// They tell how values are written, which is decided over all rows as their types are; what is learned of values
    /// is fitted, and sees training rows only.
    package var table: Table?

    package init(
        schema: TableSchema, target: String, features: ColumnSelector? = nil, weights: String? = nil
    ) {
        self.init(schema: schema, targets: [target], features: features, weights: weights)
    }

    package init(
        schema: TableSchema, targets: [String], features: ColumnSelector? = nil, weights: String? = nil
    ) {
        self.schema = schema
        self.targets = targets
        self.features = features
        self.weights = weights
    }

    /// - Errors: `DataDiagnostics` when there are several targets, for what can only look at one
    func requireOneTarget(for name: String, at origin: Origin, help: String) throws {
        guard targets.count > 1 else { return }
        throw DataDiagnostics(
            "several-targets", "'\(name)' looks at one target, and there are \(targets.count)", at: origin,
            help: help)
    }
}

/// How a step becomes a transform. A fitted step sees training rows and nothing else.
package enum StepPreparation {
    /// Known from the specification alone.
    case stateless(changesRows: Bool, transform: (StepContext) throws -> any Transform)
    /// Learned from the rows that the split assigned to training, or from all rows, which is a leak and recorded
    /// as one.
    case fitted(on: FitScope, fit: (TrainingRows, StepContext) throws -> any Transform)

    package var changesRows: Bool {
        switch self {
        case .stateless(let changesRows, _): changesRows
        case .fitted: false
        }
    }

    package var fitScope: FitScope? {
        switch self {
        case .stateless: nil
        case .fitted(let scope, _): scope
        }
    }
}

/// Which rows a step is fitted on.
package enum FitScope: String, Sendable, Codable, CaseIterable {
    case train
    /// Every row, test rows included: for reproducing published mistakes.
    case all
}
