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

    package mutating func row(_ cells: [String]) {
        rows.append(cells)
    }

    /// The lines without trailing spaces. Characters are counted, not bytes; ANSI colours do not count.
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

/// The number of characters a terminal shows: escape sequences take no room.
package func visibleWidth(_ text: String) -> Int {
    // A listing of thousands of runs measures each of its cells; nearly all are plain ASCII.
    if text.utf8.allSatisfy({ $0 < 0x80 && $0 != 0x1B }) { return text.utf8.count }
    guard text.contains("\u{1B}") else { return text.count }
    var width = 0
    var isEscape = false
    for character in text {
        if character == "\u{1B}" {
            isEscape = true
        } else if isEscape {
            if character.isLetter { isEscape = false }
        } else {
            width += 1
        }
    }
    return width
}
