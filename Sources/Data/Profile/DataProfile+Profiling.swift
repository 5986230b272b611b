extension DataProfile {
    /// Above this many rows, evenly spaced ones stand for all: sorting every column of 200,000 rows takes milliseconds,
    /// and a quantile of so many is within a fifth of a percent of its rank.
    package static let rowLimit = 200_000

    /// - Parameters:
    ///   - target: the column that relations are measured against; nil, or one the table does not have, for none
    ///   - roles: of columns that are neither features nor the target
    ///   - decimals: how the source writes numbers; nil: nothing is said of columns that are numbers in most rows
    package init(
        _ table: Table, target: String?, targetType: TargetType = .auto, roles: [String: ColumnRole] = [:],
        decimals: DecimalParser? = nil, rowLimit: Int = DataProfile.rowLimit
    ) {
        let sample = DataProfile.sample(table, rowLimit: rowLimit)
        let known = target.flatMap { name in sample[name].map { (name, $0) } }
        let relations = known.flatMap { RelationTarget($0.1, type: targetType) }
        let profiler = ColumnProfiler(target: known?.0, relations: relations)
        var columns: [ColumnProfile] = []
        var findings: [ProfileFinding] = []
        for (schema, column) in zip(sample.schema.columns, sample.columns) {
            let role = schema.name == known?.0 ? .target : roles[schema.name] ?? .feature
            var profile = profiler.profile(schema.name, column, role: role)
            profile.missing = table[schema.name]?.missingCount ?? profile.missing
            let found = profiler.findings(profile, column, rows: table.rowCount)
            let numbers = decimals.flatMap { decimals in
                role == .unused || schema.holdsWholeNumbers
                    ? nil : table[schema.name].flatMap { DataProfile.numbers(schema.name, $0, decimals) }
            }
            // Such a column is no free text, and different values are no sign of a name.
            findings +=
                numbers == nil ? found : found.filter { $0.kind != .freeText && $0.kind != .identifier }
            findings += numbers.map { [$0] } ?? []
            columns.append(profile)
        }
        let duplicates = DataProfile.duplicates(sample)
        if duplicates > 0 {
            findings.append(
                ProfileFinding(
                    kind: .duplicates,
                    message: "\(duplicates) of \(sample.rowCount) rows repeat an earlier row exactly"))
        }
        self.init(
            rows: table.rowCount, profiledRows: sample.rowCount, duplicateRows: duplicates, target: known?.0,
            columns: columns, findings: findings)
    }

    private static func sample(_ table: Table, rowLimit: Int) -> Table {
        guard table.rowCount > rowLimit, rowLimit > 0 else { return table }
        return table.gathering((0..<rowLimit).map { Int32($0 * table.rowCount / rowLimit) })
    }

    /// A finding about a column of texts that are numbers but for signs, or in nearly all rows.
    private static func numbers(
        _ name: String, _ column: Column, _ decimals: DecimalParser
    ) -> ProfileFinding? {
        if let almost = AlmostNumbers(column, decimals) {
            return ProfileFinding(
                kind: .almostNumbers, column: name,
                message: "'\(name)' holds numbers \(almost.phrase); if that means missing, say so: "
                    + almost.advice(name))
        }
        guard let signed = SignedNumbers(name, column) else { return nil }
        return ProfileFinding(
            kind: .almostNumbers, column: name,
            message: "'\(name)' holds numbers with signs: cast: {\(name): "
                + signed.castText { "\"\($0)\"" } + "} makes numbers of them")
    }

    private static func duplicates(_ table: Table) -> Int {
        guard !table.columns.isEmpty else { return 0 }
        return table.rowCount - Set(RowHashes(table).values).count
    }
}

/// Makes the profile of one column after another.
struct ColumnProfiler {
    let target: String?
    let relations: RelationTarget?

    /// Numbers with no more different values than this are listed like categories.
    private static let fewValues = 12
    /// As many numbers of a tensor column are looked at.
    private static let tensorNumbers = 1_000_000

    func profile(_ name: String, _ column: Column, role: ColumnRole) -> ColumnProfile {
        var profile = ColumnProfile(name: name, type: column.type, role: role, missing: column.missingCount)
        switch column {
        case .numbers(let numbers):
            let sorted = numbers.values.filter(\.isFinite).sorted()
            let infinite = numbers.values.count { $0.isInfinite }
            let distinct = ColumnProfiler.distinct(sorted) + (infinite > 0 ? 1 : 0)
            profile.distinct = distinct
            profile.numbers = NumberSummary(sorted: sorted, infinite: infinite)
            if distinct <= Self.fewValues { profile.values = column.asCategories.map(ValueSummary.init) }
        case .categories, .text, .booleans:
            guard let categories = column.asCategories else { break }
            profile.distinct = categories.counts.count { $0 > 0 }
            profile.values = ValueSummary(categories)
        case .tensors(let tensors):
            profile.shape = tensors.shape
            let (sorted, infinite) = ColumnProfiler.numbers(of: tensors)
            profile.numbers = NumberSummary(sorted: sorted, infinite: infinite)
        }
        if role != .target { profile.relation = relations?.relation(of: column) }
        return profile
    }

    private static func distinct(_ sorted: [Double]) -> Int {
        guard !sorted.isEmpty else { return 0 }
        return 1 + zip(sorted, sorted.dropFirst()).count { $0 != $1 }
    }

    private static func numbers(of tensors: TensorColumn) -> (sorted: [Double], infinite: Int) {
        let width = max(1, tensors.width)
        let rows = max(1, min(tensors.count, tensorNumbers / width))
        guard tensors.count > 0 else { return ([], 0) }
        var values = [Double](repeating: 0, count: rows * width)
        values.withUnsafeMutableBufferPointer { values in
            guard let base = values.baseAddress else { return }
            for index in 0..<rows {
                _ = tensors.copy(row: index * tensors.count / rows, to: base + index * width)
            }
        }
        let finite = values.filter(\.isFinite)
        return (finite.sorted(), values.count - finite.count)
    }

    // MARK: Findings

    /// - Parameter rows: of the whole table
    func findings(_ profile: ColumnProfile, _ column: Column, rows: Int) -> [ProfileFinding] {
        guard profile.role != .unused else { return [] }
        if profile.role == .target { return targetFindings(profile, column, rows: rows) }
        var findings: [ProfileFinding] = []
        func find(_ kind: ProfileFinding.Kind, _ message: String) {
            findings.append(ProfileFinding(kind: kind, column: profile.name, message: message))
        }
        let name = "'\(profile.name)'"
        if profile.missing == rows, rows > 0 {
            find(.constant, "\(name) has no value at all")
            return findings
        }
        if profile.isConstant, profile.missing == 0 {
            find(.constant, "\(name) has the same value in every row")
        } else if let top = profile.values?.top.first, isNearlyAll(top.rows, of: column) {
            find(.nearlyConstant, "\(name) is \(top.value) in all but \(column.count - top.rows) rows")
        }
        if profile.missing * 2 >= rows, rows > 0 {
            find(.missing, "\(name) is missing in \(profile.missing) of \(rows) rows")
        }
        if IdentifierColumns.isIdentifier(column) {
            find(.identifier, "\(name) is different in every row: a name of the row, not a property")
        } else if profile.type == .text {
            let form = TextForm(column.asCategories?.occurringLevels ?? [])
            find(.freeText, "\(name) \(form.advice(profile.name))")
        }
        if let relations {
            let sign = LeakSigns(target: relations).sign(
                profile.name, column, profile.relation, distinct: profile.distinct)
            if let sign { find(.leak, sign) }
        }
        return findings
    }

    /// All but one in two hundred, but not all.
    private func isNearlyAll(_ rows: Int, of column: Column) -> Bool {
        column.count >= 200 && rows < column.count && rows * 200 >= column.count * 199
    }

    private func targetFindings(
        _ profile: ColumnProfile, _ column: Column, rows: Int
    ) -> [ProfileFinding] {
        var findings: [ProfileFinding] = []
        func find(_ kind: ProfileFinding.Kind, _ message: String) {
            findings.append(ProfileFinding(kind: kind, column: profile.name, message: message))
        }
        if profile.missing > 0 {
            find(
                .missingTarget,
                "the target '\(profile.name)' is missing in \(profile.missing) of \(rows) rows")
        }
        if profile.isConstant {
            find(.constant, "the target '\(profile.name)' has the same value in every row")
        }
        if case .classes? = relations?.values, let categories = column.asCategories {
            let counts = zip(categories.levels, categories.counts).filter { $1 > 0 }
            if let rarest = counts.min(by: { $0.1 < $1.1 }), let most = counts.max(by: { $0.1 < $1.1 }),
                rarest.1 * 10 <= most.1
            {
                find(
                    .imbalance,
                    "the class '\(rarest.0)' has \(rarest.1) rows where '\(most.0)' has \(most.1)")
            }
        } else if let numbers = profile.numbers, numbers.skewness > 2, numbers.minimum > 0 {
            let skewness = (numbers.skewness * 100).rounded() / 100
            find(
                .skewedTarget,
                "the target '\(profile.name)' has a long tail (skewness \(skewness)): 'log' makes it shorter")
        }
        return findings
    }
}
