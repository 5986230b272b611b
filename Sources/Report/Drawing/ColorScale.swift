import Foundation
import Machine

/// Nine steps of one color from little to much, the classes `q0` … `q8` of the style sheet.
package struct ColorScale: Sendable {
    package static let steps = 9
    private let low: Double
    private let high: Double
    private let isLogarithmic: Bool

    /// - Parameter isLogarithmic: equal steps of the logarithm; only when all values are positive
    package init(_ values: some Sequence<Double>, isLogarithmic: Bool = false) {
        var low = Double.infinity
        var high = -Double.infinity
        for value in values where value.isFinite {
            low = min(low, value)
            high = max(high, value)
        }
        self.isLogarithmic = isLogarithmic && low > 0
        self.low = low.isFinite ? low : 0
        self.high = high.isFinite ? high : 1
    }

    package init(from low: Double, to high: Double) {
        self.low = low
        self.high = high
        isLogarithmic = false
    }

    /// The step of a value, 0 … 8; the middle when all values are the same; nil when it is not finite.
    package func step(_ value: Double) -> Int? {
        guard value.isFinite else { return nil }
        let share: Double
        if isLogarithmic {
            guard value > 0, high > low else { return Self.steps / 2 }
            share = (log(value) - log(low)) / (log(high) - log(low))
        } else {
            guard high > low else { return Self.steps / 2 }
            share = (value / 2 - low / 2) / (high / 2 - low / 2)
        }
        return min(Self.steps - 1, max(0, Int(share * Double(Self.steps))))
    }

    /// The class of text that can be read on a step.
    package static func ink(on step: Int) -> String { step >= 5 ? "on-dark" : "on-light" }

    /// A strip of all steps with the values of its ends, right-aligned at `right`.
    ///
    /// - Parameter isReversed: small values have the strongest color
    package func drawKey(
        _ name: String, right: Double, top: Double, into drawing: inout SVGDrawing, isReversed: Bool = false
    ) {
        let high = NumberText.significant(self.high, digits: 3)
        let low = NumberText.significant(self.low, digits: 3)
        let width = 11.0
        let start = right - TextWidth.of(high) - 4 - width * Double(Self.steps)
        drawing.group("key") { drawing in
            drawing.text(high, x: right, y: top + 9, "label", anchor: .end)
            for step in 0..<Self.steps {
                drawing.rectangle(
                    x: start + Double(step) * width, y: top, width: width, height: 10,
                    "q\(isReversed ? Self.steps - 1 - step : step)")
            }
            drawing.text(
                "\(TextWidth.fitted(name, to: 180))  \(low)", x: start - 4, y: top + 9, "label", anchor: .end)
        }
    }
}
