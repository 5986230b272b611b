import Spec

/// The columns to predict: one name, a list of names, or the later values that `window` makes.
///
///     target: price                  one column
///     target: [height, weight]       several, in this order
///     target: load_t+1..24           the same as [load_t+1, load_t+2, …, load_t+24]
package struct TargetNames: Sendable, Equatable, SpecDecodable {
    package let names: [String]

    /// More outputs than any model here is meant for; a typing error in a range would ask for millions.
    package static let most = 1000

    package init(_ names: [String]) { self.names = names }

    package static var fieldType: FieldType { .anyOf([.text, .list(of: .text, count: nil)]) }

    package init?(from node: SpecNode, diagnostics: inout DiagnosticBag) {
        var items = [node]
        if case .list(let written) = node.content { items = written }
        var names: [String] = []
        for item in items {
            guard let text = String(from: item, diagnostics: &diagnostics) else { return nil }
            switch TargetNames.laterValues(text) {
            case .names(let later): names += later
            case .tooMany(let count):
                diagnostics.report(TargetNames.refusal(count, node))
                return nil
            case nil: names.append(text)
            }
        }
        guard !names.isEmpty else {
            diagnostics.report(.wrongType(expected: "a column, or a list of columns", found: node))
            return nil
        }
        guard names.count <= TargetNames.most else {
            diagnostics.report(TargetNames.refusal(names.count, node))
            return nil
        }
        var known: Set<String> = []
        if let twice = names.first(where: { !known.insert($0).inserted }) {
            diagnostics.report(
                Diagnostic("repeated-value", "the target '\(twice)' is named twice", at: node.origin))
            return nil
        }
        self.names = names
    }

    package var resolvedNode: SpecContent {
        guard names.count != 1 else { return .string(names[0]) }
        return .list(names.map { SpecNode(.string($0), origin: .defaultValue) })
    }

    private static func refusal(_ count: Int, _ node: SpecNode) -> Diagnostic {
        Diagnostic("out-of-range", "\(count) targets are more than \(most)", at: node.origin)
    }

    private enum LaterValues {
        case names([String])
        case tooMany(Int)
    }

    /// `load_t+1..24` as the columns it stands for; nil for a plain name.
    private static func laterValues(_ text: String) -> LaterValues? {
        guard let match = text.wholeMatch(of: /(.*_t\+)(\d{1,7})\.\.(\d{1,7})/), let first = Int(match.2),
            let last = Int(match.3), first <= last
        else { return nil }
        guard last - first < most else { return .tooMany(last - first + 1) }
        return .names((first...last).map { "\(match.1)\($0)" })
    }
}
