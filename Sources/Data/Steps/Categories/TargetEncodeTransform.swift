/// What `target_encode` has learned. The values of the training rows themselves are not part of the state: they are
/// used once, while the data are prepared.
struct TargetEncodeTransform: ReplacingTransform, OutOfFoldTransform {
    struct Encoding: ColumnState {
        var name: String
        var output: String
        var levels: [String]
        var values: [Double]
        var mean: Double
        /// The training rows' values in their order, each computed without its own fold.
        var outOfFold: [Double] = []

        private enum CodingKeys: String, CodingKey { case name, output, levels, values, mean }
    }

    static let stepName = "target_encode"

    var columns: [Encoding]

    private enum CodingKeys: String, CodingKey { case columns = "encodings" }

    func outputs(of encoding: Encoding) -> [String] { [encoding.output] }

    func made(of encoding: Encoding, in table: Table) throws -> [Column] {
        let codes = try table.categories(encoding.name, for: Self.stepName).codes(in: encoding.levels)
        let storage = NumberStorage(uninitialized: codes.count)
        for (row, code) in codes.enumerated() {
            storage.pointer[row] = code >= 0 ? encoding.values[Int(code)] : encoding.mean
        }
        return [.numbers(NumberColumn(storage: storage))]
    }

    func apply(to table: Table, trainingRows: [Int32]) throws -> Table {
        let table = try apply(to: table)
        for encoding in columns {
            // Nobody has seen the columns just made.
            let values = try table.numbers(encoding.output, for: Self.stepName).storage.pointer
            for (row, value) in zip(trainingRows, encoding.outOfFold) { values[Int(row)] = value }
        }
        return table
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
}
