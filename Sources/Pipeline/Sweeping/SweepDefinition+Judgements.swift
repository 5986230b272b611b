import Spec
import Sweep

/// A judgment of the pruner about a trial.
struct TrialJudgement: Equatable {
    /// What the pruner asks for.
    var rung: Int
    /// The epoch after which it is made: the first one from the rung on that gives the objective a new value.
    var epoch: Int
}

extension SweepDefinition {
    /// When the pruner judges the trial with this number, in order. A rung at which there is no value yet waits for the
    /// next one; of several rungs that wait for the same value the last is judged, and one that would have to wait for
    /// the end of training is not.
    func judgements(of number: Int) -> [TrialJudgement] {
        let interval = max(1, epochsPerValue)
        var judgements: [TrialJudgement] = []
        for rung in search.pruner.rungs(of: number, maximum: epochs) {
            let (whole, rest) = rung.quotientAndRemainder(dividingBy: interval)
            let (epoch, overflow) = (whole + (rest == 0 ? 0 : 1)).multipliedReportingOverflow(by: interval)
            guard !overflow, epoch < epochs else { continue }
            if judgements.last?.epoch == epoch { judgements.removeLast() }
            judgements.append(TrialJudgement(rung: rung, epoch: epoch))
        }
        return judgements
    }

    /// Reports a pruner that would never judge, because the objective has its first value when training ends.
    func checkJudgements(_ diagnostics: inout DiagnosticBag) {
        let interval = epochsPerValue
        guard interval > 1, let cohort = search.pruner.cohort(maximum: epochs) else { return }
        let looked = 0..<min(cohort, Self.judgedTrials)
        guard looked.contains(where: { !search.pruner.rungs(of: $0, maximum: epochs).isEmpty }),
            looked.allSatisfy({ judgements(of: $0).isEmpty })
        else { return }
        diagnostics.report(
            Diagnostic(
                "conflict",
                "the pruner would never judge a trial: with 'validate_every' \(interval), '\(objective.metric)' is "
                    + "not known before the last of \(epochs) epochs",
                at: base.subject.resolved["sweep"]?["pruner"]?.origin ?? section.origins.section,
                help: "validate more often, train longer, or leave the pruner out"))
    }

    /// How many trials of a cohort are looked at: more than any pruner has kinds of them.
    private static let judgedTrials = 1000
}

extension SweepSearch {
    /// The greatest value a whole number has in any trial.
    ///
    /// - Parameter base: its value where it is not swept
    func greatestCount(of segments: [String], base: Int) -> Int {
        let drawn = space.dimensions.flatMap { dimension -> [Int] in
            guard let place = dimension.parameters.firstIndex(where: { $0.segments == segments }) else {
                return []
            }
            let coordinates = dimension.coordinates
            return coordinates.compactMap { coordinate in
                let values = dimension.values(at: coordinate)
                guard place < values.count, case .integer(let count) = values[place].content else {
                    return nil
                }
                return count
            }
        }
        let written = (listed + enqueued).map { point in
            point.assignments.last { SweepPath.segments(of: $0.path) == segments }
        }
        let known = written.compactMap { assignment -> Int? in
            guard case .integer(let count)? = assignment?.value.content else { return nil }
            return count
        }
        // A parameter that does not count in every trial, and a listed trial without the key, leave the base.
        let isAlwaysSet =
            listed.isEmpty
            ? space.parameters.contains { $0.segments == segments && $0.condition == nil }
            : known.count == listed.count
        return (drawn + known + (isAlwaysSet ? [] : [base])).max() ?? base
    }
}

extension SearchDimension {
    /// Every place of a list; of an interval some, among which those of the least and the greatest values are.
    var coordinates: [Double] {
        switch kind {
        case .categorical, .ordered: (0..<(count ?? 0)).map(Double.init)
        case .interval: [quantile(0), quantile(0.5), quantile(1.0.nextDown)]
        }
    }
}
