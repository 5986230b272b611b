/// The findings of one reading, in the order they were reported.
package struct DiagnosticBag: Sendable {
    package private(set) var all: [Diagnostic] = []
    private var known: Set<Diagnostic> = []

    package init() {}

    package init(_ diagnostics: [Diagnostic]) {
        for diagnostic in diagnostics { report(diagnostic) }
    }

    package var isEmpty: Bool { all.isEmpty }

    /// Whether at least one finding forbids starting work.
    package var hasErrors: Bool { all.contains { $0.severity == .error } }

    /// Adds a finding; the same finding reported twice is kept once.
    package mutating func report(_ diagnostic: Diagnostic) {
        if known.insert(diagnostic).inserted { all.append(diagnostic) }
    }

    package mutating func report(contentsOf other: DiagnosticBag) {
        for diagnostic in other.all { report(diagnostic) }
    }

    /// The findings by position: files first (by name, line, column), then overrides in the order given, then
    /// findings without a position. Findings at the same position keep the order in which they were reported.
    package func sorted() -> [Diagnostic] {
        let keyed = all.enumerated().map { (SortKey($0.element.origin, order: $0.offset), $0.element) }
        return keyed.sorted { $0.0 < $1.0 }.map(\.1)
    }
}

private struct SortKey: Comparable {
    let group: Int
    let location: SourceLocation
    let order: Int

    init(_ origin: Origin, order: Int) {
        self.order = order
        switch origin.unwrapped {
        case .file(let span), .environment(_, let span):
            group = 0
            location = span.start
        case .override(let span):
            group = 1
            location = SourceLocation(file: "", line: span.index, column: span.column)
        case .secret, .defaultValue:
            group = 2
            location = SourceLocation(file: "", line: 0, column: 0)
        }
    }

    static func < (left: SortKey, right: SortKey) -> Bool {
        if left.group != right.group { return left.group < right.group }
        if left.location != right.location { return left.location < right.location }
        return left.order < right.order
    }
}
