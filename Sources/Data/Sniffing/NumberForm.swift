/// How a file may write its numbers.
struct NumberForm: Equatable {
    var decimal: UInt8
    var thousands: String?

    var parser: DecimalParser {
        DecimalParser(decimal: decimal, thousands: thousands.flatMap(ThousandsSign.init))
    }

    private static let point = UInt8(ascii: ".")
    private static let comma = UInt8(ascii: ",")

    /// From the most to the least usual.
    static let all = [
        NumberForm(decimal: point), NumberForm(decimal: comma), NumberForm(decimal: point, thousands: ","),
        NumberForm(decimal: comma, thousands: "."), NumberForm(decimal: point, thousands: " "),
        NumberForm(decimal: comma, thousands: " "), NumberForm(decimal: point, thousands: "'"),
    ]

    /// Whether a text is a number in one of the forms.
    static func isNumber(_ text: String) -> Bool { all.contains { $0.reads(text) } }

    func reads(_ text: String) -> Bool {
        // Most texts are told by their first character.
        let first = text.utf8.first { $0 != 0x20 && $0 != 0x09 } ?? 0
        let isLikely =
            first &- UInt8(ascii: "0") < 10 || first == UInt8(ascii: "-") || first == UInt8(ascii: "+")
            || first == decimal
        return isLikely && parser.parse(text).map { !$0.isNaN } ?? false
    }

    /// The form in which the most columns are numbers; of several the most usual one.
    ///
    /// - Parameter delimiter: numbers with a comma stand in quotes where it is one, and are groups then
    static func best(_ records: ArraySlice<SampleRecord>, delimiter: UInt8, among forms: [NumberForm])
        -> NumberForm?
    {
        let width = records.first?.cells.count ?? 0
        let columns = (0..<width).map { column in
            records.compactMap { record -> String? in
                guard record.cells.indices.contains(column) else { return nil }
                let text = record.cells[column].text
                return MarkerWords.contains(text) ? nil : text
            }
        }
        let numeric = forms.map { form in
            columns.count { texts in
                !texts.isEmpty && texts.count { form.reads($0) } * 10 >= texts.count * 9
            }
        }
        guard let most = numeric.max(), let first = numeric.firstIndex(of: most), most > 0 else { return nil }
        let comma = NumberForm(decimal: Self.comma)
        let groups = NumberForm(decimal: point, thousands: ",")
        guard forms[first] == comma, let index = forms.firstIndex(of: groups), numeric[index] == most else {
            return forms[first]
        }
        // 1,234 in all rows: groups if the comma is the delimiter too, or if nothing like 0,123 or 1,5 is there.
        let written = columns.flatMap { $0 }.filter { $0.contains(",") }
        let areGroups = written.allSatisfy { groups.reads($0) && !$0.hasPrefix("0") && !$0.hasPrefix("-0") }
        return areGroups && (delimiter == Self.comma || written.count >= 5) ? groups : comma
    }
}
