import Spec

/// How dates are written, in the signs of `strftime`: `%d/%m/%Y`.
///
///     %Y 2024   %y 24 (69 … 99 are 1969 … 1999)   %m 2, 02   %b Feb   %B February   %d 9, 09   %j day of the year
///     %H 0 … 23   %I 1 … 12 with %p AM, PM   %M minutes   %S seconds   %f fraction of a second   %z zone, Z or +02:00
///     %a Thu   %A Thursday (read and not judged)   %Z UTC, GMT   %s seconds since 1970 (UTC)   %% the sign itself
///
/// - Limits: numbers may be written with fewer digits than two, as Python reads them; a blank stands for any number of
///   them; names of months and days are English, in any case; what is not written is 1900-01-01, 00:00
/// - Source: the meanings are those of Python's `datetime.strptime`
package struct DateFormat: Sendable, Equatable {
    package let text: String
    private let items: [Item]

    private enum Item: Sendable, Equatable {
        /// The bytes of one character, in lower case.
        case literal([UInt8])
        case blanks
        case field(UInt8)
    }

    static let fields = "YymdbBjHIMSfpzZaAs"

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
                items.append(.literal(TextCursor.lowercase(character)))
                continue
            }
            // `%-d` asks strftime for no leading zero; reading takes both.
            if rest.first == "-" { rest.removeFirst() }
            guard let field = rest.popFirst() else { return nil }
            if field == "%" {
                items.append(.literal(TextCursor.lowercase("%")))
            } else if DateFormat.fields.contains(field), let sign = field.asciiValue {
                items.append(.field(sign))
            } else {
                return nil
            }
        }
        guard items.contains(where: { if case .field = $0 { true } else { false } }) else { return nil }
        self.items = items
    }

    /// The signs of its fields, in their order.
    var signs: String {
        String(
            decoding: items.compactMap { if case .field(let sign) = $0 { sign } else { nil } }, as: UTF8.self)
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
        /// Seconds since 1970.
        var instant: Int?
    }

    /// - Returns: nil for a text that is not written so, and for dates that do not exist
    package func date(_ text: String) -> CivilDate? {
        var cursor = TextCursor(text)
        var parts = Parts()
        cursor.skipBlanks()
        for item in items {
            switch item {
            case .literal(let bytes): guard cursor.take(text: bytes) else { return nil }
            case .blanks: guard cursor.skipBlanks() else { return nil }
            case .field(let field): guard read(field, &cursor, &parts) else { return nil }
            }
        }
        cursor.skipBlanks()
        guard cursor.isAtEnd else { return nil }
        if let instant = parts.instant { return CivilDate(secondsSince1970: instant, fraction: parts.second) }
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

    private func read(_ field: UInt8, _ cursor: inout TextCursor, _ parts: inout Parts) -> Bool {
        func number(_ digits: ClosedRange<Int>, _ range: ClosedRange<Int>) -> Int? {
            cursor.number(digits).flatMap { range.contains($0) ? $0 : nil }
        }
        switch UnicodeScalar(field) {
        case "Y": return DateFormat.set(&parts.year, number(4...4, 0...9999))
        case "y":
            return DateFormat.set(&parts.year, number(2...2, 0...99).map { $0 < 69 ? 2000 + $0 : 1900 + $0 })
        case "m": return DateFormat.set(&parts.month, number(1...2, 1...12))
        case "b": return DateFormat.set(&parts.month, cursor.word(DateNames.shortMonths).map { $0 + 1 })
        case "B": return DateFormat.set(&parts.month, cursor.word(DateNames.months).map { $0 + 1 })
        case "d": return DateFormat.set(&parts.day, number(1...2, 1...31))
        case "j": return DateFormat.set(&parts.dayOfYear, number(1...3, 1...366))
        case "H": return DateFormat.set(&parts.hour, number(1...2, 0...23))
        case "I": return DateFormat.set(&parts.hour, number(1...2, 1...12))
        case "M": return DateFormat.set(&parts.minute, number(1...2, 0...59))
        case "S":
            guard let second = number(1...2, 0...60) else { return false }
            parts.second += Double(second)
            return true
        case "f":
            guard let fraction = cursor.fraction(atMost: 9) else { return false }
            parts.second += fraction
            return true
        case "p": return DateFormat.set(&parts.isAfternoon, cursor.word(DateNames.halves).map { $0 % 2 == 1 })
        case "z": return DateFormat.set(&parts.zone, cursor.zone())
        case "Z": return DateFormat.set(&parts.zone, cursor.word(DateNames.zones).map { _ in 0 })
        case "a": return cursor.word(DateNames.shortDays) != nil
        case "A": return cursor.word(DateNames.days) != nil
        case "s":
            let isBefore = cursor.take("-")
            guard let whole = cursor.number(1...12) else { return false }
            parts.instant = isBefore ? -whole : whole
            guard cursor.take(".") else { return true }
            guard let fraction = cursor.fraction(atMost: 9) else { return false }
            if isBefore, fraction > 0 {
                parts.instant = -whole - 1
                parts.second = 1 - fraction
            } else {
                parts.second = fraction
            }
            return true
        default: return false
        }
    }

    private static func set(_ place: inout Int, _ value: Int?) -> Bool {
        guard let value else { return false }
        place = value
        return true
    }

    private static func set<Value>(_ place: inout Value?, _ value: Value?) -> Bool {
        place = value
        return value != nil
    }
}

/// English names of months and days, in lower case, as bytes.
private enum DateNames {
    static let months = bytes([
        "january", "february", "march", "april", "may", "june", "july", "august", "september", "october",
        "november", "december",
    ])
    static let days = bytes(["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"])
    static let shortMonths = months.map { Array($0.prefix(3)) }
    static let shortDays = days.map { Array($0.prefix(3)) }
    static let halves = bytes(["am", "pm", "a.m.", "p.m."])
    static let zones = bytes(["utc", "gmt"])

    private static func bytes(_ words: [String]) -> [[UInt8]] { words.map { Array($0.utf8) } }
}

extension FieldReader {
    /// The field `format` of whatever reads dates.
    mutating func dateFormat() -> DateFormat? {
        let text = optionalString(
            "format", "How the dates are written, as in %d/%m/%Y; by default it is recognized.")
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
