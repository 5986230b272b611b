/// Dates as ISO 8601 writes them, year first.
extension CivilDate {
    /// Reads `2024-02-29`, `2024/02/29`, `20240229`, with a time `13:05` or `13:05:09.5` after a blank or T, and a zone
    /// (`Z`, `+02:00`). `nil` for anything else, and for dates that do not exist.
    package init?(_ text: String) {
        var cursor = TextCursor(text)
        cursor.skipBlanks()
        guard let year = cursor.number(4) else { return nil }
        let separator = cursor.take(anyOf: "-/")
        guard let month = cursor.number(2), separator.map({ cursor.take($0) }) ?? true,
            let day = cursor.number(2), var date = CivilDate(year: year, month: month, day: day)
        else { return nil }
        if !cursor.isAtEnd, cursor.take("T") || cursor.take(" ") {
            if let byte = cursor.next, (48...57).contains(byte) {
                guard date.readTime(&cursor, hourDigits: 1...2) else { return nil }
                cursor.skipBlanks()
                date.zone = cursor.zone()
            }
        }
        cursor.skipBlanks()
        guard cursor.isAtEnd else { return nil }
        self = date
    }

    /// What only has to be put in order: dates as above, and `2024-02`, `2024-Q1`, `2024-W09`, `2024-W09-4`,
    /// `2024-060`.
    static func ordered(_ text: String) -> CivilDate? {
        if let date = CivilDate(text) { return date }
        var cursor = TextCursor(text)
        cursor.skipBlanks()
        guard let year = cursor.number(4), let first = CivilDate(year: year) else { return nil }
        let hasDash = cursor.take("-")
        let date: CivilDate?
        if cursor.take("W") {
            date = week(&cursor, first, hasDash: hasDash)
        } else if cursor.take("Q") {
            date = cursor.number(1).flatMap { quarter in
                (1...4).contains(quarter) ? CivilDate(year: year, month: 3 * quarter - 2) : nil
            }
        } else if hasDash {
            date = monthOrDay(&cursor, first)
        } else {
            date = nil
        }
        cursor.skipBlanks()
        return cursor.isAtEnd ? date : nil
    }

    /// `13:05`, `13:05:09.5`: a time without a date, on a day that does not matter.
    static func timeOfDay(_ text: String) -> CivilDate? {
        var cursor = TextCursor(text)
        cursor.skipBlanks()
        guard var date = CivilDate(year: 1970), date.readTime(&cursor, hourDigits: 2...2) else { return nil }
        cursor.skipBlanks()
        return cursor.isAtEnd ? date : nil
    }

    private static func monthOrDay(_ cursor: inout TextCursor, _ first: CivilDate) -> CivilDate? {
        if let day = cursor.number(3) {
            guard day >= 1, let date = first.adding(days: day - 1), date.year == first.year else {
                return nil
            }
            return date
        }
        return cursor.number(2).flatMap { CivilDate(year: first.year, month: $0) }
    }

    /// Week 1 has the year's first Thursday; weeks begin with Monday.
    private static func week(_ cursor: inout TextCursor, _ first: CivilDate, hasDash: Bool) -> CivilDate? {
        guard let week = cursor.number(2), (1...53).contains(week) else { return nil }
        var day = 1
        if !cursor.isAtEnd {
            guard !hasDash || cursor.take("-"), let given = cursor.number(1), (1...7).contains(given) else {
                return nil
            }
            day = given
        }
        let monday = first.weekday <= 3 ? -first.weekday : 7 - first.weekday
        return first.adding(days: monday + (week - 1) * 7 + day - 1)
    }

    /// Hours and minutes, with seconds where there are any; false when they are none.
    mutating func readTime(_ cursor: inout TextCursor, hourDigits: ClosedRange<Int>) -> Bool {
        guard let hour = cursor.number(hourDigits), cursor.take(":"), let minute = cursor.number(2) else {
            return false
        }
        self.hour = hour
        self.minute = minute
        if cursor.take(":") {
            guard let second = cursor.seconds() else { return false }
            self.second = second
        }
        return hour < 24 && minute < 60 && second < 61
    }
}
