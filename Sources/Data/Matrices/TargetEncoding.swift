import Spec

/// The target as numbers: real values, or positions in the list of classes.
struct TargetEncoding {
    var kind: TargetKind
    var numbers: NumberColumn

    /// Classes are those that occur in the given rows: categories keep their order, others are sorted.
    init(_ column: Column, type: TargetType, rows: [Int32]) {
        let isClass = type == .class || (type == .auto && column.type != .number)
        switch column {
        case .numbers(let values) where !isClass:
            self.init(kind: .real, numbers: values)
        case .booleans where !isClass:
            self.init(kind: .real, numbers: column.asNumbers ?? NumberColumn([]))
        case .categories(let categories):
            self.init(levels: categories.levels, codes: categories.codes, rows)
        case .numbers(let values):
            let texts = CategoryColumn(values.values.map { $0.isNaN ? nil : numberText($0) })
            self.init(levels: texts.levels, codes: texts.codes, rows)
        case .text(let texts):
            let categories = CategoryColumn((0..<texts.count).map { texts[$0] })
            self.init(levels: categories.levels, codes: categories.codes, rows)
        case .tensors:
            // Refused when the columns are checked.
            self.init(kind: .real, numbers: NumberColumn([]))
        case .booleans(let booleans):
            let codes = (0..<booleans.count).map { row in booleans[row].map { $0 ? 1 : 0 } ?? -1 as Int32 }
            self.init(levels: ["false", "true"], codes: codes, rows)
        }
    }

    private init(kind: TargetKind, numbers: NumberColumn) {
        self.kind = kind
        self.numbers = numbers
    }

    private init(levels: [String], codes: [Int32], _ rows: [Int32]) {
        var occurs = [Bool](repeating: false, count: levels.count)
        for row in rows where codes[Int(row)] >= 0 { occurs[Int(codes[Int(row)])] = true }
        var position = [Double](repeating: .nan, count: levels.count)
        var classes: [String] = []
        for (index, level) in levels.enumerated() where occurs[index] {
            position[index] = Double(classes.count)
            classes.append(level)
        }
        let storage = NumberStorage(uninitialized: codes.count)
        for (row, code) in codes.enumerated() { storage.pointer[row] = code < 0 ? .nan : position[Int(code)] }
        self.init(kind: .classes(classes), numbers: NumberColumn(storage: storage))
    }

    /// A column of new data as positions in a list of classes that is known already; missing values stay missing.
    ///
    /// - Errors: `StepFailure` for a value that is none of the classes.
    static func numbers(of column: Column, classes: [String], target: String) throws -> NumberColumn {
        let position = Dictionary(
            classes.enumerated().map { ($1, Double($0)) }, uniquingKeysWith: { first, _ in first })
        let values = try (0..<column.count).map { row -> Double in
            guard let name = className(of: column, row: row) else { return .nan }
            guard let number = position[name] else {
                throw StepFailure(
                    "'\(name)' in the target '\(target)' is none of the classes the model knows",
                    help: "the classes are: " + classes.prefix(20).joined(separator: ", "))
            }
            return number
        }
        return NumberColumn(values)
    }

    private static func className(of column: Column, row: Int) -> String? {
        switch column {
        case .categories(let categories): categories[row]
        case .text(let texts): texts[row]
        case .booleans(let booleans): booleans[row].map { $0 ? "true" : "false" }
        case .numbers(let numbers): numbers.values[row].isNaN ? nil : numberText(numbers.values[row])
        case .tensors: nil
        }
    }
}
