import Spec

/// The section `sweep:` of a specification, typed, with every default filled in.
///
/// What its parts mean together (does a zipped parameter exist, is the grid finite) is decided by
/// `SweepSearch`, after the command line had its say.
package struct SweepSection: SpecSection {
    package var parameters: [SweepParameter]
    package var zips: [ParameterZip]
    package var grids: [SweepGrid]
    package var constraints: [SweepExpression]
    package var trials: ListedTrials?
    package var repeats: Int
    package var sampler: Located<any Sampler>
    package var pruner: Located<any Pruner>
    /// Nil leaves the choice to whoever knows the metrics.
    package var objective: Objective?
    package var enqueue: [ListedPoint]
    package var keep: KeptTrials
    package var retries: Int
    package var failFast: Bool
    package var origins: Origins

    /// Where values stand that cross-field checks point to.
    package struct Origins: Sendable {
        package var parameters: Origin
        package var grids: Origin
        package var trials: Origin
        package var objective: Origin
        package var section: Origin
    }

    package init(reading fields: inout FieldReader) {
        parameters =
            fields.value(
                "parameters", default: SweepParameters(),
                "Swept keys and their values: optimizer.lr: {log_uniform: [1.0e-4, 0.1]}, or a list."
            ).all
        zips =
            fields.value(
                "zip", default: ParameterZips(), "Lists of parameters that change together, value by value."
            ).all
        grids = fields.value(
            "grids", default: [SweepGrid](),
            "A union: each grid has parameters of its own, beside those above.")
        constraints = fields.value(
            "constraints", default: [SweepExpression](),
            "What must hold at every point, such as lr * batch_size < 100; others are counted and left out."
        )
        trials = fields.optionalValue(
            "trials", of: ListedTrials.self,
            "Every trial by hand: a list of maps from keys to values, or {csv: file}.")
        repeats = fields.int(
            "repeats", default: 1, in: .closed(1, 10_000), "How many seeds each point is run under.")
        sampler = fields.component(
            "sampler", in: samplerFamily, default: GridSampler(), "What proposes the points.")
        pruner = fields.component(
            "pruner", in: prunerFamily, default: NoPruner(), "What stops trials early.")
        objective = fields.optionalValue(
            "objective", of: Objective.self,
            "What decides which trial is best: {minimize: val_loss} or {maximize: val_accuracy}."
        )
        enqueue = fields.value(
            "enqueue", default: [ListedPoint](), "Known points to try first; keys left out are drawn.")
        keep = fields.value(
            "keep", default: KeptTrials.best(5),
            "How many of the best trials keep all their files; 'all' for every one.")
        retries = fields.int(
            "retries", default: 0, in: .closed(0, 100), "How often a failed trial is tried again.")
        failFast = fields.bool("fail_fast", default: false, "Whether the first failed trial ends the sweep.")
        origins = Origins(
            parameters: fields.origin(of: "parameters"), grids: fields.origin(of: "grids"),
            trials: fields.origin(of: "trials"), objective: fields.origin(of: "objective"),
            section: fields.place)
    }

    /// The section with nothing in it: what the command line's parameters are added to.
    package init() { self = FieldReader.defaults(of: SweepSection.self) }
}

/// Which trials keep all of their files.
package enum KeptTrials: SpecDecodable, Equatable {
    case best(Int)
    case all

    package static var fieldType: FieldType { .anyOf([.integer(.nonNegative), .choice(["all"])]) }

    package init?(from node: SpecNode, diagnostics: inout DiagnosticBag) {
        switch node.content {
        case .string("all"):
            self = .all
        case .integer(let count) where count >= 0:
            self = .best(count)
        case .null, .bool, .integer, .number, .string, .list, .map:
            diagnostics.report(
                .wrongType(expected: "a number of trials or 'all'", found: node, help: "write 5 or all"))
            return nil
        }
    }

    package var resolvedNode: SpecContent {
        switch self {
        case .best(let count): .integer(count)
        case .all: .string("all")
        }
    }
}
