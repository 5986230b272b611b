import Data
import Spec

/// Parameters with a learning rate or a weight decay of their own.
///
/// A parameter belongs to the first group one of whose patterns its name fits; those that fit none have the optimizer's
/// own numbers. Schedules change every group's rate by the same factor.
///
/// - Fields: parameters (patterns over names, such as `*.bias` or `0.*`, required), lr (default the optimizer's),
/// weight_decay (default the optimizer's), lr_factor and weight_decay_factor (what these are multiplied by, default 1)
package struct ParameterGroup: SpecSection, Hashable {
    package var selection: ParameterSelection
    package var learningRate: Double?
    package var weightDecay: Double?
    package var rateFactor: Double
    package var weightDecayFactor: Double

    package init(
        parameters: [String], learningRate: Double? = nil, weightDecay: Double? = nil,
        rateFactor: Double = 1, weightDecayFactor: Double = 1
    ) {
        selection = ParameterSelection(patterns: parameters)
        self.learningRate = learningRate
        self.weightDecay = weightDecay
        self.rateFactor = rateFactor
        self.weightDecayFactor = weightDecayFactor
    }

    package init(reading fields: inout FieldReader) {
        let patterns = fields.requiredStrings(
            "parameters", "Patterns over parameter names, such as *.bias or 0.weight.")
        selection = ParameterSelection(patterns: patterns)
        learningRate = fields.optionalDouble(
            "lr", aliases: ["learning_rate"], in: .nonNegative, "Learning rate; default the optimizer's.")
        weightDecay = fields.optionalDouble(
            "weight_decay", in: .nonNegative, "Weight decay; default the optimizer's.")
        rateFactor = fields.double(
            "lr_factor", default: 1, in: .nonNegative, "What the learning rate is multiplied by.")
        weightDecayFactor = fields.double(
            "weight_decay_factor", default: 1, in: .nonNegative, "What the weight decay is multiplied by.")
    }

    /// For each parameter array the number of its group, 0 when it is in none.
    static func membership(of layout: ParameterLayout, in groups: [ParameterGroup]) -> [Int] {
        layout.entries.map { entry in
            let index = groups.firstIndex {
                !$0.selection.patterns.isEmpty && $0.selection.contains(entry.declaration)
            }
            return index.map { $0 + 1 } ?? 0
        }
    }
}

extension ParameterGroup: SpecDecodable {
    package static var fieldType: FieldType { .section(FieldReader.fields(of: ParameterGroup.self)) }

    package init?(from node: SpecNode, diagnostics: inout DiagnosticBag) {
        let read = FieldReader.decode(root: node, as: ParameterGroup.self, subject: "a parameter group")
        diagnostics.report(contentsOf: read.diagnostics)
        guard !read.diagnostics.hasErrors else { return nil }
        self = read.value
    }

    package var resolvedNode: SpecContent {
        let patterns = selection.patterns.map { SpecNode(.string($0), origin: .defaultValue) }
        let numbers: [(String, Double?)] = [
            ("lr", learningRate), ("weight_decay", weightDecay),
            ("lr_factor", rateFactor == 1 ? nil : rateFactor),
            ("weight_decay_factor", weightDecayFactor == 1 ? nil : weightDecayFactor),
        ]
        let entries =
            [("parameters", SpecContent.list(patterns))]
            + numbers.compactMap { name, value in value.map { (name, SpecContent.number($0)) } }
        return .map(
            entries.map {
                SpecEntry(
                    key: $0.0, keyOrigin: .defaultValue, value: SpecNode($0.1, origin: .defaultValue))
            })
    }
}
