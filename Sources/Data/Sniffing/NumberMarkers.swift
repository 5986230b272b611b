/// Numbers that mean "missing", such as -999: the smallest or largest of a column, repeated, and far from the others.
///
///     nines, two or more (-99, 999.9), -200, the limits of whole numbers, 1e20 and more
///     at least three rows, at least three other numbers
///     its distance to the others is at least their range, twice that for one above them
///
/// Once a number is one in one column, it is one in others where it is the smallest or largest, stands apart by a tenth
/// of their range, and all others have the other sign, if it is negative.
///
/// - Limits: signs, no proof; what was found is said, and is written into specifications by name
struct NumberMarkers {
    /// Those that mean missing wherever they stand.
    private(set) var everywhere: [Double] = []
    /// Those that are ordinary numbers in other columns.
    private(set) var columns: [String: [Double]] = [:]

    private static let fewestRows = 3

    /// The end of a column's numbers, on one side.
    private struct Extreme {
        var column: String
        var value: Double
        var rows: Int
        var gap: Double
        var range: Double
        var others: Int
        /// Whether all others have the other sign or are zero.
        var isOfOtherSign: Bool

        var isProof: Bool {
            rows >= NumberMarkers.fewestRows && others >= 3 && gap >= range * (value > 0 ? 2 : 1)
        }

        var isLikely: Bool { rows >= 2 && gap * 10 >= range && (value > 0 || isOfOtherSign) }
    }

    init(_ table: Table) {
        var extremes: [Extreme] = []
        var numbers: [String: Set<Double>] = [:]
        for (name, column) in zip(table.schema.names, table.columns) {
            guard case .numbers(let values) = column else { continue }
            extremes += Self.extremes(name, values.values)
            numbers[name] = Set(values.values.filter(Self.isLikeMarker))
        }
        let proven = Set(extremes.filter(\.isProof).map(\.value))
        for value in proven.sorted() {
            let found = extremes.filter { $0.value == value && ($0.isProof || $0.isLikely) }.map(\.column)
            let holders = numbers.filter { $0.value.contains(value) }.keys
            if holders.allSatisfy(found.contains) {
                everywhere.append(value)
            } else {
                for column in Set(found) { columns[column, default: []].append(value) }
            }
        }
    }

    private static func extremes(_ name: String, _ values: some Sequence<Double>) -> [Extreme] {
        let finite = values.filter(\.isFinite)
        guard let smallest = finite.min(), let largest = finite.max(), smallest < largest else { return [] }
        return [smallest, largest].filter(isLikeMarker).compactMap { value in
            let others = finite.filter { $0 != value }
            // The other end may be one as well.
            let inner = others.filter { !isLikeMarker($0) }
            guard let low = inner.min(), let high = inner.max() else { return nil }
            return Extreme(
                column: name, value: value, rows: finite.count - others.count,
                gap: value < low ? low - value : value - high, range: high - low,
                others: Set(inner.prefix(1000)).count, isOfOtherSign: low >= 0)
        }
    }

    /// Whether people and programs write the number for "missing".
    static func isLikeMarker(_ value: Double) -> Bool {
        if abs(value) >= 1e20 { return true }
        if [-200, -32_768, 32_767, -2_147_483_648, 2_147_483_647].contains(value) { return true }
        guard abs(value) >= 90 else { return false }
        let digits = "\(abs(value))".filter { $0 != "." }
        let nines = digits.hasSuffix("0") ? digits.dropLast() : digits[...]
        return nines.count >= 2 && nines.allSatisfy { $0 == "9" }
    }
}
