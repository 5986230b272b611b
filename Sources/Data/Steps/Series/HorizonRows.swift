import Spec

/// How many rows ahead values lie: one number, a range, or a list.
///
///     horizon: 1         horizon: 1..24         horizon: [1, 12, 24]
struct HorizonRows: SpecDecodable {
    let rows: [Int]

    static let range = NumberRange.closed(1, 1e6)

    init(_ rows: [Int]) { self.rows = rows }

    static var fieldType: FieldType {
        .anyOf([
            .integer(range), .language(name: "range first..last", accepts: [.text]),
            .list(of: .integer(range), count: nil),
        ])
    }

    init?(from node: SpecNode, diagnostics: inout DiagnosticBag) {
        switch node.content {
        case .string(let text):
            guard let match = text.wholeMatch(of: /(\d{1,7})\.\.(\d{1,7})/), let first = Int(match.1),
                let last = Int(match.2)
            else {
                diagnostics.report(.wrongType(expected: HorizonRows.expected, found: node))
                return nil
            }
            guard first >= 1, first <= last else {
                diagnostics.report(
                    Diagnostic(
                        "out-of-range", "a range goes from a row ahead to a later one, but this is \(text)",
                        at: node.origin, help: "write 1..\(max(first, last, 1)), for example"))
                return nil
            }
            guard last - first < TargetNames.most else {
                diagnostics.report(HorizonRows.refusal(last - first + 1, node))
                return nil
            }
            rows = Array(first...last)
        case .list(let items):
            let decoded = items.compactMap { HorizonRows.row($0, &diagnostics) }
            guard decoded.count == items.count else { return nil }
            guard !decoded.isEmpty else {
                diagnostics.report(.wrongType(expected: HorizonRows.expected, found: node))
                return nil
            }
            guard decoded.count <= TargetNames.most else {
                diagnostics.report(HorizonRows.refusal(decoded.count, node))
                return nil
            }
            rows = decoded
        case .integer, .number:
            guard let row = HorizonRows.row(node, &diagnostics) else { return nil }
            rows = [row]
        case .null, .bool, .map:
            diagnostics.report(.wrongType(expected: HorizonRows.expected, found: node))
            return nil
        }
    }

    var resolvedNode: SpecContent {
        guard rows.count > 1 else { return .integer(rows[0]) }
        if rows.count > 2, let last = rows.last, rows == Array(rows[0]...max(rows[0], last)) {
            return .string("\(rows[0])..\(last)")
        }
        return .list(rows.map { SpecNode(.integer($0), origin: .defaultValue) })
    }

    private static let expected = "a number of rows, a range such as 1..7, or a list of numbers"

    private static func row(_ node: SpecNode, _ diagnostics: inout DiagnosticBag) -> Int? {
        guard let row = Int(from: node, diagnostics: &diagnostics) else { return nil }
        guard range.contains(Double(row)) else {
            diagnostics.report(.outOfRange(range, found: node))
            return nil
        }
        return row
    }

    private static func refusal(_ count: Int, _ node: SpecNode) -> Diagnostic {
        Diagnostic("out-of-range", "\(count) later values are more than \(TargetNames.most)", at: node.origin)
    }
}
