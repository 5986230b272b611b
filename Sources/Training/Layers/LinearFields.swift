import Spec

/// What `linear` and the hidden layers of `mlp` have in common.
///
/// - Fields: bias, scaling (standard or ntk), weight_init, bias_init
package struct LinearFields: Sendable {
    /// What sums are multiplied by.
    package enum Scaling: String, CaseIterable, Sendable {
        case standard
        case ntk
    }

    package var hasBias = true
    package var scaling = Scaling.standard
    package var weightInitializer: Located<any Initializer>?
    package var biasInitializer: Located<any Initializer>?

    var programKey: String { "\(hasBias)" + (scaling == .ntk ? " ntk" : "") }

    package init() {}

    package init(reading fields: inout FieldReader) {
        hasBias = fields.bool("bias", default: true, "Whether a learned constant is added to each output.")
        scaling = fields.choice(
            "scaling", default: Scaling.standard,
            "What the sums are multiplied by: standard nothing, ntk 1/√features.")
        weightInitializer = fields.optionalComponent(
            "weight_init", in: initializerFamily,
            "Starting values of the weights; default ±1/√features, normal with deviation 1 for ntk.")
        biasInitializer = fields.optionalComponent(
            "bias_init", in: initializerFamily, "Starting values of the bias; default ±1/√features.")
    }
}
