import Spec

/// How dates are written, in the signs of `strftime`: `%d/%m/%Y`.
///
///     %Y 2024   %y 24 (69 … 99 are 1969 … 1999)   %m 2, 02   %b Feb   %B February   %d 9, 09   %j day of the year
///     %H 0 … 23   %I 1 … 12 with %p AM, PM   %M minutes   %S seconds   %f fraction of a second   %z zone, Z or +02:00
///     %a Thu   %A Thursday (read and not judged)   %% the sign itself
///
/// - Limits: numbers may be written with fewer digits than two, as Python reads them; a blank stands for any number of
///   them; names of months and days are English, in any case; what is not written is 1900-01-01, 00:00
/// - Source: the meanings are those of Python's `datetime.strptime`
package struct DateFormat: Sendable, Equatable {
    package let text: String
    private let items: [Item]

    private enum Item: Sendable, Equatable {
        case literal(Character)
        case blanks
        case field(Character)
    }

    static let fields = "YymdbBjHIMSfpzaA"

    /// - Returns: nil when a sign is none of those above, or nothing of a date is among them
    package init?(_ text: String) {
        self.text = text
        var items: [Item] = []
        var rest = Substring(DateFormat.expanded(text))
        while let character = rest.popFirst() {
            if character.isWhitespace {
                if items.last != .blanks { items.append(.blanks) }
                continue
            }
            guard character == "%" else {
                items.append(.literal(character))
                continue
            }
            // `%-d` asks strftime for no leading zero; reading takes both.
            if rest.first == "-" { rest.removeFirst() }
            guard let field = rest.popFirst() else { return nil }
            if field == "%" {
                items.append(.literal("%"))
            } else if DateFormat.fields.contains(field) {
                items.append(.field(field))
            } else {
                return nil
            }
        }
        guard items.contains(where: { if case .field = $0 { true } else { false } }) else { return nil }
        self.items = items
    }

    private static func expanded(_ text: String) -> String {
        var text = text
        for (short, long) in [("%F", "%Y-%m-%d"), ("%T", "%H:%M:%S"), ("%R", "%H:%M"), ("%e", "%d")] {
            text = text.split(separator: "%%", omittingEmptySubsequences: false)
                .map { $0.replacing(short, with: long) }.joined(separator: "%%")
        }
        return text
    }

    /// What has been read of a text so far.
    private struct Parts {
        var year: Int?
        var month = 1
        var day = 1
        var dayOfYear: Int?
        var hour = 0
        var minute = 0
        var second = 0.0
        var isAfternoon: Bool?
        var zone: Int?
    }

    /// - Returns: nil for a text that is not written so, and for dates that do not exist
    package func date(_ text: String) -> CivilDate? {
        var cursor = TextCursor(text)
        var parts = Parts()
        cursor.skipBlanks()
        for item in items {
            switch item {
            case .literal(let character): guard cursor.take(text: character) else { return nil }
            case .blanks: guard cursor.skipBlanks() else { return nil }
            case .field(let field): guard read(field, &cursor, &parts) else { return nil }
            }
        }
        cursor.skipBlanks()
        guard cursor.isAtEnd else { return nil }
        let year = parts.year ?? 1900
        var date = CivilDate(year: year, month: parts.month, day: parts.day)
        if let dayOfYear = parts.dayOfYear {
            date = CivilDate(year: year)?.adding(days: dayOfYear - 1)
            guard date?.year == year else { return nil }
        }
        date?.hour = parts.isAfternoon.map { parts.hour % 12 + ($0 ? 12 : 0) } ?? parts.hour
        date?.minute = parts.minute
        date?.second = parts.second
        date?.zone = parts.zone
        return date
    }

    private func read(_ field: Character, _ cursor: inout TextCursor, _ parts: inout Parts) -> Bool {
        func number(_ digits: ClosedRange<Int>, _ range: ClosedRange<Int>) -> Int? {
            cursor.number(digits).flatMap { range.contains($0) ? $0 : nil }
        }
        switch field {
        case "Y": parts.year = number(4...4, 0...9999)
        case "y": parts.year = number(2...2, 0...99).map { $0 < 69 ? 2000 + $0 : 1900 + $0 }
        case "m": return DateFormat.set(&parts.month, number(1...2, 1...12))
        case "b", "B": return DateFormat.set(&parts.month, DateNames.month(&cursor, isLong: field == "B"))
        case "d": return DateFormat.set(&parts.day, number(1...2, 1...31))
        case "j": parts.dayOfYear = number(1...3, 1...366)
        case "H": return DateFormat.set(&parts.hour, number(1...2, 0...23))
        case "I": return DateFormat.set(&parts.hour, number(1...2, 1...12))
        case "M": return DateFormat.set(&parts.minute, number(1...2, 0...59))
        case "S":
            guard let second = number(1...2, 0...60) else { return false }
            parts.second += Double(second)
        case "f":
            guard let fraction = cursor.fraction(atMost: 9) else { return false }
            parts.second += fraction
        case "p": parts.isAfternoon = cursor.word(["am", "pm"]).map { $0 == 1 }
        case "z": parts.zone = cursor.zone()
        case "a", "A": return DateNames.day(&cursor, isLong: field == "A") != nil
        default: return false
        }
        return switch field {
        case "Y", "y": parts.year != nil
        case "j": parts.dayOfYear != nil
        case "p": parts.isAfternoon != nil
        case "z": parts.zone != nil
        default: true
        }
    }

    private static func set(_ place: inout Int, _ value: Int?) -> Bool {
        guard let value else { return false }
        place = value
        return true
    }
}

/// English names of months and days, in lower case.
private enum DateNames {
    static let months = [
        "january", "february", "march", "april", "may", "june", "july", "august", "september", "october",
        "november", "december",
    ]
    static let days = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]

    static func month(_ cursor: inout TextCursor, isLong: Bool) -> Int? {
        cursor.word(isLong ? months : months.map { String($0.prefix(3)) }).map { $0 + 1 }
    }

    static func day(_ cursor: inout TextCursor, isLong: Bool) -> Int? {
        cursor.word(isLong ? days : days.map { String($0.prefix(3)) })
    }
}

extension FieldReader {
    /// The field `format` of whatever reads dates.
    mutating func dateFormat() -> DateFormat? {
        let text = optionalString(
            "format", "How the dates are written, as in %d/%m/%Y; default year first, as 2024-02-29.")
        guard let text else { return nil }
        guard let format = DateFormat(text) else {
            report(
                Diagnostic(
                    "date-format", "'\(text)' is not a way to write dates", at: origin(of: "format"),
                    help:
                        "write it as in \"%d/%m/%Y %H:%M\": %Y year, %m month, %d day, %b name of the month",
                    notes: ["signs: " + DateFormat.fields.map { "%\($0)" }.joined(separator: " ")]))
            return nil
        }
        return format
    }
}
