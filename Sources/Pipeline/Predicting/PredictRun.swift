import Catalogue
import Columnar
import Data
import Foundation
import Machine
import Runs
import Spec
import Training

/// What `assay predict` was asked to do.
package struct PredictRequest: Sendable {
    package var run: String
    /// The file with the new rows; `-` for standard input.
    package var data: String
    /// Where predictions go; `-` for standard output.
    package var out: String
    package var runsFolder: String
    /// Columns of the file to copy into the output.
    package var keep: [String]
    package var probabilities: Bool
    /// Leave the prediction of a row with missing values empty.
    package var allowMissing: Bool
    package var threads: Int?
    /// The fold of a cross-validation whose model predicts, counted from 1; nil for the mean of all.
    package var fold: Int?
    /// Whether the output may replace a file of another kind.
    package var replaces: Bool
    /// Rows read at a time; nil for as many as fit a few megabytes. Tests choose few.
    package var partRows: Int?

    package init(
        run: String, data: String, out: String, runsFolder: String, keep: [String] = [],
        probabilities: Bool = false, allowMissing: Bool = false, threads: Int? = nil, fold: Int? = nil,
        replaces: Bool = false,
        partRows: Int? = nil
    ) {
        self.run = run
        self.data = data
        self.out = out
        self.runsFolder = runsFolder
        self.keep = keep
        self.probabilities = probabilities
        self.allowMissing = allowMissing
        self.threads = threads
        self.fold = fold
        self.replaces = replaces
        self.partRows = partRows
    }
}

/// `assay predict RUN --data FILE --out FILE`: applies a run's steps and model to new rows, part by part.
package enum PredictRun {
    package static func perform(
        _ request: PredictRequest, output: CommandOutput = CommandOutput(),
        environment: [String: String] = ProcessInfo.processInfo.environment,
        isInterrupted: @escaping () -> Bool = { Interruption.isRequested }
    ) -> CommandStatus {
        output.catching {
            let format = PredictionFormat(path: request.out)
            let guarding = OutputGuard(
                inputs: [request.data], endings: format.endings, beginning: format.beginning,
                replaces: request.replaces)
            try guarding.check(request.out)
            let found = try RunSelection(folder: request.runsFolder, indexFolder: nil).run(request.run)
            let run = try TrainedRun(found, environment: environment, fold: request.fold)
            output.warn(run.remark)
            let columns = try PredictionColumns(run.spec.predictions, adding: request.keep)
            let data = try NewData(
                run, path: request.data, withTarget: false, keeping: columns.kept,
                allowsMissing: request.allowMissing,
                threads: ThreadCount.of(request.threads, run.spec), partRows: request.partRows)
            if request.probabilities, !data.task.isClassification {
                throw RunError.refused(
                    run: run.directory.id, reason: "it predicts numbers, which have no probabilities")
            }
            let lost: Int
            do {
                lost = try write(data, run, request, columns, format, isInterrupted)
            } catch is OutputFile.ReaderIsGone {
                return .done
            }
            if !output.isQuiet { report(data, run, request, lost, output) }
            return .done
        }
    }

    /// - Returns: rows whose prediction cannot be taken back to the target's units
    private static func write(
        _ data: NewData, _ run: TrainedRun, _ request: PredictRequest, _ layout: PredictionColumns,
        _ format: PredictionFormat, _ isInterrupted: () -> Bool
    ) throws -> Int {
        let output = try format.sink(path: request.out)
        let text = PredictionText(
            task: data.task, target: data.rows.target, transform: data.transform,
            choice: ClassChoice(threshold: run.decision?.threshold, positive: data.positive),
            isQuoted: output.isText)
        let probabilities = request.probabilities ? text.probabilityColumns : []
        let names = text.predictionColumns(run.preprocessing.targets)
        let spreads = run.hasSpread ? text.spreadColumns(run.preprocessing.targets) : []
        let kinds =
            (layout.hasRow ? [.integer] : []) + layout.kept.map { written(data.keptType($0)) }
            + names.map { _ in data.task.isClassification ? .text : .number }
            + [WrittenColumn.Kind](repeating: .number, count: probabilities.count + spreads.count)
        try output.begin(
            zip(try layout.names(names + probabilities + spreads), kinds).map {
                WrittenColumn(name: $0, kind: $1)
            })
        var first = 0
        var lost = 0
        try data.forEachPart { part in
            if isInterrupted() {
                throw RunError.refused(
                    run: run.directory.id, reason: "the prediction was interrupted; nothing was written")
            }
            let columns = data.task.predictionColumns
            let blank = [String](repeating: "", count: names.count + probabilities.count + spreads.count)
            var next = 0
            for row in 0..<part.table.rowCount {
                var fields = layout.hasRow ? ["\(first + row)"] : []
                fields += layout.kept.map { self.text(part.kept?[$0], row, isQuoted: output.isText) }
                if next < part.prepared.rows.count, part.prepared.rows[next] == Int32(row) {
                    let numbers = part.scored.predictions[(next * columns)..<((next + 1) * columns)]
                    if text.isLost(numbers) { lost += 1 }
                    fields += text.prediction(numbers)
                    if request.probabilities { fields += text.probabilities(numbers) }
                    if !spreads.isEmpty {
                        fields += part.scored.spreads(ofRow: next)?.map(TableText.number) ?? []
                    }
                    next += 1
                } else {
                    fields += blank
                }
                try output.line(fields)
            }
            first += part.table.rowCount
        }
        try output.finish()
        return lost
    }

    private static func written(_ type: ColumnType) -> WrittenColumn.Kind {
        switch type {
        case .number: .number
        case .boolean: .boolean
        case .category, .text, .tensor: .text
        }
    }

    /// A value of the file as a field.
    private static func text(_ column: Column?, _ row: Int, isQuoted: Bool) -> String {
        func field(_ text: String?) -> String {
            let text = text ?? ""
            return isQuoted ? TableText.field(text) : text
        }
        return switch column {
        case .text(let texts): field(texts[row])
        case .categories(let categories): field(categories[row])
        case .booleans(let booleans): booleans[row].map { $0 ? "true" : "false" } ?? ""
        case .numbers(let numbers):
            numbers.values[row].isNaN ? "" : TableText.number(numbers.values[row])
        case .tensors, nil: ""
        }
    }

    private static func report(
        _ data: NewData, _ run: TrainedRun, _ request: PredictRequest, _ lost: Int, _ output: CommandOutput
    ) {
        if !data.ignored.isEmpty {
            let names = data.ignored.prefix(10).joined(separator: ", ")
            let more = data.ignored.count > 10 ? " and \(data.ignored.count - 10) more" : ""
            output.messages.line("columns the model does not use: \(names)\(more)")
        }
        if data.unusableRows > 0 {
            let rows = NumberText.count(data.unusableRows, "row")
            output.warn("\(rows) without a prediction, because a value is missing")
        }
        output.warn(PredictionText.lostWarning(lost))
        let place = request.out == "-" ? "" : " in \(request.out)"
        let means =
            run.blend.map { ", the mean of a blend of \(NumberText.count($0.members.count, "trial"))" }
            ?? (run.models.count > 1 ? ", the mean of the models of \(run.models.count) folds" : "")
        output.messages.line("predicted \(NumberText.count(data.rowCount, "row"))\(place)\(means)")
    }
}
