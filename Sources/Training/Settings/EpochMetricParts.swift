import Spec

/// Parts whose metrics are measured after each epoch: `train.metrics_on`.
package struct EpochMetricParts: OptionSet, Hashable, Sendable {
    package let rawValue: Int

    package init(rawValue: Int) { self.rawValue = rawValue }

    package static let train = EpochMetricParts(rawValue: 1)
    package static let val = EpochMetricParts(rawValue: 2)

    static let names: [(name: String, part: EpochMetricParts)] = [("train", .train), ("val", .val)]
}

extension EpochMetricParts: SpecDecodable {
    package static var fieldType: FieldType { .list(of: .choice(names.map(\.name)), count: nil) }

    package init?(from node: SpecNode, diagnostics: inout DiagnosticBag) {
        var items = [node]
        if case .list(let written) = node.content { items = written }
        var parts: EpochMetricParts = []
        for item in items {
            guard let name = String(from: item, diagnostics: &diagnostics) else { return nil }
            guard let known = Self.names.first(where: { $0.name == name }) else {
                diagnostics.report(
                    Diagnostic(
                        "unknown-choice", "metrics are measured on 'train' and 'val', not on '\(name)'",
                        at: item.origin,
                        help: nearestName(to: name, in: Self.names.map(\.name)).map {
                            "did you mean '\($0)'?"
                        }
                            ?? "write train, val or [train, val]"))
                return nil
            }
            parts.insert(known.part)
        }
        self = parts
    }

    package var resolvedNode: SpecContent {
        .list(
            Self.names.filter { contains($0.part) }.map { SpecNode(.string($0.name), origin: .defaultValue) })
    }
}
