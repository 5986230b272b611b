import Spec

package struct SymmetricPercentageErrorMetric: ErrorMeanMetric {
    package static let name = "smape"
    package static let about = """
        The mean of absolute errors as shares of the mean size of prediction and target.

            smape = (1/n) Σ 2 |prediction - target| / (|prediction| + |target|)     0 / 0 counts as 0

        Over rows and target columns. It lies between 0 and 2 and is a share: 0.1 is ten percent. Lower is
        better.

        - Limits: no rows → NaN; a row whose prediction has the wrong sign counts 2, however small its error
        - Source: Makridakis, "Accuracy measures: theoretical and practical concerns", 1993, without its
          factor 100
        """
    package let direction = MetricDirection.lowerIsBetter

    package init(reading fields: inout FieldReader) {}
    package init() {}

    /// 2 |prediction - target| / (|prediction| + |target|), 0 where both are 0
    package func error(prediction: Double, target: Double) -> Double {
        let size = abs(prediction) + abs(target)
        return size == 0 ? 0 : 2 * abs(prediction - target) / size
    }
}
