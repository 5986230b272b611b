import Runs

extension SweepExecution {
    /// Which of the trials that just ended keep all their files.
    func keptTrials(of ended: [TrialRecord]) -> Set<Int> {
        let candidates = ended.filter { $0.state.isFinished && $0.value != nil }.map(\.number)
        guard case .best(let count) = options.keep else { return Set(candidates) }
        guard count > 0 else { return [] }
        return Set(state.leaders(adding: ended).map(\.number)).intersection(candidates)
    }

    /// When a trial is judged.
    func judgements(of trial: ResolvedTrial) -> [TrialJudgement] {
        definition.judgements(of: trial.number)
    }
}
