import Spec

/// What `linear` and the hidden layers of `mlp` have in common.
///
/// - Fields: bias, scaling (standard or ntk), start_from_data, weight_init, bias_init
package struct LinearFields: Sendable {
    /// What sums are multiplied by.
    package enum Scaling: String, CaseIterable, Sendable {
        case standard
        case ntk
    }

    package var hasBias = true
    package var scaling = Scaling.standard
    /// Whether starting values go by the training rows.
    package var startsFromData = false
    package var weightInitializer: Located<any Initializer>?
    package var biasInitializer: Located<any Initializer>?

    var programKey: String {
        "\(hasBias)" + (scaling == .ntk ? " ntk" : "") + (startsFromData ? " from data" : "")
    }

    package init(scaling: Scaling = .standard) {
        self.scaling = scaling
    }

    package init(reading fields: inout FieldReader) {
        hasBias = fields.bool("bias", default: true, "Whether a learned constant is added to each output.")
        scaling = fields.choice(
            "scaling", default: Scaling.standard,
            "What the sums are multiplied by: standard nothing, ntk 1/√features.")
        startsFromData = fields.bool(
            "start_from_data", default: false,
            "Whether the starting weights are divided by the deviation of each sum over training rows, and each bias "
                + "starts where the sum of a mixture of five rows is 0.")
        weightInitializer = fields.optionalComponent(
            "weight_init", in: initializerFamily,
            "Starting values of the weights; default ±1/√features, normal with deviation 1 for ntk.")
        biasInitializer = fields.optionalComponent(
            "bias_init", in: initializerFamily, "Starting values of the bias; default ±1/√features.")
    }
}
