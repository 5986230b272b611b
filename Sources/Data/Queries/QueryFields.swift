import Foundation
import Spec

/// What every source that asks somebody says in the same way.
struct QueryFields {
    /// How the text of the answer is read, and the fields that decide what it holds.
    var text: CSVOptions
    var parameters: SpecContent
    var keep: SpecDuration?
    /// Seconds; nil: as long as it takes.
    var patience: Double?

    /// Declares and reads the fields of a source whose values have types of their own.
    init(reading fields: inout FieldReader, patience: SpecDuration?) {
        let types = fields.optionalEntries(
            "types", of: DeclaredType.self,
            "Types of columns by name: number, category, text or boolean; default by the database and the values."
        )
        let missing = fields.optionalValue(
            "missing", of: MissingValues.self, "Values that mean missing beside NULL.")
        let limit = fields.optionalInt("limit", in: .greaterOrEqual(1), "No more rows than this are read.")
        let given = [("types", types != nil), ("missing", missing != nil), ("limit", limit != nil)]
            .compactMap { name, isGiven -> SpecEntry? in
                guard isGiven, let node = fields.resolved[name] else { return nil }
                return SpecEntry(key: name, keyOrigin: node.origin, value: node)
            }
        // Read as a file of delimited text reads the same fields, so that the same content has the same key.
        var reader = FieldReader(subject: fields.subject, entries: given, place: fields.place)
        let text = CSVOptions(reading: &reader, path: "")
        let parameters = text.identity(of: reader, leavingOut: [])
        self.init(text, parameters, reading: &fields, patience: patience)
    }

    /// Declares and reads the fields of a source that answers with text.
    ///
    /// - Parameter own: fields of the source that are not about the text
    init(readingText fields: inout FieldReader, leavingOut own: [String], patience: SpecDuration?) {
        let text = CSVOptions(reading: &fields, path: "")
        let parameters = text.identity(of: fields, leavingOut: own)
        self.init(text, parameters, reading: &fields, patience: patience)
    }

    private init(
        _ text: CSVOptions, _ parameters: SpecContent, reading fields: inout FieldReader,
        patience: SpecDuration?
    ) {
        self.text = text
        self.parameters = parameters
        let units: [SpecDuration.Unit] = [.seconds, .minutes, .hours, .days]
        guard let patience else {
            self.patience = nil
            keep = nil
            return
        }
        keep = fields.optionalDuration(
            "keep", bare: .seconds, allowing: units,
            "How long an answer is taken again instead of asking anew; default: every command asks.")
        let limit = fields.duration(
            "timeout", default: patience, bare: .seconds, allowing: units,
            "After how long without an end it is given up; 0: never.")
        self.patience = limit.seconds.flatMap { $0 > 0 ? $0 : nil }
    }
}

/// Values that a query leaves open: by position or by name.
struct QueryParameters: SpecDecodable {
    var positions: [QueryValue] = []
    var names: [(name: String, value: QueryValue)] = []

    static var fieldType: FieldType {
        .anyOf([.list(of: QueryValue.fieldType, count: nil), .map(of: QueryValue.fieldType)])
    }

    init() {}

    init?(from node: SpecNode, diagnostics: inout DiagnosticBag) {
        switch node.content {
        case .list(let items):
            let values = items.map { QueryValue(from: $0, diagnostics: &diagnostics) }
            positions = values.compactMap { $0 }
            guard positions.count == values.count else { return nil }
        case .map(let entries):
            for entry in entries {
                guard let value = QueryValue(from: entry.value, diagnostics: &diagnostics) else { return nil }
                names.append((entry.key, value))
            }
        case .null, .bool, .integer, .number, .string:
            guard let value = QueryValue(from: node, diagnostics: &diagnostics) else { return nil }
            positions = [value]
        }
    }

    var resolvedNode: SpecContent {
        names.isEmpty
            ? .defaults(positions.map(\.content)) : .defaults(names.map { ($0.name, $0.value.content) })
    }
}

/// One value of a query.
struct QueryValue: SpecDecodable {
    var content: SpecContent

    init(_ text: String) { content = .string(text) }

    static var fieldType: FieldType { .anyOf([.text, .number(.any), .boolean]) }

    init?(from node: SpecNode, diagnostics: inout DiagnosticBag) {
        switch node.content {
        case .null, .bool, .integer, .number, .string: content = node.content
        case .list, .map:
            diagnostics.report(.wrongType(expected: "a value: text, a number or null", found: node))
            return nil
        }
    }

    var resolvedNode: SpecContent { content }
}

/// A query on one line, as messages show it.
enum QueryLabel {
    private static let longest = 60

    /// - Parameter node: the query as it was written: secrets by their names
    static func text(_ subject: String, _ node: SpecNode?) -> String {
        text(subject, node.map(CommandWords.text) ?? "")
    }

    static func text(_ subject: String, _ query: String) -> String {
        let words = query.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        return subject + ": " + (words.count > longest ? words.prefix(longest - 1) + "…" : words)
    }
}

/// A path by which a folder or file is known wherever it is asked for.
enum AbsolutePath {
    static func of(_ path: String) -> String {
        let current = FileManager.default.currentDirectoryPath
        return ((path.hasPrefix("/") ? path : current + "/" + path) as NSString).standardizingPath
    }
}
