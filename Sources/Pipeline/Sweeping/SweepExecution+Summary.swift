import Foundation
import Runs
import Sweep

extension SweepExecution {
    /// Writes table, summary and best specification, and removes the large files of trials that are no longer among
    /// the best.
    func summarize() throws -> SweepSummary {
        let state = try refresh()
        dropFiles(state)
        let importance = importance(state)
        let isDone = (0..<sequence.trialCount).allSatisfy { state.records[$0] != nil }
        if isDone {
            TrialClaims.removeAll(in: directory)
            // Killed workers leave their files, and no later worker looks for them.
            _ = SweepWorker.living(in: directory)
        }
        let summary = SweepSummary(
            opening: opening, state: state, status: isDone ? "completed" : "interrupted",
            total: sequence.trialCount, dropped: droppedCount,
            importance: importance?.shares ?? [], importancePoints: importance?.points)
        try directory.replace(SweepFile.table, with: Foundation.Data(SweepTable.text(state).utf8))
        try directory.replace(SweepFile.summary, with: try RunJSON.encode(summary))
        if let point = bestPoint(summary), let trial = try? resolver.resolve(point) {
            let text = trial.resolved.standingAlone
            try directory.replace(SweepFile.best, with: Foundation.Data(text.utf8))
        }
        return summary
    }

    /// What `best.yaml` says: the best trial, or of a sweep with repeats the best point with the seed as it was
    /// written.
    private func bestPoint(_ summary: SweepSummary) -> TrialPoint? {
        guard let best = summary.best else { return nil }
        if let point = best.point { return points[point * definition.search.repeats] }
        return points[state.records[best.trial]?.sameAs ?? best.trial]
    }

    /// What of the objective's variation each parameter explains, and how many points say so; nil where it cannot be
    /// said.
    private func importance(_ state: SweepState) -> (shares: [SweepSummary.Importance], points: Int)? {
        let outcomes = points.values.sorted { $0.number < $1.number }.compactMap { point in
            state.records[point.number].map { outcome(of: $0, point) }
        }
        let all = ParameterImportance.all(
            of: outcomes, in: definition.search.space, objective: definition.objective)
        guard let all else { return nil }
        let shares = all.map {
            SweepSummary.Importance(parameter: $0.paths.joined(separator: ", "), share: $0.share)
        }
        let completed = outcomes.filter { $0.status == .completed && $0.objective?.isFinite == true }
        return (shares, Set(completed.map(\.point.point)).count)
    }

    private func dropFiles(_ state: SweepState) {
        guard case .best(let count) = options.keep else { return }
        let kept = Set(state.best(count).map(\.folderName))
        for record in state.ordered where record.sameAs == nil && !kept.contains(record.folderName) {
            let folder = directory.trialFolder(record.folderName)
            let isFull = [RunFile.model, RunFile.splits].contains { name in
                FileManager.default.fileExists(atPath: folder + "/" + name)
            }
            guard isFull else { continue }
            directory.remove(Self.largeFiles, ofTrial: record.folderName)
        }
    }

    /// What keeping a trial adds; removed again when it is no longer among the best.
    private static let largeFiles =
        [
            RunFile.model, RunFile.trees, RunFile.predictions, RunFile.preprocessing, RunFile.splits,
        ] + FullTrial.names
}
