/// A date of the Gregorian calendar, with a time of day and, where it was written, a zone.
package struct CivilDate: Sendable, Equatable {
    package var year: Int
    package var month: Int
    package var day: Int
    package var hour = 0
    package var minute = 0
    package var second = 0.0
    /// Seconds that its clock is ahead of UTC; nil where no zone was written.
    package var zone: Int?

    /// - Returns: nil for a date that does not exist
    package init?(year: Int, month: Int = 1, day: Int = 1) {
        guard (0...9999).contains(year), (1...12).contains(month), day >= 1,
            day <= CivilDate.days(in: month, of: year)
        else { return nil }
        self.year = year
        self.month = month
        self.day = day
    }

    /// 0 for Monday.
    var weekday: Int { ((daysSince1970 + 3) % 7 + 7) % 7 }

    /// The moment: whole seconds since 1970, of UTC where there is a zone, and what is left of a second.
    var instant: Instant {
        let whole = second.rounded(.down)
        let ofDay = hour * 3600 + minute * 60 + Int(whole) - (zone ?? 0)
        return Instant(seconds: daysSince1970 * 86_400 + ofDay, fraction: second - whole)
    }

    struct Instant: Equatable, Comparable {
        var seconds: Int
        var fraction: Double

        static func < (left: Instant, right: Instant) -> Bool {
            left.seconds != right.seconds ? left.seconds < right.seconds : left.fraction < right.fraction
        }
    }

    /// The date and time of day, of UTC, so many seconds after 1970.
    init?(secondsSince1970 seconds: Int, fraction: Double) {
        let day = Int((Double(seconds) / 86_400).rounded(.down))
        let ofDay = seconds - day * 86_400
        guard var date = CivilDate(year: 1970)?.adding(days: day) else { return nil }
        date.hour = ofDay / 3600
        date.minute = ofDay / 60 % 60
        date.second = Double(ofDay % 60) + fraction
        self = date
    }

    static func days(in month: Int, of year: Int) -> Int {
        switch month {
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    /// Years begin in March, so that the day a leap year adds comes last; 400 years have 146,097 days.
    var daysSince1970: Int {
        let shifted = month <= 2 ? year - 1 : year
        let era = (shifted >= 0 ? shifted : shifted - 399) / 400
        let yearOfEra = shifted - era * 400
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        return era * 146_097 + dayOfEra - 719_468
    }

    /// The date some days after this one, which is at midnight.
    func adding(days: Int) -> CivilDate? {
        // H. Hinnant's inverse of the above.
        let shifted = daysSince1970 + days + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthFromMarch = (5 * dayOfYear + 2) / 153
        let month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
        return CivilDate(
            year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month: month,
            day: dayOfYear - (153 * monthFromMarch + 2) / 5 + 1)
    }
}
