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
struct PenaltyFields {
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

    /// The sum over all axes but the first.
    func sum(_ values: Tensor) -> Tensor {
        values.sum(axes: Array(1..<values.shape.rank))
    }
}
