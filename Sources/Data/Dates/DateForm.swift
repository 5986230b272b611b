/// How the dates of a column are written, found out from all of its texts.
package enum DateForm: Sendable, Equatable {
    /// ISO 8601: 2024-02-29, 2024-02-29T13:05+01:00, 20240229, 2024-02, 2024-Q1, 2024-W09.
    case yearFirst
    /// One format reads every text, and no other one reads them as other dates.
    case format(DateFormat)
    /// Day first and month first both read every text: only a person can tell.
    case ambiguous([DateFormat])
    /// No known format reads all of them.
    case unknown

    /// What leaves no doubt over all of these texts; a text that does not fit makes it unknown.
    package static func recognized(in texts: some Sequence<String>) -> DateForm {
        let texts = Array(texts)
        guard let first = texts.first else { return .unknown }
        if CivilDate.ordered(first) != nil, texts.allSatisfy({ CivilDate.ordered($0) != nil }) {
            return .yearFirst
        }
        let fitting = KnownDateFormats.fitting(texts)
        guard let likely = fitting.first else { return .unknown }
        let others = fitting.filter { $0.order != likely.order }
        guard !others.isEmpty else { return .format(likely) }
        var orders: Set<String> = []
        return .ambiguous(fitting.filter { orders.insert($0.order).inserted })
    }

    /// The format that most of some texts are written in, and the first that is not.
    static func majority(of texts: [String]) -> (format: DateFormat, exception: Int)? {
        let stride = max(1, texts.count / 100)
        let sample = texts.indices.filter { $0 % stride == 0 }.map { texts[$0] }
        // Nearly all formats read none of the first texts.
        let candidates = KnownDateFormats.all.filter { format in
            sample.prefix(5).contains { format.date($0) != nil }
        }
        let counts = candidates.map { format in sample.count { format.date($0) != nil } }
        guard let most = counts.max(), most * 2 > sample.count, let place = counts.firstIndex(of: most) else {
            return nil
        }
        let format = candidates[place]
        return texts.firstIndex { format.date($0) == nil }.map { (format, $0) }
    }
}

extension DateFormat {
    /// In which order its numbers stand: formats with the same never read a text as different dates.
    var order: String {
        String(
            signs.compactMap { sign in
                switch sign {
                case "b", "B", "m": "m"
                case "y", "Y": "y"
                case "d", "j": sign
                default: nil
                }
            })
    }

    var isDayFirst: Bool { order.hasPrefix("d") }
}

/// The formats that are recognized without being told, in order of likelihood.
enum KnownDateFormats {
    static let all: [DateFormat] =
        (timesAlone + dates.flatMap { date in times.map { date + $0 } } + others).compactMap {
            DateFormat($0)
        }

    private static let dates = [
        "%d/%m/%Y", "%m/%d/%Y", "%d.%m.%Y", "%d-%m-%Y", "%m-%d-%Y", "%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d",
        "%d/%m/%y", "%m/%d/%y", "%d.%m.%y", "%d-%m-%y", "%m-%d-%y", "%y-%m-%d", "%y/%m/%d", "%d %m %Y",
        "%d-%b-%Y", "%d-%b-%y", "%d %b %Y", "%d %b %y", "%d %B %Y", "%d-%B-%Y", "%d. %B %Y", "%d/%b/%Y",
        "%d%b%Y", "%d, %b %Y", "%b %d, %Y", "%B %d, %Y", "%b %d %Y", "%B %d %Y", "%b-%d-%Y", "%b. %d, %Y",
        "%Y %b %d", "%Y-%b-%d", "%Y %B %d", "%b %Y", "%B %Y", "%b-%Y", "%B-%Y", "%b, %Y", "%B, %Y", "%b-%y",
        "%b %y", "%b/%Y", "%Y-%b", "%Y %b", "%Y %B", "%m/%Y", "%m-%Y", "%m.%Y", "%Y/%m", "%Y.%m", "%YM%m",
        "%a %b %d %Y", "%a, %d %b %Y", "%a %d %b %Y", "%A, %B %d, %Y", "%A, %d %B %Y", "%a %d/%m/%Y",
        "%a %m/%d/%Y", "%d%m%Y", "%m%d%Y",
    ]
    private static let times = [
        "", " %H:%M", " %H:%M:%S", " %H:%M:%S.%f", " %I:%M %p", " %I:%M%p", " %I:%M:%S %p", " %I:%M:%S%p",
        " %I %p", " %I%p", "T%H:%M", "T%H:%M:%S", "T%H:%M:%S.%f", " %H:%M %z", " %H:%M%z", " %H:%M:%S %z",
        " %H:%M:%S%z", " %H:%M:%S.%f %z", " %H:%M:%S.%f%z", "T%H:%M:%S%z", "T%H:%M:%S.%f%z", " %H:%M:%S %Z",
        " %H:%M %Z", ", %H:%M", ", %H:%M:%S", ", %I:%M %p", ", %I:%M:%S %p", " %H.%M", " %Hh", ":%H:%M:%S",
        ":%H:%M:%S %z", " at %H:%M", " at %I:%M %p",
    ]
    private static let timesAlone = [
        "%H:%M", "%H:%M:%S", "%H:%M:%S.%f", "%I:%M %p", "%I:%M%p", "%I:%M:%S %p", "%I:%M:%S%p", "%I %p",
        "%I%p", "%M:%S.%f", "%H:%M %d/%m/%Y", "%H:%M %m/%d/%Y", "%H:%M:%S %d/%m/%Y", "%H:%M:%S %m/%d/%Y",
    ]
    /// What `ctime`, log files and mail programs write.
    private static let others = [
        "%a %b %d %H:%M:%S %Y", "%a %b %d %H:%M:%S %z %Y", "%a %b %d %H:%M:%S %Z %Y",
        "%b %d %H:%M:%S %Y", "%I:%M %p %d/%m/%Y", "%I:%M %p %m/%d/%Y", "%a %b %d %Y %H:%M:%S GMT%z",
        "%Y%m%d%H%M%S", "%Y%m%d%H%M", "%Y%m%dT%H%M%S", "%Y%m%d %H%M%S", "%Y-%m-%d %H", "%Y-%m-%d-%H",
    ]

    /// Those that read every text.
    static func fitting(_ texts: [String]) -> [DateFormat] {
        // The first text rules out nearly all.
        all.filter { format in
            texts.allSatisfy { format.date($0) != nil } && (format.hasFullYear || isPlain(texts, format))
        }
    }

    /// Years of two digits that stand first are believed only where everything has two digits.
    private static func isPlain(_ texts: [String], _ format: DateFormat) -> Bool {
        guard format.order.hasPrefix("y"), let length = texts.first?.utf8.count else { return true }
        return texts.allSatisfy { $0.utf8.count == length }
    }

    static func fits(_ format: String, _ texts: [String]) -> Bool {
        guard let format = DateFormat(format) else { return false }
        return texts.allSatisfy { format.date($0) != nil }
    }
}

extension DateFormat {
    fileprivate var hasFullYear: Bool { !signs.contains("y") }
}
