import Foundation

/// Numbers as charts and tables show them: few digits, no trailing zeros, the same on every machine.
package enum NumberText {
    /// Rounded to significant digits: `0.4242`, `21483`, `1.3e-7`.
    ///
    /// - Parameter digits: significant digits, 1 … 15
    /// - Limits: not a number is `NaN`, infinities are `∞` and `−∞`; from 10⁷ on and below 10⁻⁴ with an exponent.
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
        let scaled = (abs(value) * powerOfTen(decimals)).rounded()
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

    /// A count with commas between thousands: `21,483`.
    package static func count(_ value: Int) -> String {
        var text = ""
        for (index, digit) in String(value.magnitude).reversed().enumerated() {
            if index > 0, index % 3 == 0 { text.append(",") }
            text.append(digit)
        }
        return (value < 0 ? "-" : "") + String(text.reversed())
    }

    /// A part of a whole: `12.5 %`.
    package static func percent(_ part: Double, decimals: Int = 1) -> String {
        fixed(part * 100, decimals: decimals, keepsZeros: false) + " %"
    }

    /// What stands at a place of an axis: the category there, or the number itself where the axis has none, or none
    /// there.
    static func name(of value: Double, in categories: [String]?) -> String {
        guard let categories, let place = Int(exactly: value.rounded()), categories.indices.contains(place)
        else {
            return significant(value)
        }
        return categories[place]
    }

    /// A span of time: `340 ms`, `12.4 s`, `3 min 20 s`, `2 h 5 min`.
    package static func duration(_ seconds: Double) -> String {
        guard seconds.isFinite, seconds >= 0 else { return "–" }
        if seconds < 1 { return fixed(seconds * 1000, decimals: seconds < 0.01 ? 1 : 0) + " ms" }
        if seconds < 60 { return fixed(seconds, decimals: 1) + " s" }
        guard seconds < 1e9 else { return significant(seconds) + " s" }
        let whole = Int(seconds.rounded())
        if whole < 3600 { return "\(whole / 60) min \(whole % 60) s" }
        return "\(whole / 3600) h \(whole % 3600 / 60) min"
    }

    /// A size in memory: `115 MB`.
    package static func bytes(_ count: Int) -> String {
        let units = ["bytes", "kB", "MB", "GB", "TB"]
        var value = Double(count)
        var unit = 0
        while value >= 1000, unit < units.count - 1 {
            value /= 1000
            unit += 1
        }
        return significant(value, digits: 3) + " " + units[unit]
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

    private static func special(_ value: Double) -> String? {
        if value.isNaN { return "NaN" }
        if value.isInfinite { return value > 0 ? "∞" : "−∞" }
        return value == 0 ? "0" : nil
    }

    private static func withoutZeros(_ text: String) -> String {
        guard text.utf8.contains(UInt8(ascii: ".")) else { return text }
        var text = text
        while text.last == "0" { text.removeLast() }
        if text.last == "." { text.removeLast() }
        return text
    }

    static func powerOfTen(_ exponent: Int) -> Double {
        exponent == 0 ? 1 : pow(10, Double(exponent))
    }
}
