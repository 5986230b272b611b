/// Dictionary-encoded text: a code per row into the list of levels; -1 is missing.
package struct CategoryColumn: Sendable {
    package static let missing: Int32 = -1

    package let codes: [Int32]
    /// Distinct values. A reader sorts them (by number where all are numbers); a step may give an order of its own.
    package let levels: [String]

    package init(codes: [Int32], levels: [String]) {
        self.codes = codes
        self.levels = levels
    }

    /// A column of given values with sorted levels; `nil` is missing.
    package init(_ values: [String?]) {
        let levels = CategoryColumn.sorted(Array(Set(values.compactMap { $0 })))
        var code: [String: Int32] = [:]
        for (index, level) in levels.enumerated() { code[level] = Int32(index) }
        self.init(codes: values.map { $0.flatMap { code[$0] } ?? CategoryColumn.missing }, levels: levels)
    }

    package var count: Int { codes.count }
    package var missingCount: Int { codes.reduce(0) { $0 + ($1 < 0 ? 1 : 0) } }

    package subscript(row: Int) -> String? {
        let code = Int(codes[row])
        return levels.indices.contains(code) ? levels[code] : nil
    }

    package func gathered(_ rows: [Int32]) -> CategoryColumn {
        CategoryColumn(codes: rows.map { codes[Int($0)] }, levels: levels)
    }

    /// Numerical order if every level is a number, otherwise the order of their Unicode scalars.
    package static func sorted(_ levels: [String]) -> [String] {
        let numbers = levels.compactMap { Double($0) }
        if numbers.count == levels.count, numbers.allSatisfy({ !$0.isNaN }) {
            let pairs = zip(numbers, levels).sorted { ($0.0, $0.1) < ($1.0, $1.1) }
            return pairs.map(\.1)
        }
        return levels.sorted { left, right in
            left.unicodeScalars.lexicographicallyPrecedes(right.unicodeScalars)
        }
    }
}
