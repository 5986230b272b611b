/// The objective of every trial in the order of proposal, and the best so far.
package enum HistorySection: SweepReportSection {
    package static let name = "history"
    package static let title = "Optimisation history"

    package static func body(_ sweep: SweepContents) -> HTMLText? {
        let rows = sweep.trials.indices.filter {
            sweep.trials[$0].state.isFinished && sweep.trials[$0].score.isFinite
        }
        guard rows.count > 1 else { return nil }
        var chart = ScatterChart(
            title: "Objective of every trial", xLabel: "trial", yLabel: sweep.objective,
            x: rows.map { Double(sweep.trials[$0].number) }, y: rows.map { sweep.trials[$0].score })
        chart.pointName = "trial"
        chart.names = rows.map(sweep.title)
        chart.offersLogarithmicY = true
        chart.startsLogarithmicY = sweep.spansDecades
        var x: [Double] = []
        var y: [Double] = []
        for row in rows.sorted(by: { sweep.trials[$0].number < sweep.trials[$1].number }) {
            let value = sweep.trials[row].score
            let number = Double(sweep.trials[row].number)
            guard let best = y.last else {
                x.append(number)
                y.append(value)
                continue
            }
            guard sweep.isSmallBest ? value < best : value > best else { continue }
            x += [number, number]
            y += [best, value]
        }
        if let best = y.last, let last = sweep.trials.map(\.number).max() {
            x.append(Double(last))
            y.append(best)
        }
        chart.line = ("best so far", x, y)
        return figureGrid([("history-figure", chart.figure())])
    }
}
