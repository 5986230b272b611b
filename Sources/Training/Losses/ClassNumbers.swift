import Spec

/// A number for each class: in the order of the classes, or by their names.
///
///     [1, 5]              the first class counts 1, the second 5
///     {fraud: 5, ok: 1}   the same by name; a class that is not named counts 1
///
/// Names become positions when the classes are known (`naming`); before, nothing can be computed with them.
package enum ClassNumbers: Hashable, Sendable {
    case list([Double])
    /// Ordered by name: the order in which they are written means nothing.
    case named([NamedValue])

    package static let none = ClassNumbers.list([])

    package var isEmpty: Bool {
        switch self {
        case .list(let values): values.isEmpty
        case .named: false
        }
    }

    /// The numbers in the order of the classes; empty when there are none, or their places are not known yet.
    package var values: [Double] {
        if case .list(let values) = self { return values }
        return []
    }

    /// Whether the numbers suit so many classes, as far as that can be known.
    package func fits(_ count: Int) -> Bool {
        if case .list(let values) = self { return values.isEmpty || values.count == count }
        return true
    }

    /// In the order of the classes.
    ///
    /// - Errors: `LayerProblem` for a name that is none of theirs
    package func naming(_ classes: [String], _ what: String) throws -> ClassNumbers {
        guard case .named(let numbers) = self else { return self }
        if let unknown = numbers.first(where: { !classes.contains($0.name) }) {
            throw LayerProblem(
                "has a \(what) for '\(unknown.name)', which is none of the classes",
                help: nearestName(to: unknown.name, in: classes).map { "did you mean '\($0)'?" }
                    ?? "name classes of the target")
        }
        return .list(classes.map { name in numbers.first { $0.name == name }?.value ?? 1 })
    }
}

extension ClassNumbers: SpecDecodable {
    package static var fieldType: FieldType {
        .anyOf([.list(of: .number(.nonNegative), count: nil), .map(of: .number(.nonNegative))])
    }

    package init?(from node: SpecNode, diagnostics: inout DiagnosticBag) {
        if case .map(let entries) = node.content {
            var numbers: [NamedValue] = []
            for entry in entries {
                guard let number = Self.number(entry.value, &diagnostics) else { return nil }
                numbers.append(NamedValue(entry.key, number))
            }
            self = .named(numbers.sorted { $0.name < $1.name })
            return
        }
        var items = [node]
        if case .list(let written) = node.content { items = written }
        var numbers: [Double] = []
        for item in items {
            guard let number = Self.number(item, &diagnostics) else { return nil }
            numbers.append(number)
        }
        self = .list(numbers)
    }

    private static func number(_ node: SpecNode, _ diagnostics: inout DiagnosticBag) -> Double? {
        guard let value = Double(from: node, diagnostics: &diagnostics) else { return nil }
        guard NumberRange.nonNegative.contains(value) else {
            diagnostics.report(.outOfRange(.nonNegative, found: node))
            return nil
        }
        return value
    }

    package var resolvedNode: SpecContent {
        switch self {
        case .list(let values):
            .list(values.map { SpecNode(.number($0), origin: .defaultValue) })
        case .named(let numbers):
            .map(
                numbers.map { number in
                    SpecEntry(
                        key: number.name, keyOrigin: .defaultValue,
                        value: SpecNode(.number(number.value), origin: .defaultValue))
                })
        }
    }
}
