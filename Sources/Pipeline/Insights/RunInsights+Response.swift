import Data
import Runs
import Training

extension RunInsights {
    private static let curvePoints = 240
    private static let gridColumns = 64
    private static let gridRows = 44
    private static let mostPoints = 400
    private static let mostClasses = 12

    /// What the model says over the one column of numbers it is made from, or for classes over two.
    ///
    /// - Parameter sample: rows of the source
    /// - Limits: nil for other models, for steps that look at other rows, and for more than 12 classes; at most 400
    ///   rows of each part
    func response(_ sample: Table?) throws -> RunResponse? {
        let data = preparation.data
        guard let sample, data.preprocessing.rowsOfHistory == 0, data.targetNames.count == 1,
            let known = data.preprocessing.inputs?.columns, known.count <= Self.mostImportanceColumns
        else { return nil }
        var classes: [String]?
        if case .classes(let names) = data.target { classes = names }
        guard classes?.count ?? 2 <= Self.mostClasses else { return nil }
        let rows = try NewRows(
            data.preprocessing, elementType: preparation.checked.spec.realType.elementType)
        let wanted = try rows.columns(of: known.map(\.name), withTarget: false, file: "").types
        let names = known.map(\.name).filter { wanted[$0] != nil }
        guard names.count == 1 || (names.count == 2 && classes != nil),
            names.allSatisfy({ wanted[$0] == .number })
        else { return nil }
        let numbers = names.compactMap { name -> NumberColumn? in
            if case .numbers(let column)? = sample[name] { column } else { nil }
        }
        guard numbers.count == names.count else { return nil }
        let counts = names.count == 1 ? [Self.curvePoints] : [Self.gridColumns, Self.gridRows]
        let axes = zip(numbers, counts).compactMap { Self.evenly($0.0, count: $0.1) }
        guard axes.count == names.count else { return nil }
        do {
            return RunResponse(
                columns: zip(names, axes).map { .init(name: $0, values: $1) }, target: data.targetNames[0],
                classes: classes, outputs: try outputs(names, axes, rows),
                points: points(numbers, sample))
        } catch is StepFailure {
            // A step that cannot take values between those of the rows, such as a logarithm at zero.
            return nil
        }
    }

    private static func evenly(_ column: NumberColumn, count: Int) -> [Double]? {
        let finite = column.values.lazy.filter(\.isFinite)
        guard let low = finite.min(), let high = finite.max(), low < high else { return nil }
        return (0..<count).map { place in
            let share = Double(place) / Double(count - 1)
            return place == count - 1 ? high : low + (high - low) * share
        }
    }

    private func outputs(_ names: [String], _ axes: [[Double]], _ rows: NewRows) throws -> [[Double?]] {
        let across = axes[0]
        let down = axes.count > 1 ? axes[1] : [0]
        let count = across.count * down.count
        var columns = [
            (names[0], Column.numbers(NumberColumn((0..<count).map { across[$0 % across.count] })))
        ]
        if axes.count > 1 {
            columns.append((names[1], .numbers(NumberColumn((0..<count).map { down[$0 / across.count] }))))
        }
        let prepared = try rows.prepare(
            Table(columns.map { (name: $0.0, column: $0.1) }), firstRow: 0, withTarget: false)
        let found = try predictor(rows: max(1, prepared.rows.count)).predictions(prepared.features)
        let task = preparation.model.task
        var scored = ScoredRows(
            task: task, predictions: found,
            targets: [Double](repeating: 0, count: prepared.rows.count * task.targetColumns))
        if let original = scored.inOriginalUnits(preparation.data.targetTransform) { scored = original }
        func spread(_ values: [Double]) -> [Double?] {
            var all = [Double?](repeating: nil, count: count)
            for (place, row) in prepared.rows.enumerated() where values[place].isFinite {
                all[Int(row)] = values[place]
            }
            return all
        }
        if axes.count > 1 { return [spread(scored.predictedClasses().map(Double.init))] }
        let width = task.predictionColumns
        return (0..<width).map { output in
            spread(prepared.rows.indices.map { scored.predictions[$0 * width + output] })
        }
    }

    /// Evenly spaced rows of every part.
    private func points(_ numbers: [NumberColumn], _ sample: Table) -> [RunResponse.Points] {
        let data = preparation.data
        var places: [Int: Int] = [:]
        for row in 0..<sample.rowCount { places[sample.rowId(row)] = row }
        return data.splits.compactMap { split -> RunResponse.Points? in
            let found = split.rowIds.indices.compactMap { row in places[split.rowIds[row]].map { (row, $0) } }
            let count = min(found.count, Self.mostPoints)
            guard count > 0 else { return nil }
            let chosen = (0..<count).map { found[$0 * found.count / count] }
            let targets = chosen.map { split.exactTargets?[$0.0] ?? split.targets[$0.0, 0] }
            let original =
                split.originalTargets.map { known in chosen.map { known[$0.0] } }
                ?? data.targetTransform?.inverted(targets) ?? targets
            let columns = numbers.map { column in chosen.map { column.values[$0.1] } }
            // Missing values cannot be written, and have no place in a drawing.
            let kept = original.indices.filter { row in
                original[row].isFinite && columns.allSatisfy { $0[row].isFinite }
            }
            return RunResponse.Points(
                split: split.name, columns: columns.map { column in kept.map { column[$0] } },
                target: kept.map { original[$0] })
        }
    }
}
