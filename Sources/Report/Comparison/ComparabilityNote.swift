import Runs

/// A reason why figures of runs cannot be compared, or only with care, as a plain statement.
package struct ComparabilityNote: Sendable, Equatable {
    package enum Kind: String, Sendable {
        case otherTarget = "other_target"
        case otherData = "other_data"
        case otherUnits = "other_units"
        case noCommonMetric = "no_common_metric"
        case otherRows = "other_rows"
        case noFigures = "no_figures"
        case unreadable

        /// Whether figures of the runs say nothing about each other.
        package var preventsComparison: Bool {
            switch self {
            case .otherTarget, .otherData, .otherUnits, .noCommonMetric: true
            case .otherRows, .noFigures, .unreadable: false
            }
        }
    }

    package var kind: Kind
    package var statement: String

    /// Everything in the way of comparing these runs.
    static func all(among runs: [ComparedRun]) -> [ComparabilityNote] {
        checks.compactMap { $0(runs) }
    }

    /// Whether figures of the two runs can be held against each other.
    static func allowsComparison(_ first: ComparedRun, _ second: ComparedRun) -> Bool {
        !all(among: [first, second]).contains { $0.kind.preventsComparison }
    }

    private static let checks: [@Sendable ([ComparedRun]) -> ComparabilityNote?] = [
        unreadable, noFigures, otherTarget, otherData, otherUnits, noCommonMetric, otherRows,
    ]

    @Sendable private static func unreadable(_ runs: [ComparedRun]) -> ComparabilityNote? {
        let problems = runs.filter { !$0.problems.isEmpty }
        guard let first = problems.first, let reason = first.problems.first else { return nil }
        let others = problems.count > 1 ? ", and \(problems.count - 1) more runs" : ""
        return ComparabilityNote(
            kind: .unreadable,
            statement: "run \(first.shortId) could not be read completely: \(reason)\(others)")
    }

    @Sendable private static func noFigures(_ runs: [ComparedRun]) -> ComparabilityNote? {
        let without = runs.filter { $0.metrics == nil }
        guard !without.isEmpty else { return nil }
        let named = without.prefix(4).map { "\($0.shortId) (\($0.stateText))" }.joined(separator: ", ")
        let more = without.count > 4 ? " and \(without.count - 4) more" : ""
        return ComparabilityNote(
            kind: .noFigures,
            statement:
                "\(without.count == 1 ? "one run has" : "\(without.count) runs have") no figures: \(named)\(more)"
        )
    }

    @Sendable private static func otherTarget(_ runs: [ComparedRun]) -> ComparabilityNote? {
        guard let text = parted(runs, by: { $0.keys["data.target"]?.plainText }) else { return nil }
        return ComparabilityNote(
            kind: .otherTarget,
            statement: "these runs cannot be compared: they predict different targets: \(text)")
    }

    @Sendable private static func otherData(_ runs: [ComparedRun]) -> ComparabilityNote? {
        func hashes(_ run: ComparedRun) -> String? {
            guard let files = run.manifest?.data, !files.isEmpty else { return nil }
            return files.map { String($0.sha256.prefix(8)) }.joined(separator: "+")
        }
        guard let text = parted(runs, by: hashes) else { return nil }
        return ComparabilityNote(
            kind: .otherData,
            statement: "these runs cannot be compared: they read different data (SHA-256): \(text)")
    }

    /// A target that was transformed has figures in other units.
    @Sendable private static func otherUnits(_ runs: [ComparedRun]) -> ComparabilityNote? {
        let scored = runs.filter { $0.metrics != nil }
        let transformed = scored.filter { $0.metrics?.originalUnits.isEmpty == false }
        guard !transformed.isEmpty, transformed.count < scored.count else { return nil }
        return ComparabilityNote(
            kind: .otherUnits,
            statement:
                "these runs cannot be compared: \(transformed.count) of \(scored.count) transform the target, so "
                + "their figures are in other units; compare the figures in original units "
                + "(--metrics original_test_…) with the others'")
    }

    @Sendable private static func noCommonMetric(_ runs: [ComparedRun]) -> ComparabilityNote? {
        let scored = runs.compactMap(\.metrics)
        guard scored.count > 1 else { return nil }
        var common = Set(scored[0].names).subtracting(["loss"])
        let hasMetrics = scored.contains { $0.names.count > 1 }
        for metrics in scored.dropFirst() { common.formIntersection(metrics.names) }
        guard common.isEmpty, hasMetrics || !sameLoss(runs) else { return nil }
        if sameLoss(runs) { return nil }
        let text = parted(runs) {
            $0.metrics.map { $0.names.filter { $0 != "loss" }.joined(separator: ", ") }
        }
        return ComparabilityNote(
            kind: .noCommonMetric,
            statement:
                "these runs cannot be compared: they have no metric in common: \(text ?? "different losses")")
    }

    private static func sameLoss(_ runs: [ComparedRun]) -> Bool {
        Set(runs.map { $0.keys["loss.type"]?.plainText }).count == 1
    }

    @Sendable private static func otherRows(_ runs: [ComparedRun]) -> ComparabilityNote? {
        let scored = runs.filter { $0.scoredPart != nil }
        guard Set(scored.map { $0.scoredPart?.sha256 }).count > 1 else { return nil }
        let seeds = Set(runs.map { $0.manifest?.seed }).count > 1
        return ComparabilityNote(
            kind: .otherRows,
            statement:
                "the runs were scored on different rows\(seeds ? " (other seeds draw other splits)" : ""): part of "
                + "each difference is chance; average over seeds with --group-by seeds")
    }

    /// `a (3 runs), b (1 run)`; nil when all runs that have a value have the same.
    private static func parted(_ runs: [ComparedRun], by value: (ComparedRun) -> String?) -> String? {
        var order: [String] = []
        var counts: [String: Int] = [:]
        for text in runs.compactMap(value) {
            if counts[text] == nil { order.append(text) }
            counts[text, default: 0] += 1
        }
        guard order.count > 1 else { return nil }
        let shown = order.prefix(4).map { "\($0) (\(counts[$0] ?? 0) run\(counts[$0] == 1 ? "" : "s"))" }
        return shown.joined(separator: ", ") + (order.count > 4 ? " and \(order.count - 4) more" : "")
    }
}
