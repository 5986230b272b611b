import Runs

/// When trials ran and how they ended.
package enum TimelineSection: SweepReportSection {
    package static let name = "timeline"
    package static let title = "Timeline"
    private static let states: [TrialEnd] = [.completed, .diverged, .stopped, .failed, .pruned]

    package static func body(_ sweep: SweepContents) -> HTMLText? {
        let timed = sweep.trials.indices.filter {
            sweep.trials[$0].seconds.isFinite && sweep.trials[$0].sameAs == nil
        }
        let starts = timed.map { start(sweep.trials[$0]) }
        guard timed.count > 1, let beginning = starts.min() else { return nil }
        let present = states.filter { state in timed.contains { sweep.trials[$0].state == state } }
        let items = timed.compactMap { row -> TimelineChart.Item? in
            let trial = sweep.trials[row]
            guard let place = present.firstIndex(of: trial.state) else { return nil }
            let start = start(trial) - beginning
            return TimelineChart.Item(
                "trial \(trial.number)", start: start, end: start + trial.seconds, state: place)
        }
        let chart = TimelineChart(title: "Trials over time", states: present.map(\.rawValue), items: items)
        return figureGrid([("timeline-figure", chart.figure())])
    }

    private static func start(_ trial: TrialRecord) -> Double {
        Double(trial.ended.milliseconds) / 1000 - trial.seconds
    }
}
