import Foundation
import Report

/// One small chart of every kind, with a hostile name in it: what the golden drawings show.
enum ChartSamples {
    static let hostile = "<b onmouseover=\"x\">&'"

    static func chart(of kind: String) -> (any Chart)? {
        switch kind {
        case LineChart.kind: line
        default: nil
        }
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
}
