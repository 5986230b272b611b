import Spec

/// A step that takes columns one by one, each for itself: it changes them in their places, or makes others of them
/// there.
///
/// Its file says which columns it takes, what is known or fitted of each, and what becomes of one; resolving, errors,
/// the columns after it and everything about new data are here and in `ColumnwiseTransform`.
protocol ColumnwiseStep: Step {
    var columns: ColumnSelector { get }
    /// Which columns it takes; one of another kind is an error of the specification.
    static var takes: ColumnKinds { get }
    /// The columns chosen.
    ///
    /// - Errors: `DataDiagnostics` for columns that do not exist or that it does not take
    func names(in context: StepContext) throws -> [String]
    /// What stands in a column's place after the step.
    func columns(inPlaceOf column: ColumnSchema) -> [ColumnSchema]
}

extension ColumnwiseStep {
    func names(in context: StepContext) throws -> [String] {
        try columns.resolve(Self.takes, in: context, for: Self.name)
    }

    func columns(inPlaceOf column: ColumnSchema) -> [ColumnSchema] { [column] }

    package func schema(after context: StepContext) throws -> TableSchema {
        let changes = try names(in: context).compactMap { name in
            context.schema[name].map { (name, columns(inPlaceOf: $0)) }
        }
        return context.schema.replacing(Dictionary(changes, uniquingKeysWith: { first, _ in first }))
    }

    /// A transform that the specification alone decides.
    func stateless(_ transform: @escaping ([String]) -> any Transform) -> StepPreparation {
        .stateless(changesRows: false) { context in transform(try names(in: context)) }
    }

    /// A transform of what is fitted for every column.
    func fitted<Entry>(
        on scope: FitScope, each fit: @escaping (String, TrainingRows) throws -> Entry,
        transform: @escaping ([Entry]) -> any Transform
    ) -> StepPreparation {
        .fitted(on: scope) { rows, context in transform(try names(in: context).map { try fit($0, rows) }) }
    }
}

/// Which columns a step takes.
enum ColumnKinds {
    case numbers
    /// Numbers, one a row or a tensor of them.
    case numbersAndTensors
    /// Numbers, and not the target.
    case numericFeatures
    /// Numbers and truth values, and not the target.
    case factors
    /// Single values of any type.
    case values
    /// Single values of any type, and not the target.
    case featureValues
}

extension ColumnSelector {
    /// The names of the columns chosen, all of which must be of these kinds.
    ///
    /// - Errors: `DataDiagnostics` for columns that are not
    func resolve(_ kinds: ColumnKinds, in context: StepContext, for stepName: String) throws -> [String] {
        switch kinds {
        case .numbers: return try resolveNumbers(in: context, for: stepName)
        case .numbersAndTensors: return try resolveNumbers(in: context, for: stepName, tensors: true)
        case .numericFeatures:
            _ = try resolveValues(in: context, for: stepName)
            return try resolveNumbers(in: context, for: stepName)
        case .factors: return try resolveFactors(in: context, for: stepName)
        case .values: return try resolveValues(in: context, for: stepName, target: true)
        case .featureValues: return try resolveValues(in: context, for: stepName)
        }
    }
}

extension TableSchema {
    /// The columns after changes each of which may be wrong: every mistake is found.
    ///
    /// - Errors: `DataDiagnostics` with all of them
    func changing<Change>(
        _ changes: [Change], _ change: (TableSchema, Change) throws -> TableSchema
    ) throws -> TableSchema {
        var schema = self
        var mistakes: [Diagnostic] = []
        for entry in changes {
            do {
                schema = try change(schema, entry)
            } catch let error as DataDiagnostics {
                mistakes += error.all
            }
        }
        guard mistakes.isEmpty else { throw DataDiagnostics(mistakes) }
        return schema
    }
}
