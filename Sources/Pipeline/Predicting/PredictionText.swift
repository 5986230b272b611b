import Data
import Machine
import Runs
import Training

/// Predictions as fields of a CSV table: `predictions.csv` of a run and the output of `predict` are written by the same
/// code, so that the same numbers are the same bytes.
struct PredictionText {
    let task: PredictionTask
    let target: TargetKind
    let transform: TargetTransform?
    /// How probabilities become classes.
    let choice: ClassChoice
    private let classNames: [String]

    init(
        task: PredictionTask, target: TargetKind, transform: TargetTransform?,
        choice: ClassChoice = ClassChoice(), isQuoted: Bool = true
    ) {
        self.choice = choice
        self.task = task
        self.target = target
        self.transform = transform
        if case .classes(let names) = target {
            classNames = isQuoted ? names.map(TableText.field) : names
        } else {
            classNames = []
        }
    }

    /// `prediction`, or `prediction_<name>` for each of several targets.
    func predictionColumns(_ targetNames: [String]) -> [String] { columns("prediction", targetNames) }
    /// The same as fields.
    func predictionHeader(_ targetNames: [String]) -> [String] {
        predictionColumns(targetNames).map(TableText.field)
    }
    /// `target`, or `target_<name>` for each of several targets, as fields.
    func targetHeader(_ targetNames: [String]) -> [String] {
        columns("target", targetNames).map(TableText.field)
    }

    /// `p_<class>` for each class.
    var probabilityColumns: [String] {
        guard case .classes(let names) = target else { return [] }
        return names.map { "p_" + $0 }
    }
    /// The same as fields.
    var probabilityHeader: [String] { probabilityColumns.map(TableText.field) }

    /// `spread`, or `spread_<name>` for each of several targets: how far the members of an ensemble are apart.
    func spreadColumns(_ targetNames: [String]) -> [String] { columns("spread", targetNames) }

    private func columns(_ word: String, _ targetNames: [String]) -> [String] {
        guard case .regression(let columns) = task, columns > 1 else { return [word] }
        return targetNames.map { word + "_" + $0 }
    }

    /// A row of predictions: numbers in original units, or the class's name.
    ///
    /// - Parameter row: one row of predictions, as the model gives them
    func prediction(_ row: ArraySlice<Double>) -> [String] {
        guard task.isClassification else { return row.enumerated().map { number($1, column: $0) } }
        return [className(choice.index(of: row))]
    }

    /// What follows the target on a line: prediction and, of a class, the probabilities, each after a comma.
    ///
    /// - Parameter row: one row of predictions, as the model gives them
    func append(_ row: ArraySlice<Double>, to bytes: inout [UInt8]) {
        guard task.isClassification else {
            for (column, value) in row.enumerated() {
                bytes.append(UInt8(ascii: ","))
                bytes.append(contentsOf: number(value, column: column).utf8)
            }
            return
        }
        bytes.append(UInt8(ascii: ","))
        bytes.append(contentsOf: className(choice.index(of: row)).utf8)
        for value in classProbabilities(row) {
            bytes.append(UInt8(ascii: ","))
            TableText.append(value, to: &bytes)
        }
    }

    func probabilities(_ row: ArraySlice<Double>) -> [String] {
        classProbabilities(row).map(TableText.number)
    }

    /// The targets of a row: as the source has them, or as the matrices hold them, taken back.
    func target(_ split: PreparedSplit, row: Int) -> [String] {
        (0..<split.targets.columns).map { column in
            let place = row * split.targets.columns + column
            if task.isClassification { return className(Int(split.targets[row, column])) }
            if let original = split.originalTargets?[place] { return TableText.number(original) }
            return number(split.exactTargets?[place] ?? split.targets[row, column], column: column)
        }
    }

    /// A number in original units; nothing where there is none.
    private func number(_ value: Double, column: Int) -> String {
        let original = transform?.inverted(value, column: column) ?? value
        return original.isFinite || !value.isFinite ? TableText.number(original) : ""
    }

    /// Whether the model gives numbers that no target in its own units leads to, such as a negative square.
    func isLost(_ row: ArraySlice<Double>) -> Bool {
        guard !task.isClassification, let transform, !transform.isIdentity else { return false }
        return row.enumerated().contains { column, value in
            value.isFinite && !transform.inverted(value, column: column).isFinite
        }
    }

    /// - Parameter predictions: [rows, task.predictionColumns]
    func lostRows(_ predictions: [Double]) -> Int {
        let columns = task.predictionColumns
        return stride(from: 0, to: predictions.count, by: columns).count { start in
            isLost(predictions[start..<min(start + columns, predictions.count)])
        }
    }

    /// What to say of rows without an original; nil when there are none.
    static func lostWarning(_ rows: Int) -> String? {
        guard rows > 0 else { return nil }
        return
            "\(NumberText.count(rows, "row")) without a prediction in the target's own units: what the model gives lies "
            + "outside of what the target's steps can be undone for; the field is empty, and figures in these units "
            + "are undefined"
    }

    private func classProbabilities(_ row: ArraySlice<Double>) -> [Double] {
        guard task.predictionColumns == 1, let positive = row.first else { return Array(row) }
        return [1 - positive, positive]
    }

    private func className(_ index: Int) -> String {
        classNames.indices.contains(index) ? classNames[index] : "\(index)"
    }
}
