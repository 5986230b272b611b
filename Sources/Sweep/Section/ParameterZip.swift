import Spec

/// Parameters that change together: the first value of each, then the second of each, …
///
///     zip: [[train.batch_size, optimizer.lr]]
package struct ParameterZip: Sendable {
    /// The parameters as written, paths or short names, each with its place.
    package let names: [(name: String, origin: Origin)]
    package let origin: Origin
}

/// The zips of a sweep: a list of lists; one list alone counts as a list of one.
struct ParameterZips: SpecDecodable {
    var all: [ParameterZip] = []

    init() {}

    static var fieldType: FieldType {
        .anyOf([.list(of: .list(of: .text, count: nil), count: nil), .list(of: .text, count: nil)])
    }

    init?(from node: SpecNode, diagnostics: inout DiagnosticBag) {
        guard case .list(let items) = node.content else {
            diagnostics.report(
                .wrongType(
                    expected: "a list of lists of parameters", found: node,
                    help: "write zip: [[train.batch_size, optimizer.lr]]"))
            return nil
        }
        let isOne = items.allSatisfy { item in
            if case .string = item.content { true } else { false }
        }
        for list in isOne && !items.isEmpty ? [node] : items {
            guard let zip = Self.zip(list, &diagnostics) else { return nil }
            all.append(zip)
        }
    }

    private static func zip(_ node: SpecNode, _ diagnostics: inout DiagnosticBag) -> ParameterZip? {
        guard case .list(let items) = node.content, items.count > 1 else {
            diagnostics.report(
                .wrongType(expected: "a list of at least 2 parameters", found: node))
            return nil
        }
        let names = items.compactMap { item in
            String(from: item, diagnostics: &diagnostics).map { (name: $0, origin: item.origin) }
        }
        return names.count == items.count ? ParameterZip(names: names, origin: node.origin) : nil
    }

    var resolvedNode: SpecContent {
        .defaults(all.map { zip in .defaults(zip.names.map { .string($0.name) }) })
    }
}
