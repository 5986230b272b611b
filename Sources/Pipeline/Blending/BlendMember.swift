import Data
import Runs
import Training

/// A trained trial as a part of a blend, with the data it was trained and judged on.
struct BlendMember {
    let run: TrainedRun
    /// One set, or one for each fold.
    let data: [PreparedData]
    var weight = 1.0

    /// What the trial's models predict for a part of the data; in a cross-validation for that of each fold, by the one
    /// that was not trained on it.
    func predictions(of part: String, threads: Int) throws -> [ScoredRows] {
        try data.enumerated().map { fold, data in
            guard let split = data[split: part],
                let model = run.models.first(where: { ($0.fold ?? 1) - 1 == fold })
            else {
                throw RunError.refused(
                    run: run.directory.id, reason: "it has no model for every fold, so it cannot be blended")
            }
            let predictor = try Predictor(
                plan: try plan(of: fold), elementType: run.spec.realType.elementType, threads: threads,
                weights: model.weights, largestPart: split.rows, positiveClass: positiveClass(of: fold),
                transform: data.targetTransform)
            return try predictor.scored(split).rows
        }
    }

    func plan(of fold: Int) throws -> ModelPlan {
        try run.plan(features: data[fold].featureColumns, target: data[fold].target)
    }

    func positiveClass(of fold: Int) -> Int { run.positive.index(in: data[fold].target) }

    /// The row numbers of a part, fold by fold.
    func rows(of part: String) -> [[Int]] { data.map { $0[split: part].map { Array($0.rowIds) } ?? [] } }
}

/// The data of trials, prepared once for all that share them.
struct BlendData {
    private let environment: [String: String]
    private let output: CommandOutput
    private var known: [String: [PreparedData]] = [:]

    init(environment: [String: String], output: CommandOutput) {
        self.environment = environment
        self.output = output
    }

    /// - Errors: `RunError` when they have changed since the trial was trained
    mutating func data(of run: TrainedRun) throws -> [PreparedData] {
        if let key = run.manifest.dataKey, let data = known[key] { return data }
        let pipeline = run.dataPipeline(environment)
        let data = try pipeline.prepareFolds(progress: DownloadProgress.reporter(output))
        switch DataIdentity(of: data.first, in: run.manifest) {
        case .same: break
        case .otherVersion(let version):
            output.warn(
                "the trials were trained by assay \(version); their data are prepared again by \(ProgramVersion.text)"
            )
        case .changed:
            throw RunError.refused(
                run: run.directory.id, reason: "its data have changed since it was trained")
        }
        if let key = run.manifest.dataKey { known[key] = data }
        return data
    }
}
