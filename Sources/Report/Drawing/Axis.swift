import Foundation
import Machine

/// One direction of a plot: the range it shows and how values become places in it.
package struct Axis: Equatable, Sendable {
    package enum Scale: String, Equatable, Sendable, CaseIterable {
        case linear
        case logarithmic
    }

    package let label: String
    package let scale: Scale
    /// The range shown; `low < high`, both finite, both positive on a logarithmic axis.
    package let low: Double
    package let high: Double
    package let isInteger: Bool
    /// On an axis of names: what stands at 0, 1, 2 …
    package private(set) var categories: [String]?
    /// What the marks at 0, 1, 2 … say on an axis of places, such as times; they stand where those of numbers would.
    package var names: [String]?

    /// An axis of names, each at its index with half a place on both sides.
    package init(_ label: String, categories: [String]) {
        self.init(label, from: -0.5, to: Double(max(1, categories.count)) - 0.5, isInteger: true)
        self.categories = categories
    }

    /// An axis over exactly this range; what cannot be drawn is widened to what can.
    package init(
        _ label: String, from low: Double, to high: Double, scale: Scale = .linear, isInteger: Bool = false
    ) {
        self.label = label
        let range = Self.drawable(low, high, scale)
        self.scale = scale == .logarithmic && range.low <= 0 ? .linear : scale
        self.low = range.low
        self.high = range.high
        self.isInteger = isInteger
    }

    /// An axis over all values that can be drawn, with a little room at both ends.
    ///
    /// - Parameter includesZero: starts or ends at zero, as the length of bars demands; ignored when logarithmic
    /// - Parameter margin: the room at each end as part of the range
    /// - Limits: without a single finite value (or a positive one on a logarithmic axis): nil
    package init?(
        _ label: String, fitting values: some Sequence<Double>, scale: Scale = .linear,
        includesZero: Bool = false, isInteger: Bool = false, margin: Double = 0.04
    ) {
        var low = Double.infinity
        var high = -Double.infinity
        for value in values where value.isFinite && (scale == .linear || value > 0) {
            low = min(low, value)
            high = max(high, value)
        }
        guard low <= high else { return nil }
        if scale == .linear, includesZero {
            low = min(low, 0)
            high = max(high, 0)
        }
        let range = Self.drawable(low, high, scale)
        guard margin > 0, low < high else {
            self.init(label, from: range.low, to: range.high, scale: scale, isInteger: isInteger)
            return
        }
        let padded = Self.padded(range.low, range.high, scale, margin)
        self.init(
            label, from: includesZero && low == 0 ? 0 : padded.low,
            to: includesZero && high == 0 ? 0 : padded.high, scale: scale, isInteger: isInteger)
    }

    /// The same axis without any marks.
    package var unlabeled: Axis {
        var axis = self
        axis.categories = []
        return axis
    }

    package func renamed(_ label: String) -> Axis {
        var axis = Axis(label, from: low, to: high, scale: scale, isInteger: isInteger)
        axis.categories = categories
        axis.names = names
        return axis
    }

    /// Where a value lies: 0 at the low end, 1 at the high one; nil for what the axis cannot show.
    package func fraction(_ value: Double) -> Double? {
        guard value.isFinite else { return nil }
        switch scale {
        case .linear: return (value - low) / (high - low)
        case .logarithmic:
            guard value > 0 else { return nil }
            return (log(value) - log(low)) / (log(high) - log(low))
        }
    }

    /// The marks, as many as find room side by side.
    ///
    /// - Parameter length: of the axis, in units of the drawing
    /// - Parameter isHorizontal: labels stand beside each other and need their width, else their height
    package func ticks(along length: Double, isHorizontal: Bool) -> Ticks {
        if let categories { return Self.ticks(categories, along: length, isHorizontal) }
        var count = max(2, Int(length / (isHorizontal ? 56 : 34)))
        while true {
            var ticks =
                scale == .linear
                ? Ticks.linear(from: low, to: high, about: count, isInteger: isInteger)
                : Ticks.logarithmic(from: low, to: high, about: count)
            if names != nil {
                ticks.labels = ticks.values.map { Self.name(of: $0, in: names) }
                ticks.offset = nil
            }
            let needed = isHorizontal ? Double(ticks.values.count) * (ticks.widestLabel + 8) : 0
            if needed <= length || count <= 2 { return ticks }
            count -= 1
        }
    }

    /// Names are cut to their place; where places are too small for any name, only some are named.
    private static func ticks(_ categories: [String], along length: Double, _ isHorizontal: Bool) -> Ticks {
        let place = length / Double(max(1, categories.count))
        let smallest = isHorizontal ? 30.0 : 13.0
        let stride = max(1, Int((smallest / place).rounded(.up)))
        let room = isHorizontal ? place * Double(stride) - 4 : 110
        let shown = Array(Swift.stride(from: 0, to: categories.count, by: stride))
        return Ticks(
            values: shown.map(Double.init), labels: shown.map { TextWidth.fitted(categories[$0], to: room) })
    }

    /// The label, with the offset of the ticks where there is one.
    package func label(with ticks: Ticks) -> String {
        guard let offset = ticks.offset else { return label }
        return "\(label)\(offset < 0 ? " − " : " + ")\(NumberText.significant(abs(offset), digits: 15))"
    }

    /// What stands at a place of an axis: the category there, or the number itself where the axis has none, or none
    /// there.
    static func name(of value: Double, in categories: [String]?) -> String {
        guard let categories, let place = Int(exactly: value.rounded()), categories.indices.contains(place)
        else {
            return NumberText.significant(value)
        }
        return categories[place]
    }

    /// The range, made finite and wide enough for arithmetic: at most ±10³⁰⁷, ends at least 10⁻³⁰⁰ and a few units
    /// in the last place apart; one value gets room around it.
    private static func drawable(_ first: Double, _ second: Double, _ scale: Scale) -> (
        low: Double, high: Double
    ) {
        let limit = 1e307
        let finite = [first, second].filter(\.isFinite).map { min(limit, max(-limit, $0)) }
        guard var low = finite.min(), var high = finite.max() else { return (0, 1) }
        if scale == .logarithmic, low > 0 {
            low = max(low, 1e-300)
            high = max(high, 1e-300)
            if high / low < 1 + 1e-9 { return (low / 2, high * 2) }
            return (low, high)
        }
        if high - low < max(1e-300, 1e-13 * max(abs(low), abs(high))) {
            let room = low == 0 && high == 0 ? 1 : max(1e-299, abs(low) * 0.1)
            low -= room
            high += room
        }
        return (low, high)
    }

    private static func padded(_ low: Double, _ high: Double, _ scale: Scale, _ margin: Double) -> (
        low: Double, high: Double
    ) {
        if scale == .logarithmic {
            let factor = exp((log(high) - log(low)) * margin)
            return (max(1e-300, low / factor), min(1e307, high * factor))
        }
        let room = (high - low) * margin
        return (low - room, high + room)
    }
}
