/// What `target_encode` has learned. The values of the training rows themselves are not part of the state: they are
/// used once, while the data are prepared.
struct TargetEncodeTransform: OutOfFoldTransform {
    struct Encoding: Sendable {
        var name: String
        var output: String
        var levels: [String]
        var values: [Double]
        var mean: Double
        /// The training rows' values in their order, each computed without its own fold.
        var outOfFold: [Double] = []
    }

    static let stepName = "target_encode"

    let encodings: [Encoding]

    func apply(to table: Table) throws -> Table { try apply(to: table, trainingRows: []) }

    func apply(to table: Table, trainingRows: [Int32]) throws -> Table {
        var changes: [String: [(name: String, column: Column)]] = [:]
        for encoding in encodings {
            let values = Column.numbers(try column(encoding, table, trainingRows))
            changes[encoding.name, default: []].append((encoding.output, values))
        }
        return try table.replacing(changes)
    }

    private func column(_ encoding: Encoding, _ table: Table, _ trainingRows: [Int32]) throws -> NumberColumn
    {
        let codes = try table.categories(encoding.name, for: Self.stepName).codes(in: encoding.levels)
        let storage = NumberStorage(uninitialized: codes.count)
        for (row, code) in codes.enumerated() {
            storage.pointer[row] = code >= 0 ? encoding.values[Int(code)] : encoding.mean
        }
        for (row, value) in zip(trainingRows, encoding.outOfFold) { storage.pointer[Int(row)] = value }
        return NumberColumn(storage: storage)
    }

    /// The target as numbers: one column, or one per class with its name.
    static func targets(_ column: Column) throws -> [(label: String?, values: [Double])] {
        if let numbers = column.asNumbers { return [(nil, Array(numbers.values))] }
        guard let categories = column.asCategories else { throw StepFailure("the target holds tensors") }
        let levels = categories.occurringLevels
        let shown = levels.count > 2 ? levels : Array(levels.suffix(1))
        return shown.map { level in
            let code = Int32(categories.levels.firstIndex(of: level) ?? 0)
            return (
                levels.count > 2 ? level : nil, categories.codes.map { $0 < 0 ? .nan : ($0 == code ? 1 : 0) }
            )
        }
    }

    func inputs(for outputs: Set<String>) -> Set<String> {
        inputs(for: outputs, making: encodings.map { ($0.name, [$0.output]) })
    }

    func forPrediction(without absent: inout Set<String>) -> (any Transform)? {
        let kept = encodings.filter { !absent.contains($0.name) }
        absent.formUnion(encodings.filter { absent.contains($0.name) }.map(\.output))
        return kept.isEmpty ? nil : TargetEncodeTransform(encodings: kept)
    }

    func effect(onTarget name: String) -> TargetEffect { .none }
}

extension TargetEncodeTransform.Encoding: Codable {
    private enum CodingKeys: String, CodingKey { case name, output, levels, values, mean }
}
