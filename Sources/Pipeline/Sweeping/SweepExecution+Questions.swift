import Runs

extension SweepExecution {
    /// Which of the trials that just ended keep all their files.
    func keptTrials(of ended: [TrialRecord]) -> Set<Int> {
        let candidates = ended.filter { $0.state.isFinished && $0.value != nil }.map(\.number)
        guard case .best(let count) = options.keep else { return Set(candidates) }
        guard count > 0 else { return [] }
        var state = state
        for record in ended { state.apply(.trial(record)) }
        return Set(state.ranking.prefix(count).map(\.number)).intersection(candidates)
    }

    /// The epochs after which a trial is judged.
    func rungs(of trial: ResolvedTrial) -> [Int] {
        definition.search.pruner.rungs(of: trial.number, maximum: definition.epochs)
    }
}
