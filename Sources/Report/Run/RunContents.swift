import Foundation
import Runs

/// What the directory of a run holds, read once for all sections of its report.
///
/// Files that a run does not have (because it is not finished, or is of an older version) are nil; a damaged one is an
/// error, except for those that only serve the report: they count as missing.
package struct RunContents: Sendable {
    package let directory: RunDirectory
    package let manifest: RunManifest
    package let state: RunState
    package let metrics: RunMetrics?
    package let curves: CSVTable?
    package let steps: CSVTable?
    package let norms: CSVTable?
    /// One row per fold and epoch, in a cross-validation.
    package let folds: CSVTable?
    package let predictions: Predictions?
    package let resolved: String?
    package let log: String?
    package let graph: RunGraph?
    package let importance: RunImportance?
    package let coefficients: RunCoefficients?
    package let images: RunImages?
    package let response: RunResponse?
    package let series: RunSeries?
    package let profile: RunProfile?
    /// Nil unless it is a blend.
    package let blend: RunBlend?

    package init(_ directory: RunDirectory) throws {
        self.directory = directory
        manifest = try directory.manifest()
        state = RunIndex.liveState(manifest, in: directory)
        metrics = try directory.metrics()
        curves = CSVTable(path: directory.file(RunFile.metricsTable))
        steps = CSVTable(path: directory.file(RunFile.stepsTable))
        norms = CSVTable(path: directory.file(RunFile.normsTable))
        folds = CSVTable(path: directory.file(RunFile.foldsTable))
        predictions = CSVTable(path: directory.file(RunFile.predictions)).flatMap(Predictions.init)
        resolved = Self.text(directory, RunFile.resolved)
        log = Self.text(directory, RunFile.log)
        graph = try? RunJSON.decode(RunGraph.self, from: directory.file(RunFile.graph))
        importance = try? RunJSON.decode(RunImportance.self, from: directory.file(RunFile.importance))
        coefficients = try? RunJSON.decode(RunCoefficients.self, from: directory.file(RunFile.coefficients))
        images = try? RunJSON.decode(RunImages.self, from: directory.file(RunFile.images))
        response = try? RunJSON.decode(RunResponse.self, from: directory.file(RunFile.response))
        blend = try? RunJSON.decode(RunBlend.self, from: directory.file(RunFile.blend))
        series = try? RunJSON.decode(RunSeries.self, from: directory.file(RunFile.series))
        profile = try? RunJSON.decode(RunProfile.self, from: directory.file(RunFile.profile))
    }

    private static func text(_ directory: RunDirectory, _ name: String) -> String? {
        FileManager.default.contents(atPath: directory.file(name)).map { String(decoding: $0, as: UTF8.self) }
    }

    /// The split that predictions and headline are of.
    package var scoredSplit: String {
        let splits = metrics?.splits ?? [:]
        return ["test", "val", "train"].first { splits[$0] != nil } ?? "test"
    }

    /// Which rows the predictions are of, for people.
    package var predictedRows: String {
        metrics?.crossValidation == nil
            ? "Predictions of the \(scoredSplit) rows"
            : "Predictions of the folds' validation rows, each by a model that was not trained on it"
    }
}

/// `predictions.csv`, by what was predicted.
package enum Predictions: Sendable {
    case regression([RegressionPredictions])
    case classification(ClassPredictions)

    init?(_ table: CSVTable) {
        let rows = table.numbers("row") ?? []
        let classes = table.names.filter { $0.hasPrefix("p_") }
        if !classes.isEmpty, table.names.contains("target") {
            guard let found = ClassPredictions(table, rows: rows) else { return nil }
            self = .classification(found)
            return
        }
        let targets = table.names.filter { $0 == "target" || $0.hasPrefix("target_") }
        let found = targets.compactMap { name -> RegressionPredictions? in
            let rest = name.dropFirst("target".count)
            guard let target = table.numbers(name), let prediction = table.numbers("prediction" + rest) else {
                return nil
            }
            return RegressionPredictions(
                name: String(rest.drop { $0 == "_" }), rows: rows, target: target, prediction: prediction)
        }
        guard !found.isEmpty, !rows.isEmpty else { return nil }
        self = .regression(found)
    }
}

/// The rows of one real target.
package struct RegressionPredictions: Sendable {
    /// Empty when there is one target only.
    package var name: String
    package var rows: [Double]
    package var target: [Double]
    package var prediction: [Double]

    /// Prediction − target.
    package var residuals: [Double] { zip(prediction, target).map { $0 - $1 } }
}

/// The rows of a classification.
package struct ClassPredictions: Sendable {
    package var classes: [String]
    package var rows: [Double]
    /// Indices of classes; rows whose class is unknown are left out.
    package var target: [Int]
    package var prediction: [Int]
    /// [classes][rows]
    package var probabilities: [[Double]]

    init?(_ table: CSVTable, rows: [Double]) {
        let classes = table.names.filter { $0.hasPrefix("p_") }.map { String($0.dropFirst(2)) }
        guard let target = table.indices("target", in: classes),
            let prediction = table.indices("prediction", in: classes)
        else { return nil }
        let usable = rows.indices.filter { target[$0] != nil && prediction[$0] != nil }
        guard !usable.isEmpty else { return nil }
        self.classes = classes
        self.rows = usable.map { rows[$0] }
        self.target = usable.compactMap { target[$0] }
        self.prediction = usable.compactMap { prediction[$0] }
        probabilities = classes.map { name in
            let values = table.numbers("p_" + name) ?? []
            return usable.map { values[$0] }
        }
    }

    /// Rows of every class, by their true class.
    package var counts: [Int] {
        target.reduce(into: [Int](repeating: 0, count: classes.count)) { $0[$1] += 1 }
    }

    /// [true class][predicted class]
    package var confusion: [[Double]] {
        var matrix = [[Double]](
            repeating: [Double](repeating: 0, count: classes.count), count: classes.count)
        for (target, prediction) in zip(target, prediction) { matrix[target][prediction] += 1 }
        return matrix
    }
}
