import Machine
import Runs

/// The points of a sweep with repeats: mean and spread of the objective over the seeds of each.
package enum PointsSection: SweepReportSection {
    package static let name = "points"
    package static let title = "Points over their seeds"
    private static let count = 10

    package static func body(_ sweep: SweepContents) -> HTMLText? {
        let points = sweep.summary.points
        guard !points.isEmpty else { return nil }
        var table = HTMLTable(
            [
                .init("point", isNumber: true), .init("trials", isNumber: true),
                .init("mean \(sweep.objective)", isNumber: true), .init("standard deviation", isNumber: true),
                .init("smallest", isNumber: true), .init("largest", isNumber: true),
            ] + sweep.parameters.map { .init($0.path, isNumber: $0.categories == nil) })
        for (rank, point) in points.prefix(count).enumerated() {
            let figures = [point.mean, point.deviation, point.minimum, point.maximum]
            table.row(
                ["\(point.point)", count(point, sweep.summary.best?.repeats)]
                    + figures.map { NumberText.figure($0) }
                    + sweep.parameters.map { text(point.parameters[$0.path]) },
                style: rank == 0 ? "chosen" : "")
        }
        let rest = points.count - count
        return table.html
            + (rest > 0
                ? paragraph("\(NumberText.count(rest)) more points are in summary.json.", style: "note")
                : HTMLText.empty)
    }

    /// Finished repeats, and of how many where some are missing.
    private static func count(_ point: SweepSummary.Point, _ repeats: Int?) -> String {
        guard let repeats, point.count != repeats else { return "\(point.count)" }
        return "\(point.count) of \(repeats)"
    }

    private static func text(_ value: JSONValue?) -> String {
        switch value {
        case .number(let number)?: NumberText.significant(number)
        case let value?: SweepContents.shortened(value.text)
        case nil: "–"
        }
    }
}
