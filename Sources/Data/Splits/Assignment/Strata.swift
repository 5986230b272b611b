/// The class of every row by a column: categories as they are, numbers by value or in bins.
///
/// - Limits: a missing value is a class of its own; numbers with more distinct values than bins are cut by rank, so
///   that bins are of nearly equal size; equal values stay together
/// - Errors: `StepFailure` when there is no such column
struct Strata {
    let codes: [Int]
    let count: Int

    init(_ table: Table, _ name: String, bins: Int) throws {
        guard let column = table[name], let categories = column.asCategories else {
            throw StepFailure("the split needs the column '\(name)', which is not there")
        }
        let levels = categories.levels.count
        guard case .numbers(let numbers) = column, levels > bins else {
            codes = categories.codes.map { $0 < 0 ? levels : Int($0) }
            count = levels + 1
            return
        }
        let sorted = numbers.values.filter { !$0.isNaN }.sorted()
        let edges = (1..<bins).map { sorted[sorted.count * $0 / bins] }
        codes = numbers.values.map { value in value.isNaN ? bins : edges.count { $0 <= value } }
        count = bins + 1
    }
}
