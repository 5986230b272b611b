import Data
import Foundation
import Machine
import Runs
import Training

/// The small files a report shows beside the figures: they need model and data, which a run directory does not hold.
///
/// Made at the end of a run, from at most some thousand rows; nothing here depends on time, so the same run gives the
/// same bytes.
struct RunInsights {
    let preparation: RunPreparation
    let weights: SafetensorsFile
    let threads: Int

    /// The stages of the pipeline, known before the training.
    static func graph(_ preparation: RunPreparation) -> RunGraph {
        var checked = preparation.checked
        checked.model = preparation.model
        let parts = preparation.data.splits.map { "\($0.name) \(NumberText.count($0.rows))" }
        return RunGraph(
            stages: ExperimentPlan(checked).nodes.map { node in
                var output = node.output
                if node.kind == .split { output = parts.joined(separator: ", ") }
                if let rows = node.rows, node.kind == .source || node.kind == .step {
                    output += ", " + NumberText.count(rows, "row")
                }
                if let fittedOn = node.fittedOn { output += ", fitted on \(fittedOn) rows" }
                return RunGraph.Stage(
                    kind: node.kind.rawValue, name: node.name, detail: node.detail, output: output)
            })
    }

    /// What applies to this model, as files of the run directory.
    ///
    /// - Parameter predictions: of the split that is predicted
    func files(split: PreparedSplit, predictions: ScoredRows) throws -> [(
        name: String, data: Foundation.Data
    )] {
        var files: [(name: String, data: Foundation.Data)] = []
        let sample = try sourceSample()
        if let importance = try withGains(try importance(split, sample), split) {
            files.append((RunFile.importance, try RunJSON.encode(importance)))
        }
        if let coefficients = coefficients() {
            files.append((RunFile.coefficients, try RunJSON.encode(coefficients)))
        }
        if let images = images(split, predictions) {
            files.append((RunFile.images, try RunJSON.encode(images)))
        }
        if let response = try response(sample) {
            files.append((RunFile.response, try RunJSON.encode(response)))
        }
        if let series = try series(split, predictions) {
            files.append((RunFile.series, try RunJSON.encode(series)))
        }
        return files
    }

    /// Rows of the source as they were read; nil when it has changed since, or is made of tensors.
    private func sourceSample() throws -> Table? {
        let spec = preparation.checked.spec
        let pipeline = spec.dataPipeline(preparation.checked.request.dataEnvironment)
        return try pipeline.sourceSample(of: preparation.data)
    }
}
