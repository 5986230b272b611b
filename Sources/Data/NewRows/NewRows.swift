import Kernels
import Spec

/// Prepares new data exactly as a run's own data were prepared: the run's fitted steps, then the features in the
/// run's order.
///
/// Lifetime: made from the state that a run keeps; `columns(of:…)` once per file; `prepare` for every part of it.
package struct NewRows: Sendable {
    package let preprocessing: Preprocessing
    package let target: TargetKind
    /// The column of tensors the model reads, if it reads one: it cannot come from a file of text.
    package let tensorColumn: String?
    private let elementType: ElementType

    /// - Errors: `StepFailure` when the state cannot be used for new data.
    package init(_ preprocessing: Preprocessing, elementType: ElementType) throws {
        guard let inputs = preprocessing.inputs else {
            throw StepFailure("the run does not say which columns its model reads", help: "train it again")
        }
        self.preprocessing = preprocessing
        self.elementType = elementType
        tensorColumn = inputs.columns.first { $0.type == .tensor }?.name
        target = inputs.classes.map { .classes($0) } ?? .real
    }

    /// How many rows before a part have to be given with it; nil when all rows have to be there at once.
    package func rowsOfHistory(withTarget: Bool) -> Int? {
        withTarget && preprocessing.looksAhead ? nil : preprocessing.rowsOfHistory
    }

    /// The columns of a file that are to be read, by type, after checking that nothing is missing.
    ///
    /// - Errors: `DataFileError` naming every column that is missing; `StepFailure` when new data cannot have a target.
    package func columns(
        of header: [String], withTarget: Bool, file: String
    ) throws -> (types: [String: ColumnType], ignored: [String]) {
        let known = preprocessing.inputs?.columns ?? []
        let needed = needed(withTarget: withTarget)
        let names = Set(known.map(\.name))
        if let lacking = needed.subtracting(names).sorted().first {
            throw StepFailure(
                preprocessing.targets.contains(lacking)
                    ? "the steps do not give the target '\(lacking)' for new data"
                    : "the steps do not give '\(lacking)', which the model reads, for new data")
        }
        let wanted = known.filter { needed.contains($0.name) }
        let missing = wanted.filter { !header.contains($0.name) }
        guard missing.isEmpty else {
            throw DataFileError(file: file, problems: missing.map { Self.problem($0, header) })
        }
        let types = Dictionary(wanted.map { ($0.name, $0.type) }, uniquingKeysWith: { first, _ in first })
        return (types, header.filter { types[$0] == nil })
    }

    private static func problem(_ column: SourceColumn, _ header: [String]) -> DataFileProblem {
        let near = nearestName(to: column.name, in: header).map { "; did you mean '\($0)'?" } ?? ""
        return DataFileProblem(
            line: 1,
            "there is no column '\(column.name)' (\(column.type.rawValue)), which the model needs\(near)")
    }

    /// The columns of the source that the features depend on, through all steps, and the target if it is asked for.
    /// Lags of the target may be features: then it is needed although it is not asked for.
    func needed(withTarget: Bool) -> Set<String> {
        var needed = Set(preprocessing.inputs?.features ?? [])
        if withTarget { needed.formUnion(preprocessing.targets) }
        return preprocessing.entries.reversed().reduce(needed) { needed, entry in
            entry.transform.inputs(for: needed)
        }
    }

    /// Rows that a model can take.
    package struct Prepared {
        package var features: DataMatrix
        /// [rows, targets]; nil unless asked for.
        package var targets: DataMatrix?
        /// Real targets in double precision, where `targets` rounds them.
        package var exactTargets: RowValues?
        /// Real targets before the steps that predictions are taken back through.
        package var originalTargets: RowValues?
        /// Positions in the part of the rows in the matrices, ascending.
        package var rows: [Int32]
        /// Rows of the part that are left out because a value is missing.
        package var unusable: [Unusable]
    }

    /// A row without a value the model needs.
    package struct Unusable: Sendable, Equatable {
        /// Counted from 0, from the start of the file.
        package var row: Int
        package var column: String
    }

    /// - Parameters:
    ///   - history: the rows before the part, as many as `rowsOfHistory` asks for or as there are
    ///   - firstRow: the row of the file the part begins with
    /// - Errors: `StepFailure` for values that a step cannot handle and for classes the run did not have.
    package func prepare(
        _ part: Table, history: Table? = nil, firstRow: Int, withTarget: Bool
    ) throws -> Prepared {
        let known = preprocessing.inputs?.columns.map(\.name) ?? []
        let absent = Set(known.filter { part[$0] == nil })
        let whole = try history.map { try TableConcatenation.joined([$0, part]) } ?? part
        let (table, original) = try preprocessing.applied(
            to: whole, absent: absent, withTargets: withTarget)
        guard table.rowCount == whole.rowCount else {
            throw StepFailure("a step removes rows of new data, so their predictions would be missing")
        }
        let before = history?.rowCount ?? 0
        let builder = MatrixBuilder(elementType: elementType)
        var sources: [MatrixBuilder.Source] = []
        for name in preprocessing.inputs?.features ?? [] {
            guard let source = table[name].flatMap({ MatrixBuilder.Source(name, $0) }) else {
                throw StepFailure("the column '\(name)' is no column of numbers after the steps")
            }
            sources.append(source)
        }
        var checked = sources
        var numbers: [NumberColumn] = []
        if withTarget { numbers = try preprocessing.targets.map { try targetNumbers($0, table) } }
        let targets = zip(preprocessing.targets, numbers).map {
            MatrixBuilder.Source(name: $0, values: .numbers($1))
        }
        checked += targets
        let takesGaps = preprocessing.inputs?.takesGaps ?? false
        let (rows, unusable) = usableRows(
            checked, gapsIn: takesGaps ? sources.count : 0, from: before, of: table, firstRow: firstRow)
        do {
            var prepared = Prepared(
                features: try builder.matrix(sources, rows: rows, of: table, takesGaps: takesGaps),
                targets: withTarget ? try builder.matrix(targets, rows: rows, of: table) : nil,
                rows: rows.map { $0 - Int32(before) }, unusable: unusable)
            if target == .real, withTarget {
                prepared.exactTargets = builder.exact(numbers, rows: rows)
                prepared.originalTargets = original.values(
                    rowIds: rows.map { Int($0) }, rows: rows, targets: numbers, preprocessing.targetTransform)
            }
            return prepared
        } catch let error as MatrixBuilder.Unusable {
            let row = firstRow + error.firstRow - before
            throw StepFailure("'\(error.name)' has no finite value in data row \(row) (counted from 0)")
        }
    }

    private func targetNumbers(_ name: String, _ table: Table) throws -> NumberColumn {
        guard let column = table[name] else {
            throw StepFailure("there is no column '\(name)' after the steps")
        }
        switch target {
        case .real:
            guard let numbers = column.asNumbers else {
                throw StepFailure(
                    "the target '\(name)' holds \(column.type.phrase), not numbers")
            }
            return numbers
        case .classes(let names):
            return try TargetEncoding.numbers(of: column, classes: names, target: name)
        }
    }

    /// Rows in which every value is there and fits the element type.
    ///
    /// - Parameter gapsIn: of how many of the first columns values may be missing
    private func usableRows(
        _ sources: [MatrixBuilder.Source], gapsIn: Int, from start: Int, of table: Table, firstRow: Int
    ) -> (rows: [Int32], unusable: [Unusable]) {
        var reason = [Int32](repeating: -1, count: table.rowCount)
        for (index, source) in sources.enumerated() {
            guard case .numbers(let numbers) = source.values else { continue }
            for row in start..<table.rowCount where reason[row] < 0 && !fits(numbers.values[row]) {
                if index < gapsIn, numbers.values[row].isNaN { continue }
                reason[row] = Int32(index)
            }
        }
        var rows: [Int32] = []
        var unusable: [Unusable] = []
        for (row, index) in reason.enumerated().dropFirst(start) {
            if index < 0 {
                rows.append(Int32(row))
            } else {
                unusable.append(
                    Unusable(row: firstRow + row - start, column: sources[Int(index)].name))
            }
        }
        return (rows, unusable)
    }

    private func fits(_ value: Double) -> Bool {
        elementType == .float64 ? value.isFinite : Float(value).isFinite
    }
}
