import Spec

/// The texts that mean "missing", as a specification writes them.
///
///     ['?', -999]                    beside the defaults
///     {only: ['', NA]}               instead of them
///     {columns: {age: [-1]}}         in single columns, beside those of all columns
struct MissingValues: SpecDecodable, Equatable {
    var everywhere: [String] = []
    var replacesDefaults = false
    var columns: [String: [String]] = [:]
    /// In the order written.
    private var columnNames: [String] = []
    private var isMap = false

    init() {}

    static var fieldType: FieldType {
        .anyOf([
            .list(of: MissingMarkerText.fieldType, count: nil),
            .section(FieldReader.fields(of: MissingValueFields.self)),
        ])
    }

    init?(from node: SpecNode, diagnostics: inout DiagnosticBag) {
        guard case .map = node.content else {
            guard let texts = [MissingMarkerText](from: node, diagnostics: &diagnostics) else { return nil }
            everywhere = texts.map(\.text)
            return
        }
        let read = FieldReader.decode(root: node, as: MissingValueFields.self, subject: "'missing'")
        for finding in read.diagnostics.all { diagnostics.report(finding) }
        guard !read.diagnostics.hasErrors else { return nil }
        isMap = true
        everywhere = read.value.only ?? read.value.add
        replacesDefaults = read.value.only != nil
        columnNames = read.value.columns.map(\.name)
        columns = Dictionary(
            read.value.columns.map { ($0.name, $0.texts) }, uniquingKeysWith: { _, last in last })
    }

    var resolvedNode: SpecContent {
        let texts = SpecContent.defaults(everywhere.map { SpecContent.string($0) })
        guard isMap else { return texts }
        var entries: [(String, SpecContent)] = [(replacesDefaults ? "only" : "add", texts)]
        if !columns.isEmpty {
            entries.append(
                (
                    "columns",
                    .defaults(
                        columnNames.map { name in
                            (name, .defaults((columns[name] ?? []).map { SpecContent.string($0) }))
                        })
                ))
        }
        return .defaults(entries)
    }
}

/// The fields of the longer form.
struct MissingValueFields: SpecSection {
    var add: [String]
    var only: [String]?
    var columns: [(name: String, texts: [String])]

    init(reading fields: inout FieldReader) {
        let add: [MissingMarkerText]? = fields.optionalValue(
            "add", "Values that mean missing beside those of pandas.")
        let only: [MissingMarkerText]? = fields.optionalValue(
            "only", "Values that mean missing, and no others.")
        let columns =
            fields.optionalEntries(
                "columns", of: [MissingMarkerText].self,
                "More such values for single columns, by the column's name.") ?? []
        self.add = add?.map(\.text) ?? []
        self.only = only?.map(\.text)
        self.columns = columns.map { ($0.key, $0.value.map(\.text)) }
        if add != nil, only != nil {
            fields.report(
                Diagnostic(
                    "conflict", "'only' leaves no defaults that 'add' could add to",
                    at: fields.origin(of: "only"), help: "put all values under 'only'"))
        }
    }
}

/// One value: a text, or a number or truth value that stands for its text.
struct MissingMarkerText: SpecDecodable, Equatable {
    let text: String

    static var fieldType: FieldType { .anyOf([.text, .number(.any), .boolean]) }

    init?(from node: SpecNode, diagnostics: inout DiagnosticBag) {
        switch node.content {
        case .string(let text): self.text = text
        case .integer(let value): text = "\(value)"
        case .number(let value): text = numberText(value)
        case .bool(let value): text = value ? "true" : "false"
        case .null: text = "null"
        case .list, .map:
            diagnostics.report(.wrongType(expected: "a value: text or a number", found: node))
            return nil
        }
    }

    var resolvedNode: SpecContent { .string(text) }
}
