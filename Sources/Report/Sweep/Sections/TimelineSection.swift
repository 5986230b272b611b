import Runs

/// When trials ran and how they ended.
package enum TimelineSection: SweepReportSection {
    package static let name = "timeline"
    package static let title = "Timeline"
    private static let states = ["completed", "diverged", "stopped", "failed", "other", "pruned"]

    package static func body(_ sweep: SweepContents) -> HTMLText? {
        let timed = sweep.trials.indices.filter {
            sweep.trials[$0].ended != nil && sweep.trials[$0].seconds.isFinite
                && sweep.trials[$0].sameAs == nil
        }
        let starts = timed.compactMap { start(sweep.trials[$0]) }
        guard timed.count > 1, let beginning = starts.min() else { return nil }
        let present = states.filter { state in timed.contains { name(sweep.trials[$0].state) == state } }
        let items = timed.compactMap { row -> TimelineChart.Item? in
            let trial = sweep.trials[row]
            guard let start = start(trial), let place = present.firstIndex(of: name(trial.state)) else {
                return nil
            }
            return TimelineChart.Item(
                "trial \(trial.number)", start: start - beginning, end: start - beginning + trial.seconds,
                state: place)
        }
        let chart = TimelineChart(title: "Trials over time", states: present, items: items)
        return figureGrid([("timeline-figure", chart.figure())])
    }

    private static func name(_ state: String) -> String {
        states.contains(state) ? state : "other"
    }

    private static func start(_ trial: SweepContents.Trial) -> Double? {
        trial.ended.map { Double($0.milliseconds) / 1000 - trial.seconds }
    }
}
