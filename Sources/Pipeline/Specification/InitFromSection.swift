import Spec

/// The section `init_from:` of a specification: weights that take the place of starting values.
///
///     init_from: runs/20261128-digits                       the weights of a run
///     init_from: {from: backbone.safetensors, rename: {"net.": "0."}, only: ["0.*"]}
///
/// - Fields: from (required), fold, only (patterns), rename (beginnings of names), strict (default false)
package struct InitFromSection: SpecSection {
    /// Nil when it is missing or wrong; a diagnostic says so.
    package let source: SpecPath?
    package let origin: Origin
    package let fold: Int?
    /// Patterns over names of the model; empty for all.
    package let only: [String]
    package let renames: [(from: String, to: String)]
    package let isStrict: Bool

    package init(reading fields: inout FieldReader) {
        source = fields.path(
            "from", "A run (directory or name), or a file of safetensors with PyTorch's names.")
        fields.declare(primary: "from")
        origin = fields.origin(of: "from")
        fold = fields.optionalInt(
            "fold", in: .greaterOrEqual(1), "The fold of a cross-validation whose weights are taken.")
        only = fields.strings(
            "only", default: [], "Patterns over names of the model, such as 0.*; default all that fit.")
        let entries =
            fields.optionalEntries(
                "rename", of: String.self,
                "Beginnings of names in the file, and what stands in the model instead: {\"net.\": \"\"}.")
            ?? []
        renames = entries.map { ($0.key, $0.value) }
        isStrict = fields.bool(
            "strict", default: false,
            "Whether every array of the model must be there with its shape, and none be left over.")
    }
}
