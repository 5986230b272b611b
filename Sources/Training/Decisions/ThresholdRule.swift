import Spec

/// `threshold`: from which probability on the positive class, of two, is predicted.
///
///     threshold: 0.3                                          always this one
///     threshold: {maximize: f1}                               the best one on the validation rows
///     threshold: {maximize: recall, at_least: {precision: 0.9}}
package enum ThresholdRule: Sendable {
    case fixed(Double)
    case search(ThresholdSearch)

    package var fixed: Double? {
        if case .fixed(let value) = self { value } else { nil }
    }

    package var search: ThresholdSearch? {
        if case .search(let search) = self { search } else { nil }
    }
}

extension ThresholdRule: SpecDecodable {
    package static var fieldType: FieldType {
        .anyOf([.number(range), .section(FieldReader.fields(of: ThresholdSearch.self))])
    }

    private static let range = NumberRange.closed(0, 1)

    package init?(from node: SpecNode, diagnostics: inout DiagnosticBag) {
        switch node.content {
        case .map:
            let read = FieldReader.decode(root: node, as: ThresholdSearch.self, subject: "'threshold'")
            diagnostics.report(contentsOf: read.diagnostics)
            guard !read.diagnostics.hasErrors else { return nil }
            var search = read.value
            search.content = read.resolved.content
            self = .search(search)
        case .integer, .number:
            guard let value = Double(from: node, diagnostics: &diagnostics) else { return nil }
            guard Self.range.contains(value) else {
                diagnostics.report(.outOfRange(Self.range, found: node))
                return nil
            }
            self = .fixed(value)
        case .null, .bool, .string, .list:
            diagnostics.report(
                .wrongType(
                    expected: "a number between 0 and 1, or a map", found: node,
                    help: "write the probability itself, or {maximize: f1}"))
            return nil
        }
    }

    package var resolvedNode: SpecContent {
        switch self {
        case .fixed(let value): .number(value)
        case .search(let search): search.content
        }
    }
}

/// The threshold that makes a metric of assigned classes largest.
package struct ThresholdSearch: SpecSection {
    /// Nil when it is missing or wrong; a diagnostic says so.
    package let maximized: (any Metric)?
    /// Metrics that must not fall below a number.
    package let leasts: [(metric: any Metric, value: Double)]
    /// As the resolved specification has it.
    fileprivate(set) var content = SpecContent.map([])

    package init(reading fields: inout FieldReader) {
        let component = fields.requiredComponent(
            "maximize", in: metricFamily, "The metric of assigned classes that is made largest.")
        maximized = component.flatMap { $0.value as? any ConfusionMetric }
        let entries =
            fields.optionalEntries(
                "at_least", of: Double.self, "What other such metrics must reach, by their names.") ?? []
        var leasts: [(metric: any Metric, value: Double)] = []
        if let component, maximized == nil {
            fields.report(Self.refusal(component.value.label, at: fields.origin(of: "maximize")))
        }
        for entry in entries {
            guard let metric = Self.metric(named: entry.key) else {
                fields.report(Self.refusal(entry.key, at: entry.origin))
                continue
            }
            leasts.append((metric, entry.value))
        }
        self.leasts = leasts
    }

    private static func metric(named name: String) -> (any Metric)? {
        guard let type = metricFamily.all[name: name] else { return nil }
        var reader = FieldReader(describing: type)
        return type.init(reading: &reader) as? any ConfusionMetric
    }

    private static func refusal(_ name: String, at origin: Origin) -> Diagnostic {
        let suitable = metricFamily.members.map { $0.name }.filter { metric(named: $0) != nil }
        return Diagnostic(
            "threshold-metric", "a threshold changes nothing about '\(name)'", at: origin,
            help: nearestName(to: name, in: suitable).map { "did you mean '\($0)'?" }
                ?? "name a metric of assigned classes",
            notes: ["metrics of assigned classes: " + suitable.joined(separator: ", ")])
    }
}

extension ThresholdSearch {
    /// The best threshold.
    struct Found {
        var threshold: Double
        /// What the metric reaches there, and at one half.
        var value: Double
        var valueAtHalf: Double
        /// Whether every `at_least` holds.
        var holds: Bool
    }

    /// Tries every threshold that assigns the rows differently: between two neighboring probabilities the middle, and
    /// of equally good ones that which is nearest to one half. Where no threshold keeps every `at_least`, the one that
    /// falls short least is taken.
    ///
    /// - Parameter rows: of two classes
    /// - Returns: nil where the rows do not have both classes, or probabilities that are no numbers
    /// - Limits: O(n log n)
    func best(on rows: ScoredRows) -> Found? {
        guard let metric = maximized as? any ConfusionMetric, rows.task.classCount == 2,
            !rows.hasNaNPredictions
        else { return nil }
        let positive = rows.positiveClass
        let classes = rows.targetClasses()
        guard Set(classes).count == 2 else { return nil }
        let ranked = RankedScores(
            scores: rows.probabilities(of: positive), isPositive: classes.map { $0 == positive }, weights: nil
        )
        let scores = Array(Set(ranked.scores)).sorted(by: >)
        var half = rows
        half.threshold = 0.5
        // Above every probability nothing is positive.
        var counts = ConfusionCounts(classes: 2, positive: positive)
        counts.add(negatives: classes.count { $0 != positive }, positives: classes.count { $0 == positive })
        var best = candidate(above: scores.first, below: nil, counts, metric)
        for (place, step) in ranked.steps().enumerated() {
            counts.turn(positives: step.positives, negatives: step.negatives)
            let next = place + 1 < scores.count ? scores[place + 1] : nil
            let found = candidate(above: next, below: scores[place], counts, metric)
            if found.isBetter(than: best) { best = found }
        }
        return Found(
            threshold: best.threshold, value: best.value, valueAtHalf: metric.value(of: half),
            holds: best.shortfall == 0)
    }

    private struct Candidate {
        var threshold: Double
        var value: Double
        var shortfall: Double

        func isBetter(than other: Candidate) -> Bool {
            if value.isNaN { return false }
            if other.value.isNaN { return true }
            if shortfall != other.shortfall { return shortfall < other.shortfall }
            if value != other.value { return value > other.value }
            return abs(threshold - 0.5) < abs(other.threshold - 0.5)
        }
    }

    /// - Parameters:
    ///   - lower: the next probability, which stays negative
    ///   - upper: the last one that is positive
    private func candidate(
        above lower: Double?, below upper: Double?, _ counts: ConfusionCounts, _ metric: any ConfusionMetric
    ) -> Candidate {
        var threshold = ((lower ?? 0) + (upper ?? 1)) / 2
        // Neighbors among the numbers have no middle, and a probability of 1 has none above it.
        if let lower, threshold <= lower { threshold = upper ?? lower.nextUp }
        let shortfall = leasts.reduce(0.0) { sum, least in
            let value = (least.metric as? any ConfusionMetric)?.value(of: counts) ?? .nan
            return sum + (value >= least.value ? 0 : value.isNaN ? 1 : least.value - value)
        }
        return Candidate(threshold: threshold, value: metric.value(of: counts), shortfall: shortfall)
    }
}
