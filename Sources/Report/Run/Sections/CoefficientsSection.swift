import Foundation
import Machine
import Runs

/// The coefficients of a linear model, largest first by what a change of one standard deviation of the feature does.
package enum CoefficientsSection: RunSection {
    package static let name = "coefficients"
    package static let title = "Coefficients"
    private static let mostOutputs = 4

    package static func body(_ run: RunContents) -> HTMLText? {
        guard let found = run.coefficients, !found.weights.isEmpty, !found.features.isEmpty else {
            return nil
        }
        let figures = found.weights.prefix(mostOutputs).enumerated().map { index, weights in
            ("coefficients-\(index)", chart(found, weights, index).figure())
        }
        var html = figureGrid(figures.map { (id: $0.0, figure: $0.1) })
        if found.weights.count == 1, let weights = found.weights.first { html += table(found, weights) }
        if found.weights.count > mostOutputs {
            html += paragraph(
                "The first \(mostOutputs) of \(found.weights.count) outputs; all are in coefficients.json.",
                style: "note")
        }
        return html
    }

    private static func chart(_ found: RunCoefficients, _ weights: [Double], _ index: Int) -> BarChart {
        let sizes = zip(weights, found.deviations).map { $0 * $1 }
        let order = sizes.indices.sorted { (-abs(sizes[$0]), $0) < (-abs(sizes[$1]), $1) }
        let output = index < found.outputs.count ? found.outputs[index] : ""
        let bars = order.map { place in
            var bar = BarChart.Bar(found.features[place], value: sizes[place])
            bar.remark =
                "coefficient \(NumberText.significant(weights[place])), standard deviation "
                + NumberText.significant(found.deviations[place])
            return bar
        }
        var chart = BarChart(
            title: "Standardised coefficients" + (output.isEmpty ? "" : " for \(output)"),
            xLabel: "coefficient × standard deviation", bars: bars)
        chart.note =
            "Standard deviations of \(NumberText.count(found.rows)) training rows, as the model reads them."
        return chart
    }

    private static func table(_ found: RunCoefficients, _ weights: [Double]) -> HTMLText {
        var table = HTMLTable([
            .init("feature"), .init("coefficient", isNumber: true),
            .init("standard deviation", isNumber: true),
            .init("standardized", isNumber: true),
        ])
        for (index, weight) in weights.enumerated().prefix(60) where index < found.features.count {
            table.row([
                found.features[index], NumberText.significant(weight),
                NumberText.significant(found.deviations[index]),
                NumberText.significant(weight * found.deviations[index]),
            ])
        }
        if let bias = found.biases?.first { table.row(["(bias)", NumberText.significant(bias), "", ""]) }
        return HTMLText(trusted: "<details><summary>All coefficients</summary>") + table.html
            + HTMLText(trusted: "</details>\n")
    }
}
