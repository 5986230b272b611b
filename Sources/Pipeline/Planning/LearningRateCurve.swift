import Foundation
import Machine
import Training

/// The learning rate over a run, at evenly spaced steps.
package struct LearningRateCurve: Encodable, Sendable {
    /// Steps that use the rates, counted from 1.
    package var steps: [Int]
    package var rates: [Double]
    package var totalSteps: Int

    private enum CodingKeys: String, CodingKey {
        case steps, rates
        case totalSteps = "total_steps"
    }

    /// Nil when the length of the run is not known before the data are read.
    init?(_ subject: CheckSubject, samples: Int = 60) {
        guard let horizon = subject.horizon else { return nil }
        let total = horizon.totalSteps
        let count = min(samples, total)
        totalSteps = total
        steps = (0..<count).map { index in
            count == 1 ? 1 : 1 + Int((Double(index) * Double(total - 1) / Double(count - 1)).rounded())
        }
        let base = subject.spec.optimizer.value.learningRate
        let schedule = subject.spec.schedule.value
        rates = steps.map { schedule.learningRate(base: base, step: $0 - 1, horizon: horizon) }
    }

    package var isConstant: Bool { rates.allSatisfy { $0 == rates.first } }
}

/// The curve in block characters, eight heights to a line.
///
///          0.01 █▇▆▅▄▃▂▁
///               ████████▇▆▅▄▃▂▁
///             0 ███████████████▇▆▅▄▃▂▁▁▁▁
///               1       3,800
struct LearningRateDrawing {
    let curve: LearningRateCurve
    let terminal: Terminal

    private static let height = 4
    private static let blocks = Array(" ▁▂▃▄▅▆▇█")

    func lines() -> [String] {
        let title = terminal.painted("  learning rate", .dim)
        guard !curve.isConstant, let top = curve.rates.max(), top > 0 else {
            return [title + "  " + NumberText.significant(curve.rates.first ?? 0) + " throughout"]
        }
        let first = NumberText.significant(curve.rates.first ?? 0)
        let last = NumberText.significant(curve.rates.last ?? 0)
        let lowest = NumberText.significant(curve.rates.min() ?? 0)
        let range = "from \(first) to \(last), between \(lowest) and \(NumberText.significant(top))"
        let label = NumberText.significant(top)
        let margin = max(label.count, 1) + 4
        var lines = [title + "  " + range]
        for line in (0..<Self.height).reversed() {
            let mark = line == Self.height - 1 ? label : line == 0 ? "0" : ""
            let cells = curve.rates.map { Self.block(share: $0 / top, line: line) }
            lines.append(
                String(repeating: " ", count: margin - mark.count - 1) + terminal.painted(mark, .dim) + " "
                    + Self.trimmed(String(cells)))
        }
        let end = NumberText.count(curve.totalSteps, "step")
        let gap = max(1, curve.rates.count - 1 - end.count)
        let axis = "1" + String(repeating: " ", count: gap) + end
        lines.append(String(repeating: " ", count: margin) + terminal.painted(axis, .dim))
        return lines
    }

    /// The part of a column that stands in a line; a rate above zero never vanishes.
    private static func block(share: Double, line: Int) -> Character {
        let steps = blocks.count - 1
        let height = share > 0 ? max(1, Int((share * Double(Self.height * steps)).rounded())) : 0
        return blocks[min(max(height - line * steps, 0), steps)]
    }

    private static func trimmed(_ text: String) -> String {
        var text = text
        while text.last == " " { text.removeLast() }
        return text
    }
}
