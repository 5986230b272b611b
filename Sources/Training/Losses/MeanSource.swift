import Graph
import Kernels
import Spec

/// What the last layer gives where a loss is about the mean of a distribution over positive numbers.
package enum MeanSource: String, CaseIterable, Sendable {
    case logMean = "log_mean"
    case mean

    /// The field `from`.
    init(reading fields: inout FieldReader) {
        self = fields.choice(
            "from", default: .logMean, "What the last layer gives: the logarithm of the mean, or the mean.")
    }

    /// The logarithm of the mean; a mean below `least` counts as `least` and has no gradient.
    func logMean(of outputs: Tensor, least: Double) -> Tensor {
        self == .logMean ? outputs : log(maximum(outputs, least))
    }

    func predictions(_ outputs: Tensor) -> Tensor { self == .logMean ? exp(outputs) : outputs }

    /// A rule that predicts means that are not positive has no loss.
    func outputs(for predictions: [Double]) -> [Double]? {
        guard predictions.allSatisfy({ $0 > 0 }) else { return nil }
        return self == .mean ? predictions : predictions.map(LogOdds.logarithm)
    }
}
