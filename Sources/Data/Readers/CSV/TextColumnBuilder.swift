/// Makes a boolean, category or text column of dictionary codes, once all rows are known.
struct TextColumnBuilder {
    let dictionary: TextDictionary
    let codes: UnsafeBufferPointer<Int32>

    /// Up to this many distinct values are categories, however few rows there are.
    private static let fewLevels = 50

    /// - Errors: `StepFailure` for a value that does not fit a declared type.
    func column(declared: ColumnType?) throws -> Column {
        switch declared {
        case .boolean: return .booleans(try booleans())
        case .category: return .categories(categories())
        case .text: return .text(text())
        case .number, .tensor, nil: break
        }
        if isBoolean { return .booleans(try booleans()) }
        let present = codes.count { $0 >= 0 }
        return TextColumnBuilder.isText(distinct: dictionary.count, present: present)
            ? .text(text()) : .categories(categories())
    }

    /// Whether so many different ones among so many values are text and no categories.
    static func isText(distinct: Int, present: Int) -> Bool { distinct > fewLevels && distinct * 2 > present }

    private var isBoolean: Bool {
        // There are 16 ways to write `true` and 32 to write `false`.
        guard (1...48).contains(dictionary.count) else { return false }
        return dictionary.levels.allSatisfy { ["true", "false"].contains($0.lowercased()) }
    }

    private func booleans() throws -> BooleanColumn {
        let values = try dictionary.levels.map { level -> UInt8 in
            switch level.lowercased() {
            case "true", "t", "yes", "y", "1": return 1
            case "false", "f", "no", "n", "0": return 0
            default:
                throw StepFailure(
                    "'\(level)' is neither true nor false",
                    help: "true: true, t, yes, y, 1; false: false, f, no, n, 0")
            }
        }
        var validity = Bitmap(count: codes.count, filled: true)
        var result = [UInt8](repeating: 0, count: codes.count)
        for (row, code) in codes.enumerated() {
            if code < 0 {
                validity[row] = false
            } else {
                result[row] = values[Int(code)]
            }
        }
        return BooleanColumn(values: result, validity: validity)
    }

    private func categories() -> CategoryColumn {
        let levels = dictionary.levels
        let sorted = CategoryColumn.sorted(levels)
        let position = Dictionary(
            sorted.enumerated().map { ($1, Int32($0)) }, uniquingKeysWith: { old, _ in old })
        let newCode = levels.map { position[$0] ?? CategoryColumn.missing }
        return CategoryColumn(
            codes: codes.map { $0 < 0 ? CategoryColumn.missing : newCode[Int($0)] }, levels: sorted)
    }

    private func text() -> TextColumn {
        var bytes: [UInt8] = []
        var ends: [Int] = []
        ends.reserveCapacity(codes.count)
        var validity = Bitmap(count: codes.count, filled: true)
        for (row, code) in codes.enumerated() {
            if code < 0 {
                validity[row] = false
            } else {
                bytes.append(contentsOf: dictionary.value(Int(code)))
            }
            ends.append(bytes.count)
        }
        return TextColumn(bytes: bytes, ends: ends, validity: validity)
    }
}
