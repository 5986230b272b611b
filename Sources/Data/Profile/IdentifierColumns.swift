/// Columns that name rows instead of describing them: a model can learn them by heart and learns nothing else from
/// them.
///
///     text, categories   every present value is different
///     numbers            whole, every one different, and dense: largest − smallest < 2 · rows
///
/// - Limits: fewer than 20 present values, or fewer than half of the rows, say nothing; a measurement in whole numbers
///   that is dense and never repeats (a count of days, say) looks the same
enum IdentifierColumns {
    static let fewestRows = 20

    static func isIdentifier(_ column: Column) -> Bool {
        let present = column.count - column.missingCount
        guard present >= fewestRows, present * 2 >= column.count else { return false }
        switch column {
        case .numbers(let numbers): return isIdentifier(numbers, present: present)
        case .categories(let categories):
            return categories.counts.allSatisfy { $0 <= 1 }
        case .text(let text):
            var seen: Set<String> = []
            for row in 0..<text.count {
                if let value = text[row], !seen.insert(value).inserted { return false }
            }
            return true
        case .booleans, .tensors: return false
        }
    }

    /// Whole numbers in a stretch little longer than they are many: a mark for each of them finds repetitions.
    private static func isIdentifier(_ numbers: NumberColumn, present: Int) -> Bool {
        // Most columns repeat a value soon.
        let start = numbers.values.prefix(64).filter { !$0.isNaN }
        guard Set(start).count == start.count else { return false }
        var (smallest, largest) = (Double.infinity, -Double.infinity)
        for value in numbers.values where !value.isNaN {
            guard value == value.rounded(), abs(value) < 1e15 else { return false }
            smallest = min(smallest, value)
            largest = max(largest, value)
        }
        guard largest - smallest < 2 * Double(present) else { return false }
        var seen = Bitmap(count: Int(largest - smallest) + 1, filled: false)
        for value in numbers.values where !value.isNaN {
            let position = Int(value - smallest)
            if seen[position] { return false }
            seen[position] = true
        }
        return true
    }
}
