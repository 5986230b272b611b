import Spec

/// What can be asked of a date.
package enum DatePart: String, Codable, Sendable, CaseIterable {
    case year, month, day, weekday
    case dayOfYear = "day_of_year"
    case hour, minute, second, days
}

/// A date of the Gregorian calendar, with a time of day.
package struct CivilDate: Sendable, Equatable {
    package var year: Int
    package var month: Int
    package var day: Int
    package var hour = 0
    package var minute = 0
    package var second = 0.0

    /// Reads `2024-02-29`, `2024/02/29`, `20240229`, with a time `13:05` or `13:05:09.5` after a blank or T; a zone
    /// (`Z`, `+02:00`) is passed over. `nil` for anything else, and for dates that do not exist.
    package init?(_ text: String) {
        let pattern =
            /\s*(\d{4})([-\/]?)(\d{2})\2(\d{2})(?:[T ](\d{1,2}):(\d{2})(?::(\d{2}(?:\.\d+)?))?\s*(?:Z|[+-]\d{2}:?\d{2})?)?\s*/
        guard let match = text.wholeMatch(of: pattern), let year = Int(match.1), let month = Int(match.3),
            let day = Int(match.4), (1...12).contains(month), day >= 1,
            day <= CivilDate.days(in: month, of: year)
        else { return nil }
        self.year = year
        self.month = month
        self.day = day
        hour = match.5.flatMap { Int($0) } ?? 0
        minute = match.6.flatMap { Int($0) } ?? 0
        second = match.7.flatMap { Double($0) } ?? 0
        guard hour < 24, minute < 60, second < 61 else { return nil }
    }

    package func value(of part: DatePart) -> Double {
        switch part {
        case .year: Double(year)
        case .month: Double(month)
        case .day: Double(day)
        case .hour: Double(hour)
        case .minute: Double(minute)
        case .second: second
        // 1970-01-01 was a Thursday.
        case .weekday: Double(((daysSince1970 + 3) % 7 + 7) % 7)
        case .dayOfYear: Double((1..<month).reduce(day) { $0 + CivilDate.days(in: $1, of: year) })
        case .days: Double(daysSince1970) + (Double(hour * 3600 + minute * 60) + second) / 86_400
        }
    }

    private static func days(in month: Int, of year: Int) -> Int {
        switch month {
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    /// Years begin in March, so that the day a leap year adds comes last; 400 years have 146,097 days.
    private var daysSince1970: Int {
        let shifted = month <= 2 ? year - 1 : year
        let era = (shifted >= 0 ? shifted : shifted - 399) / 400
        let yearOfEra = shifted - era * 400
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        return era * 146_097 + dayOfEra - 719_468
    }
}

extension DatePart: SpecDecodable {
    package static var fieldType: FieldType { .choice(allCases.map(\.rawValue)) }

    package init?(from node: SpecNode, diagnostics: inout DiagnosticBag) {
        guard let text = String(from: node, diagnostics: &diagnostics) else { return nil }
        guard let part = DatePart(rawValue: text) else {
            let words = DatePart.allCases.map(\.rawValue)
            diagnostics.report(
                Diagnostic(
                    "unknown-choice", "'\(text)' is not one of the choices", at: node.origin,
                    help: nearestName(to: text, in: words).map { "did you mean '\($0)'?" },
                    notes: ["choices: " + words.joined(separator: ", ")]))
            return nil
        }
        self = part
    }

    package var resolvedNode: SpecContent { .string(rawValue) }
}
