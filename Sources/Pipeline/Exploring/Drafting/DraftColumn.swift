import Data

/// A column as a drafted specification uses it, with what is worth saying about it.
struct DraftColumn {
    enum Use {
        case number
        case truth
        case category
        /// Whole numbers that name something: taken as categories.
        case code
        case date([DatePart], format: String?)
        /// Sentences: seen as the words that come up.
        case text
        case tensor
        /// What several rows belong to: the split keeps them together, and the model does not see it.
        case group
        /// The time of a series, by which the rows are in order; the model does not see it.
        case order
        case dropped
    }

    /// In the source.
    let name: String
    /// As steps call it: another one where new columns would get the name of this one.
    var known: String
    private(set) var use: Use
    /// Different values, missing ones not counted.
    let distinct: Int
    let missing: Int
    /// The values of categories that occur.
    var levels: [String] = []
    /// Why it is used like that: a sentence without its full stop.
    var note: String?

    init(_ profile: ColumnProfile, _ use: Use, levels: [String] = [], note: String? = nil) {
        name = profile.name
        known = profile.name
        self.use = use
        distinct = profile.distinct ?? 0
        missing = profile.missing
        self.levels = levels
        self.note = note
    }

    func leftOut(_ note: String) -> DraftColumn {
        var column = self
        column.use = .dropped
        column.note = note
        return column
    }

    var hasGaps: Bool { missing > 0 }
    var isNumber: Bool { if case .number = use { true } else { false } }
    var isTruth: Bool { if case .truth = use { true } else { false } }
    var isText: Bool { if case .text = use { true } else { false } }
    var isCode: Bool { if case .code = use { true } else { false } }
    var isDropped: Bool { if case .dropped = use { true } else { false } }
    var isGroup: Bool { if case .group = use { true } else { false } }
    var isOrder: Bool { if case .order = use { true } else { false } }
    var isTensor: Bool { if case .tensor = use { true } else { false } }

    /// Whether it is, or becomes, a category.
    var isCategory: Bool {
        switch use {
        case .category, .code: true
        default: false
        }
    }

    /// The parts of a date.
    var dateParts: [DatePart]? { if case .date(let parts, _) = use { parts } else { nil } }
    /// How its dates are written, where they are not written year first.
    var dateFormat: String? { if case .date(_, let format) = use { format } else { nil } }

    /// Whether the model sees something of it.
    var isFeature: Bool { !isDropped && !isGroup && !isOrder }

    /// A category of so many values that a column for each of them would say little.
    var hasManyLevels: Bool { isCategory && distinct > Self.manyLevels }
    private static let manyLevels = 20

    /// Words of a column of texts that a model sees.
    static let words = 200
    /// About how many numbers trees see of it.
    var width: Int { isText ? Self.words : 1 }

    /// Names that steps may give to columns made of it.
    var madeNames: [String] {
        var names: [String] = []
        if let parts = dateParts {
            for part in parts {
                let name = "\(known)_\(part.rawValue)"
                names += [name, name + "_missing", name + "_sin", name + "_cos"]
            }
        }
        if isCategory, !hasManyLevels { names += levels.map { "\(known)_\($0)" } }
        if hasGaps || isCategory { names.append(known + "_missing") }
        return names
    }
}

extension [DraftColumn] {
    /// Gives another name to each column whose new columns would be called like one that is there already.
    ///
    /// - Parameter taken: names that no new column may have: the target's, and those of columns it makes
    func repairingNames(_ taken: Set<String>) -> [DraftColumn] {
        var columns = self
        var used = taken.union(columns.map(\.name))
        for index in columns.indices where columns[index].isFeature {
            var column = columns[index]
            var number = 2
            while column.madeNames.contains(where: used.contains)
                || (column.known != column.name && used.contains(column.known))
            {
                column.known = "\(column.name)_\(number)"
                number += 1
            }
            used.formUnion(column.madeNames)
            used.insert(column.known)
            columns[index] = column
        }
        return columns
    }
}
