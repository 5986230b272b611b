/// What a component says about itself, taken apart. The one text that `assay explain`, the JSON Schema, the pages under
/// `Documentation/Reference` and readers of the code share:
///
///     Squared for small errors, linear for large ones.             the summary: one sentence
///
///         loss = (1/n) Σ h(e),   e = output - target               indented by four: kept as it is
///
///     Outliers pull less than with `mse`.                          paragraphs: wrapped by whoever shows them
///
///     - Limits: δ → ∞ gives half of `mse`; δ → 0 gives δ times     facts come last; a line indented by two goes on
///       `mae`
///
/// What a field means is said where the field is read, and nowhere else.
package struct ComponentText: Sendable, Equatable {
    package enum Block: Sendable, Equatable {
        /// One line, however long.
        case paragraph(String)
        /// Formulas and other lines whose layout matters.
        case verbatim([String])
    }

    package struct Fact: Sendable, Equatable {
        package let label: String
        package fileprivate(set) var text: String
    }

    /// The labels of facts, in the order they are given in.
    package static let labels = ["Shapes", "Limits", "Errors", "Source"]

    package private(set) var summary = ""
    /// What follows the summary.
    package private(set) var blocks: [Block] = []
    package private(set) var facts: [Fact] = []

    package init(_ about: String) {
        var isNewBlock = true
        for line in about.split(separator: "\n", omittingEmptySubsequences: false) {
            if line.isEmpty {
                isNewBlock = true
                continue
            }
            add(line, isNewBlock: isNewBlock)
            isNewBlock = false
        }
        guard case .paragraph(let first)? = blocks.first else { return }
        summary = first
        blocks.removeFirst()
    }

    private mutating func add(_ line: Substring, isNewBlock: Bool) {
        if line.hasPrefix("- ") {
            let parts = line.dropFirst(2).split(separator: ": ", maxSplits: 1)
            let label = parts.count == 2 ? String(parts[0]) : ""
            facts.append(Fact(label: label, text: String(parts.last ?? "")))
        } else if !facts.isEmpty, line.hasPrefix("  "), !isNewBlock {
            facts[facts.count - 1].text += " " + line.drop { $0 == " " }
        } else if line.hasPrefix("    ") {
            addVerbatim(String(line.dropFirst(4)), isNewBlock: isNewBlock)
        } else if case .paragraph(let text)? = blocks.last, !isNewBlock {
            blocks[blocks.count - 1] = .paragraph(text + " " + line)
        } else {
            blocks.append(.paragraph(String(line)))
        }
    }

    /// An empty line between two indented ones belongs to the block.
    private mutating func addVerbatim(_ line: String, isNewBlock: Bool) {
        guard case .verbatim(let lines)? = blocks.last else {
            blocks.append(.verbatim([line]))
            return
        }
        blocks[blocks.count - 1] = .verbatim(lines + (isNewBlock ? ["", line] : [line]))
    }
}
