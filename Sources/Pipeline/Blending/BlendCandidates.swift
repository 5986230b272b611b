import Data
import Foundation
import Machine
import Runs
import Training

/// The trials of a sweep that have kept their models, best first, with what they predict for the validation rows.
struct BlendCandidates {
    let members: [BlendMember]
    /// In the order of `members`.
    let records: [TrialRecord]
    /// Trials that finished.
    let finished: Int
    let objective: BlendObjective
    let sweepId: String
    let threads: Int
    /// By member, for each fold.
    private let predictions: [[ScoredRows]]

    private static let part = "val"

    /// - Errors: `CommandFailure` and `RunError` for a sweep that cannot be blended
    init(
        _ sweep: SweepDirectory, _ request: BlendRequest, environment: [String: String],
        output: CommandOutput
    ) throws {
        let state = try sweep.state()
        let ranking = state.ranking.filter { $0.sameAs == nil }
        finished = ranking.count
        sweepId = sweep.id
        let kept = ranking.compactMap { Self.kept($0, sweep) }.prefix(request.top ?? .max)
        guard !kept.isEmpty else { throw Self.nothingKept(sweep, finished) }
        var data = BlendData(environment: environment, output: output)
        var members: [BlendMember] = []
        for (_, directory) in kept {
            let run = try TrainedRun(directory, environment: environment)
            members.append(BlendMember(run: run, data: try data.data(of: run)))
        }
        records = kept.map(\.0)
        threads = ThreadCount.of(request.threads, members[0].run.spec)
        objective = try BlendObjective(request.objective, state.opening, members[0].run)
        for (member, record) in zip(members, records).dropFirst() {
            try Self.check(member, record, against: members[0], records[0], sweep)
        }
        guard members[0].data.allSatisfy({ ($0[split: Self.part]?.rows ?? 0) > 0 }) else {
            throw CommandFailure(
                .command,
                "the trials of \(sweep.id) have no validation rows, and a blend is chosen on those: "
                    + "give 'data.split' a part 'val'"
            )
        }
        let threads = threads
        predictions = try members.map { try $0.predictions(of: Self.part, threads: threads) }
        self.members = members
    }

    /// A trial with a model.
    private static func kept(_ record: TrialRecord, _ sweep: SweepDirectory) -> (TrialRecord, RunDirectory)? {
        guard let directory = try? RunDirectory(path: sweep.trialFolder(record.folderName)),
            [RunFile.model, RunFile.trees, RunFile.foldModel(1)].contains(where: directory.exists)
        else { return nil }
        return (record, directory)
    }

    private static func nothingKept(_ sweep: SweepDirectory, _ finished: Int) -> CommandFailure {
        let what =
            finished == 0
            ? "none of its trials has finished"
            : "none of its \(NumberText.count(finished)) finished trials has kept its model: sweep with --keep 50"
        return CommandFailure(.run, "\(sweep.id) cannot be blended: \(what)", status: .failed)
    }

    /// All members must predict the same rows of the same target.
    private static func check(
        _ member: BlendMember, _ record: TrialRecord, against first: BlendMember, _ best: TrialRecord,
        _ sweep: SweepDirectory
    ) throws {
        let (own, known) = (member.data.first, first.data.first)
        let reason: String
        if own?.targetNames != known?.targetNames {
            reason = "predict different targets"
        } else if own?.target != known?.target {
            reason = "know different classes"
        } else if member.rows(of: part) != first.rows(of: part)
            || member.rows(of: "train") != first.rows(of: "train")
        {
            reason = "were trained and judged on different rows"
        } else {
            return
        }
        throw CommandFailure(
            .run,
            "trials \(best.number) and \(record.number) of \(sweep.id) \(reason), so their predictions cannot be blended; "
                + "sweep neither 'data.split' nor 'seed', or split by a column",
            status: .failed)
    }

    /// What is said before the work begins.
    var announcement: [String] {
        let rows = members[0].data.reduce(0) { $0 + ($1[split: Self.part]?.rows ?? 0) }
        var lines = [
            "blending \(NumberText.count(members.count, "trial")) of \(sweepId) by \(objective.name) on "
                + "\(NumberText.count(rows, "validation row"))"
        ]
        if members.count < finished {
            lines.append(
                "\(NumberText.count(finished - members.count)) of \(NumberText.count(finished)) finished trials take no part: "
                    + "only the best keep their models (sweep.keep, --keep 50, --keep all)")
        }
        return lines
    }

    /// Picks the members.
    func select(size: Int) throws -> GreedySelection {
        let spaces = members[0].data.indices.map { BlendSpace(members, fold: $0) }
        let averaged = predictions.enumerated().map { place, folds in
            folds.enumerated().map { spaces[$0].averaged($1, of: place) }
        }
        // In each fold all rows are told alike.
        let alike = spaces.indices.map { fold in PredictionMean.alike(averaged.map { $0[fold] }) }
        var judges: [@Sendable (ScoredRows) -> Double] = []
        for fold in spaces.indices { judges.append(try objective.judge(members[0], fold: fold)) }
        let judged = BlendJudge(rows: alike.map { $0[0] }, judges: judges)
        let models = averaged.indices.map { member in alike.map { $0[member].predictions } }
        let selection = GreedySelection(
            models, size: size, workers: objective.isLoss ? 1 : threads,
            isHigherBetter: objective.isHigherBetter, value: judged.value)
        guard !selection.picks.isEmpty else {
            throw CommandFailure(
                .run,
                "\(sweepId) cannot be blended: \(objective.name) of its predictions is not a number; name another measure "
                    + "with --objective", status: .failed)
        }
        return selection
    }
}

/// The mean over the folds of what predictions reach.
private struct BlendJudge: Sendable {
    /// By fold, with the targets.
    let rows: [ScoredRows]
    let judges: [@Sendable (ScoredRows) -> Double]

    @Sendable
    func value(_ predictions: [[Double]]) -> Double {
        var sum = 0.0
        for (fold, values) in predictions.enumerated() {
            var own = rows[fold]
            own.predictions = values
            sum += judges[fold](own)
        }
        return sum / Double(max(predictions.count, 1))
    }
}
