import Graph
import Kernels
import Spec

/// A cost of the parameters themselves, added to what training makes small.
///
/// Lifetime: read once; `cost` is called once per selected array for each training program built. Reported losses leave
/// penalties out, so that training and validation loss stay comparable.
package protocol Penalty: SpecComponent {
    /// The parameters it is about.
    var selection: ParameterSelection { get }

    /// What the cost is multiplied by; the trials of a stack may differ in it.
    var factor: Double { get }

    /// What its programs depend on; penalties with equal keys differ in their factors only.
    var programKey: String { get }

    /// The cost of one array [trials, …] for each trial, without the factor: [trials].
    func cost(of parameter: Tensor) -> Tensor
}

/// The fields every penalty has.
package struct PenaltyFields: Hashable, Sendable {
    let factor: Double
    let selection: ParameterSelection

    init(reading fields: inout FieldReader) {
        factor = fields.requiredDouble("factor", in: .nonNegative, "What the sum is multiplied by.")
        selection = ParameterSelection(
            patterns: fields.strings(
                "parameters", default: [],
                "Patterns over parameter names, such as 0.weight or *.bias; left out: every array with at least "
                    + "two axes, so no bias and no normalization."))
    }

    init(factor: Double, selection: ParameterSelection) {
        self.factor = factor
        self.selection = selection
    }
}

/// A penalty that is a sum over the elements of the chosen parameters.
package protocol NormPenalty: Penalty {
    var fields: PenaltyFields { get }

    /// What each element costs, of the parameter's shape.
    func elements(of parameter: Tensor) -> Tensor
}

extension NormPenalty {
    package var selection: ParameterSelection { fields.selection }
    package var factor: Double { fields.factor }
    package var programKey: String { "\(Self.name) \(selection.patterns)" }

    package func cost(of parameter: Tensor) -> Tensor {
        elements(of: parameter).sum(axes: Array(1..<parameter.shape.rank))
    }
}
