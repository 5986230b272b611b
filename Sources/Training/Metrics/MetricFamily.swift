import Spec

/// Every metric a specification can name, alphabetical.
package let metricFamily = ComponentFamily<any Metric>(
    name: "metric",
    summary: "A number that says how good predictions are.",
    members: [
        AccuracyMetric.self,
        FOneMetric.self,
        LogLossMetric.self,
        MeanAbsoluteErrorMetric.self,
        MeanSquaredErrorMetric.self,
        PrecisionMetric.self,
        DeterminationMetric.self,
        RecallMetric.self,
        RelativeErrorOfMeansMetric.self,
        RootMeanSquaredErrorMetric.self,
        RocAucMetric.self,
    ])
