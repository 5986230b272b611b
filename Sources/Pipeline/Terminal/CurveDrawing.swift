import Foundation
import Machine

/// Curves drawn with braille characters, eight points to a character: a picture that fits into any terminal.
///
///     0.52 ┤⢣
///          │ ⠑⢄⡀
///     0.11 ┤    ⠈⠉⠒⠒⠤⠤⠤⣀⣀
///          └─────────────────
///           1             100
///
/// - Limits: values that are not finite leave gaps; positive values over more than two powers of ten are drawn on a
///   logarithmic axis, which the title says; nothing is drawn without a finite value
struct CurveDrawing {
    struct Curve {
        var name: String
        var values: [Double]
        var paint: Paint
    }

    var curves: [Curve]
    /// What the horizontal axis counts, and where it ends.
    var xName: String
    var xRange: (first: Double, last: Double)
    /// Characters, axis included.
    var width: Int
    var height: Int

    private static let least = 24

    func lines(_ terminal: Terminal) -> [String] {
        let finite = curves.flatMap(\.values).filter(\.isFinite)
        guard let low = finite.min(), let high = finite.max(), width >= Self.least else { return [] }
        let isLogarithmic = low > 0 && high / low > 100
        let scale = Scale(low: low, high: high, isLogarithmic: isLogarithmic)
        let labels = [high, scale.middle, low].map { NumberText.figure($0) }
        let margin = labels.map(\.count).max() ?? 0
        let columns = max(8, width - margin - 3)
        var canvas = Canvas(columns: columns, rows: height)
        for (index, curve) in curves.enumerated() { draw(curve, index, scale, on: &canvas) }
        var lines = [title(isLogarithmic, terminal)]
        for row in 0..<height {
            let label =
                row == 0 ? labels[0] : row == height - 1 ? labels[2] : row == height / 2 ? labels[1] : ""
            let space = String(repeating: " ", count: margin - label.count)
            let tick = label.isEmpty ? "│" : "┤"
            lines.append(terminal.painted("  \(space)\(label) \(tick)", .dim) + text(canvas, row, terminal))
        }
        let indent = String(repeating: " ", count: margin + 2)
        lines.append(terminal.painted(indent + " └" + String(repeating: "─", count: columns), .dim))
        lines.append(terminal.painted(indent + "  " + axis(columns), .dim))
        return lines
    }

    private func title(_ isLogarithmic: Bool, _ terminal: Terminal) -> String {
        let names = curves.map { terminal.painted($0.name, $0.paint) }.joined(separator: ", ")
        return "  " + names + (isLogarithmic ? terminal.painted(" (logarithmic)", .dim) : "")
    }

    private func axis(_ columns: Int) -> String {
        let first = NumberText.significant(xRange.first)
        let last = NumberText.significant(xRange.last)
        let space = columns - first.count - last.count - xName.count - 2
        guard space >= 0 else { return xName }
        return first + String(repeating: " ", count: space / 2 + 1) + xName
            + String(repeating: " ", count: space - space / 2 + 1) + last
    }

    private func draw(_ curve: Curve, _ index: Int, _ scale: Scale, on canvas: inout Canvas) {
        let last = Double(max(1, curve.values.count - 1))
        var before: (x: Int, y: Int)?
        for (place, value) in curve.values.enumerated() {
            guard value.isFinite else {
                before = nil
                continue
            }
            let x = Int((Double(place) / last * Double(canvas.columns * 2 - 1)).rounded())
            let y = Int(((1 - scale.share(value)) * Double(canvas.rows * 4 - 1)).rounded())
            canvas.line(from: before ?? (x, y), to: (x, y), curve: index)
            before = (x, y)
        }
    }

    private func text(_ canvas: Canvas, _ row: Int, _ terminal: Terminal) -> String {
        var text = ""
        var gap = ""
        // Neighbors of one color are painted together.
        var stretch = (text: "", curve: 0)
        func paint() -> String {
            stretch.text.isEmpty ? "" : terminal.painted(stretch.text, curves[stretch.curve].paint)
        }
        for column in 0..<canvas.columns {
            let cell = canvas.cell(column, row)
            guard cell.dots != 0, let scalar = Unicode.Scalar(0x2800 + UInt32(cell.dots)) else {
                gap += " "
                continue
            }
            if !gap.isEmpty || cell.curve != stretch.curve {
                text += paint() + gap
                stretch = ("", cell.curve)
                gap = ""
            }
            stretch.text.append(Character(scalar))
        }
        // A gap at the end is not part of the picture.
        return text + paint()
    }

    /// From values to shares of the height.
    private struct Scale {
        let low: Double
        let high: Double
        let isLogarithmic: Bool

        func share(_ value: Double) -> Double {
            guard high > low else { return 0.5 }
            if isLogarithmic { return log(value / low) / log(high / low) }
            return value / (high - low) - low / (high - low)
        }

        var middle: Double {
            isLogarithmic ? (low * high).squareRoot() : low / 2 + high / 2
        }
    }

    /// Points in cells of two by four.
    private struct Canvas {
        let columns: Int
        let rows: Int
        private var dots: [UInt8]
        private var owner: [Int]

        init(columns: Int, rows: Int) {
            self.columns = columns
            self.rows = rows
            dots = Array(repeating: 0, count: columns * rows)
            owner = Array(repeating: 0, count: columns * rows)
        }

        func cell(_ column: Int, _ row: Int) -> (dots: UInt8, curve: Int) {
            (dots[row * columns + column], owner[row * columns + column])
        }

        mutating func line(from start: (x: Int, y: Int), to end: (x: Int, y: Int), curve: Int) {
            let steps = max(abs(end.x - start.x), abs(end.y - start.y), 1)
            for step in 0...steps {
                let x = start.x + (end.x - start.x) * step / steps
                let y = start.y + (end.y - start.y) * step / steps
                point(x, y, curve)
            }
        }

        /// The bits of a braille character: left column 1 2 4 64, right column 8 16 32 128, from the top.
        private mutating func point(_ x: Int, _ y: Int, _ curve: Int) {
            guard (0..<(columns * 2)).contains(x), (0..<(rows * 4)).contains(y) else { return }
            let bits: [[UInt8]] = [[1, 2, 4, 64], [8, 16, 32, 128]]
            let place = y / 4 * columns + x / 2
            dots[place] |= bits[x % 2][y % 4]
            owner[place] = curve
        }
    }
}
