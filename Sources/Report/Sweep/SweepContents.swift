import Foundation
import Runs

/// What is known of a sweep, read once for all sections of its report: its trials, its summary, and the curves of the
/// trials.
package struct SweepContents: Sendable {
    /// One parameter of all trials.
    package struct Parameter: Sendable {
        package var path: String
        /// As it stands in the table.
        package var texts: [String]
        /// The numbers themselves, or places in `categories`; not a number where a trial has none.
        package var values: [Double]
        package var categories: [String]?
        package var scale: Axis.Scale
        /// Its last part, or as much as tells it from the others: for charts, where room is scarce.
        package var label: String
    }

    package let path: String
    package let id: String
    /// In the order of their numbers.
    package let trials: [TrialRecord]
    package let parameters: [Parameter]
    package let summary: SweepSummary
    /// The trials that have an objective, the best first, by their places in `trials`.
    package let ranking: [Int]
    /// The names of the trials' other figures.
    package let metrics: [String]

    package var objective: String { summary.objective }
    package var isSmallBest: Bool { summary.direction != "maximize" }

    /// From the ledger, whatever was written besides.
    ///
    /// - Errors: `RunError` when the ledger has no first line
    package init(_ directory: SweepDirectory, state: SweepState, summary: SweepSummary) throws {
        guard let opening = state.opening else {
            throw RunError.damaged(path: directory.path, reason: "its ledger has no first line")
        }
        let trials = state.ordered
        path = directory.path
        id = directory.id
        self.trials = trials
        self.summary = summary
        parameters = opening.parameters.map { Self.parameter($0, among: opening.parameters, trials) }
        metrics = Set(trials.flatMap(\.metrics.keys)).sorted()
        let sign = summary.direction != "maximize" ? 1.0 : -1.0
        ranking = trials.indices.filter { trials[$0].state.isFinished && trials[$0].score.isFinite }
            .sorted { (sign * trials[$0].score, $0) < (sign * trials[$1].score, $1) }
    }

    /// A figure of all trials; not a number where one does not have it.
    func figures(_ name: String) -> [Double] { trials.map { ($0.metrics[name] ?? nil) ?? .nan } }

    /// Numbers when all that is there are numbers; else names, in the order of their first appearance.
    private static func parameter(
        _ name: String, among paths: [String], _ trials: [TrialRecord]
    ) -> Parameter {
        let label = shortest(name, among: paths)
        let texts = trials.map { $0.parameters[name]?.text ?? "" }
        let numbers = texts.map { Double($0) ?? .nan }
        let isNumeric = zip(texts, numbers).allSatisfy { $0.isEmpty || $1.isFinite }
        if isNumeric, numbers.contains(where: \.isFinite) {
            return Parameter(
                path: name, texts: texts, values: numbers, categories: nil,
                scale: isLogarithmic(numbers.filter(\.isFinite)) ? .logarithmic : .linear, label: label)
        }
        var places: [String: Double] = [:]
        var categories: [String] = []
        let values = texts.map(shortened).map { text -> Double in
            if text.isEmpty { return .nan }
            if let place = places[text] { return place }
            places[text] = Double(categories.count)
            categories.append(text)
            return Double(categories.count - 1)
        }
        return Parameter(
            path: name, texts: texts.map(shortened), values: values, categories: categories, scale: .linear,
            label: label)
    }

    /// Whether values were spread over decades on purpose: positive, a factor of ten apart, and their median nearer to
    /// the middle of the logarithms than to the middle of the numbers.
    private static func isLogarithmic(_ values: [Double]) -> Bool {
        let sorted = values.sorted()
        guard let low = sorted.first, let high = sorted.last, low > 0, high / low >= 10 else { return false }
        let median = sorted[sorted.count / 2]
        let linear = (median - low) / (high - low)
        let logarithmic = log(median / low) / log(high / low)
        return abs(logarithmic - 0.5) < abs(linear - 0.5)
    }

    /// The last parts of a path that no other path ends with.
    private static func shortest(_ path: String, among paths: [String]) -> String {
        let parts = path.split(separator: ".")
        for count in 1..<max(2, parts.count) {
            let ending = parts.suffix(count).joined(separator: ".")
            let isAlone = !paths.contains { $0 != path && ($0 == ending || $0.hasSuffix("." + ending)) }
            if isAlone { return ending }
        }
        return path
    }

    /// A component as a word with its settings: `{"sgd":{"momentum":0.9}}` → `sgd momentum 0.9`.
    static func shortened(_ text: String) -> String {
        guard text.hasPrefix("{") || text.hasPrefix("[") else { return text }
        let words = text.split { "{}[]\":".contains($0) }.filter { !$0.isEmpty }
        return words.joined(separator: " ").replacing(" ,", with: ",").replacing(",", with: ", ")
            .replacing(",  ", with: ", ")
    }

    /// A trial's table of epochs, of its own directory or of the trial it is the same as.
    package func curves(of trial: TrialRecord) -> CSVTable? {
        CSVTable(path: "\(path)/\(folder(of: trial))/\(RunFile.metricsTable)")
    }

    /// A trial's run directory, relative to the sweep's.
    package func folder(of trial: TrialRecord) -> String { SweepFile.trials + "/" + trial.folderName }

    /// The label of a parameter, or of several with commas between them, as importance names them.
    package func label(of paths: String) -> String {
        paths.split(separator: ",").map { path in
            let path = path.trimmingCharacters(in: .whitespaces)
            return parameters.first { $0.path == path }?.label ?? path
        }.joined(separator: ", ")
    }

    /// What the pointer shows for a trial.
    package func title(of trial: Int) -> String {
        "trial \(trials[trial].number), \(trials[trial].state.rawValue)"
    }
}

extension TrialRecord {
    /// What is compared, as a chart needs it: not a number when there is none.
    package var score: Double { objective ?? .nan }
}
