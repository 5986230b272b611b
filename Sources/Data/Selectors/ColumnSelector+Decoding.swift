import Spec

extension ColumnSelector: SpecDecodable {
    package static var fieldType: FieldType {
        let selectors = FieldType.list(of: .text, count: nil)
        return .language(name: "column selector", accepts: [.text, selectors, .map(of: .anything)])
    }

    package init?(from node: SpecNode, diagnostics: inout DiagnosticBag) {
        switch node.content {
        case .string(let text):
            self.init(text: text, origin: node.origin)
        case .list(let items):
            let selectors = items.compactMap { ColumnSelector(from: $0, diagnostics: &diagnostics) }
            guard selectors.count == items.count else { return nil }
            self.init(.list(selectors), origin: node.origin)
        case .map(let entries):
            self.init(entries: entries, node, &diagnostics)
        case .integer(let position):
            let help = "write '\(position)..\(position)' for a position, or {name: '\(position)'} for a name"
            diagnostics.report(.wrongType(expected: "a column selector", found: node, help: help))
            return nil
        case .null, .bool, .number:
            diagnostics.report(.wrongType(expected: "a column selector", found: node))
            return nil
        }
    }

    package init(text: String, origin: Origin) {
        self.init(Word(rawValue: text).map(Form.word) ?? .text(text), origin: origin)
    }

    private init?(entries: [SpecEntry], _ node: SpecNode, _ diagnostics: inout DiagnosticBag) {
        let known = ["columns", "except", "name"]
        var isGood = true
        for entry in entries where !known.contains(entry.key) {
            diagnostics.report(
                Diagnostic(
                    "unknown-key", "a column selector has no key '\(entry.key)'", at: entry.keyOrigin,
                    help: nearestName(to: entry.key, in: known).map { "did you mean '\($0)'?" },
                    notes: ["keys of a column selector: columns, except, name"]))
            isGood = false
        }
        if let name = entries.first(where: { $0.key == "name" }) {
            guard isGood, let text = String(from: name.value, diagnostics: &diagnostics) else { return nil }
            self.init(.exactName(text), origin: name.value.origin)
            return
        }
        var chosen: ColumnSelector? = ColumnSelector(.word(.all), origin: node.origin)
        if let columns = entries.first(where: { $0.key == "columns" }) {
            chosen = ColumnSelector(from: columns.value, diagnostics: &diagnostics)
        }
        guard let except = entries.first(where: { $0.key == "except" }) else {
            guard isGood, let chosen, !entries.isEmpty else { return nil }
            self = chosen
            return
        }
        let excluded = ColumnSelector(from: except.value, diagnostics: &diagnostics)
        guard isGood, let chosen, let excluded else { return nil }
        self.init(.except(chosen, excluded), origin: node.origin)
    }

    package var resolvedNode: SpecContent {
        switch form {
        case .word(let word): .string(word.rawValue)
        case .text(let text): .string(text)
        case .exactName(let name): .defaults([("name", .string(name))])
        case .list(let items): .defaults(items.map(\.resolvedNode))
        case .except(let chosen, let excluded):
            .defaults([("columns", chosen.resolvedNode), ("except", excluded.resolvedNode)])
        }
    }
}

extension FieldReader {
    /// The fields `columns` and `except` that every step working on columns has.
    mutating func columnSelector(default standard: ColumnSelector, _ purpose: String) -> ColumnSelector {
        var chosen = value("columns", default: standard, purpose)
        // What is wrong with columns that nobody named is wrong with the step.
        if chosen.origin == .defaultValue { chosen.origin = place }
        return without(chosen)
    }

    /// The same where `columns` must be given; `nil` when it is missing or wrong.
    mutating func requiredColumnSelector(_ purpose: String) -> ColumnSelector {
        let chosen: ColumnSelector? = requiredValue("columns", purpose)
        return without(chosen ?? ColumnSelector(.list([]), origin: place))
    }

    private mutating func without(_ chosen: ColumnSelector) -> ColumnSelector {
        let excluded: ColumnSelector? = optionalValue("except", "Columns left out of those chosen.")
        guard let excluded else { return chosen }
        return ColumnSelector(.except(chosen, excluded), origin: chosen.origin)
    }
}
