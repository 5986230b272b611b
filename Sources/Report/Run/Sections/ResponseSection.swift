import Runs

/// The model itself where it can be drawn: its curve over a single column of numbers, or the regions of its classes
/// over two.
package enum ResponseSection: RunSection {
    package static let name = "response"
    package static let title = "The model over its features"

    package static func body(_ run: RunContents) -> HTMLText? {
        guard let found = run.response, let first = found.columns.first else { return nil }
        if found.columns.count == 1 {
            return figureGrid([("response-curve", curve(found, over: first).figure())])
        }
        guard found.columns.count == 2, let classes = found.classes, let regions = found.outputs.first else {
            return nil
        }
        var chart = RegionChart(
            title: "Decision regions over \(first.name) and \(found.columns[1].name)", xLabel: first.name,
            yLabel: found.columns[1].name, classes: classes, x: first.values, y: found.columns[1].values,
            regions: regions.map { $0.flatMap { Int(exactly: $0) } },
            points: found.points.filter { $0.columns.count == 2 }.flatMap { points in
                points.target.indices.compactMap { row in
                    Int(exactly: points.target[row]).map {
                        (points.columns[0][row], points.columns[1][row], $0)
                    }
                }
            })
        chart.note =
            "Areas: the class the model chooses. Points: rows of the data, in the color of their true class."
        return figureGrid([("response-regions", chart.figure())])
    }

    private static func curve(_ found: RunResponse, over column: RunResponse.Column) -> FunctionChart {
        let outputs = found.outputs.map { $0.map { $0 ?? .nan } }
        let names: [String]
        if let classes = found.classes {
            names = outputs.count == 1 ? [classes.last ?? "1"] : classes
        } else {
            names = ["model"]
        }
        let positive = Double((found.classes?.count ?? 1) - 1)
        let points = found.points.filter { $0.columns.count == 1 }.map { points in
            // With one probability, rows of its class stand at 1 and the others at 0.
            FunctionChart.Points(
                "\(points.split) rows", x: points.columns[0],
                y: found.classes == nil ? points.target : points.target.map { $0 == positive ? 1 : 0 })
        }
        var chart = FunctionChart(
            title: found.classes == nil
                ? "Fit of \(found.target) over \(column.name)" : "Probability over \(column.name)",
            xLabel: column.name, yLabel: found.classes == nil ? found.target : "probability",
            x: column.values,
            curves: zip(names, outputs).map { (name: $0, y: $1) },
            points: found.classes == nil || outputs.count == 1 ? points : [])
        chart.note = "The curve of the model in the units of the source, and rows of the data."
        return chart
    }
}
