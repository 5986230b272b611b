import Spec

package struct MeanPredictionMetric: ErrorMeanMetric {
    package static let name = "mean_prediction"
    package static let aliases: [String] = ["average_prediction"]
    package static let about = """
        The mean of the predictions.

            mean_prediction = (1/n) Σ prediction        over rows and target columns

        It is neither better nor worse when it is larger: read it beside the mean of the target. Early
        stopping, a schedule or a sweep that watches it has to say `mode: min` or `max`.

        - Limits: no rows → NaN
        """
    package let direction = MetricDirection.undirected

    package init(reading fields: inout FieldReader) {}
    package init() {}

    /// The prediction alone.
    package func error(prediction: Double, target: Double) -> Double { prediction }
}
