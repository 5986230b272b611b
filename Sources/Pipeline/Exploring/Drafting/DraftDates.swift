import Data

/// A column of text that holds dates and nothing else.
struct DraftDates {
    let parts: [DatePart]
    /// How they are written; nil for year first.
    let format: String?
    private let form: DateFormat?

    /// Nil where some value is no date, or it is not known which.
    init?(_ column: Column) {
        guard let texts = Self.texts(column), texts.count > 1 else { return nil }
        switch DateForm.recognized(in: texts) {
        case .yearFirst: form = nil
        case .format(let found): form = found
        case .ambiguous, .unknown: return nil
        }
        format = form?.text
        var dates: [CivilDate] = []
        dates.reserveCapacity(texts.count)
        for text in texts {
            guard let date = Self.date(text, form) else { return nil }
            dates.append(date)
        }
        func varies(_ part: DatePart) -> Bool {
            guard let first = dates.first?.value(of: part) else { return false }
            return dates.contains { $0.value(of: part) != first }
        }
        let found = [DatePart.year, .month, .day, .weekday, .hour, .minute].filter(varies)
        guard !found.isEmpty else { return nil }
        // Minutes beside hours are noise of the clock.
        parts = found.count > 1 ? found.filter { $0 != .minute } : found
    }

    /// What to say where day and month could be either way round; nil where there is no doubt.
    static func doubt(_ name: String, _ column: Column) -> String? {
        guard let texts = texts(column), case .ambiguous(let formats) = DateForm.recognized(in: texts) else {
            return nil
        }
        let ways = formats.prefix(2).map { "\"\($0.text)\"" }.joined(separator: " or ")
        return "\(name) holds dates that may be \(ways): say which, "
            + "as in date_parts: {columns: \(name), format: \(ways.split(separator: " ").first ?? "")}"
    }

    func days(_ column: Column) -> [Double] {
        guard let categories = column.asCategories else { return [] }
        let days = categories.levels.map { Self.date($0, form)?.value(of: .days) ?? .nan }
        return categories.codes.map { $0 < 0 ? .nan : days[Int($0)] }
    }

    func isInOrder(_ column: Column, _ follows: (Double, Double) -> Bool) -> Bool {
        let days = days(column)
        return zip(days, days.dropFirst()).allSatisfy(follows)
    }

    private static func date(_ text: String, _ form: DateFormat?) -> CivilDate? {
        form.map { $0.date(text) } ?? CivilDate(text)
    }

    /// Different texts of a column that could hold dates: not short, with digits.
    private static func texts(_ column: Column) -> [String]? {
        guard column.type == .category || column.type == .text, let categories = column.asCategories else {
            return nil
        }
        let texts = categories.occurringLevels
        let isLikely = texts.prefix(20).allSatisfy { text in
            text.utf8.count >= 6 && text.utf8.count <= 40 && text.utf8.contains { $0 >= 48 && $0 <= 57 }
        }
        return isLikely ? texts : nil
    }
}
