import Machine

/// Columns of text lined up for a terminal. The first column is aligned to the left, the others as asked.
package struct TextTable: Sendable {
    package enum Alignment: Sendable {
        case left
        case right
    }

    private var alignments: [Alignment]
    private var rows: [[String]] = []
    private let gap: String

    package init(_ alignments: [Alignment], gap: Int = 2) {
        self.alignments = alignments
        self.gap = String(repeating: " ", count: gap)
    }

    /// Adds a row; a cell is one line, whatever the text in it.
    package mutating func row(_ cells: [String]) {
        rows.append(cells.map(PrintableText.oneLine))
    }

    /// The lines without trailing spaces. Characters are counted, not bytes; colors do not count.
    package func lines(indent: Int = 0) -> [String] {
        let widths = alignments.indices.map { column in
            rows.map { column < $0.count ? visibleWidth($0[column]) : 0 }.max() ?? 0
        }
        let margin = String(repeating: " ", count: indent)
        return rows.map { cells in
            let padded = zip(cells, zip(widths, alignments)).map { cell, layout in
                let space = String(repeating: " ", count: max(0, layout.0 - visibleWidth(cell)))
                return layout.1 == .left ? cell + space : space + cell
            }
            var line = margin + padded.joined(separator: gap)
            while line.last == " " { line.removeLast() }
            return line
        }
    }
}

/// The number of characters a terminal shows: the signs of colors take no room.
package func visibleWidth(_ text: String) -> Int {
    // A listing of thousands of runs measures each of its cells; nearly all are plain ASCII.
    if text.utf8.allSatisfy({ $0 < 0x80 }) { return text.utf8.count }
    return text.count - text.unicodeScalars.count(where: Paint.isSign)
}

/// The text cut to so many characters, with an ellipsis where something is missing; colors end where they did.
package func shortened(_ text: String, to width: Int) -> String {
    guard visibleWidth(text) > width else { return text }
    var shown = ""
    var room = max(0, width - 1)
    var isPainted = false
    for character in text {
        if let scalar = character.unicodeScalars.first, Paint.isSign(scalar) {
            isPainted = scalar != Paint.end
        } else if room == 0 {
            break
        } else {
            room -= 1
        }
        shown.append(character)
    }
    if isPainted { shown.unicodeScalars.append(Paint.end) }
    return width > 0 ? shown + "…" : ""
}
