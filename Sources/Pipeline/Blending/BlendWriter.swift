import Data
import Foundation
import Kernels
import Machine
import Report
import Runs
import Training

/// A blend as a run directory: the models it is made of, its weights, figures and predictions.
struct BlendWriter {
    let candidates: BlendCandidates
    let selection: GreedySelection
    let request: BlendRequest
    let sweep: SweepDirectory
    let gate: any WriteGate
    /// When the work on it began.
    let started: RunTime
    /// The members as they were trained again, in the order of `chosen`; nil where they stay as they are.
    var refit: BlendRefit?
    let environment: [String: String]

    /// What of a trial's directory it takes to predict.
    private static let memberFiles = [
        RunFile.manifest, RunFile.resolved, RunFile.metrics, RunFile.preprocessing, RunFile.model,
        RunFile.trees,
    ]

    /// Chosen members by their places among the candidates, the greatest weight first.
    private var chosen: [(place: Int, picks: Int)] { selection.chosen }

    private var total: Double { Double(max(selection.picks.count, 1)) }

    func write() throws -> RunDirectory {
        let chosen = chosen
        let blend = Blend(
            members: chosen.map { place, picks in
                var member = candidates.members[place]
                member.weight = Double(picks) / total
                return member
            }, threads: candidates.threads)
        guard let best = blend.members.first else { throw TrainingError("the blend has no members") }
        let name = request.name ?? best.run.manifest.name + "-blend"
        let specification = text(sweep.file(SweepFile.specification))
        let again = refit?.members.first
        let resolved = again?.resolved.text ?? text(best.run.directory.file(RunFile.resolved))
        let directory = try RunDirectory.create(
            in: request.runsFolder, name: name, gate: gate,
            firstFiles: .init(specification: specification, resolved: resolved) {
                [manifest = again?.manifest ?? best.run.manifest, commandLine = request.commandLine] id, time
                in
                var own = RunManifest(
                    id: id, name: name, description: manifest.description, created: time, seed: manifest.seed,
                    specification: manifest.specification, specificationFolder: manifest.specificationFolder,
                    overrides: manifest.overrides, commandLine: commandLine,
                    versions: ["assay": ProgramVersion.text], process: .current())
                own.data = manifest.data
                own.dataKey = manifest.dataKey
                own.elementType = manifest.elementType
                return own
            })
        let lock = try RunLock(directory: directory.path)
        defer { withExtendedLifetime(lock) {} }
        if refit == nil { try copyMembers(chosen.map(\.place), to: directory) }
        let predicting = try refitted(chosen, in: directory) ?? blend
        var manifest = try directory.manifest()
        manifest.threads = candidates.threads
        manifest.parameters = blend.members.reduce(0) { $0 + ($1.run.manifest.parameters ?? 0) }
        manifest.machine = MachineDescription.current(compiledFor: InstructionSet.name)
        manifest.peakMemoryBytes = peakMemoryBytes()
        let files = try self.files(blend, predicting, chosen, seconds: RunTime.now().seconds(since: started))
        _ = manifest.apply(.ended(.completed), at: .now())
        try directory.replace(files + [(RunFile.manifest, try RunJSON.encode(manifest))])
        return directory
    }

    private func text(_ path: String) -> String {
        FileManager.default.contents(atPath: path).map { String(decoding: $0, as: UTF8.self) } ?? ""
    }

    private func copyMembers(_ places: [Int], to directory: RunDirectory) throws {
        for place in places {
            let source = candidates.members[place].run.directory
            let folder = directory.file(RunFile.members) + "/" + source.id
            let folds = (1...max(1, candidates.members[place].data.count)).flatMap {
                [RunFile.foldModel($0), RunFile.foldPreprocessing($0)]
            }
            do {
                try FileManager.default.createDirectory(
                    atPath: folder + "/" + RunFile.checkpoints, withIntermediateDirectories: true)
                for name in Self.memberFiles + folds where source.exists(name) {
                    try FileManager.default.copyItem(atPath: source.file(name), toPath: folder + "/" + name)
                }
            } catch {
                throw RunError.system(action: "copy a model to", path: folder, code: errno == 0 ? EIO : errno)
            }
        }
    }

    /// The blend of the members that were trained again, once they have been written.
    private func refitted(_ chosen: [(place: Int, picks: Int)], in directory: RunDirectory) throws -> Blend? {
        guard let refit else { return nil }
        let members = try zip(chosen, refit.members).map { choice, member in
            let id = candidates.members[choice.place].run.directory.id
            let folder = directory.file(RunFile.members) + "/" + id
            let files = member.files + [(RunFile.manifest, try RunJSON.encode(member.manifest))]
            do {
                try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
                for file in files { try file.data.write(to: URL(filePath: folder + "/" + file.name)) }
            } catch {
                throw RunError.system(
                    action: "write a model to", path: folder, code: errno == 0 ? EIO : errno)
            }
            return try member.member(
                in: folder, weight: Double(choice.picks) / total, environment: environment)
        }
        return Blend(members: members, threads: candidates.threads)
    }

    /// - Parameter blend: by which members were chosen and decisions are made
    /// - Parameter predicting: what the run predicts with; the same unless members were trained again
    private func files(
        _ blend: Blend, _ predicting: Blend, _ chosen: [(place: Int, picks: Int)], seconds: Double
    ) throws -> [RunFiles.File] {
        let best = blend.members[0]
        let folds = best.data
        var files: [RunFiles.File] = []
        // Rows that the members were trained on say nothing about the blend.
        let names = blend.partNames.filter { $0 != "train" || blend.partNames.count == 1 }
        var all: [(name: String, parts: [Blend.Part])] = []
        for name in folds.count > 1 ? ["val"] : names {
            // Members that were trained on the validation rows say nothing about them.
            all.append((name, try (name == "val" ? blend : predicting).parts(named: name)))
        }
        let decision = blend.decision(on: all.first { $0.name == "val" }?.parts ?? [])
        var scores = [[SplitScores]](repeating: [], count: folds.count)
        var leftOut: [FoldPredictions] = []
        for (name, undecided) in all {
            let parts = undecided.map { $0.applying(decision) }
            for part in parts { scores[part.fold].append(try blend.scores(part, name)) }
            guard name == blend.predictedSplit else { continue }
            files.append((RunFile.predictions, predictions(parts)))
            if folds.count > 1 { leftOut = parts.map(\.ofFold) }
        }
        var metrics = metrics(blend, scores, leftOut, seconds)
        metrics.decision = decision.map {
            RunMetrics.Decision($0, fittedOn: folds.count > 1 ? GroupTables.outOfFold : "val")
        }
        files.append((RunFile.metrics, try RunJSON.encode(metrics)))
        if folds.count == 1 {
            files.append(
                (RunFile.preprocessing, try RunJSON.encode(predicting.members[0].data[0].preprocessing)))
        }
        if let refit {
            files.append((RunFile.splits, try RunFiles.splits(refit.members[0].preparation)))
        } else if let splits = FileManager.default.contents(atPath: best.run.directory.file(RunFile.splits)) {
            files.append((RunFile.splits, splits))
        }
        files.append((RunFile.blend, try RunJSON.encode(record(chosen))))
        return files
    }

    private func record(_ chosen: [(place: Int, picks: Int)]) -> RunBlend {
        RunBlend(
            sweep: sweep.id, objective: candidates.objective.name,
            direction: candidates.objective.isHigherBetter ? "maximize" : "minimize",
            candidates: candidates.members.count, finished: candidates.finished, size: request.size,
            curve: selection.curve.map { $0.isFinite ? $0 : nil },
            members: chosen.map { place, picks in
                let record = candidates.records[place]
                let value = selection.alone[place]
                return RunBlend.Member(
                    trial: record.number, folder: candidates.members[place].run.directory.id, picks: picks,
                    weight: Double(picks) / total, value: value.isFinite ? value : nil)
            }, isRefitted: refit == nil ? nil : true)
    }

    private func metrics(
        _ blend: Blend, _ scores: [[SplitScores]], _ leftOut: [FoldPredictions], _ seconds: Double
    ) -> RunMetrics {
        let best = blend.members[0]
        let (spec, target) = (best.run.spec, best.data[0].target)
        let results = scores.map { TrialResult(splits: $0) }
        var metrics: RunMetrics
        if best.data.count > 1 {
            metrics = RunMetrics(
                folds: results, spec: spec, target: target, positive: best.run.positive, predictions: leftOut,
                trainingSeconds: seconds, stepsPerSecond: nil)
        } else {
            metrics = RunMetrics(
                results[0], spec: spec, target: target, positive: best.run.positive, trainingSeconds: seconds,
                stepsPerSecond: nil)
        }
        metrics.weights = ""
        metrics.members = nil
        // Simple rules reach the same whatever the model is.
        metrics.baselines = best.run.metrics?.baselines ?? [:]
        return metrics
    }

    private func predictions(_ parts: [Blend.Part]) -> Foundation.Data {
        guard let first = parts.first else { return Foundation.Data() }
        guard parts.count > 1 else {
            return PredictionsFile.content(
                split: first.shown, predictions: first.rows.predictions, spreads: first.rows.spreads,
                task: first.rows.task, data: first.data, transform: first.transform, choice: first.rows.choice
            )
        }
        return FoldPredictions.content(parts.map(\.ofFold))
    }
}
