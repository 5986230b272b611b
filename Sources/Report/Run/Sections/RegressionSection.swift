import Machine
import Runs

/// Predicted against true values, and what is left: residuals against the prediction, as a histogram, against a normal
/// distribution, and by tenths of the target.
package enum RegressionSection: RunSection {
    package static let name = "regression"
    package static let title = "Predictions"
    private static let mostTargets = 4

    package static func body(_ run: RunContents) -> HTMLText? {
        guard case .regression(let targets) = run.predictions else { return nil }
        var html = paragraph(
            "\(run.predictedRows), in the target's own units; a residual is prediction − true.",
            style: "note")
        for (index, target) in targets.prefix(mostTargets).enumerated() {
            html += figures(target, index)
        }
        if targets.count > mostTargets {
            html += paragraph(
                "\(targets.count - mostTargets) more targets are in predictions.csv.", style: "note")
        }
        return html
    }

    private static func figures(_ target: RegressionPredictions, _ index: Int) -> HTMLText {
        let suffix = target.name.isEmpty ? "" : " of \(target.name)"
        let residuals = target.residuals
        var agreement = ScatterChart(
            title: "Predicted and true values\(suffix)", xLabel: "true", yLabel: "predicted",
            x: target.target,
            y: target.prediction)
        agreement.hasDiagonal = true
        agreement.names = target.rows.map { "row \(Int($0))" }
        var spread = ScatterChart(
            title: "Residuals\(suffix)", xLabel: "predicted", yLabel: "residual", x: target.prediction,
            y: residuals)
        spread.level = 0
        spread.names = agreement.names
        var histogram = HistogramChart(
            title: "Histogram of residuals\(suffix)", xLabel: "residual",
            series: [.init("residuals", values: residuals)])
        histogram.mark = 0
        let normal = QuantileChart(
            title: "Residuals against a normal distribution\(suffix)", yLabel: "residual", values: residuals)
        return figureGrid([
            ("agreement-\(index)", agreement.figure()), ("residuals-\(index)", spread.figure()),
            ("residual-histogram-\(index)", histogram.figure()),
            ("residual-quantiles-\(index)", normal.figure()),
            ("deciles-\(index)", deciles(target, suffix).figure()),
        ])
    }

    /// Rows in ten groups of equal size by their true value: the mean absolute error of each, with the interval of
    /// ± 1.96 standard errors.
    static func deciles(_ target: RegressionPredictions, _ suffix: String) -> BarChart {
        let order = target.target.indices
            .filter { target.target[$0].isFinite && target.prediction[$0].isFinite }
            .sorted { (target.target[$0], $0) < (target.target[$1], $1) }
        let groups = min(10, order.count)
        var bars: [BarChart.Bar] = []
        for group in 0..<groups {
            let rows = order[(group * order.count / groups)..<((group + 1) * order.count / groups)]
            let errors = rows.map { abs(target.prediction[$0] - target.target[$0]) }
            guard let first = rows.first, let last = rows.last else { continue }
            let moments = Moments(errors)
            let half = 1.96 * moments.deviation / Double(errors.count).squareRoot()
            let ends = [first, last].map { NumberText.significant(target.target[$0], digits: 3) }
            var bar = BarChart.Bar(
                "\(ends[0]) to \(ends[1])", value: moments.mean,
                interval: (moments.mean - half, moments.mean + half))
            bar.remark = "\(NumberText.count(errors.count)) rows"
            bars.append(bar)
        }
        var chart = BarChart(
            title: "Error by tenths of the true value\(suffix)", xLabel: "mean absolute error", bars: bars)
        chart.note = "Lines: ± 1.96 standard errors."
        return chart
    }
}
