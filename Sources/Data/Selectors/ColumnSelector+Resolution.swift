import Spec

extension ColumnSelector {
    /// The names of the columns chosen, in the order selected, each once.
    ///
    /// - Errors: `DataDiagnostics` for a name, pattern or position that no column has.
    package func resolve(in context: StepContext) throws -> [String] {
        var seen: Set<String> = []
        return try names(in: context).filter { seen.insert($0).inserted }
    }

    private func names(in context: StepContext) throws -> [String] {
        switch form {
        case .word(let word): return try word.names(in: context, origin: origin)
        case .exactName(let name): return [try existing(name, in: context)]
        case .list(let items): return try ColumnSelector.collect(items, in: context)
        case .except(let chosen, let excluded):
            let removed = Set(try excluded.names(in: context))
            return try chosen.names(in: context).filter { !removed.contains($0) }
        case .text(let text): return try names(for: text, in: context)
        }
    }

    /// Every unknown name of a list is reported, not only the first.
    private static func collect(_ items: [ColumnSelector], in context: StepContext) throws -> [String] {
        var names: [String] = []
        var findings: [Diagnostic] = []
        for item in items {
            do {
                names += try item.names(in: context)
            } catch let error as DataDiagnostics {
                findings += error.all
            }
        }
        guard findings.isEmpty else { throw DataDiagnostics(findings) }
        return names
    }

    private func names(for text: String, in context: StepContext) throws -> [String] {
        if context.schema.contains(text) { return [text] }
        if let range = text.range(of: " except ") {
            let chosen = ColumnSelector(text: String(text[..<range.lowerBound]), origin: origin)
            let excluded = ColumnSelector(text: String(text[range.upperBound...]), origin: origin)
            let removed = Set(try excluded.names(in: context))
            return try chosen.names(in: context).filter { !removed.contains($0) }
        }
        if let range = PositionRange(text) { return try range.names(in: context, origin: origin) }
        if Glob.isPattern(text) {
            let matches = context.schema.names.filter(Glob(pattern: text).matches)
            if matches.isEmpty {
                throw DataDiagnostics(
                    "unknown-column", "no column matches the pattern '\(text)'", at: origin,
                    notes: [ColumnSelector.columnsNote(context.schema)])
            }
            return matches
        }
        return [try existing(text, in: context)]
    }

    private func existing(_ name: String, in context: StepContext) throws -> String {
        if context.schema.contains(name) { return name }
        throw ColumnSelector.unknownColumn(name, in: context.schema, at: origin)
    }

    /// `there is no column 'MWX' here`, with the nearest name and the columns there are.
    static func unknownColumn(_ name: String, in schema: TableSchema, at origin: Origin) -> DataDiagnostics {
        var help = nearestName(to: name, in: schema.names).map { "did you mean '\($0)'?" }
        if help == nil, name.wholeMatch(of: /-?\d+:-?\d*/) != nil {
            help = "write a range of positions as 'first..last', both included, counted from 0"
        }
        return DataDiagnostics(
            "unknown-column", "there is no column '\(name)' here", at: origin, help: help,
            notes: [columnsNote(schema)])
    }

    static func columnsNote(_ schema: TableSchema) -> String {
        guard !schema.columns.isEmpty else { return "the table has no columns" }
        let shown = schema.names.prefix(20).joined(separator: ", ")
        let hidden = schema.names.count - 20
        return "columns: " + shown + (hidden > 0 ? " and \(hidden) more" : "")
    }
}

extension ColumnSelector.Word {
    fileprivate func names(in context: StepContext, origin: Origin) throws -> [String] {
        let columns = context.schema.columns
        switch self {
        case .all: return context.schema.names
        case .numeric: return columns.filter { $0.type == .number }.map(\.name)
        case .categorical: return columns.filter { $0.type != .number }.map(\.name)
        case .target:
            if let absent = context.targets.first(where: { !context.schema.contains($0) }) {
                throw DataDiagnostics(
                    "unknown-column", "the target '\(absent)' is not a column here", at: origin,
                    help: nearestName(to: absent, in: context.schema.names).map { "did you mean '\($0)'?" },
                    notes: [ColumnSelector.columnsNote(context.schema)])
            }
            return context.targets
        case .features:
            let others = context.schema.names.filter {
                !context.targets.contains($0) && $0 != context.weights
            }
            guard let chosen = context.features, let names = try? chosen.resolveLeniently(in: context) else {
                return others
            }
            return others.filter(names.contains)
        }
    }
}

extension ColumnSelector {
    /// Like `resolve`, but leaves out what does not exist yet: `data.features` may name columns made later.
    fileprivate func resolveLeniently(in context: StepContext) throws -> Set<String> {
        var context = context
        context.features = nil
        guard case .list(let items) = form else { return Set(try resolve(in: context)) }
        return Set(items.flatMap { (try? $0.resolve(in: context)) ?? [] })
    }
}

/// `0..9`, `5..`: positions counted from 0, both ends included.
private struct PositionRange {
    var first: Int
    var last: Int?

    init?(_ text: String) {
        guard let match = text.wholeMatch(of: /(\d{1,9})\.\.(\d{1,9})?/), let first = Int(match.1) else {
            return nil
        }
        self.first = first
        last = match.2.flatMap { Int($0) }
    }

    func names(in context: StepContext, origin: Origin) throws -> [String] {
        let names = context.schema.names
        let end = last ?? max(first, names.count - 1)
        guard first <= end, end < names.count else {
            throw DataDiagnostics(
                "unknown-column", "positions \(first) to \(end) are not all there", at: origin,
                notes: ["the table has \(names.count) columns here, at positions 0 to \(names.count - 1)"])
        }
        return Array(names[first...end])
    }
}
