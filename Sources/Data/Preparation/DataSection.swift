import Spec

/// The section `data:` of a specification.
package struct DataSection: SpecSection {
    /// `nil` when it is missing or wrong; a diagnostic says so.
    package var source: Located<any DataSource>?
    package var target: Located<String>
    package var targetType: TargetType
    package var features: ColumnSelector?
    package var steps: [Located<any Step>]
    package var split: Located<any Split>

    package init(reading fields: inout FieldReader) {
        source = fields.requiredComponent("source", in: sourceFamily, "where the rows come from")
        let target = fields.requiredString("target", "the column to predict, as it is called after the steps")
        self.target = Located(value: target, origin: fields.origin(of: "target"))
        targetType = fields.choice(
            "target_type", default: .auto,
            "number: a real value; class: every distinct value is a class; auto: class unless the column holds numbers"
        )
        features = fields.optionalValue(
            "features", "columns the model sees, chosen after the steps; left out: all but the target")
        steps = fields.components("steps", in: stepFamily, "what is done to the table, in order")
        split = fields.component(
            "split", in: splitFamily, default: NoSplit.standard,
            "which rows train the model and which judge it; left out: all rows train")
    }
}

/// How the target column is understood.
package enum TargetType: String, Sendable, CaseIterable {
    case auto, number
    case `class`
}
