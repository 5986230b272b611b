import Spec

package struct ConfusionMatrixMetric: TableMetric {
    package static let name = "confusion_matrix"
    package static let about = """
        How often each class was predicted for rows of each class.

            table[i][j] = rows of class i that were assigned to class j     (with weights: their sum)

        A table and not a number: it is written into `metrics.json` for every split, under `tables`, when
        training ends. It is not a column of `metrics.csv` and cannot be watched by early stopping.

        - Limits: no rows → zeros; NaN predictions are counted as the first class
        - Source: scikit-learn `confusion_matrix`
        """

    package init(reading fields: inout FieldReader) {}
    package init() {}

    package func refusal(for task: PredictionTask) -> String? { MetricRefusal.unlessClassification(task) }

    package func table(of rows: ScoredRows) -> MetricTable {
        var counts = ConfusionCounts(classes: rows.task.classCount ?? 0)
        counts.add(rows)
        let classes = 0..<counts.classes
        return MetricTable(values: classes.map { actual in classes.map { counts[actual, $0] } })
    }
}
