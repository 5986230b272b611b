import Data

/// The target of a drafted specification: what kind of task it makes.
///
///     classes    truth values, categories, and whole numbers with at most 10 different values
///     number     everything else
struct DraftTarget {
    let name: String
    let isClass: Bool
    /// The classes, where the target is one.
    let classes: [String]
    let isNumberTakenAsClass: Bool
    let missing: Int

    /// Whole numbers with no more different values than this are classes.
    private static let fewNumbers = 10

    /// - Errors: `DataFileError` for a target that cannot be predicted
    init(_ name: String, _ column: Column, file: String) throws {
        self.name = name
        missing = column.missingCount
        let present = column.count - missing
        guard let categories = column.asCategories else {
            throw DataFileError(file: file, "the column '\(name)' holds tensors, which cannot be predicted")
        }
        let levels = categories.levels.filter { level in !level.isEmpty }
        if case .numbers(let numbers) = column {
            let isWhole = numbers.values.allSatisfy { $0.isNaN || $0 == $0.rounded() }
            isNumberTakenAsClass = isWhole && levels.count <= Self.fewNumbers && present > 2 * levels.count
            isClass = isNumberTakenAsClass
        } else {
            isNumberTakenAsClass = false
            isClass = true
        }
        classes = isClass ? levels : []
        guard levels.count > 1 else {
            throw DataFileError(file: file, "the column '\(name)' has the same value in every row")
        }
        guard !isClass || levels.count * 2 <= present else {
            throw DataFileError(
                file: file,
                "the column '\(name)' has \(levels.count) different values in \(present) rows: too many for classes",
                help: "give another column as --target")
        }
    }
}

/// What a drafted specification does with each column.
struct DraftColumns {
    /// Removed, each with the reason.
    var dropped: [(name: String, reason: String)] = []
    var numbersWithGaps: [String] = []
    var truthValuesWithGaps: [String] = []
    var numbers: [String] = []
    var categories: [String] = []
    /// Categories with so many values that the rare ones are put together first.
    var manyCategories: [String] = []
    var dates: [String] = []
    var hasTruthValues = false
    var tensors: [String] = []
    /// A column that names what several rows belong to.
    var group: String?

    /// More categories than this are put together.
    private static let manyLevels = 20

    var isEmpty: Bool {
        numbers.isEmpty && categories.isEmpty && dates.isEmpty && tensors.isEmpty && !hasTruthValues
    }

    init(_ table: Table, _ profile: DataProfile, target: String) {
        let reasons = Dictionary(
            profile.findings.compactMap { finding in finding.column.map { ($0, finding) } },
            uniquingKeysWith: { first, second in Self.isReason(first) ? first : second })
        for column in profile.columns where column.name != target {
            guard let values = table[column.name] else { continue }
            if Self.isDate(values) {
                dates.append(column.name)
            } else if let finding = reasons[column.name], Self.isReason(finding) {
                dropped.append((column.name, finding.message))
            } else if group == nil, Self.isGroup(column, rows: profile.rows) {
                group = column.name
            } else {
                take(column, values)
            }
        }
        // A single column that counts through the rows is all there is: then it is the input.
        if isEmpty, let index = dropped.firstIndex(where: { table[$0.name]?.type == .number }),
            let column = profile[column: dropped[index].name], let values = table[column.name],
            !column.isConstant
        {
            dropped.remove(at: index)
            take(column, values)
        }
    }

    private mutating func take(_ column: ColumnProfile, _ values: Column) {
        switch column.type {
        case .number:
            numbers.append(column.name)
            if column.missing > 0 { numbersWithGaps.append(column.name) }
        case .boolean:
            hasTruthValues = true
            if column.missing > 0 { truthValuesWithGaps.append(column.name) }
        case .category:
            categories.append(column.name)
            if (column.distinct ?? 0) > Self.manyLevels { manyCategories.append(column.name) }
        case .text:
            dropped.append((column.name, "'\(column.name)' is free text, which no model here reads"))
        case .tensor:
            tensors.append(column.name)
        }
    }

    private static func isReason(_ finding: ProfileFinding) -> Bool {
        switch finding.kind {
        case .constant, .identifier, .leak, .freeText: true
        case .almostNumbers, .duplicates, .imbalance, .missing, .missingTarget, .nearlyConstant,
            .skewedTarget:
            false
        }
    }

    /// Whether a column of text holds dates and nothing else: a hundred of them are read.
    private static func isDate(_ column: Column) -> Bool {
        guard column.type == .category || column.type == .text, column.count > 0 else { return false }
        let step = max(1, column.count / 100)
        let texts = stride(from: 0, to: column.count, by: step).compactMap { column.description(row: $0) }
        return !texts.isEmpty && texts.allSatisfy { CivilDate($0) != nil }
    }

    /// Named like the number of a person, a place or a thing, which comes up several times.
    private static func isGroup(_ column: ColumnProfile, rows: Int) -> Bool {
        guard let distinct = column.distinct, distinct >= 10, distinct < rows, column.type != .boolean else {
            return false
        }
        let name = column.name.lowercased()
        return name == "#" || name.wholeMatch(of: /(?:.*[ _.\-])?(?:id|group|subject|patient|session)/) != nil
            || column.name.hasSuffix("Id") || column.name.hasSuffix("ID")
    }
}
