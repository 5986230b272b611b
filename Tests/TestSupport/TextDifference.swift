/// A line-by-line difference of two texts, for golden comparisons: nil when they are equal.
///
///       unchanged line
///     - line that was expected
///     + line that was found
///
/// Unchanged stretches are cut to three lines around each change. Cost grows with the product of the line
/// counts.
package func textDifference(expected: String, found: String) -> String? {
    if expected == found { return nil }
    let steps = differenceSteps(lines(of: expected), lines(of: found))
    var shown: [String] = []
    var isCut = false
    for (index, step) in steps.enumerated() {
        let neighbours = steps[max(0, index - 3)...min(steps.count - 1, index + 3)]
        if neighbours.contains(where: { $0.isChange }) {
            shown.append(step.text)
            isCut = false
        } else if !isCut {
            shown.append("  …")
            isCut = true
        }
    }
    return shown.joined(separator: "\n")
}

private enum DifferenceStep {
    case same(String)
    case expected(String)
    case found(String)

    var isChange: Bool {
        if case .same = self { false } else { true }
    }

    var text: String {
        switch self {
        case .same(let line): "  " + line
        case .expected(let line): "- " + line
        case .found(let line): "+ " + line
        }
    }
}

/// The lines, with the line end shown where the last one lacks it.
private func lines(of text: String) -> [String] {
    var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    if lines.last == "" {
        lines.removeLast()
    } else if let last = lines.popLast() {
        lines.append(last + "⊣ (no line end)")
    }
    return lines
}

/// The steps of a longest common subsequence.
private func differenceSteps(_ expected: [String], _ found: [String]) -> [DifferenceStep] {
    let width = found.count + 1
    var common = [Int](repeating: 0, count: (expected.count + 1) * width)
    for row in stride(from: expected.count - 1, through: 0, by: -1) {
        for column in stride(from: found.count - 1, through: 0, by: -1) {
            common[row * width + column] =
                expected[row] == found[column]
                ? common[(row + 1) * width + column + 1] + 1
                : max(common[(row + 1) * width + column], common[row * width + column + 1])
        }
    }
    var steps: [DifferenceStep] = []
    var row = 0
    var column = 0
    while row < expected.count || column < found.count {
        if row < expected.count, column < found.count, expected[row] == found[column] {
            steps.append(.same(expected[row]))
            row += 1
            column += 1
        } else if column == found.count
            || (row < expected.count
                && common[(row + 1) * width + column] >= common[row * width + column + 1])
        {
            steps.append(.expected(expected[row]))
            row += 1
        } else {
            steps.append(.found(found[column]))
            column += 1
        }
    }
    return steps
}
