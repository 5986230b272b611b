import Data
import Foundation
import Runs
import Spec
import Training

/// The weights that `init_from` names, found and fitted to a model.
struct FoundWeights {
    /// The file they come from, as people are told.
    let path: String
    let weights: StartingWeights
    /// What the user should know beside what fitted; nil for nothing.
    let remark: String?

    /// - Parameter features: names of the model's features, to be compared with those of a run; nil where not known
    /// - Returns: nil where the specification names none, or nothing is to be begun
    /// - Errors: `DataDiagnostics` for weights that are not there, are damaged, or do not fit
    init?(_ spec: ExperimentSpec, _ request: SpecRequest, model: ModelPlan, features: [String]? = nil) throws
    {
        guard let section = spec.initFrom, let source = section.source, request.beginsAnew,
            spec.solver == nil, spec.trees == nil
        else { return nil }
        let (path, run) = try Self.file(source, section, request)
        let file = try Self.content(path, section)
        let globs = section.only.map { Glob(pattern: $0) }
        weights = StartingWeights(file, for: model, renames: section.renames) { name in
            globs.isEmpty || globs.contains { $0.matches(name) }
        }
        self.path = path
        remark = run.flatMap { Self.remark($0, features) }
        try check(section, file)
    }

    /// What fitted and what did not, line by line.
    var report: [String] {
        let fit = weights.fit
        let all = fit.fitted.count + fit.misfits.count + fit.missing.count
        var lines = ["weights from \(path): \(fit.fitted.count) of \(all) arrays (\(Self.list(fit.fitted)))"]
        lines += fit.misfits.prefix(10).map { "  other shape: \(Self.text($0))" }
        if !fit.missing.isEmpty { lines.append("  not there: \(Self.list(fit.missing))") }
        if !fit.unused.isEmpty { lines.append("  not used: \(Self.list(fit.unused))") }
        return lines + (remark.map { ["warning: " + $0] } ?? [])
    }

    private static func list(_ names: [String]) -> String {
        names.prefix(8).joined(separator: ", ") + (names.count > 8 ? " and \(names.count - 8) more" : "")
    }

    private static func text(_ misfit: StartingWeights.Misfit) -> String {
        "\(misfit.name) is \(misfit.wanted) here and \(misfit.found) there"
    }

    private static func refusal(
        _ message: String, _ section: InitFromSection, help: String? = nil, notes: [String] = []
    ) -> DataDiagnostics {
        DataDiagnostics([Diagnostic("init-from", message, at: section.origin, help: help, notes: notes)])
    }

    /// Why a run has no file of weights to begin with.
    private static func noWeights(_ run: RunDirectory, _ section: InitFromSection) -> DataDiagnostics {
        if section.fold == nil, run.exists(RunFile.foldModel(1)) {
            return refusal(
                "the run '\(run.id)' is a cross-validation and has a model for each fold", section,
                help: "add 'fold: 1', or another one")
        }
        if run.exists(RunFile.trees) {
            return refusal(
                "the run '\(run.id)' is made of trees, which have no weights", section,
                help: "name a run of a network")
        }
        let fold = section.fold.map { " of fold \($0)" } ?? " yet"
        return refusal(
            "the run '\(run.id)' has no weights\(fold)", section,
            help: "name a run that has been trained to its end")
    }

    /// The file of weights that a path or the name of a run means, and the run.
    private static func file(
        _ source: SpecPath, _ section: InitFromSection, _ request: SpecRequest
    ) throws -> (path: String, run: RunDirectory?) {
        let files = FileManager.default
        var isFolder: ObjCBool = false
        let path = source.resolved
        if files.fileExists(atPath: path, isDirectory: &isFolder), !isFolder.boolValue {
            guard section.fold == nil else {
                throw refusal("'\(path)' is a file and has no folds", section, help: "remove 'fold'")
            }
            return (path, nil)
        }
        guard let run = run(path, source, request) else {
            throw refusal(
                "there is no file and no run '\(source.text)'", section,
                help: "give the path of a file of safetensors, or a run of '\(request.runsFolder)' by its "
                    + "name or directory")
        }
        let name = section.fold.map { RunFile.foldModel($0) } ?? RunFile.model
        guard run.exists(name) else { throw noWeights(run, section) }
        return (run.file(name), run)
    }

    private static func run(_ path: String, _ source: SpecPath, _ request: SpecRequest) -> RunDirectory? {
        if let run = try? RunDirectory(path: path) { return run }
        let index = RunIndex(folder: request.runsFolder)
        // A name that was given on the command line stands in the resolved specification as a path.
        let name = (source.text as NSString).lastPathComponent
        return (try? index.find(source.text)) ?? (try? index.find(name))
    }

    private static func content(_ path: String, _ section: InitFromSection) throws -> SafetensorsFile {
        guard let bytes = FileManager.default.contents(atPath: path) else {
            throw refusal("the weights '\(path)' cannot be read", section)
        }
        do {
            return try SafetensorsFile(bytes: [UInt8](bytes))
        } catch {
            throw refusal(
                "'\(path)' is no file of weights: \(error)", section,
                help: "give a file of safetensors, or a run")
        }
    }

    /// Weights of a first layer are by the places of features, whatever these are called.
    private static func remark(_ run: RunDirectory, _ features: [String]?) -> String? {
        guard let features, let data = FileManager.default.contents(atPath: run.file(RunFile.preprocessing)),
            let known = try? Preprocessing(json: String(decoding: data, as: UTF8.self)),
            let theirs = known.inputs?.features, theirs.count == features.count, theirs != features,
            let place = zip(theirs, features).enumerated().first(where: { $1.0 != $1.1 })
        else { return nil }
        return
            "feature \(place.offset + 1) is '\(features[place.offset])' here and '\(theirs[place.offset])' in "
            + "\(run.id): weights go by the places of features, not by their names"
    }

    private func check(_ section: InitFromSection, _ file: SafetensorsFile) throws {
        let fit = weights.fit
        let wanted = fit.fitted + fit.misfits.map(\.name) + fit.missing
        let notes = [
            "the model has: " + Self.list(wanted), "the file has: " + Self.list(file.tensors.map(\.name)),
        ]
        guard !fit.fitted.isEmpty else {
            throw Self.refusal(
                "no array of '\(path)' fits the model"
                    + (fit.misfits.first.map { ": \(Self.text($0))" } ?? ""),
                section, help: "compare names and shapes; 'rename' changes beginnings of names", notes: notes)
        }
        guard section.isStrict, !fit.isComplete else { return }
        let what =
            fit.misfits.first.map(Self.text) ?? fit.missing.first.map { "'\($0)' is not there" }
            ?? "nothing of the model is called '\(fit.unused.first ?? "")'"
        throw Self.refusal(
            "'strict' wants all arrays to fit, but \(what)", section,
            help: "remove 'strict: true' to take what fits", notes: notes)
    }
}
