import Data
import Machine

/// What a model wants its columns to be.
enum DraftEncoding {
    /// Numbers without gaps, of about one size; categories as columns of 0 and 1.
    case scaled
    /// The same, but no number far from the others: outside of what was seen a network says anything.
    case bounded
    /// Numbers of any size, with gaps; categories as columns of 0 and 1.
    case withGaps
    /// As they come, gaps and categories too.
    case asTheyCome
}

/// The steps of a drafted specification, each with its reason.
struct DraftSteps {
    let target: DraftTarget
    let columns: DraftColumns
    let encoding: DraftEncoding
    /// Whether the target is learned as its logarithm.
    let logsTarget: Bool
    /// Whether a target of numbers is brought to mean 0 and deviation 1.
    let scalesTarget: Bool

    /// Rows back whose targets a series sees.
    static func lags(_ season: Int?) -> [Int] {
        guard let season else { return [1, 2, 3] }
        return Array(Set([1, 2, 3, season])).sorted()
    }

    var lines: [String] {
        var lines = dropping + renaming + casting + ofTarget + lagging + dates
        switch encoding {
        case .scaled, .bounded: lines += gaps + periods + encoded + numbers + oneHot + words
        case .withGaps: lines += truths + encoded + oneHot + words
        case .asTheyCome: lines += truths
        }
        return lines
    }

    private func list(_ names: [String], after prefix: String) -> String {
        SpecText.columns(names, indent: 6 + prefix.count)
    }

    private func names(_ included: (DraftColumn) -> Bool) -> [String] {
        columns.features.filter(included).map(\.known)
    }

    /// A comment of as many lines as it takes.
    static func comment(_ text: String) -> [String] {
        var lines: [String] = []
        var line = "#"
        for word in text.replacing("\n", with: " ").split(separator: " ") {
            if line.count + word.count > 108, line.count > 1 {
                lines.append(line)
                line = "#"
            }
            line += " " + word
        }
        return lines + [line]
    }

    private static func sentence(_ text: String) -> String {
        text.hasSuffix("?") || text.hasSuffix(".") ? text : text + "."
    }

    // MARK: Before the split

    private var dropping: [String] {
        var lines: [String] = []
        for column in columns.all where !column.isDropped && !column.isOrder {
            if let note = column.note { lines += Self.comment(Self.sentence(note)) }
        }
        let gone = columns.all.filter { $0.isDropped || $0.isOrder }
        guard !gone.isEmpty else { return lines }
        for column in gone.prefix(20) {
            if let note = column.note { lines += Self.comment(Self.sentence(note)) }
        }
        if gone.count > 20 { lines.append("# … and \(gone.count - 20) more.") }
        return lines + ["- drop: " + list(gone.map(\.name), after: "- drop: ")]
    }

    private var renaming: [String] {
        let renamed = columns.features.filter { $0.known != $0.name }
        guard !renamed.isEmpty else { return [] }
        let pairs = renamed.map { "\(SpecText.value($0.name)): \(SpecText.value($0.known))" }
        return [
            "# Columns that the steps make of these would be called like others that are there.",
            "- rename: {\(pairs.joined(separator: ", "))}",
        ]
    }

    private var casting: [String] {
        let codes = columns.features.filter(\.isCode).map { "\(SpecText.value($0.known)): category" }
        let signed = columns.signed.compactMap { found -> String? in
            let known =
                found.name == target.name
                ? found.name : columns.features.first { $0.name == found.name }?.known
            return known.map { "\(SpecText.value($0)): \(found.castText(quoted: SpecText.quoted))" }
        }
        guard !codes.isEmpty || !signed.isEmpty else { return [] }
        let reason = signed.isEmpty ? [] : ["# Numbers with signs of money or percent."]
        return reason + ["- cast: {\((codes + signed).joined(separator: ", "))}"]
    }

    private var ofTarget: [String] {
        var lines: [String] = []
        if target.missing > 0 {
            lines += [
                "# \(NumberText.count(target.missing, "row")) without a target.", "- drop_missing: target",
            ]
        }
        if logsTarget {
            lines += [
                "# A long tail to the right: errors then count relative to the value. Undone for predictions.",
                "- log: \(SpecText.column(target.name))",
            ]
        }
        return lines
    }

    private var lagging: [String] {
        guard columns.isSeries else {
            guard columns.isInOrderOfTime, !target.isClass else { return [] }
            return Self.comment(
                "Where the last values of '\(target.name)' are known when it is predicted, they say most: "
                    + "- lag: {columns: \(SpecText.column(target.name)), lags: [1, 2, 3]}")
        }
        let lags = Self.lags(columns.season)
        let season = columns.season.map { ", and \($0) rows before, a season" } ?? ""
        return Self.comment(
            "A series: the model sees the values just before\(season). To predict, give it a file that goes on with the "
                + "rows before.")
            + [
                "- lag: {columns: \(SpecText.column(target.name)), lags: [\(lags.map(String.init).joined(separator: ", "))]}"
            ]
    }

    private var dates: [String] {
        let all = columns.features.filter { $0.dateParts != nil }
        guard !all.isEmpty else { return [] }
        var kinds: [(key: String, parts: [DatePart], format: String?, names: [String])] = []
        for column in all {
            let parts = column.dateParts ?? []
            let key = parts.map(\.rawValue).joined(separator: ", ") + (column.dateFormat ?? "")
            if let index = kinds.firstIndex(where: { $0.key == key }) {
                kinds[index].names.append(column.known)
            } else {
                kinds.append((key, parts, column.dateFormat, [column.known]))
            }
        }
        return kinds.map { kind in
            let prefix = "- date_parts: {columns: "
            let parts = kind.parts.map(\.rawValue).joined(separator: ", ")
            let format = kind.format.map { ", format: \(SpecText.quoted($0))" } ?? ""
            return prefix + list(kind.names, after: prefix) + ", parts: [\(parts)]\(format)}"
        }
    }

    // MARK: Fitted

    private var gaps: [String] {
        var lines: [String] = []
        if columns.isSeries {
            let prefix = "- impute: {columns: "
            let lagged = Self.lags(columns.season).map { "\(target.name)_lag\($0)" }
            lines += [
                "# In a file of new rows the first ones have no rows before.",
                prefix + list(lagged, after: prefix) + ", strategy: median}",
            ]
        }
        var numbers = names { $0.isNumber && $0.hasGaps }
        for column in columns.features where column.hasGaps {
            numbers += (column.dateParts ?? []).map { "\(column.known)_\($0.rawValue)" }
        }
        if !numbers.isEmpty {
            let prefix = "- impute: {columns: "
            lines += [
                "# Gaps become the median of the training rows; a column beside each says where they were.",
                prefix + list(numbers, after: prefix) + ", strategy: median, indicator: true}",
            ]
        }
        let isAnywhere = columns.features.contains(where: \.hasGaps)
        if isAnywhere, columns.features.contains(where: { $0.isNumber && !$0.hasGaps }) {
            lines += [
                "# Rows to be predicted may have gaps in other columns.",
                "- impute: {columns: numeric, except: target, strategy: median}",
            ]
        }
        return lines + truths
    }

    private var truths: [String] {
        let truths = names { $0.isTruth && $0.hasGaps }
        guard !truths.isEmpty else { return [] }
        let prefix = "- impute: {columns: "
        return [prefix + list(truths, after: prefix) + ", strategy: most_frequent, indicator: true}"]
    }

    /// December is next to January: a place on a circle says so.
    private var periods: [String] {
        let periods: [(part: DatePart, period: Int)] = [(.month, 12), (.weekday, 7), (.hour, 24)]
        return periods.compactMap { part, period in
            let names = columns.features.filter { $0.dateParts?.contains(part) ?? false }
                .map { "\($0.known)_\(part.rawValue)" }
            guard !names.isEmpty else { return nil }
            let prefix = "- periodic: {columns: "
            return prefix + list(names, after: prefix) + ", period: \(period)}"
        }
    }

    private var encoded: [String] {
        let names = names(\.hasManyLevels)
        guard !names.isEmpty else { return [] }
        // With many classes a column for each of them would be too many.
        guard target.classes.count <= 2 else {
            return [
                "# Categories of many values: how frequent each value is.",
                "- frequency: " + list(names, after: "- frequency: "),
            ]
        }
        return [
            "# Categories of many values: the mean target of each, as other training rows have it.",
            "- target_encode: " + list(names, after: "- target_encode: "),
        ]
    }

    private var numbers: [String] {
        let hasNumbers =
            columns.isSeries
            || columns.features.contains { $0.isNumber || $0.dateParts != nil || $0.hasManyLevels }
            || columns.features.contains(where: \.hasGaps)
        guard hasNumbers else { return scalesTarget ? ["- standardize: target"] : [] }
        guard encoding == .scaled else {
            return [
                "# Numbers around 0, and bounded: one unusual value must not lead a network astray.",
                "- robust_scale: {columns: numeric, except: target, equal: half_range}",
                "- smooth_clip: {columns: numeric, except: target}",
            ] + (scalesTarget ? ["- standardize: target"] : [])
        }
        return ["- standardize: \(scalesTarget ? "numeric" : "{columns: numeric, except: target}")"]
    }

    private var words: [String] {
        let names = names(\.isText)
        guard !names.isEmpty else { return [] }
        let prefix = "- tf_idf: {columns: "
        return [
            "# Texts: how often each of the words that come up most stands in them, rare words more.",
            prefix + list(names, after: prefix) + ", max_features: \(DraftColumn.words), sublinear: true}",
        ]
    }

    private var oneHot: [String] {
        let all = columns.features.filter { $0.isCategory && !$0.hasManyLevels }
        return [true, false].compactMap { hasGaps in
            let names = all.filter { $0.hasGaps == hasGaps }.map(\.known)
            guard !names.isEmpty else { return nil }
            let prefix = hasGaps ? "- one_hot: {columns: " : "- one_hot: "
            return prefix + list(names, after: prefix) + (hasGaps ? ", missing: column}" : "")
        }
    }
}
