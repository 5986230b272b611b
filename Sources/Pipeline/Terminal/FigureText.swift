import Foundation

/// Numbers, counts and durations as people read them. Files never use these: they keep round-trip precision.
package enum FigureText {
    /// A figure with five significant digits: `0.41543`, `12.5`, `1.2e-07`.
    package static func figure(_ value: Double?) -> String {
        guard let value, !value.isNaN else { return "–" }
        guard value.isFinite else { return value > 0 ? "∞" : "-∞" }
        if value == 0 { return "0" }
        let size = abs(value)
        if size >= 1e6 || size < 1e-4 {
            return formatted("%.3e", value)
        }
        let digits = max(0, 4 - Int(floor(log10(size))))
        return formatted("%.\(min(digits, 8))f", value)
    }

    /// A number as short as it can be written: a learning rate, a momentum.
    package static func short(_ value: Double) -> String {
        formatted("%.4g", value)
    }

    /// `1,234,567`
    package static func count(_ value: Int) -> String {
        let digits = String(value.magnitude)
        var grouped = ""
        for (index, digit) in digits.enumerated() {
            if index > 0, (digits.count - index).isMultiple(of: 3) { grouped.append(",") }
            grouped.append(digit)
        }
        return value < 0 ? "-" + grouped : grouped
    }

    /// `1 epoch`, `2 epochs`
    package static func count(_ value: Int, _ noun: String, plural: String? = nil) -> String {
        "\(count(value)) \(value == 1 ? noun : plural ?? noun + "s")"
    }

    /// `812 ms`, `4.21 s`, `3:07 min`, `2:03:07 h`
    package static func duration(_ seconds: Double) -> String {
        guard seconds.isFinite, seconds >= 0 else { return "–" }
        if seconds < 0.001 { return formatted("%.0f µs", seconds * 1e6) }
        if seconds < 1 { return formatted("%.0f ms", seconds * 1000) }
        if seconds < 60 { return formatted("%.2f s", seconds) }
        let whole = Int(min(seconds, 1e12))
        if whole < 3600 { return formatted("%d:%02d min", whole / 60, whole % 60) }
        return formatted("%d:%02d:%02d h", whole / 3600, whole / 60 % 60, whole % 60)
    }

    /// `812 B`, `14.4 MB`; decimal units.
    package static func bytes(_ value: Int) -> String {
        let units = ["B", "kB", "MB", "GB", "TB"]
        var scaled = Double(value)
        var unit = 0
        while scaled >= 999.5, unit < units.count - 1 {
            scaled /= 1000
            unit += 1
        }
        return unit == 0
            ? "\(value) B" : formatted(scaled < 9.995 ? "%.2f " : "%.1f ", scaled) + units[unit]
    }

    /// `1.2 M`, `350`: numbers of operations.
    package static func magnitude(_ value: Double) -> String {
        let units = ["", " k", " M", " G", " T", " P"]
        var scaled = value
        var unit = 0
        while scaled >= 999.5, unit < units.count - 1 {
            scaled /= 1000
            unit += 1
        }
        return unit == 0 ? formatted("%.0f", scaled) : formatted("%.3g", scaled) + units[unit]
    }

    /// `768 FLOP`, `92.2 kFLOP`
    package static func operations(_ value: Double) -> String {
        let text = magnitude(value)
        return text.contains(" ") ? text + "FLOP" : text + " FLOP"
    }

    /// `String(format:)` without its cost, which listings of thousands of runs would feel: numbers only.
    private static func formatted(_ format: String, _ values: any CVarArg...) -> String {
        var buffer = [CChar](repeating: 0, count: 400)
        let length = withVaList(values) { vsnprintf(&buffer, buffer.count, format, $0) }
        let bytes = buffer.prefix(max(0, min(Int(length), buffer.count - 1))).map(UInt8.init(bitPattern:))
        return String(decoding: bytes, as: UTF8.self)
    }
}
