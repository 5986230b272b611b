import Spec

/// A condition over swept keys: `lr * batch_size < 100 and optimizer == 'sgd'`.
///
/// The language is that of `derive` and `filter`; a name is the path of a swept key, bare or in double
/// quotes, or its last part where only one key ends so. A component stands for its name. What is made of a
/// key that does not count is missing, except that `false and …` is false, `true or …` is true, and
/// `coalesce`, `is_missing` and the branch of `if` that is not taken do not care.
package struct SweepExpression: Sendable, SpecDecodable {
    package let text: String
    package let origin: Origin
    let syntax: ExpressionSyntax

    package static var fieldType: FieldType { .language(name: "expression", accepts: [.text]) }

    package init?(from node: SpecNode, diagnostics: inout DiagnosticBag) {
        guard case .string(let text) = node.content else {
            diagnostics.report(
                .wrongType(expected: "an expression", found: node, help: "write 'lr * batch_size < 100'"))
            return nil
        }
        self.text = text
        origin = node.origin
        do {
            syntax = try ExpressionParser.parse(text)
        } catch let error as ExpressionError {
            diagnostics.report(error.diagnostic(in: text, at: node.origin))
            return nil
        } catch {
            diagnostics.report(Diagnostic("expression-syntax", "\(error)", at: node.origin))
            return nil
        }
    }

    package var resolvedNode: SpecContent { .string(text) }

    /// The names it reads, each with its place.
    var names: [(name: String, origin: Origin)] {
        var found: [(name: String, origin: Origin)] = []
        func visit(_ node: ExpressionSyntax) {
            switch node.form {
            case .number, .string, .boolean: break
            case .column(let name): found.append((name, origin.narrowed(to: node.range, of: text)))
            case .negation(let operand), .not(let operand): visit(operand)
            case .binary(_, let left, let right):
                visit(left)
                visit(right)
            case .call(_, let arguments): arguments.forEach(visit)
            }
        }
        visit(syntax)
        return found
    }

    /// True or false; nil when it is missing. `value` gives a key's value by the name written, nil where the
    /// key does not count.
    func truth(_ value: (String) -> SpecContent?) -> Bool? {
        switch ExpressionValue.evaluate(syntax, value) {
        case .boolean(let truth): truth
        case .number, .text, nil: nil
        }
    }
}
