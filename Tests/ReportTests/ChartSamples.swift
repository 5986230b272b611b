import Foundation
import Report

/// One small chart of every kind, with a hostile name in it: what the golden drawings show.
enum ChartSamples {
    static let hostile = "<b onmouseover=\"x\">&'"

    static func chart(of kind: String) -> (any Chart)? {
        all.first { type(of: $0).kind == kind }
    }

    static var all: [any Chart] {
        [
            bar, calibration, contour, function, graph, heatMap, histogram, line, parallel, quantile, region,
            scatter, step, timeline,
        ]
    }

    static var bar: BarChart {
        BarChart(
            title: "Importance", xLabel: "loss of " + hostile,
            bars: [
                .init(hostile, value: 0.5, interval: (0.4, 0.6)), .init("KWG", value: 0.25),
                .init("a name that is far too long for its place", value: -0.125), .init("gone", value: .nan),
            ])
    }

    static var calibration: CalibrationChart {
        CalibrationChart(
            title: "Calibration", className: hostile,
            groups: [
                .init(predicted: 0.1, observed: 0.2, count: 10),
                .init(predicted: 0.5, observed: 0.5, count: 100),
                .init(predicted: 0.9, observed: 0.7, count: 40),
            ])
    }

    static var contour: ContourChart {
        var chart = ContourChart(
            title: "Objective", xLabel: hostile, yLabel: "batch_size", valueLabel: "val_loss",
            x: [0.001, 0.01, 0.1, 1], y: [0, 1, 0, 1], values: [4, 1, 2, 3])
        chart.xScale = .logarithmic
        chart.yCategories = ["32", "64"]
        return chart
    }

    static var function: FunctionChart {
        FunctionChart(
            title: "Fit", xLabel: hostile, yLabel: "y", x: [0, 1, 2, 3],
            curves: [("model", [0, 1, 4, 9]), (hostile, [1, .nan, 2, 3])],
            points: [.init(hostile, x: [0.5, 2, .nan], y: [0, 5, 1]), .init("test", x: [3], y: [8])])
    }

    static var region: RegionChart {
        RegionChart(
            title: "Regions", xLabel: hostile, yLabel: "b", classes: [hostile, "two"], x: [0, 1, 2],
            y: [0, 1],
            regions: [0, 0, 1, 1, nil, 1], points: [(0.5, 0.5, 0), (2, 1, 1), (.nan, 0, 1)])
    }

    static var graph: GraphChart {
        GraphChart(
            title: "Pipeline",
            nodes: (0..<7).map {
                .init(kind: "step", name: "node \($0)", detail: hostile, output: "\($0) rows", color: $0)
            })
    }

    static var heatMap: HeatMapChart {
        var chart = HeatMapChart(
            title: "Confusion", xLabel: "predicted", yLabel: "true", columns: [hostile, "b"],
            rows: [hostile, "b"],
            values: [[8, 2], [0, 5]])
        chart.offersRates = true
        return chart
    }

    static var histogram: HistogramChart {
        HistogramChart(
            title: "Scores", xLabel: "score",
            series: [
                .init(hostile, values: (0..<40).map { Double($0 * $0 % 17) }),
                .init("other", values: (0..<20).map { Double($0 % 5) } + [.nan]),
            ])
    }

    static var line: LineChart {
        let epochs = (1...12).map(Double.init)
        var train = LineChart.Series("train_loss", x: epochs, y: epochs.map { 2 / $0 })
        train.band = (epochs.map { 1.8 / $0 }, epochs.map { 2.2 / $0 })
        let values = LineChart.Series(hostile, x: epochs, y: epochs.map { $0 == 5 ? .nan : 2 / $0 + 0.1 })
        var chart = LineChart(title: "Loss", xLabel: "epoch", yLabel: "loss", series: [train, values])
        chart.isXInteger = true
        chart.smoothing = .init(isOnAtFirst: false)
        chart.markers = [.init(x: 11, label: "best epoch")]
        chart.references = [.init(y: 1.5, label: "mean")]
        chart.beneath = .init("lr", x: epochs, y: epochs.map { 0.1 / $0 })
        return chart
    }

    static var parallel: ParallelChart {
        var rate = ParallelChart.Dimension("optimizer.lr", values: [0.001, 0.01, 0.1, .nan])
        rate.scale = .logarithmic
        var type = ParallelChart.Dimension(hostile, values: [0, 1, 0, 1])
        type.categories = ["adam", hostile]
        var chart = ParallelChart(
            title: "Trials", dimensions: [rate, type, .init("val_loss", values: [4, 1, 2, 3])])
        chart.names = ["trial 0", "trial 1", hostile, "trial 3"]
        return chart
    }

    static var quantile: QuantileChart {
        QuantileChart(title: "Residuals", yLabel: hostile, values: (0..<15).map { Double($0 * $0) })
    }

    static var scatter: ScatterChart {
        var chart = ScatterChart(
            title: "Predicted and true", xLabel: hostile, yLabel: "predicted", x: [1, 2, 3, .nan],
            y: [1.5, 2, 2.5, 3])
        chart.hasDiagonal = true
        chart.shade = [1, 2, 3, 4]
        chart.shadeLabel = "weight"
        return chart
    }

    static var step: StepChart {
        var chart = StepChart(
            title: "ROC", xLabel: "false positive rate", yLabel: "true positive rate",
            series: [.init(hostile, x: [0, 0, 0.5, 1], y: [0, 0.5, 1, 1], area: 0.875)])
        chart.chance = .diagonal
        return chart
    }

    static var timeline: TimelineChart {
        TimelineChart(
            title: "Trials", states: ["completed", "pruned", "failed"],
            items: [
                .init(hostile, start: 0, end: 2, state: 0), .init("1", start: 0, end: 1, state: 1),
                .init("2", start: 1, end: 3, state: 2), .init("3", start: 2, end: 4, state: 0),
            ])
    }
}
