import Spec

/// What a data contract demands of one column.
///
/// - Fields: type; min, max (both allowed); whole (numbers without a fraction); values (the only ones allowed); unique;
///   missing (true: values may be missing); max_missing (the largest share of rows without a value); required (true:
///   the column has to be there)
package struct ColumnRule: Sendable, Codable, Equatable {
    package var name: String
    package var type: ColumnType?
    package var minimum: Double?
    package var maximum: Double?
    package var isWhole: Bool
    package var values: [String]?
    package var isUnique: Bool
    package var allowsMissing: Bool
    package var largestMissing: Double?
    package var isRequired: Bool

    /// Whether only numbers can keep the rule.
    var isForNumbers: Bool { minimum != nil || maximum != nil || isWhole }

    private enum CodingKeys: String, CodingKey {
        case name, type, values
        case minimum = "min"
        case maximum = "max"
        case isWhole = "whole"
        case isUnique = "unique"
        case allowsMissing = "missing"
        case largestMissing = "max_missing"
        case isRequired = "required"
    }
}

/// The fields of a rule, as they are read.
package struct ColumnRuleFields: SpecSection {
    var rule: ColumnRule

    package init(reading fields: inout FieldReader) {
        let type: ColumnRule.DeclaredTypeName? = fields.optionalChoice(
            "type", "What the column holds: number, category, text or boolean.")
        let minimum = fields.optionalDouble("min", "The smallest number allowed.")
        let maximum = fields.optionalDouble("max", "The largest number allowed.")
        let isWhole = fields.bool("whole", default: false, "Whether numbers have no fraction.")
        let values: [CategoryValue]? = fields.optionalValue("values", "The only values allowed.")
        let isUnique = fields.bool("unique", default: false, "Whether every value stands only once.")
        let allowsMissing = fields.bool("missing", default: true, "Whether values may be missing.")
        let largest = fields.optionalDouble(
            "max_missing", in: .closed(0, 1), "The largest share of rows without a value.")
        let isRequired = fields.bool("required", default: true, "Whether the column has to be there.")
        rule = ColumnRule(
            name: "", type: type.flatMap { ColumnType(rawValue: $0.rawValue) }, minimum: minimum,
            maximum: maximum, isWhole: isWhole, values: values?.map(\.text), isUnique: isUnique,
            allowsMissing: allowsMissing, largestMissing: largest, isRequired: isRequired)
        if let minimum, let maximum, minimum > maximum {
            fields.report(
                Diagnostic(
                    "out-of-range", "the smallest number allowed is above the largest",
                    at: fields.origin(of: "min")))
        }
        let isText = type == .category || type == .text || type == .boolean
        if isText, minimum != nil || maximum != nil || isWhole {
            fields.report(
                Diagnostic(
                    "column-type", "'min', 'max' and 'whole' are for columns of numbers",
                    at: fields.origin(of: "type"), help: "list the values allowed: values: [a, b]"))
        }
    }
}

extension ColumnRule {
    /// The types a contract may name.
    enum DeclaredTypeName: String, Sendable, CaseIterable {
        case number, category, text, boolean
    }
}

/// A rule as the entry of a map, by the column's name.
struct ColumnRuleEntry: SpecDecodable {
    let rule: ColumnRule
    private let content: SpecContent

    static var fieldType: FieldType { .section(FieldReader.fields(of: ColumnRuleFields.self)) }

    init?(from node: SpecNode, diagnostics: inout DiagnosticBag) {
        let decoded = FieldReader.decode(root: node, as: ColumnRuleFields.self, subject: "the column's rule")
        for finding in decoded.diagnostics.all { diagnostics.report(finding) }
        rule = decoded.value.rule
        content = decoded.resolved.content
    }

    var resolvedNode: SpecContent { content }
}
