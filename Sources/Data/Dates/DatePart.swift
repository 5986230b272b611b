import Spec

/// What can be asked of a date.
package enum DatePart: String, Codable, Sendable, CaseIterable {
    case year, month, day, weekday
    case dayOfYear = "day_of_year"
    case week, quarter
    case isWeekend = "is_weekend"
    case hour, minute, second, days
}

extension CivilDate {
    package func value(of part: DatePart) -> Double {
        switch part {
        case .year: Double(year)
        case .month: Double(month)
        case .day: Double(day)
        case .hour: Double(hour)
        case .minute: Double(minute)
        case .second: second
        case .weekday: Double(weekday)
        case .isWeekend: weekday >= 5 ? 1 : 0
        case .dayOfYear: Double(dayOfYear)
        case .week: Double(week)
        case .quarter: Double((month + 2) / 3)
        case .days: Double(daysSince1970) + (Double(hour * 3600 + minute * 60) + second) / 86_400
        }
    }

    /// How much of its round a part that comes round has gone: 0 for January, 0.5 for noon; nil for the others.
    func turn(of part: DatePart) -> Double? {
        switch part {
        case .month: Double(month - 1) / 12
        case .day: Double(day - 1) / Double(CivilDate.days(in: month, of: year))
        case .weekday: Double(weekday) / 7
        case .dayOfYear: Double(dayOfYear - 1) / (CivilDate.days(in: 2, of: year) == 29 ? 366 : 365)
        case .week: Double(week - 1) / 53
        case .quarter: Double((month - 1) / 3) / 4
        case .hour: Double(hour) / 24
        case .minute: Double(minute) / 60
        case .second: second / 60
        case .year, .isWeekend, .days: nil
        }
    }

    /// Counted from 1.
    private var dayOfYear: Int { (1..<month).reduce(day) { $0 + CivilDate.days(in: $1, of: year) } }

    /// The week of ISO 8601: week 1 has the year's first Thursday.
    private var week: Int {
        let thursday = dayOfYear + 3 - weekday
        if thursday < 1 {
            // The last week of the year before.
            let before = CivilDate(year: max(0, year - 1), month: 12, day: 31)
            return before?.week ?? 52
        }
        let length = CivilDate.days(in: 2, of: year) == 29 ? 366 : 365
        return thursday > length ? 1 : (thursday - 1) / 7 + 1
    }
}

extension DatePart {
    /// Whether it comes round, and so has a place on a circle.
    var comesRound: Bool {
        switch self {
        case .month, .day, .weekday, .dayOfYear, .week, .quarter, .hour, .minute, .second: true
        case .year, .isWeekend, .days: false
        }
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
