/// In what a time is counted.
package enum TimeUnit: Int, Sendable {
    case seconds = 1
    case milliseconds = 1_000
    case microseconds = 1_000_000
    case nanoseconds = 1_000_000_000

    /// Digits behind the point of a second.
    var digits: Int {
        switch self {
        case .seconds: 0
        case .milliseconds: 3
        case .microseconds: 6
        case .nanoseconds: 9
        }
    }
}

/// Dates and times as text: 2024-02-29, 13:05:09, 2024-02-29 13:05:09.25, with a Z behind moments of UTC.
///
/// - Limits: years of more than four digits have a sign, as in ISO 8601
package enum TimeText {
    /// - Parameter days: since 1970-01-01
    package static func appendDate(_ days: Int, to bytes: inout [UInt8]) {
        // H. Hinnant's civil_from_days; no number of days that comes out of 64 bits of seconds overflows here.
        let shifted = days &+ 719_468
        let era = floorDivision(shifted, 146_097)
        let dayOfEra = shifted &- era &* 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let fromMarch = (5 * dayOfYear + 2) / 153
        let month = fromMarch < 10 ? fromMarch + 3 : fromMarch - 9
        let year = yearOfEra &+ era &* 400 &+ (month <= 2 ? 1 : 0)
        if (0...9999).contains(year) {
            append(year, digits: 4, to: &bytes)
        } else {
            bytes.append(contentsOf: (year < 0 ? "-" : "+").utf8)
            bytes.append(contentsOf: "\(year.magnitude)".utf8)
        }
        bytes.append(UInt8(ascii: "-"))
        append(month, digits: 2, to: &bytes)
        bytes.append(UInt8(ascii: "-"))
        append(dayOfYear - (153 * fromMarch + 2) / 5 + 1, digits: 2, to: &bytes)
    }

    package static func appendTime(_ value: Int, _ unit: TimeUnit, to bytes: inout [UInt8]) {
        let seconds = floorDivision(value, unit.rawValue)
        let fraction = value &- seconds &* unit.rawValue
        append(seconds / 3600, digits: 2, to: &bytes)
        bytes.append(UInt8(ascii: ":"))
        append(seconds / 60 % 60, digits: 2, to: &bytes)
        bytes.append(UInt8(ascii: ":"))
        append(seconds % 60, digits: 2, to: &bytes)
        guard fraction > 0 else { return }
        bytes.append(UInt8(ascii: "."))
        append(fraction, digits: unit.digits, to: &bytes)
        while bytes.last == UInt8(ascii: "0") { bytes.removeLast() }
    }

    /// - Parameter value: since 1970
    package static func appendMoment(_ value: Int, _ unit: TimeUnit, isUTC: Bool, to bytes: inout [UInt8]) {
        let perDay = 86_400 * unit.rawValue
        let days = floorDivision(value, perDay)
        appendDate(days, to: &bytes)
        bytes.append(UInt8(ascii: " "))
        appendTime(value &- days &* perDay, unit, to: &bytes)
        if isUTC { bytes.append(UInt8(ascii: "Z")) }
    }

    static func floorDivision(_ value: Int, _ divisor: Int) -> Int {
        let (quotient, remainder) = value.quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? quotient - 1 : quotient
    }

    private static func append(_ value: Int, digits: Int, to bytes: inout [UInt8]) {
        var place = 1
        for _ in 1..<digits { place *= 10 }
        guard value >= 0, value / 10 < place else {
            bytes.append(contentsOf: "\(value)".utf8)
            return
        }
        while place > 0 {
            bytes.append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: value / place % 10))
            place /= 10
        }
    }
}
