import Spec

/// A formula over the columns of one row, as `derive` and `filter` take it.
///
///     mean("Run1 (ms)", "Run2 (ms)")      run_time <= 509.9675 and SA == 1      if(kind == 'a', 1, 0)
///
/// Names are bare or in double quotes, text is in single quotes. A missing value makes the result missing, except
/// that `false and …` is false, `true or …` is true, and `coalesce`, `is_missing` and the branch of `if` that is not
/// taken do not care. A result that is not a number, such as 0/0 or log(-1), counts as missing.
package struct ColumnExpression: Sendable, Equatable {
    package let text: String
    package let origin: Origin
    let syntax: ExpressionSyntax

    /// - Errors: `DataDiagnostics` pointing to the place in the text.
    package init(_ text: String, origin: Origin = .defaultValue) throws {
        self.text = text
        self.origin = origin
        do {
            syntax = try ExpressionParser.parse(text)
        } catch let error as ExpressionError {
            throw DataDiagnostics([ColumnExpression.diagnostic(error, text, origin)])
        }
    }

    /// The names of the columns it reads, in the order of their first appearance.
    package var columnNames: [String] {
        var names: [String] = []
        func visit(_ node: ExpressionSyntax) {
            switch node.form {
            case .number, .string, .boolean: break
            case .column(let name): if !names.contains(name) { names.append(name) }
            case .negation(let operand), .not(let operand): visit(operand)
            case .binary(_, let left, let right):
                visit(left)
                visit(right)
            case .call(_, let arguments): arguments.forEach(visit)
            }
        }
        visit(syntax)
        return names
    }

    static func diagnostic(_ error: ExpressionError, _ text: String, _ origin: Origin) -> Diagnostic {
        let place = origin.narrowed(to: error.range, of: text)
        return Diagnostic(error.code, error.message, at: place, help: error.help, notes: error.notes)
    }
}

extension ColumnExpression: SpecDecodable {
    package static var fieldType: FieldType {
        .language(name: "expression", accepts: [.text, .number(.any)])
    }

    package init?(from node: SpecNode, diagnostics: inout DiagnosticBag) {
        let text: String
        switch node.content {
        case .string(let written): text = written
        case .integer(let value): text = "\(value)"
        case .number(let value): text = "\(value)"
        case .bool(let value): text = value ? "true" : "false"
        case .null, .list, .map:
            diagnostics.report(.wrongType(expected: "an expression", found: node))
            return nil
        }
        do {
            try self.init(text, origin: node.origin)
        } catch {
            for finding in (error as? DataDiagnostics)?.all ?? [] { diagnostics.report(finding) }
            return nil
        }
    }

    package var resolvedNode: SpecContent { .string(text) }
}

extension Origin {
    /// The place of some characters inside a text that stands at this origin, as exactly as it can be known: the
    /// text may be bare, or in quotes whose escapes are doubled quotes.
    func narrowed(to range: Range<Int>, of text: String) -> Origin {
        func placed(_ column: Int, _ length: Int) -> (column: Int, length: Int)? {
            let before = text.prefix(range.lowerBound)
            let inside = text.dropFirst(range.lowerBound).prefix(range.count)
            let single = text.count { $0 == "'" }
            if text.contains("\n") { return nil }
            if length == text.count { return (column + range.lowerBound, range.count) }
            if length == text.count + 2 { return (column + 1 + range.lowerBound, range.count) }
            guard length == text.count + 2 + single else { return nil }
            let shift = before.count { $0 == "'" }
            let extra = inside.count { $0 == "'" }
            return (column + 1 + range.lowerBound + shift, range.count + extra)
        }
        switch self {
        case .file(var span):
            guard let place = placed(span.start.column, span.length) else { return self }
            span.start.column = place.column
            span.length = max(1, place.length)
            return .file(span)
        case .override(var span):
            guard let place = placed(span.column, span.length) else { return self }
            span.column = place.column
            span.length = max(1, place.length)
            return .override(span)
        case .environment, .defaultValue: return self
        }
    }
}
