import Foundation
import Report
import Testing

/// A range that is hard to label, and its values.
struct AwkwardRange: CustomTestStringConvertible, Sendable {
    var name: String
    var values: [Double]
    var scale = Axis.Scale.linear
    /// Whether there is anything to draw.
    var isDrawable = true
    var isInteger = false

    var testDescription: String { name }

    static let all: [AwkwardRange] = [
        .init(name: "constant one", values: [1, 1, 1]),
        .init(name: "constant zero", values: [0, 0]),
        .init(name: "constant negative", values: [-273.15, -273.15]),
        .init(name: "constant and huge", values: [1e300, 1e300]),
        .init(name: "constant and tiny", values: [1e-300, 1e-300]),
        .init(name: "one point", values: [0.1]),
        .init(name: "no point", values: [], isDrawable: false),
        .init(name: "only NaN", values: [.nan, .nan], isDrawable: false),
        .init(name: "NaN among numbers", values: [.nan, 3, 5, .nan]),
        .init(name: "only infinities", values: [.infinity, -.infinity], isDrawable: false),
        .init(name: "infinity among numbers", values: [1, 2, .infinity]),
        .init(name: "1e-300 … 1e300", values: [1e-300, 1e300]),
        .init(name: "-1e300 … 1e300", values: [-1e300, 1e300]),
        .init(name: "all doubles", values: [-.greatestFiniteMagnitude, .greatestFiniteMagnitude]),
        .init(name: "subnormal", values: [0, .leastNonzeroMagnitude]),
        .init(name: "two neighbouring doubles", values: [1, 1.0.nextUp]),
        .init(name: "a millionth above a billion", values: [1e9, 1e9 + 1e-6]),
        .init(name: "a tenth above a million", values: [1e6, 1e6 + 0.1]),
        .init(name: "a tenth below minus a million", values: [-1e6 - 0.1, -1e6]),
        .init(name: "around zero", values: [-0.3, 0.7]),
        .init(name: "tiny around zero", values: [-3e-12, 7e-12]),
        .init(name: "years", values: [1998, 2026], isInteger: true),
        .init(name: "one epoch", values: [1, 1], isInteger: true),
        .init(name: "three epochs", values: [1, 2, 3], isInteger: true),
        .init(name: "probabilities near one", values: [0.99991, 0.99998]),
        .init(name: "0 … 1", values: [0, 1]),
        .init(name: "log, 1e-300 … 1e300", values: [1e-300, 1e300], scale: .logarithmic),
        .init(name: "log of negative numbers", values: [-5, -1], scale: .logarithmic, isDrawable: false),
        .init(name: "log with zero and negatives", values: [-1, 0, 1, 1000], scale: .logarithmic),
        .init(name: "log, constant", values: [0.01, 0.01], scale: .logarithmic),
        .init(name: "log, less than a decade", values: [2.1, 7.9], scale: .logarithmic),
        .init(name: "log, a tenth of a decade", values: [0.42, 0.51], scale: .logarithmic),
        .init(
            name: "log, the smallest double", values: [.leastNonzeroMagnitude, 1e-305], scale: .logarithmic),
        .init(name: "log, three decades", values: [1e-4, 0.1], scale: .logarithmic),
    ]
}

@Suite("Ticks")
struct TickTests {
    @Test("an awkward range has readable marks", arguments: AwkwardRange.all, [true, false])
    func awkward(_ range: AwkwardRange, isHorizontal: Bool) throws {
        let axis = Axis("value", fitting: range.values, scale: range.scale, isInteger: range.isInteger)
        guard range.isDrawable else {
            #expect(axis == nil)
            return
        }
        let drawn = try #require(axis)
        for value in range.values where value.isFinite && (range.scale == .linear || value > 0) {
            let fraction = try #require(drawn.fraction(value))
            #expect(fraction >= -1e-6 && fraction <= 1 + 1e-6 || abs(value) > 1e307 || abs(value) < 1e-300)
        }
        let ticks = drawn.ticks(along: isHorizontal ? 420 : 240, isHorizontal: isHorizontal)
        let fewest = range.name == "one epoch" ? 1 : 2
        #expect((fewest...12).contains(ticks.values.count), "\(ticks)")
        #expect(ticks.values.count == ticks.labels.count)
        #expect(Set(ticks.labels).count == ticks.labels.count, "\(ticks.labels)")
        for (left, right) in zip(ticks.values, ticks.values.dropFirst()) { #expect(left < right) }
        for (value, label) in zip(ticks.values, ticks.labels) {
            let fraction = try #require(drawn.fraction(value))
            #expect(fraction >= -1e-9 && fraction <= 1 + 1e-9)
            #expect(label.count <= 9, "'\(label)' is too long")
            let meant = (ticks.offset ?? 0) + number(label)
            let span = drawn.high / 2 - drawn.low / 2
            let tolerance = range.scale == .linear ? span * 0.02 : abs(value) * 0.02
            #expect(abs(meant / 2 - value / 2) <= tolerance, "'\(label)' stands at \(value)")
        }
        if isHorizontal {
            let width = ticks.labels.map { TextWidth.of($0) + 6 }.reduce(0, +)
            #expect(width <= 420)
        }
    }

    /// The value a label means: `0.5`, `2.5e8` or `10⁻³`.
    private func number(_ label: String) -> Double {
        guard label.hasPrefix("10"), label.count > 2, let power = superscript(String(label.dropFirst(2)))
        else {
            return Double(label) ?? .nan
        }
        return pow(10, Double(power))
    }

    private func superscript(_ text: String) -> Int? {
        let digits: [Character: Character] = [
            "⁰": "0", "¹": "1", "²": "2", "³": "3", "⁴": "4", "⁵": "5", "⁶": "6", "⁷": "7", "⁸": "8",
            "⁹": "9",
            "⁻": "-",
        ]
        let plain = text.compactMap { digits[$0] }
        return plain.count == text.count ? Int(String(plain)) : nil
    }

    // The marks a person would choose by hand.
    @Test(
        "ordinary ranges have the marks a person would choose",
        arguments: [
            (0.0, 1.0, ["0.0", "0.2", "0.4", "0.6", "0.8", "1.0"]),
            (0.0, 100.0, ["0", "20", "40", "60", "80", "100"]),
            (-1.0, 1.0, ["-1.0", "-0.5", "0", "0.5", "1.0"]),
            (0.0, 25_000_000.0, ["0", "0.5e7", "1e7", "1.5e7", "2e7", "2.5e7"]),
            (0.0, 0.000003, ["0", "1e-6", "2e-6", "3e-6"]),
        ])
    func ordinary(low: Double, high: Double, labels: [String]) {
        let found = Ticks.linear(from: low, to: high, about: 5).labels
        #expect(found == labels.map { $0 == "0.0" ? "0" : $0 })
    }

    @Test("a logarithmic axis marks decades, or 1-2-5 between few of them")
    func logarithmic() {
        #expect(
            Ticks.logarithmic(from: 0.001, to: 10, about: 6).labels == ["0.001", "0.01", "0.1", "1", "10"])
        #expect(Ticks.logarithmic(from: 1, to: 10, about: 6).labels == ["1", "2", "5", "10"])
        #expect(
            Ticks.logarithmic(from: 1e-8, to: 1e-4, about: 6).labels == [
                "10⁻⁸", "10⁻⁷", "10⁻⁶", "10⁻⁵", "10⁻⁴",
            ])
    }

    @Test("an axis of whole numbers has no marks between them")
    func integers() {
        #expect(Ticks.linear(from: 1, to: 3, about: 8, isInteger: true).labels == ["1", "2", "3"])
    }
}
