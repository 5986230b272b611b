import Machine
import Runs

/// Which classes are taken for which, how well scores rank and mean what they say, and figures class by class.
package enum ClassificationSection: RunSection {
    package static let name = "classification"
    package static let title = "Predictions"
    private static let mostClasses = 40
    private static let mostCurves = 8

    package static func body(_ run: RunContents) -> HTMLText? {
        guard case .classification(let found) = run.predictions else { return nil }
        let positive = positive(found, run)
        let rankings = ranked(found, positive)
        var figures: [(id: String, figure: Figure)] = [("confusion", confusion(found).figure())]
        if !rankings.isEmpty {
            figures.append(("roc", receiver(rankings).figure()))
            figures.append(("precision-recall", precision(rankings, found).figure()))
        }
        figures.append(("calibration", calibration(found, positive).figure()))
        figures.append(("scores", scores(found, positive).figure()))
        return paragraph(run.predictedRows + ".", style: "note") + figureGrid(figures)
            + perClass(found, positive)
    }

    /// The class, of two, that figures are about; the second one in runs that do not say.
    private static func positive(_ found: ClassPredictions, _ run: RunContents) -> Int? {
        guard found.classes.count == 2 else { return nil }
        return run.metrics?.positive.flatMap(found.classes.firstIndex) ?? 1
    }

    /// The positive class of two; with more, the most frequent ones, each against the others.
    private static func ranked(
        _ found: ClassPredictions, _ positive: Int?
    ) -> [(name: String, ranking: Ranking)] {
        let counts = found.counts
        let order =
            positive.map { [$0] }
            ?? found.classes.indices.sorted { (-counts[$0], $0) < (-counts[$1], $1) }
        return order.prefix(mostCurves).compactMap { index in
            Ranking(scores: found.probabilities[index], isPositive: found.target.map { $0 == index })
                .map { (found.classes[index], $0) }
        }
    }

    private static func confusion(_ found: ClassPredictions) -> HeatMapChart {
        let matrix = found.confusion
        let mistakes = matrix.indices.map { row in
            matrix.indices.reduce(0.0) { $0 + (row == $1 ? 0 : matrix[row][$1] + matrix[$1][row]) }
        }
        let shown =
            matrix.count <= mostClasses
            ? Array(matrix.indices)
            : matrix.indices.sorted { (-mistakes[$0], $0) < (-mistakes[$1], $1) }.prefix(mostClasses).sorted()
        let names = shown.map { found.classes[$0] }
        var chart = HeatMapChart(
            title: "Confusion matrix", xLabel: "predicted", yLabel: "true", columns: names, rows: names,
            values: shown.map { row in shown.map { matrix[row][$0] } })
        chart.offersRates = true
        if shown.count < matrix.count {
            chart.note = "The \(shown.count) most confused of \(matrix.count) classes."
        }
        return chart
    }

    private static func receiver(_ rankings: [(name: String, ranking: Ranking)]) -> StepChart {
        var chart = StepChart(
            title: "Receiver operating characteristic", xLabel: "false positive rate",
            yLabel: "true positive rate",
            series: rankings.map {
                .init($0.name, x: $0.ranking.falseRates, y: $0.ranking.trueRates, area: $0.ranking.area)
            })
        chart.chance = .diagonal
        return chart
    }

    private static func precision(
        _ rankings: [(name: String, ranking: Ranking)], _ found: ClassPredictions
    ) -> StepChart {
        var chart = StepChart(
            title: "Precision and recall", xLabel: "recall", yLabel: "precision",
            series: rankings.map {
                .init(
                    $0.name, x: $0.ranking.recalls, y: $0.ranking.precisions,
                    area: $0.ranking.averagePrecision)
            })
        if found.classes.count == 2, let first = rankings.first {
            chart.chance = .level(first.ranking.share)
        }
        chart.note = "The area is the average precision."
        return chart
    }

    /// The positive class's probability of two; with more, that of the predicted class.
    private static func calibration(
        _ found: ClassPredictions, _ positive: Int?
    ) -> CalibrationChart {
        let scores =
            positive.map { found.probabilities[$0] }
            ?? found.prediction.enumerated().map { found.probabilities[$1][$0] }
        let isTrue = found.target.indices.map {
            found.target[$0] == positive ?? found.prediction[$0]
        }
        var sums = [(score: Double, right: Double, count: Int)](repeating: (0, 0, 0), count: 10)
        for (score, isTrue) in zip(scores, isTrue) where score.isFinite {
            let group = min(9, max(0, Int(score * 10)))
            sums[group].score += score
            sums[group].right += isTrue ? 1 : 0
            sums[group].count += 1
        }
        let groups = sums.filter { $0.count > 0 }.map {
            CalibrationChart.Group(
                predicted: $0.score / Double($0.count), observed: $0.right / Double($0.count), count: $0.count
            )
        }
        var chart = CalibrationChart(
            title: "Calibration", className: positive.map { found.classes[$0] } ?? "the predicted class",
            groups: groups)
        chart.note = "Groups of equal width; lines: 95 % intervals (Wilson)."
        return chart
    }

    private static func scores(_ found: ClassPredictions, _ positive: Int?) -> HistogramChart {
        if let positive {
            let series = found.classes.indices.map { label in
                HistogramChart.Series(
                    "true: " + found.classes[label],
                    values: found.target.indices.filter { found.target[$0] == label }
                        .map { found.probabilities[positive][$0] })
            }
            return HistogramChart(
                title: "Scores", xLabel: "predicted probability of \(found.classes[positive])", series: series
            )
        }
        let rows = found.target.indices
        func values(_ isRight: Bool) -> [Double] {
            rows.filter { (found.target[$0] == found.prediction[$0]) == isRight }
                .map { found.probabilities[found.prediction[$0]][$0] }
        }
        return HistogramChart(
            title: "Scores", xLabel: "probability of the predicted class",
            series: [.init("right", values: values(true)), .init("wrong", values: values(false))])
    }

    private static func perClass(_ found: ClassPredictions, _ positive: Int?) -> HTMLText {
        let matrix = found.confusion
        var table = HTMLTable([
            .init("class"), .init("rows", isNumber: true), .init("precision", isNumber: true),
            .init("recall", isNumber: true), .init("F1", isNumber: true), .init("ROC area", isNumber: true),
        ])
        for index in found.classes.indices.prefix(100) {
            let right = matrix[index][index]
            let actual = matrix[index].reduce(0, +)
            let claimed = matrix.reduce(0) { $0 + $1[index] }
            let ranking = Ranking(
                scores: found.probabilities[index], isPositive: found.target.map { $0 == index })
            table.row([
                found.classes[index] + (index == positive ? " (positive)" : ""),
                NumberText.count(Int(actual)), share(right, claimed),
                share(right, actual),
                share(2 * right, actual + claimed),
                ranking.map { NumberText.fixed($0.area, decimals: 4) } ?? "–",
            ])
        }
        let rest = found.classes.count - 100
        return HTMLText(trusted: "<h3>Class by class</h3>\n") + table.html
            + (rest > 0 ? paragraph("\(rest) more classes are not shown.", style: "note") : .empty)
    }

    private static func share(_ part: Double, _ whole: Double) -> String {
        whole > 0 ? NumberText.fixed(part / whole, decimals: 4) : "–"
    }
}
