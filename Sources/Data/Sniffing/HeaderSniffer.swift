/// Whether the first record of a table holds the names of its columns.
///
///     a column of numbers or dates      a first field that is none is a name; one that is a number is a value
///     a column of other texts           a first field that stands in other rows as well is a value
///
/// The names may be numbers if they count up by one: years, or 0, 1, 2 …
enum HeaderSniffer {
    static func hasHeader(_ records: [SampleRecord]) -> Bool {
        guard let first = records.first, records.count > 1 else { return true }
        var names = 0
        var values = 0
        for (column, cell) in first.cells.enumerated() where !MarkerWords.contains(cell.text) {
            let others = records.dropFirst().compactMap { record -> String? in
                guard record.cells.indices.contains(column) else { return nil }
                let text = record.cells[column].text
                return MarkerWords.contains(text) ? nil : text
            }
            guard !others.isEmpty else { continue }
            if isNearlyAll(others, NumberForm.isNumber) {
                if NumberForm.isNumber(cell.text) { values += 1 } else { names += 1 }
            } else if isNearlyAll(others, startsLikeDate) {
                if startsLikeDate(cell.text) { values += 1 } else { names += 1 }
            } else if others.contains(cell.text) {
                values += 1
            } else if Set(others).count * 5 <= others.count {
                names += 1
            }
        }
        if values > names, countsUp(first),
            !countsUp(records[1]) || (areYears(first) && !areYears(records[1]))
        {
            return true
        }
        return values == 0 || names > values
    }

    private static func isNearlyAll(_ texts: [String], _ holds: (String) -> Bool) -> Bool {
        texts.count { holds($0) } * 10 >= texts.count * 9
    }

    /// A digit, and a sign that dates and times have between their parts.
    private static func startsLikeDate(_ text: String) -> Bool {
        guard let first = text.utf8.first, first &- UInt8(ascii: "0") < 10 else { return false }
        return text.utf8.contains {
            $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: ":")
        }
            || text.utf8.count { $0 == UInt8(ascii: ".") } == 2
    }

    private static func areYears(_ record: SampleRecord) -> Bool {
        record.cells.compactMap { Int($0.text) }.allSatisfy { (1500...2200).contains($0) }
    }

    /// Whether the numbers of a record, at least three, are whole and go up by one.
    private static func countsUp(_ record: SampleRecord) -> Bool {
        let numbers = record.cells.compactMap { Int($0.text) }
        guard numbers.count >= 3, numbers.count + 2 >= record.cells.count else { return false }
        return zip(numbers, numbers.dropFirst()).allSatisfy { $1 == $0 + 1 }
    }
}
