/// A column of texts all of which are numbers with signs of money or percent: `$1,234.50`, `12 %`, `1.234,50 €`,
/// `(3.20)`.
///
/// - Limits: two different numbers at least; other signs and words between numbers make texts of them
package struct SignedNumbers: Sendable {
    package let name: String
    /// The signs that mean nothing, for the step `cast`.
    package let strip: String
    /// The decimal sign, where it is no point.
    package let decimal: String?
    package let numbers: NumberColumn

    private static let signs = Set("$€£¥₹₽₩¢%")
    /// As many values are looked at before all are.
    private static let firstValues = 20

    package init?(_ name: String, _ column: Column) {
        guard column.type == .category || column.type == .text else { return nil }
        let first = (0..<column.count).lazy.compactMap { column.description(row: $0) }.prefix(
            Self.firstValues)
        guard !first.isEmpty, first.allSatisfy({ Self.isLikely($0) }), let categories = column.asCategories
        else { return nil }
        let levels = categories.levels
        let found = Set(levels.joined()).intersection(Self.signs)
        guard !found.isEmpty else { return nil }
        let point = UInt8(ascii: ".")
        let comma = UInt8(ascii: ",")
        for (decimal, group) in [(point, ","), (comma, ".")] {
            let parser = DecimalParser(decimal: decimal, thousands: ThousandsSign(group))
            let values = levels.map { Self.value($0, parser) }
            guard !values.contains(nil), Set(values).count > 1 else { continue }
            self.name = name
            let hasGroups = levels.contains { $0.contains(group) }
            strip = String(found.sorted()) + (hasGroups ? group : "")
            self.decimal = decimal == comma && levels.contains { $0.contains(",") } ? "," : nil
            numbers = NumberColumn(categories.codes.map { $0 < 0 ? nil : values[Int($0)] })
            return
        }
        return nil
    }

    private static func isLikely(_ text: String) -> Bool {
        text.contains(where: \.isNumber) && text.contains { signs.contains($0) }
    }

    private static func value(_ text: String, _ parser: DecimalParser) -> Double? {
        let kept = text.filter { !signs.contains($0) && !$0.isWhitespace }
        guard kept.hasPrefix("("), kept.hasSuffix(")"), kept.count > 2 else { return parser.parse(kept) }
        return parser.parse(String(kept.dropFirst().dropLast())).map { -$0 }
    }

    /// The entry of the step `cast`.
    ///
    /// - Parameter quoted: a text as a specification writes it
    package func castText(quoted: (String) -> String) -> String {
        let sign = decimal.map { ", decimal: \(quoted($0))" } ?? ""
        return "{type: number, strip: \(quoted(strip))\(sign)}"
    }
}

extension Table {
    /// Columns of numbers with signs as the numbers they are, and which ones these are.
    package func readingSignedNumbers() throws -> (table: Table, columns: [SignedNumbers]) {
        let found = zip(schema.columns, columns).compactMap { column, values in
            column.holdsWholeNumbers ? nil : SignedNumbers(column.name, values)
        }
        let table = try found.reduce(self) { try $0.setting($1.name, .numbers($1.numbers)) }
        return (table, found)
    }
}
