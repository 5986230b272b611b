import Spec

/// The times of a column of text: the one reader for everything that takes dates or orders by them.
///
/// With a format all texts are read by it. Without one they have to be recognized beyond doubt: ISO 8601, year first,
/// or times of day with two digits, or numbers. What else there may be (day first, month first, names of months) is not
/// guessed; the message says which format would read it.
struct TimeReader {
    let format: DateFormat?

    /// A text that cannot be taken for a time, and what to do about it.
    struct Refusal: Error {
        /// Position in the list of texts.
        var index: Int
        var reason: String
        var help: String
    }

    /// The dates, for what is made of their parts.
    func dates(_ texts: [String]) throws -> [CivilDate] {
        var dates: [CivilDate] = []
        dates.reserveCapacity(texts.count)
        for (index, text) in texts.enumerated() {
            guard let date = format.map({ $0.date(text) }) ?? CivilDate(text) else {
                throw refusal(texts, index)
            }
            dates.append(date)
        }
        return dates
    }

    /// A number for each text that orders as the times do; equal times have the same.
    func ranks(_ texts: [String]) throws -> [Double] {
        if let format { return try ranks(of: texts) { format.date($0) } }
        // Numbers that are dates written without signs, 20240229, order as numbers do.
        let numbers = texts.compactMap { Double($0) }
        if numbers.count == texts.count, !texts.isEmpty {
            if let shuffled = NumberDates.refusal(numbers) { throw shuffled }
            return numbers
        }
        if !texts.isEmpty, CivilDate.timeOfDay(texts[0]) != nil {
            return try ranks(of: texts, CivilDate.timeOfDay)
        }
        return try ranks(of: texts, CivilDate.ordered)
    }

    private func ranks(
        of texts: [String], _ read: (String) -> CivilDate?
    ) throws -> [Double] {
        var instants: [CivilDate.Instant] = []
        instants.reserveCapacity(texts.count)
        var zoned: Bool?
        for (index, text) in texts.enumerated() {
            guard let date = read(text) else { throw refusal(texts, index) }
            if zoned == nil { zoned = date.zone != nil }
            if zoned != (date.zone != nil) {
                throw Refusal(
                    index: index,
                    reason: date.zone == nil
                        ? "has no time zone, and others have one" : "has a time zone, and others have none",
                    help: "write all of them with a zone, or all without")
            }
            instants.append(date.instant)
        }
        let order = instants.indices.sorted { instants[$0] < instants[$1] }
        var ranks = [Double](repeating: 0, count: texts.count)
        var rank = 0.0
        for (position, index) in order.enumerated() {
            if position > 0, instants[order[position - 1]] != instants[index] { rank += 1 }
            ranks[index] = rank
        }
        return ranks
    }

    private func refusal(_ texts: [String], _ index: Int) -> Refusal {
        if let format {
            return Refusal(
                index: index, reason: "is not written as \"\(format.text)\"",
                help: DateProposals.help(texts) ?? "correct the format, or the text")
        }
        return Refusal(
            index: index, reason: "is no date or time written year first, as 2024-02-29",
            help: DateProposals.help(texts)
                ?? "say how the dates are written, as in format: \"%d/%m/%Y\", or use a column of numbers")
    }
}

/// Dates in numbers, such as 31122023.
enum NumberDates {
    /// Numbers that are dates with the day or the month first, and so do not order as the dates do.
    static func refusal(_ numbers: some Collection<Double>) -> TimeReader.Refusal? {
        guard !numbers.isEmpty,
            numbers.allSatisfy({ $0 >= 1_011_000 && $0 <= 31_129_999 && $0 == $0.rounded() })
        else { return nil }
        let texts = Set(numbers).sorted().map { number in
            let digits = String(Int(number))
            return String(repeating: "0", count: 8 - digits.count) + digits
        }
        guard texts.contains(where: { CivilDate($0) == nil }) else { return nil }
        let formats = ["%d%m%Y", "%m%d%Y"].filter { DateProposals.fits($0, texts) }
        guard !formats.isEmpty else { return nil }
        return TimeReader.Refusal(
            index: 0,
            reason: "looks like a date that does not begin with its year, and its number orders otherwise",
            help: "declare the column's type as text where it is read, and say how the dates are written: "
                + formats.map { "format: \"\($0)\"" }.joined(separator: " or "))
    }
}

/// Formats that would read a list of texts.
enum DateProposals {
    private static let dates = [
        "%d/%m/%Y", "%m/%d/%Y", "%d.%m.%Y", "%d-%m-%Y", "%m-%d-%Y", "%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d",
        "%d/%m/%y", "%m/%d/%y", "%d.%m.%y", "%d-%m-%y", "%m-%d-%y", "%d-%b-%Y", "%d-%b-%y", "%d %b %Y",
        "%d %B %Y", "%b %d, %Y", "%B %d, %Y", "%b %d %Y", "%B %d %Y", "%Y %b %d", "%b %Y", "%B %Y", "%b-%Y",
        "%b-%y", "%m/%Y", "%m-%Y", "%Y/%m", "%a %b %d %Y", "%a, %d %b %Y", "%A, %B %d, %Y", "%d%m%Y",
        "%m%d%Y",
    ]
    private static let times = [
        "", " %H:%M", " %H:%M:%S", " %H:%M:%S.%f", " %I:%M %p", " %I:%M:%S %p", "T%H:%M", "T%H:%M:%S",
        " %H:%M:%S %z", ", %H:%M", ", %I:%M %p",
    ]
    private static let timesAlone = ["%H:%M", "%H:%M:%S", "%I:%M %p", "%I:%M:%S %p", "%M:%S.%f"]

    static func fits(_ format: String, _ texts: [String]) -> Bool {
        guard let format = DateFormat(format) else { return false }
        // The first text rules out nearly all.
        return texts.allSatisfy { format.date($0) != nil }
    }

    /// In order of likelihood; day first and month first may both fit.
    static func formats(_ texts: [String]) -> [String] {
        guard !texts.isEmpty else { return [] }
        let all = timesAlone + dates.flatMap { date in times.map { date + $0 } }
        return all.filter { fits($0, texts) }
    }

    static func help(_ texts: [String]) -> String? {
        let fitting = formats(texts)
        guard let first = fitting.first else { return nil }
        let other = fitting.dropFirst().first { dayFirst($0) != dayFirst(first) }
        guard let other else { return "say how they are written: format: \"\(first)\"" }
        func named(_ format: String) -> String {
            "format: \"\(format)\" (\(dayFirst(format) ? "day" : "month") first)"
        }
        return "say how they are written: \(named(first)) or \(named(other))"
    }

    private static func dayFirst(_ format: String) -> Bool {
        guard let day = format.range(of: "%d"), let month = format.range(of: "%m") else { return true }
        return day.lowerBound < month.lowerBound
    }
}

extension String {
    /// Where another text begins and ends in this one.
    fileprivate func range(of other: String) -> Range<Index>? { firstRange(of: other) }
}
