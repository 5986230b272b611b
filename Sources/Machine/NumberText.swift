import Foundation

/// Numbers, counts, sizes and times as people read them, the same on a terminal, on a page and on every machine.
///
/// A minus is the ASCII one everywhere, so that what is shown can be copied. Files keep `exact` numbers.
package enum NumberText {
    /// A score or a loss, with five significant digits that line up in a column: `0.41543`, `1.0000`, `1.2e-7`.
    ///
    /// - Limits: what is missing, or is not a number, is `–`; from 10⁶ on and below 10⁻⁴ with an exponent
    package static func figure(_ value: Double??) -> String {
        guard let value = value ?? nil, !value.isNaN else { return "–" }
        guard let special = special(value) else {
            let size = abs(value)
            if size >= 1e6 || size < 1e-4 { return scientific(value, digits: 4) }
            return fixed(value, decimals: max(0, 4 - Int(log10(size).rounded(.down))))
        }
        return special
    }

    /// A mean with its standard deviation, where there is one: `0.41543 ± 0.0021`.
    package static func figure(_ mean: Double??, deviation: Double??) -> String {
        guard let deviation = deviation ?? nil else { return figure(mean) }
        return figure(mean) + " ± " + significant(deviation, digits: 2)
    }

    /// A difference, with its sign: `+0.012`.
    package static func signed(_ value: Double) -> String {
        (value >= 0 ? "+" : "") + significant(value, digits: 3)
    }

    /// Rounded to significant digits, without zeros at the end: `0.4242`, `21483`, `1.3e-7`.
    ///
    /// - Parameter digits: significant digits, 1 … 15
    /// - Limits: not a number is `NaN`, infinities are `∞` and `-∞`; from 10⁷ on and below 10⁻⁴ with an exponent
    package static func significant(_ value: Double, digits: Int = 4) -> String {
        guard let special = special(value) else {
            let exponent = Int(log10(abs(value)).rounded(.down))
            guard (-4..<7).contains(exponent) else { return scientific(value, digits: digits) }
            return fixed(value, decimals: min(15, max(0, digits - 1 - exponent)), keepsZeros: false)
        }
        return special
    }

    /// With a fixed number of decimals: `0.50`.
    ///
    /// - Parameter keepsZeros: whether zeros at the end stay
    package static func fixed(_ value: Double, decimals: Int, keepsZeros: Bool = true) -> String {
        if !value.isFinite { return special(value) ?? "NaN" }
        let scaled = (abs(value) * (decimals == 0 ? 1 : pow(10, Double(decimals)))).rounded()
        guard scaled < 9e15 else { return scientific(value, digits: 6) }
        var text = String(Int(scaled))
        if decimals > 0 {
            if text.utf8.count <= decimals {
                text = String(repeating: "0", count: decimals + 1 - text.utf8.count) + text
            }
            text.insert(".", at: text.index(text.endIndex, offsetBy: -decimals))
            if !keepsZeros { text = withoutZeros(text) }
        }
        return value < 0 && scaled > 0 ? "-" + text : text
    }

    /// With an exponent: `1.25e-7`.
    package static func scientific(_ value: Double, digits: Int) -> String {
        if let special = special(value) { return special }
        let text = String(format: "%.\(max(0, digits - 1))e", value)
        guard let mark = text.firstIndex(of: "e") else { return text }
        let mantissa = withoutZeros(String(text[..<mark]))
        let exponent = Int(text[text.index(after: mark)...]) ?? 0
        return "\(mantissa)e\(exponent)"
    }

    /// A number that reads back as the same number, whole ones without a point: for files and programs.
    package static func exact(_ value: Double) -> String {
        if value == value.rounded(), abs(value) < 1e15 { return String(Int(value)) }
        // The sign of what is not a number is the processor's.
        return value.isNaN ? "nan" : "\(value)"
    }

    /// A count with commas between thousands: `1,234,567`.
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

    /// A part of a whole: `12.5 %`.
    package static func percent(_ part: Double, decimals: Int = 1) -> String {
        fixed(part * 100, decimals: decimals, keepsZeros: false) + " %"
    }

    /// A span of time: `812 µs`, `340 ms`, `4.21 s`, `3 min 7 s`, `2 h 5 min`.
    package static func duration(_ seconds: Double) -> String {
        guard seconds.isFinite, seconds >= 0 else { return "–" }
        if seconds < 0.9995e-3 { return fixed(seconds * 1e6, decimals: 0) + " µs" }
        if seconds < 0.9995 { return fixed(seconds * 1000, decimals: 0) + " ms" }
        if seconds < 59.95 || seconds >= 1e9 { return significant(seconds, digits: 3) + " s" }
        let whole = Int(seconds.rounded())
        if whole < 3600 { return "\(whole / 60) min \(whole % 60) s" }
        return "\(whole / 3600) h \(whole % 3600 / 60) min"
    }

    /// A size in decimal units: `812 bytes`, `4.8 GB`, `115 MB`.
    package static func bytes(_ count: Int) -> String {
        scaled(Double(count), ["bytes", "kB", "MB", "GB", "TB", "PB", "EB"])
    }

    /// A rate, or a number of operations: `350`, `1.2 M`.
    package static func magnitude(_ value: Double) -> String {
        guard value >= 999.5 else { return fixed(value, decimals: 0) }
        return scaled(value, ["", "k", "M", "G", "T", "P"])
    }

    /// `768 FLOP`, `92.2 kFLOP`
    package static func operations(_ value: Double) -> String {
        scaled(value, ["FLOP", "kFLOP", "MFLOP", "GFLOP", "TFLOP", "PFLOP", "EFLOP"])
    }

    private static func scaled(_ value: Double, _ units: [String]) -> String {
        var scaled = value
        var unit = 0
        while scaled >= 999.5, unit < units.count - 1 {
            scaled /= 1000
            unit += 1
        }
        return significant(scaled, digits: 3) + " " + units[unit]
    }

    private static func special(_ value: Double) -> String? {
        if value.isNaN { return "NaN" }
        if value.isInfinite { return value > 0 ? "∞" : "-∞" }
        return value == 0 ? "0" : nil
    }

    private static func withoutZeros(_ text: String) -> String {
        guard text.utf8.contains(UInt8(ascii: ".")) else { return text }
        var text = text
        while text.last == "0" { text.removeLast() }
        if text.last == "." { text.removeLast() }
        return text
    }
}
