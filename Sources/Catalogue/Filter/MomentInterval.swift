import Foundation
import Runs

/// A stretch of time as people name it: a day, an hour, a minute or a second of the local time.
package struct MomentInterval: Sendable, Equatable {
    package var start: RunTime
    /// The first moment after it.
    package var end: RunTime

    /// - Parameter text: `2026-11-21`, `2026-11-21 14:03`, `2026-11-21T14:03:22`, with `Z` at the end for UTC
    package init?(_ text: String) {
        let isUniversal = text.hasSuffix("Z")
        let digits = (isUniversal ? text.dropLast() : text[...]).split { "-T: ".contains($0) }
        let numbers = digits.compactMap { Int32($0) }
        guard text.first?.isNumber == true, numbers.count == digits.count, text.contains("-"),
            [1, 2, 3, 5, 6].contains(numbers.count), numbers.count > 1, digits[0].count == 4
        else { return nil }
        var parts = tm()
        parts.tm_year = numbers[0] - 1900
        parts.tm_mon = numbers[1] - 1
        parts.tm_mday = numbers.count > 2 ? numbers[2] : 1
        parts.tm_hour = numbers.count > 3 ? numbers[3] : 0
        parts.tm_min = numbers.count > 4 ? numbers[4] : 0
        parts.tm_sec = numbers.count > 5 ? numbers[5] : 0
        parts.tm_isdst = -1
        guard Self.isInRange(parts) else { return nil }
        var after = parts
        switch numbers.count {
        case 2: after.tm_mon += 1
        case 3: after.tm_mday += 1
        case 5: after.tm_min += 1
        default: after.tm_sec += 1
        }
        // The system's calendar knows months of all lengths and days of 23 and 25 hours.
        start = Self.time(parts, isUniversal)
        end = Self.time(after, isUniversal)
    }

    private static func isInRange(_ parts: tm) -> Bool {
        (0...11).contains(parts.tm_mon) && (1...31).contains(parts.tm_mday)
            && (0...23).contains(parts.tm_hour)
            && (0...59).contains(parts.tm_min) && (0...60).contains(parts.tm_sec)
            && isInMonth(parts)
    }

    /// Whether the month has the day: the calendar would make 31 February the beginning of March.
    private static func isInMonth(_ parts: tm) -> Bool {
        var day = tm()
        day.tm_year = parts.tm_year
        day.tm_mon = parts.tm_mon
        day.tm_mday = parts.tm_mday
        timegm(&day)
        return day.tm_mon == parts.tm_mon
    }

    private static func time(_ parts: tm, _ isUniversal: Bool) -> RunTime {
        var parts = parts
        return RunTime(milliseconds: Int64(isUniversal ? timegm(&parts) : mktime(&parts)) * 1000)
    }
}

/// Lengths of time on the command line: `90 s`, `15 min`, `2 h`, `3 d`, `1 w`, with or without the space.
package enum DurationWord {
    /// Seconds in a unit; nil for a word that is none.
    static func factor(_ unit: String) -> Double? {
        switch unit {
        case "ms": 0.001
        case "s", "sec", "second", "seconds": 1
        case "m", "min", "minute", "minutes": 60
        case "h", "hour", "hours": 3600
        case "d", "day", "days": 86_400
        case "w", "week", "weeks": 604_800
        default: nil
        }
    }

    /// The seconds of a number and a unit in one word.
    static func seconds(joined text: String) -> Double? {
        let number = text.prefix { $0.isNumber || $0 == "." }
        guard let value = Double(number), let factor = factor(String(text.dropFirst(number.count))) else {
            return nil
        }
        return value * factor
    }

    /// The seconds of `2 h` or `2h`; nil when it is not a length of time.
    package static func seconds(_ text: String) -> Double? {
        let words = text.split(separator: " ")
        if words.count == 2, let value = Double(words[0]), let factor = factor(String(words[1])), value >= 0 {
            return value * factor
        }
        return words.count == 1 ? seconds(joined: text) : nil
    }
}

/// What `--since` understands: a length of time before now, a moment, `today` or `yesterday`.
package enum SinceText {
    package static func moment(_ text: String, now: RunTime, option: String = "--since") throws -> RunTime {
        let word = text.trimmingCharacters(in: .whitespaces)
        if let seconds = DurationWord.seconds(word) {
            return RunTime(milliseconds: now.milliseconds - Int64(min(seconds, 1e12) * 1000))
        }
        if let interval = MomentInterval(word) { return interval.start }
        let day = String(now.localText.prefix(10))
        if word == "today", let today = MomentInterval(day) { return today.start }
        if word == "yesterday", let today = MomentInterval(day),
            let before = MomentInterval(
                String(RunTime(milliseconds: today.start.milliseconds - 43_200_000).localText.prefix(10)))
        {
            return before.start
        }
        throw FilterError(
            option: option, text: text, range: 0..<max(1, text.count), message: "'\(text)' is no moment",
            help: "write a length of time such as 2h or 3d, a day such as 2026-11-21, 'today' or 'yesterday'")
    }
}
