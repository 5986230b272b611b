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
            syntax = try ExpressionParser.parse(text, statisticHelp: Self.statisticHelp)
        } catch let error as ExpressionError {
            throw DataDiagnostics([error.diagnostic(in: text, at: origin)])
        }
    }

    /// The names of the columns it reads, in the order of their first appearance.
    package var columnNames: [String] { syntax.names }

    private static let statisticHelp =
        "it works along a row; a statistic of a column would look at test rows, use a fitted step"
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
