import Foundation

/// A moment as it is written into run files: UTC with milliseconds, `2026-11-21T14:03:22.125Z`.
package struct RunTime: Codable, Equatable, Comparable, Sendable {
    /// Milliseconds since 1970.
    package let milliseconds: Int64

    package init(milliseconds: Int64) {
        self.milliseconds = milliseconds
    }

    package static func now() -> RunTime {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return RunTime(milliseconds: Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000)
    }

    package static func < (left: RunTime, right: RunTime) -> Bool {
        left.milliseconds < right.milliseconds
    }

    /// Seconds from `earlier` to this moment.
    package func seconds(since earlier: RunTime) -> Double {
        Double(milliseconds - earlier.milliseconds) / 1000
    }

    package init(from decoder: any Decoder) throws {
        let text = try decoder.singleValueContainer().decode(String.self)
        guard let time = RunTime(text: text) else {
            throw DecodingError.dataCorrupted(
                .init(codingPath: decoder.codingPath, debugDescription: "'\(text)' is not a time"))
        }
        self = time
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(text)
    }

    package var text: String {
        var seconds = time_t(milliseconds / 1000)
        var parts = tm()
        gmtime_r(&seconds, &parts)
        return stamp(parts, "%Y-%m-%dT%H:%M:%S") + "." + padded(Int(milliseconds % 1000), 3) + "Z"
    }

    /// The local time as `20261121-140322`, the beginning of a run's name.
    package var nameStamp: String {
        stamp(localParts, "%Y%m%d-%H%M%S")
    }

    /// The local time as `2026-11-21 14:03:22`, for people.
    package var localText: String {
        stamp(localParts, "%Y-%m-%d %H:%M:%S")
    }

    private var localParts: tm {
        var seconds = time_t(milliseconds / 1000)
        var parts = tm()
        localtime_r(&seconds, &parts)
        return parts
    }

    /// Reads what `text` gives; nil for anything else.
    package init?(text: String) {
        let numbers = text.split { !$0.isNumber }.compactMap { Int32($0) }
        guard numbers.count == 7, text.hasSuffix("Z") else { return nil }
        var parts = tm()
        parts.tm_year = numbers[0] - 1900
        parts.tm_mon = numbers[1] - 1
        parts.tm_mday = numbers[2]
        parts.tm_hour = numbers[3]
        parts.tm_min = numbers[4]
        parts.tm_sec = numbers[5]
        milliseconds = Int64(timegm(&parts)) * 1000 + Int64(numbers[6])
    }
}

private func stamp(_ parts: tm, _ format: String) -> String {
    var parts = parts
    var buffer = [UInt8](repeating: 0, count: 64)
    let count = buffer.withUnsafeMutableBytes { bytes in
        strftime(bytes.baseAddress?.assumingMemoryBound(to: CChar.self), bytes.count, format, &parts)
    }
    return String(decoding: buffer.prefix(count), as: UTF8.self)
}

private func padded(_ number: Int, _ width: Int) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, width - digits.count)) + digits
}
