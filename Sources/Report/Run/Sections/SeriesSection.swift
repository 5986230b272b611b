import Machine
import Runs

/// True and predicted values over time.
package enum SeriesSection: RunSection {
    package static let name = "series"
    package static let title = "Over time"

    package static func body(_ run: RunContents) -> HTMLText? {
        guard let found = run.series, !found.lines.isEmpty else { return nil }
        let charts = found.lines.enumerated().map { index, line in
            (id: "series-\(index)", figure: chart(line, found).figure())
        }
        return paragraph(note(found), style: "note") + figureGrid(charts)
    }

    private static func note(_ found: RunSeries) -> String {
        var sentences = [
            "True values and predictions in the target's own units; the line begins with rows before those of "
                + "'\(found.split)'."
        ]
        if found.isMean { sentences.append("Rows of the same time are shown by their means.") }
        if found.omitted > 0 {
            sentences.append("\(NumberText.count(found.omitted)) more are in predictions.csv.")
        }
        return sentences.joined(separator: " ")
    }

    static func chart(_ line: RunSeries.Line, _ found: RunSeries) -> LineChart {
        let places = line.times.indices.map { Double($0) }
        var truth = LineChart.Series("true", x: places, y: line.target.map { $0 ?? .nan })
        truth.color = 1
        var prediction = LineChart.Series("predicted", x: places, y: line.prediction.map { $0 ?? .nan })
        prediction.color = 0
        var chart = LineChart(
            title: line.name.isEmpty
                ? "True and predicted values" : "True and predicted values: \(line.name)",
            xLabel: found.time ?? "row", yLabel: "value", series: [truth, prediction])
        chart.xNames = line.times
        chart.isXInteger = true
        chart.offersLogarithmicY = false
        chart.size = DrawingSize.wide
        if let first = line.prediction.firstIndex(where: { $0 != nil }), first > 0 {
            chart.markers = [.init(x: Double(first), label: found.split)]
        }
        return chart
    }
}
