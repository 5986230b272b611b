import Report
import Testing

@Suite("Labels inside a plot")
struct LabelTests {
    /// The places of texts with the given content: x, y, anchor.
    private func places(_ label: String, in drawing: String) throws -> [(x: Double, y: Double, isEnd: Bool)] {
        let expression = try Regex("<text class=\"label\" x=\"([0-9.]+)\" y=\"([0-9.]+)\"([^>]*)>\(label)<")
        return drawing.matches(of: expression).compactMap { match in
            guard let x = match.output[1].substring.flatMap({ Double($0) }),
                let y = match.output[2].substring.flatMap({ Double($0) })
            else { return nil }
            return (x, y, match.output[3].substring?.contains("end") ?? false)
        }
    }

    // The best epoch is the last one and the baseline the largest value: both labels want the upper right corner.
    @Test(
        "the label of the best epoch and that of a baseline never lie on each other",
        arguments: [1.0, 0.99, 0.5])
    func corner(level: Double) throws {
        var chart = LineChart(
            title: "r2", xLabel: "epoch", yLabel: "r2",
            series: [.init("val_r2", x: [1, 2, 3, 4], y: [0.1, 0.5, 0.9, 0.95])])
        chart.markers = [.init(x: 4, label: "best epoch")]
        chart.references = [.init(y: level, label: "linear"), .init(y: level - 0.001, label: "mean")]
        let figure = chart.figure()
        for drawing in figure.drawings {
            var boxes: [(left: Double, top: Double, right: Double, bottom: Double)] = []
            for label in ["best epoch", "linear", "mean"] {
                for place in try places(label, in: drawing.drawing.body) {
                    let width = TextWidth.of(label)
                    let left = place.isEnd ? place.x - width : place.x
                    boxes.append((left, place.y - 9, left + width, place.y))
                }
            }
            #expect(boxes.count == 3, "\(drawing.variant)")
            for (index, first) in boxes.enumerated() {
                for second in boxes[(index + 1)...] {
                    let across = min(first.right, second.right) - max(first.left, second.left)
                    let down = min(first.bottom, second.bottom) - max(first.top, second.top)
                    #expect(across <= 0 || down <= 0, "\(drawing.variant)")
                }
            }
        }
    }
}
