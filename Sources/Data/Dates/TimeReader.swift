import Spec

/// The times of a column of text: the one reader for everything that takes dates or orders by them.
///
/// With a format all texts are read by it. Without one they have to be recognized beyond doubt (`DateForm`): one known
/// format reads all of them. Where day first and month first both do, nothing is guessed; the message names both.
struct TimeReader {
    let format: DateFormat?

    /// A text that cannot be taken for a time, and what to do about it.
    struct Refusal: Error {
        /// Position in the list of texts.
        var index: Int
        var reason: String
        var help: String
        /// Whether the texts are dates, and only their order is in doubt.
        var isAmbiguous = false
    }

    /// The dates, for what is made of their parts.
    func dates(_ texts: [String]) throws -> [CivilDate] {
        try dates(texts, format.map { format in { format.date($0) } } ?? CivilDate.ordered)
    }

    private func dates(_ texts: [String], _ read: (String) -> CivilDate?) throws -> [CivilDate] {
        try texts.enumerated().map { index, text in
            guard let date = read(text) else { throw refusal(texts, index) }
            return date
        }
    }

    /// How these texts are written; nil for year first.
    ///
    /// - Errors: `Refusal` where that is in doubt
    func form(of texts: [String]) throws -> DateFormat? {
        if let format { return format }
        switch DateForm.recognized(in: texts) {
        case .yearFirst: return nil
        case .format(let format): return format
        case .ambiguous, .unknown:
            guard let first = texts.firstIndex(where: { CivilDate.ordered($0) == nil }) else { return nil }
            throw refusal(texts, first)
        }
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
        if !texts.isEmpty, texts.allSatisfy({ CivilDate.timeOfDay($0) != nil }) {
            return try ranks(of: texts, CivilDate.timeOfDay)
        }
        guard let format = try form(of: texts) else { return try ranks(of: texts, CivilDate.ordered) }
        return try ranks(of: texts) { format.date($0) }
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
        let form = DateForm.recognized(in: texts)
        if let format {
            return Refusal(
                index: index, reason: "is not written as \"\(format.text)\"",
                help: form.advice ?? "correct the format, or the text")
        }
        if case .ambiguous(let formats) = form {
            let orders = formats.map {
                $0.isDayFirst ? "the day" : $0.order.hasPrefix("m") ? "the month" : "the year"
            }
            return Refusal(
                index: index,
                reason: "may begin with " + orders.joined(separator: " or with ") + ", and so may all others",
                help: form.advice ?? "say how the dates are written", isAmbiguous: true)
        }
        if let (format, exception) = DateForm.majority(of: texts) {
            return Refusal(
                index: exception, reason: "is not written as most others are, \"\(format.text)\"",
                help:
                    "declare it missing where the file is read (missing: [\"\(texts[exception])\"]), correct it, "
                    + "or say how the dates are written with format:")
        }
        return Refusal(
            index: index,
            reason: "is no date or time written year first, as 2024-02-29, or in another known form",
            help: form.advice
                ?? "say how the dates are written, as in format: \"%d/%m/%Y\", or use a column of numbers")
    }
}

extension DateForm {
    /// What to write so that the texts are read.
    fileprivate var advice: String? {
        switch self {
        case .format(let format): return "say how they are written: format: \"\(format.text)\""
        case .ambiguous(let formats):
            let named = formats.map { format in
                let first = format.isDayFirst ? "day" : format.order.hasPrefix("m") ? "month" : "year"
                return "format: \"\(format.text)\" (\(first) first)"
            }
            return "say how they are written: " + named.joined(separator: " or ")
        case .yearFirst, .unknown: return nil
        }
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
        let formats = ["%d%m%Y", "%m%d%Y"].filter { KnownDateFormats.fits($0, texts) }
        guard !formats.isEmpty else { return nil }
        return TimeReader.Refusal(
            index: 0,
            reason: "looks like a date that does not begin with its year, and its number orders otherwise",
            help: "declare the column's type as text where it is read, and say how the dates are written: "
                + formats.map { "format: \"\($0)\"" }.joined(separator: " or "))
    }
}
