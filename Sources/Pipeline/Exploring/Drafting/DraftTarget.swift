import Data

/// The target of a drafted specification: what kind of task it makes.
///
///     classes    truth values, categories, and whole numbers with at most 10 different values that are no counts and
///                no grades
///     number     everything else
struct DraftTarget {
    let name: String
    let isClass: Bool
    /// The classes, where the target is one.
    let classes: [String]
    let isNumberTakenAsClass: Bool
    /// Whole numbers that could be classes, but look like counts or grades.
    let isCount: Bool
    let missing: Int
    /// Rows of the rarest and the largest class.
    let classRows: ClosedRange<Int>
    /// Whole numbers with no more different values than this may be classes.
    private static let fewNumbers = 10

    /// - Errors: `DataFileError` for a target that cannot be predicted
    init(_ name: String, _ column: Column, type: TargetType = .auto, file: String) throws {
        self.name = name
        missing = column.missingCount
        let present = column.count - missing
        guard let categories = column.asCategories else {
            throw DataFileError(file: file, "the column '\(name)' holds tensors, which cannot be predicted")
        }
        let levels = zip(categories.levels, categories.counts).filter { !$0.0.isEmpty && $0.1 > 0 }
            .map { (level: $0.0, rows: $0.1) }
        if case .numbers(let numbers) = column {
            let isWhole = numbers.values.allSatisfy { $0.isNaN || $0 == $0.rounded() }
            let mayBeClass = isWhole && levels.count <= Self.fewNumbers && present > 2 * levels.count
            isCount = mayBeClass && (Self.looksLikeCounts(levels) || Self.looksLikeGrades(levels))
            isNumberTakenAsClass = type == .auto ? mayBeClass && !isCount : type == .class
            isClass = isNumberTakenAsClass
            if numbers.values.contains(where: \.isInfinite), !isClass {
                throw DataFileError(
                    file: file, "the column '\(name)' has infinite values, which cannot be predicted",
                    help: "filter these rows out, or declare the text that stands for them as missing")
            }
        } else {
            guard type != .number else {
                throw DataFileError(
                    file: file, "the column '\(name)' holds no numbers",
                    help: "leave --task out to tell its values apart as classes")
            }
            isNumberTakenAsClass = false
            isCount = false
            isClass = true
        }
        classes = isClass ? levels.map(\.level) : []
        classRows = (levels.map(\.rows).min() ?? 0)...(levels.map(\.rows).max() ?? 0)
        guard levels.count > 1 else {
            throw DataFileError(
                file: file,
                levels.isEmpty
                    ? "the column '\(name)' has no value at all"
                    : "the column '\(name)' has the same value in every row")
        }
        guard !isClass || levels.count * 2 <= present else {
            throw DataFileError(
                file: file,
                "the column '\(name)' has \(levels.count) different values in \(present) rows: too many for classes",
                help: TextForm.castHelp(name, levels.map(\.level)) ?? "give another column as --target")
        }
    }

    /// Numbers from 0 on without a gap, at least five of them, the smaller the more frequent: how often something
    /// happened. (Zero or one of something is a class; numbers of classes are about equally frequent.)
    private static func looksLikeCounts(_ levels: [(level: String, rows: Int)]) -> Bool {
        let values = levels.compactMap { level, rows in Double(level).map { ($0, rows) } }.sorted {
            $0.0 < $1.0
        }
        guard values.count == levels.count, values.count >= 5, values.first?.0 == 0,
            let last = values.last?.0, last <= Double(2 * values.count)
        else { return false }
        let total = values.reduce(0) { $0 + $1.1 }
        let falling = zip(values, values.dropFirst()).count { $0.1 >= $1.1 }
        return (values.first?.1 ?? 0) * values.count > 2 * total && falling * 4 >= 3 * (values.count - 1)
    }

    /// At least six whole numbers in a row, those in the middle frequent and those at both ends rare: bedrooms, or the
    /// quality of a wine. (Numbers of classes do not rise and fall like that.)
    private static func looksLikeGrades(_ levels: [(level: String, rows: Int)]) -> Bool {
        let values = levels.compactMap { level, rows in Double(level).map { ($0, rows) } }.sorted {
            $0.0 < $1.0
        }
        let rows = values.map(\.1)
        guard values.count == levels.count, values.count >= 6, let first = values.first?.0,
            let last = values.last?.0, last - first == Double(values.count - 1),
            let most = rows.max(), let fewest = rows.min(), most >= 4 * fewest,
            let peak = rows.firstIndex(of: most)
        else { return false }
        return zip(rows[...peak], rows[...peak].dropFirst()).allSatisfy { $0 <= $1 }
            && zip(rows[peak...], rows[peak...].dropFirst()).allSatisfy { $0 >= $1 }
    }
}
